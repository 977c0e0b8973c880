/* SPDX-License-Identifier: MIT */
/* One object: its key, its name in print, its weight, and comparing it with another. */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "catalog/catalog.h"

enum { PARTITION_WEIGHT = 8 };

/* Names may hold any byte but zero: the one that parts them is never left as it is in one. */
static void add_key_part(assay_buffer *buffer, const char *text)
{
    static const char special[] = "\x1e\x1f";
    for (;;) {
        size_t length = strcspn(text, special);
        assay_buffer_add_n(buffer, text, length);
        text += length;
        if (*text == '\0')
            return;
        assay_buffer_add_char(buffer, '\x1e');
        assay_buffer_add_char(buffer, *text++ == '\x1e' ? '\x1e' : '\x1d');
    }
}

const char *assay_object_key(assay_buffer *buffer, assay_kind kind, const char *schema,
                             const char *relation, const char *name)
{
    assay_buffer_clear(buffer);
    assay_buffer_add(buffer, assay_kind_get(kind)->name);
    assay_buffer_add_char(buffer, '\x1f');
    add_key_part(buffer, schema);
    assay_buffer_add_char(buffer, '\x1f');
    add_key_part(buffer, relation);
    assay_buffer_add_char(buffer, '\x1f');
    add_key_part(buffer, name);
    return assay_buffer_text(buffer);
}

/* Kinds whose name in the key is more than an identifier, and what comes behind that: SQL as it is,
 * with quotes where it needs them. */
static const struct {
    assay_kind kind;
    const char *behind;
} signatures[] = {
    {ASSAY_KIND_function, "("},
    {ASSAY_KIND_procedure, "("},
    {ASSAY_KIND_aggregate, "("},
    {ASSAY_KIND_operator_family, " USING "},
    {ASSAY_KIND_operator_class, " USING "},
    {ASSAY_KIND_operator, ""}, /* never quoted */
    {ASSAY_KIND_cast, ""},
    {ASSAY_KIND_user_mapping, ""},
};

const char *assay_object_signature(assay_kind kind, const char *name)
{
    const char *end = name + strlen(name);
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        if (signatures[i].kind != kind)
            continue;
        const char *behind = strstr(name, signatures[i].behind);
        return behind != NULL ? behind : end;
    }
    return end;
}

void assay_object_name_parts(assay_buffer *out, assay_kind kind, const char *schema,
                             const char *relation, const char *name)
{
    if (schema[0] != '\0') {
        assay_quote_identifier(out, schema);
        assay_buffer_add_char(out, '.');
    }
    if (assay_kind_get(kind)->scope == ASSAY_SCOPE_RELATION) {
        assay_quote_identifier(out, relation);
        assay_buffer_add_char(out, '.');
    }
    const char *signature = assay_object_signature(kind, name);
    if (*signature == '\0') {
        assay_quote_identifier(out, name);
        return;
    }
    if (signature == name) {
        assay_buffer_add(out, name);
        return;
    }
    assay_buffer plain = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_add_n(&plain, name, (size_t)(signature - name));
    assay_quote_identifier(out, assay_buffer_text(&plain));
    assay_buffer_add(out, signature);
    assay_buffer_release(&plain);
}

void assay_object_name(assay_buffer *out, const assay_object *object)
{
    assay_object_name_parts(out, object->kind, object->schema, object->relation, object->name);
}

const char *assay_object_shown(const assay_object *object, int attribute)
{
    const char *value = object->values[attribute];
    return value != NULL ? value : assay_kind_get(object->kind)->attributes[attribute].unset;
}

#define BIT(kind, attribute) ((uint32_t)1 << ASSAY_##kind##_##attribute)

/* What alone an index, foreign key or trigger of a partition can have otherwise than its parent's.
 */
static uint32_t own_attributes(assay_kind kind)
{
    switch (kind) {
    case ASSAY_KIND_index:
        return BIT(index, valid) | BIT(index, options) | BIT(index, tablespace) |
               BIT(index, clustered) | BIT(index, statistics) | BIT(index, comment);
    case ASSAY_KIND_foreign_key:
        return BIT(foreign_key, enabled);
    case ASSAY_KIND_trigger:
        return BIT(trigger, enabled);
    default:
        return 0;
    }
}

static uint32_t told_attributes(const assay_object *object)
{
    uint32_t told = object->unknown;
    for (size_t i = 0; i < assay_kind_get(object->kind)->n_attributes; i++)
        if (object->values[i] != NULL)
            told |= (uint32_t)1 << i;
    return told;
}

bool assay_object_implied(const assay_object *object)
{
    if (object->kind == ASSAY_KIND_schema)
        return strcmp(object->name, "public") == 0;
    /* SQLite, which has no schemas, has columns without a type. */
    if (object->schema[0] == '\0')
        return false;
    if (object->kind == ASSAY_KIND_column)
        return object->values[ASSAY_column_type] == NULL &&
               (object->unknown & BIT(column, type)) == 0;
    uint32_t own = own_attributes(object->kind);
    uint32_t told = own == 0 ? 0 : told_attributes(object);
    return told != 0 && (told & ~own) == 0;
}

const char *assay_values_parent(assay_kind kind, const char *const *values)
{
    if (kind == ASSAY_KIND_table)
        return values[ASSAY_table_partition_of];
    return kind == ASSAY_KIND_foreign_table ? values[ASSAY_foreign_table_partition_of] : NULL;
}

const char *assay_values_bound(assay_kind kind, const char *const *values)
{
    if (kind == ASSAY_KIND_table)
        return values[ASSAY_table_bound];
    return kind == ASSAY_KIND_foreign_table ? values[ASSAY_foreign_table_bound] : NULL;
}

const char *assay_partition_parent(const assay_object *object)
{
    return assay_values_parent(object->kind, (const char *const *)object->values);
}

const char *assay_partition_bound(const assay_object *object)
{
    return assay_values_bound(object->kind, (const char *const *)object->values);
}

const char *assay_object_raw(const assay_object *object, int attribute)
{
    const char *raw = object->raw == NULL ? NULL : object->raw[attribute];
    return raw != NULL ? raw : object->values[attribute];
}

int assay_object_weight(const assay_object *object)
{
    if (assay_object_implied(object))
        return 0;
    if (assay_partition_parent(object) != NULL)
        return PARTITION_WEIGHT;
    if (object->kind == ASSAY_KIND_sequence && object->values[ASSAY_sequence_owned_by] != NULL)
        return 0;
    return assay_kind_get(object->kind)->weight;
}

assay_severity assay_object_severity(const assay_object *object)
{
    if (object->kind == ASSAY_KIND_index && object->values[ASSAY_index_unique] != NULL)
        return ASSAY_SEVERITY_INTEGRITY;
    return assay_kind_get(object->kind)->severity;
}

/* The relation under which an object is sorted: its own name for what others live in. */
static const char *relation_of(const assay_object *object)
{
    return object->relation[0] != '\0' ? object->relation : object->name;
}

/* The texts of one catalog are unique: often they are one and the same. */
static inline int compare_texts(const char *a, const char *b)
{
    return a == b ? 0 : strcmp(a, b);
}

int assay_object_compare(const assay_object *a, const assay_object *b)
{
    int order = compare_texts(a->schema, b->schema);
    if (order == 0)
        order = compare_texts(relation_of(a), relation_of(b));
    if (order == 0)
        order = (a->relation[0] != '\0') - (b->relation[0] != '\0');
    if (order == 0)
        order = (int)a->kind - (int)b->kind;
    return order != 0 ? order : compare_texts(a->name, b->name);
}

/* A profile may hold "sha256:" and the hash of a text in its place. */
static bool hash_stands_for(const char *hash, const char *text)
{
    static const char prefix[] = "sha256:";
    size_t length = sizeof prefix - 1;
    if (strncmp(hash, prefix, length) != 0 || strlen(hash + length) != ASSAY_HASH_HEX - 1)
        return false;
    char hex[ASSAY_HASH_HEX];
    assay_hash of_text = assay_hash_of(text, strlen(text));
    assay_hash_hex(&of_text, hex);
    return strcmp(hash + length, hex) == 0;
}

assay_equality assay_attribute_equal(const assay_object *a, const assay_object *b, int attribute)
{
    uint32_t bit = (uint32_t)1 << attribute;
    if (((a->unknown | b->unknown) & bit) != 0)
        return ASSAY_UNKNOWN;
    const char *x = a->values[attribute], *y = b->values[attribute];
    if (x == y)
        return ASSAY_EQUAL;
    if (x == NULL || y == NULL)
        return ASSAY_DIFFERENT;
    bool equal = strcmp(x, y) == 0 || hash_stands_for(x, y) || hash_stands_for(y, x);
    return equal ? ASSAY_EQUAL : ASSAY_DIFFERENT;
}

bool assay_attribute_compared(assay_kind kind, int attribute, assay_compare_mask mask)
{
    return (mask & 1u << assay_kind_get(kind)->attributes[attribute].compared) != 0;
}

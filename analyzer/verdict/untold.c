/* SPDX-License-Identifier: MIT */
/*
 * A reader that knows less than another one sees objects that the other leaves out (what partitions
 * inherit, what extensions own), and lacks others (hidden from its role). None of that is a
 * difference.
 */
#include "verdict/untold.h"

#include <string.h>

#include "base/limits.h"
#include "catalog/snapshot.h"

static bool is_unknown(const assay_object *object, int attribute)
{
    return (object->unknown >> attribute & 1) != 0;
}

static bool never_told(const assay_object *object, int attribute)
{
    return is_unknown(object, attribute) && object->reason != NULL &&
           strcmp(object->reason, ASSAY_LIMIT_UNTOLD) == 0;
}

bool assay_untold_unset(const assay_object *expected, const assay_object *actual, int attribute)
{
    if (is_unknown(expected, attribute))
        return never_told(expected, attribute);
    return expected->values[attribute] == NULL && never_told(actual, attribute);
}

/* A role that does not own a relation sees some of what is in it, and no attribute of itself. */
static bool is_hidden(const assay_object *relation)
{
    size_t n = assay_kind_get(relation->kind)->n_attributes;
    return relation->unknown == (uint32_t)(((uint64_t)1 << n) - 1);
}

/* A reader that leaves out kinds leaves out parts of others, too. */
static bool tells_less(const assay_catalog *catalog)
{
    return catalog->unread != 0;
}

/* Attributes of which such a reader gives a text that may lack a part. */
static const struct {
    assay_kind kind;
    int attribute;
} lacking[] = {
    {ASSAY_KIND_domain, ASSAY_domain_type},
    {ASSAY_KIND_domain, ASSAY_domain_checks},
    {ASSAY_KIND_column, ASSAY_column_type},
    {ASSAY_KIND_column, ASSAY_column_identity},
    {ASSAY_KIND_column, ASSAY_column_generated},
    {ASSAY_KIND_view, ASSAY_view_columns},
    {ASSAY_KIND_function, ASSAY_function_result},
    {ASSAY_KIND_trigger, ASSAY_trigger_events},
    {ASSAY_KIND_trigger, ASSAY_trigger_transition_tables},
};

/* The parts: the precision that is the default one, a sequence's cache, that a result is a set,
 * that a generated column is virtual, that a check was not validated, the event TRUNCATE, and
 * quotes of keywords. */
static const struct {
    const char *part, *after, *instead;
    bool number; /* between part and after */
} parts[] = {
    {" (cache ", ")", "", true},   {"(cache ", " ", "(", true},
    {" cache ", "", "", true},     {"(6)", "", "", false},
    {"SETOF ", "", "", false},     {"virtual:", "", "stored:", false},
    {" NOT VALID", "", "", false}, {", truncate", "", "", false},
    {"\"", "", "", false},
};

/* The length of the part that the text begins with, or 0. */
static size_t part_at(const char *text, size_t part)
{
    size_t length = strlen(parts[part].part), after = strlen(parts[part].after);
    if (strncmp(text, parts[part].part, length) != 0)
        return 0;
    if (parts[part].number)
        length += strspn(text + length, "0123456789");
    return strncmp(text + length, parts[part].after, after) == 0 ? length + after : 0;
}

static void add_without_parts(assay_buffer *out, const char *text)
{
    while (*text != '\0') {
        size_t i = 0, length = 0;
        while (i < sizeof parts / sizeof *parts && (length = part_at(text, i)) == 0)
            i++;
        if (length == 0)
            assay_buffer_add_char(out, *text++);
        else
            assay_buffer_add(out, parts[i].instead);
        text += length;
    }
}

static bool same_but_for_parts(const char *a, const char *b)
{
    assay_buffer x = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT), y = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    add_without_parts(&x, a == NULL ? "" : a);
    add_without_parts(&y, b == NULL ? "" : b);
    bool same = x.status == ASSAY_OK && y.status == ASSAY_OK &&
                strcmp(assay_buffer_text(&x), assay_buffer_text(&y)) == 0;
    assay_buffer_release(&x);
    assay_buffer_release(&y);
    return same;
}

assay_equality assay_untold_equal(const assay_untold *untold, const assay_object *a,
                                  const assay_object *b, int attribute)
{
    assay_equality equality = assay_attribute_equal(a, b, attribute);
    if (equality != ASSAY_DIFFERENT || (!tells_less(untold->own) && !tells_less(untold->other)))
        return equality;
    /* What is a partition's own is not told apart from what it has of its parent. */
    if (assay_object_implied(a) != assay_object_implied(b))
        return ASSAY_UNKNOWN;
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
        if (lacking[i].kind == a->kind && lacking[i].attribute == attribute &&
            same_but_for_parts(a->values[attribute], b->values[attribute]))
            return ASSAY_UNKNOWN;
    return equality;
}

static const assay_object *relation_of(const assay_catalog *catalog, const assay_object *item)
{
    const assay_object *found = NULL;
    for (int kind = 0; kind < ASSAY_KINDS && found == NULL && item->relation[0] != '\0'; kind++)
        if (assay_kind_is_relation((assay_kind)kind))
            found = assay_catalog_find(catalog, (assay_kind)kind, item->schema, "", item->relation);
    return found;
}

static bool tells_partitions(const assay_catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (catalog->objects[i]->kind == ASSAY_KIND_table)
            return !is_unknown(catalog->objects[i], ASSAY_table_partition_of);
    return true;
}

static assay_status map_partitions(assay_untold *out, assay_arena *arena, assay_error *err)
{
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_status status = ASSAY_OK;
    out->partitions = assay_map_new(arena);
    if (out->partitions == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < out->other->n_objects && status == ASSAY_OK; i++) {
        assay_object *o = out->other->objects[i];
        if (o->kind != ASSAY_KIND_table || o->values[ASSAY_table_partition_of] == NULL)
            continue;
        assay_buffer_clear(&name);
        assay_object_name(&name, o);
        const char *copy = assay_arena_strdup(arena, assay_buffer_text(&name));
        status = assay_buffer_check(&name, err);
        if (status == ASSAY_OK && (copy == NULL || !assay_map_put(out->partitions, copy, o)))
            status = assay_fail_nomem(err);
    }
    assay_buffer_release(&name);
    return status;
}

/* What is in no schema, extensions among them, stands first. */
static size_t n_without_schema(const assay_catalog *catalog)
{
    size_t n = 0;
    while (n < catalog->n_objects && catalog->objects[n]->schema[0] == '\0')
        n++;
    return n;
}

assay_status assay_untold_init(assay_untold *out, assay_arena *arena, const assay_catalog *own,
                               const assay_catalog *other, bool extensions, assay_error *err)
{
    *out = (assay_untold){.own = own, .other = other};
    if (assay_catalog_unread(own, ASSAY_KIND_extension)) {
        out->any_extension = extensions;
        for (size_t i = 0; i < n_without_schema(other) && !out->any_extension; i++)
            out->any_extension = other->objects[i]->kind == ASSAY_KIND_extension;
    }
    return tells_partitions(own) ? ASSAY_OK : map_partitions(out, arena, err);
}

/* What an extension owns lives in the extension's schema, where that is known. */
static bool may_be_extensions(const assay_untold *untold, const assay_object *item)
{
    const char *schema = item->kind == ASSAY_KIND_schema ? item->name : item->schema;
    bool anywhere = true;
    for (size_t i = 0; i < n_without_schema(untold->other); i++) {
        const assay_object *o = untold->other->objects[i];
        if (o->kind != ASSAY_KIND_extension)
            continue;
        if (strcmp(assay_object_shown(o, ASSAY_extension_schema_name), schema) == 0)
            return true;
        anywhere = false;
    }
    return anywhere;
}

static bool inherits_from_parent(const assay_untold *untold, const assay_object *item,
                                 const assay_object *relation)
{
    if (untold->partitions == NULL)
        return false;
    if (relation != NULL && relation->kind == ASSAY_KIND_table &&
        relation->values[ASSAY_table_partition_of] != NULL)
        return true;
    const char *references =
        item->kind == ASSAY_KIND_foreign_key ? item->values[ASSAY_foreign_key_references] : NULL;
    return references != NULL && assay_map_find(untold->partitions, references) != NULL;
}

/* TRUNCATE is no event to such a reader, a window function no routine, and what is written in the
 * server's own language may be a type's. */
static bool is_of_no_view(const assay_object *item)
{
    const char *events = item->kind == ASSAY_KIND_trigger ? item->values[ASSAY_trigger_events] : "";
    if (item->kind == ASSAY_KIND_trigger)
        return events != NULL && strcmp(events, "truncate") == 0;
    if (item->kind != ASSAY_KIND_function)
        return false;
    const char *language = item->values[ASSAY_function_language];
    return item->values[ASSAY_function_window] != NULL ||
           (language != NULL && strcmp(language, "internal") == 0);
}

/* Of what is there anyway, such a reader tells no more than a column's default. */
static bool is_own_of_little(const assay_object *item)
{
    bool told = item->kind == ASSAY_KIND_column && item->values[ASSAY_column_default] != NULL;
    return assay_object_implied(item) && !told;
}

bool assay_untold_alone(const assay_untold *untold, const assay_object *item)
{
    const assay_object *relation = relation_of(untold->other, item);
    if (relation != NULL ? is_hidden(relation) : untold->other->partial)
        return true;
    const assay_object *home = relation == NULL ? relation_of(untold->own, item) : NULL;
    if (home != NULL && assay_catalog_unread(untold->other, home->kind))
        return true;
    if (inherits_from_parent(untold, item, relation))
        return true;
    if (tells_less(untold->other) && (is_of_no_view(item) || is_own_of_little(item)))
        return true;
    return untold->any_extension && relation == NULL && may_be_extensions(untold, item);
}

/* SPDX-License-Identifier: MIT */
#include "plan/repair_writing.h"

#include <string.h>

#include "base/limits.h"
#include "kinds/token.h"
#include "plan/definition.h"

const assay_object *repair_object(const repair_writing *w)
{
    return w->expected != NULL ? w->expected : w->actual;
}

const char *repair_value(const assay_object *object, int attribute)
{
    const char *value = object == NULL ? NULL : assay_object_shown(object, attribute);
    return value == NULL ? "" : value;
}

bool repair_is(const assay_object *object, int attribute, const char *value)
{
    return strcmp(repair_value(object, attribute), value) == 0;
}

void repair_add_qualified(assay_buffer *out, const char *schema, const char *name)
{
    if (schema[0] != '\0') {
        assay_quote_identifier_always(out, schema);
        assay_buffer_add_char(out, '.');
    }
    assay_quote_identifier_always(out, name);
}

void repair_add(repair_writing *w, const char *text)
{
    assay_buffer_add(w->text, text);
}

/* One expression: no statement ends within it, and nothing in it hides what follows. */
static bool is_one_piece(const char *text, assay_dialect dialect)
{
    for (const char *cursor = text;;) {
        const char *behind = cursor;
        assay_token token = assay_token_next(&cursor, dialect);
        if (strspn(behind, " \t\n") < (size_t)(token.text - behind))
            return false;
        if (token.type == ASSAY_TOKEN_END)
            return true;
        if (token.type == ASSAY_TOKEN_BAD || assay_token_is(&token, ";"))
            return false;
    }
}

void repair_add_sql(repair_writing *w, const char *text)
{
    if (strncmp(text, "sha256:", 7) == 0 || !is_one_piece(text, w->found->dialect))
        w->impossible = true;
    else
        assay_buffer_add(w->text, text);
}

void repair_add_value(repair_writing *w, const assay_object *object, int attribute,
                      const char *unless, const char *before, const char *after)
{
    const char *value = repair_value(object, attribute);
    if (value[0] == '\0' || (unless != NULL && strcmp(value, unless) == 0))
        return;
    repair_add(w, before);
    repair_add_sql(w, value);
    repair_add(w, after);
}

/* Types have no parentheses there: a second one, or anything behind, is part of a name that was
 * chosen to be taken for something else. */
static bool is_signature(const char *signature)
{
    size_t length = strlen(signature);
    return length == 0 || (signature[0] == '(' && strchr(signature + 1, '(') == NULL &&
                           strchr(signature, ')') == signature + length - 1 &&
                           is_one_piece(signature, ASSAY_POSTGRESQL));
}

/* The name without a routine's arguments. */
static void add_object(repair_writing *w, assay_buffer *out, const assay_object *object)
{
    const char *signature = assay_object_signature(object->kind, object->name);
    w->impossible = w->impossible || !is_signature(signature);
    size_t length = strlen(object->name) - strlen(signature);
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer_add_n(&name, object->name, length);
    repair_add_qualified(out, object->schema, assay_buffer_text(&name));
    assay_buffer_add(out, signature);
    assay_buffer_release(&name);
}

static void add_relation_slot(repair_writing *w, assay_buffer *out)
{
    const assay_object *object = repair_object(w);
    const char *relation = object->relation[0] != '\0' ? object->relation : object->name;
    repair_add_qualified(out, object->schema, relation);
}

static void add_object_slot(repair_writing *w, assay_buffer *out)
{
    add_object(w, out, repair_object(w));
}

static void add_actual_object_slot(repair_writing *w, assay_buffer *out)
{
    add_object(w, out, w->actual);
}

static void add_name_slot(repair_writing *w, assay_buffer *out)
{
    assay_quote_identifier_always(out, repair_object(w)->name);
}

static void add_actual_slot(repair_writing *w, assay_buffer *out)
{
    assay_quote_identifier_always(out, w->actual->name);
}

static void add_plain_name(repair_writing *w, assay_buffer *out)
{
    assay_buffer_add(out, repair_object(w)->name);
}

static void add_plain_actual(repair_writing *w, assay_buffer *out)
{
    assay_buffer_add(out, w->actual->name);
}

static void add_plain_relation(repair_writing *w, assay_buffer *out)
{
    assay_buffer_add(out, repair_object(w)->relation);
}

static void add_plain_schema(repair_writing *w, assay_buffer *out)
{
    assay_buffer_add(out, repair_object(w)->schema);
}

static void add_definition(repair_writing *w, assay_buffer *out)
{
    (void)out;
    repair_define(w, w->expected);
}

/* What a partitioned table's indexes are made of, the server makes one by one. */
static void add_concurrently(repair_writing *w, assay_buffer *out)
{
    const assay_object *object = repair_object(w);
    const assay_object *table =
        assay_catalog_find(w->found, ASSAY_KIND_table, object->schema, "", object->relation);
    if (table == NULL || table->values[ASSAY_table_partition_key] == NULL)
        assay_buffer_add(out, " CONCURRENTLY");
}

static void add_unique(repair_writing *w, assay_buffer *out)
{
    if (repair_is(w->expected, ASSAY_index_unique, "yes"))
        assay_buffer_add(out, " UNIQUE");
}

/* "schema.table.column" at its last dot that is no part of a name. */
static const char *owner_dot(const char *owned_by)
{
    const char *dot = NULL;
    for (const char *cursor = owned_by;;) {
        assay_token token = assay_token_next(&cursor, ASSAY_POSTGRESQL);
        if (token.type == ASSAY_TOKEN_END || token.type == ASSAY_TOKEN_BAD)
            return dot;
        if (assay_token_is(&token, "."))
            dot = token.text;
    }
}

static void add_owner(repair_writing *w, assay_buffer *out)
{
    const char *owned_by = repair_value(w->expected, ASSAY_sequence_owned_by);
    const char *dot = owner_dot(owned_by);
    if (dot == NULL)
        w->impossible = true;
    else
        assay_buffer_add_n(out, owned_by, (size_t)(dot - owned_by));
}

static void add_owner_column(repair_writing *w, assay_buffer *out)
{
    const char *dot = owner_dot(repair_value(w->expected, ASSAY_sequence_owned_by));
    if (dot == NULL)
        w->impossible = true;
    else
        assay_buffer_add(out, dot + 1);
}

static void add_plain_object(repair_writing *w, assay_buffer *out)
{
    const assay_object *object = repair_object(w);
    const char *signature = assay_object_signature(object->kind, object->name);
    add_object(w, out, object);
    /* Its definition has the arguments, with their names. */
    if (out->length >= strlen(signature) && out->data != NULL) {
        out->length -= strlen(signature);
        out->data[out->length] = '\0';
    }
}

static void add_switch(repair_writing *w, assay_buffer *out)
{
    assay_buffer_add(out, repair_is(w->expected, ASSAY_table_row_security, "yes") ? "ENABLE"
                                                                                  : "DISABLE");
}

static void add_force(repair_writing *w, assay_buffer *out)
{
    assay_buffer_add(
        out, repair_is(w->expected, ASSAY_table_force_row_security, "yes") ? "FORCE" : "NO FORCE");
}

/* A default of the old type may have no counterpart of the new one: it goes, and comes again. */
static void add_drop_default(repair_writing *w, assay_buffer *out)
{
    if (w->expected->values[ASSAY_column_default] == NULL)
        return;
    assay_buffer_add(out, "ALTER COLUMN ");
    add_name_slot(w, out);
    assay_buffer_add(out, " DROP DEFAULT,\n    ");
}

static void add_set_default(repair_writing *w, assay_buffer *out)
{
    if (w->expected->values[ASSAY_column_default] == NULL)
        return;
    assay_buffer_add(out, ",\n    ALTER COLUMN ");
    add_name_slot(w, out);
    repair_add_value(w, w->expected, ASSAY_column_default, NULL, " SET DEFAULT ", "");
}

static void add_collate(repair_writing *w, assay_buffer *out)
{
    (void)out;
    repair_add_value(w, w->expected, ASSAY_column_collation, NULL, " COLLATE ", "");
}

/* The index that a unique constraint can take over. */
static void add_key_index(repair_writing *w, assay_buffer *out)
{
    assay_buffer_add(out, "ON ");
    add_relation_slot(w, out);
    repair_add_value(w, w->expected, ASSAY_unique_columns, NULL, " (", ")");
    repair_add_value(w, w->expected, ASSAY_unique_include, NULL, " INCLUDE (", ")");
    if (repair_is(w->expected, ASSAY_unique_nulls_not_distinct, "yes"))
        assay_buffer_add(out, " NULLS NOT DISTINCT");
    repair_add_value(w, w->expected, ASSAY_unique_options, NULL, " WITH (", ")");
}

static void add_deferrable(repair_writing *w, assay_buffer *out)
{
    (void)out;
    repair_add_value(w, w->expected, ASSAY_unique_deferrable, "no", " ", "");
}

static const struct {
    const char *name;
    void (*add)(repair_writing *w, assay_buffer *out);
    void (*add_literal)(repair_writing *w, assay_buffer *out); /* what {'name} is a literal of */
} slots[] = {
    {"relation", add_relation_slot, add_relation_slot},
    {"object", add_object_slot, add_object_slot},
    {"actual_object", add_actual_object_slot, add_actual_object_slot},
    {"name", add_name_slot, add_plain_name},
    {"actual", add_actual_slot, add_plain_actual},
    {"table", add_relation_slot, add_plain_relation},
    {"schema", NULL, add_plain_schema},
    {"definition", add_definition, NULL},
    {"concurrently", add_concurrently, NULL},
    {"unique", add_unique, NULL},
    {"owner", add_owner, NULL},
    {"owner_column", add_owner_column, NULL},
    {"plain_object", add_plain_object, NULL},
    {"switch", add_switch, NULL},
    {"force", add_force, NULL},
    {"drop_default", add_drop_default, NULL},
    {"set_default", add_set_default, NULL},
    {"collate", add_collate, NULL},
    {"key_index", add_key_index, NULL},
    {"deferrable", add_deferrable, NULL},
};

static void add_literal(repair_writing *w, const char *text)
{
    assay_quote_literal(w->text, text, w->found->dialect == ASSAY_POSTGRESQL);
}

static void add_attribute(repair_writing *w, const char *name, bool literal)
{
    int attribute = w->expected == NULL ? -1 : assay_attribute_find(w->expected->kind, name);
    const char *text = attribute < 0 ? NULL : assay_object_shown(w->expected, attribute);
    if (text == NULL)
        w->impossible = true;
    else if (literal)
        add_literal(w, text);
    else
        repair_add_sql(w, text);
}

static void add_slot(repair_writing *w, const char *name, bool literal)
{
    if (name[0] == '=') {
        add_attribute(w, name + 1, literal);
        return;
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        if (strcmp(slots[i].name, name) != 0)
            continue;
        if (!literal) {
            slots[i].add(w, w->text);
            return;
        }
        assay_buffer plain = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
        slots[i].add_literal(w, &plain);
        add_literal(w, assay_buffer_text(&plain));
        assay_buffer_release(&plain);
        return;
    }
    w->impossible = true;
}

static void fill(repair_writing *w, const char *pattern)
{
    enum { SLOT_SIZE = 48 };
    while (*pattern != '\0') {
        size_t plain = strcspn(pattern, "{");
        assay_buffer_add_n(w->text, pattern, plain);
        pattern += plain;
        if (*pattern == '\0')
            break;
        char slot[SLOT_SIZE] = "";
        bool literal = pattern[1] == '\'';
        pattern += literal ? 2 : 1;
        size_t length = strcspn(pattern, "}");
        memcpy(slot, pattern, length < SLOT_SIZE - 1 ? length : SLOT_SIZE - 1);
        add_slot(w, slot, literal);
        pattern += length + (pattern[length] == '}');
    }
}

/* One argument of a program takes 128 KB; what steers a terminal has no place in a script that a
 * person reads. */
static bool may_be_printed(const char *text)
{
    enum { MAX_STATEMENT = 100000 };
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            return false;
    }
    return length < MAX_STATEMENT;
}

static assay_status write_pattern(const char **out, repair_writing *w, const char *pattern)
{
    *out = NULL;
    if (pattern == NULL)
        return ASSAY_OK;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    w->text = &text;
    fill(w, pattern);
    w->text = NULL;
    assay_status status = assay_buffer_check(&text, w->err);
    if (status == ASSAY_OK) {
        *out = assay_arena_strdup(w->arena, assay_buffer_text(&text));
        status = *out == NULL ? assay_fail_nomem(w->err) : ASSAY_OK;
    }
    assay_buffer_release(&text);
    return status;
}

assay_status repair_add_step(repair_writing *w, const char *unless, const char *sql)
{
    assay_repair *repair = w->repair;
    repair->steps = assay_arena_grow(w->arena, repair->steps, &w->capacity, repair->n_steps + 1,
                                     sizeof *repair->steps);
    if (repair->steps == NULL)
        return assay_fail_nomem(w->err);
    repair->steps[repair->n_steps++] = (assay_repair_step){unless, sql};
    return ASSAY_OK;
}

static assay_status write_patterns(repair_writing *w, const repair_row *row)
{
    for (size_t i = 0; i < sizeof row->steps / sizeof *row->steps && row->steps[i].sql != NULL;
         i++) {
        const char *unless = NULL, *sql = NULL;
        assay_status status = write_pattern(&sql, w, row->steps[i].sql);
        if (status == ASSAY_OK)
            status = write_pattern(&unless, w, row->steps[i].unless);
        if (status == ASSAY_OK)
            status = repair_add_step(w, unless, sql);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

assay_status repair_write_steps(bool *given, repair_writing *w, const repair_row *row)
{
    size_t before = w->repair->n_steps;
    w->impossible = false;
    assay_status status = row->write != NULL ? row->write(w) : write_patterns(w, row);
    for (size_t i = before; i < w->repair->n_steps; i++)
        if (!may_be_printed(w->repair->steps[i].sql))
            w->impossible = true;
    *given = status == ASSAY_OK && !w->impossible;
    if (w->impossible)
        w->repair->n_steps = before;
    return status;
}

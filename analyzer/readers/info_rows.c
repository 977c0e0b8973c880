/* SPDX-License-Identifier: MIT */
/* Rows of views, found again by their texts, and objects with what can be told of them. */
#include <string.h>

#include "base/quote.h"
#include "readers/info_reading.h"

assay_status assay_info_row(void *context, const PGresult *row, assay_error *err)
{
    assay_info_rows *rows = context;
    rows->width = (size_t)PQnfields(row);
    size_t used = rows->n * rows->width;
    const char **cells = assay_arena_grow(rows->reading->base.scratch, rows->cells, &rows->capacity,
                                          used + rows->width, sizeof *cells);
    if (cells == NULL)
        return assay_fail_nomem(err);
    rows->cells = cells;
    for (size_t i = 0; i < rows->width; i++) {
        bool null = PQgetisnull(row, 0, (int)i);
        const char *text = PQgetvalue(row, 0, (int)i);
        cells[used + i] = null ? NULL : assay_strings_intern(rows->reading->strings, text);
        if (!null && cells[used + i] == NULL)
            return assay_fail_nomem(err);
    }
    rows->n++;
    return ASSAY_OK;
}

const char *assay_info_key(assay_info_reading *reading, const char *a, const char *b, const char *c,
                           const char *d)
{
    const char *parts[] = {a, b, c, d};
    const char *key = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts && key != NULL; i++)
        if (parts[i] != NULL)
            key = assay_arena_printf(reading->base.scratch, "%s%zu:%s", key, strlen(parts[i]),
                                     parts[i]);
    return key;
}

assay_status assay_info_list_add(assay_map *map, assay_info_reading *reading, const char *key,
                                 const char *const *row, assay_error *err)
{
    assay_arena *arena = reading->base.scratch;
    assay_info_list *list = assay_map_find(map, key);
    if (list == NULL) {
        list = assay_arena_alloc(arena, sizeof *list);
        if (list == NULL || !assay_map_put(map, key, list))
            return assay_fail_nomem(err);
    }
    const char *const **rows =
        assay_arena_grow(arena, list->rows, &list->capacity, list->n + 1, sizeof *rows);
    if (rows == NULL)
        return assay_fail_nomem(err);
    list->rows = rows;
    rows[list->n++] = row;
    return ASSAY_OK;
}

const assay_info_list *assay_info_list_of(const assay_map *map, const char *key)
{
    static const assay_info_list none = {NULL, 0, 0};
    const assay_info_list *list = key == NULL ? NULL : assay_map_find(map, key);
    return list == NULL ? &none : list;
}

assay_map *assay_info_index(assay_info_reading *reading, assay_info_view view, int a, int b, int c,
                            assay_error *err)
{
    const assay_info_rows *rows = &reading->views[view];
    assay_map *map = assay_map_new(reading->base.scratch);
    for (size_t i = 0; map != NULL && i < rows->n; i++) {
        const char *const *row = assay_info_cells(rows, i);
        const char *key = assay_info_key(reading, row[a], row[b], c < 0 ? NULL : row[c], NULL);
        if (key == NULL || assay_info_list_add(map, reading, key, row, err) != ASSAY_OK)
            map = NULL;
    }
    if (map == NULL)
        assay_fail_nomem(err);
    return map;
}

/* What information_schema tells of each kind, and what SQLite alone has. */
#define T(kind, attribute) ((uint32_t)1 << ASSAY_##kind##_##attribute)
static const uint32_t told[ASSAY_KINDS] = {
    [ASSAY_KIND_schema] = T(schema, owner),
    [ASSAY_KIND_domain] =
        T(domain, type) | T(domain, default) | T(domain, collation) | T(domain, checks),
    [ASSAY_KIND_sequence] = T(sequence, type) | T(sequence, start) | T(sequence, increment) |
                            T(sequence, minimum) | T(sequence, maximum) | T(sequence, cycle),
    [ASSAY_KIND_table] = T(table, privileges) | T(table, strict) | T(table, without_rowid) |
                         T(table, autoincrement) | T(table, module),
    [ASSAY_KIND_column] = T(column, type) | T(column, nullable) | T(column, default) |
                          T(column, collation) | T(column, identity) | T(column, generated) |
                          T(column, foreign_options),
    [ASSAY_KIND_primary_key] =
        T(primary_key, columns) | T(primary_key, deferrable) | T(primary_key, conflict),
    [ASSAY_KIND_unique] = T(unique, columns) | T(unique, nulls_not_distinct) |
                          T(unique, deferrable) | T(unique, conflict),
    [ASSAY_KIND_foreign_key] = T(foreign_key, columns) | T(foreign_key, references) |
                               T(foreign_key, referenced_columns) | T(foreign_key, match) |
                               T(foreign_key, on_update) | T(foreign_key, on_delete) |
                               T(foreign_key, deferrable) | T(foreign_key, enforced),
    [ASSAY_KIND_check] =
        T(check, expression) | T(check, no_inherit) | T(check, validated) | T(check, enforced),
    [ASSAY_KIND_view] = T(view, definition) | T(view, columns) | T(view, privileges),
    [ASSAY_KIND_function] = T(function, arguments) | T(function, result) | T(function, language) |
                            T(function, body) | T(function, volatility) | T(function, strict) |
                            T(function, security_definer) | T(function, window),
    [ASSAY_KIND_procedure] = T(procedure, arguments) | T(procedure, language) | T(procedure, body) |
                             T(procedure, security_definer),
    [ASSAY_KIND_trigger] = T(trigger, timing) | T(trigger, events) | T(trigger, level) |
                           T(trigger, condition) | T(trigger, function) | T(trigger, arguments) |
                           T(trigger, transition_tables) | T(trigger, definition),
};

uint32_t assay_info_told(assay_kind kind)
{
    return told[kind];
}

static uint32_t all_of(assay_kind kind)
{
    return (uint32_t)(((uint64_t)1 << assay_kind_get(kind)->n_attributes) - 1);
}

/* As for every reader, the filters speak of relations. */
static bool kept(const assay_info_reading *reading, assay_kind kind, const char *schema,
                 const char *relation, const char *name)
{
    if (kind == ASSAY_KIND_schema)
        return assay_read_options_keep(reading->base.options, name, "");
    return assay_read_options_keep(reading->base.options, schema,
                                   relation[0] != '\0' ? relation : name);
}

assay_status assay_info_add(assay_object **out, assay_info_reading *reading, assay_kind kind,
                            const char *schema, const char *relation, const char *name,
                            assay_error *err)
{
    *out = NULL;
    if (schema == NULL || relation == NULL || name == NULL ||
        assay_catalog_unread(reading->base.snapshot->catalog, kind))
        return ASSAY_OK;
    if (!kept(reading, kind, schema, relation, name)) {
        reading->base.left_out[kind]++;
        return ASSAY_OK;
    }
    assay_object *object =
        assay_catalog_add(reading->base.snapshot->catalog, kind, schema, relation, name, err);
    if (object == NULL)
        return ASSAY_NOMEM;
    object->unknown = all_of(kind) & ~told[kind];
    object->reason = object->unknown != 0 ? reading->untold : NULL;
    *out = object;
    return ASSAY_OK;
}

assay_status assay_info_set(assay_info_reading *reading, assay_object *object, int attribute,
                            const char *value, assay_error *err)
{
    if (object == NULL || value == NULL)
        return ASSAY_OK;
    return assay_object_set_canonical(reading->base.snapshot->catalog, object, attribute, value,
                                      err);
}

assay_status assay_info_set_text(assay_info_reading *reading, assay_object *object, int attribute,
                                 const assay_buffer *value, assay_error *err)
{
    assay_status status = assay_buffer_check(value, err);
    return status == ASSAY_OK
               ? assay_info_set(reading, object, attribute, assay_buffer_text(value), err)
               : status;
}

void assay_info_untold(const assay_info_reading *reading, assay_object *object, int attribute)
{
    if (object == NULL)
        return;
    object->unknown |= (uint32_t)1 << attribute;
    if (object->reason == NULL)
        object->reason = reading->untold;
}

assay_status assay_info_denied(assay_info_reading *reading, assay_object *object, int attribute,
                               assay_error *err)
{
    return object == NULL ? ASSAY_OK
                          : assay_object_set_unknown(reading->base.snapshot->catalog, object,
                                                     attribute, "not shown to this role", err);
}

bool assay_info_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

bool assay_info_yes(const char *text)
{
    return assay_info_same(text, "YES");
}

bool assay_info_owns(assay_info_reading *reading, const char *schema, const char *relation)
{
    if (reading->whole)
        return true;
    const char *key = assay_info_key(reading, schema, relation, NULL, NULL);
    return key != NULL && assay_map_find(reading->owned, key) != NULL;
}

void assay_info_qualified(assay_buffer *out, const char *schema, const char *name)
{
    if (schema != NULL && strcmp(schema, "pg_catalog") != 0) {
        assay_quote_identifier(out, schema);
        assay_buffer_add_char(out, '.');
    }
    assay_quote_identifier(out, name == NULL ? "" : name);
}

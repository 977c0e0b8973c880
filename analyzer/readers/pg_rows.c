/* SPDX-License-Identifier: MIT */
/* From rows to objects: no kind is known here, names of columns say all. */
#include <string.h>

#include "readers/pg_reading.h"

static assay_status map_columns(assay_pg_rows *rows, const PGresult *row, assay_error *err)
{
    struct {
        const char *name;
        int *column;
    } keys[] = {{"schema", &rows->schema},
                {"relation", &rows->relation},
                {"name", &rows->name},
                {"deparse", &rows->deparse},
                {"within", &rows->within}};
    rows->n_columns = PQnfields(row);
    if (rows->n_columns > ASSAY_PG_MAX_COLUMNS)
        return assay_fail(err, ASSAY_INTERNAL, "a query yields %d columns", rows->n_columns);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        *keys[k].column = -1;
    for (int i = 0; i < rows->n_columns; i++) {
        const char *name = PQfname(row, i);
        rows->attributes[i] = assay_attribute_find(rows->kind, name);
        bool known = rows->attributes[i] >= 0;
        for (size_t k = 0; k < sizeof keys / sizeof *keys && !known; k++) {
            if (strcmp(keys[k].name, name) == 0) {
                *keys[k].column = i;
                known = true;
            }
        }
        if (!known)
            return assay_fail(err, ASSAY_INTERNAL, "kind %s has no attribute '%s'",
                              assay_kind_get(rows->kind)->name, name);
    }
    rows->mapped = true;
    return ASSAY_OK;
}

static const char *value(const PGresult *row, int column)
{
    return column < 0 || PQgetisnull(row, 0, column) ? NULL : PQgetvalue(row, 0, column);
}

/* The filters speak of relations; a schema is asked with an empty one, and so is, by the schema it
 * is `within`, what belongs to the whole database (a cast); an extension not at all. */
static bool kept(const assay_pg_rows *rows, const char *schema, const char *relation,
                 const char *name, const char *within)
{
    const assay_read_options *options = rows->reading->options;
    switch (assay_kind_get(rows->kind)->scope) {
    case ASSAY_SCOPE_DATABASE:
        within = rows->kind == ASSAY_KIND_schema ? name : within;
        return within == NULL || assay_read_options_keep(options, within, "");
    case ASSAY_SCOPE_SCHEMA:
        return assay_read_options_keep(options, schema, name);
    default:
        return assay_read_options_keep(options, schema, relation);
    }
}

static assay_status add_pending(assay_pg_reading *reading, assay_object *object, const char *oid,
                                assay_error *err)
{
    assay_pg_pendings *list = &reading->pending[object->kind];
    assay_arena *arena = reading->scratch;
    if (list->by_oid == NULL && (list->by_oid = assay_map_new(arena)) == NULL)
        return assay_fail_nomem(err);
    assay_pg_pending **items =
        assay_arena_grow(arena, list->items, &list->capacity, list->n + 1, sizeof *items);
    assay_pg_pending *item = assay_arena_alloc(arena, sizeof *item);
    const char *copy = assay_arena_strdup(arena, oid);
    if (items == NULL || item == NULL || copy == NULL || !assay_map_put(list->by_oid, copy, item))
        return assay_fail_nomem(err);
    *item = (assay_pg_pending){.oid = copy, .object = object};
    list->items = items;
    items[list->n++] = item;
    return ASSAY_OK;
}

static assay_status set_attributes(const assay_pg_rows *rows, assay_object *object,
                                   const PGresult *row, assay_error *err)
{
    assay_catalog *catalog = rows->reading->snapshot->catalog;
    assay_status status = ASSAY_OK;
    for (int i = 0; i < rows->n_columns && status == ASSAY_OK; i++)
        if (rows->attributes[i] >= 0 && !PQgetisnull(row, 0, i))
            status = assay_object_set_canonical(catalog, object, rows->attributes[i],
                                                PQgetvalue(row, 0, i), err);
    return status;
}

assay_status assay_pg_structure_row(void *context, const PGresult *row, assay_error *err)
{
    assay_pg_rows *rows = context;
    assay_pg_reading *reading = rows->reading;
    assay_status status = rows->mapped ? ASSAY_OK : map_columns(rows, row, err);
    if (status != ASSAY_OK)
        return status;
    const char *schema = value(row, rows->schema), *relation = value(row, rows->relation);
    const char *name = value(row, rows->name), *oid = value(row, rows->deparse);
    if (!kept(rows, schema, relation, name, value(row, rows->within))) {
        reading->left_out[rows->kind]++;
        return ASSAY_OK;
    }
    assay_object *object =
        assay_catalog_add(reading->snapshot->catalog, rows->kind, schema, relation, name, err);
    if (object == NULL)
        return ASSAY_NOMEM;
    status = set_attributes(rows, object, row, err);
    if (status == ASSAY_OK && oid != NULL)
        status = add_pending(reading, object, oid, err);
    return status;
}

assay_status assay_pg_deparse_row(void *context, const PGresult *row, assay_error *err)
{
    assay_pg_rows *rows = context;
    assay_status status = rows->mapped ? ASSAY_OK : map_columns(rows, row, err);
    if (status != ASSAY_OK)
        return status;
    assay_pg_pendings *list = &rows->reading->pending[rows->kind];
    assay_pg_pending *item = assay_map_find(list->by_oid, value(row, rows->deparse));
    if (item == NULL)
        return assay_fail(err, ASSAY_INTERNAL, "the server answered what was not asked");
    item->done = true;
    return set_attributes(rows, item->object, row, err);
}

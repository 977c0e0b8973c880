/* SPDX-License-Identifier: MIT */
/* What must hold before a stamp is written, and after. */
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog.h"
#include "stamp/apply.h"
#include "stamp/shapes.h"

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool same_ids(const char *const *a, size_t n_a, const char *const *b, size_t n_b)
{
    for (size_t i = 0; i < n_a && n_a == n_b; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return n_a == n_b;
}

static assay_status fail_changed(const char *what, assay_error *err)
{
    assay_fail(err, ASSAY_CONFLICT, "%s changed since it was judged: nothing was written", what);
    return assay_error_remedy(err, "run the command again");
}

const assay_version_shape *assay_apply_shape(const assay_apply_request *request)
{
    const assay_stamp_sql_request *stamp = request->stamp;
    return assay_shape_of(stamp->tool->name, stamp->table != NULL && stamp->table->renamed);
}

assay_status assay_apply_ids_add(assay_apply_ids *ids, assay_arena *arena, const char *id,
                                 assay_error *err)
{
    ids->items =
        assay_arena_grow(arena, ids->items, &ids->capacity, ids->n + 1, sizeof *ids->items);
    const char *copy = assay_arena_strdup(arena, id);
    if (ids->items == NULL || copy == NULL)
        return assay_fail_nomem(err);
    ids->items[ids->n++] = copy;
    return ASSAY_OK;
}

static bool same_table(const assay_version_table *a, const assay_version_table *b)
{
    return strcmp(a->tool, b->tool) == 0 && strcmp(a->schema, b->schema) == 0 &&
           strcmp(a->name, b->name) == 0 && a->readable == b->readable && a->dirty == b->dirty &&
           same_ids(a->rows, a->n_rows, b->rows, b->n_rows);
}

assay_status assay_apply_check_same(const assay_snapshot *judged, const assay_snapshot *now,
                                    assay_error *err)
{
    assay_hash before = assay_catalog_fingerprint(judged->catalog);
    assay_hash after = assay_catalog_fingerprint(now->catalog);
    if (memcmp(&before, &after, sizeof before) != 0)
        return fail_changed("the schema", err);
    bool same = judged->n_version_tables == now->n_version_tables;
    for (size_t i = 0; i < judged->n_version_tables && same; i++)
        same = same_table(&judged->version_tables[i], &now->version_tables[i]);
    return same ? ASSAY_OK : fail_changed("a version table", err);
}

assay_status assay_apply_check_before(const assay_apply_request *request, assay_apply_ids *rows,
                                      assay_error *err)
{
    const assay_version_table *table = request->stamp->table;
    if (rows->n > 0)
        qsort(rows->items, rows->n, sizeof *rows->items, compare);
    return same_ids(table == NULL ? NULL : table->rows, table == NULL ? 0 : table->n_rows,
                    rows->items, rows->n)
               ? ASSAY_OK
               : fail_changed("the version table", err);
}

assay_status assay_apply_check_after(assay_arena *arena, const assay_apply_request *request,
                                     assay_apply_ids *rows, assay_error *err)
{
    const char **wanted;
    size_t n;
    assay_status status = assay_stamp_rows_after(&wanted, &n, arena, request->stamp, err);
    if (status != ASSAY_OK)
        return status;
    qsort(wanted, n, sizeof *wanted, compare);
    if (rows->n > 0)
        qsort(rows->items, rows->n, sizeof *rows->items, compare);
    if (same_ids(wanted, n, rows->items, rows->n))
        return ASSAY_OK;
    assay_fail(err, ASSAY_CONFLICT,
               "the version table did not take the rows as they were written: nothing was changed");
    return assay_error_remedy(err, "look for triggers or rules on it");
}

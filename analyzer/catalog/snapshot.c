/* SPDX-License-Identifier: MIT */
#include "catalog/snapshot.h"

#include <stdlib.h>
#include <string.h>

assay_snapshot *assay_snapshot_new(assay_dialect dialect)
{
    assay_catalog *catalog = assay_catalog_new(dialect);
    if (catalog == NULL)
        return NULL;
    assay_snapshot *snapshot = assay_arena_alloc(catalog->arena, sizeof *snapshot);
    if (snapshot == NULL) {
        assay_catalog_free(catalog);
        return NULL;
    }
    *snapshot = (assay_snapshot){.catalog = catalog,
                                 .target = "",
                                 .server = "",
                                 .database = "",
                                 .role = "",
                                 .search_path = "",
                                 .reader = ""};
    return snapshot;
}

void assay_snapshot_free(assay_snapshot *snapshot)
{
    if (snapshot != NULL)
        assay_catalog_free(snapshot->catalog);
}

/* What the reason says of the catalog as a whole. */
static void mark_catalog(assay_catalog *catalog, const char *kind, const char *reason)
{
    assay_kind known;
    if (!assay_kind_find(&known, kind))
        return;
    if (strncmp(reason, ASSAY_LIMIT_UNREAD, sizeof ASSAY_LIMIT_UNREAD - 1) == 0)
        catalog->unread |= (uint64_t)1 << known;
    if (known == ASSAY_KIND_table && strcmp(reason, ASSAY_LIMIT_VISIBLE) == 0)
        catalog->partial = true;
}

assay_status assay_snapshot_limit(assay_snapshot *snapshot, const char *kind, const char *reason,
                                  size_t count, assay_error *err)
{
    for (size_t i = 0; i < snapshot->n_limits; i++) {
        assay_limit *limit = &snapshot->limits[i];
        if (strcmp(limit->kind, kind) == 0 && strcmp(limit->reason, reason) == 0) {
            limit->count += count;
            return ASSAY_OK;
        }
    }
    assay_arena *arena = snapshot->catalog->arena;
    assay_limit *limits = assay_arena_grow(arena, snapshot->limits, &snapshot->limits_capacity,
                                           snapshot->n_limits + 1, sizeof *limits);
    if (limits == NULL)
        return assay_fail_nomem(err);
    snapshot->limits = limits;
    assay_limit *limit = &limits[snapshot->n_limits];
    limit->kind = assay_strings_intern(snapshot->catalog->strings, kind);
    limit->reason = assay_strings_intern(snapshot->catalog->strings, reason);
    limit->count = count;
    if (limit->kind == NULL || limit->reason == NULL)
        return assay_fail_nomem(err);
    snapshot->n_limits++;
    mark_catalog(snapshot->catalog, kind, reason);
    return ASSAY_OK;
}

assay_version_table *assay_snapshot_version_table(assay_snapshot *snapshot, const char *tool,
                                                  const char *schema, const char *name,
                                                  assay_error *err)
{
    assay_strings *strings = snapshot->catalog->strings;
    assay_version_table *tables = assay_arena_grow(
        snapshot->catalog->arena, snapshot->version_tables, &snapshot->version_tables_capacity,
        snapshot->n_version_tables + 1, sizeof *tables);
    if (tables == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    snapshot->version_tables = tables;
    assay_version_table *table = &tables[snapshot->n_version_tables];
    *table = (assay_version_table){.tool = assay_strings_intern(strings, tool),
                                   .schema = assay_strings_intern(strings, schema),
                                   .name = assay_strings_intern(strings, name),
                                   .readable = true};
    if (table->tool == NULL || table->schema == NULL || table->name == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    snapshot->n_version_tables++;
    return table;
}

assay_status assay_version_table_row(assay_snapshot *snapshot, assay_version_table *table,
                                     const char *revision, assay_error *err)
{
    assay_arena *arena = snapshot->catalog->arena;
    const char *row = assay_strings_intern(snapshot->catalog->strings, revision);
    if (row == NULL)
        return assay_fail_nomem(err);
    size_t n = table->n_rows;
    /* Full at each power of two, which saves a capacity: a hostile table may have many rows. */
    if ((n & (n - 1)) == 0) {
        const char **rows = assay_arena_calloc(arena, n == 0 ? 1 : 2 * n, sizeof *rows);
        if (rows == NULL)
            return assay_fail_nomem(err);
        if (n > 0)
            memcpy(rows, table->rows, n * sizeof *rows);
        table->rows = rows;
    }
    table->rows[table->n_rows++] = row;
    return ASSAY_OK;
}

assay_status assay_version_table_checksum(assay_snapshot *snapshot, assay_version_table *table,
                                          const char *revision, const char *checksum,
                                          assay_error *err)
{
    assay_strings *strings = snapshot->catalog->strings;
    assay_row_checksum *all =
        assay_arena_grow(snapshot->catalog->arena, table->checksums, &table->checksums_capacity,
                         table->n_checksums + 1, sizeof *all);
    if (all == NULL)
        return assay_fail_nomem(err);
    table->checksums = all;
    all[table->n_checksums] =
        (assay_row_checksum){.revision = assay_strings_intern(strings, revision),
                             .checksum = assay_strings_intern(strings, checksum),
                             .place = table->n_checksums};
    if (all[table->n_checksums].revision == NULL || all[table->n_checksums].checksum == NULL)
        return assay_fail_nomem(err);
    table->n_checksums++;
    return ASSAY_OK;
}

static int compare_checksums(const void *a, const void *b)
{
    const assay_row_checksum *x = a, *y = b;
    int order = strcmp(x->revision, y->revision);
    return order != 0 ? order : (x->place > y->place) - (x->place < y->place);
}

const char *assay_version_table_recorded(const assay_version_table *table, const char *revision)
{
    size_t low = 0, high = table->n_checksums; /* behind the last that is not after it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(table->checksums[middle].revision, revision) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && strcmp(table->checksums[low - 1].revision, revision) == 0
               ? table->checksums[low - 1].checksum
               : NULL;
}

assay_status assay_version_table_trouble(assay_snapshot *snapshot, assay_version_table *table,
                                         const char *trouble, assay_error *err)
{
    if (table->dirty)
        return ASSAY_OK;
    table->dirty = true;
    table->reason = assay_strings_intern(snapshot->catalog->strings, trouble);
    return table->reason == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

bool assay_limit_is_intended(const assay_limit *limit)
{
    return strcmp(limit->reason, ASSAY_LIMIT_FILTERED) == 0 ||
           strncmp(limit->reason, ASSAY_LIMIT_UNTOLD, sizeof ASSAY_LIMIT_UNTOLD - 1) == 0 ||
           strncmp(limit->reason, ASSAY_LIMIT_VERSION_TABLE,
                   sizeof ASSAY_LIMIT_VERSION_TABLE - 1) == 0;
}

/* A schema made for the version table belongs to the stamp as the table does. */
static bool only_for_stamp(const assay_snapshot *snapshot, const assay_object *schema)
{
    bool stamp = false;
    for (size_t i = 0; i < snapshot->n_version_tables && !stamp; i++)
        stamp = strcmp(snapshot->version_tables[i].schema, schema->name) == 0;
    const assay_catalog *catalog = snapshot->catalog;
    for (size_t i = 0; i < catalog->n_objects && stamp; i++)
        stamp = strcmp(catalog->objects[i]->schema, schema->name) != 0;
    return stamp;
}

static void drop_stamp_schemas(assay_snapshot *snapshot)
{
    assay_catalog *catalog = snapshot->catalog;
    size_t kept = 0;
    for (size_t i = 0; i < catalog->n_objects; i++) {
        assay_object *o = catalog->objects[i];
        if (o->kind != ASSAY_KIND_schema || !only_for_stamp(snapshot, o))
            catalog->objects[kept++] = o;
    }
    catalog->n_objects = kept;
}

static int compare_limits(const void *a, const void *b)
{
    const assay_limit *x = a, *y = b;
    int order = strcmp(x->kind, y->kind);
    return order != 0 ? order : strcmp(x->reason, y->reason);
}

static int compare_tables(const void *a, const void *b)
{
    const assay_version_table *x = a, *y = b;
    int order = strcmp(x->schema, y->schema);
    return order != 0 ? order : strcmp(x->name, y->name);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

assay_status assay_snapshot_seal(assay_snapshot *snapshot, assay_error *err)
{
    if (snapshot->n_version_tables > 0)
        drop_stamp_schemas(snapshot);
    if (snapshot->catalog->dialect == ASSAY_POSTGRESQL && snapshot->server_version > 0)
        snapshot->catalog->server_major = snapshot->server_version / 10000;
    assay_status status = assay_catalog_seal(snapshot->catalog, err);
    if (status != ASSAY_OK)
        return status;
    memset(snapshot->counts, 0, sizeof snapshot->counts);
    for (size_t i = 0; i < snapshot->catalog->n_objects; i++)
        snapshot->counts[snapshot->catalog->objects[i]->kind]++;
    if (snapshot->n_limits > 0)
        qsort(snapshot->limits, snapshot->n_limits, sizeof *snapshot->limits, compare_limits);
    if (snapshot->n_version_tables > 0)
        qsort(snapshot->version_tables, snapshot->n_version_tables,
              sizeof *snapshot->version_tables, compare_tables);
    for (size_t i = 0; i < snapshot->n_version_tables; i++) {
        assay_version_table *table = &snapshot->version_tables[i];
        if (table->n_rows > 0)
            qsort(table->rows, table->n_rows, sizeof *table->rows, compare_texts);
        if (table->n_checksums > 0)
            qsort(table->checksums, table->n_checksums, sizeof *table->checksums,
                  compare_checksums);
    }
    return ASSAY_OK;
}

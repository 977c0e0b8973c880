/* SPDX-License-Identifier: MIT */
/*
 * Version tables: recognised by their columns, taken out of the catalog, and read in segments of
 * their own, so that one that may not be read costs nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "readers/pg_reading.h"

enum {
    MAX_ROWS = 10000, /* revisions read from one version table */
    MAX_COLUMNS = 32  /* of a version table */
};

struct assay_pg_version_read {
    assay_pg_reading *reading;
    assay_pg_statement statement;
    size_t table; /* index in the snapshot: the array moves as it grows */
    enum { READ_ROWS, READ_TROUBLE, READ_CHECKSUMS } what;
};

static bool belongs(const assay_object *o, const char *schema, const char *name)
{
    if (strcmp(o->schema, schema) != 0)
        return false;
    return strcmp(o->relation, name) == 0 ||
           (o->kind == ASSAY_KIND_table && strcmp(o->name, name) == 0);
}

/* True if the sequence's owned_by is a column of the table whose quoted name is `prefix`. */
static bool owned(const assay_object *o, const char *prefix)
{
    const char *by = o->kind == ASSAY_KIND_sequence ? o->values[ASSAY_sequence_owned_by] : NULL;
    size_t length = strlen(prefix);
    return by != NULL && strncmp(by, prefix, length) == 0 && by[length] == '.';
}

static void drop_objects(assay_catalog *catalog, const assay_version_relation *relation,
                         const char *prefix)
{
    size_t kept = 0;
    for (size_t i = 0; i < catalog->n_objects; i++) {
        assay_object *o = catalog->objects[i];
        bool within = relation->shape->whole_schema && o->kind != ASSAY_KIND_schema &&
                      strcmp(o->schema, relation->schema) == 0;
        if (!within && !belongs(o, relation->schema, relation->name) && !owned(o, prefix))
            catalog->objects[kept++] = o;
    }
    catalog->n_objects = kept;
}

/* The number in "character varying(32)", 0 if there is none. */
static int width_of(const char *type)
{
    const char *open = type == NULL ? NULL : strchr(type, '(');
    long width = open == NULL ? 0 : strtol(open + 1, NULL, 10);
    return width > 0 && width <= 10485760 ? (int)width : 0;
}

/* Revisions stand in the column that the shape names first. */
static int shape_width(const assay_version_relation *r)
{
    size_t length = strcspn(r->shape->columns[0], " ");
    for (size_t i = 0; i < r->n_columns; i++)
        if (strlen(r->columns[i]->name) == length &&
            memcmp(r->columns[i]->name, r->shape->columns[0], length) == 0)
            return width_of(r->columns[i]->values[ASSAY_column_type]);
    return 0;
}

static assay_status note_row(void *context, const PGresult *row, assay_error *err)
{
    assay_pg_version_read *read = context;
    assay_snapshot *snapshot = read->reading->snapshot;
    assay_version_table *table = &snapshot->version_tables[read->table];
    if (PQgetisnull(row, 0, 0))
        return ASSAY_OK;
    const char *text = PQgetvalue(row, 0, 0);
    if (read->what == READ_CHECKSUMS)
        return assay_version_table_checksum(snapshot, table, text, PQgetvalue(row, 0, 1), err);
    return read->what == READ_TROUBLE ? assay_version_table_trouble(snapshot, table, text, err)
                                      : assay_version_table_row(snapshot, table, text, err);
}

static assay_status send_read(assay_pg_version_read *read, const char *pattern,
                              const assay_version_relation *relation, assay_error *err)
{
    static const char *const columns[] = {
        [READ_ROWS] = "CAST(r.revision AS varchar)",
        [READ_TROUBLE] = "CAST(r.trouble AS varchar)",
        [READ_CHECKSUMS] = "CAST(r.revision AS varchar), CAST(r.checksum AS varchar)",
    };
    assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer_printf(&sql, "SELECT %s FROM (", columns[read->what]);
    assay_status status = assay_version_query(&sql, pattern, relation->schema, relation->name, err);
    /* One more than is kept, so that a cut is seen. */
    assay_buffer_printf(&sql, ") AS r LIMIT %d", MAX_ROWS + 1);
    read->statement = (assay_pg_statement){.on_row = note_row, .context = read, .optional = true};
    if (status == ASSAY_OK)
        status = assay_buffer_check(&sql, err);
    if (status == ASSAY_OK)
        status = assay_pg_send_segment(read->reading, &read->statement, assay_buffer_text(&sql), 0,
                                       NULL, err);
    assay_buffer_release(&sql);
    return status;
}

/* Names a table of a tool in the ledger and drops its objects. */
static assay_status take_objects(assay_pg_reading *reading, const assay_version_relation *relation,
                                 assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name_parts(&text, ASSAY_KIND_table, relation->schema, "", relation->name);
    drop_objects(reading->snapshot->catalog, relation, assay_buffer_text(&text));
    const char *reason = assay_arena_printf(reading->scratch, ASSAY_LIMIT_VERSION_TABLE "%s: %s",
                                            relation->shape->tool, assay_buffer_text(&text));
    assay_status status = reason == NULL ? assay_fail_nomem(err) : assay_buffer_check(&text, err);
    if (status == ASSAY_OK)
        status = assay_snapshot_limit(reading->snapshot, "table", reason, 1, err);
    assay_buffer_release(&text);
    return status;
}

/* By address: texts of a catalog are unique, so that one schema or relation is one address. */
static int compare_columns(const void *a, const void *b)
{
    const assay_object *x = *(const assay_object *const *)a, *y = *(const assay_object *const *)b;
    if (x->schema != y->schema)
        return (uintptr_t)x->schema < (uintptr_t)y->schema ? -1 : 1;
    if (x->relation != y->relation)
        return (uintptr_t)x->relation < (uintptr_t)y->relation ? -1 : 1;
    return 0;
}

static int compare_relations(const void *a, const void *b)
{
    const assay_version_relation *x = a, *y = b;
    int order = strcmp(x->schema, y->schema);
    return order != 0 ? order : strcmp(x->name, y->name);
}

/* The tables with their columns; more columns than a tool's table has are no tool's. */
static assay_status group_columns(assay_version_relation **out, size_t *count,
                                  assay_pg_reading *reading, assay_error *err)
{
    const assay_catalog *catalog = reading->snapshot->catalog;
    size_t n = 0;
    const assay_object **columns =
        assay_arena_calloc(reading->scratch, catalog->n_objects + 1, sizeof *columns);
    *out = assay_arena_calloc(reading->scratch, catalog->n_objects + 1, sizeof **out);
    if (columns == NULL || *out == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (catalog->objects[i]->kind == ASSAY_KIND_column)
            columns[n++] = catalog->objects[i];
    qsort(columns, n, sizeof *columns, compare_columns);
    *count = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && compare_columns(&columns[i], &columns[end]) == 0;)
            end++;
        if (end - i <= MAX_COLUMNS)
            (*out)[(*count)++] = (assay_version_relation){
                .schema = columns[i]->schema,
                .name = columns[i]->relation,
                .named = assay_read_options_named(reading->options, columns[i]->schema,
                                                  columns[i]->relation),
                .columns = &columns[i],
                .n_columns = end - i};
    }
    qsort(*out, *count, sizeof **out, compare_relations);
    return ASSAY_OK;
}

static assay_status add_read(assay_pg_reading *reading, size_t table, int what, const char *pattern,
                             const assay_version_relation *relation, assay_error *err)
{
    if (pattern == NULL)
        return ASSAY_OK;
    assay_pg_version_read *read = &reading->versions[reading->n_versions++];
    *read = (assay_pg_version_read){.reading = reading, .table = table, .what = what};
    return send_read(read, pattern, relation, err);
}

static assay_status register_table(assay_pg_reading *reading,
                                   const assay_version_relation *relation, assay_error *err)
{
    assay_snapshot *snapshot = reading->snapshot;
    assay_version_table *table = assay_snapshot_version_table(
        snapshot, relation->shape->tool, relation->schema, relation->name, err);
    if (table == NULL)
        return ASSAY_NOMEM;
    table->width = shape_width(relation);
    table->renamed = assay_version_renamed(relation->shape, reading->options->shapes,
                                           reading->options->n_shapes);
    size_t index = snapshot->n_version_tables - 1;
    assay_status status =
        add_read(reading, index, READ_ROWS, relation->shape->read_sql, relation, err);
    if (status == ASSAY_OK)
        status =
            add_read(reading, index, READ_TROUBLE, relation->shape->trouble_sql, relation, err);
    return status == ASSAY_OK ? add_read(reading, index, READ_CHECKSUMS,
                                         relation->shape->checksum_sql, relation, err)
                              : status;
}

/* Registers what version tables there are, each with the tables beside it. */
static assay_status take_all(assay_pg_reading *reading, const assay_version_relation *relations,
                             size_t n, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        if (relations[i].shape == NULL)
            continue;
        status = take_objects(reading, &relations[i], err);
        if (status != ASSAY_OK || relations[i].part != NULL)
            continue;
        status = register_table(reading, &relations[i], err);
        size_t table = reading->snapshot->n_version_tables - 1;
        for (size_t k = 0; k < n && status == ASSAY_OK && relations[i].shape->parts != NULL; k++)
            if (relations[k].part != NULL && relations[k].of == i)
                status = add_read(reading, table, READ_TROUBLE, relations[k].part->trouble_sql,
                                  &relations[k], err);
    }
    return status;
}

assay_status assay_pg_versions_send(assay_pg_reading *reading, assay_error *err)
{
    const assay_read_options *options = reading->options;
    assay_version_relation *relations;
    size_t n, taken = 0;
    if (options->n_shapes == 0)
        return ASSAY_OK;
    assay_status status = group_columns(&relations, &n, reading, err);
    if (status != ASSAY_OK)
        return status;
    assay_version_assign(relations, n, options->shapes, options->n_shapes, ASSAY_POSTGRESQL);
    for (size_t i = 0; i < n; i++)
        taken += relations[i].shape != NULL;
    /* Of each table rows, trouble and checksums are asked for. */
    reading->versions =
        assay_arena_calloc(reading->scratch, 3 * taken + 1, sizeof *reading->versions);
    return reading->versions == NULL ? assay_fail_nomem(err) : take_all(reading, relations, n, err);
}

/* What is left out of a version table is said, never dropped in silence. */
static assay_status cut_rows(assay_snapshot *snapshot, assay_version_table *table, assay_error *err)
{
    if (!table->readable || table->n_rows <= MAX_ROWS)
        return ASSAY_OK;
    table->n_rows = MAX_ROWS;
    table->readable = false;
    table->reason = "it has more than 10,000 rows, and no more are read";
    return assay_snapshot_limit(snapshot, "table", "a version table has more than 10,000 rows", 1,
                                err);
}

/* Why a version table could not be read, by SQLSTATE. */
static const char *reason_of(const assay_pg_statement *statement)
{
    if (strcmp(statement->sqlstate, "42501") == 0)
        return "no privilege";
    if (strcmp(statement->sqlstate, "55P03") == 0)
        return "locked by another session";
    return statement->message;
}

assay_status assay_pg_versions_finish(assay_pg_reading *reading, assay_error *err)
{
    assay_snapshot *snapshot = reading->snapshot;
    for (size_t i = 0; i < reading->n_versions; i++) {
        const assay_pg_statement *statement = &reading->versions[i].statement;
        assay_version_table *table = &snapshot->version_tables[reading->versions[i].table];
        if (!statement->failed) {
            assay_status status = cut_rows(snapshot, table, err);
            if (status != ASSAY_OK)
                return status;
            continue;
        }
        if (strcmp(statement->sqlstate, "57014") == 0)
            return assay_pg_fail(reading->pg, statement->sqlstate, statement->message, err);
        table->readable = false;
        table->dirty = false;
        table->n_rows = 0;
        table->reason = assay_strings_intern(snapshot->catalog->strings, reason_of(statement));
        if (table->reason == NULL)
            return assay_fail_nomem(err);
    }
    return ASSAY_OK;
}

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
    MAX_ROWS = 1000, /* revisions read from one version table */
    MAX_COLUMNS = 32 /* of a version table */
};

struct assay_pg_version_read {
    assay_pg_reading *reading;
    assay_pg_statement statement;
    size_t table; /* index in the snapshot: the array moves as it grows */
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

static void drop_objects(assay_catalog *catalog, const char *schema, const char *name,
                         const char *prefix)
{
    size_t kept = 0;
    for (size_t i = 0; i < catalog->n_objects; i++) {
        assay_object *o = catalog->objects[i];
        if (!belongs(o, schema, name) && !owned(o, prefix))
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
static int shape_width(const assay_version_shape *shape, assay_object *const *columns, size_t n)
{
    size_t length = strcspn(shape->columns[0], " ");
    for (size_t i = 0; i < n; i++)
        if (strlen(columns[i]->name) == length &&
            memcmp(columns[i]->name, shape->columns[0], length) == 0)
            return width_of(columns[i]->values[ASSAY_column_type]);
    return 0;
}

static assay_status note_row(void *context, const PGresult *row, assay_error *err)
{
    assay_pg_version_read *read = context;
    assay_snapshot *snapshot = read->reading->snapshot;
    assay_version_table *table = &snapshot->version_tables[read->table];
    if (PQgetisnull(row, 0, 0))
        return ASSAY_OK;
    return assay_version_table_row(snapshot, table, PQgetvalue(row, 0, 0), err);
}

static assay_status send_read(assay_pg_version_read *read, const assay_version_shape *shape,
                              assay_error *err)
{
    const assay_version_table *table = &read->reading->snapshot->version_tables[read->table];
    assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    const char *slot = strstr(shape->read_sql, "{table}");
    if (slot == NULL)
        return assay_fail(err, ASSAY_INTERNAL, "tool %s has no table to read", shape->tool);
    assay_buffer_add(&sql, "SELECT CAST(r.revision AS varchar) FROM (");
    assay_buffer_add_n(&sql, shape->read_sql, (size_t)(slot - shape->read_sql));
    assay_quote_identifier_always(&sql, table->schema);
    assay_buffer_add_char(&sql, '.');
    assay_quote_identifier_always(&sql, table->name);
    /* One more than is kept, so that a cut is seen. */
    assay_buffer_printf(&sql, "%s) AS r LIMIT %d", slot + strlen("{table}"), MAX_ROWS + 1);
    read->statement = (assay_pg_statement){.on_row = note_row, .context = read, .optional = true};
    assay_status status = assay_buffer_check(&sql, err);
    if (status == ASSAY_OK)
        status = assay_pg_send_segment(read->reading, &read->statement, assay_buffer_text(&sql), 0,
                                       NULL, err);
    assay_buffer_release(&sql);
    return status;
}

/* Registers one version table, names it in the ledger and drops its objects. */
static assay_status take_table(assay_pg_reading *reading, const assay_version_shape *shape,
                               const char *schema, const char *name, int width, assay_error *err)
{
    assay_snapshot *snapshot = reading->snapshot;
    assay_version_table *table =
        assay_snapshot_version_table(snapshot, shape->tool, schema, name, err);
    if (table == NULL)
        return ASSAY_NOMEM;
    table->width = width;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name_parts(&text, ASSAY_KIND_table, schema, "", name);
    drop_objects(snapshot->catalog, schema, name, assay_buffer_text(&text));
    const char *reason = assay_arena_printf(reading->scratch, ASSAY_LIMIT_VERSION_TABLE "%s: %s",
                                            shape->tool, assay_buffer_text(&text));
    assay_status status = reason == NULL ? assay_fail_nomem(err) : assay_buffer_check(&text, err);
    if (status == ASSAY_OK)
        status = assay_snapshot_limit(snapshot, "table", reason, 1, err);
    assay_buffer_release(&text);
    return status;
}

/* The columns of the table that `one` is in; most + 1 if there are more. */
static size_t columns_of(const assay_catalog *catalog, const assay_object *one,
                         assay_object **columns, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < catalog->n_objects; i++) {
        assay_object *o = catalog->objects[i];
        if (o->kind != ASSAY_KIND_column || o->relation != one->relation ||
            o->schema != one->schema)
            continue;
        if (n == most)
            return most + 1;
        columns[n++] = o;
    }
    return n;
}

/* Takes the first table that has the shape. Texts of a catalog are unique, so that most columns are
 * told apart by a pointer. */
static assay_status take_one(assay_pg_reading *reading, const assay_version_shape *shape,
                             bool *taken, assay_error *err)
{
    assay_catalog *catalog = reading->snapshot->catalog;
    const char *first = assay_strings_intern_n(catalog->strings, shape->columns[0],
                                               strcspn(shape->columns[0], " "));
    if (first == NULL)
        return assay_fail_nomem(err);
    *taken = false;
    for (size_t i = 0; i < catalog->n_objects; i++) {
        const assay_object *o = catalog->objects[i];
        assay_object *columns[MAX_COLUMNS];
        if (o->kind != ASSAY_KIND_column || o->name != first)
            continue;
        size_t n = columns_of(catalog, o, columns, MAX_COLUMNS);
        if (n > MAX_COLUMNS ||
            !assay_version_shape_matches(shape, (const assay_object *const *)columns, n))
            continue;
        *taken = true;
        return take_table(reading, shape, o->schema, o->relation, shape_width(shape, columns, n),
                          err);
    }
    return ASSAY_OK;
}

/* Shapes of the tables taken, in their order. */
static assay_status take_all(assay_pg_reading *reading, const assay_version_shape ***out,
                             assay_error *err)
{
    const assay_version_shape **shapes = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < reading->options->n_shapes; i++) {
        const assay_version_shape *shape = &reading->options->shapes[i];
        for (bool taken = true; taken;) {
            assay_status status = take_one(reading, shape, &taken, err);
            if (status != ASSAY_OK)
                return status;
            if (!taken)
                break;
            shapes = assay_arena_grow(reading->scratch, shapes, &capacity, reading->n_versions + 1,
                                      sizeof *shapes);
            if (shapes == NULL)
                return assay_fail_nomem(err);
            shapes[reading->n_versions++] = shape;
        }
    }
    *out = shapes;
    return ASSAY_OK;
}

assay_status assay_pg_versions_send(assay_pg_reading *reading, assay_error *err)
{
    const assay_version_shape **shapes = NULL;
    assay_status status = take_all(reading, &shapes, err);
    if (status != ASSAY_OK || reading->n_versions == 0)
        return status;
    reading->versions =
        assay_arena_calloc(reading->scratch, reading->n_versions, sizeof *reading->versions);
    if (reading->versions == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < reading->n_versions && status == ASSAY_OK; i++) {
        reading->versions[i] = (assay_pg_version_read){.reading = reading, .table = i};
        status = send_read(&reading->versions[i], shapes[i], err);
    }
    return status;
}

/* What is left out of a version table is said, never dropped in silence. */
static assay_status cut_rows(assay_snapshot *snapshot, assay_version_table *table, assay_error *err)
{
    if (table->n_rows <= MAX_ROWS)
        return ASSAY_OK;
    table->n_rows = MAX_ROWS;
    return assay_snapshot_limit(snapshot, "table", "a version table has more than 1,000 rows", 1,
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
        assay_version_table *table = &snapshot->version_tables[i];
        if (!statement->failed) {
            assay_status status = cut_rows(snapshot, table, err);
            if (status != ASSAY_OK)
                return status;
            continue;
        }
        if (strcmp(statement->sqlstate, "57014") == 0)
            return assay_pg_fail(reading->pg, statement->sqlstate, statement->message, err);
        table->readable = false;
        table->n_rows = 0;
        table->reason = assay_strings_intern(snapshot->catalog->strings, reason_of(statement));
        if (table->reason == NULL)
            return assay_fail_nomem(err);
    }
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * Writing a stamp into a PostgreSQL database. The catalog is read again by another session, whose
 * snapshot begins when the locks here are held: what it sees is what this transaction writes about,
 * and the reading stays read-only. Ids are parameters, names are quoted, nothing else goes into a
 * statement.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "readers/pg_session.h"
#include "stamp/apply.h"
#include "stamp/shapes.h"
#include "stamp/tool_lock.h"

typedef struct writer {
    assay_pg pg;
    assay_arena *arena;
    const assay_apply_request *request;
    const assay_stamp_sql *sql;     /* of the tool */
    assay_stamp_sql_request placed; /* the stamp, with the table's schema and name filled in */
    const char *schema, *name;
    const char *database, *current_schema; /* of the session; the schema may be NULL */
    assay_error *err;
} writer;

static assay_status run(writer *w, const char *sql, int n, const char *const *params,
                        assay_pg_on_row *on_row, void *context)
{
    assay_pg_statement statement = {.on_row = on_row, .context = context};
    assay_status status = assay_pg_send(&w->pg, &statement, sql, n, params, w->err);
    return status == ASSAY_OK ? assay_pg_run(&w->pg, w->err) : status;
}

/* The same of a text that was built. */
static assay_status run_text(writer *w, assay_buffer *text, int n, const char *const *params,
                             assay_pg_on_row *on_row, void *context)
{
    assay_status status = assay_buffer_check(text, w->err);
    if (status == ASSAY_OK)
        status = run(w, assay_buffer_text(text), n, params, on_row, context);
    assay_buffer_release(text);
    return status;
}

/* A statement of the tool's, {table} being the table of that name in the version table's schema. */
static assay_status run_pattern(writer *w, const char *pattern, const char *table)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = assay_version_query(&text, pattern, w->schema, table, w->err);
    if (status == ASSAY_OK)
        return run_text(w, &text, 0, NULL, NULL, NULL);
    assay_buffer_release(&text);
    return status;
}

/* Several of them, one a line's end with a semicolon. */
static assay_status run_patterns(writer *w, const char *patterns, const char *table)
{
    assay_status status = ASSAY_OK;
    for (const char *end; status == ASSAY_OK && (end = strstr(patterns, ";\n")) != NULL;
         patterns = end + 2) {
        const char *one = assay_arena_strndup(w->arena, patterns, (size_t)(end - patterns));
        status = one == NULL ? assay_fail_nomem(w->err) : run_pattern(w, one, table);
    }
    return status;
}

static assay_status note_session(void *context, const PGresult *row, assay_error *err)
{
    writer *w = context;
    w->database = assay_arena_strdup(w->arena, PQgetvalue(row, 0, 0));
    if (!PQgetisnull(row, 0, 1))
        w->current_schema = assay_arena_strdup(w->arena, PQgetvalue(row, 0, 1));
    bool complete = w->database != NULL && (w->current_schema != NULL || PQgetisnull(row, 0, 1));
    return complete ? ASSAY_OK : assay_fail_nomem(err);
}

static assay_status note_true(void *context, const PGresult *row, assay_error *err)
{
    (void)err;
    *(bool *)context = strcmp(PQgetvalue(row, 0, 0), "t") == 0;
    return ASSAY_OK;
}

/* A new table is made where the tool would make it: in the session's own schema. */
static assay_status find_place(writer *w)
{
    const assay_stamp_sql_request *stamp = w->request->stamp;
    const assay_version_table *table = stamp->table;
    w->schema = table != NULL            ? table->schema
                : stamp->schema != NULL  ? stamp->schema
                : w->sql->schema != NULL ? w->sql->schema
                                         : w->current_schema;
    w->name = table != NULL ? table->name : stamp->name != NULL ? stamp->name : w->sql->table;
    w->placed = *stamp;
    w->placed.schema = w->schema;
    w->placed.name = w->name;
    if (w->schema != NULL)
        return ASSAY_OK;
    assay_fail(w->err, ASSAY_USAGE, "no schema of the search_path exists to make %s in", w->name);
    return assay_error_remedy(w->err, "name it: --version-table SCHEMA.%s", w->name);
}

static assay_status begin(writer *w)
{
    assay_pg_statement pin = {.on_row = NULL};
    assay_status status =
        run(w, "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE", 0, NULL, NULL, NULL);
    if (status == ASSAY_OK)
        status = run(w, "SELECT pg_catalog.current_database(), pg_catalog.current_schema()", 0,
                     NULL, note_session, w);
    if (status == ASSAY_OK)
        status = assay_pg_pin(&w->pg, &pin, w->request->options, ASSAY_PG_ANY_PLAN, w->err);
    if (status == ASSAY_OK)
        status = assay_pg_run(&w->pg, w->err);
    return status == ASSAY_OK ? find_place(w) : status;
}

/* A tool that runs is not waited for: what it leaves must be judged anew. */
static assay_status take_advisory_lock(writer *w)
{
    int64_t key;
    char text[24];
    bool taken = false;
    const char *tool = w->request->stamp->tool->name;
    if (!assay_tool_lock_key(&key, tool, w->database, w->schema, w->name))
        return ASSAY_OK;
    snprintf(text, sizeof text, "%lld", (long long)key);
    const char *params[] = {text};
    assay_status status = run(w, "SELECT pg_catalog.pg_try_advisory_xact_lock($1::pg_catalog.int8)",
                              1, params, note_true, &taken);
    if (status != ASSAY_OK || taken)
        return status;
    assay_fail(w->err, ASSAY_CONFLICT, "%s is running: its lock is held; nothing was written",
               tool);
    return assay_error_remedy(w->err, "try again when it is done");
}

static assay_status exists(writer *w, const char *name, bool *out)
{
    const char *params[] = {w->schema, name};
    *out = false;
    return run(w,
               "SELECT true FROM pg_catalog.pg_class AS c"
               " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
               " WHERE n.nspname = $1 AND c.relname = $2",
               2, params, note_true, out);
}

static assay_status lock_beside(writer *w)
{
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    bool there = false;
    assay_status status = ASSAY_OK;
    if (assay_tool_lock_table(&name, w->request->stamp->tool->name, w->name))
        status = exists(w, assay_buffer_text(&name), &there);
    if (status == ASSAY_OK && there)
        status = run_pattern(w, "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE",
                             assay_buffer_text(&name));
    assay_buffer_release(&name);
    return status;
}

static assay_status create_schema(writer *w)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_add(&text, "CREATE SCHEMA IF NOT EXISTS ");
    assay_quote_identifier_always(&text, w->schema);
    return run_text(w, &text, 0, NULL, NULL, NULL);
}

static assay_status create(writer *w)
{
    bool there;
    assay_status status = exists(w, w->name, &there);
    if (status == ASSAY_OK && there)
        return assay_fail(w->err, ASSAY_CONFLICT, "there is a '%s' that is no version table of %s",
                          w->name, w->request->stamp->tool->name);
    if (status == ASSAY_OK && w->placed.makes_schema)
        status = create_schema(w);
    if (status == ASSAY_OK)
        status = run_patterns(w, w->sql->create, w->name);
    if (status != ASSAY_OK || w->sql->beside == NULL)
        return status;
    status = exists(w, w->sql->beside, &w->placed.keeps_beside);
    return status == ASSAY_OK && !w->placed.keeps_beside
               ? run_patterns(w, w->sql->create_beside, w->sql->beside)
               : status;
}

static assay_status lock(writer *w)
{
    assay_status status = take_advisory_lock(w);
    if (status == ASSAY_OK)
        status = lock_beside(w);
    if (status != ASSAY_OK)
        return status;
    return w->request->stamp->table == NULL
               ? create(w)
               : run_pattern(w, "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE", w->name);
}

static assay_status check_same(writer *w)
{
    assay_snapshot *now = NULL;
    assay_status status = w->request->read_again(w->request->context, &now, w->err);
    if (status == ASSAY_OK)
        status = assay_apply_check_same(w->request->judged, now, w->err);
    assay_snapshot_free(now);
    return status;
}

typedef struct id_rows {
    writer *w;
    assay_apply_ids ids;
} id_rows;

static assay_status note_id(void *context, const PGresult *row, assay_error *err)
{
    id_rows *rows = context;
    return PQgetisnull(row, 0, 0)
               ? ASSAY_OK
               : assay_apply_ids_add(&rows->ids, rows->w->arena, PQgetvalue(row, 0, 0), err);
}

static assay_status read_ids(writer *w, id_rows *out)
{
    const assay_version_shape *shape = assay_apply_shape(w->request);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    *out = (id_rows){.w = w};
    assay_buffer_add(&text, "SELECT CAST(r.revision AS text) FROM (");
    assay_status status = assay_version_query(&text, shape->read_sql, w->schema, w->name, w->err);
    assay_buffer_add(&text, ") AS r");
    if (status == ASSAY_OK)
        return run_text(w, &text, 0, NULL, note_id, out);
    assay_buffer_release(&text);
    return status;
}

/* The ids as the text of an array. */
static assay_status array_of(const char **out, writer *w, const char *const *ids, size_t n)
{
    assay_buffer array = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (size_t i = 0; i < n; i++)
        assay_pg_add_element(&array, ids[i]);
    assay_buffer_add(&array, n == 0 ? "{}" : "}");
    assay_status status = assay_buffer_check(&array, w->err);
    *out = status == ASSAY_OK ? assay_arena_strdup(w->arena, assay_buffer_text(&array)) : NULL;
    assay_buffer_release(&array);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(w->err) : status;
}

/* Rows with all their columns, as SQL. */
typedef struct whole_rows {
    writer *w;
    const char *columns;
    assay_apply_ids values;
} whole_rows;

static void add_value(assay_buffer *out, PGconn *conn, const PGresult *row, int column, bool name)
{
    const char *text = name ? PQfname(row, column) : PQgetvalue(row, 0, column);
    if (!name && PQgetisnull(row, 0, column)) {
        assay_buffer_add(out, "NULL");
        return;
    }
    char *quoted = name ? PQescapeIdentifier(conn, text, strlen(text))
                        : PQescapeLiteral(conn, text, strlen(text));
    if (quoted == NULL)
        out->status = ASSAY_NOMEM;
    else
        assay_buffer_add(out, quoted[0] == ' ' ? quoted + 1 : quoted);
    PQfreemem(quoted);
}

static assay_status add_tuple(const char **out, whole_rows *rows, const PGresult *row, bool names,
                              assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (int i = 0; i < PQnfields(row); i++) {
        assay_buffer_add(&text, i == 0 ? "(" : ", ");
        add_value(&text, rows->w->pg.conn, row, i, names);
    }
    assay_buffer_add(&text, ")");
    assay_status status = assay_buffer_check(&text, err);
    *out = status == ASSAY_OK ? assay_arena_strdup(rows->w->arena, assay_buffer_text(&text)) : NULL;
    assay_buffer_release(&text);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(err) : status;
}

static assay_status note_whole(void *context, const PGresult *row, assay_error *err)
{
    whole_rows *rows = context;
    const char *values = NULL;
    assay_status status =
        rows->columns == NULL ? add_tuple(&rows->columns, rows, row, true, err) : ASSAY_OK;
    if (status == ASSAY_OK)
        status = add_tuple(&values, rows, row, false, err);
    return status == ASSAY_OK ? assay_apply_ids_add(&rows->values, rows->w->arena, values, err)
                              : status;
}

/* A statement on the rows that the stamp removes. */
static assay_status run_on_removed(writer *w, const char *start, assay_pg_on_row *on_row,
                                   void *context)
{
    const assay_stamp_sql_request *stamp = w->request->stamp;
    bool all = stamp->tool->records == ASSAY_RECORDS_LAST;
    const char *params[1];
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = array_of(&params[0], w, stamp->ids->removed, stamp->ids->n_removed);
    if (status == ASSAY_OK)
        status = assay_version_query(&text, start, w->schema, w->name, w->err);
    if (!all)
        assay_buffer_printf(&text, " WHERE CAST(%s AS text) = ANY ($1::text[])", w->sql->column);
    if (status == ASSAY_OK)
        return run_text(w, &text, all ? 0 : 1, params, on_row, context);
    assay_buffer_release(&text);
    return status;
}

static assay_status remove_rows(writer *w, whole_rows *removed)
{
    const assay_stamp_sql_request *stamp = w->request->stamp;
    *removed = (whole_rows){.w = w};
    if (stamp->table == NULL ||
        (stamp->ids->n_removed == 0 && stamp->tool->records != ASSAY_RECORDS_LAST))
        return ASSAY_OK;
    assay_status status = run_on_removed(w, "SELECT * FROM {table}", note_whole, removed);
    return status == ASSAY_OK ? run_on_removed(w, "DELETE FROM {table}", NULL, NULL) : status;
}

/* What is recorded of the files of these revisions, as the texts of three arrays. */
static assay_status arrays_of_files(const char *out[3], writer *w, const char *const *ids, size_t n)
{
    const char **column = assay_arena_calloc(w->arena, n + 1, sizeof *column);
    assay_status status = column == NULL ? assay_fail_nomem(w->err) : ASSAY_OK;
    for (int c = 0; c < 3 && status == ASSAY_OK; c++) {
        for (size_t i = 0; i < n; i++) {
            const assay_revision_file file = assay_stamp_file_of(w->request->stamp, ids[i]);
            const char *const texts[] = {file.digest, file.title, file.name};
            column[i] = texts[c] == NULL ? "" : texts[c];
        }
        status = array_of(&out[c], w, column, n);
    }
    return status;
}

/* "WITH wanted AS (…) INSERT INTO ": the ids are the first parameter, files the next three. */
static assay_status write_wanted(assay_buffer *text, const char *params[4], int *n_params,
                                 writer *w)
{
    const assay_stamp_ids *ids = w->request->stamp->ids;
    assay_status status = array_of(&params[0], w, ids->unrecorded, ids->n_unrecorded);
    *n_params = 1;
    if (w->sql->digest == ASSAY_DIGEST_NONE) {
        assay_buffer_add(text,
                         "WITH wanted AS (SELECT u.id, u.place FROM pg_catalog.unnest($1::text[])"
                         " WITH ORDINALITY AS u (id, place)) INSERT INTO ");
        return status;
    }
    *n_params = 4;
    assay_buffer_printf(text,
                        "WITH wanted AS (SELECT u.id, u.place, %s AS digest, u.title, u.name FROM"
                        " ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[]),"
                        " pg_catalog.unnest($3::text[]), pg_catalog.unnest($4::text[]))"
                        " WITH ORDINALITY AS u (id, digest, title, name, place)) INSERT INTO ",
                        w->sql->digest == ASSAY_DIGEST_SHA384 ? "pg_catalog.decode(u.digest, 'hex')"
                                                              : "u.digest");
    return status == ASSAY_OK ? arrays_of_files(&params[1], w, ids->unrecorded, ids->n_unrecorded)
                              : status;
}

static assay_status insert_rows(writer *w)
{
    const char *params[4];
    int n_params;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = ASSAY_OK;
    if (w->sql->seed != NULL) {
        const char *seed = assay_arena_printf(w->arena, "INSERT INTO {table} %s", w->sql->seed);
        status = seed == NULL ? assay_fail_nomem(w->err) : run_pattern(w, seed, w->name);
    }
    if (status != ASSAY_OK || w->request->stamp->ids->n_unrecorded == 0)
        return status;
    status = write_wanted(&text, params, &n_params, w);
    if (status == ASSAY_OK)
        status = assay_version_query(&text, "{table} ", w->schema, w->name, w->err);
    if (status == ASSAY_OK)
        status = assay_version_query(&text, w->sql->insert, w->schema, w->name, w->err);
    assay_buffer_add(&text, " FROM wanted ORDER BY wanted.place");
    if (status == ASSAY_OK)
        return run_text(w, &text, n_params, params, NULL, NULL);
    assay_buffer_release(&text);
    return status;
}

/* A refusal of the server is an answer; no answer leaves open what happened. */
static assay_status commit(writer *w)
{
    assay_pg_statement statement = {.optional = true};
    assay_error lost = ASSAY_ERROR_INIT;
    assay_status status = assay_pg_send(&w->pg, &statement, "COMMIT", 0, NULL, &lost);
    if (status == ASSAY_OK)
        status = assay_pg_run(&w->pg, &lost);
    if (status == ASSAY_OK && !statement.failed)
        return ASSAY_OK;
    if (status == ASSAY_OK)
        return assay_pg_fail(&w->pg, statement.sqlstate, statement.message, w->err);
    assay_fail(w->err, lost.code, "no answer to COMMIT: the stamp is there whole, or not at all");
    return assay_error_remedy(w->err, "see which with `assay check`");
}

static assay_status write_all(assay_applied *out, writer *w)
{
    id_rows before, after;
    whole_rows removed;
    assay_status status = read_ids(w, &before);
    if (status == ASSAY_OK)
        status = assay_apply_check_before(w->request, &before.ids, w->err);
    if (status == ASSAY_OK)
        status = remove_rows(w, &removed);
    if (status == ASSAY_OK)
        status = insert_rows(w);
    if (status == ASSAY_OK)
        status = read_ids(w, &after);
    if (status == ASSAY_OK)
        status = assay_apply_check_after(w->arena, w->request, &after.ids, w->err);
    if (status != ASSAY_OK)
        return status;
    const assay_stamp_rows rows = {removed.columns, removed.values.items, removed.values.n};
    out->revisions = after.ids.items;
    out->n_revisions = after.ids.n;
    return assay_stamp_undo_text(&out->undo, w->arena, &w->placed, &rows, w->err);
}

static assay_status name_table(assay_applied *out, writer *w)
{
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name_parts(&name, ASSAY_KIND_table, w->schema, "", w->name);
    assay_status status = assay_buffer_check(&name, w->err);
    out->table = assay_arena_strdup(w->arena, assay_buffer_text(&name));
    assay_buffer_release(&name);
    return status == ASSAY_OK && out->table == NULL ? assay_fail_nomem(w->err) : status;
}

assay_status assay_apply_postgres(assay_applied *out, assay_arena *arena, const char *conninfo,
                                  const assay_apply_request *request, assay_error *err)
{
    writer w = {.arena = arena, .request = request, .sql = request->stamp->sql, .err = err};
    *out = (assay_applied){.table = NULL};
    assay_status status = assay_pg_open(&w.pg, arena, conninfo, request->options, err);
    if (status != ASSAY_OK)
        return status;
    status = begin(&w);
    if (status == ASSAY_OK)
        status = lock(&w);
    if (status == ASSAY_OK)
        status = check_same(&w);
    if (status == ASSAY_OK)
        status = write_all(out, &w);
    if (status == ASSAY_OK)
        status = name_table(out, &w);
    if (status == ASSAY_OK)
        status = commit(&w);
    assay_pg_close(&w.pg);
    return status;
}

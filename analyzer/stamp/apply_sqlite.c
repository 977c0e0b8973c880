/* SPDX-License-Identifier: MIT */
/*
 * Writing a stamp into a SQLite file. The connection that writes also reads the schema again: from
 * BEGIN IMMEDIATE on nobody else can write, and an authorizer admits nothing but the tool's tables.
 * Triggers stay off: they are the file's, not the tool's.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/quote.h"
#include "readers/sqlite_open.h"
#include "stamp/apply.h"
#include "stamp/shapes.h"

typedef struct writer {
    sqlite3 *db;
    const char *path; /* for messages */
    assay_arena *arena;
    const assay_apply_request *request;
    const assay_stamp_sql *sql;
    assay_stamp_sql_request placed;
    const char *name;
    assay_error *err;
} writer;

static assay_status fail(writer *w, int code)
{
    const char *message = w->db != NULL ? sqlite3_errmsg(w->db) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return assay_fail_nomem(w->err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        assay_fail(w->err, ASSAY_TIMEOUT, "'%s' is locked by another process: nothing was written",
                   w->path);
        return assay_error_remedy(w->err, "try again when it is done, or --lock-timeout");
    default:
        return assay_fail(w->err, ASSAY_IO, "cannot stamp '%s': %s; nothing was written", w->path,
                          message);
    }
}

static assay_status execute(writer *w, const char *sql)
{
    int code = sqlite3_exec(w->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? ASSAY_OK : fail(w, code);
}

/* A pattern of the tool's, {table} being that one. */
static assay_status execute_pattern(writer *w, const char *pattern, const char *table)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = assay_version_query(&text, pattern, "", table, w->err);
    if (status == ASSAY_OK)
        status = execute(w, assay_buffer_text(&text));
    assay_buffer_release(&text);
    return status;
}

static bool is_own(const writer *w, const char *table)
{
    static const char *const internal[] = {"sqlite_master", "sqlite_sequence"};
    for (size_t i = 0; i < sizeof internal / sizeof *internal; i++)
        if (strcmp(table, internal[i]) == 0)
            return true;
    return sqlite3_stricmp(table, w->name) == 0 ||
           (w->sql->beside != NULL && sqlite3_stricmp(table, w->sql->beside) == 0);
}

static int authorize(void *context, int action, const char *first, const char *second,
                     const char *database, const char *trigger)
{
    const writer *w = context;
    (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_TRANSACTION:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return strcmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
    case SQLITE_CREATE_TABLE:
        return is_own(w, first) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_CREATE_INDEX:
        return is_own(w, second) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_REINDEX:
        return SQLITE_OK;
    default:
        return SQLITE_DENY;
    }
}

static assay_status open_database(writer *w, const char *path)
{
    static const struct {
        int option, value;
    } config[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 0},
    };
    char *real = realpath(path, NULL);
    if (real == NULL)
        return assay_fail(w->err, ASSAY_IO, "cannot open '%s'", path);
    int code = sqlite3_open_v2(
        real, &w->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE,
        NULL);
    free(real);
    for (size_t i = 0; i < sizeof config / sizeof *config && code == SQLITE_OK; i++)
        code = sqlite3_db_config(w->db, config[i].option, config[i].value, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(w->db, w->request->options->lock_timeout_ms);
    if (code == SQLITE_OK)
        code = assay_sqlite_load_schema(w->db, "SELECT 1 FROM sqlite_master LIMIT 1");
    return code == SQLITE_OK ? ASSAY_OK : fail(w, code);
}

static assay_status check_same(writer *w)
{
    assay_snapshot *now = NULL;
    assay_status status =
        assay_reader_sqlite_within(&now, w->db, w->path, w->request->options, w->err);
    if (status == ASSAY_OK)
        status = assay_apply_check_same(w->request->judged, now, w->err);
    assay_snapshot_free(now);
    return status;
}

/* Prepares the text and binds the ids. */
static assay_status prepare(writer *w, assay_buffer *text, const char *const *ids, size_t n,
                            sqlite3_stmt **out)
{
    *out = NULL;
    assay_status status = assay_buffer_check(text, w->err);
    if (status != ASSAY_OK)
        return status;
    int code = sqlite3_prepare_v2(w->db, assay_buffer_text(text), -1, out, NULL);
    for (size_t i = 0; i < n && code == SQLITE_OK; i++)
        code = sqlite3_bind_text(*out, (int)i + 1, ids[i], -1, SQLITE_STATIC);
    return code == SQLITE_OK ? ASSAY_OK : fail(w, code);
}

/* Runs it, and adds the first column of each row. */
static assay_status step_all(writer *w, sqlite3_stmt *statement, assay_apply_ids *out)
{
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        if (text == NULL && sqlite3_column_type(statement, 0) == SQLITE_NULL)
            continue;
        assay_status status = text == NULL ? assay_fail_nomem(w->err)
                                           : assay_apply_ids_add(out, w->arena, text, w->err);
        if (status != ASSAY_OK)
            return status;
    }
    return code == SQLITE_DONE ? ASSAY_OK : fail(w, code);
}

static assay_status run_text(writer *w, assay_buffer *text, const char *const *ids, size_t n,
                             assay_apply_ids *out)
{
    sqlite3_stmt *statement;
    assay_status status = prepare(w, text, ids, n, &statement);
    if (status == ASSAY_OK)
        status = step_all(w, statement, out);
    sqlite3_finalize(statement);
    assay_buffer_release(text);
    return status;
}

static assay_status read_ids(writer *w, assay_apply_ids *out)
{
    const assay_version_shape *shape = assay_apply_shape(w->request);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    *out = (assay_apply_ids){.items = NULL};
    assay_status status = assay_version_query(&text, shape->read_sql, "", w->name, w->err);
    if (status == ASSAY_OK)
        return run_text(w, &text, NULL, 0, out);
    assay_buffer_release(&text);
    return status;
}

static assay_status exists(writer *w, const char *name, bool *out)
{
    assay_apply_ids found = {.items = NULL};
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    const char *ids[] = {name};
    assay_buffer_add(&text, "SELECT 1 FROM sqlite_master WHERE name = ?1 COLLATE NOCASE");
    assay_status status = run_text(w, &text, ids, 1, &found);
    *out = found.n > 0;
    return status;
}

static assay_status create(writer *w)
{
    const assay_stamp_sql *sql = w->sql;
    bool there;
    if (w->request->stamp->table != NULL)
        return ASSAY_OK;
    assay_status status = exists(w, w->name, &there);
    if (status == ASSAY_OK && there)
        return assay_fail(w->err, ASSAY_CONFLICT, "there is a '%s' that is no version table of %s",
                          w->name, w->request->stamp->tool->name);
    if (status == ASSAY_OK)
        status = execute_pattern(w, sql->create_sqlite != NULL ? sql->create_sqlite : sql->create,
                                 w->name);
    if (status != ASSAY_OK || sql->beside == NULL)
        return status;
    status = exists(w, sql->beside, &w->placed.keeps_beside);
    return status == ASSAY_OK && !w->placed.keeps_beside
               ? execute_pattern(w, sql->create_beside, sql->beside)
               : status;
}

/* "START WHERE column IN (?1, …)" for the rows that the stamp removes; all rows of a tool with one.
 */
static assay_status write_on_removed(writer *w, assay_buffer *text, const char *start)
{
    const assay_stamp_sql_request *stamp = w->request->stamp;
    assay_status status = assay_version_query(text, start, "", w->name, w->err);
    if (stamp->tool->records == ASSAY_RECORDS_LAST)
        return status;
    assay_buffer_printf(text, " WHERE CAST(%s AS text) IN (", w->sql->column);
    for (size_t i = 0; i < stamp->ids->n_removed; i++)
        assay_buffer_printf(text, "%s?%zu", i == 0 ? "" : ", ", i + 1);
    assay_buffer_add(text, ")");
    return status;
}

static assay_status run_on_removed(writer *w, const char *start, assay_apply_ids *out)
{
    const assay_stamp_sql_request *stamp = w->request->stamp;
    bool all = stamp->tool->records == ASSAY_RECORDS_LAST;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = write_on_removed(w, &text, start);
    if (status == ASSAY_OK)
        return run_text(w, &text, stamp->ids->removed, all ? 0 : stamp->ids->n_removed, out);
    assay_buffer_release(&text);
    return status;
}

/* The columns of a statement, as a list in parentheses and as an expression that quotes a row's
 * values. */
static void write_columns(sqlite3_stmt *statement, assay_buffer *names, assay_buffer *values)
{
    assay_buffer_add(values, "SELECT '(' || ");
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
        const char *name = sqlite3_column_name(statement, i);
        assay_buffer_add(names, i == 0 ? "(" : ", ");
        assay_quote_identifier_always(names, name == NULL ? "" : name);
        assay_buffer_add(values, i == 0 ? "quote(" : " || ', ' || quote(");
        assay_quote_identifier_always(values, name == NULL ? "" : name);
        assay_buffer_add(values, ")");
    }
    assay_buffer_add(names, ")");
    assay_buffer_add(values, " || ')' FROM {table}");
}

static assay_status list_columns(writer *w, const char **list, const char **quoting)
{
    sqlite3_stmt *statement = NULL;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer names = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer values = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = assay_version_query(&text, "SELECT * FROM {table}", "", w->name, w->err);
    if (status == ASSAY_OK)
        status = prepare(w, &text, NULL, 0, &statement);
    if (status == ASSAY_OK)
        write_columns(statement, &names, &values);
    sqlite3_finalize(statement);
    *list = assay_arena_strdup(w->arena, assay_buffer_text(&names));
    *quoting = assay_arena_strdup(w->arena, assay_buffer_text(&values));
    if (status == ASSAY_OK)
        status = assay_buffer_check(&values, w->err);
    assay_buffer_release(&text);
    assay_buffer_release(&names);
    assay_buffer_release(&values);
    return status == ASSAY_OK && (*list == NULL || *quoting == NULL) ? assay_fail_nomem(w->err)
                                                                     : status;
}

static assay_status remove_rows(writer *w, assay_stamp_rows *removed, assay_apply_ids *values)
{
    const assay_stamp_sql_request *stamp = w->request->stamp;
    const char *quoting;
    *removed = (assay_stamp_rows){.columns = NULL};
    *values = (assay_apply_ids){.items = NULL};
    if (stamp->table == NULL ||
        (stamp->ids->n_removed == 0 && stamp->tool->records != ASSAY_RECORDS_LAST))
        return ASSAY_OK;
    assay_status status = list_columns(w, &removed->columns, &quoting);
    if (status == ASSAY_OK)
        status = run_on_removed(w, quoting, values);
    removed->values = values->items;
    removed->n = values->n;
    return status == ASSAY_OK ? run_on_removed(w, "DELETE FROM {table}", NULL) : status;
}

enum { WANTED = 4 }; /* columns beside the place */

/* "WITH wanted (…) AS (VALUES …) INSERT INTO ", with a parameter for each id, or for each id and
 * what is recorded of its file. */
static void write_wanted(writer *w, assay_buffer *text)
{
    bool files = w->sql->digest != ASSAY_DIGEST_NONE;
    assay_buffer_add(text, files ? "WITH wanted (place, id, digest, title, name) AS (VALUES "
                                 : "WITH wanted (place, id) AS (VALUES ");
    for (size_t i = 0; i < w->request->stamp->ids->n_unrecorded; i++) {
        assay_buffer_printf(text, "%s(%zu", i == 0 ? "" : ", ", i + 1);
        for (int c = 0; c < (files ? WANTED : 1); c++)
            assay_buffer_add(text, ", ?");
        assay_buffer_add(text, ")");
    }
    assay_buffer_add(text, ") INSERT INTO ");
}

static int bind_bytes(sqlite3_stmt *statement, int at, const char *hex)
{
    uint8_t bytes[ASSAY_SHA384_HEX / 2];
    size_t n = 0;
    for (unsigned one; n < sizeof bytes && sscanf(hex + 2 * n, "%2x", &one) == 1; n++)
        bytes[n] = (uint8_t)one;
    return sqlite3_bind_blob(statement, at, bytes, (int)n, SQLITE_TRANSIENT);
}

static int bind_wanted(writer *w, sqlite3_stmt *statement)
{
    const assay_stamp_ids *ids = w->request->stamp->ids;
    int code = SQLITE_OK, at = 0;
    for (size_t i = 0; i < ids->n_unrecorded && code == SQLITE_OK; i++) {
        const assay_revision_file file = assay_stamp_file_of(w->request->stamp, ids->unrecorded[i]);
        const char *const texts[WANTED] = {ids->unrecorded[i], file.digest, file.title, file.name};
        for (int c = 0; c < WANTED && code == SQLITE_OK; c++) {
            if (c > 0 && w->sql->digest == ASSAY_DIGEST_NONE)
                break;
            const char *one = texts[c] == NULL ? "" : texts[c];
            code = c == 1 && w->sql->digest == ASSAY_DIGEST_SHA384
                       ? bind_bytes(statement, ++at, one)
                       : sqlite3_bind_text(statement, ++at, one, -1, SQLITE_STATIC);
        }
    }
    return code;
}

static assay_status write_insert(writer *w, assay_buffer *text)
{
    const assay_stamp_sql *sql = w->sql;
    write_wanted(w, text);
    assay_status status = assay_version_query(text, "{table} ", "", w->name, w->err);
    if (status == ASSAY_OK)
        status =
            assay_version_query(text, sql->insert_sqlite != NULL ? sql->insert_sqlite : sql->insert,
                                "", w->name, w->err);
    assay_buffer_add(text, " FROM wanted ORDER BY wanted.place");
    return status;
}

static assay_status insert_rows(writer *w)
{
    const assay_stamp_sql *sql = w->sql;
    sqlite3_stmt *statement = NULL;
    assay_apply_ids none = {.items = NULL};
    assay_status status = ASSAY_OK;
    if (sql->seed != NULL) {
        const char *seed = assay_arena_printf(w->arena, "INSERT INTO {table} %s", sql->seed);
        status = seed == NULL ? assay_fail_nomem(w->err) : execute_pattern(w, seed, w->name);
    }
    if (status != ASSAY_OK || w->request->stamp->ids->n_unrecorded == 0)
        return status;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    status = write_insert(w, &text);
    if (status == ASSAY_OK)
        status = prepare(w, &text, NULL, 0, &statement);
    if (status == ASSAY_OK) {
        int code = bind_wanted(w, statement);
        status = code == SQLITE_OK ? step_all(w, statement, &none) : fail(w, code);
    }
    sqlite3_finalize(statement);
    assay_buffer_release(&text);
    return status;
}

static assay_status write_all(assay_applied *out, writer *w)
{
    assay_apply_ids before = {.items = NULL}, after, values;
    assay_stamp_rows removed;
    assay_status status = create(w);
    if (status == ASSAY_OK)
        status = read_ids(w, &before);
    if (status == ASSAY_OK)
        status = assay_apply_check_before(w->request, &before, w->err);
    if (status == ASSAY_OK)
        status = remove_rows(w, &removed, &values);
    if (status == ASSAY_OK)
        status = insert_rows(w);
    if (status == ASSAY_OK)
        status = read_ids(w, &after);
    if (status == ASSAY_OK)
        status = assay_apply_check_after(w->arena, w->request, &after, w->err);
    if (status != ASSAY_OK)
        return status;
    out->revisions = after.items;
    out->n_revisions = after.n;
    return assay_stamp_undo_text(&out->undo, w->arena, &w->placed, &removed, w->err);
}

static assay_status name_table(assay_applied *out, writer *w)
{
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name_parts(&name, ASSAY_KIND_table, "", "", w->name);
    assay_status status = assay_buffer_check(&name, w->err);
    out->table = assay_arena_strdup(w->arena, assay_buffer_text(&name));
    assay_buffer_release(&name);
    return status == ASSAY_OK && out->table == NULL ? assay_fail_nomem(w->err) : status;
}

/* Closing without a commit rolls back. */
assay_status assay_apply_sqlite(assay_applied *out, assay_arena *arena, const char *path,
                                const assay_apply_request *request, assay_error *err)
{
    const assay_stamp_sql_request *stamp = request->stamp;
    writer w = {.path = path,
                .arena = arena,
                .request = request,
                .sql = stamp->sql,
                .placed = *stamp,
                .err = err};
    w.name = stamp->table != NULL  ? stamp->table->name
             : stamp->name != NULL ? stamp->name
                                   : w.sql->table;
    w.placed.schema = NULL; /* a file has none */
    *out = (assay_applied){.table = NULL};
    assay_status status = open_database(&w, path);
    if (status == ASSAY_OK)
        status = execute(&w, "BEGIN IMMEDIATE");
    if (status == ASSAY_OK)
        status = check_same(&w);
    if (status == ASSAY_OK && sqlite3_set_authorizer(w.db, authorize, &w) != SQLITE_OK)
        status = fail(&w, SQLITE_ERROR);
    if (status == ASSAY_OK)
        status = write_all(out, &w);
    if (status == ASSAY_OK)
        status = name_table(out, &w);
    if (status == ASSAY_OK)
        status = execute(&w, "COMMIT");
    sqlite3_close(w.db);
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * The information_schema reader: for servers that speak PostgreSQL's protocol without its catalogs,
 * and to check the catalog reader. It uses standard SQL only. One snapshot transaction, savepoints
 * and pinned settings are tried; a server that refuses them is read all the same, and the ledger
 * says so. What the views do not tell is unknown, attribute by attribute and kind by kind.
 */
#include "readers/reader.h"

#include <stdio.h>
#include <string.h>

#include "readers/info_reading.h"
#include "readers/pg_session.h"

/* What the set-up of a session asks for, each in a group of its own. */
typedef struct set_up {
    assay_pg_statement session, search_path, begin, pin, savepoint;
} set_up;

static assay_status note_session(void *context, const PGresult *row, assay_error *err)
{
    assay_snapshot *snapshot = context;
    assay_strings *strings = snapshot->catalog->strings;
    if (!PQgetisnull(row, 0, 0))
        snapshot->role = assay_strings_intern(strings, PQgetvalue(row, 0, 0));
    if (!PQgetisnull(row, 0, 1))
        snapshot->database = assay_strings_intern(strings, PQgetvalue(row, 0, 1));
    bool complete = snapshot->role != NULL && snapshot->database != NULL;
    return complete ? ASSAY_OK : assay_fail_nomem(err);
}

static assay_status note_search_path(void *context, const PGresult *row, assay_error *err)
{
    assay_snapshot *snapshot = context;
    snapshot->search_path = assay_strings_intern(snapshot->catalog->strings, PQgetvalue(row, 0, 0));
    return snapshot->search_path == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

/* Queues a statement that may fail, in a group of its own. */
static assay_status try_sql(assay_info_reading *reading, assay_pg_statement *statement,
                            const char *sql, assay_error *err)
{
    statement->optional = true;
    statement->failed = false;
    assay_status status = assay_pg_send(reading->base.pg, statement, sql, 0, NULL, err);
    return status == ASSAY_OK ? assay_pg_sync(reading->base.pg, err) : status;
}

/* The views join catalogs by what the planner cannot estimate; without statistics it has been seen
 * to nest loops around a view of every argument of every routine, for minutes. */
static assay_status try_pin(assay_info_reading *reading, assay_pg_statement *statement,
                            assay_error *err)
{
    statement->optional = true;
    assay_status status = assay_pg_pin(reading->base.pg, statement, reading->base.options,
                                       ASSAY_PG_WITHOUT_LOOPS, err);
    return status == ASSAY_OK ? assay_pg_sync(reading->base.pg, err) : status;
}

#define BEGIN_SNAPSHOT "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

static assay_status begin(assay_info_reading *reading, set_up *s, bool pinned, assay_error *err)
{
    assay_status status = try_sql(reading, &s->begin, BEGIN_SNAPSHOT, err);
    if (status == ASSAY_OK && pinned)
        status = try_pin(reading, &s->pin, err);
    if (status == ASSAY_OK)
        status = try_sql(reading, &s->savepoint, "SAVEPOINT assay", err);
    return status == ASSAY_OK ? assay_pg_run(reading->base.pg, err) : status;
}

static assay_status roll_back(assay_info_reading *reading, assay_error *err)
{
    assay_pg_statement statement = {0};
    assay_status status = try_sql(reading, &statement, "ROLLBACK", err);
    return status == ASSAY_OK ? assay_pg_run(reading->base.pg, err) : status;
}

static assay_status limit(assay_info_reading *reading, const char *kind, const char *what,
                          const char *message, assay_error *err)
{
    const char *reason = assay_arena_printf(reading->base.scratch, "%s: %s", what, message);
    return reason == NULL ? assay_fail_nomem(err)
                          : assay_snapshot_limit(reading->base.snapshot, kind, reason, 0, err);
}

/* What fails within a transaction ends it, so that what the server refuses is left out when it is
 * begun again. */
static assay_status set_session_up(assay_info_reading *reading, assay_error *err)
{
    assay_snapshot *snapshot = reading->base.snapshot;
    set_up s = {.session = {.on_row = note_session, .context = snapshot},
                .search_path = {.on_row = note_search_path, .context = snapshot}};
    const char *sql = assay_pg_sql("analyzer/readers/sql/information_schema/session.sql", err);
    assay_status status = sql == NULL ? ASSAY_INTERNAL : try_sql(reading, &s.session, sql, err);
    if (status == ASSAY_OK)
        status = try_sql(reading, &s.search_path, "SHOW search_path", err);
    if (status == ASSAY_OK)
        status = begin(reading, &s, true, err);
    if (status == ASSAY_OK && !s.begin.failed && s.pin.failed) {
        status = limit(reading, "", "the session could not be pinned", s.pin.message, err);
        if (status == ASSAY_OK)
            status = roll_back(reading, err);
        if (status == ASSAY_OK)
            status = begin(reading, &s, false, err);
    }
    reading->base.without_savepoint = s.begin.failed || s.savepoint.failed;
    if (status != ASSAY_OK || !reading->base.without_savepoint)
        return status;
    const char *why = s.begin.failed ? s.begin.message : s.savepoint.message;
    status = limit(reading, "", "not read in one snapshot, and not pinned", why, err);
    return status == ASSAY_OK ? roll_back(reading, err) : status;
}

static assay_status send_view(assay_info_reading *reading, assay_info_view view, assay_error *err)
{
    assay_info_rows *rows = &reading->views[view];
    const assay_info_query *query =
        assay_info_query_find(view, reading->base.snapshot->server_version);
    const char *sql = assay_pg_sql(query->path, err);
    rows->reading = reading;
    rows->statement = (assay_pg_statement){
        .on_row = assay_info_row, .context = rows, .optional = !query->required};
    if (sql == NULL)
        return ASSAY_INTERNAL;
    return assay_pg_send_segment(&reading->base, &rows->statement, sql, 0, NULL, err);
}

/* A view that could not be read takes with it the kinds that need it. */
static assay_status check_view(assay_info_reading *reading, assay_info_view view, assay_error *err)
{
    const assay_pg_statement *statement = &reading->views[view].statement;
    if (!statement->failed)
        return ASSAY_OK;
    if (strcmp(statement->sqlstate, "57014") == 0)
        return assay_pg_fail(reading->base.pg, statement->sqlstate, statement->message, err);
    reading->views[view].n = 0;
    const assay_info_query *query =
        assay_info_query_find(view, reading->base.snapshot->server_version);
    assay_status status = ASSAY_OK;
    for (int kind = 0; kind < ASSAY_KINDS && status == ASSAY_OK; kind++)
        if ((query->kinds >> kind & 1) != 0)
            status = limit(reading, assay_kind_get((assay_kind)kind)->name, ASSAY_LIMIT_UNREAD,
                           statement->message, err);
    return status;
}

static assay_status read_views(assay_info_reading *reading, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (int v = 0; v < ASSAY_INFO_VIEWS && status == ASSAY_OK; v++)
        if (v != ASSAY_INFO_ELEMENT_TYPES)
            status = send_view(reading, (assay_info_view)v, err);
    if (status == ASSAY_OK)
        status = assay_pg_run(reading->base.pg, err);
    /* Slow, and of use for arrays of users' types only. */
    if (status == ASSAY_OK && assay_info_needs_elements(reading)) {
        status = send_view(reading, ASSAY_INFO_ELEMENT_TYPES, err);
        if (status == ASSAY_OK)
            status = assay_pg_run(reading->base.pg, err);
    }
    for (int v = 0; v < ASSAY_INFO_VIEWS && status == ASSAY_OK; v++)
        status = check_view(reading, (assay_info_view)v, err);
    return status;
}

/* Kinds that no view tells of. */
static assay_status note_unread(assay_info_reading *reading, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (int kind = 0; kind < ASSAY_KINDS && status == ASSAY_OK; kind++)
        if (assay_info_told((assay_kind)kind) == 0)
            status =
                assay_snapshot_limit(reading->base.snapshot, assay_kind_get((assay_kind)kind)->name,
                                     ASSAY_LIMIT_UNREAD, 0, err);
    return status;
}

/* The server says at the start whether the role is a superuser, who sees all. Of others it is known
 * what they own: who has granted rights to himself is the owner. */
static assay_status find_owned(assay_info_reading *reading, assay_error *err)
{
    const char *superuser = PQparameterStatus(reading->base.pg->conn, "is_superuser");
    reading->whole = superuser != NULL && strcmp(superuser, "on") == 0;
    reading->owned = assay_map_new(reading->base.scratch);
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_TABLE_PRIVILEGES];
    for (size_t i = 0; i < rows->n && reading->owned != NULL; i++) {
        const char *const *row = assay_info_cells(rows, i);
        if (row[GRANT_GRANTOR] == NULL || row[GRANT_GRANTEE] == NULL ||
            strcmp(row[GRANT_GRANTOR], row[GRANT_GRANTEE]) != 0)
            continue;
        const char *key = assay_info_key(reading, row[GRANT_SCHEMA], row[GRANT_TABLE], NULL, NULL);
        if (key == NULL || !assay_map_put(reading->owned, key, (void *)(uintptr_t)row))
            reading->owned = NULL;
    }
    return reading->owned == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

/* A role that owns all it sees is taken for the owner of all. */
static assay_status note_visible(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *tables = &reading->views[ASSAY_INFO_TABLES];
    size_t foreign = 0;
    if (reading->whole)
        return ASSAY_OK;
    for (size_t i = 0; i < tables->n; i++) {
        const char *const *row = assay_info_cells(tables, i);
        foreign += !assay_info_owns(reading, row[TABLE_SCHEMA], row[TABLE_NAME]);
    }
    bool partial = tables->n == 0 || foreign > 0;
    return assay_snapshot_limit(reading->base.snapshot, partial ? "table" : "", ASSAY_LIMIT_VISIBLE,
                                foreign, err);
}

/* What the views never tell of the objects that were read, in one line for each kind. */
static assay_status note_untold(assay_info_reading *reading, assay_kind kind, size_t count,
                                assay_error *err)
{
    const assay_kind_info *info = assay_kind_get(kind);
    assay_buffer text = ASSAY_BUFFER_INIT(1 << 12);
    bool any = false;
    assay_buffer_add(&text, ASSAY_LIMIT_UNTOLD);
    for (size_t i = 0; i < info->n_attributes; i++) {
        if ((assay_info_told(kind) >> i & 1) != 0 ||
            info->attributes[i].compared == ASSAY_COMPARED_SHOWN)
            continue;
        assay_buffer_printf(&text, "%s%s", any ? ", " : " ", info->attributes[i].name);
        any = true;
    }
    assay_status status = assay_buffer_check(&text, err);
    if (status == ASSAY_OK && any)
        status = assay_snapshot_limit(reading->base.snapshot, info->name, assay_buffer_text(&text),
                                      count, err);
    assay_buffer_release(&text);
    return status;
}

static assay_status fill_ledger(assay_info_reading *reading, assay_error *err)
{
    assay_snapshot *snapshot = reading->base.snapshot;
    const assay_catalog *catalog = snapshot->catalog;
    size_t counts[ASSAY_KINDS] = {0};
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < catalog->n_objects && status == ASSAY_OK; i++) {
        const assay_object *o = catalog->objects[i];
        counts[o->kind]++;
        if (o->unknown != 0 && o->reason != reading->untold)
            status =
                assay_snapshot_limit(snapshot, assay_kind_get(o->kind)->name, o->reason, 1, err);
    }
    for (int kind = 0; kind < ASSAY_KINDS && status == ASSAY_OK; kind++) {
        if (counts[kind] > 0)
            status = note_untold(reading, (assay_kind)kind, counts[kind], err);
        if (status == ASSAY_OK && reading->base.left_out[kind] > 0)
            status = assay_snapshot_limit(snapshot, assay_kind_get((assay_kind)kind)->name,
                                          ASSAY_LIMIT_FILTERED, reading->base.left_out[kind], err);
    }
    return status == ASSAY_OK ? note_visible(reading, err) : status;
}

static assay_status make_objects(assay_info_reading *reading, assay_error *err)
{
    static assay_status (*const makers[])(assay_info_reading *, assay_error *) = {
        find_owned,           assay_info_types_init, assay_info_schemas,     assay_info_domains,
        assay_info_sequences, assay_info_relations,  assay_info_constraints, assay_info_routines,
        assay_info_triggers,
    };
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < sizeof makers / sizeof *makers && status == ASSAY_OK; i++)
        status = makers[i](reading, err);
    return status;
}

static assay_status read_version_tables(assay_info_reading *reading, assay_error *err)
{
    assay_status status = assay_pg_versions_send(&reading->base, err);
    if (status == ASSAY_OK)
        status = assay_pg_run(reading->base.pg, err);
    return status == ASSAY_OK ? assay_pg_versions_finish(&reading->base, err) : status;
}

static assay_status name_server(assay_info_reading *reading, assay_error *err)
{
    assay_snapshot *snapshot = reading->base.snapshot;
    PGconn *conn = reading->base.pg->conn;
    const char *version = PQparameterStatus(conn, "server_version");
    version = version == NULL ? "of unknown version" : version;
    snapshot->reader = "information-schema";
    snapshot->taken_at = reading->base.options->now;
    snapshot->server_version = PQserverVersion(conn);
    snapshot->server = assay_arena_printf(snapshot->catalog->arena, "PostgreSQL %.*s",
                                          (int)strcspn(version, " "), version);
    snapshot->target = assay_strings_intern(snapshot->catalog->strings, reading->base.pg->target);
    snapshot->role = assay_strings_intern(snapshot->catalog->strings, PQuser(conn));
    snapshot->database = assay_strings_intern(snapshot->catalog->strings, PQdb(conn));
    reading->untold = assay_strings_intern(snapshot->catalog->strings, ASSAY_LIMIT_UNTOLD);
    bool complete = snapshot->server != NULL && snapshot->target != NULL &&
                    snapshot->role != NULL && snapshot->database != NULL && reading->untold != NULL;
    return complete ? ASSAY_OK : assay_fail_nomem(err);
}

static assay_status read_all(assay_info_reading *reading, assay_error *err)
{
    static assay_status (*const steps[])(assay_info_reading *, assay_error *) = {
        name_server,  set_session_up,      read_views, note_unread,
        make_objects, read_version_tables, roll_back,  fill_ledger,
    };
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == ASSAY_OK; i++)
        status = steps[i](reading, err);
    return status == ASSAY_OK ? assay_snapshot_seal(reading->base.snapshot, err) : status;
}

assay_status assay_reader_information_schema(assay_snapshot **out, const char *conninfo,
                                             const assay_read_options *options, assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    assay_info_reading *reading = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *reading);
    if (reading == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    assay_pg pg;
    assay_status status = assay_pg_open(&pg, arena, conninfo, options, err);
    if (status == ASSAY_OK) {
        reading->base = (assay_pg_reading){.pg = &pg, .scratch = arena, .options = options};
        reading->base.snapshot = assay_snapshot_new(ASSAY_POSTGRESQL);
        reading->strings = assay_strings_new(arena);
        if (reading->base.snapshot == NULL || reading->strings == NULL)
            status = assay_fail_nomem(err);
        else
            status = read_all(reading, err);
        assay_pg_close(&pg);
        if (status == ASSAY_OK)
            *out = reading->base.snapshot;
        else
            assay_snapshot_free(reading->base.snapshot);
    }
    assay_arena_free(arena);
    return status;
}

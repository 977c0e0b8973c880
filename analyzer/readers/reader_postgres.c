/* SPDX-License-Identifier: MIT */
/*
 * The PostgreSQL reader: one read-only snapshot transaction, three round trips. First what the
 * session is and which kinds need no query; the structure, by queries that lock nothing; then all
 * texts that must be deparsed, the version tables and the check for changes. Deparsing prints names
 * as they are at that moment, not in the snapshot: if the check finds that a row changed, all is
 * read again.
 */
#include "readers/reader.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "readers/pg_reader.h"
#include "readers/pg_reading.h"
#include "readers/pg_session.h"

enum { MAX_ATTEMPTS = 3, MAX_ASKED = 4 };

/* What the caller asks with the next reading. */
typedef struct asked {
    assay_pg_statement *statement;
    const char *sql, *param;
} asked;

struct assay_pg_reader {
    assay_pg pg;
    asked asked[MAX_ASKED];
    size_t n_asked;
    const assay_read_options *options;
    assay_pg_statement commit;
    size_t first, last;  /* objects of the first and of the last reading of all */
    assay_map *narrowed; /* text of a query -> the same for some relations only */
};

#define BEGIN_SNAPSHOT "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

assay_status assay_pg_send_file(assay_pg_reading *reading, assay_pg_statement *statement,
                                const char *file, int n_params, const char *const *params,
                                assay_error *err)
{
    char path[128];
    snprintf(path, sizeof path, "analyzer/readers/sql/postgres/%s", file);
    const char *sql = assay_pg_sql(path, err);
    return sql == NULL ? ASSAY_INTERNAL
                       : assay_pg_send(reading->pg, statement, sql, n_params, params, err);
}

static assay_status send_plain(assay_pg_reading *reading, const char *sql, assay_error *err)
{
    return assay_pg_send(reading->pg, &reading->plain, sql, 0, NULL, err);
}

assay_status assay_pg_send_segment(assay_pg_reading *reading, assay_pg_statement *statement,
                                   const char *sql, int n_params, const char *const *params,
                                   assay_error *err)
{
    assay_status status = assay_pg_send(reading->pg, statement, sql, n_params, params, err);
    if (status == ASSAY_OK)
        status = assay_pg_sync(reading->pg, err);
    if (status != ASSAY_OK || reading->without_savepoint)
        return status;
    return send_plain(reading, "ROLLBACK TO SAVEPOINT assay", err);
}

static assay_status note_session(void *context, const PGresult *row, assay_error *err)
{
    assay_snapshot *snapshot = context;
    struct {
        const char *column;
        const char **to;
    } fields[] = {{"search_path", &snapshot->search_path},
                  {"role", &snapshot->role},
                  {"database", &snapshot->database},
                  {"server", &snapshot->server}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *text = PQgetvalue(row, 0, PQfnumber(row, fields[i].column));
        *fields[i].to = assay_strings_intern(snapshot->catalog->strings, text);
        if (*fields[i].to == NULL)
            return assay_fail_nomem(err);
    }
    /* "15.18 (Debian 15.18-0+deb12u1)": the packager's part is nobody's business. */
    const char *server = assay_arena_printf(snapshot->catalog->arena, "PostgreSQL %.*s",
                                            (int)strcspn(snapshot->server, " "), snapshot->server);
    if (server == NULL)
        return assay_fail_nomem(err);
    snapshot->server = server;
    return ASSAY_OK;
}

static assay_status note_unmodelled(void *context, const PGresult *row, assay_error *err)
{
    unsigned long long count = 0;
    sscanf(PQgetvalue(row, 0, 1), "%llu", &count);
    return assay_snapshot_limit(context, PQgetvalue(row, 0, 0), PQgetvalue(row, 0, 2),
                                (size_t)count, err);
}

static assay_status note_changed(void *context, const PGresult *row, assay_error *err)
{
    assay_pg_reading *reading = context;
    reading->changed = assay_arena_strdup(reading->scratch, PQgetvalue(row, 0, 0));
    return reading->changed == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

static assay_status note_unchanged(void *context, const PGresult *row, assay_error *err)
{
    (void)err;
    *(bool *)context = strcmp(PQgetvalue(row, 0, 0), "yes") == 0;
    return ASSAY_OK;
}

static assay_status note_absent(void *context, const PGresult *row, assay_error *err)
{
    bool *absent = context;
    assay_kind kind;
    if (!assay_kind_find(&kind, PQgetvalue(row, 0, 0)))
        return assay_fail(err, ASSAY_INTERNAL, "no kind is called '%s'", PQgetvalue(row, 0, 0));
    absent[kind] = true;
    return ASSAY_OK;
}

/* Begins; on which the first round trip goes on. session: NULL where nobody asks what it is. */
static assay_status send_begin(assay_pg_reading *reading, assay_pg_statement *session,
                               assay_error *err)
{
    assay_status status = send_plain(reading, BEGIN_SNAPSHOT, err);
    /* A role's own timeout may be too short even for what pins the session. */
    if (status == ASSAY_OK)
        status = send_plain(reading, "SET LOCAL statement_timeout = 0", err);
    if (status == ASSAY_OK && session != NULL)
        status = assay_pg_send_file(reading, session, "session.sql", 0, NULL, err);
    if (status == ASSAY_OK)
        status = assay_pg_pin(reading->pg, &reading->plain, reading->options,
                              reading->scope == NULL ? ASSAY_PG_ANY_PLAN : ASSAY_PG_BY_INDEX, err);
    return status == ASSAY_OK ? send_plain(reading, "SAVEPOINT assay", err) : status;
}

/* The first round trip: begins, and asks what the session is and which kinds need no query. Of a
 * part only what it needs is asked anyway. */
static assay_status begin(assay_pg_reading *reading, bool absent[ASSAY_KINDS], assay_error *err)
{
    if (reading->scope != NULL)
        return send_begin(reading, NULL, err);
    assay_pg_statement session = {.on_row = note_session, .context = reading->snapshot};
    assay_pg_statement kinds = {.on_row = note_absent, .context = absent};
    assay_status status = send_begin(reading, &session, err);
    if (status == ASSAY_OK)
        status = assay_pg_send_file(reading, &kinds, "absent.sql", 0, NULL, err);
    return status == ASSAY_OK ? assay_pg_run(reading->pg, err) : status;
}

/* The query for what is to be read of the kind, and how many parameters it has; *out is NULL if
 * nothing is. */
static assay_status narrow(const char **out, int *n_params, const assay_pg_reading *reading,
                           assay_kind kind, const char *sql, assay_error *err)
{
    const assay_pg_scope *scope = reading->scope;
    *out = sql;
    *n_params = 0;
    if (scope == NULL || (scope->kinds >> kind & 1) != 0)
        return ASSAY_OK;
    *out = NULL;
    if (scope->oids == NULL || (scope->asked >> kind & 1) == 0)
        return ASSAY_OK;
    *n_params = 1;
    *out = assay_pg_reader_only(reading->reader, sql);
    return *out == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

static assay_status send_asked(assay_pg_reader *reader, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < reader->n_asked && status == ASSAY_OK; i++) {
        const asked *a = &reader->asked[i];
        status = assay_pg_send(&reader->pg, a->statement, a->sql, a->param == NULL ? 0 : 1,
                               &a->param, err);
    }
    reader->n_asked = 0;
    return status;
}

/* The second round trip; of a part of the catalog the first. */
static assay_status read_structure(assay_pg_reading *reading, const bool absent[ASSAY_KINDS],
                                   assay_error *err)
{
    assay_pg *pg = reading->pg;
    assay_pg_rows rows[ASSAY_KINDS] = {0};
    assay_pg_statement statements[ASSAY_KINDS] = {0};
    assay_pg_statement others = {.on_row = note_unmodelled, .context = reading->snapshot};
    const char *const params[] = {reading->scope == NULL ? NULL : reading->scope->oids};
    assay_status status = ASSAY_OK;
    for (int kind = 0; kind < ASSAY_KINDS && status == ASSAY_OK; kind++) {
        const assay_pg_query *query =
            assay_pg_query_find((assay_kind)kind, ASSAY_PG_STRUCTURE, PQserverVersion(pg->conn));
        if (query == NULL || absent[kind])
            continue;
        rows[kind] = (assay_pg_rows){.reading = reading, .kind = (assay_kind)kind};
        statements[kind] =
            (assay_pg_statement){.on_row = assay_pg_structure_row, .context = &rows[kind]};
        const char *sql = assay_pg_sql(query->path, err);
        if (sql == NULL)
            return ASSAY_INTERNAL;
        int n_params;
        status = narrow(&sql, &n_params, reading, (assay_kind)kind, sql, err);
        if (status == ASSAY_OK && sql != NULL)
            status = assay_pg_send(pg, &statements[kind], sql, n_params, params, err);
    }
    if (status == ASSAY_OK && reading->scope == NULL)
        status = assay_pg_send_file(reading, &others, "unmodelled.sql", 0, NULL, err);
    if (status == ASSAY_OK && reading->reader != NULL)
        status = send_asked(reading->reader, err);
    return status == ASSAY_OK ? assay_pg_run(pg, err) : status;
}

static assay_status send_changed(assay_pg_reading *reading, assay_pg_statement *statement,
                                 assay_error *err)
{
    *statement = (assay_pg_statement){.on_row = note_changed, .context = reading};
    return assay_pg_send_file(reading, statement, "changed.sql", 0, NULL, err);
}

/* The third round trip; more only where a segment failed. */
static assay_status read_texts(assay_pg_reading *reading, assay_error *err)
{
    assay_pg_statement changed;
    assay_status status = assay_pg_versions_send(reading, err);
    if (status == ASSAY_OK)
        status = assay_pg_deparse_send(reading, err);
    /* Parts are read where nobody else changes anything. */
    if (status == ASSAY_OK && reading->scope == NULL)
        status = send_changed(reading, &changed, err);
    if (status == ASSAY_OK && reading->pg->n_waiting > 0)
        status = assay_pg_run(reading->pg, err);
    if (status == ASSAY_OK)
        status = assay_pg_versions_finish(reading, err);
    bool repeated = false;
    if (status == ASSAY_OK)
        status = assay_pg_deparse_finish(reading, &repeated, err);
    if (status != ASSAY_OK || !repeated || reading->scope != NULL)
        return status;
    status = send_changed(reading, &changed, err);
    return status == ASSAY_OK ? assay_pg_run(reading->pg, err) : status;
}

/* Rows that a running or rolled back transaction touched are still there in a later snapshot. */
static assay_status check_changes(assay_pg_reading *reading, bool *unchanged, assay_error *err)
{
    *unchanged = true;
    if (reading->changed == NULL)
        return ASSAY_OK;
    assay_pg_statement statement = {.on_row = note_unchanged, .context = unchanged};
    const char *params[] = {reading->changed};
    assay_status status = send_plain(reading, "COMMIT", err);
    if (status == ASSAY_OK)
        status = send_plain(reading, BEGIN_SNAPSHOT, err);
    if (status == ASSAY_OK)
        status = assay_pg_send_file(reading, &statement, "unchanged.sql", 1, params, err);
    return status == ASSAY_OK ? assay_pg_run(reading->pg, err) : status;
}

/* The end of a part is not waited for: its answer comes with the next that is. */
static assay_status end_transaction(assay_pg_reading *reading, assay_error *err)
{
    if (reading->scope != NULL) {
        assay_status sent =
            assay_pg_send(reading->pg, &reading->reader->commit, "COMMIT", 0, NULL, err);
        return sent == ASSAY_OK ? assay_pg_sync(reading->pg, err) : sent;
    }
    assay_status status = send_plain(reading, "COMMIT", err);
    return status == ASSAY_OK ? assay_pg_run(reading->pg, err) : status;
}

/* Fills the ledger with what is known only at the end. */
static assay_status fill_ledger(assay_pg_reading *reading, assay_error *err)
{
    assay_snapshot *snapshot = reading->snapshot;
    const assay_catalog *catalog = snapshot->catalog;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < catalog->n_objects && status == ASSAY_OK; i++) {
        const assay_object *o = catalog->objects[i];
        if (o->unknown != 0)
            status =
                assay_snapshot_limit(snapshot, assay_kind_get(o->kind)->name, o->reason, 1, err);
    }
    for (int kind = 0; kind < ASSAY_KINDS && status == ASSAY_OK; kind++)
        if (reading->left_out[kind] > 0)
            status = assay_snapshot_limit(snapshot, assay_kind_get((assay_kind)kind)->name,
                                          ASSAY_LIMIT_FILTERED, reading->left_out[kind], err);
    if (status == ASSAY_OK && snapshot->server_version >= ASSAY_PG_NEWEST)
        status =
            assay_snapshot_limit(snapshot, "", "the server is newer than PostgreSQL 18", 0, err);
    return status;
}

static assay_status read_all(assay_pg_reading *reading, bool *unchanged, assay_error *err)
{
    assay_pg *pg = reading->pg;
    assay_snapshot *snapshot = reading->snapshot;
    snapshot->reader = "postgres";
    snapshot->taken_at = reading->options->now;
    snapshot->server_version = PQserverVersion(pg->conn);
    snapshot->target = assay_strings_intern(snapshot->catalog->strings, pg->target);
    bool absent[ASSAY_KINDS] = {false};
    assay_status status = snapshot->target == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    if (status == ASSAY_OK)
        status = begin(reading, absent, err);
    if (status == ASSAY_OK)
        status = read_structure(reading, absent, err);
    if (status == ASSAY_OK)
        status = read_texts(reading, err);
    if (status == ASSAY_OK)
        status = check_changes(reading, unchanged, err);
    if (status == ASSAY_OK)
        status = end_transaction(reading, err);
    return status;
}

/* One attempt. *unchanged is false if the catalog changed meanwhile: then *out is NULL, except on
 * the last attempt, where the change becomes a limit. */
static assay_status attempt(assay_snapshot **out, const assay_pg_reading *given, bool last,
                            bool *unchanged, assay_error *err)
{
    assay_pg_reading reading = *given;
    reading.scratch = assay_arena_new();
    reading.snapshot = assay_snapshot_new(ASSAY_POSTGRESQL);
    assay_status status = ASSAY_OK;
    if (reading.scratch == NULL || reading.snapshot == NULL) {
        status = assay_fail_nomem(err);
        goto done;
    }
    reading.snapshot->catalog->keep_raw = reading.options->keep_raw;
    status = read_all(&reading, unchanged, err);
    if (status == ASSAY_OK && !*unchanged && last)
        status =
            assay_snapshot_limit(reading.snapshot, "", "catalog changed while it was read", 0, err);
    if (status == ASSAY_OK)
        status = fill_ledger(&reading, err);
    if (status == ASSAY_OK)
        status = assay_snapshot_seal(reading.snapshot, err);
    if (status == ASSAY_OK && (*unchanged || last)) {
        *out = reading.snapshot;
        reading.snapshot = NULL;
    }
done:
    assay_snapshot_free(reading.snapshot);
    assay_arena_free(reading.scratch);
    return status;
}

static assay_status check_version(const assay_pg *pg, assay_error *err)
{
    int version = PQserverVersion(pg->conn);
    if (version >= ASSAY_PG_OLDEST)
        return ASSAY_OK;
    assay_fail(err, ASSAY_UNSUPPORTED, "the server is version %d.%d, older than PostgreSQL 12",
               version / 10000, version % 10000 / 100);
    assay_error_where(err, "%s", pg->target);
    return assay_error_remedy(err, "upgrade the server, or try --reader information-schema");
}

static assay_status read_on(assay_snapshot **out, const assay_pg_reading *given, assay_error *err)
{
    assay_status status = ASSAY_OK;
    bool unchanged = false;
    for (int i = 1; status == ASSAY_OK && !unchanged && i <= MAX_ATTEMPTS; i++)
        status = attempt(out, given, i == MAX_ATTEMPTS, &unchanged, err);
    return status;
}

assay_status assay_pg_reader_open(assay_pg_reader **out, const char *conninfo,
                                  const assay_read_options *options, assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    assay_pg_reader *reader = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *reader);
    if (reader == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    assay_status status = assay_pg_open(&reader->pg, arena, conninfo, options, err);
    if (status != ASSAY_OK) {
        assay_arena_free(arena);
        return status;
    }
    reader->options = options;
    reader->pg.prepared = assay_map_new(arena);
    reader->narrowed = assay_map_new(arena);
    status = reader->pg.prepared == NULL || reader->narrowed == NULL
                 ? assay_fail_nomem(err)
                 : check_version(&reader->pg, err);
    /* Otherwise a query with parameters would be planned each time that it is asked. */
    if (status == ASSAY_OK)
        status = assay_pg_reader_query(reader, "SET plan_cache_mode = force_generic_plan", 0, NULL,
                                       NULL, NULL, err);
    if (status == ASSAY_OK)
        *out = reader;
    else
        assay_pg_reader_close(reader);
    return status;
}

void assay_pg_reader_close(assay_pg_reader *reader)
{
    if (reader == NULL)
        return;
    assay_pg_close(&reader->pg);
    assay_arena_free(reader->pg.arena);
}

assay_status assay_pg_reader_read(assay_snapshot **out, assay_pg_reader *reader,
                                  const assay_pg_scope *scope, assay_error *err)
{
    *out = NULL;
    bool part = scope != NULL && !scope->whole;
    const assay_pg_reading given = {.pg = &reader->pg,
                                    .options = reader->options,
                                    .reader = reader,
                                    .scope = part ? scope : NULL};
    assay_status status = read_on(out, &given, err);
    if (status == ASSAY_OK && !part) {
        reader->last = (*out)->catalog->n_objects;
        reader->first = reader->first == 0 ? reader->last : reader->first;
    }
    return status;
}

assay_status assay_pg_reader_query(assay_pg_reader *reader, const char *sql, int n_params,
                                   const char *const *params, assay_pg_on_row *on_row,
                                   void *context, assay_error *err)
{
    assay_pg_statement statement = {.on_row = on_row, .context = context};
    assay_status status = assay_pg_send(&reader->pg, &statement, sql, n_params, params, err);
    return status == ASSAY_OK ? assay_pg_run(&reader->pg, err) : status;
}

assay_status assay_pg_reader_ask(assay_pg_reader *reader, assay_pg_statement *statement,
                                 const char *sql, const char *param, assay_error *err)
{
    if (reader->n_asked == MAX_ASKED)
        return assay_fail(err, ASSAY_INTERNAL, "too much is asked with one reading");
    reader->asked[reader->n_asked++] = (asked){statement, sql, param};
    return ASSAY_OK;
}

const char *assay_pg_reader_only(assay_pg_reader *reader, const char *sql)
{
    const char *narrowed = assay_map_find(reader->narrowed, sql);
    if (narrowed == NULL) {
        narrowed = assay_pg_sql_only(reader->pg.arena, sql);
        if (narrowed != NULL && !assay_map_put(reader->narrowed, sql, (void *)narrowed))
            return NULL;
    }
    return narrowed;
}

bool assay_pg_reader_is_stale(const assay_pg_reader *reader)
{
    enum { FEW = 200 }; /* for so many any plan is good */
    return reader->pg.preparing.failed || reader->last > 2 * reader->first + FEW;
}

assay_status assay_reader_postgres(assay_snapshot **out, const char *conninfo,
                                   const assay_read_options *options, assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    if (arena == NULL)
        return assay_fail_nomem(err);
    assay_pg pg;
    assay_status status = assay_pg_open(&pg, arena, conninfo, options, err);
    if (status == ASSAY_OK) {
        status = check_version(&pg, err);
        const assay_pg_reading given = {.pg = &pg, .options = options};
        if (status == ASSAY_OK)
            status = read_on(out, &given, err);
        assay_pg_close(&pg);
    }
    assay_arena_free(arena);
    return status;
}

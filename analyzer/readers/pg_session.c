/* SPDX-License-Identifier: MIT */
/*
 * The session is pinned because what the server prints depends on it (measured: a role with hostile
 * ALTER ROLE SET changes thousands of lines). No message ever holds the password, nor a piece of a
 * connection string that could not be understood, for that may be a password in the wrong place.
 */
#include "readers/pg_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "readers/queries.h"

/* name, value, the first version that has it, why (for readers of this table). Set for the
 * transaction only, so that nothing is left behind in a pooled session. */
static const struct {
    const char *name;
    const char *value;
    int since;
    const char *why;
} settings[] = {
    {"search_path", "pg_catalog", 0, "every name is printed with its schema, nothing is shadowed"},
    {"row_security", "off", 0, "a version table is read whole or refused, never in part"},
    {"TimeZone", "UTC", 0, "bounds and defaults with timestamps"},
    {"DateStyle", "ISO, MDY", 0, "date literals"},
    {"IntervalStyle", "postgres", 0, "interval literals"},
    {"bytea_output", "hex", 0, "bytea literals"},
    {"extra_float_digits", "1", 0, "floating-point literals"},
    {"quote_all_identifiers", "off", 0, "names are quoted only where needed"},
    {"standard_conforming_strings", "on", 0, "literals, and the queries themselves"},
    {"xmlbinary", "base64", 0, "bytea within XML"},
    {"lc_monetary", "C", 0, "money literals"},
    {"array_nulls", "on", 0, "array literals"},
    {"transform_null_equals", "off", 0, "the queries themselves"},
    {"client_min_messages", "error", 0, "notices are nobody's business here"},
    {"jit", "off", 0, "compiling costs more than these queries"},
    {"max_parallel_workers_per_gather", "0", 0, "starting workers costs more than these queries"},
    {"enable_hashjoin", "on", 0, "a hostile role setting must not make the read endless"},
    {"enable_mergejoin", "on", 0, "as above"},
    {"enable_indexscan", "on", 0, "as above"},
    {"enable_sort", "on", 0, "as above"},
    {"join_collapse_limit", "4", 0, "planning costs more than another order of joins saves"},
    {"from_collapse_limit", "8", 0, "as above"},
    {"work_mem", "16MB", 0, "sorts and hashes of catalogs stay in memory"},
    {"idle_in_transaction_session_timeout", "60s", 0, "a dead client must not hold the snapshot"},
    {"transaction_timeout", "0", 170000, "the deadline of the run is Assay's"},
};

/* A piece of libpq's or the server's text, and what helps. The first that occurs counts. */
static const struct {
    const char *text;
    const char *remedy;
} remedies[] = {
    {"could not translate host name", "check the host name"},
    {"Connection refused", "check host and port, and that the server runs and listens there"},
    {"No such file or directory", "check the socket directory and port, or name a host"},
    {"Permission denied", "this user may not use the server's socket; name a host"},
    {"password authentication failed", "check role and password"},
    {"no password supplied", "give a password in the URL, in PGPASSWORD or in ~/.pgpass"},
    {"role \"", "name an existing role, as in postgresql://ROLE@HOST/DATABASE"},
    {"Peer authentication failed", "name the role you are logged in as, or connect through a host"},
    {"database \"", "name an existing database, as in postgresql://ROLE@HOST/DATABASE"},
    {"no pg_hba.conf entry", "the server does not admit this role from here (pg_hba.conf)"},
    {"permission denied for database", "the role needs CONNECT on this database"},
    {"too many", "the server has no free connection; try again later"},
    {"remaining connection slots", "the server has no free connection; try again later"},
    {"starting up", "the server is starting; try again in a moment"},
    {"shutting down", "the server is stopping"},
    {"SSL", "check sslmode and the certificates"},
    {"timeout", "check host and port; a firewall may drop the packets"},
};

const char *assay_pg_remedy(const char *reason)
{
    for (size_t i = 0; i < sizeof remedies / sizeof *remedies; i++)
        if (strstr(reason, remedies[i].text) != NULL)
            return remedies[i].remedy;
    return "check the connection string";
}

static void add_encoded(assay_buffer *out, const char *text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL)
            assay_buffer_add_char(out, *text);
        else
            assay_buffer_printf(out, "%%%02X", (unsigned char)*text);
    }
}

void assay_pg_target(assay_buffer *out, const char *user, const char *host, const char *port,
                     const char *database)
{
    assay_buffer_add(out, "postgresql://");
    if (user != NULL && user[0] != '\0') {
        add_encoded(out, user);
        assay_buffer_add_char(out, '@');
    }
    if (host != NULL)
        add_encoded(out, host);
    /* In postgresql://role:pass/word@host/db libpq takes "pass" for the port and the rest for the
     * database: whatever looks like that is not repeated. */
    bool misread = database != NULL && strchr(database, '@') != NULL;
    if (port != NULL && port[0] != '\0' && !misread && port[strspn(port, "0123456789,")] == '\0')
        assay_buffer_printf(out, ":%s", port);
    if (misread) {
        assay_buffer_add(out, "/***");
    } else if (database != NULL && database[0] != '\0') {
        assay_buffer_add_char(out, '/');
        add_encoded(out, database);
    }
}

void assay_pg_reason(assay_buffer *out, const char *message, const char *secret)
{
    /* libpq says "connection to server at … failed: REASON\n\thint" for each address it tried. */
    const char *reason = message;
    for (const char *p = message; (p = strstr(p, " failed: ")) != NULL; p += 9)
        reason = p + 9;
    if (strncmp(reason, "FATAL:", 6) == 0)
        reason += 6 + strspn(reason + 6, " ");
    /* What libpq could not understand it quotes, and that may be a piece of a password. */
    if (strncmp(reason, "invalid ", 8) == 0 || strncmp(reason, "missing ", 8) == 0) {
        assay_buffer_add(out, "an option of the connection string is not valid");
        return;
    }
    size_t length = strcspn(reason, "\n");
    size_t hidden = secret == NULL ? 0 : strlen(secret);
    for (size_t i = 0; i < length;) {
        if (hidden > 0 && strncmp(reason + i, secret, hidden) == 0) {
            assay_buffer_add(out, "***");
            i += hidden;
        } else {
            assay_buffer_add_char(out, reason[i++]);
        }
    }
}

static assay_status fail_connect(const assay_pg *pg, assay_error *err)
{
    assay_buffer reason = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_pg_reason(&reason, PQerrorMessage(pg->conn), PQpass(pg->conn));
    const char *text = assay_buffer_text(&reason);
    assay_fail(err, ASSAY_CONNECT, "cannot connect: %s", text);
    assay_error_where(err, "%s", pg->target);
    assay_error_remedy(err, "%s", assay_pg_remedy(text));
    assay_buffer_release(&reason);
    return ASSAY_CONNECT;
}

/* The connection as libpq understood it, defaults and environment included. */
static assay_status name_target(assay_pg *pg, assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_pg_target(&text, PQuser(pg->conn), PQhost(pg->conn), PQport(pg->conn), PQdb(pg->conn));
    assay_status status = assay_buffer_check(&text, err);
    if (status == ASSAY_OK &&
        (pg->target = assay_arena_strdup(pg->arena, assay_buffer_text(&text))) == NULL)
        status = assay_fail_nomem(err);
    assay_buffer_release(&text);
    return status;
}

/* connect_timeout counts when libpq connects by itself only; here it shortens the deadline. */
static int64_t connect_deadline(const assay_pg *pg)
{
    int64_t deadline = pg->deadline;
    PQconninfoOption *options = PQconninfo(pg->conn);
    for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++) {
        if (strcmp(o->keyword, "connect_timeout") != 0 || o->val == NULL)
            continue;
        long seconds = strtol(o->val, NULL, 10);
        int64_t own = assay_pg_clock() + (int64_t)seconds * 1000;
        if (seconds > 0 && seconds < 86400 && (deadline == 0 || own < deadline))
            deadline = own;
    }
    PQconninfoFree(options);
    return deadline;
}

static assay_status await_connection(assay_pg *pg, assay_error *err)
{
    int64_t deadline = pg->deadline;
    pg->deadline = connect_deadline(pg);
    assay_status status = ASSAY_OK;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (status == ASSAY_OK && state != PGRES_POLLING_OK) {
        if (state == PGRES_POLLING_FAILED || PQstatus(pg->conn) == CONNECTION_BAD)
            status = fail_connect(pg, err);
        else
            status = assay_pg_wait(pg, state == PGRES_POLLING_READING,
                                   state == PGRES_POLLING_WRITING, err);
        if (status == ASSAY_OK)
            state = PQconnectPoll(pg->conn);
    }
    pg->deadline = deadline;
    return status;
}

static void drop_notice(void *context, const PGresult *notice)
{
    (void)context;
    (void)notice;
}

static assay_status enter_pipeline(assay_pg *pg, assay_error *err)
{
    if (PQsetnonblocking(pg->conn, 1) != 0 || PQenterPipelineMode(pg->conn) != 1)
        return fail_connect(pg, err);
    return ASSAY_OK;
}

static assay_status check_conninfo(const char *conninfo, assay_error *err)
{
    char *ignored = NULL;
    PQconninfoOption *options = PQconninfoParse(conninfo, &ignored);
    bool understood = options != NULL;
    PQfreemem(ignored);
    PQconninfoFree(options);
    if (understood)
        return ASSAY_OK;
    assay_fail(err, ASSAY_USAGE, "the connection string cannot be understood");
    return assay_error_remedy(err, "write postgresql://ROLE@HOST:PORT/DATABASE, special characters "
                                   "of a password as %%XX");
}

assay_status assay_postgres_name(const char **out, assay_arena *arena, const char *conninfo,
                                 assay_error *err)
{
    *out = NULL;
    assay_status status = check_conninfo(conninfo, err);
    if (status != ASSAY_OK)
        return status;
    /* An sslmode that does not exist ends libpq after all names are known and before it connects.
     */
    const char *const names[] = {"dbname", "sslmode", NULL};
    const char *const values[] = {conninfo, "none such", NULL};
    assay_pg pg = {.arena = arena, .conn = PQconnectStartParams(names, values, 1)};
    if (pg.conn == NULL)
        return assay_fail_nomem(err);
    status = name_target(&pg, err);
    PQfinish(pg.conn);
    *out = pg.target;
    return status;
}

assay_status assay_pg_open(assay_pg *pg, assay_arena *arena, const char *conninfo,
                           const assay_read_options *options, assay_error *err)
{
    *pg = (assay_pg){.arena = arena,
                     .interrupted = options->interrupted,
                     .progress = options->progress,
                     .target = "postgresql:"};
    if (options->timeout_seconds > 0)
        pg->deadline = assay_pg_clock() + (int64_t)options->timeout_seconds * 1000;
    assay_status status = check_conninfo(conninfo, err);
    if (status != ASSAY_OK)
        return status;
    /* What follows dbname overrides what it holds. */
    const char *const names[] = {"dbname", "application_name", "client_encoding", NULL};
    const char *const values[] = {conninfo, "assay", "UTF8", NULL};
    pg->conn = PQconnectStartParams(names, values, 1);
    if (pg->conn == NULL)
        return assay_fail_nomem(err);
    PQsetNoticeReceiver(pg->conn, drop_notice, NULL);
    status = name_target(pg, err);
    if (status == ASSAY_OK)
        status = await_connection(pg, err);
    if (status == ASSAY_OK)
        status = name_target(pg, err);
    if (status == ASSAY_OK)
        status = enter_pipeline(pg, err);
    if (status != ASSAY_OK)
        assay_pg_close(pg);
    return status;
}

void assay_pg_close(assay_pg *pg)
{
    PQfinish(pg->conn);
    pg->conn = NULL;
}

void assay_pg_add_element(assay_buffer *array, const char *text)
{
    assay_buffer_add(array, array->length == 0 ? "{\"" : ",\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            assay_buffer_add_char(array, '\\');
        assay_buffer_add_char(array, *text);
    }
    assay_buffer_add_char(array, '"');
}

assay_status assay_pg_pin(assay_pg *pg, assay_pg_statement *statement,
                          const assay_read_options *options, assay_pg_plans plans, assay_error *err)
{
    assay_buffer names = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer values = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    char number[32];
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (PQserverVersion(pg->conn) < settings[i].since)
            continue;
        assay_pg_add_element(&names, settings[i].name);
        assay_pg_add_element(&values, settings[i].value);
    }
    assay_pg_add_element(&names, "enable_nestloop");
    assay_pg_add_element(&values, plans == ASSAY_PG_WITHOUT_LOOPS ? "off" : "on");
    assay_pg_add_element(&names, "enable_seqscan");
    assay_pg_add_element(&values, plans == ASSAY_PG_BY_INDEX ? "off" : "on");
    assay_pg_add_element(&names, "statement_timeout");
    snprintf(number, sizeof number, "%lld", (long long)options->timeout_seconds * 1000);
    assay_pg_add_element(&values, number);
    assay_pg_add_element(&names, "lock_timeout");
    snprintf(number, sizeof number, "%d", options->lock_timeout_ms);
    assay_pg_add_element(&values, number);
    assay_buffer_add_char(&names, '}');
    assay_buffer_add_char(&values, '}');
    const char *sql = assay_pg_sql("analyzer/readers/sql/postgres/pin.sql", err);
    const char *params[] = {assay_buffer_text(&names), assay_buffer_text(&values)};
    assay_status status = assay_buffer_check(&names, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&values, err);
    if (status == ASSAY_OK)
        status = sql == NULL ? ASSAY_INTERNAL : assay_pg_send(pg, statement, sql, 2, params, err);
    assay_buffer_release(&names);
    assay_buffer_release(&values);
    return status;
}

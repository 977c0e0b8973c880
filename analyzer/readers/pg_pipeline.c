/* SPDX-License-Identifier: MIT */
#include "readers/pg_pipeline.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    TICK_MS = 200, /* how late an interruption may be seen if no signal wakes poll */
    REPORTED_ROWS = 4096,
    CANCEL_SECONDS = 1 /* how long a cancellation may take */
};

/* What the server reports, what it means here and what helps. A prefix of the SQLSTATE; the first
 * that fits counts (manual: PostgreSQL Error Codes). */
static const struct {
    const char *sqlstate;
    assay_status code;
    const char *remedy;
} classes[] = {
    {"57014", ASSAY_TIMEOUT, "give more time with --timeout"},
    {"55P03", ASSAY_TIMEOUT, "try again, or wait longer with --lock-timeout"},
    {"57P", ASSAY_CONNECT, "the server is stopping or starting; try again"},
    {"08", ASSAY_CONNECT, "check the server and the network; try again"},
    {"42501", ASSAY_DENIED, "use a role that may read pg_catalog"},
    {"53", ASSAY_LIMIT, "the server is out of resources; try again when it is less busy"},
    {"42", ASSAY_UNSUPPORTED, "this server's catalogs differ from PostgreSQL's"},
    {"0A", ASSAY_UNSUPPORTED, "this server does not do what PostgreSQL does"},
    {"", ASSAY_INTERNAL, "please report this"},
};

int64_t assay_pg_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

assay_status assay_pg_fail(const assay_pg *pg, const char *sqlstate, const char *message,
                           assay_error *err)
{
    size_t i = 0;
    while (strncmp(sqlstate, classes[i].sqlstate, strlen(classes[i].sqlstate)) != 0)
        i++;
    assay_status status = assay_fail(err, classes[i].code, "the server says: %s", message);
    assay_error_where(err, "%s", pg->target);
    assay_error_remedy(err, "%s", classes[i].remedy);
    if (err != NULL && err->sqlstate[0] == '\0')
        snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate);
    return status;
}

static assay_status fail_lost(const assay_pg *pg, assay_error *err)
{
    return assay_pg_fail(pg, "08006", PQerrorMessage(pg->conn), err);
}

static void *cancel_in_thread(void *request)
{
    char ignored[256];
    PQcancel(request, ignored, sizeof ignored);
    PQfreeCancel(request);
    return NULL;
}

/* PQcancel connects anew and knows no timeout: against a server that hangs it would hang too, so
 * that it gets a thread, and a moment. */
static void cancel(const assay_pg *pg)
{
    pthread_t thread;
    PGcancel *request = PQstatus(pg->conn) == CONNECTION_OK ? PQgetCancel(pg->conn) : NULL;
    if (request == NULL)
        return;
    if (pthread_create(&thread, NULL, cancel_in_thread, request) != 0) {
        PQfreeCancel(request);
        return;
    }
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += CANCEL_SECONDS;
    if (pthread_timedjoin_np(thread, NULL, &until) != 0)
        pthread_detach(thread);
}

static assay_status fail_time(const assay_pg *pg, bool interrupted, assay_error *err)
{
    cancel(pg);
    assay_status status = interrupted ? assay_fail(err, ASSAY_TIMEOUT, "interrupted")
                                      : assay_fail(err, ASSAY_TIMEOUT, "no answer within the time");
    assay_error_where(err, "%s", pg->target);
    if (!interrupted)
        assay_error_remedy(err, "give more time with --timeout");
    return status;
}

/* Fails past the deadline or when interrupted; else shortens *wait to what is left. */
static assay_status check_time(assay_pg *pg, int *wait, assay_error *err)
{
    if (pg->interrupted != NULL && *pg->interrupted != 0)
        return fail_time(pg, true, err);
    if (pg->deadline == 0)
        return ASSAY_OK;
    int64_t left = pg->deadline - assay_pg_clock();
    if (left <= 0)
        return fail_time(pg, false, err);
    if (left < *wait)
        *wait = (int)left;
    return ASSAY_OK;
}

static void report(const assay_pg *pg)
{
    if (pg->n_waiting > 0)
        assay_read_report(pg->progress, pg->n_answered, pg->n_waiting, pg->n_rows);
}

assay_status assay_pg_wait(assay_pg *pg, bool readable, bool writable, assay_error *err)
{
    struct pollfd socket = {.fd = PQsocket(pg->conn)};
    socket.events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0));
    for (;;) {
        int wait = TICK_MS;
        assay_status status = check_time(pg, &wait, err);
        if (status != ASSAY_OK)
            return status;
        int n = poll(&socket, 1, wait);
        if (n > 0)
            return ASSAY_OK;
        if (n < 0 && errno != EINTR)
            return assay_fail(err, ASSAY_IO, "cannot wait for the server: %s", strerror(errno));
        report(pg);
    }
}

assay_status assay_pg_pause(assay_pg *pg, int milliseconds, assay_error *err)
{
    assay_status status = check_time(pg, &milliseconds, err);
    if (status == ASSAY_OK)
        poll(NULL, 0, milliseconds);
    return status;
}

static assay_status queue(assay_pg *pg, assay_pg_statement *statement, assay_error *err)
{
    assay_pg_statement **waiting = assay_arena_grow(pg->arena, pg->waiting, &pg->waiting_capacity,
                                                    pg->n_waiting + 1, sizeof *waiting);
    if (waiting == NULL)
        return assay_fail_nomem(err);
    pg->waiting = waiting;
    waiting[pg->n_waiting++] = statement;
    return ASSAY_OK;
}

/* The name under which the statement is prepared; it is sent to be, if it is not yet. If that fails
 * within a group that has failed, the statement fails with the group, and pg->preparing tells. */
static assay_status prepare(const char **name, assay_pg *pg, const char *sql, assay_error *err)
{
    *name = assay_map_find(pg->prepared, sql);
    if (*name != NULL)
        return ASSAY_OK;
    char *made = assay_arena_printf(pg->arena, "assay_%zu", assay_map_count(pg->prepared));
    const char *copy = assay_arena_strdup(pg->arena, sql);
    if (made == NULL || copy == NULL || !assay_map_put(pg->prepared, copy, made))
        return assay_fail_nomem(err);
    *name = made;
    pg->preparing.optional = true;
    assay_status status = queue(pg, &pg->preparing, err);
    if (status == ASSAY_OK && PQsendPrepare(pg->conn, made, sql, 0, NULL) != 1)
        status = fail_lost(pg, err);
    return status;
}

static assay_status send_prepared(assay_pg *pg, assay_pg_statement *statement, const char *sql,
                                  int n_params, const char *const *params, assay_error *err)
{
    const char *name;
    assay_status status = prepare(&name, pg, sql, err);
    if (status == ASSAY_OK)
        status = queue(pg, statement, err);
    if (status == ASSAY_OK &&
        PQsendQueryPrepared(pg->conn, name, n_params, params, NULL, NULL, 0) != 1)
        status = fail_lost(pg, err);
    return status;
}

assay_status assay_pg_send(assay_pg *pg, assay_pg_statement *statement, const char *sql,
                           int n_params, const char *const *params, assay_error *err)
{
    if (pg->prepared != NULL)
        return send_prepared(pg, statement, sql, n_params, params, err);
    assay_status status = queue(pg, statement, err);
    if (status == ASSAY_OK &&
        PQsendQueryParams(pg->conn, sql, n_params, NULL, params, NULL, NULL, 0) != 1)
        status = fail_lost(pg, err);
    return status;
}

assay_status assay_pg_sync(assay_pg *pg, assay_error *err)
{
    assay_status status = queue(pg, NULL, err);
    if (status == ASSAY_OK && PQpipelineSync(pg->conn) != 1)
        status = fail_lost(pg, err);
    return status;
}

/* Sends and receives until a result can be taken without blocking. */
static assay_status until_ready(assay_pg *pg, assay_error *err)
{
    while (PQisBusy(pg->conn)) {
        int unsent = PQflush(pg->conn);
        if (unsent < 0)
            return fail_lost(pg, err);
        assay_status status = assay_pg_wait(pg, true, unsent > 0, err);
        if (status != ASSAY_OK)
            return status;
        if (PQconsumeInput(pg->conn) != 1)
            return fail_lost(pg, err);
    }
    return ASSAY_OK;
}

static assay_status note_failure(assay_pg *pg, assay_pg_statement *statement,
                                 const PGresult *result, assay_error *err)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (sqlstate == NULL)
        return fail_lost(pg, err);
    if (!statement->optional)
        return assay_pg_fail(pg, sqlstate, message, err);
    statement->failed = true;
    snprintf(statement->sqlstate, sizeof statement->sqlstate, "%s", sqlstate);
    snprintf(statement->message, sizeof statement->message, "%s", message);
    return ASSAY_OK;
}

static assay_status take_result(assay_pg *pg, assay_pg_statement *statement, PGresult *result,
                                assay_error *err)
{
    switch (PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
        if (++pg->n_rows % REPORTED_ROWS == 0)
            report(pg);
        return statement->on_row == NULL ? ASSAY_OK
                                         : statement->on_row(statement->context, result, err);
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        return ASSAY_OK;
    case PGRES_PIPELINE_ABORTED:
        statement->failed = true;
        return ASSAY_OK;
    default:
        return note_failure(pg, statement, result, err);
    }
}

static assay_status read_statement(assay_pg *pg, assay_pg_statement *statement, assay_error *err)
{
    if (statement != NULL)
        PQsetSingleRowMode(pg->conn);
    for (;;) {
        assay_status status = until_ready(pg, err);
        if (status != ASSAY_OK)
            return status;
        PGresult *result = PQgetResult(pg->conn);
        /* A NULL ends the results of a statement; a synchronisation has one result and no NULL. */
        if (result == NULL)
            return statement != NULL ? ASSAY_OK : fail_lost(pg, err);
        if (statement != NULL)
            status = take_result(pg, statement, result, err);
        else if (PQresultStatus(result) != PGRES_PIPELINE_SYNC)
            status = assay_pg_fail(pg, "08P01", "answers out of order", err);
        PQclear(result);
        if (status != ASSAY_OK || statement == NULL)
            return status;
    }
}

assay_status assay_pg_run(assay_pg *pg, assay_error *err)
{
    assay_status status = assay_pg_sync(pg, err);
    for (size_t i = 0; status == ASSAY_OK && i < pg->n_waiting; i++) {
        pg->n_answered = i;
        report(pg);
        status = read_statement(pg, pg->waiting[i], err);
    }
    pg->n_waiting = 0;
    return status;
}

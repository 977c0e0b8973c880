/* SPDX-License-Identifier: MIT */
/* Running a migration's scripts: statement by statement, so that a failure has a line. */
#include <libpq-fe.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "learn/run_step.h"
#include "learn/sql_split.h"

enum { PAUSE_MS = 200, SQLITE_PAUSE = 10000 /* instructions */ };

/* What a script's statements are run with. */
typedef struct session {
    PGconn *conn;
    const assay_script *script;
    const assay_step_setting *setting;
    assay_step_failure *failure;
    assay_error *err;
} session;

static void fail_at(assay_step_failure *failure, const assay_script *script, int line,
                    const char *message)
{
    size_t length = strcspn(message, "\n");
    if (strncmp(message, "ERROR:  ", 8) == 0) {
        message += 8;
        length -= 8;
    }
    failure->failed = true;
    failure->file = script->file;
    failure->line = line;
    snprintf(failure->message, sizeof failure->message, "%.*s", (int)(length < 380 ? length : 380),
             message);
}

/* ---- PostgreSQL ---- */

static void ignore_notice(void *context, const char *message)
{
    (void)context, (void)message;
}

/* The server counts characters; a line is what people look for. */
static int line_of(const assay_sql_statement *statement, const PGresult *result)
{
    const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
    int line = statement->line;
    long characters = 0;
    if (position == NULL || sscanf(position, "%ld", &characters) != 1)
        return line;
    for (size_t i = 0; i < statement->length && characters > 1; i++) {
        characters -= ((unsigned char)statement->text[i] & 0xc0) != 0x80;
        line += statement->text[i] == '\n';
    }
    return line;
}

/* Waits for the next result as PQgetResult does, and asks the server to stop when the run is
 * interrupted: the result is then that of a cancelled statement. */
static PGresult *wait_for_result(const session *s)
{
    while (PQisBusy(s->conn)) {
        struct pollfd readable = {.fd = PQsocket(s->conn), .events = POLLIN};
        poll(&readable, 1, PAUSE_MS);
        if (assay_step_interrupted(s->setting)) {
            char ignored[256];
            PGcancel *cancel = PQgetCancel(s->conn);
            PQcancel(cancel, ignored, sizeof ignored);
            PQfreeCancel(cancel);
            break;
        }
        if (!PQconsumeInput(s->conn))
            break;
    }
    return PQgetResult(s->conn);
}

/* The last result, as PQexec gives it; one that asks for data or has some ends it. */
static PGresult *last_result(const session *s)
{
    PGresult *last = NULL;
    for (PGresult *next; (next = wait_for_result(s)) != NULL;) {
        PQclear(last);
        last = next;
        ExecStatusType said = PQresultStatus(last);
        if (said == PGRES_COPY_IN || said == PGRES_COPY_OUT || PQstatus(s->conn) != CONNECTION_OK)
            break;
    }
    return last;
}

/* Hands over the data of a COPY. The result of the whole statement follows. */
static PGresult *copy_data(const session *s, PGresult *begun, const assay_sql_statement *statement)
{
    PGconn *conn = s->conn;
    PQclear(begun);
    enum { PIECE = 1 << 20 };
    const char *p = statement->data;
    for (size_t left = statement->data_length; left > 0;) {
        int n = left < PIECE ? (int)left : PIECE;
        if (PQputCopyData(conn, p, n) != 1)
            break;
        p += n;
        left -= (size_t)n;
    }
    PQputCopyEnd(conn, statement->data == NULL ? "there is no data" : NULL);
    return last_result(s);
}

static void judge(const session *s, PGresult *result, const assay_sql_statement *statement)
{
    ExecStatusType said = PQresultStatus(result);
    if (said == PGRES_COPY_OUT) {
        fail_at(s->failure, s->script, statement->line, "COPY TO has nowhere to write to");
        PQreset(s->conn);
    } else if (said != PGRES_COMMAND_OK && said != PGRES_TUPLES_OK && said != PGRES_EMPTY_QUERY) {
        const char *message = PQresultErrorMessage(result);
        fail_at(s->failure, s->script, line_of(statement, result),
                message[0] == '\0' ? PQerrorMessage(s->conn) : message);
    }
}

/* A script fails by its own fault; a run ends by an interrupt, or with the server. */
static assay_status check_run(const session *s)
{
    if (assay_step_interrupted(s->setting))
        return assay_fail(s->err, ASSAY_TIMEOUT, "interrupted");
    if (PQstatus(s->conn) == CONNECTION_OK)
        return ASSAY_OK;
    const char *message = PQerrorMessage(s->conn);
    return assay_fail(s->err, ASSAY_CONNECT, "%s:%d: the scratch server is gone: %.*s",
                      s->script->file, s->failure->line, (int)strcspn(message, "\n"), message);
}

static assay_status run_statement(const session *s, const assay_sql_statement *statement)
{
    assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_PROFILE_BYTES);
    assay_buffer_add_n(&sql, statement->text, statement->length);
    assay_status status = assay_buffer_check(&sql, s->err);
    if (status == ASSAY_OK) {
        PQsendQuery(s->conn, assay_buffer_text(&sql));
        PGresult *result = last_result(s);
        if (PQresultStatus(result) == PGRES_COPY_IN)
            result = copy_data(s, result, statement);
        judge(s, result, statement);
        PQclear(result);
        if (s->failure->failed)
            status = check_run(s);
    }
    assay_buffer_release(&sql);
    return status;
}

/* What is not committed when the file ends is lost with the session: the tool would lose it too. */
static void finish_script(const session *s, int line)
{
    if (s->script->transaction) {
        PGresult *result = PQexec(s->conn, "COMMIT");
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            fail_at(s->failure, s->script, s->script->line, PQresultErrorMessage(result));
        PQclear(result);
    } else if (PQtransactionStatus(s->conn) != PQTRANS_IDLE) {
        fail_at(s->failure, s->script, line, "it leaves a transaction open at its end");
    }
}

static assay_status run_script(const session *s)
{
    assay_sql_cursor cursor = {s->script->text, s->script->line};
    assay_sql_statement statement;
    assay_status status = ASSAY_OK;
    if (s->script->transaction)
        PQclear(PQexec(s->conn, "BEGIN"));
    while (status == ASSAY_OK && !s->failure->failed) {
        assay_error why = ASSAY_ERROR_INIT;
        if (assay_sql_next(&statement, &cursor, &why) != ASSAY_OK)
            fail_at(s->failure, s->script, statement.line, why.what);
        else if (statement.length == 0)
            break;
        else
            status = run_statement(s, &statement);
    }
    if (status == ASSAY_OK && !s->failure->failed)
        finish_script(s, cursor.line);
    return status;
}

static assay_status run_on_server(assay_step_failure *failure, const assay_migration *migration,
                                  const char *conninfo, const assay_step_setting *setting,
                                  assay_error *err)
{
    PGconn *conn = PQconnectdb(conninfo);
    assay_status status = ASSAY_OK;
    if (PQstatus(conn) != CONNECTION_OK) {
        const char *message = PQerrorMessage(conn);
        status = assay_fail(err, ASSAY_CONNECT, "cannot reach the scratch server: %.*s",
                            (int)strcspn(message, "\n"), message);
    }
    PQsetNoticeProcessor(conn, ignore_notice, NULL);
    for (size_t i = 0; i < migration->n_scripts && status == ASSAY_OK && !failure->failed; i++) {
        const session s = {conn, &migration->scripts[i], setting, failure, err};
        status = run_script(&s);
        /* What one file sets is not the next one's. */
        if (status == ASSAY_OK && !failure->failed)
            PQclear(PQexec(conn, "DISCARD ALL"));
    }
    PQfinish(conn);
    return status;
}

/* ---- SQLite ---- */

static int count_lines(const char *from, const char *to)
{
    int n = 0;
    for (; from < to; from++)
        n += *from == '\n';
    return n;
}

static void run_file_script(assay_step_failure *failure, sqlite3 *db, const assay_script *script)
{
    const char *p = script->text;
    if (script->transaction)
        sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    while (*p != '\0' && !failure->failed) {
        sqlite3_stmt *statement = NULL;
        const char *tail = p;
        int code = sqlite3_prepare_v2(db, p, -1, &statement, &tail);
        while (code == SQLITE_OK && statement != NULL &&
               (code = sqlite3_step(statement)) == SQLITE_ROW)
            code = SQLITE_OK;
        if (code != SQLITE_OK && code != SQLITE_DONE)
            fail_at(failure, script,
                    script->line + count_lines(script->text, p) +
                        count_lines(p, p + strspn(p, " \t\r\n")),
                    sqlite3_errmsg(db));
        sqlite3_finalize(statement);
        if (tail == p)
            break;
        p = tail;
    }
    if (script->transaction && !failure->failed &&
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK && !sqlite3_get_autocommit(db))
        fail_at(failure, script, script->line, sqlite3_errmsg(db));
    if (!script->transaction && !failure->failed && !sqlite3_get_autocommit(db))
        fail_at(failure, script, script->line + count_lines(script->text, p),
                "it leaves a transaction open at its end");
}

static int stop_if_interrupted(void *setting)
{
    return assay_step_interrupted(setting);
}

static assay_status run_on_file(assay_step_failure *failure, const assay_migration *migration,
                                const char *path, const assay_step_setting *setting,
                                assay_error *err)
{
    assay_step_setting copy = *setting;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < migration->n_scripts && status == ASSAY_OK && !failure->failed; i++) {
        /* A connection for each: pragmas that one file sets are not the next one's. */
        sqlite3 *db = NULL;
        int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
        sqlite3_progress_handler(db, SQLITE_PAUSE, stop_if_interrupted, &copy);
        if (code == SQLITE_OK)
            run_file_script(failure, db, &migration->scripts[i]);
        else
            status = assay_fail(err, ASSAY_IO, "cannot open a scratch database: %s",
                                sqlite3_errstr(code));
        sqlite3_close(db);
    }
    if (status == ASSAY_OK && assay_step_interrupted(setting))
        return assay_fail(err, ASSAY_TIMEOUT, "interrupted");
    return status;
}

assay_status assay_step_run_scripts(assay_step_failure *failure, const assay_migration *migration,
                                    const assay_scratch_database *database,
                                    const assay_step_setting *setting, assay_error *err)
{
    return database->path != NULL
               ? run_on_file(failure, migration, database->path, setting, err)
               : run_on_server(failure, migration, database->conninfo, setting, err);
}

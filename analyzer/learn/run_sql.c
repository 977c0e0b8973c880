/* SPDX-License-Identifier: MIT */
/* Running a migration's scripts: statement by statement, so that a failure has a line. */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "learn/run_step.h"
#include "learn/sql_split.h"

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

/* Hands over the data of a COPY. The result of the whole statement follows. */
static PGresult *copy_data(PGconn *conn, PGresult *begun, const assay_sql_statement *statement)
{
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
    PGresult *result = PQgetResult(conn);
    for (PGresult *rest; (rest = PQgetResult(conn)) != NULL;)
        PQclear(rest);
    return result;
}

static assay_status run_statement(assay_step_failure *failure, PGconn *conn,
                                  const assay_script *script, const assay_sql_statement *statement,
                                  assay_error *err)
{
    assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_PROFILE_BYTES);
    assay_buffer_add_n(&sql, statement->text, statement->length);
    assay_status status = assay_buffer_check(&sql, err);
    if (status == ASSAY_OK) {
        PGresult *result = PQexec(conn, assay_buffer_text(&sql));
        if (PQresultStatus(result) == PGRES_COPY_IN)
            result = copy_data(conn, result, statement);
        ExecStatusType said = PQresultStatus(result);
        if (said == PGRES_COPY_OUT) {
            fail_at(failure, script, statement->line, "COPY TO has nowhere to write to");
            PQreset(conn);
        } else if (said != PGRES_COMMAND_OK && said != PGRES_TUPLES_OK &&
                   said != PGRES_EMPTY_QUERY) {
            fail_at(failure, script, line_of(statement, result), PQresultErrorMessage(result));
        }
        PQclear(result);
    }
    assay_buffer_release(&sql);
    return status;
}

static assay_status run_script(assay_step_failure *failure, PGconn *conn,
                               const assay_script *script, assay_error *err)
{
    assay_sql_cursor cursor = {script->text, script->line};
    assay_sql_statement statement;
    assay_status status = ASSAY_OK;
    if (script->transaction)
        PQclear(PQexec(conn, "BEGIN"));
    while (status == ASSAY_OK && !failure->failed) {
        assay_error why = ASSAY_ERROR_INIT;
        if (assay_sql_next(&statement, &cursor, &why) != ASSAY_OK)
            fail_at(failure, script, statement.line, why.what);
        else if (statement.length == 0)
            break;
        else
            status = run_statement(failure, conn, script, &statement, err);
    }
    if (script->transaction && !failure->failed) {
        PGresult *result = PQexec(conn, "COMMIT");
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            fail_at(failure, script, script->line, PQresultErrorMessage(result));
        PQclear(result);
    }
    return status;
}

static assay_status run_on_server(assay_step_failure *failure, const assay_migration *migration,
                                  const char *conninfo, assay_error *err)
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
        status = run_script(failure, conn, &migration->scripts[i], err);
        /* What one file sets is not the next one's. */
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
}

static assay_status run_on_file(assay_step_failure *failure, const assay_migration *migration,
                                const char *path, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < migration->n_scripts && status == ASSAY_OK && !failure->failed; i++) {
        /* A connection for each: pragmas that one file sets are not the next one's. */
        sqlite3 *db = NULL;
        int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
        if (code == SQLITE_OK)
            run_file_script(failure, db, &migration->scripts[i]);
        else
            status = assay_fail(err, ASSAY_IO, "cannot open a scratch database: %s",
                                sqlite3_errstr(code));
        sqlite3_close(db);
    }
    return status;
}

assay_status assay_step_run_scripts(assay_step_failure *failure, const assay_migration *migration,
                                    const assay_scratch_database *database, assay_error *err)
{
    return database->path != NULL ? run_on_file(failure, migration, database->path, err)
                                  : run_on_server(failure, migration, database->conninfo, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * Each question in a transaction of its own. DECLARE CURSOR takes nothing but a query, without a
 * statement that writes in any WITH, and FETCH reads one row of it, however many there are.
 */
#include <string.h>

#include "readers/pg_session.h"
#include "readers/probe.h"

enum { BOOLEAN = 16 }; /* its oid in pg_type */

static assay_status take_answer(void *context, const PGresult *row, assay_error *err)
{
    (void)err;
    assay_question *question = context;
    question->reason = "its first column is no boolean";
    if (PQnfields(row) == 0 || PQftype(row, 0) != BOOLEAN)
        return ASSAY_OK;
    question->reason = "it yields null";
    if (PQgetisnull(row, 0, 0))
        return ASSAY_OK;
    question->answer =
        strcmp(PQgetvalue(row, 0, 0), "t") == 0 ? ASSAY_ANSWER_TRUE : ASSAY_ANSWER_FALSE;
    question->reason = NULL;
    return ASSAY_OK;
}

static assay_status ask(assay_question *question, assay_pg *pg, const assay_read_options *options,
                        assay_error *err)
{
    const char *sql =
        assay_arena_printf(pg->arena, "DECLARE assay NO SCROLL CURSOR FOR %s", question->sql);
    if (sql == NULL)
        return assay_fail_nomem(err);
    assay_pg_statement plain = {.on_row = NULL}, declare = {.optional = true};
    assay_pg_statement fetch = {.on_row = take_answer, .context = question, .optional = true};
    question->reason = "it yields no row";
    assay_status status = assay_pg_send(pg, &plain, "BEGIN READ ONLY", 0, NULL, err);
    if (status == ASSAY_OK)
        status = assay_pg_pin(pg, &plain, options, ASSAY_PG_ANY_PLAN, err);
    if (status == ASSAY_OK)
        status = assay_pg_send(pg, &declare, sql, 0, NULL, err);
    if (status == ASSAY_OK)
        status = assay_pg_send(pg, &fetch, "FETCH FORWARD 1 FROM assay", 0, NULL, err);
    if (status == ASSAY_OK)
        status = assay_pg_sync(pg, err);
    if (status == ASSAY_OK)
        status = assay_pg_send(pg, &plain, "ROLLBACK", 0, NULL, err);
    if (status == ASSAY_OK)
        status = assay_pg_run(pg, err);
    const assay_pg_statement *failed = declare.failed ? &declare : &fetch;
    if (status == ASSAY_OK && failed->failed) {
        question->answer = ASSAY_ANSWER_UNKNOWN;
        question->reason = assay_arena_strdup(pg->arena, failed->message);
    }
    return status == ASSAY_OK && question->reason == NULL && failed->failed ? assay_fail_nomem(err)
                                                                            : status;
}

static bool interrupted(const assay_read_options *options)
{
    return options->interrupted != NULL && *options->interrupted != 0;
}

/* A connection that fails leaves what was not answered unknown: the schema is still known. */
static assay_status give_up(assay_question *questions, size_t first, size_t n, assay_arena *arena,
                            const assay_read_options *options, assay_error *err)
{
    if (err->code == ASSAY_NOMEM || interrupted(options))
        return err->code;
    const char *reason = assay_arena_strdup(arena, err->what);
    *err = (assay_error)ASSAY_ERROR_INIT;
    for (size_t i = first; i < n; i++)
        questions[i] = (assay_question){questions[i].sql, ASSAY_ANSWER_UNKNOWN, reason};
    return reason == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

assay_status assay_probe_postgres(assay_question *questions, size_t n, assay_arena *arena,
                                  const char *conninfo, const assay_read_options *options,
                                  assay_error *err)
{
    assay_pg pg;
    assay_read_options each = *options;
    if (each.timeout_seconds == 0 || each.timeout_seconds > ASSAY_PROBE_SECONDS)
        each.timeout_seconds = ASSAY_PROBE_SECONDS;
    assay_status status = assay_pg_open(&pg, arena, conninfo, options, err);
    if (status != ASSAY_OK)
        return give_up(questions, 0, n, arena, options, err);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        status = ask(&questions[i], &pg, &each, err);
        if (status != ASSAY_OK) {
            status = give_up(questions, i, n, arena, options, err);
            break;
        }
    }
    assay_pg_close(&pg);
    return status;
}

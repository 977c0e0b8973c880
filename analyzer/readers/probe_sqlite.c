/* SPDX-License-Identifier: MIT */
/* Questions to a SQLite file, opened as a reader opens it: hostile, and only to be read. */
#include "readers/probe.h"
#include "readers/sqlite_open.h"

#include "readers/pg_pipeline.h"

static const char *flaw_of_row(assay_question *question, sqlite3_stmt *statement)
{
    sqlite3_int64 value = sqlite3_column_int64(statement, 0);
    if (sqlite3_column_type(statement, 0) == SQLITE_NULL)
        return "it yields null";
    if (sqlite3_column_type(statement, 0) != SQLITE_INTEGER || (value != 0 && value != 1))
        return "its first column is neither 0 nor 1";
    question->answer = value == 1 ? ASSAY_ANSWER_TRUE : ASSAY_ANSWER_FALSE;
    return NULL;
}

static assay_status ask(assay_question *question, assay_sqlite_file *file, assay_arena *arena,
                        assay_error *err)
{
    sqlite3_stmt *statement = NULL;
    const char *flaw = "it yields no row";
    int code = sqlite3_prepare_v2(file->db, question->sql, -1, &statement, NULL);
    bool reads = code == SQLITE_OK && sqlite3_stmt_readonly(statement) != 0;
    if (reads)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        flaw = flaw_of_row(question, statement);
    else if (code == SQLITE_INTERRUPT)
        flaw = "it takes too long";
    else if (!reads && code == SQLITE_OK)
        flaw = "it does not only read";
    else if (code != SQLITE_DONE)
        flaw = sqlite3_errmsg(file->db);
    question->reason = flaw == NULL ? NULL : assay_arena_strdup(arena, flaw);
    sqlite3_finalize(statement);
    return flaw != NULL && question->reason == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

assay_status assay_probe_sqlite(assay_question *questions, size_t n, assay_arena *arena,
                                const char *path, const assay_read_options *options,
                                assay_error *err)
{
    assay_sqlite_file file;
    assay_status status = assay_sqlite_open(&file, arena, path, options, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        file.deadline = assay_pg_clock() + (int64_t)ASSAY_PROBE_SECONDS * 1000;
        status = ask(&questions[i], &file, arena, err);
        if (status == ASSAY_OK && options->interrupted != NULL && *options->interrupted != 0)
            status = assay_fail(err, ASSAY_TIMEOUT, "interrupted");
    }
    assay_sqlite_close(&file);
    return status;
}

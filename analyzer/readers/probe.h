/* SPDX-License-Identifier: MIT */
/*
 * Asking a live database questions in SQL. Nothing is written: a read-only transaction, pinned as
 * for readers (on PostgreSQL nothing is in the search path but pg_catalog), ASSAY_PROBE_SECONDS for
 * each, one row read. What cannot be answered is unknown, with a reason, and never false.
 */
#ifndef ASSAY_READERS_PROBE_H
#define ASSAY_READERS_PROBE_H

#include "readers/reader.h"

enum { ASSAY_PROBE_SECONDS = 5 };

typedef enum assay_truth {
    ASSAY_ANSWER_UNKNOWN,
    ASSAY_ANSWER_TRUE,
    ASSAY_ANSWER_FALSE
} assay_answer;

typedef struct assay_question {
    const char *sql; /* one query */
    assay_answer answer;
    const char *reason; /* why it is unknown, one line */
} assay_question;

/* Both answer all questions, be it with "unknown"; reasons live in the arena. Not ASSAY_OK: memory
 * is gone, or the run was interrupted. */
assay_status assay_probe_postgres(assay_question *questions, size_t n, assay_arena *arena,
                                  const char *conninfo, const assay_read_options *options,
                                  assay_error *err);
assay_status assay_probe_sqlite(assay_question *questions, size_t n, assay_arena *arena,
                                const char *path, const assay_read_options *options,
                                assay_error *err);

#endif

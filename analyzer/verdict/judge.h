/* SPDX-License-Identifier: MIT */
/* The steps from a snapshot and histories to a verdict. Internal to this folder. */
#ifndef ASSAY_JUDGE_H
#define ASSAY_JUDGE_H

#include "verdict/schema_map.h"
#include "verdict/verdict.h"

/* One history, matched against the snapshot. */
struct assay_candidate {
    const assay_history *history;
    const assay_history
        *judged; /* without what the filters left out; the same if that is nothing */
    assay_schema_map map;
    assay_catalog
        *observed;      /* owned: the catalog in the history's schema names; NULL if as it is */
    assay_match *match; /* owned */
    bool companion;     /* named beside the best one, for what the best one does not claim */
    int64_t score;      /* cost plus the weight of what it does not claim */
};

assay_status assay_candidate_open(assay_candidate *out, const assay_history *history,
                                  const assay_snapshot *snapshot,
                                  const assay_judge_options *options, assay_arena *arena,
                                  assay_error *err);
void assay_candidate_close(assay_candidate *candidate);

/* Asks the probes of the revisions that tell the equal sets apart, and narrows the match. */
assay_status assay_judge_probes(assay_verdict *verdict, const assay_candidate *best,
                                const assay_prober *prober, assay_error *err);

/* Each fills in its part of the verdict, which has its snapshot and, from `best` on, its match. */
assay_status assay_judge_drift(assay_verdict *verdict, const assay_candidate *best,
                               const assay_judge_options *options, assay_error *err);
assay_status assay_judge_evidence(assay_verdict *verdict, const assay_candidate *best,
                                  assay_error *err);
assay_status assay_judge_stamp(assay_verdict *verdict, const assay_candidate *best,
                               const assay_judge_options *options, assay_error *err);
assay_status assay_judge_revisions(assay_verdict *verdict, const assay_candidate *best,
                                   assay_error *err);
assay_status assay_judge_commands(assay_verdict *verdict, const assay_candidate *best,
                                  const assay_judge_options *options, assay_error *err);
/* The findings, and by them the exit status of `audit`. */
assay_status assay_judge_findings(assay_verdict *verdict, const assay_judge_options *options,
                                  assay_error *err);
/* Says of each deviation which profile expects otherwise, and in which line. */
assay_status assay_judge_places(assay_verdict *verdict, const assay_candidate *best,
                                assay_error *err);
/* The rows that concern a history. */
typedef struct assay_known_rows {
    const char **ids; /* revisions of the history */
    size_t n;
    const char **unknown; /* that it should know and does not, once each */
    size_t n_unknown;
} assay_known_rows;

/* What is odd about the rows of a version table, each with what to run: notes, and a finding where
 * the tool will refuse to go on. *wrong: what they contradict each other in, or NULL. */
assay_status assay_judge_rows(const char **wrong, assay_verdict *verdict,
                              const assay_candidate *best, const assay_version_table *table,
                              const assay_known_rows *rows, assay_error *err);
/* Notes what ids of the history the version table has no room for. */
assay_status assay_judge_width(assay_verdict *verdict, const assay_tool *tool,
                               const assay_history *history, assay_error *err);
/* True if the history has revisions of the application of a row "application.name". */
bool assay_judge_knows_application(const assay_history *history, const char *row);

/* Adds a finding. */
assay_status assay_verdict_find(assay_verdict *verdict, assay_error *err, const char *rule,
                                bool undecided, const char *format, ...) ASSAY_PRINTF(5, 6);
/* One line that the reader must know. */
assay_status assay_verdict_note(assay_verdict *verdict, assay_error *err, const char *format, ...)
    ASSAY_PRINTF(3, 4);

#endif

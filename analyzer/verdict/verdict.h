/* SPDX-License-Identifier: MIT */
/*
 * The verdict: state, match, evidence, drift, stamp status and what to run (DESIGN 9). One plain
 * struct; the report document is made from it and from nothing else.
 */
#ifndef ASSAY_VERDICT_H
#define ASSAY_VERDICT_H

#include "match/match.h"
#include "readers/probe.h"
#include "stamp/stamp.h"
#include "verdict/difference.h"
#include "verdict/waiver.h"

typedef enum assay_state { ASSAY_FRESH, ASSAY_LEGACY, ASSAY_MANAGED } assay_state;

typedef enum assay_match_kind {
    ASSAY_MATCH_NONE, /* fresh, or no history */
    ASSAY_MATCH_EXACT,
    ASSAY_MATCH_DRIFTED,
    ASSAY_MATCH_PARTIAL,
    ASSAY_MATCH_AMBIGUOUS,
    ASSAY_MATCH_UNRECOGNISED
} assay_match_kind;

const char *assay_state_name(assay_state state);
const char *assay_match_kind_name(assay_match_kind match); /* NULL for NONE */

typedef struct assay_other_history {
    const char *project;
    const char **revisions;
    size_t n_revisions;
    assay_match_kind match;
} assay_other_history;

/* A revision with its effects, for half_applied and out_of_order, and for the evidence in reports.
 */
typedef struct assay_revision_evidence {
    const char *revision;
    bool applied;
    const char **present;
    size_t n_present;
    const char **absent;
    size_t n_absent;
    const char **altered;
    size_t n_altered;
} assay_revision_evidence;

typedef struct assay_runner_up {
    const char **revisions;
    size_t n_revisions;
    int64_t margin;
    const char **differs;
    size_t n_differs;
} assay_runner_up;

typedef struct assay_revision_set {
    const char **heads;
    size_t n_heads;
} assay_revision_set;

/* An applied revision that has variants, and which of them the database has. */
typedef struct assay_variant_verdict {
    const char *revision;
    const char *variant; /* NULL: the profile's own changes */
} assay_variant_verdict;

/* A revision's probes, together. */
typedef struct assay_probe_verdict {
    const char *revision;
    assay_answer result;
    const char *reason; /* why it is unknown */
} assay_probe_verdict;

const char *assay_answer_name(assay_answer answer); /* "true", "false", "unknown" */

/* What makes the exit status 1 or, undecided, 3, beside the drift that counts. */
typedef struct assay_verdict_finding {
    const char *rule; /* a stable word: "stamp-ahead" */
    bool undecided;
    const char *text; /* one sentence, without a full stop */
} assay_verdict_finding;

typedef struct assay_candidate assay_candidate; /* one history, matched (judge.h) */

typedef struct assay_verdict {
    assay_arena *arena;          /* owned; holds all below */
    assay_candidate *candidates; /* owned; for this folder only */
    size_t n_candidates;
    assay_catalog
        *expected; /* owned; what the matched set expects, in the database's schema names */
    const assay_catalog *expects; /* what drift was found against; NULL: against nothing */
    assay_state state;
    assay_match_kind match;
    double confidence;
    assay_revision_set revisions; /* the heads to stamp */
    assay_revision_set *equal;
    size_t n_equal;
    size_t equal_total;
    assay_revision_set lowest, highest;
    assay_probe_verdict *probes; /* of the revisions that told the equal sets apart */
    size_t n_probes;
    assay_variant_verdict *variants; /* in order of application */
    size_t n_variants;
    assay_runner_up *runner_up; /* or NULL */
    assay_stamp *stamp;         /* or NULL */
    const char **pending;       /* in order of application */
    size_t n_pending;
    const assay_history *history; /* matched; borrowed; NULL without */
    assay_other_history *others;
    size_t n_others;
    const char
        *schema; /* where the history's schema was found, if elsewhere than it says; or NULL */
    const char *partial_reason;
    assay_differences *drift;          /* owned; NULL when fresh or without history */
    size_t n_drift_counted;            /* at or above fail_on, not waived */
    assay_revision_evidence *evidence; /* of all revisions with effects, in topological order */
    size_t n_evidence;
    assay_revision_evidence *half_applied;
    size_t n_half_applied;
    assay_revision_evidence *out_of_order;
    size_t n_out_of_order;
    assay_command *commands;
    size_t n_commands;
    assay_stamp_sql_request stamp_sql; /* what a stamp by SQL writes; tool NULL: there is none */
    assay_stamp_ids stamp_ids;         /* of it */
    assay_stamp_lack stamp_lacks;      /* why there is none, if one was looked for */
    const char **notes; /* what the reader must know, one line each: limits, unlocated schema, … */
    size_t n_notes, notes_capacity;
    const char *file; /* the profile of the revision it is at, or NULL */
    assay_verdict_finding *findings;
    size_t n_findings, findings_capacity;
    char fingerprint[ASSAY_HASH_HEX];
    const assay_snapshot *snapshot; /* borrowed */
    bool undecided_by_limit;        /* a kind that the matched history uses could not be read */
    int exit_status;                /* of `audit`: 0, 1 or 3 (DESIGN 12) */
} assay_verdict;

/* Answers questions about the database, live; context is the caller's. As assay_probe_postgres. */
typedef struct assay_prober {
    assay_status (*ask)(void *context, assay_question *questions, size_t n, assay_arena *arena,
                        assay_error *err);
    void *context;
} assay_prober;

typedef struct assay_judge_options {
    assay_compare_mask compare;
    assay_severity fail_on;
    bool restored; /* the database was dumped and restored: see difference.h */
    /* FROM=TO: the history's schema FROM is TO in the database. NULL-terminated pairs, or NULL:
     * found by itself where it is clear. */
    const char *const *schema_map;
    /* What was left out of the snapshot (patterns as for readers, or NULL) is not judged either. */
    const char *const *include;
    const char *const *exclude;
    /* Nobody asked for these histories (the ones that ship): if none fits, that is undecided and
     * not a finding. */
    bool fallback_histories;
    const assay_prober *prober; /* NULL: probes are not run */
    /* The only version table that is believed, and the name that SQL gives to one that is missing.
     * NULL: any. The schema alone may be NULL. */
    const char *version_schema, *version_table;
    bool by_rows; /* a stamp is SQL wherever the tool's rows can be written, not its command */
    /* Deviations that this one has too are not shown and do not count; or NULL. */
    const assay_snapshot *baseline;
    assay_waivers *waivers; /* NULL: nothing is waived; must outlive the verdict */
} assay_judge_options;

/* The snapshot and the histories must outlive the verdict. */
assay_status assay_verdict_new(assay_verdict **out, const assay_snapshot *snapshot,
                               assay_history *const *histories, size_t n_histories,
                               const assay_judge_options *options, assay_error *err);
void assay_verdict_free(assay_verdict *verdict);

/* Adds what only `check` finds (DESIGN 12), and sets its exit status: also a missing stamp and a
 * fresh database are findings; with revisions (n_revisions > 0; "head" or "heads" for the history's
 * heads) any matched set that is not equal to theirs, whatever the stamp says. ASSAY_USAGE, naming
 * it, for a revision that the history does not have. */
assay_status assay_verdict_check(assay_verdict *verdict, const char *const *revisions,
                                 size_t n_revisions, assay_error *err);
/* The exit status of `stamp`: 0 if a stamp command was recommended or none is needed, 1 if none is
 * safe, 3 undecided. */
int assay_verdict_stamp_status(const assay_verdict *verdict);

#endif

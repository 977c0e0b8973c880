/* SPDX-License-Identifier: MIT */
/*
 * Matching: which set of revisions has been applied (DESIGN 8). Knows histories and catalogs;
 * nothing of databases, XML or reports.
 */
#ifndef ASSAY_MATCH_H
#define ASSAY_MATCH_H

#include "history/history.h"

/* One effect of a revision on one object, as found in the database. */
typedef enum assay_effect_state {
    ASSAY_EFFECT_PRESENT,
    ASSAY_EFFECT_ABSENT,
    ASSAY_EFFECT_ALTERED
} assay_effect_state;

typedef struct assay_effect {
    assay_kind kind;
    const char *object; /* as contracts print it */
    assay_effect_state state;
    int weight;
    int present, absent; /* of the weight; what is altered can be some of each, and of neither */
    bool creates;        /* the revision is the first to create it */
    bool drops;
    size_t made_by; /* of what a member drops: the last before that creates it; or SIZE_MAX */
} assay_effect;

typedef struct assay_evidence {
    size_t revision; /* index in the history */
    bool applied;    /* member of the matched set */
    const assay_effect *effects;
    size_t n_effects;
    int present, absent, altered; /* weights */
} assay_evidence;

typedef struct assay_alternative {
    assay_bitset set;
    const char **heads;
    size_t n_heads;
    int64_t margin;       /* cost above the matched set's */
    const char **differs; /* objects by which the two are told apart */
    size_t n_differs;
} assay_alternative;

/* Which of its variants a revision is matched by. */
typedef struct assay_chosen_variant {
    size_t revision;
    const char *name; /* NULL: by its own changes */
} assay_chosen_variant;

typedef struct assay_match {
    assay_arena *arena; /* owned */
    /* With the chosen variants as the revisions' changes; indexes are those of the history given.
     */
    const assay_history *history;
    const assay_chosen_variant *variants; /* of each revision that has some */
    size_t n_variants;
    const assay_catalog *observed; /* in the history's schema names */
    int64_t cost;                  /* of the matched set */
    int64_t unclaimed; /* weight of observed objects that the history does not mention */
    bool recognised;
    bool tie; /* another set of equal total differs in some unit */
    assay_bitset smallest, largest;
    const char ***equal; /* heads of each equal set, in order of application, at most 100 */
    size_t *equal_lengths;
    size_t n_equal;
    size_t equal_total;           /* how many there are, at most ASSAY_MAX_EQUAL_COUNTED */
    double confidence;            /* 0 to 1 */
    assay_alternative *runner_up; /* or NULL */
    assay_evidence
        *evidence; /* one for each revision that has effects or is in doubt, in topological order */
    size_t n_evidence;
    /* Indexes into evidence. A revision that is listed does not make the match partial alone. */
    size_t *half_applied;
    size_t n_half_applied;
    size_t *out_of_order;
    size_t n_out_of_order;
    bool partial;               /* DESIGN 9 */
    const char *partial_reason; /* in words, or NULL */
    const char **limits;        /* what weakens the answer, one line each */
    size_t n_limits;
    /* What the matched (smallest) set expects, each unit at the value that explains the database
     * best; sealed; owned by the match. expected_by[i]: the revision (index) that made object i
     * what it is. */
    assay_catalog *expected;
    size_t *expected_by;
    const struct assay_model *model; /* what assay_match_is_equal and _narrow need */
    struct assay_solution *solution;
    const struct assay_known_revision *known; /* what it was narrowed by */
    size_t n_known;
    const int64_t *costs;
} assay_match;

/* observed must be sealed and outlive the match, as must the history. Always yields a match on
 * ASSAY_OK, be it unrecognised. */
assay_status assay_match_new(assay_match **out, const assay_history *history,
                             const assay_catalog *observed, assay_error *err);
void assay_match_free(assay_match *match);

/* A revision (its index) of which it is known that it has run, or has not: by something else than
 * the schema. */
typedef struct assay_known_revision {
    size_t revision;
    bool run;
} assay_known_revision;

/* True if some of the equal sets hold the revision and some do not. */
bool assay_match_in_doubt(const assay_match *match, size_t revision);
/* Keeps of the equal sets those that fit what is known, and fills all of the match anew.
 * *contradiction: none fits, and the match stays as it was. */
assay_status assay_match_narrow(assay_match *match, bool *contradiction,
                                const assay_known_revision *known, size_t n_known,
                                assay_error *err);

/* True if set (closed) explains the catalog equally well, unit for unit, as the matched set,
 * and fits what the match was narrowed by. */
bool assay_match_is_equal(const assay_match *match, const assay_bitset *set);

#endif

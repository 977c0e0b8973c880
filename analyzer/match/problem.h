/* SPDX-License-Identifier: MIT */
/*
 * The matching problem without catalogs: revisions in a directed acyclic graph, and units, each
 * touched by some revisions. The cost of a unit in a set S (closed downwards) is the cost of the
 * maximal members of S that touch it, the least if there are several, and the initial cost if there
 * is none; cost(S) is their sum. Internal to match/: tests drive it directly.
 */
#ifndef ASSAY_MATCH_PROBLEM_H
#define ASSAY_MATCH_PROBLEM_H

#include <stdint.h>

#include "base/bitset.h"

enum { ASSAY_NO_TOUCH = UINT32_MAX };

typedef struct assay_touch {
    uint32_t revision;
    int64_t cost; /* of what is observed against the value after this revision */
} assay_touch;

typedef struct assay_unit {
    int64_t initial; /* cost where nothing has touched it */
    size_t first;    /* in touches; in topological order of the revisions, no revision twice */
    size_t n;
    bool contested; /* set by prepare: its touchers are not one chain of ancestors */
} assay_unit;

typedef struct assay_problem {
    size_t n_revisions;            /* in topological order */
    const assay_bitset *ancestors; /* [r] holds r itself */
    size_t *parent_first;          /* n_revisions + 1 */
    uint32_t *parents;
    assay_unit *units;
    size_t n_units;
    assay_touch *touches;
    size_t n_touches;
    /* Filled by prepare. */
    size_t *unit_first; /* n_revisions + 1: the units that a revision touches */
    uint32_t *unit_of;
    int64_t *weights; /* of a revision, over the units that are not contested */
    int64_t constant;
    uint32_t *contested;
    size_t n_contested;
} assay_problem;

/* Fills what is derived. The arena must live as long as the problem. */
assay_status assay_problem_prepare(assay_problem *problem, assay_arena *arena, assay_error *err);

/* The touch (index in touches) that gives the unit its cost in a set, ASSAY_NO_TOUCH if none. */
size_t assay_problem_credited(const assay_problem *problem, size_t unit, const assay_bitset *set);
int64_t assay_problem_unit_cost(const assay_problem *problem, size_t unit, const assay_bitset *set);
int64_t assay_problem_cost(const assay_problem *problem, const assay_bitset *set);

/* True if revision a is an ancestor of b, or b itself. */
static inline bool assay_problem_below(const assay_problem *problem, size_t a, size_t b)
{
    return assay_bitset_has(&problem->ancestors[b], a);
}

/* The order in which sets are preferred and listed: fewer members first, then the one that has the
 * first revision in which they differ. Negative, 0 or positive. */
int assay_set_compare(const assay_bitset *a, const assay_bitset *b);
/* A copy in the arena; false if memory is gone. */
bool assay_set_clone(assay_bitset *out, assay_arena *arena, const assay_bitset *set);

/* Another set than the equal ones, and its cost. */
typedef struct assay_rival {
    assay_bitset set;
    int64_t cost;
} assay_rival;

typedef struct assay_solution {
    int64_t cost;
    assay_bitset smallest; /* of all sets of least cost: the first by assay_set_compare */
    /* Equal sets: those with the cost of the smallest in every unit. */
    assay_bitset largest; /* most members; of those, the first by assay_set_compare */
    assay_bitset common;  /* what all equal sets hold */
    assay_bitset reached; /* what any of them holds */
    assay_bitset *equal;  /* the first ASSAY_MAX_EQUAL_LISTED by assay_set_compare */
    size_t n_equal;
    size_t equal_total;  /* at most ASSAY_MAX_EQUAL_COUNTED */
    bool tie;            /* a set of least cost is not one of the equal ones */
    assay_rival *rivals; /* the cheapest other sets that the search met, best first */
    size_t n_rivals;
    bool exhausted; /* a bound on the search was met: the answer may not be the best one */
    int64_t *costs; /* of each unit in the smallest set */
} assay_solution;

/* What is known of revisions besides the schema, of each one of these: */
typedef enum assay_known { ASSAY_KNOWN_NOTHING, ASSAY_KNOWN_RUN, ASSAY_KNOWN_NOT_RUN } assay_known;

/* Keeps of the equal sets of a solution those that hold what has run and not what has not: a new
 * smallest, largest, equal, … *none: there is no such set, and the solution stays as it was. */
assay_status assay_problem_narrow(assay_solution *solution, bool *none, assay_arena *arena,
                                  const assay_problem *problem, const assay_known *known,
                                  assay_error *err);

/* The problem must be prepared. All of the solution lives in the arena. */
assay_status assay_problem_solve(assay_solution *out, assay_arena *arena,
                                 const assay_problem *problem, assay_error *err);

#endif

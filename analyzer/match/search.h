/* SPDX-License-Identifier: MIT */
/*
 * The sets of least cost under conditions ("these in, those out"): a cut where all units are
 * exact in it, and branch and bound over which toucher is credited where they are not. Internal to
 * match/.
 */
#ifndef ASSAY_MATCH_SEARCH_H
#define ASSAY_MATCH_SEARCH_H

#include "match/contest.h"

typedef struct assay_search {
    const assay_problem *problem;
    assay_contest contest;
    assay_closure *closure;
    bool *decided; /* of each hard unit */
    int64_t decided_cost;
    uint32_t *ins, *outs;
    size_t n_ins, n_outs, ins_capacity, outs_capacity;
    assay_arena *arena;
    bool *reached;
    uint32_t *active;
    assay_bitset scratch;
    size_t solves, max_solves, depth;
    bool exhausted;
    /* The result of the last run. */
    bool found;
    int64_t cost;
    assay_bitset set; /* the first of least cost by assay_set_compare */
    int64_t *costs;   /* of the units in one set of least cost */
    bool judge_ties;
    bool tie; /* two sets of least cost differ in a unit */
} assay_search;

assay_status assay_search_init(assay_search *search, assay_arena *arena,
                               const assay_problem *problem, assay_error *err);

/* found is false if the conditions contradict each other, or the search was exhausted before. */
assay_status assay_search_run(assay_search *search, const uint32_t *ins, size_t n_ins,
                              const uint32_t *outs, size_t n_outs, assay_error *err);

#endif

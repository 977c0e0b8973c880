/* SPDX-License-Identifier: MIT */
/*
 * Contested units as parts of a closure: weights of revisions and auxiliary nodes where that is
 * exact, a list of the remaining ("hard") ones where it is not. Internal to match/.
 */
#ifndef ASSAY_MATCH_CONTEST_H
#define ASSAY_MATCH_CONTEST_H

#include "match/closure.h"
#include "match/problem.h"

/* Units with more touchers are hard without looking. */
enum { ASSAY_CONTEST_WIDTH = 10 };

typedef struct assay_contest {
    int64_t *weights; /* of revisions, then of auxiliary nodes */
    size_t n_nodes, nodes_capacity;
    assay_requirement *requirements;
    size_t n_requirements, requirements_capacity;
    int64_t constant;
    uint32_t *hard;
    size_t n_hard;
} assay_contest;

/* The costs of a unit by which of its touchers are in a set: bit i is its i-th touch. */
typedef struct assay_traces {
    size_t n;
    uint32_t below[ASSAY_CONTEST_WIDTH]; /* the touches strictly below each */
    int64_t cost[1u << ASSAY_CONTEST_WIDTH];
} assay_traces;

/* False if the unit has too many touches. cost is only meaningful for closed masks. */
bool assay_traces_init(assay_traces *traces, const assay_problem *problem, size_t unit);
bool assay_traces_closed(const assay_traces *traces, uint32_t mask);
/* The members of a mask that no other member is above, or that no other is below. */
uint32_t assay_traces_maximal(const assay_traces *traces, uint32_t mask);
uint32_t assay_traces_minimal(const assay_traces *traces, uint32_t mask);

/* The problem must be prepared. */
assay_status assay_contest_encode(assay_contest *out, assay_arena *arena,
                                  const assay_problem *problem, assay_error *err);

#endif

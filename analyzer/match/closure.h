/* SPDX-License-Identifier: MIT */
/*
 * Minimum-weight closure of a directed graph: the set of nodes of least total weight that holds,
 * with each node, all that it requires. A minimum cut; all sets of least weight are described by
 * the smallest, the largest, and the residual arcs between them. Internal to match/.
 */
#ifndef ASSAY_MATCH_CLOSURE_H
#define ASSAY_MATCH_CLOSURE_H

#include <stdint.h>

#include "base/arena.h"

#include <stdbool.h>

typedef struct assay_requirement {
    uint32_t node, requires;
} assay_requirement;

typedef struct assay_closure {
    size_t n;
    /* Arcs in both directions, by the node they leave. A requirement's own arc has no capacity
     * limit; the arc back has the flow as its capacity. */
    uint32_t *first, *to, *pair;
    bool *forward;
    int64_t *flow;
    uint32_t *order;                   /* what is required first */
    int64_t *base_flow, *base_balance; /* of the solution without conditions */
    int64_t *balance; /* supply (negative weight) plus what flows in minus what flows out */
    uint32_t *level, *queue, *cursor, *path;
    bool *needed;
    /* The results. */
    bool *smallest, *largest;
} assay_closure;

/* The graph of requirements must have no cycle. */
assay_status assay_closure_new(assay_closure **out, assay_arena *arena, size_t n_nodes,
                               const assay_requirement *requirements, size_t n_requirements,
                               assay_error *err);

/* Sets the weights. The sum of all |weights| must stay below 2^40. */
void assay_closure_weigh(assay_closure *closure, const int64_t *weights);

/* Finds the sets of least total weight that hold `ins` and not `outs`; no requirement may
 * contradict that. */
void assay_closure_solve(assay_closure *closure, const uint32_t *ins, size_t n_ins,
                         const uint32_t *outs, size_t n_outs);

/* Marks in `reached` (n nodes, cleared first) the smallest set of least weight that holds the
 * given nodes; each must be in the largest. */
void assay_closure_extend(assay_closure *closure, const uint32_t *nodes, size_t n_nodes,
                          bool *reached);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Drawing a graph of revisions in lanes, as `git log --graph` does: a row for each revision,
 * children above their parents, and a line straight down a lane for each parent. Rows and lanes
 * count from 0. Whoever draws an edge goes from its child's place to `lane` in the row below, down
 * that lane, and from it to its parent's place.
 */
#ifndef ASSAY_HISTORY_LANES_H
#define ASSAY_HISTORY_LANES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* A revision, or whatever else is drawn. Its parents have smaller indexes than its own. */
typedef struct assay_lane_node {
    const size_t *parents; /* drawn to; the first one keeps the lane */
    size_t n_parents;
    const size_t *above; /* not drawn to, but below it all the same */
    size_t n_above;
} assay_lane_node;

typedef struct assay_lane_row {
    size_t node;
    size_t lane;
    size_t first_edge, n_edges; /* those to its parents, in their order */
} assay_lane_row;

typedef struct assay_lane_edge {
    size_t child_row, parent_row; /* child_row < parent_row */
    size_t lane; /* edges that run in one lane in the same row have the same parent */
} assay_lane_edge;

typedef struct assay_lanes {
    assay_lane_row *rows; /* as many as nodes */
    assay_lane_edge *edges;
    size_t n_rows, n_edges, n_lanes;
} assay_lanes;

/* A chain is not interrupted by another one where that can be avoided. Lives in the arena. */
assay_status assay_lanes_find(assay_lanes *out, assay_arena *arena, const assay_lane_node *nodes,
                              size_t count, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* The closed sets of a graph: counted, and the first of them listed. Internal to match/. */
#ifndef ASSAY_MATCH_IDEALS_H
#define ASSAY_MATCH_IDEALS_H

#include "match/problem.h"

/* A graph, its nodes in groups that come together. Group g requires the groups
 * required[required_first[g] … required_first[g + 1] - 1], all of lower number. */
typedef struct assay_ideals {
    size_t n_groups;
    const size_t *required_first;
    const uint32_t *required;
    const size_t *member_first;
    const uint32_t *members;
    const assay_bitset *base; /* what every set holds besides */
} assay_ideals;

/* Asked for each set; false: it does not count. */
typedef bool (*assay_ideal_filter)(void *context, const assay_bitset *set);

/* Counts up to `limit`. */
assay_status assay_ideals_count(size_t *out, assay_arena *arena, const assay_ideals *ideals,
                                size_t limit, assay_ideal_filter filter, void *context,
                                assay_error *err);
/* Merges the first `maximum` by assay_set_compare into `list` (sorted, *n of them, room for
 * `maximum` + 1), without repeating one. */
assay_status assay_ideals_list(assay_bitset *list, size_t *n, size_t maximum, assay_arena *arena,
                               const assay_ideals *ideals, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* Strongly connected components: revisions that are in a set together or not at all. */
#ifndef ASSAY_MATCH_COMPONENTS_H
#define ASSAY_MATCH_COMPONENTS_H

#include "match/ideals.h"

/* Groups the nodes with mark 0 of a graph: node v requires to[first[v]] … to[first[v + 1] - 1].
 * base is not set. */
assay_status assay_components_find(assay_ideals *out, assay_arena *arena, size_t n,
                                   const uint32_t *first, const uint32_t *to, const uint8_t *marks,
                                   assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* The alternatives to a solution: the next best sets, for the runner-up and for confidence. */
#ifndef ASSAY_MATCH_RIVAL_H
#define ASSAY_MATCH_RIVAL_H

#include "match/search.h"

/* Fills rivals from the other parts of the solution. The arena keeps the sets. */
assay_status assay_rivals_find(assay_solution *solution, assay_arena *arena, assay_search *search,
                               assay_error *err);

#endif

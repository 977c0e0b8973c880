/* SPDX-License-Identifier: MIT */
/* The sets that explain the catalog as the smallest does, unit for unit. Internal to match/. */
#ifndef ASSAY_MATCH_EQUAL_H
#define ASSAY_MATCH_EQUAL_H

#include "match/problem.h"

/* Fills largest, common, reached, equal and equal_total from smallest and costs. What stays is
 * allocated in `arena`, the rest in `scratch`. */
assay_status assay_equal_find(assay_solution *solution, assay_arena *arena, assay_arena *scratch,
                              const assay_problem *problem, assay_error *err);

#endif

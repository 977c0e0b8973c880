/* SPDX-License-Identifier: MIT */
/* Differences that are the consequence of others. Internal to this folder. */
#ifndef ASSAY_DEPENDANT_H
#define ASSAY_DEPENDANT_H

#include "verdict/difference.h"

/* Fills in `because` of each difference that has none, judged by the names that its texts mention:
 * an index on a column of another type, a foreign key to a table that is missing, what stands below
 * a detached partition, what a table inherits. Nothing is ever, by a detour, its own cause. */
assay_status assay_dependants_mark(assay_differences *differences, const assay_catalog *expected,
                                   const assay_catalog *actual, assay_error *err);

/* Appends a cause unless it is there already. */
assay_status assay_dependant_add(assay_difference *difference, const assay_cause *cause,
                                 assay_arena *arena, assay_error *err);

#endif

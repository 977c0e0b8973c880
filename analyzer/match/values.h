/* SPDX-License-Identifier: MIT */
/*
 * What each unit is after each revision that touches it, in the state of that revision's own
 * ancestors. Internal to match/.
 */
#ifndef ASSAY_MATCH_VALUES_H
#define ASSAY_MATCH_VALUES_H

#include "match/lineage.h"

typedef struct assay_value {
    const char *const *values; /* one for each attribute; NULL: the object is not there */
    uint32_t unknown;          /* attributes that the history does not know */
    const char *schema, *name; /* its own; what lives in a relation has the relation's schema */
} assay_value;

/* A unit as one revision leaves it. */
typedef struct assay_step {
    uint32_t revision;
    uint32_t next;             /* the unit's next step, or ASSAY_NONE */
    assay_value before, after; /* before: as the revision's other ancestors leave it */
    bool swept;                /* only touched because its relation was dropped or replaced */
} assay_step;

typedef struct assay_values {
    const assay_lineages *lineages;
    assay_step *steps;
    size_t n_steps, steps_capacity;
    uint32_t *first_step, *last_step; /* by unit, or ASSAY_NONE; in topological order */
} assay_values;

assay_status assay_values_init(assay_values *out, assay_arena *arena,
                               const assay_lineages *lineages, assay_error *err);

#endif

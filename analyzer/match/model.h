/* SPDX-License-Identifier: MIT */
/* A history and a catalog as a problem of costs, and the way back. Internal to match/. */
#ifndef ASSAY_MATCH_MODEL_H
#define ASSAY_MATCH_MODEL_H

#include "match/observe.h"
#include "match/problem.h"

typedef struct assay_model {
    const assay_history *history;
    assay_lineages lineages;
    assay_values values;
    assay_observation observation;
    assay_problem problem;
    uint32_t *unit;         /* by problem unit: the unit of the lineages */
    uint32_t *problem_unit; /* by unit of the lineages: that of the problem, or ASSAY_NONE */
    uint32_t *step;         /* by touch of the problem */
} assay_model;

assay_status assay_model_new(assay_model **out, assay_arena *arena, const assay_history *history,
                             const assay_catalog *observed, assay_error *err);

/* What the unit is in a set; where revisions of equal right disagree, what explains the catalog
 * best. */
const assay_value *assay_model_expected(const assay_model *model, size_t problem_unit,
                                        const assay_bitset *set);

static inline assay_kind assay_model_kind(const assay_model *model, size_t problem_unit)
{
    return (assay_kind)model->lineages.units.items[model->unit[problem_unit]].kind;
}

/* The members of a set that no other member revises or depends on, as a set. */
assay_status assay_model_heads(assay_bitset *out, assay_arena *arena, const assay_model *model,
                               const assay_bitset *set, assay_error *err);

/* The relation's name in a set: schema and name of whatever unit is the relation there; where none
 * is, a name it ever had. */
void assay_model_relation_name(const assay_model *model, uint32_t relation, const assay_bitset *set,
                               const char **schema, const char **name);

/* An object's name as contracts print it, for a value of a unit. */
assay_status assay_model_object_name(const char **out, assay_arena *arena, const assay_model *model,
                                     size_t problem_unit, const assay_value *value,
                                     const assay_bitset *set, assay_error *err);

#endif

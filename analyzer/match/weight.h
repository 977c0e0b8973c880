/* SPDX-License-Identifier: MIT */
/* What a deviation costs (the numbers are in kinds.def). Internal to match/. */
#ifndef ASSAY_MATCH_WEIGHT_H
#define ASSAY_MATCH_WEIGHT_H

#include "match/observe.h"

/* The weight of an object with this value; 0 if it is not there. */
int assay_value_weight(assay_kind kind, const assay_value *value);

/* The costs of the compared attributes in which an object differs, not bounded. Unknown ones cost
 * nothing. */
int assay_attributes_cost(assay_kind kind, const assay_value *value, const assay_object *object);

/* False if the value's attribute is known to differ from the object's. */
bool assay_value_equals(const assay_value *value, const assay_object *object, int attribute);
/* They differ only as one major version of PostgreSQL differs from another. */
bool assay_value_resembles(const assay_value *value, const assay_object *object, int attribute);

/* What it costs that an object of this kind and weight has another name. */
int assay_rename_cost(assay_kind kind, int weight);

/* What is observed of a unit against a value. */
int assay_unit_cost(const assay_observation *observation, uint32_t unit, const assay_value *value);

/* How much changing one value into another weighs as evidence; 0 if they are equal. */
int assay_change_weight(assay_kind kind, const assay_value *before, const assay_value *after);

#endif

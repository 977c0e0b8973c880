/* SPDX-License-Identifier: MIT */
/* What follows an object's name where it is made: the columns of a key, the query of a view. */
#ifndef ASSAY_PLAN_DEFINITION_H
#define ASSAY_PLAN_DEFINITION_H

#include "plan/repair_writing.h"

/* Appends the definition of an expected object to w->text. Sets w->impossible if it has none that
 * can be written: a kind that is not served, or a text that the profile does not hold. */
void repair_define(repair_writing *w, const assay_object *object);

/* Kinds that are columns of a table, or parts of one. */
void repair_define_column(repair_writing *w, const assay_object *column);
void repair_define_constraint(repair_writing *w, const assay_object *object);
void repair_define_table(repair_writing *w, const assay_object *table);
void repair_define_code(repair_writing *w, const assay_object *object);

#endif

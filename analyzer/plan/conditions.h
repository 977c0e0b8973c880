/* SPDX-License-Identifier: MIT */
/* conditions_postgres.c: what a row of rows_postgres.c asks before it is taken, and the steps that
 * no pattern can hold. */
#ifndef ASSAY_PLAN_CONDITIONS_H
#define ASSAY_PLAN_CONDITIONS_H

#include "plan/repair_writing.h"

bool repair_is_partitioned(const repair_writing *w);
/* Of a column that is to be added to rows that are there. */
bool repair_fills_itself(const repair_writing *w);
bool repair_expects_default(const repair_writing *w);
bool repair_expects_null(const repair_writing *w);
bool repair_expects_comment(const repair_writing *w);
bool repair_expects_identity(const repair_writing *w);
/* Every value of the one is one of the other, spelled the same. */
bool repair_type_widens(const repair_writing *w);
bool repair_has_another_primary_key(const repair_writing *w);
bool repair_not_online(const repair_writing *w);
bool repair_expects_valid(const repair_writing *w);
bool repair_expects_validated(const repair_writing *w);
bool repair_expects_owner_column(const repair_writing *w);
/* Adds the labels that are missing, each behind the one that it follows, where none has to go. */
assay_status repair_write_labels(repair_writing *w);

#endif

/* SPDX-License-Identifier: MIT */
/* What stands alone without being a difference, where one side is a history. Internal to this
 * folder. */
#ifndef ASSAY_EXCUSE_H
#define ASSAY_EXCUSE_H

#include "verdict/rename.h"

/* Partitions come and go in operation, with the month in their name: a partition that stands alone
 * is excused if the other side has one of the same parent, both the default one or both not. */
assay_status assay_excuse_partitions(assay_sides *sides, assay_error *err);

/* A history need not create the schema that its objects live in. */
assay_status assay_excuse_schemas(assay_item *items, size_t n, const assay_item *history,
                                  size_t n_history, assay_arena *arena, assay_error *err);

#endif

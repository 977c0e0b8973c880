/* SPDX-License-Identifier: MIT */
/* What a migration does after another branch, where that is not what it does without it. */
#ifndef ASSAY_LEARN_ORDER_VARIANT_H
#define ASSAY_LEARN_ORDER_VARIANT_H

#include "learn/identities.h"

/* Adds a variant of that name to the revision's profile in the directory, unless it has one, or the
 * changes are its own. from, to: the schemas before and after. *recorded tells. */
assay_status assay_learn_variant(bool *recorded, const char *directory, const char *revision,
                                 const char *name, const assay_step_changes *changes,
                                 const assay_catalog *from, const assay_catalog *to,
                                 assay_compare_mask groups, assay_error *err);

#endif

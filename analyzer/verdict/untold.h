/* SPDX-License-Identifier: MIT */
/* What stands alone only because the other side, or its own, could not tell. Internal to this
 * folder. */
#ifndef ASSAY_UNTOLD_H
#define ASSAY_UNTOLD_H

#include "verdict/rename.h"

typedef struct assay_untold {
    const assay_catalog *own, *other;
    assay_map
        *partitions;    /* of `other`, by printed name, where `own` cannot tell them; else NULL */
    bool any_extension; /* of `other`, where `own` cannot tell what belongs to one */
} assay_untold;

/* For items that stand alone on the side of `own`. Both sealed. `extensions`: the other side has
 * some even if its catalog does not list them. */
assay_status assay_untold_init(assay_untold *out, assay_arena *arena, const assay_catalog *own,
                               const assay_catalog *other, bool extensions, assay_error *err);

/* True if nobody can say whether the other side has it. */
bool assay_untold_alone(const assay_untold *untold, const assay_object *item);

/* As assay_attribute_equal, but unknown where the texts differ only in what the reader of one of
 * the catalogs leaves out of them. */
assay_equality assay_untold_equal(const assay_untold *untold, const assay_object *a,
                                  const assay_object *b, int attribute);

/* True if the attribute of one of the two is unknown because its reader can never tell it, and the
 * expected one leaves it unset. */
bool assay_untold_unset(const assay_object *expected, const assay_object *actual, int attribute);

#endif

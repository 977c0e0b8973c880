/* SPDX-License-Identifier: MIT */
/* Choosing a variant for each revision that has some. Internal to match/. */
#ifndef ASSAY_MATCH_VARIANT_H
#define ASSAY_MATCH_VARIANT_H

#include "match/match.h"

/* The history with the chosen changes as each revision's own, in the arena; the same history if it
 * has no variants. *chosen: one entry for each revision that has some, in topological order. */
assay_status assay_variants_choose(const assay_history **out, assay_chosen_variant **chosen,
                                   size_t *n_chosen, assay_arena *arena,
                                   const assay_history *history, const assay_catalog *observed,
                                   assay_error *err);

#endif

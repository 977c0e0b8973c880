/* SPDX-License-Identifier: MIT */
/* The effects of each revision, as found in the catalog. Internal to match/. */
#ifndef ASSAY_MATCH_EVIDENCE_H
#define ASSAY_MATCH_EVIDENCE_H

#include "match/match.h"
#include "match/model.h"

/* Fills evidence. entry[r] becomes the index of a revision's evidence, or ASSAY_NONE. */
assay_status assay_evidence_find(assay_match *match, uint32_t **entry, const assay_model *model,
                                 assay_error *err);

/* Fills half_applied, out_of_order, partial and its reason (DESIGN 9). */
assay_status assay_partial_judge(assay_match *match, const uint32_t *entry,
                                 const assay_model *model, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef ASSAY_MATCH_CONFIDENCE_H
#define ASSAY_MATCH_CONFIDENCE_H

#include "match/match.h"
#include "match/model.h"

/* Fills confidence from the alternatives. Needs expected. */
assay_status assay_confidence_judge(assay_match *match, const assay_model *model,
                                    const assay_solution *solution, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef ASSAY_MATCH_EXPECTED_H
#define ASSAY_MATCH_EXPECTED_H

#include "match/match.h"
#include "match/model.h"

/* Fills expected and expected_by; smallest and costs must be there. */
assay_status assay_expected_make(assay_match *match, const assay_model *model, assay_error *err);

#endif

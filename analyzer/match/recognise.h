/* SPDX-License-Identifier: MIT */
#ifndef ASSAY_MATCH_RECOGNISE_H
#define ASSAY_MATCH_RECOGNISE_H

#include "match/match.h"
#include "match/model.h"

/* Whether anything of the history is there, and what of the catalog it does not mention. Needs
 * the evidence. */
assay_status assay_recognise(assay_match *match, const assay_model *model, assay_error *err);

#endif

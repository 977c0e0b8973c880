/* SPDX-License-Identifier: MIT */
/* Which rules made two spellings one: what `diff --explain` says. */
#ifndef ASSAY_EXPLAIN_H
#define ASSAY_EXPLAIN_H

#include "verdict/difference.h"
#include "verdict/spelling.h"

typedef struct assay_explaining {
    assay_differences *out;
    assay_dialect dialect;
    size_t capacity;
} assay_explaining;

/* Adds an explanation if the attribute was read in two spellings and judged equal, or cosmetic. */
assay_status assay_explain(assay_explaining *explaining, const assay_spelling *spelling,
                           const assay_object *expected, const assay_object *actual, int attribute,
                           assay_error *err);

#endif

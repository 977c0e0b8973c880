/* SPDX-License-Identifier: MIT */
/*
 * JSON as elements of a stylesheet, in the namespace urn:assay:json, whose prefix the stylesheet
 * names in extension-element-prefixes: each prints itself where it stands, so that no tree of a
 * report has to be kept. Commas, line feeds and indentation are theirs.
 *
 *   <j:o>…</j:o>             an object
 *   <j:a>…</j:a>             an array
 *   <j:v string="XPATH"/>    a string; null if XPATH is an empty node set
 *   <j:v>…</j:v>             what is in it, which must be JSON: true, 12, what json() returns
 *
 * Each has its key in k="…" (an attribute value template; no character that JSON escapes) where it
 * lives in an object.
 */
#ifndef ASSAY_REPORT_JSON_ELEMENTS_H
#define ASSAY_REPORT_JSON_ELEMENTS_H

#include <libxslt/xsltInternals.h>

#include "base/error.h"

typedef struct assay_json_elements assay_json_elements;

/* For this transformation only; to be freed after it, and before its stylesheet. */
assay_status assay_json_elements_register(assay_json_elements **out,
                                          xsltTransformContextPtr transform, assay_error *err);
/* NULL is fine. */
void assay_json_elements_free(assay_json_elements *elements);

#endif

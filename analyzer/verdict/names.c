/* SPDX-License-Identifier: MIT */
/* The words of verdicts and differences, as contracts print them. */
#include "verdict/verdict.h"

static const char *const changes[] = {
    [ASSAY_MISSING] = "missing",
    [ASSAY_UNEXPECTED] = "unexpected",
    [ASSAY_CHANGED] = "changed",
    [ASSAY_RENAMED] = "renamed",
};

static const char *const states[] = {
    [ASSAY_FRESH] = "fresh",
    [ASSAY_LEGACY] = "legacy",
    [ASSAY_MANAGED] = "managed",
};

static const char *const matches[] = {
    [ASSAY_MATCH_NONE] = NULL,
    [ASSAY_MATCH_EXACT] = "exact",
    [ASSAY_MATCH_DRIFTED] = "drifted",
    [ASSAY_MATCH_PARTIAL] = "partial",
    [ASSAY_MATCH_AMBIGUOUS] = "ambiguous",
    [ASSAY_MATCH_UNRECOGNISED] = "unrecognised",
};

const char *assay_change_name(assay_change_kind change)
{
    return changes[change];
}

const char *assay_state_name(assay_state state)
{
    return states[state];
}

const char *assay_match_kind_name(assay_match_kind match)
{
    return matches[match];
}

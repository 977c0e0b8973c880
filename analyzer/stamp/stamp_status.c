/* SPDX-License-Identifier: MIT */
/* The words for what a stamp is worth, as contracts print them. */
#include "stamp/stamp.h"

static const char *const statuses[] = {
    [ASSAY_STAMP_AGREES] = "agrees",
    [ASSAY_STAMP_BEHIND] = "behind",
    [ASSAY_STAMP_AHEAD] = "ahead",
    [ASSAY_STAMP_DIVERGED] = "diverged",
    [ASSAY_STAMP_UNKNOWN_REVISION] = "unknown-revision",
    [ASSAY_STAMP_DIRTY] = "dirty",
    [ASSAY_STAMP_EMPTY] = "empty",
    [ASSAY_STAMP_UNREADABLE] = "unreadable",
    [ASSAY_STAMP_UNJUDGED] = "unjudged",
};

const char *assay_stamp_status_name(assay_stamp_status status)
{
    return statuses[status];
}

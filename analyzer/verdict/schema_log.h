/* SPDX-License-Identifier: MIT */
/* What the snapshots of one target say one after the other: which of them changed the schema. */
#ifndef ASSAY_SCHEMA_LOG_H
#define ASSAY_SCHEMA_LOG_H

#include "catalog/snapshot.h"
#include "verdict/difference.h"

/* Starts as {0}. */
typedef struct assay_schema_log {
    /* The schema as far as it is known: the newest snapshot, and what that could not tell as it was
     * last seen. NULL before the first one. */
    assay_catalog *known;
    assay_catalog *before; /* the same one snapshot earlier */
    /* Bit k: no snapshot so far read all objects of kind k, so that one that is seen for the first
     * time need not be new. */
    uint64_t never_whole;
} assay_schema_log;

/* The changes from what was known to the snapshot; NULL for the first one. What a limit of the
 * snapshot may hide is no change: it counts as unknown. Snapshots come oldest first. The result
 * lives no longer than until the next call. */
assay_status assay_schema_log_add(assay_differences **out, assay_schema_log *log,
                                  const assay_snapshot *snapshot,
                                  const assay_difference_options *options, assay_error *err);
void assay_schema_log_release(assay_schema_log *log);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * `stamp --apply`: the only code of the program that writes to a target. Within one transaction it
 * takes the tool's lock and that of the version table, has the catalog read again, stops if
 * anything is not as it was judged, writes rows of the version table, and reads them back. It makes
 * no table but the tool's own, where that is missing.
 */
#ifndef ASSAY_STAMP_APPLY_H
#define ASSAY_STAMP_APPLY_H

#include "readers/reader.h"
#include "stamp/stamp.h"

typedef struct assay_apply_request {
    const assay_stamp_sql_request *stamp;
    const assay_snapshot *judged;
    const assay_read_options *options;
    /* Reads the target once more, in a session of its own, while the locks are held. Not asked for
     * SQLite, whose writing connection reads. */
    assay_status (*read_again)(void *context, assay_snapshot **out, assay_error *err);
    void *context;
} assay_apply_request;

typedef struct assay_applied {
    const char *table;      /* schema.name, quoted where needed */
    const char **revisions; /* as read back, sorted */
    size_t n_revisions;
    const char *undo; /* SQL */
} assay_applied;

/* The target is as before, or stamped whole. On a failure while it commits the error says that this
 * is not known. ASSAY_CONFLICT: it is not what was judged, or a tool holds its lock. */
assay_status assay_apply_postgres(assay_applied *out, assay_arena *arena, const char *conninfo,
                                  const assay_apply_request *request, assay_error *err);
assay_status assay_apply_sqlite(assay_applied *out, assay_arena *arena, const char *path,
                                const assay_apply_request *request, assay_error *err);

/* apply_check.c, for these two. A list of ids that grows. */
typedef struct assay_apply_ids {
    const char **items;
    size_t n, capacity;
} assay_apply_ids;

/* The shape of the table that is written. */
const assay_version_shape *assay_apply_shape(const assay_apply_request *request);
assay_status assay_apply_ids_add(assay_apply_ids *ids, assay_arena *arena, const char *id,
                                 assay_error *err);
/* ASSAY_CONFLICT unless the catalog and all version tables are those that were judged. */
assay_status assay_apply_check_same(const assay_snapshot *judged, const assay_snapshot *now,
                                    assay_error *err);
/* ASSAY_CONFLICT unless the rows are those that were judged. Sorts them. */
assay_status assay_apply_check_before(const assay_apply_request *request, assay_apply_ids *rows,
                                      assay_error *err);
/* The same for what the stamp must have left, read back. */
assay_status assay_apply_check_after(assay_arena *arena, const assay_apply_request *request,
                                     assay_apply_ids *rows, assay_error *err);

#endif

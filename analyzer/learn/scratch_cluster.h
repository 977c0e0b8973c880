/* SPDX-License-Identifier: MIT */
/* A private PostgreSQL cluster on a socket of its own. */
#ifndef ASSAY_LEARN_SCRATCH_CLUSTER_H
#define ASSAY_LEARN_SCRATCH_CLUSTER_H

#include "base/arena.h"

/* Where a cluster in this folder keeps its data: known before it is made, so that the janitor is.
 */
const char *assay_cluster_data(assay_arena *arena, const char *directory);
/* Makes and starts it; *conninfo reaches it. As root, it runs as another user. bindir: where initdb
 * and postgres are, or NULL: the folders of `path`, then Debian's, the newest first. */
assay_status assay_cluster_start(const char **conninfo, assay_arena *arena, const char *directory,
                                 const char *path, const char *bindir, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Whatever a run of learning makes for a while (databases, a cluster, a folder) is gone afterwards,
 * also after a kill: a process of its own waits until this one closes a pipe or dies, and cleans
 * up. The ordinary end takes the same way.
 */
#ifndef ASSAY_LEARN_JANITOR_H
#define ASSAY_LEARN_JANITOR_H

#include <sys/types.h>

#include "base/error.h"

/* What there is to clean, in this order; NULL: nothing of the kind. */
typedef struct assay_janitor_duty {
    const char *conninfo;       /* a server on which to drop the databases ... */
    const char *prefix;         /* ... whose names begin so */
    const char *data_directory; /* of a server to stop */
    const char *directory;      /* to remove with all that is in it */
} assay_janitor_duty;

typedef struct assay_janitor {
    pid_t pid;
    int pipe; /* closing it gives the word */
} assay_janitor;

/* Before the first thing is made. The duty's texts must stay as they are until the end. */
assay_status assay_janitor_start(assay_janitor *out, const assay_janitor_duty *duty,
                                 assay_error *err);
/* Tells it of a process group that is to end with this process, 0: of none any more. */
void assay_janitor_watch(const assay_janitor *janitor, pid_t group);
/* Gives the word and waits until all is clean. Does nothing if it was never started. */
void assay_janitor_finish(assay_janitor *janitor);

#endif

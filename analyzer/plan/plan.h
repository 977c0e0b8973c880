/* SPDX-License-Identifier: MIT */
/*
 * The plan: how a database is adopted, from a backup to the check afterwards. Or where it stops and
 * why: nothing is stamped that is not known to be at that revision.
 */
#ifndef ASSAY_PLAN_H
#define ASSAY_PLAN_H

#include "plan/repair.h"

/* How the database was judged, so that the plan can have it judged again. Borrowed. */
typedef struct assay_plan_request {
    const char *file; /* of SQLite, absolute; NULL: a server, whose address is not written down */
    const char *profiles;       /* the folder, absolute; NULL: where assay looks by itself */
    const char *const *options; /* further ones, a word each */
    size_t n_options;
} assay_plan_request;

typedef struct assay_plan {
    assay_arena *arena; /* owned */
    assay_plan_request request;
    assay_repairs *repairs; /* owned */
    const char *stop;       /* why it ends before the stamp; NULL: it does not */
    const char **programs;  /* that must be there, besides assay */
    size_t n_programs;
    const char *backup; /* the name of a file; NULL: there is nothing to lose */
    int exit_status;    /* 0 if there is a command to run, 1 if none is safe, 3 undecided */
} assay_plan;

/* The verdict must outlive the plan. */
assay_status assay_plan_new(assay_plan **out, const assay_verdict *verdict,
                            const assay_plan_request *request, assay_error *err);
void assay_plan_free(assay_plan *plan);

#endif

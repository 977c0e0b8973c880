/* SPDX-License-Identifier: MIT */
/*
 * Repairs: what brings each deviation of a verdict to what its revision expects. DDL where it is
 * safe to give; what loses something is given too, to be read and not to be run; for the rest there
 * are words. Nothing is run here.
 */
#ifndef ASSAY_PLAN_REPAIR_H
#define ASSAY_PLAN_REPAIR_H

#include "verdict/verdict.h"

/* Ascending: a repair of several parts is as its worst one. */
typedef enum assay_repair_safety {
    ASSAY_REPAIR_SAFE,   /* loses nothing: it succeeds, or fails and leaves things as they were */
    ASSAY_REPAIR_REVIEW, /* may lose something, or break who uses it: `reason` says what */
    ASSAY_REPAIR_MANUAL  /* there is no SQL: `reason` says why, and what to do */
} assay_repair_safety;

const char *assay_repair_safety_name(assay_repair_safety safety); /* "safe", … */

/* One statement, which may not stand in a transaction with others (CONCURRENTLY). */
typedef struct assay_repair_step {
    const char *unless; /* a query of one boolean, true where it is done already; NULL: doing it
                           twice is doing it once */
    const char *sql;
} assay_repair_step;

typedef struct assay_repair {
    const assay_difference *of;
    assay_change_kind change; /* what is repaired: the deviation, or what comes with it */
    assay_kind kind;
    const char *object;
    const char *attribute; /* the one attribute that it is about, or NULL */
    assay_repair_safety safety;
    const char *reason; /* or NULL */
    assay_repair_step *steps;
    size_t n_steps;
} assay_repair;

typedef struct assay_repairs {
    assay_arena *arena; /* owned */
    assay_repair *items;
    size_t n_items;
} assay_repairs;

/* Of each deviation that is not waived and not the mere consequence of another one, in an order in
 * which they can be run; the verdict must outlive them. None without drift. */
assay_status assay_repairs_new(assay_repairs **out, const assay_verdict *verdict, assay_error *err);
void assay_repairs_free(assay_repairs *repairs);

#endif

/* SPDX-License-Identifier: MIT */
/* Waivers: deviations that someone accepted, with a reason and an expiry date. */
#ifndef ASSAY_WAIVER_H
#define ASSAY_WAIVER_H

#include "verdict/difference.h"

typedef struct assay_verdict assay_verdict;

/* What an entry leaves unset matches anything. */
typedef struct assay_waiver {
    const char *name; /* of the entry, for people */
    const char *fingerprint;
    const char *object; /* a pattern of * and ?, for the expected or the actual name */
    const char *change;
    const char *kind;
    const char *reason;
    const char *owner;
    const char *until; /* the last day that it holds: 2027-01-31 */
    bool used;
} assay_waiver;

typedef struct assay_waivers {
    const char *file;
    const char *today; /* in UTC: 2026-12-31 */
    assay_waiver *items;
    size_t n_items;
    size_t capacity;
} assay_waivers;

/* True for a date as waivers have it. */
bool assay_waiver_date_valid(const char *text);
bool assay_waiver_expired(const assay_waiver *waiver, const char *today);

/* Marks the differences that an entry accepts, and the entries that accept one. */
void assay_waivers_apply(assay_waivers *waivers, assay_differences *differences);
/* Adds a finding for each entry that has expired and, where drift was judged as a whole, for each
 * that accepts nothing. */
assay_status assay_waivers_find_stale(const assay_waivers *waivers, assay_verdict *verdict,
                                      bool judged, assay_error *err);

#endif

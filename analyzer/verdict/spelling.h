/* SPDX-License-Identifier: MIT */
/* What the servers of two catalogs print differently, or have not at all, is no drift. */
#ifndef ASSAY_SPELLING_H
#define ASSAY_SPELLING_H

#include "catalog/catalog.h"

typedef struct assay_spelling {
    bool other_server;     /* another major version, or restored: the loose form counts */
    bool without_maintain; /* one of the servers knows no such privilege */
} assay_spelling;

assay_spelling assay_spelling_of(const assay_catalog *expected, const assay_catalog *actual,
                                 bool restored);
/* True if the attribute differs in nothing but what one of the servers lacks. */
bool assay_spelling_forgives(const assay_spelling *spelling, const assay_object *expected,
                             const assay_object *actual, int attribute);
/* True if two texts that differ are spelled differently by their servers and no more. */
bool assay_spelling_only(const assay_spelling *spelling, const assay_object *expected,
                         const assay_object *actual, int attribute);

#endif

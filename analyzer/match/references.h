/* SPDX-License-Identifier: MIT */
/* Which objects name a relation in an attribute: foreign keys, and sequences that a column owns. */
#ifndef ASSAY_MATCH_REFERENCES_H
#define ASSAY_MATCH_REFERENCES_H

#include "match/lineage.h"

typedef struct assay_reference {
    const struct assay_reference *next;
    assay_kind kind;
    uint32_t unit;
} assay_reference;

typedef struct assay_references {
    const assay_reference **first; /* by representative of `family` */
    uint32_t *family;              /* disjoint sets of relation sets: joined by any rename */
} assay_references;

assay_status assay_references_init(assay_references *out, assay_arena *arena,
                                   const assay_lineages *lineages, assay_error *err);

/* What may refer to the relation at some time, or to one that was ever renamed to or from it. NULL
 * if there is nothing in the whole history. */
const assay_reference *assay_references_to(const assay_references *references, uint32_t relation);

/* True if a reference names the relation that the change is about. */
assay_status assay_reference_names(bool *out, assay_arena *arena, const assay_history *history,
                                   const assay_change *change, assay_kind kind, const char *text,
                                   assay_error *err);

/* The attribute by which an object of this kind refers to a relation, or -1. */
int assay_reference_attribute(assay_kind kind);

/* What a reference reads after a relation was renamed; NULL if it does not name that relation. */
assay_status assay_reference_renamed(const char **out, assay_arena *arena,
                                     const assay_history *history, const assay_change *rename,
                                     assay_kind kind, const char *text, assay_error *err);

#endif

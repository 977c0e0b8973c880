/* SPDX-License-Identifier: MIT */
/* Keys of relations and of units, numbered in the order in which they are met. Internal to match/.
 */
#ifndef ASSAY_MATCH_NAMES_H
#define ASSAY_MATCH_NAMES_H

#include <stdint.h>

#include "base/arena.h"

enum { ASSAY_NONE = UINT32_MAX };

typedef struct assay_name {
    uint32_t kind;     /* an assay_kind, or one number for all relations */
    uint32_t relation; /* the relation it lives in (or is), or ASSAY_NONE */
    const char *schema, *name;
} assay_name;

typedef struct assay_names {
    assay_arena *arena;
    assay_name *items; /* by number; the texts are borrowed */
    size_t n;
    size_t items_capacity;
    struct assay_name_slot *slots;
    size_t n_slots; /* a power of two, or 0 */
} assay_names;

/* Makes room for so many keys at once. */
assay_status assay_names_reserve(assay_names *names, size_t n, assay_error *err);

/* ASSAY_NONE if it is not there. */
uint32_t assay_names_find(const assay_names *names, const assay_name *name);
/* The number of the key, a new one if it was not there. */
assay_status assay_names_add(uint32_t *out, assay_names *names, const assay_name *name,
                             assay_error *err);

/* Disjoint sets over numbers: parent[i] == i for the representative of a set. */
uint32_t assay_sets_find(uint32_t *parent, uint32_t i);
/* The lower representative stays. */
void assay_sets_join(uint32_t *parent, uint32_t a, uint32_t b);

#endif

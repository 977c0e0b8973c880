/* SPDX-License-Identifier: MIT */
/* How identities are kept. Internal to this folder. */
#ifndef ASSAY_LEARN_IDENTITIES_INTERNAL_H
#define ASSAY_LEARN_IDENTITIES_INTERNAL_H

#include "learn/identities.h"

/* Where an object stands, and what it is. */
typedef struct assay_place {
    assay_kind kind;
    const char *schema, *relation, *name;
    const char *identity; /* kind and identity: unique */
    const char *key;      /* of the object that is there */
} assay_place;

struct assay_identities {
    assay_dialect dialect;
    assay_arena *arena;
    assay_place **places;
    size_t n, capacity;
    assay_map *by_key;      /* object key -> assay_place */
    assay_map *by_identity; /* identity -> assay_place */
    assay_pg_statement asked[2];
};

#endif

/* SPDX-License-Identifier: MIT */
/* Schemas by role: a history written for `public` matches a database that keeps its tables in
 * another schema. Internal to this folder. */
#ifndef ASSAY_SCHEMA_MAP_H
#define ASSAY_SCHEMA_MAP_H

#include "catalog/snapshot.h"
#include "history/history.h"

typedef struct assay_schema_map {
    const char *from; /* the history's schema */
    const char *to;   /* the database's; NULL: nothing is mapped */
    const char *note; /* why this one, where others were possible; or NULL */
} assay_schema_map;

/* Takes the pair for the history's schema from `given` (NULL-terminated pairs, or NULL), else finds
 * the schema that holds most of the history's relations. */
assay_status assay_schema_map_find(assay_schema_map *out, const assay_history *history,
                                   const assay_snapshot *snapshot, const char *const *given,
                                   assay_arena *arena, assay_error *err);

/* A copy of the catalog with the schemas a and b exchanged, in keys and in texts; the object that
 * would become the schema `public` is dropped (public is no object). Sealed. */
assay_status assay_schema_map_swap(assay_catalog **out, const assay_catalog *catalog, const char *a,
                                   const char *b, assay_error *err);

/* The name that the history has for a schema of the database. */
const char *assay_schema_map_back(const assay_schema_map *map, const char *schema);

/* An object's printed name with the leading schema `from` replaced by `to`. */
const char *assay_schema_map_name(assay_arena *arena, const char *name, const char *from,
                                  const char *to);

#endif

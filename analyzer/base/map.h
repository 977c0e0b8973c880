/* SPDX-License-Identifier: MIT */
/*
 * A hash map from strings to pointers, and a pool of unique strings. Both live in an arena.
 * Iteration order is not offered: whoever needs an order sorts.
 */
#ifndef ASSAY_BASE_MAP_H
#define ASSAY_BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct assay_map assay_map;

/* NULL if memory is gone. Keys are borrowed: they must live as long as the map. */
assay_map *assay_map_new(assay_arena *arena);
/* NULL if the key is not there. */
void *assay_map_find(const assay_map *map, const char *key);
/* Replaces an older value. False if memory is gone. value must not be NULL. */
bool assay_map_put(assay_map *map, const char *key, void *value);
size_t assay_map_count(const assay_map *map);

typedef struct assay_strings assay_strings;

assay_strings *assay_strings_new(assay_arena *arena);
/* The one copy of text in this pool; NULL if memory is gone (or text is NULL). Equal texts of one
 * pool are equal pointers. */
const char *assay_strings_intern(assay_strings *strings, const char *text);
const char *assay_strings_intern_n(assay_strings *strings, const char *text, size_t length);

/* For tables and against damage, never for identity. */
uint64_t assay_hash_bytes(const void *bytes, size_t length, uint64_t seed);

#endif

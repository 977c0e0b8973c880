/* SPDX-License-Identifier: MIT */
/*
 * The cache: a local SQLite file that holds snapshots (schemas/cache.sql). Nodes of the catalog
 * tree are stored once, by hash. One short transaction a snapshot.
 */
#ifndef ASSAY_CACHE_H
#define ASSAY_CACHE_H

#include "catalog/snapshot.h"

typedef struct assay_cache assay_cache;

/* Opens or creates the file (mode 0600, WAL), upgrading an older layout in place. path NULL: in
 * memory. ASSAY_CORRUPT: damaged, or not a cache (never overwritten); ASSAY_UNSUPPORTED: made by a
 * newer Assay; ASSAY_IO: cannot be written. */
assay_status assay_cache_open(assay_cache **out, const char *path, assay_error *err);
void assay_cache_close(assay_cache *cache);

/* Stores a sealed snapshot and sets snapshot->id. */
assay_status assay_cache_store(assay_cache *cache, assay_snapshot *snapshot, assay_error *err);

/* Loads a snapshot as it was stored. id 0: the latest. ASSAY_USAGE if there is none. */
assay_status assay_cache_load(assay_snapshot **out, assay_cache *cache, int64_t id,
                              assay_error *err);

typedef struct assay_cache_entry {
    int64_t id;
    int64_t taken_at;
    const char *target;
    const char *server;
    const char *reader;
    size_t n_objects;
    char fingerprint[ASSAY_HASH_HEX];
} assay_cache_entry;

/* All snapshots, newest first, in the arena. */
assay_status assay_cache_list(assay_cache_entry **out, size_t *count, assay_cache *cache,
                              assay_arena *arena, assay_error *err);

/* Removes all but the newest `keep` snapshots of each target and reader. Their space in the file is
 * used again. */
assay_status assay_cache_prune(size_t *removed, assay_cache *cache, int keep, assay_error *err);

/* Parsed histories (history/history.h): bytes by the folder's path and a key. Nothing here is ever
 * an error: what is not found is parsed, and what cannot be kept is parsed again. */

/* NULL if there are none with that key, or others than the user may write to the file. */
const char *assay_cache_find_parsed(assay_cache *cache, size_t *length, assay_arena *arena,
                                    const char *path, const assay_hash *key);
/* In place of what the path had. Does not wait for other writers. The oldest ones leave when all
 * together would take more than 64 MB. */
void assay_cache_keep_parsed(assay_cache *cache, const char *path, const assay_hash *key,
                             const char *bytes, size_t length);

#endif

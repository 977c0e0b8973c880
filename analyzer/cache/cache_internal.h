/* SPDX-License-Identifier: MIT */
/* What the files of the cache share: the handle, SQLite's failures as errors of Assay, the tree of
 * hashes, and the JSON in which attributes are kept. */
#ifndef ASSAY_CACHE_INTERNAL_H
#define ASSAY_CACHE_INTERNAL_H

#include <sqlite3.h>

#include "cache/cache.h"

struct assay_cache {
    sqlite3 *db;
    char *path; /* as messages show it */
};

/* The layout this program writes; cache_upgrade.c has a step for each version. */
enum { CACHE_VERSION = 3 };
/* "ASAY": what `PRAGMA application_id` holds, so that another program's database is told apart. */
enum { CACHE_APPLICATION_ID = 0x41534159 };
/* Writers hold the lock for well under a second each; a fleet of them may queue. */
enum { CACHE_BUSY_TIMEOUT_MS = 30000 };

/* Turns a result code of SQLite into an error; `doing` is "read" or "write". */
assay_status cache_fail(const assay_cache *cache, int rc, const char *doing, assay_error *err);
assay_status cache_prepare(sqlite3_stmt **out, const assay_cache *cache, const char *sql,
                           assay_error *err);
assay_status cache_exec(const assay_cache *cache, const char *sql, const char *doing,
                        assay_error *err);
/* The first column of the first row; 0 if there is no row. */
assay_status cache_query_int(int64_t *out, const assay_cache *cache, const char *sql,
                             assay_error *err);

/* Creates or upgrades the layout in one transaction. */
assay_status cache_upgrade(const assay_cache *cache, assay_error *err);

/* A node of the catalog tree: a relation and what lives in it. */
typedef struct cache_relation {
    assay_hash hash;
    size_t first, count; /* objects of the catalog, in seal order */
} cache_relation;

typedef struct cache_tree {
    cache_relation *relations;
    size_t n_relations;
    assay_hash root;
} cache_tree;

/* Largest text of one relation with all its objects; SQLite holds 1,000,000,000 bytes. */
enum { CACHE_MAX_RELATION = 512 << 20 };

assay_status cache_tree_init(cache_tree *tree, assay_arena *arena, const assay_catalog *catalog,
                             assay_error *err);
/* The name under which an object is grouped: its relation, or its own. */
const char *cache_relation_name(const assay_object *object);
/* The objects of a relation as the cache keeps them. The buffer is cleared first. */
assay_status cache_relation_write(assay_buffer *out, const assay_catalog *catalog,
                                  const cache_relation *relation, assay_error *err);
/* Over everything the node holds. */
assay_hash cache_relation_hash(const char *schema, const char *name, const char *objects);
/* The root's hash begins with the dialect, then come the relations' hashes. */
void cache_root_begin(assay_hasher *root, const char *dialect);

/* Adds the objects of one stored relation to the catalog. ASSAY_CORRUPT if the text is not one of
 * cache_relation_write; ASSAY_UNSUPPORTED if it holds a kind or attribute that this program lacks.
 */
assay_status cache_relation_read(assay_catalog *catalog, const char *schema, const char *objects,
                                 assay_error *err);

/* Appends one JSON string. Bytes that are not UTF-8 are kept as they are. */
void cache_json_add(assay_buffer *out, const char *text);
/* Reads what cache_json_add wrote at *at and moves behind it. False if it is anything else. */
bool cache_json_read(assay_buffer *out, const char **at);
/* Moves behind the text if it stands there. */
bool cache_json_skip(const char **at, const char *text);

#endif

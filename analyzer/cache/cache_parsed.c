/* SPDX-License-Identifier: MIT */
/* Parsed histories in the cache: one row for each folder of profiles, found by its key only. */
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cache/cache_internal.h"

/* Largest sum of all parsed histories. */
enum { MAX_PARSED = 64 << 20 };

/* A snapshot that somebody else wrote is what they say of their database. A parsed history would be
 * what they say of the user's own files. */
static bool is_private(const assay_cache *cache)
{
    struct stat st;
    return stat(cache->path, &st) == 0 && st.st_uid == geteuid() &&
           (st.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static sqlite3_stmt *prepare(const assay_cache *cache, const char *sql, const char *path,
                             const assay_hash *key)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(cache->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return NULL;
    sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC);
    sqlite3_bind_blob(stmt, 2, key->bytes, ASSAY_HASH_SIZE, SQLITE_STATIC);
    return stmt;
}

const char *assay_cache_find_parsed(assay_cache *cache, size_t *length, assay_arena *arena,
                                    const char *path, const assay_hash *key)
{
    char *bytes = NULL;
    if (!is_private(cache))
        return NULL;
    sqlite3_stmt *stmt =
        prepare(cache, "SELECT profiles FROM parsed_history WHERE path = ? AND key = ?", path, key);
    if (stmt != NULL && sqlite3_step(stmt) == SQLITE_ROW &&
        sqlite3_column_type(stmt, 0) == SQLITE_BLOB) {
        const void *blob = sqlite3_column_blob(stmt, 0);
        *length = (size_t)sqlite3_column_bytes(stmt, 0);
        bytes = blob == NULL ? NULL : assay_arena_strndup(arena, blob, *length);
    }
    sqlite3_finalize(stmt);
    return bytes;
}

static bool replace(const assay_cache *cache, const char *path, const assay_hash *key,
                    const char *bytes, size_t length)
{
    sqlite3_stmt *stmt = prepare(
        cache, "INSERT OR REPLACE INTO parsed_history (path, key, profiles) VALUES (?, ?, ?)", path,
        key);
    if (stmt == NULL)
        return false;
    sqlite3_bind_blob64(stmt, 3, bytes, length, SQLITE_STATIC);
    bool done = sqlite3_step(stmt) == SQLITE_DONE;
    sqlite3_finalize(stmt);
    return done;
}

static bool exec(const assay_cache *cache, const char *sql)
{
    return sqlite3_exec(cache->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool drop_oldest(const assay_cache *cache)
{
    char sql[256];
    sqlite3_snprintf(sizeof sql, sql,
                     "DELETE FROM parsed_history WHERE id IN (SELECT id FROM (SELECT id, "
                     "sum(length(profiles)) OVER (ORDER BY id DESC) AS total FROM parsed_history) "
                     "WHERE total > %d)",
                     MAX_PARSED);
    return exec(cache, sql);
}

void assay_cache_keep_parsed(assay_cache *cache, const char *path, const assay_hash *key,
                             const char *bytes, size_t length)
{
    if (!is_private(cache) || length > MAX_PARSED)
        return;
    sqlite3_busy_timeout(cache->db, 0);
    if (exec(cache, "BEGIN IMMEDIATE") &&
        !(replace(cache, path, key, bytes, length) && drop_oldest(cache) && exec(cache, "COMMIT")))
        exec(cache, "ROLLBACK");
    sqlite3_busy_timeout(cache->db, CACHE_BUSY_TIMEOUT_MS);
}

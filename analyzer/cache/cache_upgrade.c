/* SPDX-License-Identifier: MIT */
/*
 * Layouts of the cache file: a new file is version 0 and takes every step, an older one those it
 * lacks. All steps run in one transaction, so that a file is never between two versions.
 */
#include <assert.h>

#include "base/embedded.h"
#include "cache/cache_internal.h"

/* The version a step leads to, and the SQL that does it. Ascending; steps are never edited. */
static const struct {
    int version;
    const char *path;
} steps[] = {
    {1, "schemas/cache.sql"},
    {2, "schemas/cache-2.sql"},
    {3, "schemas/cache-3.sql"},
};

static_assert(sizeof steps / sizeof *steps == CACHE_VERSION, "one step for each version");

static assay_status run_steps(const assay_cache *cache, assay_error *err)
{
    /* Read again inside the transaction: another process may have upgraded meanwhile. */
    int64_t version = 0;
    assay_status status = cache_query_int(&version, cache, "PRAGMA user_version", err);
    for (size_t i = 0; status == ASSAY_OK && i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].version <= version)
            continue;
        const assay_embedded *file = assay_embedded_find(steps[i].path);
        if (file == NULL)
            return assay_fail(err, ASSAY_INTERNAL, "'%s' is not in the program", steps[i].path);
        status = cache_exec(cache, file->data, "write", err);
        char pragma[64];
        sqlite3_snprintf(sizeof pragma, pragma, "PRAGMA user_version = %d", steps[i].version);
        if (status == ASSAY_OK)
            status = cache_exec(cache, pragma, "write", err);
    }
    char pragma[64];
    sqlite3_snprintf(sizeof pragma, pragma, "PRAGMA application_id = %d", CACHE_APPLICATION_ID);
    return status != ASSAY_OK ? status : cache_exec(cache, pragma, "write", err);
}

assay_status cache_upgrade(const assay_cache *cache, assay_error *err)
{
    assay_status status = cache_exec(cache, "BEGIN IMMEDIATE", "write", err);
    if (status != ASSAY_OK)
        return status;
    status = run_steps(cache, err);
    if (status == ASSAY_OK)
        status = cache_exec(cache, "COMMIT", "write", err);
    if (status != ASSAY_OK)
        sqlite3_exec(cache->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

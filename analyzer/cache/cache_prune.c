/* SPDX-License-Identifier: MIT */
/* Snapshots leave the cache, and with them the nodes that no other snapshot needs. */
#include "cache/cache_internal.h"

/* In this order: what is left over is what nothing refers to any more. */
static const char *const leftovers[] = {
    "DELETE FROM snapshot_limit WHERE snapshot NOT IN (SELECT id FROM snapshot)",
    "DELETE FROM version_table WHERE snapshot NOT IN (SELECT id FROM snapshot)",
    "DELETE FROM catalog_relation WHERE catalog NOT IN (SELECT catalog FROM snapshot)",
    "DELETE FROM catalog WHERE id NOT IN (SELECT catalog FROM snapshot)",
    "DELETE FROM relation WHERE id NOT IN (SELECT relation FROM catalog_relation)",
    "COMMIT",
};

static assay_status prune(size_t *removed, const assay_cache *cache, int keep, assay_error *err)
{
    char sql[300];
    sqlite3_snprintf(
        sizeof sql, sql,
        "DELETE FROM snapshot WHERE id IN (SELECT id FROM (SELECT id, row_number() "
        "OVER (PARTITION BY target, reader ORDER BY taken_at DESC, id DESC) AS n FROM snapshot) "
        "WHERE n > %d)",
        keep);
    assay_status status = cache_exec(cache, sql, "write", err);
    if (status == ASSAY_OK)
        *removed = (size_t)sqlite3_changes(cache->db);
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers && status == ASSAY_OK; i++)
        status = cache_exec(cache, leftovers[i], "write", err);
    return status;
}

assay_status assay_cache_prune(size_t *removed, assay_cache *cache, int keep, assay_error *err)
{
    *removed = 0;
    assay_status status = cache_exec(cache, "BEGIN IMMEDIATE", "write", err);
    if (status != ASSAY_OK)
        return status;
    status = prune(removed, cache, keep, err);
    if (status != ASSAY_OK)
        sqlite3_exec(cache->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

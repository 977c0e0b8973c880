/* SPDX-License-Identifier: MIT */
/*
 * Loading a snapshot. Every hash of its tree is computed again from what was read: a cache that
 * was damaged or edited is an error, never another schema.
 */
#include <string.h>

#include "base/limits.h"
#include "cache/cache_internal.h"

static const char select_snapshot[] =
    "SELECT s.id, s.taken_at, s.target, s.server, s.server_version, s.database, s.role, "
    "s.search_path, s.reader, s.fingerprint, c.id, c.hash, c.dialect FROM snapshot s "
    "JOIN catalog c ON c.id = s.catalog "
    "WHERE s.id = CASE ?1 WHEN 0 THEN (SELECT id FROM snapshot ORDER BY taken_at DESC, id DESC "
    "LIMIT 1) ELSE ?1 END";

static const char select_relations[] =
    "SELECT r.hash, r.schema, r.name, r.objects FROM catalog_relation cr "
    "JOIN relation r ON r.id = cr.relation WHERE cr.catalog = ? ORDER BY cr.position";

static const char select_limits[] =
    "SELECT kind, reason, count FROM snapshot_limit WHERE snapshot = ?";

static const char select_version_tables[] =
    "SELECT tool, schema, name, revisions, readable, dirty, width, reason FROM version_table "
    "WHERE snapshot = ? ORDER BY position";

static const char select_list[] =
    "SELECT s.id, s.taken_at, s.target, s.server, s.reader, c.objects, s.fingerprint "
    "FROM snapshot s JOIN catalog c ON c.id = s.catalog ORDER BY s.taken_at DESC, s.id DESC";

typedef struct loader {
    assay_cache *cache;
    assay_snapshot *snapshot;
    int64_t catalog_id;
    assay_hash root;
    char fingerprint[ASSAY_HASH_HEX];
    assay_buffer value;
} loader;

static assay_status damaged(const loader *l, const char *what, assay_error *err)
{
    assay_fail(err, ASSAY_CORRUPT, "cache '%s' is damaged: %s of snapshot %lld does not add up",
               l->cache->path, what, (long long)l->snapshot->id);
    assay_error_remedy(err, "take the snapshot again into another file (--cache)");
    return ASSAY_CORRUPT;
}

static const char *column_text(sqlite3_stmt *stmt, int i)
{
    return (const char *)sqlite3_column_text(stmt, i);
}

/* The text in the snapshot's pool; NULL if memory is gone. What is NULL in the file is "". */
static const char *pooled(const loader *l, sqlite3_stmt *stmt, int i)
{
    const char *text = column_text(stmt, i);
    return assay_strings_intern(l->snapshot->catalog->strings, text == NULL ? "" : text);
}

static bool column_hash(assay_hash *out, sqlite3_stmt *stmt, int i)
{
    const void *bytes = sqlite3_column_blob(stmt, i);
    if (bytes == NULL || sqlite3_column_bytes(stmt, i) != ASSAY_HASH_SIZE)
        return false;
    memcpy(out->bytes, bytes, ASSAY_HASH_SIZE);
    return true;
}

static assay_status load_relation(loader *l, assay_hasher *root, sqlite3_stmt *stmt,
                                  assay_error *err)
{
    assay_hash stored;
    const char *schema = column_text(stmt, 1), *name = column_text(stmt, 2);
    const char *objects = column_text(stmt, 3);
    if (!column_hash(&stored, stmt, 0) || schema == NULL || name == NULL || objects == NULL)
        return damaged(l, "a relation", err);
    assay_hash hash = cache_relation_hash(schema, name, objects);
    if (assay_hash_compare(&hash, &stored) != 0)
        return damaged(l, "a relation", err);
    assay_hasher_bytes(root, hash.bytes, ASSAY_HASH_SIZE);
    assay_status status = cache_relation_read(l->snapshot->catalog, schema, objects, err);
    if (status != ASSAY_OK)
        assay_error_where(err, "snapshot %lld of '%s'", (long long)l->snapshot->id, l->cache->path);
    return status;
}

static assay_status load_relations(loader *l, assay_error *err)
{
    sqlite3_stmt *stmt = NULL;
    assay_status status = cache_prepare(&stmt, l->cache, select_relations, err);
    if (status != ASSAY_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, l->catalog_id);
    assay_hasher root;
    cache_root_begin(&root, assay_dialect_name(l->snapshot->catalog->dialect));
    int rc = SQLITE_ROW;
    while (status == ASSAY_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
        status = load_relation(l, &root, stmt, err);
    if (status == ASSAY_OK && rc != SQLITE_DONE)
        status = cache_fail(l->cache, rc, "read", err);
    sqlite3_finalize(stmt);
    if (status != ASSAY_OK)
        return status;
    assay_hash hash = assay_hasher_done(&root);
    return assay_hash_compare(&hash, &l->root) == 0 ? ASSAY_OK : damaged(l, "the catalog", err);
}

static assay_status load_limit(loader *l, sqlite3_stmt *stmt, assay_error *err)
{
    int64_t count = sqlite3_column_int64(stmt, 2);
    const char *kind = column_text(stmt, 0), *reason = column_text(stmt, 1);
    if (kind == NULL || reason == NULL || count < 0)
        return damaged(l, "a limit", err);
    return assay_snapshot_limit(l->snapshot, kind, reason, (size_t)count, err);
}

static assay_status load_version_rows(loader *l, assay_version_table *table, const char *json,
                                      assay_error *err)
{
    if (json == NULL || !cache_json_skip(&json, "["))
        return damaged(l, "a version table", err);
    while (*json != ']') {
        if (!cache_json_read(&l->value, &json))
            return damaged(l, "a version table", err);
        assay_status status = assay_buffer_check(&l->value, err);
        if (status == ASSAY_OK)
            status = assay_version_table_row(l->snapshot, table, assay_buffer_text(&l->value), err);
        if (status != ASSAY_OK)
            return status;
        if (*json != ']' && !cache_json_skip(&json, ","))
            return damaged(l, "a version table", err);
    }
    return ASSAY_OK;
}

static assay_status load_version_table(loader *l, sqlite3_stmt *stmt, assay_error *err)
{
    const char *tool = pooled(l, stmt, 0), *schema = pooled(l, stmt, 1), *name = pooled(l, stmt, 2);
    if (tool == NULL || schema == NULL || name == NULL)
        return assay_fail_nomem(err);
    assay_version_table *table = assay_snapshot_version_table(l->snapshot, tool, schema, name, err);
    if (table == NULL)
        return ASSAY_NOMEM;
    table->readable = sqlite3_column_int(stmt, 4) != 0;
    table->dirty = sqlite3_column_int(stmt, 5) != 0;
    table->width = sqlite3_column_int(stmt, 6);
    if (column_text(stmt, 7) != NULL && (table->reason = pooled(l, stmt, 7)) == NULL)
        return assay_fail_nomem(err);
    return load_version_rows(l, table, column_text(stmt, 3), err);
}

typedef assay_status (*load_row)(loader *l, sqlite3_stmt *stmt, assay_error *err);

/* Calls `row` for each row that belongs to the snapshot. */
static assay_status load_rows(loader *l, const char *sql, load_row row, assay_error *err)
{
    sqlite3_stmt *stmt = NULL;
    assay_status status = cache_prepare(&stmt, l->cache, sql, err);
    if (status != ASSAY_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, l->snapshot->id);
    int rc = SQLITE_ROW;
    while (status == ASSAY_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
        status = row(l, stmt, err);
    if (status == ASSAY_OK && rc != SQLITE_DONE)
        status = cache_fail(l->cache, rc, "read", err);
    sqlite3_finalize(stmt);
    return status;
}

static assay_status fill_snapshot(loader *l, sqlite3_stmt *stmt, assay_error *err)
{
    assay_dialect dialect = ASSAY_POSTGRESQL;
    const char *name = column_text(stmt, 12);
    bool known = name != NULL && assay_dialect_find(&dialect, name);
    assay_snapshot *snapshot = assay_snapshot_new(dialect);
    if (snapshot == NULL)
        return assay_fail_nomem(err);
    l->snapshot = snapshot;
    snapshot->id = sqlite3_column_int64(stmt, 0);
    snapshot->taken_at = sqlite3_column_int64(stmt, 1);
    snapshot->target = pooled(l, stmt, 2);
    snapshot->server = pooled(l, stmt, 3);
    snapshot->server_version = sqlite3_column_int(stmt, 4);
    snapshot->database = pooled(l, stmt, 5);
    snapshot->role = pooled(l, stmt, 6);
    snapshot->search_path = pooled(l, stmt, 7);
    snapshot->reader = pooled(l, stmt, 8);
    if (snapshot->target == NULL || snapshot->server == NULL || snapshot->database == NULL ||
        snapshot->role == NULL || snapshot->search_path == NULL || snapshot->reader == NULL)
        return assay_fail_nomem(err);
    const char *fingerprint = column_text(stmt, 9);
    if (!known || fingerprint == NULL || strlen(fingerprint) + 1 != ASSAY_HASH_HEX ||
        !column_hash(&l->root, stmt, 11))
        return damaged(l, "the row", err);
    memcpy(l->fingerprint, fingerprint, ASSAY_HASH_HEX);
    l->catalog_id = sqlite3_column_int64(stmt, 10);
    return ASSAY_OK;
}

static assay_status load_head(loader *l, int64_t id, assay_error *err)
{
    sqlite3_stmt *stmt = NULL;
    assay_status status = cache_prepare(&stmt, l->cache, select_snapshot, err);
    if (status != ASSAY_OK)
        return status;
    sqlite3_bind_int64(stmt, 1, id);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        status = fill_snapshot(l, stmt, err);
    else if (rc != SQLITE_DONE)
        status = cache_fail(l->cache, rc, "read", err);
    else if (id == 0)
        status = assay_fail(err, ASSAY_USAGE, "cache '%s' holds no snapshot", l->cache->path);
    else
        status = assay_fail(err, ASSAY_USAGE, "cache '%s' holds no snapshot %lld", l->cache->path,
                            (long long)id);
    if (status == ASSAY_USAGE)
        assay_error_remedy(err, "see `assay snapshots list`");
    sqlite3_finalize(stmt);
    return status;
}

assay_status assay_cache_load(assay_snapshot **out, assay_cache *cache, int64_t id,
                              assay_error *err)
{
    *out = NULL;
    loader l = {.cache = cache, .value = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT)};
    /* One read transaction, so that all parts are of one moment. */
    assay_status status = cache_exec(cache, "BEGIN", "read", err);
    if (status != ASSAY_OK)
        return status;
    status = load_head(&l, id, err);
    if (status == ASSAY_OK)
        status = load_relations(&l, err);
    if (status == ASSAY_OK)
        status = load_rows(&l, select_limits, load_limit, err);
    if (status == ASSAY_OK)
        status = load_rows(&l, select_version_tables, load_version_table, err);
    sqlite3_exec(cache->db, "COMMIT", NULL, NULL, NULL);
    if (status == ASSAY_OK)
        status = assay_snapshot_seal(l.snapshot, err);
    assay_buffer_release(&l.value);
    if (status != ASSAY_OK)
        assay_snapshot_free(l.snapshot);
    else
        *out = l.snapshot;
    return status;
}

static assay_status fill_entry(assay_cache_entry *entry, assay_arena *arena, sqlite3_stmt *stmt)
{
    const char *target = column_text(stmt, 2), *server = column_text(stmt, 3);
    const char *reader = column_text(stmt, 4), *fingerprint = column_text(stmt, 6);
    *entry = (assay_cache_entry){.id = sqlite3_column_int64(stmt, 0),
                                 .taken_at = sqlite3_column_int64(stmt, 1),
                                 .target = assay_arena_strdup(arena, target ? target : ""),
                                 .server = assay_arena_strdup(arena, server ? server : ""),
                                 .reader = assay_arena_strdup(arena, reader ? reader : ""),
                                 .n_objects = (size_t)sqlite3_column_int64(stmt, 5)};
    if (fingerprint != NULL)
        memcpy(entry->fingerprint, fingerprint, strnlen(fingerprint, ASSAY_HASH_HEX - 1));
    bool complete = entry->target != NULL && entry->server != NULL && entry->reader != NULL;
    return complete ? ASSAY_OK : ASSAY_NOMEM;
}

assay_status assay_cache_list(assay_cache_entry **out, size_t *count, assay_cache *cache,
                              assay_arena *arena, assay_error *err)
{
    *out = NULL;
    *count = 0;
    sqlite3_stmt *stmt = NULL;
    assay_status status = cache_prepare(&stmt, cache, select_list, err);
    if (status != ASSAY_OK)
        return status;
    assay_cache_entry *entries = NULL;
    size_t capacity = 0, n = 0;
    int rc = SQLITE_ROW;
    while (status == ASSAY_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        entries = assay_arena_grow(arena, entries, &capacity, n + 1, sizeof *entries);
        status = entries == NULL ? ASSAY_NOMEM : fill_entry(&entries[n++], arena, stmt);
    }
    if (status == ASSAY_OK && rc != SQLITE_DONE)
        status = cache_fail(cache, rc, "read", err);
    else if (status == ASSAY_NOMEM)
        assay_fail_nomem(err);
    sqlite3_finalize(stmt);
    if (status != ASSAY_OK)
        return status;
    *out = entries;
    *count = n;
    return ASSAY_OK;
}

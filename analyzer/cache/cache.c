/* SPDX-License-Identifier: MIT */
/*
 * Opening the cache file. Nothing is written before the file has been recognised as a cache of
 * this program or as empty: whatever else lies there stays as it is, and the error says what it is.
 */
#include "cache/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cache/cache_internal.h"

enum { BUSY_STEP_MS = 10 };

static const char another[] = "name another file with --cache";

static assay_status fail_io(const assay_cache *cache, const char *doing, const char *reason,
                            assay_error *err)
{
    assay_fail(err, ASSAY_IO, "cannot %s cache '%s': %s", doing, cache->path, reason);
    assay_error_remedy(err, "%s, or use --no-cache", another);
    return ASSAY_IO;
}

static assay_status fail_damaged(const assay_cache *cache, const char *reason, assay_error *err)
{
    assay_fail(err, ASSAY_CORRUPT, "cache '%s' is damaged: %s", cache->path, reason);
    assay_error_remedy(err, "move it away, or %s; it was not changed", another);
    return ASSAY_CORRUPT;
}

assay_status cache_fail(const assay_cache *cache, int rc, const char *doing, assay_error *err)
{
    switch (rc & 0xff) {
    case SQLITE_NOTADB:
        assay_fail(err, ASSAY_CORRUPT, "'%s' is not a cache: it is no SQLite database",
                   cache->path);
        assay_error_remedy(err, "%s; this one was not changed", another);
        return ASSAY_CORRUPT;
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: /* a table or column that every cache has is missing */
    case SQLITE_MISMATCH:
        return fail_damaged(cache, sqlite3_errmsg(cache->db), err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        assay_fail(err, ASSAY_TIMEOUT, "cache '%s' is held by another process", cache->path);
        assay_error_remedy(err, "wait for it to end, or %s", another);
        return ASSAY_TIMEOUT;
    case SQLITE_NOMEM:
        return assay_fail_nomem(err);
    case SQLITE_TOOBIG:
        return assay_fail(err, ASSAY_LIMIT, "an object is too large for cache '%s'", cache->path);
    default:
        return fail_io(cache, doing, sqlite3_errstr(rc), err);
    }
}

assay_status cache_prepare(sqlite3_stmt **out, const assay_cache *cache, const char *sql,
                           assay_error *err)
{
    int rc = sqlite3_prepare_v2(cache->db, sql, -1, out, NULL);
    return rc == SQLITE_OK ? ASSAY_OK : cache_fail(cache, rc, "read", err);
}

assay_status cache_exec(const assay_cache *cache, const char *sql, const char *doing,
                        assay_error *err)
{
    int rc = sqlite3_exec(cache->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? ASSAY_OK : cache_fail(cache, rc, doing, err);
}

assay_status cache_query_int(int64_t *out, const assay_cache *cache, const char *sql,
                             assay_error *err)
{
    *out = 0;
    sqlite3_stmt *stmt = NULL;
    assay_status status = cache_prepare(&stmt, cache, sql, err);
    if (status != ASSAY_OK)
        return status;
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    else if (rc != SQLITE_DONE)
        status = cache_fail(cache, rc, "read", err);
    sqlite3_finalize(stmt);
    return status;
}

/* SQLite would create the file with the umask's mode: the right one is set from the first moment,
 * so that nobody else can open it before. */
static assay_status create_file(const assay_cache *cache, assay_error *err)
{
    const char *slash = strrchr(cache->path, '/');
    char *directory = slash == NULL          ? strdup(".")
                      : slash == cache->path ? strdup("/")
                                             : strndup(cache->path, (size_t)(slash - cache->path));
    if (directory == NULL)
        return assay_fail_nomem(err);
    assay_status status = assay_file_make_directories(directory, err);
    /* WAL needs files beside the database, so that a read-only directory fails late and unclearly
     * if it is not asked for here. */
    if (status == ASSAY_OK && access(directory, W_OK) != 0)
        status = fail_io(cache, "write", strerror(errno), err);
    free(directory);
    if (status != ASSAY_OK) {
        assay_error_remedy(err, "%s, or use --no-cache", another);
        return status;
    }
    int fd = open(cache->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    else if (errno != EEXIST)
        return fail_io(cache, "create", strerror(errno), err);
    else if (assay_file_is_directory(cache->path))
        return fail_io(cache, "open", "it is a directory", err);
    else if (access(cache->path, R_OK | W_OK) != 0)
        return fail_io(cache, "write", strerror(errno), err);
    return ASSAY_OK;
}

/* In one transaction: another process may be making the cache at this moment. */
static assay_status read_marks(int64_t *application, int64_t *version, int64_t *tables,
                               const assay_cache *cache, assay_error *err)
{
    assay_status status = cache_exec(cache, "BEGIN", "read", err);
    if (status == ASSAY_OK)
        status = cache_query_int(application, cache, "PRAGMA application_id", err);
    if (status == ASSAY_OK)
        status = cache_query_int(version, cache, "PRAGMA user_version", err);
    if (status == ASSAY_OK)
        status = cache_query_int(tables, cache, "SELECT count(*) FROM sqlite_schema", err);
    if (status == ASSAY_OK)
        status = cache_exec(cache, "COMMIT", "read", err);
    return status;
}

static assay_status recognise(bool *ready, const assay_cache *cache, assay_error *err)
{
    int64_t application = 0, version = 0, tables = 0;
    assay_status status = read_marks(&application, &version, &tables, cache, err);
    if (status != ASSAY_OK)
        return status;
    bool empty = application == 0 && version == 0 && tables == 0;
    if (!empty && application != CACHE_APPLICATION_ID) {
        assay_fail(err, ASSAY_CORRUPT, "'%s' is not a cache: it is a database of another program",
                   cache->path);
        assay_error_remedy(err, "%s; this one was not changed", another);
        return ASSAY_CORRUPT;
    }
    if (version > CACHE_VERSION) {
        assay_fail(err, ASSAY_UNSUPPORTED,
                   "cache '%s' has layout %lld, and this assay knows layouts up to %d", cache->path,
                   (long long)version, CACHE_VERSION);
        assay_error_remedy(err, "use the newer assay, or %s", another);
        return ASSAY_UNSUPPORTED;
    }
    *ready = version == CACHE_VERSION;
    return ASSAY_OK;
}

/* Several processes may open a new file at once, and SQLite does not wait when it changes the
 * journal: the loser tries again. */
static assay_status use_wal(const assay_cache *cache, assay_error *err)
{
    for (int waited = 0;; waited += BUSY_STEP_MS) {
        int rc = sqlite3_exec(cache->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (rc == SQLITE_OK)
            return ASSAY_OK;
        if ((rc & 0xff) != SQLITE_BUSY || waited >= CACHE_BUSY_TIMEOUT_MS)
            return cache_fail(cache, rc, "write", err);
        sqlite3_sleep(BUSY_STEP_MS);
    }
}

static assay_status prepare_connection(const assay_cache *cache, assay_error *err)
{
    sqlite3_extended_result_codes(cache->db, 0);
    sqlite3_busy_timeout(cache->db, CACHE_BUSY_TIMEOUT_MS);
    /* A cache that someone else prepared must not run code of theirs. */
    sqlite3_db_config(cache->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(cache->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(cache->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(cache->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    return cache_exec(cache, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384;", "read",
                      err);
}

static assay_status open_file(assay_cache *cache, bool memory, assay_error *err)
{
    assay_status status = memory ? ASSAY_OK : create_file(cache, err);
    if (status != ASSAY_OK)
        return status;
    int rc =
        sqlite3_open_v2(memory ? ":memory:" : cache->path, &cache->db, SQLITE_OPEN_READWRITE, NULL);
    if (rc != SQLITE_OK)
        return cache_fail(cache, rc, "open", err);
    status = prepare_connection(cache, err);
    bool ready = false;
    if (status == ASSAY_OK)
        status = recognise(&ready, cache, err);
    if (status == ASSAY_OK && sqlite3_db_readonly(cache->db, "main") == 1)
        status = fail_io(cache, "write", "it is read-only", err);
    if (status == ASSAY_OK && !memory)
        status = use_wal(cache, err);
    if (status == ASSAY_OK && !ready)
        status = cache_upgrade(cache, err);
    return status;
}

assay_status assay_cache_open(assay_cache **out, const char *path, assay_error *err)
{
    *out = NULL;
    assay_cache *cache = calloc(1, sizeof *cache);
    char *copy = strdup(path == NULL ? "in memory" : path);
    if (cache == NULL || copy == NULL) {
        free(cache);
        free(copy);
        return assay_fail_nomem(err);
    }
    cache->path = copy;
    assay_status status = open_file(cache, path == NULL, err);
    if (status != ASSAY_OK) {
        assay_cache_close(cache);
        return status;
    }
    *out = cache;
    return ASSAY_OK;
}

void assay_cache_close(assay_cache *cache)
{
    if (cache == NULL)
        return;
    sqlite3_close(cache->db);
    free(cache->path);
    free(cache);
}

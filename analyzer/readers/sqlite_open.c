/* SPDX-License-Identifier: MIT */
#include "readers/sqlite_open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"

enum {
    PROGRESS_OPERATIONS = 1000, /* of the virtual machine, between two looks at the clock */
    BUSY_SLEEP_MS = 10,
    MAX_SQL_BYTES = 4 << 20 /* of one statement of the schema */
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_interrupted(const assay_sqlite_file *file)
{
    return file->options->interrupted != NULL && *file->options->interrupted != 0;
}

static bool time_is_over(const assay_sqlite_file *file)
{
    return is_interrupted(file) || (file->deadline != 0 && now_ms() > file->deadline);
}

static assay_status fail_over_time(const assay_sqlite_file *file, assay_error *err)
{
    if (is_interrupted(file))
        return assay_fail(err, ASSAY_TIMEOUT, "interrupted while reading '%s'", file->path);
    assay_fail(err, ASSAY_TIMEOUT, "reading '%s' took longer than %d seconds", file->path,
               file->options->timeout_seconds);
    return assay_error_remedy(err, "allow more with --timeout");
}

assay_status assay_sqlite_check_time(const assay_sqlite_file *file, assay_error *err)
{
    return time_is_over(file) ? fail_over_time(file, err) : ASSAY_OK;
}

static int on_progress(void *file)
{
    return time_is_over(file);
}

/* Own and not sqlite3_busy_timeout, which neither a signal nor the run's deadline would end. */
static int on_busy(void *context, int count)
{
    assay_sqlite_file *file = context;
    int64_t now = now_ms();
    if (count == 0)
        file->busy_since = now;
    if (time_is_over(file) || now - file->busy_since >= file->options->lock_timeout_ms)
        return 0;
    sqlite3_sleep(BUSY_SLEEP_MS);
    return 1;
}

assay_status assay_sqlite_fail(const assay_sqlite_file *file, int code, assay_error *err)
{
    const char *message = file->db != NULL ? sqlite3_errmsg(file->db) : sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return assay_fail_nomem(err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        if (time_is_over(file))
            return fail_over_time(file, err);
        assay_fail(err, ASSAY_TIMEOUT, "'%s' is locked by another process (waited %d ms)",
                   file->path, file->options->lock_timeout_ms);
        return assay_error_remedy(err, "try again when the writer is done, or --lock-timeout");
    case SQLITE_INTERRUPT:
        return fail_over_time(file, err);
    case SQLITE_NOTADB:
        return assay_fail(err, ASSAY_INVALID, "'%s' is not a SQLite database", file->path);
    case SQLITE_TOOBIG:
        return assay_fail(err, ASSAY_LIMIT, "'%s' holds a text of more than %u bytes", file->path,
                          ASSAY_MAX_TEXT);
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return assay_fail(err, ASSAY_IO, "cannot read '%s': %s", file->path, message);
    default:
        return assay_fail(err, ASSAY_INVALID, "'%s' is damaged: %s", file->path, message);
    }
}

/* SQLite would open an empty file as an empty database, and a directory with a riddle. */
static assay_status check_header(const assay_sqlite_file *file, assay_error *err)
{
    static const char magic[16] = "SQLite format 3";
    char header[sizeof magic];
    struct stat info;
    ssize_t n = -1;
    assay_status status = ASSAY_OK;
    /* O_NONBLOCK: a named pipe must not make us wait. */
    int fd = open(file->real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &info) != 0) {
        status = assay_fail(err, ASSAY_IO, "cannot open '%s': %s", file->path, strerror(errno));
    } else if (S_ISDIR(info.st_mode)) {
        status = assay_fail(err, ASSAY_INVALID, "'%s' is a directory, not a SQLite database",
                            file->path);
    } else if (!S_ISREG(info.st_mode)) {
        status = assay_fail(err, ASSAY_INVALID, "'%s' is not a regular file", file->path);
    } else if (info.st_size == 0) {
        status = assay_fail(err, ASSAY_INVALID, "'%s' is empty, not a SQLite database", file->path);
    } else if ((n = read(fd, header, sizeof header)) < 0) {
        status = assay_fail(err, ASSAY_IO, "cannot read '%s': %s", file->path, strerror(errno));
    } else if (n != (ssize_t)sizeof header || memcmp(header, magic, sizeof magic) != 0) {
        status = assay_fail(err, ASSAY_INVALID, "'%s' is not a SQLite database", file->path);
    }
    if (fd >= 0)
        close(fd);
    return status;
}

/* file:/path?query with all but unreserved characters of the path escaped. */
static const char *make_uri(assay_arena *arena, const char *path, const char *query)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    static const char hex[] = "0123456789ABCDEF";
    size_t length = strlen(path);
    char *encoded = assay_arena_calloc(arena, length + 1, 3);
    if (encoded == NULL)
        return NULL;
    char *to = encoded;
    for (const char *p = path; *p != '\0'; p++) {
        if (strchr(plain, *p) != NULL) {
            *to++ = *p;
            continue;
        }
        *to++ = '%';
        *to++ = hex[(unsigned char)*p >> 4];
        *to++ = hex[(unsigned char)*p & 15];
    }
    return assay_arena_printf(arena, "file:%s?%s", encoded, query);
}

/* All a reader of schemas needs, and nothing by which a schema could act. */
static int authorize(void *context, int action, const char *first, const char *second,
                     const char *database, const char *trigger)
{
    static const char *const pragmas[] = {"table_xinfo", "index_list", "index_xinfo",
                                          "foreign_key_list"};
    (void)context, (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_TRANSACTION:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return strcmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:
        for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
            if (strcmp(first, pragmas[i]) == 0)
                return SQLITE_OK;
        }
        return SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

/* Expression depth, columns and attached terms stay at SQLite's own limits: a tighter one makes a
 * valid schema unreadable as a whole. */
static int harden(assay_sqlite_file *file)
{
    static const struct {
        int option, value;
    } config[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    static const struct {
        int limit, value;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, ASSAY_MAX_TEXT},
        {SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_BYTES},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
    };
    sqlite3_extended_result_codes(file->db, 1);
    for (size_t i = 0; i < sizeof config / sizeof *config; i++) {
        int code = sqlite3_db_config(file->db, config[i].option, config[i].value, NULL);
        if (code != SQLITE_OK)
            return code;
    }
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(file->db, limits[i].limit, limits[i].value);
    sqlite3_busy_handler(file->db, on_busy, file);
    sqlite3_progress_handler(file->db, PROGRESS_OPERATIONS, on_progress, file);
    return sqlite3_exec(file->db,
                        "PRAGMA cell_size_check = on; PRAGMA mmap_size = 0; PRAGMA query_only = on",
                        NULL, NULL, NULL);
}

/* One malformed row makes every statement fail. SQLITE_DBCONFIG_WRITABLE_SCHEMA lets SQLite use the
 * rows that it can; SQLITE_DBCONFIG_DEFENSIVE stays on, so that nothing becomes writable. */
static int accept_malformed(assay_sqlite_file *file, assay_arena *arena)
{
    static const char says[] = "malformed database schema";
    enum { MOST_BYTES = 200 };
    const char *message = sqlite3_errmsg(file->db);
    if (strncmp(message, says, sizeof says - 1) != 0)
        return SQLITE_CORRUPT;
    char *line = assay_arena_strndup(arena, message, strnlen(message, MOST_BYTES));
    if (line == NULL)
        return SQLITE_NOMEM;
    for (char *p = line; *p != '\0'; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            *p = '?'; /* it quotes names and texts of the file */
    }
    file->malformed = line;
    return sqlite3_db_config(file->db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
}

int assay_sqlite_load_schema(sqlite3 *db, const char *sql)
{
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if ((code & 0xff) != SQLITE_CORRUPT || strstr(sqlite3_errmsg(db), "unsafe use of ") == NULL)
        return code;
    code = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
    return code == SQLITE_OK ? sqlite3_exec(db, sql, NULL, NULL, NULL) : code;
}

/* The first read takes the lock, finds journals and parses the schema: whatever is wrong with the
 * file shows here. The second makes SQLite declare the tables by which PRAGMAs are queried, which
 * an authorizer would see as an attempt to write (SQLITE_UPDATE of sqlite_master). */
static int read_first(assay_sqlite_file *file, assay_arena *arena)
{
    static const char sql[] = "SELECT count(*) FROM sqlite_master;"
                              "SELECT 1 FROM pragma_table_xinfo, pragma_index_list,"
                              " pragma_index_xinfo, pragma_foreign_key_list WHERE 0";
    int code = sqlite3_exec(file->db, "BEGIN", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = assay_sqlite_load_schema(file->db, sql);
    if ((code & 0xff) != SQLITE_CORRUPT)
        return code;
    code = accept_malformed(file, arena);
    return code == SQLITE_OK ? sqlite3_exec(file->db, sql, NULL, NULL, NULL) : code;
}

static int try_open(assay_sqlite_file *file, assay_arena *arena, const char *uri, int mode)
{
    int flags = mode | SQLITE_OPEN_URI | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE;
    file->malformed = NULL;
    int code = sqlite3_open_v2(uri, &file->db, flags, NULL);
    if (code == SQLITE_OK)
        code = harden(file);
    if (code == SQLITE_OK)
        code = read_first(file, arena);
    return code == SQLITE_OK ? sqlite3_set_authorizer(file->db, authorize, NULL) : code;
}

static void close_database(assay_sqlite_file *file)
{
    if (!file->borrowed)
        sqlite3_close(file->db);
    file->db = NULL;
}

/* mode=ro cannot read a WAL file for which it may not create an -shm, nor one whose last writer
 * died. Without a -wal and a -journal the file alone is the whole database; with one of them SQLite
 * must recover it, which it may do to a copy only. */
static assay_status open_otherwise(assay_sqlite_file *file, assay_arena *arena, assay_error *err)
{
    const char *path = file->real, *query = "mode=ro&immutable=1";
    int mode = SQLITE_OPEN_READONLY;
    if (assay_sqlite_has_sibling(file, "-wal", false) ||
        assay_sqlite_has_sibling(file, "-journal", true)) {
        assay_status status = assay_sqlite_copy(&path, file, arena, err);
        if (status != ASSAY_OK)
            return status;
        mode = SQLITE_OPEN_READWRITE;
        query = "mode=rw";
    }
    const char *uri = make_uri(arena, path, query);
    if (uri == NULL)
        return assay_fail_nomem(err);
    int code = try_open(file, arena, uri, mode);
    return code == SQLITE_OK ? ASSAY_OK : assay_sqlite_fail(file, code, err);
}

static assay_status open_database(assay_sqlite_file *file, assay_arena *arena, assay_error *err)
{
    const char *uri = make_uri(arena, file->real, "mode=ro");
    if (uri == NULL)
        return assay_fail_nomem(err);
    int code = try_open(file, arena, uri, SQLITE_OPEN_READONLY);
    if (code == SQLITE_OK)
        return ASSAY_OK;
    if ((code & 0xff) != SQLITE_READONLY && (code & 0xff) != SQLITE_CANTOPEN)
        return assay_sqlite_fail(file, code, err);
    close_database(file);
    return open_otherwise(file, arena, err);
}

assay_status assay_sqlite_open(assay_sqlite_file *file, assay_arena *arena, const char *path,
                               const assay_read_options *options, assay_error *err)
{
    *file = (assay_sqlite_file){.path = path, .options = options};
    if (options->timeout_seconds > 0)
        file->deadline = now_ms() + (int64_t)options->timeout_seconds * 1000;
    /* NOFOLLOW refuses links in any directory of the path: they are resolved before. */
    char *real = realpath(path, NULL);
    if (real == NULL)
        return assay_fail(err, ASSAY_IO, "cannot open '%s': %s", path, strerror(errno));
    file->real = assay_arena_strdup(arena, real);
    free(real);
    if (file->real == NULL)
        return assay_fail_nomem(err);
    assay_status status = check_header(file, err);
    if (status == ASSAY_OK)
        status = open_database(file, arena, err);
    if (status != ASSAY_OK)
        assay_sqlite_close(file);
    return status;
}

void assay_sqlite_close(assay_sqlite_file *file)
{
    close_database(file);
    assay_sqlite_remove_copy(file);
}

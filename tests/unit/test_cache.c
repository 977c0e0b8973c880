/* SPDX-License-Identifier: MIT */
/* Opening the cache: what it makes, what it recognises, and what it must never overwrite. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/embedded.h"
#include "base/file.h"
#include "cache/cache.h"

static char directory[64];
static char file[96];

static int make_directory(void **state)
{
    (void)state;
    snprintf(directory, sizeof directory, "/tmp/assay-test-cache-XXXXXX");
    assert_non_null(mkdtemp(directory));
    snprintf(file, sizeof file, "%s/sub/cache.db", directory);
    return 0;
}

static void remove_file(const char *name)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    remove(path);
}

static int remove_directory(void **state)
{
    (void)state;
    static const char *const names[] = {
        "sub/cache.db", "sub/cache.db-wal", "sub/cache.db-shm", "sub/cache.db-journal", "sub",
        "other"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove_file(names[i]);
    return rmdir(directory);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void write_bytes(const char *bytes, size_t length)
{
    assay_error err = ASSAY_ERROR_INIT;
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", directory);
    assert_int_equal(assay_file_make_directories(sub, &err), ASSAY_OK);
    assert_int_equal(assay_file_write(file, bytes, length, &err), ASSAY_OK);
}

static void create_cache(void)
{
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    if (assay_cache_open(&cache, file, &err) != ASSAY_OK)
        fail_msg("%s; %s", err.what, err.remedy);
    assay_cache_close(cache);
}

static void assert_refused(assay_status expected, const char *words)
{
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_cache_open(&cache, file, &err), expected);
    assert_null(cache);
    if (strstr(err.what, words) == NULL)
        fail_msg("'%s' is not in '%s'", words, err.what);
    assert_true(err.remedy[0] != '\0');
    assert_null(strchr(err.what, '\n'));
}

static void assert_refused_untouched(assay_status expected, const char *words)
{
    assay_arena *arena = assay_arena_new();
    char *before = NULL, *after = NULL;
    size_t n_before = 0, n_after = 0;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_file_read(&before, &n_before, arena, file, 1 << 24, &err), ASSAY_OK);
    assert_refused(expected, words);
    assert_int_equal(assay_file_read(&after, &n_after, arena, file, 1 << 24, &err), ASSAY_OK);
    assert_int_equal(n_before, n_after);
    assert_memory_equal(before, after, n_before);
    assay_arena_free(arena);
}

static void store_one(assay_cache *cache, const char *table)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = assay_snapshot_new(ASSAY_SQLITE);
    assert_non_null(assay_catalog_add(snapshot->catalog, ASSAY_KIND_table, "", "", table, &err));
    assert_int_equal(assay_snapshot_seal(snapshot, &err), ASSAY_OK);
    if (assay_cache_store(cache, snapshot, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    assay_snapshot_free(snapshot);
}

static void test_cache__file_and_directory_are_private(void **state)
{
    (void)state;
    mode_t mask = umask(0);
    create_cache();
    umask(mask);
    struct stat st;
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", directory);
    assert_int_equal(stat(sub, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

static void test_cache__an_empty_file_becomes_a_cache(void **state)
{
    (void)state;
    write_bytes("", 0);
    create_cache();
    create_cache();
}

static void test_cache__a_text_file_is_told_apart(void **state)
{
    (void)state;
    static const char text[] = "this is a letter, not a database\n";
    write_bytes(text, sizeof text - 1);
    assert_refused_untouched(ASSAY_CORRUPT, "no SQLite database");
}

static void test_cache__another_programs_database_is_told_apart(void **state)
{
    (void)state;
    write_bytes("", 0);
    run_sql(file, "CREATE TABLE snapshot (id INTEGER)");
    assert_refused_untouched(ASSAY_CORRUPT, "another program");
}

static void test_cache__a_newer_layout_is_refused(void **state)
{
    (void)state;
    create_cache();
    run_sql(file, "PRAGMA user_version = 99");
    assert_refused_untouched(ASSAY_UNSUPPORTED, "layout 99");
}

static void test_cache__an_older_layout_is_upgraded_in_place(void **state)
{
    (void)state;
    write_bytes("", 0);
    run_sql(file, assay_embedded_find("schemas/cache.sql")->data);
    run_sql(file, "INSERT INTO relation VALUES (1, x'00', 's', 't', '[]');"
                  "PRAGMA user_version = 1; PRAGMA application_id = 0x41534159");
    create_cache();
    run_sql(file, "CREATE TABLE probe (n INTEGER CHECK (n = 1));"
                  "INSERT INTO probe SELECT count(*) FROM relation;"
                  "INSERT INTO probe SELECT count(*) FROM sqlite_schema WHERE name = 'collations'");
}

static void test_cache__a_truncated_file_is_damaged(void **state)
{
    (void)state;
    create_cache();
    assert_int_equal(truncate(file, 8192), 0);
    assert_refused_untouched(ASSAY_CORRUPT, "damaged");
}

static void test_cache__a_missing_table_is_damage(void **state)
{
    (void)state;
    create_cache();
    run_sql(file, "DROP TABLE snapshot_limit");
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_cache_open(&cache, file, &err), ASSAY_OK);
    assay_snapshot *snapshot = assay_snapshot_new(ASSAY_SQLITE);
    assert_int_equal(assay_snapshot_seal(snapshot, &err), ASSAY_OK);
    assert_int_equal(assay_cache_store(cache, snapshot, &err), ASSAY_CORRUPT);
    assert_non_null(strstr(err.what, "snapshot_limit"));
    assay_snapshot_free(snapshot);
    assay_cache_close(cache);
}

static void test_cache__a_directory_is_refused(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_file_make_directories(file, &err), ASSAY_OK);
    assert_refused(ASSAY_IO, "directory");
}

static void test_cache__a_path_below_a_file_is_refused(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", directory);
    assert_int_equal(assay_file_write(sub, "x", 1, &err), ASSAY_OK);
    assert_refused(ASSAY_IO, "sub");
}

/* Root may write everywhere, so these two are tried as nobody. */
static int as_nobody(void (*body)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(99);
        body();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

static void open_unwritable(void)
{
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    if (assay_cache_open(&cache, file, &err) != ASSAY_IO || err.remedy[0] == '\0')
        _exit(1);
}

static void test_cache__a_read_only_file_is_refused(void **state)
{
    (void)state;
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", directory);
    create_cache();
    assert_int_equal(chmod(directory, 0755) | chmod(sub, 0777) | chmod(file, 0444), 0);
    assert_int_equal(as_nobody(open_unwritable), 0);
}

static void test_cache__a_read_only_directory_is_refused(void **state)
{
    (void)state;
    char sub[80];
    snprintf(sub, sizeof sub, "%s/sub", directory);
    create_cache();
    assert_int_equal(chmod(directory, 0755) | chmod(sub, 0555) | chmod(file, 0666), 0);
    assert_int_equal(as_nobody(open_unwritable), 0);
    assert_int_equal(chmod(sub, 0700), 0);
}

static void test_cache__in_memory_leaves_no_file(void **state)
{
    (void)state;
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_cache_open(&cache, NULL, &err), ASSAY_OK);
    store_one(cache, "a");
    assay_cache_close(cache);
    assert_false(assay_file_exists("in memory"));
    assert_false(assay_file_exists(":memory:"));
}

static size_t count_snapshots(void)
{
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_cache_open(&cache, file, &err), ASSAY_OK);
    assay_arena *arena = assay_arena_new();
    assay_cache_entry *entries = NULL;
    size_t count = 0;
    assert_int_equal(assay_cache_list(&entries, &count, cache, arena, &err), ASSAY_OK);
    assay_arena_free(arena);
    assay_cache_close(cache);
    return count;
}

static void test_cache__concurrent_writers_wait_for_each_other(void **state)
{
    (void)state;
    enum { WRITERS = 8, EACH = 5 };
    pid_t children[WRITERS];
    fflush(NULL);
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] != 0)
            continue;
        assay_cache *cache = NULL;
        assay_error err = ASSAY_ERROR_INIT;
        if (assay_cache_open(&cache, file, &err) != ASSAY_OK) {
            fprintf(stderr, "%s\n", err.what);
            _exit(1);
        }
        for (int k = 0; k < EACH; k++) {
            char name[32];
            snprintf(name, sizeof name, "t%d_%d", i, k);
            store_one(cache, name);
        }
        assay_cache_close(cache);
        _exit(0);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(count_snapshots(), WRITERS * EACH);
}

static void test_cache__a_killed_writer_leaves_no_trace(void **state)
{
    (void)state;
    create_cache();
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        /* The state in the middle of a store: a transaction is open and half done. */
        sqlite3 *db = NULL;
        sqlite3_open(file, &db);
        sqlite3_exec(db,
                     "PRAGMA cache_size = 1; BEGIN IMMEDIATE;"
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                     "WHERE i < 20000) INSERT INTO relation (hash) SELECT randomblob(32) FROM n",
                     NULL, NULL, NULL);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_cache_open(&cache, file, &err), ASSAY_OK);
    store_one(cache, "a");
    assay_cache_close(cache);
    assert_int_equal(count_snapshots(), 1);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM relation", -1, &stmt, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(stmt, 0), 1);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

static assay_cache *opened(void)
{
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    if (assay_cache_open(&cache, file, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    return cache;
}

static const assay_hash one = {{1}}, other = {{2}};

/* The bytes that are found, or "none". */
static void found_is(const char *expected, assay_cache *cache, const char *path,
                     const assay_hash *key)
{
    assay_arena *arena = assay_arena_new();
    size_t length = 0;
    const char *bytes = assay_cache_find_parsed(cache, &length, arena, path, key);
    assert_string_equal(bytes == NULL ? "none" : bytes, expected);
    assert_int_equal(length, bytes == NULL ? 0 : strlen(expected));
    assay_arena_free(arena);
}

static void test_cache__a_parsed_history_is_found_by_its_key_and_replaced_by_the_next(void **state)
{
    (void)state;
    assay_cache *cache = opened();
    found_is("none", cache, "/p", &one);
    assay_cache_keep_parsed(cache, "/p", &one, "first", 5);
    assay_cache_keep_parsed(cache, "/q", &one, "else", 4);
    assay_cache_close(cache);
    cache = opened();
    found_is("first", cache, "/p", &one);
    found_is("none", cache, "/p", &other);
    assay_cache_keep_parsed(cache, "/p", &other, "second", 6);
    found_is("second", cache, "/p", &other);
    found_is("none", cache, "/p", &one);
    found_is("else", cache, "/q", &one);
    assay_cache_close(cache);
}

static void test_cache__parsed_histories_do_not_grow_without_bound(void **state)
{
    (void)state;
    enum { LARGE = 24 << 20 };
    char *bytes = calloc(1, LARGE);
    assert_non_null(bytes);
    memset(bytes, 'x', LARGE);
    assay_cache *cache = opened();
    assay_cache_keep_parsed(cache, "/small", &one, "small", 5);
    assay_cache_keep_parsed(cache, "/large1", &one, bytes, LARGE);
    assay_cache_keep_parsed(cache, "/large2", &one, bytes, LARGE);
    found_is("small", cache, "/small", &one);
    assay_cache_keep_parsed(cache, "/small", &one, "again", 5);
    assay_cache_keep_parsed(cache, "/large3", &one, bytes, LARGE);
    assay_cache_close(cache);
    run_sql(file, "CREATE TABLE probe (paths TEXT CHECK (paths = '/large2 /small /large3'));"
                  "INSERT INTO probe SELECT group_concat(path, ' ') FROM "
                  "(SELECT path FROM parsed_history ORDER BY id)");
    free(bytes);
}

static void test_cache__a_file_that_others_may_write_has_no_parsed_histories(void **state)
{
    (void)state;
    assay_cache *cache = opened();
    assay_cache_keep_parsed(cache, "/p", &one, "first", 5);
    assert_int_equal(chmod(file, 0620), 0);
    found_is("none", cache, "/p", &one);
    assay_cache_keep_parsed(cache, "/p", &other, "second", 6);
    assert_int_equal(chmod(file, 0600), 0);
    found_is("first", cache, "/p", &one);
    assay_cache_close(cache);
}

static void test_cache__nobody_waits_to_keep_a_parsed_history(void **state)
{
    (void)state;
    assay_cache *cache = opened();
    sqlite3 *writer = NULL;
    assert_int_equal(sqlite3_open(file, &writer), SQLITE_OK);
    assert_int_equal(sqlite3_exec(writer, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assay_cache_keep_parsed(cache, "/p", &one, "first", 5);
    found_is("none", cache, "/p", &one);
    assert_int_equal(sqlite3_close(writer), SQLITE_OK);
    assay_cache_keep_parsed(cache, "/p", &one, "first", 5);
    found_is("first", cache, "/p", &one);
    assay_cache_close(cache);
}

static void test_cache__parsed_histories_are_no_error_where_their_table_is_gone(void **state)
{
    (void)state;
    create_cache();
    run_sql(file, "DROP TABLE parsed_history");
    assay_cache *cache = opened();
    assay_cache_keep_parsed(cache, "/p", &one, "first", 5);
    found_is("none", cache, "/p", &one);
    store_one(cache, "a"); /* nothing is left open */
    assay_cache_close(cache);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)
    const struct CMUnitTest tests[] = {
        CASE(test_cache__file_and_directory_are_private),
        CASE(test_cache__an_empty_file_becomes_a_cache),
        CASE(test_cache__a_text_file_is_told_apart),
        CASE(test_cache__another_programs_database_is_told_apart),
        CASE(test_cache__a_newer_layout_is_refused),
        CASE(test_cache__an_older_layout_is_upgraded_in_place),
        CASE(test_cache__a_truncated_file_is_damaged),
        CASE(test_cache__a_missing_table_is_damage),
        CASE(test_cache__a_directory_is_refused),
        CASE(test_cache__a_path_below_a_file_is_refused),
        CASE(test_cache__a_read_only_file_is_refused),
        CASE(test_cache__a_read_only_directory_is_refused),
        CASE(test_cache__in_memory_leaves_no_file),
        CASE(test_cache__concurrent_writers_wait_for_each_other),
        CASE(test_cache__a_killed_writer_leaves_no_trace),
        CASE(test_cache__a_parsed_history_is_found_by_its_key_and_replaced_by_the_next),
        CASE(test_cache__parsed_histories_do_not_grow_without_bound),
        CASE(test_cache__a_file_that_others_may_write_has_no_parsed_histories),
        CASE(test_cache__nobody_waits_to_keep_a_parsed_history),
        CASE(test_cache__parsed_histories_are_no_error_where_their_table_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

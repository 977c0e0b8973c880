/* SPDX-License-Identifier: MIT */
/* Opening SQLite files that are locked, half-written, out of reach, or no databases at all. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/file.h"
#include "readers/sqlite_open.h"

enum { NOBODY = 65534 };

static char directory[64];
static char file[128];

static int make_directory(void **state)
{
    (void)state;
    snprintf(directory, sizeof directory, "/tmp/assay-test-XXXXXX");
    if (mkdtemp(directory) == NULL)
        return -1;
    snprintf(file, sizeof file, "%s/t.db", directory);
    return 0;
}

static int remove_directory(void **state)
{
    (void)state;
    const char **names;
    size_t n;
    assay_arena *arena = assay_arena_new();
    chmod(directory, 0700);
    if (assay_file_list(&names, &n, arena, directory, "", NULL) != ASSAY_OK)
        return -1;
    for (size_t i = 0; i < n; i++)
        unlink(assay_arena_printf(arena, "%s/%s", directory, names[i]));
    assay_arena_free(arena);
    return rmdir(directory);
}

static void write_bytes(const char *path, const void *bytes, size_t length)
{
    assert_int_equal(assay_file_write(path, bytes, length, NULL), ASSAY_OK);
}

static sqlite3 *writer(const char *sql)
{
    sqlite3 *db;
    char *message = NULL;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    return db;
}

static void run(const char *sql)
{
    sqlite3_close(writer(sql));
}

/* The names of the tables, blank-separated, or the error's text. */
static const char *read_tables(assay_arena *arena, assay_status expected)
{
    const assay_read_options options = {.lock_timeout_ms = 50, .timeout_seconds = 20};
    assay_snapshot *snapshot;
    assay_error err = ASSAY_ERROR_INIT;
    const char *text = "";
    assay_status status = assay_reader_sqlite(&snapshot, file, &options, &err);
    if (status != expected)
        fail_msg("status %d: %s", (int)status, err.what);
    if (status != ASSAY_OK) {
        assert_null(snapshot);
        assert_null(strchr(err.what, '\n'));
        return assay_arena_strdup(arena, err.what);
    }
    for (size_t i = 0; i < snapshot->catalog->n_objects; i++) {
        if (snapshot->catalog->objects[i]->kind == ASSAY_KIND_table)
            text = assay_arena_printf(arena, "%s %s", text, snapshot->catalog->objects[i]->name);
    }
    assay_snapshot_free(snapshot);
    return text;
}

static void tables_are(const char *expected)
{
    assay_arena *arena = assay_arena_new();
    assert_string_equal(read_tables(arena, ASSAY_OK), expected);
    assay_arena_free(arena);
}

static void fails_with(assay_status status, const char *part)
{
    assay_arena *arena = assay_arena_new();
    const char *text = read_tables(arena, status);
    if (strstr(text, part) == NULL)
        fail_msg("'%s' says nothing of '%s'", text, part);
    if (strstr(text, file) == NULL)
        fail_msg("'%s' does not name the file", text);
    assay_arena_free(arena);
}

/* All bytes of the file beside the database, for comparing before and after. */
static assay_hash hash_of(const char *suffix)
{
    assay_arena *arena = assay_arena_new();
    char *bytes;
    size_t length;
    const char *path = assay_arena_printf(arena, "%s%s", file, suffix);
    assert_int_equal(assay_file_read(&bytes, &length, arena, path, 1u << 24, NULL), ASSAY_OK);
    assay_hash hash = assay_hash_of(bytes, length);
    assay_arena_free(arena);
    return hash;
}

static void test_sqlite_open__what_is_no_database_is_named(void **state)
{
    (void)state;
    fails_with(ASSAY_IO, "No such file");
    write_bytes(file, "", 0);
    fails_with(ASSAY_INVALID, "is empty");
    write_bytes(file, "SQLite format", 13);
    fails_with(ASSAY_INVALID, "not a SQLite database");
    write_bytes(file, "create table t (a); -- a dump, and long enough", 46);
    fails_with(ASSAY_INVALID, "not a SQLite database");
    write_bytes(file, "SQLite format 3", 16);
    fails_with(ASSAY_INVALID, "not a SQLite database");
    unlink(file);
    assert_int_equal(mkdir(file, 0700), 0);
    fails_with(ASSAY_INVALID, "is a directory");
    assert_int_equal(rmdir(file), 0);
    assert_int_equal(mkfifo(file, 0600), 0);
    fails_with(ASSAY_INVALID, "not a regular file");
}

static void test_sqlite_open__any_name_is_a_name(void **state)
{
    (void)state;
    static const char *const names[] = {"a b",       "a?mode=rwc", "a%20b", "a#b", "file:a",
                                        "a&cache=x", "ä\xff",      "'\"$`", "a\nb"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(file, sizeof file, "%s/%s", directory, names[i]);
        run("create table t (a)");
        tables_are(" t");
    }
}

static void test_sqlite_open__links_are_followed(void **state)
{
    (void)state;
    char link[96], folder[96];
    run("create table t (a)");
    snprintf(link, sizeof link, "%s/link", directory);
    assert_int_equal(symlink(file, link), 0);
    snprintf(file, sizeof file, "%s/link", directory);
    tables_are(" t");
    snprintf(folder, sizeof folder, "%s-link", directory);
    assert_int_equal(symlink(directory, folder), 0);
    snprintf(file, sizeof file, "%s-link/t.db", directory);
    tables_are(" t");
    unlink(folder);
}

static void test_sqlite_open__a_damaged_page_is_said_with_its_path(void **state)
{
    (void)state;
    run("create table t (a); create table u (a)");
    int fd = open(file, O_WRONLY);
    assert_int_equal(pwrite(fd, "\xff\xff\xff\xff\xff\xff", 6, 100), 6);
    close(fd);
    fails_with(ASSAY_INVALID, "damaged");
}

static void test_sqlite_open__a_nul_in_a_name_leaves_that_object_out(void **state)
{
    (void)state;
    const assay_read_options options = {.lock_timeout_ms = 50};
    assay_snapshot *snapshot;
    run("create table t (a); create table u (a); pragma writable_schema = on;"
        "update sqlite_master set name = 't' || char(0) || 'x' where name = 't'");
    tables_are(" u");
    assert_int_equal(assay_reader_sqlite(&snapshot, file, &options, NULL), ASSAY_OK);
    assert_int_equal(snapshot->n_limits, 1);
    assert_string_equal(snapshot->limits[0].kind, "table");
    assert_string_equal(snapshot->limits[0].reason, "its name or text holds a NUL");
    assay_snapshot_free(snapshot);
}

static void test_sqlite_open__a_writer_is_waited_for_and_then_named(void **state)
{
    (void)state;
    run("create table t (a)");
    sqlite3 *db = writer("begin exclusive; create table u (a)");
    fails_with(ASSAY_TIMEOUT, "locked by another process");
    sqlite3_close(db);
    tables_are(" t");
}

static void test_sqlite_open__what_is_not_committed_is_not_there(void **state)
{
    (void)state;
    run("create table t (a)");
    sqlite3 *db = writer("begin immediate; create table u (a)");
    tables_are(" t");
    assert_int_equal(sqlite3_exec(db, "commit", NULL, NULL, NULL), SQLITE_OK);
    tables_are(" t u");
    sqlite3_close(db);
}

static void test_sqlite_open__interruption_and_deadline_end_a_wait(void **state)
{
    (void)state;
    const volatile sig_atomic_t interrupted = 1;
    assay_read_options options = {.lock_timeout_ms = 60000, .interrupted = &interrupted};
    assay_snapshot *snapshot;
    assay_error err = ASSAY_ERROR_INIT;
    time_t before = time(NULL);
    run("create table t (a)");
    sqlite3 *db = writer("begin exclusive");
    assert_int_equal(assay_reader_sqlite(&snapshot, file, &options, &err), ASSAY_TIMEOUT);
    assert_non_null(strstr(err.what, "interrupted"));
    options.interrupted = NULL;
    options.timeout_seconds = 1;
    err = (assay_error)ASSAY_ERROR_INIT;
    assert_int_equal(assay_reader_sqlite(&snapshot, file, &options, &err), ASSAY_TIMEOUT);
    assert_non_null(strstr(err.what, "took longer than 1 seconds"));
    assert_true(time(NULL) - before < 10);
    sqlite3_close(db);
}

static void test_sqlite_open__a_wal_beside_a_live_writer_is_read(void **state)
{
    (void)state;
    sqlite3 *db =
        writer("pragma journal_mode = wal; create table t (a); begin; create table u (a)");
    assay_hash before = hash_of(""), wal = hash_of("-wal");
    tables_are(" t");
    assert_int_equal(sqlite3_exec(db, "rollback", NULL, NULL, NULL), SQLITE_OK);
    assay_hash after = hash_of(""), wal_after = hash_of("-wal");
    assert_int_equal(assay_hash_compare(&before, &after), 0);
    assert_int_equal(assay_hash_compare(&wal, &wal_after), 0);
    sqlite3_close(db);
    tables_are(" t");
}

/* Runs what only the access rights of somebody else than root show. False if it cannot be. */
static bool as_nobody(void check(void))
{
    if (geteuid() != 0)
        return false;
    assert_int_equal(seteuid(NOBODY), 0);
    check();
    assert_int_equal(seteuid(0), 0);
    return true;
}

static void sees_t_and_u(void)
{
    tables_are(" t u");
}

/* Leaves a -wal with a committed table u behind: the writer ends without closing. */
static void abandon(const char *sql)
{
    pid_t child = fork();
    if (child == 0) {
        sqlite3 *db;
        bool ok = sqlite3_open(file, &db) == SQLITE_OK &&
                  sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
        _exit(ok ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void test_sqlite_open__a_wal_in_a_read_only_directory_is_read_from_a_copy(void **state)
{
    (void)state;
    char shm[160];
    run("pragma journal_mode = wal; create table t (a)");
    abandon("create table u (a)");
    snprintf(shm, sizeof shm, "%s-shm", file);
    unlink(shm);
    chmod(directory, 0555);
    assay_hash before = hash_of(""), wal = hash_of("-wal");
    if (!as_nobody(sees_t_and_u))
        sees_t_and_u();
    assay_hash after = hash_of(""), wal_after = hash_of("-wal");
    assert_int_equal(assay_hash_compare(&before, &after), 0);
    assert_int_equal(assay_hash_compare(&wal, &wal_after), 0);
}

static void test_sqlite_open__a_closed_wal_database_in_a_read_only_directory_is_read(void **state)
{
    (void)state;
    run("pragma journal_mode = wal; create table t (a); create table u (a)");
    chmod(directory, 0555);
    if (!as_nobody(sees_t_and_u))
        sees_t_and_u();
    assert_false(access(directory, F_OK) != 0);
}

/* A tiny cache makes the writer spill pages into the file before it dies: the journal is hot. */
static void make_hot_journal(void)
{
    run("create table t (a); create table u (a);"
        "insert into t with recursive c(n) as (select 1 union all select n + 1 from c where n < "
        "2000) select printf('%.100c', 'x') from c");
    abandon("pragma cache_size = 1; begin; drop table u; create table v (a);"
            "update t set a = a || 'y'");
}

static void test_sqlite_open__a_hot_journal_is_rolled_back_in_a_copy_only(void **state)
{
    (void)state;
    make_hot_journal();
    assay_hash before = hash_of(""), journal = hash_of("-journal");
    tables_are(" t u");
    assay_hash after = hash_of(""), journal_after = hash_of("-journal");
    assert_int_equal(assay_hash_compare(&before, &after), 0);
    assert_int_equal(assay_hash_compare(&journal, &journal_after), 0);
}

static void test_sqlite_open__the_copy_is_removed(void **state)
{
    (void)state;
    const assay_read_options options = {.lock_timeout_ms = 50};
    assay_sqlite_file opened;
    struct stat info;
    make_hot_journal();
    assay_arena *arena = assay_arena_new();
    assert_int_equal(assay_sqlite_open(&opened, arena, file, &options, NULL), ASSAY_OK);
    const char *copy = opened.copy;
    assert_non_null(copy);
    assert_int_equal(stat(copy, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    assay_sqlite_close(&opened);
    assert_int_equal(stat(copy, &info), -1);
    assay_arena_free(arena);
}

/* The journal of a transaction over several databases names a file that SQLite deletes in the end:
 * rolling one back, even in a copy, would delete what a stranger names. */
static void test_sqlite_open__a_journal_cannot_make_us_delete_a_file(void **state)
{
    (void)state;
    static const unsigned char magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
    char victim[160], journal[160];
    unsigned char tail[8] = {0}, page[4] = {0};
    unsigned sum = 0;
    make_hot_journal();
    snprintf(victim, sizeof victim, "%s/victim", directory);
    snprintf(journal, sizeof journal, "%s-journal", file);
    write_bytes(victim, "precious", 8);
    size_t length = strlen(victim);
    for (size_t i = 0; i < length; i++)
        sum += (unsigned)victim[i];
    tail[3] = (unsigned char)length;
    for (int i = 0; i < 4; i++)
        tail[4 + i] = (unsigned char)(sum >> (24 - 8 * i));
    int fd = open(journal, O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, page, sizeof page), sizeof page);
    assert_int_equal(write(fd, victim, length), length);
    assert_int_equal(write(fd, tail, sizeof tail), sizeof tail);
    assert_int_equal(write(fd, magic, sizeof magic), sizeof magic);
    close(fd);
    fails_with(ASSAY_UNSUPPORTED, "several databases");
    assert_int_equal(access(victim, F_OK), 0);
}

static void test_sqlite_open__nothing_of_a_schema_can_act(void **state)
{
    (void)state;
    static const char *const denied[] = {
        "PRAGMA writable_schema = on",
        "PRAGMA integrity_check",
        "ATTACH 'x.db' AS x",
        "CREATE TABLE x (a)",
        "SELECT load_extension('x')",
        "DELETE FROM t",
        "SELECT * FROM v",
        "PRAGMA journal_mode = wal",
    };
    const assay_read_options options = {.lock_timeout_ms = 50};
    assay_sqlite_file opened;
    assay_arena *arena = assay_arena_new();
    run("create table t (a); create view v as select a from t");
    assert_int_equal(assay_sqlite_open(&opened, arena, file, &options, NULL), ASSAY_OK);
    for (size_t i = 0; i < sizeof denied / sizeof *denied; i++) {
        if (sqlite3_exec(opened.db, denied[i], NULL, NULL, NULL) == SQLITE_OK)
            fail_msg("'%s' is allowed", denied[i]);
    }
    assay_sqlite_close(&opened);
    assay_arena_free(arena);
}

/* Views that never end and functions that do not exist are texts: nothing runs them. */
static void test_sqlite_open__what_a_schema_says_is_not_run(void **state)
{
    (void)state;
    run("create view endless as with recursive c(n) as (select 1 union all select n + 1 from c) "
        "select max(n) from c; create view a as select * from b; create view b as select * from a;"
        "create view unknown as select no_such_function(1) from no_such_table;"
        "create table t (a check (a > 0), b as (a || 1), c default (randomblob(1000000000)))");
    tables_are(" t");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sqlite_open__what_is_no_database_is_named),
        TEST(test_sqlite_open__any_name_is_a_name),
        TEST(test_sqlite_open__links_are_followed),
        TEST(test_sqlite_open__a_damaged_page_is_said_with_its_path),
        TEST(test_sqlite_open__a_nul_in_a_name_leaves_that_object_out),
        TEST(test_sqlite_open__a_writer_is_waited_for_and_then_named),
        TEST(test_sqlite_open__what_is_not_committed_is_not_there),
        TEST(test_sqlite_open__interruption_and_deadline_end_a_wait),
        TEST(test_sqlite_open__a_wal_beside_a_live_writer_is_read),
        TEST(test_sqlite_open__a_wal_in_a_read_only_directory_is_read_from_a_copy),
        TEST(test_sqlite_open__a_closed_wal_database_in_a_read_only_directory_is_read),
        TEST(test_sqlite_open__a_hot_journal_is_rolled_back_in_a_copy_only),
        TEST(test_sqlite_open__the_copy_is_removed),
        TEST(test_sqlite_open__a_journal_cannot_make_us_delete_a_file),
        TEST(test_sqlite_open__nothing_of_a_schema_can_act),
        TEST(test_sqlite_open__what_a_schema_says_is_not_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

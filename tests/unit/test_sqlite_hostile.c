/* SPDX-License-Identifier: MIT */
/* SQLite files whose schema is broken or lies: the rest is read, and nothing crashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/file.h"
#include "readers/reader.h"

static char directory[64];
static char file[96];

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
    unlink(file);
    return rmdir(directory);
}

/* A new file of this schema, and statements that break it. */
static void given(const char *schema, const char *breaking)
{
    sqlite3 *db;
    char *message = NULL;
    unlink(file);
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, schema, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", schema, message);
    assert_int_equal(sqlite3_exec(db, "pragma writable_schema = on", NULL, NULL, NULL), SQLITE_OK);
    if (sqlite3_exec(db, breaking, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", breaking, message);
    sqlite3_close(db);
}

static assay_status read_file(assay_snapshot **out, assay_error *err)
{
    const assay_read_options options = {.lock_timeout_ms = 50, .timeout_seconds = 20};
    return assay_reader_sqlite(out, file, &options, err);
}

static assay_snapshot *snapshot_now(void)
{
    assay_snapshot *snapshot;
    assay_error err = ASSAY_ERROR_INIT;
    if (read_file(&snapshot, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    return snapshot;
}

static bool has_limit(const assay_snapshot *s, const char *kind, const char *part)
{
    for (size_t i = 0; i < s->n_limits; i++) {
        if (strcmp(s->limits[i].kind, kind) == 0 && strstr(s->limits[i].reason, part) != NULL)
            return true;
    }
    return false;
}

static const assay_object *find(const assay_snapshot *s, assay_kind kind, const char *relation,
                                const char *name)
{
    return assay_catalog_find(s->catalog, kind, "", relation, name);
}

static bool is_unknown(const assay_object *object)
{
    size_t n = object == NULL ? 0 : assay_kind_get(object->kind)->n_attributes;
    return object != NULL && object->unknown == (uint32_t)(((uint64_t)1 << n) - 1);
}

static const char sound[] = "create table t (a int primary key, b text check (b <> 'x'));"
                            "create index i on t (b); create view v as select a from t;"
                            "create trigger g after insert on t begin select 1; end;";

static void test_sqlite_hostile__a_malformed_row_costs_no_other(void **state)
{
    (void)state;
    given(sound, "insert into sqlite_master values ('table', 'b', 'b', 9, 'CREATE NONSENSE'),"
                 " ('index', 'j', 't', 9, 'CREATE INDEX j ON t(nosuch)'),"
                 " ('trigger', 'h', 't', 0, 'CREATE TRIGGER h nonsense')");
    assay_snapshot *s = snapshot_now();
    assert_true(has_limit(s, "", "malformed database schema (b)"));
    assert_int_equal(find(s, ASSAY_KIND_table, "", "t")->unknown, 0);
    assert_int_equal(find(s, ASSAY_KIND_index, "t", "i")->unknown, 0);
    assert_int_equal(find(s, ASSAY_KIND_view, "", "v")->unknown, 0);
    assert_int_equal(find(s, ASSAY_KIND_trigger, "t", "g")->unknown, 0);
    assert_int_equal(s->counts[ASSAY_KIND_column], 2);
    assert_int_equal(s->counts[ASSAY_KIND_check], 1);
    assert_true(is_unknown(find(s, ASSAY_KIND_table, "", "b")));
    assert_true(is_unknown(find(s, ASSAY_KIND_index, "t", "j")));
    assert_true(is_unknown(find(s, ASSAY_KIND_trigger, "t", "h")));
    assay_snapshot_free(s);
}

static void test_sqlite_hostile__rows_may_take_each_others_names(void **state)
{
    (void)state;
    static const struct {
        const char *breaking, *kind, *limit;
    } cases[] = {
        {"insert into sqlite_master select * from sqlite_master where name = 't'", "table",
         "has its name"},
        {"insert into sqlite_master values ('table', 'T', 'T', 2, 'CREATE TABLE T(z)')", "table",
         "has its name"},
        {"insert into sqlite_master select * from sqlite_master where name = 'g'", "trigger",
         "has its name"},
        {"update sqlite_master set name = null where name = 'v'", "view", "no name"},
        {"update sqlite_master set sql = sql || x'00' || 'z(' where name = 'v'", "view", "NUL"},
        {"update sqlite_master set type = 'table' where name = 'v'", "", "malformed"},
        {"update sqlite_master set type = 'view' where name = 't'", "", "malformed"},
        {"update sqlite_master set rootpage = 2", "", "malformed"},
        {"update sqlite_master set name = 'z' || char(10) || char(27) where name = 't'", "",
         "(z\?\?)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        given(sound, cases[i].breaking);
        assay_snapshot *s = snapshot_now();
        if (!has_limit(s, cases[i].kind, cases[i].limit))
            fail_msg("no limit '%s' of '%s': %s", cases[i].limit, cases[i].kind, cases[i].breaking);
        assay_snapshot_free(s);
    }
}

static void test_sqlite_hostile__a_malformed_file_is_not_written(void **state)
{
    (void)state;
    given(sound, "insert into sqlite_master values ('table', 'b', 'b', 9, 'CREATE NONSENSE')");
    assay_arena *arena = assay_arena_new();
    char *before, *after;
    size_t n, m;
    assert_int_equal(assay_file_read(&before, &n, arena, file, 1u << 24, NULL), ASSAY_OK);
    assay_snapshot_free(snapshot_now());
    assert_int_equal(assay_file_read(&after, &m, arena, file, 1u << 24, NULL), ASSAY_OK);
    assert_int_equal(n, m);
    assert_memory_equal(before, after, n);
    assay_arena_free(arena);
}

static void test_sqlite_hostile__a_name_of_a_megabyte(void **state)
{
    (void)state;
    given("create table \"t\" (a)",
          "update sqlite_master set name = printf('%.*c', 1000000, '_'), tbl_name = "
          "printf('%.*c', 1000000, '_'), sql = 'CREATE TABLE ' || printf('%.*c', 1000000, '_') || "
          "'(a int check (a > 0))'");
    assay_snapshot *s = snapshot_now();
    assert_int_equal(s->counts[ASSAY_KIND_table], 1);
    assert_int_equal(s->counts[ASSAY_KIND_check], 1);
    assay_snapshot_free(s);
}

static void test_sqlite_hostile__bytes_that_are_no_utf8_stay_apart(void **state)
{
    (void)state;
    given("create table t (a)",
          "insert into sqlite_master select type, cast(x'80' as text), cast(x'80' as text), 3, "
          "'CREATE TABLE ' || cast(x'80' as text) || '(a)' from sqlite_master;"
          "insert into sqlite_master select type, cast(x'81' as text), cast(x'81' as text), 4, "
          "'CREATE TABLE ' || cast(x'81' as text) || '(a)' from sqlite_master where name = 't'");
    assay_snapshot *s = snapshot_now();
    assert_int_equal(s->counts[ASSAY_KIND_table], 3);
    assert_non_null(find(s, ASSAY_KIND_table, "", "\x80"));
    assert_non_null(find(s, ASSAY_KIND_table, "", "\x81"));
    assay_snapshot_free(s);
}

/* --- mutations -------------------------------------------------------------------------------- */

static uint64_t draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static const char rich[] =
    "create table p (x int, y int, primary key (x, y)) without rowid;"
    "create table t (id integer primary key autoincrement, \"a b\" varchar(10) collate nocase"
    " default ('it''s'), c int not null on conflict fail check (c > 0 /* c */), d as (c * 2) "
    "stored,"
    " constraint u unique (c, \"a b\" desc) on conflict ignore,"
    " foreign key (c, d) references p on delete set null deferrable initially deferred);"
    "create unique index i on t (lower(\"a b\"), c collate rtrim desc) where c is not null;"
    "create view v (one, \"two\") as select c, \"New\" from t where [a b] like `c`;"
    "create trigger g instead of update of one, \"two\" on v when new.one > case when 1 then 2 end"
    " begin insert into t (c) values (new.one); select ';'; end;"
    "create virtual table f using fts5 (title, tokenize = 'porter');";

/* Either a snapshot, or one line that says why there is none. */
static void survives(uint64_t seed)
{
    assay_snapshot *snapshot;
    assay_error err = ASSAY_ERROR_INIT;
    assay_status status = read_file(&snapshot, &err);
    if (status == ASSAY_OK) {
        assay_snapshot_free(snapshot);
        return;
    }
    if (status == ASSAY_INTERNAL || err.what[0] == '\0' || strchr(err.what, '\n') != NULL)
        fail_msg("seed %llu: status %d: %s", (unsigned long long)seed, (int)status, err.what);
}

static uint64_t first_seed(const char *what, unsigned long runs)
{
    const char *text = getenv("ASSAY_PROPERTY_SEED");
    uint64_t seed = text == NULL ? 20240607 : strtoull(text, NULL, 10);
    print_message("%lu files with mutated %s from seed %llu\n", runs, what,
                  (unsigned long long)seed);
    return seed;
}

/* Bytes of the page where the schema stands: headers, cells and texts. */
static void test_sqlite_hostile__mutated_bytes_never_crash(void **state)
{
    (void)state;
    enum { RUNS = 500, MOST_CHANGES = 6, MAGIC = 16, PAGE = 4096 };
    assay_arena *arena = assay_arena_new();
    char *bytes;
    size_t length;
    given(rich, "select 1");
    assert_int_equal(assay_file_read(&bytes, &length, arena, file, 1u << 24, NULL), ASSAY_OK);
    char *mutated = assay_arena_alloc(arena, length);
    assert_non_null(mutated);
    uint64_t first = first_seed("bytes", RUNS);
    for (uint64_t run = 0; run < RUNS; run++) {
        uint64_t seed = (first + run) * 2654435769u + 1;
        memcpy(mutated, bytes, length);
        for (uint64_t n = 1 + draw(&seed) % MOST_CHANGES; n > 0; n--)
            mutated[MAGIC + draw(&seed) % (PAGE - MAGIC)] = (char)draw(&seed);
        assert_int_equal(assay_file_write(file, mutated, length, NULL), ASSAY_OK);
        survives(first + run);
    }
    assay_arena_free(arena);
}

static const char *const pieces[] = {
    "(",
    ")",
    ",",
    "'",
    "\"",
    "[",
    "`",
    "--",
    "/*",
    ";",
    " as ",
    " on ",
    " not ",
    " null ",
    " check (",
    " references ",
    " collate ",
    " generated always as (",
    " default ",
    " begin ",
    " end",
    " when ",
    " of ",
    " where ",
    " primary key ",
    " constraint ",
    " without rowid",
    " strict",
    "\xff",
    "\x1b[2J",
    "0x",
    "1e",
    "using m(",
    " desc",
    " unique ",
    " (((((((((",
};

/* One row's text with one piece in place of some of its bytes. */
static void splice(sqlite3 *db, uint64_t *seed)
{
    sqlite3_stmt *s;
    const char *piece = pieces[draw(seed) % (sizeof pieces / sizeof *pieces)];
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "update sqlite_master set sql = cast(substr(b, 1, k) || cast(?1 as blob)"
                           " || substr(b, k + 1 + ?3) as text) from (select rowid as r, cast(sql as"
                           " blob) as b, ?2 % (length(sql) + 1) as k from sqlite_master where sql"
                           " is not null order by (rowid * ?2) % 1009 limit 1)"
                           " where sqlite_master.rowid = r",
                           -1, &s, NULL),
        SQLITE_OK);
    sqlite3_bind_text(s, 1, piece, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s, 2, (sqlite3_int64)(draw(seed) % 100003));
    sqlite3_bind_int64(s, 3, (sqlite3_int64)(draw(seed) % 12));
    assert_int_equal(sqlite3_step(s), SQLITE_DONE);
    sqlite3_finalize(s);
}

static void test_sqlite_hostile__mutated_texts_never_crash(void **state)
{
    (void)state;
    enum { RUNS = 500, MOST_CHANGES = 3 };
    uint64_t first = first_seed("texts", RUNS);
    for (uint64_t run = 0; run < RUNS; run++) {
        uint64_t seed = (first + run) * 2654435769u + 1;
        sqlite3 *db;
        unlink(file);
        assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, "pragma synchronous = off; pragma journal_mode = off",
                                      NULL, NULL, NULL),
                         SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, rich, NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, "pragma writable_schema = on", NULL, NULL, NULL),
                         SQLITE_OK);
        for (uint64_t n = 1 + draw(&seed) % MOST_CHANGES; n > 0; n--)
            splice(db, &seed);
        sqlite3_close(db);
        survives(first + run);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sqlite_hostile__a_malformed_row_costs_no_other),
        TEST(test_sqlite_hostile__rows_may_take_each_others_names),
        TEST(test_sqlite_hostile__a_malformed_file_is_not_written),
        TEST(test_sqlite_hostile__a_name_of_a_megabyte),
        TEST(test_sqlite_hostile__bytes_that_are_no_utf8_stay_apart),
        TEST(test_sqlite_hostile__mutated_bytes_never_crash),
        TEST(test_sqlite_hostile__mutated_texts_never_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

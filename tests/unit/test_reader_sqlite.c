/* SPDX-License-Identifier: MIT */
/* The SQLite reader on real files: what equal schemas have in common, and what differs. */
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

#include "readers/reader.h"
#include "readers/sqlite_read.h"

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

static void run(const char *sql)
{
    sqlite3 *db;
    char *message = NULL;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(db);
}

static const char *const alembic_columns[] = {"version_num varchar|text", NULL};
static const assay_version_shape alembic = {
    .tool = "alembic",
    .columns = alembic_columns,
    .read_sql = "SELECT version_num AS revision FROM {table}",
};

static assay_snapshot *read_with(assay_read_options options)
{
    assay_snapshot *snapshot;
    assay_error err = ASSAY_ERROR_INIT;
    options.lock_timeout_ms = 100;
    options.shapes = &alembic;
    options.n_shapes = 1;
    if (assay_reader_sqlite(&snapshot, file, &options, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    return snapshot;
}

/* What a new database of this schema reads as. */
static assay_snapshot *snapshot_of(const char *sql)
{
    unlink(file);
    run(sql);
    return read_with((assay_read_options){0});
}

static void fingerprint(char out[ASSAY_HASH_HEX], const char *sql)
{
    assay_snapshot *snapshot = snapshot_of(sql);
    assay_hash hash = assay_catalog_fingerprint(snapshot->catalog);
    assay_hash_hex(&hash, out);
    assay_snapshot_free(snapshot);
}

/* The object; the test fails if it is not there. */
static const assay_object *get(const assay_snapshot *snapshot, assay_kind kind,
                               const char *relation, const char *name)
{
    const assay_object *object = assay_catalog_find(snapshot->catalog, kind, "", relation, name);
    if (object == NULL)
        fail_msg("no %s '%s' of '%s'", assay_kind_get(kind)->name, name, relation);
    return object;
}

static void value_is(const assay_object *object, int attribute, const char *expected)
{
    const char *value = object->values[attribute];
    assert_int_equal(object->unknown >> attribute & 1, 0);
    assert_string_equal(value == NULL ? "(unset)" : value, expected);
}

static void test_reader_sqlite__spellings_of_one_schema_are_equal(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
    } cases[] = {
        {"create table t (a int, b int); create index i on t(a); create index j on t(b)",
         "create table t (a int, b int); create index j on t(b); create index i on t(a); vacuum"},
        {"create table t (id integer primary key, a text unique)",
         "CREATE TABLE [t] (\"id\" INTEGER NOT NULL, `a` TEXT, UNIQUE (a), PRIMARY KEY (id))"},
        {"create table t (a int check (a > 0), b int, check (b > 0))",
         "create table t (a int, b int, check ((\"b\" > 0)), check (a>0))"},
        {"create table t (a int, unique (a), unique (a), check (a), check ((a)))",
         "create table t (a int unique check (a))"},
        {"create table p (x int primary key); create table t (a references p)",
         "create table p (x int primary key); create table t (a, foreign key (a) references p "
         "(X))"},
        {"create table t (a default current_timestamp)",
         "create table t (a default (CURRENT_TIMESTAMP))"},
        {"create table t (a default 'x', b default null, c default (( 1 )))",
         "create table t (a default \"x\", b, c default 1)"},
        {"create table t (a varchar(10), b decimal(10,2))",
         "create table t (a VARCHAR ( 10 ), b DECIMAL(10, 2))"},
        {"create table t (a text collate nocase); create index i on t(a)",
         "create table t (a text collate NOCASE); create index i on t(a collate nocase asc)"},
        {"create table t (a); create index i on t (lower(a)) where a is not null",
         "create table t (a); create index i on t ((LOWER(\"a\"))) where (a IS NOT NULL)"},
        {"create table t (a); create view v as select a from t where a > 1",
         "create table t (a); create view if not exists v as\n select \"a\" /* x */ from [t] where "
         "a>1"},
        {"create table t (a); create trigger x before delete on t begin select 1; end",
         "create table t (a); create trigger x delete on T for each row begin select 1; end"},
        {"create table t (a, b); create trigger x update of a, b on t begin select 1; end",
         "create table t (a, b); create trigger x before update of \"B\", a on t begin select 1; "
         "end"},
        {"create table t (a check (a in (\"New\")))", "create table t (a check (a in ('New')))"},
        {"create table t (aA check (aA == 1), b check (b isnull or b != 0x1F))",
         "create table t (aA check (\"Aa\" = 1), b check (b IS NULL or b <> 0X1f))"},
        {"create table t (a); create view v as select a as \"Foo\", \"Bar\" from t order by "
         "\"Foo\"",
         "create table t (a); create view v as select a as foo, 'Bar' from t order by foo"},
        {"create table t (a default +1)", "create table t (a default 1)"},
        {"create table t (a references t match full)", "create table t (a references t)"},
        {"create table t (a, check (a > 0) on conflict ignore)",
         "create table t (a, check (a > 0))"},
        {"create table t (a references t deferrable)", "create table t (a references t)"},
        {"create table t (id integer, primary key (id desc))", "create table t (id integer primary "
                                                               "key)"},
        {"create table q (a); alter table q rename to t; alter table t rename a to b; "
         "create table o (b references t)",
         "create table t (b); create table o (b references t)"},
        {"create table t (a, constraint c check (a > 0)); alter table t add column b int default 1",
         "create table t (a, b int default 1, constraint c check (a > 0))"},
        {"create table t (a, b as (a * 2))", "create table t (a, b generated always as (a*2) "
                                             "virtual)"},
        {"create table t (a integer primary key autoincrement); insert into t values (1); analyze",
         "create table t (a integer primary key autoincrement)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char a[ASSAY_HASH_HEX], b[ASSAY_HASH_HEX];
        fingerprint(a, cases[i].a);
        fingerprint(b, cases[i].b);
        if (strcmp(a, b) != 0)
            fail_msg("differ:\n%s\n%s", cases[i].a, cases[i].b);
    }
}

static void test_reader_sqlite__schemas_that_mean_something_else_differ(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
    } cases[] = {
        {"create table t (a text)", "create table t (a text collate nocase)"},
        {"create table t (a integer primary key)", "create table t (a int primary key)"},
        {"create table t (a integer primary key)", "create table t (a integer primary key desc)"},
        {"create table t (a integer primary key)",
         "create table t (a integer primary key autoincrement)"},
        {"create table t (a text primary key)", "create table t (a text not null primary key)"},
        {"create table t (a text primary key)",
         "create table t (a text primary key) without rowid"},
        {"create table t (a text)", "create table t (a text) strict"},
        {"create table t (a)", "create table t (a unique)"},
        {"create table t (a)", "create table t (a check (a > 0))"},
        {"create table t (a unique)", "create table t (a unique on conflict replace)"},
        {"create table t (a not null)", "create table t (a not null on conflict replace)"},
        {"create table t (a unique)", "create table t (a); create unique index i on t(a)"},
        {"create table t (a references t)", "create table t (a references t on delete cascade)"},
        {"create table t (a references t)",
         "create table t (a references t deferrable initially deferred)"},
        {"create table t (a default 1)", "create table t (a default '1')"},
        {"create table t (a); create index i on t(a)",
         "create table t (a); create index i on t(a desc)"},
        {"create table t (a); create index i on t(a)",
         "create table t (a); create index i on t(a collate nocase)"},
        {"create table t (a); create index i on t(a)",
         "create table t (a); create index i on t(a) where a > 0"},
        {"create table t (a); create index i on t(a)",
         "create table t (a); create unique index i on t(a)"},
        {"create table t (a, b as (a))", "create table t (a, b as (a) stored)"},
        {"create table t (a, b as (a))", "create table t (a, b as (a + 1))"},
        {"create table t (a); create trigger x before delete on t begin select 1; end",
         "create table t (a); create trigger x after delete on t begin select 1; end"},
        {"create table t (a); create trigger x delete on t begin select 1; end",
         "create table t (a); create trigger x delete on t when 1 begin select 1; end"},
        {"create table t (a); create trigger x update on t begin select 1; end",
         "create table t (a); create trigger x update of a on t begin select 1; end"},
        {"create table t (a check (a in (\"New\")))", "create table t (a check (a in (\"new\")))"},
        {"create table t (a); create index i on t (a) where a = \"New\"",
         "create table t (a); create index i on t (a) where a = \"new\""},
        {"create table t (a, b as (a || \"New\"))", "create table t (a, b as (a || \"new\"))"},
        {"create table t (a); create view v as select \"New\" from t",
         "create table t (a); create view v as select \"new\" from t"},
        {"create table t (a); create index i on t (json_extract(a, '$.New'))",
         "create table t (a); create index i on t (json_extract(a, '$.new'))"},
        {"create table t (a, b as (a ->> 'New'))", "create table t (a, b as (a ->> 'new'))"},
        {"create view v as select 1", "create view v as select 2"},
        {"create view v as select 'a'", "create view v as select 'A'"},
        {"create virtual table t using fts5(a)", "create virtual table t using fts5(a, b)"},
        {"create table t (a, b, unique (a, b))", "create table t (a, b, unique (b, a))"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char a[ASSAY_HASH_HEX], b[ASSAY_HASH_HEX];
        fingerprint(a, cases[i].a);
        fingerprint(b, cases[i].b);
        if (strcmp(a, b) == 0)
            fail_msg("equal:\n%s\n%s", cases[i].a, cases[i].b);
    }
}

static void test_reader_sqlite__unnamed_constraints_are_known_by_what_they_say(void **state)
{
    (void)state;
    assay_snapshot *s = snapshot_of(
        "create table p (x int, y int, primary key (x, y));"
        "create table t (id integer primary key, a int unique on conflict fail, b int check (b > "
        "0),"
        " foreign key (a, b) references p on delete set null deferrable initially deferred)");
    value_is(get(s, ASSAY_KIND_primary_key, "p", "primary key"), ASSAY_primary_key_columns, "x, y");
    const assay_object *unique = get(s, ASSAY_KIND_unique, "t", "unique (a)");
    value_is(unique, ASSAY_unique_columns, "a");
    value_is(unique, ASSAY_unique_conflict, "fail");
    value_is(get(s, ASSAY_KIND_check, "t", "check (b > 0)"), ASSAY_check_expression, "b > 0");
    const assay_object *key =
        get(s, ASSAY_KIND_foreign_key, "t", "foreign key (a, b) references p (x, y)");
    value_is(key, ASSAY_foreign_key_columns, "a, b");
    value_is(key, ASSAY_foreign_key_references, "p");
    value_is(key, ASSAY_foreign_key_referenced_columns, "x, y");
    value_is(key, ASSAY_foreign_key_on_delete, "set null");
    value_is(key, ASSAY_foreign_key_on_update, "(unset)");
    value_is(key, ASSAY_foreign_key_deferrable, "deferrable initially deferred");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__constraints_of_one_key_are_told_apart(void **state)
{
    (void)state;
    assay_snapshot *s = snapshot_of(
        "create table p (x primary key);"
        "create table t (a references p references p on delete cascade,"
        " constraint c check (a > 1), constraint c check (a > 0), constraint c check ((a > 0)))");
    get(s, ASSAY_KIND_foreign_key, "t", "foreign key (a) references p (x)");
    get(s, ASSAY_KIND_foreign_key, "t", "foreign key (a) references p (x) on delete cascade");
    get(s, ASSAY_KIND_check, "t", "c: check (a > 0)");
    get(s, ASSAY_KIND_check, "t", "c: check (a > 1)");
    assert_int_equal(s->counts[ASSAY_KIND_check], 2);
    assert_int_equal(s->counts[ASSAY_KIND_foreign_key], 2);
    assay_snapshot_free(s);
}

static void test_reader_sqlite__a_foreign_key_may_lead_nowhere(void **state)
{
    (void)state;
    assay_snapshot *s = snapshot_of("create table t (a references nowhere, b references u);"
                                    "create table u (x, y, primary key (x, y))");
    const assay_object *key = get(s, ASSAY_KIND_foreign_key, "t",
                                  "foreign key (a) references "
                                  "nowhere");
    value_is(key, ASSAY_foreign_key_referenced_columns, "(unset)");
    get(s, ASSAY_KIND_foreign_key, "t", "foreign key (b) references u");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__what_is_not_the_users_is_left_out(void **state)
{
    (void)state;
    assay_snapshot *s = snapshot_of(
        "create virtual table doc using fts5(body); create virtual table box using rtree(id, a, b);"
        "create table doc_note (a integer primary key autoincrement, b unique);"
        "create index n on doc_note(a); analyze;");
    assert_int_equal(s->counts[ASSAY_KIND_table], 3);
    assert_int_equal(s->counts[ASSAY_KIND_column], 2);
    assert_int_equal(s->counts[ASSAY_KIND_index], 1);
    value_is(get(s, ASSAY_KIND_table, "", "doc"), ASSAY_table_module, "fts5(body)");
    assert_int_equal(s->n_limits, 0);
    assay_snapshot_free(s);
}

static void test_reader_sqlite__a_virtual_table_of_an_unknown_module_is_only_its_text(void **state)
{
    (void)state;
    assay_snapshot *s =
        snapshot_of("pragma writable_schema = on; insert into sqlite_master values "
                    "('table', 'x', 'x', 0, 'CREATE VIRTUAL TABLE x USING evil(a)')");
    value_is(get(s, ASSAY_KIND_table, "", "x"), ASSAY_table_module, "evil(a)");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__a_version_table_belongs_to_the_stamp(void **state)
{
    (void)state;
    assay_snapshot *s = snapshot_of(
        "create table t (a); create table \"my versions\" (version_num VARCHAR(32) not null, "
        "constraint pk primary key (version_num)); insert into \"my versions\" values ('b'), ('a');"
        "create trigger x delete on \"my versions\" begin select 1; end");
    assert_int_equal(s->catalog->n_objects, 2);
    assert_int_equal(s->n_version_tables, 1);
    const assay_version_table *v = &s->version_tables[0];
    assert_string_equal(v->tool, "alembic");
    assert_string_equal(v->schema, "");
    assert_string_equal(v->name, "my versions");
    assert_int_equal(v->width, 32);
    assert_true(v->readable);
    assert_int_equal(v->n_rows, 2);
    assert_string_equal(v->rows[0], "a");
    assert_string_equal(v->rows[1], "b");
    assert_int_equal(s->n_limits, 1);
    assert_string_equal(s->limits[0].kind, "table");
    assert_string_equal(s->limits[0].reason, "version table of alembic: \"my versions\"");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__rows_of_a_version_table_are_bytes(void **state)
{
    (void)state;
    assay_snapshot *s = snapshot_of(
        "create table alembic_version (version_num text);"
        "insert into alembic_version values (cast(x'610062' as text)), (cast(x'ff' as text)),"
        " (null), (''), (x'63'), (12)");
    const assay_version_table *v = &s->version_tables[0];
    assert_int_equal(v->n_rows, 5);
    assert_int_equal(v->width, 0);
    assert_string_equal(v->rows[0], "");
    assert_string_equal(v->rows[1], "12");
    assert_string_equal(v->rows[2], "a\\x00b");
    assert_string_equal(v->rows[3], "c");
    assert_string_equal(v->rows[4], "\xff");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__a_version_table_that_does_not_end_is_cut_off(void **state)
{
    (void)state;
    assay_snapshot *s = snapshot_of(
        "create table alembic_version (version_num text);"
        "insert into alembic_version with recursive c(n) as (select 1 union all select n + 1 from c"
        " where n < 10001) select n from c; insert into alembic_version values "
        "(printf('%.*c', 100000, 'x'))");
    assert_int_equal(s->version_tables[0].n_rows, 10000);
    assert_int_equal(s->n_limits, 2);
    assert_string_equal(s->limits[0].reason, "a version table has more than 10,000 rows");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__a_view_is_no_version_table(void **state)
{
    (void)state;
    assay_snapshot *s =
        snapshot_of("create view alembic_version(version_num) as select 'x' union select 1/0");
    assert_int_equal(s->n_version_tables, 0);
    get(s, ASSAY_KIND_view, "", "alembic_version");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__filters_leave_a_trace_in_the_ledger(void **state)
{
    (void)state;
    static const char *const exclude[] = {"tmp_*", NULL};
    assay_snapshot *whole =
        snapshot_of("create table a (x); create table tmp_1 (x unique); "
                    "create index i on tmp_1(x); create view tmp_v as select 1");
    assert_int_equal(whole->counts[ASSAY_KIND_table], 2);
    assay_snapshot_free(whole);
    assay_snapshot *s = read_with((assay_read_options){.exclude = exclude});
    assert_int_equal(s->catalog->n_objects, 2);
    assert_int_equal(s->n_limits, 2);
    assert_string_equal(s->limits[0].kind, "table");
    assert_string_equal(s->limits[0].reason, "left out by a filter");
    assert_string_equal(s->limits[1].kind, "view");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__names_are_bytes(void **state)
{
    (void)state;
    assay_snapshot *s = snapshot_of("create table \"a\xff\" (\"b\xfe\"); create table \"\" (\"\" "
                                    "int); create table \"x\ny\" (z)");
    get(s, ASSAY_KIND_column, "a\xff", "b\xfe");
    get(s, ASSAY_KIND_column, "", "");
    get(s, ASSAY_KIND_table, "", "x\ny");
    assay_snapshot_free(s);
}

static void test_reader_sqlite__utf16_files_read_like_others(void **state)
{
    (void)state;
    char a[ASSAY_HASH_HEX], b[ASSAY_HASH_HEX];
    fingerprint(a, "pragma encoding = 'UTF-16le'; create table t (\"ä€\" text default 'ö')");
    fingerprint(b, "create table t (\"ä€\" text default 'ö')");
    assert_string_equal(a, b);
}

static void test_reader_sqlite__a_snapshot_says_where_it_comes_from(void **state)
{
    (void)state;
    run("create table t (a)");
    assay_snapshot *s = read_with((assay_read_options){.now = 1234});
    char *real = realpath(file, NULL);
    assert_string_equal(s->target, real);
    assert_string_equal(s->database, "t.db");
    assert_string_equal(s->reader, "sqlite");
    assert_true(strncmp(s->server, "SQLite 3.", 9) == 0);
    assert_int_equal(s->server_version, sqlite3_libversion_number());
    assert_int_equal(s->taken_at, 1234);
    free(real);
    assay_snapshot_free(s);
}

/* A later SQLite may know a syntax that this parser does not: the text is then no witness. */
static void test_reader_sqlite__a_text_that_does_not_parse_leaves_the_pragmas(void **state)
{
    (void)state;
    const assay_read_options options = {.lock_timeout_ms = 100};
    assay_error err = ASSAY_ERROR_INIT;
    assay_sqlite_reader reader = {.options = &options,
                                  .arena = assay_arena_new(),
                                  .scratch = assay_arena_new(),
                                  .snapshot = assay_snapshot_new(ASSAY_SQLITE)};
    run("create table p (x primary key); create table t (a int not null default 1, b text, c, "
        "primary key (b, a), unique (c, a desc), constraint k foreign key (c) references p on "
        "update cascade, check (c > 0)); create table u (a as (1), b)");
    assert_int_equal(assay_sqlite_open(&reader.file, reader.arena, file, &options, &err), ASSAY_OK);
    assert_int_equal(assay_sqlite_prepare(&reader, "column", NULL, &reader.columns), SQLITE_OK);
    reader.by_name = assay_map_new(reader.arena);
    const assay_sqlite_row rows[] = {
        {ASSAY_KIND_table, "t", "t", "CREATE TABLE t(new syntax"},
        {ASSAY_KIND_table, "u", "u", "CREATE TABLE u(other, columns)"}};
    for (size_t i = 0; i < 2; i++) {
        assay_sqlite_relation relation = {.row = &rows[i]};
        if (assay_sqlite_parse_table(&relation.table, reader.arena, rows[i].sql, NULL) != ASSAY_OK)
            relation.reason = "it does not parse";
        assert_int_equal(assay_sqlite_read_facts(&reader, &relation, &err), ASSAY_OK);
        assert_int_equal(assay_sqlite_add_table(&reader, &relation, &err), ASSAY_OK);
        assert_int_equal(assay_sqlite_add_constraints(&reader, &relation, &err), ASSAY_OK);
    }
    assert_int_equal(assay_snapshot_seal(reader.snapshot, &err), ASSAY_OK);
    const assay_object *a = get(reader.snapshot, ASSAY_KIND_column, "t", "a");
    value_is(a, ASSAY_column_type, "int");
    value_is(a, ASSAY_column_nullable, "no");
    value_is(a, ASSAY_column_default, "1");
    assert_true((a->unknown & 1u << ASSAY_column_collation) != 0);
    assert_string_equal(a->reason, "it does not parse");
    const assay_object *generated = get(reader.snapshot, ASSAY_KIND_column, "u", "a");
    assert_true((generated->unknown & 1u << ASSAY_column_generated) != 0);
    value_is(get(reader.snapshot, ASSAY_KIND_primary_key, "t", "primary key"),
             ASSAY_primary_key_columns, "b, a");
    const assay_object *unique = get(reader.snapshot, ASSAY_KIND_unique, "t", "unique (c, a desc)");
    assert_true((unique->unknown & 1u << ASSAY_unique_conflict) != 0);
    const assay_object *key =
        get(reader.snapshot, ASSAY_KIND_foreign_key, "t", "foreign key (c) references p");
    value_is(key, ASSAY_foreign_key_on_update, "cascade");
    assert_true((key->unknown & 1u << ASSAY_foreign_key_deferrable) != 0);
    assert_int_equal(reader.snapshot->n_limits, 2);
    assert_string_equal(reader.snapshot->limits[0].kind, "check");
    sqlite3_finalize(reader.columns);
    assay_sqlite_close(&reader.file);
    assay_snapshot_free(reader.snapshot);
    assay_arena_free(reader.scratch);
    assay_arena_free(reader.arena);
}

/* The steps of which a reading spoke, in order. */
typedef struct reported {
    size_t n, last, steps;
} reported;

static void note_progress(void *context, size_t done, size_t steps, size_t rows)
{
    reported *r = context;
    (void)rows;
    assert_true(r->n == 0 || done == r->last + 1);
    *r = (reported){r->n + 1, done, steps};
}

static void test_reader_sqlite__says_how_far_it_is(void **state)
{
    (void)state;
    run("create table a (x); create table b (x); create view v as select x from a");
    reported r = {0};
    const assay_read_progress progress = {note_progress, &r};
    assay_snapshot_free(read_with((assay_read_options){.progress = &progress}));
    assert_int_equal(r.n, 3);
    assert_int_equal(r.last, 2);
    assert_int_equal(r.steps, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_reader_sqlite__spellings_of_one_schema_are_equal),
        TEST(test_reader_sqlite__schemas_that_mean_something_else_differ),
        TEST(test_reader_sqlite__unnamed_constraints_are_known_by_what_they_say),
        TEST(test_reader_sqlite__constraints_of_one_key_are_told_apart),
        TEST(test_reader_sqlite__a_foreign_key_may_lead_nowhere),
        TEST(test_reader_sqlite__what_is_not_the_users_is_left_out),
        TEST(test_reader_sqlite__a_virtual_table_of_an_unknown_module_is_only_its_text),
        TEST(test_reader_sqlite__a_version_table_belongs_to_the_stamp),
        TEST(test_reader_sqlite__rows_of_a_version_table_are_bytes),
        TEST(test_reader_sqlite__a_version_table_that_does_not_end_is_cut_off),
        TEST(test_reader_sqlite__a_view_is_no_version_table),
        TEST(test_reader_sqlite__filters_leave_a_trace_in_the_ledger),
        TEST(test_reader_sqlite__names_are_bytes),
        TEST(test_reader_sqlite__utf16_files_read_like_others),
        TEST(test_reader_sqlite__a_snapshot_says_where_it_comes_from),
        TEST(test_reader_sqlite__a_text_that_does_not_parse_leaves_the_pragmas),
        TEST(test_reader_sqlite__says_how_far_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

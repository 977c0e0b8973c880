/* SPDX-License-Identifier: MIT */
/* The parser of SQLite's schema texts: what it reads, and what must neither crash nor hang it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "readers/sqlite_parse.h"

static int make_arena(void **state)
{
    *state = assay_arena_new();
    return *state == NULL ? -1 : 0;
}

static int free_arena(void **state)
{
    assay_arena_free(*state);
    return 0;
}

static assay_sqlite_table table_of(assay_arena *arena, const char *text)
{
    assay_sqlite_table table;
    assay_error err = ASSAY_ERROR_INIT;
    assay_status status = assay_sqlite_parse_table(&table, arena, text, &err);
    if (status != ASSAY_OK)
        fail_msg("%s: %s", text, err.what);
    return table;
}

static void span_is(assay_span span, const char *expected)
{
    assert_int_equal(span.length, strlen(expected));
    assert_memory_equal(span.start, expected, span.length);
}

/* The constraint of a table with exactly one. */
static assay_sqlite_constraint only(assay_arena *arena, const char *text)
{
    assay_sqlite_table table = table_of(arena, text);
    assert_int_equal(table.n_constraints, 1);
    return table.constraints[0];
}

static void test_sqlite_parse__names_are_one_in_every_quoting(void **state)
{
    static const char *const texts[] = {
        "CREATE TABLE t(\"a b\")",
        "CREATE TABLE [t](`a b`)",
        "create table 't' ([a b])",
        "CREATE TABLE main.t('a b')",
        "CREATE TEMP TABLE IF NOT EXISTS t(\"a b\")",
        "CREATE/**/TABLE--\nt(/*(*/\"a b\"--)\n)",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assay_sqlite_table table = table_of(*state, texts[i]);
        assert_string_equal(table.name, "t");
        assert_int_equal(table.n_columns, 1);
        assert_string_equal(table.columns[0].name, "a b");
    }
    assert_string_equal(table_of(*state, "CREATE TABLE [a[b] (\"x\"\"y\")").name, "a[b");
    assert_string_equal(table_of(*state, "CREATE TABLE t(\"x\"\"y\")").columns[0].name, "x\"y");
    assert_string_equal(table_of(*state, "CREATE TABLE if(a)").name, "if");
}

static void test_sqlite_parse__types_keep_their_words_and_lose_their_layout(void **state)
{
    static const struct {
        const char *text, *type;
    } cases[] = {
        {"CREATE TABLE t(a)", ""},
        {"CREATE TABLE t(a VARCHAR /* c */ ( 10 ))", "VARCHAR(10)"},
        {"CREATE TABLE t(a decimal(10,\n 2) NOT NULL)", "decimal(10,2)"},
        {"CREATE TABLE t(a UNSIGNED   BIG INT)", "UNSIGNED BIG INT"},
        {"CREATE TABLE t(a \"my type\"(3,4))", "my type"},
        {"CREATE TABLE t(a INT GENERATED ALWAYS AS (1))", "INT"},
        {"CREATE TABLE t(a generated)", "generated"},
        {"CREATE TABLE t(a INT AS (1))", "INT"},
        {"CREATE TABLE t(a f(-1, +2) CHECK (a))", "f(-1,+2)"},
        {"CREATE TABLE t(a DEFAULT 1)", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(table_of(*state, cases[i].text).columns[0].type, cases[i].type);
}

static void test_sqlite_parse__constraints_of_columns_and_tables_are_one(void **state)
{
    static const struct {
        const char *at_column, *at_table;
    } cases[] = {
        {"CREATE TABLE t(a PRIMARY KEY)", "CREATE TABLE t(a, PRIMARY KEY(a))"},
        {"CREATE TABLE t(a UNIQUE ON CONFLICT FAIL)", "CREATE TABLE t(a, UNIQUE(\"a\") ON CONFLICT "
                                                      "FAIL)"},
        {"CREATE TABLE t(a CONSTRAINT k REFERENCES p(x) ON DELETE SET NULL)",
         "CREATE TABLE t(a, CONSTRAINT k FOREIGN KEY(a) REFERENCES p(x) ON DELETE SET NULL)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assay_sqlite_constraint a = only(*state, cases[i].at_column);
        assay_sqlite_constraint b = only(*state, cases[i].at_table);
        assert_int_equal(a.kind, b.kind);
        assert_int_equal(a.n_items, 1);
        assert_int_equal(b.n_items, 1);
        assert_string_equal(a.items[0].name, b.items[0].name);
        assert_string_equal(a.name != NULL ? a.name : "", b.name != NULL ? b.name : "");
        assert_string_equal(a.conflict != NULL ? a.conflict : "",
                            b.conflict != NULL ? b.conflict : "");
        assert_string_equal(a.on_delete != NULL ? a.on_delete : "",
                            b.on_delete != NULL ? b.on_delete : "");
    }
}

static void test_sqlite_parse__a_check_is_all_between_its_parentheses(void **state)
{
    assay_sqlite_constraint c =
        only(*state, "CREATE TABLE t(a CONSTRAINT c CHECK (a <> ')' AND (a > 0)) NOT NULL)");
    assert_string_equal(c.name, "c");
    span_is(c.expression, "a <> ')' AND (a > 0)");
}

static void test_sqlite_parse__only_initially_deferred_is_deferred(void **state)
{
    static const struct {
        const char *text;
        bool deferred;
    } cases[] = {
        {"CREATE TABLE t(a REFERENCES p)", false},
        {"CREATE TABLE t(a REFERENCES p DEFERRABLE)", false},
        {"CREATE TABLE t(a REFERENCES p DEFERRABLE INITIALLY IMMEDIATE)", false},
        {"CREATE TABLE t(a REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED)", false},
        {"CREATE TABLE t(a REFERENCES p DEFERRABLE INITIALLY DEFERRED)", true},
        {"CREATE TABLE t(a REFERENCES p NOT NULL DEFERRABLE INITIALLY DEFERRED)", true},
        {"CREATE TABLE t(a REFERENCES p MATCH FULL ON UPDATE NO ACTION DEFERRABLE INITIALLY "
         "DEFERRED NOT NULL)",
         true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(only(*state, cases[i].text).deferred, cases[i].deferred);
}

static void test_sqlite_parse__table_options_and_autoincrement(void **state)
{
    assay_sqlite_table t =
        table_of(*state, "CREATE TABLE t(a INTEGER PRIMARY KEY AUTOINCREMENT) STRICT");
    assert_true(t.strict && t.autoincrement && !t.without_rowid);
    t = table_of(*state, "CREATE TABLE t(a INTEGER, PRIMARY KEY(a AUTOINCREMENT))");
    assert_true(t.autoincrement && !t.strict);
    t = table_of(*state, "CREATE TABLE t(a PRIMARY KEY) WITHOUT ROWID, STRICT;");
    assert_true(t.strict && t.without_rowid);
    t = table_of(*state, "CREATE VIRTUAL TABLE t USING fts5(a, tokenize = 'x)')");
    span_is(t.module, "fts5(a, tokenize = 'x)')");
    assert_int_equal(t.n_columns, 0);
}

static void test_sqlite_parse__columns_know_what_no_pragma_says(void **state)
{
    assay_sqlite_table t = table_of(
        *state,
        "CREATE TABLE t(a TEXT COLLATE NoCase NOT NULL ON CONFLICT IGNORE, b COLLATE "
        "BINARY NULL, c AS (a || (b)) STORED, d DEFAULT (1 + (2)) UNIQUE, e DEFAULT -1.5e-3 "
        "COLLATE x, f DEFAULT id)");
    assert_int_equal(t.n_columns, 6);
    assert_string_equal(t.columns[0].collation, "nocase");
    assert_true(t.columns[0].not_null);
    assert_string_equal(t.columns[0].not_null_conflict, "ignore");
    assert_null(t.columns[1].collation);
    assert_false(t.columns[1].not_null);
    span_is(t.columns[2].generated, "a || (b)");
    assert_true(t.columns[2].stored);
    assert_string_equal(t.columns[4].collation, "x");
    assert_int_equal(t.n_constraints, 1);
    assert_ptr_equal(assay_sqlite_find_column(&t, *state, "C"), &t.columns[2]);
    assert_null(assay_sqlite_find_column(&t, *state, "g"));
}

static void test_sqlite_parse__table_constraints_need_no_comma(void **state)
{
    assay_sqlite_table t = table_of(
        *state,
        "CREATE TABLE t(a, b, CONSTRAINT x CONSTRAINT y PRIMARY KEY (a) UNIQUE (b) CHECK (1))");
    assert_int_equal(t.n_constraints, 3);
    assert_string_equal(t.constraints[0].name, "y");
    assert_null(t.constraints[1].name);
}

static void test_sqlite_parse__items_of_an_index(void **state)
{
    static const struct {
        const char *text, *name, *expression, *collation, *order;
    } cases[] = {
        {"CREATE INDEX i ON t(a)", "a", "a", NULL, ""},
        {"CREATE INDEX i ON t((((\"A\"))) COLLATE NOCASE DESC)", "A", "\"A\"", "nocase", " desc"},
        {"CREATE INDEX i ON t('a' ASC)", "a", "'a'", NULL, ""},
        {"CREATE INDEX i ON t(desc)", "desc", "desc", NULL, ""},
        {"CREATE INDEX i ON t(asc desc)", "asc", "asc", NULL, " desc"},
        {"CREATE INDEX i ON t(a + desc)", NULL, "a + desc", NULL, ""},
        {"CREATE INDEX i ON t(lower(a) COLLATE rtrim)", NULL, "lower(a)", "rtrim", ""},
        {"CREATE INDEX i ON t(a COLLATE nocase || b)", NULL, "a COLLATE nocase || b", NULL, ""},
        {"CREATE INDEX i ON t((a) + (b))", NULL, "(a) + (b)", NULL, ""},
        {"CREATE INDEX i ON t(a > ',')", NULL, "a > ','", NULL, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assay_sqlite_index index;
        assay_error err = ASSAY_ERROR_INIT;
        assert_int_equal(assay_sqlite_parse_index(&index, *state, cases[i].text, &err), ASSAY_OK);
        assert_int_equal(index.n_items, 1);
        assay_sqlite_item item = index.items[0];
        assert_string_equal(item.name ? item.name : "-", cases[i].name ? cases[i].name : "-");
        span_is(item.expression, cases[i].expression);
        assert_string_equal(item.collation ? item.collation : "-",
                            cases[i].collation ? cases[i].collation : "-");
        assert_string_equal(item.order, cases[i].order);
    }
}

static void test_sqlite_parse__an_index_is_unique_and_partial_by_its_words(void **state)
{
    assay_sqlite_index index;
    assay_error err = ASSAY_ERROR_INIT;
    const char *text = "CREATE UNIQUE INDEX IF NOT EXISTS main.i ON t(a, b) WHERE ((a > 0))";
    assert_int_equal(assay_sqlite_parse_index(&index, *state, text, &err), ASSAY_OK);
    assert_true(index.unique);
    assert_string_equal(index.table, "t");
    assert_int_equal(index.n_items, 2);
    span_is(index.predicate, "a > 0");
    text = "CREATE INDEX \"unique\" ON t(a)";
    assert_int_equal(assay_sqlite_parse_index(&index, *state, text, &err), ASSAY_OK);
    assert_false(index.unique);
    assert_null(index.predicate.start);
}

static void test_sqlite_parse__a_trigger_without_its_name(void **state)
{
    assay_sqlite_trigger t;
    assay_error err = ASSAY_ERROR_INIT;
    const char *text = "CREATE TRIGGER x UPDATE OF a, \"on\" ON [t] FOR EACH ROW WHEN (new.a > "
                       "CASE WHEN 1 THEN 2 END) BEGIN SELECT 1; SELECT ';'; END";
    assert_int_equal(assay_sqlite_parse_trigger(&t, *state, text, &err), ASSAY_OK);
    assert_string_equal(t.timing, "before");
    assert_string_equal(t.table, "t");
    assert_string_equal(t.event, "update");
    assert_int_equal(t.n_columns, 2);
    assert_string_equal(t.columns[1], "on");
    span_is(t.condition, "new.a > CASE WHEN 1 THEN 2 END");
    span_is(t.body, "BEGIN SELECT 1; SELECT ';'; END");
}

static void test_sqlite_parse__a_view_is_what_stands_behind_as(void **state)
{
    assay_sqlite_view v;
    assay_error err = ASSAY_ERROR_INIT;
    const char *text = "CREATE VIEW v(a, [b c]) AS SELECT 1 AS a, 2 -- two";
    assert_int_equal(assay_sqlite_parse_view(&v, *state, text, &err), ASSAY_OK);
    assert_int_equal(v.n_columns, 2);
    assert_string_equal(v.columns[1], "b c");
    span_is(v.definition, "SELECT 1 AS a, 2");
}

/* None of these may crash, hang, or be taken for a schema. */
static const char *const hostile[] = {
    "",
    "   ",
    ";",
    "CREATE",
    "CREATE TABLE",
    "CREATE TABLE t",
    "CREATE TABLE t(",
    "CREATE TABLE t()",
    "CREATE TABLE t(a",
    "CREATE TABLE t(a,",
    "CREATE TABLE t(a,)",
    "CREATE TABLE t(a))",
    "CREATE TABLE \"t",
    "CREATE TABLE t(\"a)",
    "CREATE TABLE t([a)",
    "CREATE TABLE t(a DEFAULT 'x)",
    "CREATE TABLE t(a DEFAULT",
    "CREATE TABLE t(a DEFAULT )",
    "CREATE TABLE t(a CHECK",
    "CREATE TABLE t(a CHECK (",
    "CREATE TABLE t(a CHECK (a)",
    "CREATE TABLE t(a CHECK (')",
    "CREATE TABLE t(a /* CHECK (",
    "CREATE TABLE t(a -- )",
    "CREATE TABLE t(a INT(1,2,3,4))",
    "CREATE TABLE t(a INT(1",
    "CREATE TABLE t(a PRIMARY)",
    "CREATE TABLE t(a NOT)",
    "CREATE TABLE t(a REFERENCES)",
    "CREATE TABLE t(a REFERENCES p ON)",
    "CREATE TABLE t(a REFERENCES p ON DELETE)",
    "CREATE TABLE t(a REFERENCES p ON DELETE SET)",
    "CREATE TABLE t(a REFERENCES p(",
    "CREATE TABLE t(a UNIQUE ON CONFLICT maybe)",
    "CREATE TABLE t(a COLLATE)",
    "CREATE TABLE t(a CONSTRAINT)",
    "CREATE TABLE t(a AS",
    "CREATE TABLE t(a) WITHOUT",
    "CREATE TABLE t(a) WITHOUT ROWID,",
    "CREATE TABLE t(a) nonsense",
    "CREATE TABLE t(PRIMARY KEY)",
    "CREATE TABLE t(PRIMARY KEY (a)",
    "CREATE TABLE t(FOREIGN KEY (a) REFERENCES)",
    "CREATE VIRTUAL TABLE t USING",
    "CREATE VIRTUAL TABLE t USING m(",
    "CREATE TABLE t AS SELECT 1",
    "\xff\xfe(\x80)",
};

static void test_sqlite_parse__hostile_texts_are_unsupported(void **state)
{
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        assay_sqlite_table table;
        assay_sqlite_index index;
        assay_sqlite_view view;
        assay_sqlite_trigger trigger;
        assay_error err = ASSAY_ERROR_INIT;
        if (assay_sqlite_parse_table(&table, *state, hostile[i], &err) != ASSAY_UNSUPPORTED)
            fail_msg("'%s' is taken for a table", hostile[i]);
        assert_true(strlen(err.what) > 0);
        assert_int_equal(assay_sqlite_parse_index(&index, *state, hostile[i], NULL),
                         ASSAY_UNSUPPORTED);
        assert_int_equal(assay_sqlite_parse_view(&view, *state, hostile[i], NULL),
                         ASSAY_UNSUPPORTED);
        assert_int_equal(assay_sqlite_parse_trigger(&trigger, *state, hostile[i], NULL),
                         ASSAY_UNSUPPORTED);
    }
}

static void test_sqlite_parse__hostile_statements_of_other_kinds_are_unsupported(void **state)
{
    static const char *const indexes[] = {
        "CREATE INDEX",
        "CREATE INDEX i",
        "CREATE INDEX i ON",
        "CREATE INDEX i ON t",
        "CREATE INDEX i ON t(",
        "CREATE INDEX i ON t()",
        "CREATE INDEX i ON t(a,)",
        "CREATE INDEX i ON t((a)",
        "CREATE INDEX i ON t(a) WHERE 'x",
    };
    static const char *const triggers[] = {
        "CREATE TRIGGER",
        "CREATE TRIGGER x",
        "CREATE TRIGGER x INSTEAD DELETE ON t BEGIN",
        "CREATE TRIGGER x DELETE",
        "CREATE TRIGGER x DELETE ON t",
        "CREATE TRIGGER x DELETE ON t FOR "
        "EACH BEGIN",
        "CREATE TRIGGER x DELETE ON t WHEN a",
        "CREATE TRIGGER x DELETE ON t BEGIN SELECT 'x; END",
    };
    static const char *const views[] = {"CREATE VIEW", "CREATE VIEW v", "CREATE VIEW v(",
                                        "CREATE VIEW v(a AS SELECT 1", "CREATE VIEW v AS 'x"};
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++) {
        assay_sqlite_index index;
        assert_int_equal(assay_sqlite_parse_index(&index, *state, indexes[i], NULL),
                         ASSAY_UNSUPPORTED);
    }
    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
        assay_sqlite_trigger trigger;
        assert_int_equal(assay_sqlite_parse_trigger(&trigger, *state, triggers[i], NULL),
                         ASSAY_UNSUPPORTED);
    }
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        assay_sqlite_view view;
        assert_int_equal(assay_sqlite_parse_view(&view, *state, views[i], NULL), ASSAY_UNSUPPORTED);
    }
}

static void test_sqlite_parse__ten_thousand_columns(void **state)
{
    enum { COLUMNS = 10000 };
    assay_buffer text = ASSAY_BUFFER_INIT(1u << 20);
    assay_buffer_add(&text, "CREATE TABLE t(c0 INT");
    for (int i = 1; i < COLUMNS; i++)
        assay_buffer_printf(&text, ", c%d INT UNIQUE", i);
    assay_buffer_add(&text, ")");
    assay_sqlite_table t = table_of(*state, assay_buffer_text(&text));
    assert_int_equal(t.n_columns, COLUMNS);
    assert_int_equal(t.n_constraints, COLUMNS - 1);
    assert_ptr_equal(assay_sqlite_find_column(&t, *state, "C9999"), &t.columns[COLUMNS - 1]);
    assay_buffer_release(&text);
}

/* Recursion would overflow the stack here, and one pass for each layer would not end. */
static void test_sqlite_parse__a_million_parentheses(void **state)
{
    enum { DEPTH = 1000000 };
    assay_buffer text = ASSAY_BUFFER_INIT(8u << 20);
    assay_buffer_add(&text, "CREATE TABLE t(a CHECK (");
    for (int i = 0; i < DEPTH; i++)
        assay_buffer_add_char(&text, '(');
    assay_sqlite_table table;
    assert_int_equal(assay_sqlite_parse_table(&table, *state, assay_buffer_text(&text), NULL),
                     ASSAY_UNSUPPORTED);
    for (int i = 0; i < DEPTH + 2; i++)
        assay_buffer_add_char(&text, ')');
    assay_sqlite_constraint c = only(*state, assay_buffer_text(&text));
    assert_int_equal(c.expression.length, 2 * DEPTH);
    assay_buffer_release(&text);
}

static void test_sqlite_parse__stripping_takes_off_what_encloses_all(void **state)
{
    static const struct {
        const char *text, *stripped;
    } cases[] = {
        {"a", "a"},
        {" ( ( a ) ) ", "a"},
        {"(a) + (b)", "(a) + (b)"},
        {"((a) + (b))", "(a) + (b)"},
        {"(a /* ) */)", "a"},
        {"", ""},
        {"()", ""},
        {"((a)", "((a)"},
        {"(a))", "(a))"},
        {"(')')", "')'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        span_is(assay_sqlite_strip((assay_span){cases[i].text, strlen(cases[i].text)}),
                cases[i].stripped);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_arena, free_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_sqlite_parse__names_are_one_in_every_quoting),
        TEST(test_sqlite_parse__types_keep_their_words_and_lose_their_layout),
        TEST(test_sqlite_parse__constraints_of_columns_and_tables_are_one),
        TEST(test_sqlite_parse__a_check_is_all_between_its_parentheses),
        TEST(test_sqlite_parse__only_initially_deferred_is_deferred),
        TEST(test_sqlite_parse__table_options_and_autoincrement),
        TEST(test_sqlite_parse__columns_know_what_no_pragma_says),
        TEST(test_sqlite_parse__table_constraints_need_no_comma),
        TEST(test_sqlite_parse__items_of_an_index),
        TEST(test_sqlite_parse__an_index_is_unique_and_partial_by_its_words),
        TEST(test_sqlite_parse__a_trigger_without_its_name),
        TEST(test_sqlite_parse__a_view_is_what_stands_behind_as),
        TEST(test_sqlite_parse__hostile_texts_are_unsupported),
        TEST(test_sqlite_parse__hostile_statements_of_other_kinds_are_unsupported),
        TEST(test_sqlite_parse__ten_thousand_columns),
        TEST(test_sqlite_parse__a_million_parentheses),
        TEST(test_sqlite_parse__stripping_takes_off_what_encloses_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Cutting scripts into statements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "learn/sql_split.h"

/* The statements of a script, joined by '|'. */
static void splits(const char *script, const char *expected)
{
    char joined[2000] = "";
    assay_sql_cursor cursor = {script, 1};
    assay_sql_statement s;
    assay_error err = ASSAY_ERROR_INIT;
    for (;;) {
        assert_int_equal(assay_sql_next(&s, &cursor, &err), ASSAY_OK);
        if (s.length == 0)
            break;
        if (joined[0] != '\0')
            strcat(joined, "|");
        strncat(joined, s.text, s.length);
    }
    assert_string_equal(joined, expected);
}

static void refuses(const char *script, int line, const char *what)
{
    assay_sql_cursor cursor = {script, 1};
    assay_sql_statement s;
    assay_error err = ASSAY_ERROR_INIT;
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK && (status = assay_sql_next(&s, &cursor, &err)) == ASSAY_OK)
        assert_int_not_equal(s.length, 0);
    assert_int_equal(status, ASSAY_INVALID);
    assert_int_equal(s.line, line);
    assert_non_null(strstr(err.what, what));
}

static void statements_end_at_semicolons(void **state)
{
    (void)state;
    splits("select 1; select 2", "select 1|select 2");
    splits(";;\n; select 1 ;; ", "select 1 ");
    splits("", "");
    splits("-- nothing\n/* nor /* here */ */", "");
}

static void semicolons_in_quotes_comments_and_parentheses_are_none(void **state)
{
    (void)state;
    splits("select ';', \";\", E'\\';', $$;$$, $a$;$$;$a$; select 2",
           "select ';', \";\", E'\\';', $$;$$, $a$;$$;$a$|select 2");
    splits("select 1 -- ; \n+ 1; select 2", "select 1 -- ; \n+ 1|select 2");
    splits("create rule r as on insert to t do (select 1; select 2); select 3",
           "create rule r as on insert to t do (select 1; select 2)|select 3");
    splits("select 'it''s;'; select $1", "select 'it''s;'|select $1");
}

static void a_body_in_begin_atomic_is_one_statement(void **state)
{
    (void)state;
    splits("create or replace function f() returns int language sql begin atomic select case when "
           "true then 1 end; select 2; end; select 3",
           "create or replace function f() returns int language sql begin atomic select case when "
           "true then 1 end; select 2; end|select 3");
    splits("create procedure begin() begin atomic; select case x when 1 then 2 end; end; select 3",
           "create procedure begin() begin atomic; select case x when 1 then 2 end; end|select 3");
    splits("create function begin() returns int return 1; select 2",
           "create function begin() returns int return 1|select 2");
    splits("begin; select 1; end; commit", "begin|select 1|end|commit");
    splits("create table t (\"begin\" int); select 1", "create table t (\"begin\" int)|select 1");
}

static void data_of_a_copy_is_no_sql(void **state)
{
    (void)state;
    assay_sql_cursor cursor = {"copy t (a) from stdin;\nx;y\n'\n\\.\nselect 1;", 1};
    assay_sql_statement s;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_sql_next(&s, &cursor, &err), ASSAY_OK);
    assert_memory_equal(s.data, "x;y\n'\n", 6);
    assert_int_equal(s.data_length, 6);
    assert_int_equal(assay_sql_next(&s, &cursor, &err), ASSAY_OK);
    assert_int_equal(s.length, 8);
    assert_int_equal(s.line, 5);
    splits("copy t from '/tmp/file'; select 1", "copy t from '/tmp/file'|select 1");
}

static void commands_of_psql_are_refused_but_for_harmless_ones(void **state)
{
    (void)state;
    splits("\\restrict abc\nselect 1;\n\\echo done; here\n\\unrestrict abc\n", "select 1");
    refuses("select 1;\n\\connect other\n", 2, "\\connect");
    refuses("select 1\n\\gexec\n", 2, "\\gexec");
}

static void what_is_not_closed_is_named_with_its_line(void **state)
{
    (void)state;
    refuses("select 1;\n\nselect 'abc", 3, "a string");
    refuses("select $a$ abc $b$", 1, "dollar");
    refuses("select 1; /* abc", 1, "comment");
    refuses("copy t from stdin;\nx\n", 1, "COPY");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_end_at_semicolons),
        cmocka_unit_test(semicolons_in_quotes_comments_and_parentheses_are_none),
        cmocka_unit_test(a_body_in_begin_atomic_is_one_statement),
        cmocka_unit_test(data_of_a_copy_is_no_sql),
        cmocka_unit_test(commands_of_psql_are_refused_but_for_harmless_ones),
        cmocka_unit_test(what_is_not_closed_is_named_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

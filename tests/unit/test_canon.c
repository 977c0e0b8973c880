/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "kinds/canon.h"

static void is(assay_dialect dialect, const char *text, const char *expected)
{
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT), again = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_canon_expression(&out, dialect, text, &err), ASSAY_OK);
    assert_string_equal(assay_buffer_text(&out), expected);
    assert_int_equal(assay_canon_expression(&again, dialect, assay_buffer_text(&out), &err),
                     ASSAY_OK);
    assert_string_equal(assay_buffer_text(&again), expected);
    assay_buffer_release(&out);
    assay_buffer_release(&again);
}

static void test_canon__postgresql_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"((a > 0))", "a > 0"},
        {"(a) + (b)", "(a) + (b)"},
        {"nextval('public.t_id_seq'::regclass)", "nextval('public.t_id_seq'::regclass)"},
        {"NOW ( )", "now()"},
        {"((cv)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))",
         "(cv)::text = ANY (ARRAY['x'::text, 'y'::text])"},
        {"((cv)::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character "
         "varying)::text]))",
         "(cv)::text = ANY (ARRAY['x'::text, 'y'::text])"},
        {"(ARRAY[f(a, b), c])::text[]", "ARRAY[(f(a, b))::text, (c)::text]"},
        {"('x'::character varying(3))::text", "('x'::character varying(3))::text"},
        {"('x'::character varying)::text[]", "('x'::character varying)::text[]"},
        {"CASE\n    WHEN a THEN 1\n    ELSE - 2\nEND", "CASE WHEN a THEN 1 ELSE -2 END"},
        {"a -1", "a - 1"},
        {"a*-1", "a * -1"},
        {"'it''s' || E'\\''", "'it''s' || E'\\''"},
        {"\"plain\" + \"timestamp\" + \"Mixed\"", "plain + \"timestamp\" + \"Mixed\""},
        {"a /* x /* y */ z */ -- w\n + b", "a + b"},
        {"$q$ keep  this $q$", "$q$ keep  this $q$"},
        {"current_timestamp", "CURRENT_TIMESTAMP"},
        {"CURRENT_TIMESTAMP (3)", "CURRENT_TIMESTAMP(3)"},
        {"true AND NOT null", "true AND NOT NULL"},
        {"( SELECT 1 );", "SELECT 1"},
        {"count( * )", "count(*)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        is(ASSAY_POSTGRESQL, cases[i].text, cases[i].expected);
}

static void test_canon__sqlite_texts(void **state)
{
    (void)state;
    is(ASSAY_SQLITE, "(Status IN ('A','b'))", "status in ('A', 'b')");
    is(ASSAY_SQLITE, "[Order] > `x` AND \"two words\" IS NOT NULL",
       "\"order\" > x and \"two words\" is not null");
    is(ASSAY_SQLITE, "(( 1 ))", "1");
    is(ASSAY_SQLITE, "a == 1 AND b != 2", "a = 1 and b <> 2");
    is(ASSAY_SQLITE, "a ISNULL OR b NOTNULL", "a is null or b is not null");
    is(ASSAY_SQLITE, "(a) NOT NULL AND NOT NULL", "(a) is not null and not null");
    is(ASSAY_SQLITE, "CASE WHEN NOT NULL THEN x'AB' END", "case when not null then x'ab' end");
    is(ASSAY_SQLITE, "a IN (1E3, 0XFF, X'0a', 'E')", "a in (1e3, 0xff, x'0a', 'E')");
    is(ASSAY_SQLITE, "\"isnull\" = \"notnull\"", "\"isnull\" = \"notnull\"");
}

static void test_canon__what_means_something_else_stays_different(void **state)
{
    (void)state;
    is(ASSAY_POSTGRESQL, "a AND (b AND c)", "a AND (b AND c)");
    is(ASSAY_POSTGRESQL, "(x)::bigint", "(x)::bigint");
    is(ASSAY_POSTGRESQL, "'A'", "'A'");
    is(ASSAY_POSTGRESQL, "1000.00", "1000.00");
    is(ASSAY_POSTGRESQL, "a <- b", "a < -b");
}

static void test_canon__hostile_texts_are_unsupported_not_fatal(void **state)
{
    (void)state;
    static const char *const bad[] = {"'open", "\"open", "/* open", "$a$ open", "(", ")", "x]"};
    char *deep = malloc(5000);
    assert_non_null(deep);
    memset(deep, '(', 4999);
    deep[4999] = '\0';
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assay_error err = ASSAY_ERROR_INIT;
        assert_int_equal(assay_canon_expression(&out, ASSAY_POSTGRESQL, bad[i], &err),
                         ASSAY_UNSUPPORTED);
        assert_string_not_equal(err.what, "");
    }
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_canon_expression(&out, ASSAY_POSTGRESQL, deep, &err), ASSAY_UNSUPPORTED);
    free(deep);
    assay_buffer_release(&out);
}

static void test_canon__schema_is_remapped_where_it_qualifies(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"nextval('app.t_id_seq'::regclass)", "nextval('public.t_id_seq'::regclass)"},
        {"'app.text'::text", "'app.text'::text"},
        {"app.f(x.app)", "public.f(x.app)"},
        {"app", "app"},
        {"app.mood[]", "public.mood[]"},
        {"\"app\".t", "public.t"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
        assay_error err = ASSAY_ERROR_INIT;
        assert_int_equal(assay_canon_remap_schema(&out, cases[i].text, "app", "public", &err),
                         ASSAY_OK);
        assert_string_equal(assay_buffer_text(&out), cases[i].expected);
        assay_buffer_release(&out);
    }
}

static void test_canon__schema_with_quotes_in_its_name_is_remapped(void **state)
{
    (void)state;
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_canon_remap_schema(&out, "\"my\"\"s\".t", "my\"s", "public", &err),
                     ASSAY_OK);
    assert_string_equal(assay_buffer_text(&out), "public.t");
    assay_buffer_clear(&out);
    assert_int_equal(assay_canon_remap_schema(&out, "\"my\"\"s\".t", "my\"", "public", &err),
                     ASSAY_OK);
    assert_string_equal(assay_buffer_text(&out), "\"my\"\"s\".t");
    assay_buffer_release(&out);
}

static void test_canon__a_cast_array_without_elements_stays(void **state)
{
    (void)state;
    enum { COMMAS = 4000 };
    static const char head[] = "(ARRAY[", tail[] = "])::text[]";
    char text[sizeof head + COMMAS + sizeof tail];
    memcpy(text, head, sizeof head - 1);
    memset(text + sizeof head - 1, ',', COMMAS);
    memcpy(text + sizeof head - 1 + COMMAS, tail, sizeof tail);
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_canon_expression(&out, ASSAY_POSTGRESQL, text, &err), ASSAY_OK);
    assert_null(strstr(assay_buffer_text(&out), "()::text"));
    assay_buffer_release(&out);
}

static void test_canon__sqlite_types_fold(void **state)
{
    (void)state;
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_canon_type(&out, ASSAY_SQLITE, "  DECIMAL ( 10 , 2 )");
    assert_string_equal(assay_buffer_text(&out), "decimal(10,2)");
    assay_buffer_clear(&out);
    assay_canon_type(&out, ASSAY_SQLITE, "UNSIGNED   BIG INT");
    assert_string_equal(assay_buffer_text(&out), "unsigned big int");
    assay_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canon__postgresql_texts),
        cmocka_unit_test(test_canon__sqlite_texts),
        cmocka_unit_test(test_canon__what_means_something_else_stays_different),
        cmocka_unit_test(test_canon__hostile_texts_are_unsupported_not_fatal),
        cmocka_unit_test(test_canon__schema_is_remapped_where_it_qualifies),
        cmocka_unit_test(test_canon__schema_with_quotes_in_its_name_is_remapped),
        cmocka_unit_test(test_canon__a_cast_array_without_elements_stays),
        cmocka_unit_test(test_canon__sqlite_types_fold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

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

static void canon_is(assay_dialect dialect, assay_form form, bool loose, const char *text,
                     const char *expected)
{
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT), again = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error err = ASSAY_ERROR_INIT;
    assay_canon_applied applied = 0;
    assert_int_equal(assay_canon_text(&out, dialect, form, loose, text, &applied, &err), ASSAY_OK);
    assert_string_equal(assay_buffer_text(&out), expected);
    assert_int_equal(
        assay_canon_text(&again, dialect, form, loose, assay_buffer_text(&out), &applied, &err),
        ASSAY_OK);
    assert_string_equal(assay_buffer_text(&again), expected);
    assay_buffer_release(&out);
    assay_buffer_release(&again);
}

static void is(assay_dialect dialect, const char *text, const char *expected)
{
    canon_is(dialect, ASSAY_FORM_EXPR, false, text, expected);
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
        {"- - 1", "- -1"},
        {"a - - - b", "a - - -b"},
        {"a.", "a."},
        {"x;t.", "x; t."},
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
        {"SELECT app.a, app.b FROM app.t app WHERE (app.a > app.f(1))",
         "SELECT app.a, app.b FROM public.t app WHERE (app.a > public.f(1))"},
        {"app.app", "public.app"},
        {"SELECT app.a FROM app.app, app.u", "SELECT app.a FROM public.app, public.u"},
        {"SELECT (app.a)::app.mood FROM (app.t app JOIN app.u ON ((app.a = u.a)))",
         "SELECT (app.a)::public.mood FROM (public.t app JOIN public.u ON ((app.a = u.a)))"},
        {"SELECT app.f(x.a), app.t FROM app.x", "SELECT public.f(x.a), public.t FROM public.x"},
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

typedef struct pair {
    const char *text, *expected;
} pair;

static void each_is(assay_form form, bool loose, const pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        canon_is(ASSAY_POSTGRESQL, form, loose, pairs[i].text, pairs[i].expected);
}

static void test_canon__the_syntax_of_sql_is_the_call_it_stands_for(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"(EXTRACT(year FROM ts) > (2000)::numeric)",
         "\"extract\"('year'::text, ts) > (2000)::numeric"},
        {"(ts AT TIME ZONE 'UTC'::text)", "timezone('UTC'::text, ts)"},
        {"now() AT TIME ZONE 'utc'::text", "timezone('utc'::text, now())"},
        {"((ts AT TIME ZONE 'a'::text) AT TIME ZONE '01:00:00'::interval)",
         "timezone('01:00:00'::interval, timezone('a'::text, ts))"},
        {"f((x)::timestamp with time zone AT TIME ZONE z)",
         "f(timezone(z, (x)::timestamp WITH time zone))"},
        {"(ts AT LOCAL)", "timezone(ts)"},
        {"SUBSTRING(s FROM 2 FOR 3)", "\"substring\"(s, 2, 3)"},
        {"SUBSTRING(s SIMILAR 'a'::text ESCAPE '#'::text)",
         "\"substring\"(s, 'a'::text, '#'::text)"},
        {"OVERLAY(s PLACING 'q'::text FROM 2)", "\"overlay\"(s, 'q'::text, 2)"},
        {"(POSITION(('z'::text) IN (s)) = 0)", "\"position\"(s, 'z'::text) = 0"},
        {"POSITION(('z'::text) IN ((s || t)))", "\"position\"((s || t), 'z'::text)"},
        {"TRIM(BOTH FROM s)", "btrim(s)"},
        {"TRIM(LEADING 'x'::text FROM s)", "ltrim(s, 'x'::text)"},
        {"TRIM(TRAILING FROM s)", "rtrim(s)"},
        {"((a, (a + b)) OVERLAPS (c, d))", "\"overlaps\"(a, (a + b), c, d)"},
        {"NORMALIZE(s)", "\"normalize\"(s)"},
        {"NORMALIZE(s, NFC)", "\"normalize\"(s, 'nfc'::text)"},
        {"(NOT (s IS NFD NORMALIZED))", "NOT is_normalized(s, 'nfd'::text)"},
        {"(s IS NORMALIZED)", "is_normalized(s)"},
        {"XMLEXISTS('//a'::text PASSING x)", "\"xmlexists\"('//a'::text, x)"},
        {"COLLATION FOR (s)", "pg_collation_for(s)"},
        {"(s ~ similar_escape('x'::text, NULL::text))", "s ~ similar_to_escape('x'::text)"},
        {"XMLSERIALIZE(CONTENT x AS text NO INDENT)", "xmlserialize(content x AS text)"},
        {"((a AND b) AND c)", "a AND b AND c"},
        {"((a OR b) OR c)", "a OR b OR c"},
    };
    each_is(ASSAY_FORM_EXPR, false, pairs, sizeof pairs / sizeof *pairs);
}

static void test_canon__what_only_looks_like_that_syntax_stays(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"a + b AT TIME ZONE z", "a + b at time zone z"},
        {"(a AND (b AND c))", "a AND (b AND c)"},
        {"((a OR b) AND c)", "(a OR b) AND c"},
        {"app.similar_escape(x, NULL::text)", "app.similar_escape(x, NULL::text)"},
        {"app.normalize(x)", "app.normalize(x)"},
        {"at.time", "at.time"},
        {"CASE WHEN a THEN (CASE b WHEN 1 THEN 2 END) END",
         "CASE WHEN a THEN (CASE b WHEN 1 THEN 2 END) END"},
    };
    each_is(ASSAY_FORM_EXPR, false, pairs, sizeof pairs / sizeof *pairs);
}

static void test_canon__a_view_of_one_item_needs_no_qualifiers(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"SELECT idx.a, (idx.b + 1) AS c FROM app.idx WHERE (idx.a > 0) ORDER BY idx.a",
         "SELECT a, (b + 1) AS c FROM app.idx WHERE (a > 0) ORDER BY a"},
        {"SELECT p.*::app.parent AS p, p.id FROM app.parent p",
         "SELECT p.*::app.parent AS p, id FROM app.parent p"},
        {"SELECT \"*VALUES*\".column1 FROM ( VALUES (1,'a'::text)) \"*VALUES*\"",
         "SELECT column1 FROM (VALUES (1, 'a'::text)) \"*VALUES*\""},
        {"WITH x AS (SELECT x.a FROM x) SELECT x.a FROM x",
         "WITH x AS (SELECT x.a FROM x) SELECT a FROM x"},
        {"SELECT t.a FROM t WHERE (t.a IN (SELECT t.b FROM t t_1))",
         "SELECT a FROM t WHERE (a IN (SELECT t.b FROM t t_1))"},
        {"SELECT r.x FROM ROWS FROM (f(1), g(2)) WITH ORDINALITY r(x, a)",
         "SELECT x FROM rows FROM (f(1), g(2)) WITH ordinality r(x, a)"},
        {"SELECT app.f(app.a), (app.b)::app.t, (app.c COLLATE app.d) FROM app.app",
         "SELECT app.f(a), (b)::app.t, (c COLLATE app.d) FROM app.app"},
        {"SELECT a.x, b.y FROM a, b", "SELECT a.x, b.y FROM a, b"},
        {"SELECT a.x FROM (a JOIN b ON ((a.x = b.x)))",
         "SELECT a.x FROM (a JOIN b ON ((a.x = b.x)))"},
        {"SELECT a.x FROM a UNION SELECT b.x FROM b", "SELECT a.x FROM a UNION SELECT b.x FROM b"},
        {"SELECT idx.a FROM app.idx TABLESAMPLE bernoulli (10) REPEATABLE (1)",
         "SELECT a FROM app.idx tablesample bernoulli(10) repeatable(1)"},
        {"SELECT 1 AS one", "SELECT 1 AS one"},
    };
    each_is(ASSAY_FORM_QUERY, false, pairs, sizeof pairs / sizeof *pairs);
    is(ASSAY_POSTGRESQL, "SELECT t.a FROM t", "SELECT t.a FROM t");
}

static void test_canon__loose_drops_what_majors_print_differently(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"(date_part('year'::text, ts) > (2000)::double precision)",
         "date_part('year', ts) > 2000"},
        {"(EXTRACT(year FROM ts) > (2000)::numeric)", "date_part('year', ts) > 2000"},
        {"ext.gen_random_uuid()", "gen_random_uuid()"},
        {"'{a}'::character varying(3)[]", "'{a}'"},
        {"(a)::numeric(5,2)", "(a)::numeric(5, 2)"},
        {"f(1)::numeric", "f(1)::numeric"},
        {"ext.digest('a'::text)", "ext.digest('a')"},
    };
    each_is(ASSAY_FORM_EXPR, true, pairs, sizeof pairs / sizeof *pairs);
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
        cmocka_unit_test(test_canon__the_syntax_of_sql_is_the_call_it_stands_for),
        cmocka_unit_test(test_canon__what_only_looks_like_that_syntax_stays),
        cmocka_unit_test(test_canon__a_view_of_one_item_needs_no_qualifiers),
        cmocka_unit_test(test_canon__loose_drops_what_majors_print_differently),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

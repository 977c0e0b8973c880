/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "readers/reader.h"

static bool keep(const char *include, const char *exclude, const char *schema, const char *relation)
{
    const char *const in[] = {include, NULL}, *const out[] = {exclude, NULL};
    assay_read_options options = {.include = in, .exclude = out};
    return assay_read_options_keep(&options, schema, relation);
}

static void test_reader__without_filters_all_is_kept(void **state)
{
    (void)state;
    assay_read_options options = {0};
    assert_true(assay_read_options_keep(&options, "app", "orders"));
    assert_true(keep(NULL, NULL, "app", "orders"));
}

static void test_reader__a_pattern_speaks_of_schema_and_relation(void **state)
{
    (void)state;
    assert_true(keep("app.*", NULL, "app", "orders"));
    assert_false(keep("app.*", NULL, "application", "orders"));
    assert_true(keep("app.ord?rs", NULL, "app", "orders"));
    assert_false(keep("app.ord?rs", NULL, "app", "ordrs"));
    assert_true(keep("*.a*b*c", NULL, "app", "aXbbbXc"));
    assert_false(keep("*.a*b*c", NULL, "app", "aXbbbX"));
}

static void test_reader__a_pattern_without_a_dot_holds_in_any_schema(void **state)
{
    (void)state;
    assert_false(keep(NULL, "tmp_*", "app", "tmp_1"));
    assert_false(keep(NULL, "tmp_*", "", "tmp_1"));
    assert_true(keep(NULL, "tmp_*", "app", "orders"));
}

static void test_reader__exclude_beats_include(void **state)
{
    (void)state;
    assert_false(keep("app.*", "app.orders", "app", "orders"));
    assert_true(keep("app.*", "app.orders", "app", "items"));
}

static void test_reader__a_schema_is_kept_where_all_of_it_may_be(void **state)
{
    (void)state;
    assert_true(keep("app.*", NULL, "app", ""));
    assert_false(keep("app.orders", NULL, "app", ""));
    assert_false(keep(NULL, "app.*", "app", ""));
    assert_true(keep(NULL, "*tmp*", "app", ""));
}

static bool shaped(const char *const *shape, const char *const (*columns)[2], size_t n)
{
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    const assay_object *objects[4];
    for (size_t i = 0; i < n; i++) {
        assay_object *o =
            assay_catalog_add(catalog, ASSAY_KIND_column, "s", "t", columns[i][0], NULL);
        assay_object_set(catalog, o, ASSAY_column_type, columns[i][1], NULL);
        objects[i] = o;
    }
    bool result = assay_version_columns_match(shape, objects, n, ASSAY_POSTGRESQL);
    assay_catalog_free(catalog);
    return result;
}

static void test_reader__a_shape_is_exactly_its_columns(void **state)
{
    (void)state;
    static const char *const shape[] = {"version_num character varying|text", NULL};
    static const char *const pair[] = {"id integer", "dirty boolean", NULL};
    assert_true(shaped(shape, (const char *const[][2]){{"version_num", "text"}}, 1));
    assert_true(
        shaped(shape, (const char *const[][2]){{"version_num", "character varying(32)"}}, 1));
    assert_false(shaped(shape, (const char *const[][2]){{"version_num", "integer"}}, 1));
    assert_false(shaped(shape, (const char *const[][2]){{"version_num", "tex"}}, 1));
    assert_false(shaped(shape, (const char *const[][2]){{"version", "text"}}, 1));
    assert_false(shaped(shape, (const char *const[][2]){{"version_num", NULL}}, 1));
    assert_false(
        shaped(shape, (const char *const[][2]){{"version_num", "text"}, {"id", "integer"}}, 2));
    assert_true(shaped(pair, (const char *const[][2]){{"dirty", "boolean"}, {"id", "integer"}}, 2));
    assert_false(shaped(pair, (const char *const[][2]){{"id", "integer"}}, 1));
    assert_false(shaped(pair, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader__without_filters_all_is_kept),
        cmocka_unit_test(test_reader__a_pattern_speaks_of_schema_and_relation),
        cmocka_unit_test(test_reader__a_pattern_without_a_dot_holds_in_any_schema),
        cmocka_unit_test(test_reader__exclude_beats_include),
        cmocka_unit_test(test_reader__a_schema_is_kept_where_all_of_it_may_be),
        cmocka_unit_test(test_reader__a_shape_is_exactly_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

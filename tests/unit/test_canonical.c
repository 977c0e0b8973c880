/* SPDX-License-Identifier: MIT */
/* Attributes by their form: the door through which readers and profiles bring texts in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/catalog.h"

static void test_canonical__names_are_quoted_only_where_needed(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"public.cats", "public.cats"},
        {"public.\"user\"", "public.user"},
        {"\"public\".\"order\".\"id\"", "public.order.id"},
        {"pg_catalog.\"C\"", "pg_catalog.\"C\""},
        {"\"a.b\".\"c\"", "\"a.b\".c"},
        {"\"say \"\"hi\"\"\".x", "\"say \"\"hi\"\"\".x"},
        {"\"a\"\"b\"", "\"a\"\"b\""},
        {"\"1a\"", "\"1a\""},
        {"\"\"", "\"\""},
        {"\"open", "\"open"},
        {"\"", "\""},
    };
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_non_null(catalog);
    assay_object *key =
        assay_catalog_add(catalog, ASSAY_KIND_foreign_key, "public", "t", "f", NULL);
    assert_non_null(key);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int attribute = ASSAY_foreign_key_references;
        assert_int_equal(assay_object_set_canonical(catalog, key, attribute, pairs[i][0], NULL),
                         ASSAY_OK);
        assert_string_equal(key->values[attribute], pairs[i][1]);
        assert_int_equal(assay_object_set_canonical(catalog, key, attribute, pairs[i][1], NULL),
                         ASSAY_OK);
        assert_string_equal(key->values[attribute], pairs[i][1]);
    }
    assay_catalog_free(catalog);
}

static void test_canonical__a_copy_knows_what_is_unknown(void **state)
{
    (void)state;
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_non_null(catalog);
    assay_object *view = assay_catalog_add(catalog, ASSAY_KIND_view, "public", "", "v", NULL);
    assert_non_null(view);
    assert_int_equal(assay_object_set_unknown(catalog, view, ASSAY_view_definition, "locked", NULL),
                     ASSAY_OK);
    const assay_object *copy = assay_catalog_copy_object(catalog, view, NULL);
    assert_non_null(copy);
    assert_int_equal(copy->unknown, 1u << ASSAY_view_definition);
    assert_string_equal(copy->reason, "locked");
    assay_catalog_free(catalog);
}

static void test_canonical__names_with_the_byte_that_parts_keys_stay_apart(void **state)
{
    (void)state;
    static const char *const keys[][2] = {
        {"x", "y\x1fz"}, {"x\x1fy", "z"}, {"x\x1e", "\x1dy"}, {"x\x1e\x1d", "y"}, {"x\x1f", "y"}};
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_non_null(catalog);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_non_null(
            assay_catalog_add(catalog, ASSAY_KIND_column, "public", keys[i][0], keys[i][1], &err));
    assert_int_equal(assay_catalog_seal(catalog, &err), ASSAY_OK);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const assay_object *found =
            assay_catalog_find(catalog, ASSAY_KIND_column, "public", keys[i][0], keys[i][1]);
        assert_non_null(found);
        assert_string_equal(found->name, keys[i][1]);
    }
    assay_catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canonical__names_are_quoted_only_where_needed),
        cmocka_unit_test(test_canonical__a_copy_knows_what_is_unknown),
        cmocka_unit_test(test_canonical__names_with_the_byte_that_parts_keys_stay_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

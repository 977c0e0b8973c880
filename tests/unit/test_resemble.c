/* SPDX-License-Identifier: MIT */
/* What only another major version, or a restore, spells otherwise is cosmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "difference_check.h"

static const row older[] = {
    {"check", "s", "t", "c", {"expression=date_part('year'::text, x) > (0)::double precision"}}};
static const row newer[] = {
    {"check", "s", "t", "c", {"expression=EXTRACT(year FROM x) > (0)::numeric"}}};
static const row other[] = {
    {"check", "s", "t", "c", {"expression=EXTRACT(month FROM x) > (0)::numeric"}}};

/* The severity of the one difference between two catalogs; -1 if there is none. */
static int severity_of(const row *x, int x_major, const row *y, int y_major,
                       assay_difference_options options)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *a = build(x, 1), *b = build(y, 1);
    a->server_major = x_major;
    b->server_major = y_major;
    assay_differences *d;
    assert_int_equal(assay_differences_new(&d, a, b, &options, &err), ASSAY_OK);
    assert_true(d->n_items <= 1);
    int severity = d->n_items == 0 ? -1 : (int)d->items[0].severity;
    assay_differences_free(d);
    assay_catalog_free(a);
    assay_catalog_free(b);
    return severity;
}

static const assay_difference_options plain = {.mask = ASSAY_COMPARE_DEFAULT};

static void test_resemble__another_major_s_spelling_is_cosmetic(void **state)
{
    (void)state;
    assert_int_equal(severity_of(older, 13, newer, 14, plain), ASSAY_SEVERITY_COSMETIC);
    assert_int_equal(severity_of(newer, 0, older, 14, plain), ASSAY_SEVERITY_COSMETIC);
    assert_int_equal(severity_of(newer, 0, older, 0, plain), ASSAY_SEVERITY_COSMETIC);
}

static void test_resemble__within_one_major_it_is_a_full_difference(void **state)
{
    (void)state;
    assert_int_equal(severity_of(older, 15, newer, 15, plain), ASSAY_SEVERITY_INTEGRITY);
}

static void test_resemble__within_one_major_a_restored_side_makes_it_cosmetic(void **state)
{
    (void)state;
    assay_difference_options restored = plain;
    restored.restored = true;
    assert_int_equal(severity_of(older, 15, newer, 15, restored), ASSAY_SEVERITY_COSMETIC);
}

static void test_resemble__another_field_is_a_full_difference_on_any_major(void **state)
{
    (void)state;
    assert_int_equal(severity_of(older, 13, other, 14, plain), ASSAY_SEVERITY_INTEGRITY);
}

static void test_resemble__maintain_is_what_a_server_before_17_cannot_grant(void **state)
{
    (void)state;
    static const row with[] = {
        {"table", "s", "", "t", {"privileges=a MAINTAIN WITH GRANT OPTION, a SELECT, b MAINTAIN"}}};
    static const row without[] = {{"table", "s", "", "t", {"privileges=a SELECT"}}};
    static const row none[] = {{"table", "s", "", "t", {NULL}}};
    assay_difference_options all = {.mask = ASSAY_COMPARE_ALL};
    assert_int_equal(severity_of(with, 17, without, 16, all), -1);
    assert_int_equal(severity_of(without, 12, with, 18, all), -1);
    assert_int_equal(severity_of(with, 17, without, 18, all), ASSAY_SEVERITY_SECURITY);
    assert_int_equal(severity_of(with, 17, none, 16, all), ASSAY_SEVERITY_SECURITY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resemble__another_major_s_spelling_is_cosmetic),
        cmocka_unit_test(test_resemble__within_one_major_it_is_a_full_difference),
        cmocka_unit_test(test_resemble__within_one_major_a_restored_side_makes_it_cosmetic),
        cmocka_unit_test(test_resemble__another_field_is_a_full_difference_on_any_major),
        cmocka_unit_test(test_resemble__maintain_is_what_a_server_before_17_cannot_grant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

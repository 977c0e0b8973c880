/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "verdict/severity.h"

/* What it matters that an object of the kind has one value for the other; `unique`: of an index. */
static assay_severity severity(const char *kind_name, const char *attribute, const char *expected,
                               const char *actual, const char *unique)
{
    assay_kind kind;
    assert_true(assay_kind_find(&kind, kind_name));
    const char *values[2][ASSAY_MAX_ATTRIBUTES] = {{NULL}, {NULL}};
    int index = assay_attribute_find(kind, attribute);
    assert_true(index >= 0);
    if (unique != NULL)
        values[0][ASSAY_index_unique] = values[1][ASSAY_index_unique] = unique;
    values[0][index] = expected;
    values[1][index] = actual;
    assay_object e = {.kind = kind, .values = values[0]}, a = {.kind = kind, .values = values[1]};
    return assay_deviation_severity(&e, &a, index);
}

static void test_severity__a_view_s_options_matter_by_name(void **state)
{
    (void)state;
    const char *all = "check_option=local, security_barrier=true, security_invoker=true";
    assert_int_equal(
        severity("view", "options", all, "security_barrier=true, security_invoker=true", NULL),
        ASSAY_SEVERITY_INTEGRITY);
    assert_int_equal(
        severity("view", "options", all, "check_option=local, security_barrier=true", NULL),
        ASSAY_SEVERITY_SECURITY);
    assert_int_equal(severity("view", "options", NULL, "security_invoker=true", NULL),
                     ASSAY_SEVERITY_SECURITY);
    assert_int_equal(
        severity("view", "options", "check_option=local", "check_option=cascaded", NULL),
        ASSAY_SEVERITY_INTEGRITY);
}

static void test_severity__a_routine_s_settings_matter_by_name(void **state)
{
    (void)state;
    assert_int_equal(severity("function", "settings", "search_path=app, pg_temp, work_mem=1MB",
                              "search_path=app, pg_temp", NULL),
                     ASSAY_SEVERITY_PERFORMANCE);
    assert_int_equal(severity("function", "settings", "search_path=app, pg_temp, work_mem=1MB",
                              "search_path=app, work_mem=1MB", NULL),
                     ASSAY_SEVERITY_SECURITY);
    assert_int_equal(severity("function", "settings", "TimeZone=UTC", NULL, NULL),
                     ASSAY_SEVERITY_INTEGRITY);
}

static void test_severity__a_unique_index_guards_rows(void **state)
{
    (void)state;
    assert_int_equal(severity("index", "columns", "a", "a, b", NULL), ASSAY_SEVERITY_PERFORMANCE);
    assert_int_equal(severity("index", "columns", "a", "a, b", "yes"), ASSAY_SEVERITY_INTEGRITY);
    assert_int_equal(severity("index", "valid", NULL, "no", "yes"), ASSAY_SEVERITY_INTEGRITY);
    assert_int_equal(severity("index", "options", NULL, "fillfactor=70", "yes"),
                     ASSAY_SEVERITY_PERFORMANCE);
}

static void test_severity__others_are_the_kinds_table_s(void **state)
{
    (void)state;
    assert_int_equal(severity("table", "row_security", "yes", NULL, NULL), ASSAY_SEVERITY_SECURITY);
    assert_int_equal(severity("column", "nullable", "no", NULL, NULL), ASSAY_SEVERITY_INTEGRITY);
    assert_int_equal(severity("column", "position", "1", "2", NULL), ASSAY_SEVERITY_COSMETIC);
    assert_int_equal(severity("table", "options", "fillfactor=80", NULL, NULL),
                     ASSAY_SEVERITY_PERFORMANCE);
    assert_int_equal(severity("trigger", "enabled", NULL, "no", NULL), ASSAY_SEVERITY_INTEGRITY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_severity__a_view_s_options_matter_by_name),
        cmocka_unit_test(test_severity__a_routine_s_settings_matter_by_name),
        cmocka_unit_test(test_severity__a_unique_index_guards_rows),
        cmocka_unit_test(test_severity__others_are_the_kinds_table_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

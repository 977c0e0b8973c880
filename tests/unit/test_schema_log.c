/* SPDX-License-Identifier: MIT */
/* Snapshots one after the other: what changed, and what one of them just could not tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "difference_check.h"
#include "verdict/schema_log.h"

static const row all[] = {
    {"table", "public", "", "orders", {NULL}},
    {"column", "public", "orders", "id", {"type=integer"}},
    {"view", "public", "", "recent", {"definition=SELECT 1"}},
};

/* The next snapshot of the log: these rows, but for one attribute that it could not read (a column
 * of orders; NULL: it read all), and one limit (reason NULL: none). */
typedef struct seen {
    const row *rows;
    size_t n;
    const char *unknown_type_of;
    const char *limited, *reason;
} seen;

static void expect_next(assay_schema_log *log, seen s, const char *changes, size_t unknown)
{
    assay_error err = ASSAY_ERROR_INIT;
    const assay_difference_options options = {.mask = ASSAY_COMPARE_DEFAULT};
    assay_buffer text = ASSAY_BUFFER_INIT(1 << 16);
    assay_differences *found;
    assay_snapshot *snapshot = assay_snapshot_new(ASSAY_POSTGRESQL);
    assert_non_null(snapshot);
    add_rows(snapshot->catalog, s.rows, s.n);
    for (size_t i = 0; i < snapshot->catalog->n_objects && s.unknown_type_of != NULL; i++) {
        assay_object *o = snapshot->catalog->objects[i];
        if (strcmp(o->name, s.unknown_type_of) == 0)
            assert_int_equal(assay_object_set_unknown(snapshot->catalog, o,
                                                      assay_attribute_find(o->kind, "type"),
                                                      "locked", &err),
                             ASSAY_OK);
    }
    if (s.reason != NULL)
        assert_int_equal(assay_snapshot_limit(snapshot, s.limited, s.reason, 0, &err), ASSAY_OK);
    assert_int_equal(assay_snapshot_seal(snapshot, &err), ASSAY_OK);
    assert_int_equal(assay_schema_log_add(&found, log, snapshot, &options, &err), ASSAY_OK);
    if (changes == NULL) {
        assert_null(found);
    } else {
        assert_non_null(found);
        describe(&text, found);
        assert_string_equal(assay_buffer_text(&text), changes);
        assert_int_equal(found->n_unknown, unknown);
    }
    assay_buffer_release(&text);
    assay_differences_free(found);
    assay_snapshot_free(snapshot);
}

static void test_schema_log__what_is_dropped_and_made_is_a_change(void **state)
{
    (void)state;
    assay_schema_log log = {0};
    expect_next(&log, (seen){.rows = all, .n = 3}, NULL, 0);
    expect_next(&log, (seen){.rows = all, .n = 3}, "", 0);
    expect_next(&log, (seen){.rows = all, .n = 2}, "missing view public.recent\n", 0);
    expect_next(&log, (seen){.rows = all, .n = 3}, "unexpected view public.recent\n", 0);
    assay_schema_log_release(&log);
}

static void test_schema_log__what_could_not_be_read_is_taken_to_be_as_it_was(void **state)
{
    (void)state;
    assay_schema_log log = {0};
    expect_next(&log, (seen){.rows = all, .n = 3}, NULL, 0);
    expect_next(
        &log, (seen){.rows = all, .n = 2, .limited = "view", .reason = "locked by another session"},
        "", 1);
    expect_next(&log, (seen){.rows = all, .n = 3}, "", 0);
    expect_next(&log, (seen){.rows = all, .n = 1, .limited = "", .reason = ASSAY_LIMIT_FILTERED},
                "", 2);
    expect_next(&log, (seen){.rows = all, .n = 2}, "missing view public.recent\n", 0);
    assay_schema_log_release(&log);
}

static void test_schema_log__a_kind_that_was_never_read_whole_is_not_new_when_it_is(void **state)
{
    (void)state;
    assay_schema_log log = {0};
    const seen partly = {.rows = all, .n = 2, .limited = "view", .reason = "no privilege"};
    expect_next(&log, partly, NULL, 0);
    expect_next(&log, (seen){.rows = all, .n = 3}, "", 1);
    expect_next(&log, (seen){.rows = all, .n = 2}, "missing view public.recent\n", 0);
    assay_schema_log_release(&log);
}

static void test_schema_log__an_attribute_is_compared_with_when_it_was_last_told(void **state)
{
    (void)state;
    static const row changed[] = {{"table", "public", "", "orders", {NULL}},
                                  {"column", "public", "orders", "id", {"type=bigint"}}};
    assay_schema_log log = {0};
    expect_next(&log, (seen){.rows = all, .n = 2}, NULL, 0);
    expect_next(&log, (seen){.rows = all, .n = 2, .unknown_type_of = "id"}, "", 1);
    expect_next(&log, (seen){.rows = changed, .n = 2}, "changed column public.orders.id type\n", 0);
    assay_schema_log_release(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema_log__what_is_dropped_and_made_is_a_change),
        cmocka_unit_test(test_schema_log__what_could_not_be_read_is_taken_to_be_as_it_was),
        cmocka_unit_test(test_schema_log__a_kind_that_was_never_read_whole_is_not_new_when_it_is),
        cmocka_unit_test(test_schema_log__an_attribute_is_compared_with_when_it_was_last_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

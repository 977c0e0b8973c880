/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "difference_check.h"

static const row orders[] = {
    {"table", "public", "", "orders", {NULL}},
    {"column", "public", "orders", "id", {"type=integer", "nullable=no"}},
    {"column", "public", "orders", "note", {"type=text"}},
    {"column", "public", "orders", "paid", {"type=boolean"}},
    {"primary-key", "public", "orders", "orders_pkey", {"columns=id"}},
    {"index", "public", "orders", "ix_note", {"columns=note"}},
};
enum { N_ORDERS = sizeof orders / sizeof *orders };

static void test_difference__a_catalog_equals_itself(void **state)
{
    (void)state;
    expect(orders, N_ORDERS, orders, N_ORDERS, "");
}

static void test_difference__missing_and_unexpected_mirror_each_other(void **state)
{
    (void)state;
    expect(orders, N_ORDERS, orders, N_ORDERS - 1, "missing index public.ix_note\n");
    expect(orders, N_ORDERS - 1, orders, N_ORDERS, "unexpected index public.ix_note\n");
}

static void test_difference__what_a_missing_table_held_is_not_repeated(void **state)
{
    (void)state;
    expect(orders, N_ORDERS, NULL, 0, "missing table public.orders\n");
}

static void test_difference__what_a_missing_schema_held_is_not_repeated(void **state)
{
    (void)state;
    static const row app[] = {{"schema", "", "", "app", {NULL}}, {"table", "app", "", "t", {NULL}}};
    expect(app, 2, NULL, 0, "missing schema app\n");
}

static void test_difference__a_schema_that_holds_what_a_history_expects_is_implied(void **state)
{
    (void)state;
    static const row app[] = {{"table", "app", "", "t", {NULL}}, {"schema", "", "", "app", {NULL}}};
    assay_difference_options history = {.mask = ASSAY_COMPARE_DEFAULT, .expected_is_history = true};
    expect_with(history, app, 1, app, 2, "");
    static const row more[] = {{"table", "app", "", "t", {NULL}},
                               {"schema", "", "", "app", {NULL}},
                               {"table", "app", "", "u", {NULL}}};
    expect_with(history, app, 1, more, 3, "unexpected table app.u\n");
    expect(app, 1, app, 2, "unexpected schema app\n");
}

static void test_difference__a_history_on_either_side_is_treated_alike(void **state)
{
    (void)state;
    static const row found[] = {{"schema", "", "", "app", {NULL}},
                                {"table", "app", "", "t", {"owner=me", "comment=hi"}}};
    static const row history[] = {{"table", "app", "", "t", {NULL}}};
    const assay_compare_mask all = ASSAY_COMPARE_ALL;
    expect_with((assay_difference_options){.mask = all, .expected_is_history = true}, history, 1,
                found, 2, "");
    expect_with((assay_difference_options){.mask = all, .actual_is_history = true}, found, 2,
                history, 1, "");
}

static void test_difference__what_a_listing_history_does_not_mention_is_not_judged(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *x = build(orders, 1), *y = build(orders, N_ORDERS);
    assert_int_equal(
        assay_object_set_unknown(x, x->objects[0], ASSAY_table_row_security, "unsaid", &err),
        ASSAY_OK);
    assay_difference_options options = {.mask = ASSAY_COMPARE_DEFAULT, .listed_only = true};
    assay_differences *d;
    assert_int_equal(assay_differences_new(&d, x, y, &options, &err), ASSAY_OK);
    assert_true(d->equal);
    assert_int_equal(d->n_unknown, 0);
    assay_differences_free(d);
    options = (assay_difference_options){.mask = ASSAY_COMPARE_DEFAULT, .actual_listed_only = true};
    assert_int_equal(assay_differences_new(&d, y, x, &options, &err), ASSAY_OK);
    assert_true(d->equal);
    assert_int_equal(d->n_unknown, 0);
    assay_differences_free(d);
    assay_catalog_free(x);
    assay_catalog_free(y);
}

static void test_difference__attributes_are_named(void **state)
{
    (void)state;
    row other[N_ORDERS];
    memcpy(other, orders, sizeof orders);
    other[1].attributes[0] = "type=bigint";
    other[1].attributes[1] = NULL;
    expect(orders, N_ORDERS, other, N_ORDERS, "changed column public.orders.id type nullable\n");
}

static void test_difference__a_renamed_index_is_renamed(void **state)
{
    (void)state;
    row other[N_ORDERS];
    memcpy(other, orders, sizeof orders);
    other[5].name = "by_note";
    expect(orders, N_ORDERS, other, N_ORDERS, "renamed index public.ix_note -> public.by_note\n");
}

static assay_severity severity_of_rename(size_t renamed, const char *name)
{
    assay_error err = ASSAY_ERROR_INIT;
    row other[N_ORDERS];
    memcpy(other, orders, sizeof orders);
    other[renamed].name = name;
    assay_catalog *x = build(orders, N_ORDERS), *y = build(other, N_ORDERS);
    assay_difference_options options = {.mask = ASSAY_COMPARE_DEFAULT};
    assay_differences *d;
    assert_int_equal(assay_differences_new(&d, x, y, &options, &err), ASSAY_OK);
    assert_int_equal(d->n_items, 1);
    assert_int_equal(d->items[0].change, ASSAY_RENAMED);
    assay_severity severity = d->items[0].severity;
    assay_differences_free(d);
    assay_catalog_free(x);
    assay_catalog_free(y);
    return severity;
}

static void test_difference__a_name_matters_where_queries_use_it(void **state)
{
    (void)state;
    assert_int_equal(severity_of_rename(5, "by_note"), ASSAY_SEVERITY_COSMETIC);
    assert_int_equal(severity_of_rename(4, "pk"), ASSAY_SEVERITY_COSMETIC);
    assert_int_equal(severity_of_rename(3, "settled"), ASSAY_SEVERITY_INTEGRITY);
}

static void test_difference__a_table_s_other_primary_key_is_that_one_changed(void **state)
{
    (void)state;
    row other[N_ORDERS];
    memcpy(other, orders, sizeof orders);
    other[4].name = "pk";
    other[4].attributes[0] = "columns=note";
    expect(orders, N_ORDERS, other, N_ORDERS,
           "renamed primary-key public.orders.orders_pkey -> public.orders.pk columns\n");
}

static void test_difference__a_renamed_table_takes_its_children_with_it(void **state)
{
    (void)state;
    row other[N_ORDERS];
    memcpy(other, orders, sizeof orders);
    other[0].name = "purchases";
    for (size_t i = 1; i < N_ORDERS; i++)
        other[i].relation = "purchases";
    other[3].name = "settled";
    other[2].attributes[1] = "nullable=no";
    /* Two of three columns alike are too few to call it the same table. */
    expect(orders, N_ORDERS, other, N_ORDERS,
           "missing table public.orders\nunexpected table public.purchases\n");
    other[3].name = "paid";
    expect(orders, N_ORDERS, other, N_ORDERS,
           "renamed table public.orders -> public.purchases\n"
           "changed column public.orders.note nullable\n");
}

static void test_difference__two_columns_of_one_type_are_no_rename(void **state)
{
    (void)state;
    row a[3] = {{"table", "s", "", "t", {NULL}},
                {"column", "s", "t", "a", {"type=integer"}},
                {"column", "s", "t", "b", {"type=integer"}}};
    row b[3];
    memcpy(b, a, sizeof a);
    b[1].name = "x";
    expect(a, 3, b, 3, "renamed column s.t.a -> s.t.x\n");
    b[2].name = "y";
    expect(a, 3, b, 3,
           "missing column s.t.a\nmissing column s.t.b\n"
           "unexpected column s.t.x\nunexpected column s.t.y\n");
}

static void test_difference__partitions_are_matched_by_parent_for_a_history(void **state)
{
    (void)state;
    static const row learned[] = {
        {"table", "s", "", "t", {"partition_key=RANGE (at)"}},
        {"table", "s", "", "t_2025_01", {"partition_of=s.t", "bound=FOR VALUES FROM (1) TO (2)"}},
        {"table", "s", "", "t_default", {"partition_of=s.t", "bound=DEFAULT"}}};
    static const row found[] = {
        {"table", "s", "", "t", {"partition_key=RANGE (at)"}},
        {"table", "s", "", "t_2026_11", {"partition_of=s.t", "bound=FOR VALUES FROM (8) TO (9)"}},
        {"table", "s", "", "t_2026_12", {"partition_of=s.t", "bound=FOR VALUES FROM (9) TO (10)"}}};
    assay_difference_options history = {.mask = ASSAY_COMPARE_DEFAULT, .expected_is_history = true};
    expect_with(history, learned, 3, found, 3, "missing table s.t_default\n");
    expect(learned, 2, found, 2, "missing table s.t_2025_01\nunexpected table s.t_2026_11\n");
}

static void test_difference__unknown_is_neither_equal_nor_different(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *x = build(orders, N_ORDERS), *y = build(orders, N_ORDERS);
    assay_object *o = assay_catalog_find(y, ASSAY_KIND_column, "public", "orders", "id");
    assert_non_null(o);
    assert_int_equal(assay_object_set_unknown(y, o, ASSAY_column_type, "locked", &err), ASSAY_OK);
    assay_difference_options options = {.mask = ASSAY_COMPARE_DEFAULT};
    assay_differences *d;
    assert_int_equal(assay_differences_new(&d, x, y, &options, &err), ASSAY_OK);
    assert_int_equal(d->n_items, 0);
    assert_int_equal(d->n_unknown, 1);
    assay_differences_free(d);
    assay_catalog_free(x);
    assay_catalog_free(y);
}

/* Compares both ways round: no difference, and so many things that could not be compared. */
static void expect_unknown(assay_catalog *x, assay_catalog *y, size_t unknown)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_difference_options options = {.mask = ASSAY_COMPARE_DEFAULT};
    assay_catalog *sides[] = {x, y, x};
    for (int i = 0; i < 2; i++) {
        assay_differences *d;
        assert_int_equal(assay_differences_new(&d, sides[i], sides[i + 1], &options, &err),
                         ASSAY_OK);
        assert_int_equal(d->n_items, 0);
        assert_int_equal(d->n_unknown, unknown);
        assay_differences_free(d);
    }
    assay_catalog_free(x);
    assay_catalog_free(y);
}

static void test_difference__a_kind_that_was_not_read_is_not_missing(void **state)
{
    (void)state;
    assay_catalog *y = build(orders, N_ORDERS - 1);
    y->unread = (uint64_t)1 << ASSAY_KIND_index;
    expect_unknown(build(orders, N_ORDERS), y, 1);
}

static void test_difference__what_a_role_cannot_see_is_not_missing(void **state)
{
    (void)state;
    assay_catalog *nothing = build(orders, 0);
    nothing->partial = true;
    expect_unknown(build(orders, N_ORDERS), nothing, N_ORDERS);
}

static void test_difference__what_an_extension_may_own_is_not_unexpected(void **state)
{
    (void)state;
    static const row with[] = {{"extension", "", "", "hstore", {"schema_name=ext"}}};
    static const row members[] = {{"function", "ext", "", "akeys(ext.hstore)", {NULL}}};
    assay_catalog *y = build(members, 1);
    y->unread = (uint64_t)1 << ASSAY_KIND_extension;
    expect_unknown(build(with, 1), y, 2);
}

static void test_difference__what_a_partition_inherits_is_not_unexpected(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    static const row with[] = {{"table", "s", "", "p", {"partition_of=s.t"}}};
    static const row inherited[] = {{"table", "s", "", "p", {NULL}},
                                    {"column", "s", "p", "id", {"type=integer"}}};
    assay_catalog *y = build(inherited, 2);
    assay_object *p = assay_catalog_find(y, ASSAY_KIND_table, "s", "", "p");
    assert_non_null(p);
    assert_int_equal(assay_object_set_unknown(y, p, ASSAY_table_partition_of, "untold", &err),
                     ASSAY_OK);
    expect_unknown(build(with, 1), y, 2);
}

static void test_difference__a_column_that_moved_is_named_and_not_those_it_passed(void **state)
{
    (void)state;
    static const row before[] = {{"table", "s", "", "t", {NULL}},
                                 {"column", "s", "t", "a", {"type=integer", "position=1"}},
                                 {"column", "s", "t", "b", {"type=integer", "position=2"}},
                                 {"column", "s", "t", "c", {"type=integer", "position=3"}},
                                 {"column", "s", "t", "d", {"type=integer", "position=4"}}};
    static const row after[] = {{"table", "s", "", "t", {NULL}},
                                {"column", "s", "t", "b", {"type=integer", "position=1"}},
                                {"column", "s", "t", "c", {"type=integer", "position=2"}},
                                {"column", "s", "t", "d", {"type=integer", "position=3"}},
                                {"column", "s", "t", "a", {"type=integer", "position=4"}}};
    assay_difference_options all = {.mask = ASSAY_COMPARE_ALL};
    expect_with(all, before, 5, after, 5, "changed column s.t.a position\n");
    expect_with(all, after, 5, before, 5, "changed column s.t.a position\n");
    expect_with(all, before, 5, after, 4, "missing column s.t.a\n");
    expect_with(all, after, 4, before, 5, "unexpected column s.t.a\n");
}

/* `lacking` is of a reader that leaves parts out, as `unread` says; without that the texts differ.
 */
static void expect_part(const row *whole, const row *lacking, bool same)
{
    assay_catalog *y = build(lacking, 1);
    y->unread = (uint64_t)1 << ASSAY_KIND_index;
    if (same) {
        expect_unknown(build(whole, 1), y, 1);
    } else {
        assay_error err = ASSAY_ERROR_INIT;
        assay_difference_options options = {.mask = ASSAY_COMPARE_DEFAULT};
        assay_catalog *x = build(whole, 1);
        assay_differences *d;
        assert_int_equal(assay_differences_new(&d, x, y, &options, &err), ASSAY_OK);
        assert_int_equal(d->n_items, 1);
        assay_differences_free(d);
        assay_catalog_free(x);
        assay_catalog_free(y);
    }
}

static void test_difference__what_a_reader_leaves_out_of_a_text_is_unknown(void **state)
{
    (void)state;
    static const struct {
        const char *whole, *lacking;
        bool same;
    } pairs[] = {
        {"type=timestamp(6) with time zone", "type=timestamp with time zone", true},
        {"type=timestamp(3) with time zone", "type=timestamp with time zone", false},
        {"type=public.\"order\"", "type=public.order", true},
        {"identity=always (cache 9)", "identity=always", true},
        {"identity=always (cache 9 cycle)", "identity=always (cycle)", true},
        {"identity=always (start 5 cache 9)", "identity=always (start 5)", true},
        {"identity=always (start 5 cache 9)", "identity=always (start 6)", false},
        {"generated=virtual: (a + 1)", "generated=stored: (a + 1)", true},
        {"generated=virtual: (a + 1)", "generated=stored: (a + 2)", false},
        {"default='(6)'", "default=''", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        bool typed = strncmp(pairs[i].whole, "type=", 5) == 0;
        const row whole = {
            "column", "s", "t", "c", {pairs[i].whole, typed ? NULL : "type=integer"}};
        const row lacking = {
            "column", "s", "t", "c", {pairs[i].lacking, typed ? NULL : "type=integer"}};
        expect_part(&whole, &lacking, pairs[i].same);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_difference__a_catalog_equals_itself),
        cmocka_unit_test(test_difference__missing_and_unexpected_mirror_each_other),
        cmocka_unit_test(test_difference__what_a_missing_table_held_is_not_repeated),
        cmocka_unit_test(test_difference__what_a_missing_schema_held_is_not_repeated),
        cmocka_unit_test(test_difference__a_schema_that_holds_what_a_history_expects_is_implied),
        cmocka_unit_test(test_difference__a_history_on_either_side_is_treated_alike),
        cmocka_unit_test(test_difference__what_a_listing_history_does_not_mention_is_not_judged),
        cmocka_unit_test(test_difference__attributes_are_named),
        cmocka_unit_test(test_difference__a_renamed_index_is_renamed),
        cmocka_unit_test(test_difference__a_name_matters_where_queries_use_it),
        cmocka_unit_test(test_difference__a_table_s_other_primary_key_is_that_one_changed),
        cmocka_unit_test(test_difference__a_renamed_table_takes_its_children_with_it),
        cmocka_unit_test(test_difference__two_columns_of_one_type_are_no_rename),
        cmocka_unit_test(test_difference__partitions_are_matched_by_parent_for_a_history),
        cmocka_unit_test(test_difference__unknown_is_neither_equal_nor_different),
        cmocka_unit_test(test_difference__a_kind_that_was_not_read_is_not_missing),
        cmocka_unit_test(test_difference__what_a_role_cannot_see_is_not_missing),
        cmocka_unit_test(test_difference__what_an_extension_may_own_is_not_unexpected),
        cmocka_unit_test(test_difference__what_a_partition_inherits_is_not_unexpected),
        cmocka_unit_test(test_difference__what_a_reader_leaves_out_of_a_text_is_unknown),
        cmocka_unit_test(test_difference__a_column_that_moved_is_named_and_not_those_it_passed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Databases that no stamp makes safe: half-applied, skipped and premature revisions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "match_check.h"

static void test_match_partial__a_half_applied_next_revision_is_partial(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "prices");
    remove_object(catalog, ASSAY_KIND_column, "prices", "amount");
    assay_object_set(catalog, object_of(catalog, ASSAY_KIND_column, "users", "name"),
                     ASSAY_column_nullable, "yes", NULL);
    remove_object(catalog, ASSAY_KIND_column, "prices", "id");
    assay_match *match = match_of(&b, catalog);
    assert_true(match->partial);
    assert_non_null(strstr(match->partial_reason, "'prices'"));
    release(&b, catalog, match);
}

static void test_match_partial__half_of_the_indexes_of_a_head_are_missing(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "index");
    remove_object(catalog, ASSAY_KIND_index, "orders", "ix_orders_user_id");
    assay_match *match = match_of(&b, catalog);
    assert_true(match->partial);
    assert_true(lists(match, match->half_applied, match->n_half_applied, "index"));
    const assay_evidence *e = evidence_of(match, "index");
    assert_int_equal(e->present, 24);
    assert_int_equal(e->absent, 24);
    release(&b, catalog, match);
}

static void test_match_partial__what_was_made_otherwise_is_there_but_for_that(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "codes", "base");
    create_column(&b, "t", "code", "type=text nullable=no");
    change(&b, ASSAY_CREATE, ASSAY_KIND_unique, "t", "t_code_key", "columns=code");
    built(&b);
    assay_catalog *catalog = state_after(&b, "codes");
    assay_object_set(catalog, object_of(catalog, ASSAY_KIND_column, "t", "code"),
                     ASSAY_column_nullable, NULL, NULL);
    remove_object(catalog, ASSAY_KIND_unique, "t", "t_code_key");
    assay_match *match = match_of(&b, catalog);
    const assay_evidence *e = evidence_of(match, "codes");
    assert_int_equal(e->present, 28);
    assert_int_equal(e->absent, 28);
    assert_true(match->partial);
    assert_true(lists(match, match->half_applied, match->n_half_applied, "codes"));
    release(&b, catalog, match);
}

static void test_match_partial__little_that_a_head_lacks_is_listed_but_is_drift(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "prices");
    assay_object_set(catalog, object_of(catalog, ASSAY_KIND_column, "users", "name"),
                     ASSAY_column_nullable, NULL, NULL);
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "prices");
    assert_true(lists(match, match->half_applied, match->n_half_applied, "prices"));
    assert_false(match->partial);
    release(&b, catalog, match);
}

static void test_match_partial__a_light_member_that_was_skipped_is_listed_but_is_drift(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "index", "base");
    create_index(&b, "t", "t_id", "columns=id");
    revision(&b, "more", "index");
    create_table(&b, "more");
    create_column(&b, "more", "id", "type=integer");
    built(&b);
    assay_catalog *catalog = state_after(&b, "more");
    remove_object(catalog, ASSAY_KIND_index, "t", "t_id");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "more");
    assert_false(match->partial);
    assert_true(lists(match, match->half_applied, match->n_half_applied, "index"));
    release(&b, catalog, match);
}

static void
test_match_partial__an_alteration_counts_where_later_ones_alter_something_else(void **state)
{
    (void)state;
    builder b = new_builder();
    const char *columns[] = {"a", "b", "c", "d", "e"};
    revision(&b, "base", "");
    create_table(&b, "t");
    for (size_t i = 0; i < 5; i++)
        create_column(&b, "t", columns[i], "type=uuid");
    revision(&b, "types", "base");
    for (size_t i = 0; i < 5; i++)
        change(&b, ASSAY_ALTER, ASSAY_KIND_column, "t", columns[i], "type=text");
    revision(&b, "nulls", "types");
    create_table(&b, "more");
    create_column(&b, "more", "id", "type=integer");
    for (size_t i = 0; i < 5; i++)
        change(&b, ASSAY_ALTER, ASSAY_KIND_column, "t", columns[i], "nullable=no");
    built(&b);
    assay_catalog *catalog = state_after(&b, "nulls");
    for (size_t i = 0; i < 5; i++)
        assay_object_set(catalog, object_of(catalog, ASSAY_KIND_column, "t", columns[i]),
                         ASSAY_column_type, "uuid", NULL);
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "nulls");
    assert_int_equal(evidence_of(match, "types")->absent, 35);
    assert_true(match->partial);
    assert_string_equal(match->partial_reason, "'types' was skipped: nothing of it is there");
    release(&b, catalog, match);
}

static void test_match_partial__a_skipped_member_is_partial(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "prices");
    remove_object(catalog, ASSAY_KIND_index, "orders", "ix_orders_user_id");
    remove_object(catalog, ASSAY_KIND_index, "users", "ix_users_email");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "prices");
    assert_true(match->partial);
    assert_string_equal(match->partial_reason, "'index' was skipped: nothing of it is there");
    release(&b, catalog, match);
}

static void test_match_partial__an_object_before_its_time_is_partial(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "users");
    add_object(catalog, ASSAY_KIND_table, "", "prices");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "users");
    assert_true(match->partial);
    assert_string_equal(match->partial_reason,
                        "'prices' is not applied, but 'public.prices', which it creates, is there");
    assert_true(lists(match, match->out_of_order, match->n_out_of_order, "prices"));
    release(&b, catalog, match);
}

static void
test_match_partial__what_is_made_anew_and_otherwise_before_its_time_is_partial(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "a", "type=integer");
    create_column(&b, "t", "b", "type=integer");
    change(&b, ASSAY_CREATE, ASSAY_KIND_unique, "t", "t_key", "columns=a");
    revision(&b, "drop", "base");
    change(&b, ASSAY_DROP, ASSAY_KIND_unique, "t", "t_key", "");
    for (char name[] = "c"; name[0] <= 'f'; name[0]++)
        create_column(&b, "t", name, "type=integer");
    revision(&b, "more", "drop");
    create_table(&b, "more");
    create_column(&b, "more", "id", "type=integer");
    revision(&b, "again", "more");
    change(&b, ASSAY_CREATE, ASSAY_KIND_unique, "t", "t_key", "columns=b");
    built(&b);
    assay_catalog *catalog = state_after(&b, "again");
    remove_relation(catalog, "more");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "drop");
    assert_true(match->partial);
    assert_true(lists(match, match->out_of_order, match->n_out_of_order, "again"));
    release(&b, catalog, match);
}

static void test_match_partial__a_half_applied_head_is_seen_through_an_empty_merge(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "left", "base");
    create_index(&b, "t", "l1", "columns=id");
    create_index(&b, "t", "l2", "columns=id,id method=hash");
    revision(&b, "right", "base");
    create_column(&b, "t", "r", "type=text");
    revision(&b, "merge", "left right");
    revision(&b, "again", "merge");
    built(&b);
    assay_catalog *catalog = state_after(&b, "merge");
    remove_object(catalog, ASSAY_KIND_index, "t", "l2");
    assay_match *match = match_of(&b, catalog);
    assert_true(match->partial);
    assert_true(lists(match, match->half_applied, match->n_half_applied, "left"));
    release(&b, catalog, match);
}

static void test_match_partial__one_table_of_many_is_recognised_and_partial(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "all", "");
    for (char name[] = "a"; name[0] <= 'e'; name[0]++) {
        create_table(&b, name);
        create_column(&b, name, "id", "type=integer");
    }
    built(&b);
    assay_catalog *catalog = state_after(&b, "all");
    for (char name[] = "c"; name[0] <= 'e'; name[0]++)
        remove_relation(catalog, name);
    assay_match *match = match_of(&b, catalog);
    assert_true(match->recognised);
    assert_true(match->partial);
    assert_equal_sets(match, "base");
    release(&b, catalog, match);
}

/* One revision that makes many tables, among them users(id integer, name text, email text) and its
 * sequence. */
static builder crowd(void)
{
    builder b = new_builder();
    revision(&b, "all", "");
    for (char name[] = "a"; name[0] <= 'z'; name[0]++) {
        create_table(&b, name);
        create_column(&b, name, "x", "type=integer");
    }
    create_table(&b, "users");
    create_column(&b, "users", "id", "type=integer");
    create_column(&b, "users", "name", "type=text");
    create_column(&b, "users", "email", "type=text");
    change(&b, ASSAY_CREATE, ASSAY_KIND_sequence, "", "users_id_seq", "type=integer");
    built(&b);
    return b;
}

static void test_match_partial__a_table_that_only_has_a_known_name_is_not_recognised(void **state)
{
    (void)state;
    builder b = crowd();
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    add_object(catalog, ASSAY_KIND_table, "", "users");
    const char *columns[][2] = {{"id", "integer"}, {"name", "bytea"}, {"hobby", "text"}};
    for (size_t i = 0; i < 3; i++)
        assay_object_set(catalog, add_object(catalog, ASSAY_KIND_column, "users", columns[i][0]),
                         ASSAY_column_type, columns[i][1], NULL);
    assay_object_set(catalog, add_object(catalog, ASSAY_KIND_sequence, "", "users_id_seq"),
                     ASSAY_sequence_type, "integer", NULL);
    assay_match *match = match_of(&b, catalog);
    assert_false(match->recognised);
    release(&b, catalog, match);
}

static void test_match_partial__one_table_of_a_crowd_is_recognised_by_its_columns(void **state)
{
    (void)state;
    builder b = crowd();
    assay_catalog *catalog = state_after(&b, "all");
    for (char name[] = "a"; name[0] <= 'z'; name[0]++)
        remove_relation(catalog, name);
    assay_match *match = match_of(&b, catalog);
    assert_true(match->recognised);
    assert_true(match->partial);
    release(&b, catalog, match);
}

static void test_match_partial__half_of_what_a_later_one_drops_was_never_made(void **state)
{
    (void)state;
    builder b = new_builder();
    const char *tables[] = {"old_a", "old_b", "old_c", "new_a", "new_b", "new_c"};
    revision(&b, "tables", "");
    for (size_t i = 0; i < 6; i++) {
        create_table(&b, tables[i]);
        create_column(&b, tables[i], "id", "type=integer");
    }
    revision(&b, "drops", "tables");
    for (size_t i = 0; i < 3; i++)
        change(&b, ASSAY_DROP, ASSAY_KIND_table, "", tables[i], "");
    built(&b);
    assay_catalog *catalog = state_after(&b, "tables");
    remove_relation(catalog, "old_b");
    remove_relation(catalog, "old_c");
    remove_relation(catalog, "new_c");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "drops");
    assert_true(match->partial);
    assert_true(lists(match, match->half_applied, match->n_half_applied, "tables"));
    assert_true(lists(match, match->half_applied, match->n_half_applied, "drops"));
    release(&b, catalog, match);
}

/* tables: three that "drops" drops again, and three that stay; between the two, an index. */
static builder dropped_later(void)
{
    builder b = new_builder();
    const char *tables[] = {"old_a", "old_b", "old_c", "new_a", "new_b", "new_c"};
    revision(&b, "tables", "");
    for (size_t i = 0; i < 6; i++) {
        create_table(&b, tables[i]);
        create_column(&b, tables[i], "id", "type=integer");
    }
    revision(&b, "index", "tables");
    create_index(&b, "new_a", "new_a_id", "columns=id");
    revision(&b, "drops", "index");
    for (size_t i = 0; i < 3; i++)
        change(&b, ASSAY_DROP, ASSAY_KIND_table, "", tables[i], "");
    built(&b);
    return b;
}

static void test_match_partial__what_was_never_made_does_not_hide_who_stopped_half_way(void **state)
{
    (void)state;
    builder b = dropped_later();
    assay_catalog *catalog = state_after(&b, "drops");
    remove_relation(catalog, "new_c");
    remove_object(catalog, ASSAY_KIND_index, "new_a", "new_a_id");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "drops");
    assert_true(match->partial);
    assert_string_equal(match->partial_reason,
                        "'tables' is half applied: 2 of its 6 changes are missing, and nothing "
                        "shows that those after it have run");
    assert_true(lists(match, match->half_applied, match->n_half_applied, "tables"));
    release(&b, catalog, match);
}

static void test_match_partial__who_has_run_below_what_is_there_is_not_half_applied(void **state)
{
    (void)state;
    builder b = dropped_later();
    assay_catalog *catalog = state_after(&b, "drops");
    remove_relation(catalog, "new_c");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "drops");
    assert_false(match->partial);
    assert_false(lists(match, match->half_applied, match->n_half_applied, "tables"));
    release(&b, catalog, match);
}

/* notes: drops what "note" has made, and makes two tables; then one more. */
static builder notes(void)
{
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "note", "base");
    create_column(&b, "t", "note", "type=text");
    revision(&b, "notes", "note");
    change(&b, ASSAY_DROP, ASSAY_KIND_column, "t", "note", "");
    create_table(&b, "notes");
    create_column(&b, "notes", "id", "type=integer");
    create_table(&b, "readers");
    create_column(&b, "readers", "id", "type=integer");
    create_column(&b, "readers", "name", "type=text");
    revision(&b, "index", "notes");
    create_index(&b, "t", "t_id", "columns=id");
    built(&b);
    return b;
}

static void test_match_partial__half_of_one_that_undid_the_one_before_is_half_applied(void **state)
{
    (void)state;
    builder b = notes();
    assay_catalog *catalog = state_after(&b, "notes");
    remove_relation(catalog, "readers");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "base");
    assert_true(match->partial);
    assert_string_equal(match->partial_reason,
                        "'notes' is half applied: 3 of its 5 changes are missing");
    assert_true(lists(match, match->half_applied, match->n_half_applied, "notes"));
    assert_int_equal(match->n_out_of_order, 0);
    release(&b, catalog, match);
}

static void
test_match_partial__what_later_ones_came_after_is_out_of_order_and_not_half(void **state)
{
    (void)state;
    builder b = notes();
    assay_catalog *catalog = state_after(&b, "index");
    remove_relation(catalog, "readers");
    remove_object(catalog, ASSAY_KIND_column, "notes", "id");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "base");
    assert_true(lists(match, match->out_of_order, match->n_out_of_order, "notes"));
    assert_true(lists(match, match->out_of_order, match->n_out_of_order, "index"));
    assert_int_equal(match->n_half_applied, 0);
    release(&b, catalog, match);
}

static void
test_match_partial__a_view_that_a_later_one_replaced_does_not_show_its_creator(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "users", "");
    create_table(&b, "users");
    create_column(&b, "users", "id", "type=integer");
    revision(&b, "stats", "users");
    create_table(&b, "stats");
    create_column(&b, "stats", "id", "type=integer");
    change(&b, ASSAY_CREATE, ASSAY_KIND_view, "", "names", "definition=1");
    revision(&b, "names", "stats");
    change(&b, ASSAY_ALTER, ASSAY_KIND_view, "", "names", "definition=2");
    create_table(&b, "logs");
    create_column(&b, "logs", "id", "type=integer");
    built(&b);
    assay_catalog *catalog = state_after(&b, "names");
    remove_relation(catalog, "stats");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "names");
    assert_true(match->partial);
    assert_string_equal(match->partial_reason, "'stats' was skipped: nothing of it is there");
    release(&b, catalog, match);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match_partial__a_half_applied_next_revision_is_partial),
        cmocka_unit_test(test_match_partial__half_of_the_indexes_of_a_head_are_missing),
        cmocka_unit_test(test_match_partial__what_was_made_otherwise_is_there_but_for_that),
        cmocka_unit_test(test_match_partial__little_that_a_head_lacks_is_listed_but_is_drift),
        cmocka_unit_test(
            test_match_partial__a_light_member_that_was_skipped_is_listed_but_is_drift),
        cmocka_unit_test(
            test_match_partial__an_alteration_counts_where_later_ones_alter_something_else),
        cmocka_unit_test(test_match_partial__a_skipped_member_is_partial),
        cmocka_unit_test(test_match_partial__an_object_before_its_time_is_partial),
        cmocka_unit_test(
            test_match_partial__what_is_made_anew_and_otherwise_before_its_time_is_partial),
        cmocka_unit_test(test_match_partial__a_half_applied_head_is_seen_through_an_empty_merge),
        cmocka_unit_test(test_match_partial__one_table_of_many_is_recognised_and_partial),
        cmocka_unit_test(test_match_partial__a_table_that_only_has_a_known_name_is_not_recognised),
        cmocka_unit_test(test_match_partial__one_table_of_a_crowd_is_recognised_by_its_columns),
        cmocka_unit_test(test_match_partial__half_of_what_a_later_one_drops_was_never_made),
        cmocka_unit_test(
            test_match_partial__what_was_never_made_does_not_hide_who_stopped_half_way),
        cmocka_unit_test(test_match_partial__who_has_run_below_what_is_there_is_not_half_applied),
        cmocka_unit_test(test_match_partial__half_of_one_that_undid_the_one_before_is_half_applied),
        cmocka_unit_test(
            test_match_partial__what_later_ones_came_after_is_out_of_order_and_not_half),
        cmocka_unit_test(
            test_match_partial__a_view_that_a_later_one_replaced_does_not_show_its_creator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

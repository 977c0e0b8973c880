/* SPDX-License-Identifier: MIT */
/* Small histories and databases made from them: what the match says of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "match_check.h"

static void assert_expects_what_is_there(const assay_match *match)
{
    assay_hash expected = assay_catalog_fingerprint(match->expected);
    assay_hash observed = assay_catalog_fingerprint(match->observed);
    assert_int_equal(assay_hash_compare(&expected, &observed), 0);
}

static void test_match__every_revision_is_found_exactly(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"users", "users"},
                                           {"orders", "orders"},
                                           {"index", "index fill"},
                                           {"fill", "index fill"},
                                           {"prices", "prices"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        builder b = shop();
        assay_catalog *catalog = state_after(&b, cases[i][0]);
        assay_match *match = match_of(&b, catalog);
        assert_int_equal(match->cost, 0);
        assert_true(match->recognised);
        assert_false(match->tie);
        assert_false(match->partial);
        assert_int_equal(match->unclaimed, 0);
        assert_true(match->confidence > 0.9);
        assert_int_equal(match->n_half_applied, 0);
        assert_int_equal(match->n_out_of_order, 0);
        assert_equal_sets(match, cases[i][1]);
        assert_expects_what_is_there(match);
        assay_bitset set = applied(&b, cases[i][0]);
        assert_true(assay_match_is_equal(match, &set));
        release(&b, catalog, match);
    }
}

static void test_match__drift_does_not_hide_the_revision(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "prices");
    assay_object *name = object_of(catalog, ASSAY_KIND_column, "users", "name");
    assay_object_set(catalog, name, ASSAY_column_type, "character varying(50)", NULL);
    remove_object(catalog, ASSAY_KIND_index, "orders", "ix_orders_user_id");
    add_object(catalog, ASSAY_KIND_table, "", "scratch");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "prices");
    assert_int_equal(match->cost, 7 + 24);
    assert_int_equal(match->unclaimed, 64);
    assert_false(match->partial);
    /* Without prices, index has one object for it and one against: the smaller set comes first. */
    assert_int_equal(match->runner_up->margin, 64 + 32 + 32 + 4);
    assert_string_equal(match->runner_up->heads[0], "orders");
    release(&b, catalog, match);
}

static void test_match__expected_objects_name_the_revision_that_made_them(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "prices");
    assay_match *match = match_of(&b, catalog);
    for (size_t i = 0; i < match->expected->n_objects; i++) {
        const assay_object *o = match->expected->objects[i];
        const char *by = b.history->revisions[match->expected_by[i]].id;
        if (strcmp(o->name, "name") == 0)
            assert_string_equal(by, "prices");
        if (strcmp(o->name, "email") == 0)
            assert_string_equal(by, "users");
    }
    release(&b, catalog, match);
}

static void test_match__a_renamed_index_is_still_evidence(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "index");
    object_of(catalog, ASSAY_KIND_index, "orders", "ix_orders_user_id")->name = "by_user";
    object_of(catalog, ASSAY_KIND_index, "users", "ix_users_email")->name = "by_mail";
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "index fill");
    assert_int_equal(match->cost, 4 + 4);
    assert_int_equal(match->unclaimed, 0);
    assert_false(match->partial);
    release(&b, catalog, match);
}

static void test_match__a_column_added_by_hand_does_not_apply_the_next_revision(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "a", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "b", "a");
    create_column(&b, "t", "size", "type=bigint");
    built(&b);
    assay_catalog *catalog = state_after(&b, "a");
    assay_object *hand = add_object(catalog, ASSAY_KIND_column, "t", "note");
    assay_object_set(catalog, hand, ASSAY_column_type, "bigint", NULL);
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "a");
    assert_int_equal(match->cost, 0);
    assert_false(match->partial);
    release(&b, catalog, match);
}

static void test_match__a_table_renamed_by_hand_is_that_table(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "orders");
    for (size_t i = 0; i < catalog->n_objects; i++) {
        if (strcmp(catalog->objects[i]->relation, "users") == 0)
            catalog->objects[i]->relation = "people";
        if (strcmp(catalog->objects[i]->name, "users") == 0)
            catalog->objects[i]->name = "people";
    }
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "orders");
    assert_int_equal(match->cost, 32);
    assert_int_equal(match->unclaimed, 0);
    release(&b, catalog, match);
}

/* Two branches over a base, an empty merge, and a head on it. */
static builder forked(void)
{
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "left", "base");
    create_column(&b, "t", "l", "type=text");
    revision(&b, "right", "base");
    create_column(&b, "t", "r", "type=text");
    revision(&b, "merge", "left right");
    revision(&b, "top", "merge");
    create_column(&b, "t", "top", "type=text");
    built(&b);
    return b;
}

static void test_match__two_heads_and_an_empty_merge_are_equal(void **state)
{
    (void)state;
    builder b = forked();
    assay_catalog *catalog = state_after(&b, "left right");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "left+right merge");
    assert_int_equal(assay_bitset_count(&match->smallest), 3);
    assert_int_equal(assay_bitset_count(&match->largest), 4);
    release(&b, catalog, match);
    b = forked();
    catalog = state_after(&b, "left");
    match = match_of(&b, catalog);
    assert_equal_sets(match, "left");
    release(&b, catalog, match);
}

static void test_match__a_partition_is_known_by_its_parent_not_its_month(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "partition", "base");
    change(&b, ASSAY_CREATE, ASSAY_KIND_table, "", "t", "partition_key=range(id)")->replaces = true;
    create_column(&b, "t", "id", "type=integer");
    change(&b, ASSAY_CREATE, ASSAY_KIND_table, "", "t_2025_01", "partition_of=public.t bound=(1)");
    change(&b, ASSAY_CREATE, ASSAY_KIND_table, "", "t_rest", "partition_of=public.t bound=DEFAULT");
    built(&b);
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *catalog = state_after(&b, "partition");
    remove_object(catalog, ASSAY_KIND_table, "", "t_2025_01");
    for (int month = 8; month <= 9; month++) {
        assay_object *o =
            add_object(catalog, ASSAY_KIND_table, "", month == 8 ? "t_2026_08" : "t_2026_09");
        assay_object_set(catalog, o, ASSAY_table_partition_of, "public.t", &err);
        assay_object_set(catalog, o, ASSAY_table_bound, month == 8 ? "(8)" : "(9)", &err);
    }
    assert_int_equal(assay_catalog_seal(catalog, &err), ASSAY_OK);
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "partition");
    assert_int_equal(match->cost, 0);
    assert_int_equal(match->unclaimed, 0);
    release(&b, catalog, match);
}

static void test_match__a_replaced_relation_takes_what_others_made_on_it(void **state)
{
    (void)state;
    for (int flag = 0; flag <= 1; flag++) {
        builder b = new_builder();
        revision(&b, "base", "");
        create_table(&b, "t");
        create_column(&b, "t", "id", "type=integer");
        revision(&b, "replace", "base");
        change(&b, ASSAY_CREATE, ASSAY_KIND_table, "", "t", "partition_key=range(id)")->replaces =
            flag != 0;
        create_column(&b, "t", "id", "type=integer");
        create_column(&b, "t", "at", "type=date");
        revision(&b, "brin", "base");
        create_index(&b, "t", "ix_brin", "columns=id method=brin");
        built(&b);
        /* brin was applied first, and its index fell with the table. */
        assay_catalog *catalog = state_after(&b, "replace");
        assay_match *match = match_of(&b, catalog);
        assert_equal_sets(match, flag != 0 ? "replace brin+replace" : "replace");
        assert_int_equal(match->cost, 0);
        release(&b, catalog, match);
    }
}

static void test_match__of_two_creators_either_explains_what_is_there(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "one", "base");
    create_column(&b, "t", "c", "type=text");
    revision(&b, "two", "base");
    create_column(&b, "t", "c", "type=text");
    built(&b);
    assay_catalog *catalog = state_after(&b, "two");
    assay_match *match = match_of(&b, catalog);
    assert_equal_sets(match, "one two one+two");
    assert_int_equal(match->cost, 0);
    assert_false(match->tie);
    release(&b, catalog, match);
    b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    revision(&b, "one", "base");
    create_column(&b, "t", "c", "type=text");
    revision(&b, "two", "base");
    create_column(&b, "t", "c", "type=text");
    built(&b);
    catalog = state_after(&b, "base");
    match = match_of(&b, catalog);
    assert_equal_sets(match, "base");
    release(&b, catalog, match);
}

static void test_match__a_foreign_database_is_not_recognised(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    add_object(catalog, ASSAY_KIND_table, "", "books");
    assay_object *isbn = add_object(catalog, ASSAY_KIND_column, "books", "isbn");
    assay_object_set(catalog, isbn, ASSAY_column_type, "text", NULL);
    assay_catalog_add(catalog, ASSAY_KIND_extension, "", "", "pg_trgm", NULL);
    assay_match *match = match_of(&b, catalog);
    assert_false(match->recognised);
    assert_equal_sets(match, "base");
    assert_int_equal(match->unclaimed, 64 + 32);
    release(&b, catalog, match);
}

static void test_match__an_empty_catalog_is_the_base(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    assay_match *match = match_of(&b, catalog);
    assert_false(match->recognised);
    assert_int_equal(match->cost, 0);
    assert_equal_sets(match, "base");
    release(&b, catalog, match);
}

static builder renaming(void)
{
    builder b = new_builder();
    revision(&b, "create", "");
    create_table(&b, "old");
    create_column(&b, "old", "id", "type=integer");
    create_column(&b, "old", "x", "type=text");
    create_table(&b, "child");
    change(&b, ASSAY_CREATE, ASSAY_KIND_foreign_key, "child", "fk",
           "columns=old_id references=public.old referenced_columns=id");
    revision(&b, "rename", "create");
    rename_change(&b, ASSAY_KIND_table, "", "old", "new");
    revision(&b, "column", "rename");
    rename_change(&b, ASSAY_KIND_column, "new", "x", "y");
    revision(&b, "more", "column");
    create_column(&b, "new", "z", "type=text");
    built(&b);
    return b;
}

static void test_match__renames_keep_identity(void **state)
{
    (void)state;
    static const char *const ids[] = {"create", "rename", "column", "more"};
    for (size_t i = 0; i < 4; i++) {
        builder b = renaming();
        assay_catalog *catalog = state_after(&b, ids[i]);
        assay_match *match = match_of(&b, catalog);
        assert_int_equal(match->cost, 0);
        assert_equal_sets(match, ids[i]);
        assert_false(match->partial);
        assert_int_equal(match->n_out_of_order, 0);
        assert_expects_what_is_there(match);
        release(&b, catalog, match);
    }
}

static void test_match__a_name_given_twice_is_two_objects(void **state)
{
    (void)state;
    static const char *const ids[] = {"create", "swap", "drop"};
    for (size_t i = 0; i < 3; i++) {
        builder b = new_builder();
        revision(&b, "create", "");
        create_table(&b, "t");
        create_column(&b, "t", "id", "type=integer");
        revision(&b, "swap", "create");
        rename_change(&b, ASSAY_KIND_table, "", "t", "t_old");
        create_table(&b, "t");
        create_column(&b, "t", "id", "type=bigint");
        create_column(&b, "t", "note", "type=text");
        revision(&b, "drop", "swap");
        change(&b, ASSAY_DROP, ASSAY_KIND_table, "", "t_old", "");
        built(&b);
        assay_catalog *catalog = state_after(&b, ids[i]);
        assay_match *match = match_of(&b, catalog);
        assert_int_equal(match->cost, 0);
        assert_equal_sets(match, ids[i]);
        assert_expects_what_is_there(match);
        release(&b, catalog, match);
    }
}

static void test_match__what_is_unknown_is_neither_for_nor_against(void **state)
{
    (void)state;
    builder b = shop();
    assay_catalog *catalog = state_after(&b, "prices");
    assay_object *name = object_of(catalog, ASSAY_KIND_column, "users", "name");
    assay_object_set_unknown(catalog, name, -1, "locked", NULL);
    assay_match *match = match_of(&b, catalog);
    assert_int_equal(match->cost, 0);
    assert_equal_sets(match, "prices");
    release(&b, catalog, match);
}

static void test_match__a_listed_history_judges_only_what_it_mentions(void **state)
{
    (void)state;
    builder b = new_builder();
    b.history->listed_only = true;
    revision(&b, "a", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "");
    built(&b);
    assay_catalog *catalog = state_after(&b, "a");
    assay_object *id = object_of(catalog, ASSAY_KIND_column, "t", "id");
    assay_object_set(catalog, id, ASSAY_column_type, "uuid", NULL);
    add_object(catalog, ASSAY_KIND_table, "", "other");
    assay_match *match = match_of(&b, catalog);
    assert_int_equal(match->cost, 0);
    assert_equal_sets(match, "a");
    release(&b, catalog, match);
}

static void test_match__a_tie_is_not_equality(void **state)
{
    (void)state;
    builder b = new_builder();
    revision(&b, "base", "");
    create_table(&b, "t");
    create_column(&b, "t", "id", "type=integer");
    revision(&b, "swap", "base");
    create_index(&b, "t", "ix_a", "columns=id");
    create_index(&b, "t", "ix_b", "columns=id method=hash");
    built(&b);
    assay_catalog *catalog = state_after(&b, "swap");
    remove_object(catalog, ASSAY_KIND_index, "t", "ix_b");
    assay_match *match = match_of(&b, catalog);
    assert_true(match->tie);
    assert_equal_sets(match, "base");
    assert_int_equal(match->runner_up->margin, 0);
    assert_string_equal(match->runner_up->differs[0], "public.ix_a");
    assert_true(match->confidence <= 0.5);
    release(&b, catalog, match);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match__every_revision_is_found_exactly),
        cmocka_unit_test(test_match__drift_does_not_hide_the_revision),
        cmocka_unit_test(test_match__expected_objects_name_the_revision_that_made_them),
        cmocka_unit_test(test_match__a_renamed_index_is_still_evidence),
        cmocka_unit_test(test_match__a_column_added_by_hand_does_not_apply_the_next_revision),
        cmocka_unit_test(test_match__a_table_renamed_by_hand_is_that_table),
        cmocka_unit_test(test_match__two_heads_and_an_empty_merge_are_equal),
        cmocka_unit_test(test_match__a_partition_is_known_by_its_parent_not_its_month),
        cmocka_unit_test(test_match__a_replaced_relation_takes_what_others_made_on_it),
        cmocka_unit_test(test_match__of_two_creators_either_explains_what_is_there),
        cmocka_unit_test(test_match__a_foreign_database_is_not_recognised),
        cmocka_unit_test(test_match__an_empty_catalog_is_the_base),
        cmocka_unit_test(test_match__renames_keep_identity),
        cmocka_unit_test(test_match__a_name_given_twice_is_two_objects),
        cmocka_unit_test(test_match__what_is_unknown_is_neither_for_nor_against),
        cmocka_unit_test(test_match__a_listed_history_judges_only_what_it_mentions),
        cmocka_unit_test(test_match__a_tie_is_not_equality),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

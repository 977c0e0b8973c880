/* SPDX-License-Identifier: MIT */
/* The cat-activities-monitor history that ships, and the costs that its databases must have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match/model.h"
#include "match_check.h"

static const char directory[] = "profiles/cat-activities-monitor";

typedef struct cats {
    assay_history *history;
    assay_catalog *catalog;
    assay_match *match;
} cats;

static assay_bitset set_of(const cats *c, const char *id)
{
    assay_bitset set;
    assert_true(assay_bitset_init(&set, c->history->arena, c->history->n_revisions));
    if (id != NULL)
        assert_int_equal(assay_history_closure(&set, c->history->arena, c->history, &id, 1, NULL),
                         ASSAY_OK);
    return set;
}

static cats at_revision(const char *id)
{
    cats c = {0};
    assay_error err = {0};
    if (assay_history_load(&c.history, directory, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    assay_bitset set = set_of(&c, id);
    assert_int_equal(assay_history_state(&c.catalog, c.history, &set, NULL), ASSAY_OK);
    return c;
}

static void find(cats *c)
{
    assert_int_equal(assay_catalog_seal(c->catalog, NULL), ASSAY_OK);
    assert_int_equal(assay_match_new(&c->match, c->history, c->catalog, NULL), ASSAY_OK);
}

static void release_cats(cats *c)
{
    assay_match_free(c->match);
    assay_catalog_free(c->catalog);
    assay_history_free(c->history);
}

/* NULL: the empty set. */
static int64_t cost_at(const cats *c, const char *id)
{
    assay_bitset set = set_of(c, id);
    return assay_problem_cost(&c->match->model->problem, &set);
}

static void drop_first(cats *c, assay_kind kind)
{
    for (size_t i = 0; i < c->catalog->n_objects; i++)
        if (c->catalog->objects[i]->kind == kind) {
            remove_object(c->catalog, kind, c->catalog->objects[i]->relation,
                          c->catalog->objects[i]->name);
            return;
        }
    fail_msg("no %s", assay_kind_get(kind)->name);
}

static void test_match_cats__each_revision_is_exact_and_confident(void **state)
{
    (void)state;
    static const char *const ids[] = {"001_initial_schema", "002_cat_recognition",
                                      "003_activity_features"};
    for (size_t i = 0; i < 3; i++) {
        cats c = at_revision(ids[i]);
        find(&c);
        assert_int_equal(c.match->cost, 0);
        assert_equal_sets(c.match, ids[i]);
        assert_true(c.match->confidence >= 0.99);
        assert_false(c.match->partial);
        release_cats(&c);
    }
}

static void test_match_cats__costs_are_as_measured(void **state)
{
    (void)state;
    cats c = at_revision("001_initial_schema");
    find(&c);
    assert_int_equal(cost_at(&c, NULL), 1496);
    assert_int_equal(cost_at(&c, "002_cat_recognition"), 1080);
    assert_int_equal(cost_at(&c, "003_activity_features"), 1080 + 1688);
    release_cats(&c);
}

static void test_match_cats__a_lost_index_and_unique_are_drift(void **state)
{
    (void)state;
    cats c = at_revision("001_initial_schema");
    drop_first(&c, ASSAY_KIND_index);
    drop_first(&c, ASSAY_KIND_unique);
    find(&c);
    assert_equal_sets(c.match, "001_initial_schema");
    assert_false(c.match->partial);
    assert_int_equal(c.match->cost, 48);
    assert_int_equal(cost_at(&c, NULL), 1448);
    assert_int_equal(cost_at(&c, "002_cat_recognition"), 1128);
    assert_true(c.match->confidence >= 0.99);
    release_cats(&c);
}

static void test_match_cats__one_table_alone_is_the_base_and_partial(void **state)
{
    (void)state;
    cats c = at_revision("001_initial_schema");
    size_t kept = 0;
    for (size_t i = 0; i < c.catalog->n_objects; i++) {
        assay_object *o = c.catalog->objects[i];
        if (strcmp(o->relation, "feedback") == 0 || strcmp(o->name, "feedback") == 0)
            c.catalog->objects[kept++] = o;
    }
    c.catalog->n_objects = kept;
    find(&c);
    assert_equal_sets(c.match, "base");
    assert_int_equal(c.match->cost, 456);
    assert_int_equal(cost_at(&c, "001_initial_schema"), 1040);
    assert_true(c.match->recognised);
    assert_true(c.match->partial);
    assert_true(
        lists(c.match, c.match->half_applied, c.match->n_half_applied, "001_initial_schema"));
    release_cats(&c);
}

/* The table of the first release, stressed: nothing of any column is as the history says. */
static void test_match_cats__every_column_deviating_is_still_the_revision(void **state)
{
    (void)state;
    static const char *const ids[] = {"002_cat_recognition", "003_activity_features"};
    for (size_t k = 0; k < 2; k++) {
        cats c = at_revision(ids[k]);
        for (size_t i = 0; i < c.catalog->n_objects; i++) {
            assay_object *o = c.catalog->objects[i];
            if (o->kind != ASSAY_KIND_column)
                continue;
            bool nullable = o->values[ASSAY_column_nullable] == NULL;
            assay_object_set(c.catalog, o, ASSAY_column_type, "xml", NULL);
            assay_object_set(c.catalog, o, ASSAY_column_default, "'x'", NULL);
            assay_object_set(c.catalog, o, ASSAY_column_nullable, nullable ? "no" : "yes", NULL);
        }
        find(&c);
        assert_equal_sets(c.match, ids[k]);
        assert_true(c.match->recognised);
        assert_false(c.match->partial);
        release_cats(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match_cats__each_revision_is_exact_and_confident),
        cmocka_unit_test(test_match_cats__costs_are_as_measured),
        cmocka_unit_test(test_match_cats__a_lost_index_and_unique_are_drift),
        cmocka_unit_test(test_match_cats__one_table_alone_is_the_base_and_partial),
        cmocka_unit_test(test_match_cats__every_column_deviating_is_still_the_revision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "difference_check.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
enum { MOST = 16 };

/* A table whose four texts are alike in all but their place. */
static const row notes[] = {
    {"table", "s", "", "notes", {NULL}},
    {"column", "s", "notes", "a", {"type=text", "position=1"}},
    {"column", "s", "notes", "b", {"type=text", "position=2"}},
    {"column", "s", "notes", "c", {"type=text", "position=3"}},
    {"column", "s", "notes", "id", {"type=integer", "position=4"}},
};
enum { A = 1, B = 2, C = 3, ID = 4 };

/* How sure the first renamed item is, or 0 if there is none. */
static double confidence(const row *a, size_t n_a, const row *b, size_t n_b)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *x = build(a, n_a), *y = build(b, n_b);
    assay_difference_options options = {.mask = ASSAY_COMPARE_DEFAULT};
    assay_differences *d;
    double found = 0;
    assert_int_equal(assay_differences_new(&d, x, y, &options, &err), ASSAY_OK);
    for (size_t i = 0; i < d->n_items && found == 0; i++)
        if (d->items[i].change == ASSAY_RENAMED)
            found = d->items[i].confidence;
    assay_differences_free(d);
    assay_catalog_free(x);
    assay_catalog_free(y);
    return found;
}

static void test_rename__columns_between_others_keep_their_order(void **state)
{
    (void)state;
    row other[COUNT(notes)];
    memcpy(other, notes, sizeof notes);
    other[A].name = "z";
    other[B].name = "y";
    expect(notes, COUNT(notes), other, COUNT(notes),
           "renamed column s.notes.a -> s.notes.z\nrenamed column s.notes.b -> s.notes.y\n");
    assert_true(confidence(notes, COUNT(notes), other, COUNT(notes)) >= 0.9);
}

static void test_rename__a_column_added_behind_another_s_place_is_no_rename(void **state)
{
    (void)state;
    row other[COUNT(notes)];
    memcpy(other, notes, sizeof notes);
    other[B] = (row){"column", "s", "notes", "bb", {"type=text", "position=5"}};
    expect(notes, COUNT(notes), other, COUNT(notes),
           "missing column s.notes.b\nunexpected column s.notes.bb\n");
}

static void test_rename__several_alike_dropped_and_added_are_no_renames(void **state)
{
    (void)state;
    row other[COUNT(notes)];
    memcpy(other, notes, sizeof notes);
    other[B] = (row){"column", "s", "notes", "bb", {"type=text", "position=5"}};
    other[C] = (row){"column", "s", "notes", "cc", {"type=text", "position=6"}};
    expect(notes, COUNT(notes), other, COUNT(notes),
           "missing column s.notes.b\nunexpected column s.notes.bb\n"
           "missing column s.notes.c\nunexpected column s.notes.cc\n");
}

static void test_rename__one_of_two_gone_is_not_guessed(void **state)
{
    (void)state;
    row other[] = {notes[0],
                   {"column", "s", "notes", "x", {"type=text", "position=1"}},
                   {"column", "s", "notes", "c", {"type=text", "position=2"}},
                   {"column", "s", "notes", "id", {"type=integer", "position=3"}}};
    expect(notes, COUNT(notes), other, COUNT(other),
           "missing column s.notes.a\nmissing column s.notes.b\nunexpected column s.notes.x\n");
}

static void test_rename__a_last_column_is_renamed_probably(void **state)
{
    (void)state;
    row other[COUNT(notes)];
    memcpy(other, notes, sizeof notes);
    other[ID].name = "key";
    expect(notes, COUNT(notes), other, COUNT(notes), "renamed column s.notes.id -> s.notes.key\n");
    assert_true(confidence(notes, COUNT(notes), other, COUNT(notes)) < 0.9);
    other[ID].attributes[0] = "type=bigint";
    expect(notes, COUNT(notes), other, COUNT(notes),
           "missing column s.notes.id\nunexpected column s.notes.key\n");
}

static void test_rename__what_mentions_a_column_is_evidence(void **state)
{
    (void)state;
    row a[MOST], b[MOST];
    size_t n = COUNT(notes);
    memcpy(a, notes, sizeof notes);
    for (size_t i = A; i < n; i++) /* no places: only the index can tell */
        a[i].attributes[1] = NULL;
    a[n++] = (row){"index", "s", "notes", "ix", {"columns=b DESC, lower(id)"}};
    memcpy(b, a, sizeof a);
    b[B].name = "x";
    b[C].name = "y";
    b[n - 1].attributes[0] = "columns=x DESC, lower(id)";
    expect(a, n, b, n,
           "renamed column s.notes.b -> s.notes.x\nrenamed column s.notes.c -> s.notes.y\n");
    assert_true(confidence(a, n, b, n) > 0.9);
    b[n - 1].attributes[0] = "columns=a, x";
    expect(a, n, b, n,
           "missing column s.notes.b\nmissing column s.notes.c\n"
           "unexpected column s.notes.x\nunexpected column s.notes.y\n"
           "changed index s.ix columns because column s.notes.b, column s.notes.x\n");
}

/* A table with a key, a policy, a partition key's worth of references to one column. */
static const row parent[] = {
    {"schema", "", "", "s", {NULL}},
    {"table", "s", "", "parent", {NULL}},
    {"column", "s", "parent", "k", {"type=integer", "position=1"}},
    {"column", "s", "parent", "v", {"type=text", "position=2"}},
    {"unique", "s", "parent", "uk", {"columns=k"}},
    {"check", "s", "parent", "positive", {"expression=k > 0"}},
    {"table", "s", "", "child", {NULL}},
    {"column", "s", "child", "k", {"type=integer", "position=1"}},
    {"foreign-key",
     "s",
     "child",
     "fk",
     {"columns=k", "references=s.parent", "referenced_columns=k"}},
    {"view", "s", "", "all_k", {"definition=SELECT parent.k FROM s.parent"}},
    {"trigger", "s", "parent", "tr", {"events=UPDATE OF k", "function=s.f"}},
};
enum { PARENT = 1, K = 2, UK = 4, POSITIVE = 5, FK = 8, VIEW = 9, TRIGGER = 10 };

static void rename_k(row other[COUNT(parent)])
{
    memcpy(other, parent, sizeof parent);
    other[K].name = "kk";
    other[UK].attributes[0] = "columns=kk";
    other[POSITIVE].attributes[0] = "expression=kk > 0";
    other[FK].attributes[2] = "referenced_columns=kk";
    other[VIEW].attributes[0] = "definition=SELECT parent.kk AS k FROM s.parent";
    other[TRIGGER].attributes[0] = "events=UPDATE OF kk";
}

static void test_rename__what_mentions_a_renamed_column_only_follows(void **state)
{
    (void)state;
    row other[COUNT(parent)];
    rename_k(other);
    expect(parent, COUNT(parent), other, COUNT(parent),
           "changed view s.all_k definition because column s.parent.k follows\n"
           "renamed column s.parent.k -> s.parent.kk\n");
    expect(other, COUNT(parent), parent, COUNT(parent),
           "changed view s.all_k definition because column s.parent.kk follows\n"
           "renamed column s.parent.kk -> s.parent.k\n");
}

static void test_rename__what_changed_besides_is_told(void **state)
{
    (void)state;
    row other[COUNT(parent)];
    rename_k(other);
    other[POSITIVE].attributes[0] = "expression=kk > 1";
    other[FK].attributes[3] = "on_delete=cascade";
    expect(parent, COUNT(parent), other, COUNT(parent),
           "changed view s.all_k definition because column s.parent.k follows\n"
           "changed foreign-key s.child.fk on_delete\n"
           "renamed column s.parent.k -> s.parent.kk\n"
           "changed check s.parent.positive expression because column s.parent.k\n");
}

static void test_rename__a_table_takes_its_references_along(void **state)
{
    (void)state;
    row other[COUNT(parent)];
    memcpy(other, parent, sizeof parent);
    for (size_t i = 0; i < COUNT(parent); i++)
        if (strcmp(other[i].relation, "parent") == 0)
            other[i].relation = "parents";
    other[PARENT].name = "parents";
    other[FK].attributes[1] = "references=s.parents";
    other[VIEW].attributes[0] = "definition=SELECT parents.k FROM s.parents";
    expect(parent, COUNT(parent), other, COUNT(parent),
           "changed view s.all_k definition because table s.parent follows\n"
           "renamed table s.parent -> s.parents\n");
}

static void test_rename__a_schema_takes_all_along(void **state)
{
    (void)state;
    row other[COUNT(parent)];
    memcpy(other, parent, sizeof parent);
    for (size_t i = 1; i < COUNT(parent); i++)
        other[i].schema = "t";
    other[0].name = "t";
    other[FK].attributes[1] = "references=t.parent";
    other[VIEW].attributes[0] = "definition=SELECT parent.k FROM t.parent";
    other[TRIGGER].attributes[1] = "function=t.f";
    expect(parent, COUNT(parent), other, COUNT(parent), "renamed schema s -> t\n");
}

static void test_rename__a_type_takes_columns_and_functions_along(void **state)
{
    (void)state;
    static const row a[] = {
        {"enum", "s", "", "mood", {"labels='sad', 'happy'"}},
        {"table", "s", "", "t", {NULL}},
        {"column", "s", "t", "m", {"type=s.mood", "default='sad'::s.mood"}},
        {"function", "s", "", "f(s.mood)", {"arguments=s.mood", "result=s.mood[]", "body=x"}},
    };
    static const row b[] = {
        {"enum", "s", "", "feeling", {"labels='sad', 'happy'"}},
        {"table", "s", "", "t", {NULL}},
        {"column", "s", "t", "m", {"type=s.feeling", "default='sad'::s.feeling"}},
        {"function",
         "s",
         "",
         "f(s.feeling)",
         {"arguments=s.feeling", "result=s.feeling[]", "body=x"}},
    };
    expect(a, COUNT(a), b, COUNT(b), "renamed enum s.mood -> s.feeling\n");
}

static void test_rename__tables_that_fit_equally_well_are_not_guessed(void **state)
{
    (void)state;
    row a[6], b[6];
    for (size_t i = 0; i < 6; i++) {
        static const char *const names[2][2] = {{"north", "south"}, {"east", "west"}};
        for (size_t side = 0; side < 2; side++) {
            row *rows = side == 0 ? a : b;
            const char *table = names[side][i / 3];
            if (i % 3 == 0)
                rows[i] = (row){"table", "s", "", table, {NULL}};
            else
                rows[i] = (row){"column", "s", table, i % 3 == 1 ? "id" : "at", {"type=integer"}};
        }
    }
    expect(a, 6, b, 6,
           "unexpected table s.east\nmissing table s.north\n"
           "missing table s.south\nunexpected table s.west\n");
    /* Their names tell. */
    for (size_t i = 0; i < 6; i++)
        *(i % 3 == 0 ? &b[i].name : &b[i].relation) = i < 3 ? "north_2" : "south_2";
    expect(a, 6, b, 6, "renamed table s.north -> s.north_2\nrenamed table s.south -> s.south_2\n");
    assert_true(confidence(a, 6, b, 6) < 0.9);
}

static void test_rename__a_table_and_a_column_of_it(void **state)
{
    (void)state;
    row other[COUNT(notes)];
    memcpy(other, notes, sizeof notes);
    for (size_t i = A; i < COUNT(notes); i++)
        other[i].relation = "remarks";
    other[0].name = "remarks";
    expect(notes, COUNT(notes), other, COUNT(notes), "renamed table s.notes -> s.remarks\n");
    assert_true(confidence(notes, COUNT(notes), other, COUNT(notes)) >= 0.9);
}

static void test_rename__functions_of_one_body_are_not_guessed(void **state)
{
    (void)state;
    static const row a[] = {{"function", "s", "", "f()", {"result=trigger", "body=x"}},
                            {"function", "s", "", "g()", {"result=trigger", "body=x"}}};
    static const row b[] = {{"function", "s", "", "h()", {"result=trigger", "body=x"}},
                            {"function", "s", "", "i()", {"result=trigger", "body=x"}}};
    expect(a, 1, b, 1, "renamed function s.f() -> s.h()\n");
    expect(a, 2, b, 2,
           "missing function s.f()\nmissing function s.g()\n"
           "unexpected function s.h()\nunexpected function s.i()\n");
}

static void test_rename__a_missing_column_moves_no_other(void **state)
{
    (void)state;
    row other[] = {notes[0], notes[B], notes[C], notes[ID]};
    other[1].attributes[1] = "position=1";
    other[2].attributes[1] = "position=2";
    other[3].attributes[1] = "position=3";
    assay_difference_options all = {.mask = ASSAY_COMPARE_ALL};
    expect_with(all, notes, COUNT(notes), other, COUNT(other), "missing column s.notes.a\n");
    other[1].attributes[1] = "position=2";
    other[2].attributes[1] = "position=1";
    expect_with(all, notes, COUNT(notes), other, COUNT(other),
                "missing column s.notes.a\n"
                "changed column s.notes.c position\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rename__columns_between_others_keep_their_order),
        cmocka_unit_test(test_rename__a_column_added_behind_another_s_place_is_no_rename),
        cmocka_unit_test(test_rename__several_alike_dropped_and_added_are_no_renames),
        cmocka_unit_test(test_rename__one_of_two_gone_is_not_guessed),
        cmocka_unit_test(test_rename__a_last_column_is_renamed_probably),
        cmocka_unit_test(test_rename__what_mentions_a_column_is_evidence),
        cmocka_unit_test(test_rename__what_mentions_a_renamed_column_only_follows),
        cmocka_unit_test(test_rename__what_changed_besides_is_told),
        cmocka_unit_test(test_rename__a_table_takes_its_references_along),
        cmocka_unit_test(test_rename__a_schema_takes_all_along),
        cmocka_unit_test(test_rename__a_type_takes_columns_and_functions_along),
        cmocka_unit_test(test_rename__tables_that_fit_equally_well_are_not_guessed),
        cmocka_unit_test(test_rename__a_table_and_a_column_of_it),
        cmocka_unit_test(test_rename__functions_of_one_body_are_not_guessed),
        cmocka_unit_test(test_rename__a_missing_column_moves_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

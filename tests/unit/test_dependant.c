/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "difference_check.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

/* Two tables, a reference between them, an index and a view. */
static const row shop[] = {
    {"table", "s", "", "users", {NULL}},
    {"column", "s", "users", "id", {"type=integer", "position=1"}},
    {"column", "s", "users", "name", {"type=text", "position=2"}},
    {"column", "s", "users", "age", {"type=integer", "position=3"}},
    {"index", "s", "users", "by_name", {"columns=lower(name)"}},
    {"table", "s", "", "orders", {NULL}},
    {"column", "s", "orders", "by", {"type=integer", "position=1"}},
    {"foreign-key",
     "s",
     "orders",
     "who",
     {"columns=by", "references=s.users", "referenced_columns=id"}},
    {"view", "s", "", "names", {"definition=SELECT u.name FROM s.users u", "columns=name text"}},
};
enum { NAME = 2, INDEX = 4, ORDERS = 5, KEY = 7, VIEW = 8 };

static void test_dependant__an_index_follows_its_column_s_type(void **state)
{
    (void)state;
    row other[COUNT(shop)];
    memcpy(other, shop, sizeof shop);
    other[NAME].attributes[0] = "type=character varying(9)";
    other[INDEX].attributes[0] = "columns=lower((name)::text)";
    expect(shop, COUNT(shop), other, COUNT(shop),
           "changed column s.users.name type\n"
           "changed index s.by_name columns because column s.users.name\n");
}

static void test_dependant__what_names_another_column_stands_for_itself(void **state)
{
    (void)state;
    row other[COUNT(shop)];
    memcpy(other, shop, sizeof shop);
    other[3].attributes[0] = "type=bigint";
    other[INDEX].attributes[0] = "columns=upper(name)";
    expect(shop, COUNT(shop), other, COUNT(shop),
           "changed column s.users.age type\nchanged index s.by_name columns\n");
}

static void test_dependant__a_flag_is_nobody_s_consequence(void **state)
{
    (void)state;
    row other[COUNT(shop)];
    memcpy(other, shop, sizeof shop);
    other[NAME].attributes[0] = "type=character varying(9)";
    other[INDEX].attributes[1] = "unique=yes";
    expect(shop, COUNT(shop), other, COUNT(shop),
           "changed column s.users.name type\nchanged index s.by_name unique\n");
}

static void test_dependant__what_a_missing_column_takes_along_is_marked(void **state)
{
    (void)state;
    row other[COUNT(shop)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(shop); i++)
        if (i != NAME && i != INDEX && i != VIEW)
            other[n++] = shop[i];
    expect(shop, COUNT(shop), other, n,
           "missing view s.names because column s.users.name\n"
           "missing column s.users.name\n"
           "missing index s.by_name because column s.users.name\n");
    expect(other, n, shop, COUNT(shop),
           "unexpected view s.names because column s.users.name\n"
           "unexpected column s.users.name\n"
           "unexpected index s.by_name because column s.users.name\n");
}

static void test_dependant__a_missing_table_takes_keys_and_views_along(void **state)
{
    (void)state;
    expect(shop, COUNT(shop), shop + ORDERS, KEY - ORDERS,
           "missing view s.names because table s.users\n"
           "missing foreign-key s.orders.who because table s.users\n"
           "missing table s.users\n");
}

static void test_dependant__a_detached_partition_s_objects_are_its_own_then(void **state)
{
    (void)state;
    static const row attached[] = {
        {"table", "s", "", "p", {"partition_key=RANGE (at)"}},
        {"table", "s", "", "p1", {"partition_of=s.p", "bound=FOR VALUES FROM (1) TO (2)"}},
    };
    static const row detached[] = {
        {"table", "s", "", "p", {"partition_key=RANGE (at)"}},
        {"table", "s", "", "p1", {NULL}},
        {"column", "s", "p1", "at", {"type=integer"}},
        {"index", "s", "p1", "p1_at", {"columns=at"}},
    };
    expect(attached, 2, detached, 4,
           "changed table s.p1 partition_of bound\n"
           "unexpected column s.p1.at because table s.p1\n"
           "unexpected index s.p1_at because table s.p1\n");
}

static void test_dependant__what_a_table_inherits_follows(void **state)
{
    (void)state;
    static const row plain[] = {
        {"table", "s", "", "child", {"inherits=s.parent"}},
        {"column", "s", "child", "a", {"type=integer"}},
        {"table", "s", "", "parent", {NULL}},
        {"column", "s", "parent", "a", {"type=integer"}},
    };
    static const row more[] = {
        {"table", "s", "", "child", {"inherits=s.parent"}},
        {"column", "s", "child", "a", {"type=bigint"}},
        {"column", "s", "child", "late", {"type=integer"}},
        {"table", "s", "", "parent", {NULL}},
        {"column", "s", "parent", "a", {"type=bigint"}},
        {"column", "s", "parent", "late", {"type=integer"}},
    };
    expect(plain, 4, more, 6,
           "changed column s.child.a type because column s.parent.a\n"
           "unexpected column s.child.late because column s.parent.late\n"
           "changed column s.parent.a type\n"
           "unexpected column s.parent.late\n");
}

static void test_dependant__a_default_follows_the_sequence_that_it_names(void **state)
{
    (void)state;
    static const row a[] = {
        {"sequence", "s", "", "numbers", {NULL}},
        {"table", "s", "", "t", {NULL}},
        {"column", "s", "t", "id", {"type=integer", "default=nextval('s.numbers'::regclass)"}},
    };
    static const row b[] = {
        {"table", "s", "", "t", {NULL}},
        {"column", "s", "t", "id", {"type=integer"}},
    };
    expect(a, 3, b, 2,
           "missing sequence s.numbers\n"
           "changed column s.t.id default because sequence s.numbers\n");
}

static void test_dependant__nothing_is_its_own_cause(void **state)
{
    (void)state;
    static const row a[] = {
        {"view", "s", "", "v", {"definition=SELECT 1 FROM s.w", "columns=x integer"}},
        {"view", "s", "", "w", {"definition=SELECT 1 FROM s.v", "columns=x integer"}},
    };
    static const row b[] = {
        {"view", "s", "", "v", {"definition=SELECT 2 FROM s.w", "columns=x integer"}},
        {"view", "s", "", "w", {"definition=SELECT 2 FROM s.v", "columns=x integer"}},
    };
    expect(a, 2, b, 2,
           "changed view s.v definition because view s.w\nchanged view s.w definition\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dependant__an_index_follows_its_column_s_type),
        cmocka_unit_test(test_dependant__what_names_another_column_stands_for_itself),
        cmocka_unit_test(test_dependant__a_flag_is_nobody_s_consequence),
        cmocka_unit_test(test_dependant__what_a_missing_column_takes_along_is_marked),
        cmocka_unit_test(test_dependant__a_missing_table_takes_keys_and_views_along),
        cmocka_unit_test(test_dependant__a_detached_partition_s_objects_are_its_own_then),
        cmocka_unit_test(test_dependant__what_a_table_inherits_follows),
        cmocka_unit_test(test_dependant__a_default_follows_the_sequence_that_it_names),
        cmocka_unit_test(test_dependant__nothing_is_its_own_cause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

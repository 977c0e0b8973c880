/* SPDX-License-Identifier: MIT */
/* The table of migration tools has all that each needs, and no tool's tables are another's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "stamp/shapes.h"
#include "stamp/stamp.h"
#include "stamp/tool_lock.h"

enum { MOST_TABLES = 200, MOST_COLUMNS = 20 };

static assay_catalog *catalog;
static assay_version_relation tables[MOST_TABLES];
static const assay_object *columns[MOST_TABLES][MOST_COLUMNS];
static size_t n_tables;

static int open_catalog(void **state)
{
    (void)state;
    catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    n_tables = 0;
    return catalog == NULL;
}

static int close_catalog(void **state)
{
    (void)state;
    assay_catalog_free(catalog);
    return 0;
}

/* The shortest name that the first of the patterns takes. */
static const char *name_of(const char *patterns)
{
    if (patterns == NULL)
        return "any";
    const char *dot = strchr(patterns, '.');
    char *name = assay_arena_strndup(catalog->arena, patterns, strcspn(patterns, "|")), *to = name;
    if (dot != NULL)
        return dot + 1;
    for (const char *from = name; *from != '\0'; from++)
        if (*from != '*')
            *to++ = *from;
    *to = '\0';
    return name;
}

static const char *schema_of(size_t i, const assay_version_shape *shape)
{
    const char *dot = shape->name == NULL ? NULL : strchr(shape->name, '.');
    return dot != NULL
               ? assay_arena_strndup(catalog->arena, shape->name, (size_t)(dot - shape->name))
               : assay_arena_printf(catalog->arena, "s%zu", i);
}

/* A table with these columns, each of the first type that is listed. */
static void given_table(const char *schema, const char *name, const char *const *wanted,
                        bool optional)
{
    size_t n = 0;
    assert_true(n_tables < MOST_TABLES);
    for (; *wanted != NULL; wanted++) {
        const char *text = *wanted + ((*wanted)[0] == '?'), *type = strchr(text, ' ');
        assert_non_null(type);
        if (!optional && (*wanted)[0] == '?')
            continue;
        const char *column = assay_arena_strndup(catalog->arena, text, (size_t)(type - text));
        assay_object *o = assay_catalog_add(catalog, ASSAY_KIND_column, schema, name, column, NULL);
        const char *first = assay_arena_strndup(catalog->arena, type + 1, strcspn(type + 1, "|"));
        assay_object_set(catalog, o, ASSAY_column_type, first, NULL);
        assert_true(n < MOST_COLUMNS);
        columns[n_tables][n++] = o;
    }
    tables[n_tables] = (assay_version_relation){
        .schema = schema, .name = name, .columns = columns[n_tables], .n_columns = n};
    n_tables++;
}

static void test_tools__each_shape_is_a_tool_s_and_each_tool_has_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < assay_shapes_count; i++)
        assert_non_null(assay_tool_find(assay_shapes[i].tool));
    for (size_t t = 0; t < assay_tools_count; t++) {
        bool found = false;
        for (size_t i = 0; i < assay_shapes_count; i++)
            found = found || strcmp(assay_shapes[i].tool, assay_tools[t].name) == 0;
        if (!found)
            fail_msg("%s has no shape", assay_tools[t].name);
    }
}

static void test_tools__each_row_has_all_it_needs(void **state)
{
    (void)state;
    for (size_t i = 0; i < assay_shapes_count; i++) {
        const assay_version_shape *s = &assay_shapes[i];
        assert_non_null(strstr(s->read_sql, " AS revision FROM {table}"));
        assert_true(s->columns[0][0] != '?');
        if (s->trouble_sql != NULL)
            assert_non_null(strstr(s->trouble_sql, " AS trouble FROM {table}"));
    }
    for (size_t t = 0; t < assay_tools_count; t++) {
        const assay_tool *tool = &assay_tools[t];
        if (tool->upgrade == NULL)
            fail_msg("%s cannot upgrade", tool->name);
        if (tool->stamp == NULL && tool->sql == NULL)
            fail_msg("%s cannot stamp", tool->name);
        if (tool->sql != NULL && tool->sql->create != NULL)
            assert_non_null(strstr(tool->sql->create, "CREATE TABLE IF NOT EXISTS {table} ("));
        assert_ptr_equal(assay_tool_find(tool->name), tool);
    }
}

/* All tools in one database, each in a schema of its own. */
static void given_all(bool optional)
{
    for (size_t i = 0; i < assay_shapes_count; i++) {
        const assay_version_shape *s = &assay_shapes[i];
        const char *schema = schema_of(i, s);
        given_table(schema, name_of(s->name), s->columns, optional);
        for (const assay_version_part *p = s->parts; p != NULL && p->columns != NULL; p++)
            if (p->rule == ASSAY_PART_NEEDED || (optional && p->rule == ASSAY_PART_MAYBE))
                given_table(schema, name_of(p->name == NULL ? "other" : p->name), p->columns,
                            optional);
    }
}

static void assert_each_its_own(void)
{
    size_t t = 0;
    assay_version_assign(tables, n_tables, assay_shapes, assay_shapes_count, ASSAY_POSTGRESQL);
    for (size_t i = 0; i < assay_shapes_count; i++, t++) {
        if (tables[t].shape != &assay_shapes[i])
            fail_msg("%s is taken for %s", assay_shapes[i].tool,
                     tables[t].shape == NULL ? "nothing" : tables[t].shape->tool);
        assert_null(tables[t].part);
        for (size_t of = t; t + 1 < n_tables && tables[t + 1].schema == tables[of].schema; t++) {
            assert_ptr_equal(tables[t + 1].shape, &assay_shapes[i]);
            assert_non_null(tables[t + 1].part);
            assert_int_equal(tables[t + 1].of, of);
        }
    }
    assert_int_equal(t, n_tables);
}

static void test_tools__no_tool_s_tables_are_another_s(void **state)
{
    (void)state;
    given_all(true);
    assert_each_its_own();
}

static void test_tools__nor_are_they_without_what_may_be_missing(void **state)
{
    (void)state;
    given_all(false);
    assert_each_its_own();
}

static void test_tools__a_table_with_another_column_is_the_user_s(void **state)
{
    (void)state;
    static const char *const more[] = {"id integer",   "app text",  "name text",
                                       "applied text", "mine text", NULL};
    static const char *const fewer[] = {"id integer", "app text", "name text", NULL};
    given_table("s", "django_migrations", more, true);
    given_table("t", "django_migrations", fewer, true);
    assay_version_assign(tables, n_tables, assay_shapes, assay_shapes_count, ASSAY_POSTGRESQL);
    assert_null(tables[0].shape);
    assert_null(tables[1].shape);
}

static void test_tools__a_companion_alone_or_in_another_schema_is_the_user_s(void **state)
{
    (void)state;
    static const char *const lock[] = {"index integer", "is_locked integer", NULL};
    static const char *const knex[] = {"id integer", "name text", "batch integer",
                                       "migration_time text", NULL};
    given_table("s", "knex_migrations_lock", lock, true);
    given_table("t", "knex_migrations", knex, true);
    assay_version_assign(tables, n_tables, assay_shapes, assay_shapes_count, ASSAY_POSTGRESQL);
    assert_null(tables[0].shape);
    assert_non_null(tables[1].shape);
}

/* sqlx's as programs know them that exclude it; Atlas' by the definition of its hash. */
static void test_tools__locks_are_those_that_the_tools_take(void **state)
{
    (void)state;
    static const struct {
        const char *tool, *database;
        int64_t key;
    } known[] = {
        {"sqlx", "zone", INT64_C(2771974297191923538)},
        {"sqlx", "zone_test", INT64_C(1283835657316171598)},
        {"atlas", "zone", 2686470616},
        {"prisma", "zone", 72707369},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int64_t key = 0;
        assert_true(assay_tool_lock_key(&key, known[i].tool, known[i].database, "public", "t"));
        assert_int_equal(key, known[i].key);
    }
}

static void digest_is(assay_digest digest, const char *text, const char *expected)
{
    assay_arena *arena = assay_arena_new();
    assay_error err = ASSAY_ERROR_INIT;
    const char *out;
    assert_int_equal(assay_digest_of(&out, arena, digest, text, strlen(text), &err), ASSAY_OK);
    assert_string_equal(out, expected);
    assay_arena_free(arena);
}

static void test_tools__a_checksum_of_lines_does_not_see_their_ends(void **state)
{
    (void)state;
    /* zlib.crc32(b"select1;") as a number with a sign */
    digest_is(ASSAY_DIGEST_CRC32_LINES, "select\n1;\n", "-1112904781");
    digest_is(ASSAY_DIGEST_CRC32_LINES, "\xef\xbb\xbfselect\r\n1;", "-1112904781");
    digest_is(ASSAY_DIGEST_CRC32_LINES, "select\r1;\n\n", "-1112904781");
    digest_is(ASSAY_DIGEST_CRC32_LINES, "", "0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_catalog, close_catalog)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_tools__each_shape_is_a_tool_s_and_each_tool_has_one),
        TEST(test_tools__each_row_has_all_it_needs),
        TEST(test_tools__no_tool_s_tables_are_another_s),
        TEST(test_tools__nor_are_they_without_what_may_be_missing),
        TEST(test_tools__a_table_with_another_column_is_the_user_s),
        TEST(test_tools__a_companion_alone_or_in_another_schema_is_the_user_s),
        TEST(test_tools__locks_are_those_that_the_tools_take),
        TEST(test_tools__a_checksum_of_lines_does_not_see_their_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

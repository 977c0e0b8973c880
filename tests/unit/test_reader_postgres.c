/* SPDX-License-Identifier: MIT */
/* What of the PostgreSQL reader needs no server: its tables, its filters, what it says of itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/embedded.h"
#include "base/limits.h"
#include "readers/pg_session.h"
#include "readers/queries.h"

static void test_queries__every_kind_is_read_from_every_version(void **state)
{
    (void)state;
    for (int kind = 0; kind < ASSAY_KINDS; kind++) {
        const assay_pg_query *oldest =
            assay_pg_query_find((assay_kind)kind, ASSAY_PG_STRUCTURE, ASSAY_PG_OLDEST);
        assert_non_null(oldest);
        assert_int_equal(oldest->since, ASSAY_PG_OLDEST);
        assert_non_null(assay_pg_query_find((assay_kind)kind, ASSAY_PG_STRUCTURE, 990000));
    }
}

static void test_queries__no_two_rows_serve_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < assay_pg_n_queries; i++)
        for (size_t j = i + 1; j < assay_pg_n_queries; j++)
            assert_false(assay_pg_queries[i].kind == assay_pg_queries[j].kind &&
                         assay_pg_queries[i].stage == assay_pg_queries[j].stage &&
                         assay_pg_queries[i].since == assay_pg_queries[j].since);
}

static void test_queries__nothing_older_than_what_is_served(void **state)
{
    (void)state;
    assert_null(assay_pg_query_find(ASSAY_KIND_table, ASSAY_PG_STRUCTURE, ASSAY_PG_OLDEST - 1));
}

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, part)) != NULL; p += strlen(part))
        n++;
    return n;
}

static void test_queries__what_is_in_relations_can_be_read_of_some(void **state)
{
    (void)state;
    for (size_t i = 0; i < assay_pg_n_queries; i++) {
        const assay_pg_query *q = &assay_pg_queries[i];
        assay_scope scope = assay_kind_get(q->kind)->scope;
        if (q->stage != ASSAY_PG_STRUCTURE ||
            (scope != ASSAY_SCOPE_RELATION && scope != ASSAY_SCOPE_TABLE &&
             !assay_kind_is_relation(q->kind)))
            continue;
        const char *sql = assay_pg_sql(q->path, NULL);
        assert_true(count_of(sql, "/*only ") > count_of(sql, "\nUNION ALL\n"));
        assay_arena *arena = assay_arena_new();
        const char *narrowed = assay_pg_sql_only(arena, sql);
        assert_int_equal(count_of(narrowed, " = ANY ($1::pg_catalog.oid[])"),
                         count_of(sql, "/*only "));
        assert_null(strstr(narrowed, "/*only"));
        assay_arena_free(arena);
    }
}

static void test_queries__every_file_is_embedded_and_says_what_it_serves(void **state)
{
    (void)state;
    for (size_t i = 0; i < assay_pg_n_queries; i++) {
        const assay_pg_query *q = &assay_pg_queries[i];
        const char *sql = assay_pg_sql(q->path, NULL);
        assert_non_null(sql);
        const char *kind = assay_kind_get(q->kind)->name;
        assert_memory_equal(sql, "-- ", 3);
        assert_memory_equal(sql + 3, kind, strlen(kind));
        size_t header = strcspn(strstr(sql, "\nSELECT"), "S");
        assert_true(header > 0);
        assert_non_null(strstr(sql, "PostgreSQL "));
        assert_non_null(strstr(sql, "manual: "));
    }
}

static void test_queries__every_embedded_kind_file_is_in_the_table(void **state)
{
    (void)state;
    static const char prefix[] = "analyzer/readers/sql/postgres/";
    for (const assay_embedded *f = assay_embedded_files; f->path != NULL; f++) {
        assay_kind kind;
        char name[64];
        if (strncmp(f->path, prefix, strlen(prefix)) != 0)
            continue;
        const char *file = f->path + strlen(prefix);
        size_t length = strcspn(file, ".");
        assert_true(length < sizeof name);
        memcpy(name, file, length);
        name[length] = '\0';
        if (!assay_kind_find(&kind, name))
            continue;
        bool found = false;
        for (size_t i = 0; i < assay_pg_n_queries; i++)
            found = found || strcmp(assay_pg_queries[i].path, f->path) == 0;
        assert_true(found);
    }
}

static void test_queries__deparsed_attributes_exist(void **state)
{
    (void)state;
    for (size_t i = 0; i < assay_pg_n_queries; i++) {
        const assay_pg_query *q = &assay_pg_queries[i];
        char name[64];
        if (q->stage != ASSAY_PG_DEPARSE)
            continue;
        assert_true(q->batch > 0);
        for (const char *p = q->attributes; *p != '\0'; p += strspn(p, " ")) {
            size_t length = strcspn(p, " ");
            memcpy(name, p, length);
            name[length] = '\0';
            assert_true(assay_attribute_find(q->kind, name) >= 0);
            p += length;
        }
    }
}

static void reason_is(const char *message, const char *secret, const char *expected)
{
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_pg_reason(&out, message, secret);
    assert_string_equal(assay_buffer_text(&out), expected);
    assay_buffer_release(&out);
}

static void test_session__reason_is_the_last_attempts_in_one_line(void **state)
{
    (void)state;
    reason_is("connection to server at \"localhost\" (::1), port 1 failed: Connection refused\n"
              "\tIs the server running on that host and accepting TCP/IP connections?\n"
              "connection to server at \"localhost\" (127.0.0.1), port 1 failed: FATAL:  role "
              "\"root\" does not exist\n",
              NULL, "role \"root\" does not exist");
    reason_is("", NULL, "");
}

static void test_session__reason_never_holds_the_password(void **state)
{
    (void)state;
    reason_is("could not do hunter2 with hunter2\n", "hunter2", "could not do *** with ***");
    reason_is("no secret here", "", "no secret here");
    reason_is("invalid integer value \"hunter\" for connection option \"port\"\n", NULL,
              "an option of the connection string is not valid");
}

static void test_session__every_reason_has_a_remedy(void **state)
{
    (void)state;
    assert_non_null(strstr(assay_pg_remedy("role \"root\" does not exist"), "role"));
    assert_non_null(strstr(assay_pg_remedy("database \"x\" does not exist"), "database"));
    assert_non_null(strstr(assay_pg_remedy("fe_sendauth: no password supplied"), "PGPASSWORD"));
    assert_non_null(assay_pg_remedy("something nobody has ever seen"));
}

static void test_session__target_is_encoded(void **state)
{
    (void)state;
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_pg_target(&out, "o@b", "/var/run", "5432", "a b");
    assert_string_equal(assay_buffer_text(&out), "postgresql://o%40b@%2Fvar%2Frun:5432/a%20b");
    assay_buffer_clear(&out);
    /* What libpq makes of postgresql://u:hun/ter2@h/db. */
    assay_pg_target(&out, NULL, "u", "hun", "ter2@h/db");
    assert_string_equal(assay_buffer_text(&out), "postgresql://u/***");
    assay_buffer_clear(&out);
    assay_pg_target(&out, NULL, NULL, NULL, NULL);
    assert_string_equal(assay_buffer_text(&out), "postgresql://");
    assay_buffer_release(&out);
}

static void test_session__a_broken_connection_string_is_not_repeated(void **state)
{
    (void)state;
    assay_read_options options = {.timeout_seconds = 1};
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = NULL;
    assert_int_equal(assay_reader_postgres(&snapshot, "host=h hunter2", &options, &err),
                     ASSAY_USAGE);
    assert_null(snapshot);
    assert_null(strstr(err.what, "hunter2"));
    assert_null(strstr(err.where, "hunter2"));
    assert_null(strstr(err.remedy, "hunter2"));
}

static void test_session__an_absent_server_is_named(void **state)
{
    (void)state;
    assay_read_options options = {.timeout_seconds = 5};
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = NULL;
    assert_int_equal(assay_reader_postgres(&snapshot, "postgresql://me:hunter2@%2Fnonexistent:1/db",
                                           &options, &err),
                     ASSAY_CONNECT);
    assert_non_null(strstr(err.what, "cannot connect"));
    assert_string_equal(err.where, "postgresql://me@%2Fnonexistent:1/db");
    assert_null(strstr(err.what, "hunter2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queries__every_kind_is_read_from_every_version),
        cmocka_unit_test(test_queries__no_two_rows_serve_the_same),
        cmocka_unit_test(test_queries__nothing_older_than_what_is_served),
        cmocka_unit_test(test_queries__what_is_in_relations_can_be_read_of_some),
        cmocka_unit_test(test_queries__every_file_is_embedded_and_says_what_it_serves),
        cmocka_unit_test(test_queries__every_embedded_kind_file_is_in_the_table),
        cmocka_unit_test(test_queries__deparsed_attributes_exist),
        cmocka_unit_test(test_session__reason_is_the_last_attempts_in_one_line),
        cmocka_unit_test(test_session__reason_never_holds_the_password),
        cmocka_unit_test(test_session__every_reason_has_a_remedy),
        cmocka_unit_test(test_session__target_is_encoded),
        cmocka_unit_test(test_session__a_broken_connection_string_is_not_repeated),
        cmocka_unit_test(test_session__an_absent_server_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The forms of TARGET, and the places where one is found that was not given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "target/target.h"

static assay_arena *arena;
static char directory[] = "/tmp/assay-test-target-XXXXXX";

static int setup(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(directory));
    return chdir(directory);
}

static int teardown(void **state)
{
    (void)state;
    return chdir("/") | rmdir(directory);
}

static int new_arena(void **state)
{
    (void)state;
    arena = assay_arena_new();
    return arena == NULL ? -1 : 0;
}

static int free_arena(void **state)
{
    (void)state;
    assay_arena_free(arena);
    return 0;
}

static assay_target parse(const char *text)
{
    assay_target target;
    assay_error err = ASSAY_ERROR_INIT;
    if (assay_target_parse(&target, arena, text, &err) != ASSAY_OK)
        fail_msg("%s: %s; %s", text, err.what, err.remedy);
    return target;
}

static void write_file(const char *name, const char *text)
{
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_file_write(name, text, strlen(text), &err), ASSAY_OK);
}

static void test_target__urls_become_connection_strings(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"postgresql://u:p@h:5433/d", "user='u' password='p' host='h' port='5433' dbname='d'"},
        {"postgres://h/d", "host='h' dbname='d'"},
        {"postgresql+asyncpg://u@h/d", "user='u' host='h' dbname='d'"},
        {"postgresql+psycopg2://h/d", "host='h' dbname='d'"},
        {"postgresql://", ""},
        {"postgresql:///d", "dbname='d'"},
        {"postgresql://h", "host='h'"},
        {"postgresql://u:p%40%2F%27%5C@h/d", "user='u' password='p@/\\'\\\\' host='h' dbname='d'"},
        {"postgresql://u:100%@h/d", "user='u' password='100%' host='h' dbname='d'"},
        {"postgresql://u:a/b@h/d", "user='u' password='a/b' host='h' dbname='d'"},
        {"postgresql://u:a#b?c@h/d", "user='u' password='a#b?c' host='h' dbname='d'"},
        {"postgresql://u:a@b@h/d", "user='u' password='a@b' host='h' dbname='d'"},
        {"postgresql://[::1]:5/d", "host='::1' port='5' dbname='d'"},
        {"postgresql://a:1,b:2/d", "host='a,b' port='1,2' dbname='d'"},
        {"postgresql://a,b/d", "host='a,b' dbname='d'"},
        {"postgresql://%2Fvar%2Frun/d", "host='/var/run' dbname='d'"},
        {"postgresql:///d?host=/tmp&port=6&user=me@x",
         "dbname='d' host='/tmp' port='6' user='me@x'"},
        {"postgresql://h:5/d?user=me@x", "host='h' port='5' dbname='d' user='me@x'"},
        {"postgresql://h/d?ssl=require", "host='h' dbname='d' sslmode='require'"},
        {"postgresql://h/d?ssl=true&sslmode=verify-full",
         "host='h' dbname='d' sslmode='require' sslmode='verify-full'"},
        {"host=h dbname=d", "host=h dbname=d"},
        {"user='a b' port = 5", "user='a b' port = 5"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assay_target target = parse(pairs[i][0]);
        assert_int_equal(target.kind, ASSAY_TARGET_POSTGRES);
        assert_string_equal(target.conninfo, pairs[i][1]);
        assert_int_equal(target.n_notes, 0);
    }
}

static void test_target__options_libpq_lacks_are_dropped_with_a_note(void **state)
{
    (void)state;
    assay_target target =
        parse("postgresql+asyncpg://h/d?prepared_statement_cache_size=0&schema=x&sslmode=require");
    assert_string_equal(target.conninfo, "host='h' dbname='d' sslmode='require'");
    assert_int_equal(target.n_notes, 2);
    assert_non_null(strstr(target.notes[0], "prepared_statement_cache_size"));
    target = parse("postgresql://h/d?s3cr3t!");
    assert_int_equal(target.n_notes, 1);
    assert_null(strstr(target.notes[0], "s3cr3t"));
}

static void test_target__sqlite_urls_are_those_of_sqlalchemy(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"sqlite:///app.db", "app.db"},
        {"sqlite:///sub/app.db", "sub/app.db"},
        {"sqlite:////srv/app.db", "/srv/app.db"},
        {"sqlite+aiosqlite:///app.db?timeout=5", "app.db"},
        {"sqlite:///file:app.db?mode=ro&uri=true", "app.db"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assay_target target = parse(pairs[i][0]);
        assert_int_equal(target.kind, ASSAY_TARGET_SQLITE);
        assert_string_equal(target.path, pairs[i][1]);
        assert_int_equal(target.n_notes, 0);
    }
}

static void test_target__an_absolute_file_stands_in_for_a_missing_relative_one(void **state)
{
    (void)state;
    char url[128], path[96];
    snprintf(path, sizeof path, "%s/real.db", directory);
    write_file(path, "x");
    snprintf(url, sizeof url, "sqlite:///%s", path + 1);
    assay_target target = parse(url);
    assert_string_equal(target.path, path);
    assert_int_equal(target.n_notes, 1);
    assert_non_null(strstr(target.notes[0], path));
    remove(path);
}

static void test_target__a_relative_file_wins_over_an_absolute_one(void **state)
{
    (void)state;
    write_file("etc", "x");
    assay_target target = parse("sqlite:///etc");
    assert_string_equal(target.path, "etc");
    assert_int_equal(target.n_notes, 0);
    remove("etc");
}

static void test_target__a_path_is_a_sqlite_file(void **state)
{
    (void)state;
    static const char *const names[] = {"app.db", "a=b.db", "u:p@h", "snapshot"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        write_file(names[i], "x");
        assay_target target = parse(names[i]);
        assert_int_equal(target.kind, ASSAY_TARGET_SQLITE);
        assert_string_equal(target.path, names[i]);
        remove(names[i]);
    }
}

static void test_target__snapshots_go_by_id(void **state)
{
    (void)state;
    assay_target target = parse("snapshot:latest");
    assert_int_equal(target.kind, ASSAY_TARGET_SNAPSHOT);
    assert_int_equal(target.snapshot, 0);
    assert_int_equal(parse("snapshot:17").snapshot, 17);
}

static void test_target__revisions_may_name_their_project(void **state)
{
    (void)state;
    assay_target target = parse("revision:001");
    assert_int_equal(target.kind, ASSAY_TARGET_REVISION);
    assert_null(target.project);
    assert_int_equal(target.n_revisions, 1);
    target = parse("revision:shop/a1,b2");
    assert_string_equal(target.project, "shop");
    assert_int_equal(target.n_revisions, 2);
    assert_string_equal(target.revisions[0], "a1");
    assert_string_equal(target.revisions[1], "b2");
}

static void test_target__anything_else_is_a_usage_error(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "nosuchfile.db",
        "/no/such/file",
        "mysql://u:s3cr3t@h/d",
        "postgres:/u:s3cr3t@h/d",
        "u:s3cr3t@h/d",
        "postgresql://u:12/s3cr3t@h/d",
        "postgresql://u:p@a/s3cr3t@h/d",
        "postgresql://u:s3cr3t",
        "postgresql://u@h:s3cr3t/d",
        "postgresql://[::1/d",
        "postgresql://[::1]x/d",
        "postgresqlx://h/d",
        "sqlite://app.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "password=s3cr3t nonsense",
        "host=h s3cr3t=x",
        "host='s3cr3t",
        "dbname=postgresql://u:s3cr3t@h/d",
        "host=h;password=s3cr3t",
        "host=h user=u;Password=s3cr3t",
        "postgresql://h/d?user=u;password=s3cr3t",
        "postgresql://h/d?dbname=postgresql%3A//u%3As3cr3t@h/d",
        "snapshot:",
        "snapshot:0",
        "snapshot:-1",
        "snapshot: 1",
        "snapshot:1x",
        "snapshot:99999999999999999999",
        "revision:",
        "revision:a,,b",
        "revision:a,",
        "revision:/a",
        "revision:shop/",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assay_target target;
        assay_error err = ASSAY_ERROR_INIT;
        if (assay_target_parse(&target, arena, bad[i], &err) != ASSAY_USAGE)
            fail_msg("accepted: '%s'", bad[i]);
        assert_true(err.remedy[0] != '\0');
        if (strstr(err.what, "s3cr3t") != NULL || strstr(err.remedy, "s3cr3t") != NULL)
            fail_msg("secret shown: %s", err.what);
    }
}

/* The environment of a test: "NAME=VALUE" texts. */
static const char *const *environment;

static const char *lookup(const char *name)
{
    size_t length = strlen(name);
    for (const char *const *e = environment; *e != NULL; e++)
        if (strncmp(*e, name, length) == 0 && (*e)[length] == '=')
            return *e + length + 1;
    return NULL;
}

static assay_target find(const char *const *variables)
{
    environment = variables;
    assay_target target;
    assay_error err = ASSAY_ERROR_INIT;
    if (assay_target_find(&target, arena, lookup, ".", &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    return target;
}

static void test_target__places_are_asked_in_order(void **state)
{
    (void)state;
    static const char *const all[] = {"DATABASE_URL=postgresql://one/d", "POSTGRES_HOST=three",
                                      "PGHOST=four", NULL};
    write_file("alembic.ini", "[alembic]\nsqlalchemy.url = postgresql://two/d\n");
    assay_target target = find(all);
    assert_string_equal(target.source, "DATABASE_URL");
    assert_string_equal(target.conninfo, "host='one' dbname='d'");
    target = find(all + 1);
    assert_string_equal(target.source, "alembic.ini");
    assert_string_equal(target.conninfo, "host='two' dbname='d'");
    remove("alembic.ini");
    target = find(all + 1);
    assert_string_equal(target.conninfo, "host='three'");
    target = find(all + 2);
    assert_string_equal(target.conninfo, "");
    assert_string_equal(target.shown, "host='four'");
}

static void test_target__docker_variables_make_one_address(void **state)
{
    (void)state;
    static const char *const variables[] = {"DATABASE_URL=",
                                            "POSTGRES_HOST=db",
                                            "POSTGRES_PORT=5433",
                                            "POSTGRES_DB=it's",
                                            "POSTGRES_USER=u",
                                            "POSTGRES_PASSWORD=s3cr3t",
                                            NULL};
    assay_target target = find(variables);
    assert_string_equal(target.conninfo, "host='db' port='5433' dbname='it\\'s' user='u' "
                                         "password='s3cr3t'");
    assert_null(strstr(target.shown, "s3cr3t"));
    assert_non_null(strstr(target.shown, "host='db'"));
}

static void test_target__nothing_set_is_a_usage_error(void **state)
{
    (void)state;
    static const char *const variables[] = {"POSTGRES_DB=x", "PGPASSWORD=y", NULL};
    environment = variables;
    assay_target target;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_target_find(&target, arena, lookup, ".", &err), ASSAY_USAGE);
    assert_non_null(strstr(err.remedy, "DATABASE_URL"));
}

static void test_target__an_error_names_the_place(void **state)
{
    (void)state;
    static const char *const variables[] = {"DATABASE_URL=mysql://u:s3cr3t@h/d", NULL};
    environment = variables;
    assay_target target;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_target_find(&target, arena, lookup, ".", &err), ASSAY_USAGE);
    assert_string_equal(err.where, "DATABASE_URL");
    assert_null(strstr(err.what, "s3cr3t"));
}

static const char *ini_url(const char *text, assay_status *status)
{
    const char *url = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    *status = assay_alembic_ini_url(&url, arena, assay_arena_strdup(arena, text), "/srv", &err);
    assert_null(strstr(err.what, "s3cr3t"));
    return url;
}

static void test_target__alembic_ini_reads_like_configparser(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"[alembic]\nsqlalchemy.url = a://b\n", "a://b"},
        {"[alembic]\r\nsqlalchemy.url: a://b\r\n", "a://b"},
        {"[alembic]\nSQLAlchemy.URL=a://b ; c # d", "a://b ; c # d"},
        {"# x\n; y\n[other]\nsqlalchemy.url=no\n[alembic]\nsqlalchemy.url=yes", "yes"},
        {"[alembic]\nsqlalchemy.url = sqlite:///%(here)s/x.db", "sqlite:////srv/x.db"},
        {"[alembic]\nsqlalchemy.url = a%%b%(x)s\nx = 1%(y)s\n[DEFAULT]\ny=2", "a%b12"},
        {"[alembic]\nsqlalchemy.url = a://\n   b\n\n# c\n   d\nz = 1\n", "a://bd"},
    };
    assay_status status;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *url = ini_url(pairs[i][0], &status);
        assert_int_equal(status, ASSAY_OK);
        assert_string_equal(url, pairs[i][1]);
    }
}

static void test_target__alembic_ini_without_url_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "x",
                                        "[alembic]\n",
                                        "[alembic]\nsqlalchemy.url =\n",
                                        "sqlalchemy.url = a\n",
                                        "[other]\nsqlalchemy.url = a\n"};
    assay_status status;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_null(ini_url(texts[i], &status));
        assert_int_equal(status, ASSAY_OK);
    }
}

static void test_target__alembic_ini_that_cannot_be_interpolated_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"[alembic]\nsqlalchemy.url = s3cr3t%x",
                                        "[alembic]\nsqlalchemy.url = s3cr3t%(nosuch)s",
                                        "[alembic]\nsqlalchemy.url = s3cr3t%(open",
                                        "[alembic]\nsqlalchemy.url = %(a)s\na = %(b)s\nb = %(a)s"};
    assay_status status;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_null(ini_url(texts[i], &status));
        assert_int_equal(status, ASSAY_INVALID);
    }
}

static void test_target__the_url_of_a_fresh_alembic_ini_is_none(void **state)
{
    (void)state;
    static const char *const variables[] = {"PGHOST=four", NULL};
    write_file("alembic.ini", "[alembic]\nsqlalchemy.url = driver://user:pass@localhost/dbname\n");
    assert_string_equal(find(variables).source, "the environment of libpq");
    remove("alembic.ini");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, new_arena, free_arena)
    const struct CMUnitTest tests[] = {
        CASE(test_target__urls_become_connection_strings),
        CASE(test_target__options_libpq_lacks_are_dropped_with_a_note),
        CASE(test_target__sqlite_urls_are_those_of_sqlalchemy),
        CASE(test_target__an_absolute_file_stands_in_for_a_missing_relative_one),
        CASE(test_target__a_relative_file_wins_over_an_absolute_one),
        CASE(test_target__a_path_is_a_sqlite_file),
        CASE(test_target__snapshots_go_by_id),
        CASE(test_target__revisions_may_name_their_project),
        CASE(test_target__anything_else_is_a_usage_error),
        CASE(test_target__places_are_asked_in_order),
        CASE(test_target__docker_variables_make_one_address),
        CASE(test_target__nothing_set_is_a_usage_error),
        CASE(test_target__an_error_names_the_place),
        CASE(test_target__alembic_ini_reads_like_configparser),
        CASE(test_target__alembic_ini_without_url_is_none),
        CASE(test_target__alembic_ini_that_cannot_be_interpolated_is_refused),
        CASE(test_target__the_url_of_a_fresh_alembic_ini_is_none),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

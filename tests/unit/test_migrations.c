/* SPDX-License-Identifier: MIT */
/* Migrations as they lie in files: their order, and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "learn/sources.h"

static char folder[] = "/tmp/assay-migrations-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const char *path_of(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void written_bytes(const char *name, const char *bytes, size_t length)
{
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_file_write(path_of(name), bytes, length, &err), ASSAY_OK);
}

static void written(const char *name, const char *text)
{
    written_bytes(name, text, strlen(text));
}

/* Why the migration cannot be used; "" if it can. */
static void is_broken(const assay_migrations *migrations, const char *id, const char *why)
{
    for (size_t i = 0; i < migrations->n_items; i++) {
        const assay_migration *m = &migrations->items[i];
        if (strcmp(m->id, id) != 0)
            continue;
        assert_string_equal(m->broken == NULL ? "" : m->broken, why);
        return;
    }
    fail_msg("there is no %s", id);
}

static assay_migrations *listed(const char *text)
{
    assay_migrations *migrations;
    assay_error err = ASSAY_ERROR_INIT;
    written("revisions", text);
    assert_int_equal(assay_migrations_list(&migrations, path_of("revisions"), "true", &err),
                     ASSAY_OK);
    assert_int_equal(assay_migrations_order(migrations, &err), ASSAY_OK);
    return migrations;
}

static void test_order__what_builds_on_a_cycle_is_not_in_it(void **state)
{
    (void)state;
    assay_migrations *all = listed("a\tb\nb\ta\nc\ta\nd\tc,e\ne\t\ns\ts\n");
    is_broken(all, "a", "is its own ancestor: the revisions form a cycle");
    is_broken(all, "b", "is its own ancestor: the revisions form a cycle");
    is_broken(all, "s", "is its own ancestor: the revisions form a cycle");
    is_broken(all, "c", "builds on 'a', which cannot be used");
    is_broken(all, "d", "builds on 'c', which cannot be used");
    is_broken(all, "e", "");
    assay_migrations_free(all);
}

static void test_order__is_by_depth_whatever_the_files_order(void **state)
{
    (void)state;
    assay_migrations *all = listed("d\tb,c\nc\ta\nb\ta\na\t\nf\tgone\ng\tf\n");
    static const char *const order[] = {"a", "c", "b", "d", "f", "g"};
    for (size_t i = 0; i < all->n_items; i++)
        assert_string_equal(all->items[i].id, order[i]);
    is_broken(all, "f", "revises 'gone', which is not there");
    is_broken(all, "g", "builds on 'f', which cannot be used");
    assert_int_equal(assay_bitset_count(&all->ancestors[3]), 4);
    assay_migrations_free(all);
}

/* Finds in findings, of any revision. */
static void is_found(const assay_migrations *migrations, const char *text)
{
    for (size_t i = 0; i < migrations->n_findings; i++)
        if (strstr(migrations->findings[i].text, text) != NULL)
            return;
    fail_msg("nothing says '%s'", text);
}

static assay_status alembic(assay_migrations **out, assay_error *err)
{
    mkdir(path_of("versions"), 0700);
    const assay_alembic_options options = {
        .config = path_of("alembic.ini"), .section = "alembic", .run = "true"};
    return assay_migrations_alembic(out, &options, err);
}

static void test_alembic__a_file_without_parents_is_no_root(void **state)
{
    (void)state;
    assay_migrations *all;
    assay_error err = ASSAY_ERROR_INIT;
    written("alembic.ini", "# {url} comes here\n[alembic]\nscript_location = %(here)s\n");
    mkdir(path_of("versions"), 0700);
    written("versions/a.py", "revision = 'a'\ndown_revision = None\n");
    written("versions/b.py", "revision = 'b'\nif True:\n    down_revision = 'a'\n");
    written("versions/c.py", "revision = 'c'; down_revision = 'a'\n");
    written("versions/d.py", "revision = ''\ndown_revision = 'a'\n");
    /* Characters are counted, not bytes: this one fits. */
    written("versions/e.py", "revision = 'ääääääääääääääääääää'\ndown_revision = 'c'\n");
    assert_int_equal(alembic(&all, &err), ASSAY_OK);
    assert_int_equal(assay_migrations_order(all, &err), ASSAY_OK);
    assert_int_equal(all->n_items, 4);
    is_broken(all, "a", "");
    is_broken(all, "b", "there is no line down_revision = ...");
    is_broken(all, "c", "");
    is_found(all, "there is no line down_revision = ...");
    is_found(all, "there is no line revision = 'ID'");
    for (size_t i = 0; i < all->n_findings; i++)
        assert_null(strstr(all->findings[i].text, "characters"));
    /* The place of the URL is known by where it stands, not by what it looks like. */
    assert_int_equal(strncmp(all->config, "# {url} comes here", 18), 0);
    assert_int_equal(strncmp(all->config + all->config_url - 17, "sqlalchemy.url = \n", 18), 0);
    assay_migrations_free(all);
}

static void refuses(assay_status status, const assay_error *err, const char *text)
{
    assert_int_equal(status, ASSAY_INVALID);
    assert_non_null(strstr(err->what, text));
}

static void test_sources__refuse_a_zero_byte(void **state)
{
    (void)state;
    static const char list[] = "a\n\0b\n", ini[] = "[alembic]\nx = \0\n";
    assay_migrations *all;
    assay_error err = ASSAY_ERROR_INIT;
    written_bytes("revisions", list, sizeof list - 1);
    refuses(assay_migrations_list(&all, path_of("revisions"), "true", &err), &err, "zero byte");
    assay_error_reset(&err);
    written_bytes("alembic.ini", ini, sizeof ini - 1);
    refuses(alembic(&all, &err), &err, "zero byte");
    assay_error_reset(&err);
    written("alembic.ini", "[alembic]\nscript_location = %(here)s\n");
    written_bytes("versions/z.py", "revision = 'z'\n\0", 16);
    refuses(alembic(&all, &err), &err, "zero byte");
    unlink(path_of("versions/z.py"));
}

static void test_script__only_statements_are_brackets(void **state)
{
    (void)state;
    assay_migrations *all;
    assay_error err = ASSAY_ERROR_INIT;
    written("all.sql",
            "BEGIN;\n-- revision: 1\nCREATE PROCEDURE p() LANGUAGE plpgsql AS $$\nBEGIN\n"
            "COMMIT;\nEND $$;\nCOMMIT;\nCREATE TABLE t (id int);\n");
    assert_int_equal(assay_migrations_script(&all, path_of("all.sql"), &err), ASSAY_OK);
    assert_int_equal(all->items[0].n_scripts, 1);
    assert_string_equal(all->items[0].scripts[0].text,
                        "      \n-- revision: 1\nCREATE PROCEDURE p() LANGUAGE plpgsql AS $$\n"
                        "BEGIN\nCOMMIT;\nEND $$;\n       \nCREATE TABLE t (id int);\n");
    assay_migrations_free(all);
}

static void test_layouts__a_folder_that_leads_into_itself_is_walked_once(void **state)
{
    (void)state;
    assay_migrations *all;
    assay_error err = ASSAY_ERROR_INIT;
    mkdir(path_of("flyway"), 0700);
    written("flyway/V1__cats.sql", "select 1;");
    assert_int_equal(symlink(".", path_of("flyway/a")), 0);
    assert_int_equal(symlink("../flyway", path_of("flyway/b")), 0);
    assert_int_equal(assay_migrations_sql(&all, path_of("flyway"), "auto", &err), ASSAY_OK);
    assert_int_equal(all->n_items, 1);
    assay_migrations_free(all);
}

static void test_sqitch__a_long_plan_is_refused_before_it_is_compared(void **state)
{
    (void)state;
    enum { LINES = 100001 };
    assay_migrations *all;
    assay_error err = ASSAY_ERROR_INIT;
    assay_buffer plan = ASSAY_BUFFER_INIT(4 << 20);
    for (int i = 0; i < LINES; i++)
        assay_buffer_printf(&plan, "c%d\n", i);
    mkdir(path_of("sqitch"), 0700);
    written("sqitch/sqitch.plan", assay_buffer_text(&plan));
    assay_buffer_release(&plan);
    assert_int_equal(assay_migrations_sql(&all, path_of("sqitch"), "auto", &err), ASSAY_LIMIT);
    assert_non_null(strstr(err.what, "sqitch.plan"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order__what_builds_on_a_cycle_is_not_in_it),
        cmocka_unit_test(test_order__is_by_depth_whatever_the_files_order),
        cmocka_unit_test(test_alembic__a_file_without_parents_is_no_root),
        cmocka_unit_test(test_sources__refuse_a_zero_byte),
        cmocka_unit_test(test_script__only_statements_are_brackets),
        cmocka_unit_test(test_layouts__a_folder_that_leads_into_itself_is_walked_once),
        cmocka_unit_test(test_sqitch__a_long_plan_is_refused_before_it_is_compared),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "assay.h"

static char path[] = "/tmp/assay-test-api-XXXXXX";

static int make_database(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE own (id INTEGER PRIMARY KEY)", 0, 0, 0), 0);
    sqlite3_close(db);
    return 0;
}

static int drop_database(void **state)
{
    (void)state;
    return unlink(path);
}

static void test_api__an_audit_without_histories_is_undecided(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    assay_audit_options options = ASSAY_AUDIT_OPTIONS_INIT;
    assay_audit *audit;
    assert_int_equal(assay_audit_new(&audit, path, &options, &err), ASSAY_OK);
    assert_int_equal(assay_audit_exit_status(audit), 3);
    const char *report;
    size_t length;
    assert_int_equal(assay_audit_report(&report, &length, audit, "json", &err), ASSAY_OK);
    assert_int_equal(length, strlen(report));
    assert_non_null(strstr(report, "\"state\": \"legacy\""));
    assert_int_equal(assay_audit_report(&report, &length, audit, "text", &err), ASSAY_OK);
    assert_int_equal(assay_audit_report(&report, &length, audit, "papyrus", &err), ASSAY_USAGE);
    assert_null(report);
    assay_audit_free(audit);
}

static void test_api__an_unrelated_database_is_a_finding(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    assay_audit_options options = ASSAY_AUDIT_OPTIONS_INIT;
    options.profiles = "profiles";
    assay_audit *audit;
    assert_int_equal(assay_audit_new(&audit, path, &options, &err), ASSAY_OK);
    assert_int_equal(assay_audit_exit_status(audit), 1);
    assay_audit_free(audit);
}

static void test_api__a_failure_leaves_nothing_and_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *target, *profiles, *cache;
    } cases[] = {
        {"/nowhere/at/all.db", NULL, NULL},
        {"snapshot:1", NULL, NULL},
        {path, "/dev/null/profiles", NULL},
        {path, NULL, "/dev/null/cache.db"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assay_error err = ASSAY_ERROR_INIT;
        assay_audit_options options = ASSAY_AUDIT_OPTIONS_INIT;
        options.profiles = cases[i].profiles;
        options.cache = cases[i].cache;
        assay_audit *audit;
        assay_status status = assay_audit_new(&audit, cases[i].target, &options, &err);
        assert_int_not_equal(status, ASSAY_OK);
        assert_null(audit);
        assert_string_not_equal(err.what, "");
        assert_int_equal(assay_audit_new(&audit, cases[i].target, &options, NULL), status);
        assert_null(audit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_api__an_audit_without_histories_is_undecided),
        cmocka_unit_test(test_api__an_unrelated_database_is_a_finding),
        cmocka_unit_test(test_api__a_failure_leaves_nothing_and_says_why),
    };
    return cmocka_run_group_tests(tests, make_database, drop_database);
}

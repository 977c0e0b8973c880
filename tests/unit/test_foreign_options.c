/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "kinds/canon.h"

static void is(const char *text, const char *expected)
{
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_canon_options(&out, text, &err), ASSAY_OK);
    assert_string_equal(assay_buffer_text(&out), expected);
    assay_buffer_release(&out);
}

static void test_foreign_options__what_is_no_secret_is_kept(void **state)
{
    (void)state;
    is("host='a', dbname='b'", "host='a', dbname='b'");
    is("\"Port\"='1'", "\"Port\"='1'");
    is("table_name='it''s', path=E'a\\\\b'", "table_name='it''s', path=E'a\\\\b'");
    is("password_required='false'", "password_required='false'");
    is("filename='/srv/a=b.csv'", "filename='/srv/a=b.csv'");
    is("schema_name=''", "schema_name=''");
}

static void test_foreign_options__what_may_be_a_secret_is_starred(void **state)
{
    (void)state;
    static const char *const names[] = {
        "password",    "passwd",       "PASSWORD",         "passfile",    "passphrase",
        "sslpassword", "secret",       "client_secret",    "token",       "auth_token",
        "key",         "api_key",      "apikey",           "sslkey",      "secret_access_key_id",
        "pwd",         "db_pass",      "credentials_file", "private_pem", "\"Password for it\"",
        "\"a.key\"",   "access_token", "proxy_auth",       "api_key_id",  "apikey2",
        "bearer",      "jwt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char text[100], expected[100];
        snprintf(text, sizeof text, "host='h', %s='kitten', x='y'", names[i]);
        snprintf(expected, sizeof expected, "host='h', %s=***, x='y'", names[i]);
        is(text, expected);
    }
}

static void test_foreign_options__a_secret_inside_a_value_is_starred(void **state)
{
    (void)state;
    is("url='https://me:kitten@example.org/'", "url=***");
    is("dsn='host=x PASSWORD = kitten'", "dsn=***");
    is("jdbc='jdbc:x://h/d?user=u&pwd=kitten'", "jdbc=***");
    is("server='me:kitten@h:1/d'", "server=***");
    is("program='curl -H \"Authorization: Bearer kitten\" h'", "program=***");
    is("query='sv=2020&sig=kitten'", "query=***");
    is("url='https://example.org/a'", "url='https://example.org/a'");
    is("filename='/srv/a@b.csv'", "filename='/srv/a@b.csv'");
}

static void test_foreign_options__starring_twice_is_starring_once(void **state)
{
    (void)state;
    is("host='h', password=***", "host='h', password=***");
    is("password=***, user='u'", "password=***, user='u'");
}

static void
test_foreign_options__other_texts_are_unsupported_and_nothing_of_them_is_kept(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "kitten",
                                      "password=kitten",
                                      "password kitten",
                                      "host='h' x='y'",
                                      "host='h',",
                                      "password='kitten",
                                      "='kitten'",
                                      "host=***x",
                                      "host='h', 'kitten'"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
        assay_error err = ASSAY_ERROR_INIT;
        assert_int_equal(assay_canon_options(&out, bad[i], &err), ASSAY_UNSUPPORTED);
        assert_int_equal(out.length, 0);
        assert_null(strstr(err.what, "kitten"));
        assay_buffer_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreign_options__what_is_no_secret_is_kept),
        cmocka_unit_test(test_foreign_options__what_may_be_a_secret_is_starred),
        cmocka_unit_test(test_foreign_options__a_secret_inside_a_value_is_starred),
        cmocka_unit_test(test_foreign_options__starring_twice_is_starring_once),
        cmocka_unit_test(
            test_foreign_options__other_texts_are_unsupported_and_nothing_of_them_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

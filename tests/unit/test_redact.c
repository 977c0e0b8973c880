/* SPDX-License-Identifier: MIT */
/* Whatever a user gives as an address, its password is never shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "target/target.h"

static assay_buffer shown = ASSAY_BUFFER_INIT(1 << 20);

static const char *redacted(const char *text)
{
    assay_buffer_clear(&shown);
    assay_target_redact(&shown, text);
    assert_int_equal(shown.status, ASSAY_OK);
    return assay_buffer_text(&shown);
}

static int release(void **state)
{
    (void)state;
    assay_buffer_release(&shown);
    return 0;
}

static void test_redact__keeps_what_is_no_secret(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"postgresql://me:pw@db:5432/shop", "postgresql://me:***@db:5432/shop"},
        {"postgresql://me@db/shop", "postgresql://me@db/shop"},
        {"postgresql://db:5432/shop?sslmode=require&password=pw",
         "postgresql://db:5432/shop?sslmode=require&password=***"},
        {"postgresql:///shop", "postgresql:///shop"},
        {"postgresql+asyncpg://a:b@h1:1,h2:2/d", "postgresql+asyncpg://a:***@h1:1,h2:2/d"},
        {"postgresql://u:p@[::1]:5432/d", "postgresql://u:***@[::1]:5432/d"},
        {"sqlite:////srv/app.db", "sqlite:////srv/app.db"},
        {"sqlite:///app.db", "sqlite:///app.db"},
        {"host=db user='o\\'x' password=pw dbname=shop",
         "host=db user='o\\'x' password=*** dbname=shop"},
        {"/srv/data/app.db", "/srv/data/app.db"},
        {"snapshot:latest", "snapshot:latest"},
        {"", ""},
        {"two\nlines", "two?lines"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(redacted(pairs[i][0]), pairs[i][1]);
}

static void test_redact__never_shows_a_password(void **state)
{
    (void)state;
    static const char *const hostile[] = {
        "postgresql://u:s3cr3t@h/d",
        "postgresql://u:s3cr3t/s3cr3t@h/d",
        "postgresql://u:s3cr3t?s3cr3t@h/d",
        "postgresql://u:s3cr3t#s3cr3t@h/d",
        "postgresql://u:s3cr3t@s3cr3t@h/d",
        "postgresql://u:a@b/s3cr3t@h/d",
        "postgresql://u:a@b?s3cr3t@h/d",
        "postgresql://u:a@b#s3cr3t@h/d",
        "postgresql://u:12/s3cr3t@h/d",
        "postgresql://u:s3cr3t",
        "postgresql://u:s3cr3t/d",
        "postgresql://u:1s3cr3t/d",
        "postgresql://:s3cr3t@h/d",
        "postgresql://u:s3cr3t@",
        "postgresql://u:x:s3cr3t@h",
        "postgresql://h/d?password=s3cr3t",
        "postgresql://h/d?p%61ssword=s3cr3t",
        "postgresql://h/d?PASSWORD=s3cr3t",
        "postgresql://h/d?sslpassword=s3cr3t&user=u",
        "postgresql://h/d?s3cr3t",
        "postgresql://h/d?a=b&s3cr3t&c=d",
        "postgresql://h/d?=s3cr3t",
        "postgresql://h/d?host=s3cr3t@x",
        "postgresql://h/d#password=s3cr3t",
        "postgresql://h/d;password=s3cr3t",
        "jdbc:postgresql://h/d?user=u&password=s3cr3t",
        "jdbc:sqlserver://h;password=s3cr3t",
        "sqlite+pysqlcipher://:s3cr3t@/app.db",
        "mysql://u:s3cr3t@h/d",
        "postgres:/u:s3cr3t@h/d",
        "postgres//u:s3cr3t@h/d",
        "//u:s3cr3t@h/d",
        "u:s3cr3t@h/d",
        "password=s3cr3t",
        "password = s3cr3t",
        "password='s3cr3t s3cr3t'",
        "password='s3\\'s3cr3t'",
        "password='s3cr3t",
        "password=a\\ s3cr3t",
        "password=a s3cr3t",
        "host=h password=a s3cr3t dbname=d",
        "host=h passwrd=s3cr3t",
        "host=h PASSWORD=s3cr3t",
        "host=h sslpassword=s3cr3t",
        "host=h s3cr3t",
        "user='a password=s3cr3t",
        "user='a password=s3cr3t\\'",
        "host=h 's3cr3t'=x",
        "dbname=postgresql://u:s3cr3t@h/d",
        "host=h dbname='postgresql://u:s3cr3t@h/d' port=1",
        "host=h;password=s3cr3t",
        "user=u;password=s3cr3t dbname=d",
        "postgresql://h/d?user=u;password=s3cr3t",
        "postgresql://h/d?dbname=postgresql://u:s3cr3t",
        "password s3cr3t",
        "Passwd: s3cr3t",
    };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        if (strstr(redacted(hostile[i]), "s3cr3t") != NULL)
            fail_msg("%s -> %s", hostile[i], assay_buffer_text(&shown));
}

/* Any bytes between "//u:" and the last '@' are a password. */
static void test_redact__hides_passwords_of_any_bytes(void **state)
{
    (void)state;
    uint32_t seed = 12345;
    for (int round = 0; round < 20000; round++) {
        static const char alphabet[] = "@:/?#&=%;' \\ab1[],";
        char text[64] = "postgresql://u:Z";
        size_t n = strlen(text);
        for (int i = 0; i < 12; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[n++] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
            text[n++] = 'Z';
        }
        memcpy(text + n, "@host/db", sizeof "@host/db");
        if (strchr(redacted(text), 'Z') != NULL)
            fail_msg("%s -> %s", text, assay_buffer_text(&shown));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_redact__keeps_what_is_no_secret),
        cmocka_unit_test(test_redact__never_shows_a_password),
        cmocka_unit_test(test_redact__hides_passwords_of_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}

/* SPDX-License-Identifier: MIT */
/* Steps that a command runs: what of it ends when, and what of its words is repeated. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "learn/process.h"
#include "learn/run_step.h"

static void repeats(const char *line, const char *expected)
{
    assay_buffer said = ASSAY_BUFFER_INIT(1000);
    assay_step_add_said(&said, line, "s3cr/t");
    assert_string_equal(assay_buffer_text(&said), expected);
    assay_buffer_release(&said);
}

static void test_said__holds_no_password(void **state)
{
    (void)state;
    repeats("no such migration: one", "no such migration: one");
    repeats("cannot use s3cr/t", "cannot use ***");
    repeats("bad URL 'postgresql+psycopg://me:s3cr%2Ft@h:1/d'",
            "bad URL 'postgresql+psycopg://me:***@h:1/d'");
    repeats("postgresql://me:s3cr/t@h/d and sqlite:///a:b",
            "postgresql://me:***@h/d and sqlite:///a:b");
    repeats("postgresql:///d?host=/tmp&password=s3cr%2Ft&port=1 refused",
            "postgresql:///d?host=/tmp&password=***&port=1 refused");
    repeats("host='h' password='other one' port=1", "host='h' password='***' port=1");
    repeats("see http://docs:8080/a@b", "see http://docs:8080/a@b");
}

static void test_process__is_quoted_by_the_line_that_says_what_went_wrong(void **state)
{
    (void)state;
    static const char *const outputs[][2] = {
        {"one\ntwo\n\n", "two"},
        {"psycopg2.Error: no\nLINE 1: x\n        ^\n[SQL: x]\n", "psycopg2.Error: no"},
        {"running bootstrap script ... 2026-01-01 FATAL:  no space\n2026-01-01 DETAIL:  a\n"
         "2026-01-01 HINT:  This error does not mean b.\nchild process exited with exit code 1\n"
         "initdb: removing data directory \"/d\"\n",
         "running bootstrap script ... 2026-01-01 FATAL:  no space"},
    };
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        assay_buffer output = ASSAY_BUFFER_INIT(1000);
        assay_buffer_add(&output, outputs[i][0]);
        assert_string_equal(assay_process_last_line(&output), outputs[i][1]);
        assay_buffer_release(&output);
    }
}

static int run(const char *script, assay_buffer *output)
{
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    const assay_process process = {.argv = argv};
    assay_error err = ASSAY_ERROR_INIT;
    int code = -1;
    assert_int_equal(assay_process_run(&code, output, &process, &err), ASSAY_OK);
    return code;
}

static void test_process__is_not_waited_for_by_what_it_leaves_running(void **state)
{
    (void)state;
    assay_buffer output = ASSAY_BUFFER_INIT(1000);
    time_t start = time(NULL);
    assert_int_equal(run("sleep 60 & echo $!; exit 3", &output), 3);
    pid_t left = (pid_t)strtol(assay_buffer_text(&output), NULL, 10);
    assert_true(left > 1);
    assert_int_equal(kill(left, SIGKILL), 0);
    assert_true(time(NULL) - start < 30);
    assay_buffer_release(&output);
}

static void test_process__ends_by_the_signals_that_this_program_ignores(void **state)
{
    (void)state;
    assay_buffer output = ASSAY_BUFFER_INIT(1000);
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    assert_int_equal(run("kill -PIPE $$; echo ignored", &output), 128 + SIGPIPE);
    assert_string_equal(assay_buffer_text(&output), "");
    signal(SIGPIPE, before);
    assay_buffer_release(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_said__holds_no_password),
        cmocka_unit_test(test_process__is_quoted_by_the_line_that_says_what_went_wrong),
        cmocka_unit_test(test_process__is_not_waited_for_by_what_it_leaves_running),
        cmocka_unit_test(test_process__ends_by_the_signals_that_this_program_ignores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

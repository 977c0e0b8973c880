/* SPDX-License-Identifier: MIT */
/* What standard error says of a long run: on a terminal that somebody watches, and nowhere else. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/cli.h"

enum { LONG_AGO_MS = 5000 };

/* Standard error is a terminal meanwhile, whose other end is read afterwards. */
typedef struct terminal {
    int master, before;
    char shown[400];
} terminal;

static void begin(terminal *t)
{
    *t = (terminal){.master = posix_openpt(O_RDWR | O_NOCTTY)};
    assert_true(t->master >= 0);
    assert_int_equal(grantpt(t->master), 0);
    assert_int_equal(unlockpt(t->master), 0);
    int slave = open(ptsname(t->master), O_RDWR | O_NOCTTY);
    assert_true(slave >= 0);
    t->before = dup(STDERR_FILENO);
    dup2(slave, STDERR_FILENO);
    close(slave);
}

static void end(terminal *t)
{
    /* What is written comes out at the other end in its own time: a mark says that it is all. */
    size_t n = 0;
    assert_int_equal(write(STDERR_FILENO, "$", 1), 1);
    while (n + 1 < sizeof t->shown && read(t->master, &t->shown[n], 1) == 1 && t->shown[n] != '$')
        n++;
    t->shown[n] = '\0';
    dup2(t->before, STDERR_FILENO);
    close(t->before);
    close(t->master);
}

/* A reading that began a while ago comes to its second step of three. */
static void read_on(const cli_context *context, int64_t ago)
{
    cli_progress progress = cli_progress_start(context, "reading");
    progress.started_ms -= ago;
    cli_progress_read(&progress, 1, 3, 40);
    cli_progress_end(&progress);
}

static void watched(void)
{
    unsetenv("CI");
    setenv("TERM", "xterm", 1);
}

static void test_progress__a_long_reading_says_how_far_it_is_and_leaves_nothing(void **state)
{
    (void)state;
    terminal t;
    cli_context context = {0};
    watched();
    begin(&t);
    read_on(&context, LONG_AGO_MS);
    end(&t);
    assert_string_equal(t.shown, "\r\033[Kreading: step 2 of 3, 40 rows\r\033[K");
}

static void test_progress__nothing_is_said_within_the_first_second(void **state)
{
    (void)state;
    terminal t;
    cli_context context = {0};
    watched();
    begin(&t);
    read_on(&context, -LONG_AGO_MS);
    end(&t);
    assert_string_equal(t.shown, "");
}

static void test_progress__nothing_is_said_in_ci_to_a_dumb_terminal_or_if_quiet(void **state)
{
    (void)state;
    static const struct {
        const char *ci, *term;
        bool quiet;
    } cases[] = {{"true", "xterm", false}, {"", "dumb", false}, {"", "xterm", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        terminal t;
        cli_context context = {.options = {.quiet = cases[i].quiet}};
        setenv("CI", cases[i].ci, 1);
        setenv("TERM", cases[i].term, 1);
        begin(&t);
        read_on(&context, LONG_AGO_MS);
        end(&t);
        assert_string_equal(t.shown, "");
    }
}

static void test_progress__nothing_is_said_to_a_file(void **state)
{
    (void)state;
    char shown[100];
    int ends[2], before = dup(STDERR_FILENO);
    cli_context context = {0};
    watched();
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    read_on(&context, LONG_AGO_MS);
    dup2(before, STDERR_FILENO);
    close(before);
    assert_int_equal(read(ends[0], shown, sizeof shown), 0);
    close(ends[0]);
}

static void test_progress__a_name_that_steers_is_spelled_out(void **state)
{
    (void)state;
    terminal t;
    cli_context context = {0};
    watched();
    begin(&t);
    cli_progress progress = cli_progress_start(&context, "learning");
    progress.started_ms -= LONG_AGO_MS;
    cli_progress_step(&progress, 0, 7, "\033]0;x");
    cli_progress_end(&progress);
    end(&t);
    assert_string_equal(t.shown, "\r\033[Klearning 1 of 7: \\x1b]0;x\r\033[K");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress__a_long_reading_says_how_far_it_is_and_leaves_nothing),
        cmocka_unit_test(test_progress__nothing_is_said_within_the_first_second),
        cmocka_unit_test(test_progress__nothing_is_said_in_ci_to_a_dumb_terminal_or_if_quiet),
        cmocka_unit_test(test_progress__nothing_is_said_to_a_file),
        cmocka_unit_test(test_progress__a_name_that_steers_is_spelled_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

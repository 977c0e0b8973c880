/* SPDX-License-Identifier: MIT */
/* One line on a terminal that says how far a long run is; nothing where nobody looks (CI). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "report/escape.h"

enum { QUIET_MS = 1000, EACH_MS = 100, SHOWN = 40 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Some CI systems give their jobs a terminal, and keep what is written to it. */
static bool is_watched(void)
{
    const char *ci = getenv("CI"), *term = getenv("TERM");
    bool in_ci = ci != NULL && ci[0] != '\0' && strcmp(ci, "false") != 0 && strcmp(ci, "0") != 0;
    return isatty(STDERR_FILENO) == 1 && !in_ci && (term == NULL || strcmp(term, "dumb") != 0);
}

cli_progress cli_progress_start(const cli_context *context, const char *what)
{
    return (cli_progress){
        .what = what, .visible = !context->options.quiet && is_watched(), .started_ms = now_ms()};
}

/* True if it is time for another line. */
static bool is_due(cli_progress *progress, int64_t now)
{
    if (!progress->visible || now - progress->started_ms < QUIET_MS ||
        (progress->shown && now - progress->shown_ms < EACH_MS))
        return false;
    progress->shown = true;
    progress->shown_ms = now;
    return true;
}

void cli_progress_step(cli_progress *progress, size_t index, size_t count, const char *name)
{
    int64_t now = now_ms(), elapsed = now - progress->started_ms;
    if (!is_due(progress, now))
        return;
    assay_buffer shown = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_printable(&shown, name, false);
    long left = index == 0 ? 0 : (long)(elapsed / (int64_t)index * (int64_t)(count - index) / 1000);
    fprintf(stderr, "\r\033[K%s %zu of %zu: %.*s", progress->what, index + 1, count, (int)SHOWN,
            assay_buffer_text(&shown));
    if (index > 0)
        fprintf(stderr, ", about %ld s left", left);
    fflush(stderr);
    assay_buffer_release(&shown);
}

void cli_progress_read(void *context, size_t done, size_t steps, size_t rows)
{
    cli_progress *progress = context;
    if (!is_due(progress, now_ms()))
        return;
    /* Steps differ too much in length to guess by them how long it takes. */
    fprintf(stderr, "\r\033[K%s: step %zu of %zu, %zu rows", progress->what, done + 1, steps, rows);
    fflush(stderr);
}

void cli_progress_end(cli_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}

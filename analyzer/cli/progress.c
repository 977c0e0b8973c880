/* SPDX-License-Identifier: MIT */
/* One line on a terminal that says how far a long run is; nothing where nobody looks (CI). */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "report/escape.h"

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

cli_progress cli_progress_start(const char *what)
{
    return (cli_progress){
        .what = what, .visible = isatty(STDERR_FILENO) == 1, .started_ms = now_ms()};
}

void cli_progress_step(cli_progress *progress, size_t index, size_t count, const char *name)
{
    enum { QUIET_MS = 1000, SHOWN = 40 };
    int64_t elapsed = now_ms() - progress->started_ms;
    if (!progress->visible || elapsed < QUIET_MS)
        return;
    assay_buffer shown = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_printable(&shown, name, false);
    long left = index == 0 ? 0 : (long)(elapsed / (int64_t)index * (int64_t)(count - index) / 1000);
    fprintf(stderr, "\r\033[K%s %zu of %zu: %.*s", progress->what, index + 1, count, (int)SHOWN,
            assay_buffer_text(&shown));
    if (index > 0)
        fprintf(stderr, ", about %ld s left", left);
    fflush(stderr);
    progress->shown = true;
    assay_buffer_release(&shown);
}

void cli_progress_end(cli_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}

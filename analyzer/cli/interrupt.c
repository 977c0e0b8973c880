/* SPDX-License-Identifier: MIT */
/* The first interrupt (SIGINT) asks the work at hand to end, a later one ends the program. */
#include <signal.h>
#include <time.h>

#include "cli/cli.h"

/* Two interrupts within this time are one: timeout(1) sends it to the program and to its group. */
#define SAME_INTERRUPT_SECONDS 1

static volatile sig_atomic_t interrupted;
static volatile time_t first_at;

static void on_interrupt(int signal_number)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!interrupted) {
        first_at = now.tv_sec;
        interrupted = 1;
    } else if (now.tv_sec - first_at > SAME_INTERRUPT_SECONDS) {
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
}

void cli_interrupt_catch(struct sigaction *before)
{
    struct sigaction act = {.sa_handler = on_interrupt};
    sigemptyset(&act.sa_mask);
    sigaction(SIGINT, &act, before);
}

void cli_interrupt_release(const struct sigaction *before)
{
    if (!interrupted)
        sigaction(SIGINT, before, NULL);
}

const volatile sig_atomic_t *cli_interrupted(void)
{
    return &interrupted;
}

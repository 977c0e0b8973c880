/* SPDX-License-Identifier: MIT */
/*
 * Two TARGETs. Where both are PostgreSQL databases the second is read on a thread of its own while
 * the first is, for a reading mostly waits for its server. It begins when the first is connected,
 * since a role may have one connection only; where it fails, it is read again in its turn, unless
 * its time is over.
 */
#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "cli/cli.h"

enum { TICK_NS = 50 * 1000 * 1000 }; /* how late an interrupt is passed on */

typedef struct read_ahead {
    cli_context *context;
    assay_target target;
    assay_read_options options;
    volatile sig_atomic_t stopped;
    pthread_t thread;
    bool tried, started;
    assay_status status;
    assay_snapshot *snapshot;
    assay_error err;
} read_ahead;

static void *read_in_thread(void *argument)
{
    read_ahead *ahead = argument;
    ahead->status = cli_read_target(&ahead->snapshot, ahead->context, &ahead->target,
                                    &ahead->options, &ahead->err);
    return NULL;
}

static bool is_postgres(assay_target *target, const cli_context *context, const char *text)
{
    assay_error ignored = ASSAY_ERROR_INIT;
    return text != NULL && assay_target_parse(target, context->arena, text, &ignored) == ASSAY_OK &&
           target->kind == ASSAY_TARGET_POSTGRES;
}

/* The first report of the first reading: it is connected. */
static void start(void *pointer, size_t done, size_t steps, size_t rows)
{
    read_ahead *ahead = pointer;
    (void)done;
    (void)steps;
    (void)rows;
    if (ahead->tried)
        return;
    ahead->tried = true;
    ahead->started = pthread_create(&ahead->thread, NULL, read_in_thread, ahead) == 0;
}

static void await(read_ahead *ahead, bool wanted)
{
    struct timespec until;
    do {
        if (!wanted || *cli_interrupted())
            ahead->stopped = 1;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += TICK_NS;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
    } while (pthread_timedjoin_np(ahead->thread, NULL, &until) != 0);
}

/* Loads both, the second from what the thread has read. */
static assay_status load_ahead(assay_snapshot **a, assay_snapshot **b, read_ahead *ahead)
{
    cli_context *context = ahead->context;
    const assay_read_progress watcher = {start, ahead};
    context->watcher = &watcher;
    assay_status status = cli_load_target(a, context, cli_argument(context, 0));
    context->watcher = NULL;
    if (ahead->started)
        await(ahead, status == ASSAY_OK);
    context->read_ahead = ahead->snapshot;
    if (status == ASSAY_OK && ahead->status == ASSAY_TIMEOUT && ahead->stopped == 0) {
        *context->err = ahead->err;
        status = ASSAY_TIMEOUT;
    }
    if (status == ASSAY_OK)
        status = cli_load_target(b, context, cli_argument(context, 1));
    assay_snapshot_free(context->read_ahead);
    context->read_ahead = NULL;
    return status;
}

static assay_status load_in_turn(assay_snapshot **a, assay_snapshot **b, cli_context *context)
{
    assay_status status = cli_load_target(a, context, cli_argument(context, 0));
    return status == ASSAY_OK ? cli_load_target(b, context, cli_argument(context, 1)) : status;
}

assay_status cli_load_pair(assay_snapshot **a, assay_snapshot **b, cli_context *context)
{
    assay_target first;
    read_ahead ahead = {.context = context, .err = ASSAY_ERROR_INIT};
    *a = NULL;
    *b = NULL;
    if (!is_postgres(&first, context, cli_argument(context, 0)) ||
        !is_postgres(&ahead.target, context, cli_argument(context, 1)))
        return load_in_turn(a, b, context);
    struct sigaction old;
    cli_read_options(&ahead.options, context);
    ahead.options.interrupted = &ahead.stopped;
    cli_interrupt_catch(&old);
    assay_status status = load_ahead(a, b, &ahead);
    cli_interrupt_release(&old);
    return status;
}

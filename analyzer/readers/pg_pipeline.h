/* SPDX-License-Identifier: MIT */
/*
 * Statements sent ahead to a PostgreSQL server and their results, row by row. Nothing here blocks
 * beyond the deadline, and an interruption cancels on the server what runs there.
 */
#ifndef ASSAY_READERS_PG_PIPELINE_H
#define ASSAY_READERS_PG_PIPELINE_H

#include <libpq-fe.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "readers/reader.h"

/* Called for each row; the result holds this one row. Not ASSAY_OK ends the run. */
typedef assay_status assay_pg_on_row(void *context, const PGresult *row, assay_error *err);

/* One statement. The caller owns it and keeps it until the run that answers it. */
typedef struct assay_pg_statement {
    assay_pg_on_row *on_row; /* NULL: rows are dropped */
    void *context;
    bool optional; /* its failure is noted here; otherwise it ends the run */
    bool failed;
    char sqlstate[6];
    char message[256];
} assay_pg_statement;

typedef struct assay_pg {
    PGconn *conn;
    int64_t deadline; /* milliseconds of the monotonic clock; 0: none */
    const volatile sig_atomic_t *interrupted;
    const assay_read_progress *progress; /* or NULL */
    size_t n_answered, n_rows;           /* of what is being run */
    const char *target;                  /* for errors; without any secret */
    assay_arena *arena;                  /* of the connection */
    assay_pg_statement **waiting;        /* sent, not answered; NULL marks a synchronisation */
    size_t n_waiting;
    size_t waiting_capacity;
    /* Where the same is asked again and again: text -> name of what is prepared; else NULL. */
    assay_map *prepared;
    assay_pg_statement preparing;
} assay_pg;

/* Milliseconds of the monotonic clock. Deadlines are the only use of a clock below cli. */
int64_t assay_pg_clock(void);
/* Waits until the socket is readable (or also writable). ASSAY_TIMEOUT past the deadline or when
 * interrupted. */
assay_status assay_pg_wait(assay_pg *pg, bool readable, bool writable, assay_error *err);

/* Lets time pass, but not past the deadline. */
assay_status assay_pg_pause(assay_pg *pg, int milliseconds, assay_error *err);

/* Queues a statement with text parameters; prepares it first where that is wanted. */
assay_status assay_pg_send(assay_pg *pg, assay_pg_statement *statement, const char *sql,
                           int n_params, const char *const *params, assay_error *err);
/* Ends a group: what fails within it does not keep the next group from running. */
assay_status assay_pg_sync(assay_pg *pg, assay_error *err);
/* Synchronises, and reads all results that are due. */
assay_status assay_pg_run(assay_pg *pg, assay_error *err);

/* Fills err for a failure the server reported. */
assay_status assay_pg_fail(const assay_pg *pg, const char *sqlstate, const char *message,
                           assay_error *err);

#endif

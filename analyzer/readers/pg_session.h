/* SPDX-License-Identifier: MIT */
/* Connecting to a PostgreSQL server, and pinning what its answers depend on. */
#ifndef ASSAY_READERS_PG_SESSION_H
#define ASSAY_READERS_PG_SESSION_H

#include "readers/pg_pipeline.h"
#include "readers/reader.h"

/* Connects within the deadline. On failure pg holds nothing to close. The strings of pg live in
 * its arena. */
assay_status assay_pg_open(assay_pg *pg, assay_arena *arena, const char *conninfo,
                           const assay_read_options *options, assay_error *err);
void assay_pg_close(assay_pg *pg);

/* Appends an element to the text of an array, which the caller closes with '}'. */
void assay_pg_add_element(assay_buffer *array, const char *text);

/* Which plans are any good for what a reader asks. */
typedef enum assay_pg_plans {
    ASSAY_PG_ANY_PLAN,
    ASSAY_PG_WITHOUT_LOOPS, /* nested loops over views of views never end */
    ASSAY_PG_BY_INDEX /* little is asked of catalogs that may have grown since it was planned */
} assay_pg_plans;

/* Sends what pins the session for the transaction that has just begun. */
assay_status assay_pg_pin(assay_pg *pg, assay_pg_statement *statement,
                          const assay_read_options *options, assay_pg_plans plans,
                          assay_error *err);

/* Appends "postgresql://user@host:port/database", parts percent-encoded, without a password. */
void assay_pg_target(assay_buffer *out, const char *user, const char *host, const char *port,
                     const char *database);
/* Appends one line of libpq's message about a failed connection: the last attempt's reason, without
 * `secret` wherever it occurs (NULL: there is none). */
void assay_pg_reason(assay_buffer *out, const char *message, const char *secret);
/* What to do about such a reason. */
const char *assay_pg_remedy(const char *reason);

#endif

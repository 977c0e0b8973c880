/* SPDX-License-Identifier: MIT */
/*
 * One connection for many readings of a PostgreSQL database that nobody else changes meanwhile but
 * between them: what each reading asks is parsed and planned by the server only once.
 */
#ifndef ASSAY_READERS_PG_READER_H
#define ASSAY_READERS_PG_READER_H

#include "readers/pg_pipeline.h"
#include "readers/reader.h"

typedef struct assay_pg_reader assay_pg_reader;

/* The options must outlive the reader. */
assay_status assay_pg_reader_open(assay_pg_reader **out, const char *conninfo,
                                  const assay_read_options *options, assay_error *err);
/* NULL is allowed. */
void assay_pg_reader_close(assay_pg_reader *reader);

/* As assay_reader_postgres. After a failure the reader is only good for being closed. */
assay_status assay_pg_reader_read(assay_snapshot **out, assay_pg_reader *reader, assay_error *err);
/* A query of the caller's own, outside of any transaction. */
assay_status assay_pg_reader_query(assay_pg_reader *reader, const char *sql,
                                   assay_pg_on_row *on_row, void *context, assay_error *err);
/* True if a new connection would do better: plans that were made for a much smaller catalog, or a
 * statement that could not be prepared. */
bool assay_pg_reader_is_stale(const assay_pg_reader *reader);

#endif

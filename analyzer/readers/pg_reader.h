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

/* What is read of a database (pg_marks.h says of which there is need). */
typedef struct assay_pg_scope {
    bool whole;       /* all of it; the rest says nothing then */
    const char *oids; /* "{1,2}": these relations, and what is in them; NULL: none */
    uint64_t kinds;   /* bits of kinds of which every object is read */
    uint64_t inside;  /* bits of kinds which are read in those relations */
    uint64_t asked;   /* of these, the ones of which there is any */
    assay_map
        *relations; /* "schema\x1fname": where those relations are, or were if they are gone */
} assay_pg_scope;

/* The options must outlive the reader. */
assay_status assay_pg_reader_open(assay_pg_reader **out, const char *conninfo,
                                  const assay_read_options *options, assay_error *err);
/* NULL is allowed. */
void assay_pg_reader_close(assay_pg_reader *reader);

/* As assay_reader_postgres, of the scope; NULL: all. What is read of a part has no ledger but for
 * the version tables in it. After a failure the reader is only good for being closed. */
assay_status assay_pg_reader_read(assay_snapshot **out, assay_pg_reader *reader,
                                  const assay_pg_scope *scope, assay_error *err);
/* A query of the caller's own, outside of any transaction. */
assay_status assay_pg_reader_query(assay_pg_reader *reader, const char *sql, int n_params,
                                   const char *const *params, assay_pg_on_row *on_row,
                                   void *context, assay_error *err);
/* The same of one that is asked in the next reading, of the same state. param: or NULL. All of it
 * is the caller's until then. */
assay_status assay_pg_reader_ask(assay_pg_reader *reader, assay_pg_statement *statement,
                                 const char *sql, const char *param, assay_error *err);
/* The query with what stands in it as the comment "only x.oid" being a condition: x is one of the
 * relations in $1. NULL if no such comment is there, or memory is gone. */
const char *assay_pg_reader_only(assay_pg_reader *reader, const char *sql);
/* True if a new connection would do better: plans that were made for a much smaller catalog, or a
 * statement that could not be prepared. */
bool assay_pg_reader_is_stale(const assay_pg_reader *reader);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * One attempt at reading a PostgreSQL catalog: what its parts (rows, deparsing, version tables)
 * share. An attempt whose catalog changed meanwhile is dropped whole and made again.
 */
#ifndef ASSAY_READERS_PG_READING_H
#define ASSAY_READERS_PG_READING_H

#include "readers/pg_reader.h"
#include "readers/queries.h"

/* An object that waits for a deparsed text, by the oid that its query is asked with. */
typedef struct assay_pg_pending {
    const char *oid;
    assay_object *object;
    bool done;
} assay_pg_pending;

typedef struct assay_pg_pendings {
    assay_pg_pending **items;
    size_t n;
    size_t capacity;
    assay_map *by_oid;
} assay_pg_pendings;

typedef struct assay_pg_segment assay_pg_segment;
typedef struct assay_pg_version_read assay_pg_version_read;

typedef struct assay_pg_reading {
    assay_pg *pg;
    assay_arena *scratch; /* of the attempt */
    assay_snapshot *snapshot;
    const assay_read_options *options;
    assay_pg_reader *reader;      /* NULL: the connection is for one reading */
    const assay_pg_scope *scope;  /* NULL: all is read */
    assay_pg_statement plain;     /* for statements whose rows nobody wants */
    size_t left_out[ASSAY_KINDS]; /* by the filters */
    assay_pg_pendings pending[ASSAY_KINDS];
    assay_pg_segment *segments; /* of deparsing, a list */
    assay_pg_version_read *versions;
    size_t n_versions;
    bool without_savepoint; /* the server has none: each segment is a transaction of its own */
    const char *changed;    /* rows that another session touched meanwhile, or NULL */
} assay_pg_reading;

enum {
    ASSAY_PG_MAX_COLUMNS = 40,
    ASSAY_PG_LOCK_TICK_MS = 100 /* how long a segment waits for a lock by itself */
};

/* Rows of a query become objects, or attributes of objects that wait. Columns are mapped by name:
 * schema, relation, name, deparse (an oid), within (a schema); every other one is an attribute of
 * the kind. */
typedef struct assay_pg_rows {
    assay_pg_reading *reading;
    assay_kind kind;
    bool mapped;
    int schema, relation, name, deparse, within; /* columns, or -1 */
    int n_columns;
    int attributes[ASSAY_PG_MAX_COLUMNS]; /* of each column, or -1 */
} assay_pg_rows;

/* Callbacks for assay_pg_statement; the context is an assay_pg_rows. */
assay_status assay_pg_structure_row(void *context, const PGresult *row, assay_error *err);
assay_status assay_pg_deparse_row(void *context, const PGresult *row, assay_error *err);

/* Sends an embedded query of sql/postgres. */
assay_status assay_pg_send_file(assay_pg_reading *reading, assay_pg_statement *statement,
                                const char *file, int n_params, const char *const *params,
                                assay_error *err);
/* Sends a statement as a segment of its own: after a synchronisation, so that its failure is its
 * own, and followed by a return to the savepoint, which releases its locks. */
assay_status assay_pg_send_segment(assay_pg_reading *reading, assay_pg_statement *statement,
                                   const char *sql, int n_params, const char *const *params,
                                   assay_error *err);

/* Sends all deparsing ahead; its answers come with the next run. */
assay_status assay_pg_deparse_send(assay_pg_reading *reading, assay_error *err);
/* After that run: repeats what failed, without what others have locked, and marks what then remains
 * as unknown. *repeated: something was asked again. */
assay_status assay_pg_deparse_finish(assay_pg_reading *reading, bool *repeated, assay_error *err);

/* Takes the version tables out of the catalog and sends the reading of their rows. */
assay_status assay_pg_versions_send(assay_pg_reading *reading, assay_error *err);
/* After that run: says which could not be read. */
assay_status assay_pg_versions_finish(assay_pg_reading *reading, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Readers: target -> snapshot. One file for each reader; they know nothing of profiles, of the
 * cache's layout or of reports. What the caller knows of version tables comes in as data.
 */
#ifndef ASSAY_READER_H
#define ASSAY_READER_H

#include <signal.h>

#include "catalog/snapshot.h"
#include "readers/version_shape.h"

/* Called while a catalog is read, also while the server keeps it waiting: how many of the steps
 * that are asked for are done, and how many rows have come. */
typedef struct assay_read_progress {
    void (*report)(void *context, size_t done, size_t steps, size_t rows);
    void *context;
} assay_read_progress;

/* progress may be NULL. */
void assay_read_report(const assay_read_progress *progress, size_t done, size_t steps, size_t rows);

typedef struct assay_read_options {
    int timeout_seconds;        /* for the whole run; 0: none */
    int lock_timeout_ms;        /* how long a query may wait for a lock */
    int64_t now;                /* seconds since 1970, for taken_at */
    const char *const *include; /* schema.relation patterns (* and ?), NULL-terminated, or NULL */
    const char *const *exclude;
    const assay_version_shape *shapes;
    size_t n_shapes;
    /* A version table whatever its name, if its columns are a tool's; the schema may be NULL (any).
     */
    const char *version_schema, *version_table;
    bool keep_raw; /* keep the texts as they were read, to explain canonical forms by */
    const volatile sig_atomic_t *interrupted; /* becomes non-zero on SIGINT; may be NULL */
    const assay_read_progress *progress;      /* or NULL */
} assay_read_options;

/* conninfo: anything libpq's PQconnectdb takes. The error names host, port, database and role,
 * never the password. *out is sealed; NULL on failure. */
assay_status assay_reader_postgres(assay_snapshot **out, const char *conninfo,
                                   const assay_read_options *options, assay_error *err);

/* The target of the snapshot that would be read, without connecting: as libpq understands the
 * conninfo, its defaults and environment included. In the arena. */
assay_status assay_postgres_name(const char **out, assay_arena *arena, const char *conninfo,
                                 assay_error *err);

/* As assay_reader_postgres, by standard SQL only, for servers that lack PostgreSQL's catalogs. What
 * those views do not tell is unknown, and kinds they do not tell of are unread. */
assay_status assay_reader_information_schema(assay_snapshot **out, const char *conninfo,
                                             const assay_read_options *options, assay_error *err);

/* path: a SQLite file, treated as hostile (CANON 8). */
assay_status assay_reader_sqlite(assay_snapshot **out, const char *path,
                                 const assay_read_options *options, assay_error *err);

/* The same of a database that is open, in the transaction that it is in; path is for messages. */
struct sqlite3;
assay_status assay_reader_sqlite_within(assay_snapshot **out, struct sqlite3 *db, const char *path,
                                        const assay_read_options *options, assay_error *err);

/* True if that table was named as a version table. SQLite does not tell the case of names. */
bool assay_read_options_named(const assay_read_options *options, const char *schema,
                              const char *relation);

/* True if the filters keep schema.relation. Shared by readers. */
bool assay_read_options_keep(const assay_read_options *options, const char *schema,
                             const char *relation);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A SQLite file opened as what it may be: somebody's attack, somebody's live database, or both.
 * Nothing is written to or beside it but the -shm that SQLite needs to read a WAL file; nothing in
 * its schema is run; every wait has an end. Between open and close one read transaction is open.
 */
#ifndef ASSAY_READERS_SQLITE_OPEN_H
#define ASSAY_READERS_SQLITE_OPEN_H

#include <sqlite3.h>

#include "readers/reader.h"

typedef struct assay_sqlite_file {
    sqlite3 *db;
    const char *path;      /* as it was given, for messages */
    const char *real;      /* absolute, without links */
    const char *copy;      /* directory of a private copy that close removes, or NULL */
    bool borrowed;         /* the database is someone else's, who opened it and closes it */
    const char *malformed; /* what SQLite says of a schema of which it could use a part only */
    const assay_read_options *options;
    int64_t deadline; /* milliseconds of the monotonic clock; 0: none */
    int64_t busy_since;
} assay_sqlite_file;

/* ASSAY_INVALID: not a SQLite database, or damaged. ASSAY_TIMEOUT: locked for longer than
 * lock_timeout_ms. The arena must outlive the file. On failure nothing stays open. */
assay_status assay_sqlite_open(assay_sqlite_file *file, assay_arena *arena, const char *path,
                               const assay_read_options *options, assay_error *err);
void assay_sqlite_close(assay_sqlite_file *file);

/* Runs the first statement that needs the schema, on a connection with
 * SQLITE_DBCONFIG_TRUSTED_SCHEMA off and no functions but SQLite's own. SQLite 3.38 to 3.40 count
 * their JSON functions among the unsafe ones, and would find a whole schema malformed for an index
 * or a generated column on a JSON path: such a schema is trusted, which lets in nothing but
 * functions that come with SQLite. */
int assay_sqlite_load_schema(sqlite3 *db, const char *sql);

/* Turns a result code of SQLite into an error about this file. */
assay_status assay_sqlite_fail(const assay_sqlite_file *file, int code, assay_error *err);
/* ASSAY_TIMEOUT once the run was interrupted or its deadline has passed. */
assay_status assay_sqlite_check_time(const assay_sqlite_file *file, assay_error *err);

/* sqlite_copy.c: whether a file stands beside the database, and is not empty. */
bool assay_sqlite_has_sibling(const assay_sqlite_file *file, const char *suffix, bool or_empty);
/* Copies the database with its -wal and -journal into a directory of its own (file->copy), where
 * SQLite may recover it; *out is the copy's path. ASSAY_CONFLICT if it keeps changing meanwhile. */
assay_status assay_sqlite_copy(const char **out, assay_sqlite_file *file, assay_arena *arena,
                               assay_error *err);
void assay_sqlite_remove_copy(assay_sqlite_file *file);

#endif

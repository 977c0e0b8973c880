/* SPDX-License-Identifier: MIT */
/*
 * Scratch databases: where migrations are replayed. On a server that is given, on a private cluster
 * made from the PostgreSQL programs found here ("auto"), or SQLite files ("sqlite"). All of them
 * are Assay's own, and are gone when the run ends, however it ends (janitor.h).
 */
#ifndef ASSAY_LEARN_SCRATCH_H
#define ASSAY_LEARN_SCRATCH_H

#include "base/arena.h"
#include "kinds/kinds.h"
#include "learn/janitor.h"

typedef struct assay_scratch assay_scratch;

/* One database. Lives as long as its scratch, unless it is dropped. */
typedef struct assay_scratch_database {
    const char *name;     /* "" for SQLite */
    const char *conninfo; /* for libpq; NULL for SQLite. May hold a password */
    const char *path;     /* the SQLite file, or NULL */
    const char *url;      /* as migration tools take it: DATABASE_URL. May hold a password */
} assay_scratch_database;

typedef struct assay_scratch_options {
    const char *where;     /* "auto", "sqlite", or conninfo */
    const char *conninfo;  /* of a given server, or NULL */
    const char *path;      /* where programs are looked for, as PATH has it, or NULL */
    const char *bindir;    /* of the PostgreSQL programs for "auto", or NULL: they are looked for */
    const char *temporary; /* the folder for private folders */
} assay_scratch_options;

/* *out is NULL on failure. ASSAY_CONNECT, ASSAY_DENIED (the role may not create databases),
 * ASSAY_UNSUPPORTED (no PostgreSQL programs here). */
assay_status assay_scratch_open(assay_scratch **out, const assay_scratch_options *options,
                                assay_error *err);
/* Drops all there is. NULL is allowed. */
void assay_scratch_close(assay_scratch *scratch);
/* A private folder for whatever a tool is handed in a file. */
const char *assay_scratch_folder(const assay_scratch *scratch);
assay_dialect assay_scratch_dialect(const assay_scratch *scratch);
/* Who also ends what tools leave running when the program is killed. */
const assay_janitor *assay_scratch_janitor(const assay_scratch *scratch);

/* A new, empty database, or a copy of another, to which nobody may be connected. */
assay_status assay_scratch_create(assay_scratch_database **out, assay_scratch *scratch,
                                  const assay_scratch_database *original, assay_error *err);
void assay_scratch_drop(assay_scratch *scratch, assay_scratch_database *database);
/* What appeared on a given server beside the scratch databases since it was opened, and stays:
 * roles, tablespaces, databases ("role a, database b"). NULL: nothing, or none of Assay's business.
 */
const char *assay_scratch_left_behind(const assay_scratch *scratch, assay_arena *arena);
/* The pairs NAME, VALUE that a command is given: DATABASE_URL and libpq's variables; NULL-ended. */
const char *const *assay_scratch_environment(assay_scratch *scratch,
                                             const assay_scratch_database *database,
                                             assay_error *err);

#endif

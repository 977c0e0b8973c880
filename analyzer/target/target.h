/* SPDX-License-Identifier: MIT */
/*
 * Targets: what the command line names as TARGET, taken apart. Nothing is opened here beyond asking
 * whether a file exists; the environment comes in as a function.
 */
#ifndef ASSAY_TARGET_H
#define ASSAY_TARGET_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"

typedef enum assay_target_kind {
    ASSAY_TARGET_POSTGRES,
    ASSAY_TARGET_SQLITE,
    ASSAY_TARGET_SNAPSHOT,
    ASSAY_TARGET_REVISION
} assay_target_kind;

typedef struct assay_target {
    assay_target_kind kind;
    const char *shown;      /* for messages and reports: no secret in it */
    const char *source;     /* where it was found ("DATABASE_URL"), or NULL if it was given */
    const char *conninfo;   /* POSTGRES: for libpq; may hold a password */
    const char *path;       /* SQLITE: the file */
    int64_t snapshot;       /* SNAPSHOT: its id; 0: the latest */
    const char *project;    /* REVISION: or NULL */
    const char **revisions; /* REVISION: at least one */
    size_t n_revisions;
    const char **notes; /* what the user should know, one line each */
    size_t n_notes;
} assay_target;

typedef const char *(*assay_target_getenv)(const char *name);

/* Parses a TARGET; all strings are in the arena. ASSAY_USAGE for what is none and names no file. */
assay_status assay_target_parse(assay_target *out, assay_arena *arena, const char *text,
                                assay_error *err);
/* Finds the TARGET that was not given: DATABASE_URL, an alembic.ini in the directory, POSTGRES_HOST
 * and its companions, libpq's own environment. ASSAY_USAGE if there is none. */
assay_status assay_target_find(assay_target *out, assay_arena *arena, assay_target_getenv env,
                               const char *directory, assay_error *err);

/* Appends KEY='VALUE' to a conninfo string, separated by a blank from what is there. */
void assay_conninfo_add(assay_buffer *conninfo, const char *key, const char *value);

/* Appends a URL, conninfo string or anything else a user may have meant as one, without what could
 * be a secret: only parts known to be harmless are copied. Control characters become '?'. */
void assay_target_redact(assay_buffer *out, const char *text);

/* The values of [DEFAULT] and one section of an alembic.ini; lives in the arena. `here` stands for
 * %(here)s. Cuts the text up in place. */
typedef struct assay_alembic_ini assay_alembic_ini;
assay_status assay_alembic_ini_read(assay_alembic_ini **out, assay_arena *arena, char *text,
                                    const char *section, const char *here, assay_error *err);
/* Interpolated; *out is NULL if there is none. */
assay_status assay_alembic_ini_value(const char **out, const assay_alembic_ini *file,
                                     const char *key, assay_error *err);
/* The value of sqlalchemy.url in the text of an alembic.ini, interpolated; *out is NULL if there is
 * none. `here` stands for %(here)s. Cuts the text up in place. */
assay_status assay_alembic_ini_url(const char **out, assay_arena *arena, char *text,
                                   const char *here, assay_error *err);

#endif

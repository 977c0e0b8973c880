/* SPDX-License-Identifier: MIT */
/* Where migrations come from: one function for each source, all with migrations that are not in
 * order yet. *out is NULL on failure. */
#ifndef ASSAY_LEARN_SOURCES_H
#define ASSAY_LEARN_SOURCES_H

#include "learn/migrations.h"

/* A list of revisions, one a line: ID [TAB parent,parent...]; without a second column the line
 * above is the parent, with an empty one it is a root. Empty lines and lines that begin with # are
 * skipped. `run` is the command that brings a database from the parents to {revision}. */
assay_status assay_migrations_list(assay_migrations **out, const char *file, const char *run,
                                   assay_error *err);

/* One script with markers: "-- Running upgrade A, B -> C" as Alembic prints it (anything before the
 * first is part of nothing), or "-- revision: ID" with an optional "(parent, parent)"; a file
 * without any is one revision, named by the file. */
assay_status assay_migrations_script(assay_migrations **out, const char *file, assay_error *err);

/* A folder of SQL. layout: a name of layout.c, or "auto": the origin then says which it is and why.
 */
assay_status assay_migrations_sql(assay_migrations **out, const char *directory, const char *layout,
                                  assay_error *err);

/* The ids that a tool derives from its folder of migrations, each with its file, also where these
 * are programs. Refused for tools whose ids do not follow from a folder. */
assay_status assay_migrations_named(assay_migrations **out, const char *directory, const char *tool,
                                    assay_error *err);

typedef struct assay_alembic_options {
    const char *config;       /* alembic.ini */
    const char *section;      /* of it; "alembic" */
    const char *const *extra; /* -x arguments for env.py, NULL-ended, or NULL */
    const char *run;          /* the command, or NULL: alembic itself */
} assay_alembic_options;

/* The version files of an Alembic project, read without Python. */
assay_status assay_migrations_alembic(assay_migrations **out, const assay_alembic_options *options,
                                      assay_error *err);

#endif

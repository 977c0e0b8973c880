/* SPDX-License-Identifier: MIT */
/*
 * The migrations of a project, as a migration tool lays them out: what there is to learn from.
 * Sources (alembic.c, layouts.c, script.c, command_list.c) fill them in; migrations.c brings them
 * into order and names what is wrong with them; replay.c runs them.
 */
#ifndef ASSAY_LEARN_MIGRATIONS_H
#define ASSAY_LEARN_MIGRATIONS_H

#include "base/bitset.h"
#include "history/history.h"

/* SQL to run: a file's text, or a part of it. */
typedef struct assay_script {
    const char *file; /* for messages; "" if it comes from none */
    int line;         /* where the text begins in the file, from 1 */
    const char *text; /* ends with a zero byte; holds none */
    bool transaction; /* all of it in one transaction, as the tool would; else each statement alone
                       */
} assay_script;

/* How a revision's migration names another one. */
typedef struct assay_migration_parent {
    const char *id;
    int line;
    bool depends;  /* depends on it, rather than revises it */
    size_t target; /* index of the migration in assay_migrations, once in order */
} assay_migration_parent;

typedef struct assay_migration {
    const char *id;
    const char *label;
    const char *file; /* where it was found, or "" */
    int line;
    assay_migration_parent *parents;
    size_t n_parents;
    assay_script *scripts; /* none if a command runs it */
    size_t n_scripts;
    const char *digest; /* of the file, for what a command runs; NULL: none is known */
    const char *broken; /* why it cannot be learned, or NULL */
    bool empty;         /* once replayed: it changed nothing */
    const char *same;   /* the first revision whose schema is the same as its own, or NULL */
} assay_migration;

typedef struct assay_migrations {
    assay_arena *arena;  /* owns everything below */
    const char *tool;    /* "alembic"; "" if it is none that Assay knows */
    const char *origin;  /* the folder or file they were found in */
    const char *command; /* for /bin/sh: runs {revision} on the database {url}; NULL: scripts */
    const char *config;  /* the text of a file that the command names as {config}; NULL: there is
                          * none */
    size_t config_url;   /* where in it the database's URL goes in */
    const char *driver;  /* what the URL's scheme says beside postgresql: "+psycopg"; or "" */
    assay_migration *items;
    size_t n_items;
    size_t capacity;
    assay_finding *findings; /* what is odd about them; the rest is usable all the same */
    size_t n_findings;
    size_t findings_capacity;
    assay_bitset *ancestors; /* once in order: [i] holds i itself and all it builds on */
} assay_migrations;

/* NULL if memory is gone. */
assay_migrations *assay_migrations_new(void);
void assay_migrations_free(assay_migrations *migrations);

/* Adds a migration with nothing but an id, a file and a line; texts are copied. The pointer is good
 * until the next is added. NULL if memory is gone or there are more than ASSAY_MAX_REVISIONS. */
assay_migration *assay_migrations_add(assay_migrations *migrations, const char *id,
                                      const char *file, int line, assay_error *err);
assay_status assay_migration_add_parent(assay_migrations *migrations, assay_migration *migration,
                                        const char *id, bool depends, int line, assay_error *err);
/* The text is borrowed: it must live in the arena. */
assay_status assay_migration_add_script(assay_migrations *migrations, assay_migration *migration,
                                        const assay_script *script, assay_error *err);
/* A finding; revision may be "". The text is formatted. */
assay_status assay_migrations_find(assay_migrations *migrations, assay_finding_level level,
                                   const char *revision, const char *file, int line,
                                   assay_error *err, const char *format, ...) ASSAY_PRINTF(7, 8);

/* Sorts parents before children (by depth, then in the order they were added), resolves parents and
 * computes ancestors. What cannot be used is marked as broken and named in a finding: dangling
 * parents, cycles, a second migration of one id; what builds on it is broken too. Findings also for
 * several roots and heads, and for ids that the tool's table does not hold. */
assay_status assay_migrations_order(assay_migrations *migrations, assay_error *err);
/* How many are not broken. */
size_t assay_migrations_usable(const assay_migrations *migrations);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * How migration tools lay out folders of SQL. Most of them have one file for each migration and
 * differ in how its name gives the id, which part of it is the way up, and how it says that it
 * wants no transaction: those are rows of a table (layout.c). Flyway, Sqitch and folders of files
 * have readers.
 */
#ifndef ASSAY_LEARN_LAYOUT_H
#define ASSAY_LEARN_LAYOUT_H

#include "learn/migrations.h"

/* What a reader works with. */
typedef struct assay_layout_reading {
    assay_migrations *migrations;
    assay_arena *arena; /* that of the migrations */
    const char *directory;
    assay_error *err;
} assay_layout_reading;

/* The text of a file below the folder, and its path for messages. */
assay_status assay_layout_file(const assay_layout_reading *r, const char *name, const char **path,
                               char **text);
/* A migration with one script, after the one added last (its parent). */
assay_status assay_layout_add(const assay_layout_reading *r, const char *id, const char *label,
                              const char *file, int line, const char *text, bool transaction);
/* Says why the migration added last cannot be learned; a finding. */
assay_status assay_layout_break(const assay_layout_reading *r, int line, const char *format, ...)
    ASSAY_PRINTF(3, 4);
/* A migration that is no SQL: it is there, and cannot be learned. */
assay_status assay_layout_add_program(const assay_layout_reading *r, const char *id,
                                      const char *name);
/* The files with the suffix in the folder and all below it, as paths from it; sorted by name. */
assay_status assay_layout_walk(const char ***out, size_t *count, const assay_layout_reading *r,
                               const char *suffix);
/* Natural order: numbers by value, so that 10 stands behind 9; then bytes. */
int assay_layout_compare(const char *a, const char *b);

/* layout_flyway.c, layout_sqitch.c, layout_folders.c */
assay_status assay_layout_flyway(const assay_layout_reading *r);
assay_status assay_layout_sqitch(const assay_layout_reading *r);
assay_status assay_layout_folders(const assay_layout_reading *r);

/* Why the folder is of the layout, or NULL. */
const char *assay_layout_recognise_flyway(const assay_layout_reading *r);
const char *assay_layout_recognise_folders(const assay_layout_reading *r);

#endif

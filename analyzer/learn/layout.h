/* SPDX-License-Identifier: MIT */
/*
 * How migration tools lay out folders of SQL. Most of them have one file for each migration and
 * differ in how its name gives the id, which part of it is the way up, and how it says that it
 * wants no transaction: those are rows of a table (layout.c). Flyway and Sqitch have readers.
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
/* Natural order: numbers by value, so that 10 stands behind 9; then bytes. */
int assay_layout_compare(const char *a, const char *b);

/* layout_flyway.c, layout_sqitch.c */
assay_status assay_layout_flyway(const assay_layout_reading *r);
assay_status assay_layout_sqitch(const assay_layout_reading *r);

/* True if a file's name is one that Flyway gives a meaning to. */
bool assay_layout_is_flyway(const char *name);

#endif

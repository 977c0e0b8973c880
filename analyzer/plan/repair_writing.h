/* SPDX-License-Identifier: MIT */
/*
 * Writing the SQL of one repair. Patterns have slots in braces:
 *
 *   {relation}  the table or view that it belongs to, as "schema"."name"
 *   {object}    the object itself, as "schema"."name", with a routine's arguments
 *   {name}      its name; {actual} the one that it has now, {actual_object} that with its schema
 *   {definition} what follows its name where it is made (definition.h)
 *   {owner}, {owner_column} the table and the column that own a sequence
 *   {=ATTRIBUTE} the expected value as SQL
 *   {'X}        as a string literal: values, names and {'table} as they are; {'relation}, {'object}
 *               and {'actual_object} quoted, as to_regclass takes them
 *   {concurrently}, {unique} " CONCURRENTLY" where the server can, " UNIQUE" of an index that is
 */
#ifndef ASSAY_PLAN_REPAIR_WRITING_H
#define ASSAY_PLAN_REPAIR_WRITING_H

#include "base/quote.h"
#include "plan/repair.h"

typedef struct repair_writing {
    assay_arena *arena;
    const assay_difference *of;
    const assay_object *expected; /* NULL if unexpected */
    const assay_object *actual;   /* NULL if missing */
    const assay_catalog *expects; /* all that is expected */
    const assay_catalog *found;   /* all that is there */
    assay_repair *repair;
    size_t capacity;    /* of its steps */
    bool impossible;    /* something has no SQL: there is no repair by this row */
    assay_buffer *text; /* what is being written */
    assay_error *err;
} repair_writing;

/* A row of the table: what repairs this change of this kind. The first that fits is taken. */
typedef struct repair_row {
    assay_kind kind;
    assay_change_kind change;
    const char *attribute; /* of what is changed or renamed: this one; NULL: all there are */
    bool (*when)(const repair_writing *w); /* NULL: always */
    assay_repair_safety safety;
    const char *reason;         /* or NULL */
    assay_repair_step steps[3]; /* patterns */
    const char *covers;         /* another attribute that these steps bring along, or NULL */
    /* Instead of the steps. Sets w->impossible if there are none. */
    assay_status (*write)(repair_writing *w);
} repair_row;

extern const repair_row repair_rows_postgres[];
extern const size_t repair_rows_postgres_count;
extern const repair_row repair_rows_sqlite[];
extern const size_t repair_rows_sqlite_count;

/* The object that the repair is about, as it is expected or else as it is. */
const assay_object *repair_object(const repair_writing *w);
/* Values as text, "" where there is none. */
const char *repair_value(const assay_object *object, int attribute);
bool repair_is(const assay_object *object, int attribute, const char *value);

/* Appends the steps of the row. *given is false, and nothing is appended, if they cannot be
 * written. */
assay_status repair_write_steps(bool *given, repair_writing *w, const repair_row *row);

/* One step, not a pattern. */
assay_status repair_add_step(repair_writing *w, const char *unless, const char *sql);

/* Appends to what is being written. */
void repair_add(repair_writing *w, const char *text);
/* Appends SQL that an attribute holds. Impossible if it is more than one expression, is hashed, or
 * has comments: it may come from anywhere. */
void repair_add_sql(repair_writing *w, const char *text);
/* Appends before, the attribute's value and after; nothing if it has none, or is `unless`. */
void repair_add_value(repair_writing *w, const assay_object *object, int attribute,
                      const char *unless, const char *before, const char *after);
/* "schema"."name". */
void repair_add_qualified(assay_buffer *out, const char *schema, const char *name);

#endif

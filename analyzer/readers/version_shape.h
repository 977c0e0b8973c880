/* SPDX-License-Identifier: MIT */
/*
 * How migration tools' tables are recognised and read. Rows of the table of tools (stamp/tools.c)
 * yield the shapes; a reader hands in the tables it has read and is told what each of them is.
 */
#ifndef ASSAY_READERS_VERSION_SHAPE_H
#define ASSAY_READERS_VERSION_SHAPE_H

#include "catalog/catalog.h"

typedef enum assay_part_rule {
    ASSAY_PART_MAYBE, /* belongs to the tool where it is there */
    ASSAY_PART_NEEDED,
    ASSAY_PART_NEVER /* the tool is another one where it is there */
} assay_part_rule;

/* A table that a tool keeps beside its version table, in the same schema. */
typedef struct assay_version_part {
    const char *name;           /* a pattern, as that of a shape; or NULL */
    const char *const *columns; /* as those of a shape; NULL behind the last part */
    assay_part_rule rule;
    const char *trouble_sql; /* as that of a shape; or NULL */
} assay_version_part;

typedef struct assay_version_shape {
    const char *tool;
    /* The table's columns, exactly these, in any order: "name type" with the canonical type up to
     * its first '('; several types separated by '|': {"version_num character varying|text", NULL}.
     * Revisions stand in the one named first. With a '?' before its name a column may be missing.
     */
    const char *const *columns;
    /* SELECT list and clauses around the table's name, giving one column `revision`; {table} stands
     * for the quoted name. Read with a LIMIT of the reader's own. */
    const char *read_sql;
    /* The same, giving one column `trouble`: a line for each failed or unfinished run, or held
     * lock; or NULL. */
    const char *trouble_sql;
    /* The same, giving `revision` and `checksum`: what is recorded of its file; or NULL. Of several
     * of one revision the last counts. */
    const char *checksum_sql;
    /* Patterns (* and ?) separated by '|' of the table's name, or with a '.' of schema and name,
     * where columns alone do not tell; NULL: any. */
    const char *name;
    const assay_version_part *parts; /* or NULL */
    bool whole_schema;               /* all that is in the table's schema is the tool's */
} assay_version_shape;

/* A table that was read. The first five are given. */
typedef struct assay_version_relation {
    const char *schema; /* "" for SQLite */
    const char *name;
    const assay_object *const *columns;
    size_t n_columns;
    bool named; /* the user says that it is a version table: its columns alone must tell whose */
    const assay_version_shape *shape; /* NULL: no tool's */
    const assay_version_part *part;   /* NULL: the version table itself */
    size_t of;                        /* of a part: the index of its version table */
} assay_version_relation;

/* Says of each relation which tool's it is. A shape that stands first wins. */
void assay_version_assign(assay_version_relation *relations, size_t n,
                          const assay_version_shape *shapes, size_t n_shapes,
                          assay_dialect dialect);

/* True if an earlier shape is the same tool's: this one has other names for its columns. */
bool assay_version_renamed(const assay_version_shape *shape, const assay_version_shape *shapes,
                           size_t n_shapes);

/* True if the columns are those of the shape. SQLite does not tell the case of names. */
bool assay_version_columns_match(const char *const *wanted, const assay_object *const *columns,
                                 size_t n_columns, assay_dialect dialect);

/* The query of a shape or part with the table's quoted name in place; the schema's may be "". */
assay_status assay_version_query(assay_buffer *out, const char *sql, const char *schema,
                                 const char *name, assay_error *err);

#endif

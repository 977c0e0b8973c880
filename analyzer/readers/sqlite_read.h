/* SPDX-License-Identifier: MIT */
/*
 * What the files of the SQLite reader share: the rows of sqlite_schema, the relations among them,
 * and how each becomes objects of the snapshot. All of it lives in the arena of one reading.
 */
#ifndef ASSAY_READERS_SQLITE_READ_H
#define ASSAY_READERS_SQLITE_READ_H

#include "readers/sqlite_open.h"
#include "readers/sqlite_parse.h"
#include "readers/version_shape.h"

typedef struct assay_sqlite_row {
    assay_kind kind; /* table, view, index or trigger */
    const char *name;
    const char *table; /* the relation it belongs to */
    const char *sql;
} assay_sqlite_row;

/* A column as PRAGMA table_xinfo says; in the scratch arena. */
typedef struct assay_sqlite_fact {
    const char *name;
    const char *type;
    const char *default_text; /* NULL if there is none */
    bool not_null;
    bool generated;
    int key; /* rank in the primary key from 1, or 0 */
} assay_sqlite_fact;

typedef struct assay_sqlite_relation {
    const assay_sqlite_row *row;
    assay_sqlite_table table; /* empty for views */
    const char *reason;       /* NULL if table is from the text; else why it is from PRAGMAs */
    bool hidden;              /* a shadow or version table, or filtered out */
    bool malformed;           /* SQLite could make nothing of its row */
    assay_sqlite_fact *facts;
    size_t n_facts;
} assay_sqlite_relation;

typedef struct assay_sqlite_names assay_sqlite_names;

typedef struct assay_sqlite_reader {
    assay_sqlite_file file;
    const assay_read_options *options;
    assay_arena *arena;   /* what lives until the end of the reading */
    assay_arena *scratch; /* emptied behind each relation and each statement */
    assay_snapshot *snapshot;
    assay_sqlite_row *rows;
    size_t n_rows;
    assay_sqlite_relation *relations;
    size_t n_relations;
    assay_map *by_name;               /* folded name -> relation */
    assay_version_relation *versions; /* what the tools make of each relation */
    sqlite3_stmt *columns;            /* table_xinfo of one table, prepared once */
    assay_sqlite_names *names;
    assay_map *seen; /* kinds and names so far, of a malformed schema; else NULL */
} assay_sqlite_reader;

/* The relation of that name, ASCII case ignored, or NULL. */
assay_sqlite_relation *assay_sqlite_find_relation(const assay_sqlite_reader *reader,
                                                  const char *name);

/* A copy of a text of a result row, bytes as they are (UTF-16 arrives converted). *out is NULL
 * for SQL NULL; *length tells a NUL within. */
assay_status assay_sqlite_text(assay_arena *arena, sqlite3_stmt *statement, int column,
                               const char **out, size_t *length, assay_error *err);

/* The embedded query sql/sqlite/NAME.sql, its parameter set if it is not NULL. A result code. */
int assay_sqlite_prepare(const assay_sqlite_reader *reader, const char *name, const char *parameter,
                         sqlite3_stmt **out);

/* sqlite_table.c: fills relation->facts and decides relation->reason; adds table and columns. */
assay_status assay_sqlite_read_facts(assay_sqlite_reader *reader, assay_sqlite_relation *relation,
                                     assay_error *err);
assay_status assay_sqlite_add_table(assay_sqlite_reader *reader,
                                    const assay_sqlite_relation *relation, assay_error *err);

/* The column that holds the rowid: of the type INTEGER, and alone the primary key. Or NULL. */
const assay_sqlite_column *assay_sqlite_rowid_alias(const assay_sqlite_reader *reader,
                                                    const assay_sqlite_table *table);

/* sqlite_quotes.c: a copy of the span in which each "word" that SQLite takes for a string, because
 * nothing has that name, is written as one. The names are those of the table's columns; without a
 * table (views, triggers) those of the whole schema. NULL if memory is gone. */
const char *assay_sqlite_settle_quotes(const assay_sqlite_reader *reader,
                                       const assay_sqlite_table *table, assay_span span);
/* An empty list of names for that, to be filled when first needed. */
assay_sqlite_names *assay_sqlite_names_new(assay_arena *arena);

/* sqlite_constraint.c: keys and checks. */
assay_status assay_sqlite_add_constraints(assay_sqlite_reader *reader,
                                          const assay_sqlite_relation *relation, assay_error *err);
/* The items as one canonical text; NULL if memory is gone. */
const char *assay_sqlite_items_text(const assay_sqlite_reader *reader,
                                    const assay_sqlite_table *table, const assay_sqlite_item *items,
                                    size_t count);
/* The same of names alone. */
const char *assay_sqlite_names_text(const assay_sqlite_reader *reader,
                                    const assay_sqlite_table *table, const char *const *names,
                                    size_t count);

/* sqlite_pragma.c: relation->table as PRAGMAs tell it, where its text cannot be used. */
assay_status assay_sqlite_table_from_pragmas(assay_sqlite_reader *reader,
                                             assay_sqlite_relation *relation, assay_error *err);

/* sqlite_malformed.c: a schema of which SQLite could use a part only. The limit of the run. */
assay_status assay_sqlite_note_malformed(assay_sqlite_reader *reader, assay_error *err);
/* *out: the row is left out, with a limit, because it has no name or one that another row has. */
assay_status assay_sqlite_refuse_row(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                     bool *out, assay_error *err);
/* *out: SQLite knows no index of that name. */
assay_status assay_sqlite_index_is_lost(const assay_sqlite_reader *reader, const char *name,
                                        bool *out, assay_error *err);
/* The object of a row of which nothing but the name can be said. */
assay_status assay_sqlite_add_malformed(assay_sqlite_reader *reader, assay_kind kind,
                                        const char *relation, const char *name, assay_error *err);

/* sqlite_statement.c: objects that are one statement each. */
assay_status assay_sqlite_add_index(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                    assay_error *err);
assay_status assay_sqlite_add_view(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                   assay_error *err);
assay_status assay_sqlite_add_trigger(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                      assay_error *err);

/* sqlite_version.c: which relations are tools' tables; if one is, the second hides it, and
 * registers and reads a version table. */
assay_status assay_sqlite_find_version_tables(assay_sqlite_reader *reader, assay_error *err);
assay_status assay_sqlite_read_version_table(assay_sqlite_reader *reader,
                                             assay_sqlite_relation *relation, assay_error *err);

#endif

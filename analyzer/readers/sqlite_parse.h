/* SPDX-License-Identifier: MIT */
/*
 * What the text of a schema says and no PRAGMA does: names of constraints, CHECK, COLLATE,
 * generated expressions, ON CONFLICT, AUTOINCREMENT, DEFERRABLE, WHERE, expressions of indexes
 * (CANON Q9). The texts are those of sqlite_schema, which SQLite has parsed before; still nothing
 * is assumed of them: what does not parse is ASSAY_UNSUPPORTED, never a crash.
 *
 * Column constraints are lifted to the table: `a UNIQUE` and `UNIQUE (a)` are the same. Results
 * live in the arena; spans point into the text, which must live as long.
 */
#ifndef ASSAY_READERS_SQLITE_PARSE_H
#define ASSAY_READERS_SQLITE_PARSE_H

#include "base/map.h"
#include "kinds/kinds.h"
#include "readers/sqlite_cursor.h"

/* One item of a key or an index: a column, or an expression where name is NULL. */
typedef struct assay_sqlite_item {
    const char *name;
    assay_span expression;
    const char *collation; /* lower case, or NULL */
    const char *order;     /* " desc" or "" */
} assay_sqlite_item;

typedef struct assay_sqlite_constraint {
    assay_kind kind;  /* primary_key, unique, foreign_key or check */
    const char *name; /* NULL if it has none */
    assay_sqlite_item *items;
    size_t n_items;
    const char *conflict; /* "ignore", …; NULL: the default (abort) */
    assay_span expression;
    const char *parent; /* as written */
    const char **parent_columns;
    size_t n_parent_columns; /* 0: the parent's primary key */
    const char *on_update;   /* "cascade", …; NULL: no action */
    const char *on_delete;
    bool deferred;
    bool inline_desc; /* `a INTEGER PRIMARY KEY DESC`, which is no rowid alias */
} assay_sqlite_constraint;

typedef struct assay_sqlite_column {
    const char *name;
    const char *type; /* words separated by one blank, (n,m) without blanks; "" if none */
    bool not_null;
    const char *not_null_conflict;
    const char *collation; /* lower case; NULL if it is BINARY */
    assay_span generated;  /* start NULL if it is not generated */
    bool stored;
} assay_sqlite_column;

typedef struct assay_sqlite_table {
    const char *name;
    assay_sqlite_column *columns;
    size_t n_columns;
    assay_sqlite_constraint *constraints;
    size_t n_constraints;
    assay_map *by_name; /* folded name -> assay_sqlite_column; NULL where there are few */
    bool without_rowid;
    bool strict;
    bool autoincrement;
    assay_span module; /* of a virtual table: all after USING; start NULL otherwise */
} assay_sqlite_table;

typedef struct assay_sqlite_index {
    const char *table;
    bool unique;
    assay_sqlite_item *items;
    size_t n_items;
    assay_span predicate; /* start NULL if it is not partial */
} assay_sqlite_index;

typedef struct assay_sqlite_view {
    const char **columns; /* as listed behind the name */
    size_t n_columns;
    assay_span definition; /* all after AS */
} assay_sqlite_view;

typedef struct assay_sqlite_trigger {
    const char *timing;   /* "before", "after" or "instead of" */
    const char *event;    /* "insert", "delete" or "update" */
    const char **columns; /* UPDATE OF a, b */
    size_t n_columns;
    const char *table;
    assay_span condition; /* start NULL if there is none */
    assay_span body;      /* BEGIN … END */
} assay_sqlite_trigger;

/* CREATE TABLE, also CREATE VIRTUAL TABLE. */
assay_status assay_sqlite_parse_table(assay_sqlite_table *out, assay_arena *arena, const char *text,
                                      assay_error *err);
assay_status assay_sqlite_parse_index(assay_sqlite_index *out, assay_arena *arena, const char *text,
                                      assay_error *err);
assay_status assay_sqlite_parse_view(assay_sqlite_view *out, assay_arena *arena, const char *text,
                                     assay_error *err);
assay_status assay_sqlite_parse_trigger(assay_sqlite_trigger *out, assay_arena *arena,
                                        const char *text, assay_error *err);

/* Fills by_name where looking one after another would take long; false if memory is gone. */
bool assay_sqlite_index_columns(assay_sqlite_table *table, assay_arena *arena);

/* The table's column of that name, ASCII case ignored; NULL if there is none, the table is NULL, or
 * memory is gone. */
const assay_sqlite_column *assay_sqlite_find_column(const assay_sqlite_table *table,
                                                    assay_arena *arena, const char *name);

/* Shared by the files of the parser: the cursor, where results go, and whether memory is gone. */
typedef struct assay_sqlite_parser {
    assay_sqlite_cursor at;
    assay_arena *arena;
    const char *text;
    bool no_memory;
    bool autoincrement; /* seen within PRIMARY KEY (…) */
} assay_sqlite_parser;

void assay_sqlite_parser_start(assay_sqlite_parser *parser, assay_arena *arena, const char *text);
/* ASSAY_OK if parsed and the text is at its end; else what is wrong, and where. */
assay_status assay_sqlite_parser_done(const assay_sqlite_parser *parser, bool parsed,
                                      assay_error *err);
/* A name, unquoted; NULL if there is none or memory is gone. */
const char *assay_sqlite_parse_name(assay_sqlite_parser *parser);
/* CREATE … WORD [IF NOT EXISTS] [schema.]name; *out is the name. */
bool assay_sqlite_parse_head(assay_sqlite_parser *parser, const char *word, const char **out);
/* (item, …) with COLLATE, ASC and DESC; (name, …) without; name, … without parentheses. */
bool assay_sqlite_parse_items(assay_sqlite_parser *parser, assay_sqlite_item **out, size_t *count);
bool assay_sqlite_parse_names(assay_sqlite_parser *parser, const char ***out, size_t *count);
bool assay_sqlite_parse_name_list(assay_sqlite_parser *parser, const char ***out, size_t *count);

#endif

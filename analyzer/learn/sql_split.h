/* SPDX-License-Identifier: MIT */
/*
 * Cutting a PostgreSQL script into statements, as psql does: quotes of all kinds, dollar quotes,
 * nested comments, parentheses, bodies in BEGIN ATOMIC ... END, and the data behind COPY ... FROM
 * stdin. Manual: 4.1 Lexical Structure; psql. Nothing is copied: a statement points into the text.
 */
#ifndef ASSAY_LEARN_SQL_SPLIT_H
#define ASSAY_LEARN_SQL_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct assay_sql_cursor {
    const char *next; /* where the next statement is looked for */
    int line;         /* of that place, from 1 */
} assay_sql_cursor;

typedef struct assay_sql_statement {
    const char *text; /* without its semicolon, comments in front skipped; not ended by a zero */
    size_t length;    /* 0: there are no more */
    int line;
    const char *data; /* of a COPY ... FROM stdin, or NULL */
    size_t data_length;
} assay_sql_statement;

/* ASSAY_INVALID, with the line in err->where's stead in *line, for a quote or comment that is not
 * closed, for data without its end, and for a command of psql's that is not harmless (\restrict,
 * \unrestrict and \echo are skipped). */
assay_status assay_sql_next(assay_sql_statement *out, assay_sql_cursor *cursor, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A cursor over the tokens of one SQLite statement that looks one token ahead. Nothing is copied
 * until a name is asked for, and no text is too long or too deeply nested: a cursor is a few words,
 * to copy one is to be able to go back, and parentheses are counted, not descended into.
 */
#ifndef ASSAY_READERS_SQLITE_CURSOR_H
#define ASSAY_READERS_SQLITE_CURSOR_H

#include "base/arena.h"
#include "kinds/token.h"

typedef struct assay_span {
    const char *start; /* NULL: there is none */
    size_t length;
} assay_span;

typedef struct assay_sqlite_cursor {
    assay_token token; /* under the cursor; an END or BAD one stops it */
    const char *next;
    const char *after; /* end of the token before, where a span up to here ends */
    const char *end;
} assay_sqlite_cursor;

/* Stands on the first token of a span of a NUL-terminated text, which is borrowed. */
void assay_sqlite_start(assay_sqlite_cursor *cursor, assay_span span);
void assay_sqlite_advance(assay_sqlite_cursor *cursor);
/* At the end of the span, or before a quote that does not end. */
bool assay_sqlite_at_end(const assay_sqlite_cursor *cursor);

/* The token is this bare word (lower case, ASCII case ignored) or this symbol; take also moves past
 * it. */
bool assay_sqlite_is(const assay_sqlite_cursor *cursor, const char *word);
bool assay_sqlite_take(assay_sqlite_cursor *cursor, const char *word);
bool assay_sqlite_is_symbol(const assay_sqlite_cursor *cursor, const char *symbol);
bool assay_sqlite_take_symbol(assay_sqlite_cursor *cursor, const char *symbol);
/* The token can be a name: bare, quoted, or a 'string', which SQLite takes for one too. */
bool assay_sqlite_is_name(const assay_sqlite_cursor *cursor);

/* The text of a name or string without its quotes; NULL if memory is gone. */
char *assay_sqlite_unquote(assay_arena *arena, const assay_token *token);
/* The same as a string literal. */
char *assay_sqlite_as_string(assay_arena *arena, const assay_token *token);
/* ASCII letters in lower case, as SQLite compares names; NULL if memory is gone. */
char *assay_sqlite_fold(assay_arena *arena, const char *name);

/* From a '(' to behind its ')'; *inside is what stands between them. False without a match. */
bool assay_sqlite_skip_parentheses(assay_sqlite_cursor *cursor, assay_span *inside);
/* The span without the parentheses that enclose all of it, nor blanks and comments around it. */
assay_span assay_sqlite_strip(assay_span span);

#endif

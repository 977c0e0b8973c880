/* SPDX-License-Identifier: MIT */
/* The tokens of an SQL text, as far as a canonical form needs them. No allocation: a token points
 * into the text. Both dialects' lexical rules (PostgreSQL manual 4.1; SQLite "tokenizer"). */
#ifndef ASSAY_TOKEN_H
#define ASSAY_TOKEN_H

#include "kinds/kinds.h"

typedef enum assay_token_type {
    ASSAY_TOKEN_END,
    ASSAY_TOKEN_BAD,    /* an unterminated quote or comment */
    ASSAY_TOKEN_WORD,   /* an unquoted name or keyword */
    ASSAY_TOKEN_QUOTED, /* a quoted name: "x", and in SQLite [x] and `x` */
    ASSAY_TOKEN_STRING, /* any string literal, prefix included */
    ASSAY_TOKEN_NUMBER,
    ASSAY_TOKEN_OPERATOR,
    ASSAY_TOKEN_PUNCTUATION, /* ( ) [ ] , ; . : and :: */
    ASSAY_TOKEN_PARAMETER    /* $1 */
} assay_token_type;

typedef struct assay_token {
    assay_token_type type;
    const char *text;
    size_t length;
} assay_token;

typedef struct assay_tokens {
    assay_token *items;
    size_t length;
} assay_tokens;

/* Skips blanks and comments from *cursor and returns the next token; *cursor then stands behind it.
 */
assay_token assay_token_next(const char **cursor, assay_dialect dialect);

/* ASCII case-insensitive comparison with a lower-case word. */
bool assay_token_is_word(const assay_token *token, const char *lower);
bool assay_token_is(const assay_token *token, const char *text);

#endif

/* SPDX-License-Identifier: MIT */
/* Which words are keywords, and how a canonical form spells them. */
#ifndef ASSAY_CANON_WORDS_H
#define ASSAY_CANON_WORDS_H

#include "base/buffer.h"
#include "kinds/token.h"

/* A word that stands before or between operands: a parenthesis behind it is no call. */
bool assay_canon_is_keyword(const assay_token *token);
/* A word that PostgreSQL's deparser writes in upper case. */
bool assay_canon_is_upper(const assay_token *token);
/* A name that means something else without its quotes. */
bool assay_canon_must_quote(const char *name);

/* A word as the dialect's canonical form spells it. */
void assay_canon_add_word(assay_buffer *out, const assay_token *token, assay_dialect dialect);
/* A quoted name without its quotes if it means the same without them. */
void assay_canon_add_quoted(assay_buffer *out, const assay_token *token, assay_dialect dialect);

#endif

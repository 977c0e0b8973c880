/* SPDX-License-Identifier: MIT */
/*
 * Canonical forms: two texts that mean the same by the rules of the dialect become one text. Each
 * attribute is brought into its form once, in the reader (kinds.def says which form it has).
 * Bounded in length and depth (limits.h), idempotent: canon(canon(x)) = canon(x).
 */
#ifndef ASSAY_CANON_H
#define ASSAY_CANON_H

#include <stdint.h>

#include "base/buffer.h"
#include "kinds/kinds.h"

/* Appends the canonical form of an expression, a query or a list: tokens separated by at most one
 * blank, comments dropped, keywords and unquoted names of SQLite in lower case, identifiers quoted
 * only where needed, redundant outer parentheses dropped. ASSAY_UNSUPPORTED if it cannot be
 * tokenised or exceeds a limit: the attribute is then unknown, not an error of the run. */
assay_status assay_canon_expression(assay_buffer *out, assay_dialect dialect, const char *text,
                                    assay_error *err);

/* Which rules were applied: bit i is the rule of number i. */
typedef uint32_t assay_canon_applied;

/* The same for a text of any form, with what was applied to it added to *applied. Loose: also what
 * one major version prints otherwise than another without its being another schema (casts of
 * constants, date_part for extract); never stored, only compared. */
assay_status assay_canon_text(assay_buffer *out, assay_dialect dialect, assay_form form, bool loose,
                              const char *text, assay_canon_applied *applied, assay_error *err);

/* False if the loose form of a strict text is surely that text. */
bool assay_canon_may_loosen(const char *text);

/* The name of a rule; NULL if there are not so many. */
const char *assay_canon_rule_name(unsigned number);

/* Appends the canonical type: PostgreSQL's format_type text as it is; SQLite's folded to lower case
 * with blanks collapsed. */
void assay_canon_type(assay_buffer *out, assay_dialect dialect, const char *text);

/* Appends options of foreign data, name='value', …, with *** for each value that may be a secret.
 * ASSAY_UNSUPPORTED, with nothing appended, if the text is not of that form. */
assay_status assay_canon_options(assay_buffer *out, const char *text, assay_error *err);

/* Appends text with every qualified name schema.x whose schema is `from` rewritten to `to`, also in
 * regclass literals ('from.x'::regclass); other text is copied. PostgreSQL only. */
assay_status assay_canon_remap_schema(assay_buffer *out, const char *text, const char *from,
                                      const char *to, assay_error *err);

#endif

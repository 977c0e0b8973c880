/* SPDX-License-Identifier: MIT */
/* Quoting names for SQL and words for the POSIX shell, whatever bytes they hold. */
#ifndef ASSAY_BASE_QUOTE_H
#define ASSAY_BASE_QUOTE_H

#include <stdbool.h>

#include "base/buffer.h"

/* An identifier, in double quotes only if it is not [a-z_][a-z0-9_$]* . Keywords are quoted only
 * by assay_quote_identifier_always: names in reports stay readable, SQL that runs is safe. */
void assay_quote_identifier(assay_buffer *out, const char *name);
void assay_quote_identifier_always(assay_buffer *out, const char *name);
/* A string literal, without control characters, so that it stays on one line. With backslashes
 * (PostgreSQL) it means the same whatever the server takes them for; without (SQLite) control
 * characters make it an expression in parentheses. */
void assay_quote_literal(assay_buffer *out, const char *text, bool backslashes);
/* One word for sh: unquoted if it holds only [A-Za-z0-9_./:=@%+,-], else in single quotes. */
void assay_quote_shell(assay_buffer *out, const char *text);

#endif

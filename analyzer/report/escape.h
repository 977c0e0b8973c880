/* SPDX-License-Identifier: MIT */
/*
 * Texts that hold any bytes, brought into what JSON or a terminal can take. Nothing is lost: what
 * cannot be written as it is becomes \xHH. For XML see history/profile_text.h.
 */
#ifndef ASSAY_REPORT_ESCAPE_H
#define ASSAY_REPORT_ESCAPE_H

#include <stdbool.h>

#include "base/buffer.h"

/* Appends a JSON string with its quotes. Bytes that are not UTF-8 become the text \xHH. */
void assay_json_string(assay_buffer *out, const char *text);

/* Appends what a terminal shows without being steered by it: control characters and marks that
 * change the direction of writing become \xHH. Line feeds become blanks unless they are kept. */
void assay_printable(assay_buffer *out, const char *text, bool keep_lines);
/* The same for what is laid out as source: line feeds and tabs stay. */
void assay_printable_source(assay_buffer *out, const char *text);

/* Appends printable text so that Markdown shows it as it is: a backslash before each character that
 * could begin or end anything. */
void assay_markdown(assay_buffer *out, const char *text);
/* Appends a here-document: <<'SQL', the text, and a line that ends it and is none of the text's. */
void assay_shell_heredoc(assay_buffer *out, const char *text);

/* Bytes of the UTF-8 sequence at text, its code point in *point; 0 if there is none. */
size_t assay_utf8_decode(const char *text, unsigned *point);
/* Code points that nobody sees or that steer a terminal or the direction of writing. */
bool assay_is_hidden(unsigned point);

#endif

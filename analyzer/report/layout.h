/* SPDX-License-Identifier: MIT */
/* Laying out printable text in columns. A column is a code point: enough for what names hold. */
#ifndef ASSAY_REPORT_LAYOUT_H
#define ASSAY_REPORT_LAYOUT_H

#include "base/buffer.h"

/* Columns that the text takes. */
size_t assay_text_width(const char *text);
/* Appends the text and blanks up to `width` columns. */
void assay_text_pad(assay_buffer *out, const char *text, size_t width);
/* Appends the text broken so that no line exceeds `width`: at blanks, and within a word that has no
 * room in a line of its own. The text starts at column `start`; further lines are indented by
 * `hang` blanks. */
void assay_text_wrap(assay_buffer *out, const char *text, size_t width, size_t start, size_t hang);
/* Appends the text with `indent` blanks after each line feed. */
void assay_text_indent(assay_buffer *out, const char *text, size_t indent);
/* Appends the text with the prefix before each of its lines. */
void assay_text_prefix(assay_buffer *out, const char *text, const char *prefix);
/* Appends at most `most` columns of the text, beginning a little before it first differs from the
 * other one, and says how much is left out before and after. */
void assay_text_excerpt(assay_buffer *out, const char *text, const char *other, size_t most);

#endif

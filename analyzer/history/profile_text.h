/* SPDX-License-Identifier: MIT */
/* Texts of profiles: what XML cannot hold, qualified names, and names that PostgreSQL cuts. */
#ifndef ASSAY_PROFILE_TEXT_H
#define ASSAY_PROFILE_TEXT_H

#include "base/buffer.h"
#include "base/map.h"

/* True if XML 1.0 can hold the text: valid UTF-8 without control characters and non-characters. */
bool assay_profile_text_plain(const char *text);
/* Appends the text with \\ for a backslash and \xHH for each byte that XML cannot hold. */
void assay_profile_text_escape(assay_buffer *out, const char *text);
/* Undoes that, in place. False at a backslash that begins neither, and at \x00. */
bool assay_profile_text_unescape(char *text);

/* The name as PostgreSQL stores it: at most 63 bytes, cut at a character's beginning. Of a
 * function's NAME(TYPES) only the name is cut. NULL if memory is gone. */
const char *assay_profile_name_cut(assay_strings *strings, const char *name);

enum { ASSAY_NAME_PARTS = 4 };

/* Splits a qualified name ("a"."b".c) into its unquoted parts; returns how many, 0 if the text is
 * no such name, has more than ASSAY_NAME_PARTS, or memory is gone. */
size_t assay_profile_name_split(assay_arena *arena, const char *text,
                                const char *parts[ASSAY_NAME_PARTS]);

#endif

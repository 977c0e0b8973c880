/* SPDX-License-Identifier: MIT */
/*
 * A growing text with a maximum and a sticky error: append as often as you like, ask once.
 * After a failure (memory gone, maximum exceeded) appends do nothing and the text is empty.
 */
#ifndef ASSAY_BASE_BUFFER_H
#define ASSAY_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct assay_buffer {
    char *data; /* NUL-terminated, or NULL while empty; use assay_buffer_text */
    size_t length;
    size_t capacity;
    size_t maximum;
    assay_status status;
} assay_buffer;

#define ASSAY_BUFFER_INIT(max)                                                                     \
    {                                                                                              \
        NULL, 0, 0, (max), ASSAY_OK                                                                \
    }

void assay_buffer_add(assay_buffer *buffer, const char *text);
void assay_buffer_add_n(assay_buffer *buffer, const char *bytes, size_t length);
void assay_buffer_add_char(assay_buffer *buffer, char c);
void assay_buffer_printf(assay_buffer *buffer, const char *format, ...) ASSAY_PRINTF(2, 3);
/* Empties the text, keeps the memory and clears the sticky error. */
void assay_buffer_clear(assay_buffer *buffer);
void assay_buffer_release(assay_buffer *buffer);
/* Never NULL: "" when empty or failed. Borrowed until the next change. */
const char *assay_buffer_text(const assay_buffer *buffer);
/* ASSAY_OK, or ASSAY_NOMEM or ASSAY_LIMIT with err filled. */
assay_status assay_buffer_check(const assay_buffer *buffer, assay_error *err);

#endif

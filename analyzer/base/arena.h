/* SPDX-License-Identifier: MIT */
/*
 * Arenas: the one memory rule. What lives equally long is allocated from one arena and freed at
 * once; nothing in an arena is freed singly. With ASSAY_ARENA_DEBUG defined each allocation is a
 * malloc of its own, so that AddressSanitizer and valgrind see every overrun.
 */
#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/error.h"

typedef struct assay_arena assay_arena;

/* NULL if memory is gone. */
assay_arena *assay_arena_new(void);
/* NULL is allowed. */
void assay_arena_free(assay_arena *arena);
/* Forgets all allocations and keeps memory for reuse. */
void assay_arena_reset(assay_arena *arena);

/* Zeroed and aligned for any type. NULL if memory is gone or count × size overflows. */
void *assay_arena_alloc(assay_arena *arena, size_t size);
void *assay_arena_calloc(assay_arena *arena, size_t count, size_t size);
/* Copies; NULL if memory is gone (or text is NULL). */
char *assay_arena_strdup(assay_arena *arena, const char *text);
char *assay_arena_strndup(assay_arena *arena, const char *text, size_t length);
char *assay_arena_printf(assay_arena *arena, const char *format, ...) ASSAY_PRINTF(2, 3);

/* Grows an arena-held array to hold at least `need` items; the old block is abandoned to the
 * arena. *capacity is updated. NULL (and nothing changed) if memory is gone. */
void *assay_arena_grow(assay_arena *arena, void *items, size_t *capacity, size_t need,
                       size_t item_size);

#endif

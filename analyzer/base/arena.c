/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16, FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024 };

typedef struct block {
    struct block *next;
    size_t size; /* usable bytes behind the header */
    size_t used;
    size_t pad; /* keeps the header a multiple of ALIGN */
} block;

struct assay_arena {
    block *head;
    size_t next_size;
};

assay_arena *assay_arena_new(void)
{
    assay_arena *arena = calloc(1, sizeof *arena);
    if (arena != NULL)
        arena->next_size = FIRST_BLOCK;
    return arena;
}

static void blocks_free(block *b)
{
    while (b != NULL) {
        block *next = b->next;
        free(b);
        b = next;
    }
}

void assay_arena_free(assay_arena *arena)
{
    if (arena == NULL)
        return;
    blocks_free(arena->head);
    free(arena);
}

void assay_arena_reset(assay_arena *arena)
{
    if (arena->head == NULL)
        return;
#ifdef ASSAY_ARENA_DEBUG
    blocks_free(arena->head);
    arena->head = NULL;
#else
    blocks_free(arena->head->next);
    arena->head->next = NULL;
    arena->head->used = 0;
#endif
}

static block *block_add(assay_arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(block))
        return NULL;
    block *b = malloc(sizeof *b + size);
    if (b == NULL)
        return NULL;
    *b = (block){.next = arena->head, .size = size};
    arena->head = b;
    return b;
}

void *assay_arena_alloc(assay_arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGN)
        return NULL;
#ifdef ASSAY_ARENA_DEBUG
    block *b = block_add(arena, size > 0 ? size : 1);
    if (b == NULL)
        return NULL;
    memset(b + 1, 0, size);
    return b + 1;
#else
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    block *b = arena->head;
    if (b == NULL || b->size - b->used < size) {
        size_t want = arena->next_size > size ? arena->next_size : size;
        b = block_add(arena, want);
        if (b == NULL)
            return NULL;
        if (arena->next_size < LARGEST_BLOCK)
            arena->next_size *= 2;
    }
    char *p = (char *)(b + 1) + b->used;
    b->used += size;
    memset(p, 0, size);
    return p;
#endif
}

void *assay_arena_calloc(assay_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return assay_arena_alloc(arena, count * size);
}

char *assay_arena_strndup(assay_arena *arena, const char *text, size_t length)
{
    if (text == NULL || length == SIZE_MAX)
        return NULL;
    char *copy = assay_arena_alloc(arena, length + 1);
    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

char *assay_arena_strdup(assay_arena *arena, const char *text)
{
    return text == NULL ? NULL : assay_arena_strndup(arena, text, strlen(text));
}

char *assay_arena_printf(assay_arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = n < 0 ? NULL : assay_arena_alloc(arena, (size_t)n + 1);
    if (text != NULL)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text;
}

void *assay_arena_grow(assay_arena *arena, void *items, size_t *capacity, size_t need,
                       size_t item_size)
{
    if (need <= *capacity && items != NULL)
        return items;
    size_t want = *capacity < 8 ? 8 : *capacity * 2;
    if (want < need)
        want = need;
    void *grown = assay_arena_calloc(arena, want, item_size);
    if (grown == NULL)
        return NULL;
    if (items != NULL)
        memcpy(grown, items, *capacity * item_size);
    *capacity = want;
    return grown;
}

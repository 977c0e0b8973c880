/* SPDX-License-Identifier: MIT */
/* Fixed-size sets of small numbers in an arena; the words are open so that loops can be tight. */
#ifndef ASSAY_BASE_BITSET_H
#define ASSAY_BASE_BITSET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct assay_bitset {
    uint64_t *words;
    size_t n_words;
    size_t n_bits;
} assay_bitset;

/* False if memory is gone. The set is empty. */
bool assay_bitset_init(assay_bitset *set, assay_arena *arena, size_t n_bits);
void assay_bitset_clear(assay_bitset *set);
void assay_bitset_copy(assay_bitset *to, const assay_bitset *from);
void assay_bitset_or(assay_bitset *to, const assay_bitset *from);
void assay_bitset_and(assay_bitset *to, const assay_bitset *from);
bool assay_bitset_equal(const assay_bitset *a, const assay_bitset *b);
/* Every member of a is in b. */
bool assay_bitset_subset(const assay_bitset *a, const assay_bitset *b);
size_t assay_bitset_count(const assay_bitset *set);

static inline void assay_bitset_add(assay_bitset *set, size_t i)
{
    set->words[i / 64] |= (uint64_t)1 << (i % 64);
}

static inline void assay_bitset_remove(assay_bitset *set, size_t i)
{
    set->words[i / 64] &= ~((uint64_t)1 << (i % 64));
}

static inline bool assay_bitset_has(const assay_bitset *set, size_t i)
{
    return (set->words[i / 64] >> (i % 64) & 1) != 0;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "base/bitset.h"

#include <string.h>

bool assay_bitset_init(assay_bitset *set, assay_arena *arena, size_t n_bits)
{
    size_t n_words = (n_bits + 63) / 64;
    *set =
        (assay_bitset){assay_arena_calloc(arena, n_words + 1, sizeof(uint64_t)), n_words, n_bits};
    return set->words != NULL;
}

void assay_bitset_clear(assay_bitset *set)
{
    memset(set->words, 0, set->n_words * sizeof(uint64_t));
}

void assay_bitset_copy(assay_bitset *to, const assay_bitset *from)
{
    memcpy(to->words, from->words, from->n_words * sizeof(uint64_t));
}

void assay_bitset_or(assay_bitset *to, const assay_bitset *from)
{
    for (size_t i = 0; i < to->n_words; i++)
        to->words[i] |= from->words[i];
}

void assay_bitset_and(assay_bitset *to, const assay_bitset *from)
{
    for (size_t i = 0; i < to->n_words; i++)
        to->words[i] &= from->words[i];
}

bool assay_bitset_equal(const assay_bitset *a, const assay_bitset *b)
{
    return memcmp(a->words, b->words, a->n_words * sizeof(uint64_t)) == 0;
}

bool assay_bitset_subset(const assay_bitset *a, const assay_bitset *b)
{
    for (size_t i = 0; i < a->n_words; i++)
        if ((a->words[i] & ~b->words[i]) != 0)
            return false;
    return true;
}

size_t assay_bitset_count(const assay_bitset *set)
{
    size_t n = 0;
    for (size_t i = 0; i < set->n_words; i++)
        n += (size_t)__builtin_popcountll(set->words[i]);
    return n;
}

/* SPDX-License-Identifier: MIT */
/* The words of a canonical text, with names as plain text: what tells which objects it mentions.
 * Internal to this folder. */
#ifndef ASSAY_WORDS_H
#define ASSAY_WORDS_H

#include "catalog/catalog.h"

typedef struct assay_word {
    const char *text; /* a name without its quotes; else the token as it is */
    bool name;        /* a name or a keyword */
    const char *at;   /* where it stands in the text it was read from; NULL: in a literal there */
    size_t length;
} assay_word;

typedef struct assay_words {
    assay_word *items;
    size_t n;
    size_t capacity;
} assay_words;

/* Appends the words of a text; what a literal cast to regclass names counts as words too. Stops at
 * what is no token. False if memory is gone. */
bool assay_words_add(assay_words *words, assay_arena *arena, assay_dialect dialect,
                     const char *text);

bool assay_word_is(const assay_word *word, const char *text);

/* True if the attribute's text may name other objects. A body does where the server keeps it parsed
 * (BEGIN ATOMIC, RETURN): what it prints then follows renames. */
bool assay_attribute_names(assay_kind kind, size_t attribute, const char *value);

#endif

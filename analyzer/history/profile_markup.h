/* SPDX-License-Identifier: MIT */
/* Writing XML elements, one a line, with whatever bytes their texts hold. */
#ifndef ASSAY_PROFILE_MARKUP_H
#define ASSAY_PROFILE_MARKUP_H

#include <stdbool.h>

#include "base/buffer.h"

enum { ASSAY_MARKUP_PAIRS = 48 };

typedef struct assay_markup_pair {
    const char *name;
    const char *value;
} assay_markup_pair;

/* An element's name, attributes and child elements that hold text; all borrowed. */
typedef struct assay_markup_element {
    const char *name;
    assay_markup_pair attributes[ASSAY_MARKUP_PAIRS];
    size_t n_attributes;
    assay_markup_pair texts[ASSAY_MARKUP_PAIRS];
    size_t n_texts;
} assay_markup_element;

typedef struct assay_markup {
    assay_buffer text;
    int depth;
} assay_markup;

/* NULL values are left out. */
void assay_markup_attribute(assay_markup_element *element, const char *name, const char *value);
void assay_markup_text(assay_markup_element *element, const char *name, const char *value);
/* Writes it, marked escaped="yes" if XML cannot hold one of its texts. open: elements follow in it,
 * then assay_markup_close. */
void assay_markup_write(assay_markup *markup, const assay_markup_element *element, bool open);
/* An element that holds nothing but a text. */
void assay_markup_leaf(assay_markup *markup, const char *name, const char *text);
void assay_markup_open(assay_markup *markup, const char *name);
void assay_markup_close(assay_markup *markup, const char *name);

/* True for "sha256:" and 64 hexadecimal digits: the hash in place of a text. */
bool assay_markup_is_hash(const char *value);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Lanes drawn with characters, as `git log --graph` does. A lane takes two columns: its own, and
 * what is between it and the next one. The rows are asked for from the first to the last, each for
 * what is above it, its own line and what is below it, in this order.
 */
#ifndef ASSAY_HISTORY_DRAWING_H
#define ASSAY_HISTORY_DRAWING_H

#include "base/buffer.h"
#include "history/lanes.h"

typedef struct assay_drawing {
    const assay_lanes *lanes;
    const char *const *lines; /* a character for each way of crossing */
    size_t *until; /* for each lane: the row in which what runs in it ends; 0: nothing does */
    unsigned char *cells;
} assay_drawing;

/* False if memory is gone. Lives in the arena. */
bool assay_drawing_init(assay_drawing *drawing, assay_arena *arena, const assay_lanes *lanes,
                        bool unicode);
/* Appends the line above the row, in which other lanes join that of its revision, if there is one.
 */
void assay_drawing_above(const assay_drawing *drawing, size_t row, assay_buffer *out);
/* Appends what is left of the sign of the row's revision, and what is right of it; after the line
 * below: of what stands in its lane before the next row. */
void assay_drawing_row(const assay_drawing *drawing, size_t row, assay_buffer *left,
                       assay_buffer *right);
/* Appends the line below the row, in which lanes to its further parents begin, if there is one. */
void assay_drawing_below(assay_drawing *drawing, size_t row, assay_buffer *out);

#endif

/* SPDX-License-Identifier: MIT */
/* Reading texts of the actual side with the renames undone that were found. Internal to this
 * folder. */
#ifndef ASSAY_UNDO_H
#define ASSAY_UNDO_H

#include "verdict/rename.h"

typedef struct assay_renaming {
    const assay_object *expected, *actual;
} assay_renaming;

/* What undoing took, so that a report can say so. */
typedef struct assay_undone {
    const assay_renaming *items[8];
    size_t n;
} assay_undone;

/* Two names that stand at the same place of two texts that are equal but for such. */
typedef struct assay_swap {
    const char *expected, *actual;
} assay_swap;

typedef struct assay_undo {
    assay_arena *arena;   /* borrowed */
    assay_arena *scratch; /* owned: the words of two texts */
    assay_dialect dialect;
    assay_map *by_name; /* of the names that the actual side has; NULL while there are none */
} assay_undo;

/* False if memory is gone. */
bool assay_undo_open(assay_undo *undo, assay_arena *arena, assay_dialect dialect);
void assay_undo_close(assay_undo *undo);

assay_status assay_undo_add(assay_undo *undo, const assay_object *expected,
                            const assay_object *actual, assay_error *err);

/* True if the attribute is the same on both sides but for names that were renamed; adds to `undone`
 * whose they are. */
assay_status assay_undo_equal(bool *out, assay_undo *undo, const assay_object *expected,
                              const assay_object *actual, int attribute, assay_undone *undone,
                              assay_error *err);

/* The names by which two texts differ that are otherwise the same; *count is 0 if more differs. The
 * swaps live until the next call. */
assay_status assay_undo_swaps(assay_swap **out, size_t *count, assay_undo *undo,
                              const assay_object *expected, const assay_object *actual,
                              int attribute, assay_error *err);

/* Gives an actual item the expected names: in its key and in its texts. */
assay_status assay_undo_item(assay_undo *undo, assay_item *item, assay_error *err);

/* True if any text of the object holds the name. */
bool assay_object_mentions(const assay_object *object, const char *name);

#endif

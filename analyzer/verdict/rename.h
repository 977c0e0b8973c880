/* SPDX-License-Identifier: MIT */
/* Recognising renamed objects by their structure (DESIGN 4). Internal to this folder. */
#ifndef ASSAY_RENAME_H
#define ASSAY_RENAME_H

#include "catalog/catalog.h"

/* A column among those of its table (place.h). */
typedef enum assay_place { ASSAY_PLACE_UNKNOWN, ASSAY_PLACE_SAME, ASSAY_PLACE_MOVED } assay_place;

/* An actual object under the names it is compared by: those of the expected catalog where its
 * table, its schema or what it mentions was renamed. `as` shares the strings, and its values where
 * they need no rewriting. */
typedef struct assay_item {
    assay_object as;
    const assay_object *object; /* as it really is */
    struct assay_item *pair;    /* the item of the other side, or NULL */
    double confidence;          /* of `renamed` */
    bool renamed;
    bool excused; /* stands alone, and that is no difference */
    assay_place place;
} assay_item;

/* Both arrays in seal order of the objects as they really are. */
typedef struct assay_sides {
    assay_item *expected, *actual;
    size_t n_expected, n_actual;
    assay_arena *arena;
    bool history; /* one of them is one: partitions go by parent, not by name */
} assay_sides;

struct assay_undo;

/* Less than this is no rename. */
#define ASSAY_RENAME_LEAST 0.5

/* Pairs what has the same kind and key. */
void assay_items_join(assay_sides *sides);

/* Pairs what stands alone on both sides and is the same under another name, kind by kind: what
 * others mention first, so that their texts can be read with those renames undone. */
assay_status assay_rename_all(assay_sides *sides, struct assay_undo *undo, assay_error *err);

/* A table is recognised by its columns and by what else is in it (rename_table.c), a column by its
 * type, its place and what mentions it (rename_column.c). */
assay_status assay_rename_tables(assay_kind kind, assay_sides *sides, struct assay_undo *undo,
                                 assay_error *err);
assay_status assay_rename_columns(assay_sides *sides, struct assay_undo *undo, assay_error *err);

assay_status assay_rename_pair(assay_item *expected, assay_item *actual, double confidence,
                               struct assay_undo *undo, assay_error *err);

/* The columns below the relation at this place of an array: they follow it, sorted by name. Returns
 * the first one's place. */
size_t assay_items_columns(const assay_item *items, size_t n, size_t relation, size_t *count);

/* How much two names look alike: the share of the longer one that they begin and end with alike. */
double assay_name_likeness(const char *a, const char *b);

#endif

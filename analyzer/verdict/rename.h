/* SPDX-License-Identifier: MIT */
/* Recognising renamed objects by their structure (DESIGN 4). Internal to this folder. */
#ifndef ASSAY_RENAME_H
#define ASSAY_RENAME_H

#include "catalog/catalog.h"

/* An actual object under the names it is compared by: those of the expected catalog where a table
 * was renamed. `as` shares the strings, and its values where they need no rewriting. */
typedef struct assay_item {
    assay_object as;
    const assay_object *object; /* as it really is */
    struct assay_item *pair;    /* the item of the other side, or NULL */
    bool renamed;
    bool excused; /* stands alone, and that is no difference */
} assay_item;

/* Finds expected tables that are missing and whose columns an unexpected table has (at least three
 * quarters of name and type, at least two), and rewrites the items below such a table, and
 * references to it, to the expected names. Both arrays are in seal order; `actual` is sorted again.
 */
assay_status assay_rename_tables(assay_item *expected, size_t n_expected, assay_item *actual,
                                 size_t n_actual, assay_arena *arena, assay_error *err);

/* Pairs what is left over on both sides in one relation with one structure; also a primary key with
 * whatever primary key its table has. */
assay_status assay_rename_objects(assay_item *expected, size_t n_expected, assay_item *actual,
                                  size_t n_actual, assay_arena *arena, assay_error *err);

/* Partitions come and go in operation, with the month in their name: a partition that stands alone
 * is excused if the other side has one of the same parent, both the default one or both not. */
void assay_excuse_partitions(assay_item *expected, size_t n_expected, assay_item *actual,
                             size_t n_actual);

/* Pairs what has the same kind and key. Both sorted. */
void assay_items_join(assay_item *expected, size_t n_expected, assay_item *actual, size_t n_actual);

#endif

/* SPDX-License-Identifier: MIT */
#include "verdict/place.h"

#include <stdlib.h>
#include <string.h>

long assay_position(const assay_item *column)
{
    const char *text = column->object->values[ASSAY_column_position];
    return text == NULL ? 0 : strtol(text, NULL, 10);
}

static bool beside(const assay_item *column, const assay_item *other)
{
    return other->object->kind == ASSAY_KIND_column &&
           strcmp(other->object->relation, column->object->relation) == 0 &&
           strcmp(other->object->schema, column->object->schema) == 0;
}

/* The paired columns of its table that stand before it. A table's columns are neighbours in the
 * array, whatever their order. */
static size_t count_before(const assay_item *items, size_t n, const assay_item *column)
{
    long position = assay_position(column);
    size_t place = (size_t)(column - items), count = 0;
    for (size_t i = place; i > 0 && beside(column, &items[i - 1]); i--)
        count += items[i - 1].pair != NULL && assay_position(&items[i - 1]) < position;
    for (size_t i = place + 1; i < n && beside(column, &items[i]); i++)
        count += items[i].pair != NULL && assay_position(&items[i]) < position;
    return count;
}

bool assay_same_place(const assay_sides *sides, const assay_item *expected)
{
    const assay_item *actual = expected->pair;
    if (actual == NULL || assay_position(expected) == 0 || assay_position(actual) == 0)
        return false;
    return count_before(sides->expected, sides->n_expected, expected) ==
           count_before(sides->actual, sides->n_actual, actual);
}

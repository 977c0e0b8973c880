/* SPDX-License-Identifier: MIT */
/*
 * The columns that stand are the longest run of columns that both sides have in the same order. Of
 * runs of one length the choice must not depend on which side is asked first: each column adds a
 * number made of its name.
 */
#include "verdict/place.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct placed {
    assay_item *item;
    long expected, actual;
    uint64_t weight; /* of the best run that ends here */
    size_t before;   /* the one before it in that run, or its own number */
} placed;

long assay_position(const assay_item *column)
{
    const char *text = column->object->values[ASSAY_column_position];
    return text == NULL ? 0 : strtol(text, NULL, 10);
}

static int compare_places(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    return (x->expected > y->expected) - (x->expected < y->expected);
}

/* One for the count, in the upper half, and a fraction that hardly any two sums share. */
static uint64_t weight_of(const char *name)
{
    uint32_t h = 2166136261u;
    for (; *name != '\0'; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return ((uint64_t)1 << 48) + h;
}

static bool same_relation(const assay_item *a, const assay_item *b)
{
    const assay_object *x = a->object, *y = b->object;
    return x->kind == y->kind && strcmp(x->schema, y->schema) == 0 &&
           strcmp(x->relation, y->relation) == 0;
}

static size_t places_of(placed *places, assay_item *items, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (items[i].pair == NULL)
            continue;
        placed p = {.item = &items[i],
                    .expected = assay_position(&items[i]),
                    .actual = assay_position(items[i].pair)};
        if (p.expected > 0 && p.actual > 0)
            places[count++] = p;
    }
    qsort(places, count, sizeof *places, compare_places);
    return count;
}

static bool in_order(const placed *places, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (places[i].actual <= places[i - 1].actual)
            return false;
    return true;
}

/* Marks the heaviest run; quadratic in what one table holds, and only where its order differs. */
static void mark_standing(placed *places, size_t n)
{
    size_t best = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t longest = 0;
        places[i].before = i;
        for (size_t k = 0; k < i; k++) {
            if (places[k].actual < places[i].actual && places[k].weight > longest) {
                longest = places[k].weight;
                places[i].before = k;
            }
        }
        places[i].weight = longest + weight_of(places[i].item->as.name);
        if (places[i].weight > places[best].weight)
            best = i;
    }
    for (size_t i = 0; i < n; i++)
        places[i].item->place = ASSAY_PLACE_MOVED;
    for (size_t i = best;; i = places[i].before) {
        places[i].item->place = ASSAY_PLACE_SAME;
        if (places[i].before == i)
            break;
    }
}

assay_status assay_place_columns(assay_sides *sides, assay_error *err)
{
    placed *places = NULL;
    size_t capacity = 0;
    assay_item *items = sides->expected;
    for (size_t i = 0, end; i < sides->n_expected; i = end) {
        for (end = i + 1; end < sides->n_expected && same_relation(&items[i], &items[end]);)
            end++;
        if (items[i].object->kind != ASSAY_KIND_column)
            continue;
        places = assay_arena_grow(sides->arena, places, &capacity, end - i, sizeof *places);
        if (places == NULL)
            return assay_fail_nomem(err);
        size_t n = places_of(places, &items[i], end - i);
        if (n > 0 && !in_order(places, n))
            mark_standing(places, n);
        else
            for (size_t k = 0; k < n; k++)
                places[k].item->place = ASSAY_PLACE_SAME;
    }
    return ASSAY_OK;
}

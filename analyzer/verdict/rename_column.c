/* SPDX-License-Identifier: MIT */
/*
 * Renamed columns. The type must be the same; evidence is the structure, the place among the
 * columns that both sides have, and what mentions the column: an index, a key or a check that is
 * the same but for its name. A wrong rename is worse than a missing and an unexpected column, so
 * nothing is said where two columns fit equally well.
 */
#include <stdlib.h>
#include <string.h>

#include "verdict/place.h"
#include "verdict/undo.h"

/* Pairs of columns of one table; more would be a table that shares nothing but its name. */
enum { MAX_PAIRS = 10000 };

typedef struct lone {
    assay_item *item;
    long position;                     /* 0: unknown */
    const assay_item *before, *behind; /* the nearest columns that both sides have, or NULL */
    size_t place, places;              /* among the lone columns between these two */
} lone;

/* The columns of one table on one side. */
typedef struct columns {
    lone *items; /* those that stand alone, by position */
    size_t n;
    bool placed; /* all positions are known */
} columns;

typedef struct candidate {
    size_t expected, actual; /* places in the lists of lone columns */
    double sure;
} candidate;

typedef struct search {
    assay_sides *sides;
    assay_undo *undo;
    assay_map *swaps; /* "expected\x1factual": witnesses; NULL before the first table needs them */
    columns expected, actual;
    candidate *items;
    size_t n, capacity;
} search;

/* ---- witnesses ---- */

typedef struct witness {
    struct witness *next;
    const assay_object *object;
} witness;

static const char *swap_key(assay_arena *arena, const char *expected, const char *actual)
{
    return assay_arena_printf(arena, "%s\x1f%s", expected, actual);
}

static assay_status add_witness(search *s, const assay_swap *swap, const assay_object *object,
                                assay_error *err)
{
    assay_arena *arena = s->sides->arena;
    const char *key = swap_key(arena, swap->expected, swap->actual);
    witness *w = assay_arena_alloc(arena, sizeof *w);
    if (key == NULL || w == NULL)
        return assay_fail_nomem(err);
    *w = (witness){assay_map_find(s->swaps, key), object};
    return assay_map_put(s->swaps, key, w) ? ASSAY_OK : assay_fail_nomem(err);
}

static assay_status find_witnesses_in(search *s, const assay_item *item, assay_error *err)
{
    const assay_object *e = item->object, *a = item->pair->object;
    size_t n_attributes = assay_kind_get(e->kind)->n_attributes;
    for (size_t i = 0; i < n_attributes; i++) {
        assay_swap *swaps;
        size_t n;
        if (assay_attribute_equal(e, a, (int)i) != ASSAY_DIFFERENT)
            continue;
        assay_status status = assay_undo_swaps(&swaps, &n, s->undo, e, a, (int)i, err);
        for (size_t k = 0; k < n && status == ASSAY_OK; k++) {
            assay_swap kept = {assay_arena_strdup(s->sides->arena, swaps[k].expected),
                               assay_arena_strdup(s->sides->arena, swaps[k].actual)};
            status = kept.expected == NULL || kept.actual == NULL ? assay_fail_nomem(err)
                                                                  : add_witness(s, &kept, a, err);
        }
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

static assay_status find_witnesses(search *s, assay_error *err)
{
    assay_status status = ASSAY_OK;
    s->swaps = assay_map_new(s->sides->arena);
    if (s->swaps == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < s->sides->n_expected && status == ASSAY_OK; i++)
        if (s->sides->expected[i].pair != NULL)
            status = find_witnesses_in(s, &s->sides->expected[i], err);
    return status;
}

static bool witnessed(const search *s, const assay_object *e, const assay_object *a)
{
    const char *key = swap_key(s->sides->arena, e->name, a->name);
    const witness *w = key == NULL ? NULL : assay_map_find(s->swaps, key);
    for (; w != NULL; w = w->next)
        if (strcmp(w->object->relation, a->relation) == 0 ||
            assay_object_mentions(w->object, a->relation))
            return true;
    return false;
}

/* ---- places ---- */

static int by_position(const void *a, const void *b)
{
    const lone *x = a, *y = b;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return strcmp(x->item->object->name, y->item->object->name);
}

/* Keeps those that stand alone, each with its neighbours that do not. */
static void place_lone(columns *c)
{
    const assay_item *before = NULL;
    size_t kept = 0, first = 0;
    for (size_t i = 0; i < c->n; i++) {
        lone column = c->items[i];
        if (column.item->pair == NULL) {
            column.before = before;
            column.place = kept - first;
            c->items[kept++] = column;
        }
        if (column.item->pair == NULL && i + 1 < c->n)
            continue;
        bool ends = column.item->pair == NULL;
        for (size_t k = first; k < kept; k++) {
            c->items[k].behind = ends ? NULL : column.item;
            c->items[k].places = kept - first;
        }
        before = column.item;
        first = kept;
    }
    c->n = kept;
}

static assay_status read_columns(columns *out, assay_item *items, size_t n, size_t relation,
                                 assay_arena *arena, assay_error *err)
{
    size_t count, first = assay_items_columns(items, n, relation, &count);
    *out = (columns){assay_arena_calloc(arena, count + 1, sizeof(lone)), 0, true};
    if (out->items == NULL)
        return assay_fail_nomem(err);
    for (size_t i = first; i < first + count; i++) {
        if (assay_object_implied(items[i].object))
            continue;
        out->items[out->n++] = (lone){.item = &items[i], .position = assay_position(&items[i])};
        out->placed &= assay_position(&items[i]) > 0;
    }
    if (out->n > 1)
        qsort(out->items, out->n, sizeof *out->items, by_position);
    place_lone(out);
    return ASSAY_OK;
}

/* ---- how sure ---- */

static assay_status same_attribute(bool *out, search *s, const assay_object *e,
                                   const assay_object *a, size_t attribute, assay_error *err)
{
    assay_undone undone = {.n = 0};
    *out = assay_attribute_equal(e, a, (int)attribute) != ASSAY_DIFFERENT;
    return *out ? ASSAY_OK : assay_undo_equal(out, s->undo, e, a, (int)attribute, &undone, err);
}

static assay_status same_structure(bool *out, search *s, const assay_object *e,
                                   const assay_object *a, assay_error *err)
{
    assay_status status = ASSAY_OK;
    *out = true;
    for (size_t i = 0; i < ASSAY_column_COUNT && *out && status == ASSAY_OK; i++)
        if (assay_attribute_compared(ASSAY_KIND_column, (int)i, ASSAY_COMPARE_DEFAULT))
            status = same_attribute(out, s, e, a, i, err);
    return status;
}

typedef enum place { UNKNOWN, ELSEWHERE, AT_THE_END, BETWEEN } place;

/* No column can be added between others, only behind the last one. */
static place compare_places(const search *s, const lone *e, const lone *a)
{
    if (!s->expected.placed || !s->actual.placed)
        return UNKNOWN;
    const assay_item *before = e->before == NULL ? NULL : e->before->pair;
    const assay_item *behind = e->behind == NULL ? NULL : e->behind->pair;
    if (before != a->before || behind != a->behind)
        return ELSEWHERE;
    return behind == NULL ? AT_THE_END : BETWEEN;
}

/* Figures by what can have made such a pair besides a rename; `alike`: so are the names. */
static double judge(place where, bool structure, bool seen, bool aligned, bool alike)
{
    switch (where) {
    case ELSEWHERE:
        return seen && structure ? 0.6 : 0;
    case BETWEEN:
        if (seen)
            return structure ? 0.99 : 0.95;
        if (aligned)
            return structure ? 0.95 : 0.8;
        return structure ? (alike ? 0.8 : 0.6) : 0;
    case AT_THE_END:
    case UNKNOWN:
        if (seen)
            return structure ? 0.97 : 0.9;
        return structure ? (alike ? 0.85 : 0.7) : 0;
    }
    return 0;
}

static assay_status consider(search *s, size_t e, size_t a, assay_error *err)
{
    const lone *x = &s->expected.items[e], *y = &s->actual.items[a];
    const assay_object *m = x->item->object, *u = y->item->object;
    bool type, structure;
    assay_status status = same_attribute(&type, s, m, u, ASSAY_column_type, err);
    if (status != ASSAY_OK || !type)
        return status;
    status = same_structure(&structure, s, m, u, err);
    if (status != ASSAY_OK)
        return status;
    bool aligned = x->places == y->places && x->place == y->place;
    bool alike = assay_name_likeness(m->name, u->name) >= 0.5;
    place where = compare_places(s, x, y);
    if (where == BETWEEN && x->places == y->places && !aligned)
        return ASSAY_OK; /* renames keep the order */
    candidate c = {e, a, judge(where, structure, witnessed(s, m, u), aligned, alike)};
    if (c.sure < ASSAY_RENAME_LEAST)
        return ASSAY_OK;
    candidate *items =
        assay_arena_grow(s->sides->arena, s->items, &s->capacity, s->n + 1, sizeof *items);
    if (items == NULL)
        return assay_fail_nomem(err);
    s->items = items;
    items[s->n++] = c;
    return ASSAY_OK;
}

/* ---- choosing ---- */

static int compare_candidates(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->sure > y->sure || x->sure < y->sure)
        return x->sure > y->sure ? -1 : 1;
    if (x->expected != y->expected)
        return x->expected < y->expected ? -1 : 1;
    return x->actual < y->actual ? -1 : x->actual > y->actual;
}

/* True if another candidate for one of the two, as good as this one, is still free. */
static bool has_rival(const search *s, const candidate *c)
{
    for (size_t i = 0; i < s->n; i++) {
        const candidate *r = &s->items[i];
        bool same = (r->expected == c->expected) != (r->actual == c->actual);
        if (same && r->sure >= c->sure && s->expected.items[r->expected].item->pair == NULL &&
            s->actual.items[r->actual].item->pair == NULL)
            return true;
    }
    return false;
}

static assay_status choose(search *s, assay_error *err)
{
    assay_status status = ASSAY_OK;
    if (s->n > 1)
        qsort(s->items, s->n, sizeof *s->items, compare_candidates);
    for (size_t i = 0; i < s->n && status == ASSAY_OK; i++) {
        assay_item *e = s->expected.items[s->items[i].expected].item;
        assay_item *a = s->actual.items[s->items[i].actual].item;
        if (e->pair == NULL && a->pair == NULL && !has_rival(s, &s->items[i]))
            status = assay_rename_pair(e, a, s->items[i].sure, s->undo, err);
    }
    return status;
}

static bool has_lone_column(const assay_item *items, size_t n, size_t relation)
{
    size_t count, first = assay_items_columns(items, n, relation, &count);
    for (size_t i = 0; i < count; i++)
        if (items[first + i].pair == NULL && !assay_object_implied(items[first + i].object))
            return true;
    return false;
}

static assay_status rename_in(search *s, size_t expected, size_t actual, assay_error *err)
{
    assay_sides *sides = s->sides;
    if (!has_lone_column(sides->expected, sides->n_expected, expected) ||
        !has_lone_column(sides->actual, sides->n_actual, actual))
        return ASSAY_OK;
    assay_status status = s->swaps != NULL ? ASSAY_OK : find_witnesses(s, err);
    if (status == ASSAY_OK)
        status = read_columns(&s->expected, sides->expected, sides->n_expected, expected,
                              sides->arena, err);
    if (status == ASSAY_OK)
        status =
            read_columns(&s->actual, sides->actual, sides->n_actual, actual, sides->arena, err);
    if (status != ASSAY_OK || s->actual.n == 0 || s->expected.n > MAX_PAIRS / s->actual.n)
        return status;
    s->n = 0;
    for (size_t e = 0; e < s->expected.n; e++)
        for (size_t a = 0; a < s->actual.n && status == ASSAY_OK; a++)
            status = consider(s, e, a, err);
    return status != ASSAY_OK ? status : choose(s, err);
}

assay_status assay_rename_columns(assay_sides *sides, assay_undo *undo, assay_error *err)
{
    search s = {.sides = sides, .undo = undo};
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < sides->n_expected && status == ASSAY_OK; i++) {
        const assay_item *relation = &sides->expected[i];
        if (relation->pair != NULL && relation->object->relation[0] == '\0')
            status = rename_in(&s, i, (size_t)(relation->pair - sides->actual), err);
    }
    return status;
}

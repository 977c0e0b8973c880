/* SPDX-License-Identifier: MIT */
/*
 * Renamed tables. A table is recognised by its columns (name and type), at least two of them, with
 * the other objects in it as further evidence. Nothing is said where two tables fit equally well.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "verdict/undo.h"

/* What two tables share of their columns; or, with fewer of them, of all that is in them.
 * Candidates that are nearer to one another than the last are told apart by their names, or not at
 * all. */
static const double LEAST_COLUMNS = 0.75, LEAST_OF_THEM = 0.5, LEAST_ALL = 0.65, NEAR = 0.1;

typedef struct candidate {
    size_t expected, actual; /* places of the tables */
    double share;            /* of what both have in what either has */
    double likeness;         /* of the names */
    size_t n_shared;         /* objects of both */
    bool partition;          /* the same partition of the same parent */
} candidate;

typedef struct search {
    assay_sides *sides;
    assay_undo *undo;
    candidate *items;
    size_t n, capacity;
} search;

/* ---- what two tables share ---- */

static assay_status share_columns(size_t *shared, size_t *total, const search *s, size_t e,
                                  size_t a, assay_error *err)
{
    const assay_sides *sides = s->sides;
    size_t n_e, n_a;
    size_t i = assay_items_columns(sides->expected, sides->n_expected, e, &n_e);
    size_t j = assay_items_columns(sides->actual, sides->n_actual, a, &n_a);
    *shared = 0;
    for (size_t end_i = i + n_e, end_j = j + n_a; i < end_i && j < end_j;) {
        const assay_object *x = sides->expected[i].object, *y = sides->actual[j].object;
        int order = strcmp(x->name, y->name);
        bool both = order == 0 && !assay_object_implied(x);
        bool same = both && assay_attribute_equal(x, y, ASSAY_column_type) == ASSAY_EQUAL;
        assay_undone undone = {.n = 0};
        assay_status status = ASSAY_OK;
        if (both && !same)
            status = assay_undo_equal(&same, s->undo, x, y, ASSAY_column_type, &undone, err);
        if (status != ASSAY_OK)
            return status;
        *shared += same;
        i += order <= 0;
        j += order >= 0;
    }
    *total = n_e + n_a - *shared;
    return ASSAY_OK;
}

/* The structures of what else is in the table, sorted. */
static assay_hash *structures(size_t *count, const assay_item *items, size_t n, size_t table,
                              assay_arena *arena)
{
    const assay_object *t = items[table].object;
    size_t end = table + 1;
    while (end < n && strcmp(items[end].object->relation, t->name) == 0 &&
           strcmp(items[end].object->schema, t->schema) == 0)
        end++;
    assay_hash *list = assay_arena_calloc(arena, end - table, sizeof *list);
    *count = 0;
    for (size_t i = table + 1; list != NULL && i < end; i++)
        if (items[i].object->kind != ASSAY_KIND_column)
            list[(*count)++] = assay_object_structure(items[i].object);
    return list;
}

static int compare_hashes(const void *a, const void *b)
{
    return assay_hash_compare(a, b);
}

static assay_status share_others(size_t *shared, size_t *total, const search *s, size_t e, size_t a,
                                 assay_error *err)
{
    size_t n_e, n_a;
    assay_arena *arena = s->undo->scratch;
    assay_arena_reset(arena);
    assay_hash *x = structures(&n_e, s->sides->expected, s->sides->n_expected, e, arena);
    assay_hash *y = structures(&n_a, s->sides->actual, s->sides->n_actual, a, arena);
    if (x == NULL || y == NULL)
        return assay_fail_nomem(err);
    if (n_e > 1)
        qsort(x, n_e, sizeof *x, compare_hashes);
    if (n_a > 1)
        qsort(y, n_a, sizeof *y, compare_hashes);
    *shared = 0;
    for (size_t i = 0, j = 0; i < n_e && j < n_a;) {
        int order = assay_hash_compare(&x[i], &y[j]);
        *shared += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    *total = n_e + n_a - *shared;
    return ASSAY_OK;
}

static bool same_partition(const assay_sides *sides, const assay_object *e, const assay_object *a)
{
    const char *parent = assay_partition_parent(e), *bound = assay_partition_bound(e);
    const char *other_parent = assay_partition_parent(a), *other_bound = assay_partition_bound(a);
    return !sides->history && parent != NULL && bound != NULL && other_parent != NULL &&
           other_bound != NULL && strcmp(parent, other_parent) == 0 &&
           strcmp(bound, other_bound) == 0;
}

/* Columns weigh three times what the rest does. */
static assay_status compare_tables(search *s, size_t e, size_t a, assay_error *err)
{
    const assay_object *x = s->sides->expected[e].object, *y = s->sides->actual[a].object;
    size_t columns, n_columns, others = 0, n_others = 0;
    candidate c = {.expected = e, .actual = a, .partition = same_partition(s->sides, x, y)};
    assay_status status = share_columns(&columns, &n_columns, s, e, a, err);
    if (status != ASSAY_OK)
        return status;
    double share = n_columns == 0 ? 0 : (double)columns / (double)n_columns;
    if (!c.partition && (columns < 2 || share < LEAST_OF_THEM))
        return ASSAY_OK;
    status = share_others(&others, &n_others, s, e, a, err);
    if (status != ASSAY_OK)
        return status;
    c.n_shared = columns + others;
    c.share = n_others == 0 ? share : (3 * share + (double)others / (double)n_others) / 4;
    if (!c.partition && share < LEAST_COLUMNS && c.share < LEAST_ALL)
        return ASSAY_OK;
    if (c.partition)
        c.share = 1;
    c.likeness = assay_name_likeness(x->name, y->name);
    candidate *items =
        assay_arena_grow(s->sides->arena, s->items, &s->capacity, s->n + 1, sizeof *items);
    if (items == NULL)
        return assay_fail_nomem(err);
    s->items = items;
    items[s->n++] = c;
    return ASSAY_OK;
}

/* ---- choosing ---- */

/* The nearest first; ties by position, so that the answer does not depend on luck. */
static int compare_candidates(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->share > y->share || x->share < y->share)
        return x->share > y->share ? -1 : 1;
    if (x->likeness > y->likeness || x->likeness < y->likeness)
        return x->likeness > y->likeness ? -1 : 1;
    if (x->expected != y->expected)
        return x->expected < y->expected ? -1 : 1;
    return x->actual < y->actual ? -1 : x->actual > y->actual;
}

/* How sure it is beside the others for either table that are still free; candidates are sorted. */
static double confidence_of(const search *s, const candidate *c)
{
    const assay_item *e = s->sides->expected, *a = s->sides->actual;
    /* Two columns are in many tables, ten alike in one. */
    double sure = c->partition ? 0.97 : c->share * (1 - 1 / (double)(2 * c->n_shared + 2));
    for (size_t i = 0; i < s->n; i++) {
        const candidate *rival = &s->items[i];
        bool same = (rival->expected == c->expected) != (rival->actual == c->actual);
        if (!same || rival->share < c->share - NEAR || e[rival->expected].pair != NULL ||
            a[rival->actual].pair != NULL)
            continue;
        if (rival->likeness >= c->likeness)
            return 0;
        sure = sure < 0.7 ? sure : 0.7;
    }
    return sure;
}

static assay_status choose(search *s, assay_error *err)
{
    assay_status status = ASSAY_OK;
    if (s->n > 1)
        qsort(s->items, s->n, sizeof *s->items, compare_candidates);
    for (size_t i = 0; i < s->n && status == ASSAY_OK; i++) {
        assay_item *e = &s->sides->expected[s->items[i].expected];
        assay_item *a = &s->sides->actual[s->items[i].actual];
        if (e->pair != NULL || a->pair != NULL)
            continue;
        double sure = confidence_of(s, &s->items[i]);
        if (sure >= ASSAY_RENAME_LEAST)
            status = assay_rename_pair(e, a, sure, s->undo, err);
    }
    return status;
}

static size_t *lone_tables(size_t *count, assay_kind kind, const assay_item *items, size_t n,
                           bool partitions, assay_arena *arena)
{
    size_t *list = assay_arena_calloc(arena, n + 1, sizeof *list);
    *count = 0;
    for (size_t i = 0; list != NULL && i < n; i++)
        if (items[i].pair == NULL && items[i].object->kind == kind &&
            (partitions || assay_partition_parent(items[i].object) == NULL))
            list[(*count)++] = i;
    return list;
}

assay_status assay_rename_tables(assay_kind kind, assay_sides *sides, assay_undo *undo,
                                 assay_error *err)
{
    search s = {.sides = sides, .undo = undo};
    size_t n_missing, n_extra;
    size_t *missing = lone_tables(&n_missing, kind, sides->expected, sides->n_expected,
                                  !sides->history, sides->arena);
    size_t *extra =
        lone_tables(&n_extra, kind, sides->actual, sides->n_actual, !sides->history, sides->arena);
    if (missing == NULL || extra == NULL)
        return assay_fail_nomem(err);
    /* Two unrelated schemas of thousands of tables are no case for renames. */
    if (n_missing == 0 || n_extra == 0 || n_missing > ASSAY_MAX_RENAMES / n_extra)
        return ASSAY_OK;
    for (size_t i = 0; i < n_missing; i++)
        for (size_t j = 0; j < n_extra; j++) {
            assay_status status = compare_tables(&s, missing[i], extra[j], err);
            if (status != ASSAY_OK)
                return status;
        }
    return choose(&s, err);
}

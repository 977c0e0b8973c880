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

/* A table that stands alone. */
typedef struct lone {
    size_t place;           /* of its item */
    assay_hash *structures; /* of what else than columns is in it, sorted */
    size_t n_structures;
    size_t first; /* of the candidates that it is part of; the others follow by `next` */
} lone;

/* The end of such a list. */
static const size_t NONE = (size_t)-1;

typedef struct candidate {
    size_t expected, actual; /* places in the lists of lone tables */
    size_t next[2];          /* candidates of the same expected, of the same actual table */
    double share;            /* of what both have in what either has */
    double likeness;         /* of the names */
    size_t n_shared;         /* objects of both */
    bool partition;          /* the same partition of the same parent */
} candidate;

typedef struct search {
    assay_sides *sides;
    assay_undo *undo;
    lone *expected, *actual;
    size_t n_expected, n_actual;
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

static void share_others(size_t *shared, size_t *total, const lone *e, const lone *a)
{
    *shared = 0;
    for (size_t i = 0, j = 0; i < e->n_structures && j < a->n_structures;) {
        int order = assay_hash_compare(&e->structures[i], &a->structures[j]);
        *shared += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    *total = e->n_structures + a->n_structures - *shared;
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
static assay_status compare_tables(search *s, size_t expected, size_t actual, assay_error *err)
{
    const lone *e = &s->expected[expected], *a = &s->actual[actual];
    const assay_object *x = s->sides->expected[e->place].object;
    const assay_object *y = s->sides->actual[a->place].object;
    size_t columns, n_columns, others = 0, n_others = 0;
    candidate c = {
        .expected = expected, .actual = actual, .partition = same_partition(s->sides, x, y)};
    assay_status status = share_columns(&columns, &n_columns, s, e->place, a->place, err);
    if (status != ASSAY_OK)
        return status;
    double share = n_columns == 0 ? 0 : (double)columns / (double)n_columns;
    if (!c.partition && (columns < 2 || share < LEAST_OF_THEM))
        return ASSAY_OK;
    share_others(&others, &n_others, e, a);
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

static assay_item *expected_of(const search *s, const candidate *c)
{
    return &s->sides->expected[s->expected[c->expected].place];
}

static assay_item *actual_of(const search *s, const candidate *c)
{
    return &s->sides->actual[s->actual[c->actual].place];
}

/* Looks for another candidate as near for one of the two tables, by the list that starts there:
 * false if one is as alike in name; *near if there is any. */
static bool stands_out(const search *s, const candidate *c, size_t first, int list, bool *near)
{
    for (size_t i = first; i != NONE; i = s->items[i].next[list]) {
        const candidate *rival = &s->items[i];
        if (rival == c || rival->share < c->share - NEAR || expected_of(s, rival)->pair != NULL ||
            actual_of(s, rival)->pair != NULL)
            continue;
        *near = true;
        if (rival->likeness >= c->likeness)
            return false;
    }
    return true;
}

/* How sure it is beside the others for either table that are still free. */
static double confidence_of(const search *s, const candidate *c)
{
    bool near = false;
    if (!stands_out(s, c, s->expected[c->expected].first, 0, &near) ||
        !stands_out(s, c, s->actual[c->actual].first, 1, &near))
        return 0;
    /* Two columns are in many tables, ten alike in one. */
    double sure = c->partition ? 0.97 : c->share * (1 - 1 / (double)(2 * c->n_shared + 2));
    return near && sure > 0.7 ? 0.7 : sure;
}

static void link_candidates(search *s)
{
    for (size_t i = s->n; i-- > 0;) {
        candidate *c = &s->items[i];
        c->next[0] = s->expected[c->expected].first;
        c->next[1] = s->actual[c->actual].first;
        s->expected[c->expected].first = s->actual[c->actual].first = i;
    }
}

static assay_status choose(search *s, assay_error *err)
{
    assay_status status = ASSAY_OK;
    if (s->n > 1)
        qsort(s->items, s->n, sizeof *s->items, compare_candidates);
    link_candidates(s);
    for (size_t i = 0; i < s->n && status == ASSAY_OK; i++) {
        assay_item *e = expected_of(s, &s->items[i]), *a = actual_of(s, &s->items[i]);
        if (e->pair != NULL || a->pair != NULL)
            continue;
        double sure = confidence_of(s, &s->items[i]);
        if (sure >= ASSAY_RENAME_LEAST)
            status = assay_rename_pair(e, a, sure, s->undo, err);
    }
    return status;
}

/* ---- the tables that stand alone ---- */

static int compare_hashes(const void *a, const void *b)
{
    return assay_hash_compare(a, b);
}

static bool read_structures(lone *out, const assay_item *items, size_t n, assay_arena *arena)
{
    const assay_object *t = items[out->place].object;
    size_t end = out->place + 1;
    while (end < n && strcmp(items[end].object->relation, t->name) == 0 &&
           strcmp(items[end].object->schema, t->schema) == 0)
        end++;
    out->structures = assay_arena_calloc(arena, end - out->place, sizeof *out->structures);
    if (out->structures == NULL)
        return false;
    for (size_t i = out->place + 1; i < end; i++)
        if (items[i].object->kind != ASSAY_KIND_column)
            out->structures[out->n_structures++] = assay_object_structure(items[i].object);
    if (out->n_structures > 1)
        qsort(out->structures, out->n_structures, sizeof *out->structures, compare_hashes);
    return true;
}

static lone *lone_tables(size_t *count, assay_kind kind, const assay_item *items, size_t n,
                         bool partitions, assay_arena *arena)
{
    lone *list = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        if (items[i].pair != NULL || items[i].object->kind != kind ||
            (!partitions && assay_partition_parent(items[i].object) != NULL))
            continue;
        list = assay_arena_grow(arena, list, &capacity, *count + 1, sizeof *list);
        if (list == NULL)
            return NULL;
        list[(*count)++] = (lone){.place = i, .first = NONE};
    }
    return list != NULL ? list : assay_arena_alloc(arena, sizeof *list);
}

static assay_status read_all(search *s, assay_error *err)
{
    const assay_sides *sides = s->sides;
    bool ok = true;
    for (size_t i = 0; i < s->n_expected && ok; i++)
        ok = read_structures(&s->expected[i], sides->expected, sides->n_expected, sides->arena);
    for (size_t i = 0; i < s->n_actual && ok; i++)
        ok = read_structures(&s->actual[i], sides->actual, sides->n_actual, sides->arena);
    return ok ? ASSAY_OK : assay_fail_nomem(err);
}

assay_status assay_rename_tables(assay_kind kind, assay_sides *sides, assay_undo *undo,
                                 assay_error *err)
{
    search s = {.sides = sides, .undo = undo};
    s.expected = lone_tables(&s.n_expected, kind, sides->expected, sides->n_expected,
                             !sides->history, sides->arena);
    s.actual = lone_tables(&s.n_actual, kind, sides->actual, sides->n_actual, !sides->history,
                           sides->arena);
    if (s.expected == NULL || s.actual == NULL)
        return assay_fail_nomem(err);
    /* Two unrelated schemas of thousands of tables are no case for renames. */
    if (s.n_expected == 0 || s.n_actual == 0 || s.n_expected > ASSAY_MAX_RENAMES / s.n_actual)
        return ASSAY_OK;
    assay_status status = read_all(&s, err);
    for (size_t i = 0; i < s.n_expected; i++)
        for (size_t j = 0; j < s.n_actual && status == ASSAY_OK; j++)
            status = compare_tables(&s, i, j, err);
    return status != ASSAY_OK ? status : choose(&s, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * Renamed objects. What stands alone on both sides is taken kind by kind: with the renames found so
 * far undone it may be there after all, else it is recognised by its structure within its place.
 */
#include "verdict/rename.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "verdict/undo.h"

/* What another name of the only one of its structure is worth. */
static const double SPECIFIC = 0.97, VAGUE = 0.7;

void assay_items_join(assay_sides *s)
{
    for (size_t e = 0, a = 0; e < s->n_expected && a < s->n_actual;) {
        int order = assay_object_compare(&s->expected[e].as, &s->actual[a].as);
        if (order == 0) {
            s->expected[e].pair = &s->actual[a];
            s->actual[a].pair = &s->expected[e];
        }
        e += order <= 0;
        a += order >= 0;
    }
}

size_t assay_items_columns(const assay_item *items, size_t n, size_t relation, size_t *count)
{
    const assay_object *table = items[relation].object;
    size_t first = 0, i = relation + 1;
    *count = 0;
    for (; i < n && strcmp(items[i].object->relation, table->name) == 0 &&
           strcmp(items[i].object->schema, table->schema) == 0;
         i++)
        if (items[i].object->kind == ASSAY_KIND_column && (*count)++ == 0)
            first = i;
    return first;
}

double assay_name_likeness(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), most = n > m ? n : m, least = n < m ? n : m;
    size_t head = 0, tail = 0;
    while (head < least && a[head] == b[head])
        head++;
    while (tail < least - head && a[n - 1 - tail] == b[m - 1 - tail])
        tail++;
    return most == 0 ? 1 : (double)(head + tail) / (double)most;
}

assay_status assay_rename_pair(assay_item *expected, assay_item *actual, double confidence,
                               assay_undo *undo, assay_error *err)
{
    expected->pair = actual;
    actual->pair = expected;
    actual->renamed = true;
    actual->confidence = confidence;
    return assay_undo_add(undo, expected->object, actual->object, err);
}

/* ---- schemas ---- */

/* The objects of a schema that are in no relation, as a run of the array and by kind and name. */
static assay_map *names_in(const assay_item *items, size_t n, const char *schema,
                           assay_arena *arena, size_t *count)
{
    assay_map *map = assay_map_new(arena);
    *count = 0;
    for (size_t i = 0; map != NULL && i < n; i++) {
        const assay_object *o = items[i].object;
        if (o->relation[0] != '\0' || strcmp(o->schema, schema) != 0)
            continue;
        const char *key = assay_arena_printf(arena, "%d.%s", (int)o->kind, o->name);
        if (key == NULL || !assay_map_put(map, key, map))
            return NULL;
        ++*count;
    }
    return map;
}

/* The share of what both schemas hold that has the same kind and name in both. */
static assay_status schema_likeness(double *out, const assay_sides *s, const char *expected,
                                    const char *actual, assay_error *err)
{
    size_t n_e, n_a, shared = 0;
    const assay_map *map = names_in(s->expected, s->n_expected, expected, s->arena, &n_e);
    if (map == NULL || names_in(s->actual, s->n_actual, actual, s->arena, &n_a) == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < s->n_actual; i++) {
        const assay_object *o = s->actual[i].object;
        if (o->relation[0] != '\0' || strcmp(o->schema, actual) != 0)
            continue;
        const char *key = assay_arena_printf(s->arena, "%d.%s", (int)o->kind, o->name);
        if (key == NULL)
            return assay_fail_nomem(err);
        shared += assay_map_find(map, key) != NULL;
    }
    *out = shared < 2 ? 0 : (double)shared / (double)(n_e + n_a - shared);
    return ASSAY_OK;
}

static assay_item *lone_schema(assay_item *items, size_t n, size_t *count)
{
    assay_item *found = NULL;
    *count = 0;
    for (size_t i = 0; i < n && items[i].object->schema[0] == '\0'; i++)
        if (items[i].object->kind == ASSAY_KIND_schema && items[i].pair == NULL &&
            !items[i].excused) {
            found = &items[i];
            ++*count;
        }
    return found;
}

/* Only where there is no choice: one schema is missing, and one is unexpected. */
static assay_status rename_schema(assay_sides *s, assay_undo *undo, assay_error *err)
{
    size_t n_e, n_a;
    assay_item *e = lone_schema(s->expected, s->n_expected, &n_e);
    assay_item *a = lone_schema(s->actual, s->n_actual, &n_a);
    if (n_e != 1 || n_a != 1)
        return ASSAY_OK;
    double likeness;
    assay_status status = schema_likeness(&likeness, s, e->object->name, a->object->name, err);
    if (status != ASSAY_OK || likeness < 0.75)
        return status;
    return assay_rename_pair(e, a, likeness, undo, err);
}

/* ---- one kind ---- */

typedef struct twin {
    assay_hash structure;
    assay_item *item;
} twin;

typedef struct twins {
    twin *items;
    size_t n;
} twins;

static int compare_key(const assay_object *x, const assay_object *y)
{
    int order = strcmp(x->schema, y->schema);
    return order != 0 ? order : strcmp(x->relation, y->relation);
}

static int by_key(const void *a, const void *b)
{
    const twin *x = a, *y = b;
    int order = compare_key(&x->item->as, &y->item->as);
    return order != 0 ? order : strcmp(x->item->as.name, y->item->as.name);
}

static int compare_structure(const twin *x, const twin *y)
{
    int order = compare_key(&x->item->as, &y->item->as);
    return order != 0 ? order : assay_hash_compare(&x->structure, &y->structure);
}

static int by_structure(const void *a, const void *b)
{
    int order = compare_structure(a, b);
    return order != 0 ? order : by_key(a, b);
}

static void drop_paired(twins *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].item->pair == NULL)
            list->items[kept++] = list->items[i];
    list->n = kept;
}

static void sort(twins *list, int (*order)(const void *, const void *))
{
    if (list->n > 1)
        qsort(list->items, list->n, sizeof *list->items, order);
}

/* What has the same key once renames are undone is no rename of its own. */
static void join_keys(twins *expected, twins *actual)
{
    sort(expected, by_key);
    sort(actual, by_key);
    for (size_t e = 0, a = 0; e < expected->n && a < actual->n;) {
        int order = by_key(&expected->items[e], &actual->items[a]);
        if (order == 0) {
            expected->items[e].item->pair = actual->items[a].item;
            actual->items[a].item->pair = expected->items[e].item;
        }
        e += order <= 0;
        a += order >= 0;
    }
    drop_paired(expected);
    drop_paired(actual);
}

static size_t run_length(const twins *list, size_t from, int (*compare)(const twin *, const twin *))
{
    size_t end = from + 1;
    while (end < list->n && compare(&list->items[from], &list->items[end]) == 0)
        end++;
    return end - from;
}

/* Several of one structure: which is which matters only where queries use the name. */
static double confidence_of(assay_kind kind, size_t n_expected, size_t n_actual)
{
    const assay_kind_info *info = assay_kind_get(kind);
    size_t most = n_expected > n_actual ? n_expected : n_actual;
    if (info->twin == ASSAY_TWIN_VAGUE)
        return most == 1 ? VAGUE : 0;
    if (most == 1)
        return SPECIFIC;
    return info->renamed == ASSAY_SEVERITY_COSMETIC ? ASSAY_RENAME_LEAST : 0;
}

static assay_status pair_by_structure(twins *expected, twins *actual, assay_undo *undo,
                                      assay_error *err)
{
    assay_status status = ASSAY_OK;
    sort(expected, by_structure);
    sort(actual, by_structure);
    for (size_t e = 0, a = 0; e < expected->n && a < actual->n && status == ASSAY_OK;) {
        int order = compare_structure(&expected->items[e], &actual->items[a]);
        if (order != 0) {
            e += order < 0;
            a += order > 0;
            continue;
        }
        size_t n_e = run_length(expected, e, compare_structure);
        size_t n_a = run_length(actual, a, compare_structure);
        double sure = confidence_of(expected->items[e].item->as.kind, n_e, n_a);
        for (size_t i = 0; i < n_e && i < n_a && sure > 0 && status == ASSAY_OK; i++)
            status = assay_rename_pair(expected->items[e + i].item, actual->items[a + i].item, sure,
                                       undo, err);
        e += n_e;
        a += n_a;
    }
    drop_paired(expected);
    drop_paired(actual);
    return status;
}

static int compare_moved(const twin *x, const twin *y)
{
    int order = strcmp(x->item->as.name, y->item->as.name);
    return order != 0 ? order : assay_hash_compare(&x->structure, &y->structure);
}

static int by_name(const void *a, const void *b)
{
    int order = compare_moved(a, b);
    return order != 0 ? order : by_key(a, b);
}

/* What is the same under the same name, but in another schema, was moved there. What lives in a
 * relation is where that one is. */
static assay_status pair_moved(twins *expected, twins *actual, assay_undo *undo, assay_error *err)
{
    assay_status status = ASSAY_OK;
    if (expected->items[0].item->as.relation[0] != '\0')
        return ASSAY_OK;
    sort(expected, by_name);
    sort(actual, by_name);
    for (size_t e = 0, a = 0; e < expected->n && a < actual->n && status == ASSAY_OK;) {
        int order = compare_moved(&expected->items[e], &actual->items[a]);
        size_t n_e = order > 0 ? 0 : run_length(expected, e, compare_moved);
        size_t n_a = order < 0 ? 0 : run_length(actual, a, compare_moved);
        if (n_e == 1 && n_a == 1)
            status = assay_rename_pair(expected->items[e].item, actual->items[a].item, SPECIFIC,
                                       undo, err);
        e += n_e;
        a += n_a;
    }
    drop_paired(expected);
    drop_paired(actual);
    return status;
}

/* A table has one primary key: another one under another name is that one, changed. */
static assay_status pair_primary_keys(twins *expected, twins *actual, assay_undo *undo,
                                      assay_error *err)
{
    assay_status status = ASSAY_OK;
    sort(expected, by_key);
    sort(actual, by_key);
    for (size_t e = 0, a = 0; e < expected->n && a < actual->n && status == ASSAY_OK;) {
        assay_item *x = expected->items[e].item, *y = actual->items[a].item;
        int order = compare_key(&x->as, &y->as);
        if (order == 0)
            status = assay_rename_pair(x, y, 1, undo, err);
        e += order <= 0;
        a += order >= 0;
    }
    return status;
}

/* Finds what is there after all once the renames found so far are undone. */
static assay_status undo_kind(twins *expected, twins *actual, assay_undo *undo, assay_error *err)
{
    assay_status status = ASSAY_OK;
    if (undo->by_name == NULL)
        return ASSAY_OK;
    for (size_t i = 0; i < actual->n && status == ASSAY_OK; i++)
        status = assay_undo_item(undo, actual->items[i].item, err);
    if (status == ASSAY_OK)
        join_keys(expected, actual);
    return status;
}

static assay_status rename_kind(assay_kind kind, twins *expected, twins *actual, assay_sides *sides,
                                assay_undo *undo, assay_error *err)
{
    assay_status status = undo_kind(expected, actual, undo, err);
    if (status != ASSAY_OK)
        return status;
    if (kind == ASSAY_KIND_table || kind == ASSAY_KIND_foreign_table)
        return assay_rename_tables(kind, sides, undo, err);
    if (kind == ASSAY_KIND_column)
        return assay_rename_columns(sides, undo, err);
    if (assay_kind_get(kind)->twin == ASSAY_TWIN_NONE || expected->n == 0 || actual->n == 0)
        return ASSAY_OK;
    for (size_t i = 0; i < expected->n; i++)
        expected->items[i].structure = assay_object_structure(&expected->items[i].item->as);
    for (size_t i = 0; i < actual->n; i++)
        actual->items[i].structure = assay_object_structure(&actual->items[i].item->as);
    status = pair_moved(expected, actual, undo, err);
    if (status == ASSAY_OK)
        status = pair_by_structure(expected, actual, undo, err);
    if (status == ASSAY_OK && kind == ASSAY_KIND_primary_key)
        status = pair_primary_keys(expected, actual, undo, err);
    return status;
}

/* ---- all kinds ---- */

/* What stands alone, by kind: objects that are implied, or those that are not. */
static assay_status collect(twins out[ASSAY_KINDS], bool implied, assay_item *items, size_t n,
                            assay_arena *arena, assay_error *err)
{
    size_t counts[ASSAY_KINDS] = {0};
    for (size_t i = 0; i < n; i++)
        counts[items[i].object->kind] += items[i].pair == NULL;
    for (int k = 0; k < ASSAY_KINDS; k++) {
        out[k] = (twins){assay_arena_calloc(arena, counts[k] + 1, sizeof(twin)), 0};
        if (out[k].items == NULL)
            return assay_fail_nomem(err);
    }
    for (size_t i = 0; i < n; i++)
        if (items[i].pair == NULL && assay_object_implied(items[i].object) == implied) {
            twins *list = &out[items[i].object->kind];
            list->items[list->n++] = (twin){.item = &items[i]};
        }
    return ASSAY_OK;
}

static assay_status collect_both(twins expected[ASSAY_KINDS], twins actual[ASSAY_KINDS],
                                 bool implied, assay_sides *s, assay_error *err)
{
    assay_status status = collect(expected, implied, s->expected, s->n_expected, s->arena, err);
    return status != ASSAY_OK ? status
                              : collect(actual, implied, s->actual, s->n_actual, s->arena, err);
}

/* The kinds that others' texts name, or that others live in, ahead of the order of the kinds
 * table. */
static const assay_kind first[] = {ASSAY_KIND_foreign_server, ASSAY_KIND_enum,
                                   ASSAY_KIND_composite,      ASSAY_KIND_domain,
                                   ASSAY_KIND_range,          ASSAY_KIND_collation,
                                   ASSAY_KIND_table,          ASSAY_KIND_foreign_table,
                                   ASSAY_KIND_column,         ASSAY_KIND_sequence,
                                   ASSAY_KIND_function,       ASSAY_KIND_procedure,
                                   ASSAY_KIND_view,           ASSAY_KIND_materialized_view};
enum { N_FIRST = sizeof first / sizeof *first };

static bool is_first(assay_kind kind)
{
    for (size_t i = 0; i < N_FIRST; i++)
        if (first[i] == kind)
            return true;
    return false;
}

assay_status assay_rename_all(assay_sides *sides, assay_undo *undo, assay_error *err)
{
    twins expected[ASSAY_KINDS], actual[ASSAY_KINDS];
    assay_status status = rename_schema(sides, undo, err);
    if (status == ASSAY_OK)
        status = collect_both(expected, actual, false, sides, err);
    for (size_t i = 0; i < N_FIRST && status == ASSAY_OK; i++) {
        /* Columns are told apart by what else is in their tables. */
        for (int k = 0; first[i] == ASSAY_KIND_column && k < ASSAY_KINDS && status == ASSAY_OK; k++)
            status = undo_kind(&expected[k], &actual[k], undo, err);
        if (status == ASSAY_OK)
            status =
                rename_kind(first[i], &expected[first[i]], &actual[first[i]], sides, undo, err);
    }
    for (int k = 0; k < ASSAY_KINDS && status == ASSAY_OK; k++)
        if (!is_first((assay_kind)k))
            status = rename_kind((assay_kind)k, &expected[k], &actual[k], sides, undo, err);
    /* What is implied has no name but its relation's. */
    if (status == ASSAY_OK)
        status = collect_both(expected, actual, true, sides, err);
    for (int k = 0; k < ASSAY_KINDS && status == ASSAY_OK; k++)
        status = undo_kind(&expected[k], &actual[k], undo, err);
    return status;
}

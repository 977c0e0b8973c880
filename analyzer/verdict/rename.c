/* SPDX-License-Identifier: MIT */
/*
 * Renamed objects. A table is recognised by its columns, everything else by its structure within
 * its table. What was paired here is reported as renamed, once, and what lies below a renamed table
 * is compared under the expected name.
 */
#include "verdict/rename.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static int compare_items(const void *a, const void *b)
{
    const assay_item *x = a, *y = b;
    return assay_object_compare(&x->as, &y->as);
}

void assay_items_join(assay_item *expected, size_t n_expected, assay_item *actual, size_t n_actual)
{
    for (size_t i = 0; i < n_expected; i++)
        expected[i].pair = NULL;
    for (size_t i = 0; i < n_actual; i++)
        actual[i].pair = NULL;
    for (size_t e = 0, a = 0; e < n_expected && a < n_actual;) {
        int order = assay_object_compare(&expected[e].as, &actual[a].as);
        if (order == 0) {
            expected[e].pair = &actual[a];
            actual[a].pair = &expected[e];
        }
        e += order <= 0;
        a += order >= 0;
    }
}

/* ---- tables ---- */

typedef struct candidate {
    size_t expected, actual; /* indexes of tables */
    size_t shared, total;    /* columns of both, columns of either */
} candidate;

static bool below(const assay_item *item, const assay_item *table, assay_kind kind)
{
    return item->as.kind == kind && strcmp(item->as.relation, table->as.name) == 0 &&
           strcmp(item->as.schema, table->as.schema) == 0;
}

/* Columns follow their table in seal order, sorted by name. */
static size_t columns_of(const assay_item *items, size_t n, size_t table, size_t *count)
{
    size_t first = table + 1;
    while (first < n && !below(&items[first], &items[table], ASSAY_KIND_column) &&
           strcmp(items[first].as.schema, items[table].as.schema) == 0 &&
           strcmp(items[first].as.relation, items[table].as.name) == 0)
        first++;
    size_t last = first;
    while (last < n && below(&items[last], &items[table], ASSAY_KIND_column))
        last++;
    *count = last - first;
    return first;
}

static candidate compare_columns(const assay_item *expected, size_t n_expected, size_t e,
                                 const assay_item *actual, size_t n_actual, size_t a)
{
    size_t n_e, n_a;
    size_t i = columns_of(expected, n_expected, e, &n_e);
    size_t j = columns_of(actual, n_actual, a, &n_a);
    candidate c = {e, a, 0, n_e + n_a};
    for (size_t end_i = i + n_e, end_j = j + n_a; i < end_i && j < end_j;) {
        int order = strcmp(expected[i].as.name, actual[j].as.name);
        if (order == 0 && !assay_object_implied(&expected[i].as) &&
            assay_attribute_equal(&expected[i].as, &actual[j].as, ASSAY_column_type) ==
                ASSAY_EQUAL) {
            c.shared++;
            c.total--;
        }
        i += order <= 0;
        j += order >= 0;
    }
    return c;
}

/* The nearest first; ties by position, so that the answer does not depend on luck. */
static int compare_candidates(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    size_t l = x->shared * y->total, r = y->shared * x->total;
    if (l != r)
        return l > r ? -1 : 1;
    if (x->expected != y->expected)
        return x->expected < y->expected ? -1 : 1;
    return x->actual < y->actual ? -1 : x->actual > y->actual;
}

static const char *renamed_reference(const char *value, const char *from, const char *to,
                                     assay_arena *arena)
{
    size_t n = strlen(from);
    if (value == NULL || strncmp(value, from, n) != 0 || (value[n] != '\0' && value[n] != '.'))
        return value;
    return assay_arena_printf(arena, "%s%s", to, value + n);
}

/* Foreign keys to a renamed table, and sequences owned by its columns, follow it. */
static assay_status rewrite_references(assay_item *item, const char *from, const char *to,
                                       assay_arena *arena, assay_error *err)
{
    static const struct {
        assay_kind kind;
        int attribute;
    } references[] = {
        {ASSAY_KIND_foreign_key, ASSAY_foreign_key_references},
        {ASSAY_KIND_sequence, ASSAY_sequence_owned_by},
        {ASSAY_KIND_table, ASSAY_table_partition_of},
    };
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        if (references[i].kind != item->as.kind)
            continue;
        int attribute = references[i].attribute;
        const char *value = item->as.values[attribute];
        const char *now = renamed_reference(value, from, to, arena);
        if (now == value)
            continue;
        size_t n = assay_kind_get(item->as.kind)->n_attributes;
        const char **values = assay_arena_calloc(arena, n, sizeof *values);
        if (values == NULL || now == NULL)
            return assay_fail_nomem(err);
        memcpy(values, item->as.values, n * sizeof *values);
        values[attribute] = now;
        item->as.values = values;
    }
    return ASSAY_OK;
}

static assay_status rename_table(const assay_item *expected, assay_item *table, assay_item *actual,
                                 size_t n_actual, assay_arena *arena, assay_error *err)
{
    assay_buffer from = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME), to = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name(&from, &table->as);
    assay_object_name(&to, &expected->as);
    const char *schema = table->as.schema, *name = table->as.name;
    assay_status status = assay_buffer_check(&from, err);
    for (size_t i = 0; i < n_actual && status == ASSAY_OK; i++) {
        assay_object *as = &actual[i].as;
        if (strcmp(as->schema, schema) == 0 && strcmp(as->relation, name) == 0) {
            as->schema = expected->as.schema;
            as->relation = expected->as.name;
        }
        status = rewrite_references(&actual[i], assay_buffer_text(&from), assay_buffer_text(&to),
                                    arena, err);
    }
    table->as.schema = expected->as.schema;
    table->as.name = expected->as.name;
    table->renamed = true;
    assay_buffer_release(&from);
    assay_buffer_release(&to);
    return status;
}

static size_t unpaired_tables(size_t *out, const assay_item *items, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (items[i].pair == NULL && items[i].as.kind == ASSAY_KIND_table)
            out[count++] = i;
    return count;
}

assay_status assay_rename_tables(assay_item *expected, size_t n_expected, assay_item *actual,
                                 size_t n_actual, assay_arena *arena, assay_error *err)
{
    size_t *missing = assay_arena_calloc(arena, n_expected + 1, sizeof *missing);
    size_t *extra = assay_arena_calloc(arena, n_actual + 1, sizeof *extra);
    if (missing == NULL || extra == NULL)
        return assay_fail_nomem(err);
    size_t n_missing = unpaired_tables(missing, expected, n_expected);
    size_t n_extra = unpaired_tables(extra, actual, n_actual);
    /* Two unrelated schemas of thousands of tables are no case for renames. */
    if (n_missing == 0 || n_extra == 0 || n_missing > ASSAY_MAX_RENAMES / n_extra)
        return ASSAY_OK;
    candidate *candidates = assay_arena_calloc(arena, n_missing * n_extra, sizeof *candidates);
    if (candidates == NULL)
        return assay_fail_nomem(err);
    size_t n = 0;
    for (size_t i = 0; i < n_missing; i++) {
        for (size_t j = 0; j < n_extra; j++) {
            candidate c =
                compare_columns(expected, n_expected, missing[i], actual, n_actual, extra[j]);
            if (c.shared >= 2 && c.shared * 4 >= c.total * 3)
                candidates[n++] = c;
        }
    }
    if (n == 0)
        return ASSAY_OK;
    qsort(candidates, n, sizeof *candidates, compare_candidates);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        assay_item *e = &expected[candidates[i].expected], *a = &actual[candidates[i].actual];
        if (e->renamed || a->renamed)
            continue;
        e->renamed = true;
        status = rename_table(e, a, actual, n_actual, arena, err);
    }
    for (size_t i = 0; i < n_missing; i++)
        expected[missing[i]].renamed = false;
    qsort(actual, n_actual, sizeof *actual, compare_items);
    return status;
}

/* ---- partitions ---- */

static bool is_default(const assay_object *partition)
{
    const char *bound = partition->values[ASSAY_table_bound];
    return bound != NULL && strcmp(bound, "DEFAULT") == 0;
}

static const char *parent_of(const assay_item *item)
{
    return item->as.kind == ASSAY_KIND_table ? item->as.values[ASSAY_table_partition_of] : NULL;
}

static bool has_sibling(const assay_item *items, size_t n, const assay_item *partition)
{
    for (size_t i = 0; i < n; i++) {
        const char *parent = parent_of(&items[i]);
        if (parent != NULL && strcmp(parent, parent_of(partition)) == 0 &&
            is_default(&items[i].as) == is_default(&partition->as))
            return true;
    }
    return false;
}

static void excuse(assay_item *items, size_t n, const assay_item *others, size_t n_others)
{
    for (size_t i = 0; i < n; i++)
        if (items[i].pair == NULL && parent_of(&items[i]) != NULL)
            items[i].excused = has_sibling(others, n_others, &items[i]);
}

void assay_excuse_partitions(assay_item *expected, size_t n_expected, assay_item *actual,
                             size_t n_actual)
{
    excuse(expected, n_expected, actual, n_actual);
    excuse(actual, n_actual, expected, n_expected);
}

/* ---- everything else ---- */

typedef struct twin {
    assay_hash structure;
    assay_item *item;
} twin;

static int compare_place(const twin *x, const twin *y)
{
    int order = (int)x->item->as.kind - (int)y->item->as.kind;
    if (order == 0)
        order = strcmp(x->item->as.schema, y->item->as.schema);
    if (order == 0)
        order = strcmp(x->item->as.relation, y->item->as.relation);
    return order;
}

static int compare_structure(const twin *x, const twin *y)
{
    int order = compare_place(x, y);
    return order != 0 ? order : assay_hash_compare(&x->structure, &y->structure);
}

static int compare_twins(const void *a, const void *b)
{
    const twin *x = a, *y = b;
    int order = compare_structure(x, y);
    return order != 0 ? order : strcmp(x->item->as.name, y->item->as.name);
}

static twin *collect(size_t *count, assay_item *items, size_t n, assay_arena *arena)
{
    twin *twins = assay_arena_calloc(arena, n + 1, sizeof *twins);
    *count = 0;
    for (size_t i = 0; twins != NULL && i < n; i++) {
        const assay_object *o = &items[i].as;
        /* Tables have been paired by their columns. */
        if (items[i].pair == NULL && o->kind != ASSAY_KIND_table && !assay_object_implied(o) &&
            assay_kind_get(o->kind)->twin != ASSAY_TWIN_NONE)
            twins[(*count)++] = (twin){assay_object_structure(o), &items[i]};
    }
    if (twins != NULL && *count > 0)
        qsort(twins, *count, sizeof *twins, compare_twins);
    return twins;
}

static size_t run_length(const twin *twins, size_t from, size_t n)
{
    size_t end = from + 1;
    while (end < n && compare_structure(&twins[from], &twins[end]) == 0)
        end++;
    return end - from;
}

static void pair(assay_item *e, assay_item *a)
{
    e->pair = a;
    a->pair = e;
    a->renamed = true;
}

static void pair_by_structure(twin *expected, size_t n_expected, twin *actual, size_t n_actual)
{
    for (size_t e = 0, a = 0; e < n_expected && a < n_actual;) {
        int order = compare_structure(&expected[e], &actual[a]);
        if (order != 0) {
            e += order < 0;
            a += order > 0;
            continue;
        }
        size_t n_e = run_length(expected, e, n_expected), n_a = run_length(actual, a, n_actual);
        /* A column's structure says little: only if there is no choice. */
        bool specific = assay_kind_get(expected[e].item->as.kind)->twin == ASSAY_TWIN_SPECIFIC;
        for (size_t i = 0; i < n_e && i < n_a && (specific || (n_e == 1 && n_a == 1)); i++)
            pair(expected[e + i].item, actual[a + i].item);
        e += n_e;
        a += n_a;
    }
}

/* A table has one primary key: another one under another name is that one, changed. */
static void pair_primary_keys(twin *expected, size_t n_expected, twin *actual, size_t n_actual)
{
    for (size_t e = 0, a = 0; e < n_expected && a < n_actual;) {
        int order = compare_place(&expected[e], &actual[a]);
        if (order == 0 && expected[e].item->as.kind == ASSAY_KIND_primary_key &&
            expected[e].item->pair == NULL && actual[a].item->pair == NULL)
            pair(expected[e].item, actual[a].item);
        e += order <= 0;
        a += order >= 0;
    }
}

assay_status assay_rename_objects(assay_item *expected, size_t n_expected, assay_item *actual,
                                  size_t n_actual, assay_arena *arena, assay_error *err)
{
    size_t n_e, n_a;
    twin *e = collect(&n_e, expected, n_expected, arena);
    twin *a = collect(&n_a, actual, n_actual, arena);
    if (e == NULL || a == NULL)
        return assay_fail_nomem(err);
    pair_by_structure(e, n_e, a, n_a);
    pair_primary_keys(e, n_e, a, n_a);
    return ASSAY_OK;
}

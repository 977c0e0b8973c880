/* SPDX-License-Identifier: MIT */
/* The catalog that the matched set expects, and who made each object what it is. */
#include "match/expected.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/weight.h"

typedef struct expectation {
    assay_object *object;
    size_t revision;
    int64_t cost;
    uint32_t born; /* the step that created it: columns stand in that order */
} expectation;

/* A history may hold the hash of a text in its place; if it is that of the observed text, that is
 * the text. */
static const char *text_of(const assay_value *value, const assay_object *observed, int attribute)
{
    const char *text = value->values[attribute];
    bool same = text != NULL && observed != NULL && observed->values[attribute] != NULL &&
                ((value->unknown | observed->unknown) >> attribute & 1) == 0 &&
                assay_value_equals(value, observed, attribute);
    return same ? observed->values[attribute] : text;
}

static uint32_t birth_of(const assay_match *match, const assay_model *m, size_t unit_index)
{
    uint32_t born = 0;
    const assay_values *values = &m->values;
    for (uint32_t i = values->first_step[m->unit[unit_index]]; i != ASSAY_NONE;
         i = values->steps[i].next)
        if (values->steps[i].before.values == NULL && values->steps[i].after.values != NULL &&
            assay_bitset_has(&match->smallest, values->steps[i].revision))
            born = i;
    return born;
}

static assay_status add_object(expectation *out, assay_match *match, const assay_model *m,
                               size_t unit_index, size_t touch, assay_error *err)
{
    const assay_name *unit = &m->lineages.units.items[m->unit[unit_index]];
    const assay_step *step = &m->values.steps[m->step[touch]];
    const assay_value *value = &step->after;
    assay_kind kind = (assay_kind)unit->kind;
    const char *schema = value->schema, *relation = "";
    if (unit->relation != ASSAY_NONE && !assay_kind_is_relation(kind))
        assay_model_relation_name(m, unit->relation, &match->smallest, &schema, &relation);
    assay_object *object =
        assay_catalog_add(match->expected, kind, schema, relation, value->name, err);
    if (object == NULL)
        return err == NULL ? ASSAY_NOMEM : err->code;
    const assay_object *observed = assay_observed(&m->observation, m->unit[unit_index], value);
    size_t n = assay_kind_get(kind)->n_attributes;
    for (size_t i = 0; i < n; i++) {
        if (value->values[i] == NULL)
            continue;
        assay_status status = assay_object_set(match->expected, object, (int)i,
                                               text_of(value, observed, (int)i), err);
        if (status != ASSAY_OK)
            return status;
    }
    *out = (expectation){object, step->revision, match->costs[unit_index],
                         birth_of(match, m, unit_index)};
    object->unknown = value->unknown;
    if (value->unknown != 0)
        object->reason = "the profile does not say";
    return ASSAY_OK;
}

/* The seal order; of two objects with one key the one that explains the catalog better first. */
static int compare_expectations(const void *a, const void *b)
{
    const expectation *x = a, *y = b;
    int order = assay_object_compare(x->object, y->object);
    if (order != 0)
        return order;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (x->revision > y->revision) - (x->revision < y->revision);
}

static int compare_births(const void *a, const void *b)
{
    const expectation *x = a, *y = b;
    return (x->born > y->born) - (x->born < y->born);
}

/* The rank of each column of one relation, as readers give it: not where columns are inherited.
 * Sorts the columns by birth. */
static assay_status number_columns(assay_catalog *catalog, const assay_object *table,
                                   expectation *columns, size_t n, assay_error *err)
{
    assay_status status = ASSAY_OK;
    if (table != NULL && table->kind == ASSAY_KIND_table &&
        table->values[ASSAY_table_inherits] != NULL)
        return ASSAY_OK;
    qsort(columns, n, sizeof *columns, compare_births);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        assay_object *column = columns[i].object;
        if (column->values[ASSAY_column_position] != NULL ||
            (column->unknown >> ASSAY_column_position & 1) != 0)
            continue;
        char text[24];
        snprintf(text, sizeof text, "%zu", i + 1);
        status = assay_object_set(catalog, column, ASSAY_column_position, text, err);
    }
    return status;
}

/* The list is sorted: what is in a relation follows it, the columns in one run. */
static assay_status number_all(assay_catalog *catalog, expectation *list, size_t n,
                               assay_error *err)
{
    const assay_object *table = NULL;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK;) {
        size_t end = i + 1;
        const assay_object *first = list[i].object;
        if (first->kind == ASSAY_KIND_table)
            table = first;
        if (first->kind == ASSAY_KIND_column) {
            while (end < n && list[end].object->kind == ASSAY_KIND_column &&
                   strcmp(list[end].object->relation, first->relation) == 0 &&
                   strcmp(list[end].object->schema, first->schema) == 0)
                end++;
            bool own = table != NULL && strcmp(table->name, first->relation) == 0;
            status = number_columns(catalog, own ? table : NULL, &list[i], end - i, err);
        }
        i = end;
    }
    return status;
}

static assay_status seal(assay_match *match, expectation *list, size_t n, assay_error *err)
{
    assay_catalog *catalog = match->expected;
    size_t kept = 0;
    if (n > 0)
        qsort(list, n, sizeof *list, compare_expectations);
    match->expected_by = assay_arena_calloc(match->arena, n + 1, sizeof *match->expected_by);
    if (match->expected_by == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && assay_object_compare(catalog->objects[kept - 1], list[i].object) == 0)
            continue;
        match->expected_by[kept] = list[i].revision;
        catalog->objects[kept++] = list[i].object;
    }
    catalog->n_objects = kept;
    assay_status status = ASSAY_OK;
    if (!match->history->listed_only)
        status = number_all(catalog, list, n, err);
    return status == ASSAY_OK ? assay_catalog_seal(catalog, err) : status;
}

assay_status assay_expected_make(assay_match *match, const assay_model *m, assay_error *err)
{
    const assay_problem *p = &m->problem;
    size_t n = 0;
    expectation *list = assay_arena_calloc(match->arena, p->n_units + 1, sizeof *list);
    match->expected = assay_catalog_new(m->history->dialect);
    if (list == NULL || match->expected == NULL)
        return assay_fail_nomem(err);
    match->expected->server_major = assay_history_server_major(m->history, &match->smallest);
    for (size_t u = 0; u < p->n_units; u++) {
        size_t touch = assay_problem_credited(p, u, &match->smallest);
        if (touch == ASSAY_NO_TOUCH || m->values.steps[m->step[touch]].after.values == NULL)
            continue;
        assay_status status = add_object(&list[n], match, m, u, touch, err);
        if (status != ASSAY_OK)
            return status;
        n++;
    }
    return seal(match, list, n, err);
}

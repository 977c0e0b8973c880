/* SPDX-License-Identifier: MIT */
/*
 * Twins: what has a name that no revision mentions, but is otherwise what the history expects and
 * does not find. A table is recognised by its columns, an object by its structure. Each serves one
 * unit only, and both sides are sorted first, so that the answer does not depend on any order of
 * reading.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "match/observe.h"
#include "match/weight.h"

/* A column that more missing tables have tells nothing about any of them. */
enum { MAX_CANDIDATES = 64 };

typedef struct posting {
    struct posting *next;
    uint32_t relation;
} posting;

typedef struct pairing {
    uint32_t relation, group;
    size_t shared;
} pairing;

typedef struct tables {
    assay_observation *o;
    assay_arena *arena;
    assay_names columns; /* name and type of columns of missing tables */
    posting **postings;  /* by column */
    size_t *lengths;
    size_t postings_capacity, lengths_capacity;
    size_t *created; /* by relation set: columns that came with it */
    size_t *shared;  /* by relation set, for the group at hand */
    pairing *pairs;
    size_t n_pairs, pairs_capacity;
} tables;

static assay_name column_key(const char *name, const char *type)
{
    return (assay_name){ASSAY_KIND_column, ASSAY_NONE, type == NULL ? "" : type, name};
}

static assay_status post(tables *t, uint32_t relation, const assay_value *value, assay_error *err)
{
    uint32_t number;
    size_t before = t->columns.n;
    assay_name key = column_key(value->name, value->values[ASSAY_column_type]);
    assay_status status = assay_names_add(&number, &t->columns, &key, err);
    if (status != ASSAY_OK)
        return status;
    if (t->columns.n > before) {
        t->postings = assay_arena_grow(t->arena, t->postings, &t->postings_capacity, t->columns.n,
                                       sizeof(posting *));
        t->lengths = t->postings == NULL
                         ? NULL
                         : assay_arena_grow(t->arena, t->lengths, &t->lengths_capacity,
                                            t->columns.n, sizeof(size_t));
        if (t->lengths == NULL)
            return assay_fail_nomem(err);
    }
    if (t->postings[number] != NULL && t->postings[number]->relation == relation)
        return ASSAY_OK;
    posting *p = assay_arena_alloc(t->arena, sizeof *p);
    if (p == NULL)
        return assay_fail_nomem(err);
    *p = (posting){t->postings[number], relation};
    t->postings[number] = p;
    t->lengths[number]++;
    return ASSAY_OK;
}

/* Lists the columns of the tables that the history has and the catalog does not. */
static assay_status post_missing(tables *t, assay_error *err)
{
    const assay_values *values = t->o->values;
    const assay_lineages *l = values->lineages;
    assay_status status = ASSAY_OK;
    for (uint32_t relation = 0; relation < l->relations.n; relation++) {
        uint32_t table = assay_lineage_relation_units(l, relation)[0];
        if (t->o->group_of[relation] != ASSAY_NONE || table == ASSAY_NONE ||
            values->first_step[table] == ASSAY_NONE)
            continue;
        uint32_t born = values->steps[values->first_step[table]].revision;
        for (uint32_t u = l->below[relation]; u != ASSAY_NONE; u = l->next_below[u]) {
            if (l->units.items[u].kind != ASSAY_KIND_column)
                continue;
            uint32_t step = values->first_step[u];
            t->created[relation] += step != ASSAY_NONE && values->steps[step].revision == born;
            for (; step != ASSAY_NONE && status == ASSAY_OK; step = values->steps[step].next)
                if (values->steps[step].after.values != NULL)
                    status = post(t, relation, &values->steps[step].after, err);
        }
    }
    return status;
}

static uint32_t column_number(const tables *t, const assay_object *object)
{
    if (object->kind != ASSAY_KIND_column || assay_object_implied(object))
        return ASSAY_NONE;
    assay_name key = column_key(object->name, object->values[ASSAY_column_type]);
    return assay_names_find(&t->columns, &key);
}

/* Counts for each missing table the columns that it shares with a group; most of the group's must
 * be among them, and half of those that the table began with. */
static assay_status compare_group(tables *t, uint32_t group, assay_error *err)
{
    const assay_observed_group *g = &t->o->groups[group];
    assay_object *const *objects = t->o->catalog->objects;
    size_t n_columns = 0;
    for (size_t i = g->first; i < g->end; i++) {
        n_columns += objects[i]->kind == ASSAY_KIND_column && !assay_object_implied(objects[i]);
        uint32_t number = column_number(t, objects[i]);
        for (posting *p = number == ASSAY_NONE ? NULL : t->postings[number];
             p != NULL && t->lengths[number] <= MAX_CANDIDATES; p = p->next)
            t->shared[p->relation]++;
    }
    for (size_t i = g->first; i < g->end; i++) {
        uint32_t number = column_number(t, objects[i]);
        for (posting *p = number == ASSAY_NONE ? NULL : t->postings[number];
             p != NULL && t->lengths[number] <= MAX_CANDIDATES; p = p->next) {
            size_t shared = t->shared[p->relation];
            t->shared[p->relation] = 0;
            if (shared < 2 || 4 * shared < 3 * n_columns || 2 * shared < t->created[p->relation])
                continue;
            pairing *grown = assay_arena_grow(t->arena, t->pairs, &t->pairs_capacity,
                                              t->n_pairs + 1, sizeof *grown);
            if (grown == NULL)
                return assay_fail_nomem(err);
            t->pairs = grown;
            grown[t->n_pairs++] = (pairing){p->relation, group, shared};
        }
    }
    return ASSAY_OK;
}

static int compare_pairs(const void *a, const void *b)
{
    const pairing *x = a, *y = b;
    if (x->shared != y->shared)
        return x->shared > y->shared ? -1 : 1;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return (x->relation > y->relation) - (x->relation < y->relation);
}

static bool holds_table(const assay_observation *o, const assay_observed_group *g)
{
    for (size_t i = g->first; i < g->end && g->relation == ASSAY_NONE; i++)
        if (o->catalog->objects[i]->kind == ASSAY_KIND_table)
            return true;
    return false;
}

assay_status assay_twin_relations(assay_observation *o, assay_arena *arena, assay_error *err)
{
    size_t n = o->values->lineages->relations.n + 1, n_strange = 0;
    tables t = {.o = o, .arena = arena};
    for (size_t i = 0; i < o->n_groups; i++)
        n_strange += holds_table(o, &o->groups[i]);
    if (n_strange == 0)
        return ASSAY_OK;
    t.columns.arena = arena;
    t.created = assay_arena_calloc(arena, n, sizeof *t.created);
    t.shared = assay_arena_calloc(arena, n, sizeof *t.shared);
    if (t.created == NULL || t.shared == NULL)
        return assay_fail_nomem(err);
    assay_status status = post_missing(&t, err);
    for (uint32_t i = 0; i < o->n_groups && status == ASSAY_OK; i++)
        if (holds_table(o, &o->groups[i]))
            status = compare_group(&t, i, err);
    if (t.n_pairs > 0)
        qsort(t.pairs, t.n_pairs, sizeof *t.pairs, compare_pairs);
    for (size_t i = 0; i < t.n_pairs && status == ASSAY_OK; i++) {
        const pairing *p = &t.pairs[i];
        if (o->group_of[p->relation] != ASSAY_NONE || o->groups[p->group].relation != ASSAY_NONE)
            continue;
        o->group_of[p->relation] = p->group;
        o->groups[p->group].relation = p->relation;
        o->renamed[p->relation] = true;
        assay_observe_group(o, p->group);
    }
    return status;
}

/* An object without a unit, or a value of a unit without an object. */
typedef struct stray {
    uint64_t hash;
    uint32_t object;
} stray;

typedef struct strays {
    assay_observation *o;
    stray *items;
    size_t n;
    bool *taken;
} strays;

static uint64_t structure_of(assay_kind kind, uint32_t relation, const char *schema,
                             const char *const *values)
{
    uint64_t h = assay_hash_bytes(schema, strlen(schema), (uint64_t)relation << 8 | (uint64_t)kind);
    size_t n = assay_kind_get(kind)->n_attributes;
    for (size_t i = 0; i < n; i++)
        if (values[i] != NULL && assay_attribute_compared(kind, (int)i, ASSAY_COMPARE_DEFAULT))
            h = assay_hash_bytes(values[i], strlen(values[i]), h + i);
    return h;
}

static bool twinable(assay_kind kind)
{
    return assay_kind_get(kind)->twin != ASSAY_TWIN_NONE && kind != ASSAY_KIND_table;
}

static int compare_strays(const void *a, const void *b)
{
    const stray *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->object > y->object) - (x->object < y->object);
}

static assay_status find_strays(strays *s, assay_arena *arena, assay_error *err)
{
    const assay_observation *o = s->o;
    s->items = assay_arena_calloc(arena, o->catalog->n_objects - o->n_named + 1, sizeof *s->items);
    s->taken = assay_arena_calloc(arena, o->catalog->n_objects + 1, sizeof *s->taken);
    if (s->items == NULL || s->taken == NULL)
        return assay_fail_nomem(err);
    for (size_t g = 0; g < o->n_groups; g++)
        for (size_t i = o->groups[g].first; i < o->groups[g].end; i++) {
            const assay_object *object = o->catalog->objects[i];
            uint32_t relation = object->relation[0] != '\0' ? o->groups[g].relation : ASSAY_NONE;
            bool placed = object->relation[0] == '\0' ||
                          (relation != ASSAY_NONE && o->group_of[relation] == g);
            if (o->unit[i] != ASSAY_NONE || !placed || !twinable(object->kind) ||
                object->unknown != 0)
                continue;
            s->items[s->n++] = (stray){structure_of(object->kind, relation,
                                                    relation == ASSAY_NONE ? object->schema : "",
                                                    (const char *const *)object->values),
                                       (uint32_t)i};
        }
    if (s->n > 0)
        qsort(s->items, s->n, sizeof *s->items, compare_strays);
    return ASSAY_OK;
}

/* The first object without a unit that has the structure of the value, or ASSAY_NONE. */
static uint32_t find_twin(const strays *s, const assay_name *name, const assay_value *value)
{
    assay_kind kind = (assay_kind)name->kind;
    bool inside = name->relation != ASSAY_NONE && !assay_kind_is_relation(kind);
    uint64_t hash = structure_of(kind, inside ? name->relation : ASSAY_NONE,
                                 inside ? "" : value->schema, value->values);
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->items[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < s->n && s->items[low].hash == hash; low++) {
        const assay_object *object = s->o->catalog->objects[s->items[low].object];
        if (!s->taken[s->items[low].object] && object->kind == kind &&
            assay_attributes_cost(kind, value, object) == 0)
            return s->items[low].object;
    }
    return ASSAY_NONE;
}

typedef struct missing {
    const assay_names *units;
    uint32_t unit;
} missing;

static int compare_missing(const void *a, const void *b)
{
    const missing *m = a, *n = b;
    const assay_name *x = &m->units->items[m->unit], *y = &n->units->items[n->unit];
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = strcmp(x->name, y->name);
    if (order == 0)
        order = strcmp(x->schema, y->schema);
    return order != 0 ? order : (m->unit > n->unit) - (m->unit < n->unit);
}

static void pair_unit(strays *s, uint32_t unit)
{
    assay_observation *o = s->o;
    const assay_values *values = o->values;
    const assay_name *name = &values->lineages->units.items[unit];
    for (uint32_t i = values->first_step[unit]; i != ASSAY_NONE; i = values->steps[i].next) {
        const assay_value *value = &values->steps[i].after;
        if (value->values == NULL || value->unknown != 0)
            continue;
        uint32_t object = find_twin(s, name, value);
        if (object == ASSAY_NONE)
            continue;
        s->taken[object] = true;
        o->unit[object] = unit;
        o->first[unit] = object;
        o->twin[unit] = true;
        return;
    }
}

assay_status assay_twin_objects(assay_observation *o, assay_arena *arena, assay_error *err)
{
    const assay_lineages *l = o->values->lineages;
    strays s = {.o = o};
    assay_status status = find_strays(&s, arena, err);
    if (status != ASSAY_OK || s.n == 0)
        return status;
    missing *list = assay_arena_calloc(arena, l->units.n + 1, sizeof *list);
    size_t n = 0;
    if (list == NULL)
        return assay_fail_nomem(err);
    for (uint32_t u = 0; u < l->units.n; u++)
        if (o->first[u] == ASSAY_NONE && o->values->first_step[u] != ASSAY_NONE &&
            twinable((assay_kind)l->units.items[u].kind))
            list[n++] = (missing){&l->units, u};
    if (n > 0)
        qsort(list, n, sizeof *list, compare_missing);
    for (size_t i = 0; i < n; i++)
        pair_unit(&s, list[i].unit);
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * Finding units by name. A catalog is sorted by relation, so a relation is looked up once for all
 * that is in it. Of several names of one relation that are there, the one with most in it stands
 * for it; the others are nobody's.
 */
#include "match/observe.h"

#include <string.h>

static const char *relation_name(const assay_object *object)
{
    return object->relation[0] != '\0' ? object->relation : object->name;
}

static assay_status find_groups(assay_observation *o, assay_arena *arena, assay_error *err)
{
    const assay_catalog *catalog = o->catalog;
    const assay_lineages *l = o->values->lineages;
    o->groups = assay_arena_calloc(arena, catalog->n_objects + 1, sizeof *o->groups);
    if (o->groups == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < catalog->n_objects;) {
        const assay_object *head = catalog->objects[i];
        assay_observed_group *g = &o->groups[o->n_groups++];
        g->first = i;
        for (; i < catalog->n_objects; i++) {
            const assay_object *object = catalog->objects[i];
            if (strcmp(relation_name(object), relation_name(head)) != 0 ||
                strcmp(object->schema, head->schema) != 0)
                break;
            g->holds_relation = g->holds_relation || object->relation[0] != '\0' ||
                                assay_kind_is_relation(object->kind);
        }
        g->end = i;
        g->relation = g->holds_relation
                          ? assay_lineage_relation(l, head->schema, relation_name(head))
                          : ASSAY_NONE;
    }
    return ASSAY_OK;
}

static void claim(assay_observation *o, size_t object, uint32_t unit)
{
    o->unit[object] = unit;
    o->next[object] = o->first[unit];
    o->first[unit] = (uint32_t)object;
}

void assay_observe_group(assay_observation *o, size_t group)
{
    const assay_lineages *l = o->values->lineages;
    const assay_observed_group *g = &o->groups[group];
    for (size_t i = g->end; i-- > g->first;) {
        const assay_object *object = o->catalog->objects[i];
        bool inside = object->relation[0] != '\0' || assay_kind_is_relation(object->kind);
        if (inside && (g->relation == ASSAY_NONE || o->group_of[g->relation] != group))
            continue;
        uint32_t unit = assay_lineage_unit(l, object->kind, inside ? g->relation : ASSAY_NONE,
                                           object->schema, object->name);
        if (unit != ASSAY_NONE && o->values->first_step[unit] != ASSAY_NONE &&
            o->unit[i] == ASSAY_NONE)
            claim(o, i, unit);
    }
}

static void choose_groups(assay_observation *o)
{
    for (uint32_t i = 0; i < o->n_groups; i++) {
        const assay_observed_group *g = &o->groups[i];
        if (g->relation == ASSAY_NONE)
            continue;
        uint32_t *chosen = &o->group_of[g->relation];
        if (*chosen == ASSAY_NONE ||
            g->end - g->first > o->groups[*chosen].end - o->groups[*chosen].first)
            *chosen = i;
    }
}

static assay_status allocate(assay_observation *o, assay_arena *arena, assay_error *err)
{
    const assay_lineages *l = o->values->lineages;
    size_t n_objects = o->catalog->n_objects + 1, n_units = l->units.n + 1;
    size_t n_relations = l->relations.n + 1;
    o->unit = assay_arena_calloc(arena, n_objects, sizeof *o->unit);
    o->next = assay_arena_calloc(arena, n_objects, sizeof *o->next);
    o->first = assay_arena_calloc(arena, n_units, sizeof *o->first);
    o->twin = assay_arena_calloc(arena, n_units, sizeof *o->twin);
    o->group_of = assay_arena_calloc(arena, n_relations, sizeof *o->group_of);
    o->renamed = assay_arena_calloc(arena, n_relations, sizeof *o->renamed);
    if (o->unit == NULL || o->next == NULL || o->first == NULL || o->twin == NULL ||
        o->group_of == NULL || o->renamed == NULL)
        return assay_fail_nomem(err);
    memset(o->unit, 0xff, n_objects * sizeof *o->unit);
    memset(o->next, 0xff, n_objects * sizeof *o->next);
    memset(o->first, 0xff, n_units * sizeof *o->first);
    memset(o->group_of, 0xff, n_relations * sizeof *o->group_of);
    return ASSAY_OK;
}

assay_status assay_observation_init(assay_observation *out, assay_arena *arena,
                                    const assay_values *values, const assay_catalog *catalog,
                                    assay_error *err)
{
    *out = (assay_observation){.catalog = catalog, .values = values};
    assay_status status = allocate(out, arena, err);
    if (status == ASSAY_OK)
        status = find_groups(out, arena, err);
    if (status != ASSAY_OK)
        return status;
    choose_groups(out);
    for (size_t i = 0; i < out->n_groups; i++)
        assay_observe_group(out, i);
    for (size_t i = 0; i < catalog->n_objects; i++)
        out->n_named += out->unit[i] != ASSAY_NONE;
    status = assay_observe_partitions(out, arena, err);
    if (status == ASSAY_OK)
        status = assay_twin_relations(out, arena, err);
    return status == ASSAY_OK ? assay_twin_objects(out, arena, err) : status;
}

const assay_object *assay_observed(const assay_observation *o, uint32_t unit,
                                   const assay_value *wanted)
{
    uint32_t first = o->first[unit];
    if (first == ASSAY_NONE)
        return NULL;
    for (uint32_t i = first; i != ASSAY_NONE && o->next[first] != ASSAY_NONE; i = o->next[i])
        if (strcmp(o->catalog->objects[i]->name, wanted->name) == 0 &&
            (o->catalog->objects[i]->relation[0] != '\0' ||
             strcmp(o->catalog->objects[i]->schema, wanted->schema) == 0))
            return o->catalog->objects[i];
    return o->catalog->objects[first];
}

bool assay_observed_as_twin(const assay_observation *o, uint32_t unit)
{
    uint32_t relation = o->values->lineages->units.items[unit].relation;
    return o->twin[unit] || (relation != ASSAY_NONE && o->renamed[relation]);
}

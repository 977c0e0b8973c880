/* SPDX-License-Identifier: MIT */
/*
 * Partitions by parent: a history names the partitions of the day it ran, a database those of its
 * own days. Whatever partition of the same parent is there stands for the one that is expected, the
 * default one for the default one, and at no cost; the others are nobody's surprise.
 */
#include <string.h>

#include "base/map.h"
#include "match/observe.h"

static const char *parent_of(assay_kind kind, const char *const *values)
{
    return values == NULL ? NULL : assay_values_parent(kind, values);
}

static bool is_default(assay_kind kind, const char *const *values)
{
    const char *bound = assay_values_bound(kind, values);
    return bound != NULL && strcmp(bound, "DEFAULT") == 0;
}

bool assay_partition_stands_for(const assay_value *value, const assay_object *object)
{
    const char *const *there = (const char *const *)object->values;
    assay_kind kind = object->kind;
    const char *expected = parent_of(kind, value->values), *actual = parent_of(kind, there);
    return expected != NULL && actual != NULL && strcmp(expected, actual) == 0 &&
           is_default(kind, value->values) == is_default(kind, there);
}

typedef struct observed_partition {
    uint32_t object; /* the first of its key */
    bool claimed;    /* all of its key have a unit */
} observed_partition;

/* The kind, "d" or "p" and the parent: the key under which partitions stand for each other. */
static const char *key_of(assay_arena *arena, assay_kind kind, const char *const *values)
{
    return assay_arena_printf(arena, "%d%c%s", (int)kind, is_default(kind, values) ? 'd' : 'p',
                              parent_of(kind, values));
}

/* The first observed partition of each key; NULL if there is none. */
static assay_status list_observed(assay_map **out, const assay_observation *o, assay_arena *arena,
                                  assay_error *err)
{
    *out = NULL;
    for (size_t i = 0; i < o->catalog->n_objects; i++) {
        assay_object *object = o->catalog->objects[i];
        const char *const *values = (const char *const *)object->values;
        if (parent_of(object->kind, values) == NULL)
            continue;
        if (*out == NULL && (*out = assay_map_new(arena)) == NULL)
            return assay_fail_nomem(err);
        const char *key = key_of(arena, object->kind, values);
        observed_partition *place = assay_arena_alloc(arena, sizeof *place);
        if (key == NULL || place == NULL)
            return assay_fail_nomem(err);
        place->object = (uint32_t)i;
        if (assay_map_find(*out, key) == NULL && !assay_map_put(*out, key, place))
            return assay_fail_nomem(err);
    }
    return ASSAY_OK;
}

/* The last value of the unit that is a partition, or NULL. */
static const assay_value *as_partition(const assay_values *values, uint32_t unit)
{
    const assay_value *found = NULL;
    assay_kind kind = (assay_kind)values->lineages->units.items[unit].kind;
    for (uint32_t s = values->first_step[unit]; s != ASSAY_NONE; s = values->steps[s].next)
        if (parent_of(kind, values->steps[s].after.values) != NULL)
            found = &values->steps[s].after;
    return found;
}

/* What no unit claims is claimed by the unit that it could stand for. */
static void claim_others(assay_observation *o, uint32_t unit, const assay_value *value)
{
    uint32_t kind = o->values->lineages->units.items[unit].kind;
    for (size_t i = 0; i < o->catalog->n_objects; i++)
        if (o->unit[i] == ASSAY_NONE && o->catalog->objects[i]->kind == (assay_kind)kind &&
            assay_partition_stands_for(value, o->catalog->objects[i]))
            o->unit[i] = unit;
}

assay_status assay_observe_partitions(assay_observation *o, assay_arena *arena, assay_error *err)
{
    assay_map *observed;
    assay_status status = list_observed(&observed, o, arena, err);
    const assay_lineages *l = o->values->lineages;
    for (uint32_t unit = 0; unit < l->units.n && status == ASSAY_OK && observed != NULL; unit++) {
        if (o->values->first_step[unit] == ASSAY_NONE)
            continue;
        const assay_value *value = as_partition(o->values, unit);
        const char *key = value == NULL
                              ? NULL
                              : key_of(arena, (assay_kind)l->units.items[unit].kind, value->values);
        observed_partition *place = key == NULL ? NULL : assay_map_find(observed, key);
        if (place == NULL)
            continue;
        if (!place->claimed)
            claim_others(o, unit, value);
        place->claimed = true;
        if (o->first[unit] == ASSAY_NONE)
            o->first[unit] = place->object;
    }
    return status;
}

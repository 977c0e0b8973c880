/* SPDX-License-Identifier: MIT */
/*
 * Costs. What is absent where it is expected, or there where it is not, costs the weight of the
 * object; what deviates costs at most half of that. A name that deviates within a lineage is a
 * rename that was not applied. Twins: see DESIGN on matching; one of a vague kind is no evidence.
 */
#include "match/weight.h"

#include <string.h>

/* What another major version prints otherwise is next to nothing: it decides only between revisions
 * that differ in nothing else. */
enum { RENAMED = 4, RESEMBLING = 1 };

static assay_object as_object(assay_kind kind, const assay_value *value)
{
    return (assay_object){.kind = kind,
                          .schema = value->schema,
                          .relation = "",
                          .name = value->name,
                          .values = (const char **)(uintptr_t)value->values};
}

int assay_value_weight(assay_kind kind, const assay_value *value)
{
    if (value->values == NULL)
        return 0;
    assay_object object = as_object(kind, value);
    return assay_object_weight(&object);
}

bool assay_value_equals(const assay_value *value, const assay_object *object, int attribute)
{
    const assay_object wanted = {.values = (const char **)(uintptr_t)value->values,
                                 .unknown = value->unknown};
    return assay_attribute_equal(&wanted, object, attribute) != ASSAY_DIFFERENT;
}

bool assay_value_resembles(const assay_value *value, const assay_object *object, int attribute)
{
    const assay_object wanted = {.values = (const char **)(uintptr_t)value->values};
    return assay_attribute_resembles(&wanted, object, attribute);
}

int assay_attributes_cost(assay_kind kind, const assay_value *value, const assay_object *object)
{
    const assay_kind_info *info = assay_kind_get(kind);
    int cost = 0;
    for (size_t i = 0; i < info->n_attributes; i++)
        if (value->values[i] != object->values[i] && /* most are unset on both sides */
            assay_attribute_compared(kind, (int)i, ASSAY_COMPARE_DEFAULT) &&
            !assay_value_equals(value, object, (int)i))
            cost += assay_value_resembles(value, object, (int)i) ? RESEMBLING
                                                                 : info->attributes[i].cost;
    return cost;
}

static bool same_name(const assay_value *value, const assay_object *object)
{
    return strcmp(value->name, object->name) == 0 &&
           (object->relation[0] != '\0' || strcmp(value->schema, object->schema) == 0);
}

int assay_rename_cost(assay_kind kind, int weight)
{
    return kind == ASSAY_KIND_table ? weight / 2 : RENAMED;
}

/* What is observed where the object should not be. */
static int unexpected_cost(const assay_observation *o, uint32_t unit, const assay_object *object)
{
    uint32_t relation = o->values->lineages->units.items[unit].relation;
    int weight = assay_object_weight(object);
    if (relation != ASSAY_NONE && o->renamed[relation])
        return 0;
    if (!o->twin[unit])
        return weight;
    return assay_kind_get(object->kind)->twin == ASSAY_TWIN_SPECIFIC ? weight / 2 : 0;
}

int assay_unit_cost(const assay_observation *o, uint32_t unit, const assay_value *value)
{
    const assay_object *object = assay_observed(o, unit, value);
    assay_kind kind = (assay_kind)o->values->lineages->units.items[unit].kind;
    if (object == NULL)
        return assay_value_weight(kind, value);
    if (value->values == NULL)
        return unexpected_cost(o, unit, object);
    if (assay_partition_stands_for(value, object))
        return 0;
    int weight = assay_value_weight(kind, value);
    if (o->twin[unit] && kind == ASSAY_KIND_column)
        return weight / 2;
    int cost = assay_attributes_cost(kind, value, object);
    if (!same_name(value, object))
        cost += assay_rename_cost(kind, weight);
    return cost < weight / 2 ? cost : weight / 2;
}

int assay_change_weight(assay_kind kind, const assay_value *before, const assay_value *after)
{
    if (before->values == NULL || after->values == NULL)
        return assay_value_weight(kind, before->values == NULL ? after : before);
    int weight = assay_value_weight(kind, after);
    assay_object object = as_object(kind, before);
    object.unknown = before->unknown;
    int cost = assay_attributes_cost(kind, after, &object);
    if (strcmp(before->name, after->name) != 0 || strcmp(before->schema, after->schema) != 0)
        cost += assay_rename_cost(kind, weight);
    return cost < weight / 2 ? cost : weight / 2;
}

/* SPDX-License-Identifier: MIT */
/*
 * Whether the database has anything to do with the history at all. Names alone do not tell: many a
 * database has a table `users`. What has a name of the history counts only if it also looks like
 * what the history makes under that name.
 */
#include "match/recognise.h"

#include "match/weight.h"

enum { SHARE = 5 };

/* Extensions, schemas and the like are there for many reasons: they are no evidence of a history.
 */
static bool is_evidence(assay_kind kind)
{
    return assay_kind_get(kind)->scope != ASSAY_SCOPE_DATABASE;
}

/* A fifth, by weight, of what the set expects. *any is false if it expects nothing. */
static bool share_is_there(const assay_match *match, const assay_model *m, bool *any)
{
    int64_t wanted = 0, there = 0;
    for (size_t u = 0; u < m->problem.n_units; u++) {
        size_t touch = assay_problem_credited(&m->problem, u, &match->smallest);
        if (touch == ASSAY_NO_TOUCH || !is_evidence(assay_model_kind(m, u)))
            continue;
        const assay_value *value = &m->values.steps[m->step[touch]].after;
        int weight = value->values == NULL ? 0 : assay_value_weight(assay_model_kind(m, u), value);
        wanted += weight;
        there += assay_observed(&m->observation, m->unit[u], value) != NULL ? weight : 0;
    }
    *any = wanted > 0;
    return there > 0 && SHARE * there >= wanted;
}

static bool next_is_there(const assay_match *match)
{
    for (size_t i = 0; i < match->n_evidence; i++) {
        const assay_evidence *e = &match->evidence[i];
        const assay_revision *revision = &match->history->revisions[e->revision];
        bool next = revision->n_revises == 0 && revision->n_depends_on == 0;
        int there = 0, wanted = 0;
        for (size_t k = 0; k < e->n_effects && next; k++) {
            const assay_effect *effect = &e->effects[k];
            if (!effect->creates || !is_evidence(effect->kind))
                continue;
            wanted += effect->weight;
            there += effect->state != ASSAY_EFFECT_ABSENT ? effect->weight : 0;
        }
        if (there > 0 && SHARE * there >= wanted)
            return true;
    }
    return false;
}

/* --- what looks like the history's ------------------------------------------------------------ */

/* Some revision leaves the unit with the attribute as it is observed. */
static bool has_had(const assay_model *m, uint32_t unit, int attribute)
{
    const assay_object *object = m->observation.catalog->objects[m->observation.first[unit]];
    for (uint32_t i = m->values.first_step[unit]; i != ASSAY_NONE; i = m->values.steps[i].next)
        if (m->values.steps[i].after.values != NULL &&
            assay_value_equals(&m->values.steps[i].after, object, attribute))
            return true;
    return false;
}

/* Some revision leaves the unit just as it is observed, and that tells something: one sequence is
 * like another. */
static bool has_been(const assay_model *m, uint32_t unit)
{
    assay_kind kind = (assay_kind)m->lineages.units.items[unit].kind;
    if (assay_kind_get(kind)->twin != ASSAY_TWIN_SPECIFIC)
        return false;
    for (uint32_t i = m->values.first_step[unit]; i != ASSAY_NONE; i = m->values.steps[i].next)
        if (m->values.steps[i].after.values != NULL &&
            assay_unit_cost(&m->observation, unit, &m->values.steps[i].after) == 0)
            return true;
    return false;
}

static uint32_t birth_of(const assay_model *m, uint32_t unit)
{
    uint32_t first = unit == ASSAY_NONE ? ASSAY_NONE : m->values.first_step[unit];
    return first == ASSAY_NONE ? ASSAY_NONE : m->values.steps[first].revision;
}

/* A table is the history's if, by name and type, half of the columns that it began with are there,
 * and most of its columns are the history's: as a table under another name is recognised. */
static bool table_is_alike(const assay_model *m, uint32_t relation)
{
    const assay_lineages *l = &m->lineages;
    const assay_observation *o = &m->observation;
    const assay_observed_group *g = &o->groups[o->group_of[relation]];
    uint32_t born = birth_of(m, assay_lineage_relation_units(l, relation)[0]);
    size_t columns = 0, shared = 0, began = 0, kept = 0;
    for (size_t i = g->first; i < g->end; i++)
        columns += o->catalog->objects[i]->kind == ASSAY_KIND_column;
    for (uint32_t u = l->below[relation]; u != ASSAY_NONE; u = l->next_below[u]) {
        if (l->units.items[u].kind != ASSAY_KIND_column)
            continue;
        bool with_table = birth_of(m, u) == born;
        bool alike = o->first[u] != ASSAY_NONE && !o->twin[u] && has_had(m, u, ASSAY_column_type);
        began += with_table;
        kept += with_table && alike;
        shared += alike;
    }
    return 2 * kept >= began && 4 * shared >= 3 * columns;
}

enum { UNASKED, ALIKE, UNLIKE };

/* answers: by relation set. */
static bool is_alike(const assay_model *m, uint32_t unit, unsigned char *answers)
{
    const assay_name *name = &m->lineages.units.items[unit];
    if (assay_observed_as_twin(&m->observation, unit))
        return false;
    if (name->relation == ASSAY_NONE || m->observation.group_of[name->relation] == ASSAY_NONE ||
        birth_of(m, assay_lineage_relation_units(&m->lineages, name->relation)[0]) == ASSAY_NONE)
        return has_been(m, unit);
    unsigned char *answer = &answers[name->relation];
    if (*answer == UNASKED)
        *answer = table_is_alike(m, name->relation) ? ALIKE : UNLIKE;
    return *answer == ALIKE;
}

assay_status assay_recognise(assay_match *match, const assay_model *m, assay_error *err)
{
    const assay_observation *o = &m->observation;
    unsigned char *answers = assay_arena_calloc(match->arena, m->lineages.relations.n + 1, 1);
    size_t alike = 0, seen = 0;
    if (answers == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < o->catalog->n_objects; i++) {
        const assay_object *object = o->catalog->objects[i];
        if (!is_evidence(object->kind))
            continue;
        seen++;
        if (o->unit[i] == ASSAY_NONE)
            match->unclaimed += assay_object_weight(object);
        else
            alike += is_alike(m, o->unit[i], answers);
    }
    bool any;
    match->recognised = share_is_there(match, m, &any) || (!any && next_is_there(match)) ||
                        (alike > 0 && SHARE * alike >= seen);
    return ASSAY_OK;
}

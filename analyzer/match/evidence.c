/* SPDX-License-Identifier: MIT */
/*
 * An effect is what one revision does to one object. A member of the matched set is judged by what
 * it made of its own ancestors' state, unless another member acted on the object later or beside
 * it; a revision outside by what it would make of what the set expects, so dropping or altering
 * what the set does not have is no effect.
 */
#include "match/evidence.h"

#include <string.h>

#include "match/weight.h"

/* A column that comes with its table would outweigh the rest of its revision otherwise. */
enum { COMPANION_SHARE = 8 };

typedef struct inquiry {
    assay_match *match;
    const assay_model *model;
    const assay_bitset *set;
    assay_effect *effects;
    size_t n_effects;
} inquiry;

/* How a revision's step counts, and from which value on. */
typedef struct reading {
    bool counts;
    bool only_existence; /* a later member alters what this one created */
    assay_value before;
} reading;

static bool creates(const assay_step *step)
{
    return step->before.values == NULL && step->after.values != NULL;
}

/* What CREATE OR REPLACE makes: the revision that alters it would have created it as well. */
static bool is_replaceable(assay_kind kind)
{
    switch (kind) {
    case ASSAY_KIND_function:
    case ASSAY_KIND_procedure:
    case ASSAY_KIND_aggregate:
    case ASSAY_KIND_view:
    case ASSAY_KIND_trigger:
    case ASSAY_KIND_rule:
        return true;
    default:
        return false;
    }
}

static bool alters(const assay_step *step)
{
    return step->before.values != NULL && step->after.values != NULL;
}

static assay_object as_object(assay_kind kind, const assay_value *value)
{
    return (assay_object){
        .kind = kind, .values = (const char **)(uintptr_t)value->values, .unknown = value->unknown};
}

/* What another member alters is no longer this step's: *before becomes what the step has made of it
 * already. */
static assay_status give_up(assay_value *before, const inquiry *q, assay_kind kind,
                            const assay_step *step, const assay_step *other, assay_error *err)
{
    size_t n = assay_kind_get(kind)->n_attributes;
    const assay_object theirs = as_object(kind, &other->before), ours = as_object(kind, before);
    uint32_t given = 0;
    for (size_t i = 0; i < n; i++)
        given |= (uint32_t)(!assay_value_equals(&other->after, &theirs, (int)i) &&
                            !assay_value_equals(&step->after, &ours, (int)i))
                 << i;
    const char **values =
        given == 0 ? NULL : assay_arena_calloc(q->match->arena, n + 1, sizeof *values);
    if (given != 0 && values == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n && given != 0; i++)
        values[i] = (given >> i & 1) != 0 ? step->after.values[i] : before->values[i];
    if (given != 0)
        before->values = values;
    before->unknown = (before->unknown & ~given) | (step->after.unknown & given);
    if (strcmp(other->before.name, other->after.name) != 0)
        before->name = step->after.name;
    if (strcmp(other->before.schema, other->after.schema) != 0)
        before->schema = step->after.schema;
    return ASSAY_OK;
}

static assay_status read_member(reading *out, const inquiry *q, size_t unit_index, size_t touch,
                                assay_error *err)
{
    const assay_model *m = q->model;
    const assay_unit *unit = &m->problem.units[unit_index];
    const assay_step *step = &m->values.steps[m->step[touch]];
    assay_kind kind = assay_model_kind(m, unit_index);
    size_t first = unit->contested ? unit->first : touch + 1;
    assay_status status = ASSAY_OK;
    *out = (reading){true, false, step->before};
    for (size_t i = first; i < unit->first + unit->n && out->counts && status == ASSAY_OK; i++) {
        const assay_step *other = &m->values.steps[m->step[i]];
        if (i == touch || !assay_bitset_has(q->set, other->revision) ||
            assay_problem_below(&m->problem, other->revision, step->revision))
            continue;
        if (alters(step) && alters(other)) {
            status = give_up(&out->before, q, kind, step, other, err);
            out->counts = assay_change_weight(kind, &out->before, &step->after) > 0;
            continue;
        }
        out->counts = creates(step) && alters(other) && !is_replaceable(kind) &&
                      assay_problem_below(&m->problem, step->revision, other->revision);
        out->only_existence = true;
    }
    return status;
}

static reading read_outsider(const inquiry *q, size_t unit_index, const assay_step *step)
{
    reading result = {true, false, *assay_model_expected(q->model, unit_index, q->set)};
    if (result.before.values == NULL)
        result.counts = creates(step);
    else if (alters(step))
        result.before = step->before; /* an alteration: what it changes is what counts */
    return result;
}

/* How much of an alteration is there, by the costs of its attributes. */
typedef struct tally {
    int changed, made, unmade; /* attributes */
    int cost, present, absent;
} tally;

static void count(tally *t, int cost, bool is, bool was)
{
    t->changed++;
    t->made += is;
    t->unmade += was;
    t->cost += cost;
    t->present += is ? cost : 0;
    t->absent += was ? cost : 0;
}

static void judge_attributes(assay_effect *effect, const assay_value *before,
                             const assay_value *after, const assay_object *object)
{
    const assay_kind_info *info = assay_kind_get(effect->kind);
    const assay_object earlier = as_object(effect->kind, before);
    tally t = {0};
    for (size_t i = 0; i < info->n_attributes; i++) {
        if (!assay_attribute_compared(effect->kind, (int)i, ASSAY_COMPARE_DEFAULT) ||
            assay_value_equals(after, &earlier, (int)i))
            continue;
        bool is = assay_value_equals(after, object, (int)i);
        bool was = assay_value_equals(before, object, (int)i);
        if (!is && !was) {
            is = assay_value_resembles(after, object, (int)i);
            was = !is && assay_value_resembles(before, object, (int)i);
        }
        count(&t, info->attributes[i].cost, is, was);
    }
    if (strcmp(before->name, after->name) != 0)
        count(&t, assay_rename_cost(effect->kind, assay_value_weight(effect->kind, after)),
              strcmp(after->name, object->name) == 0, strcmp(before->name, object->name) == 0);
    if (t.made == t.changed)
        effect->state = ASSAY_EFFECT_PRESENT;
    else
        effect->state = t.unmade == t.changed ? ASSAY_EFFECT_ABSENT : ASSAY_EFFECT_ALTERED;
    if (effect->state == ASSAY_EFFECT_ALTERED && t.cost > 0) {
        effect->present = effect->weight * t.present / t.cost;
        effect->absent = effect->weight * t.absent / t.cost;
    }
}

/* What is there deviates: so much of it is missing. */
static void judge_creation(assay_effect *effect, const reading *r, bool twin, int deviation)
{
    if (r->only_existence || (!twin && deviation == 0)) {
        effect->state = ASSAY_EFFECT_PRESENT;
        return;
    }
    effect->state = ASSAY_EFFECT_ALTERED;
    effect->absent = deviation;
    effect->present = effect->weight - deviation;
}

/* False if nothing can be said: the object that should have been altered is not there at all. */
static bool judge(assay_effect *effect, const inquiry *q, size_t unit_index, const reading *r,
                  const assay_value *after, bool member)
{
    const assay_model *m = q->model;
    uint32_t unit = m->unit[unit_index];
    const assay_object *object = assay_observed(&m->observation, unit, after);
    bool twin = object != NULL && assay_observed_as_twin(&m->observation, unit);
    bool there = object != NULL && (!twin || member);
    effect->state = ASSAY_EFFECT_ABSENT;
    if (after->values == NULL && object == NULL)
        effect->state = ASSAY_EFFECT_PRESENT;
    else if (after->values == NULL && twin)
        effect->state = ASSAY_EFFECT_ALTERED;
    else if (after->values != NULL && r->before.values == NULL && there)
        judge_creation(effect, r, twin, assay_unit_cost(&m->observation, unit, after));
    else if (after->values != NULL && r->before.values != NULL && !there)
        return false;
    else if (after->values != NULL && r->before.values != NULL)
        judge_attributes(effect, &r->before, after, object);
    if (effect->state == ASSAY_EFFECT_PRESENT)
        effect->present = effect->weight;
    if (effect->state == ASSAY_EFFECT_ABSENT)
        effect->absent = effect->weight;
    return true;
}

/* The unit is a column whose table the same revision creates. */
static bool is_companion(const assay_model *m, size_t unit_index, const assay_step *step)
{
    const assay_name *unit = &m->lineages.units.items[m->unit[unit_index]];
    if (unit->kind != ASSAY_KIND_column || !creates(step))
        return false;
    uint32_t table = assay_lineage_relation_units(&m->lineages, unit->relation)[0];
    if (table == ASSAY_NONE)
        return false;
    for (uint32_t i = m->values.first_step[table]; i != ASSAY_NONE; i = m->values.steps[i].next)
        if (m->values.steps[i].revision == step->revision)
            return creates(&m->values.steps[i]);
    return false;
}

/* No ancestor of this step's revision creates the unit; or one does, but what is there is not what
 * the ancestor made and is just what this step makes. */
static bool is_first_creation(const assay_model *m, size_t unit_index, size_t touch)
{
    const assay_unit *unit = &m->problem.units[unit_index];
    const assay_touch *touches = m->problem.touches;
    const assay_step *step = &m->values.steps[m->step[touch]];
    if (!creates(step))
        return false;
    for (size_t i = unit->first; i < touch; i++) {
        const assay_step *other = &m->values.steps[m->step[i]];
        if (creates(other) && assay_problem_below(&m->problem, other->revision, step->revision) &&
            (touches[touch].cost > 0 || touches[i].cost == 0))
            return false;
    }
    return true;
}

/* Touches are in topological order, which is the order of the revisions' numbers. */
static size_t touch_of(const assay_problem *p, const assay_unit *unit, size_t revision)
{
    size_t low = unit->first, high = unit->first + unit->n - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (p->touches[middle].revision < revision)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The last ancestor of the step's revision that creates the unit. */
static size_t maker(const assay_model *m, size_t unit_index, size_t touch)
{
    const assay_unit *unit = &m->problem.units[unit_index];
    size_t revision = m->problem.touches[touch].revision;
    for (size_t i = touch; i-- > unit->first;) {
        const assay_step *other = &m->values.steps[m->step[i]];
        if (creates(other) && assay_problem_below(&m->problem, other->revision, revision))
            return other->revision;
    }
    return SIZE_MAX;
}

static assay_status add_effect(inquiry *q, size_t revision, size_t unit_index, assay_error *err)
{
    const assay_model *m = q->model;
    const assay_unit *unit = &m->problem.units[unit_index];
    size_t touch = touch_of(&m->problem, unit, revision);
    const assay_step *step = &m->values.steps[m->step[touch]];
    bool member = assay_bitset_has(q->set, revision);
    reading r;
    assay_status status = ASSAY_OK;
    if (member)
        status = read_member(&r, q, unit_index, touch, err);
    else
        r = read_outsider(q, unit_index, step);
    if (status != ASSAY_OK)
        return status;
    assay_kind kind = assay_model_kind(m, unit_index);
    assay_effect effect = {.kind = kind};
    effect.weight = r.counts ? assay_change_weight(kind, &r.before, &step->after) : 0;
    if (effect.weight == 0 || !judge(&effect, q, unit_index, &r, &step->after, member))
        return ASSAY_OK;
    if (is_companion(m, unit_index, step)) {
        effect.weight /= COMPANION_SHARE;
        effect.absent /= COMPANION_SHARE;
        effect.present /= COMPANION_SHARE;
    }
    effect.creates = !member && r.before.values == NULL && is_first_creation(m, unit_index, touch);
    effect.drops = step->after.values == NULL;
    effect.made_by = member && effect.drops ? maker(m, unit_index, touch) : SIZE_MAX;
    const assay_value *named = step->after.values != NULL ? &step->after : &step->before;
    if (named->values == NULL)
        named = &r.before;
    status = assay_model_object_name(&effect.object, q->match->arena, m, unit_index, named,
                                     &m->history->ancestors[revision], err);
    if (status != ASSAY_OK)
        return status;
    q->effects[q->n_effects++] = effect;
    return ASSAY_OK;
}

static void sum_up(assay_evidence *e)
{
    for (size_t i = 0; i < e->n_effects; i++) {
        const assay_effect *effect = &e->effects[i];
        e->present += effect->present;
        e->absent += effect->absent;
        e->altered += effect->weight - effect->present - effect->absent;
    }
}

assay_status assay_evidence_find(assay_match *match, uint32_t **entry, const assay_model *m,
                                 assay_error *err)
{
    const assay_problem *p = &m->problem;
    inquiry q = {.match = match, .model = m, .set = &match->smallest};
    match->evidence = assay_arena_calloc(match->arena, p->n_revisions + 1, sizeof *match->evidence);
    *entry = assay_arena_calloc(match->arena, p->n_revisions + 1, sizeof **entry);
    if (match->evidence == NULL || *entry == NULL)
        return assay_fail_nomem(err);
    for (size_t r = 0; r < p->n_revisions; r++) {
        size_t n = p->unit_first[r + 1] - p->unit_first[r];
        (*entry)[r] = ASSAY_NONE;
        q.effects = assay_arena_calloc(match->arena, n + 1, sizeof *q.effects);
        q.n_effects = 0;
        assay_status status = q.effects == NULL ? assay_fail_nomem(err) : ASSAY_OK;
        for (size_t i = p->unit_first[r]; i < p->unit_first[r + 1] && status == ASSAY_OK; i++)
            status = add_effect(&q, r, p->unit_of[i], err);
        if (status != ASSAY_OK)
            return status;
        if (q.n_effects == 0)
            continue;
        assay_evidence *e = &match->evidence[match->n_evidence];
        *e = (assay_evidence){.revision = r,
                              .applied = assay_bitset_has(&match->smallest, r),
                              .effects = q.effects,
                              .n_effects = q.n_effects};
        sum_up(e);
        (*entry)[r] = (uint32_t)match->n_evidence++;
    }
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
#include "match/model.h"

#include <string.h>

#include "base/limits.h"
#include "match/weight.h"

static const assay_value nothing = {NULL, 0, "", ""};

static assay_status add_parents(assay_model *m, assay_arena *arena, assay_error *err)
{
    const assay_history *h = m->history;
    assay_problem *p = &m->problem;
    size_t n = 0;
    p->n_revisions = h->n_revisions;
    p->ancestors = h->ancestors;
    p->parent_first = assay_arena_calloc(arena, h->n_revisions + 1, sizeof *p->parent_first);
    for (size_t r = 0; r < h->n_revisions; r++)
        n += h->revisions[r].n_revises + h->revisions[r].n_depends_on;
    p->parents = assay_arena_calloc(arena, n + 1, sizeof *p->parents);
    if (p->parent_first == NULL || p->parents == NULL)
        return assay_fail_nomem(err);
    n = 0;
    for (size_t r = 0; r < h->n_revisions; r++) {
        const assay_revision *revision = &h->revisions[r];
        for (size_t i = 0; i < revision->n_revises; i++)
            p->parents[n++] = (uint32_t)revision->revises[i];
        for (size_t i = 0; i < revision->n_depends_on; i++)
            p->parents[n++] = (uint32_t)revision->depends_on[i];
        p->parent_first[r + 1] = n;
    }
    return ASSAY_OK;
}

/* Of a kind that was not read, and of what lives in such a relation, neither presence nor absence
 * is evidence. */
static bool is_unread(const assay_model *m, uint32_t u)
{
    const assay_name *unit = &m->lineages.units.items[u];
    const assay_catalog *catalog = m->observation.catalog;
    if (assay_catalog_unread(catalog, (assay_kind)unit->kind))
        return true;
    if (catalog->unread == 0 || unit->relation == ASSAY_NONE)
        return false;
    const uint32_t *relations = assay_lineage_relation_units(&m->lineages, unit->relation);
    bool read = false, any = false;
    for (size_t i = 0; i < ASSAY_RELATION_KINDS; i++) {
        if (relations[i] == ASSAY_NONE || m->values.first_step[relations[i]] == ASSAY_NONE)
            continue;
        any = true;
        read = read || !assay_catalog_unread(
                           catalog, (assay_kind)m->lineages.units.items[relations[i]].kind);
    }
    return any && !read;
}

static assay_status add_units(assay_model *m, assay_arena *arena, assay_error *err)
{
    const assay_values *values = &m->values;
    assay_problem *p = &m->problem;
    size_t n_units = m->lineages.units.n;
    p->units = assay_arena_calloc(arena, n_units + 1, sizeof *p->units);
    p->touches = assay_arena_calloc(arena, values->n_steps + 1, sizeof *p->touches);
    m->unit = assay_arena_calloc(arena, n_units + 1, sizeof *m->unit);
    m->problem_unit = assay_arena_calloc(arena, n_units + 1, sizeof *m->problem_unit);
    m->step = assay_arena_calloc(arena, values->n_steps + 1, sizeof *m->step);
    if (p->units == NULL || p->touches == NULL || m->unit == NULL || m->problem_unit == NULL ||
        m->step == NULL)
        return assay_fail_nomem(err);
    for (uint32_t u = 0; u < n_units; u++) {
        m->problem_unit[u] = ASSAY_NONE;
        if (values->first_step[u] == ASSAY_NONE || is_unread(m, u))
            continue;
        assay_unit *unit = &p->units[p->n_units];
        *unit = (assay_unit){.initial = assay_unit_cost(&m->observation, u, &nothing),
                             .first = p->n_touches};
        for (uint32_t i = values->first_step[u]; i != ASSAY_NONE; i = values->steps[i].next) {
            int cost = assay_unit_cost(&m->observation, u, &values->steps[i].after);
            m->step[p->n_touches] = i;
            p->touches[p->n_touches++] = (assay_touch){values->steps[i].revision, cost};
        }
        unit->n = p->n_touches - unit->first;
        m->problem_unit[u] = (uint32_t)p->n_units;
        m->unit[p->n_units++] = u;
    }
    return ASSAY_OK;
}

assay_status assay_model_new(assay_model **out, assay_arena *arena, const assay_history *history,
                             const assay_catalog *observed, assay_error *err)
{
    assay_model *m = assay_arena_alloc(arena, sizeof *m);
    if (m == NULL)
        return assay_fail_nomem(err);
    m->history = history;
    assay_status status = assay_lineages_init(&m->lineages, arena, history, err);
    if (status == ASSAY_OK)
        status = assay_values_init(&m->values, arena, &m->lineages, err);
    if (status == ASSAY_OK)
        status = assay_observation_init(&m->observation, arena, &m->values, observed, err);
    if (status == ASSAY_OK)
        status = add_parents(m, arena, err);
    if (status == ASSAY_OK)
        status = add_units(m, arena, err);
    *out = m;
    return status == ASSAY_OK ? assay_problem_prepare(&m->problem, arena, err) : status;
}

const assay_value *assay_model_expected(const assay_model *m, size_t problem_unit,
                                        const assay_bitset *set)
{
    size_t touch = assay_problem_credited(&m->problem, problem_unit, set);
    return touch == ASSAY_NO_TOUCH ? &nothing : &m->values.steps[m->step[touch]].after;
}

assay_status assay_model_heads(assay_bitset *out, assay_arena *arena, const assay_model *m,
                               const assay_bitset *set, assay_error *err)
{
    const assay_problem *p = &m->problem;
    if (!assay_set_clone(out, arena, set))
        return assay_fail_nomem(err);
    for (size_t r = 0; r < p->n_revisions; r++)
        for (size_t i = p->parent_first[r]; i < p->parent_first[r + 1]; i++)
            if (assay_bitset_has(set, r))
                assay_bitset_remove(out, p->parents[i]);
    return ASSAY_OK;
}

void assay_model_relation_name(const assay_model *m, uint32_t relation, const assay_bitset *set,
                               const char **schema, const char **name)
{
    const uint32_t *units = assay_lineage_relation_units(&m->lineages, relation);
    *schema = m->lineages.relations.items[relation].schema;
    *name = m->lineages.relations.items[relation].name;
    for (size_t i = 0; i < ASSAY_RELATION_KINDS; i++) {
        if (units[i] == ASSAY_NONE || m->problem_unit[units[i]] == ASSAY_NONE)
            continue;
        const assay_value *value = assay_model_expected(m, m->problem_unit[units[i]], set);
        if (value->values == NULL)
            continue;
        *schema = value->schema;
        *name = value->name;
        return;
    }
}

assay_status assay_model_object_name(const char **out, assay_arena *arena, const assay_model *m,
                                     size_t problem_unit, const assay_value *value,
                                     const assay_bitset *set, assay_error *err)
{
    const assay_name *unit = &m->lineages.units.items[m->unit[problem_unit]];
    assay_kind kind = (assay_kind)unit->kind;
    const char *schema = value->schema, *relation = "";
    if (unit->relation != ASSAY_NONE && !assay_kind_is_relation(kind))
        assay_model_relation_name(m, unit->relation, set, &schema, &relation);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name_parts(&text, kind, schema, relation, value->name);
    assay_status status = assay_buffer_check(&text, err);
    *out = status == ASSAY_OK ? assay_arena_strdup(arena, assay_buffer_text(&text)) : NULL;
    assay_buffer_release(&text);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(err) : status;
}

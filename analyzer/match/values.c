/* SPDX-License-Identifier: MIT */
/*
 * Changes become actions on units (dropping a relation acts on all that is in it), and each action
 * is applied to the unit's state among the ancestors of its revision. Where every earlier action is
 * an ancestor's, that state is the last one; else the unit's actions are replayed.
 */
#include "match/values.h"

#include <string.h>

#include "base/limits.h"
#include "match/references.h"

typedef enum operation { SET, ALTER, DROP, SWEEP, RENAME, MOVE, REFER } operation;

typedef struct action {
    operation operation;
    uint32_t unit, revision;
    uint32_t next; /* the unit's next action, or ASSAY_NONE */
    const assay_change *change;
    bool by_reference;  /* DROP and SWEEP: only what names the relation of the change */
    uint32_t from;      /* MOVE: the unit it comes from */
    assay_value *moved; /* MOVE: what comes */
} action;

typedef struct work {
    assay_values *out;
    const assay_lineages *lineages;
    const assay_history *history;
    assay_arena *arena;   /* what stays: steps and values */
    assay_arena *scratch; /* the rest */
    assay_references references;
    action *actions;
    size_t n_actions, capacity;
    uint32_t *first, *last; /* by unit: actions */
    bool *linear;           /* by unit: every action so far is an ancestor of the next */
} work;

static const assay_value absent = {NULL, 0, "", ""};

static assay_status act(work *w, operation op, uint32_t unit, size_t revision,
                        const assay_change *change, assay_error *err)
{
    if (w->n_actions >= ASSAY_MAX_OBJECTS)
        return assay_fail(err, ASSAY_LIMIT, "more than %u changes in history '%s'",
                          ASSAY_MAX_OBJECTS, w->history->project);
    action *grown =
        assay_arena_grow(w->scratch, w->actions, &w->capacity, w->n_actions + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(err);
    w->actions = grown;
    grown[w->n_actions++] = (action){.operation = op,
                                     .unit = unit,
                                     .revision = (uint32_t)revision,
                                     .next = ASSAY_NONE,
                                     .change = change,
                                     .from = ASSAY_NONE};
    return ASSAY_OK;
}

/* What is in a relation that goes, and what refers to it: foreign keys, and the sequences that its
 * columns own. */
static assay_status act_on_dropped(work *w, const assay_change *c, size_t r, bool sweep,
                                   assay_error *err)
{
    uint32_t relation = assay_lineage_relation(w->lineages, c->schema, c->name);
    assay_status status = ASSAY_OK;
    for (uint32_t u = w->lineages->below[relation]; u != ASSAY_NONE && status == ASSAY_OK;
         u = w->lineages->next_below[u])
        status = act(w, sweep ? SWEEP : DROP, u, r, c, err);
    for (const assay_reference *ref = assay_references_to(&w->references, relation);
         ref != NULL && status == ASSAY_OK; ref = ref->next) {
        if (!sweep && ref->kind != ASSAY_KIND_sequence)
            continue;
        status = act(w, sweep ? SWEEP : DROP, ref->unit, r, c, err);
        if (status == ASSAY_OK)
            w->actions[w->n_actions - 1].by_reference = true;
    }
    return status;
}

static assay_status act_move(work *w, uint32_t from, uint32_t to, size_t r, const assay_change *c,
                             assay_error *err)
{
    assay_status status = act(w, MOVE, to, r, c, err);
    if (status != ASSAY_OK)
        return status;
    w->actions[w->n_actions - 1].from = from;
    return act(w, DROP, from, r, c, err);
}

/* A rename that keeps no identity: all that is below is dropped and created elsewhere. */
static assay_status act_on_moved(work *w, const assay_change *c, size_t number, size_t r,
                                 assay_error *err)
{
    const assay_lineages *l = w->lineages;
    assay_status status = act_move(w, l->change_unit[number], l->target_unit[number], r, c, err);
    if (status != ASSAY_OK || !assay_kind_is_relation(c->kind))
        return status;
    uint32_t from = assay_lineage_relation(l, c->schema, c->name);
    uint32_t to = assay_lineage_relation(l, assay_change_new_schema(c), c->new_name);
    for (uint32_t u = l->below[from]; u != ASSAY_NONE && status == ASSAY_OK; u = l->next_below[u]) {
        const assay_name *name = &l->units.items[u];
        uint32_t target = assay_lineage_unit(l, (assay_kind)name->kind, to, "", name->name);
        status =
            target == ASSAY_NONE ? act(w, DROP, u, r, c, err) : act_move(w, u, target, r, c, err);
    }
    return status;
}

static assay_status act_on_references(work *w, const assay_change *c, size_t r, assay_error *err)
{
    uint32_t relation = assay_lineage_relation(w->lineages, c->schema, c->name);
    assay_status status = ASSAY_OK;
    for (const assay_reference *ref = assay_references_to(&w->references, relation);
         ref != NULL && status == ASSAY_OK; ref = ref->next)
        status = act(w, REFER, ref->unit, r, c, err);
    return status;
}

static assay_status act_on_change(work *w, size_t r, size_t number, const assay_change *c,
                                  assay_error *err)
{
    uint32_t unit = w->lineages->change_unit[number];
    bool is_relation = assay_kind_is_relation(c->kind);
    assay_status status = ASSAY_OK;
    switch (c->action) {
    case ASSAY_CREATE:
        if (is_relation && c->replaces)
            status = act_on_dropped(w, c, r, true, err);
        return status == ASSAY_OK ? act(w, SET, unit, r, c, err) : status;
    case ASSAY_ALTER:
        return act(w, ALTER, unit, r, c, err);
    case ASSAY_DROP:
        if (is_relation)
            status = act_on_dropped(w, c, r, c->cascade, err);
        return status == ASSAY_OK ? act(w, c->cascade ? SWEEP : DROP, unit, r, c, err) : status;
    case ASSAY_RENAME:
        status = assay_lineage_keeps(w->lineages, number) ? act(w, RENAME, unit, r, c, err)
                                                          : act_on_moved(w, c, number, r, err);
        return status == ASSAY_OK && is_relation ? act_on_references(w, c, r, err) : status;
    }
    return ASSAY_OK;
}

static const char **copy_values(work *w, assay_kind kind, const char *const *values)
{
    size_t n = assay_kind_get(kind)->n_attributes;
    const char **copy = assay_arena_calloc(w->arena, n + 1, sizeof *copy);
    if (copy != NULL && n > 0)
        memcpy(copy, values, n * sizeof *copy);
    return copy;
}

static assay_status alter(work *w, const assay_change *c, assay_value *v, assay_error *err)
{
    const char **values = copy_values(w, c->kind, v->values);
    if (values == NULL)
        return assay_fail_nomem(err);
    size_t n = assay_kind_get(c->kind)->n_attributes;
    for (size_t i = 0; i < n; i++)
        if ((c->set >> i & 1) != 0)
            values[i] = c->values[i];
    v->unknown = (v->unknown & ~c->set) | (c->unknown & c->set);
    v->values = values;
    return ASSAY_OK;
}

static assay_status refer(work *w, const action *a, assay_value *v, assay_error *err)
{
    assay_kind kind = (assay_kind)w->lineages->units.items[a->unit].kind;
    int attribute = assay_reference_attribute(kind);
    const char *renamed;
    assay_status status = assay_reference_renamed(&renamed, w->arena, w->history, a->change, kind,
                                                  v->values[attribute], err);
    if (status != ASSAY_OK || renamed == NULL)
        return status;
    const char **values = copy_values(w, kind, v->values);
    if (values == NULL)
        return assay_fail_nomem(err);
    values[attribute] = renamed;
    v->values = values;
    return ASSAY_OK;
}

static assay_status drop(work *w, const action *a, assay_value *v, assay_error *err)
{
    bool goes = true;
    assay_status status = ASSAY_OK;
    if (a->by_reference && v->values != NULL) {
        assay_kind kind = (assay_kind)w->lineages->units.items[a->unit].kind;
        status = assay_reference_names(&goes, w->scratch, w->history, a->change, kind,
                                       v->values[assay_reference_attribute(kind)], err);
    }
    if (goes)
        *v = absent;
    return status;
}

/* Attributes that a created object may have with any value: those the profile does not know, and
 * those that a profile which lists only what it judges does not mention. */
static uint32_t unjudged(const work *w, const assay_change *c)
{
    uint32_t mask = c->unknown;
    size_t n = assay_kind_get(c->kind)->n_attributes;
    for (size_t i = 0; i < n && w->history->listed_only; i++)
        if (c->values[i] == NULL)
            mask |= (uint32_t)1 << i;
    return mask;
}

/* Leaves in *v what the action makes of it. */
static assay_status apply(work *w, const action *a, assay_value *v, assay_error *err)
{
    const assay_change *c = a->change;
    bool is_relation = c->relation[0] == '\0';
    switch (a->operation) {
    case SET:
        *v = (assay_value){(const char *const *)c->values, unjudged(w, c), c->schema, c->name};
        return ASSAY_OK;
    case ALTER:
        return v->values == NULL ? ASSAY_OK : alter(w, c, v, err);
    case DROP:
    case SWEEP:
        return drop(w, a, v, err);
    case RENAME:
        v->name = v->values == NULL ? "" : c->new_name;
        if (v->values != NULL && is_relation)
            v->schema = assay_change_new_schema(c);
        return ASSAY_OK;
    case MOVE:
        if (a->moved != NULL && a->moved->values != NULL)
            *v = *a->moved;
        return ASSAY_OK;
    case REFER:
        return v->values == NULL ? ASSAY_OK : refer(w, a, v, err);
    }
    return ASSAY_OK;
}

/* The unit as the ancestors of a revision (and its own earlier actions) leave it. */
static assay_status state_of(work *w, uint32_t unit, uint32_t revision, assay_value *out,
                             assay_error *err)
{
    const assay_values *values = w->out;
    uint32_t last = values->last_step[unit];
    *out = absent;
    if (last == ASSAY_NONE)
        return ASSAY_OK;
    if (w->linear[unit] &&
        assay_bitset_has(&w->history->ancestors[revision], values->steps[last].revision)) {
        *out = values->steps[last].after;
        return ASSAY_OK;
    }
    assay_status status = ASSAY_OK;
    for (uint32_t i = w->first[unit]; i != ASSAY_NONE && status == ASSAY_OK; i = w->actions[i].next)
        if (assay_bitset_has(&w->history->ancestors[revision], w->actions[i].revision))
            status = apply(w, &w->actions[i], out, err);
    return status;
}

static bool same_value(const assay_value *a, const assay_value *b)
{
    return a->values == b->values && a->unknown == b->unknown && strcmp(a->name, b->name) == 0 &&
           strcmp(a->schema, b->schema) == 0;
}

static assay_status add_step(work *w, const action *a, const assay_value *before,
                             const assay_value *after, assay_error *err)
{
    assay_values *out = w->out;
    uint32_t last = out->last_step[a->unit];
    if (last != ASSAY_NONE && out->steps[last].revision == a->revision) {
        out->steps[last].after = *after;
        out->steps[last].swept = out->steps[last].swept && a->operation == SWEEP;
        return ASSAY_OK;
    }
    bool swept = a->operation == SWEEP && before->values == NULL;
    if (same_value(before, after) && !swept)
        return ASSAY_OK;
    assay_step *grown = assay_arena_grow(w->arena, out->steps, &out->steps_capacity,
                                         out->n_steps + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(err);
    out->steps = grown;
    grown[out->n_steps] = (assay_step){a->revision, ASSAY_NONE, *before, *after, swept};
    if (last == ASSAY_NONE)
        out->first_step[a->unit] = (uint32_t)out->n_steps;
    else
        grown[last].next = (uint32_t)out->n_steps;
    w->linear[a->unit] =
        last == ASSAY_NONE ||
        (w->linear[a->unit] &&
         assay_bitset_has(&w->history->ancestors[a->revision], grown[last].revision));
    out->last_step[a->unit] = (uint32_t)out->n_steps++;
    return ASSAY_OK;
}

/* What a rename that keeps no identity brings to its new place. What is in a renamed relation keeps
 * its own name. */
static assay_status fetch_moved(work *w, action *a, assay_error *err)
{
    const assay_change *c = a->change;
    assay_kind kind = (assay_kind)w->lineages->units.items[a->unit].kind;
    a->moved = assay_arena_alloc(w->scratch, sizeof *a->moved);
    if (a->moved == NULL)
        return assay_fail_nomem(err);
    assay_status status = state_of(w, a->from, a->revision, a->moved, err);
    if (kind != c->kind) /* a relation holds no relation, so it is not what the change names */
        return status;
    a->moved->name = c->new_name;
    if (c->relation[0] == '\0')
        a->moved->schema = assay_change_new_schema(c);
    return status;
}

static assay_status perform(work *w, uint32_t index, assay_error *err)
{
    action *a = &w->actions[index];
    assay_value before, after;
    assay_status status = state_of(w, a->unit, a->revision, &before, err);
    if (status == ASSAY_OK && a->operation == MOVE)
        status = fetch_moved(w, a, err);
    after = before;
    if (status == ASSAY_OK)
        status = apply(w, a, &after, err);
    if (status == ASSAY_OK)
        status = add_step(w, a, &before, &after, err);
    uint32_t last = w->last[a->unit];
    if (last == ASSAY_NONE)
        w->first[a->unit] = index;
    else
        w->actions[last].next = index;
    w->last[a->unit] = index;
    return status;
}

/* A sweep of what was not there matters only beside a toucher that is no ancestor and no
 * descendant. */
static void drop_idle_sweeps(assay_values *out, const assay_history *h, uint32_t unit)
{
    uint32_t *link = &out->first_step[unit], last = ASSAY_NONE;
    while (*link != ASSAY_NONE) {
        const assay_step *step = &out->steps[*link];
        bool idle = step->swept && step->after.values == NULL;
        for (uint32_t i = out->first_step[unit]; i != ASSAY_NONE && idle; i = out->steps[i].next) {
            uint32_t other = out->steps[i].revision;
            idle = assay_bitset_has(&h->ancestors[other], step->revision) ||
                   assay_bitset_has(&h->ancestors[step->revision], other);
        }
        if (idle) {
            *link = step->next;
        } else {
            last = *link;
            link = &out->steps[*link].next;
        }
    }
    out->last_step[unit] = last;
}

static assay_status prepare(work *w, assay_error *err)
{
    size_t n = w->lineages->units.n + 1;
    size_t n_changes = w->lineages->change_first[w->history->n_revisions];
    assay_values *out = w->out;
    uint32_t **arrays[] = {&out->first_step, &out->last_step, &w->first, &w->last};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        *arrays[i] = assay_arena_calloc(i < 2 ? w->arena : w->scratch, n, sizeof(uint32_t));
        if (*arrays[i] == NULL)
            return assay_fail_nomem(err);
        memset(*arrays[i], 0xff, n * sizeof(uint32_t));
    }
    w->linear = assay_arena_calloc(w->scratch, n, sizeof *w->linear);
    w->actions =
        assay_arena_grow(w->scratch, NULL, &w->capacity, n_changes + 1, sizeof *w->actions);
    out->steps =
        assay_arena_grow(w->arena, NULL, &out->steps_capacity, n_changes + 1, sizeof *out->steps);
    if (w->linear == NULL || w->actions == NULL || out->steps == NULL)
        return assay_fail_nomem(err);
    return assay_references_init(&w->references, w->scratch, w->lineages, err);
}

static assay_status compute(work *w, assay_error *err)
{
    const assay_history *h = w->history;
    assay_status status = prepare(w, err);
    for (size_t r = 0; r < h->n_revisions; r++)
        for (size_t i = 0; i < h->revisions[r].n_changes && status == ASSAY_OK; i++)
            status = act_on_change(w, r, w->lineages->change_first[r] + i,
                                   &h->revisions[r].changes[i], err);
    for (uint32_t i = 0; i < w->n_actions && status == ASSAY_OK; i++)
        status = perform(w, i, err);
    for (uint32_t u = 0; u < w->lineages->units.n && status == ASSAY_OK; u++)
        if (w->out->first_step[u] != ASSAY_NONE)
            drop_idle_sweeps(w->out, h, u);
    return status;
}

assay_status assay_values_init(assay_values *out, assay_arena *arena,
                               const assay_lineages *lineages, assay_error *err)
{
    *out = (assay_values){.lineages = lineages};
    work w = {.out = out,
              .lineages = lineages,
              .history = lineages->history,
              .arena = arena,
              .scratch = assay_arena_new()};
    assay_status status = w.scratch == NULL ? assay_fail_nomem(err) : compute(&w, err);
    assay_arena_free(w.scratch);
    return status;
}

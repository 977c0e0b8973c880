/* SPDX-License-Identifier: MIT */
/*
 * What makes a database unsafe to stamp as it is: half-applied revisions at the edge of the set,
 * revisions whose objects are there before their time, and members of which nothing is there. What
 * weighs too little for that is drift, though the revision is listed.
 */
#include "match/evidence.h"

#include <string.h>

enum {
    FRACTION = 5,     /* at least a fifth present and a fifth absent: half of it is not there */
    SKIP_WEIGHT = 32, /* missing weight from which what was skipped is no drift: a column */
};

typedef struct edge {
    bool *head; /* members with effects above which there are only members that touch nothing */
    bool *next; /* outsiders with effects below which there are only members and such revisions */
} edge;

static bool touches_nothing(const assay_problem *p, size_t r)
{
    return p->unit_first[r] == p->unit_first[r + 1];
}

static assay_status find_edge(edge *out, assay_arena *arena, const assay_problem *p,
                              const assay_bitset *set, assay_error *err)
{
    size_t n = p->n_revisions;
    bool *covered = assay_arena_calloc(arena, n + 1, sizeof *covered);
    bool *passed = assay_arena_calloc(arena, n + 1, sizeof *passed);
    out->head = assay_arena_calloc(arena, n + 1, sizeof *out->head);
    out->next = assay_arena_calloc(arena, n + 1, sizeof *out->next);
    if (covered == NULL || passed == NULL || out->head == NULL || out->next == NULL)
        return assay_fail_nomem(err);
    for (size_t r = n; r-- > 0;) {
        if (!assay_bitset_has(set, r))
            continue;
        out->head[r] = !covered[r] && !touches_nothing(p, r);
        for (size_t i = p->parent_first[r]; i < p->parent_first[r + 1]; i++)
            covered[p->parents[i]] = covered[p->parents[i]] || covered[r] || !touches_nothing(p, r);
    }
    for (size_t r = 0; r < n; r++) {
        bool reached = true;
        for (size_t i = p->parent_first[r]; i < p->parent_first[r + 1]; i++)
            reached = reached && passed[p->parents[i]];
        bool member = assay_bitset_has(set, r);
        passed[r] = member || (reached && touches_nothing(p, r));
        out->next[r] = !member && reached && !touches_nothing(p, r);
    }
    return ASSAY_OK;
}

static bool is_half(const assay_evidence *e)
{
    int total = e->present + e->absent + e->altered;
    return e->present > 0 && e->absent > 0 && FRACTION * e->present >= total &&
           FRACTION * e->absent >= total;
}

static const assay_effect *premature(const assay_evidence *e)
{
    for (size_t i = 0; i < e->n_effects && !e->applied; i++)
        if (e->effects[i].creates && e->effects[i].state != ASSAY_EFFECT_ABSENT)
            return &e->effects[i];
    return NULL;
}

/* Some of it is there, however little, and some is not. */
static bool is_begun(const assay_evidence *e)
{
    return e->present > 0 && e->absent > 0;
}

/* Nothing of a member is there. */
static bool is_skipped(const assay_evidence *e)
{
    return e->applied && e->present == 0 && e->altered == 0 && e->absent > 0;
}

static size_t count_absent(const assay_evidence *e)
{
    size_t n = 0;
    for (size_t i = 0; i < e->n_effects; i++)
        n += e->effects[i].state == ASSAY_EFFECT_ABSENT;
    return n;
}

/* Nothing shows that the member d has run, where r, below it, stopped half-way: at most that is not
 * there which d drops and which r, or one above r, would have made. */
static bool shows_nothing(const assay_evidence *d, size_t r, const assay_problem *p)
{
    for (size_t i = 0; i < d->n_effects; i++) {
        const assay_effect *effect = &d->effects[i];
        if (effect->state != ASSAY_EFFECT_ABSENT &&
            (effect->made_by == SIZE_MAX || !assay_problem_below(p, r, effect->made_by)))
            return false;
    }
    return true;
}

/* A member that may be the last that was run, as nothing shows that those above it were. */
static bool is_last_shown(const assay_match *match, const uint32_t *entry, const assay_problem *p,
                          size_t r)
{
    bool last = assay_bitset_has(&match->smallest, r);
    for (size_t d = r + 1; d < p->n_revisions && last; d++)
        last = entry[d] == ASSAY_NONE || !assay_bitset_has(&match->smallest, d) ||
               !assay_problem_below(p, r, d) || shows_nothing(&match->evidence[entry[d]], r, p);
    return last;
}

/* Sets the reason unless an earlier revision gave one. last: of a half applied one, that it is so
 * though it is no head. */
static assay_status explain(assay_match *match, const assay_evidence *e, bool half, bool last,
                            bool skipped, const assay_effect *early, assay_error *err)
{
    const char *id = match->history->revisions[e->revision].id;
    assay_arena *arena = match->arena;
    if (match->partial)
        return ASSAY_OK;
    match->partial = true;
    if (half)
        match->partial_reason =
            assay_arena_printf(arena, "'%s' is half applied: %zu of its %zu changes are missing%s",
                               id, count_absent(e), e->n_effects,
                               last ? ", and nothing shows that those after it have run" : "");
    else if (skipped)
        match->partial_reason =
            assay_arena_printf(arena, "'%s' was skipped: nothing of it is there", id);
    else
        match->partial_reason = assay_arena_printf(
            arena, "'%s' is not applied, but '%s', which it creates, is there", id, early->object);
    return match->partial_reason == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

assay_status assay_partial_judge(assay_match *match, const uint32_t *entry, const assay_model *m,
                                 assay_error *err)
{
    edge around;
    assay_status status = find_edge(&around, match->arena, &m->problem, &match->smallest, err);
    size_t n = match->n_evidence + 1;
    match->half_applied = assay_arena_calloc(match->arena, n, sizeof *match->half_applied);
    match->out_of_order = assay_arena_calloc(match->arena, n, sizeof *match->out_of_order);
    if (status == ASSAY_OK && (match->half_applied == NULL || match->out_of_order == NULL))
        status = assay_fail_nomem(err);
    if (status != ASSAY_OK)
        return status;
    for (size_t r = 0; r < m->problem.n_revisions && status == ASSAY_OK; r++) {
        if (entry[r] == ASSAY_NONE)
            continue;
        const assay_evidence *e = &match->evidence[entry[r]];
        bool at_edge = around.head[r] || around.next[r];
        bool last = !at_edge && is_begun(e) && is_last_shown(match, entry, &m->problem, r);
        at_edge = at_edge || last;
        bool half = at_edge && is_half(e);
        bool skipped = is_skipped(e);
        const assay_effect *early = premature(e);
        if (half || skipped || (at_edge && is_begun(e)) || (early != NULL && around.next[r]))
            match->half_applied[match->n_half_applied++] = entry[r];
        else if (!e->applied && !around.next[r] && (e->present > 0 || early != NULL))
            match->out_of_order[match->n_out_of_order++] = entry[r];
        skipped = skipped && e->absent >= SKIP_WEIGHT;
        if (half || skipped || early != NULL)
            status = explain(match, e, half, last, skipped, early, err);
    }
    return status;
}

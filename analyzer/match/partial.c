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

/* Of a revision outside the set: what it makes is there, a fifth of all at least. What it drops can
 * be gone for other reasons. */
static bool shows_that_it_ran(const assay_evidence *e)
{
    int made = 0;
    for (size_t i = 0; i < e->n_effects; i++)
        made += e->effects[i].drops ? 0 : e->effects[i].present;
    return made > 0 && FRACTION * made >= e->present + e->absent + e->altered;
}

/* The revision has run, though it is outside the set, and none that descends from it. */
static bool has_run_last(const assay_match *match, const uint32_t *entry, const assay_problem *p,
                         size_t r)
{
    bool last = shows_that_it_ran(&match->evidence[entry[r]]);
    for (size_t d = r + 1; d < p->n_revisions && last; d++)
        last = entry[d] == ASSAY_NONE || !assay_problem_below(p, r, d) ||
               !shows_that_it_ran(&match->evidence[entry[d]]);
    return last;
}

/* What there is to say of one revision. */
typedef struct finding {
    const assay_evidence *evidence;
    bool at_edge;
    bool last;  /* though it is no head */
    bool ahead; /* a pending one that is not next was the last that was run */
    bool half, skipped;
    const assay_effect *early;
} finding;

static finding look_at(const assay_match *match, const uint32_t *entry, const assay_model *m,
                       const edge *around, size_t r)
{
    const assay_evidence *e = &match->evidence[entry[r]];
    finding f = {.evidence = e,
                 .at_edge = around->head[r] || around->next[r],
                 .half = is_half(e),
                 .skipped = is_skipped(e),
                 .early = premature(e)};
    f.last = !f.at_edge && is_begun(e) && is_last_shown(match, entry, &m->problem, r);
    f.at_edge = f.at_edge || f.last;
    f.ahead = f.half && !e->applied && has_run_last(match, entry, &m->problem, r);
    return f;
}

static bool is_half_run(const finding *f)
{
    return f->half && (f->at_edge || f->ahead);
}

/* That one ahead ran half can be chance: it is said, but is no reason. */
static bool is_reason(const finding *f)
{
    return (f->half && f->at_edge) || f->early != NULL ||
           (f->skipped && f->evidence->absent >= SKIP_WEIGHT);
}

static bool is_listed_half(const finding *f, bool next)
{
    return is_half_run(f) || (f->at_edge && is_begun(f->evidence)) || f->skipped ||
           (f->early != NULL && next);
}

static assay_status explain(assay_match *match, const finding *f, assay_error *err)
{
    const char *id = match->history->revisions[f->evidence->revision].id;
    assay_arena *arena = match->arena;
    if (is_half_run(f))
        match->partial_reason =
            assay_arena_printf(arena, "'%s' is half applied: %zu of its %zu changes are missing%s",
                               id, count_absent(f->evidence), f->evidence->n_effects,
                               f->last ? ", and nothing shows that those after it have run" : "");
    else if (f->skipped)
        match->partial_reason =
            assay_arena_printf(arena, "'%s' was skipped: nothing of it is there", id);
    else
        match->partial_reason =
            assay_arena_printf(arena, "'%s' is not applied, but '%s', which it creates, is there",
                               id, f->early->object);
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
    /* What is half there is why others look skipped, or have come too early. */
    finding first = {.half = false}, half = {.half = false};
    for (size_t r = 0; r < m->problem.n_revisions; r++) {
        if (entry[r] == ASSAY_NONE)
            continue;
        const finding f = look_at(match, entry, m, &around, r);
        if (is_listed_half(&f, around.next[r]))
            match->half_applied[match->n_half_applied++] = entry[r];
        else if (!f.evidence->applied && !around.next[r] &&
                 (f.evidence->present > 0 || f.early != NULL))
            match->out_of_order[match->n_out_of_order++] = entry[r];
        match->partial = match->partial || is_reason(&f);
        if (first.evidence == NULL && is_reason(&f))
            first = f;
        if (half.evidence == NULL && is_half_run(&f))
            half = f;
    }
    if (!match->partial)
        return ASSAY_OK;
    return explain(match, half.evidence != NULL ? &half : &first, err);
}

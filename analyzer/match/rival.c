/* SPDX-License-Identifier: MIT */
/*
 * Every set that is not an equal one holds a revision next after what the equal sets reach, or
 * lacks a head of what they have in common, or gives some unit another cost than they do. Each of
 * these conditions forces a few revisions in or out; the cheapest set under each is a rival, and
 * the cheapest of all sets that are not equal is among them.
 */
#include "match/rival.h"

#include <string.h>

enum { MAX_RIVALS = 40 };

/* Arcs looked at over all cuts after which no further condition is tried. */
static const size_t max_work = (size_t)1 << 22;
static const size_t least_conditions = 12;

typedef struct rivalry {
    assay_solution *solution;
    assay_arena *arena;
    assay_search *search;
    assay_traces *traces;
    assay_rival *list;
    size_t n_list;
    size_t tried, max_tried;
} rivalry;

static int compare_rivals(const assay_rival *a, const assay_rival *b)
{
    if (a->cost != b->cost)
        return a->cost < b->cost ? -1 : 1;
    return assay_set_compare(&a->set, &b->set);
}

/* Keeps the list sorted and without repetition. */
static assay_status keep(rivalry *v, int64_t cost, const assay_bitset *set, assay_error *err)
{
    assay_rival rival = {*set, cost};
    size_t at = v->n_list;
    for (; at > 0; at--) {
        int order = compare_rivals(&rival, &v->list[at - 1]);
        if (order == 0)
            return ASSAY_OK;
        if (order > 0)
            break;
    }
    if (at == MAX_RIVALS)
        return ASSAY_OK;
    if (!assay_set_clone(&rival.set, v->arena, set))
        return assay_fail_nomem(err);
    if (v->n_list == MAX_RIVALS)
        v->n_list--;
    memmove(&v->list[at + 1], &v->list[at], (v->n_list - at) * sizeof *v->list);
    v->list[at] = rival;
    v->n_list++;
    return ASSAY_OK;
}

static assay_status try_condition(rivalry *v, const uint32_t *ins, size_t n_ins,
                                  const uint32_t *outs, size_t n_outs, assay_error *err)
{
    if (v->tried >= v->max_tried)
        return ASSAY_OK;
    assay_status status = assay_search_run(v->search, ins, n_ins, outs, n_outs, err);
    v->tried += v->search->solves > 0 ? v->search->solves : 1;
    if (status == ASSAY_OK && v->search->found)
        status = keep(v, v->search->cost, &v->search->set, err);
    return status;
}

/* Revisions outside `reached` whose parents are all in it. */
static assay_status try_nexts(rivalry *v, assay_error *err)
{
    const assay_problem *p = v->search->problem;
    assay_status status = ASSAY_OK;
    for (uint32_t r = 0; r < p->n_revisions && status == ASSAY_OK; r++) {
        bool next = !assay_bitset_has(&v->solution->reached, r);
        for (size_t i = p->parent_first[r]; i < p->parent_first[r + 1] && next; i++)
            next = assay_bitset_has(&v->solution->reached, p->parents[i]);
        if (next)
            status = try_condition(v, &r, 1, NULL, 0, err);
    }
    return status;
}

static assay_status try_heads(rivalry *v, assay_error *err)
{
    const assay_problem *p = v->search->problem;
    assay_bitset inner;
    if (!assay_bitset_init(&inner, v->arena, p->n_revisions))
        return assay_fail_nomem(err);
    for (size_t r = 0; r < p->n_revisions; r++)
        for (size_t i = p->parent_first[r]; i < p->parent_first[r + 1]; i++)
            if (assay_bitset_has(&v->solution->common, r))
                assay_bitset_add(&inner, p->parents[i]);
    assay_status status = ASSAY_OK;
    for (uint32_t r = 0; r < p->n_revisions && status == ASSAY_OK; r++)
        if (assay_bitset_has(&v->solution->common, r) && !assay_bitset_has(&inner, r))
            status = try_condition(v, NULL, 0, &r, 1, err);
    return status;
}

/* The other costs of a chain that sets between `common` and `reached` can give it. */
static assay_status try_chain(rivalry *v, size_t u, assay_error *err)
{
    const assay_problem *p = v->search->problem;
    const assay_unit *unit = &p->units[u];
    const assay_touch *touches = &p->touches[unit->first];
    assay_status status = ASSAY_OK;
    for (size_t place = 0; place <= unit->n && status == ASSAY_OK; place++) {
        int64_t cost = place == 0 ? unit->initial : touches[place - 1].cost;
        if (cost == v->solution->costs[u])
            continue;
        const uint32_t *in = place > 0 ? &touches[place - 1].revision : NULL;
        const uint32_t *out = place < unit->n ? &touches[place].revision : NULL;
        if ((in != NULL && !assay_bitset_has(&v->solution->reached, *in)) ||
            (out != NULL && assay_bitset_has(&v->solution->common, *out)))
            continue;
        status = try_condition(v, in, in != NULL ? 1 : 0, out, out != NULL ? 1 : 0, err);
    }
    return status;
}

static assay_status try_contested(rivalry *v, size_t u, assay_error *err)
{
    const assay_problem *p = v->search->problem;
    const assay_unit *unit = &p->units[u];
    assay_status status = ASSAY_OK;
    if (!assay_traces_init(v->traces, p, u))
        return ASSAY_OK;
    uint32_t all = (1u << unit->n) - 1;
    for (uint32_t mask = 0; mask <= all && status == ASSAY_OK; mask++) {
        uint32_t ins[ASSAY_CONTEST_WIDTH], outs[ASSAY_CONTEST_WIDTH];
        size_t n_ins = 0, n_outs = 0;
        if (!assay_traces_closed(v->traces, mask) || v->traces->cost[mask] == v->solution->costs[u])
            continue;
        bool between = true;
        for (size_t i = 0; i < unit->n; i++) {
            uint32_t r = p->touches[unit->first + i].revision;
            bool in = (mask >> i & 1) != 0;
            between = between && (in ? assay_bitset_has(&v->solution->reached, r)
                                     : !assay_bitset_has(&v->solution->common, r));
            if (in)
                ins[n_ins++] = r;
            else
                outs[n_outs++] = r;
        }
        if (between)
            status = try_condition(v, ins, n_ins, outs, n_outs, err);
    }
    return status;
}

/* Units with a toucher between `common` and `reached`: only they can tell sets between apart. */
static assay_status try_between(rivalry *v, assay_error *err)
{
    const assay_problem *p = v->search->problem;
    bool *seen = assay_arena_calloc(v->arena, p->n_units + 1, sizeof *seen);
    if (seen == NULL)
        return assay_fail_nomem(err);
    for (size_t r = 0; r < p->n_revisions; r++) {
        if (assay_bitset_has(&v->solution->common, r) ||
            !assay_bitset_has(&v->solution->reached, r))
            continue;
        for (size_t i = p->unit_first[r]; i < p->unit_first[r + 1]; i++) {
            uint32_t u = p->unit_of[i];
            if (seen[u])
                continue;
            seen[u] = true;
            assay_status status =
                p->units[u].contested ? try_contested(v, u, err) : try_chain(v, u, err);
            if (status != ASSAY_OK)
                return status;
        }
    }
    return ASSAY_OK;
}

assay_status assay_rivals_find(assay_solution *solution, assay_arena *arena, assay_search *search,
                               assay_error *err)
{
    size_t size = search->contest.n_nodes + search->contest.n_requirements + 1;
    rivalry v = {.solution = solution, .arena = arena, .search = search};
    v.max_tried = max_work / size < least_conditions ? least_conditions : max_work / size;
    if (search->max_solves > v.max_tried)
        search->max_solves = v.max_tried;
    search->judge_ties = false;
    v.list = assay_arena_calloc(arena, MAX_RIVALS + 1, sizeof *v.list);
    v.traces = assay_arena_alloc(search->arena, sizeof *v.traces);
    if (v.list == NULL || v.traces == NULL)
        return assay_fail_nomem(err);
    assay_status status = try_nexts(&v, err);
    if (status == ASSAY_OK)
        status = try_heads(&v, err);
    if (status == ASSAY_OK)
        status = try_between(&v, err);
    solution->rivals = v.list;
    solution->n_rivals = v.n_list;
    return status;
}

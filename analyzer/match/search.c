/* SPDX-License-Identifier: MIT */
/*
 * Branch and bound. A hard unit counts as the least cost that is still possible for it; if that is
 * its true cost in every set of least weight, the cut is exact as it stands. If not, one such unit
 * is decided: which of its touchers is credited (it is in, those above it are out), or none. Each
 * set satisfies the option that gives the unit its cost, so no set is lost.
 */
#include "match/search.h"

#include <string.h>

#include "base/limits.h"

/* Arcs looked at before giving up: about ten seconds. */
static const size_t max_work = (size_t)1 << 31;
enum {
    MAX_ACTIVE = 12,  /* undetermined touchers of a unit whose subsets are tried one by one */
    MAX_DEPTH = 2000, /* units decided at once: explore() recurses */
};

assay_status assay_search_init(assay_search *s, assay_arena *arena, const assay_problem *problem,
                               assay_error *err)
{
    *s = (assay_search){.problem = problem, .arena = arena};
    assay_status status = assay_contest_encode(&s->contest, arena, problem, err);
    if (status == ASSAY_OK)
        status = assay_closure_new(&s->closure, arena, s->contest.n_nodes, s->contest.requirements,
                                   s->contest.n_requirements, err);
    if (status != ASSAY_OK)
        return status;
    size_t n = s->contest.n_nodes + 1;
    s->reached = assay_arena_calloc(arena, n, sizeof *s->reached);
    s->decided = assay_arena_calloc(arena, s->contest.n_hard + 1, sizeof *s->decided);
    s->active = assay_arena_calloc(arena, problem->n_revisions + 1, sizeof *s->active);
    s->costs = assay_arena_calloc(arena, problem->n_units + 1, sizeof *s->costs);
    if (s->reached == NULL || s->decided == NULL || s->active == NULL || s->costs == NULL ||
        !assay_bitset_init(&s->scratch, arena, problem->n_revisions) ||
        !assay_bitset_init(&s->set, arena, problem->n_revisions))
        return assay_fail_nomem(err);
    assay_closure_weigh(s->closure, s->contest.weights);
    s->max_solves = max_work / (n + s->contest.n_requirements);
    if (s->max_solves > ASSAY_MAX_CONTEST_COMBOS)
        s->max_solves = ASSAY_MAX_CONTEST_COMBOS;
    return ASSAY_OK;
}

static bool forced_in(const assay_search *s, size_t revision)
{
    for (size_t i = 0; i < s->n_ins; i++)
        if (assay_problem_below(s->problem, revision, s->ins[i]))
            return true;
    return false;
}

static bool forced_out(const assay_search *s, size_t revision)
{
    for (size_t i = 0; i < s->n_outs; i++)
        if (assay_problem_below(s->problem, s->outs[i], revision))
            return true;
    return false;
}

static assay_status force(assay_search *s, uint32_t revision, bool in, assay_error *err)
{
    uint32_t **list = in ? &s->ins : &s->outs;
    size_t *n = in ? &s->n_ins : &s->n_outs;
    size_t *capacity = in ? &s->ins_capacity : &s->outs_capacity;
    uint32_t *grown = assay_arena_grow(s->arena, *list, capacity, *n + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(err);
    *list = grown;
    grown[(*n)++] = revision;
    return ASSAY_OK;
}

/* Option i credits the i-th touch; option n is that none of the touchers is in. */
static bool possible(const assay_search *s, const assay_unit *unit, size_t option)
{
    const assay_touch *touches = &s->problem->touches[unit->first];
    if (option < unit->n && forced_out(s, touches[option].revision))
        return false;
    for (size_t j = option < unit->n ? option + 1 : 0; j < unit->n; j++)
        if ((option == unit->n ||
             assay_problem_below(s->problem, touches[option].revision, touches[j].revision)) &&
            forced_in(s, touches[j].revision))
            return false;
    return true;
}

static int64_t option_cost(const assay_search *s, const assay_unit *unit, size_t option)
{
    return option < unit->n ? s->problem->touches[unit->first + option].cost : unit->initial;
}

static int64_t least_possible(const assay_search *s, const assay_unit *unit)
{
    int64_t least = INT64_MAX;
    for (size_t i = 0; i <= unit->n; i++)
        if (option_cost(s, unit, i) < least && possible(s, unit, i))
            least = option_cost(s, unit, i);
    return least;
}

static assay_status take_option(assay_search *s, const assay_unit *unit, size_t option,
                                assay_error *err)
{
    const assay_touch *touches = &s->problem->touches[unit->first];
    assay_status status = ASSAY_OK;
    if (option < unit->n)
        status = force(s, touches[option].revision, true, err);
    for (size_t j = option < unit->n ? option + 1 : 0; j < unit->n && status == ASSAY_OK; j++)
        if (option == unit->n ||
            assay_problem_below(s->problem, touches[option].revision, touches[j].revision))
            status = force(s, touches[j].revision, false, err);
    return status;
}

/* The cost of a unit in the set that `marks` describes; only its own touchers are looked at. */
static int64_t marked_cost(assay_search *s, size_t u, const bool *marks)
{
    const assay_unit *unit = &s->problem->units[u];
    for (size_t i = 0; i < unit->n; i++) {
        uint32_t r = s->problem->touches[unit->first + i].revision;
        if (marks[r])
            assay_bitset_add(&s->scratch, r);
        else
            assay_bitset_remove(&s->scratch, r);
    }
    return assay_problem_unit_cost(s->problem, u, &s->scratch);
}

static bool extended_cost_is(assay_search *s, size_t u, const uint32_t *nodes, size_t n,
                             int64_t cost)
{
    assay_closure_extend(s->closure, nodes, n, s->reached);
    return marked_cost(s, u, s->reached) == cost;
}

/* True if the unit has this cost in every set of least weight of the last cut. Such a set is the
 * smallest extended by some of the touchers between the bounds; on a chain one is enough. */
static bool steady(assay_search *s, size_t u, int64_t cost)
{
    const assay_unit *unit = &s->problem->units[u];
    size_t n = 0;
    if (marked_cost(s, u, s->closure->smallest) != cost)
        return false;
    for (size_t i = 0; i < unit->n; i++) {
        uint32_t r = s->problem->touches[unit->first + i].revision;
        if (s->closure->largest[r] && !s->closure->smallest[r])
            s->active[n++] = r;
    }
    for (size_t i = 0; i < n; i++)
        if (!extended_cost_is(s, u, &s->active[i], 1, cost))
            return false;
    if (!unit->contested || n < 2)
        return true;
    if (n > MAX_ACTIVE) {
        s->exhausted = true;
        return true;
    }
    for (uint32_t mask = 0; mask < 1u << n; mask++) {
        uint32_t chosen[MAX_ACTIVE];
        size_t n_chosen = 0;
        for (size_t i = 0; i < n; i++)
            if ((mask >> i & 1) != 0)
                chosen[n_chosen++] = s->active[i];
        if (!extended_cost_is(s, u, chosen, n_chosen, cost))
            return false;
    }
    return true;
}

/* All sets of least weight of the last cut have the costs of the reference in each unit. */
static bool all_steady(assay_search *s)
{
    const assay_problem *p = s->problem;
    for (size_t r = 0; r < p->n_revisions; r++) {
        if (!s->closure->largest[r] || s->closure->smallest[r])
            continue;
        for (size_t i = p->unit_first[r]; i < p->unit_first[r + 1]; i++)
            if (!steady(s, p->unit_of[i], s->costs[p->unit_of[i]]))
                return false;
    }
    return true;
}

static void accept(assay_search *s, int64_t cost, assay_bitset *set)
{
    const assay_problem *p = s->problem;
    bool better = !s->found || cost < s->cost;
    if (better || assay_set_compare(set, &s->set) < 0)
        assay_bitset_copy(&s->set, set);
    s->found = true;
    s->cost = cost;
    if (!s->judge_ties)
        return;
    if (better)
        s->tie = false;
    for (size_t u = 0; u < p->n_units && !s->tie; u++) {
        int64_t unit_cost = assay_problem_unit_cost(p, u, set);
        s->tie = !better && unit_cost != s->costs[u];
        if (better)
            s->costs[u] = unit_cost;
    }
    s->tie = s->tie || !all_steady(s);
}

/* Solves the cut for what is forced and returns the bound it gives. */
static int64_t relax(assay_search *s)
{
    size_t n = s->contest.n_nodes;
    assay_closure_solve(s->closure, s->ins, s->n_ins, s->outs, s->n_outs);
    int64_t total = s->contest.constant + s->decided_cost;
    for (size_t v = 0; v < n; v++)
        total += s->closure->smallest[v] ? s->contest.weights[v] : 0;
    for (size_t h = 0; h < s->contest.n_hard; h++)
        if (!s->decided[h])
            total += least_possible(s, &s->problem->units[s->contest.hard[h]]);
    return total;
}

static assay_status explore(assay_search *s, assay_error *err);

static assay_status branch(assay_search *s, size_t h, assay_error *err)
{
    const assay_unit *unit = &s->problem->units[s->contest.hard[h]];
    size_t n_ins = s->n_ins, n_outs = s->n_outs;
    assay_status status = ASSAY_OK;
    s->decided[h] = true;
    s->depth++;
    for (size_t option = 0; option <= unit->n && status == ASSAY_OK; option++) {
        if (!possible(s, unit, option))
            continue;
        s->decided_cost += option_cost(s, unit, option);
        status = take_option(s, unit, option, err);
        if (status == ASSAY_OK)
            status = explore(s, err);
        s->decided_cost -= option_cost(s, unit, option);
        s->n_ins = n_ins;
        s->n_outs = n_outs;
    }
    s->decided[h] = false;
    s->depth--;
    return status;
}

static assay_status explore(assay_search *s, assay_error *err)
{
    bool last = s->solves >= s->max_solves || s->depth > MAX_DEPTH;
    s->exhausted = s->exhausted || last;
    if (last && s->found)
        return ASSAY_OK;
    s->solves++;
    int64_t bound = relax(s);
    if (s->found && bound > s->cost)
        return ASSAY_OK;
    for (size_t h = 0; h < s->contest.n_hard && !last; h++) {
        uint32_t u = s->contest.hard[h];
        if (!s->decided[h] && !steady(s, u, least_possible(s, &s->problem->units[u])))
            return branch(s, h, err);
    }
    assay_bitset set;
    if (!assay_bitset_init(&set, s->arena, s->problem->n_revisions))
        return assay_fail_nomem(err);
    for (size_t r = 0; r < s->problem->n_revisions; r++)
        if (s->closure->smallest[r])
            assay_bitset_add(&set, r);
    /* Where the search ends early, the cut's set is an answer, though at its true cost. */
    accept(s, last ? assay_problem_cost(s->problem, &set) : bound, &set);
    return ASSAY_OK;
}

assay_status assay_search_run(assay_search *s, const uint32_t *ins, size_t n_ins,
                              const uint32_t *outs, size_t n_outs, assay_error *err)
{
    assay_status status = ASSAY_OK;
    s->found = false;
    s->tie = false;
    s->n_ins = s->n_outs = 0;
    s->decided_cost = 0;
    s->solves = 0;
    for (size_t i = 0; i < n_ins && status == ASSAY_OK; i++)
        status = force(s, ins[i], true, err);
    for (size_t i = 0; i < n_outs && status == ASSAY_OK; i++) {
        if (forced_in(s, outs[i]))
            return ASSAY_OK;
        status = force(s, outs[i], false, err);
    }
    return status == ASSAY_OK ? explore(s, err) : status;
}

/* SPDX-License-Identifier: MIT */
/*
 * The cost of a contested unit is a function on the closed subsets of its touchers. Expanded by
 * Moebius inversion it is a sum of terms "all of these are in S", or, on the complement, of terms
 * "any of these is in S". A term of one revision is its weight. A gain for "all of these" is a node
 * that requires them; a charge for "any of these" is a node that each of them requires. If either
 * expansion has only such terms, it is exact; that covers creator and dropper, and several creators
 * of what is not there. Several creators of what is there remain hard.
 */
#include "match/contest.h"

#include <string.h>

bool assay_traces_closed(const assay_traces *traces, uint32_t mask)
{
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1)
        if ((traces->below[__builtin_ctz(rest)] & ~mask) != 0)
            return false;
    return true;
}

uint32_t assay_traces_maximal(const assay_traces *traces, uint32_t mask)
{
    uint32_t covered = 0;
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1)
        covered |= traces->below[__builtin_ctz(rest)];
    return mask & ~covered;
}

uint32_t assay_traces_minimal(const assay_traces *traces, uint32_t mask)
{
    uint32_t minimal = 0;
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
        int i = __builtin_ctz(rest);
        if ((traces->below[i] & mask) == 0)
            minimal |= 1u << i;
    }
    return minimal;
}

bool assay_traces_init(assay_traces *traces, const assay_problem *problem, size_t unit_index)
{
    const assay_unit *unit = &problem->units[unit_index];
    const assay_touch *touches = &problem->touches[unit->first];
    if (unit->n > ASSAY_CONTEST_WIDTH)
        return false;
    traces->n = unit->n;
    memset(traces->below, 0, sizeof traces->below);
    for (size_t i = 0; i < unit->n; i++)
        for (size_t j = 0; j < i; j++)
            if (assay_problem_below(problem, touches[j].revision, touches[i].revision))
                traces->below[i] |= 1u << j;
    for (uint32_t mask = 0; mask < 1u << unit->n; mask++) {
        int64_t least = mask == 0 ? unit->initial : INT64_MAX;
        for (uint32_t rest = assay_traces_maximal(traces, mask); rest != 0; rest &= rest - 1) {
            int64_t cost = touches[__builtin_ctz(rest)].cost;
            least = cost < least ? cost : least;
        }
        traces->cost[mask] = least;
    }
    return true;
}

/* Sum over the subsets T of `corner` of (-1)^|T| cost(mask without T, or with T). */
static int64_t invert(const assay_traces *traces, uint32_t mask, uint32_t corner)
{
    int64_t sum = 0;
    for (uint32_t t = corner;; t = (t - 1) & corner) {
        int64_t cost = traces->cost[mask ^ t];
        sum += __builtin_popcount(t) % 2 == 0 ? cost : -cost;
        if (t == 0)
            return sum;
    }
}

/* One expansion: for each closed mask the revisions of its term, and the coefficient. */
static uint32_t term_of(const assay_traces *traces, uint32_t mask, bool any, int64_t *weight)
{
    uint32_t all = (1u << traces->n) - 1;
    uint32_t members =
        any ? assay_traces_minimal(traces, all & ~mask) : assay_traces_maximal(traces, mask);
    *weight = invert(traces, mask, members);
    if (any)
        *weight = -*weight;
    return members;
}

static bool expandable(const assay_traces *traces, bool any)
{
    for (uint32_t mask = 0; mask < 1u << traces->n; mask++) {
        if (!assay_traces_closed(traces, mask))
            continue;
        int64_t weight;
        uint32_t members = term_of(traces, mask, any, &weight);
        if (__builtin_popcount(members) >= 2 && (any ? weight < 0 : weight > 0))
            return false;
    }
    return true;
}

static assay_status require(assay_contest *contest, assay_arena *arena, size_t node,
                            size_t requires_node, assay_error *err)
{
    assay_requirement *grown =
        assay_arena_grow(arena, contest->requirements, &contest->requirements_capacity,
                         contest->n_requirements + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(err);
    contest->requirements = grown;
    grown[contest->n_requirements++] = (assay_requirement){(uint32_t)node, (uint32_t)requires_node};
    return ASSAY_OK;
}

static assay_status add_node(assay_contest *contest, assay_arena *arena, int64_t weight,
                             assay_error *err)
{
    int64_t *grown = assay_arena_grow(arena, contest->weights, &contest->nodes_capacity,
                                      contest->n_nodes + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(err);
    contest->weights = grown;
    grown[contest->n_nodes++] = weight;
    return ASSAY_OK;
}

static assay_status add_terms(assay_contest *contest, assay_arena *arena,
                              const assay_touch *touches, const assay_traces *traces, bool any,
                              assay_error *err)
{
    for (uint32_t mask = 0; mask < 1u << traces->n; mask++) {
        int64_t weight;
        if (!assay_traces_closed(traces, mask))
            continue;
        uint32_t members = term_of(traces, mask, any, &weight);
        if (members == 0 || weight == 0)
            continue;
        if (__builtin_popcount(members) == 1) {
            contest->weights[touches[__builtin_ctz(members)].revision] += weight;
            continue;
        }
        size_t node = contest->n_nodes;
        assay_status status = add_node(contest, arena, weight, err);
        for (; members != 0 && status == ASSAY_OK; members &= members - 1) {
            size_t revision = touches[__builtin_ctz(members)].revision;
            status = any ? require(contest, arena, revision, node, err)
                         : require(contest, arena, node, revision, err);
        }
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

static assay_status encode_unit(assay_contest *contest, assay_arena *arena,
                                const assay_problem *problem, assay_traces *traces, uint32_t u,
                                assay_error *err)
{
    const assay_unit *unit = &problem->units[u];
    bool fits = assay_traces_init(traces, problem, u);
    for (int any = 0; any <= 1 && fits; any++) {
        if (!expandable(traces, any != 0))
            continue;
        contest->constant += unit->initial;
        return add_terms(contest, arena, &problem->touches[unit->first], traces, any != 0, err);
    }
    contest->hard[contest->n_hard++] = u;
    return ASSAY_OK;
}

assay_status assay_contest_encode(assay_contest *out, assay_arena *arena,
                                  const assay_problem *problem, assay_error *err)
{
    *out = (assay_contest){.constant = problem->constant};
    assay_traces *traces = assay_arena_alloc(arena, sizeof *traces);
    out->hard = assay_arena_calloc(arena, problem->n_contested + 1, sizeof *out->hard);
    if (traces == NULL || out->hard == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (size_t r = 0; r < problem->n_revisions && status == ASSAY_OK; r++) {
        status = add_node(out, arena, problem->weights[r], err);
        for (size_t i = problem->parent_first[r];
             i < problem->parent_first[r + 1] && status == ASSAY_OK; i++)
            status = require(out, arena, r, problem->parents[i], err);
    }
    for (size_t i = 0; i < problem->n_contested && status == ASSAY_OK; i++)
        status = encode_unit(out, arena, problem, traces, problem->contested[i], err);
    return status;
}

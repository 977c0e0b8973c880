/* SPDX-License-Identifier: MIT */
/*
 * What follows from a problem by itself: which units are contested, the weight of each revision
 * over the others, and the cost of a set. Linear in the number of touches.
 */
#include "match/problem.h"

#include <string.h>

static bool is_contested(const assay_problem *problem, const assay_unit *unit)
{
    const assay_touch *touches = &problem->touches[unit->first];
    for (size_t i = 1; i < unit->n; i++)
        if (!assay_problem_below(problem, touches[i - 1].revision, touches[i].revision))
            return true;
    return false;
}

static void add_weights(assay_problem *problem, const assay_unit *unit)
{
    int64_t before = unit->initial;
    problem->constant += before;
    for (size_t i = 0; i < unit->n; i++) {
        const assay_touch *touch = &problem->touches[unit->first + i];
        problem->weights[touch->revision] += touch->cost - before;
        before = touch->cost;
    }
}

/* Counting sort of the touches by revision. */
static void index_units(assay_problem *problem)
{
    size_t *first = problem->unit_first, n = problem->n_revisions;
    for (size_t i = 0; i < problem->n_touches; i++)
        first[problem->touches[i].revision + 1]++;
    for (size_t r = 0; r < n; r++)
        first[r + 1] += first[r];
    for (size_t u = problem->n_units; u-- > 0;)
        for (size_t i = 0; i < problem->units[u].n; i++) {
            uint32_t r = problem->touches[problem->units[u].first + i].revision;
            problem->unit_of[--first[r + 1]] = (uint32_t)u;
        }
    /* Each end has become the start of its own revision: one place to the left is the index. */
    memmove(first, first + 1, n * sizeof *first);
    first[n] = problem->n_touches;
}

assay_status assay_problem_prepare(assay_problem *problem, assay_arena *arena, assay_error *err)
{
    problem->unit_first = assay_arena_calloc(arena, problem->n_revisions + 1, sizeof(size_t));
    problem->unit_of = assay_arena_calloc(arena, problem->n_touches + 1, sizeof(uint32_t));
    problem->weights = assay_arena_calloc(arena, problem->n_revisions + 1, sizeof(int64_t));
    problem->contested = assay_arena_calloc(arena, problem->n_units + 1, sizeof(uint32_t));
    if (problem->unit_first == NULL || problem->unit_of == NULL || problem->weights == NULL ||
        problem->contested == NULL)
        return assay_fail_nomem(err);
    problem->constant = 0;
    problem->n_contested = 0;
    for (size_t u = 0; u < problem->n_units; u++) {
        assay_unit *unit = &problem->units[u];
        unit->contested = is_contested(problem, unit);
        if (unit->contested)
            problem->contested[problem->n_contested++] = (uint32_t)u;
        else
            add_weights(problem, unit);
    }
    index_units(problem);
    return ASSAY_OK;
}

size_t assay_problem_credited(const assay_problem *problem, size_t unit_index,
                              const assay_bitset *set)
{
    const assay_unit *unit = &problem->units[unit_index];
    size_t credited = ASSAY_NO_TOUCH;
    for (size_t i = unit->n; i-- > 0;) {
        const assay_touch *touch = &problem->touches[unit->first + i];
        if (!assay_bitset_has(set, touch->revision))
            continue;
        if (!unit->contested)
            return unit->first + i;
        bool maximal = true;
        for (size_t j = i + 1; j < unit->n && maximal; j++) {
            uint32_t above = problem->touches[unit->first + j].revision;
            maximal = !assay_bitset_has(set, above) ||
                      !assay_problem_below(problem, touch->revision, above);
        }
        if (maximal &&
            (credited == ASSAY_NO_TOUCH || touch->cost < problem->touches[credited].cost))
            credited = unit->first + i;
    }
    return credited;
}

int64_t assay_problem_unit_cost(const assay_problem *problem, size_t unit, const assay_bitset *set)
{
    size_t credited = assay_problem_credited(problem, unit, set);
    return credited == ASSAY_NO_TOUCH ? problem->units[unit].initial
                                      : problem->touches[credited].cost;
}

int64_t assay_problem_cost(const assay_problem *problem, const assay_bitset *set)
{
    int64_t cost = 0;
    for (size_t u = 0; u < problem->n_units; u++)
        cost += assay_problem_unit_cost(problem, u, set);
    return cost;
}

int assay_set_compare(const assay_bitset *a, const assay_bitset *b)
{
    size_t na = assay_bitset_count(a), nb = assay_bitset_count(b);
    if (na != nb)
        return na < nb ? -1 : 1;
    for (size_t i = 0; i < a->n_words; i++) {
        uint64_t differ = a->words[i] ^ b->words[i];
        if (differ != 0)
            return (a->words[i] & differ & (~differ + 1)) != 0 ? -1 : 1;
    }
    return 0;
}

bool assay_set_clone(assay_bitset *out, assay_arena *arena, const assay_bitset *set)
{
    if (!assay_bitset_init(out, arena, set->n_bits))
        return false;
    assay_bitset_copy(out, set);
    return true;
}

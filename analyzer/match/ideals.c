/* SPDX-License-Identifier: MIT */
/*
 * Closed sets one by one. Each is reached in one way only, by adding its groups in ascending order
 * (every prefix of that order is closed too), so nothing needs to be remembered to count them.
 */
#include <string.h>

#include "match/ideals.h"

/* Groups looked at while counting: a second or two. */
static const size_t max_steps = (size_t)1 << 29;

static bool addable(const assay_ideals *ideals, const bool *in, size_t group)
{
    for (size_t i = ideals->required_first[group]; i < ideals->required_first[group + 1]; i++)
        if (!in[ideals->required[i]])
            return false;
    return true;
}

static void toggle(const assay_ideals *ideals, size_t group, bool in, assay_bitset *set)
{
    for (size_t i = ideals->member_first[group]; i < ideals->member_first[group + 1]; i++) {
        if (in)
            assay_bitset_add(set, ideals->members[i]);
        else
            assay_bitset_remove(set, ideals->members[i]);
    }
}

assay_status assay_ideals_count(size_t *out, assay_arena *arena, const assay_ideals *ideals,
                                size_t limit, assay_ideal_filter filter, void *context,
                                assay_error *err)
{
    size_t n = ideals->n_groups, depth = 0, steps = 0, next = 0;
    bool *in = assay_arena_calloc(arena, n + 1, sizeof *in);
    size_t *stack = assay_arena_calloc(arena, n + 1, sizeof *stack);
    assay_bitset set;
    if (in == NULL || stack == NULL || !assay_set_clone(&set, arena, ideals->base))
        return assay_fail_nomem(err);
    *out = filter == NULL || filter(context, &set) ? 1 : 0;
    while (*out < limit) {
        while (next < n && !addable(ideals, in, next) && steps++ < max_steps)
            next++;
        if (steps++ >= max_steps)
            break;
        if (next < n) {
            stack[depth++] = next;
            in[next] = true;
            toggle(ideals, next, true, &set);
            *out += filter == NULL || filter(context, &set) ? 1 : 0;
        } else {
            if (depth == 0)
                break;
            next = stack[--depth];
            in[next] = false;
            toggle(ideals, next, false, &set);
        }
        next++;
    }
    return ASSAY_OK;
}

/* Inserts a copy of the set unless it is there or behind the last place. */
static bool insert(assay_bitset *list, size_t *n, size_t maximum, assay_arena *arena,
                   const assay_bitset *set)
{
    size_t at = *n;
    for (; at > 0; at--) {
        int order = assay_set_compare(set, &list[at - 1]);
        if (order == 0)
            return true;
        if (order > 0)
            break;
    }
    if (at == maximum)
        return true;
    assay_bitset copy;
    if (*n == maximum) {
        copy = list[--*n]; /* the last falls out: its words serve again */
        assay_bitset_copy(&copy, set);
    } else if (!assay_set_clone(&copy, arena, set)) {
        return false;
    }
    memmove(&list[at + 1], &list[at], (*n - at) * sizeof *list);
    list[at] = copy;
    ++*n;
    return true;
}

/* Which groups a set holds, and the highest of them + 1. */
static size_t groups_of(const assay_ideals *ideals, const assay_bitset *set, bool *in)
{
    size_t end = 0;
    for (size_t g = 0; g < ideals->n_groups; g++) {
        in[g] = assay_bitset_has(set, ideals->members[ideals->member_first[g]]);
        if (in[g])
            end = g + 1;
    }
    return end;
}

/* A set's extensions have more members than it, so they come after it in the list: one pass that
 * extends each set in place is complete. */
assay_status assay_ideals_list(assay_bitset *list, size_t *n, size_t maximum, assay_arena *arena,
                               const assay_ideals *ideals, assay_error *err)
{
    bool *in = assay_arena_calloc(arena, ideals->n_groups + 1, sizeof *in);
    assay_bitset *own = assay_arena_calloc(arena, maximum + 1, sizeof *own);
    assay_bitset set;
    size_t n_own = 0;
    if (in == NULL || own == NULL || !assay_set_clone(&set, arena, ideals->base) ||
        !insert(own, &n_own, maximum, arena, ideals->base))
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n_own; i++) {
        assay_bitset_copy(&set, &own[i]);
        for (size_t g = groups_of(ideals, &set, in); g < ideals->n_groups; g++) {
            if (!addable(ideals, in, g))
                continue;
            toggle(ideals, g, true, &set);
            bool kept = insert(own, &n_own, maximum, arena, &set);
            toggle(ideals, g, false, &set);
            if (!kept)
                return assay_fail_nomem(err);
        }
    }
    for (size_t i = 0; i < n_own; i++)
        if (!insert(list, n, maximum, arena, &own[i]))
            return assay_fail_nomem(err);
    return ASSAY_OK;
}

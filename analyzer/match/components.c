/* SPDX-License-Identifier: MIT */
/*
 * Tarjan's algorithm without recursion (a history may be a chain of a hundred thousand). A
 * component is complete after all it requires, so its number is higher than theirs.
 */
#include "match/components.h"

typedef struct tarjan {
    size_t n;
    const uint32_t *first, *to;
    const uint8_t *marks;
    uint32_t *index, *low, *cursor, *stack, *path, *group;
    size_t n_stack, n_path, counter, n_groups;
} tarjan;

enum { NONE = UINT32_MAX };

static void enter(tarjan *t, uint32_t v)
{
    t->index[v] = t->low[v] = (uint32_t)t->counter++;
    t->cursor[v] = t->first[v];
    t->stack[t->n_stack++] = v;
    t->path[t->n_path++] = v;
}

static void leave(tarjan *t, uint32_t v)
{
    t->n_path--;
    if (t->n_path > 0) {
        uint32_t parent = t->path[t->n_path - 1];
        t->low[parent] = t->low[v] < t->low[parent] ? t->low[v] : t->low[parent];
    }
    if (t->low[v] != t->index[v])
        return;
    uint32_t w;
    do {
        w = t->stack[--t->n_stack];
        t->group[w] = (uint32_t)t->n_groups;
    } while (w != v);
    t->n_groups++;
}

static void visit(tarjan *t, uint32_t root)
{
    enter(t, root);
    while (t->n_path > 0) {
        uint32_t v = t->path[t->n_path - 1];
        if (t->cursor[v] == t->first[v + 1]) {
            leave(t, v);
            continue;
        }
        uint32_t w = t->to[t->cursor[v]++];
        if (t->marks[w] != 0)
            continue;
        if (t->index[w] == NONE)
            enter(t, w);
        else if (t->group[w] == NONE && t->index[w] < t->low[v])
            t->low[v] = t->index[w];
    }
}

/* Members by group, then what each group requires of others. */
static assay_status collect(assay_ideals *out, assay_arena *arena, const tarjan *t,
                            assay_error *err)
{
    size_t n_arcs = t->first[t->n], arcs = 0, placed = 0;
    size_t *member_first = assay_arena_calloc(arena, t->n_groups + 2, sizeof *member_first);
    size_t *required_first = assay_arena_calloc(arena, t->n_groups + 2, sizeof *required_first);
    uint32_t *members = assay_arena_calloc(arena, t->n + 1, sizeof *members);
    uint32_t *required = assay_arena_calloc(arena, n_arcs + 1, sizeof *required);
    if (member_first == NULL || required_first == NULL || members == NULL || required == NULL)
        return assay_fail_nomem(err);
    for (size_t v = 0; v < t->n; v++)
        if (t->marks[v] == 0)
            member_first[t->group[v] + 2]++;
    for (size_t g = 1; g < t->n_groups + 1; g++)
        member_first[g + 1] += member_first[g];
    for (uint32_t v = 0; v < t->n; v++)
        if (t->marks[v] == 0)
            members[member_first[t->group[v] + 1]++] = v;
    for (size_t g = 0; g < t->n_groups; g++) {
        for (; placed < member_first[g + 1]; placed++)
            for (uint32_t i = t->first[members[placed]]; i < t->first[members[placed] + 1]; i++)
                if (t->marks[t->to[i]] == 0 && t->group[t->to[i]] != g)
                    required[arcs++] = t->group[t->to[i]];
        required_first[g + 1] = arcs;
    }
    *out = (assay_ideals){t->n_groups, required_first, required, member_first, members, NULL};
    return ASSAY_OK;
}

assay_status assay_components_find(assay_ideals *out, assay_arena *arena, size_t n,
                                   const uint32_t *first, const uint32_t *to, const uint8_t *marks,
                                   assay_error *err)
{
    tarjan t = {.n = n, .first = first, .to = to, .marks = marks};
    uint32_t **arrays[] = {&t.index, &t.low, &t.cursor, &t.stack, &t.path, &t.group};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        *arrays[i] = assay_arena_calloc(arena, n + 1, sizeof(uint32_t));
        if (*arrays[i] == NULL)
            return assay_fail_nomem(err);
    }
    for (size_t v = 0; v < n; v++)
        t.index[v] = t.group[v] = NONE;
    for (uint32_t v = 0; v < n; v++)
        if (marks[v] == 0 && t.index[v] == NONE)
            visit(&t, v);
    return collect(out, arena, &t, err);
}

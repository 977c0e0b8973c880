/* SPDX-License-Identifier: MIT */
/*
 * The closure by flow. A node of negative weight supplies, one of positive weight demands, and flow
 * runs along requirements. When no node with supply left reaches one with demand left, what the
 * supplies reach is the smallest set of least weight and what cannot reach a demand is the largest:
 * a closed set gains at most the supplies left, and that set gains all of them. No source or sink
 * is needed, so the first flow may be any: one pass along a topological order settles a linear
 * history, and Dinic's phases settle what is left.
 */
#include "match/closure.h"

#include <string.h>

enum { UNSEEN = UINT32_MAX };

/* More than all weights together. */
static const int64_t force = (int64_t)1 << 41;

static bool allocate(assay_closure *c, assay_arena *arena, size_t n_arcs)
{
    size_t n = c->n + 1;
    c->first = assay_arena_calloc(arena, n + 1, sizeof(uint32_t));
    c->to = assay_arena_calloc(arena, n_arcs + 1, sizeof(uint32_t));
    c->pair = assay_arena_calloc(arena, n_arcs + 1, sizeof(uint32_t));
    c->forward = assay_arena_calloc(arena, n_arcs + 1, sizeof(bool));
    c->flow = assay_arena_calloc(arena, n_arcs + 1, sizeof(int64_t));
    c->order = assay_arena_calloc(arena, n, sizeof(uint32_t));
    c->balance = assay_arena_calloc(arena, n, sizeof(int64_t));
    c->base_flow = assay_arena_calloc(arena, n_arcs + 1, sizeof(int64_t));
    c->base_balance = assay_arena_calloc(arena, n, sizeof(int64_t));
    c->level = assay_arena_calloc(arena, n, sizeof(uint32_t));
    c->queue = assay_arena_calloc(arena, n, sizeof(uint32_t));
    c->cursor = assay_arena_calloc(arena, n, sizeof(uint32_t));
    c->path = assay_arena_calloc(arena, n, sizeof(uint32_t));
    c->needed = assay_arena_calloc(arena, n, sizeof(bool));
    c->smallest = assay_arena_calloc(arena, n, sizeof(bool));
    c->largest = assay_arena_calloc(arena, n, sizeof(bool));
    return c->first != NULL && c->to != NULL && c->pair != NULL && c->forward != NULL &&
           c->flow != NULL && c->order != NULL && c->balance != NULL && c->base_flow != NULL &&
           c->base_balance != NULL && c->level != NULL && c->queue != NULL && c->cursor != NULL &&
           c->path != NULL && c->needed != NULL && c->smallest != NULL && c->largest != NULL;
}

static void build_arcs(assay_closure *c, const assay_requirement *requirements, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        c->first[requirements[i].node + 1]++;
        c->first[requirements[i].requires + 1]++;
    }
    for (size_t v = 0; v < c->n; v++)
        c->first[v + 1] += c->first[v];
    memcpy(c->cursor, c->first, c->n * sizeof *c->cursor);
    for (size_t i = 0; i < n; i++) {
        uint32_t a = c->cursor[requirements[i].node]++, b = c->cursor[requirements[i].requires]++;
        c->to[a] = requirements[i].requires;
        c->to[b] = requirements[i].node;
        c->pair[a] = b;
        c->pair[b] = a;
        c->forward[a] = true;
    }
}

/* Kahn's algorithm; `level` counts the requirements not yet placed. */
static size_t sort_nodes(assay_closure *c)
{
    size_t placed = 0;
    for (uint32_t v = 0; v < c->n; v++) {
        c->level[v] = 0;
        for (uint32_t a = c->first[v]; a < c->first[v + 1]; a++)
            c->level[v] += c->forward[a] ? 1 : 0;
        if (c->level[v] == 0)
            c->order[placed++] = v;
    }
    for (size_t i = 0; i < placed; i++) {
        uint32_t v = c->order[i];
        for (uint32_t a = c->first[v]; a < c->first[v + 1]; a++)
            if (!c->forward[a] && --c->level[c->to[a]] == 0)
                c->order[placed++] = c->to[a];
    }
    return placed;
}

assay_status assay_closure_new(assay_closure **out, assay_arena *arena, size_t n_nodes,
                               const assay_requirement *requirements, size_t n_requirements,
                               assay_error *err)
{
    assay_closure *c = assay_arena_alloc(arena, sizeof *c);
    if (c == NULL)
        return assay_fail_nomem(err);
    c->n = n_nodes;
    if (!allocate(c, arena, 2 * n_requirements))
        return assay_fail_nomem(err);
    build_arcs(c, requirements, n_requirements);
    if (sort_nodes(c) != c->n)
        return assay_fail(err, ASSAY_INTERNAL, "requirements form a cycle");
    *out = c;
    return ASSAY_OK;
}

static bool open_arc(const assay_closure *c, uint32_t a)
{
    return c->forward[a] || c->flow[a] > 0;
}

static void push(assay_closure *c, uint32_t a, int64_t amount)
{
    if (c->forward[a])
        c->flow[c->pair[a]] += amount;
    else
        c->flow[a] -= amount;
}

/* Sends what a node has left to the first requirement below which there is demand. */
static void settle_along_order(assay_closure *c)
{
    for (size_t i = 0; i < c->n; i++) {
        uint32_t v = c->order[i];
        c->needed[v] = c->balance[v] < 0;
        for (uint32_t a = c->first[v]; a < c->first[v + 1] && !c->needed[v]; a++)
            c->needed[v] = c->forward[a] && c->needed[c->to[a]];
    }
    for (size_t i = c->n; i-- > 0;) {
        uint32_t v = c->order[i];
        for (uint32_t a = c->first[v]; a < c->first[v + 1] && c->balance[v] > 0; a++) {
            if (!c->forward[a] || !c->needed[c->to[a]])
                continue;
            push(c, a, c->balance[v]);
            c->balance[c->to[a]] += c->balance[v];
            c->balance[v] = 0;
        }
    }
}

/* Breadth first from all supplies; true if a demand was reached. */
static bool label(assay_closure *c)
{
    size_t head = 0, tail = 0;
    bool demand = false;
    for (uint32_t v = 0; v < c->n; v++) {
        c->level[v] = c->balance[v] > 0 ? 0 : UNSEEN;
        c->cursor[v] = c->first[v];
        if (c->balance[v] > 0)
            c->queue[tail++] = v;
    }
    while (head < tail) {
        uint32_t v = c->queue[head++];
        demand = demand || c->balance[v] < 0;
        for (uint32_t a = c->first[v]; a < c->first[v + 1]; a++) {
            uint32_t next = c->to[a];
            if (!open_arc(c, a) || c->level[next] != UNSEEN)
                continue;
            c->level[next] = c->level[v] + 1;
            c->queue[tail++] = next;
        }
    }
    return demand;
}

static void augment(assay_closure *c, uint32_t source, uint32_t sink, size_t depth)
{
    int64_t amount = c->balance[source];
    if (-c->balance[sink] < amount)
        amount = -c->balance[sink];
    for (size_t i = 0; i < depth; i++)
        if (!c->forward[c->path[i]] && c->flow[c->path[i]] < amount)
            amount = c->flow[c->path[i]];
    for (size_t i = 0; i < depth; i++)
        push(c, c->path[i], amount);
    c->balance[source] -= amount;
    c->balance[sink] += amount;
}

/* Depth first along rising levels, until the supply is used up or nothing more is reached. */
static void drain(assay_closure *c, uint32_t source)
{
    uint32_t v = source;
    size_t depth = 0;
    while (c->balance[source] > 0) {
        if (c->balance[v] < 0) {
            augment(c, source, v, depth);
            v = source;
            depth = 0;
            continue;
        }
        uint32_t a = c->cursor[v];
        while (a < c->first[v + 1] && !(open_arc(c, a) && c->level[c->to[a]] != UNSEEN &&
                                        c->level[c->to[a]] == c->level[v] + 1))
            a++;
        c->cursor[v] = a;
        if (a < c->first[v + 1]) {
            c->path[depth++] = a;
            v = c->to[a];
        } else {
            if (depth == 0)
                return;
            a = c->path[--depth];
            v = c->to[c->pair[a]];
            c->cursor[v]++;
        }
    }
}

/* The last labelling reached exactly the smallest set; the largest is what reaches no demand. */
static void mark_results(assay_closure *c)
{
    size_t head = 0, tail = 0;
    for (uint32_t v = 0; v < c->n; v++) {
        c->smallest[v] = c->level[v] != UNSEEN;
        c->largest[v] = c->balance[v] >= 0;
        if (c->balance[v] < 0)
            c->queue[tail++] = v;
    }
    while (head < tail) {
        uint32_t v = c->queue[head++];
        for (uint32_t a = c->first[v]; a < c->first[v + 1]; a++) {
            uint32_t from = c->to[a];
            if (!c->largest[from] || !open_arc(c, c->pair[a]))
                continue;
            c->largest[from] = false;
            c->queue[tail++] = from;
        }
    }
}

static void settle(assay_closure *c)
{
    while (label(c))
        for (uint32_t v = 0; v < c->n; v++)
            if (c->balance[v] > 0)
                drain(c, v);
}

void assay_closure_weigh(assay_closure *c, const int64_t *weights)
{
    memset(c->flow, 0, c->first[c->n] * sizeof *c->flow);
    for (size_t v = 0; v < c->n; v++)
        c->balance[v] = -weights[v];
    settle_along_order(c);
    settle(c);
    memcpy(c->base_flow, c->flow, c->first[c->n] * sizeof *c->flow);
    memcpy(c->base_balance, c->balance, c->n * sizeof *c->balance);
}

/* A condition is a supply or a demand that nothing can balance. The flow without conditions is a
 * good one to start from. */
void assay_closure_solve(assay_closure *c, const uint32_t *ins, size_t n_ins, const uint32_t *outs,
                         size_t n_outs)
{
    memcpy(c->flow, c->base_flow, c->first[c->n] * sizeof *c->flow);
    memcpy(c->balance, c->base_balance, c->n * sizeof *c->balance);
    for (size_t i = 0; i < n_ins; i++)
        c->balance[ins[i]] += force;
    for (size_t i = 0; i < n_outs; i++)
        c->balance[outs[i]] -= force;
    settle(c);
    mark_results(c);
}

void assay_closure_extend(assay_closure *c, const uint32_t *nodes, size_t n_nodes, bool *reached)
{
    size_t head = 0, tail = 0;
    memcpy(reached, c->smallest, c->n * sizeof *reached);
    for (size_t i = 0; i < n_nodes; i++) {
        if (reached[nodes[i]])
            continue;
        reached[nodes[i]] = true;
        c->queue[tail++] = nodes[i];
    }
    while (head < tail) {
        uint32_t v = c->queue[head++];
        for (uint32_t a = c->first[v]; a < c->first[v + 1]; a++) {
            if (!open_arc(c, a) || reached[c->to[a]])
                continue;
            reached[c->to[a]] = true;
            c->queue[tail++] = c->to[a];
        }
    }
}

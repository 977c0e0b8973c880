/* SPDX-License-Identifier: MIT */
#include "history/lanes.h"

#define NOBODY SIZE_MAX

typedef struct layout {
    const assay_lane_node *nodes;
    size_t count;
    assay_lanes *out;
    size_t *waiting;   /* for each node: children that have no row yet */
    size_t *row;       /* for each node */
    size_t *lane;      /* for each node: the leftmost lane that leads to it, or NOBODY */
    size_t *leads_to;  /* for each lane: the node at its lower end, or NOBODY */
    size_t *parent_of; /* for each edge */
} layout;

static size_t *new_numbers(assay_arena *arena, size_t n, size_t value)
{
    size_t *numbers = assay_arena_calloc(arena, n + 1, sizeof *numbers);
    for (size_t i = 0; numbers != NULL && i < n; i++)
        numbers[i] = value;
    return numbers;
}

static assay_status start(layout *l, assay_arena *arena, assay_error *err)
{
    size_t n_edges = 0;
    l->waiting = new_numbers(arena, l->count, 0);
    for (size_t i = 0; l->waiting != NULL && i < l->count; i++) {
        const assay_lane_node *node = &l->nodes[i];
        for (size_t k = 0; k < node->n_parents; k++)
            l->waiting[node->parents[k]]++;
        for (size_t k = 0; k < node->n_above; k++)
            l->waiting[node->above[k]]++;
        n_edges += node->n_parents;
    }
    l->row = new_numbers(arena, l->count, 0);
    l->lane = new_numbers(arena, l->count, NOBODY);
    /* Each lane is begun by a node without children or by an edge. */
    l->leads_to = new_numbers(arena, l->count + n_edges, NOBODY);
    l->parent_of = new_numbers(arena, n_edges, 0);
    l->out->rows = assay_arena_calloc(arena, l->count + 1, sizeof *l->out->rows);
    l->out->edges = assay_arena_calloc(arena, n_edges + 1, sizeof *l->out->edges);
    bool complete = l->waiting != NULL && l->row != NULL && l->lane != NULL &&
                    l->leads_to != NULL && l->parent_of != NULL && l->out->rows != NULL &&
                    l->out->edges != NULL;
    return complete ? ASSAY_OK : assay_fail_nomem(err);
}

static size_t free_lane(layout *l)
{
    size_t lane = 0;
    while (lane < l->out->n_lanes && l->leads_to[lane] != NOBODY)
        lane++;
    if (lane == l->out->n_lanes)
        l->out->n_lanes++;
    return lane;
}

static void take_lane(layout *l, size_t lane, size_t node)
{
    l->leads_to[lane] = node;
    if (l->lane[node] == NOBODY || l->lane[node] > lane)
        l->lane[node] = lane;
}

/* The next row: the node ends the lanes that lead to it, and begins those to its parents. */
static void place(layout *l, size_t node)
{
    assay_lanes *out = l->out;
    assay_lane_row *row = &out->rows[out->n_rows];
    const assay_lane_node *n = &l->nodes[node];
    for (size_t lane = 0; lane < out->n_lanes; lane++)
        if (l->leads_to[lane] == node)
            l->leads_to[lane] = NOBODY;
    l->row[node] = out->n_rows;
    *row = (assay_lane_row){.node = node,
                            .lane = l->lane[node] == NOBODY ? free_lane(l) : l->lane[node],
                            .first_edge = out->n_edges,
                            .n_edges = n->n_parents};
    for (size_t k = 0; k < n->n_parents; k++) {
        size_t parent = n->parents[k];
        size_t lane = k == 0                      ? row->lane
                      : l->lane[parent] == NOBODY ? free_lane(l)
                                                  : l->lane[parent];
        take_lane(l, lane, parent);
        l->parent_of[out->n_edges] = parent;
        out->edges[out->n_edges++] = (assay_lane_edge){.child_row = out->n_rows, .lane = lane};
    }
    out->n_rows++;
}

/* Counts a child of the nodes off, last first; those that have no other are next, the first of
 * them before the others. */
static void release(const layout *l, const size_t *nodes, size_t n, size_t *stack, size_t *depth)
{
    while (n-- > 0)
        if (--l->waiting[nodes[n]] == 0)
            stack[(*depth)++] = nodes[n];
}

assay_status assay_lanes_find(assay_lanes *out, assay_arena *arena, const assay_lane_node *nodes,
                              size_t count, assay_error *err)
{
    *out = (assay_lanes){0};
    layout l = {.nodes = nodes, .count = count, .out = out};
    size_t *stack = assay_arena_calloc(arena, count + 1, sizeof *stack), depth = 0;
    assay_status status = stack == NULL ? assay_fail_nomem(err) : start(&l, arena, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        if (l.waiting[i] == 0)
            stack[depth++] = i;
    while (depth > 0) {
        size_t node = stack[--depth];
        place(&l, node);
        release(&l, nodes[node].above, nodes[node].n_above, stack, &depth);
        release(&l, nodes[node].parents, nodes[node].n_parents, stack, &depth);
    }
    for (size_t i = 0; i < out->n_edges; i++)
        out->edges[i].parent_row = l.row[l.parent_of[i]];
    return ASSAY_OK;
}

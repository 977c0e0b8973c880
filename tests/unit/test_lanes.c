/* SPDX-License-Identifier: MIT */
/* Lanes of graphs made at random: whoever draws them by the rules of lanes.h draws the graph. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "history/lanes.h"

enum { NODES = 40, GRAPHS = 300 };

typedef struct graph {
    assay_lane_node nodes[NODES];
    size_t parents[NODES][3], above[NODES][1];
} graph;

static unsigned next_random(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return *state >> 16;
}

static void make_graph(graph *g, unsigned *random)
{
    for (size_t i = 0; i < NODES; i++) {
        size_t wanted = i == 0 ? 0 : next_random(random) % 8 < 6 ? 1 : next_random(random) % 4;
        size_t n = 0;
        for (size_t k = 0; k < wanted; k++) {
            size_t near = i < 6 ? i : 6;
            size_t parent = i - 1 - next_random(random) % near;
            bool known = false;
            for (size_t m = 0; m < n; m++)
                known = known || g->parents[i][m] == parent;
            if (!known)
                g->parents[i][n++] = parent;
        }
        g->above[i][0] = i / 2;
        g->nodes[i] = (assay_lane_node){g->parents[i], n, g->above[i],
                                        i > 0 && next_random(random) % 5 == 0 ? 1 : 0};
    }
}

static size_t row_of(const assay_lanes *lanes, size_t node)
{
    for (size_t row = 0; row < lanes->n_rows; row++)
        if (lanes->rows[row].node == node)
            return row;
    fail_msg("node %zu has no row", node);
    return 0;
}

/* Below the child's row, and above the parent's, the lane is the edge's alone, or of others to the
 * same parent. */
static void check_edge(const assay_lanes *lanes, const assay_lane_edge *edge)
{
    assert_true(edge->lane < lanes->n_lanes);
    for (size_t row = edge->child_row + 1; row < edge->parent_row; row++)
        assert_int_not_equal(lanes->rows[row].lane, edge->lane);
    for (size_t i = 0; i < lanes->n_edges; i++) {
        const assay_lane_edge *other = &lanes->edges[i];
        if (other->lane == edge->lane && other->child_row < edge->parent_row &&
            edge->child_row < other->parent_row)
            assert_int_equal(other->parent_row, edge->parent_row);
    }
}

static void check_lanes(const graph *g, const assay_lanes *lanes)
{
    assert_int_equal(lanes->n_rows, NODES);
    for (size_t i = 0; i < NODES; i++) {
        const assay_lane_row *row = &lanes->rows[row_of(lanes, i)];
        assert_int_equal(row->n_edges, g->nodes[i].n_parents);
        for (size_t k = 0; k < row->n_edges; k++) {
            const assay_lane_edge *edge = &lanes->edges[row->first_edge + k];
            assert_int_equal(edge->child_row, row_of(lanes, i));
            assert_int_equal(edge->parent_row, row_of(lanes, g->parents[i][k]));
            assert_true(edge->parent_row > edge->child_row);
            check_edge(lanes, edge);
        }
        if (g->nodes[i].n_above > 0)
            assert_true(row_of(lanes, g->above[i][0]) > row_of(lanes, i));
    }
}

static void test_lanes__of_any_graph_no_edge_runs_into_what_is_not_its_own(void **state)
{
    (void)state;
    unsigned random = 7;
    for (int i = 0; i < GRAPHS; i++) {
        graph g;
        assay_lanes lanes;
        assay_error err = ASSAY_ERROR_INIT;
        assay_arena *arena = assay_arena_new();
        make_graph(&g, &random);
        assert_int_equal(assay_lanes_find(&lanes, arena, g.nodes, NODES, &err), ASSAY_OK);
        check_lanes(&g, &lanes);
        assay_arena_free(arena);
    }
}

static void test_lanes__of_a_chain_there_is_one(void **state)
{
    (void)state;
    size_t parents[NODES];
    assay_lane_node nodes[NODES] = {{0}};
    assay_lanes lanes;
    assay_error err = ASSAY_ERROR_INIT;
    assay_arena *arena = assay_arena_new();
    for (size_t i = 1; i < NODES; i++) {
        parents[i] = i - 1;
        nodes[i] = (assay_lane_node){&parents[i], 1, NULL, 0};
    }
    assert_int_equal(assay_lanes_find(&lanes, arena, nodes, NODES, &err), ASSAY_OK);
    assert_int_equal(lanes.n_lanes, 1);
    assert_int_equal(lanes.rows[0].node, NODES - 1);
    assay_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lanes__of_any_graph_no_edge_runs_into_what_is_not_its_own),
        cmocka_unit_test(test_lanes__of_a_chain_there_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

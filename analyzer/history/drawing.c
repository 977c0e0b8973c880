/* SPDX-License-Identifier: MIT */
#include "history/drawing.h"

#include <string.h>

/* Where lines leave a cell of the drawing. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8, CROSSINGS = 16 };

static const char *const ascii_lines[CROSSINGS] = {" ", "|", "|", "|", "-", "'", ".", "+",
                                                   "-", "'", ".", "+", "-", "+", "+", "+"};
static const char *const unicode_lines[CROSSINGS] = {" ", "│", "│", "│", "─", "╯", "╮", "┤",
                                                     "─", "╰", "╭", "├", "─", "┴", "┬", "┼"};

bool assay_drawing_init(assay_drawing *drawing, assay_arena *arena, const assay_lanes *lanes,
                        bool unicode)
{
    *drawing =
        (assay_drawing){.lanes = lanes,
                        .lines = unicode ? unicode_lines : ascii_lines,
                        .until = assay_arena_calloc(arena, lanes->n_lanes + 1, sizeof(size_t)),
                        .cells = assay_arena_alloc(arena, 2 * lanes->n_lanes + 1)};
    return drawing->until != NULL && drawing->cells != NULL;
}

/* The lines that run on from the row above. */
static void run_on(const assay_drawing *d, size_t row)
{
    memset(d->cells, 0, 2 * d->lanes->n_lanes);
    for (size_t lane = 0; lane < d->lanes->n_lanes; lane++)
        if (d->until[lane] >= row && row > 0)
            d->cells[2 * lane] = UP | DOWN;
}

/* A line across from one lane to another, whose cell it leaves upwards or downwards. What runs down
 * between them stays as it is: it is crossed, not met. */
static void connect(const assay_drawing *d, size_t from, size_t to, unsigned char end)
{
    bool right = to > from;
    size_t a = 2 * (right ? from : to), b = 2 * (right ? to : from);
    d->cells[2 * from] |= right ? RIGHT : LEFT;
    d->cells[2 * to] |= end | (right ? LEFT : RIGHT);
    for (size_t i = a + 1; i < b; i++)
        if (d->cells[i] != (UP | DOWN))
            d->cells[i] |= LEFT | RIGHT;
}

static size_t used_cells(const assay_drawing *d)
{
    size_t n = 2 * d->lanes->n_lanes;
    while (n > 0 && d->cells[n - 1] == 0)
        n--;
    return n;
}

static void add_cells(const assay_drawing *d, size_t from, size_t to, assay_buffer *out)
{
    for (size_t i = from; i < to; i++)
        assay_buffer_add(out, d->lines[d->cells[i]]);
}

void assay_drawing_above(const assay_drawing *d, size_t row, assay_buffer *out)
{
    size_t own = d->lanes->rows[row].lane;
    bool any = false;
    run_on(d, row);
    for (size_t lane = own + 1; lane < d->lanes->n_lanes && row > 0; lane++) {
        if (d->until[lane] != row)
            continue;
        d->cells[2 * lane] = 0;
        connect(d, own, lane, UP);
        any = true;
    }
    if (any)
        add_cells(d, 0, used_cells(d), out);
}

void assay_drawing_row(const assay_drawing *d, size_t row, assay_buffer *left, assay_buffer *right)
{
    size_t own = 2 * d->lanes->rows[row].lane;
    run_on(d, row + 1);
    /* What ends or begins in this row is its own lane's business. */
    d->cells[own] = UP;
    size_t used = used_cells(d);
    add_cells(d, 0, own, left);
    add_cells(d, own + 1, used, right);
}

void assay_drawing_below(assay_drawing *d, size_t row, assay_buffer *out)
{
    const assay_lane_row *r = &d->lanes->rows[row];
    run_on(d, row + 1);
    for (size_t i = 0; i < r->n_edges; i++) {
        const assay_lane_edge *edge = &d->lanes->edges[r->first_edge + i];
        d->until[edge->lane] = edge->parent_row;
        if (i == 0)
            d->cells[2 * r->lane] = UP | DOWN;
        else if (edge->lane != r->lane)
            connect(d, r->lane, edge->lane, DOWN);
    }
    if (r->n_edges > 1)
        add_cells(d, 0, used_cells(d), out);
}

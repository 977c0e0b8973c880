/* SPDX-License-Identifier: MIT */
/* profile graph: a history's revisions, newest first, with lines between them. */
#include <string.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "history/lanes.h"

/* Where lines leave a cell of the drawing. A lane takes two cells: its own, and what is between it
 * and the next one. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8, CROSSINGS = 16 };

typedef struct style {
    const char *revision;
    const char *lines[CROSSINGS];
} style;

static const style ascii = {
    "*", {" ", "|", "|", "|", "-", "'", ".", "+", "-", "'", ".", "+", "-", "+", "+", "+"}};
static const style unicode = {
    "●", {" ", "│", "│", "│", "─", "╯", "╮", "┤", "─", "╰", "╭", "├", "─", "┴", "┬", "┼"}};

typedef struct drawing {
    assay_buffer *out;
    const assay_history *history;
    assay_lanes lanes;
    const style *style;
    size_t *until; /* for each lane: the row in which what runs in it ends; 0: nothing does */
    unsigned char *cells;
    bool *has_child;    /* for each revision: something revises it or depends on it */
    size_t *n_children; /* ... and how many revise it */
} drawing;

/* The lines that run on from the row above. */
static void run_on(const drawing *d, size_t row)
{
    memset(d->cells, 0, 2 * d->lanes.n_lanes);
    for (size_t lane = 0; lane < d->lanes.n_lanes; lane++)
        if (d->until[lane] >= row && row > 0)
            d->cells[2 * lane] = UP | DOWN;
}

/* A line across from one lane to another, whose cell it leaves upwards or downwards. What runs down
 * between them stays as it is: it is crossed, not met. */
static void connect(const drawing *d, size_t from, size_t to, unsigned char end)
{
    bool right = to > from;
    size_t a = 2 * (right ? from : to), b = 2 * (right ? to : from);
    d->cells[2 * from] |= right ? RIGHT : LEFT;
    d->cells[2 * to] |= end | (right ? LEFT : RIGHT);
    for (size_t i = a + 1; i < b; i++)
        if (d->cells[i] != (UP | DOWN))
            d->cells[i] |= LEFT | RIGHT;
}

static size_t used_cells(const drawing *d)
{
    size_t n = 2 * d->lanes.n_lanes;
    while (n > 0 && d->cells[n - 1] == 0)
        n--;
    return n;
}

static void add_cells(const drawing *d, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        assay_buffer_add(d->out, d->style->lines[d->cells[i]]);
}

static void add_line(const drawing *d)
{
    add_cells(d, 0, used_cells(d));
    assay_buffer_add_char(d->out, '\n');
}

/* Above the revision: the other lanes that end in it. */
static void add_joins(const drawing *d, size_t row)
{
    size_t own = d->lanes.rows[row].lane;
    bool any = false;
    run_on(d, row);
    for (size_t lane = own + 1; lane < d->lanes.n_lanes && row > 0; lane++) {
        if (d->until[lane] != row)
            continue;
        d->cells[2 * lane] = 0;
        connect(d, own, lane, UP);
        any = true;
    }
    if (any)
        add_line(d);
}

static void add_word(assay_buffer *out, size_t *n, const char *word)
{
    assay_buffer_printf(out, "%s%s", (*n)++ == 0 ? " (" : ", ", word);
}

static void add_revision(const drawing *d, size_t index)
{
    const assay_revision *r = &d->history->revisions[index];
    size_t n = 0;
    assay_buffer_printf(d->out, " %s", r->id);
    if (!d->has_child[index])
        add_word(d->out, &n, "head");
    if (d->n_children[index] > 1)
        add_word(d->out, &n, "branch point");
    if (r->is_merge)
        add_word(d->out, &n, "merge");
    if (r->n_revises == 0)
        add_word(d->out, &n, "base");
    for (size_t i = 0; i < r->n_depends_on; i++) {
        add_word(d->out, &n, i == 0 ? "depends on " : "");
        assay_buffer_add(d->out, d->history->revisions[r->depends_on[i]].id);
    }
    assay_buffer_printf(d->out, "%s%s%s\n", n > 0 ? ")" : "", r->label[0] == '\0' ? "" : ": ",
                        r->label);
}

static void add_row(const drawing *d, size_t row)
{
    const assay_lane_row *r = &d->lanes.rows[row];
    add_joins(d, row);
    run_on(d, row + 1);
    /* What ends or begins in this row is its own lane's business. */
    d->cells[2 * r->lane] = UP;
    size_t used = used_cells(d);
    add_cells(d, 0, 2 * r->lane);
    assay_buffer_add(d->out, d->style->revision);
    add_cells(d, 2 * r->lane + 1, used);
    add_revision(d, r->node);
}

/* Below the revision: the lanes that lead to its further parents. */
static void add_forks(const drawing *d, size_t row)
{
    const assay_lane_row *r = &d->lanes.rows[row];
    run_on(d, row + 1);
    for (size_t i = 0; i < r->n_edges; i++) {
        const assay_lane_edge *edge = &d->lanes.edges[r->first_edge + i];
        d->until[edge->lane] = edge->parent_row;
        if (i == 0)
            d->cells[2 * r->lane] = UP | DOWN;
        else if (edge->lane != r->lane)
            connect(d, r->lane, edge->lane, DOWN);
    }
    if (r->n_edges > 1)
        add_line(d);
}

/* Where everything goes. */
static assay_status lay_out(drawing *d, assay_arena *arena, assay_error *err)
{
    size_t n = d->history->n_revisions;
    assay_lane_node *nodes = assay_arena_calloc(arena, n + 1, sizeof *nodes);
    d->has_child = assay_arena_calloc(arena, n + 1, sizeof *d->has_child);
    d->n_children = assay_arena_calloc(arena, n + 1, sizeof *d->n_children);
    if (nodes == NULL || d->has_child == NULL || d->n_children == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const assay_revision *r = &d->history->revisions[i];
        nodes[i] = (assay_lane_node){r->revises, r->n_revises, r->depends_on, r->n_depends_on};
        for (size_t k = 0; k < r->n_revises; k++) {
            d->n_children[r->revises[k]]++;
            d->has_child[r->revises[k]] = true;
        }
        for (size_t k = 0; k < r->n_depends_on; k++)
            d->has_child[r->depends_on[k]] = true;
    }
    return assay_lanes_find(&d->lanes, arena, nodes, n, err);
}

static assay_status draw(drawing *d, assay_arena *arena, assay_error *err)
{
    assay_status status = lay_out(d, arena, err);
    if (status != ASSAY_OK)
        return status;
    d->until = assay_arena_calloc(arena, d->lanes.n_lanes + 1, sizeof *d->until);
    d->cells = assay_arena_alloc(arena, 2 * d->lanes.n_lanes + 1);
    if (d->until == NULL || d->cells == NULL)
        return assay_fail_nomem(err);
    for (size_t row = 0; row < d->lanes.n_rows; row++) {
        add_row(d, row);
        add_forks(d, row);
    }
    return ASSAY_OK;
}

assay_status cmd_profile_graph(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    context->options.profiles = cli_argument(context, 0);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assay_status status = cli_load_histories(context);
    for (size_t i = 0; i < context->n_histories && status == ASSAY_OK; i++) {
        drawing d = {.out = &text,
                     .history = context->histories[i],
                     .style = cli_locale_is_utf8() ? &unicode : &ascii};
        if (context->n_histories > 1)
            assay_buffer_printf(&text, "%s%s\n", i == 0 ? "" : "\n", d.history->project);
        status = draw(&d, context->arena, context->err);
    }
    if (status == ASSAY_OK)
        status = cli_write_printable(&text, context->err);
    assay_buffer_release(&text);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* profile graph: a history's revisions, newest first, with lines between them. */

#include "base/limits.h"
#include "cli/cli.h"
#include "history/drawing.h"

typedef struct drawing {
    assay_buffer *out;
    const assay_history *history;
    assay_lanes lanes;
    bool unicode;
    bool *has_child;    /* for each revision: something revises it or depends on it */
    size_t *n_children; /* ... and how many revise it */
} drawing;

static void add_word(assay_buffer *out, size_t *n, const char *word)
{
    assay_buffer_printf(out, "%s%s", (*n)++ == 0 ? " (" : ", ", word);
}

static void add_revision(const drawing *d, size_t index)
{
    const assay_revision *r = &d->history->revisions[index];
    size_t n = 0, start = d->out->length;
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
    assay_buffer_printf(d->out, "%s%s%s", n > 0 ? ")" : "", r->label[0] == '\0' ? "" : ": ",
                        r->label);
    cli_end_line(d->out, start);
}

static void add_line(assay_buffer *out, const assay_buffer *line)
{
    if (line->length > 0)
        assay_buffer_printf(out, "%s\n", assay_buffer_text(line));
}

static void add_row(const drawing *d, assay_drawing *lines, size_t row)
{
    assay_buffer above = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT), right = above, below = above;
    assay_drawing_above(lines, row, &above);
    add_line(d->out, &above);
    assay_drawing_row(lines, row, d->out, &right);
    assay_buffer_printf(d->out, "%s%s", d->unicode ? "●" : "*", assay_buffer_text(&right));
    add_revision(d, d->lanes.rows[row].node);
    assay_drawing_below(lines, row, &below);
    add_line(d->out, &below);
    assay_buffer_release(&above);
    assay_buffer_release(&right);
    assay_buffer_release(&below);
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
    assay_drawing lines;
    if (!assay_drawing_init(&lines, arena, &d->lanes, d->unicode))
        return assay_fail_nomem(err);
    for (size_t row = 0; row < d->lanes.n_rows; row++)
        add_row(d, &lines, row);
    return ASSAY_OK;
}

assay_status cmd_profile_graph(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    context->options.profiles = cli_argument(context, 0);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assay_status status = cli_load_histories(context);
    for (size_t i = 0; i < context->n_histories && status == ASSAY_OK; i++) {
        drawing d = {
            .out = &text, .history = context->histories[i], .unicode = cli_locale_is_utf8()};
        if (context->n_histories > 1) {
            assay_buffer_add(&text, i == 0 ? "" : "\n");
            size_t start = text.length;
            assay_buffer_add(&text, d.history->project);
            cli_end_line(&text, start);
        }
        status = draw(&d, context->arena, context->err);
    }
    if (status == ASSAY_OK)
        status = cli_write_printable(&text, context->err);
    assay_buffer_release(&text);
    return status;
}

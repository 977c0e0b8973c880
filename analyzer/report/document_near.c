/* SPDX-License-Identifier: MIT */
/*
 * The part of the history around the matched revision, small enough for a terminal: some revisions
 * before and after it, and those that something is to be said of. What lies between is counted, and
 * drawn as one line.
 */
#include <string.h>

#include "base/limits.h"
#include "history/drawing.h"
#include "report/document.h"

enum {
    MOST = 24,  /* revisions; an edge is a bit of 32 */
    AROUND = 2, /* generations before and after the matched revisions */
    HIDDEN = -1
};

typedef struct near {
    assay_writer *writer;
    assay_arena *arena;
    const assay_history *history;
    int *place;           /* for each revision: its place among those shown, or HIDDEN */
    size_t shown[MOST];   /* parents before children, once they are sorted */
    size_t between[MOST]; /* for each: revisions hidden between it and its first parent */
    size_t parents[MOST][MOST];
    size_t n_parents[MOST];
    unsigned above[MOST]; /* bits of what is shown above each: its ancestors */
    size_t *seen;         /* for each revision: 1 + the place of the child it was last met for */
    size_t *stack;
    size_t n_shown;
    size_t before; /* hidden revisions that a shown one builds on */
} near;

static void show(near *n, size_t revision)
{
    if (n->place[revision] != HIDDEN || n->n_shown == MOST)
        return;
    n->place[revision] = (int)n->n_shown;
    n->shown[n->n_shown++] = revision;
}

/* One generation more of what was shown before, parents and children. */
static void widen(near *n)
{
    size_t known = n->n_shown;
    for (size_t i = 0; i < known; i++) {
        const assay_revision *r = &n->history->revisions[n->shown[i]];
        for (size_t k = 0; k < r->n_revises; k++)
            show(n, r->revises[k]);
    }
    for (size_t i = 0; i < n->history->n_revisions && n->n_shown < MOST; i++) {
        const assay_revision *r = &n->history->revisions[i];
        for (size_t k = 0; k < r->n_revises; k++) {
            int place = n->place[r->revises[k]];
            if (place != HIDDEN && (size_t)place < known)
                show(n, i);
        }
    }
}

/* A history has parents before their children, and so has what is shown of it. */
static void sort(near *n)
{
    size_t next = 0;
    for (size_t i = 0; i < n->history->n_revisions; i++) {
        if (n->place[i] == HIDDEN)
            continue;
        n->place[i] = (int)next;
        n->shown[next++] = i;
    }
}

/* Follows a parent down to the nearest that are shown; how many hidden ones are on the way. */
static size_t follow(near *n, size_t child, size_t parent, unsigned *found)
{
    size_t depth = 0, hidden = 0;
    n->stack[depth++] = parent;
    while (depth > 0) {
        size_t revision = n->stack[--depth];
        if (n->seen[revision] == child + 1)
            continue;
        n->seen[revision] = child + 1;
        if (n->place[revision] != HIDDEN) {
            *found |= 1u << n->place[revision];
            continue;
        }
        hidden++;
        const assay_revision *r = &n->history->revisions[revision];
        for (size_t k = 0; k < r->n_revises; k++)
            if (n->seen[r->revises[k]] != child + 1)
                n->stack[depth++] = r->revises[k];
    }
    return hidden;
}

static void add_parent(near *n, size_t child, size_t parent)
{
    for (size_t i = 0; i < n->n_parents[child]; i++)
        if (n->parents[child][i] == parent)
            return;
    n->parents[child][n->n_parents[child]++] = parent;
}

/* The edges of a shown revision: to a parent that is shown, and past hidden ones to what is not
 * reached otherwise. */
static void find_parents(near *n, size_t child)
{
    const assay_revision *r = &n->history->revisions[n->shown[child]];
    unsigned far = 0, reached = 0;
    for (size_t k = 0; k < r->n_revises; k++) {
        unsigned found = 0;
        size_t hidden = follow(n, child, r->revises[k], &found);
        if (n->place[r->revises[k]] != HIDDEN)
            add_parent(n, child, (size_t)n->place[r->revises[k]]);
        else if (n->n_parents[child] == 0 && found != 0)
            n->between[child] = hidden;
        far |= found;
    }
    for (size_t i = 0; i < child; i++)
        if ((far & 1u << i) != 0)
            reached |= n->above[i];
    for (size_t i = child; i-- > 0;)
        if ((far & 1u << i) != 0 && (reached & 1u << i) == 0)
            add_parent(n, child, i);
    n->above[child] = far | reached;
}

/* Counts what is hidden below anything that is shown. */
static void count_before(near *n)
{
    memset(n->seen, 0, n->history->n_revisions * sizeof *n->seen);
    for (size_t i = n->history->n_revisions; i-- > 0;) {
        const assay_revision *r = &n->history->revisions[i];
        if (n->place[i] == HIDDEN && n->seen[i] == 0)
            continue;
        n->before += n->place[i] == HIDDEN;
        for (size_t k = 0; k < r->n_revises; k++)
            n->seen[r->revises[k]] = 1;
    }
}

static void write_line(near *n, xmlNodePtr node, const char *name, assay_buffer *line)
{
    if (line->length > 0)
        assay_write_text(n->writer, node, name, assay_buffer_text(line));
    n->writer->failed |= line->status != ASSAY_OK;
    assay_buffer_release(line);
}

static void write_sides(near *n, xmlNodePtr node, const assay_drawing *drawing, size_t row)
{
    assay_buffer left = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME), right = left;
    assay_drawing_row(drawing, row, &left, &right);
    write_line(n, node, "left", &left);
    write_line(n, node, "right", &right);
}

static void write_rows(near *n, xmlNodePtr parent, const assay_lanes *lanes,
                       const size_t *graph_row)
{
    assay_drawing drawing;
    n->writer->failed |= !assay_drawing_init(&drawing, n->arena, lanes, true);
    for (size_t row = 0; row < lanes->n_rows && !n->writer->failed; row++) {
        assay_buffer above = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME), below = above;
        size_t place = lanes->rows[row].node;
        xmlNodePtr node = assay_write_node(n->writer, parent, "near");
        assay_write_number(n->writer, node, "row", (int64_t)graph_row[n->shown[place]]);
        assay_drawing_above(&drawing, row, &above);
        write_line(n, node, "above", &above);
        write_sides(n, node, &drawing, row);
        assay_drawing_below(&drawing, row, &below);
        write_line(n, node, "below", &below);
        if (n->between[place] == 0)
            continue;
        xmlNodePtr gap = assay_write_node(n->writer, node, "between");
        assay_write_number(n->writer, gap, "n", (int64_t)n->between[place]);
        write_sides(n, gap, &drawing, row);
    }
}

static bool prepare(near *n)
{
    size_t count = n->history->n_revisions, edges = 0;
    for (size_t i = 0; i < count; i++)
        edges += n->history->revisions[i].n_revises;
    n->place = assay_arena_calloc(n->arena, count + 1, sizeof *n->place);
    n->seen = assay_arena_calloc(n->arena, count + 1, sizeof *n->seen);
    n->stack = assay_arena_calloc(n->arena, edges + 2, sizeof *n->stack);
    if (n->place == NULL || n->seen == NULL || n->stack == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        n->place[i] = HIDDEN;
    return true;
}

static void choose(near *n, const assay_neighbourhood *of)
{
    for (size_t i = 0; i < of->n_matched; i++)
        show(n, of->matched[i]);
    for (int i = 0; i < AROUND; i++)
        widen(n);
    for (size_t i = 0; i < of->n_marked; i++)
        show(n, of->marked[i]);
    /* Before the first revision is no revision: the first ones stand for it. */
    for (size_t i = 0; i < n->history->n_revisions && of->n_matched == 0; i++)
        if (n->history->revisions[i].n_revises == 0)
            show(n, i);
    sort(n);
}

void assay_write_neighbourhood(assay_writer *writer, xmlNodePtr parent, assay_arena *arena,
                               const assay_history *history, const assay_neighbourhood *of)
{
    near *n = assay_arena_calloc(arena, 1, sizeof *n);
    assay_lane_node nodes[MOST];
    assay_lanes lanes;
    if (n == NULL) {
        writer->failed = true;
        return;
    }
    *n = (near){.writer = writer, .arena = arena, .history = history};
    writer->failed |= !prepare(n);
    if (writer->failed)
        return;
    choose(n, of);
    for (size_t i = 0; i < n->n_shown; i++) {
        find_parents(n, i);
        nodes[i] = (assay_lane_node){.parents = n->parents[i], .n_parents = n->n_parents[i]};
    }
    if (assay_lanes_find(&lanes, arena, nodes, n->n_shown, NULL) != ASSAY_OK) {
        writer->failed = true;
        return;
    }
    count_before(n);
    xmlNodePtr node = assay_write_node(writer, parent, "neighbourhood");
    assay_write_number(writer, node, "before", (int64_t)n->before);
    assay_write_number(writer, node, "others",
                       (int64_t)(history->n_revisions - n->n_shown - n->before));
    write_rows(n, node, &lanes, of->row);
}

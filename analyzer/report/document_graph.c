/* SPDX-License-Identifier: MIT */
/*
 * The history as a graph: a row for each revision, children above their parents, with the lines
 * that cross it and what the verdict says of it. Long stretches where nothing happens are runs.
 */
#include "base/map.h"
#include "history/lanes.h"
#include "report/document.h"

enum {
    MAX_LINES = 300000, /* that cross rows; a graph with more is a list without lines */
    LEAST_RUN = 8       /* rows; fewer are not worth folding */
};

/* What the verdict says of a revision. */
enum {
    LOWEST = 1,   /* in the smallest set that explains the catalog */
    HIGHEST = 2,  /* in the largest one */
    TAKEN = 4,    /* in the one that the verdict names */
    MATCHED = 8,  /* a head of that */
    STAMPED = 16, /* the version table names it */
    HALF = 32,    /* half-applied */
    EARLY = 64,   /* out of order */
    HAS_CHILD = 128
};

typedef struct graph {
    assay_writer *writer;
    assay_arena *arena;
    const assay_verdict *verdict;
    const assay_history *history;
    const assay_map *index; /* id -> revision */
    assay_lanes lanes;
    unsigned char *marks; /* for each revision */
    size_t *row;          /* for each revision */
    size_t *until; /* for each lane: the row at which what runs in it ends; 0: nothing does */
    bool lined;
} graph;

static void mark(graph *g, const char *const *ids, size_t n, unsigned char as)
{
    for (size_t i = 0; i < n; i++) {
        const assay_revision *r = assay_map_find(g->index, ids[i]);
        if (r != NULL)
            g->marks[r - g->history->revisions] |= as;
    }
}

static void mark_evidence(graph *g, const assay_revision_evidence *items, size_t n,
                          unsigned char as)
{
    for (size_t i = 0; i < n; i++)
        mark(g, &items[i].revision, 1, as);
}

static void inherit(graph *g, const size_t *parents, size_t n, unsigned char marks)
{
    for (size_t i = 0; i < n; i++)
        g->marks[parents[i]] |= marks;
}

static void mark_all(graph *g)
{
    const assay_verdict *v = g->verdict;
    mark(g, v->lowest.heads, v->lowest.n_heads, LOWEST);
    mark(g, v->highest.heads, v->highest.n_heads, HIGHEST);
    mark(g, v->revisions.heads, v->revisions.n_heads, TAKEN | MATCHED);
    if (v->stamp != NULL)
        mark(g, v->stamp->revisions, v->stamp->n_revisions, STAMPED);
    /* Of a database that only drifted, what is missing is drift, whoever made it. */
    if (v->match != ASSAY_MATCH_DRIFTED)
        mark_evidence(g, v->half_applied, v->n_half_applied, HALF);
    mark_evidence(g, v->out_of_order, v->n_out_of_order, EARLY);
    /* Parents come before their children: each is complete when its turn comes. */
    for (size_t i = g->history->n_revisions; i-- > 0;) {
        const assay_revision *r = &g->history->revisions[i];
        unsigned char passed_on =
            (unsigned char)(g->marks[i] & (LOWEST | HIGHEST | TAKEN)) | HAS_CHILD;
        inherit(g, r->revises, r->n_revises, passed_on);
        inherit(g, r->depends_on, r->n_depends_on, passed_on);
    }
}

static const char *status_of(unsigned char marks)
{
    return marks & LOWEST ? "applied" : marks & HIGHEST ? "equal" : "pending";
}

static void write_flags(assay_writer *writer, xmlNodePtr node, unsigned char marks)
{
    static const struct {
        unsigned char mark;
        const char *name;
    } flags[] = {{TAKEN, "taken"},
                 {MATCHED, "matched"},
                 {STAMPED, "stamped"},
                 {HALF, "half-applied"},
                 {EARLY, "out-of-order"}};
    assay_write_word(writer, node, "status", status_of(marks));
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        assay_write_word(writer, node, flags[i].name, marks & flags[i].mark ? "yes" : NULL);
    assay_write_word(writer, node, "head", marks & HAS_CHILD ? NULL : "yes");
}

static void write_parents(graph *g, xmlNodePtr node, const char *name, const size_t *parents,
                          size_t n)
{
    for (size_t i = 0; i < n; i++)
        assay_write_number(g->writer, assay_write_node(g->writer, node, name), "row",
                           (int64_t)g->row[parents[i]]);
}

static void write_line(graph *g, xmlNodePtr node, const char *part, size_t lane)
{
    xmlNodePtr line = assay_write_node(g->writer, node, "line");
    assay_write_word(g->writer, line, "part", part);
    assay_write_number(g->writer, line, "lane", (int64_t)lane);
}

/* Lines that end in the row, that pass it, and that begin in it. */
static void write_lines(graph *g, xmlNodePtr node, size_t row)
{
    const assay_lane_row *r = &g->lanes.rows[row];
    for (size_t lane = 0; lane < g->lanes.n_lanes; lane++) {
        if (g->until[lane] == 0)
            continue;
        write_line(g, node, g->until[lane] == row ? "in" : "pass", lane);
        if (g->until[lane] == row)
            g->until[lane] = 0;
    }
    for (size_t i = 0; i < r->n_edges; i++) {
        const assay_lane_edge *edge = &g->lanes.edges[r->first_edge + i];
        write_line(g, node, "out", edge->lane);
        g->until[edge->lane] = edge->parent_row;
    }
}

static void write_row(graph *g, xmlNodePtr parent, size_t row)
{
    const assay_lane_row *r = &g->lanes.rows[row];
    const assay_revision *revision = &g->history->revisions[r->node];
    xmlNodePtr node = assay_write_node(g->writer, parent, "row");
    assay_write_number(g->writer, node, "n", (int64_t)row);
    assay_write_number(g->writer, node, "lane", (int64_t)r->lane);
    write_flags(g->writer, node, g->marks[r->node]);
    assay_write_text(g->writer, node, "revision", revision->id);
    if (revision->label != NULL && revision->label[0] != '\0')
        assay_write_text(g->writer, node, "label", revision->label);
    write_parents(g, node, "revises", revision->revises, revision->n_revises);
    write_parents(g, node, "depends-on", revision->depends_on, revision->n_depends_on);
    if (g->lined)
        write_lines(g, node, row);
}

/* Nothing to say of it: one line comes from above and goes on below, and no mark but its set's. */
static bool is_plain(const graph *g, size_t row, const size_t *n_children)
{
    const assay_lane_row *r = &g->lanes.rows[row];
    unsigned char marks = g->marks[r->node];
    return r->n_edges == 1 && n_children[r->node] == 1 &&
           (marks & (MATCHED | STAMPED | HALF | EARLY)) == 0 &&
           ((marks & HIGHEST) == 0 || (marks & LOWEST) != 0);
}

/* Rows from this one on that follow each other in one lane, plainly, with one status. */
static size_t run_length(const graph *g, size_t first, const size_t *n_children)
{
    size_t row = first;
    while (row < g->lanes.n_rows && is_plain(g, row, n_children) &&
           g->lanes.rows[row].lane == g->lanes.rows[first].lane &&
           status_of(g->marks[g->lanes.rows[row].node]) ==
               status_of(g->marks[g->lanes.rows[first].node])) {
        const assay_lane_edge *edge = &g->lanes.edges[g->lanes.rows[row].first_edge];
        row++;
        if (edge->parent_row != row || edge->lane != g->lanes.rows[first].lane)
            break;
    }
    return row - first;
}

static void write_rows(graph *g, xmlNodePtr node, const size_t *n_children)
{
    for (size_t row = 0; row < g->lanes.n_rows;) {
        size_t length = run_length(g, row, n_children);
        xmlNodePtr parent = node;
        if (length >= LEAST_RUN) {
            const assay_lane_row *first = &g->lanes.rows[row];
            parent = assay_write_node(g->writer, node, "run");
            assay_write_word(g->writer, parent, "status", status_of(g->marks[first->node]));
            assay_write_number(g->writer, parent, "lane", (int64_t)first->lane);
        }
        for (size_t end = row + (length > 0 ? length : 1); row < end; row++)
            write_row(g, parent, row);
    }
}

static bool prepare(graph *g, size_t **n_children)
{
    size_t n = g->history->n_revisions, lines = 0;
    assay_lane_node *nodes = assay_arena_calloc(g->arena, n + 1, sizeof *nodes);
    assay_map *index = assay_map_new(g->arena);
    g->marks = assay_arena_calloc(g->arena, n + 1, sizeof *g->marks);
    g->row = assay_arena_calloc(g->arena, n + 1, sizeof *g->row);
    *n_children = assay_arena_calloc(g->arena, n + 1, sizeof **n_children);
    if (nodes == NULL || index == NULL || g->marks == NULL || g->row == NULL || *n_children == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        assay_revision *r = &g->history->revisions[i];
        nodes[i] = (assay_lane_node){r->revises, r->n_revises, r->depends_on, r->n_depends_on};
        for (size_t k = 0; k < r->n_revises; k++)
            (*n_children)[r->revises[k]]++;
        if (!assay_map_put(index, r->id, r))
            return false;
    }
    g->index = index;
    if (assay_lanes_find(&g->lanes, g->arena, nodes, n, NULL) != ASSAY_OK)
        return false;
    for (size_t i = 0; i < g->lanes.n_edges; i++)
        lines += g->lanes.edges[i].parent_row - g->lanes.edges[i].child_row + 1;
    for (size_t row = 0; row < n; row++)
        g->row[g->lanes.rows[row].node] = row;
    g->lined = lines <= MAX_LINES;
    g->until = assay_arena_calloc(g->arena, g->lanes.n_lanes + 1, sizeof *g->until);
    return g->until != NULL;
}

/* Revisions that have one of the marks and none of the others; false if memory is gone. */
static bool list_marked(size_t **out, size_t *n, const graph *g, unsigned char marks,
                        unsigned char without)
{
    size_t count = g->history->n_revisions;
    *n = 0;
    *out = assay_arena_calloc(g->arena, count + 1, sizeof **out);
    for (size_t i = 0; i < count && *out != NULL; i++)
        if ((g->marks[i] & marks) != 0 && (g->marks[i] & without) == 0)
            (*out)[(*n)++] = i;
    return *out != NULL;
}

static void write_neighbourhood(graph *g, xmlNodePtr node)
{
    size_t *matched = NULL, *marked = NULL;
    assay_neighbourhood of = {.row = g->row};
    if (!list_marked(&matched, &of.n_matched, g, MATCHED, 0) ||
        !list_marked(&marked, &of.n_marked, g, STAMPED | HALF | EARLY, MATCHED)) {
        g->writer->failed = true;
        return;
    }
    of.matched = matched;
    of.marked = marked;
    assay_write_neighbourhood(g->writer, node, g->arena, g->history, &of);
}

void assay_write_graph(assay_writer *writer, xmlNodePtr parent, const assay_verdict *verdict)
{
    const assay_history *history = verdict->history;
    if (history == NULL || verdict->match == ASSAY_MATCH_UNRECOGNISED)
        return;
    size_t *n_children = NULL;
    graph g = {
        .writer = writer, .arena = assay_arena_new(), .verdict = verdict, .history = history};
    if (g.arena != NULL && prepare(&g, &n_children)) {
        mark_all(&g);
        xmlNodePtr node = assay_write_node(writer, parent, "graph");
        assay_write_number(writer, node, "lanes", g.lined ? (int64_t)g.lanes.n_lanes : 0);
        write_rows(&g, node, n_children);
        write_neighbourhood(&g, parent);
    } else {
        writer->failed = true;
    }
    assay_arena_free(g.arena);
}

/* SPDX-License-Identifier: MIT */
/*
 * Equal sets. A unit whose touchers are a chain has the wanted cost at some places of the chain
 * only, so a toucher at another place requires the toucher of the next place that has it: one more
 * arc of the graph. For contested units the toucher that is credited is chosen, which forces some
 * revisions in and some out. The sets of one choice (a leaf) are then the closed sets of a graph.
 */
#include "match/equal.h"

#include <string.h>

#include "base/limits.h"
#include "match/closure.h"
#include "match/components.h"

enum { MAX_LEAVES = 4096, MAX_NODES = 65536, LEAF_BYTES = 64 << 20 };

typedef enum mark { FREE, IN, OUT } mark;

typedef struct leaf {
    uint8_t *marks;
    uint32_t *choices; /* by place in contested: option + 1, 0 if nothing was chosen */
} leaf;

typedef struct group {
    const assay_problem *problem;
    assay_arena *arena;
    const int64_t *costs;
    assay_requirement *arcs;
    size_t n_arcs, arcs_capacity;
    uint32_t *first, *to; /* what a revision requires, as arrays */
    uint32_t *back_first, *back_to;
    uint32_t *queue;
    uint8_t *marks;
    uint32_t *choices;
    leaf *leaves;
    size_t n_leaves, leaves_capacity, visited;
    bool exhausted;
    const leaf *counted; /* the leaf whose sets are being counted */
} group;

static assay_status add_arc(group *g, size_t node, size_t requires_node, assay_error *err)
{
    assay_requirement *grown =
        assay_arena_grow(g->arena, g->arcs, &g->arcs_capacity, g->n_arcs + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(err);
    g->arcs = grown;
    grown[g->n_arcs++] = (assay_requirement){(uint32_t)node, (uint32_t)requires_node};
    return ASSAY_OK;
}

/* Marks a revision and all that follows from it; false if that contradicts what is marked. */
static bool set_mark(group *g, uint32_t revision, mark m)
{
    const uint32_t *first = m == IN ? g->first : g->back_first;
    const uint32_t *to = m == IN ? g->to : g->back_to;
    size_t head = 0, tail = 0;
    if (g->marks[revision] != FREE)
        return g->marks[revision] == m;
    g->marks[revision] = (uint8_t)m;
    g->queue[tail++] = revision;
    while (head < tail) {
        uint32_t v = g->queue[head++];
        for (uint32_t i = first[v]; i < first[v + 1]; i++) {
            if (g->marks[to[i]] == m)
                continue;
            if (g->marks[to[i]] != FREE)
                return false;
            g->marks[to[i]] = (uint8_t)m;
            g->queue[tail++] = to[i];
        }
    }
    return true;
}

/* The arcs and marks that follow from the wanted cost of a chain; marks are set once the arcs are
 * complete, so this runs twice. */
static assay_status constrain_chain(group *g, size_t u, bool marking, assay_error *err)
{
    const assay_unit *unit = &g->problem->units[u];
    const assay_touch *touches = &g->problem->touches[unit->first];
    size_t next = unit->n + 1; /* the next place with the wanted cost; place 0: none is in */
    assay_status status = ASSAY_OK;
    for (size_t place = unit->n + 1; place-- > 0 && status == ASSAY_OK;) {
        int64_t cost = place == 0 ? unit->initial : touches[place - 1].cost;
        if (cost == g->costs[u]) {
            next = place;
        } else if (place == 0 || next > unit->n) {
            bool fits = !marking || set_mark(g, touches[place == 0 ? next - 1 : place - 1].revision,
                                             place == 0 ? IN : OUT);
            if (!fits)
                status = assay_fail(err, ASSAY_INTERNAL, "no set has the costs of the best one");
        } else if (!marking) {
            status = add_arc(g, touches[place - 1].revision, touches[next - 1].revision, err);
        }
    }
    return status;
}

static assay_status make_arrays(group *g, assay_error *err)
{
    size_t n = g->problem->n_revisions;
    g->first = assay_arena_calloc(g->arena, n + 2, sizeof *g->first);
    g->back_first = assay_arena_calloc(g->arena, n + 2, sizeof *g->back_first);
    g->to = assay_arena_calloc(g->arena, g->n_arcs + 1, sizeof *g->to);
    g->back_to = assay_arena_calloc(g->arena, g->n_arcs + 1, sizeof *g->back_to);
    g->queue = assay_arena_calloc(g->arena, n + 1, sizeof *g->queue);
    g->marks = assay_arena_calloc(g->arena, n + 1, sizeof *g->marks);
    g->choices = assay_arena_calloc(g->arena, g->problem->n_contested + 1, sizeof *g->choices);
    if (g->first == NULL || g->back_first == NULL || g->to == NULL || g->back_to == NULL ||
        g->queue == NULL || g->marks == NULL || g->choices == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < g->n_arcs; i++) {
        g->first[g->arcs[i].node + 2]++;
        g->back_first[g->arcs[i].requires + 2]++;
    }
    for (size_t v = 1; v < n + 1; v++) {
        g->first[v + 1] += g->first[v];
        g->back_first[v + 1] += g->back_first[v];
    }
    for (size_t i = 0; i < g->n_arcs; i++) {
        g->to[g->first[g->arcs[i].node + 1]++] = g->arcs[i].requires;
        g->back_to[g->back_first[g->arcs[i].requires + 1]++] = g->arcs[i].node;
    }
    return ASSAY_OK;
}

static assay_status constrain(group *g, assay_error *err)
{
    const assay_problem *p = g->problem;
    assay_status status = ASSAY_OK;
    for (size_t r = 0; r < p->n_revisions && status == ASSAY_OK; r++)
        for (size_t i = p->parent_first[r]; i < p->parent_first[r + 1] && status == ASSAY_OK; i++)
            status = add_arc(g, r, p->parents[i], err);
    for (int marking = 0; marking <= 1 && status == ASSAY_OK; marking++) {
        for (size_t u = 0; u < p->n_units && status == ASSAY_OK; u++)
            if (!p->units[u].contested)
                status = constrain_chain(g, u, marking != 0, err);
        if (status == ASSAY_OK && marking == 0)
            status = make_arrays(g, err);
    }
    return status;
}

static void set_of_marks(const group *g, const uint8_t *marks, bool with_free, assay_bitset *set)
{
    assay_bitset_clear(set);
    for (size_t r = 0; r < g->problem->n_revisions; r++)
        if (marks[r] == IN || (with_free && marks[r] == FREE))
            assay_bitset_add(set, r);
}

static assay_status keep_leaf(group *g, assay_error *err)
{
    size_t n = g->problem->n_revisions;
    size_t n_contested = g->problem->n_contested;
    if (g->n_leaves >= MAX_LEAVES || g->n_leaves * (n + 4 * n_contested) > LEAF_BYTES) {
        g->exhausted = true;
        return ASSAY_OK;
    }
    leaf *grown =
        assay_arena_grow(g->arena, g->leaves, &g->leaves_capacity, g->n_leaves + 1, sizeof *grown);
    uint8_t *marks = assay_arena_calloc(g->arena, n + 1, sizeof *marks);
    uint32_t *choices = assay_arena_calloc(g->arena, n_contested + 1, sizeof *choices);
    if (grown == NULL || marks == NULL || choices == NULL)
        return assay_fail_nomem(err);
    memcpy(marks, g->marks, n);
    memcpy(choices, g->choices, n_contested * sizeof *choices);
    g->leaves = grown;
    g->leaves[g->n_leaves++] = (leaf){marks, choices};
    return ASSAY_OK;
}

static int64_t option_cost(const group *g, const assay_unit *unit, size_t option)
{
    return option < unit->n ? g->problem->touches[unit->first + option].cost : unit->initial;
}

/* True if the option's toucher is in and none above it (or none at all). */
static bool option_holds(const group *g, const assay_unit *unit, size_t option,
                         const assay_bitset *set)
{
    const assay_touch *touches = &g->problem->touches[unit->first];
    if (option < unit->n && !assay_bitset_has(set, touches[option].revision))
        return false;
    for (size_t j = option < unit->n ? option + 1 : 0; j < unit->n; j++)
        if (assay_bitset_has(set, touches[j].revision) &&
            (option == unit->n ||
             assay_problem_below(g->problem, touches[option].revision, touches[j].revision)))
            return false;
    return true;
}

static bool mark_option(group *g, const assay_unit *unit, size_t option)
{
    const assay_touch *touches = &g->problem->touches[unit->first];
    if (option < unit->n && !set_mark(g, touches[option].revision, IN))
        return false;
    for (size_t j = option < unit->n ? option + 1 : 0; j < unit->n; j++)
        if ((option == unit->n ||
             assay_problem_below(g->problem, touches[option].revision, touches[j].revision)) &&
            !set_mark(g, touches[j].revision, OUT))
            return false;
    return true;
}

/* What is still open about a contested unit: nothing (its cost is the wanted one, or not), or
 * which toucher is credited. */
typedef enum question { RIGHT, WRONG, OPEN } question;

static bool possible(const group *g, const assay_unit *unit, size_t option)
{
    const assay_touch *touches = &g->problem->touches[unit->first];
    if (option < unit->n && g->marks[touches[option].revision] == OUT)
        return false;
    for (size_t j = option < unit->n ? option + 1 : 0; j < unit->n; j++)
        if (g->marks[touches[j].revision] == IN &&
            (option == unit->n ||
             assay_problem_below(g->problem, touches[option].revision, touches[j].revision)))
            return false;
    return true;
}

static question look_at(group *g, const assay_unit *unit, int64_t wanted, assay_bitset *set)
{
    bool all_wanted = true, decided = true;
    for (size_t option = 0; option <= unit->n && all_wanted; option++)
        all_wanted = option_cost(g, unit, option) == wanted || !possible(g, unit, option);
    if (all_wanted)
        return RIGHT;
    for (size_t i = 0; i < unit->n; i++)
        decided = decided && g->marks[g->problem->touches[unit->first + i].revision] != FREE;
    if (!decided)
        return OPEN;
    set_of_marks(g, g->marks, false, set);
    size_t u = (size_t)(unit - g->problem->units);
    return assay_problem_unit_cost(g->problem, u, set) == wanted ? RIGHT : WRONG;
}

static assay_status choose(group *g, size_t place, assay_error *err)
{
    const assay_problem *p = g->problem;
    size_t n = p->n_revisions;
    assay_bitset set;
    uint8_t *saved = assay_arena_calloc(g->arena, n + 1, sizeof *saved);
    if (saved == NULL || !assay_bitset_init(&set, g->arena, n))
        return assay_fail_nomem(err);
    question q = RIGHT;
    for (; place < p->n_contested; place++) {
        uint32_t u = p->contested[place];
        g->choices[place] = 0;
        q = look_at(g, &p->units[u], g->costs[u], &set);
        if (q != RIGHT)
            break;
    }
    if (q == WRONG)
        return ASSAY_OK;
    if (place == p->n_contested)
        return keep_leaf(g, err);
    const assay_unit *unit = &p->units[p->contested[place]];
    memcpy(saved, g->marks, n);
    assay_status status = ASSAY_OK;
    for (size_t option = 0; option <= unit->n && status == ASSAY_OK && !g->exhausted; option++) {
        if (option_cost(g, unit, option) != g->costs[p->contested[place]])
            continue;
        g->exhausted = ++g->visited > MAX_NODES || g->visited * n > (size_t)LEAF_BYTES;
        g->choices[place] = (uint32_t)option + 1;
        if (mark_option(g, unit, option))
            status = choose(g, place + 1, err);
        memcpy(g->marks, saved, n);
    }
    g->choices[place] = 0;
    return status;
}

/* A set may satisfy several leaves; it counts for the one whose choices are the first possible. */
static bool is_first_choice(void *context, const assay_bitset *set)
{
    const group *g = context;
    for (size_t place = 0; place < g->problem->n_contested; place++) {
        uint32_t u = g->problem->contested[place];
        const assay_unit *unit = &g->problem->units[u];
        size_t chosen = g->counted->choices[place];
        for (size_t option = 0; option + 1 < chosen; option++)
            if (option_cost(g, unit, option) == g->costs[u] && option_holds(g, unit, option, set))
                return false;
    }
    return true;
}

/* Lists and counts the sets of one leaf. */
static assay_status take_leaf(group *g, const leaf *l, assay_solution *solution, assay_bitset *list,
                              size_t *counted, assay_error *err)
{
    assay_ideals ideals;
    assay_bitset base, top;
    size_t n = g->problem->n_revisions, room = ASSAY_MAX_EQUAL_COUNTED - *counted, count = 0;
    if (!assay_bitset_init(&base, g->arena, n) || !assay_bitset_init(&top, g->arena, n))
        return assay_fail_nomem(err);
    assay_status status =
        assay_components_find(&ideals, g->arena, n, g->first, g->to, l->marks, err);
    if (status != ASSAY_OK)
        return status;
    set_of_marks(g, l->marks, false, &base);
    set_of_marks(g, l->marks, true, &top);
    ideals.base = &base;
    g->counted = l;
    assay_bitset_or(&solution->reached, &top);
    assay_bitset_and(&solution->common, &base);
    size_t members = assay_bitset_count(&top), most = assay_bitset_count(&solution->largest);
    if (members > most || (members == most && assay_set_compare(&top, &solution->largest) < 0))
        assay_bitset_copy(&solution->largest, &top);
    status =
        assay_ideals_list(list, &solution->n_equal, ASSAY_MAX_EQUAL_LISTED, g->arena, &ideals, err);
    if (status == ASSAY_OK)
        status = assay_ideals_count(&count, g->arena, &ideals, room,
                                    g->n_leaves > 1 ? is_first_choice : NULL, g, err);
    *counted += count < room ? count : room;
    return status;
}

static assay_status take_leaves(group *g, assay_solution *solution, assay_arena *arena,
                                assay_error *err)
{
    assay_bitset *list = assay_arena_calloc(g->arena, ASSAY_MAX_EQUAL_LISTED + 1, sizeof *list);
    assay_status status = list == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    size_t counted = 0;
    for (size_t i = 0; i < g->n_leaves && status == ASSAY_OK; i++)
        status = take_leaf(g, &g->leaves[i], solution, list, &counted, err);
    if (status != ASSAY_OK)
        return status;
    if (solution->n_equal == 0)
        list[solution->n_equal++] = solution->smallest;
    solution->equal_total = counted < solution->n_equal ? solution->n_equal : counted;
    solution->equal = assay_arena_calloc(arena, solution->n_equal, sizeof *solution->equal);
    if (solution->equal == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < solution->n_equal; i++)
        if (!assay_set_clone(&solution->equal[i], arena, &list[i]))
            return assay_fail_nomem(err);
    solution->exhausted = solution->exhausted || g->exhausted;
    return ASSAY_OK;
}

static assay_status start_from(assay_solution *solution, assay_arena *arena,
                               const assay_bitset *set, assay_error *err)
{
    bool kept = assay_set_clone(&solution->largest, arena, set) &&
                assay_set_clone(&solution->common, arena, set) &&
                assay_set_clone(&solution->reached, arena, set);
    return kept ? ASSAY_OK : assay_fail_nomem(err);
}

assay_status assay_equal_find(assay_solution *solution, assay_arena *arena, assay_arena *scratch,
                              const assay_problem *problem, assay_error *err)
{
    group g = {.problem = problem, .arena = scratch, .costs = solution->costs};
    assay_status status = start_from(solution, arena, &solution->smallest, err);
    if (status == ASSAY_OK)
        status = constrain(&g, err);
    if (status == ASSAY_OK)
        status = choose(&g, 0, err);
    return status == ASSAY_OK ? take_leaves(&g, solution, arena, err) : status;
}

static bool mark_known(group *g, const assay_known *known)
{
    static const mark marks[] = {[ASSAY_KNOWN_RUN] = IN, [ASSAY_KNOWN_NOT_RUN] = OUT};
    for (uint32_t r = 0; r < g->problem->n_revisions; r++)
        if (known[r] != ASSAY_KNOWN_NOTHING && !set_mark(g, r, marks[known[r]]))
            return false;
    return true;
}

/* The sets of the first leaf begin the new ones; of all leaves the first set is the smallest. */
static assay_status take_narrowed(group *g, assay_solution *solution, assay_arena *arena,
                                  assay_error *err)
{
    assay_bitset base;
    assay_solution narrowed = *solution;
    if (!assay_bitset_init(&base, g->arena, g->problem->n_revisions))
        return assay_fail_nomem(err);
    set_of_marks(g, g->leaves[0].marks, false, &base);
    narrowed.n_equal = 0;
    assay_status status = start_from(&narrowed, arena, &base, err);
    if (status == ASSAY_OK)
        status = take_leaves(g, &narrowed, arena, err);
    if (status != ASSAY_OK)
        return status;
    narrowed.smallest = narrowed.equal[0];
    *solution = narrowed;
    return ASSAY_OK;
}

assay_status assay_problem_narrow(assay_solution *solution, bool *none, assay_arena *arena,
                                  const assay_problem *problem, const assay_known *known,
                                  assay_error *err)
{
    assay_arena *scratch = assay_arena_new();
    if (scratch == NULL)
        return assay_fail_nomem(err);
    group g = {.problem = problem, .arena = scratch, .costs = solution->costs};
    assay_status status = constrain(&g, err);
    *none = status == ASSAY_OK && !mark_known(&g, known);
    if (status == ASSAY_OK && !*none)
        status = choose(&g, 0, err);
    *none = *none || g.n_leaves == 0;
    if (status == ASSAY_OK && !*none)
        status = take_narrowed(&g, solution, arena, err);
    assay_arena_free(scratch);
    return status;
}

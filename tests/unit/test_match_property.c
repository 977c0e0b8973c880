/* SPDX-License-Identifier: MIT */
/*
 * The solver against exhaustive search over all closed sets of random graphs: branches, merges,
 * several roots and heads, revisions that touch nothing, units touched by revisions that do not
 * descend from each other, and few distinct costs, so that ties are common.
 * ASSAY_PROPERTY_RUNS and ASSAY_PROPERTY_SEED override the defaults.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "match/problem.h"

enum { MAX_REVISIONS = 12, MAX_UNITS = 9 };

typedef struct random_source {
    uint64_t state;
} random_source;

static uint32_t next_random(random_source *source)
{
    source->state = source->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(source->state >> 33);
}

static size_t below(random_source *source, size_t n)
{
    return next_random(source) % n;
}

static unsigned long setting(const char *name, unsigned long fallback)
{
    const char *text = getenv(name);
    return text == NULL ? fallback : strtoul(text, NULL, 10);
}

static assay_problem *random_problem(assay_arena *arena, random_source *random)
{
    assay_problem *p = assay_arena_alloc(arena, sizeof *p);
    size_t n = 1 + below(random, MAX_REVISIONS), roots = 1 + below(random, 3);
    assay_bitset *ancestors = assay_arena_calloc(arena, n, sizeof *ancestors);
    p->n_revisions = n;
    p->ancestors = ancestors;
    p->parent_first = assay_arena_calloc(arena, n + 1, sizeof *p->parent_first);
    p->parents = assay_arena_calloc(arena, 3 * n, sizeof *p->parents);
    size_t n_parents = 0, reach = 1 + below(random, 5);
    for (size_t r = 0; r < n; r++) {
        assert_true(assay_bitset_init(&ancestors[r], arena, n));
        assay_bitset_add(&ancestors[r], r);
        size_t wanted =
            r < roots ? 0
                      : 1 + (below(random, 4) == 0 ? 1u : 0u) + (below(random, 12) == 0 ? 1u : 0u);
        for (size_t i = 0; i < wanted; i++) {
            size_t parent = r - 1 - below(random, reach < r ? reach : r);
            p->parents[n_parents++] = (uint32_t)parent;
            assay_bitset_or(&ancestors[r], &ancestors[parent]);
        }
        p->parent_first[r + 1] = n_parents;
    }
    size_t touching = 1 + below(random, 5), spread = 1 + below(random, 4);
    p->n_units = below(random, MAX_UNITS + 1);
    p->units = assay_arena_calloc(arena, p->n_units + 1, sizeof *p->units);
    p->touches = assay_arena_calloc(arena, p->n_units * n + 1, sizeof *p->touches);
    for (size_t u = 0; u < p->n_units; u++) {
        p->units[u].first = p->n_touches;
        p->units[u].initial = 4 * (int64_t)below(random, spread + 1);
        for (size_t r = 0; r < n; r++)
            if (below(random, n) < touching && r % 4 != 3)
                p->touches[p->n_touches++] =
                    (assay_touch){(uint32_t)r, 4 * (int64_t)below(random, spread + 1)};
        p->units[u].n = p->n_touches - p->units[u].first;
    }
    assert_int_equal(assay_problem_prepare(p, arena, NULL), ASSAY_OK);
    return p;
}

/* The definition, word for word: the least cost over maximal touchers. */
static int64_t defined_cost(const assay_problem *p, size_t u, uint64_t set)
{
    const assay_unit *unit = &p->units[u];
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < unit->n; i++) {
        const assay_touch *touch = &p->touches[unit->first + i];
        bool maximal = (set >> touch->revision & 1) != 0;
        for (size_t j = 0; j < unit->n; j++) {
            uint32_t other = p->touches[unit->first + j].revision;
            if (j != i && (set >> other & 1) != 0 &&
                (p->ancestors[other].words[0] >> touch->revision & 1) != 0)
                maximal = false;
        }
        if (maximal && touch->cost < least)
            least = touch->cost;
    }
    return least == INT64_MAX ? unit->initial : least;
}

static bool closed(const assay_problem *p, uint64_t set)
{
    for (size_t r = 0; r < p->n_revisions; r++)
        if ((set >> r & 1) != 0 && (p->ancestors[r].words[0] & ~set) != 0)
            return false;
    return true;
}

static int64_t total_cost(const assay_problem *p, uint64_t set)
{
    int64_t cost = 0;
    for (size_t u = 0; u < p->n_units; u++)
        cost += defined_cost(p, u, set);
    return cost;
}

/* Fewer members first, then the one with the first revision in which they differ. */
static bool comes_before(uint64_t a, uint64_t b)
{
    int na = __builtin_popcountll(a), nb = __builtin_popcountll(b);
    if (na != nb)
        return na < nb;
    uint64_t differ = a ^ b;
    return (a & differ & (~differ + 1)) != 0;
}

static bool same_costs(const assay_problem *p, uint64_t a, uint64_t b)
{
    for (size_t u = 0; u < p->n_units; u++)
        if (defined_cost(p, u, a) != defined_cost(p, u, b))
            return false;
    return true;
}

typedef struct oracle {
    int64_t cost, rival_cost;
    uint64_t smallest, largest, common, reached, rival;
    bool tie, has_rival;
    size_t n_equal;
} oracle;

static oracle search_all(const assay_problem *p)
{
    oracle o = {.cost = INT64_MAX, .rival_cost = INT64_MAX};
    uint64_t end = (uint64_t)1 << p->n_revisions;
    for (uint64_t set = 0; set < end; set++) {
        int64_t cost = closed(p, set) ? total_cost(p, set) : INT64_MAX;
        if (cost < o.cost ||
            (cost == o.cost && cost != INT64_MAX && comes_before(set, o.smallest))) {
            o.cost = cost;
            o.smallest = set;
        }
    }
    o.largest = o.common = o.reached = o.smallest;
    for (uint64_t set = 0; set < end; set++) {
        if (!closed(p, set))
            continue;
        int64_t cost = total_cost(p, set);
        if (same_costs(p, set, o.smallest)) {
            o.n_equal++;
            o.common &= set;
            o.reached |= set;
            int more = __builtin_popcountll(set) - __builtin_popcountll(o.largest);
            if (more > 0 || (more == 0 && comes_before(set, o.largest)))
                o.largest = set;
            continue;
        }
        o.tie = o.tie || cost == o.cost;
        if (cost < o.rival_cost || (cost == o.rival_cost && comes_before(set, o.rival))) {
            o.rival_cost = cost;
            o.rival = set;
            o.has_rival = true;
        }
    }
    return o;
}

static void check_equal_list(const assay_problem *p, const assay_solution *s, const oracle *o)
{
    assert_int_equal(s->equal_total, o->n_equal);
    assert_int_equal(s->n_equal, o->n_equal < 100 ? o->n_equal : 100);
    for (size_t i = 0; i < s->n_equal; i++) {
        uint64_t set = s->equal[i].words[0];
        assert_true(closed(p, set));
        assert_true(same_costs(p, set, o->smallest));
        assert_true(i == 0 || comes_before(s->equal[i - 1].words[0], set));
    }
    if (o->n_equal <= 100)
        return;
    /* The list must be the first hundred: no set that is missing comes before its last. */
    size_t before = 0;
    for (uint64_t set = 0; set < (uint64_t)1 << p->n_revisions; set++)
        if (closed(p, set) && same_costs(p, set, o->smallest) &&
            comes_before(set, s->equal[99].words[0]))
            before++;
    assert_int_equal(before, 99);
}

/* What is known of some revisions, drawn at random, against the definition: the equal sets that
 * hold what has run and nothing of what has not. */
static void check_narrowed(random_source *random, const assay_problem *p, assay_arena *arena,
                           assay_solution *s, const oracle *o)
{
    assay_known known[MAX_REVISIONS] = {ASSAY_KNOWN_NOTHING};
    uint64_t run = 0, not_run = 0, smallest = 0, common = 0, reached = 0;
    size_t n = 0;
    for (size_t r = 0; r < p->n_revisions; r++) {
        known[r] = below(random, 3) == 0 ? (assay_known)below(random, 3) : ASSAY_KNOWN_NOTHING;
        run |= (uint64_t)(known[r] == ASSAY_KNOWN_RUN) << r;
        not_run |= (uint64_t)(known[r] == ASSAY_KNOWN_NOT_RUN) << r;
    }
    for (uint64_t set = 0; set < (uint64_t)1 << p->n_revisions; set++) {
        if (!closed(p, set) || !same_costs(p, set, o->smallest) || (set & run) != run ||
            (set & not_run) != 0)
            continue;
        smallest = n == 0 || comes_before(set, smallest) ? set : smallest;
        common = n == 0 ? set : common & set;
        reached |= set;
        n++;
    }
    bool none;
    assert_int_equal(assay_problem_narrow(s, &none, arena, p, known, NULL), ASSAY_OK);
    assert_int_equal(none, n == 0);
    assert_int_equal(s->equal_total, n == 0 ? o->n_equal : n);
    assert_int_equal(s->smallest.words[0], n == 0 ? o->smallest : smallest);
    assert_int_equal(s->common.words[0], n == 0 ? o->common : common);
    assert_int_equal(s->reached.words[0], n == 0 ? o->reached : reached);
}

static void check_one(random_source *random)
{
    assay_arena *arena = assay_arena_new();
    assay_problem *p = random_problem(arena, random);
    assay_solution s;
    assert_int_equal(assay_problem_solve(&s, arena, p, NULL), ASSAY_OK);
    oracle o = search_all(p);
    assert_false(s.exhausted);
    assert_int_equal(s.cost, o.cost);
    assert_int_equal(s.smallest.words[0], o.smallest);
    assert_int_equal(s.largest.words[0], o.largest);
    assert_int_equal(s.common.words[0], o.common);
    assert_int_equal(s.reached.words[0], o.reached);
    assert_int_equal(s.tie, o.tie);
    check_equal_list(p, &s, &o);
    assert_int_equal(s.n_rivals > 0, o.has_rival);
    if (o.has_rival) {
        assert_int_equal(s.rivals[0].cost, o.rival_cost);
        assert_int_equal(s.rivals[0].set.words[0], o.rival);
    }
    check_narrowed(random, p, arena, &s, &o);
    assay_arena_free(arena);
}

static void test_match_property__the_solver_agrees_with_exhaustive_search(void **state)
{
    (void)state;
    unsigned long runs = setting("ASSAY_PROPERTY_RUNS", 1000);
    unsigned long seed = setting("ASSAY_PROPERTY_SEED", 20240607);
    print_message("%lu random problems from seed %lu\n", runs, seed);
    for (unsigned long run = 0; run < runs; run++) {
        random_source random = {(seed + run) * 2654435769u + 1};
        next_random(&random);
        uint64_t before = random.state;
        check_one(&random);
        if (random.state == before)
            fail_msg("seed %lu drew nothing", seed + run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match_property__the_solver_agrees_with_exhaustive_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

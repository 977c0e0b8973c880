/* SPDX-License-Identifier: MIT */
/*
 * Whole matches of random histories against the definition, computed another way: the value of an
 * object after a revision is read from assay_history_state of that revision's ancestors, and the
 * cost of every closed set is added up object by object. Histories create, alter, rename, replace
 * and drop tables, columns, indexes and foreign keys in branches and merges; the database is the
 * state after a random set, with objects lost and changed. No name is ever given to a second
 * object, so a name says which object it is.
 * ASSAY_PROPERTY_RUNS and ASSAY_PROPERTY_SEED override the defaults.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "history_builder.h"
#include "match/match.h"

enum { MAX_REVISIONS = 8, MAX_THINGS = 80, MAX_NAMES = 160 };

/* An object, whatever it is called. */
typedef struct thing {
    assay_kind kind;
    size_t table;  /* its own number for a table */
    size_t refers; /* a foreign key: the table */
    size_t creations;
    bool renamed;
    bool touched[MAX_REVISIONS];
    bool mentioned[MAX_REVISIONS]; /* a change is about it, or about what is in it */
    bool moved[MAX_REVISIONS];     /* renamed */
} thing;

typedef struct world {
    builder b;
    uint64_t random;
    thing things[MAX_THINGS];
    size_t n_things;
    struct {
        const char *name;
        size_t thing;
    } names[MAX_NAMES];
    size_t n_names;
    assay_catalog *states[MAX_REVISIONS]; /* after each revision's ancestors */
} world;

static size_t below(world *w, size_t n)
{
    w->random = w->random * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(w->random >> 33) % n;
}

static const char *new_name(world *w, size_t thing_number)
{
    const char *name = assay_arena_printf(w->b.arena, "n%zu", w->n_names);
    w->names[w->n_names].name = name;
    w->names[w->n_names++].thing = thing_number;
    return name;
}

static size_t thing_of(const world *w, const char *name)
{
    for (size_t i = 0; i < w->n_names; i++)
        if (strcmp(w->names[i].name, name) == 0)
            return w->names[i].thing;
    abort();
}

static const assay_object *find_thing(const world *w, const assay_catalog *catalog, size_t number)
{
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (thing_of(w, catalog->objects[i]->name) == number)
            return catalog->objects[i];
    return NULL;
}

/* One revision while it is made. */
typedef struct making {
    world *w;
    size_t revision;
    const assay_catalog *before;
    bool used[MAX_THINGS];  /* a change is about it already */
    bool taken[MAX_THINGS]; /* a table that goes or moves in this revision */
} making;

/* A change goes by names, so it is only made where every rename that it may concern is known:
 * states are not told apart otherwise. */
static bool mention(making *m, size_t number, bool rename)
{
    thing *t = &m->w->things[number];
    for (size_t q = 0; q < m->revision; q++)
        if ((rename ? t->mentioned[q] : t->moved[q]) &&
            !assay_bitset_has(&m->w->b.history->ancestors[m->revision], q))
            return false;
    t->mentioned[m->revision] = true;
    t->moved[m->revision] = t->moved[m->revision] || rename;
    return true;
}

static size_t add_thing(world *w, assay_kind kind, size_t table)
{
    w->things[w->n_things] = (thing){.kind = kind, .table = table};
    return w->n_things++;
}

enum { TYPES = 3, ALTERATIONS = 6 };
static const char *const types[ALTERATIONS] = {
    "type=integer", "type=text", "type=bigint nullable=no",
    "nullable=no",  "default=1", "default=2"};

static void make_table(making *m)
{
    world *w = m->w;
    size_t number = add_thing(w, ASSAY_KIND_table, w->n_things);
    create_table(&w->b, new_name(w, number));
    w->things[number].creations = 1;
    m->used[number] = m->taken[number] = true;
    w->things[number].touched[m->revision] = true;
}

static const assay_object *some_table(making *m)
{
    const assay_object *found = NULL;
    size_t n = 0;
    for (size_t i = 0; i < m->before->n_objects; i++)
        if (m->before->objects[i]->kind == ASSAY_KIND_table &&
            !m->taken[thing_of(m->w, m->before->objects[i]->name)] && below(m->w, ++n) == 0)
            found = m->before->objects[i];
    return found;
}

/* Of an object that another branch made, with chance: a second creator. */
static const char *shared_name(making *m, assay_kind kind, size_t table, size_t *number)
{
    world *w = m->w;
    for (size_t i = 0; i < w->n_names; i++) {
        thing *t = &w->things[w->names[i].thing];
        if (t->kind == kind && t->table == table && !t->renamed && below(w, 2) == 0 &&
            !m->used[w->names[i].thing] && find_thing(w, m->before, w->names[i].thing) == NULL) {
            *number = w->names[i].thing;
            return w->names[i].name;
        }
    }
    *number = add_thing(w, kind, table);
    return new_name(w, *number);
}

static void make_child(making *m, assay_kind kind)
{
    world *w = m->w;
    const assay_object *table = some_table(m), *other = some_table(m);
    if (table == NULL || other == NULL)
        return;
    size_t number, parent = thing_of(w, table->name);
    if (!mention(m, parent, false) || !mention(m, thing_of(w, other->name), false))
        return;
    if (kind == ASSAY_KIND_foreign_key) {
        number = add_thing(w, kind, parent);
        const char *attributes =
            assay_arena_printf(w->b.arena, "columns=x references=public.%s", other->name);
        change(&w->b, ASSAY_CREATE, kind, table->name, new_name(w, number), attributes);
        w->things[number].refers = thing_of(w, other->name);
        m->used[w->things[number].refers] = true;
    } else {
        const char *name = shared_name(m, kind, parent, &number);
        change(&w->b, ASSAY_CREATE, kind, table->name, name,
               kind == ASSAY_KIND_column
                   ? types[below(w, TYPES)]
                   : (below(w, 2) == 0 ? "columns=a" : "columns=b unique=yes"));
    }
    w->things[number].creations++;
    w->things[number].mentioned[m->revision] = w->things[number].touched[m->revision] = true;
    m->used[number] = m->used[parent] = true;
}

/* Dropping or replacing: what goes with the table. */
static void touch_below(making *m, size_t table, bool all)
{
    world *w = m->w;
    for (size_t i = 0; i < w->n_things; i++) {
        thing *t = &w->things[i];
        bool inside = t->kind != ASSAY_KIND_table && t->table == table;
        bool refers = t->kind == ASSAY_KIND_foreign_key && t->refers == table;
        if ((inside && (all || find_thing(w, m->before, i) != NULL)) || (refers && all))
            t->touched[m->revision] = true;
    }
}

typedef struct sweep {
    size_t revision, table;
} sweep;

static void alter_child(making *m, const assay_object *o)
{
    if (o->kind == ASSAY_KIND_column)
        change(&m->w->b, ASSAY_ALTER, o->kind, o->relation, o->name,
               types[below(m->w, ALTERATIONS)]);
    else if (o->kind == ASSAY_KIND_index)
        change(&m->w->b, ASSAY_ALTER, o->kind, o->relation, o->name, "valid=no");
    else
        change(&m->w->b, ASSAY_DROP, o->kind, o->relation, o->name, "");
}

static void change_child(making *m)
{
    world *w = m->w;
    if (m->before->n_objects == 0)
        return;
    const assay_object *o = m->before->objects[below(w, m->before->n_objects)];
    size_t number = thing_of(w, o->name);
    thing *t = &w->things[number];
    /* What a branch makes in a table that another drops is in no database. */
    if (o->kind == ASSAY_KIND_table || find_thing(w, m->before, t->table) == NULL ||
        m->used[number] || m->taken[t->table] || !mention(m, number, false) ||
        !mention(m, t->table, false))
        return;
    m->used[number] = m->used[t->table] = true;
    t->touched[m->revision] = true;
    switch (below(w, 3)) {
    case 0:
        change(&w->b, ASSAY_DROP, o->kind, o->relation, o->name, "");
        break;
    case 1:
        if (t->creations == 1 && mention(m, number, true)) {
            t->renamed = true;
            rename_change(&w->b, o->kind, o->relation, o->name, new_name(w, number));
            break;
        }
        alter_child(m, o);
        break;
    default:
        alter_child(m, o);
    }
}

static void rename_table(making *m, const assay_object *o, size_t number)
{
    world *w = m->w;
    w->things[number].renamed = true;
    for (size_t i = 0; i < w->n_things; i++)
        if (w->things[i].kind == ASSAY_KIND_foreign_key && w->things[i].refers == number &&
            find_thing(w, m->before, i) != NULL)
            w->things[i].touched[m->revision] = true;
    rename_change(&w->b, ASSAY_KIND_table, "", o->name, new_name(w, number));
}

/* Returns true if the change acts on what others have made in the table, too. */
static bool change_table(making *m, size_t *swept)
{
    world *w = m->w;
    const assay_object *o = some_table(m);
    size_t number = o == NULL ? 0 : thing_of(w, o->name);
    if (o == NULL || m->used[number] || !mention(m, number, false))
        return false;
    thing *t = &w->things[number];
    size_t action = below(w, 4);
    m->used[number] = m->taken[number] = t->touched[m->revision] = true;
    *swept = number;
    if (action == 0 && t->creations == 1 && mention(m, number, true)) {
        rename_table(m, o, number);
        return false;
    }
    if (action == 1 && !t->renamed) {
        t->creations++;
        change(&w->b, ASSAY_CREATE, ASSAY_KIND_table, "", o->name, "persistence=unlogged")
            ->replaces = true;
        return true;
    }
    bool cascade = below(w, 2) == 0;
    change(&w->b, ASSAY_DROP, ASSAY_KIND_table, "", o->name, "")->cascade = cascade;
    touch_below(m, number, false);
    return cascade;
}

static void make_revision(world *w, sweep *sweeps, size_t *n_sweeps)
{
    size_t r = w->b.history->n_revisions;
    const char *parents = "";
    for (size_t i = r < 2 ? r : 1 + (below(w, 3) == 0 ? 1u : 0u); i > 0; i--)
        parents =
            assay_arena_printf(w->b.arena, "%sr%zu ", parents, r - 1 - below(w, r < 3 ? r : 3));
    revision(&w->b, assay_arena_printf(w->b.arena, "r%zu", r), parents);
    built(&w->b);
    making *m = assay_arena_alloc(w->b.arena, sizeof *m);
    assay_catalog *before;
    *m = (making){.w = w, .revision = r};
    assert_int_equal(assay_history_state(&before, w->b.history, &w->b.history->ancestors[r], NULL),
                     ASSAY_OK);
    m->before = before;
    for (size_t i = below(w, 5); i > 0; i--)
        switch (below(w, 7)) {
        case 0:
            make_table(m);
            break;
        case 1:
        case 2:
            make_child(m, ASSAY_KIND_column);
            break;
        case 3:
            make_child(m, below(w, 2) == 0 ? ASSAY_KIND_index : ASSAY_KIND_foreign_key);
            break;
        case 4:
        case 5:
            change_child(m);
            break;
        default:
            sweeps[*n_sweeps].revision = r;
            *n_sweeps += change_table(m, &sweeps[*n_sweeps].table);
        }
    assay_catalog_free(before);
}

static void make_history(world *w)
{
    sweep sweeps[MAX_REVISIONS * 8];
    size_t n_sweeps = 0, n = 2 + below(w, MAX_REVISIONS - 1);
    w->b = new_builder();
    for (size_t r = 0; r < n; r++)
        make_revision(w, sweeps, &n_sweeps);
    for (size_t r = 0; r < n; r++)
        assert_int_equal(
            assay_history_state(&w->states[r], w->b.history, &w->b.history->ancestors[r], NULL),
            ASSAY_OK);
    /* What a revision sweeps away it sweeps away in the whole history. */
    for (size_t i = 0; i < n_sweeps; i++) {
        making m = {.w = w, .revision = sweeps[i].revision};
        touch_below(&m, sweeps[i].table, true);
    }
}

static bool is_closed(const world *w, uint64_t set)
{
    for (size_t r = 0; r < w->b.history->n_revisions; r++)
        if ((set >> r & 1) != 0 && (w->b.history->ancestors[r].words[0] & ~set) != 0)
            return false;
    return true;
}

static assay_catalog *make_database(world *w)
{
    assay_bitset set;
    assay_catalog *state, *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_true(assay_bitset_init(&set, w->b.arena, w->b.history->n_revisions));
    for (size_t i = below(w, 3) + 1; i > 0; i--)
        assay_bitset_or(&set, &w->b.history->ancestors[below(w, w->b.history->n_revisions)]);
    assert_int_equal(assay_history_state(&state, w->b.history, &set, NULL), ASSAY_OK);
    size_t drift = below(w, 3);
    for (size_t i = 0; i < state->n_objects; i++) {
        /* A branch may make something in a table that another has renamed: no database has it. */
        const assay_object *from = state->objects[i];
        if (below(w, 20) < drift ||
            (from->relation[0] != '\0' &&
             assay_catalog_find(state, ASSAY_KIND_table, "public", "", from->relation) == NULL))
            continue;
        assay_object *o = assay_catalog_copy_object(catalog, from, NULL);
        if (o->kind == ASSAY_KIND_column && below(w, 10) < drift)
            assay_object_set(catalog, o, ASSAY_column_type, "uuid", NULL);
    }
    assay_catalog_free(state);
    assert_int_equal(assay_catalog_seal(catalog, NULL), ASSAY_OK);
    return catalog;
}

/* The costs of MATCHING, once more. */
static int64_t compare_objects(const assay_object *expected, const assay_object *seen)
{
    if (expected == NULL || seen == NULL)
        return expected == NULL && seen == NULL
                   ? 0
                   : assay_object_weight(expected == NULL ? seen : expected);
    const assay_kind_info *info = assay_kind_get(seen->kind);
    int cost = 0, weight = assay_object_weight(expected);
    for (size_t i = 0; i < info->n_attributes; i++) {
        const char *x = expected->values[i], *y = seen->values[i];
        bool same = x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
        cost += info->attributes[i].compared == ASSAY_COMPARED_ALWAYS && !same
                    ? info->attributes[i].cost
                    : 0;
    }
    if (strcmp(expected->name, seen->name) != 0)
        cost += seen->kind == ASSAY_KIND_table ? weight / 2 : 4;
    return cost < weight / 2 ? cost : weight / 2;
}

static int64_t thing_cost(const world *w, const assay_catalog *database, size_t number,
                          uint64_t set)
{
    const thing *t = &w->things[number];
    const assay_object *seen = find_thing(w, database, number);
    int64_t least = INT64_MAX;
    for (size_t r = 0; r < w->b.history->n_revisions; r++) {
        bool maximal = (set >> r & 1) != 0 && t->touched[r];
        for (size_t q = 0; q < w->b.history->n_revisions; q++)
            if (q != r && (set >> q & 1) != 0 && t->touched[q] &&
                assay_bitset_has(&w->b.history->ancestors[q], r))
                maximal = false;
        if (!maximal)
            continue;
        int64_t cost = compare_objects(find_thing(w, w->states[r], number), seen);
        least = cost < least ? cost : least;
    }
    return least == INT64_MAX ? compare_objects(NULL, seen) : least;
}

static bool comes_before(uint64_t a, uint64_t b)
{
    int na = __builtin_popcountll(a), nb = __builtin_popcountll(b);
    uint64_t differ = a ^ b;
    return na != nb ? na < nb : (a & differ & (~differ + 1)) != 0;
}

static void check_match(const world *w, const assay_catalog *database, const assay_match *match)
{
    int64_t least = INT64_MAX;
    uint64_t best = 0, end = (uint64_t)1 << w->b.history->n_revisions;
    size_t n_equal = 0;
    for (uint64_t set = 0; set < end; set++) {
        int64_t cost = 0;
        if (!is_closed(w, set))
            continue;
        for (size_t i = 0; i < w->n_things; i++)
            cost += thing_cost(w, database, i, set);
        if (cost < least || (cost == least && comes_before(set, best))) {
            least = cost;
            best = set;
        }
    }
    for (uint64_t set = 0; set < end; set++) {
        bool equal = is_closed(w, set);
        for (size_t i = 0; i < w->n_things && equal; i++)
            equal = thing_cost(w, database, i, set) == thing_cost(w, database, i, best);
        n_equal += equal;
    }
    assert_int_equal(match->cost, least);
    assert_int_equal(match->smallest.words[0], best);
    assert_int_equal(match->equal_total, n_equal);
    assert_int_equal(match->unclaimed, 0);
}

static void check_one(uint64_t seed)
{
    static world w;
    w = (world){.random = seed * 2654435769u + 1};
    make_history(&w);
    assay_catalog *database = make_database(&w);
    assay_match *match;
    assert_int_equal(assay_match_new(&match, w.b.history, database, NULL), ASSAY_OK);
    check_match(&w, database, match);
    assay_match_free(match);
    assay_catalog_free(database);
    for (size_t r = 0; r < w.b.history->n_revisions; r++)
        assay_catalog_free(w.states[r]);
    assay_arena_free(w.b.arena);
}

static unsigned long setting(const char *name, unsigned long fallback)
{
    const char *text = getenv(name);
    return text == NULL ? fallback : strtoul(text, NULL, 10);
}

static void test_match_catalog__a_match_agrees_with_the_definition(void **state)
{
    (void)state;
    unsigned long runs = setting("ASSAY_PROPERTY_RUNS", 300);
    unsigned long seed = setting("ASSAY_PROPERTY_SEED", 20240607);
    print_message("%lu random histories from seed %lu\n", runs, seed);
    for (unsigned long run = 0; run < runs; run++) {
        if (getenv("ASSAY_PROPERTY_TRACE") != NULL)
            print_message("seed %lu\n", seed + run);
        check_one(seed + run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match_catalog__a_match_agrees_with_the_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

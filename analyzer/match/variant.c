/* SPDX-License-Identifier: MIT */
/*
 * One model in which all variants stand side by side, each a revision of its own that follows the
 * variants of its name, says what each weighs: what is observed against what the variant leaves,
 * less what is observed against what it found. Variants are chosen for a whole family (revisions
 * that share names, and names that share revisions): for each choice, the best that can be said for
 * any part of the family being applied is a minimum-weight closure of its revisions. Of choices
 * that explain as well, the one that explains more revisions is taken, then the first. All of this
 * is linear in the size of the changes, variants included.
 */
#include "match/variant.h"

#include <string.h>

#include "match/closure.h"
#include "match/model.h"
#include "match/weight.h"

/* Beyond it, a family is taken for a chain: each of its revisions requires the one before. */
enum { MAX_GRAPH = 1000 };

typedef struct choosing {
    const assay_history *history;
    assay_history spread; /* with each variant as a revision of its own */
    size_t *first;        /* by revision: its own changes in `spread`, its variants after it */
    int64_t *weights;     /* by revision of `spread` */
    assay_map *names;     /* name -> its place in family_of */
    const char **name;    /* by place, in order of appearance */
    size_t *family_of;    /* by place: disjoint sets */
    size_t n_names;
    uint32_t *members; /* of the family at hand */
    size_t n_members;
    assay_requirement *requirements;
    size_t n_requirements, requirements_capacity;
    const char **chosen; /* by revision: a variant's name, or NULL for its own changes */
    assay_arena *arena;  /* scratch */
    assay_error *err;
} choosing;

static size_t place_in_spread(const choosing *c, size_t revision, const char *name)
{
    const assay_revision *r = &c->history->revisions[revision];
    for (size_t i = 0; i < r->n_variants && name != NULL; i++)
        if (strcmp(r->variants[i].name, name) == 0)
            return c->first[revision] + 1 + i;
    return c->first[revision];
}

/* Parents are the variants of the same name, where they have one. */
static bool spread_parents(choosing *c, size_t **parents, size_t n, const char *name, size_t at)
{
    const size_t *from = *parents;
    *parents = assay_arena_calloc(c->arena, n + 1, sizeof **parents);
    for (size_t i = 0; *parents != NULL && i < n; i++) {
        (*parents)[i] = place_in_spread(c, from[i], name);
        assay_bitset_or(&c->spread.ancestors[at], &c->spread.ancestors[(*parents)[i]]);
    }
    return *parents != NULL;
}

static bool spread_one(choosing *c, size_t revision, const assay_variant *variant, size_t at)
{
    assay_revision *r = &c->spread.revisions[at];
    const char *name = variant == NULL ? NULL : variant->name;
    *r = c->history->revisions[revision];
    if (variant != NULL) {
        r->changes = variant->changes;
        r->n_changes = variant->n_changes;
    }
    if (!assay_bitset_init(&c->spread.ancestors[at], c->arena, c->spread.n_revisions))
        return false;
    assay_bitset_add(&c->spread.ancestors[at], at);
    return spread_parents(c, &r->revises, r->n_revises, name, at) &&
           spread_parents(c, &r->depends_on, r->n_depends_on, name, at);
}

static assay_status spread(choosing *c)
{
    const assay_history *h = c->history;
    size_t n = 0;
    for (size_t r = 0; r < h->n_revisions; r++) {
        c->first[r] = n;
        n += 1 + h->revisions[r].n_variants;
    }
    c->spread = *h;
    c->spread.n_revisions = n;
    c->spread.revisions = assay_arena_calloc(c->arena, n, sizeof *c->spread.revisions);
    c->spread.ancestors = assay_arena_calloc(c->arena, n, sizeof *c->spread.ancestors);
    if (c->spread.revisions == NULL || c->spread.ancestors == NULL)
        return assay_fail_nomem(c->err);
    for (size_t r = 0; r < h->n_revisions; r++) {
        const assay_revision *revision = &h->revisions[r];
        bool done = spread_one(c, r, NULL, c->first[r]);
        for (size_t i = 0; i < revision->n_variants && done; i++)
            done = spread_one(c, r, &revision->variants[i], c->first[r] + 1 + i);
        if (!done)
            return assay_fail_nomem(c->err);
    }
    return ASSAY_OK;
}

static assay_status weigh(choosing *c, const assay_catalog *observed)
{
    assay_model *m;
    c->weights = assay_arena_calloc(c->arena, c->spread.n_revisions, sizeof *c->weights);
    if (c->weights == NULL)
        return assay_fail_nomem(c->err);
    assay_status status = assay_model_new(&m, c->arena, &c->spread, observed, c->err);
    for (size_t u = 0; status == ASSAY_OK && u < m->problem.n_units; u++) {
        const assay_unit *unit = &m->problem.units[u];
        for (size_t i = unit->first; i < unit->first + unit->n; i++) {
            const assay_touch *touch = &m->problem.touches[i];
            const assay_value *before = &m->values.steps[m->step[i]].before;
            c->weights[touch->revision] +=
                touch->cost - assay_unit_cost(&m->observation, m->unit[u], before);
        }
    }
    return status;
}

static size_t family(choosing *c, size_t place)
{
    while (c->family_of[place] != place)
        place = c->family_of[place] = c->family_of[c->family_of[place]];
    return place;
}

static size_t place_of(const choosing *c, const char *name)
{
    return (size_t)((size_t *)assay_map_find(c->names, name) - c->family_of);
}

/* Numbers the names and unites those that share a revision. */
static assay_status find_families(choosing *c)
{
    size_t most = c->spread.n_revisions;
    c->names = assay_map_new(c->arena);
    c->name = assay_arena_calloc(c->arena, most, sizeof *c->name);
    c->family_of = assay_arena_calloc(c->arena, most, sizeof *c->family_of);
    if (c->names == NULL || c->name == NULL || c->family_of == NULL)
        return assay_fail_nomem(c->err);
    for (size_t r = 0; r < c->history->n_revisions; r++) {
        const assay_revision *revision = &c->history->revisions[r];
        for (size_t i = 0; i < revision->n_variants; i++) {
            const char *name = revision->variants[i].name;
            if (assay_map_find(c->names, name) == NULL) {
                c->name[c->n_names] = name;
                c->family_of[c->n_names] = c->n_names;
                if (!assay_map_put(c->names, name, &c->family_of[c->n_names++]))
                    return assay_fail_nomem(c->err);
            }
            size_t a = family(c, place_of(c, revision->variants[0].name));
            size_t b = family(c, place_of(c, name));
            c->family_of[a < b ? b : a] = a < b ? a : b;
        }
    }
    return ASSAY_OK;
}

static assay_status require(choosing *c, size_t node, size_t requires_node)
{
    assay_requirement *grown = assay_arena_grow(
        c->arena, c->requirements, &c->requirements_capacity, c->n_requirements + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(c->err);
    c->requirements = grown;
    grown[c->n_requirements++] = (assay_requirement){(uint32_t)node, (uint32_t)requires_node};
    return ASSAY_OK;
}

static assay_status relate_members(choosing *c)
{
    assay_status status = ASSAY_OK;
    c->n_requirements = 0;
    for (size_t i = 1; i < c->n_members && status == ASSAY_OK; i++) {
        if (c->n_members > MAX_GRAPH) {
            status = require(c, i, i - 1);
            continue;
        }
        for (size_t j = 0; j < i && status == ASSAY_OK; j++)
            if (assay_bitset_has(&c->history->ancestors[c->members[i]], c->members[j]))
                status = require(c, i, j);
    }
    return status;
}

typedef struct score {
    int64_t cost;
    size_t explained;
} score;

static bool is_better(score a, score b)
{
    return a.cost != b.cost ? a.cost < b.cost : a.explained > b.explained;
}

static score score_choice(const choosing *c, assay_closure *closure, int64_t *weights,
                          const char *name)
{
    score s = {0, 0};
    for (size_t i = 0; i < c->n_members; i++)
        weights[i] = c->weights[place_in_spread(c, c->members[i], name)];
    assay_closure_weigh(closure, weights);
    assay_closure_solve(closure, NULL, 0, NULL, 0);
    for (size_t i = 0; i < c->n_members; i++) {
        s.cost += closure->smallest[i] ? weights[i] : 0;
        s.explained += closure->largest[i];
    }
    return s;
}

/* names: the places of the family's names, in order of appearance. */
static assay_status choose_for(choosing *c, const size_t *names, size_t n_names)
{
    assay_closure *closure;
    int64_t *weights = assay_arena_calloc(c->arena, c->n_members + 1, sizeof *weights);
    assay_status status = weights == NULL ? assay_fail_nomem(c->err) : relate_members(c);
    if (status == ASSAY_OK)
        status = assay_closure_new(&closure, c->arena, c->n_members, c->requirements,
                                   c->n_requirements, c->err);
    if (status != ASSAY_OK)
        return status;
    const char *best = NULL;
    score least = score_choice(c, closure, weights, NULL);
    for (size_t i = 0; i < n_names; i++) {
        score s = score_choice(c, closure, weights, c->name[names[i]]);
        if (is_better(s, least)) {
            least = s;
            best = c->name[names[i]];
        }
    }
    for (size_t i = 0; i < c->n_members && best != NULL; i++)
        if (assay_revision_variant(&c->history->revisions[c->members[i]], best) != NULL)
            c->chosen[c->members[i]] = best;
    return ASSAY_OK;
}

/* The lists of one family after the other, out of all names and all revisions with variants. */
static assay_status choose_all(choosing *c)
{
    size_t n = c->history->n_revisions, *names;
    size_t *next_name = assay_arena_calloc(c->arena, c->n_names + 1, sizeof *next_name);
    size_t *next_member = assay_arena_calloc(c->arena, n + 1, sizeof *next_member);
    size_t *last_name = assay_arena_calloc(c->arena, c->n_names + 1, sizeof *last_name);
    size_t *first_member = assay_arena_calloc(c->arena, c->n_names + 1, sizeof *first_member);
    names = assay_arena_calloc(c->arena, c->n_names + 1, sizeof *names);
    c->members = assay_arena_calloc(c->arena, n + 1, sizeof *c->members);
    if (next_name == NULL || next_member == NULL || last_name == NULL || first_member == NULL ||
        names == NULL || c->members == NULL)
        return assay_fail_nomem(c->err);
    /* Lists by place + 1 and revision + 1; the first name of a family is its representative. */
    for (size_t p = 0; p < c->n_names; p++) {
        size_t f = family(c, p);
        if (f != p)
            next_name[last_name[f]] = p + 1;
        last_name[f] = p;
    }
    for (size_t r = n; r-- > 0;) {
        if (c->history->revisions[r].n_variants == 0)
            continue;
        size_t f = family(c, place_of(c, c->history->revisions[r].variants[0].name));
        next_member[r] = first_member[f];
        first_member[f] = r + 1;
    }
    assay_status status = ASSAY_OK;
    for (size_t f = 0; f < c->n_names && status == ASSAY_OK; f++) {
        size_t n_names = 0;
        if (family(c, f) != f)
            continue;
        for (size_t p = f + 1; p != 0; p = next_name[p - 1])
            names[n_names++] = p - 1;
        c->n_members = 0;
        for (size_t r = first_member[f]; r != 0; r = next_member[r - 1])
            c->members[c->n_members++] = (uint32_t)(r - 1);
        status = choose_for(c, names, n_names);
    }
    return status;
}

/* The history that the choice makes. */
static assay_status apply(const choosing *c, const assay_history **out,
                          assay_chosen_variant **chosen, size_t *n_chosen, assay_arena *arena)
{
    const assay_history *from = c->history;
    assay_history *to = assay_arena_alloc(arena, sizeof *to);
    assay_revision *revisions = assay_arena_calloc(arena, from->n_revisions, sizeof *revisions);
    *chosen = assay_arena_calloc(arena, from->n_revisions, sizeof **chosen);
    if (to == NULL || revisions == NULL || *chosen == NULL)
        return assay_fail_nomem(c->err);
    for (size_t r = 0; r < from->n_revisions; r++) {
        revisions[r] = from->revisions[r];
        if (revisions[r].n_variants > 0)
            (*chosen)[(*n_chosen)++] = (assay_chosen_variant){r, c->chosen[r]};
        if (c->chosen[r] == NULL)
            continue;
        const assay_variant *variant = assay_revision_variant(&revisions[r], c->chosen[r]);
        revisions[r].changes = variant->changes;
        revisions[r].n_changes = variant->n_changes;
    }
    *to = *from;
    to->revisions = revisions;
    *out = to;
    return ASSAY_OK;
}

static bool has_variants(const assay_history *history)
{
    for (size_t r = 0; r < history->n_revisions; r++)
        if (history->revisions[r].n_variants > 0)
            return true;
    return false;
}

assay_status assay_variants_choose(const assay_history **out, assay_chosen_variant **chosen,
                                   size_t *n_chosen, assay_arena *arena,
                                   const assay_history *history, const assay_catalog *observed,
                                   assay_error *err)
{
    *out = history;
    *chosen = NULL;
    *n_chosen = 0;
    if (!has_variants(history))
        return ASSAY_OK;
    choosing c = {.history = history, .arena = assay_arena_new(), .err = err};
    if (c.arena == NULL)
        return assay_fail_nomem(err);
    c.first = assay_arena_calloc(c.arena, history->n_revisions, sizeof *c.first);
    c.chosen = assay_arena_calloc(c.arena, history->n_revisions, sizeof *c.chosen);
    assay_status status = c.first == NULL || c.chosen == NULL ? assay_fail_nomem(err) : spread(&c);
    if (status == ASSAY_OK)
        status = weigh(&c, observed);
    if (status == ASSAY_OK)
        status = find_families(&c);
    if (status == ASSAY_OK)
        status = choose_all(&c);
    if (status == ASSAY_OK)
        status = apply(&c, out, chosen, n_chosen, arena);
    assay_arena_free(c.arena);
    return status;
}

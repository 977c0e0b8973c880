/* SPDX-License-Identifier: MIT */
/*
 * Two rounds of disjoint sets, first over relations, then over the objects in and beside them. A
 * set of names is one lineage only if no second object ever takes one of its names: all creations
 * are of one name, and none follows a rename in the set. Sets that fail are taken apart.
 */
#include "match/lineage.h"

#include <string.h>

#include "base/limits.h"

enum {
    RELATION = ASSAY_KINDS, /* the kind of all keys in `relations` */
    /* Renames × creations of one set that are compared before it is taken apart unseen. */
    MAX_PAIRS = 1 << 20,
};

typedef struct event {
    uint32_t key; /* a number in the names */
    uint32_t revision;
    bool rename;
} event;

typedef struct events {
    event *items;
    size_t n, capacity;
} events;

static const assay_kind relation_kinds[ASSAY_RELATION_KINDS] = {
    ASSAY_KIND_table, ASSAY_KIND_view, ASSAY_KIND_materialized_view, ASSAY_KIND_foreign_table};

static bool is_recent(const assay_lineages *l, const char *schema, const char *name)
{
    return l->recent.schema == schema && l->recent.name == name;
}

static assay_status add_relation(uint32_t *out, assay_lineages *l, const char *schema,
                                 const char *name, assay_error *err)
{
    assay_name key = {RELATION, ASSAY_NONE, schema, name};
    assay_status status = ASSAY_OK;
    if (!is_recent(l, schema, name))
        status = assay_names_add(&l->recent_number, &l->relations, &key, err);
    l->recent = key;
    *out = l->recent_number;
    return status;
}

/* The set of a relation that was added. */
static uint32_t added_relation(assay_lineages *l, const char *schema, const char *name)
{
    assay_name key = {RELATION, ASSAY_NONE, schema, name};
    if (!is_recent(l, schema, name))
        l->recent_number = assay_names_find(&l->relations, &key);
    l->recent = key;
    return assay_sets_find(l->relation_parent, l->recent_number);
}

static uint32_t *new_sets(assay_arena *arena, size_t n)
{
    uint32_t *parent = assay_arena_calloc(arena, n + 1, sizeof *parent);
    for (size_t i = 0; parent != NULL && i < n; i++)
        parent[i] = (uint32_t)i;
    return parent;
}

static assay_status add_event(events *list, assay_arena *arena, uint32_t key, size_t revision,
                              bool rename, assay_error *err)
{
    event *grown =
        assay_arena_grow(arena, list->items, &list->capacity, list->n + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(err);
    list->items = grown;
    grown[list->n++] = (event){key, (uint32_t)revision, rename};
    return ASSAY_OK;
}

/* Marks the sets in which a second object takes a name. Events are in order of application. */
static assay_status find_reused(bool *reused, assay_lineages *l, uint32_t *parent, size_t n_keys,
                                const events *list, assay_error *err)
{
    uint32_t *last_rename = assay_arena_calloc(l->arena, n_keys + 1, sizeof *last_rename);
    uint32_t *created = assay_arena_calloc(l->arena, n_keys + 1, sizeof *created);
    uint32_t *previous = assay_arena_calloc(l->arena, list->n + 1, sizeof *previous);
    size_t *pairs = assay_arena_calloc(l->arena, n_keys + 1, sizeof *pairs);
    if (last_rename == NULL || created == NULL || previous == NULL || pairs == NULL)
        return assay_fail_nomem(err);
    for (uint32_t i = 0; i < list->n; i++) {
        const event *e = &list->items[i];
        uint32_t set = assay_sets_find(parent, e->key);
        if (e->rename) {
            previous[i] = last_rename[set];
            last_rename[set] = i + 1;
            continue;
        }
        if (created[set] != 0 && created[set] != e->key + 1)
            reused[set] = true;
        created[set] = e->key + 1;
        for (uint32_t j = last_rename[set]; j != 0 && !reused[set]; j = previous[j - 1])
            reused[set] =
                ++pairs[set] > MAX_PAIRS ||
                assay_bitset_has(&l->history->ancestors[e->revision], list->items[j - 1].revision);
    }
    return ASSAY_OK;
}

static assay_status name_relations(assay_lineages *l, events *list, assay_error *err)
{
    for (size_t r = 0; r < l->history->n_revisions; r++) {
        const assay_revision *revision = &l->history->revisions[r];
        for (size_t i = 0; i < revision->n_changes; i++) {
            const assay_change *c = &revision->changes[i];
            uint32_t key, target;
            assay_status status = ASSAY_OK;
            bool is_relation = assay_kind_is_relation(c->kind);
            if (is_relation || c->relation[0] != '\0')
                status = add_relation(&key, l, c->schema, is_relation ? c->name : c->relation, err);
            if (status == ASSAY_OK && is_relation && c->action == ASSAY_RENAME) {
                status = add_relation(&target, l, assay_change_new_schema(c), c->new_name, err);
                if (status == ASSAY_OK)
                    status = add_event(list, l->arena, key, r, true, err);
                if (status == ASSAY_OK)
                    status = add_event(list, l->arena, target, r, true, err);
            } else if (status == ASSAY_OK && is_relation && c->action == ASSAY_CREATE) {
                status = add_event(list, l->arena, key, r, false, err);
            }
            if (status != ASSAY_OK)
                return status;
        }
    }
    return ASSAY_OK;
}

/* Renames come as pairs of events. Sets that fail lose all their renames. */
static assay_status join_renames(uint32_t **out, assay_lineages *l, size_t n_keys,
                                 const events *list, assay_error *err)
{
    uint32_t *tentative = new_sets(l->arena, n_keys);
    uint32_t *parent = new_sets(l->arena, n_keys);
    bool *reused = assay_arena_calloc(l->arena, n_keys + 1, sizeof *reused);
    if (tentative == NULL || parent == NULL || reused == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i + 1 < list->n; i++)
        if (list->items[i].rename) {
            assay_sets_join(tentative, list->items[i].key, list->items[i + 1].key);
            i++;
        }
    assay_status status = find_reused(reused, l, tentative, n_keys, list, err);
    for (size_t i = 0; i + 1 < list->n && status == ASSAY_OK; i++)
        if (list->items[i].rename) {
            if (!reused[assay_sets_find(tentative, list->items[i].key)])
                assay_sets_join(parent, list->items[i].key, list->items[i + 1].key);
            i++;
        }
    *out = parent;
    return status;
}

static assay_name unit_name(assay_kind kind, uint32_t relation, const char *schema,
                            const char *name)
{
    /* A relation is its own set; what lives in one has its schema. */
    if (assay_kind_is_relation(kind))
        return (assay_name){kind, relation, "", ""};
    return (assay_name){kind, relation, relation == ASSAY_NONE ? schema : "", name};
}

/* Adds the key, and lists it below its relation if it is new. */
static assay_status add_key(uint32_t *out, assay_lineages *l, const assay_name *key,
                            assay_error *err)
{
    size_t n = l->units.n;
    if (n >= ASSAY_MAX_OBJECTS)
        return assay_fail(err, ASSAY_LIMIT, "more than %u objects in history '%s'",
                          ASSAY_MAX_OBJECTS, l->history->project);
    assay_status status = assay_names_add(out, &l->units, key, err);
    if (status != ASSAY_OK || l->units.n == n)
        return status;
    uint32_t *next =
        assay_arena_grow(l->arena, l->next_below, &l->next_capacity, n + 1, sizeof *next);
    if (next == NULL)
        return assay_fail_nomem(err);
    l->next_below = next;
    next[n] = ASSAY_NONE;
    if (key->relation == ASSAY_NONE || assay_kind_is_relation((assay_kind)key->kind))
        return ASSAY_OK;
    next[n] = l->below[key->relation];
    l->below[key->relation] = (uint32_t)n;
    return ASSAY_OK;
}

/* Where a relation's rename keeps no identity, what it holds gets a second unit. */
static assay_status add_moved(assay_lineages *l, const assay_change *c, assay_error *err)
{
    uint32_t from = assay_lineage_relation(l, c->schema, c->name);
    uint32_t to = assay_lineage_relation(l, assay_change_new_schema(c), c->new_name);
    assay_status status = ASSAY_OK;
    if (from == to)
        return ASSAY_OK;
    for (uint32_t u = l->below[from]; u != ASSAY_NONE && status == ASSAY_OK; u = l->next_below[u]) {
        uint32_t added;
        assay_name key = l->units.items[u];
        key.relation = to;
        status = add_key(&added, l, &key, err);
    }
    return status;
}

static assay_status add_unit(uint32_t *out, assay_lineages *l, const assay_change *c,
                             const char *schema, const char *name, assay_error *err)
{
    uint32_t relation = ASSAY_NONE;
    if (assay_kind_is_relation(c->kind))
        relation = added_relation(l, schema, name);
    else if (c->relation[0] != '\0')
        relation = added_relation(l, c->schema, c->relation);
    assay_name key = unit_name(c->kind, relation, schema, name);
    return add_key(out, l, &key, err);
}

static assay_status name_unit(assay_lineages *l, size_t r, size_t number, const assay_change *c,
                              events *list, assay_error *err)
{
    uint32_t *unit = &l->change_unit[number], *target = &l->target_unit[number];
    assay_status status = add_unit(unit, l, c, c->schema, c->name, err);
    *target = *unit;
    if (c->action == ASSAY_RENAME && status == ASSAY_OK)
        status = add_unit(target, l, c, assay_change_new_schema(c), c->new_name, err);
    if (status == ASSAY_OK && c->action == ASSAY_RENAME && assay_kind_is_relation(c->kind))
        status = add_moved(l, c, err);
    if (status != ASSAY_OK || assay_kind_is_relation(c->kind))
        return status;
    if (c->action == ASSAY_CREATE)
        return add_event(list, l->arena, *unit, r, false, err);
    if (c->action != ASSAY_RENAME)
        return ASSAY_OK;
    status = add_event(list, l->arena, *unit, r, true, err);
    return status == ASSAY_OK ? add_event(list, l->arena, *target, r, true, err) : status;
}

static assay_status name_units(assay_lineages *l, events *list, assay_error *err)
{
    const assay_history *h = l->history;
    l->change_first = assay_arena_calloc(l->arena, h->n_revisions + 1, sizeof *l->change_first);
    if (l->change_first == NULL)
        return assay_fail_nomem(err);
    for (size_t r = 0; r < h->n_revisions; r++)
        l->change_first[r + 1] = l->change_first[r] + h->revisions[r].n_changes;
    size_t n = l->change_first[h->n_revisions];
    l->change_unit = assay_arena_calloc(l->arena, n + 1, sizeof *l->change_unit);
    l->target_unit = assay_arena_calloc(l->arena, n + 1, sizeof *l->target_unit);
    l->below = assay_arena_calloc(l->arena, l->relations.n + 1, sizeof *l->below);
    if (l->change_unit == NULL || l->target_unit == NULL || l->below == NULL)
        return assay_fail_nomem(err);
    memset(l->below, 0xff, (l->relations.n + 1) * sizeof *l->below);
    l->next_below = assay_arena_grow(l->arena, NULL, &l->next_capacity, n + 1, sizeof(uint32_t));
    if (l->next_below == NULL)
        return assay_fail_nomem(err);
    assay_status status = assay_names_reserve(&l->units, n, err);
    for (size_t r = 0; r < h->n_revisions; r++)
        for (size_t i = 0; i < h->revisions[r].n_changes && status == ASSAY_OK; i++)
            status =
                name_unit(l, r, l->change_first[r] + i, &h->revisions[r].changes[i], list, err);
    return status;
}

/* Puts representatives in the place of units, in the order in which they came. */
static assay_status settle(assay_lineages *l, assay_error *err)
{
    size_t n_changes = l->change_first[l->history->n_revisions];
    size_t n_relation_units = ASSAY_RELATION_KINDS * l->relations.n;
    l->relation_units =
        assay_arena_calloc(l->arena, n_relation_units + 1, sizeof *l->relation_units);
    if (l->relation_units == NULL)
        return assay_fail_nomem(err);
    memset(l->relation_units, 0xff, (n_relation_units + 1) * sizeof *l->relation_units);
    for (uint32_t u = 0; u < l->units.n; u++)
        for (size_t k = 0; k < ASSAY_RELATION_KINDS; k++)
            if (l->units.items[u].kind == relation_kinds[k])
                l->relation_units[l->units.items[u].relation * ASSAY_RELATION_KINDS + k] =
                    assay_sets_find(l->unit_parent, u);
    memset(l->below, 0xff, (l->relations.n + 1) * sizeof *l->below);
    for (uint32_t u = (uint32_t)l->units.n; u-- > 0;) {
        uint32_t relation = l->units.items[u].relation;
        if (relation == ASSAY_NONE || assay_sets_find(l->unit_parent, u) != u ||
            assay_kind_is_relation((assay_kind)l->units.items[u].kind))
            continue;
        l->next_below[u] = l->below[relation];
        l->below[relation] = u;
    }
    for (size_t i = 0; i < n_changes; i++) {
        l->change_unit[i] = assay_sets_find(l->unit_parent, l->change_unit[i]);
        l->target_unit[i] = assay_sets_find(l->unit_parent, l->target_unit[i]);
    }
    return ASSAY_OK;
}

assay_status assay_lineages_init(assay_lineages *out, assay_arena *arena,
                                 const assay_history *history, assay_error *err)
{
    *out = (assay_lineages){.arena = arena, .history = history};
    out->relations.arena = out->units.arena = arena;
    events relation_events = {0}, unit_events = {0};
    assay_status status = name_relations(out, &relation_events, err);
    if (status == ASSAY_OK)
        status = join_renames(&out->relation_parent, out, out->relations.n, &relation_events, err);
    if (status == ASSAY_OK)
        status = name_units(out, &unit_events, err);
    if (status == ASSAY_OK)
        status = join_renames(&out->unit_parent, out, out->units.n, &unit_events, err);
    return status == ASSAY_OK ? settle(out, err) : status;
}

uint32_t assay_lineage_relation(const assay_lineages *l, const char *schema, const char *name)
{
    assay_name key = {RELATION, ASSAY_NONE, schema, name};
    uint32_t found = assay_names_find(&l->relations, &key);
    return found == ASSAY_NONE ? ASSAY_NONE : assay_sets_find(l->relation_parent, found);
}

uint32_t assay_lineage_unit(const assay_lineages *l, assay_kind kind, uint32_t relation,
                            const char *schema, const char *name)
{
    assay_name key = unit_name(kind, relation, schema, name);
    uint32_t found = assay_names_find(&l->units, &key);
    return found == ASSAY_NONE ? ASSAY_NONE : assay_sets_find(l->unit_parent, found);
}

bool assay_lineage_keeps(const assay_lineages *l, size_t change_number)
{
    return l->change_unit[change_number] == l->target_unit[change_number];
}

/* SPDX-License-Identifier: MIT */
/* Open addressing over numbered keys, and disjoint sets with path halving. */
#include "match/names.h"

#include <string.h>

#include "base/map.h"

/* The hash stands beside the number, so that another key is passed by without a look at it. */
typedef struct assay_name_slot {
    uint32_t number; /* + 1; 0: free */
    uint32_t hash;
} slot;

static uint32_t hash_of(const assay_name *name)
{
    uint64_t h = assay_hash_bytes(name->name, strlen(name->name),
                                  (uint64_t)name->relation << 32 | name->kind);
    if (name->schema[0] != '\0')
        h = assay_hash_bytes(name->schema, strlen(name->schema), h);
    return (uint32_t)h;
}

static bool same(const assay_name *a, const assay_name *b)
{
    return a->kind == b->kind && a->relation == b->relation &&
           (a->name == b->name || strcmp(a->name, b->name) == 0) &&
           (a->schema == b->schema || strcmp(a->schema, b->schema) == 0);
}

static slot *slot_of(const assay_names *names, const assay_name *name, uint32_t hash)
{
    size_t i = hash & (names->n_slots - 1);
    for (;; i = (i + 1) & (names->n_slots - 1)) {
        slot *s = &names->slots[i];
        if (s->number == 0 || (s->hash == hash && same(&names->items[s->number - 1], name)))
            return s;
    }
}

uint32_t assay_names_find(const assay_names *names, const assay_name *name)
{
    if (names->n_slots == 0)
        return ASSAY_NONE;
    uint32_t number = slot_of(names, name, hash_of(name))->number;
    return number == 0 ? ASSAY_NONE : number - 1;
}

static bool grow_slots(assay_names *names, size_t n)
{
    slot *slots = assay_arena_calloc(names->arena, n, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t k = 0; k < names->n_slots; k++) {
        size_t i = names->slots[k].hash & (n - 1);
        while (names->slots[k].number != 0 && slots[i].number != 0)
            i = (i + 1) & (n - 1);
        if (names->slots[k].number != 0)
            slots[i] = names->slots[k];
    }
    names->slots = slots;
    names->n_slots = n;
    return true;
}

assay_status assay_names_reserve(assay_names *names, size_t n, assay_error *err)
{
    size_t n_slots = 64;
    while (n_slots * 3 <= n * 4)
        n_slots *= 2;
    names->items = assay_arena_grow(names->arena, names->items, &names->items_capacity, n + 1,
                                    sizeof *names->items);
    if (names->items == NULL || !grow_slots(names, n_slots))
        return assay_fail_nomem(err);
    return ASSAY_OK;
}

assay_status assay_names_add(uint32_t *out, assay_names *names, const assay_name *name,
                             assay_error *err)
{
    if (names->n * 4 >= names->n_slots * 3 &&
        !grow_slots(names, names->n_slots == 0 ? 64 : names->n_slots * 2))
        return assay_fail_nomem(err);
    uint32_t hash = hash_of(name);
    slot *s = slot_of(names, name, hash);
    if (s->number == 0) {
        assay_name *items = assay_arena_grow(names->arena, names->items, &names->items_capacity,
                                             names->n + 1, sizeof *items);
        if (items == NULL)
            return assay_fail_nomem(err);
        names->items = items;
        items[names->n] = *name;
        *s = (slot){(uint32_t)++names->n, hash};
    }
    *out = s->number - 1;
    return ASSAY_OK;
}

uint32_t assay_sets_find(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

void assay_sets_join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = assay_sets_find(parent, a);
    b = assay_sets_find(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

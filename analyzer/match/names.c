/* SPDX-License-Identifier: MIT */
/* Open addressing over numbered keys, and disjoint sets with path halving. */
#include "match/names.h"

#include <string.h>

#include "base/map.h"

static uint64_t hash_of(const assay_name *name)
{
    uint64_t h = assay_hash_bytes(name->name, strlen(name->name),
                                  (uint64_t)name->relation << 32 | name->kind);
    return assay_hash_bytes(name->schema, strlen(name->schema), h);
}

static bool same(const assay_name *a, const assay_name *b)
{
    return a->kind == b->kind && a->relation == b->relation &&
           (a->name == b->name || strcmp(a->name, b->name) == 0) &&
           (a->schema == b->schema || strcmp(a->schema, b->schema) == 0);
}

static size_t slot_of(const assay_names *names, const assay_name *name, uint64_t hash)
{
    size_t i = hash & (names->n_slots - 1);
    for (;; i = (i + 1) & (names->n_slots - 1)) {
        uint32_t number = names->slots[i];
        if (number == 0 ||
            (names->hashes[number - 1] == hash && same(&names->items[number - 1], name)))
            return i;
    }
}

uint32_t assay_names_find(const assay_names *names, const assay_name *name)
{
    if (names->n_slots == 0)
        return ASSAY_NONE;
    uint32_t number = names->slots[slot_of(names, name, hash_of(name))];
    return number == 0 ? ASSAY_NONE : number - 1;
}

static bool grow_slots(assay_names *names, size_t n)
{
    uint32_t *slots = assay_arena_calloc(names->arena, n, sizeof *slots);
    if (slots == NULL)
        return false;
    names->slots = slots;
    names->n_slots = n;
    for (size_t k = 0; k < names->n; k++) {
        size_t i = names->hashes[k] & (n - 1);
        while (slots[i] != 0)
            i = (i + 1) & (n - 1);
        slots[i] = (uint32_t)k + 1;
    }
    return true;
}

assay_status assay_names_reserve(assay_names *names, size_t n, assay_error *err)
{
    size_t n_slots = 64;
    while (n_slots * 3 <= n * 4)
        n_slots *= 2;
    names->items = assay_arena_grow(names->arena, names->items, &names->items_capacity, n + 1,
                                    sizeof *names->items);
    names->hashes = assay_arena_grow(names->arena, names->hashes, &names->hashes_capacity, n + 1,
                                     sizeof *names->hashes);
    if (names->items == NULL || names->hashes == NULL || !grow_slots(names, n_slots))
        return assay_fail_nomem(err);
    return ASSAY_OK;
}

assay_status assay_names_add(uint32_t *out, assay_names *names, const assay_name *name,
                             assay_error *err)
{
    if (names->n * 4 >= names->n_slots * 3 &&
        !grow_slots(names, names->n_slots == 0 ? 64 : names->n_slots * 2))
        return assay_fail_nomem(err);
    uint64_t hash = hash_of(name);
    size_t slot = slot_of(names, name, hash);
    if (names->slots[slot] == 0) {
        assay_name *items = assay_arena_grow(names->arena, names->items, &names->items_capacity,
                                             names->n + 1, sizeof *items);
        if (items == NULL)
            return assay_fail_nomem(err);
        names->items = items;
        uint64_t *hashes = assay_arena_grow(names->arena, names->hashes, &names->hashes_capacity,
                                            names->n + 1, sizeof *hashes);
        if (hashes == NULL)
            return assay_fail_nomem(err);
        names->hashes = hashes;
        items[names->n] = *name;
        hashes[names->n] = hash;
        names->slots[slot] = (uint32_t)++names->n;
    }
    *out = names->slots[slot] - 1;
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

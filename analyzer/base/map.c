/* SPDX-License-Identifier: MIT */
#include "base/map.h"

#include <string.h>

typedef struct slot {
    const char *key; /* NULL: free */
    size_t length;
    uint64_t hash;
    void *value;
} slot;

struct assay_map {
    assay_arena *arena;
    slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

struct assay_strings {
    assay_map map;
};

/* One round for eight bytes: each bit of them reaches the upper half, and from there the lower. */
static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

uint64_t assay_hash_bytes(const void *bytes, size_t length, uint64_t seed)
{
    const unsigned char *p = bytes;
    uint64_t h = mix(seed, length), word;
    for (; length >= sizeof word; length -= sizeof word, p += sizeof word) {
        memcpy(&word, p, sizeof word);
        h = mix(h, word);
    }
    word = 0;
    memcpy(&word, p, length);
    return mix(mix(h, word), 0);
}

assay_map *assay_map_new(assay_arena *arena)
{
    assay_map *map = assay_arena_alloc(arena, sizeof *map);
    if (map != NULL)
        map->arena = arena;
    return map;
}

static slot *lookup(const assay_map *map, const char *key, size_t length, uint64_t hash)
{
    size_t i = hash & (map->capacity - 1);
    for (;; i = (i + 1) & (map->capacity - 1)) {
        slot *s = &map->slots[i];
        if (s->key == NULL)
            return s;
        if (s->hash == hash && s->length == length && memcmp(s->key, key, length) == 0)
            return s;
    }
}

static bool grow(assay_map *map)
{
    size_t capacity = map->capacity == 0 ? 16 : map->capacity * 2;
    slot *slots = assay_arena_calloc(map->arena, capacity, sizeof *slots);
    if (slots == NULL)
        return false;
    assay_map grown = {map->arena, slots, capacity, map->count};
    for (size_t i = 0; i < map->capacity; i++) {
        const slot *s = &map->slots[i];
        if (s->key != NULL)
            *lookup(&grown, s->key, s->length, s->hash) = *s;
    }
    *map = grown;
    return true;
}

void *assay_map_find(const assay_map *map, const char *key)
{
    if (map->capacity == 0)
        return NULL;
    size_t length = strlen(key);
    const slot *s = lookup(map, key, length, assay_hash_bytes(key, length, 0));
    return s->key == NULL ? NULL : s->value;
}

bool assay_map_put(assay_map *map, const char *key, void *value)
{
    if (map->count * 4 >= map->capacity * 3 && !grow(map))
        return false;
    size_t length = strlen(key);
    uint64_t hash = assay_hash_bytes(key, length, 0);
    slot *s = lookup(map, key, length, hash);
    if (s->key == NULL)
        map->count++;
    *s = (slot){key, length, hash, value};
    return true;
}

size_t assay_map_count(const assay_map *map)
{
    return map->count;
}

assay_strings *assay_strings_new(assay_arena *arena)
{
    assay_strings *strings = assay_arena_alloc(arena, sizeof *strings);
    if (strings != NULL)
        strings->map.arena = arena;
    return strings;
}

const char *assay_strings_intern_n(assay_strings *strings, const char *text, size_t length)
{
    assay_map *map = &strings->map;
    if (text == NULL)
        return NULL;
    if (map->count * 4 >= map->capacity * 3 && !grow(map))
        return NULL;
    uint64_t hash = assay_hash_bytes(text, length, 0);
    slot *s = lookup(map, text, length, hash);
    if (s->key != NULL)
        return s->key;
    char *copy = assay_arena_strndup(map->arena, text, length);
    if (copy == NULL)
        return NULL;
    *s = (slot){copy, length, hash, copy};
    map->count++;
    return copy;
}

const char *assay_strings_intern(assay_strings *strings, const char *text)
{
    return text == NULL ? NULL : assay_strings_intern_n(strings, text, strlen(text));
}

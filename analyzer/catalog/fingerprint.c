/* SPDX-License-Identifier: MIT */
/*
 * Fingerprints: SHA-256 over what the default comparison compares, as a tree (catalog -> relation
 * -> objects). Someone who can run DDL must not be able to make drift look like a match, hence a
 * cryptographic hash. Comments, owners and column order do not enter: two catalogs have the same
 * fingerprint exactly if the default comparison calls them equal.
 */
#include <string.h>

#include "catalog/catalog.h"

static void add_values(assay_hasher *hasher, const assay_object *object)
{
    const assay_kind_info *info = assay_kind_get(object->kind);
    assay_hasher_text(hasher, info->name);
    for (size_t i = 0; i < info->n_attributes; i++) {
        if (!assay_attribute_compared(object->kind, (int)i, ASSAY_COMPARE_DEFAULT))
            continue;
        bool unknown = (object->unknown >> i & 1) != 0;
        if (!unknown && object->values[i] == NULL)
            continue; /* so that a new attribute does not change old fingerprints */
        assay_hasher_text(hasher, info->attributes[i].name);
        /* Unknown must not look like any known value, nor like unset. */
        assay_hasher_text(hasher, unknown ? NULL : object->values[i]);
    }
}

/* True if the default comparison could tell whether the object is there. */
static bool compared(const assay_object *object)
{
    if (!assay_object_implied(object))
        return assay_kind_compared(object->kind, ASSAY_COMPARE_DEFAULT);
    for (size_t i = 0; i < assay_kind_get(object->kind)->n_attributes; i++)
        if (assay_attribute_compared(object->kind, (int)i, ASSAY_COMPARE_DEFAULT) &&
            (object->values[i] != NULL || (object->unknown >> i & 1) != 0))
            return true;
    return false;
}

assay_hash assay_object_structure(const assay_object *object)
{
    assay_hasher hasher;
    assay_hasher_init(&hasher);
    add_values(&hasher, object);
    return assay_hasher_done(&hasher);
}

assay_hash assay_object_fingerprint(const assay_object *object)
{
    assay_hasher hasher;
    assay_hasher_init(&hasher);
    assay_hasher_text(&hasher, object->schema);
    assay_hasher_text(&hasher, object->relation);
    assay_hasher_text(&hasher, object->name);
    add_values(&hasher, object);
    return assay_hasher_done(&hasher);
}

static bool same_relation(const assay_object *a, const assay_object *b)
{
    const char *x = a->relation[0] != '\0' ? a->relation : a->name;
    const char *y = b->relation[0] != '\0' ? b->relation : b->name;
    return strcmp(a->schema, b->schema) == 0 && strcmp(x, y) == 0;
}

assay_hash assay_catalog_fingerprint(const assay_catalog *catalog)
{
    assay_hasher root;
    assay_hasher_init(&root);
    for (size_t i = 0; i < catalog->n_objects;) {
        if (!compared(catalog->objects[i])) {
            i++;
            continue;
        }
        assay_hasher relation;
        assay_hasher_init(&relation);
        size_t first = i;
        for (;
             i < catalog->n_objects && same_relation(catalog->objects[first], catalog->objects[i]);
             i++) {
            if (!compared(catalog->objects[i]))
                continue;
            assay_hash hash = assay_object_fingerprint(catalog->objects[i]);
            assay_hasher_bytes(&relation, hash.bytes, sizeof hash.bytes);
        }
        assay_hash hash = assay_hasher_done(&relation);
        assay_hasher_bytes(&root, hash.bytes, sizeof hash.bytes);
    }
    return assay_hasher_done(&root);
}

/* A sum is four numbers, which wrap around. */
static void sum_up(assay_hash *sum, assay_object *const *objects, size_t n, bool take)
{
    uint64_t total[sizeof sum->bytes / sizeof(uint64_t)], one[sizeof total / sizeof *total];
    memcpy(total, sum->bytes, sizeof total);
    for (size_t i = 0; i < n; i++) {
        if (!compared(objects[i]))
            continue;
        assay_hash hash = assay_object_fingerprint(objects[i]);
        memcpy(one, hash.bytes, sizeof one);
        for (size_t k = 0; k < sizeof total / sizeof *total; k++)
            total[k] = take ? total[k] - one[k] : total[k] + one[k];
    }
    memcpy(sum->bytes, total, sizeof total);
}

void assay_catalog_sum_add(assay_hash *sum, assay_object *const *objects, size_t n)
{
    sum_up(sum, objects, n, false);
}

void assay_catalog_sum_take(assay_hash *sum, assay_object *const *objects, size_t n)
{
    sum_up(sum, objects, n, true);
}

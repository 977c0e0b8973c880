/* SPDX-License-Identifier: MIT */
/*
 * The catalog tree: a relation's hash covers everything that is kept of its objects, the root's
 * those of the relations. This is the identity of what is stored; the fingerprint of a catalog
 * (catalog/fingerprint.c) covers only what is compared by default.
 */
#include <string.h>

#include "cache/cache_internal.h"

const char *cache_relation_name(const assay_object *object)
{
    return object->relation[0] != '\0' ? object->relation : object->name;
}

assay_hash cache_relation_hash(const char *schema, const char *name, const char *objects)
{
    assay_hasher hasher;
    assay_hasher_init(&hasher);
    assay_hasher_text(&hasher, schema);
    assay_hasher_text(&hasher, name);
    assay_hasher_text(&hasher, objects);
    return assay_hasher_done(&hasher);
}

void cache_root_begin(assay_hasher *root, const char *dialect)
{
    assay_hasher_init(root);
    assay_hasher_text(root, dialect);
}

static bool same_relation(const assay_object *a, const assay_object *b)
{
    return strcmp(a->schema, b->schema) == 0 &&
           strcmp(cache_relation_name(a), cache_relation_name(b)) == 0;
}

static size_t relation_end(const assay_catalog *catalog, size_t first)
{
    size_t i = first + 1;
    while (i < catalog->n_objects && same_relation(catalog->objects[first], catalog->objects[i]))
        i++;
    return i;
}

assay_status cache_tree_init(cache_tree *tree, assay_arena *arena, const assay_catalog *catalog,
                             assay_error *err)
{
    *tree = (cache_tree){.relations = NULL};
    size_t capacity = 0;
    assay_hasher root;
    cache_root_begin(&root, assay_dialect_name(catalog->dialect));
    assay_buffer text = ASSAY_BUFFER_INIT(CACHE_MAX_RELATION);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < catalog->n_objects && status == ASSAY_OK;) {
        tree->relations = assay_arena_grow(arena, tree->relations, &capacity, tree->n_relations + 1,
                                           sizeof *tree->relations);
        if (tree->relations == NULL) {
            status = assay_fail_nomem(err);
            break;
        }
        cache_relation *relation = &tree->relations[tree->n_relations++];
        relation->first = i;
        i = relation_end(catalog, i);
        relation->count = i - relation->first;
        status = cache_relation_write(&text, catalog, relation, err);
        const assay_object *first = catalog->objects[relation->first];
        relation->hash = cache_relation_hash(first->schema, cache_relation_name(first),
                                             assay_buffer_text(&text));
        assay_hasher_bytes(&root, relation->hash.bytes, ASSAY_HASH_SIZE);
    }
    tree->root = assay_hasher_done(&root);
    assay_buffer_release(&text);
    return status;
}

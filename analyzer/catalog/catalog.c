/* SPDX-License-Identifier: MIT */
/* Filling a catalog, sealing it, and finding objects in it. */
#include "catalog/catalog.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static_assert(ASSAY_KINDS <= 64, "unread kinds are bits of one number");

assay_catalog *assay_catalog_new(assay_dialect dialect)
{
    assay_arena *arena = assay_arena_new();
    if (arena == NULL)
        return NULL;
    assay_catalog *catalog = assay_arena_alloc(arena, sizeof *catalog);
    assay_strings *strings = assay_strings_new(arena);
    if (catalog == NULL || strings == NULL) {
        assay_arena_free(arena);
        return NULL;
    }
    *catalog = (assay_catalog){.arena = arena, .strings = strings, .dialect = dialect};
    return catalog;
}

void assay_catalog_free(assay_catalog *catalog)
{
    if (catalog != NULL)
        assay_arena_free(catalog->arena);
}

/* Objects come relation by relation: a text is often that of the object before, or NULL. */
static const char *intern(const assay_catalog *catalog, const char *text, const char *before)
{
    if (text == NULL)
        text = "";
    return before != NULL && strcmp(text, before) == 0
               ? before
               : assay_strings_intern(catalog->strings, text);
}

assay_object *assay_catalog_add(assay_catalog *catalog, assay_kind kind, const char *schema,
                                const char *relation, const char *name, assay_error *err)
{
    if (catalog->n_objects >= ASSAY_MAX_OBJECTS) {
        assay_fail(err, ASSAY_LIMIT, "more than %u objects", ASSAY_MAX_OBJECTS);
        return NULL;
    }
    assay_object **objects = assay_arena_grow(catalog->arena, catalog->objects, &catalog->capacity,
                                              catalog->n_objects + 1, sizeof(assay_object *));
    if (objects == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    catalog->objects = objects;
    size_t n = assay_kind_get(kind)->n_attributes;
    /* One allocation holds the object and its values: a catalog has hundreds of thousands. */
    assay_object *object = assay_arena_alloc(catalog->arena, sizeof *object + n * sizeof(char *));
    if (object == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    const assay_object *before = catalog->n_objects == 0 ? NULL : objects[catalog->n_objects - 1];
    object->kind = kind;
    object->schema = intern(catalog, schema, before == NULL ? NULL : before->schema);
    object->relation = intern(catalog, relation, before == NULL ? NULL : before->relation);
    object->name = intern(catalog, name, NULL);
    object->raw = NULL;
    object->values = (const char **)(object + 1);
    if (object->schema == NULL || object->relation == NULL || object->name == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    objects[catalog->n_objects++] = object;
    catalog->sealed = false;
    return object;
}

assay_object *assay_catalog_copy_object(assay_catalog *catalog, const assay_object *object,
                                        assay_error *err)
{
    assay_object *copy = assay_catalog_add(catalog, object->kind, object->schema, object->relation,
                                           object->name, err);
    if (copy == NULL)
        return NULL;
    if (object->reason != NULL &&
        (copy->reason = assay_strings_intern(catalog->strings, object->reason)) == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    size_t n = assay_kind_get(object->kind)->n_attributes;
    for (size_t i = 0; i < n; i++)
        if (assay_object_set(catalog, copy, (int)i, object->values[i], err) != ASSAY_OK)
            return NULL;
    copy->unknown = object->unknown; /* setting an attribute made it known */
    return copy;
}

assay_status assay_catalog_borrow(assay_catalog *catalog, assay_object *object, assay_error *err)
{
    assay_object **objects = assay_arena_grow(catalog->arena, catalog->objects, &catalog->capacity,
                                              catalog->n_objects + 1, sizeof(assay_object *));
    if (objects == NULL)
        return assay_fail_nomem(err);
    catalog->objects = objects;
    objects[catalog->n_objects++] = object;
    catalog->sealed = false;
    return ASSAY_OK;
}

assay_status assay_object_set(assay_catalog *catalog, assay_object *object, int attribute,
                              const char *value, assay_error *err)
{
    const char *unset = assay_kind_get(object->kind)->attributes[attribute].unset;
    object->unknown &= ~((uint32_t)1 << attribute);
    if (value == NULL || (unset != NULL && strcmp(value, unset) == 0)) {
        object->values[attribute] = NULL;
        return ASSAY_OK;
    }
    object->values[attribute] = assay_strings_intern(catalog->strings, value);
    return object->values[attribute] == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

assay_status assay_object_set_unknown(assay_catalog *catalog, assay_object *object, int attribute,
                                      const char *reason, assay_error *err)
{
    size_t n = assay_kind_get(object->kind)->n_attributes;
    if (attribute >= 0)
        object->unknown |= (uint32_t)1 << attribute;
    else
        object->unknown |= (uint32_t)(((uint64_t)1 << n) - 1);
    object->reason = assay_strings_intern(catalog->strings, reason);
    return object->reason == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

bool assay_catalog_unread(const assay_catalog *catalog, assay_kind kind)
{
    return (catalog->unread >> kind & 1) != 0;
}

static int compare_objects(const void *a, const void *b)
{
    return assay_object_compare(*(assay_object *const *)a, *(assay_object *const *)b);
}

static bool is_sorted(const assay_catalog *catalog)
{
    size_t i = 1;
    while (i < catalog->n_objects &&
           assay_object_compare(catalog->objects[i - 1], catalog->objects[i]) <= 0)
        i++;
    return i >= catalog->n_objects;
}

assay_status assay_catalog_seal(assay_catalog *catalog, assay_error *err)
{
    /* Many are made from what is sorted already. */
    if (!is_sorted(catalog))
        qsort(catalog->objects, catalog->n_objects, sizeof *catalog->objects, compare_objects);
    for (size_t i = 1; i < catalog->n_objects; i++) {
        const assay_object *o = catalog->objects[i];
        if (assay_object_compare(catalog->objects[i - 1], o) != 0)
            continue;
        assay_buffer name = ASSAY_BUFFER_INIT(4 * ASSAY_MAX_NAME);
        assay_object_name(&name, o);
        assay_fail(err, ASSAY_INTERNAL, "two objects of kind %s are named '%s'",
                   assay_kind_get(o->kind)->name, assay_buffer_text(&name));
        assay_buffer_release(&name);
        return ASSAY_INTERNAL;
    }
    catalog->sealed = true;
    return ASSAY_OK;
}

assay_object *assay_catalog_find(const assay_catalog *catalog, assay_kind kind, const char *schema,
                                 const char *relation, const char *name)
{
    const assay_object wanted = {
        .kind = kind, .schema = schema, .relation = relation, .name = name};
    size_t low = 0, high = catalog->n_objects;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = assay_object_compare(&wanted, catalog->objects[middle]);
        if (order == 0)
            return catalog->objects[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

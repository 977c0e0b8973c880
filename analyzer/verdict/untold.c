/* SPDX-License-Identifier: MIT */
/*
 * A reader that knows less than another one sees objects that the other leaves out (what partitions
 * inherit, what extensions own), and lacks others (hidden from its role). None of that is a
 * difference.
 */
#include "verdict/untold.h"

#include <string.h>

#include "base/limits.h"
#include "catalog/snapshot.h"

static bool is_unknown(const assay_object *object, int attribute)
{
    return (object->unknown >> attribute & 1) != 0;
}

static bool never_told(const assay_object *object, int attribute)
{
    return is_unknown(object, attribute) && object->reason != NULL &&
           strcmp(object->reason, ASSAY_LIMIT_UNTOLD) == 0;
}

bool assay_untold_unset(const assay_object *expected, const assay_object *actual, int attribute)
{
    if (is_unknown(expected, attribute))
        return never_told(expected, attribute);
    return expected->values[attribute] == NULL && never_told(actual, attribute);
}

/* A role that does not own a relation sees some of what is in it, and no attribute of itself. */
static bool is_hidden(const assay_object *relation)
{
    size_t n = assay_kind_get(relation->kind)->n_attributes;
    return relation->unknown == (uint32_t)(((uint64_t)1 << n) - 1);
}

static const assay_object *relation_of(const assay_catalog *catalog, const assay_object *item)
{
    static const assay_kind kinds[] = {ASSAY_KIND_table, ASSAY_KIND_view,
                                       ASSAY_KIND_materialized_view};
    const assay_object *found = NULL;
    if (item->relation[0] == '\0')
        return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && found == NULL; i++)
        found = assay_catalog_find(catalog, kinds[i], item->schema, "", item->relation);
    return found;
}

static bool tells_partitions(const assay_catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (catalog->objects[i]->kind == ASSAY_KIND_table)
            return !is_unknown(catalog->objects[i], ASSAY_table_partition_of);
    return true;
}

static assay_status map_partitions(assay_untold *out, assay_arena *arena, assay_error *err)
{
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_status status = ASSAY_OK;
    out->partitions = assay_map_new(arena);
    if (out->partitions == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < out->other->n_objects && status == ASSAY_OK; i++) {
        assay_object *o = out->other->objects[i];
        if (o->kind != ASSAY_KIND_table || o->values[ASSAY_table_partition_of] == NULL)
            continue;
        assay_buffer_clear(&name);
        assay_object_name(&name, o);
        const char *copy = assay_arena_strdup(arena, assay_buffer_text(&name));
        status = assay_buffer_check(&name, err);
        if (status == ASSAY_OK && (copy == NULL || !assay_map_put(out->partitions, copy, o)))
            status = assay_fail_nomem(err);
    }
    assay_buffer_release(&name);
    return status;
}

/* What is in no schema, extensions among them, stands first. */
static size_t n_without_schema(const assay_catalog *catalog)
{
    size_t n = 0;
    while (n < catalog->n_objects && catalog->objects[n]->schema[0] == '\0')
        n++;
    return n;
}

assay_status assay_untold_init(assay_untold *out, assay_arena *arena, const assay_catalog *own,
                               const assay_catalog *other, bool extensions, assay_error *err)
{
    *out = (assay_untold){.own = own, .other = other};
    if (assay_catalog_unread(own, ASSAY_KIND_extension)) {
        out->any_extension = extensions;
        for (size_t i = 0; i < n_without_schema(other) && !out->any_extension; i++)
            out->any_extension = other->objects[i]->kind == ASSAY_KIND_extension;
    }
    return tells_partitions(own) ? ASSAY_OK : map_partitions(out, arena, err);
}

/* What an extension owns lives in the extension's schema, where that is known. */
static bool may_be_extensions(const assay_untold *untold, const assay_object *item)
{
    const char *schema = item->kind == ASSAY_KIND_schema ? item->name : item->schema;
    bool anywhere = true;
    for (size_t i = 0; i < n_without_schema(untold->other); i++) {
        const assay_object *o = untold->other->objects[i];
        if (o->kind != ASSAY_KIND_extension)
            continue;
        const char *home = o->values[ASSAY_extension_schema_name];
        if (home != NULL && strcmp(home, schema) == 0)
            return true;
        anywhere = false;
    }
    return anywhere;
}

static bool inherits_from_parent(const assay_untold *untold, const assay_object *item,
                                 const assay_object *relation)
{
    if (untold->partitions == NULL)
        return false;
    if (relation != NULL && relation->kind == ASSAY_KIND_table &&
        relation->values[ASSAY_table_partition_of] != NULL)
        return true;
    const char *references =
        item->kind == ASSAY_KIND_foreign_key ? item->values[ASSAY_foreign_key_references] : NULL;
    return references != NULL && assay_map_find(untold->partitions, references) != NULL;
}

bool assay_untold_alone(const assay_untold *untold, const assay_object *item)
{
    const assay_object *relation = relation_of(untold->other, item);
    if (relation != NULL ? is_hidden(relation) : untold->other->partial)
        return true;
    if (inherits_from_parent(untold, item, relation))
        return true;
    return untold->any_extension && relation == NULL && may_be_extensions(untold, item);
}

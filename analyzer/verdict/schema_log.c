/* SPDX-License-Identifier: MIT */
/*
 * A snapshot is compared with what was known before it, not with the one before it: that one may
 * have been read while a table was locked, with a filter, or by a role that sees less. What it
 * could not tell would look as if it had been dropped, and come back with the next one.
 */
#include "verdict/schema_log.h"

#include <string.h>

/* How many objects stand in the catalog although the reason kept some of their attributes back. */
static size_t listed(const assay_catalog *catalog, assay_kind kind, const char *reason)
{
    size_t n = 0;
    for (size_t i = 0; i < catalog->n_objects; i++) {
        const assay_object *o = catalog->objects[i];
        n += o->kind == kind && o->reason != NULL && strcmp(o->reason, reason) == 0;
    }
    return n;
}

/* The kinds of which the snapshot may lack objects: a bit for each. */
static uint64_t hidden_kinds(const assay_snapshot *snapshot)
{
    uint64_t hidden = snapshot->catalog->unread;
    for (size_t i = 0; i < snapshot->n_limits; i++) {
        const assay_limit *limit = &snapshot->limits[i];
        bool filtered = strcmp(limit->reason, ASSAY_LIMIT_FILTERED) == 0;
        assay_kind kind;
        if (!filtered && assay_limit_is_intended(limit))
            continue;
        if (limit->kind[0] == '\0' || strcmp(limit->reason, ASSAY_LIMIT_VISIBLE) == 0)
            return UINT64_MAX;
        if (!assay_kind_find(&kind, limit->kind))
            continue;
        if (limit->count == 0 || limit->count > listed(snapshot->catalog, kind, limit->reason))
            hidden |= (uint64_t)1 << kind;
    }
    return hidden;
}

static const assay_object *relation_of(const assay_catalog *catalog, const assay_object *object)
{
    for (int kind = 0; object->relation[0] != '\0' && kind < ASSAY_KINDS; kind++) {
        if (!assay_kind_is_relation((assay_kind)kind))
            continue;
        const assay_object *found =
            assay_catalog_find(catalog, (assay_kind)kind, object->schema, "", object->relation);
        if (found != NULL)
            return found;
    }
    return NULL;
}

static const assay_object *same_in(const assay_catalog *catalog, const assay_object *object)
{
    return assay_catalog_find(catalog, object->kind, object->schema, object->relation,
                              object->name);
}

/* True if the object is not in the snapshot, and may be there all the same: it is of a hidden kind,
 * or lives in a table that is. */
static bool is_hidden(const assay_snapshot *snapshot, uint64_t hidden, const assay_catalog *known,
                      const assay_object *object)
{
    if (same_in(snapshot->catalog, object) != NULL)
        return false;
    if ((hidden >> object->kind & 1) != 0)
        return true;
    const assay_object *relation = relation_of(known, object);
    return relation != NULL && same_in(snapshot->catalog, relation) == NULL &&
           (hidden >> relation->kind & 1) != 0;
}

/* What the object does not tell of itself is as it was when it was told; *unknown counts it. */
static assay_status fill_unknown(assay_catalog *catalog, assay_object *object,
                                 const assay_object *known, size_t *unknown, assay_error *err)
{
    assay_status status = ASSAY_OK;
    size_t n = assay_kind_get(object->kind)->n_attributes;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        uint32_t bit = (uint32_t)1 << i;
        if ((object->unknown & bit) == 0 || known == NULL || (known->unknown & bit) != 0)
            continue;
        ++*unknown;
        status = assay_object_set(catalog, object, (int)i, known->values[i], err);
    }
    return status;
}

/* The snapshot's catalog, completed by what was known before. */
static assay_status complete(assay_catalog *out, size_t *unknown, const assay_snapshot *snapshot,
                             uint64_t hidden, const assay_catalog *known, assay_error *err)
{
    const assay_catalog *read = snapshot->catalog;
    assay_status status = ASSAY_OK;
    out->server_major = read->server_major;
    for (size_t i = 0; i < read->n_objects && status == ASSAY_OK; i++) {
        assay_object *copy = assay_catalog_copy_object(out, read->objects[i], err);
        if (copy == NULL)
            return err->code;
        if (copy->unknown != 0 && known != NULL)
            status = fill_unknown(out, copy, same_in(known, copy), unknown, err);
    }
    for (size_t i = 0; known != NULL && i < known->n_objects && status == ASSAY_OK; i++) {
        if (!is_hidden(snapshot, hidden, known, known->objects[i]))
            continue;
        ++*unknown;
        if (assay_catalog_copy_object(out, known->objects[i], err) == NULL)
            return err->code;
    }
    return status == ASSAY_OK ? assay_catalog_seal(out, err) : status;
}

/* What is seen for the first time is new only if all of its kind was read before. */
static void drop_first_sights(assay_differences *differences, uint64_t never_whole)
{
    size_t kept = 0;
    for (size_t i = 0; i < differences->n_items; i++) {
        const assay_difference *item = &differences->items[i];
        if (item->change == ASSAY_UNEXPECTED && (never_whole >> item->kind & 1) != 0)
            differences->n_unknown++;
        else
            differences->items[kept++] = *item;
    }
    differences->n_items = kept;
    differences->equal = kept == 0;
}

assay_status assay_schema_log_add(assay_differences **out, assay_schema_log *log,
                                  const assay_snapshot *snapshot,
                                  const assay_difference_options *options, assay_error *err)
{
    *out = NULL;
    uint64_t hidden = hidden_kinds(snapshot);
    size_t unknown = 0;
    assay_catalog *now = assay_catalog_new(snapshot->catalog->dialect);
    if (now == NULL)
        return assay_fail_nomem(err);
    assay_status status = complete(now, &unknown, snapshot, hidden, log->known, err);
    if (status == ASSAY_OK && log->known != NULL)
        status = assay_differences_new(out, log->known, now, options, err);
    if (status != ASSAY_OK) {
        assay_catalog_free(now);
        return status;
    }
    if (*out != NULL) {
        drop_first_sights(*out, log->never_whole);
        (*out)->n_unknown += unknown;
    }
    log->never_whole = log->known == NULL ? hidden : log->never_whole & hidden;
    assay_catalog_free(log->before);
    log->before = log->known;
    log->known = now;
    return ASSAY_OK;
}

void assay_schema_log_release(assay_schema_log *log)
{
    assay_catalog_free(log->before);
    assay_catalog_free(log->known);
    *log = (assay_schema_log){0};
}

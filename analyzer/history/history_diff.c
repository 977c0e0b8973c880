/* SPDX-License-Identifier: MIT */
/*
 * The changes between two schemas. What vanishes with a dropped relation is not dropped by itself;
 * if it is there afterwards nevertheless, it is created anew.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "history/profile.h"
#include "history/profile_text.h"

typedef struct differing {
    assay_arena *arena;
    const assay_catalog *from, *to;
    const assay_map *replaced; /* the caller's, or NULL */
    assay_map *dropped;        /* "schema\x1fname" of relations that go, or are replaced */
    assay_object **order;      /* of `to`: columns stand in their positions */
    assay_change *changes;
    size_t n_changes;
    size_t capacity;
    assay_error *err;
} differing;

static const char *relation_key(assay_arena *arena, const char *schema, const char *name)
{
    return assay_arena_printf(arena, "%s\x1f%s", schema, name);
}

static bool is_dropped(const differing *d, const char *schema, const char *name)
{
    if (assay_map_count(d->dropped) == 0)
        return false;
    const char *key = relation_key(d->arena, schema, name);
    return key != NULL && assay_map_find(d->dropped, key) != NULL;
}

static bool refers_to_dropped(const differing *d, const char *text, size_t rest)
{
    const char *parts[ASSAY_NAME_PARTS];
    if (text == NULL || assay_map_count(d->dropped) == 0)
        return false;
    size_t n = assay_profile_name_split(d->arena, text, parts);
    if (n == rest + 2)
        return is_dropped(d, parts[0], parts[1]);
    return n == rest + 1 && is_dropped(d, "", parts[0]);
}

/* True if the object of `from` goes with a relation that is dropped. */
static bool goes_along(const differing *d, const assay_object *o)
{
    if (o->relation[0] != '\0' && is_dropped(d, o->schema, o->relation))
        return true;
    if (o->kind == ASSAY_KIND_foreign_key)
        return refers_to_dropped(d, o->values[ASSAY_foreign_key_references], 0);
    if (o->kind == ASSAY_KIND_sequence)
        return refers_to_dropped(d, o->values[ASSAY_sequence_owned_by], 1);
    return false;
}

static const assay_object *twin(const assay_catalog *catalog, const assay_object *o)
{
    return assay_catalog_find(catalog, o->kind, o->schema, o->relation, o->name);
}

static assay_change *push(differing *d, assay_change_action action, const assay_object *o)
{
    assay_change *changes =
        assay_arena_grow(d->arena, d->changes, &d->capacity, d->n_changes + 1, sizeof *changes);
    if (changes == NULL)
        return NULL;
    d->changes = changes;
    changes[d->n_changes] = (assay_change){.action = action,
                                           .kind = o->kind,
                                           .schema = o->schema,
                                           .relation = o->relation,
                                           .name = o->name};
    return &changes[d->n_changes++];
}

static bool is_replaced(const differing *d, const assay_object *o)
{
    if (d->replaced == NULL || !assay_kind_is_relation(o->kind))
        return false;
    const char *key = relation_key(d->arena, o->schema, o->name);
    return key != NULL && assay_map_find(d->replaced, key) != NULL;
}

static assay_status find_dropped(differing *d)
{
    d->dropped = assay_map_new(d->arena);
    if (d->dropped == NULL)
        return assay_fail_nomem(d->err);
    for (size_t i = 0; i < d->from->n_objects; i++) {
        assay_object *o = d->from->objects[i];
        if (!assay_kind_is_relation(o->kind) || (twin(d->to, o) != NULL && !is_replaced(d, o)))
            continue;
        const char *key = relation_key(d->arena, o->schema, o->name);
        if (key == NULL || !assay_map_put(d->dropped, key, o))
            return assay_fail_nomem(d->err);
    }
    return ASSAY_OK;
}

static assay_status add_drops(differing *d)
{
    for (size_t i = 0; i < d->from->n_objects; i++) {
        const assay_object *o = d->from->objects[i];
        if (twin(d->to, o) != NULL || goes_along(d, o))
            continue;
        assay_change *change = push(d, ASSAY_DROP, o);
        if (change == NULL)
            return assay_fail_nomem(d->err);
        /* Dropping a table takes also what branches not seen here have made below it. */
        change->cascade = o->kind == ASSAY_KIND_table;
    }
    return ASSAY_OK;
}

static long position_of(const assay_object *column)
{
    const char *text = column->values[ASSAY_column_position];
    return text == NULL ? 0 : strtol(text, NULL, 10);
}

static int compare_objects(const void *a, const void *b)
{
    const assay_object *x = *(assay_object *const *)a, *y = *(assay_object *const *)b;
    bool columns = x->kind == ASSAY_KIND_column && y->kind == ASSAY_KIND_column &&
                   strcmp(x->schema, y->schema) == 0 && strcmp(x->relation, y->relation) == 0;
    long p = columns ? position_of(x) : 0, q = columns ? position_of(y) : 0;
    return p != q ? (p < q ? -1 : 1) : assay_object_compare(x, y);
}

static const assay_object *before(const differing *d, const assay_object *o)
{
    const assay_object *old = twin(d->from, o);
    return old == NULL || goes_along(d, old) || is_replaced(d, o) ? NULL : old;
}

/* True if n columns (of one relation, in order) get their positions by being created in this order
 * after those that stay: then no position is written, and dropping a column alters no other. Where
 * columns are inherited, positions say something else (or nothing). */
static bool positions_follow(const differing *d, assay_object *const *columns, size_t n)
{
    const assay_object *table =
        assay_catalog_find(d->to, ASSAY_KIND_table, columns[0]->schema, "", columns[0]->relation);
    if (table != NULL && table->values[ASSAY_table_inherits] != NULL)
        return false;
    long last = 0;
    bool created = false;
    for (size_t i = 0; i < n; i++) {
        if (position_of(columns[i]) != (long)i + 1)
            return false;
        const assay_object *old = before(d, columns[i]);
        if (old != NULL && (created || position_of(old) <= last))
            return false;
        if (old != NULL)
            last = position_of(old);
        created = created || old == NULL;
    }
    return true;
}

static uint32_t differences(const assay_object *old, const assay_object *o, uint32_t leave_out)
{
    uint32_t set = 0;
    size_t n = assay_kind_get(o->kind)->n_attributes;
    for (size_t i = 0; i < n; i++) {
        uint32_t bit = (uint32_t)1 << i;
        const char *x = old->values[i], *y = o->values[i];
        bool same = x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
        if (!same || ((old->unknown ^ o->unknown) & bit) != 0)
            set |= bit;
    }
    return set & ~leave_out;
}

static assay_status add_create(differing *d, const assay_object *o, uint32_t leave_out)
{
    assay_change *change = push(d, ASSAY_CREATE, o);
    size_t n = assay_kind_get(o->kind)->n_attributes;
    const char **values = change == NULL ? NULL : assay_arena_calloc(d->arena, n, sizeof *values);
    if (values == NULL)
        return assay_fail_nomem(d->err);
    for (size_t i = 0; i < n; i++) {
        if ((leave_out >> i & 1) != 0)
            continue;
        values[i] = o->values[i];
        change->set |= (uint32_t)(o->values[i] != NULL) << i;
    }
    change->values = values;
    change->unknown = o->unknown;
    change->set |= o->unknown;
    change->replaces = is_replaced(d, o) && twin(d->from, o) != NULL;
    return ASSAY_OK;
}

/* The objects that come (create), or those that stay and differ. */
static assay_status add_objects(differing *d, bool create)
{
    size_t n = d->to->n_objects;
    assay_status status = ASSAY_OK;
    size_t end = 0; /* of the current relation's columns */
    bool follow = false;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        const assay_object *o = d->order[i];
        if (o->kind == ASSAY_KIND_column && i >= end) {
            for (end = i + 1; end < n && d->order[end]->kind == ASSAY_KIND_column &&
                              strcmp(d->order[end]->relation, o->relation) == 0 &&
                              strcmp(d->order[end]->schema, o->schema) == 0;)
                end++;
            follow = positions_follow(d, &d->order[i], end - i);
        }
        uint32_t leave_out =
            o->kind == ASSAY_KIND_column && follow ? (uint32_t)1 << ASSAY_column_position : 0;
        const assay_object *old = before(d, o);
        uint32_t set = old == NULL ? 0 : differences(old, o, leave_out);
        if (create && old == NULL) {
            status = add_create(d, o, leave_out);
        } else if (!create && set != 0) {
            assay_change *change = push(d, ASSAY_ALTER, o);
            if (change == NULL)
                return assay_fail_nomem(d->err);
            change->values = o->values;
            change->set = set;
            change->unknown = o->unknown & set;
        }
    }
    return status;
}

assay_status assay_history_diff(assay_change **out, size_t *count, assay_arena *arena,
                                const assay_catalog *from, const assay_catalog *to,
                                const assay_map *replaced, assay_error *err)
{
    *out = NULL;
    *count = 0;
    differing d = {.arena = arena, .from = from, .to = to, .replaced = replaced, .err = err};
    d.order = assay_arena_calloc(arena, to->n_objects + 1, sizeof *d.order);
    if (d.order == NULL)
        return assay_fail_nomem(err);
    if (to->n_objects > 0)
        memcpy(d.order, to->objects, to->n_objects * sizeof *d.order);
    qsort(d.order, to->n_objects, sizeof *d.order, compare_objects);
    assay_status status = find_dropped(&d);
    if (status == ASSAY_OK)
        status = add_drops(&d);
    if (status == ASSAY_OK)
        status = add_objects(&d, true);
    if (status == ASSAY_OK)
        status = add_objects(&d, false);
    *out = d.changes;
    *count = d.n_changes;
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * Histories in memory, for tests: revisions in order of application, each followed by its changes.
 * Attributes are written as "type=integer nullable=no"; values hold no blank.
 */
#ifndef HISTORY_BUILDER_H
#define HISTORY_BUILDER_H

#include <stdlib.h>
#include <string.h>

#include "history/history.h"

typedef struct builder {
    assay_history *history;
    assay_arena *arena;
    size_t capacity, changes_capacity;
} builder;

static inline builder new_builder(void)
{
    builder b = {.arena = assay_arena_new()};
    b.history = assay_arena_alloc(b.arena, sizeof *b.history);
    b.history->arena = b.arena;
    b.history->project = "test";
    b.history->tool = "alembic";
    b.history->path = "";
    b.history->schema = "public";
    b.history->dialect = ASSAY_POSTGRESQL;
    b.history->by_id = assay_map_new(b.arena);
    return b;
}

static inline size_t builder_index(const builder *b, const char *id, size_t length)
{
    for (size_t i = 0; i < b->history->n_revisions; i++)
        if (strlen(b->history->revisions[i].id) == length &&
            memcmp(b->history->revisions[i].id, id, length) == 0)
            return i;
    abort();
}

/* parents: ids separated by blanks, or "". */
static inline void revision(builder *b, const char *id, const char *parents)
{
    assay_history *h = b->history;
    h->revisions = assay_arena_grow(b->arena, h->revisions, &b->capacity, h->n_revisions + 1,
                                    sizeof *h->revisions);
    assay_revision *r = &h->revisions[h->n_revisions];
    *r = (assay_revision){.id = assay_arena_strdup(b->arena, id), .label = "", .file = ""};
    r->revises = assay_arena_calloc(b->arena, strlen(parents) + 1, sizeof *r->revises);
    while (*parents != '\0') {
        size_t length = strcspn(parents, " ");
        r->revises[r->n_revises++] = builder_index(b, parents, length);
        parents += length + strspn(parents + length, " ");
    }
    r->is_merge = r->n_revises > 1;
    b->changes_capacity = 0;
    h->n_revisions++;
}

static inline assay_change *change(builder *b, assay_change_action action, assay_kind kind,
                                   const char *relation, const char *name, const char *attributes)
{
    assay_revision *r = &b->history->revisions[b->history->n_revisions - 1];
    r->changes = assay_arena_grow(b->arena, r->changes, &b->changes_capacity, r->n_changes + 1,
                                  sizeof *r->changes);
    assay_change *c = &r->changes[r->n_changes++];
    *c = (assay_change){.action = action,
                        .kind = kind,
                        .schema = b->history->schema,
                        .relation = assay_arena_strdup(b->arena, relation),
                        .name = assay_arena_strdup(b->arena, name)};
    c->values =
        assay_arena_calloc(b->arena, assay_kind_get(kind)->n_attributes + 1, sizeof *c->values);
    while (*attributes != '\0') {
        size_t length = strcspn(attributes, " "), key = strcspn(attributes, "=");
        char *attribute = assay_arena_strndup(b->arena, attributes, key);
        int i = assay_attribute_find(kind, attribute);
        if (i < 0)
            abort();
        const char *unset = assay_kind_get(kind)->attributes[i].unset;
        const char *value = assay_arena_strndup(b->arena, attributes + key + 1, length - key - 1);
        c->values[i] = unset != NULL && strcmp(unset, value) == 0 ? NULL : value;
        c->set |= (uint32_t)1 << i;
        attributes += length + strspn(attributes + length, " ");
    }
    return c;
}

/* What the revision at hand has for changes so far becomes a variant of it; its own follow. */
static inline void variant(builder *b, const char *name)
{
    assay_revision *r = &b->history->revisions[b->history->n_revisions - 1];
    assay_variant *grown = assay_arena_calloc(b->arena, r->n_variants + 1, sizeof *grown);
    if (r->n_variants > 0)
        memcpy(grown, r->variants, r->n_variants * sizeof *grown);
    r->variants = grown;
    grown[r->n_variants++] = (assay_variant){.name = assay_arena_strdup(b->arena, name),
                                             .changes = r->changes,
                                             .n_changes = r->n_changes};
    r->changes = NULL;
    r->n_changes = 0;
    b->changes_capacity = 0;
}

static inline assay_change *rename_change(builder *b, assay_kind kind, const char *relation,
                                          const char *name, const char *new_name)
{
    assay_change *c = change(b, ASSAY_RENAME, kind, relation, name, "");
    c->new_name = assay_arena_strdup(b->arena, new_name);
    return c;
}

static inline void create_table(builder *b, const char *name)
{
    change(b, ASSAY_CREATE, ASSAY_KIND_table, "", name, "");
}

static inline void create_column(builder *b, const char *table, const char *name,
                                 const char *attributes)
{
    change(b, ASSAY_CREATE, ASSAY_KIND_column, table, name, attributes);
}

static inline void create_index(builder *b, const char *table, const char *name,
                                const char *attributes)
{
    change(b, ASSAY_CREATE, ASSAY_KIND_index, table, name, attributes);
}

/* Computes ancestors. The builder's arena, and with it the history, is freed by assay_arena_free.
 */
static inline const assay_history *built(builder *b)
{
    assay_history *h = b->history;
    h->ancestors = assay_arena_calloc(b->arena, h->n_revisions + 1, sizeof *h->ancestors);
    for (size_t r = 0; r < h->n_revisions; r++) {
        if (!assay_bitset_init(&h->ancestors[r], b->arena, h->n_revisions) ||
            !assay_map_put(h->by_id, h->revisions[r].id, &h->revisions[r]))
            abort();
        assay_bitset_add(&h->ancestors[r], r);
        for (size_t i = 0; i < h->revisions[r].n_revises; i++)
            assay_bitset_or(&h->ancestors[r], &h->ancestors[h->revisions[r].revises[i]]);
        for (size_t i = 0; i < h->revisions[r].n_depends_on; i++)
            assay_bitset_or(&h->ancestors[r], &h->ancestors[h->revisions[r].depends_on[i]]);
    }
    return h;
}

/* The set of these revisions (separated by blanks) and all their ancestors. */
static inline assay_bitset applied(builder *b, const char *ids)
{
    assay_bitset set;
    if (!assay_bitset_init(&set, b->arena, b->history->n_revisions))
        abort();
    while (*ids != '\0') {
        size_t length = strcspn(ids, " ");
        assay_bitset_or(&set, &b->history->ancestors[builder_index(b, ids, length)]);
        ids += length + strspn(ids + length, " ");
    }
    return set;
}

/* The state after a set, not sealed, so that a test can make it drift. */
static inline assay_catalog *state_after(builder *b, const char *ids)
{
    assay_bitset set = applied(b, ids);
    assay_catalog *catalog;
    if (assay_history_state(&catalog, b->history, &set, NULL) != ASSAY_OK)
        abort();
    return catalog;
}

static inline assay_object *object_of(assay_catalog *catalog, assay_kind kind, const char *relation,
                                      const char *name)
{
    for (size_t i = 0; i < catalog->n_objects; i++) {
        assay_object *o = catalog->objects[i];
        if (o->kind == kind && strcmp(o->relation, relation) == 0 && strcmp(o->name, name) == 0)
            return o;
    }
    abort();
}

static inline void remove_object(assay_catalog *catalog, assay_kind kind, const char *relation,
                                 const char *name)
{
    const assay_object *gone = object_of(catalog, kind, relation, name);
    size_t kept = 0;
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (catalog->objects[i] != gone)
            catalog->objects[kept++] = catalog->objects[i];
    catalog->n_objects = kept;
}

/* Removes a relation and all that is in it. */
static inline void remove_relation(assay_catalog *catalog, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (strcmp(catalog->objects[i]->relation, name) != 0 &&
            strcmp(catalog->objects[i]->name, name) != 0)
            catalog->objects[kept++] = catalog->objects[i];
    catalog->n_objects = kept;
}

static inline assay_object *add_object(assay_catalog *catalog, assay_kind kind,
                                       const char *relation, const char *name)
{
    return assay_catalog_add(catalog, kind, "public", relation, name, NULL);
}

#endif

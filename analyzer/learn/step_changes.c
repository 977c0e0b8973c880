/* SPDX-License-Identifier: MIT */
/* The changes of one step, by what objects are and not only by their names. */
#include <string.h>

#include "base/limits.h"
#include "learn/identities.h"
#include "learn/identities_internal.h"

typedef struct finding {
    assay_arena *arena;
    const assay_catalog *from, *to;
    const assay_identities *before, *after;
    assay_change *renames;
    size_t n, capacity;
    assay_map *moved; /* keys of `from` that were renamed away */
    assay_buffer key;
    assay_error *err;
} finding;

static const char *key_of(finding *f, assay_kind kind, const char *schema, const char *relation,
                          const char *name)
{
    return assay_object_key(&f->key, kind, schema, relation, name);
}

static const assay_place *place_of(finding *f, const assay_identities *all, const assay_object *o)
{
    return assay_map_find(all->by_key, key_of(f, o->kind, o->schema, o->relation, o->name));
}

static size_t columns_of(const assay_catalog *catalog, const char *schema, const char *relation,
                         const assay_catalog *other, const char *other_schema,
                         const char *other_relation, size_t *shared)
{
    size_t n = 0;
    *shared = 0;
    for (size_t i = 0; i < catalog->n_objects; i++) {
        const assay_object *o = catalog->objects[i];
        if (o->kind != ASSAY_KIND_column || strcmp(o->schema, schema) != 0 ||
            strcmp(o->relation, relation) != 0)
            continue;
        n++;
        *shared += assay_catalog_find(other, ASSAY_KIND_column, other_schema, other_relation,
                                      o->name) != NULL;
    }
    return n;
}

/* SQLite gives the page of a dropped table to the next one that is made: only a table with the same
 * columns is the old one under another name. */
static bool is_same_table(const finding *f, const assay_object *o, const assay_place *now)
{
    if (f->before->dialect == ASSAY_POSTGRESQL)
        return true;
    size_t shared;
    size_t n = columns_of(f->from, o->schema, o->name, f->to, now->schema, now->name, &shared);
    return shared == n;
}

/* Where an object of `from` is afterwards, if that is elsewhere by its own doing (not by that of
 * the relation it lives in); else NULL. */
static const assay_place *renamed_to(finding *f, const assay_object *o)
{
    /* What is in a renamed schema is renamed by itself: the schema is another one. */
    const assay_place *was = o->kind != ASSAY_KIND_schema ? place_of(f, f->before, o) : NULL;
    const assay_place *now =
        was == NULL ? NULL : assay_map_find(f->after->by_identity, was->identity);
    if (now == NULL)
        return NULL;
    bool inside = o->relation[0] != '\0';
    bool same = strcmp(now->name, o->name) == 0 && (inside || strcmp(now->schema, o->schema) == 0);
    if (same || assay_catalog_find(f->to, now->kind, now->schema, now->relation, now->name) == NULL)
        return NULL;
    return is_same_table(f, o, now) ? now : NULL;
}

static assay_status add_rename(finding *f, const assay_object *o, const assay_place *now)
{
    assay_change *renames =
        assay_arena_grow(f->arena, f->renames, &f->capacity, f->n + 1, sizeof *renames);
    const char *key =
        assay_arena_strdup(f->arena, key_of(f, o->kind, o->schema, o->relation, o->name));
    if (renames == NULL || key == NULL || !assay_map_put(f->moved, key, f))
        return assay_fail_nomem(f->err);
    f->renames = renames;
    bool inside = o->relation[0] != '\0';
    /* What it lives in has been renamed by then. */
    renames[f->n++] = (assay_change){
        .action = ASSAY_RENAME,
        .kind = o->kind,
        .schema = inside ? now->schema : o->schema,
        .relation = inside ? now->relation : "",
        .name = o->name,
        .new_name = now->name,
        .new_schema = !inside && strcmp(now->schema, o->schema) != 0 ? now->schema : NULL};
    return ASSAY_OK;
}

/* True if the new name is still that of an object that will itself be renamed: it goes first. */
static bool is_taken(finding *f, const assay_object *o, const assay_place *now)
{
    bool inside = o->relation[0] != '\0';
    const assay_object *other = assay_catalog_find(
        f->from, o->kind, inside ? o->schema : now->schema, o->relation, now->name);
    if (other == NULL || renamed_to(f, other) == NULL)
        return false;
    return assay_map_find(f->moved, key_of(f, other->kind, other->schema, other->relation,
                                           other->name)) == NULL;
}

/* Relations first, then what is in them; what exchanges its names in a circle is left to be
 * compared by name. */
static assay_status find_renames(finding *f, bool inside)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < f->from->n_objects; i++) {
            const assay_object *o = f->from->objects[i];
            const assay_place *now = (o->relation[0] != '\0') == inside ? renamed_to(f, o) : NULL;
            if (now == NULL || is_taken(f, o, now) ||
                assay_map_find(f->moved, key_of(f, o->kind, o->schema, o->relation, o->name)) !=
                    NULL)
                continue;
            assay_status status = add_rename(f, o, now);
            if (status != ASSAY_OK)
                return status;
            changed = true;
        }
    }
    return ASSAY_OK;
}

/* Relations that have the name of an old one and are another. */
static assay_status find_replaced(finding *f, assay_map *replaced)
{
    for (size_t i = 0; i < f->from->n_objects; i++) {
        const assay_object *o = f->from->objects[i];
        bool relation = assay_kind_is_relation(o->kind);
        const assay_place *was = relation ? place_of(f, f->before, o) : NULL;
        const assay_place *now = relation ? place_of(f, f->after, o) : NULL;
        if (was == NULL || now == NULL || strcmp(was->identity, now->identity) == 0 ||
            f->before->dialect == ASSAY_SQLITE ||
            assay_map_find(f->before->by_identity, now->identity) != NULL)
            continue; /* the last: an older one was renamed into its place */
        const char *key = assay_arena_printf(f->arena, "%s\x1f%s", o->schema, o->name);
        if (key == NULL || !assay_map_put(replaced, key, f))
            return assay_fail_nomem(f->err);
    }
    return ASSAY_OK;
}

static assay_status combine(assay_step_changes *out, finding *f, const assay_map *replaced)
{
    assay_change *rest = NULL;
    size_t n = 0;
    const assay_catalog *from = out->renamed == NULL ? f->from : out->renamed;
    assay_status status = assay_history_diff(&rest, &n, f->arena, from, f->to, replaced, f->err);
    if (status != ASSAY_OK)
        return status;
    out->items = assay_arena_calloc(f->arena, f->n + n + 1, sizeof *out->items);
    if (out->items == NULL)
        return assay_fail_nomem(f->err);
    if (f->n > 0)
        memcpy(out->items, f->renames, f->n * sizeof *rest);
    if (n > 0)
        memcpy(out->items + f->n, rest, n * sizeof *rest);
    out->n = f->n + n;
    return ASSAY_OK;
}

assay_status assay_step_changes_find(assay_step_changes *out, assay_arena *arena,
                                     const assay_catalog *from, const assay_identities *before,
                                     const assay_catalog *to, const assay_identities *after,
                                     const char *schema, assay_error *err)
{
    *out = (assay_step_changes){NULL, 0, NULL};
    finding f = {.arena = arena,
                 .from = from,
                 .to = to,
                 .before = before,
                 .after = after,
                 .moved = assay_map_new(arena),
                 .key = ASSAY_BUFFER_INIT(4 * ASSAY_MAX_TEXT),
                 .err = err};
    assay_map *replaced = assay_map_new(arena);
    assay_status status =
        f.moved == NULL || replaced == NULL ? assay_fail_nomem(err) : find_renames(&f, false);
    if (status == ASSAY_OK)
        status = find_renames(&f, true);
    if (status == ASSAY_OK && f.n > 0)
        status = assay_history_apply(&out->renamed, from, schema, f.renames, f.n, err);
    if (status == ASSAY_OK)
        status = find_replaced(&f, replaced);
    if (status == ASSAY_OK)
        status = combine(out, &f, replaced);
    assay_buffer_release(&f.key);
    if (status != ASSAY_OK) {
        assay_catalog_free(out->renamed);
        out->renamed = NULL;
    }
    return status;
}

/* SPDX-License-Identifier: MIT */
#include "learn/known.h"

#include <string.h>

enum { MAX_STEPS = 100 /* until all is read anew: what parts have replaced takes memory */ };

struct assay_known {
    assay_arena *arena;
    assay_snapshot *whole;
    assay_snapshot *parts[MAX_STEPS]; /* read later, each in place of some of what was there */
    size_t n_parts, n_steps;
    assay_object **objects; /* as they are now, of any of these, in seal order */
    size_t n_objects;
    assay_hash sum;
    assay_identities *identities;
    assay_pg_marks *marks; /* NULL: SQLite */
};

void assay_known_free(assay_known *known)
{
    if (known == NULL)
        return;
    for (size_t i = 0; i < known->n_parts; i++)
        assay_snapshot_free(known->parts[i]);
    assay_snapshot_free(known->whole);
    assay_arena_free(known->arena);
}

assay_hash assay_known_sum(const assay_known *known)
{
    return known->sum;
}

static assay_status connect_server(const assay_known_source *source, assay_error *err)
{
    if (*source->reader != NULL && assay_pg_reader_is_stale(*source->reader)) {
        assay_pg_reader_close(*source->reader);
        *source->reader = NULL;
    }
    return *source->reader != NULL
               ? ASSAY_OK
               : assay_pg_reader_open(source->reader, source->database->conninfo, source->options,
                                      err);
}

static assay_status read_snapshot(assay_snapshot **out, const assay_known_source *source,
                                  const assay_pg_scope *scope, assay_error *err)
{
    assay_status status =
        source->database->path != NULL
            ? assay_reader_sqlite(out, source->database->path, source->options, err)
            : assay_pg_reader_read(out, *source->reader, scope, err);
    if (status == ASSAY_OK && source->hash_texts)
        status = assay_history_hash_texts((*out)->catalog, err);
    return status;
}

static assay_status read_whole(assay_known *known, const assay_known_source *source,
                               assay_error *err)
{
    assay_status status = ASSAY_OK;
    if (source->database->path == NULL) {
        status = connect_server(source, err);
        if (status == ASSAY_OK)
            status = assay_pg_marks_read(&known->marks, known->arena, *source->reader, NULL, err);
    }
    if (status == ASSAY_OK)
        status = assay_identities_read(&known->identities, known->arena, source->database,
                                       *source->reader, NULL, err);
    if (status == ASSAY_OK)
        status = read_snapshot(&known->whole, source, NULL, err);
    if (status != ASSAY_OK)
        return status;
    known->objects = known->whole->catalog->objects;
    known->n_objects = known->whole->catalog->n_objects;
    assay_catalog_sum_add(&known->sum, known->objects, known->n_objects);
    return ASSAY_OK;
}

assay_status assay_known_read(assay_known **out, const assay_known_source *source, assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    assay_known *known = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *known);
    if (known == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    known->arena = arena;
    assay_status status = read_whole(known, source, err);
    if (status == ASSAY_OK)
        *out = known;
    else
        assay_known_free(known);
    return status;
}

static const char *relation_of(const assay_object *o)
{
    return o->relation[0] != '\0' ? o->relation : o->name;
}

static bool in_scope(const assay_pg_scope *scope, const assay_object *o)
{
    return scope == NULL || assay_pg_scope_has(scope, o->kind, o->schema, relation_of(o));
}

/* A catalog of what is known in the scope, without copying it. */
static assay_status borrow(assay_catalog **out, const assay_known *known,
                           const assay_pg_scope *scope, assay_error *err)
{
    const assay_catalog *whole = known->whole->catalog;
    *out = assay_catalog_new(whole->dialect);
    if (*out == NULL)
        return assay_fail_nomem(err);
    (*out)->server_major = whole->server_major;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < known->n_objects && status == ASSAY_OK; i++)
        if (in_scope(scope, known->objects[i]))
            status = assay_catalog_borrow(*out, known->objects[i], err);
    return status == ASSAY_OK ? assay_catalog_seal(*out, err) : status;
}

assay_status assay_known_copy(assay_catalog **out, const assay_known *known, assay_error *err)
{
    *out = assay_catalog_new(known->whole->catalog->dialect);
    if (*out == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < known->n_objects && status == ASSAY_OK; i++)
        if (assay_catalog_copy_object(*out, known->objects[i], err) == NULL)
            status = err->code;
    return status == ASSAY_OK ? assay_catalog_seal(*out, err) : status;
}

/* Puts the objects of the part in place of those in its scope. */
static assay_status replace(assay_known *known, const assay_pg_scope *scope,
                            const assay_catalog *part, assay_error *err)
{
    assay_object **objects = assay_arena_calloc(
        known->arena, known->n_objects + part->n_objects + 1, sizeof(assay_object *));
    if (objects == NULL)
        return assay_fail_nomem(err);
    size_t n = 0, k = 0;
    for (size_t i = 0; i < known->n_objects; i++) {
        assay_object *o = known->objects[i];
        if (in_scope(scope, o)) {
            assay_catalog_sum_take(&known->sum, &o, 1);
            continue;
        }
        while (k < part->n_objects && assay_object_compare(part->objects[k], o) < 0)
            objects[n++] = part->objects[k++];
        objects[n++] = o;
    }
    while (k < part->n_objects)
        objects[n++] = part->objects[k++];
    assay_catalog_sum_add(&known->sum, part->objects, part->n_objects);
    known->objects = objects;
    known->n_objects = n;
    return ASSAY_OK;
}

/* Tools' own tables are told by their columns, some by several tables together: of which a part may
 * not hold all. */
static bool touches_tools(const assay_known *known, const assay_pg_scope *scope,
                          const assay_read_options *options)
{
    for (size_t i = 0; i < known->whole->n_version_tables; i++) {
        const assay_version_table *table = &known->whole->version_tables[i];
        if (assay_pg_scope_names(scope, table->schema, table->name))
            return true;
        for (size_t k = 0; k < options->n_shapes; k++)
            if (strcmp(table->tool, options->shapes[k].tool) == 0 &&
                (options->shapes[k].parts != NULL || options->shapes[k].whole_schema))
                return true;
    }
    return false;
}

static bool is_empty(const assay_pg_scope *scope)
{
    return !scope->whole && scope->kinds == 0 && assay_map_count(scope->relations) == 0;
}

/* Reads what is in the scope. *done is false if it turns out that all must be read. */
static assay_status read_part(bool *done, assay_known_step *step, assay_known *known,
                              const assay_known_source *source, const assay_pg_scope *scope,
                              assay_error *err)
{
    assay_snapshot *part = NULL;
    assay_identities *after = NULL;
    assay_status status =
        assay_identities_read(&after, known->arena, source->database, *source->reader, scope, err);
    if (status == ASSAY_OK)
        status = read_snapshot(&part, source, scope, err);
    if (part != NULL)
        known->parts[known->n_parts++] = part;
    if (status != ASSAY_OK || part->n_version_tables > 0 ||
        assay_identities_moved(known->identities, after))
        return status;
    status = borrow(&step->own_from, known, scope, err);
    if (status == ASSAY_OK)
        status = replace(known, scope, part->catalog, err);
    *done = status == ASSAY_OK;
    step->from = step->own_from;
    step->to = part->catalog;
    step->before = known->identities;
    step->after = after;
    return status;
}

/* Nothing changed: the step is one between two schemas of which nothing matters. */
static assay_status take_over(assay_known_step *step, const assay_known *known, assay_error *err)
{
    step->own_from = assay_catalog_new(known->whole->catalog->dialect);
    if (step->own_from == NULL)
        return assay_fail_nomem(err);
    step->own_from->server_major = known->whole->catalog->server_major;
    step->from = step->to = step->own_from;
    step->before = step->after = known->identities;
    return assay_catalog_seal(step->own_from, err);
}

static assay_status advance_part(bool *done, assay_known_step *step, assay_known *known,
                                 const assay_known_source *source, assay_error *err)
{
    assay_pg_marks *marks = NULL;
    assay_pg_scope scope = {0};
    known->n_steps++;
    assay_status status = connect_server(source, err);
    if (status == ASSAY_OK)
        status = assay_pg_marks_read(&marks, known->arena, *source->reader, known->marks, err);
    if (status == ASSAY_OK)
        status = assay_pg_marks_compare(&scope, known->arena, known->marks, marks, err);
    if (status != ASSAY_OK || scope.whole ||
        (!is_empty(&scope) && touches_tools(known, &scope, source->options)))
        return status;
    known->marks = marks;
    *done = is_empty(&scope);
    return *done ? take_over(step, known, err) : read_part(done, step, known, source, &scope, err);
}

assay_status assay_known_advance(assay_known_step *step, assay_known **known,
                                 const assay_known_source *source, assay_error *err)
{
    *step = (assay_known_step){0};
    bool done = false;
    assay_status status = ASSAY_OK;
    if ((*known)->marks != NULL && (*known)->n_steps < MAX_STEPS && !source->whole)
        status = advance_part(&done, step, *known, source, err);
    if (status != ASSAY_OK || done)
        return status;
    assay_known *now = NULL;
    status = assay_known_read(&now, source, err);
    if (status != ASSAY_OK)
        return status;
    step->old = *known;
    *known = now;
    status = borrow(&step->own_from, step->old, NULL, err);
    step->from = step->own_from;
    step->to = now->whole->catalog;
    step->before = step->old->identities;
    step->after = now->identities;
    return status;
}

assay_status assay_known_close(assay_known_step *step, assay_known *known, assay_error *err)
{
    assay_status status = ASSAY_OK;
    if (step->old == NULL && step->after != step->before)
        status = assay_identities_add(known->identities, step->after, err);
    assay_catalog_free(step->own_from);
    assay_known_free(step->old);
    *step = (assay_known_step){0};
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * The schema after a sequence of changes. Objects are found by their keys, and by the relation they
 * live in, so that dropping or renaming a relation costs what is below it and not the schema. A
 * dropped object leaves an empty slot behind, which a later object of that key takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "history/profile.h"
#include "history/profile_text.h"

typedef struct slot {
    assay_object *object; /* NULL: dropped */
    size_t born;          /* columns are numbered in the order in which they were created */
    struct slot *next;    /* in its relation */
} slot;

typedef struct relation {
    slot *first;
    size_t n_columns; /* while they are numbered */
} relation;

struct assay_state {
    assay_catalog *texts; /* owns the objects and their strings; never sealed */
    const char *schema;
    assay_map *slots;     /* key -> slot */
    assay_map *relations; /* key of (schema, name) -> relation */
    slot **order;         /* in order of creation */
    size_t n_order;
    size_t capacity;
    slot **references; /* slots of foreign keys and sequences */
    size_t n_references;
    size_t references_capacity;
    size_t births;
    assay_buffer key;
};

assay_state *assay_state_new(assay_dialect dialect, const char *schema)
{
    assay_catalog *texts = assay_catalog_new(dialect);
    if (texts == NULL)
        return NULL;
    assay_state *state = assay_arena_alloc(texts->arena, sizeof *state);
    if (state != NULL) {
        *state = (assay_state){.texts = texts,
                               .schema = assay_strings_intern(texts->strings, schema),
                               .slots = assay_map_new(texts->arena),
                               .relations = assay_map_new(texts->arena),
                               .key = ASSAY_BUFFER_INIT(4 * ASSAY_MAX_TEXT)};
        if (state->schema != NULL && state->slots != NULL && state->relations != NULL)
            return state;
    }
    assay_catalog_free(texts);
    return NULL;
}

void assay_state_free(assay_state *state)
{
    if (state == NULL)
        return;
    assay_buffer_release(&state->key);
    assay_catalog_free(state->texts);
}

static slot *find_slot(assay_state *state, assay_kind kind, const char *schema,
                       const char *relation_name, const char *name)
{
    return assay_map_find(state->slots,
                          assay_object_key(&state->key, kind, schema, relation_name, name));
}

/* A relation has the key of a table, whatever its kind: they share one name space. */
static relation *find_relation(assay_state *state, const char *schema, const char *name)
{
    return assay_map_find(state->relations,
                          assay_object_key(&state->key, ASSAY_KIND_table, schema, "", name));
}

static bool refers(assay_kind kind)
{
    return kind == ASSAY_KIND_foreign_key || kind == ASSAY_KIND_sequence;
}

static bool remember_order(assay_state *state, slot *s, assay_kind kind)
{
    assay_arena *arena = state->texts->arena;
    slot **order =
        assay_arena_grow(arena, state->order, &state->capacity, state->n_order + 1, sizeof *order);
    if (order == NULL)
        return false;
    state->order = order;
    order[state->n_order++] = s;
    if (!refers(kind))
        return true;
    slot **references = assay_arena_grow(arena, state->references, &state->references_capacity,
                                         state->n_references + 1, sizeof *references);
    if (references == NULL)
        return false;
    state->references = references;
    references[state->n_references++] = s;
    return true;
}

static bool remember_relation(assay_state *state, slot *s, const char *schema, const char *name)
{
    assay_arena *arena = state->texts->arena;
    relation *r = find_relation(state, schema, name);
    if (r == NULL) {
        const char *key = assay_arena_strdup(arena, assay_buffer_text(&state->key));
        r = assay_arena_alloc(arena, sizeof *r);
        if (key == NULL || r == NULL || !assay_map_put(state->relations, key, r))
            return false;
    }
    s->next = r->first;
    r->first = s;
    return true;
}

/* The slot for a key, empty if it is new. NULL if memory is gone. */
static slot *make_slot(assay_state *state, assay_kind kind, const char *schema,
                       const char *relation_name, const char *name)
{
    slot *s = find_slot(state, kind, schema, relation_name, name);
    if (s != NULL)
        return s;
    const char *key = assay_arena_strdup(state->texts->arena, assay_buffer_text(&state->key));
    s = assay_arena_alloc(state->texts->arena, sizeof *s);
    if (key == NULL || s == NULL || !assay_map_put(state->slots, key, s) ||
        !remember_order(state, s, kind))
        return NULL;
    if (relation_name[0] != '\0' && !remember_relation(state, s, schema, relation_name))
        return NULL;
    return s;
}

/* True if a qualified name ("s.t", or "t" where the default schema is meant) begins with the
 * relation; *rest is the number of parts behind it, at most max_rest. */
static bool names_relation(assay_state *state, const char *text, const char *schema,
                           const char *name, size_t rest)
{
    /* Most references name another relation: spare those the splitting. */
    if (text == NULL || (strstr(text, name) == NULL && strchr(name, '"') == NULL))
        return false;
    const char *parts[ASSAY_NAME_PARTS];
    size_t n = assay_profile_name_split(state->texts->arena, text, parts);
    if (n == rest + 1)
        return strcmp(schema, state->schema) == 0 && strcmp(parts[0], name) == 0;
    return n == rest + 2 && strcmp(parts[0], schema) == 0 && strcmp(parts[1], name) == 0;
}

/* The attribute by which an object refers to a relation, and what stands behind its name. */
static int reference_of(assay_kind kind, size_t *rest)
{
    *rest = kind == ASSAY_KIND_sequence; /* owned_by is schema.table.column */
    return kind == ASSAY_KIND_sequence ? ASSAY_sequence_owned_by : ASSAY_foreign_key_references;
}

/* What goes with a dropped relation beyond what lives in it: foreign keys to it, and the sequences
 * that its columns own. */
static void drop_references(assay_state *state, const char *schema, const char *name, bool cascade)
{
    for (size_t i = 0; i < state->n_references; i++) {
        slot *s = state->references[i];
        if (s->object == NULL || (s->object->kind == ASSAY_KIND_foreign_key && !cascade))
            continue;
        size_t rest;
        int attribute = reference_of(s->object->kind, &rest);
        if (names_relation(state, s->object->values[attribute], schema, name, rest))
            s->object = NULL;
    }
}

static void drop_below(assay_state *state, const char *schema, const char *name)
{
    relation *r = find_relation(state, schema, name);
    for (slot *s = r == NULL ? NULL : r->first; s != NULL; s = s->next)
        s->object = NULL;
}

static void drop_slot(assay_state *state, slot *s, bool cascade)
{
    const assay_object *object = s->object;
    s->object = NULL;
    if (!assay_kind_is_relation(object->kind))
        return;
    drop_below(state, object->schema, object->name);
    drop_references(state, object->schema, object->name, cascade);
}

/* Whatever relation has that name: a table can take the place of a view. */
static void drop_relation(assay_state *state, const char *schema, const char *name)
{
    for (int kind = 0; kind < ASSAY_KINDS; kind++) {
        if (!assay_kind_is_relation((assay_kind)kind))
            continue;
        slot *s = find_slot(state, (assay_kind)kind, schema, "", name);
        if (s != NULL && s->object != NULL)
            drop_slot(state, s, true);
    }
}

static assay_status set_values(assay_state *state, assay_object *object, const assay_change *change,
                               uint32_t set, assay_error *err)
{
    assay_status status = ASSAY_OK;
    size_t n = assay_kind_get(change->kind)->n_attributes;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        if ((set >> i & 1) == 0)
            continue;
        status = assay_object_set(state->texts, object, (int)i, change->values[i], err);
        if (status == ASSAY_OK && (change->unknown >> i & 1) != 0)
            status = assay_object_set_unknown(state->texts, object, (int)i,
                                              "the profile does not know it", err);
    }
    return status;
}

static assay_status create(assay_state *state, const assay_change *change, assay_applied *applied,
                           assay_error *err)
{
    slot *s = make_slot(state, change->kind, change->schema, change->relation, change->name);
    if (s == NULL)
        return assay_fail_nomem(err);
    if (change->replaces)
        drop_relation(state, change->schema, change->name);
    if (s->object != NULL)
        *applied = ASSAY_APPLIED_EXISTS;
    else
        s->born = ++state->births;
    s->object = assay_catalog_add(state->texts, change->kind, change->schema, change->relation,
                                  change->name, err);
    if (s->object == NULL)
        return err == NULL ? ASSAY_NOMEM : err->code;
    return set_values(state, s->object, change, UINT32_MAX, err);
}

static assay_status alter(assay_state *state, const assay_change *change, assay_applied *applied,
                          assay_error *err)
{
    slot *s = find_slot(state, change->kind, change->schema, change->relation, change->name);
    if (s != NULL && s->object != NULL)
        return set_values(state, s->object, change, change->set, err);
    *applied = ASSAY_APPLIED_MISSING;
    return ASSAY_OK;
}

static assay_status drop(assay_state *state, const assay_change *change, assay_applied *applied)
{
    slot *s = find_slot(state, change->kind, change->schema, change->relation, change->name);
    if (s != NULL && s->object != NULL)
        drop_slot(state, s, change->cascade);
    else
        *applied = ASSAY_APPLIED_MISSING;
    return ASSAY_OK;
}

/* Gives the object in a slot another key. */
static assay_status move_slot(assay_state *state, slot *from, const char *schema,
                              const char *relation_name, const char *name, assay_error *err)
{
    assay_object *object = from->object;
    slot *to = make_slot(state, object->kind, schema, relation_name, name);
    if (to == NULL)
        return assay_fail_nomem(err);
    if (to == from)
        return ASSAY_OK;
    assay_strings *strings = state->texts->strings;
    object->schema = assay_strings_intern(strings, schema);
    object->relation = assay_strings_intern(strings, relation_name);
    object->name = assay_strings_intern(strings, name);
    if (object->schema == NULL || object->relation == NULL || object->name == NULL)
        return assay_fail_nomem(err);
    to->object = object;
    to->born = from->born;
    from->object = NULL;
    return ASSAY_OK;
}

static assay_status move_references(assay_state *state, const assay_change *change,
                                    const char *schema, assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(4 * ASSAY_MAX_TEXT);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < state->n_references && status == ASSAY_OK; i++) {
        slot *s = state->references[i];
        if (s->object == NULL)
            continue;
        size_t rest;
        int attribute = reference_of(s->object->kind, &rest);
        const char *value = s->object->values[attribute];
        if (!names_relation(state, value, change->schema, change->name, rest))
            continue;
        const char *parts[ASSAY_NAME_PARTS];
        size_t n = assay_profile_name_split(state->texts->arena, value, parts);
        assay_buffer_clear(&text);
        if (n == rest + 2 || strcmp(schema, state->schema) != 0) {
            assay_quote_identifier(&text, schema);
            assay_buffer_add_char(&text, '.');
        }
        assay_quote_identifier(&text, change->new_name);
        if (rest > 0) {
            assay_buffer_add_char(&text, '.');
            assay_quote_identifier(&text, parts[n - 1]);
        }
        status = assay_buffer_check(&text, err);
        if (status == ASSAY_OK)
            status =
                assay_object_set(state->texts, s->object, attribute, assay_buffer_text(&text), err);
    }
    assay_buffer_release(&text);
    return status;
}

static assay_status rename_object(assay_state *state, const assay_change *change,
                                  assay_applied *applied, assay_error *err)
{
    slot *s = find_slot(state, change->kind, change->schema, change->relation, change->name);
    if (s == NULL || s->object == NULL) {
        *applied = ASSAY_APPLIED_MISSING;
        return ASSAY_OK;
    }
    const char *schema = change->new_schema == NULL ? change->schema : change->new_schema;
    if (strcmp(schema, change->schema) == 0 && strcmp(change->new_name, change->name) == 0)
        return ASSAY_OK;
    slot *taken = find_slot(state, change->kind, schema, change->relation, change->new_name);
    if (taken != NULL && taken->object != NULL) {
        *applied = ASSAY_APPLIED_EXISTS;
        drop_slot(state, taken, false);
    }
    assay_status status = move_slot(state, s, schema, change->relation, change->new_name, err);
    if (status != ASSAY_OK || !assay_kind_is_relation(change->kind))
        return status;
    relation *r = find_relation(state, change->schema, change->name);
    for (slot *below = r == NULL ? NULL : r->first; below != NULL && status == ASSAY_OK;
         below = below->next)
        if (below->object != NULL)
            status = move_slot(state, below, schema, change->new_name, below->object->name, err);
    return status == ASSAY_OK ? move_references(state, change, schema, err) : status;
}

assay_status assay_state_apply(assay_state *state, const assay_change *change, assay_applied *out,
                               assay_error *err)
{
    assay_applied applied = ASSAY_APPLIED;
    assay_status status = ASSAY_OK;
    switch (change->action) {
    case ASSAY_CREATE:
        status = create(state, change, &applied, err);
        break;
    case ASSAY_ALTER:
        status = alter(state, change, &applied, err);
        break;
    case ASSAY_DROP:
        status = drop(state, change, &applied);
        break;
    case ASSAY_RENAME:
        status = rename_object(state, change, &applied, err);
        break;
    }
    if (out != NULL)
        *out = applied;
    return status;
}

static int compare_births(const void *a, const void *b)
{
    const slot *x = *(slot *const *)a, *y = *(slot *const *)b;
    return (x->born > y->born) - (x->born < y->born);
}

/* The rank of a column among those of its relation that are there, as readers give it: not where
 * columns are inherited, since dump and restore move those. */
static assay_status number_column(assay_state *state, assay_catalog *catalog, assay_object *column,
                                  assay_error *err)
{
    relation *r = find_relation(state, column->schema, column->relation);
    r->n_columns++;
    const slot *table = find_slot(state, ASSAY_KIND_table, column->schema, "", column->relation);
    if (table != NULL && table->object != NULL &&
        table->object->values[ASSAY_table_inherits] != NULL)
        return ASSAY_OK;
    uint32_t bit = (uint32_t)1 << ASSAY_column_position;
    if (column->values[ASSAY_column_position] != NULL || (column->unknown & bit) != 0)
        return ASSAY_OK;
    char text[24];
    snprintf(text, sizeof text, "%zu", r->n_columns);
    return assay_object_set(catalog, column, ASSAY_column_position, text, err);
}

static assay_status fill_catalog(assay_state *state, assay_catalog *catalog, slot **live,
                                 size_t n_live, bool number, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n_live; i++) {
        const assay_object *o = live[i]->object;
        if (o->kind == ASSAY_KIND_column)
            find_relation(state, o->schema, o->relation)->n_columns = 0;
    }
    for (size_t i = 0; i < n_live && status == ASSAY_OK; i++) {
        assay_object *copy = assay_catalog_copy_object(catalog, live[i]->object, err);
        if (copy == NULL)
            return err == NULL ? ASSAY_NOMEM : err->code;
        if (number && copy->kind == ASSAY_KIND_column && !assay_object_implied(copy))
            status = number_column(state, catalog, copy, err);
    }
    return status;
}

assay_status assay_state_catalog(assay_catalog **out, assay_state *state, bool number,
                                 assay_error *err)
{
    *out = NULL;
    size_t n_live = 0;
    slot **live = calloc(state->n_order + 1, sizeof(slot *));
    assay_catalog *catalog = assay_catalog_new(state->texts->dialect);
    assay_status status = ASSAY_OK;
    if (live == NULL || catalog == NULL) {
        status = assay_fail_nomem(err);
        goto done;
    }
    for (size_t i = 0; i < state->n_order; i++)
        if (state->order[i]->object != NULL)
            live[n_live++] = state->order[i];
    qsort(live, n_live, sizeof(slot *), compare_births);
    status = fill_catalog(state, catalog, live, n_live, number, err);
    if (status == ASSAY_OK)
        status = assay_catalog_seal(catalog, err);
done:
    free(live);
    if (status == ASSAY_OK)
        *out = catalog;
    else
        assay_catalog_free(catalog);
    return status;
}

static assay_status create_all(assay_state *state, const assay_catalog *from, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < from->n_objects && status == ASSAY_OK; i++) {
        const assay_object *o = from->objects[i];
        size_t n = assay_kind_get(o->kind)->n_attributes;
        const assay_change change = {.action = ASSAY_CREATE,
                                     .kind = o->kind,
                                     .schema = o->schema,
                                     .relation = o->relation,
                                     .name = o->name,
                                     .values = o->values,
                                     .set = (uint32_t)(((uint64_t)1 << n) - 1),
                                     .unknown = o->unknown};
        status = assay_state_apply(state, &change, NULL, err);
    }
    return status;
}

assay_status assay_history_apply(assay_catalog **out, const assay_catalog *from, const char *schema,
                                 const assay_change *changes, size_t count, assay_error *err)
{
    *out = NULL;
    assay_state *state = assay_state_new(from->dialect, schema);
    if (state == NULL)
        return assay_fail_nomem(err);
    assay_status status = create_all(state, from, err);
    for (size_t i = 0; i < count && status == ASSAY_OK; i++)
        status = assay_state_apply(state, &changes[i], NULL, err);
    if (status == ASSAY_OK)
        status = assay_state_catalog(out, state, false, err);
    assay_state_free(state);
    return status;
}

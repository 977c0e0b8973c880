/* SPDX-License-Identifier: MIT */
/*
 * Comparing two catalogs object by object. One generic merge serves every kind: what is compared,
 * and how much it matters, comes from the kinds table.
 */
#include "verdict/difference.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "verdict/dependant.h"
#include "verdict/excuse.h"
#include "verdict/explain.h"
#include "verdict/place.h"
#include "verdict/severity.h"
#include "verdict/spelling.h"
#include "verdict/undo.h"
#include "verdict/untold.h"

typedef struct comparison {
    assay_differences *out;
    const assay_difference_options *options;
    size_t capacity;
    assay_sides sides;
    assay_undo undo;
    assay_untold missing, unexpected; /* of what stands alone on either side */
    assay_spelling spelling;
    assay_explaining explaining;
} comparison;

static const char *name_of(assay_arena *arena, const assay_object *object)
{
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name(&name, object);
    const char *copy =
        name.status == ASSAY_OK ? assay_arena_strdup(arena, assay_buffer_text(&name)) : NULL;
    assay_buffer_release(&name);
    return copy;
}

/* The heading under which a report lists it: its table or view, or itself; a sequence that a column
 * owns stands with the column's table. */
static const char *group_of(assay_arena *arena, const assay_object *object)
{
    const char *owner =
        object->kind == ASSAY_KIND_sequence ? object->values[ASSAY_sequence_owned_by] : NULL;
    if (owner != NULL) {
        const char *dot = strrchr(owner, '.');
        return assay_arena_strndup(arena, owner,
                                   dot == NULL ? strlen(owner) : (size_t)(dot - owner));
    }
    if (object->relation[0] == '\0')
        return name_of(arena, object);
    assay_object table = {.kind = ASSAY_KIND_table,
                          .schema = object->schema,
                          .relation = "",
                          .name = object->relation};
    return name_of(arena, &table);
}

/* A history that was captured without the kinds that are compared on request says nothing of them.
 */
static bool records_kind(const assay_catalog *history, assay_kind kind)
{
    if (assay_kind_get(kind)->compared == ASSAY_COMPARED_ALWAYS)
        return true;
    for (size_t i = 0; i < history->n_objects; i++)
        if (history->objects[i]->kind == kind)
            return true;
    return false;
}

/* The objects whose being there is compared, of kinds that both sides read. */
static assay_item *items_of(size_t *count, comparison *c, const assay_catalog *catalog,
                            const assay_catalog *other, bool other_is_history)
{
    assay_item *items = assay_arena_calloc(c->out->arena, catalog->n_objects + 1, sizeof *items);
    *count = 0;
    for (size_t i = 0; items != NULL && i < catalog->n_objects; i++) {
        assay_object *o = catalog->objects[i];
        if (!assay_kind_compared(o->kind, c->options->mask) ||
            (other_is_history && !records_kind(other, o->kind)))
            continue;
        if (assay_catalog_unread(other, o->kind))
            c->out->n_unknown++;
        else
            items[(*count)++] = (assay_item){.as = *o, .object = o};
    }
    return items;
}

static assay_difference *add(comparison *c, assay_change_kind change, const assay_item *expected,
                             const assay_item *actual, assay_error *err)
{
    assay_arena *arena = c->out->arena;
    assay_difference *items =
        assay_arena_grow(arena, c->out->items, &c->capacity, c->out->n_items + 1, sizeof *items);
    if (items == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    c->out->items = items;
    const assay_object *named = expected != NULL ? expected->object : actual->object;
    assay_difference *d = &items[c->out->n_items];
    *d = (assay_difference){.change = change,
                            .kind = named->kind,
                            .object = name_of(arena, named),
                            .group = group_of(arena, named),
                            .severity = assay_object_severity(named),
                            .expected_object = expected == NULL ? NULL : expected->object,
                            .actual_object = actual == NULL ? NULL : actual->object};
    if (change == ASSAY_RENAMED)
        d->actual = name_of(arena, actual->object);
    if (d->object == NULL || d->group == NULL || (change == ASSAY_RENAMED && d->actual == NULL)) {
        assay_fail_nomem(err);
        return NULL;
    }
    c->out->n_items++;
    return d;
}

/* True if a history says nothing of the attribute, and need not. */
static bool unrecorded(const comparison *c, const assay_item *expected, const assay_item *actual,
                       int attribute)
{
    const assay_kind_info *info = assay_kind_get(expected->as.kind);
    if ((c->options->listed_only && (expected->as.unknown >> attribute & 1) != 0) ||
        (c->options->actual_listed_only && (actual->as.unknown >> attribute & 1) != 0))
        return true;
    if (info->attributes[attribute].compared == ASSAY_COMPARED_ALWAYS)
        return false;
    return (c->options->expected_is_history && expected->as.values[attribute] == NULL) ||
           (c->options->actual_is_history && actual->as.values[attribute] == NULL);
}

/* What differs in a pair. */
typedef struct deviation {
    assay_attribute_difference attributes[ASSAY_MAX_ATTRIBUTES];
    size_t n;
    /* Those that differ only in names that were renamed, and whose names they are. */
    assay_attribute_difference renamed[ASSAY_MAX_ATTRIBUTES];
    size_t n_renamed;
    assay_undone undone;
    bool speaks; /* one of those is a text that people read as the object itself */
} deviation;

/* Adds what the attribute deviates by, if it does. */
static assay_status compare_attribute(deviation *found, comparison *c, const assay_item *expected,
                                      const assay_item *actual, int attribute, assay_error *err)
{
    const assay_attribute_info *info = &assay_kind_get(expected->as.kind)->attributes[attribute];
    assay_equality equality =
        assay_untold_equal(&c->missing, &expected->as, &actual->as, attribute);
    if (equality == ASSAY_UNKNOWN) {
        c->out->n_unknown++;
        c->out->n_untold += assay_untold_unset(&expected->as, &actual->as, attribute);
    }
    if (equality == ASSAY_DIFFERENT)
        equality = assay_attribute_equal(expected->object, actual->object, attribute);
    bool position = expected->as.kind == ASSAY_KIND_column && attribute == ASSAY_column_position;
    if (position && expected->place != ASSAY_PLACE_UNKNOWN)
        equality = expected->place == ASSAY_PLACE_SAME ? ASSAY_EQUAL : ASSAY_DIFFERENT;
    if (c->options->explain) {
        assay_status explained = assay_explain(&c->explaining, &c->spelling, expected->object,
                                               actual->object, attribute, err);
        if (explained != ASSAY_OK)
            return explained;
    }
    if (equality != ASSAY_DIFFERENT ||
        assay_spelling_forgives(&c->spelling, expected->object, actual->object, attribute))
        return ASSAY_OK;
    bool undone;
    assay_status status = assay_undo_equal(&undone, &c->undo, expected->object, actual->object,
                                           attribute, &found->undone, err);
    assay_attribute_difference *d =
        undone ? &found->renamed[found->n_renamed++] : &found->attributes[found->n++];
    bool cosmetic =
        undone || assay_spelling_only(&c->spelling, &expected->as, &actual->as, attribute);
    *d = (assay_attribute_difference){
        .name = info->name,
        .expected = assay_object_shown(expected->object, attribute),
        .actual = assay_object_shown(actual->object, attribute),
        .severity = cosmetic
                        ? ASSAY_SEVERITY_COSMETIC
                        : assay_deviation_severity(expected->object, actual->object, attribute)};
    found->speaks |= undone && (info->form == ASSAY_FORM_EXPR || info->form == ASSAY_FORM_QUERY) &&
                     expected->as.relation[0] == '\0' && expected->as.kind != ASSAY_KIND_table;
    return status;
}

/* What differs, in the order of the kinds table; counts what is unknown. */
static assay_status compare_attributes(deviation *found, comparison *c, const assay_item *expected,
                                       const assay_item *actual, assay_error *err)
{
    const assay_kind_info *info = assay_kind_get(expected->as.kind);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < info->n_attributes && status == ASSAY_OK; i++)
        if (assay_attribute_compared(expected->as.kind, (int)i, c->options->mask) &&
            !unrecorded(c, expected, actual, (int)i))
            status = compare_attribute(found, c, expected, actual, (int)i, err);
    return status;
}

static assay_status because_renamed(comparison *c, assay_difference *d, const assay_undone *undone,
                                    assay_error *err)
{
    assay_status status = ASSAY_OK;
    d->follows = true;
    for (size_t i = 0; i < undone->n && status == ASSAY_OK; i++) {
        const assay_renaming *r = undone->items[i];
        assay_cause cause = {.change = ASSAY_RENAMED,
                             .kind = r->expected->kind,
                             .object = name_of(c->out->arena, r->expected),
                             .actual = name_of(c->out->arena, r->actual),
                             .expected_object = r->expected};
        if (cause.object == NULL || cause.actual == NULL)
            return assay_fail_nomem(err);
        status = assay_dependant_add(d, &cause, c->out->arena, err);
    }
    return status;
}

/* A key, an index or a column that only follows a rename is not reported again: the server wrote it
 * anew. A view is, as what follows: who reads its text will wonder. */
static assay_status compare_pair(comparison *c, const assay_item *expected,
                                 const assay_item *actual, assay_error *err)
{
    deviation found = {.n = 0};
    c->out->n_compared++;
    assay_status status = compare_attributes(&found, c, expected, actual, err);
    bool follows = found.n == 0 && found.speaks && !actual->renamed;
    if (status != ASSAY_OK || (found.n == 0 && !actual->renamed && !follows))
        return status;
    assay_difference *d =
        add(c, actual->renamed ? ASSAY_RENAMED : ASSAY_CHANGED, expected, actual, err);
    if (d == NULL)
        return ASSAY_NOMEM;
    d->n_attributes = follows ? found.n_renamed : found.n;
    d->attributes = assay_arena_calloc(c->out->arena, d->n_attributes + 1, sizeof *d->attributes);
    if (d->attributes == NULL)
        return assay_fail_nomem(err);
    memcpy(d->attributes, follows ? found.renamed : found.attributes,
           d->n_attributes * sizeof *d->attributes);
    d->confidence = actual->confidence;
    d->severity =
        actual->renamed ? assay_kind_get(expected->as.kind)->renamed : ASSAY_SEVERITY_COSMETIC;
    for (size_t i = 0; i < d->n_attributes; i++)
        if (d->attributes[i].severity > d->severity)
            d->severity = d->attributes[i].severity;
    return follows ? because_renamed(c, d, &found.undone, err) : ASSAY_OK;
}

static const char *schema_name(assay_arena *arena, const char *schema)
{
    assay_object object = {.kind = ASSAY_KIND_schema, .schema = "", .relation = "", .name = schema};
    return name_of(arena, &object);
}

/* Schemas, tables and views that stand on one side only, by their printed names: what they brought
 * with them is not reported again. */
static assay_map *unpaired_relations(assay_item *items, size_t n, assay_arena *arena)
{
    assay_map *map = assay_map_new(arena);
    for (size_t i = 0; map != NULL && i < n; i++) {
        const assay_object *o = &items[i].as;
        bool relation = o->kind == ASSAY_KIND_schema || assay_kind_is_relation(o->kind);
        bool implied = o->kind == ASSAY_KIND_schema && items[i].excused;
        if (!relation || items[i].pair != NULL || implied)
            continue;
        const char *name = name_of(arena, o);
        if (name == NULL || !assay_map_put(map, name, &items[i]))
            return NULL;
    }
    return map;
}

static bool covered(const assay_map *relations, const assay_item *item, const char *group,
                    const char *schema)
{
    if (item->as.kind != ASSAY_KIND_schema && assay_map_find(relations, schema) != NULL)
        return true;
    bool inside = item->as.relation[0] != '\0' || item->as.kind == ASSAY_KIND_sequence;
    return inside && assay_map_find(relations, group) != NULL;
}

/* What is implied is on the other side too, with nothing of its own. */
static assay_status compare_implied(comparison *c, assay_item *item, bool expected,
                                    assay_error *err)
{
    assay_object *plain = assay_arena_alloc(c->out->arena, sizeof *plain);
    if (plain == NULL)
        return assay_fail_nomem(err);
    *plain = item->as;
    plain->unknown = 0;
    plain->values = assay_arena_calloc(c->out->arena, assay_kind_get(plain->kind)->n_attributes,
                                       sizeof *plain->values);
    if (plain->values == NULL)
        return assay_fail_nomem(err);
    assay_item other = {.as = *plain, .object = plain};
    return compare_pair(c, expected ? item : &other, expected ? &other : item, err);
}

static assay_status report_single(comparison *c, const assay_map *relations, assay_item *item,
                                  assay_change_kind change, assay_error *err)
{
    const char *group = group_of(c->out->arena, &item->as);
    const char *schema = schema_name(c->out->arena, item->as.schema);
    if (group == NULL || schema == NULL)
        return assay_fail_nomem(err);
    bool missing = change == ASSAY_MISSING;
    if (!item->excused && assay_untold_alone(missing ? &c->missing : &c->unexpected, &item->as)) {
        c->out->n_unknown++;
        return ASSAY_OK;
    }
    bool silent = item->excused || covered(relations, item, group, schema);
    if (!silent && assay_object_implied(&item->as))
        return compare_implied(c, item, missing, err);
    c->out->n_compared++;
    if (silent)
        return ASSAY_OK;
    return add(c, change, missing ? item : NULL, missing ? NULL : item, err) == NULL ? ASSAY_NOMEM
                                                                                     : ASSAY_OK;
}

static int compare_differences(const void *a, const void *b)
{
    const assay_difference *x = a, *y = b;
    const assay_object *o = x->expected_object != NULL ? x->expected_object : x->actual_object;
    const assay_object *p = y->expected_object != NULL ? y->expected_object : y->actual_object;
    int order = assay_object_compare(o, p);
    return order != 0 ? order : (int)x->change - (int)y->change;
}

static assay_status report_all(comparison *c, assay_error *err)
{
    assay_arena *arena = c->out->arena;
    assay_map *missing = unpaired_relations(c->sides.expected, c->sides.n_expected, arena);
    assay_map *unexpected = unpaired_relations(c->sides.actual, c->sides.n_actual, arena);
    if (missing == NULL || unexpected == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < c->sides.n_expected && status == ASSAY_OK; i++) {
        assay_item *e = &c->sides.expected[i];
        if (e->pair == NULL && c->options->actual_listed_only)
            continue;
        status = e->pair != NULL ? compare_pair(c, e, e->pair, err)
                                 : report_single(c, missing, e, ASSAY_MISSING, err);
    }
    for (size_t i = 0; i < c->sides.n_actual && status == ASSAY_OK; i++)
        if (c->sides.actual[i].pair == NULL && !c->options->listed_only)
            status = report_single(c, unexpected, &c->sides.actual[i], ASSAY_UNEXPECTED, err);
    if (c->out->n_items > 1)
        qsort(c->out->items, c->out->n_items, sizeof *c->out->items, compare_differences);
    c->out->equal = c->out->n_items == 0;
    return status;
}

bool assay_difference_counts(const assay_difference *difference, assay_severity fail_on)
{
    return !difference->waived && !difference->follows && difference->severity >= fail_on;
}

size_t assay_differences_count(assay_differences *differences, assay_severity fail_on)
{
    size_t n = 0;
    for (size_t i = 0; i < differences->n_items; i++) {
        assay_difference *d = &differences->items[i];
        d->counts = assay_difference_counts(d, fail_on);
        n += d->counts;
    }
    return n;
}

void assay_difference_fingerprint(const assay_difference *difference, char out[ASSAY_DIFFERENCE_ID])
{
    assay_hasher hasher;
    char hex[ASSAY_HASH_HEX];
    assay_hasher_init(&hasher);
    assay_hasher_text(&hasher, assay_change_name(difference->change));
    assay_hasher_text(&hasher, assay_kind_get(difference->kind)->name);
    assay_hasher_text(&hasher, difference->object);
    assay_hasher_text(&hasher, difference->actual);
    for (size_t i = 0; i < difference->n_attributes; i++)
        assay_hasher_text(&hasher, difference->attributes[i].name);
    assay_hash hash = assay_hasher_done(&hasher);
    assay_hash_hex(&hash, hex);
    memcpy(out, hex, ASSAY_DIFFERENCE_ID - 1);
    out[ASSAY_DIFFERENCE_ID - 1] = '\0';
}

static assay_status excuse_schemas(comparison *c, assay_error *err)
{
    const assay_sides *s = &c->sides;
    assay_status status = ASSAY_OK;
    if (c->options->expected_is_history)
        status =
            assay_excuse_schemas(s->actual, s->n_actual, s->expected, s->n_expected, s->arena, err);
    if (status == ASSAY_OK && c->options->actual_is_history)
        status =
            assay_excuse_schemas(s->expected, s->n_expected, s->actual, s->n_actual, s->arena, err);
    return status;
}

static assay_status compare(comparison *c, assay_error *err)
{
    assay_sides *s = &c->sides;
    s->arena = c->out->arena;
    s->history = c->options->expected_is_history || c->options->actual_is_history;
    assay_items_join(s);
    assay_status status = excuse_schemas(c, err);
    if (status == ASSAY_OK)
        status = assay_rename_all(s, &c->undo, err);
    if (status == ASSAY_OK && s->history)
        status = assay_excuse_partitions(s, err);
    if (status == ASSAY_OK)
        status = assay_place_columns(s, err);
    return status != ASSAY_OK ? status : report_all(c, err);
}

assay_status assay_differences_new(assay_differences **out, const assay_catalog *expected,
                                   const assay_catalog *actual,
                                   const assay_difference_options *options, assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    assay_differences *result = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *result);
    comparison c = {.out = result,
                    .options = options,
                    .spelling = assay_spelling_of(expected, actual, options->restored),
                    .explaining = {.out = result, .dialect = expected->dialect}};
    if (result != NULL) {
        result->arena = arena;
        c.sides.expected =
            items_of(&c.sides.n_expected, &c, expected, actual, options->actual_is_history);
        c.sides.actual =
            items_of(&c.sides.n_actual, &c, actual, expected, options->expected_is_history);
    }
    bool ready = c.sides.expected != NULL && c.sides.actual != NULL &&
                 assay_undo_open(&c.undo, arena, expected->dialect);
    if (!ready) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    assay_status status = assay_untold_init(&c.missing, arena, expected, actual, false, err);
    if (status == ASSAY_OK)
        status = assay_untold_init(&c.unexpected, arena, actual, expected,
                                   options->expected_has_extensions, err);
    if (status == ASSAY_OK)
        status = compare(&c, err);
    if (status == ASSAY_OK)
        status = assay_dependants_mark(result, expected, actual, err);
    assay_undo_close(&c.undo);
    if (status != ASSAY_OK) {
        assay_arena_free(arena);
        return status;
    }
    *out = result;
    return ASSAY_OK;
}

void assay_differences_free(assay_differences *differences)
{
    if (differences != NULL)
        assay_arena_free(differences->arena);
}

/* SPDX-License-Identifier: MIT */
#include "verdict/schema_map.h"

#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "kinds/canon.h"

/* The names of all relations that the history creates in its own schema. */
static assay_map *relation_names(const assay_history *history, assay_arena *arena)
{
    assay_map *names = assay_map_new(arena);
    for (size_t r = 0; names != NULL && r < history->n_revisions; r++) {
        const assay_revision *revision = &history->revisions[r];
        for (size_t i = 0; i < revision->n_changes; i++) {
            assay_change *change = &revision->changes[i];
            if (change->action == ASSAY_CREATE && assay_kind_is_relation(change->kind) &&
                strcmp(change->schema, history->schema) == 0 &&
                !assay_map_put(names, change->name, change))
                return NULL;
        }
    }
    return names;
}

typedef struct overlap {
    const char *schema;
    size_t count;
} overlap;

/* The position of a schema in a search_path, or a large number. Names there may be quoted. */
static size_t path_position(const char *search_path, const char *schema)
{
    size_t n = strlen(schema), position = 0;
    for (const char *p = search_path; *p != '\0'; position++) {
        p += strspn(p, ", \"");
        size_t length = strcspn(p, ",\"");
        if (length == n && strncmp(p, schema, n) == 0)
            return position;
        p += length;
    }
    return SIZE_MAX;
}

/* Objects are sorted by schema, so one pass sees each schema in one run. */
static assay_status count_overlaps(overlap **out, size_t *count, const assay_map *names,
                                   const assay_catalog *catalog, assay_arena *arena,
                                   assay_error *err)
{
    overlap *items = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < catalog->n_objects; i++) {
        const assay_object *o = catalog->objects[i];
        if (!assay_kind_is_relation(o->kind) || assay_map_find(names, o->name) == NULL)
            continue;
        if (*count == 0 || strcmp(items[*count - 1].schema, o->schema) != 0) {
            items = assay_arena_grow(arena, items, &capacity, *count + 1, sizeof *items);
            if (items == NULL)
                return assay_fail_nomem(err);
            items[(*count)++] = (overlap){o->schema, 0};
        }
        items[*count - 1].count++;
    }
    *out = items;
    return ASSAY_OK;
}

static bool better(const overlap *a, const overlap *b, const assay_history *history,
                   const char *search_path)
{
    if (a->count != b->count)
        return a->count > b->count;
    bool own_a = strcmp(a->schema, history->schema) == 0;
    bool own_b = strcmp(b->schema, history->schema) == 0;
    if (own_a != own_b)
        return own_a;
    return path_position(search_path, a->schema) < path_position(search_path, b->schema);
}

assay_status assay_schema_map_find(assay_schema_map *out, const assay_history *history,
                                   const assay_snapshot *snapshot, const char *const *given,
                                   assay_arena *arena, assay_error *err)
{
    *out = (assay_schema_map){.from = history->schema};
    if (history->dialect != ASSAY_POSTGRESQL)
        return ASSAY_OK;
    for (size_t i = 0; given != NULL && given[i] != NULL; i += 2) {
        if (strcmp(given[i], history->schema) == 0) {
            out->to = strcmp(given[i + 1], history->schema) == 0 ? NULL : given[i + 1];
            return ASSAY_OK;
        }
    }
    assay_map *names = relation_names(history, arena);
    if (names == NULL)
        return assay_fail_nomem(err);
    overlap *items = NULL;
    size_t n = 0;
    assay_status status = count_overlaps(&items, &n, names, snapshot->catalog, arena, err);
    if (status != ASSAY_OK || n == 0)
        return status;
    size_t best = 0, ties = 0;
    for (size_t i = 1; i < n; i++)
        if (better(&items[i], &items[best], history, snapshot->search_path))
            best = i;
    for (size_t i = 0; i < n; i++)
        ties += items[i].count == items[best].count;
    if (strcmp(items[best].schema, history->schema) == 0)
        return ASSAY_OK;
    out->to = items[best].schema;
    if (ties > 1) {
        out->note = assay_arena_printf(
            arena,
            "%zu schemas hold as much of the history '%s'; '%s' was taken: choose with "
            "--schema-map %s=SCHEMA",
            ties, history->project, out->to, out->from);
        if (out->note == NULL)
            return assay_fail_nomem(err);
    }
    return ASSAY_OK;
}

static const char *swapped(const char *schema, const char *a, const char *b)
{
    if (strcmp(schema, a) == 0)
        return b;
    return strcmp(schema, b) == 0 ? a : schema;
}

/* Three steps through a name that no schema has: PostgreSQL forbids the zero byte, not this one, so
 * the name is also long enough to be nobody's. */
static assay_status swap_text(assay_buffer *out, const char *text, const char *a, const char *b,
                              assay_error *err)
{
    static const char between[] = "\x01 assay schema map, neither of both names, longer than any";
    assay_buffer one = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT), two = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = assay_canon_remap_schema(&one, text, a, between, err);
    if (status == ASSAY_OK)
        status = assay_canon_remap_schema(&two, assay_buffer_text(&one), b, a, err);
    assay_buffer_clear(out);
    if (status == ASSAY_OK)
        status = assay_canon_remap_schema(out, assay_buffer_text(&two), between, b, err);
    assay_buffer_release(&one);
    assay_buffer_release(&two);
    return status;
}

static bool holds_names(assay_form form)
{
    return form == ASSAY_FORM_NAME || form == ASSAY_FORM_TYPE || form == ASSAY_FORM_EXPR ||
           form == ASSAY_FORM_QUERY || form == ASSAY_FORM_LIST;
}

/* False only if the text cannot name the schema; one with quotes in its name stands there with
 * twice as many. */
static bool may_name(const char *text, const char *schema)
{
    return strchr(schema, '"') != NULL || strstr(text, schema) != NULL;
}

/* The name of a copy: a schema's own, or the types in a signature. */
static assay_status swap_name(const char **out, const assay_object *object, const char *a,
                              const char *b, assay_buffer *text, assay_error *err)
{
    *out = object->kind == ASSAY_KIND_schema ? swapped(object->name, a, b) : object->name;
    const char *signature = assay_object_signature(object->kind, object->name);
    if (*signature == '\0' || !(may_name(signature, a) || may_name(signature, b)))
        return ASSAY_OK;
    assay_buffer types = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = swap_text(&types, signature, a, b, err);
    assay_buffer_clear(text);
    assay_buffer_add_n(text, object->name, (size_t)(signature - object->name));
    assay_buffer_add(text, assay_buffer_text(&types));
    assay_buffer_release(&types);
    if (status == ASSAY_OK)
        status = assay_buffer_check(text, err);
    *out = assay_buffer_text(text);
    return status;
}

static assay_status swap_object(assay_catalog *to, const assay_object *object, const char *a,
                                const char *b, assay_buffer *text, assay_error *err)
{
    const assay_kind_info *info = assay_kind_get(object->kind);
    const char *name;
    assay_status status = swap_name(&name, object, a, b, text, err);
    if (status != ASSAY_OK || (object->kind == ASSAY_KIND_schema && strcmp(name, "public") == 0))
        return status;
    assay_object *copy = assay_catalog_add(to, object->kind, swapped(object->schema, a, b),
                                           object->relation, name, err);
    if (copy == NULL)
        return ASSAY_NOMEM;
    for (size_t i = 0; i < info->n_attributes && status == ASSAY_OK; i++) {
        const char *value = object->values[i];
        bool names = value != NULL && holds_names(info->attributes[i].form) &&
                     (may_name(value, a) || may_name(value, b));
        if (names) {
            status = swap_text(text, value, a, b, err);
            value = assay_buffer_text(text);
        }
        if (status == ASSAY_OK)
            status = assay_object_set(to, copy, (int)i, value, err);
    }
    copy->unknown = object->unknown;
    if (object->reason != NULL)
        copy->reason = assay_strings_intern(to->strings, object->reason);
    return status;
}

assay_status assay_schema_map_swap(assay_catalog **out, const assay_catalog *catalog, const char *a,
                                   const char *b, assay_error *err)
{
    *out = NULL;
    assay_catalog *copy = assay_catalog_new(catalog->dialect);
    if (copy == NULL)
        return assay_fail_nomem(err);
    copy->unread = catalog->unread;
    copy->partial = catalog->partial;
    copy->server_major = catalog->server_major;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < catalog->n_objects && status == ASSAY_OK; i++)
        status = swap_object(copy, catalog->objects[i], a, b, &text, err);
    if (status == ASSAY_OK)
        status = assay_catalog_seal(copy, err);
    assay_buffer_release(&text);
    if (status != ASSAY_OK) {
        assay_catalog_free(copy);
        return status;
    }
    *out = copy;
    return ASSAY_OK;
}

const char *assay_schema_map_back(const assay_schema_map *map, const char *schema)
{
    if (map->to != NULL && strcmp(schema, map->to) == 0)
        return map->from;
    if (map->to != NULL && strcmp(schema, map->from) == 0)
        return map->to;
    return schema;
}

const char *assay_schema_map_name(assay_arena *arena, const char *name, const char *from,
                                  const char *to)
{
    assay_buffer a = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME), b = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_quote_identifier(&a, from);
    assay_quote_identifier(&b, to);
    assay_buffer_add_char(&a, '.');
    assay_buffer_add_char(&b, '.');
    const char *result = name;
    if (a.status == ASSAY_OK && strncmp(name, assay_buffer_text(&a), a.length) == 0)
        result = assay_arena_printf(arena, "%s%s", assay_buffer_text(&b), name + a.length);
    assay_buffer_release(&a);
    assay_buffer_release(&b);
    return result;
}

/* SPDX-License-Identifier: MIT */
/*
 * Differences that are the consequence of others, judged by names alone: by what the texts of an
 * object mention, by the table it lives in, and by what that table inherits. So it works for every
 * server and for histories, none of which need to know what depends on what.
 */
#include "verdict/dependant.h"

#include <string.h>

#include "base/limits.h"
#include "verdict/words.h"

/* Causes beyond these would only make a report longer; what is farther away than these steps is not
 * looked at, and nobody's cause. */
enum { MAX_CAUSES = 8, MAX_DISTANCE = 64, MAX_VISITED = 1000 };

typedef struct listing {
    struct listing *next;
    size_t index; /* of a difference */
} listing;

typedef struct node {
    size_t causes[MAX_CAUSES];
    size_t n_causes;
    size_t visited; /* the number of the last walk that came here */
} node;

/* What one side of a difference says. */
typedef struct side {
    const assay_object *object; /* or NULL */
    assay_words words;
    assay_map *names;
} side;

typedef struct marking {
    assay_differences *differences;
    const assay_catalog *catalogs[2]; /* expected, actual */
    assay_arena *arena, *scratch;     /* scratch: for one difference */
    assay_map *by_name;               /* schema and name: listing of what lives in a schema */
    assay_map *columns_of;            /* schema and relation: listing of columns */
    assay_map *keys_of;               /* schema and relation: listing of keys */
    assay_map *by_key;                /* assay_object_key: listing */
    node *nodes;
    size_t walks, visited; /* walks so far, nodes that this one came to */
    bool failed;           /* memory is gone */
} marking;

/* ---- what may be a cause ---- */

/* A changed object of these kinds changes what mentions it only by these attributes. */
static const struct {
    assay_kind kind;
    int attribute; /* -1: by none */
} spreading[] = {
    {ASSAY_KIND_column, ASSAY_column_type},
    {ASSAY_KIND_column, ASSAY_column_collation},
    {ASSAY_KIND_column, ASSAY_column_generated},
    {ASSAY_KIND_domain, ASSAY_domain_type},
    {ASSAY_KIND_domain, ASSAY_domain_collation},
    {ASSAY_KIND_view, ASSAY_view_columns},
    {ASSAY_KIND_view, ASSAY_view_definition},
    {ASSAY_KIND_materialized_view, ASSAY_materialized_view_columns},
    {ASSAY_KIND_materialized_view, ASSAY_materialized_view_definition},
    {ASSAY_KIND_function, ASSAY_function_arguments},
    {ASSAY_KIND_function, ASSAY_function_result},
    {ASSAY_KIND_procedure, ASSAY_procedure_arguments},
    {ASSAY_KIND_schema, -1},
    {ASSAY_KIND_sequence, -1},
    {ASSAY_KIND_table, -1},
    {ASSAY_KIND_foreign_table, -1},
};

static bool differs_in(const assay_difference *d, int attribute)
{
    const char *name = assay_kind_get(d->kind)->attributes[attribute].name;
    for (size_t i = 0; i < d->n_attributes; i++)
        if (strcmp(d->attributes[i].name, name) == 0)
            return true;
    return false;
}

static bool spreads(const assay_difference *d)
{
    if (d->change != ASSAY_CHANGED)
        return true;
    bool listed = false;
    for (size_t i = 0; i < sizeof spreading / sizeof *spreading; i++) {
        if (spreading[i].kind != d->kind)
            continue;
        listed = true;
        if (spreading[i].attribute >= 0 && differs_in(d, spreading[i].attribute))
            return true;
    }
    if (listed)
        return false;
    for (size_t i = 0; i < d->n_attributes; i++) {
        int attribute = assay_attribute_find(d->kind, d->attributes[i].name);
        if (assay_attribute_compared(d->kind, attribute, ASSAY_COMPARE_DEFAULT))
            return true;
    }
    return false;
}

/* Only what could follow from another object's change: never a comment, an owner or a flag. */
static bool may_follow(const assay_difference *d)
{
    if (d->change != ASSAY_CHANGED)
        return d->change != ASSAY_RENAMED;
    for (size_t i = 0; i < d->n_attributes; i++) {
        int attribute = assay_attribute_find(d->kind, d->attributes[i].name);
        if (!assay_attribute_names(d->kind, (size_t)attribute,
                                   d->expected_object->values[attribute]) &&
            !assay_attribute_names(d->kind, (size_t)attribute, d->actual_object->values[attribute]))
            return false;
    }
    return true;
}

/* ---- finding ---- */

static const char *joined(marking *m, assay_arena *arena, const char *schema, const char *name)
{
    const char *key = assay_arena_printf(arena, "%s\x1f%s", schema, name);
    m->failed |= key == NULL;
    return key == NULL ? "" : key;
}

static void list(marking *m, assay_map *map, const char *key, size_t index)
{
    listing *entry = assay_arena_alloc(m->arena, sizeof *entry);
    if (entry != NULL)
        *entry = (listing){assay_map_find(map, key), index};
    m->failed |= entry == NULL || !assay_map_put(map, key, entry);
}

static void list_object(marking *m, const assay_object *o, size_t index)
{
    assay_buffer key = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    const char *text = assay_arena_strdup(
        m->arena, assay_object_key(&key, o->kind, o->schema, o->relation, o->name));
    assay_buffer_release(&key);
    if (text == NULL) {
        m->failed = true;
        return;
    }
    list(m, m->by_key, text, index);
    if (!spreads(&m->differences->items[index]))
        return;
    if (o->kind == ASSAY_KIND_column)
        list(m, m->columns_of, joined(m, m->arena, o->schema, o->relation), index);
    else if (o->kind == ASSAY_KIND_primary_key || o->kind == ASSAY_KIND_unique)
        list(m, m->keys_of, joined(m, m->arena, o->schema, o->relation), index);
    else if (o->relation[0] == '\0')
        list(m, m->by_name,
             joined(m, m->arena, o->schema,
                    assay_arena_strndup(m->arena, o->name,
                                        strlen(o->name) -
                                            strlen(assay_object_signature(o->kind, o->name)))),
             index);
}

static void list_all(marking *m)
{
    for (size_t i = m->differences->n_items; i-- > 0 && !m->failed;) {
        const assay_difference *d = &m->differences->items[i];
        if (d->actual_object != NULL && (d->expected_object == NULL || d->change == ASSAY_RENAMED))
            list_object(m, d->actual_object, i);
        if (d->expected_object != NULL)
            list_object(m, d->expected_object, i);
    }
}

static listing *find_key(marking *m, assay_kind kind, const char *schema, const char *relation,
                         const char *name)
{
    assay_buffer key = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    listing *found =
        assay_map_find(m->by_key, assay_object_key(&key, kind, schema, relation, name));
    assay_buffer_release(&key);
    return found;
}

/* ---- adding ---- */

/* True if `to` is a cause of `from`, at however many removes, or too far away to tell. */
static bool reaches(marking *m, size_t from, size_t to, size_t distance)
{
    node *n = &m->nodes[from];
    if (from == to || distance > MAX_DISTANCE || m->visited > MAX_VISITED)
        return true;
    if (n->visited == m->walks)
        return false;
    n->visited = m->walks;
    m->visited++;
    for (size_t i = 0; i < n->n_causes; i++)
        if (reaches(m, n->causes[i], to, distance + 1))
            return true;
    return false;
}

static void blame(marking *m, size_t index, size_t cause)
{
    node *n = &m->nodes[index];
    for (size_t i = 0; i < n->n_causes; i++)
        if (n->causes[i] == cause)
            return;
    m->walks++;
    m->visited = 0;
    if (n->n_causes < MAX_CAUSES && !reaches(m, cause, index, 0))
        n->causes[n->n_causes++] = cause;
}

/* ---- what a difference mentions ---- */

static void read_side(marking *m, side *out, const assay_object *object)
{
    *out = (side){.object = object, .names = assay_map_new(m->scratch)};
    if (out->names == NULL) {
        m->failed = true;
        return;
    }
    if (object == NULL)
        return;
    const assay_kind_info *info = assay_kind_get(object->kind);
    for (size_t i = 0; i < info->n_attributes; i++)
        if (object->values[i] != NULL &&
            assay_attribute_names(object->kind, i, object->values[i]) &&
            !assay_words_add(&out->words, m->scratch, m->catalogs[0]->dialect, object->values[i]))
            m->failed = true;
    for (size_t i = 0; i < out->words.n && !m->failed; i++)
        if (out->words.items[i].name &&
            !assay_map_put(out->names, out->words.items[i].text, &out->words.items[i]))
            m->failed = true;
}

/* True if the cause, named like this on this side, can have made the difference. */
static bool fits(const assay_difference *d, const assay_difference *cause, bool actual)
{
    switch (cause->change) {
    case ASSAY_MISSING:
        return !actual && d->change != ASSAY_UNEXPECTED;
    case ASSAY_UNEXPECTED:
        return actual && d->change != ASSAY_MISSING;
    case ASSAY_CHANGED:
    case ASSAY_RENAMED:
        return d->change == ASSAY_CHANGED;
    }
    return false;
}

static void blame_columns(marking *m, size_t index, const side *s, bool actual, const char *schema,
                          const char *relation)
{
    listing *l = assay_map_find(m->columns_of, joined(m, m->scratch, schema, relation));
    for (; l != NULL; l = l->next) {
        const assay_difference *cause = &m->differences->items[l->index];
        const assay_object *o =
            actual && cause->actual_object != NULL ? cause->actual_object : cause->expected_object;
        if (o != NULL && fits(&m->differences->items[index], cause, actual) &&
            assay_map_find(s->names, o->name) != NULL)
            blame(m, index, l->index);
    }
}

static void blame_named(marking *m, size_t index, const side *s, bool actual, const char *schema,
                        const char *name)
{
    listing *l = assay_map_find(m->by_name, joined(m, m->scratch, schema, name));
    for (; l != NULL; l = l->next)
        if (fits(&m->differences->items[index], &m->differences->items[l->index], actual))
            blame(m, index, l->index);
    blame_columns(m, index, s, actual, schema, name);
}

static void blame_mentioned(marking *m, size_t index, const side *s, bool actual)
{
    const assay_object *o = s->object;
    if (o == NULL)
        return;
    /* A table's own texts (its partition key) name its own columns. */
    const char *relation = o->relation[0] != '\0' ? o->relation : o->name;
    blame_columns(m, index, s, actual, o->schema, relation);
    const assay_word *w = s->words.items;
    for (size_t i = 0; i < s->words.n && !m->failed; i++) {
        if (!w[i].name)
            continue;
        if (o->schema[0] == '\0')
            blame_named(m, index, s, actual, "", w[i].text);
        else if (i + 2 < s->words.n && assay_word_is(&w[i + 1], ".") && w[i + 2].name)
            blame_named(m, index, s, actual, w[i].text, w[i + 2].text);
    }
}

/* ---- where it stands ---- */

/* A partition that was attached or detached: what its parent brought is its own then, or gone. */
static void blame_partition(marking *m, size_t index, const assay_object *o)
{
    listing *l = find_key(m, ASSAY_KIND_table, o->schema, "", o->relation);
    for (; l != NULL; l = l->next) {
        const assay_difference *table = &m->differences->items[l->index];
        if (table->change == ASSAY_CHANGED && differs_in(table, ASSAY_table_partition_of))
            blame(m, index, l->index);
    }
}

/* What differs alike in a table and in the one it inherits from differs because of that one. */
static void blame_parent(marking *m, size_t index, const assay_object *o, const char *schema,
                         const char *parent)
{
    const assay_difference *d = &m->differences->items[index];
    listing *l = find_key(m, o->kind, schema, parent, o->name);
    for (; l != NULL; l = l->next)
        if (m->differences->items[l->index].change == d->change)
            blame(m, index, l->index);
}

static void blame_inherited(marking *m, size_t index, const assay_object *o, int catalog)
{
    static const int attributes[] = {ASSAY_table_inherits, ASSAY_table_partition_of};
    const assay_object *table =
        assay_catalog_find(m->catalogs[catalog], ASSAY_KIND_table, o->schema, "", o->relation);
    for (size_t k = 0; table != NULL && k < 2; k++) {
        const char *text = table->values[attributes[k]];
        assay_words words = {0};
        if (text != NULL && !assay_words_add(&words, m->scratch, m->catalogs[0]->dialect, text))
            m->failed = true;
        for (size_t i = 0; i + 2 < words.n; i++)
            if (words.items[i].name && assay_word_is(&words.items[i + 1], "."))
                blame_parent(m, index, o, words.items[i].text, words.items[i + 2].text);
    }
}

/* A key that is gone takes along the foreign keys that referred to its columns. */
static void blame_key(marking *m, size_t index, const side *s)
{
    const assay_object *o = s->object;
    const char *columns = o == NULL ? NULL : o->values[ASSAY_foreign_key_referenced_columns];
    for (size_t i = 0; columns != NULL && i + 2 < s->words.n && !m->failed; i++) {
        if (!s->words.items[i].name || !assay_word_is(&s->words.items[i + 1], "."))
            continue;
        const char *key = joined(m, m->scratch, s->words.items[i].text, s->words.items[i + 2].text);
        for (listing *l = assay_map_find(m->keys_of, key); l != NULL; l = l->next) {
            const assay_difference *cause = &m->differences->items[l->index];
            const assay_object *k = cause->expected_object;
            int attribute = k == NULL ? -1 : assay_attribute_find(k->kind, "columns");
            if (attribute >= 0 && cause->change == ASSAY_MISSING && k->values[attribute] != NULL &&
                strcmp(k->values[attribute], columns) == 0)
                blame(m, index, l->index);
        }
    }
}

static void mark(marking *m, size_t index)
{
    const assay_difference *d = &m->differences->items[index];
    const assay_object *objects[2] = {d->expected_object, d->actual_object};
    assay_arena_reset(m->scratch);
    const assay_object *o = objects[0] != NULL ? objects[0] : objects[1];
    if (o->relation[0] != '\0') {
        blame_partition(m, index, o);
        blame_inherited(m, index, o, objects[0] != NULL ? 0 : 1);
    }
    if (m->nodes[index].n_causes > 0 || !may_follow(d))
        return;
    for (int actual = 0; actual < 2 && !m->failed; actual++) {
        side s;
        read_side(m, &s, objects[actual]);
        if (!m->failed)
            blame_mentioned(m, index, &s, actual == 1);
        if (!m->failed && d->kind == ASSAY_KIND_foreign_key && d->change == ASSAY_MISSING)
            blame_key(m, index, &s);
    }
}

/* ---- the result ---- */

assay_status assay_dependant_add(assay_difference *difference, const assay_cause *cause,
                                 assay_arena *arena, assay_error *err)
{
    for (size_t i = 0; i < difference->n_because; i++)
        if (difference->because[i].kind == cause->kind &&
            strcmp(difference->because[i].object, cause->object) == 0)
            return ASSAY_OK;
    if (difference->because == NULL)
        difference->because = assay_arena_calloc(arena, MAX_CAUSES, sizeof *cause);
    if (difference->because == NULL)
        return assay_fail_nomem(err);
    if (difference->n_because < MAX_CAUSES)
        difference->because[difference->n_because++] = *cause;
    return ASSAY_OK;
}

static assay_status write_causes(marking *m, assay_error *err)
{
    assay_differences *all = m->differences;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < all->n_items; i++) {
        for (size_t k = 0; k < m->nodes[i].n_causes && status == ASSAY_OK; k++) {
            const assay_difference *c = &all->items[m->nodes[i].causes[k]];
            assay_cause cause = {c->change,          c->kind, c->object, c->actual,
                                 c->expected_object, NULL};
            status = assay_dependant_add(&all->items[i], &cause, all->arena, err);
        }
        /* Only what a table inherits is renamed along with something else. */
        if (all->items[i].change == ASSAY_RENAMED && all->items[i].n_because > 0 &&
            all->items[i].n_attributes == 0)
            all->items[i].follows = true;
    }
    return status;
}

static bool prepare(marking *m)
{
    if (m->arena == NULL || m->scratch == NULL)
        return false;
    m->by_name = assay_map_new(m->arena);
    m->columns_of = assay_map_new(m->arena);
    m->keys_of = assay_map_new(m->arena);
    m->by_key = assay_map_new(m->arena);
    m->nodes = assay_arena_calloc(m->arena, m->differences->n_items, sizeof *m->nodes);
    return m->by_name != NULL && m->columns_of != NULL && m->keys_of != NULL && m->by_key != NULL &&
           m->nodes != NULL;
}

assay_status assay_dependants_mark(assay_differences *differences, const assay_catalog *expected,
                                   const assay_catalog *actual, assay_error *err)
{
    if (differences->n_items < 2)
        return ASSAY_OK;
    marking m = {.differences = differences,
                 .catalogs = {expected, actual},
                 .arena = assay_arena_new(),
                 .scratch = assay_arena_new()};
    m.failed = !prepare(&m);
    if (!m.failed)
        list_all(&m);
    for (size_t i = 0; i < differences->n_items && !m.failed; i++)
        if (differences->items[i].n_because == 0)
            mark(&m, i);
    assay_status status = m.failed ? assay_fail_nomem(err) : write_causes(&m, err);
    assay_arena_free(m.scratch);
    assay_arena_free(m.arena);
    return status;
}

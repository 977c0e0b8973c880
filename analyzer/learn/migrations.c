/* SPDX-License-Identifier: MIT */
#include "learn/migrations.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

assay_migrations *assay_migrations_new(void)
{
    assay_arena *arena = assay_arena_new();
    assay_migrations *migrations =
        arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *migrations);
    if (migrations == NULL) {
        assay_arena_free(arena);
        return NULL;
    }
    *migrations = (assay_migrations){.arena = arena, .tool = "", .origin = "", .driver = ""};
    return migrations;
}

void assay_migrations_free(assay_migrations *migrations)
{
    if (migrations != NULL)
        assay_arena_free(migrations->arena);
}

assay_migration *assay_migrations_add(assay_migrations *migrations, const char *id,
                                      const char *file, int line, assay_error *err)
{
    assay_arena *arena = migrations->arena;
    if (migrations->n_items >= ASSAY_MAX_REVISIONS) {
        assay_fail(err, ASSAY_LIMIT, "more than %u migrations", ASSAY_MAX_REVISIONS);
        return NULL;
    }
    assay_migration *items = assay_arena_grow(arena, migrations->items, &migrations->capacity,
                                              migrations->n_items + 1, sizeof *items);
    assay_migration added = {.id = assay_arena_strdup(arena, id),
                             .label = "",
                             .file = assay_arena_strdup(arena, file),
                             .line = line};
    if (items == NULL || added.id == NULL || added.file == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    migrations->items = items;
    items[migrations->n_items] = added;
    return &items[migrations->n_items++];
}

assay_status assay_migration_add_parent(assay_migrations *migrations, assay_migration *migration,
                                        const char *id, bool depends, int line, assay_error *err)
{
    size_t n = migration->n_parents;
    if (n >= ASSAY_MAX_PARENTS)
        return assay_fail(err, ASSAY_LIMIT, "revision '%s' names more than %u parents",
                          migration->id, ASSAY_MAX_PARENTS);
    /* Few parents: an exact copy each time is cheap enough and needs no capacity. */
    assay_migration_parent *parents = assay_arena_calloc(migrations->arena, n + 1, sizeof *parents);
    const char *copy = assay_arena_strdup(migrations->arena, id);
    if (parents == NULL || copy == NULL)
        return assay_fail_nomem(err);
    if (n > 0)
        memcpy(parents, migration->parents, n * sizeof *parents);
    parents[n] = (assay_migration_parent){.id = copy, .line = line, .depends = depends};
    migration->parents = parents;
    migration->n_parents = n + 1;
    return ASSAY_OK;
}

assay_status assay_migration_add_script(assay_migrations *migrations, assay_migration *migration,
                                        const assay_script *script, assay_error *err)
{
    size_t n = migration->n_scripts;
    assay_script *scripts = assay_arena_calloc(migrations->arena, n + 1, sizeof *scripts);
    if (scripts == NULL)
        return assay_fail_nomem(err);
    if (n > 0)
        memcpy(scripts, migration->scripts, n * sizeof *scripts);
    scripts[n] = *script;
    migration->scripts = scripts;
    migration->n_scripts = n + 1;
    return ASSAY_OK;
}

assay_status assay_migrations_find(assay_migrations *migrations, assay_finding_level level,
                                   const char *revision, const char *file, int line,
                                   assay_error *err, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assay_arena *arena = migrations->arena;
    assay_finding *findings =
        assay_arena_grow(arena, migrations->findings, &migrations->findings_capacity,
                         migrations->n_findings + 1, sizeof *findings);
    assay_finding finding = {.level = level,
                             .revision = assay_arena_strdup(arena, revision),
                             .file = assay_arena_strdup(arena, file),
                             .line = line,
                             .text = assay_arena_strdup(arena, text)};
    if (findings == NULL || finding.revision == NULL || finding.file == NULL ||
        finding.text == NULL)
        return assay_fail_nomem(err);
    migrations->findings = findings;
    findings[migrations->n_findings++] = finding;
    return ASSAY_OK;
}

/* ---- order ---- */

/* What is known of a migration while the order is found. */
typedef struct place {
    size_t index;   /* among the items */
    size_t depth;   /* the longest way from a root */
    size_t waiting; /* parents that are not done */
    size_t first;   /* of its children in `children`, up to the next one's */
    bool done;
} place;

typedef struct ordering {
    assay_migrations *migrations;
    assay_arena *scratch;
    assay_map *by_id;   /* id -> its first migration */
    assay_map *by_file; /* a file's name, also without what follows a dot -> migration; or NULL */
    place *places;      /* one more than there are migrations */
    size_t *children;
    size_t *queue; /* has room for all */
    assay_error *err;
} ordering;

static assay_status break_it(ordering *o, assay_migration *m, int line, const char *reason)
{
    if (m->broken != NULL)
        return ASSAY_OK;
    m->broken = reason;
    return assay_migrations_find(o->migrations, ASSAY_FINDING_ERROR, m->id, m->file, line, o->err,
                                 "%s", reason);
}

static bool add_file_name(ordering *o, const char *name, size_t length, assay_migration *m)
{
    const char *key = assay_arena_strndup(o->scratch, name, length);
    return key != NULL &&
           (assay_map_find(o->by_file, key) != NULL || assay_map_put(o->by_file, key, m));
}

static assay_status map_files(ordering *o)
{
    assay_migrations *all = o->migrations;
    o->by_file = assay_map_new(o->scratch);
    for (size_t i = 0; o->by_file != NULL && i < all->n_items; i++) {
        const char *slash = strrchr(all->items[i].file, '/');
        const char *name = slash == NULL ? all->items[i].file : slash + 1;
        size_t length = strlen(name), first = strcspn(name, ".");
        const char *last = strrchr(name, '.');
        if (!add_file_name(o, name, length, &all->items[i]) ||
            !add_file_name(o, name, first, &all->items[i]) ||
            !add_file_name(o, name, last == NULL ? length : (size_t)(last - name), &all->items[i]))
            return assay_fail_nomem(o->err);
    }
    return o->by_file == NULL ? assay_fail_nomem(o->err) : ASSAY_OK;
}

/* People name a parent by its file. NULL if memory is gone. */
static const char *describe_dangling(ordering *o, const assay_migration_parent *parent)
{
    const assay_migrations *all = o->migrations;
    const char *verb = parent->depends ? "depends on" : "revises";
    if (o->by_file == NULL && map_files(o) != ASSAY_OK)
        return NULL;
    const assay_migration *meant = assay_map_find(o->by_file, parent->id);
    if (meant != NULL)
        return assay_arena_printf(all->arena,
                                  "%s '%s', which is the name of a file: its id is '%s'", verb,
                                  parent->id, meant->id);
    return assay_arena_printf(all->arena, "%s '%s', which is not there", verb, parent->id);
}

/* Alembic's version table holds ids of at most 32 characters. */
static assay_status find_wide_ids(ordering *o)
{
    enum { WIDTH = 32 };
    assay_migrations *all = o->migrations;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < all->n_items && status == ASSAY_OK; i++) {
        const assay_migration *m = &all->items[i];
        if (strcmp(all->tool, "alembic") == 0 && assay_id_characters(m->id) > WIDTH)
            status = assay_migrations_find(
                all, ASSAY_FINDING_WARNING, m->id, m->file, m->line, o->err,
                "the id has %zu characters, and alembic_version takes %d unless it was widened",
                assay_id_characters(m->id), WIDTH);
    }
    return status;
}

static assay_status resolve_parents(ordering *o)
{
    assay_migrations *all = o->migrations;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < all->n_items && status == ASSAY_OK; i++) {
        assay_migration *m = &all->items[i], *first = assay_map_find(o->by_id, m->id);
        if (first == NULL && !assay_map_put(o->by_id, m->id, m))
            return assay_fail_nomem(o->err);
        if (first == NULL)
            continue;
        const char *reason = assay_arena_printf(
            all->arena, "the id is that of '%s' too, which is taken", first->file);
        status = reason == NULL ? assay_fail_nomem(o->err) : break_it(o, m, m->line, reason);
    }
    for (size_t i = 0; i < all->n_items && status == ASSAY_OK; i++) {
        assay_migration *m = &all->items[i];
        for (size_t k = 0; k < m->n_parents && status == ASSAY_OK; k++) {
            assay_migration *parent = assay_map_find(o->by_id, m->parents[k].id);
            m->parents[k].target = parent == NULL ? SIZE_MAX : (size_t)(parent - all->items);
            if (parent != NULL)
                continue;
            const char *reason = describe_dangling(o, &m->parents[k]);
            status = reason == NULL ? assay_fail_nomem(o->err)
                                    : break_it(o, m, m->parents[k].line, reason);
        }
    }
    return status;
}

/* Those who name it as a parent, for each migration. */
static assay_status link_children(ordering *o)
{
    const assay_migrations *all = o->migrations;
    size_t n = all->n_items, edges = 0;
    for (size_t i = 0; i < n; i++) {
        o->places[i].waiting = all->items[i].n_parents;
        for (size_t k = 0; k < all->items[i].n_parents; k++) {
            size_t parent = all->items[i].parents[k].target;
            if (parent != SIZE_MAX)
                o->places[parent + 1].first++;
        }
    }
    for (size_t i = 0; i < n; i++)
        o->places[i + 1].first += o->places[i].first;
    edges = o->places[n].first;
    o->children = assay_arena_calloc(o->scratch, edges + 1, sizeof *o->children);
    o->queue = assay_arena_calloc(o->scratch, n + 1, sizeof *o->queue);
    if (o->children == NULL || o->queue == NULL)
        return assay_fail_nomem(o->err);
    /* Filled from behind: `first` ends where it belongs. */
    for (size_t i = 0; i < n; i++)
        o->places[i].first = o->places[i + 1].first;
    for (size_t i = n; i-- > 0;)
        for (size_t k = all->items[i].n_parents; k-- > 0;)
            if (all->items[i].parents[k].target != SIZE_MAX)
                o->children[--o->places[all->items[i].parents[k].target].first] = i;
    return ASSAY_OK;
}

/* What is broken makes broken what builds on it, as far as that reaches: no findings of their own.
 */
static assay_status spread(ordering *o)
{
    assay_migrations *all = o->migrations;
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < all->n_items; i++)
        if (all->items[i].broken != NULL)
            o->queue[tail++] = i;
    while (head < tail) {
        size_t i = o->queue[head++];
        for (size_t c = o->places[i].first; c < o->places[i + 1].first; c++) {
            assay_migration *child = &all->items[o->children[c]];
            if (child->broken != NULL)
                continue;
            child->broken = assay_arena_printf(all->arena, "builds on '%s', which cannot be used",
                                               all->items[i].id);
            if (child->broken == NULL)
                return assay_fail_nomem(o->err);
            o->queue[tail++] = o->children[c];
        }
    }
    return ASSAY_OK;
}

static bool is_left(const ordering *o, size_t i)
{
    return !o->places[i].done && o->migrations->items[i].broken == NULL;
}

/* Of what is left, those on which others that are left build: without whatever nothing builds on, a
 * cycle remains. */
static assay_status break_cycles(ordering *o)
{
    assay_migrations *all = o->migrations;
    assay_bitset above;
    size_t head = 0, tail = 0;
    if (!assay_bitset_init(&above, o->scratch, all->n_items + 1))
        return assay_fail_nomem(o->err);
    for (size_t i = 0; i < all->n_items; i++) {
        o->places[i].waiting = 0;
        for (size_t c = o->places[i].first; c < o->places[i + 1].first; c++)
            o->places[i].waiting += is_left(o, o->children[c]);
        if (is_left(o, i) && o->places[i].waiting == 0)
            o->queue[tail++] = i;
    }
    while (head < tail) {
        const assay_migration *m = &all->items[o->queue[head]];
        assay_bitset_add(&above, o->queue[head++]);
        for (size_t k = 0; k < m->n_parents; k++)
            if (--o->places[m->parents[k].target].waiting == 0 && is_left(o, m->parents[k].target))
                o->queue[tail++] = m->parents[k].target;
    }
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < all->n_items && status == ASSAY_OK; i++)
        if (is_left(o, i) && !assay_bitset_has(&above, i))
            status = break_it(o, &all->items[i], all->items[i].line,
                              "is its own ancestor: the revisions form a cycle");
    return status;
}

/* Depths, parents first: whoever waits for none is done. Whatever is left over stands in a cycle,
 * builds on one, or on something broken. */
static assay_status find_depths(ordering *o)
{
    const assay_migrations *all = o->migrations;
    size_t head = 0, tail = 0;
    assay_status status = link_children(o);
    for (size_t i = 0; i < all->n_items && status == ASSAY_OK; i++)
        if (o->places[i].waiting == 0 && all->items[i].broken == NULL)
            o->queue[tail++] = i;
    while (head < tail) {
        size_t i = o->queue[head++];
        o->places[i].done = true;
        for (size_t c = o->places[i].first; c < o->places[i + 1].first; c++) {
            place *child = &o->places[o->children[c]];
            if (child->depth <= o->places[i].depth)
                child->depth = o->places[i].depth + 1;
            if (--child->waiting == 0 && all->items[o->children[c]].broken == NULL)
                o->queue[tail++] = o->children[c];
        }
    }
    if (status == ASSAY_OK)
        status = spread(o);
    if (status == ASSAY_OK)
        status = break_cycles(o);
    return status == ASSAY_OK ? spread(o) : status;
}

static int compare_places(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->done != y->done)
        return x->done ? -1 : 1;
    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

/* The usable ones in order, then the broken ones; targets follow. */
static assay_status sort_items(ordering *o)
{
    assay_migrations *all = o->migrations;
    assay_migration *sorted = assay_arena_calloc(all->arena, all->n_items + 1, sizeof *sorted);
    size_t *ranks = assay_arena_calloc(o->scratch, all->n_items + 1, sizeof *ranks);
    if (sorted == NULL || ranks == NULL)
        return assay_fail_nomem(o->err);
    qsort(o->places, all->n_items, sizeof *o->places, compare_places);
    for (size_t i = 0; i < all->n_items; i++)
        ranks[o->places[i].index] = i;
    for (size_t i = 0; i < all->n_items; i++) {
        sorted[i] = all->items[o->places[i].index];
        for (size_t k = 0; k < sorted[i].n_parents; k++)
            if (sorted[i].parents[k].target != SIZE_MAX)
                sorted[i].parents[k].target = ranks[sorted[i].parents[k].target];
    }
    all->items = sorted;
    all->capacity = all->n_items + 1;
    return ASSAY_OK;
}

static assay_status find_ancestors(ordering *o)
{
    assay_migrations *all = o->migrations;
    all->ancestors = assay_arena_calloc(all->arena, all->n_items + 1, sizeof *all->ancestors);
    if (all->ancestors == NULL)
        return assay_fail_nomem(o->err);
    for (size_t i = 0; i < all->n_items; i++) {
        if (!assay_bitset_init(&all->ancestors[i], all->arena, all->n_items))
            return assay_fail_nomem(o->err);
        assay_bitset_add(&all->ancestors[i], i);
        for (size_t k = 0; k < all->items[i].n_parents && all->items[i].broken == NULL; k++)
            assay_bitset_or(&all->ancestors[i], &all->ancestors[all->items[i].parents[k].target]);
    }
    return ASSAY_OK;
}

/* Several beginnings or ends are allowed, and mostly an accident. */
static assay_status find_ends(ordering *o)
{
    assay_migrations *all = o->migrations;
    assay_bitset used;
    if (!assay_bitset_init(&used, o->scratch, all->n_items + 1))
        return assay_fail_nomem(o->err);
    const assay_migration *root = NULL, *head = NULL;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < all->n_items && status == ASSAY_OK; i++) {
        const assay_migration *m = &all->items[i];
        for (size_t k = 0; k < m->n_parents && m->broken == NULL; k++)
            assay_bitset_add(&used, m->parents[k].target);
        if (m->broken != NULL || m->n_parents > 0)
            continue;
        if (root != NULL)
            status = assay_migrations_find(all, ASSAY_FINDING_WARNING, m->id, m->file, m->line,
                                           o->err, "is a further root, beside '%s'", root->id);
        root = m;
    }
    for (size_t i = 0; i < all->n_items && status == ASSAY_OK; i++) {
        const assay_migration *m = &all->items[i];
        if (m->broken != NULL || assay_bitset_has(&used, i))
            continue;
        if (head != NULL)
            status = assay_migrations_find(all, ASSAY_FINDING_NOTE, m->id, m->file, m->line, o->err,
                                           "is a further head, beside '%s'", head->id);
        head = m;
    }
    return status;
}

assay_status assay_migrations_order(assay_migrations *migrations, assay_error *err)
{
    ordering o = {.migrations = migrations, .scratch = assay_arena_new(), .err = err};
    if (o.scratch == NULL)
        return assay_fail_nomem(err);
    o.by_id = assay_map_new(o.scratch);
    o.places = assay_arena_calloc(o.scratch, migrations->n_items + 2, sizeof *o.places);
    assay_status status = o.by_id == NULL || o.places == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    for (size_t i = 0; i < migrations->n_items && status == ASSAY_OK; i++)
        o.places[i].index = i;
    if (status == ASSAY_OK)
        status = resolve_parents(&o);
    if (status == ASSAY_OK)
        status = find_depths(&o);
    if (status == ASSAY_OK)
        status = sort_items(&o);
    if (status == ASSAY_OK)
        status = find_ancestors(&o);
    if (status == ASSAY_OK)
        status = find_ends(&o);
    if (status == ASSAY_OK)
        status = find_wide_ids(&o);
    assay_arena_free(o.scratch);
    return status;
}

size_t assay_migrations_usable(const assay_migrations *migrations)
{
    size_t n = 0;
    for (size_t i = 0; i < migrations->n_items; i++)
        n += migrations->items[i].broken == NULL;
    return n;
}

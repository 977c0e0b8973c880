/* SPDX-License-Identifier: MIT */
/* The graph of revisions: its order, ancestors, heads and closures. */
#include <stdlib.h>
#include <string.h>

#include "history/profile.h"

/* A profile while the graph is built. */
typedef struct node {
    assay_profile *profile;
    struct node **parents;  /* as many as the profile has */
    struct node **children; /* filled while parents are resolved */
    size_t n_children;
    size_t waiting; /* parents without a depth */
    size_t depth;   /* the longest way from a root */
    size_t rank;    /* place in the order */
    bool done;
} node;

static assay_status fail_at(assay_error *err, const assay_profile *profile, int line)
{
    assay_error_where(err, "%s:%d", profile->file, line);
    return ASSAY_INVALID;
}

static assay_status resolve(node *nodes, size_t count, assay_arena *arena, assay_error *err)
{
    assay_map *by_id = assay_map_new(arena);
    if (by_id == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < count; i++) {
        const assay_profile *profile = nodes[i].profile;
        const node *other = assay_map_find(by_id, profile->revision);
        if (other != NULL) {
            assay_fail(err, ASSAY_INVALID, "revision '%s' is also in '%s'", profile->revision,
                       other->profile->file);
            return fail_at(err, profile, profile->line);
        }
        nodes[i].parents = assay_arena_calloc(arena, profile->n_parents + 1, sizeof(node *));
        if (nodes[i].parents == NULL || !assay_map_put(by_id, profile->revision, &nodes[i]))
            return assay_fail_nomem(err);
    }
    for (size_t i = 0; i < count; i++) {
        const assay_profile *profile = nodes[i].profile;
        nodes[i].waiting = profile->n_parents;
        for (size_t k = 0; k < profile->n_parents; k++) {
            const assay_parent *parent = &profile->parents[k];
            node *found = assay_map_find(by_id, parent->id);
            if (found == NULL) {
                assay_fail(err, ASSAY_INVALID, "revision '%s' %s '%s', which is not there",
                           profile->revision, parent->depends ? "depends on" : "revises",
                           parent->id);
                return fail_at(err, profile, parent->line);
            }
            nodes[i].parents[k] = found;
            found->n_children++;
        }
    }
    return ASSAY_OK;
}

static assay_status link_children(node *nodes, size_t count, assay_arena *arena, assay_error *err)
{
    for (size_t i = 0; i < count; i++) {
        nodes[i].children = assay_arena_calloc(arena, nodes[i].n_children + 1, sizeof(node *));
        if (nodes[i].children == NULL)
            return assay_fail_nomem(err);
        nodes[i].n_children = 0;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < nodes[i].profile->n_parents; k++) {
            node *parent = nodes[i].parents[k];
            parent->children[parent->n_children++] = &nodes[i];
        }
    return ASSAY_OK;
}

/* Whoever is not done waits for another that is not done: following those ends in the cycle. */
static assay_status fail_cycle(node *nodes, size_t count, assay_error *err)
{
    const node *n = nodes;
    while (n->done)
        n++;
    const assay_parent *last = NULL;
    const node *child = n;
    for (size_t steps = 0; steps <= count; steps++) {
        size_t k = 0;
        while (n->parents[k]->done)
            k++;
        child = n;
        last = &n->profile->parents[k];
        n = n->parents[k];
    }
    assay_fail(err, ASSAY_INVALID,
               "the revisions form a cycle: '%s' is its own ancestor through '%s'",
               child->profile->revision, last->id);
    return fail_at(err, child->profile, last->line);
}

static assay_status find_depths(node *nodes, size_t count, assay_arena *arena, assay_error *err)
{
    node **queue = assay_arena_calloc(arena, count + 1, sizeof(node *));
    if (queue == NULL)
        return assay_fail_nomem(err);
    size_t head = 0, tail = 0;
    for (size_t i = 0; i < count; i++)
        if (nodes[i].waiting == 0)
            queue[tail++] = &nodes[i];
    while (head < tail) {
        node *n = queue[head++];
        n->done = true;
        for (size_t k = 0; k < n->n_children; k++) {
            node *child = n->children[k];
            if (child->depth <= n->depth)
                child->depth = n->depth + 1;
            if (--child->waiting == 0)
                queue[tail++] = child;
        }
    }
    return head == count ? ASSAY_OK : fail_cycle(nodes, count, err);
}

static int compare_nodes(const void *a, const void *b)
{
    const node *x = *(node *const *)a, *y = *(node *const *)b;
    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    return strcmp(x->profile->revision, y->profile->revision);
}

static assay_status fill_revision(assay_history *history, size_t index, const node *n,
                                  assay_error *err)
{
    const assay_profile *profile = n->profile;
    assay_revision *revision = &history->revisions[index];
    assay_bitset *ancestors = &history->ancestors[index];
    *revision = (assay_revision){
        .id = profile->revision,
        .label = profile->label,
        .server_major = profile->server_major,
        .file = profile->file,
        .source = profile->source,
        .revises = assay_arena_calloc(history->arena, profile->n_parents + 1, sizeof(size_t)),
        .depends_on = assay_arena_calloc(history->arena, profile->n_parents + 1, sizeof(size_t)),
    };
    if (revision->revises == NULL || revision->depends_on == NULL ||
        !assay_bitset_init(ancestors, history->arena, history->n_revisions) ||
        !assay_map_put(history->by_id, revision->id, revision))
        return assay_fail_nomem(err);
    assay_bitset_add(ancestors, index);
    for (size_t k = 0; k < profile->n_parents; k++) {
        size_t parent = n->parents[k]->rank;
        assay_bitset_or(ancestors, &history->ancestors[parent]);
        if (profile->parents[k].depends)
            revision->depends_on[revision->n_depends_on++] = parent;
        else
            revision->revises[revision->n_revises++] = parent;
    }
    revision->is_merge = revision->n_revises > 1;
    return ASSAY_OK;
}

static assay_status fill_history(assay_history *history, assay_profile **order, node **sorted,
                                 assay_error *err)
{
    size_t count = history->n_revisions;
    history->revisions = assay_arena_calloc(history->arena, count, sizeof *history->revisions);
    history->ancestors = assay_arena_calloc(history->arena, count, sizeof *history->ancestors);
    history->by_id = assay_map_new(history->arena);
    if (history->revisions == NULL || history->ancestors == NULL || history->by_id == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < count && status == ASSAY_OK; i++) {
        sorted[i]->rank = i;
        order[i] = sorted[i]->profile;
        status = fill_revision(history, i, sorted[i], err);
    }
    return status;
}

assay_status assay_graph_build(assay_history *history, assay_profile ***order,
                               assay_profile *profiles, size_t count, assay_error *err)
{
    assay_arena *scratch = assay_arena_new();
    if (scratch == NULL)
        return assay_fail_nomem(err);
    node *nodes = assay_arena_calloc(scratch, count + 1, sizeof *nodes);
    node **sorted = assay_arena_calloc(scratch, count + 1, sizeof *sorted);
    *order = assay_arena_calloc(history->arena, count + 1, sizeof **order);
    assay_status status = ASSAY_OK;
    if (nodes == NULL || sorted == NULL || *order == NULL) {
        status = assay_fail_nomem(err);
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        nodes[i].profile = &profiles[i];
        sorted[i] = &nodes[i];
    }
    history->n_revisions = count;
    status = resolve(nodes, count, scratch, err);
    if (status == ASSAY_OK)
        status = link_children(nodes, count, scratch, err);
    if (status == ASSAY_OK)
        status = find_depths(nodes, count, scratch, err);
    if (status != ASSAY_OK)
        goto done;
    qsort(sorted, count, sizeof *sorted, compare_nodes);
    status = fill_history(history, *order, sorted, err);
done:
    assay_arena_free(scratch);
    return status;
}

const assay_revision *assay_history_find(const assay_history *history, const char *id)
{
    return assay_map_find(history->by_id, id);
}

size_t assay_history_index(const assay_history *history, const assay_revision *revision)
{
    return (size_t)(revision - history->revisions);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const assay_variant *assay_revision_variant(const assay_revision *revision, const char *name)
{
    for (size_t i = 0; i < revision->n_variants; i++)
        if (strcmp(revision->variants[i].name, name) == 0)
            return &revision->variants[i];
    return NULL;
}

assay_status assay_history_heads(const char ***out, size_t *count, assay_arena *arena,
                                 const assay_history *history, const assay_bitset *set,
                                 assay_error *err)
{
    *out = NULL;
    *count = 0;
    assay_bitset heads;
    const char **ids = assay_arena_calloc(arena, assay_bitset_count(set) + 1, sizeof *ids);
    if (ids == NULL || !assay_bitset_init(&heads, arena, history->n_revisions))
        return assay_fail_nomem(err);
    assay_bitset_copy(&heads, set);
    for (size_t i = 0; i < history->n_revisions; i++) {
        if (!assay_bitset_has(set, i))
            continue;
        const assay_revision *revision = &history->revisions[i];
        for (size_t k = 0; k < revision->n_revises; k++)
            assay_bitset_remove(&heads, revision->revises[k]);
        for (size_t k = 0; k < revision->n_depends_on; k++)
            assay_bitset_remove(&heads, revision->depends_on[k]);
    }
    size_t n = 0;
    for (size_t i = 0; i < history->n_revisions; i++)
        if (assay_bitset_has(&heads, i))
            ids[n++] = history->revisions[i].id;
    qsort(ids, n, sizeof *ids, compare_ids);
    *out = ids;
    *count = n;
    return ASSAY_OK;
}

assay_status assay_history_closure(assay_bitset *out, assay_arena *arena,
                                   const assay_history *history, const char *const *ids,
                                   size_t n_ids, assay_error *err)
{
    if (!assay_bitset_init(out, arena, history->n_revisions))
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n_ids; i++) {
        const assay_revision *revision = assay_history_find(history, ids[i]);
        if (revision == NULL)
            return assay_fail(err, ASSAY_USAGE, "history '%s' has no revision '%s'",
                              history->project, ids[i]);
        assay_bitset_or(out, &history->ancestors[assay_history_index(history, revision)]);
    }
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
#include "learn/verify.h"

#include <string.h>

/* Composing each revision anew costs the square of their number: of longer histories only what
 * branches brought together, and the ends, are composed. */
enum { ALL_REVISIONS = 500 };

static assay_hash sum_of(const assay_catalog *catalog)
{
    assay_hash sum = {0};
    assay_catalog_sum_add(&sum, catalog->objects, catalog->n_objects);
    return sum;
}

assay_status assay_learn_verify_step(bool *same, const assay_catalog *from, const char *schema,
                                     const assay_step_changes *changes, const assay_catalog *to,
                                     assay_error *err)
{
    assay_catalog *made = NULL;
    assay_status status = assay_history_apply(&made, from, schema, changes->items, changes->n, err);
    if (status == ASSAY_OK) {
        const assay_hash is = sum_of(made), seen = sum_of(to);
        *same = assay_hash_compare(&is, &seen) == 0;
    }
    assay_catalog_free(made);
    return status;
}

static assay_status compose(assay_hash *out, const assay_history *history, size_t revision,
                            const assay_catalog *initial, assay_error *err)
{
    size_t n = 0;
    const assay_bitset *set = &history->ancestors[revision];
    for (size_t i = 0; i < history->n_revisions; i++)
        n += assay_bitset_has(set, i) ? history->revisions[i].n_changes : 0;
    assay_arena *arena = assay_arena_new();
    assay_change *changes =
        arena == NULL ? NULL : assay_arena_calloc(arena, n + 1, sizeof *changes);
    assay_catalog *catalog = NULL;
    if (changes == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    n = 0;
    for (size_t i = 0; i < history->n_revisions; i++) {
        const assay_revision *r = &history->revisions[i];
        if (!assay_bitset_has(set, i) || r->n_changes == 0)
            continue;
        memcpy(changes + n, r->changes, r->n_changes * sizeof *changes);
        n += r->n_changes;
    }
    assay_status status = assay_history_apply(&catalog, initial, history->schema, changes, n, err);
    if (status == ASSAY_OK)
        *out = sum_of(catalog);
    assay_catalog_free(catalog);
    assay_arena_free(arena);
    return status;
}

/* True if the revision's ancestors hold branches: two that do not build on each other. */
static bool has_branches(const assay_history *history, size_t revision)
{
    const assay_bitset *set = &history->ancestors[revision];
    size_t n = 0;
    for (size_t i = 0; i <= revision; i++)
        if (assay_bitset_has(set, i) && assay_bitset_count(&history->ancestors[i]) != ++n)
            return true;
    return false;
}

static bool is_wanted(const assay_history *history, size_t revision)
{
    return history->n_revisions <= ALL_REVISIONS || history->revisions[revision].is_merge ||
           revision + 1 == history->n_revisions;
}

/* True if something it builds on differs already: that is where it comes from. */
static bool is_inherited(const assay_migrations *migrations, size_t i,
                         const assay_bitset *differing)
{
    for (size_t k = 0; k < i; k++)
        if (assay_bitset_has(differing, k) && assay_bitset_has(&migrations->ancestors[i], k))
            return true;
    return false;
}

static bool is_end(const assay_migrations *migrations, size_t i)
{
    for (size_t k = 0; k < migrations->n_items; k++)
        if (k != i && assay_bitset_has(&migrations->ancestors[k], i))
            return false;
    return true;
}

static assay_status verify_one(assay_migrations *migrations, size_t i, const assay_history *history,
                               const assay_seen *seen, assay_bitset *differing, assay_error *err)
{
    const assay_migration *m = &migrations->items[i];
    const assay_revision *revision = assay_history_find(history, m->id);
    if (!seen->known[i] || revision == NULL || (seen->verified[i] && !is_end(migrations, i)))
        return ASSAY_OK;
    size_t index = assay_history_index(history, revision);
    assay_hash composed;
    if (!is_wanted(history, index))
        return ASSAY_OK;
    assay_status status = compose(&composed, history, index, seen->initial, err);
    if (status != ASSAY_OK || assay_hash_compare(&composed, &seen->after[i]) == 0)
        return status;
    bool inherited = is_inherited(migrations, i, differing);
    assay_bitset_add(differing, i);
    if (inherited)
        return ASSAY_OK;
    const char *why = has_branches(history, index)
                          ? "the changes of its ancestors, taken alone, make another schema: it "
                            "depends on the order in which branches are applied"
                          : "what was written does not make the schema that was seen";
    return assay_migrations_find(migrations, ASSAY_FINDING_WARNING, m->id, m->file, m->line, err,
                                 "%s", why);
}

assay_status assay_learn_verify(assay_migrations *migrations, const char *directory,
                                const assay_seen *seen, assay_error *err)
{
    assay_history *history = NULL;
    bool any = false;
    for (size_t i = 0; i < migrations->n_items; i++)
        any |= seen->known[i];
    if (seen->initial == NULL || !any)
        return ASSAY_OK;
    assay_bitset differing;
    assay_status status = assay_bitset_init(&differing, migrations->arena, migrations->n_items)
                              ? assay_history_load(&history, directory, err)
                              : assay_fail_nomem(err);
    for (size_t i = 0; i < migrations->n_items && status == ASSAY_OK; i++)
        status = verify_one(migrations, i, history, seen, &differing, err);
    assay_history_free(history);
    return status;
}

static assay_status fingerprint_all(assay_hash *after, bool *known,
                                    const assay_migrations *migrations,
                                    const assay_history *history, assay_error *err)
{
    assay_catalog *nothing = assay_catalog_new(history->dialect);
    assay_status status =
        nothing == NULL ? assay_fail_nomem(err) : assay_catalog_seal(nothing, err);
    for (size_t i = 0; i < migrations->n_items && status == ASSAY_OK; i++) {
        const assay_migration *m = &migrations->items[i];
        const assay_revision *revision = assay_history_find(history, m->id);
        known[i] = revision != NULL && m->broken == NULL;
        if (known[i])
            status =
                compose(&after[i], history, assay_history_index(history, revision), nothing, err);
    }
    assay_catalog_free(nothing);
    return status;
}

assay_status assay_learn_fingerprints(assay_hash *after, bool *known,
                                      const assay_migrations *migrations, const char *directory,
                                      assay_error *err)
{
    assay_history *history;
    assay_status status = assay_history_load(&history, directory, err);
    if (status == ASSAY_OK && history->n_revisions <= ALL_REVISIONS)
        status = fingerprint_all(after, known, migrations, history, err);
    assay_history_free(history);
    return status;
}

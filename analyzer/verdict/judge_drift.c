/* SPDX-License-Identifier: MIT */
/* Drift: what the matched set expects against what is there, in the database's own schema names. */
#include <string.h>

#include "verdict/judge.h"

/* The revision that made an expected object what it is. */
static const char *made_by(const assay_candidate *best, const assay_object *expected)
{
    const assay_match *match = best->match;
    assay_object key = *expected;
    key.schema = assay_schema_map_back(&best->map, expected->schema);
    size_t low = 0, high = match->expected->n_objects;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = assay_object_compare(match->expected->objects[middle], &key);
        if (order == 0)
            return match->history->revisions[match->expected_by[middle]].id;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* An unexpected object that a companion expects is the companion's. A rival that explains the same
 * objects about as well claims nothing: what the best one does not expect is drift. */
static bool claimed_by_other(const assay_verdict *verdict, const assay_candidate *best,
                             const assay_object *object)
{
    for (size_t i = 0; i < verdict->n_candidates; i++) {
        const assay_candidate *other = &verdict->candidates[i];
        if (other == best || !other->companion)
            continue;
        const char *schema = object->schema;
        if (other->map.to != NULL && strcmp(schema, other->map.to) == 0)
            schema = other->map.from;
        if (assay_catalog_find(other->match->expected, object->kind, schema, object->relation,
                               object->name) != NULL)
            return true;
    }
    return false;
}

static void drop_claimed(assay_verdict *verdict, const assay_candidate *best)
{
    assay_differences *drift = verdict->drift;
    size_t kept = 0;
    for (size_t i = 0; i < drift->n_items; i++) {
        const assay_difference *d = &drift->items[i];
        if (d->change != ASSAY_UNEXPECTED || !claimed_by_other(verdict, best, d->actual_object))
            drift->items[kept++] = *d;
    }
    drift->n_items = kept;
    drift->equal = kept == 0;
}

/* The same from run to run as long as no value moves. NULL if memory is gone. */
static const char *identity(assay_arena *arena, const assay_difference *d)
{
    assay_hasher hasher;
    char hex[ASSAY_HASH_HEX], fingerprint[ASSAY_DIFFERENCE_ID];
    assay_difference_fingerprint(d, fingerprint);
    assay_hasher_init(&hasher);
    assay_hasher_text(&hasher, fingerprint);
    for (size_t i = 0; i < d->n_attributes; i++) {
        assay_hasher_text(&hasher, d->attributes[i].expected);
        assay_hasher_text(&hasher, d->attributes[i].actual);
    }
    assay_hash hash = assay_hasher_done(&hasher);
    assay_hash_hex(&hash, hex);
    return assay_arena_strdup(arena, hex);
}

static assay_status keep_new(assay_verdict *verdict, const assay_differences *known,
                             assay_arena *arena, assay_error *err)
{
    assay_differences *drift = verdict->drift;
    assay_map *before = assay_map_new(arena);
    size_t kept = 0;
    for (size_t i = 0; before != NULL && i < known->n_items; i++) {
        const char *key = identity(arena, &known->items[i]);
        if (key == NULL || !assay_map_put(before, key, &known->items[i]))
            before = NULL;
    }
    for (size_t i = 0; before != NULL && i < drift->n_items; i++) {
        const char *key = identity(arena, &drift->items[i]);
        if (key == NULL)
            return assay_fail_nomem(err);
        if (assay_map_find(before, key) == NULL)
            drift->items[kept++] = drift->items[i];
    }
    if (before == NULL)
        return assay_fail_nomem(err);
    size_t dropped = drift->n_items - kept;
    drift->n_items = kept;
    if (dropped == 0)
        return ASSAY_OK;
    return assay_verdict_note(verdict, err,
                              "%zu deviation%s there in the baseline already, and not shown",
                              dropped, dropped == 1 ? " was" : "s were");
}

/* Leaves what the baseline did not have. The database deviates all the same: `equal` stays. */
static assay_status drop_known(assay_verdict *verdict, const assay_catalog *expected,
                               const assay_snapshot *baseline, const assay_difference_options *how,
                               assay_error *err)
{
    if (baseline == NULL)
        return ASSAY_OK;
    if (baseline->catalog->dialect != verdict->snapshot->catalog->dialect)
        return assay_fail(err, ASSAY_USAGE, "the baseline is of another kind of database");
    assay_differences *known = NULL;
    assay_arena *arena = assay_arena_new();
    assay_status status =
        arena == NULL ? assay_fail_nomem(err)
                      : assay_differences_new(&known, expected, baseline->catalog, how, err);
    if (status == ASSAY_OK)
        status = keep_new(verdict, known, arena, err);
    assay_differences_free(known);
    assay_arena_free(arena);
    return status;
}

static bool creates_extensions(const assay_history *history)
{
    for (size_t r = 0; r < history->n_revisions; r++)
        for (size_t i = 0; i < history->revisions[r].n_changes; i++)
            if (history->revisions[r].changes[i].kind == ASSAY_KIND_extension)
                return true;
    return false;
}

assay_status assay_judge_drift(assay_verdict *verdict, const assay_candidate *best,
                               const assay_judge_options *options, assay_error *err)
{
    const assay_catalog *expected = best->match->expected;
    if (best->map.to != NULL) {
        assay_status status =
            assay_schema_map_swap(&verdict->expected, expected, best->map.from, best->map.to, err);
        if (status != ASSAY_OK)
            return status;
        expected = verdict->expected;
    }
    verdict->expects = expected;
    assay_difference_options how = {.mask = options->compare,
                                    .restored = options->restored,
                                    .listed_only = best->history->listed_only,
                                    .expected_is_history = true,
                                    .expected_has_extensions = creates_extensions(best->history)};
    assay_status status =
        assay_differences_new(&verdict->drift, expected, verdict->snapshot->catalog, &how, err);
    if (status != ASSAY_OK)
        return status;
    if (verdict->n_others > 0)
        drop_claimed(verdict, best);
    status = drop_known(verdict, expected, options->baseline, &how, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < verdict->drift->n_items; i++) {
        assay_difference *d = &verdict->drift->items[i];
        if (d->expected_object != NULL)
            d->revision = made_by(best, d->expected_object);
        for (size_t k = 0; k < d->n_because; k++)
            if (d->because[k].expected_object != NULL)
                d->because[k].revision = made_by(best, d->because[k].expected_object);
    }
    return ASSAY_OK;
}

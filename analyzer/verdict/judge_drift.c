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

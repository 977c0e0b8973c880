/* SPDX-License-Identifier: MIT */
#include "learn/order_variant.h"

#include <string.h>

static const char **ids_of(const assay_history *history, const size_t *parents, size_t n)
{
    const char **ids = assay_arena_calloc(history->arena, n + 1, sizeof *ids);
    for (size_t i = 0; ids != NULL && i < n; i++)
        ids[i] = history->revisions[parents[i]].id;
    return ids;
}

/* The profile as it was read. */
static assay_status describe(assay_profile_write *out, const assay_history *history,
                             const assay_revision *r, const assay_catalog *from,
                             const assay_catalog *to, assay_error *err)
{
    *out = (assay_profile_write){
        .revision = r->id,
        .label = r->label,
        .source = r->source,
        .project = history->project,
        .tool = history->tool,
        .dialect = history->dialect,
        .schema = history->schema,
        .revises = ids_of(history, r->revises, r->n_revises),
        .n_revises = r->n_revises,
        .depends_on = ids_of(history, r->depends_on, r->n_depends_on),
        .n_depends_on = r->n_depends_on,
        .parent = from,
        .catalog = to,
        .changes = r->changes,
        .n_changes = r->n_changes,
        .probes = r->probes,
        .n_probes = r->n_probes,
    };
    return out->revises == NULL || out->depends_on == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

/* By what is compared unless more is asked for: the order of columns, say, is another one after any
 * other branch. */
static assay_status is_own(bool *own, const assay_profile_write *profile,
                           const assay_step_changes *changes, assay_error *err)
{
    assay_profile_write a = *profile, b = *profile;
    assay_buffer x, y;
    a.groups = b.groups = ASSAY_COMPARE_DEFAULT;
    b.changes = changes->items;
    b.n_changes = changes->n;
    assay_status status = assay_profile_write_text(&x, &a, err);
    if (status == ASSAY_OK) {
        status = assay_profile_write_text(&y, &b, err);
        *own = status == ASSAY_OK && strcmp(assay_buffer_text(&x), assay_buffer_text(&y)) == 0;
        assay_buffer_release(&y);
    }
    assay_buffer_release(&x);
    return status;
}

static assay_status record(const char *directory, assay_profile_write *profile,
                           const assay_history *history, const assay_revision *r,
                           const assay_variant *added, assay_error *err)
{
    size_t n = r->n_variants;
    assay_variant *variants = assay_arena_calloc(history->arena, n + 1, sizeof *variants);
    if (variants == NULL)
        return assay_fail_nomem(err);
    if (n > 0)
        memcpy(variants, r->variants, n * sizeof *variants);
    variants[n] = *added;
    profile->variants = variants;
    profile->n_variants = n + 1;
    return assay_profile_write_file(directory, profile, err);
}

assay_status assay_learn_variant(bool *recorded, const char *directory, const char *revision,
                                 const char *name, const assay_step_changes *changes,
                                 const assay_catalog *from, const assay_catalog *to,
                                 assay_compare_mask groups, assay_error *err)
{
    *recorded = false;
    assay_history *history;
    assay_status status = assay_history_load(&history, directory, err);
    if (status != ASSAY_OK)
        return status;
    const assay_revision *r = assay_history_find(history, revision);
    bool own = r == NULL || assay_revision_variant(r, name) != NULL;
    assay_profile_write profile;
    if (!own)
        status = describe(&profile, history, r, from, to, err);
    if (status == ASSAY_OK && !own)
        status = is_own(&own, &profile, changes, err);
    if (status == ASSAY_OK && !own) {
        const assay_variant added = {name, changes->items, changes->n, 0};
        profile.groups = groups;
        status = record(directory, &profile, history, r, &added, err);
        *recorded = status == ASSAY_OK;
    }
    assay_history_free(history);
    return status;
}

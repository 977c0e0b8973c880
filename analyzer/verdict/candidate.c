/* SPDX-License-Identifier: MIT */
/* Matching one history: the schema it is found in, the match, and how well it explains all. */
#include <string.h>

#include "readers/reader.h"
#include "verdict/judge.h"

static bool keeps(const assay_read_options *filters, const assay_candidate *candidate,
                  const assay_change *change)
{
    const char *schema = change->schema;
    if (candidate->map.to != NULL && strcmp(schema, candidate->map.from) == 0)
        schema = candidate->map.to;
    assay_scope scope = assay_kind_get(change->kind)->scope;
    if (scope == ASSAY_SCOPE_DATABASE)
        return change->kind != ASSAY_KIND_schema ||
               assay_read_options_keep(filters, change->name, "");
    return assay_read_options_keep(filters, schema,
                                   change->relation[0] != '\0' ? change->relation : change->name);
}

/* Keeps in place, in a copy, what the filters keep. */
static bool filter_changes(assay_change **changes, size_t *n, const assay_candidate *candidate,
                           const assay_read_options *filters, assay_arena *arena)
{
    const assay_change *from = *changes;
    size_t kept = 0;
    *changes = assay_arena_calloc(arena, *n + 1, sizeof **changes);
    for (size_t i = 0; *changes != NULL && i < *n; i++)
        if (keeps(filters, candidate, &from[i]))
            (*changes)[kept++] = from[i];
    *n = kept;
    return *changes != NULL;
}

/* The history without the changes to what the reader was asked to leave out: their absence from the
 * snapshot says nothing. The copy lives in the arena; indexes of revisions stay. *out is left as it
 * is if there are no such changes. */
static assay_status filter(const assay_history **out, const assay_candidate *candidate,
                           const assay_read_options *filters, assay_arena *arena, assay_error *err)
{
    const assay_history *from = candidate->history;
    assay_history *to = assay_arena_alloc(arena, sizeof *to);
    assay_revision *revisions = assay_arena_calloc(arena, from->n_revisions + 1, sizeof *revisions);
    bool dropped = false, enough = to != NULL && revisions != NULL;
    for (size_t r = 0; r < from->n_revisions && enough; r++) {
        assay_revision *revision = &revisions[r];
        *revision = from->revisions[r];
        enough =
            filter_changes(&revision->changes, &revision->n_changes, candidate, filters, arena);
        dropped = dropped || revision->n_changes < from->revisions[r].n_changes;
        size_t n = revision->n_variants;
        revision->variants = assay_arena_calloc(arena, n + 1, sizeof *revision->variants);
        enough = enough && revision->variants != NULL;
        for (size_t i = 0; i < n && enough; i++) {
            assay_variant *variant = &revision->variants[i];
            *variant = from->revisions[r].variants[i];
            enough =
                filter_changes(&variant->changes, &variant->n_changes, candidate, filters, arena);
            dropped = dropped || variant->n_changes < from->revisions[r].variants[i].n_changes;
        }
    }
    if (!enough)
        return assay_fail_nomem(err);
    *to = *from;
    to->revisions = revisions;
    if (dropped)
        *out = to;
    return ASSAY_OK;
}

assay_status assay_candidate_open(assay_candidate *out, const assay_history *history,
                                  const assay_snapshot *snapshot,
                                  const assay_judge_options *options, assay_arena *arena,
                                  assay_error *err)
{
    *out = (assay_candidate){.history = history, .judged = history};
    assay_status status =
        assay_schema_map_find(&out->map, history, snapshot, options->schema_map, arena, err);
    if (status == ASSAY_OK && out->map.to != NULL)
        status = assay_schema_map_swap(&out->observed, snapshot->catalog, out->map.to,
                                       out->map.from, err);
    const assay_read_options filters = {.include = options->include, .exclude = options->exclude};
    if (status == ASSAY_OK && (filters.include != NULL || filters.exclude != NULL))
        status = filter(&out->judged, out, &filters, arena, err);
    if (status == ASSAY_OK)
        status = assay_match_new(&out->match, out->judged,
                                 out->observed != NULL ? out->observed : snapshot->catalog, err);
    if (status == ASSAY_OK)
        out->score = out->match->cost + out->match->unclaimed;
    else
        assay_candidate_close(out);
    return status;
}

void assay_candidate_close(assay_candidate *candidate)
{
    assay_match_free(candidate->match);
    assay_catalog_free(candidate->observed);
    candidate->match = NULL;
    candidate->observed = NULL;
}

/* SPDX-License-Identifier: MIT */
/* Which heads to stamp, which sets are equal, and what is pending. */
#include <string.h>

#include "verdict/judge.h"

static assay_status heads_of(assay_revision_set *out, assay_verdict *verdict,
                             const assay_history *history, const assay_bitset *set,
                             assay_error *err)
{
    return assay_history_heads(&out->heads, &out->n_heads, verdict->arena, history, set, err);
}

/* The smallest set, and every merge without changes whose parents are in it: such a merge runs
 * nothing, so stamping it skips nothing. One with probes does run something. */
static void extend_by_empty_merges(assay_bitset *set, const assay_history *history)
{
    for (size_t r = 0; r < history->n_revisions; r++) {
        const assay_revision *revision = &history->revisions[r];
        bool ready = revision->is_merge && revision->n_changes == 0 && revision->n_probes == 0;
        for (size_t i = 0; i < revision->n_revises && ready; i++)
            ready = assay_bitset_has(set, revision->revises[i]);
        for (size_t i = 0; i < revision->n_depends_on && ready; i++)
            ready = assay_bitset_has(set, revision->depends_on[i]);
        if (ready)
            assay_bitset_add(set, r);
    }
}

static assay_status pending(assay_verdict *verdict, const assay_history *history,
                            const assay_bitset *applied, assay_error *err)
{
    verdict->pending =
        assay_arena_calloc(verdict->arena, history->n_revisions + 1, sizeof *verdict->pending);
    if (verdict->pending == NULL)
        return assay_fail_nomem(err);
    for (size_t r = 0; r < history->n_revisions; r++)
        if (!assay_bitset_has(applied, r))
            verdict->pending[verdict->n_pending++] = history->revisions[r].id;
    return ASSAY_OK;
}

static assay_status equal_sets(assay_verdict *verdict, const assay_match *match, assay_error *err)
{
    verdict->equal = assay_arena_calloc(verdict->arena, match->n_equal + 1, sizeof *verdict->equal);
    if (verdict->equal == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < match->n_equal; i++)
        verdict->equal[i] = (assay_revision_set){match->equal[i], match->equal_lengths[i]};
    verdict->n_equal = match->n_equal;
    verdict->equal_total = match->equal_total;
    assay_status status =
        heads_of(&verdict->lowest, verdict, match->history, &match->smallest, err);
    if (status == ASSAY_OK)
        status = heads_of(&verdict->highest, verdict, match->history, &match->largest, err);
    return status;
}

static assay_status name_variants(assay_verdict *verdict, const assay_match *match,
                                  const assay_bitset *set, assay_error *err)
{
    verdict->variants =
        assay_arena_calloc(verdict->arena, match->n_variants + 1, sizeof *verdict->variants);
    if (verdict->variants == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < match->n_variants; i++) {
        const assay_chosen_variant *chosen = &match->variants[i];
        if (assay_bitset_has(set, chosen->revision))
            verdict->variants[verdict->n_variants++] = (assay_variant_verdict){
                match->history->revisions[chosen->revision].id, chosen->name};
    }
    return ASSAY_OK;
}

assay_status assay_judge_revisions(assay_verdict *verdict, const assay_candidate *best,
                                   assay_error *err)
{
    const assay_history *history = best->history;
    assay_bitset applied;
    if (!assay_bitset_init(&applied, verdict->arena, history->n_revisions))
        return assay_fail_nomem(err);
    /* Of which history, where none is named? */
    if (verdict->history == NULL)
        return ASSAY_OK;
    /* Nothing to stamp: everything is pending. */
    if (verdict->match == ASSAY_MATCH_NONE || verdict->match == ASSAY_MATCH_UNRECOGNISED)
        return pending(verdict, history, &applied, err);
    const assay_stamp *stamp = verdict->stamp;
    assay_status status = ASSAY_OK;
    if (stamp != NULL && stamp->status == ASSAY_STAMP_AGREES) {
        status = assay_history_closure(&applied, verdict->arena, history, stamp->known,
                                       stamp->n_known, err);
    } else {
        assay_bitset_copy(&applied, &best->match->smallest);
        extend_by_empty_merges(&applied, best->match->history);
    }
    if (status == ASSAY_OK)
        status = heads_of(&verdict->revisions, verdict, history, &applied, err);
    if (status == ASSAY_OK)
        status = equal_sets(verdict, best->match, err);
    if (status == ASSAY_OK)
        status = name_variants(verdict, best->match, &applied, err);
    return status != ASSAY_OK ? status : pending(verdict, history, &applied, err);
}

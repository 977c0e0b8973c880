/* SPDX-License-Identifier: MIT */
/* What a verdict means as an exit status (DESIGN 12): 0 no findings, 1 findings, 3 undecided; 1
 * beats 3. */
#include <string.h>

#include "verdict/judge.h"

static bool stamp_disagrees(const assay_verdict *verdict)
{
    if (verdict->stamp == NULL)
        return false;
    switch (verdict->stamp->status) {
    case ASSAY_STAMP_BEHIND:
    case ASSAY_STAMP_AHEAD:
    case ASSAY_STAMP_DIVERGED:
    case ASSAY_STAMP_UNKNOWN_REVISION:
    case ASSAY_STAMP_DIRTY:
        return true;
    case ASSAY_STAMP_AGREES:
    case ASSAY_STAMP_EMPTY:
    case ASSAY_STAMP_UNREADABLE:
    case ASSAY_STAMP_UNJUDGED:
        return false;
    }
    return false;
}

/* A schema that the role cannot see is not another schema. */
static bool unrecognised(const assay_verdict *verdict, bool fallback_histories)
{
    return verdict->match == ASSAY_MATCH_UNRECOGNISED && !fallback_histories &&
           !verdict->snapshot->catalog->partial;
}

static bool undecided(const assay_verdict *verdict, bool fallback_histories)
{
    if (verdict->match == ASSAY_MATCH_AMBIGUOUS || verdict->undecided_by_limit)
        return true;
    if (verdict->stamp != NULL && verdict->stamp->status == ASSAY_STAMP_UNREADABLE)
        return true;
    if (verdict->state == ASSAY_FRESH)
        return false;
    return verdict->match == ASSAY_MATCH_NONE || (verdict->match == ASSAY_MATCH_UNRECOGNISED &&
                                                  !unrecognised(verdict, fallback_histories));
}

int assay_judge_exit_status(const assay_verdict *verdict, const assay_judge_options *options)
{
    bool findings = verdict->n_drift_counted > 0 || verdict->match == ASSAY_MATCH_PARTIAL ||
                    unrecognised(verdict, options->fallback_histories) || stamp_disagrees(verdict);
    /* An ambiguous match has no drift of its own: what deviates depends on the choice. */
    if (verdict->match == ASSAY_MATCH_AMBIGUOUS && !stamp_disagrees(verdict))
        findings = false;
    if (findings)
        return 1;
    return undecided(verdict, options->fallback_histories) ? 3 : 0;
}

/* The set named by the revisions; "head" and "heads" are the whole history. */
static assay_status named_set(assay_bitset *out, assay_arena *arena, const assay_history *history,
                              const char *const *revisions, size_t n_revisions, assay_error *err)
{
    if (n_revisions == 1 &&
        (strcmp(revisions[0], "head") == 0 || strcmp(revisions[0], "heads") == 0)) {
        if (!assay_bitset_init(out, arena, history->n_revisions))
            return assay_fail_nomem(err);
        for (size_t r = 0; r < history->n_revisions; r++)
            assay_bitset_add(out, r);
        return ASSAY_OK;
    }
    return assay_history_closure(out, arena, history, revisions, n_revisions, err);
}

assay_status assay_verdict_check_status(int *out, const assay_verdict *verdict,
                                        const char *const *revisions, size_t n_revisions,
                                        assay_error *err)
{
    bool missing_stamp = verdict->stamp == NULL || verdict->stamp->status == ASSAY_STAMP_EMPTY;
    *out = verdict->exit_status;
    if (verdict->state == ASSAY_FRESH)
        *out = 1;
    if (n_revisions == 0) {
        if (missing_stamp)
            *out = 1;
        return ASSAY_OK;
    }
    if (verdict->history == NULL || verdict->match == ASSAY_MATCH_NONE)
        return ASSAY_OK;
    assay_bitset named;
    assay_status status =
        named_set(&named, verdict->arena, verdict->history, revisions, n_revisions, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < verdict->n_candidates; i++) {
        const assay_candidate *candidate = &verdict->candidates[i];
        if (candidate->history == verdict->history && candidate->match != NULL &&
            !assay_match_is_equal(candidate->match, &named))
            *out = 1;
    }
    return ASSAY_OK;
}

int assay_verdict_stamp_status(const assay_verdict *verdict)
{
    for (size_t i = 0; i < verdict->n_commands; i++)
        if (strcmp(verdict->commands[i].purpose, "stamp") == 0)
            return 0;
    if (verdict->match == ASSAY_MATCH_AMBIGUOUS || verdict->match == ASSAY_MATCH_NONE)
        return verdict->state == ASSAY_FRESH ? 1 : 3;
    bool agrees = verdict->stamp != NULL && verdict->stamp->status == ASSAY_STAMP_AGREES;
    bool settled = verdict->match == ASSAY_MATCH_EXACT || verdict->match == ASSAY_MATCH_DRIFTED;
    if (agrees && settled)
        return 0;
    return verdict->exit_status == 3 ? 3 : 1;
}

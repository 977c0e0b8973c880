/* SPDX-License-Identifier: MIT */
/* What a verdict means as an exit status (DESIGN 12): 0 no findings, 1 findings, 3 undecided; 1
 * beats 3. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "verdict/judge.h"

enum { TEXT_SIZE = 1000, SHOWN = 8 };

assay_status assay_verdict_find(assay_verdict *verdict, assay_error *err, const char *rule,
                                bool undecided, const char *format, ...)
{
    char text[TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    assay_verdict_finding *all =
        assay_arena_grow(verdict->arena, verdict->findings, &verdict->findings_capacity,
                         verdict->n_findings + 1, sizeof *all);
    const char *copy = assay_arena_strdup(verdict->arena, text);
    if (all == NULL || copy == NULL)
        return assay_fail_nomem(err);
    all[verdict->n_findings++] = (assay_verdict_finding){rule, undecided, copy};
    verdict->findings = all;
    return ASSAY_OK;
}

/* What is said of a stamp that does not agree; none: it is no finding. */
static const struct {
    const char *rule, *words;
    bool undecided;
} stamps[] = {
    [ASSAY_STAMP_BEHIND] = {"stamp-behind", "is behind the schema", false},
    [ASSAY_STAMP_AHEAD] = {"stamp-ahead", "is ahead of the schema", false},
    [ASSAY_STAMP_DIVERGED] = {"stamp-diverged", "has diverged from the schema", false},
    [ASSAY_STAMP_UNKNOWN_REVISION] = {"stamp-unknown-revision",
                                      "names a revision that the history does not have", false},
    [ASSAY_STAMP_DIRTY] = {"stamp-dirty", "records a failed run", false},
    [ASSAY_STAMP_UNREADABLE] = {"stamp-unreadable", "could not be read", true},
    [ASSAY_STAMP_UNJUDGED] = {NULL, NULL, false},
};

static assay_status find_stamp(assay_verdict *verdict, assay_error *err)
{
    const assay_stamp *stamp = verdict->stamp;
    if (stamp == NULL || stamps[stamp->status].rule == NULL)
        return ASSAY_OK;
    assay_buffer says = ASSAY_BUFFER_INIT(TEXT_SIZE);
    for (size_t i = 0; i < stamp->n_revisions && i < SHOWN; i++)
        assay_buffer_printf(&says, "%s%.60s", i == 0 ? " (" : ", ", stamp->revisions[i]);
    if (stamp->n_revisions > SHOWN)
        assay_buffer_printf(&says, " and %zu more", stamp->n_revisions - SHOWN);
    assay_status status = assay_verdict_find(
        verdict, err, stamps[stamp->status].rule, stamps[stamp->status].undecided,
        "the stamp in %s%s%s %s", stamp->table, assay_buffer_text(&says),
        says.length > 0 ? ")" : "", stamps[stamp->status].words);
    assay_buffer_release(&says);
    return status;
}

/* A schema that the role cannot see is not another schema. */
static bool unrecognised(const assay_verdict *verdict, bool fallback_histories)
{
    return verdict->match == ASSAY_MATCH_UNRECOGNISED && !fallback_histories &&
           !verdict->snapshot->catalog->partial;
}

static assay_status find_match(assay_verdict *verdict, bool fallback_histories, assay_error *err)
{
    if (verdict->match == ASSAY_MATCH_PARTIAL)
        return assay_verdict_find(verdict, err, "partial", false,
                                  "the database is not safe to stamp as it is: %s",
                                  verdict->partial_reason != NULL ? verdict->partial_reason
                                                                  : "a revision is half applied");
    if (verdict->match == ASSAY_MATCH_AMBIGUOUS)
        return assay_verdict_find(verdict, err, "ambiguous", true,
                                  "several revisions explain the database about equally well");
    if (verdict->match == ASSAY_MATCH_UNRECOGNISED)
        return assay_verdict_find(verdict, err, "unrecognised",
                                  !unrecognised(verdict, fallback_histories),
                                  "nothing of any known history is there");
    if (verdict->match == ASSAY_MATCH_NONE && verdict->state != ASSAY_FRESH)
        return assay_verdict_find(verdict, err, "not-judged", true,
                                  "there is no history to compare with");
    return ASSAY_OK;
}

/* 1 if anything is found, else 3 if anything is undecided. */
static int exit_status(const assay_verdict *verdict)
{
    int status = verdict->n_drift_counted > 0 ? 1 : 0;
    for (size_t i = 0; i < verdict->n_findings && status != 1; i++)
        status = verdict->findings[i].undecided ? 3 : 1;
    return status;
}

assay_status assay_judge_findings(assay_verdict *verdict, const assay_judge_options *options,
                                  assay_error *err)
{
    bool drifts = verdict->drift != NULL && verdict->match != ASSAY_MATCH_UNRECOGNISED;
    bool whole = drifts && verdict->match != ASSAY_MATCH_AMBIGUOUS && options->include == NULL &&
                 options->exclude == NULL && options->baseline == NULL;
    assay_status status = ASSAY_OK;
    if (options->waivers != NULL && drifts)
        assay_waivers_apply(options->waivers, verdict->drift);
    /* An ambiguous match has no drift of its own: what deviates depends on the choice. */
    if (drifts && verdict->match != ASSAY_MATCH_AMBIGUOUS)
        verdict->n_drift_counted = assay_differences_count(verdict->drift, options->fail_on);
    status = find_match(verdict, options->fallback_histories, err);
    if (status == ASSAY_OK)
        status = find_stamp(verdict, err);
    if (status == ASSAY_OK && verdict->undecided_by_limit)
        status = assay_verdict_find(verdict, err, "unread", true,
                                    "something that this history uses could not be read");
    if (status == ASSAY_OK && options->waivers != NULL)
        status = assay_waivers_find_stale(options->waivers, verdict, whole, err);
    verdict->exit_status = exit_status(verdict);
    return status;
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

/* The set that was asked for is not one of those that explain the schema. */
static assay_status find_other_revision(assay_verdict *verdict, const char *const *revisions,
                                        size_t n_revisions, assay_error *err)
{
    assay_bitset named;
    assay_status status =
        named_set(&named, verdict->arena, verdict->history, revisions, n_revisions, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < verdict->n_candidates && status == ASSAY_OK; i++) {
        const assay_candidate *candidate = &verdict->candidates[i];
        if (candidate->history == verdict->history && candidate->match != NULL &&
            !assay_match_is_equal(candidate->match, &named))
            status = assay_verdict_find(verdict, err, "other-revision", false,
                                        "the schema is not at revision %s%s, which was asked for",
                                        revisions[0], n_revisions > 1 ? " and the others" : "");
    }
    return status;
}

assay_status assay_verdict_check(assay_verdict *verdict, const char *const *revisions,
                                 size_t n_revisions, assay_error *err)
{
    bool missing_stamp = verdict->stamp == NULL || verdict->stamp->status == ASSAY_STAMP_EMPTY;
    assay_status status = ASSAY_OK;
    if (verdict->state == ASSAY_FRESH)
        status = assay_verdict_find(verdict, err, "fresh", false, "the database holds nothing yet");
    else if (n_revisions == 0 && missing_stamp)
        status =
            assay_verdict_find(verdict, err, "stamp-missing", false, "the database has no stamp");
    bool judged = verdict->history != NULL && verdict->match != ASSAY_MATCH_NONE;
    if (status == ASSAY_OK && n_revisions > 0 && judged)
        status = find_other_revision(verdict, revisions, n_revisions, err);
    verdict->exit_status = exit_status(verdict);
    return status;
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

/* SPDX-License-Identifier: MIT */
/*
 * From a snapshot and histories to a verdict: match each history, take the one that explains the
 * database best, and judge state, drift and stamp by it. The order of the tests is DESIGN 9's:
 * fresh, unrecognised, partial, ambiguous, exact, drifted.
 */
#include "verdict/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verdict/judge.h"

#define AMBIGUOUS_BELOW 0.6 /* MATCHING: no wrong answer was called exact, and 2 of 23 below it */

enum { NOTE_SIZE = 4096, NAMED_WITHIN = 2 };

assay_status assay_verdict_note(assay_verdict *verdict, assay_error *err, const char *format, ...)
{
    char text[NOTE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    char *note = assay_arena_strdup(verdict->arena, text);
    const char **notes = assay_arena_grow(verdict->arena, verdict->notes, &verdict->notes_capacity,
                                          verdict->n_notes + 1, sizeof *notes);
    if (notes == NULL || note == NULL)
        return assay_fail_nomem(err);
    notes[verdict->n_notes++] = note;
    verdict->notes = notes;
    return ASSAY_OK;
}

/* What belongs to the database as a whole (extensions, schemas, servers, publications) is an empty
 * database when it is alone: many a template has it. */
static bool holds_objects(const assay_catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (assay_kind_get(catalog->objects[i]->kind)->scope != ASSAY_SCOPE_DATABASE &&
            assay_kind_compared(catalog->objects[i]->kind, ASSAY_COMPARE_DEFAULT))
            return true;
    return false;
}

/* True if there may be objects that the role cannot see, or that a filter left out and nothing says
 * that they are none of the histories': what is not looked at is not absent. */
static bool hides_objects(const assay_verdict *verdict)
{
    const assay_catalog *catalog = verdict->snapshot->catalog;
    if (catalog->partial || assay_catalog_unread(catalog, ASSAY_KIND_table))
        return true;
    bool narrowed = verdict->n_candidates == 0, filtered = false;
    for (size_t i = 0; i < verdict->n_candidates; i++)
        narrowed = narrowed || verdict->candidates[i].judged != verdict->candidates[i].history;
    for (size_t i = 0; i < verdict->snapshot->n_limits; i++)
        filtered =
            filtered || strcmp(verdict->snapshot->limits[i].reason, ASSAY_LIMIT_FILTERED) == 0;
    return narrowed && filtered;
}

static assay_state state_of(const assay_verdict *verdict)
{
    const assay_snapshot *snapshot = verdict->snapshot;
    for (size_t i = 0; i < snapshot->n_version_tables; i++)
        if (snapshot->version_tables[i].n_rows > 0 || !snapshot->version_tables[i].readable)
            return ASSAY_MANAGED;
    return holds_objects(snapshot->catalog) || hides_objects(verdict) ? ASSAY_LEGACY : ASSAY_FRESH;
}

static assay_status match_all(assay_verdict *verdict, assay_history *const *histories, size_t n,
                              const assay_judge_options *options, assay_error *err)
{
    verdict->candidates = calloc(n + 1, sizeof *verdict->candidates);
    if (verdict->candidates == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        if (histories[i]->dialect != verdict->snapshot->catalog->dialect)
            continue;
        status = assay_candidate_open(&verdict->candidates[verdict->n_candidates], histories[i],
                                      verdict->snapshot, options, verdict->arena, err);
        if (status == ASSAY_OK)
            verdict->n_candidates++;
    }
    return status;
}

/* A slip of typing in FROM would else go unnoticed: the schema is found by itself then. */
static assay_status note_unused_maps(assay_verdict *verdict, const char *const *given,
                                     assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; given != NULL && given[i] != NULL && status == ASSAY_OK; i += 2) {
        bool used = verdict->n_candidates == 0;
        for (size_t c = 0; c < verdict->n_candidates && !used; c++)
            used = strcmp(verdict->candidates[c].history->schema, given[i]) == 0;
        if (!used)
            status = assay_verdict_note(verdict, err,
                                        "--schema-map %s=%s was not used: no history is of "
                                        "schema '%s'",
                                        given[i], given[i + 1], given[i]);
    }
    return status;
}

/* A stamp whose revisions a history knows speaks for it when the schema says nothing. */
static bool stamp_known(const assay_verdict *verdict, const assay_history *history)
{
    for (size_t i = 0; i < verdict->snapshot->n_version_tables; i++) {
        const assay_version_table *t = &verdict->snapshot->version_tables[i];
        for (size_t r = 0; r < t->n_rows; r++)
            if (assay_history_find(history, t->rows[r]) != NULL)
                return true;
    }
    return false;
}

static bool better(const assay_verdict *verdict, const assay_candidate *a, const assay_candidate *b)
{
    if (a->match->recognised != b->match->recognised)
        return a->match->recognised;
    if (a->score != b->score)
        return a->score < b->score;
    bool known_a = stamp_known(verdict, a->history), known_b = stamp_known(verdict, b->history);
    return known_a != known_b ? known_a : false;
}

static const assay_candidate *choose(const assay_verdict *verdict)
{
    const assay_candidate *best = NULL;
    for (size_t i = 0; i < verdict->n_candidates; i++)
        if (best == NULL || better(verdict, &verdict->candidates[i], best))
            best = &verdict->candidates[i];
    return best;
}

static assay_match_kind kind_of(const assay_candidate *candidate, bool deviates)
{
    const assay_match *match = candidate->match;
    if (!match->recognised)
        return ASSAY_MATCH_UNRECOGNISED;
    if (match->partial)
        return ASSAY_MATCH_PARTIAL;
    if (match->tie || match->confidence < AMBIGUOUS_BELOW)
        return ASSAY_MATCH_AMBIGUOUS;
    return deviates ? ASSAY_MATCH_DRIFTED : ASSAY_MATCH_EXACT;
}

/* True if most of what the history expects and finds is nothing that the best one claims: an
 * application and its companion in one database. */
static bool is_companion(const assay_candidate *other, const assay_candidate *best)
{
    int64_t own = 0, shared = 0;
    const assay_catalog *expected = other->match->expected;
    for (size_t i = 0; i < expected->n_objects; i++) {
        const assay_object *o = expected->objects[i];
        if (assay_catalog_find(other->match->observed, o->kind, o->schema, o->relation, o->name) ==
            NULL)
            continue;
        bool claimed = assay_catalog_find(best->match->expected, o->kind, o->schema, o->relation,
                                          o->name) != NULL;
        *(claimed ? &shared : &own) += assay_object_weight(o);
    }
    return own > shared;
}

static assay_status name_others(assay_verdict *verdict, const assay_candidate *best,
                                assay_error *err)
{
    verdict->others =
        assay_arena_calloc(verdict->arena, verdict->n_candidates + 1, sizeof *verdict->others);
    if (verdict->others == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < verdict->n_candidates; i++) {
        assay_candidate *c = &verdict->candidates[i];
        if (c == best || !c->match->recognised)
            continue;
        c->companion = is_companion(c, best);
        if (c->score > best->score * NAMED_WITHIN && !c->companion)
            continue;
        assay_other_history *other = &verdict->others[verdict->n_others++];
        /* Its unclaimed objects may be the best one's: only its own cost says whether it deviates.
         */
        *other = (assay_other_history){.project = c->history->project,
                                       .match = kind_of(c, c->match->cost > 0)};
        assay_status status =
            assay_history_heads(&other->revisions, &other->n_revisions, verdict->arena, c->history,
                                &c->match->smallest, err);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

/* What the matched history creates and the reader could not read leaves the verdict undecided. */
static bool limited(const assay_verdict *verdict, const assay_history *history)
{
    if (verdict->drift != NULL && verdict->drift->n_unknown > verdict->drift->n_untold)
        return true;
    for (size_t l = 0; l < verdict->snapshot->n_limits; l++) {
        const assay_limit *limit = &verdict->snapshot->limits[l];
        assay_kind kind;
        if (assay_limit_is_intended(limit) || !assay_kind_find(&kind, limit->kind))
            continue;
        for (size_t r = 0; r < history->n_revisions; r++)
            for (size_t i = 0; i < history->revisions[r].n_changes; i++)
                if (history->revisions[r].changes[i].kind == kind)
                    return true;
    }
    return false;
}

static assay_status note_schema(assay_verdict *verdict, const assay_candidate *best,
                                assay_error *err)
{
    verdict->schema = best->map.to;
    if (best->map.note != NULL)
        return assay_verdict_note(verdict, err, "%s", best->map.note);
    return ASSAY_OK;
}

static assay_status judge_best(assay_verdict *verdict, const assay_candidate *best,
                               const assay_judge_options *options, assay_error *err)
{
    assay_status status = ASSAY_OK;
    bool recognised = best->match->recognised;
    if (recognised && options->prober != NULL)
        status = assay_judge_probes(verdict, best, options->prober, err);
    if (status != ASSAY_OK)
        return status;
    if (recognised) {
        verdict->history = best->history;
        verdict->confidence = best->match->confidence;
        status = name_others(verdict, best, err);
        if (status == ASSAY_OK)
            status = note_schema(verdict, best, err);
        if (status == ASSAY_OK)
            status = assay_judge_drift(verdict, best, options, err);
        if (status == ASSAY_OK)
            status = assay_judge_evidence(verdict, best, err);
    }
    if (status != ASSAY_OK)
        return status;
    verdict->match = kind_of(best, recognised && !verdict->drift->equal);
    if (recognised)
        verdict->undecided_by_limit = limited(verdict, best->history);
    /* A stamp of a history whose schema is not there is still known by that history. */
    if (!recognised && stamp_known(verdict, best->history))
        verdict->history = best->history;
    status = assay_judge_stamp(verdict, best, options, err);
    if (status == ASSAY_OK)
        status = assay_judge_revisions(verdict, best, err);
    if (status == ASSAY_OK && recognised)
        status = assay_judge_places(verdict, best, err);
    return status;
}

/* Nothing is there: the only question is which history's upgrade to recommend. */
static assay_status judge_fresh(assay_verdict *verdict, const assay_candidate *best,
                                const assay_judge_options *options, assay_error *err)
{
    verdict->confidence = 1;
    if (best != NULL)
        verdict->history = best->history;
    assay_status status = assay_judge_stamp(verdict, best, options, err);
    if (status == ASSAY_OK && best != NULL)
        status = assay_judge_revisions(verdict, best, err);
    return status;
}

static assay_status judge(assay_verdict *verdict, assay_history *const *histories, size_t n,
                          const assay_judge_options *options, assay_error *err)
{
    const assay_snapshot *snapshot = verdict->snapshot;
    assay_hash hash = assay_catalog_fingerprint(snapshot->catalog);
    assay_hash_hex(&hash, verdict->fingerprint);
    assay_status status = match_all(verdict, histories, n, options, err);
    if (status == ASSAY_OK)
        status = note_unused_maps(verdict, options->schema_map, err);
    if (status != ASSAY_OK)
        return status;
    verdict->state = state_of(verdict);
    const assay_candidate *best = choose(verdict);
    /* With several histories and nothing to tell them apart, none is recommended. */
    if (verdict->state == ASSAY_FRESH)
        best = verdict->n_candidates == 1 && !options->fallback_histories ? best : NULL;
    if (verdict->state == ASSAY_FRESH)
        status = judge_fresh(verdict, best, options, err);
    else if (best != NULL)
        status = judge_best(verdict, best, options, err);
    else
        status = assay_judge_stamp(verdict, NULL, options, err);
    if (status == ASSAY_OK)
        status = assay_judge_commands(verdict, best, options, err);
    return status != ASSAY_OK ? status : assay_judge_findings(verdict, options, err);
}

assay_status assay_verdict_new(assay_verdict **out, const assay_snapshot *snapshot,
                               assay_history *const *histories, size_t n_histories,
                               const assay_judge_options *options, assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    assay_verdict *verdict = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *verdict);
    if (verdict == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    verdict->arena = arena;
    verdict->snapshot = snapshot;
    assay_status status = judge(verdict, histories, n_histories, options, err);
    if (status != ASSAY_OK) {
        assay_verdict_free(verdict);
        return status;
    }
    *out = verdict;
    return ASSAY_OK;
}

void assay_verdict_free(assay_verdict *verdict)
{
    if (verdict == NULL)
        return;
    for (size_t i = 0; i < verdict->n_candidates; i++)
        assay_candidate_close(&verdict->candidates[i]);
    free(verdict->candidates);
    assay_differences_free(verdict->drift);
    assay_catalog_free(verdict->expected);
    assay_arena_free(verdict->arena);
}

/* SPDX-License-Identifier: MIT */
/*
 * What the schema cannot tell, probes may: those of the revisions that some of the equal sets hold
 * and some do not are asked, and the sets that their answers refute are left out.
 */
#include "verdict/judge.h"

const char *assay_answer_name(assay_answer answer)
{
    static const char *const names[] = {[ASSAY_ANSWER_UNKNOWN] = "unknown",
                                        [ASSAY_ANSWER_TRUE] = "true",
                                        [ASSAY_ANSWER_FALSE] = "false"};
    return names[answer];
}

typedef struct inquiry {
    assay_verdict *verdict;
    const assay_candidate *best;
    assay_question *questions; /* those to ask */
    size_t n, capacity;
    size_t *revision_of; /* by question */
    size_t revisions_capacity;
} inquiry;

static assay_probe_verdict *result_of(const assay_verdict *verdict, const char *revision)
{
    size_t i = 0;
    while (verdict->probes[i].revision != revision)
        i++;
    return &verdict->probes[i];
}

static void answer(assay_probe_verdict *probe, assay_answer given, const char *reason)
{
    /* All must be true: one that is false decides, one that is unknown leaves it open. */
    if (given == ASSAY_ANSWER_TRUE || probe->result == ASSAY_ANSWER_FALSE)
        return;
    if (given == ASSAY_ANSWER_FALSE || probe->result == ASSAY_ANSWER_TRUE)
        *probe = (assay_probe_verdict){probe->revision, given, reason};
}

/* The probe for this database, or the reason why it cannot be asked. */
static assay_status add_question(inquiry *q, size_t revision, const char *sql, assay_error *err)
{
    const assay_history *history = q->best->history;
    assay_arena *arena = q->verdict->arena;
    const char *schema = q->best->map.to != NULL ? q->best->map.to : history->schema;
    if (q->best->map.to != NULL && !assay_probe_names_schema(sql)) {
        const char *reason = assay_arena_printf(arena,
                                                "the history's schema is '%s' here, and the probe "
                                                "does not name it by {schema}",
                                                schema);
        if (reason == NULL)
            return assay_fail_nomem(err);
        answer(result_of(q->verdict, history->revisions[revision].id), ASSAY_ANSWER_UNKNOWN,
               reason);
        return ASSAY_OK;
    }
    size_t *revision_of = assay_arena_grow(arena, q->revision_of, &q->revisions_capacity, q->n + 1,
                                           sizeof *revision_of);
    assay_question *questions =
        assay_arena_grow(arena, q->questions, &q->capacity, q->n + 1, sizeof *questions);
    sql = assay_probe_in_schema(arena, sql, history->dialect == ASSAY_SQLITE ? "main" : schema);
    if (questions == NULL || revision_of == NULL || sql == NULL)
        return assay_fail_nomem(err);
    q->questions = questions;
    q->revision_of = revision_of;
    revision_of[q->n] = revision;
    questions[q->n++] = (assay_question){.sql = sql};
    return ASSAY_OK;
}

static assay_status collect(inquiry *q, assay_error *err)
{
    assay_verdict *verdict = q->verdict;
    const assay_history *history = q->best->history;
    verdict->probes =
        assay_arena_calloc(verdict->arena, history->n_revisions + 1, sizeof *verdict->probes);
    if (verdict->probes == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (size_t r = 0; r < history->n_revisions; r++) {
        const assay_revision *revision = &history->revisions[r];
        if (revision->n_probes == 0 || !assay_match_in_doubt(q->best->match, r))
            continue;
        verdict->probes[verdict->n_probes++] =
            (assay_probe_verdict){.revision = revision->id, .result = ASSAY_ANSWER_TRUE};
        for (size_t i = 0; i < revision->n_probes && status == ASSAY_OK; i++)
            status = add_question(q, r, revision->probes[i].sql, err);
    }
    return status;
}

static assay_status narrow(inquiry *q, assay_error *err)
{
    assay_verdict *verdict = q->verdict;
    const assay_history *history = q->best->history;
    assay_known_revision *known =
        assay_arena_calloc(verdict->arena, verdict->n_probes + 1, sizeof *known);
    if (known == NULL)
        return assay_fail_nomem(err);
    size_t n = 0;
    for (size_t i = 0; i < verdict->n_probes; i++) {
        const assay_probe_verdict *probe = &verdict->probes[i];
        const assay_revision *revision = assay_history_find(history, probe->revision);
        if (probe->result != ASSAY_ANSWER_UNKNOWN)
            known[n++] = (assay_known_revision){assay_history_index(history, revision),
                                                probe->result == ASSAY_ANSWER_TRUE};
    }
    bool contradiction = false;
    assay_status status =
        n == 0 ? ASSAY_OK : assay_match_narrow(q->best->match, &contradiction, known, n, err);
    if (status == ASSAY_OK && contradiction)
        status = assay_verdict_note(verdict, err,
                                    "the probes contradict each other or the schema (a revision "
                                    "has run and what it revises has not): none of them was used");
    return status;
}

assay_status assay_judge_probes(assay_verdict *verdict, const assay_candidate *best,
                                const assay_prober *prober, assay_error *err)
{
    inquiry q = {.verdict = verdict, .best = best};
    assay_status status = collect(&q, err);
    if (status == ASSAY_OK && q.n > 0)
        status = prober->ask(prober->context, q.questions, q.n, verdict->arena, err);
    for (size_t i = 0; i < q.n && status == ASSAY_OK; i++)
        answer(result_of(verdict, best->history->revisions[q.revision_of[i]].id),
               q.questions[i].answer, q.questions[i].reason);
    return status == ASSAY_OK ? narrow(&q, err) : status;
}

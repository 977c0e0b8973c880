/* SPDX-License-Identifier: MIT */
/* The whole match: model, solution, and the solution in the words of match.h. */
#include "match/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "match/confidence.h"
#include "match/evidence.h"
#include "match/expected.h"
#include "match/recognise.h"
#include "match/variant.h"

enum { MAX_DIFFERS = 100 };

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_texts(const char **texts, size_t n)
{
    if (n > 1)
        qsort(texts, n, sizeof *texts, compare_texts);
}

static assay_status list_heads(const char ***out, size_t *count, assay_match *match,
                               const assay_model *m, const assay_bitset *set, assay_error *err)
{
    assay_bitset heads;
    assay_status status = assay_model_heads(&heads, match->arena, m, set, err);
    if (status != ASSAY_OK)
        return status;
    *out = assay_arena_calloc(match->arena, assay_bitset_count(&heads) + 1, sizeof **out);
    if (*out == NULL)
        return assay_fail_nomem(err);
    *count = 0;
    for (size_t r = 0; r < m->problem.n_revisions; r++)
        if (assay_bitset_has(&heads, r))
            (*out)[(*count)++] = m->history->revisions[r].id;
    sort_texts(*out, *count);
    return ASSAY_OK;
}

static assay_status list_equal(assay_match *match, const assay_model *m,
                               const assay_solution *solution, assay_error *err)
{
    size_t n = solution->n_equal;
    match->equal = assay_arena_calloc(match->arena, n + 1, sizeof *match->equal);
    match->equal_lengths = assay_arena_calloc(match->arena, n + 1, sizeof *match->equal_lengths);
    if (match->equal == NULL || match->equal_lengths == NULL)
        return assay_fail_nomem(err);
    match->n_equal = n;
    match->equal_total = solution->equal_total;
    for (size_t i = 0; i < n; i++) {
        assay_status status = list_heads(&match->equal[i], &match->equal_lengths[i], match, m,
                                         &solution->equal[i], err);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

/* A value of the unit to name it by: what one of the sets expects, else any. */
static const assay_value *value_to_name(const assay_model *m, size_t unit, const assay_bitset *a,
                                        const assay_bitset *b)
{
    const assay_value *value = assay_model_expected(m, unit, a);
    if (value->values == NULL)
        value = assay_model_expected(m, unit, b);
    const assay_unit *u = &m->problem.units[unit];
    for (size_t i = u->first; i < u->first + u->n && value->values == NULL; i++)
        value = &m->values.steps[m->step[i]].after;
    return value;
}

static assay_status list_differing(assay_alternative *out, assay_match *match, const assay_model *m,
                                   assay_error *err)
{
    out->differs = assay_arena_calloc(match->arena, MAX_DIFFERS, sizeof *out->differs);
    if (out->differs == NULL)
        return assay_fail_nomem(err);
    for (size_t u = 0; u < m->problem.n_units && out->n_differs < MAX_DIFFERS; u++) {
        if (assay_problem_unit_cost(&m->problem, u, &out->set) == match->costs[u])
            continue;
        const assay_value *value = value_to_name(m, u, &match->smallest, &out->set);
        const assay_bitset *set = assay_model_expected(m, u, &match->smallest)->values != NULL
                                      ? &match->smallest
                                      : &out->set;
        assay_status status = assay_model_object_name(&out->differs[out->n_differs], match->arena,
                                                      m, u, value, set, err);
        if (status != ASSAY_OK)
            return status;
        out->n_differs++;
    }
    sort_texts(out->differs, out->n_differs);
    return ASSAY_OK;
}

static assay_status name_runner_up(assay_match *match, const assay_model *m,
                                   const assay_solution *solution, assay_error *err)
{
    if (solution->n_rivals == 0)
        return ASSAY_OK;
    assay_alternative *a = assay_arena_alloc(match->arena, sizeof *a);
    if (a == NULL)
        return assay_fail_nomem(err);
    a->set = solution->rivals[0].set;
    a->margin = solution->rivals[0].cost - solution->cost;
    match->runner_up = a;
    assay_status status = list_heads(&a->heads, &a->n_heads, match, m, &a->set, err);
    return status == ASSAY_OK ? list_differing(a, match, m, err) : status;
}

static assay_status note_limits(assay_match *match, const assay_solution *solution,
                                assay_error *err)
{
    match->limits = assay_arena_calloc(match->arena, 1, sizeof *match->limits);
    if (match->limits == NULL)
        return assay_fail_nomem(err);
    if (solution->exhausted)
        match->limits[match->n_limits++] =
            "unrelated revisions contend for too many objects: there may be a better set";
    return ASSAY_OK;
}

static assay_status put_into_words(assay_match *match, const assay_model *m,
                                   const assay_solution *solution, assay_error *err)
{
    uint32_t *entry;
    match->cost = solution->cost;
    match->costs = solution->costs;
    match->tie = solution->tie;
    match->smallest = solution->smallest;
    match->largest = solution->largest;
    assay_status status = list_equal(match, m, solution, err);
    if (status == ASSAY_OK)
        status = assay_expected_make(match, m, err);
    if (status == ASSAY_OK)
        status = assay_evidence_find(match, &entry, m, err);
    if (status == ASSAY_OK)
        status = assay_partial_judge(match, entry, m, err);
    if (status == ASSAY_OK)
        status = assay_confidence_judge(match, m, solution, err);
    if (status == ASSAY_OK)
        status = name_runner_up(match, m, solution, err);
    if (status == ASSAY_OK)
        status = note_limits(match, solution, err);
    return status == ASSAY_OK ? assay_recognise(match, m, err) : status;
}

assay_status assay_match_new(assay_match **out, const assay_history *history,
                             const assay_catalog *observed, assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    assay_match *match = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *match);
    if (match == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    match->arena = arena;
    match->observed = observed;
    assay_model *model = NULL;
    assay_chosen_variant *variants = NULL;
    match->solution = assay_arena_alloc(arena, sizeof *match->solution);
    assay_status status =
        match->solution == NULL
            ? assay_fail_nomem(err)
            : assay_variants_choose(&match->history, &variants, &match->n_variants, arena, history,
                                    observed, err);
    if (status == ASSAY_OK)
        status = assay_model_new(&model, arena, match->history, observed, err);
    match->variants = variants;
    match->model = model;
    if (status == ASSAY_OK)
        status = assay_problem_solve(match->solution, arena, &model->problem, err);
    if (status == ASSAY_OK)
        status = put_into_words(match, model, match->solution, err);
    if (status != ASSAY_OK) {
        assay_match_free(match);
        return status;
    }
    *out = match;
    return ASSAY_OK;
}

void assay_match_free(assay_match *match)
{
    if (match == NULL)
        return;
    assay_catalog_free(match->expected);
    assay_arena_free(match->arena);
}

bool assay_match_in_doubt(const assay_match *match, size_t revision)
{
    return assay_bitset_has(&match->solution->reached, revision) &&
           !assay_bitset_has(&match->solution->common, revision);
}

/* All that is said about the sets is said again about those that are left. */
static assay_status say_again(assay_match *match, assay_error *err)
{
    const assay_match old = *match;
    *match = (assay_match){.arena = old.arena,
                           .history = old.history,
                           .variants = old.variants,
                           .n_variants = old.n_variants,
                           .observed = old.observed,
                           .model = old.model,
                           .solution = old.solution,
                           .known = old.known,
                           .n_known = old.n_known};
    assay_catalog_free(old.expected);
    return put_into_words(match, match->model, match->solution, err);
}

assay_status assay_match_narrow(assay_match *match, bool *contradiction,
                                const assay_known_revision *known, size_t n_known, assay_error *err)
{
    size_t n = match->model->problem.n_revisions;
    assay_known *by_revision = assay_arena_calloc(match->arena, n + 1, sizeof *by_revision);
    assay_known_revision *kept = assay_arena_calloc(match->arena, n_known + 1, sizeof *kept);
    if (by_revision == NULL || kept == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n_known; i++) {
        kept[i] = known[i];
        by_revision[known[i].revision] = known[i].run ? ASSAY_KNOWN_RUN : ASSAY_KNOWN_NOT_RUN;
    }
    assay_status status = assay_problem_narrow(match->solution, contradiction, match->arena,
                                               &match->model->problem, by_revision, err);
    if (status != ASSAY_OK || *contradiction)
        return status;
    match->known = kept;
    match->n_known = n_known;
    return say_again(match, err);
}

bool assay_match_is_equal(const assay_match *match, const assay_bitset *set)
{
    const assay_problem *p = &match->model->problem;
    for (size_t i = 0; i < match->n_known; i++)
        if (assay_bitset_has(set, match->known[i].revision) != match->known[i].run)
            return false;
    for (size_t u = 0; u < p->n_units; u++)
        if (assay_problem_unit_cost(p, u, set) != match->costs[u])
            return false;
    return true;
}

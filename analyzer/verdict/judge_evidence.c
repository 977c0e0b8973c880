/* SPDX-License-Identifier: MIT */
/* The matcher's evidence in the words of a verdict: names of objects, in the database's schemas. */
#include <string.h>

#include "verdict/judge.h"

static const char *name_here(assay_verdict *verdict, const assay_candidate *best, const char *name)
{
    if (best->map.to == NULL)
        return name;
    return assay_schema_map_name(verdict->arena, name, best->map.from, best->map.to);
}

static assay_status names_here(const char ***out, assay_verdict *verdict,
                               const assay_candidate *best, const char *const *names, size_t n,
                               assay_error *err)
{
    const char **copy = assay_arena_calloc(verdict->arena, n + 1, sizeof *copy);
    if (copy == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        if ((copy[i] = name_here(verdict, best, names[i])) == NULL)
            return assay_fail_nomem(err);
    *out = copy;
    return ASSAY_OK;
}

static assay_status effects_of(const char ***out, size_t *count, assay_verdict *verdict,
                               const assay_candidate *best, const assay_evidence *evidence,
                               assay_effect_state state, assay_error *err)
{
    const char **names = assay_arena_calloc(verdict->arena, evidence->n_effects + 1, sizeof *names);
    if (names == NULL)
        return assay_fail_nomem(err);
    *count = 0;
    for (size_t i = 0; i < evidence->n_effects; i++) {
        if (evidence->effects[i].state != state)
            continue;
        names[*count] = name_here(verdict, best, evidence->effects[i].object);
        if (names[(*count)++] == NULL)
            return assay_fail_nomem(err);
    }
    *out = names;
    return ASSAY_OK;
}

static assay_status convert(assay_revision_evidence *out, assay_verdict *verdict,
                            const assay_candidate *best, const assay_evidence *from,
                            assay_error *err)
{
    out->revision = best->history->revisions[from->revision].id;
    out->applied = from->applied;
    assay_status status =
        effects_of(&out->present, &out->n_present, verdict, best, from, ASSAY_EFFECT_PRESENT, err);
    if (status == ASSAY_OK)
        status =
            effects_of(&out->absent, &out->n_absent, verdict, best, from, ASSAY_EFFECT_ABSENT, err);
    if (status == ASSAY_OK)
        status = effects_of(&out->altered, &out->n_altered, verdict, best, from,
                            ASSAY_EFFECT_ALTERED, err);
    return status;
}

/* The chosen entries of verdict->evidence. */
static assay_status pick(assay_revision_evidence **out, assay_verdict *verdict,
                         const size_t *indexes, size_t n, assay_error *err)
{
    *out = assay_arena_calloc(verdict->arena, n + 1, sizeof **out);
    if (*out == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        (*out)[i] = verdict->evidence[indexes[i]];
    return ASSAY_OK;
}

static assay_status runner_up(assay_verdict *verdict, const assay_candidate *best, assay_error *err)
{
    const assay_alternative *from = best->match->runner_up;
    if (from == NULL)
        return ASSAY_OK;
    assay_runner_up *to = assay_arena_alloc(verdict->arena, sizeof *to);
    if (to == NULL)
        return assay_fail_nomem(err);
    *to = (assay_runner_up){.revisions = from->heads,
                            .n_revisions = from->n_heads,
                            .margin = from->margin,
                            .n_differs = from->n_differs};
    verdict->runner_up = to;
    return names_here(&to->differs, verdict, best, from->differs, from->n_differs, err);
}

assay_status assay_judge_evidence(assay_verdict *verdict, const assay_candidate *best,
                                  assay_error *err)
{
    const assay_match *match = best->match;
    verdict->evidence =
        assay_arena_calloc(verdict->arena, match->n_evidence + 1, sizeof *verdict->evidence);
    if (verdict->evidence == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < match->n_evidence && status == ASSAY_OK; i++)
        status = convert(&verdict->evidence[i], verdict, best, &match->evidence[i], err);
    verdict->n_evidence = match->n_evidence;
    verdict->n_half_applied = match->n_half_applied;
    verdict->n_out_of_order = match->n_out_of_order;
    if (status == ASSAY_OK)
        status =
            pick(&verdict->half_applied, verdict, match->half_applied, match->n_half_applied, err);
    if (status == ASSAY_OK)
        status =
            pick(&verdict->out_of_order, verdict, match->out_of_order, match->n_out_of_order, err);
    if (status == ASSAY_OK)
        status = runner_up(verdict, best, err);
    verdict->partial_reason = match->partial_reason;
    for (size_t i = 0; i < match->n_limits && status == ASSAY_OK; i++)
        status = assay_verdict_note(verdict, err, "%s", match->limits[i]);
    return status;
}

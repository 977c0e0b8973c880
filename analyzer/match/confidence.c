/* SPDX-License-Identifier: MIT */
/*
 * How sure the answer is. Each alternative must explain some objects worse; how likely that many
 * deviate by accident follows from how many deviate anyway. An object that is there counts twice:
 * drift drops a known object far more easily than it makes one of that name.
 */
#include "match/confidence.h"

#include <math.h>

enum { SEEN = 2 };

typedef struct comparison {
    const assay_match *match;
    const assay_model *model;
    bool *seen;
} comparison;

/* Objects that the other set explains worse, less those it explains better. */
static int64_t evidence_against(comparison *c, const assay_bitset *set)
{
    const assay_problem *p = &c->model->problem;
    int64_t q = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t r = 0; r < p->n_revisions; r++) {
            if (assay_bitset_has(set, r) == assay_bitset_has(&c->match->smallest, r))
                continue;
            for (size_t i = p->unit_first[r]; i < p->unit_first[r + 1]; i++) {
                uint32_t u = p->unit_of[i];
                if (pass == 1 || c->seen[u]) {
                    c->seen[u] = false;
                    continue;
                }
                c->seen[u] = true;
                int64_t cost = assay_problem_unit_cost(p, u, set), own = c->match->costs[u];
                bool there = c->model->observation.first[c->model->unit[u]] != ASSAY_NONE;
                q += ((cost > own) - (cost < own)) * (there ? SEEN : 1);
            }
        }
    return q;
}

assay_status assay_confidence_judge(assay_match *match, const assay_model *m,
                                    const assay_solution *solution, assay_error *err)
{
    const assay_observation *o = &m->observation;
    comparison c = {match, m, assay_arena_calloc(match->arena, m->problem.n_units + 1, 1)};
    if (c.seen == NULL)
        return assay_fail_nomem(err);
    size_t deviating = 0;
    for (size_t u = 0; u < m->problem.n_units; u++)
        deviating += match->costs[u] > 0;
    for (size_t i = 0; i < o->catalog->n_objects && !match->history->listed_only; i++)
        deviating += o->unit[i] == ASSAY_NONE && assay_object_weight(o->catalog->objects[i]) > 0;
    double rho = (double)(deviating + 1) / (double)(match->expected->n_objects + deviating + 2);
    double doubt = 0;
    rho = rho > 0.5 ? 0.5 : rho;
    for (size_t i = 0; i < solution->n_rivals; i++) {
        const assay_rival *rival = &solution->rivals[i];
        int64_t q = evidence_against(&c, &rival->set);
        doubt += q <= 0 || rival->cost == solution->cost ? 1.0 : pow(rho, (double)q);
    }
    match->confidence = 1.0 / (1.0 + doubt);
    return ASSAY_OK;
}

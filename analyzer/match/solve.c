/* SPDX-License-Identifier: MIT */
/* The whole answer to a problem: the best set, what equals it, and what comes next. */
#include "match/equal.h"
#include "match/rival.h"

static assay_status solve(assay_solution *out, assay_arena *arena, assay_arena *scratch,
                          const assay_problem *problem, assay_error *err)
{
    assay_search search;
    assay_status status = assay_search_init(&search, scratch, problem, err);
    if (status != ASSAY_OK)
        return status;
    search.judge_ties = true;
    status = assay_search_run(&search, NULL, 0, NULL, 0, err);
    if (status != ASSAY_OK)
        return status;
    out->cost = search.cost;
    out->tie = search.tie;
    out->exhausted = search.exhausted;
    out->costs = assay_arena_calloc(arena, problem->n_units + 1, sizeof *out->costs);
    if (out->costs == NULL || !assay_set_clone(&out->smallest, arena, &search.set))
        return assay_fail_nomem(err);
    for (size_t u = 0; u < problem->n_units; u++)
        out->costs[u] = assay_problem_unit_cost(problem, u, &out->smallest);
    status = assay_equal_find(out, arena, scratch, problem, err);
    return status == ASSAY_OK ? assay_rivals_find(out, arena, &search, err) : status;
}

assay_status assay_problem_solve(assay_solution *out, assay_arena *arena,
                                 const assay_problem *problem, assay_error *err)
{
    *out = (assay_solution){0};
    assay_arena *scratch = assay_arena_new();
    if (scratch == NULL)
        return assay_fail_nomem(err);
    assay_status status = solve(out, arena, scratch, problem, err);
    assay_arena_free(scratch);
    return status;
}

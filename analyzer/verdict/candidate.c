/* SPDX-License-Identifier: MIT */
/* Matching one history: the schema it is found in, the match, and how well it explains the whole.
 */
#include "verdict/judge.h"

assay_status assay_candidate_open(assay_candidate *out, const assay_history *history,
                                  const assay_snapshot *snapshot,
                                  const assay_judge_options *options, assay_arena *arena,
                                  assay_error *err)
{
    *out = (assay_candidate){.history = history};
    assay_status status =
        assay_schema_map_find(&out->map, history, snapshot, options->schema_map, arena, err);
    if (status == ASSAY_OK && out->map.to != NULL)
        status = assay_schema_map_swap(&out->observed, snapshot->catalog, out->map.to,
                                       out->map.from, err);
    if (status == ASSAY_OK)
        status = assay_match_new(&out->match, history,
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

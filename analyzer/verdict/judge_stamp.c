/* SPDX-License-Identifier: MIT */
/* The stamp is checked, not believed. */
#include <string.h>

#include "base/limits.h"
#include "verdict/judge.h"

static bool names_revision_of(const assay_version_table *table, const assay_history *history)
{
    for (size_t i = 0; i < table->n_rows; i++)
        if (assay_history_find(history, table->rows[i]) != NULL)
            return true;
    return false;
}

/* The version table that counts: one that names a revision of the history, then one with rows (that
 * of another project may be beside it), then any; of these the history's tool's. The others become
 * notes. */
static const assay_version_table *choose(const assay_snapshot *snapshot,
                                         const assay_history *history)
{
    const assay_version_table *best = NULL;
    int best_rank = -1;
    for (size_t i = 0; i < snapshot->n_version_tables; i++) {
        const assay_version_table *t = &snapshot->version_tables[i];
        int rank = t->n_rows > 0 || !t->readable ? 2 : 0;
        if (history != NULL)
            rank += (names_revision_of(t, history) ? 4 : 0) + (strcmp(t->tool, history->tool) == 0);
        if (rank > best_rank) {
            best = t;
            best_rank = rank;
        }
    }
    return best;
}

static const char *table_name(assay_arena *arena, const assay_version_table *table)
{
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name_parts(&name, ASSAY_KIND_table, table->schema, "", table->name);
    const char *copy = assay_arena_strdup(arena, assay_buffer_text(&name));
    assay_buffer_release(&name);
    return copy;
}

static const char *unknown_row(const assay_history *history, const assay_version_table *table)
{
    for (size_t i = 0; i < table->n_rows; i++)
        if (assay_history_find(history, table->rows[i]) == NULL)
            return table->rows[i];
    return NULL;
}

static size_t index_of(const assay_history *history, const char *revision)
{
    return assay_history_index(history, assay_history_find(history, revision));
}

/* A row whose revision another row's revision descends from: the tool would not have left both. A
 * hostile table may have many rows, so each revision's ancestors are joined once. */
static assay_status redundant_row(const char **out, assay_arena *arena,
                                  const assay_history *history, const assay_version_table *table,
                                  assay_error *err)
{
    assay_bitset seen, below, own;
    *out = NULL;
    if (!assay_bitset_init(&seen, arena, history->n_revisions) ||
        !assay_bitset_init(&below, arena, history->n_revisions) ||
        !assay_bitset_init(&own, arena, history->n_revisions))
        return assay_fail_nomem(err);
    for (size_t i = 0; i < table->n_rows; i++) {
        size_t r = index_of(history, table->rows[i]);
        if (assay_bitset_has(&seen, r))
            continue;
        assay_bitset_add(&seen, r);
        assay_bitset_copy(&own, &history->ancestors[r]);
        assay_bitset_remove(&own, r);
        assay_bitset_or(&below, &own);
    }
    for (size_t i = 0; i < table->n_rows && *out == NULL; i++)
        if (assay_bitset_has(&below, index_of(history, table->rows[i])))
            *out = table->rows[i];
    return ASSAY_OK;
}

typedef struct judgement {
    assay_stamp_status status;
    const char *detail;
} judgement;

static judgement judge_known(assay_verdict *verdict, const assay_candidate *best,
                             const assay_version_table *table, assay_error *err)
{
    const assay_history *history = best->history;
    assay_bitset claimed;
    if (assay_history_closure(&claimed, verdict->arena, history, table->rows, table->n_rows, err) !=
        ASSAY_OK)
        return (judgement){ASSAY_STAMP_UNJUDGED, NULL};
    const char *redundant;
    if (redundant_row(&redundant, verdict->arena, history, table, err) != ASSAY_OK)
        return (judgement){ASSAY_STAMP_UNJUDGED, NULL};
    if (redundant != NULL)
        return (judgement){ASSAY_STAMP_DIVERGED,
                           assay_arena_printf(verdict->arena,
                                              "row '%s' is redundant: another row descends from it",
                                              redundant)};
    if (assay_match_is_equal(best->match, &claimed))
        return (judgement){ASSAY_STAMP_AGREES, NULL};
    if (assay_bitset_subset(&best->match->smallest, &claimed))
        return (judgement){ASSAY_STAMP_AHEAD,
                           "the stamp is newer than the schema: migrations that it names as run "
                           "have left nothing"};
    if (assay_bitset_subset(&claimed, &best->match->largest))
        return (judgement){ASSAY_STAMP_BEHIND,
                           "the schema is newer than the stamp: an upgrade would repeat what is "
                           "there"};
    return (judgement){ASSAY_STAMP_DIVERGED, "stamp and schema are on different branches"};
}

static judgement judge(assay_verdict *verdict, const assay_candidate *best,
                       const assay_version_table *table, assay_error *err)
{
    if (!table->readable)
        return (judgement){ASSAY_STAMP_UNREADABLE, table->reason};
    if (table->dirty)
        return (judgement){ASSAY_STAMP_DIRTY, table->reason};
    if (table->n_rows == 0)
        return (judgement){ASSAY_STAMP_EMPTY, "the version table is there and has no row"};
    if (best == NULL || strcmp(best->history->tool, table->tool) != 0)
        return (judgement){ASSAY_STAMP_UNJUDGED, "no history of that tool to judge it by"};
    const char *unknown = unknown_row(best->history, table);
    if (unknown != NULL)
        return (judgement){ASSAY_STAMP_UNKNOWN_REVISION,
                           assay_arena_printf(verdict->arena,
                                              "'%s' is no revision of the history '%s'", unknown,
                                              best->history->project)};
    return judge_known(verdict, best, table, err);
}

static assay_status note_others(assay_verdict *verdict, const assay_version_table *chosen,
                                assay_error *err)
{
    assay_status status = ASSAY_OK;
    const assay_snapshot *snapshot = verdict->snapshot;
    for (size_t i = 0; i < snapshot->n_version_tables && status == ASSAY_OK; i++) {
        const assay_version_table *t = &snapshot->version_tables[i];
        if (t == chosen)
            continue;
        const char *name = table_name(verdict->arena, t);
        if (name == NULL)
            return assay_fail_nomem(err);
        status = assay_verdict_note(verdict, err,
                                    "another version table of %s, %s, was not judged (%zu row%s)",
                                    t->tool, name, t->n_rows, t->n_rows == 1 ? "" : "s");
    }
    return status;
}

assay_status assay_judge_stamp(assay_verdict *verdict, const assay_candidate *best,
                               assay_error *err)
{
    const assay_version_table *table =
        choose(verdict->snapshot, best == NULL ? NULL : best->history);
    if (table == NULL)
        return ASSAY_OK;
    judgement found = judge(verdict, best, table, err);
    if (err->code != ASSAY_OK)
        return err->code;
    assay_stamp *stamp = assay_arena_alloc(verdict->arena, sizeof *stamp);
    const char *name = table_name(verdict->arena, table);
    if (stamp == NULL || name == NULL)
        return assay_fail_nomem(err);
    *stamp = (assay_stamp){.tool = table->tool,
                           .table = name,
                           .revisions = table->rows,
                           .n_revisions = table->n_rows,
                           .width = table->width,
                           .status = found.status,
                           .detail = found.detail};
    verdict->stamp = stamp;
    return note_others(verdict, table, err);
}

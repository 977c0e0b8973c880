/* SPDX-License-Identifier: MIT */
/* The stamp is checked, not believed. */
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "verdict/judge.h"

static bool names_revision_of(const assay_version_table *table, const assay_history *history)
{
    for (size_t i = 0; i < table->n_rows; i++)
        if (assay_history_find(history, table->rows[i]) != NULL)
            return true;
    return false;
}

/* True if no version table was named, or this one was. SQLite does not tell the case of names. */
static bool is_named(const assay_version_table *table, const assay_judge_options *options)
{
    if (options->version_table == NULL)
        return true;
    if (table->schema[0] == '\0')
        return strcasecmp(table->name, options->version_table) == 0;
    return strcmp(table->name, options->version_table) == 0 &&
           (options->version_schema == NULL || strcmp(table->schema, options->version_schema) == 0);
}

/* Where a tool is to be adopted, another one's stamp says nothing. */
static bool is_other_tool(const assay_version_table *table, const assay_history *history)
{
    return history != NULL && history->adopted && !assay_tool_alike(table->tool, history->tool);
}

/* The version table that counts: one that names a revision of the history, then one with rows (that
 * of another project may be beside it), then any; of these the history's tool's. The others become
 * notes. */
static const assay_version_table *choose(const assay_snapshot *snapshot,
                                         const assay_history *history,
                                         const assay_judge_options *options)
{
    const assay_version_table *best = NULL;
    int best_rank = -1;
    for (size_t i = 0; i < snapshot->n_version_tables; i++) {
        const assay_version_table *t = &snapshot->version_tables[i];
        if (!is_named(t, options) || is_other_tool(t, history))
            continue;
        int rank = t->n_rows > 0 || !t->readable ? 2 : 0;
        if (history != NULL)
            rank +=
                (names_revision_of(t, history) ? 4 : 0) + assay_tool_alike(t->tool, history->tool);
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

/* Django records every application, also those that are no part of a project: rows of one that the
 * history does not know say nothing of it. */
bool assay_judge_knows_application(const assay_history *history, const char *row)
{
    size_t length = strcspn(row, ".") + 1;
    for (size_t r = 0; r < history->n_revisions; r++)
        if (strncmp(history->revisions[r].id, row, length) == 0)
            return true;
    return false;
}

/* The rows that concern the history. They are sorted: what is repeated stands together. */
static assay_status sort_rows(assay_known_rows *out, assay_arena *arena, const assay_tool *tool,
                              const assay_history *history, const assay_version_table *table,
                              assay_error *err)
{
    *out = (assay_known_rows){
        .ids = assay_arena_calloc(arena, table->n_rows + 1, sizeof *out->ids),
        .unknown = assay_arena_calloc(arena, table->n_rows + 1, sizeof *out->unknown)};
    if (out->ids == NULL || out->unknown == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < table->n_rows; i++) {
        const char *row = table->rows[i];
        bool repeated = out->n_unknown > 0 && strcmp(out->unknown[out->n_unknown - 1], row) == 0;
        if (assay_history_find(history, row) != NULL)
            out->ids[out->n++] = row;
        else if (!repeated &&
                 (tool->id != ASSAY_ID_SCOPED || assay_judge_knows_application(history, row)))
            out->unknown[out->n_unknown++] = row;
    }
    return ASSAY_OK;
}

typedef struct judgement {
    assay_stamp_status status;
    const char *detail;
} judgement;

/* A set that is not known whole has no place in the history. */
static judgement judge_unknown(assay_verdict *verdict, const assay_history *history,
                               const assay_known_rows *rows)
{
    if (rows->n_unknown == 0)
        return (judgement){ASSAY_STAMP_EMPTY, "no row of the version table is of this history"};
    const char *more = rows->n_unknown == 1 ? ""
                                            : assay_arena_printf(verdict->arena, " (and %zu more)",
                                                                 rows->n_unknown - 1);
    return (judgement){
        ASSAY_STAMP_UNKNOWN_REVISION,
        assay_arena_printf(verdict->arena, "'%s' is no revision of the history '%s'%s",
                           rows->unknown[0], history->project, more == NULL ? "" : more)};
}

static judgement judge_known(assay_verdict *verdict, const assay_candidate *best,
                             const assay_version_table *table, const assay_known_rows *rows,
                             assay_error *err)
{
    const assay_history *history = best->history;
    const judgement failed = {ASSAY_STAMP_UNJUDGED, NULL};
    assay_bitset claimed;
    const char *wrong;
    if (assay_history_closure(&claimed, verdict->arena, history, rows->ids, rows->n, err) !=
            ASSAY_OK ||
        assay_judge_rows(&wrong, verdict, best, table, rows, err) != ASSAY_OK)
        return failed;
    if (rows->n_unknown > 0 || rows->n == 0)
        return judge_unknown(verdict, history, rows);
    if (wrong != NULL)
        return (judgement){ASSAY_STAMP_DIVERGED, wrong};
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

static judgement judge(assay_known_rows *rows, assay_verdict *verdict, const assay_candidate *best,
                       const assay_version_table *table, assay_error *err)
{
    if (!table->readable)
        return (judgement){ASSAY_STAMP_UNREADABLE, table->reason};
    if (table->dirty)
        return (judgement){ASSAY_STAMP_DIRTY, table->reason};
    if (table->n_rows == 0)
        return (judgement){ASSAY_STAMP_EMPTY, "the version table is there and has no row"};
    const assay_tool *tool = assay_tool_find(table->tool);
    if (best == NULL || tool == NULL || !assay_tool_alike(best->history->tool, table->tool))
        return (judgement){ASSAY_STAMP_UNJUDGED, "no history of that tool to judge it by"};
    if (sort_rows(rows, verdict->arena, tool, best->history, table, err) != ASSAY_OK)
        return (judgement){ASSAY_STAMP_UNJUDGED, NULL};
    return judge_known(verdict, best, table, rows, err);
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

/* The table that was named is not there, or no tool's. */
static assay_status note_unnamed(assay_verdict *verdict, const assay_judge_options *options,
                                 assay_error *err)
{
    bool has_schema = options->version_schema != NULL;
    assay_status status = assay_verdict_note(verdict, err, "there is no version table %s%s%s",
                                             has_schema ? options->version_schema : "",
                                             has_schema ? "." : "", options->version_table);
    return status == ASSAY_OK ? note_others(verdict, NULL, err) : status;
}

assay_status assay_judge_stamp(assay_verdict *verdict, const assay_candidate *best,
                               const assay_judge_options *options, assay_error *err)
{
    const assay_version_table *table =
        choose(verdict->snapshot, best == NULL ? NULL : best->history, options);
    if (table == NULL)
        return options->version_table == NULL ? ASSAY_OK : note_unnamed(verdict, options, err);
    assay_known_rows rows = {0};
    judgement found = judge(&rows, verdict, best, table, err);
    if (err->code != ASSAY_OK)
        return err->code;
    assay_stamp *stamp = assay_arena_alloc(verdict->arena, sizeof *stamp);
    const char *name = table_name(verdict->arena, table);
    if (stamp == NULL || name == NULL)
        return assay_fail_nomem(err);
    *stamp = (assay_stamp){.tool = table->tool,
                           .table = name,
                           .source = table,
                           .revisions = table->rows,
                           .n_revisions = table->n_rows,
                           .known = rows.ids,
                           .n_known = rows.n,
                           .width = table->width,
                           .status = found.status,
                           .detail = found.detail};
    verdict->stamp = stamp;
    return note_others(verdict, table, err);
}

/* SPDX-License-Identifier: MIT */
/* What to run. Nothing is recommended that could repeat or skip a migration. */
#include <string.h>

#include "verdict/judge.h"

enum { MAX_COMMANDS = 4 };

/* *given: the command could be filled in. */
static assay_status add(bool *given, assay_verdict *verdict, const char *purpose,
                        const char *pattern, const assay_stamp_ids *ids, assay_error *err)
{
    assay_command *command = &verdict->commands[verdict->n_commands];
    *command = (assay_command){.purpose = purpose};
    assay_status status =
        pattern == NULL ? ASSAY_OK
                        : assay_stamp_command(&command->shell, verdict->arena, pattern, ids, err);
    *given = status == ASSAY_OK && command->shell != NULL;
    verdict->n_commands += *given;
    return status;
}

/* A command that names no revision. */
static assay_status add_plain(assay_verdict *verdict, const char *purpose, const char *pattern,
                              assay_error *err)
{
    static const assay_stamp_ids none = {0};
    bool given;
    return add(&given, verdict, purpose, pattern, &none, err);
}

static assay_status count_heads(size_t *out, assay_arena *arena, const assay_history *history,
                                assay_error *err)
{
    assay_bitset all;
    const char **heads;
    if (!assay_bitset_init(&all, arena, history->n_revisions))
        return assay_fail_nomem(err);
    for (size_t r = 0; r < history->n_revisions; r++)
        assay_bitset_add(&all, r);
    return assay_history_heads(&heads, out, arena, history, &all, err);
}

static const char *stamp_pattern(const assay_verdict *verdict, const assay_tool *tool)
{
    if (tool->whole_only && verdict->n_pending > 0)
        return NULL;
    switch (verdict->stamp == NULL ? ASSAY_STAMP_EMPTY : verdict->stamp->status) {
    case ASSAY_STAMP_BEHIND:
        return tool->stamp_behind != NULL ? tool->stamp_behind : tool->stamp;
    case ASSAY_STAMP_AHEAD:
        return tool->stamp_ahead != NULL ? tool->stamp_ahead : tool->stamp_purge;
    case ASSAY_STAMP_UNKNOWN_REVISION:
    case ASSAY_STAMP_DIVERGED:
        return tool->stamp_purge;
    default:
        return tool->stamp;
    }
}

/* The revisions that the tool would have rows of. */
static assay_status recorded(assay_bitset *out, assay_arena *arena, const assay_history *history,
                             const assay_tool *tool, const assay_revision_set *heads, bool is_empty,
                             assay_error *err)
{
    if (tool->records == ASSAY_RECORDS_SET ||
        (tool->records == ASSAY_RECORDS_BASED_SET && !is_empty))
        return assay_history_closure(out, arena, history, heads->heads, heads->n_heads, err);
    if (!assay_bitset_init(out, arena, history->n_revisions))
        return assay_fail_nomem(err);
    for (size_t i = 0; i < heads->n_heads; i++)
        assay_bitset_add(
            out, assay_history_index(history, assay_history_find(history, heads->heads[i])));
    return ASSAY_OK;
}

/* What comes before a baseline, the first of the rows, has no row and needs none. */
static void leave_out_below_base(assay_bitset *lacking, const assay_history *history,
                                 const assay_bitset *rows)
{
    for (size_t r = 0; r < history->n_revisions; r++) {
        bool above_base = false, below_row = false;
        for (size_t i = 0; i < history->n_revisions && assay_bitset_has(lacking, r); i++) {
            if (!assay_bitset_has(rows, i))
                continue;
            above_base = above_base || assay_bitset_has(&history->ancestors[r], i);
            below_row = below_row || assay_bitset_has(&history->ancestors[i], r);
        }
        if (below_row && !above_base)
            assay_bitset_remove(lacking, r);
    }
}

/* What the version table lacks of the set to stamp, and what it has besides. Rows of applications
 * that the history does not know stay. */
static assay_status ids_to_stamp(assay_stamp_ids *out, assay_verdict *verdict,
                                 const assay_tool *tool, const assay_history *history,
                                 assay_error *err)
{
    assay_bitset set, lacking, rows;
    assay_arena *arena = verdict->arena;
    const assay_version_table *table = verdict->stamp == NULL ? NULL : verdict->stamp->source;
    const assay_revision_set *heads = &verdict->revisions;
    size_t n_rows = table == NULL ? 0 : table->n_rows, n = 0, n_removed = 0;
    const char **unrecorded =
        assay_arena_calloc(arena, history->n_revisions + 1, sizeof *unrecorded);
    const char **removed = assay_arena_calloc(arena, n_rows + 1, sizeof *removed);
    if (unrecorded == NULL || removed == NULL ||
        !assay_bitset_init(&rows, arena, history->n_revisions) ||
        !assay_bitset_init(&lacking, arena, history->n_revisions))
        return assay_fail_nomem(err);
    assay_status status = recorded(&set, arena, history, tool, heads, n_rows == 0, err);
    if (status != ASSAY_OK)
        return status;
    assay_bitset_copy(&lacking, &set);
    for (size_t i = 0; i < n_rows; i++) {
        const assay_revision *revision = assay_history_find(history, table->rows[i]);
        size_t r = revision == NULL ? 0 : assay_history_index(history, revision);
        if (revision != NULL)
            assay_bitset_add(&rows, r);
        if (revision != NULL && assay_bitset_has(&set, r))
            assay_bitset_remove(&lacking, r);
        else if (tool->id != ASSAY_ID_SCOPED ||
                 assay_judge_knows_application(history, table->rows[i]))
            removed[n_removed++] = table->rows[i];
    }
    if (tool->records == ASSAY_RECORDS_BASED_SET)
        leave_out_below_base(&lacking, history, &rows);
    for (size_t r = 0; r < history->n_revisions; r++)
        if (assay_bitset_has(&lacking, r))
            unrecorded[n++] = history->revisions[r].id;
    *out = (assay_stamp_ids){heads->heads, heads->n_heads, unrecorded, n, removed, n_removed};
    return ASSAY_OK;
}

/* An id of the history that this tool could not have, or NULL. */
static const char *unfit_id(const assay_tool *tool, const assay_stamp_ids *ids)
{
    for (size_t i = 0; i < ids->n_heads; i++)
        if (!assay_stamp_id_fits(tool, ids->heads[i]))
            return ids->heads[i];
    for (size_t i = 0; i < ids->n_unrecorded && tool->sql != NULL; i++)
        if (!assay_stamp_id_fits(tool, ids->unrecorded[i]))
            return ids->unrecorded[i];
    return NULL;
}

/* True if the tool's own schema is to hold the table, and is not there. */
static bool makes_schema(const assay_stamp_sql_request *request, const assay_catalog *catalog)
{
    if (request->table != NULL || request->schema != NULL || request->sql == NULL ||
        request->sql->schema == NULL || request->dialect != ASSAY_POSTGRESQL)
        return false;
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (catalog->objects[i]->kind == ASSAY_KIND_schema &&
            strcmp(catalog->objects[i]->name, request->sql->schema) == 0)
            return false;
    return true;
}

/* *given: the tool's rows can be written. What they are stays with the verdict, for `--apply`. */
static assay_status add_sql(bool *given, assay_verdict *verdict, const assay_tool *tool,
                            const assay_history *history, const assay_stamp_ids *ids,
                            const assay_judge_options *options, assay_error *err)
{
    assay_command *command = &verdict->commands[verdict->n_commands];
    const assay_version_table *table = verdict->stamp == NULL ? NULL : verdict->stamp->source;
    /* An empty table of another tool is none of this one's. */
    bool own = table != NULL && assay_tool_alike(tool->name, table->tool);
    assay_stamp_sql_request wanted = {
        .tool = tool,
        .sql = assay_stamp_sql_of(tool, own ? table : NULL),
        .dialect = verdict->snapshot->catalog->dialect,
        .table = own ? table : NULL,
        .schema = verdict->snapshot->catalog->dialect == ASSAY_POSTGRESQL ? options->version_schema
                                                                          : NULL,
        .name = options->version_table,
        .ids = ids,
        .history = history};
    wanted.makes_schema = makes_schema(&wanted, verdict->snapshot->catalog);
    verdict->stamp_lacks = assay_stamp_sql_lacks(&wanted);
    *given = verdict->stamp_lacks == ASSAY_LACKS_NOTHING;
    if (!*given)
        return ASSAY_OK;
    assay_stamp_sql_request *request = &verdict->stamp_sql;
    *request = wanted;
    verdict->stamp_ids = *ids;
    request->ids = &verdict->stamp_ids;
    *command = (assay_command){.purpose = "stamp"};
    assay_status status = assay_stamp_sql_text(&command->sql, verdict->arena, request, err);
    if (status == ASSAY_OK)
        status = assay_stamp_undo_text(&command->undo, verdict->arena, request, NULL, err);
    verdict->n_commands += status == ASSAY_OK;
    return status;
}

/* Why there is no command to stamp with. */
static assay_status note_no_stamp(assay_verdict *verdict, const assay_tool *tool, assay_error *err)
{
    if (verdict->stamp_lacks == ASSAY_LACKS_DIGEST)
        return assay_verdict_note(verdict, err,
                                  "no command to stamp is given: it needs %s, which the version "
                                  "table holds as well: give --migrations DIR",
                                  assay_digest_words(assay_tool_digest(tool)));
    return assay_verdict_note(
        verdict, err, "no command to stamp is given: %s has none for a version table that is %s",
        tool->name,
        verdict->stamp == NULL ? "missing" : assay_stamp_status_name(verdict->stamp->status));
}

static assay_status note_rows_unwritten(assay_verdict *verdict, const assay_tool *tool,
                                        assay_error *err)
{
    if (verdict->stamp_lacks != ASSAY_LACKS_DIGEST)
        return assay_verdict_note(
            verdict, err, "the rows of %s cannot be written here: run its command", tool->name);
    return assay_verdict_note(verdict, err,
                              "the rows of %s hold %s: give --migrations DIR, or run its command",
                              tool->name, assay_digest_words(assay_tool_digest(tool)));
}

/* *given: there is one. */
static assay_status add_stamp(bool *given, assay_verdict *verdict, const assay_tool *tool,
                              const assay_history *history, const assay_judge_options *options,
                              assay_error *err)
{
    assay_stamp_ids ids;
    assay_status status = ids_to_stamp(&ids, verdict, tool, history, err);
    const char *unfit = status == ASSAY_OK ? unfit_id(tool, &ids) : NULL;
    *given = false;
    if (unfit != NULL)
        return assay_verdict_note(verdict, err, "no command to stamp is given: '%s' is no id of %s",
                                  unfit, tool->name);
    if (status == ASSAY_OK && options->by_rows)
        status = add_sql(given, verdict, tool, history, &ids, options, err);
    bool wanted_rows = options->by_rows && !*given;
    if (status == ASSAY_OK && !*given)
        status = add(given, verdict, "stamp", stamp_pattern(verdict, tool), &ids, err);
    if (status == ASSAY_OK && *given && wanted_rows)
        status = note_rows_unwritten(verdict, tool, err);
    if (status == ASSAY_OK && !*given)
        status = add_sql(given, verdict, tool, history, &ids, options, err);
    if (status == ASSAY_OK)
        status = *given ? ASSAY_OK : note_no_stamp(verdict, tool, err);
    return status;
}

static bool stamp_is_open(const assay_verdict *verdict)
{
    const assay_stamp *stamp = verdict->stamp;
    return stamp == NULL ||
           (stamp->status != ASSAY_STAMP_AGREES && stamp->status != ASSAY_STAMP_UNREADABLE &&
            stamp->status != ASSAY_STAMP_DIRTY && stamp->status != ASSAY_STAMP_UNJUDGED);
}

/* A pending upgrade may run only on a schema that is known and whose stamp agrees, or will. */
static bool settled(const assay_verdict *verdict)
{
    return verdict->match == ASSAY_MATCH_EXACT || verdict->match == ASSAY_MATCH_DRIFTED;
}

static bool changes_unread(const assay_revision *revision, const assay_catalog *catalog)
{
    for (size_t i = 0; i < revision->n_changes; i++)
        if (assay_catalog_unread(catalog, revision->changes[i].kind))
            return true;
    return false;
}

/* True if what the filters left out, or the reader could not read, could tell the equal sets apart:
 * a stamp of the smallest might repeat what is there. */
static bool narrowed(const assay_candidate *best, const assay_catalog *catalog)
{
    const assay_match *match = best->match;
    for (size_t r = 0; r < best->history->n_revisions; r++) {
        const assay_revision *revision = &best->history->revisions[r];
        if ((best->judged->revisions[r].n_changes < revision->n_changes ||
             changes_unread(revision, catalog)) &&
            assay_bitset_has(&match->largest, r) && !assay_bitset_has(&match->smallest, r))
            return true;
    }
    return false;
}

assay_status assay_judge_commands(assay_verdict *verdict, const assay_candidate *best,
                                  const assay_judge_options *options, assay_error *err)
{
    verdict->commands = assay_arena_calloc(verdict->arena, MAX_COMMANDS, sizeof *verdict->commands);
    if (verdict->commands == NULL)
        return assay_fail_nomem(err);
    const assay_tool *tool = best == NULL ? NULL : assay_tool_find(best->history->tool);
    if (tool == NULL)
        return ASSAY_OK;
    size_t n_heads;
    assay_status status = count_heads(&n_heads, verdict->arena, best->history, err);
    if (status != ASSAY_OK)
        return status;
    const char *upgrade =
        n_heads > 1 && tool->upgrade_all != NULL ? tool->upgrade_all : tool->upgrade;
    if (verdict->state == ASSAY_FRESH)
        return add_plain(verdict, "upgrade", upgrade, err);
    status = assay_judge_width(verdict, tool, best->history, err);
    if (status != ASSAY_OK || !settled(verdict))
        return status;
    const assay_stamp *stamp = verdict->stamp;
    bool blocked = stamp != NULL && stamp->status != ASSAY_STAMP_AGREES && !stamp_is_open(verdict);
    if (blocked)
        return assay_verdict_note(
            verdict, err, "no command is given: the version table %s is %s%s%s", stamp->table,
            assay_stamp_status_name(stamp->status), stamp->detail == NULL ? "" : ": ",
            stamp->detail == NULL ? "" : stamp->detail);
    if (verdict->undecided_by_limit)
        return assay_verdict_note(verdict, err,
                                  "no command is given: something that this history uses could "
                                  "not be read");
    if (narrowed(best, verdict->snapshot->catalog))
        return assay_verdict_note(verdict, err,
                                  "no command is given: what was left out or could "
                                  "not be read could tell the equal revisions apart");
    bool stamped = true;
    if (stamp_is_open(verdict))
        status = add_stamp(&stamped, verdict, tool, best->history, options, err);
    if (status == ASSAY_OK && stamped && verdict->n_pending > 0)
        status = add_plain(verdict, "upgrade", upgrade, err);
    if (status == ASSAY_OK && verdict->n_commands > 0)
        status = add_plain(verdict, "verify", tool->verify, err);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* What to run. Nothing is recommended that could repeat or skip a migration. */
#include <string.h>

#include "verdict/judge.h"

enum { MAX_COMMANDS = 4 };

static assay_status add(assay_verdict *verdict, const char *purpose, const char *pattern,
                        assay_error *err)
{
    assay_command *command = &verdict->commands[verdict->n_commands];
    *command = (assay_command){.purpose = purpose};
    assay_status status =
        assay_stamp_command(&command->shell, verdict->arena, pattern, verdict->revisions.heads,
                            verdict->revisions.n_heads, err);
    if (status == ASSAY_OK)
        verdict->n_commands++;
    return status;
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

/* Alembic cannot move from rows that it does not know, and leaves a redundant row in doubt. */
static bool needs_purge(const assay_stamp *stamp)
{
    return stamp != NULL &&
           (stamp->status == ASSAY_STAMP_UNKNOWN_REVISION || stamp->status == ASSAY_STAMP_DIVERGED);
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

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/* A stamp that does not fit is refused by PostgreSQL; SQLite does not count. */
static assay_status note_width(assay_verdict *verdict, const assay_tool *tool, assay_error *err)
{
    int width = verdict->stamp != NULL ? verdict->stamp->width : tool->width;
    assay_status status = ASSAY_OK;
    if (width == 0 || verdict->snapshot->catalog->dialect != ASSAY_POSTGRESQL)
        return ASSAY_OK;
    for (size_t i = 0; i < verdict->revisions.n_heads && status == ASSAY_OK; i++)
        if (characters(verdict->revisions.heads[i]) > (size_t)width)
            status = assay_verdict_note(verdict, err,
                                        "the version table holds %d characters, too few for '%s': "
                                        "widen its column before the stamp",
                                        width, verdict->revisions.heads[i]);
    return status;
}

assay_status assay_judge_commands(assay_verdict *verdict, const assay_candidate *best,
                                  assay_error *err)
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
    const char *upgrade = n_heads > 1 ? tool->upgrade_all : tool->upgrade;
    if (verdict->state == ASSAY_FRESH)
        return add(verdict, "upgrade", upgrade, err);
    if (!settled(verdict))
        return ASSAY_OK;
    if (narrowed(best, verdict->snapshot->catalog))
        return assay_verdict_note(verdict, err,
                                  "no command is given: what was left out or could "
                                  "not be read could tell the equal revisions apart");
    const assay_stamp *stamp = verdict->stamp;
    bool blocked = stamp != NULL && stamp->status != ASSAY_STAMP_AGREES && !stamp_is_open(verdict);
    if (blocked)
        return assay_verdict_note(verdict, err, "no command is given: the version table %s is %s",
                                  stamp->table, assay_stamp_status_name(stamp->status));
    if (stamp_is_open(verdict))
        status = add(verdict, "stamp", needs_purge(stamp) ? tool->stamp_purge : tool->stamp, err);
    if (status == ASSAY_OK && stamp_is_open(verdict))
        status = note_width(verdict, tool, err);
    if (status == ASSAY_OK && verdict->n_pending > 0)
        status = add(verdict, "upgrade", upgrade, err);
    if (status == ASSAY_OK && verdict->n_commands > 0)
        status = add(verdict, "verify", tool->verify, err);
    return status;
}

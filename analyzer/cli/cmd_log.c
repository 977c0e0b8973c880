/* SPDX-License-Identifier: MIT */
/* snapshots log: which snapshots of a target found its schema changed. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "readers/reader.h"
#include "verdict/schema_log.h"

typedef struct entries {
    assay_cache_entry *items; /* newest first */
    size_t count;
} entries;

static const assay_cache_entry *find(const entries *all, const char *target, int64_t id)
{
    for (size_t i = 0; i < all->count; i++)
        if (target != NULL ? strcmp(all->items[i].target, target) == 0 : all->items[i].id == id)
            return &all->items[i];
    return NULL;
}

static const char *resolved(cli_context *context, const char *path)
{
    char real[PATH_MAX];
    return assay_arena_strdup(context->arena, realpath(path, real) != NULL ? real : path);
}

/* What snapshots of the target are stored under; of a snapshot, what that one is. *out is NULL if
 * the cache has no snapshot of that number. */
static assay_status stored_name(const char **out, cli_context *context, const assay_target *target,
                                const entries *all)
{
    const assay_cache_entry *entry = NULL;
    *out = NULL;
    switch (target->kind) {
    case ASSAY_TARGET_POSTGRES:
        return assay_postgres_name(out, context->arena, target->conninfo, context->err);
    case ASSAY_TARGET_SQLITE:
        *out = resolved(context, target->path);
        return *out == NULL ? assay_fail_nomem(context->err) : ASSAY_OK;
    case ASSAY_TARGET_SNAPSHOT:
        entry = target->snapshot == 0 && all->count > 0 ? &all->items[0]
                                                        : find(all, NULL, target->snapshot);
        *out = entry == NULL ? NULL : entry->target;
        return ASSAY_OK;
    case ASSAY_TARGET_REVISION:
        break;
    }
    assay_fail(context->err, ASSAY_USAGE, "'%s' is no database that snapshots are taken of",
               target->shown);
    return assay_error_remedy(context->err, "see `assay profile graph` for a history");
}

/* The name under which the snapshots of the TARGET are stored. One that is written as the list of
 * snapshots shows it need not exist any more. */
static assay_status find_stored(const char **out, cli_context *context, const entries *all)
{
    const char *text = cli_argument(context, 0);
    assay_target target = {.shown = text};
    *out = text;
    if (text != NULL && find(all, text, 0) != NULL)
        return ASSAY_OK;
    assay_status status = cli_find_target(&target, context, text);
    if (status == ASSAY_OK)
        status = stored_name(out, context, &target, all);
    if (status != ASSAY_OK || (*out != NULL && find(all, *out, 0) != NULL))
        return status;
    assay_fail(context->err, ASSAY_USAGE, "the cache holds no snapshot of '%s'", target.shown);
    return assay_error_remedy(context->err, "take one with `assay snapshot`");
}

/* Keeps those of the target that the newest one's reader read: another reader tells of other
 * things.
 */
static void keep_target(cli_context *context, entries *all, const char *target)
{
    const char *reader = find(all, target, 0)->reader;
    size_t n = 0, others = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->items[i].target, target) != 0)
            continue;
        if (strcmp(all->items[i].reader, reader) == 0)
            all->items[n++] = all->items[i];
        else
            others++;
    }
    all->count = n;
    const char *note = assay_arena_printf(
        context->arena, "left out: snapshots by another reader than '%s': %zu", reader, others);
    if (others > 0 && note != NULL)
        cli_note(context, note);
}

/* Adds the snapshot, which is free to go when this returns. */
static assay_status add_snapshot(assay_log_document **document, assay_schema_log *log,
                                 cli_context *context, const entries *all, size_t i)
{
    const assay_difference_options options = {.mask = context->options.compare};
    assay_snapshot *snapshot = NULL;
    assay_differences *differences = NULL;
    assay_status status =
        assay_cache_load(&snapshot, context->cache, all->items[i].id, context->err);
    if (status == ASSAY_OK)
        status = assay_schema_log_add(&differences, log, snapshot, &options, context->err);
    if (status == ASSAY_OK && differences == NULL)
        status =
            assay_log_document_new(document, snapshot->target, all->count, snapshot, context->err);
    if (status == ASSAY_OK && differences != NULL && differences->n_items > 0) {
        assay_differences_count(differences, context->options.fail_on);
        assay_log_document_add(*document, snapshot, all->items[i + 1].id, differences);
    }
    assay_differences_free(differences);
    assay_snapshot_free(snapshot);
    return status;
}

/* Equal fingerprints are an equal schema, as long as no more than the default is compared. */
static assay_status add_all(assay_log_document **document, cli_context *context, const entries *all)
{
    bool by_fingerprint = context->options.compare == ASSAY_COMPARE_DEFAULT;
    assay_schema_log log = {0};
    assay_status status = ASSAY_OK;
    for (size_t i = all->count; i-- > 0 && status == ASSAY_OK;) {
        bool oldest = i + 1 == all->count;
        bool same =
            !oldest && strcmp(all->items[i].fingerprint, all->items[i + 1].fingerprint) == 0;
        if (!same || !by_fingerprint)
            status = add_snapshot(document, &log, context, all, i);
    }
    assay_schema_log_release(&log);
    return status;
}

assay_status cmd_snapshots_log(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    assay_cache *cache = NULL;
    const char *target = NULL;
    entries all = {0};
    assay_log_document *log = NULL;
    assay_document *document = NULL;
    assay_status status = cli_open_cache(&cache, context);
    if (status == ASSAY_OK)
        status = assay_cache_list(&all.items, &all.count, cache, context->arena, context->err);
    if (status == ASSAY_OK)
        status = find_stored(&target, context, &all);
    if (status != ASSAY_OK || target == NULL)
        return status;
    keep_target(context, &all, target);
    status = add_all(&log, context, &all);
    assay_status written = assay_log_document_done(&document, log, context->err);
    if (status == ASSAY_OK && (status = written) == ASSAY_OK)
        status = cli_write_document(context, document);
    assay_document_free(document);
    return status;
}

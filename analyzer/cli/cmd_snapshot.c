/* SPDX-License-Identifier: MIT */
/* snapshot, snapshots list, snapshots show, snapshots prune. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static assay_status show(cli_context *context, const char *target, bool with_objects)
{
    assay_snapshot *snapshot = NULL;
    assay_document *document = NULL;
    assay_status status = cli_load_target(&snapshot, context, target);
    if (status == ASSAY_OK)
        status = assay_document_snapshot(&document, snapshot, with_objects, context->err);
    if (status == ASSAY_OK)
        status = cli_write_document(context, document);
    assay_document_free(document);
    assay_snapshot_free(snapshot);
    return status;
}

assay_status cmd_snapshot(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    return show(context, cli_argument(context, 0), false);
}

assay_status cmd_snapshots_show(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    const char *id = cli_argument(context, 0);
    const char *target = assay_arena_printf(context->arena, "snapshot:%s", id);
    if (target == NULL)
        return assay_fail_nomem(context->err);
    return show(context, target, true);
}

assay_status cmd_snapshots_list(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    assay_cache *cache = NULL;
    assay_cache_entry *entries = NULL;
    assay_document *document = NULL;
    size_t count = 0;
    assay_status status = cli_open_cache(&cache, context);
    if (status == ASSAY_OK)
        status = assay_cache_list(&entries, &count, cache, context->arena, context->err);
    if (status == ASSAY_OK)
        status = assay_document_snapshots(&document, entries, count, context->err);
    if (status == ASSAY_OK)
        status = cli_write_document(context, document);
    assay_document_free(document);
    return status;
}

assay_status cmd_snapshots_prune(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    assay_cache *cache = NULL;
    size_t removed = 0;
    char said[64];
    if (context->options.keep == 0) {
        assay_fail(context->err, ASSAY_USAGE, "how many snapshots of each target stay?");
        return assay_error_remedy(context->err, "--keep N");
    }
    assay_status status = cli_open_cache(&cache, context);
    if (status == ASSAY_OK)
        status = assay_cache_prune(&removed, cache, context->options.keep, context->err);
    if (status != ASSAY_OK)
        return status;
    snprintf(said, sizeof said, "%zu snapshot%s removed\n", removed, removed == 1 ? "" : "s");
    return cli_write_stdout(said, strlen(said), context->err);
}

/* SPDX-License-Identifier: MIT */
/* profile capture: the profile of a live database, whole or as changes against its parents. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"

static assay_status check_usage(const cli_context *context)
{
    const cli_options *options = &context->options;
    if (options->revision == NULL)
        assay_fail(context->err, ASSAY_USAGE, "--revision is missing: which revision is this?");
    else if (options->output == NULL)
        assay_fail(context->err, ASSAY_USAGE, "-o is missing: which folder holds the history?");
    else
        return ASSAY_OK;
    assay_error_remedy(context->err, "see `assay profile capture --help`");
    return ASSAY_USAGE;
}

/* *out is NULL if the folder holds no profile yet; the folder is there afterwards. */
static assay_status open_history(assay_history **out, const cli_context *context)
{
    const char *folder = context->options.output;
    const char **names = NULL;
    size_t n = 0;
    *out = NULL;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        assay_fail(context->err, ASSAY_IO, "cannot create directory '%s': %s", folder,
                   strerror(errno));
        assay_error_remedy(context->err, "create the folder that it lies in");
        return ASSAY_IO;
    }
    assay_status status = assay_file_list(&names, &n, context->arena, folder, ".xml", context->err);
    if (status != ASSAY_OK || n == 0)
        return status;
    return assay_history_load(out, folder, context->err);
}

static assay_status check_history(const cli_context *context, const assay_history *history,
                                  const assay_snapshot *snapshot)
{
    const cli_options *options = &context->options;
    const assay_revision *there =
        history == NULL ? NULL : assay_history_find(history, options->revision);
    if (there != NULL) {
        assay_fail(context->err, ASSAY_USAGE, "revision '%s' has a profile: '%s'", there->id,
                   there->file);
        assay_error_remedy(context->err, "remove the file to capture it again");
        return ASSAY_USAGE;
    }
    for (size_t i = 0; i < options->revises.count; i++) {
        if (history != NULL && assay_history_find(history, options->revises.items[i]) != NULL)
            continue;
        assay_fail(context->err, ASSAY_USAGE, "no profile in '%s' has revision '%s'",
                   options->output, options->revises.items[i]);
        assay_error_remedy(context->err, "capture the parents first");
        return ASSAY_USAGE;
    }
    if (history != NULL && history->dialect != snapshot->catalog->dialect)
        return assay_fail(context->err, ASSAY_USAGE, "'%s' is a history for %s, and this is %s",
                          options->output, assay_dialect_name(history->dialect),
                          assay_dialect_name(snapshot->catalog->dialect));
    return ASSAY_OK;
}

/* A profile says what is there: what could not be read would be missing from it. */
static assay_status check_complete(const cli_context *context, const assay_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->catalog->n_objects; i++) {
        const assay_object *object = snapshot->catalog->objects[i];
        if (object->unknown == 0)
            continue;
        assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
        assay_object_name(&name, object);
        assay_fail(context->err, ASSAY_DENIED, "%s '%s' could not be read: %s",
                   assay_kind_get(object->kind)->name, assay_buffer_text(&name),
                   object->reason == NULL ? "unknown" : object->reason);
        assay_error_remedy(context->err, "capture as a role that may read it, or --exclude it");
        assay_buffer_release(&name);
        return ASSAY_DENIED;
    }
    return ASSAY_OK;
}

static assay_status state_of_parents(assay_catalog **out, const cli_context *context,
                                     const assay_history *history)
{
    const cli_list *revises = &context->options.revises;
    assay_bitset set;
    *out = NULL;
    if (revises->count == 0 || context->options.whole)
        return ASSAY_OK;
    if (!assay_bitset_init(&set, context->arena, history->n_revisions))
        return assay_fail_nomem(context->err);
    assay_status status = assay_history_closure(&set, context->arena, history, revises->items,
                                                revises->count, context->err);
    return status != ASSAY_OK ? status : assay_history_state(out, history, &set, context->err);
}

/* The schema of unqualified names: public where it has tables, else the one with the most. */
static const char *main_schema(const assay_catalog *catalog)
{
    const char *best = "public", *current = NULL;
    size_t most = 0, n = 0;
    if (catalog->dialect == ASSAY_SQLITE)
        return "";
    for (size_t i = 0; i < catalog->n_objects; i++) {
        const assay_object *object = catalog->objects[i];
        if (object->kind != ASSAY_KIND_table)
            continue;
        if (strcmp(object->schema, "public") == 0)
            return "public";
        /* Objects are sorted by schema, and equal strings of a catalog are one. */
        n = object->schema == current ? n + 1 : 1;
        current = object->schema;
        if (n > most) {
            most = n;
            best = current;
        }
    }
    return best;
}

static assay_status write_profile(const cli_context *context, const assay_history *history,
                                  const assay_snapshot *snapshot, const assay_catalog *parent)
{
    const cli_options *options = &context->options;
    const char *project = options->project, *tool = options->tool, *schema;
    if (project == NULL)
        project = history != NULL ? history->project : cli_folder_name(context);
    if (tool == NULL)
        tool = history != NULL ? history->tool : "";
    schema = history != NULL ? history->schema : main_schema(snapshot->catalog);
    if (project == NULL)
        return assay_fail_nomem(context->err);
    const assay_profile_write profile = {.revision = options->revision,
                                         .label = options->label == NULL ? "" : options->label,
                                         .revises = options->revises.items,
                                         .n_revises = options->revises.count,
                                         .project = project,
                                         .tool = tool,
                                         .dialect = snapshot->catalog->dialect,
                                         .schema = schema,
                                         .parent = parent,
                                         .catalog = snapshot->catalog,
                                         .groups = options->compare};
    return assay_profile_write_file(options->output, &profile, context->err);
}

static assay_status report(const cli_context *context, const assay_snapshot *snapshot)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_printf(&text, "captured %s from %s (%zu objects) into %s",
                        context->options.revision, snapshot->target, snapshot->catalog->n_objects,
                        context->options.output);
    cli_end_line(&text, 0);
    assay_status status = cli_write_printable(&text, context->err);
    assay_buffer_release(&text);
    return status;
}

assay_status cmd_profile_capture(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    assay_snapshot *snapshot = NULL;
    assay_history *history = NULL;
    assay_catalog *parent = NULL;
    assay_status status = check_usage(context);
    if (status == ASSAY_OK)
        status = cli_load_target(&snapshot, context, cli_argument(context, 0));
    if (status == ASSAY_OK)
        status = open_history(&history, context);
    if (status == ASSAY_OK)
        status = check_history(context, history, snapshot);
    if (status == ASSAY_OK)
        status = check_complete(context, snapshot);
    if (status == ASSAY_OK)
        status = state_of_parents(&parent, context, history);
    if (status == ASSAY_OK)
        status = write_profile(context, history, snapshot, parent);
    if (status == ASSAY_OK)
        status = report(context, snapshot);
    assay_catalog_free(parent);
    assay_history_free(history);
    assay_snapshot_free(snapshot);
    return status;
}

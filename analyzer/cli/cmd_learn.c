/* SPDX-License-Identifier: MIT */
/* learn: profiles from migrations, replayed on scratch databases. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/learn_summary.h"
#include "learn/replay.h"
#include "learn/sources.h"
#include "stamp/stamp.h"
#include "target/target.h"

/* ---- what is learned from ---- */

static assay_status from_command(assay_migrations **out, cli_context *context)
{
    const cli_options *options = &context->options;
    if (options->revisions == NULL || options->run == NULL) {
        assay_fail(context->err, ASSAY_USAGE, "learn command needs --revisions and --run");
        assay_error_remedy(context->err, "--revisions FILE --run 'CMD {revision}'");
        return ASSAY_USAGE;
    }
    return assay_migrations_list(out, options->revisions, options->run, context->err);
}

static assay_status from_script(assay_migrations **out, cli_context *context)
{
    return assay_migrations_script(out, cli_argument(context, 0), context->err);
}

static assay_status from_sql(assay_migrations **out, cli_context *context)
{
    const char *layout = context->options.layout;
    return assay_migrations_sql(out, cli_argument(context, 0), layout == NULL ? "auto" : layout,
                                context->err);
}

static assay_status from_alembic(assay_migrations **out, cli_context *context)
{
    const cli_options *options = &context->options;
    const assay_alembic_options alembic = {
        .config = options->config == NULL ? "alembic.ini" : options->config,
        .section = options->section == NULL ? "alembic" : options->section,
        .extra = options->extra.items,
        .run = options->run};
    return assay_migrations_alembic(out, &alembic, context->err);
}

static const struct {
    cli_command_id command;
    assay_status (*read)(assay_migrations **out, cli_context *context);
} sources[] = {
    {CLI_LEARN_ALEMBIC, from_alembic},
    {CLI_LEARN_SQL, from_sql},
    {CLI_LEARN_COMMAND, from_command},
    {CLI_LEARN_SCRIPT, from_script},
};

static assay_status read_migrations(assay_migrations **out, cli_context *context)
{
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (context->command == &cli_commands[sources[i].command])
            return sources[i].read(out, context);
    return assay_fail(context->err, ASSAY_INTERNAL, "no source for '%s'", context->command->name);
}

/* ---- where it is replayed ---- */

static assay_status open_scratch(assay_scratch **out, cli_context *context)
{
    const char *where = context->options.scratch;
    const char *temporary = getenv("TMPDIR");
    if (where == NULL) {
        assay_fail(context->err, ASSAY_USAGE, "learning needs a place to replay the migrations");
        assay_error_remedy(context->err, "--scratch auto, sqlite, or the URL of a server");
        return ASSAY_USAGE;
    }
    assay_scratch_options options = {
        .where = where,
        .path = getenv("PATH"),
        .bindir = getenv("ASSAY_PG_BINDIR"),
        .temporary = temporary == NULL || temporary[0] == '\0' ? "/tmp" : temporary};
    if (strcmp(where, "auto") != 0 && strcmp(where, "sqlite") != 0) {
        assay_target target;
        assay_status status = assay_target_parse(&target, context->arena, where, context->err);
        if (status != ASSAY_OK)
            return status;
        if (target.kind != ASSAY_TARGET_POSTGRES)
            return assay_fail(context->err, ASSAY_USAGE, "--scratch cannot be '%s'", target.shown);
        options.conninfo = target.conninfo;
    }
    return assay_scratch_open(out, &options, context->err);
}

/* ---- where it goes ---- */

static assay_status check_directory(const cli_context *context)
{
    const cli_options *options = &context->options;
    if (options->output == NULL) {
        assay_fail(context->err, ASSAY_USAGE, "where do the profiles go?");
        assay_error_remedy(context->err, "-o DIR");
        return ASSAY_USAGE;
    }
    if (assay_file_exists(options->output) && !assay_file_is_directory(options->output))
        return assay_fail(context->err, ASSAY_USAGE, "'%s' is no folder", options->output);
    if (!options->update && !options->resume && assay_histories_present(options->output)) {
        assay_fail(context->err, ASSAY_USAGE, "there is a history in '%s' already",
                   options->output);
        assay_error_remedy(context->err, "--update learns what is new or has changed, --resume "
                                         "what an interrupted run left out");
        return ASSAY_USAGE;
    }
    return ASSAY_OK;
}

/* ---- what is said ---- */

static void show_progress(void *context, size_t index, size_t count, const char *revision)
{
    cli_progress *progress = context;
    cli_progress_step(progress, index, count, revision);
}

/* There is nothing to replay: what is wrong with each is all there is to say. */
static assay_status report_unusable(const cli_context *context, const assay_migrations *migrations,
                                    int *exit_status)
{
    const assay_learned nothing = {0};
    if (migrations->n_items == 0 && migrations->n_findings == 0)
        return assay_fail(context->err, ASSAY_INVALID, "there are no migrations in '%s'",
                          migrations->origin);
    *exit_status = CLI_FINDINGS;
    return cli_learn_summary(context, migrations, &nothing);
}

static assay_status learn(cli_context *context, assay_migrations *migrations,
                          assay_scratch *scratch, int *exit_status)
{
    const cli_options *options = &context->options;
    assay_read_options read = {
        .now = context->now, .exclude = options->exclude.items, .interrupted = cli_interrupted()};
    cli_progress progress = cli_progress_start(context, "learning");
    const assay_learn_options learning = {
        .directory = options->output,
        .project = options->project == NULL ? cli_folder_name(context) : options->project,
        .read = &read,
        /* Whoever owns a scratch database owns nothing elsewhere. */
        .groups = ~(assay_compare_mask)(1u << ASSAY_COMPARED_OWNER),
        .hash_texts = options->hash_texts,
        .whole = options->whole,
        .keep = options->update || options->resume,
        .progress = show_progress,
        .context = &progress};
    assay_learned learned = {0};
    assay_status status = learning.project == NULL ? assay_fail_nomem(context->err) : ASSAY_OK;
    assay_tool_shapes(&read.shapes, &read.n_shapes);
    if (status == ASSAY_OK)
        status = assay_learn(&learned, migrations, scratch, &learning, context->err);
    cli_progress_end(&progress);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < migrations->n_items; i++)
        if (migrations->items[i].broken != NULL)
            *exit_status = CLI_FINDINGS;
    /* A file of which not even the id is known is no item. */
    for (size_t i = 0; i < migrations->n_findings; i++)
        if (migrations->findings[i].level == ASSAY_FINDING_ERROR)
            *exit_status = CLI_FINDINGS;
    return cli_learn_summary(context, migrations, &learned);
}

assay_status cmd_learn(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    assay_migrations *migrations = NULL;
    assay_scratch *scratch = NULL;
    struct sigaction before;
    cli_interrupt_catch(&before);
    assay_status status = check_directory(context);
    if (status == ASSAY_OK)
        status = read_migrations(&migrations, context);
    if (status == ASSAY_OK && context->options.tool != NULL)
        migrations->tool = context->options.tool;
    if (status == ASSAY_OK)
        status = assay_migrations_order(migrations, context->err);
    bool usable = status == ASSAY_OK && assay_migrations_usable(migrations) > 0;
    if (status == ASSAY_OK && !usable)
        status = report_unusable(context, migrations, exit_status);
    if (status == ASSAY_OK && usable)
        status = open_scratch(&scratch, context);
    if (status == ASSAY_OK && usable)
        status = learn(context, migrations, scratch, exit_status);
    assay_scratch_close(scratch);
    assay_migrations_free(migrations);
    cli_interrupt_release(&before);
    return status;
}

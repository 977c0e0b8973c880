/* SPDX-License-Identifier: MIT */
/* audit, check, stamp and plan: one verdict, and four ways to ask about it. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* FROM=TO of the command line as the pairs that the verdict takes. */
static assay_status split_pairs(cli_list *out, cli_context *context)
{
    const cli_list *pairs = &context->options.schema_map;
    for (size_t i = 0; i < pairs->count; i++) {
        char *from = assay_arena_strdup(context->arena, pairs->items[i]);
        if (from == NULL)
            return assay_fail_nomem(context->err);
        char *equals = strchr(from, '=');
        *equals = '\0';
        assay_status status = cli_list_add(out, context->arena, from, context->err);
        if (status == ASSAY_OK)
            status = cli_list_add(out, context->arena, equals + 1, context->err);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

static assay_status judge(assay_verdict **out, cli_context *context, const assay_snapshot *snapshot,
                          assay_waivers *waivers, const assay_snapshot *baseline)
{
    cli_list map = {.items = NULL};
    assay_status status = split_pairs(&map, context);
    if (status != ASSAY_OK)
        return status;
    const assay_prober prober = {.ask = cli_ask_target, .context = context};
    const assay_judge_options options = {.by_rows =
                                             context->options.apply || context->options.dry_run,
                                         .prober = context->options.probes ? &prober : NULL,
                                         .waivers = waivers,
                                         .baseline = baseline,
                                         .compare = context->options.compare,
                                         .fail_on = context->options.fail_on,
                                         .restored = context->options.restored,
                                         .schema_map = map.items,
                                         .version_schema = context->options.version_table.schema,
                                         .version_table = context->options.version_table.name,
                                         .include = context->options.include.items,
                                         .exclude = context->options.exclude.items,
                                         .fallback_histories = context->histories_shipped};
    return assay_verdict_new(out, snapshot, context->histories, context->n_histories, &options,
                             context->err);
}

/* What a probe could not tell is a limit like any other. */
static assay_status note_probes(assay_snapshot *snapshot, const assay_verdict *verdict,
                                cli_context *context)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < verdict->n_probes && status == ASSAY_OK; i++) {
        const assay_probe_verdict *probe = &verdict->probes[i];
        const char *reason = assay_arena_printf(context->arena, "of revision '%s': %s",
                                                probe->revision, probe->reason);
        if (probe->result != ASSAY_ANSWER_UNKNOWN)
            continue;
        status = reason == NULL ? assay_fail_nomem(context->err)
                                : assay_snapshot_limit(snapshot, "probe", reason, 1, context->err);
    }
    return status;
}

/* REV[,REV…] as a list. */
static assay_status split_revisions(cli_list *out, cli_context *context)
{
    for (const char *word = context->options.revision; word != NULL;) {
        size_t length = strcspn(word, ",");
        const char *copy = assay_arena_strndup(context->arena, word, length);
        if (copy == NULL)
            return assay_fail_nomem(context->err);
        if (length == 0)
            return assay_fail(context->err, ASSAY_USAGE, "--revision cannot be '%.100s'",
                              context->options.revision);
        assay_status status = cli_list_add(out, context->arena, copy, context->err);
        if (status != ASSAY_OK)
            return status;
        word = word[length] == ',' ? word + length + 1 : NULL;
    }
    return ASSAY_OK;
}

/* A revision that no history has is a slip of typing, not a finding. */
static assay_status check_revisions(const cli_list *revisions, cli_context *context,
                                    const assay_verdict *verdict)
{
    if (revisions->count == 1 && strcmp(revisions->items[0], "head") == 0)
        return ASSAY_OK;
    for (size_t i = 0; i < revisions->count; i++) {
        bool known =
            verdict->history != NULL && assay_history_find(verdict->history, revisions->items[i]);
        for (size_t k = 0; k < context->n_histories && verdict->history == NULL; k++)
            known = known || assay_history_find(context->histories[k], revisions->items[i]);
        if (known)
            continue;
        assay_fail(context->err, ASSAY_USAGE, "no profile has revision '%s'", revisions->items[i]);
        assay_error_remedy(context->err, "see --revision and --profiles");
        return ASSAY_USAGE;
    }
    return ASSAY_OK;
}

/* The exit status of the command; revisions are those that check was asked for. */
static assay_status status_of(int *exit_status, cli_list *revisions, cli_context *context,
                              assay_verdict *verdict)
{
    cli_command_id id = (cli_command_id)(context->command - cli_commands);
    *exit_status = verdict->exit_status;
    if (id == CLI_STAMP)
        *exit_status = assay_verdict_stamp_status(verdict);
    if ((context->options.apply || context->options.dry_run) && cli_stamp_is_command(verdict))
        *exit_status = 1;
    if (id != CLI_CHECK)
        return ASSAY_OK;
    assay_status status = split_revisions(revisions, context);
    if (status == ASSAY_OK)
        status = check_revisions(revisions, context, verdict);
    if (status != ASSAY_OK)
        return status;
    status = assay_verdict_check(verdict, revisions->items, revisions->count, context->err);
    *exit_status = verdict->exit_status;
    return status;
}

static assay_status answer(assay_document **out, cli_context *context, assay_verdict *verdict,
                           const assay_snapshot *baseline, int *exit_status)
{
    cli_list revisions = {.items = NULL};
    assay_applied applied = {.table = NULL};
    assay_status status = status_of(exit_status, &revisions, context, verdict);
    if (status == ASSAY_OK && context->options.apply && !context->options.dry_run &&
        *exit_status == 0)
        status = cli_apply_stamp(&applied, context, verdict);
    if (status != ASSAY_OK)
        return status;
    assay_plan *plan = NULL;
    if (context->command == &cli_commands[CLI_PLAN])
        status = cli_make_plan(&plan, context, verdict);
    if (status != ASSAY_OK)
        return status;
    if (plan != NULL)
        *exit_status = plan->exit_status;
    char here[PATH_MAX];
    const assay_document_request request = {.plan = plan,
                                            .baseline = baseline,
                                            .base = getcwd(here, sizeof here),
                                            .command = context->command->name,
                                            .exit_status = *exit_status,
                                            .applied = applied.table == NULL ? NULL : &applied,
                                            .asked = revisions.items,
                                            .n_asked = revisions.count};
    status = assay_document_answer(out, &request, verdict, context->err);
    assay_plan_free(plan);
    return status;
}

/* An ID and `latest` are snapshots, without saying so. */
static assay_status load_baseline(assay_snapshot **out, cli_context *context)
{
    const char *text = context->options.baseline;
    if (strspn(text, "0123456789") == strlen(text) || strcmp(text, "latest") == 0)
        text = assay_arena_printf(context->arena, "snapshot:%s", text);
    return text == NULL ? assay_fail_nomem(context->err) : cli_load_target(out, context, text);
}

assay_status cmd_audit(cli_context *context, int *exit_status)
{
    assay_snapshot *snapshot = NULL;
    assay_verdict *verdict = NULL;
    assay_document *document = NULL;
    assay_waivers *waivers = NULL;
    assay_snapshot *baseline = NULL;
    /* Profiles first: what is wrong with them should not cost a look at the database. */
    assay_status status = cli_load_histories(context);
    if (status == ASSAY_OK)
        status = cli_read_waivers(&waivers, context);
    /* Before the database is read: then the latest snapshot is the one before. */
    if (status == ASSAY_OK && context->options.baseline != NULL)
        status = load_baseline(&baseline, context);
    if (status == ASSAY_OK && context->options.probes)
        status = cli_check_live(context, cli_argument(context, 0), "--probes");
    if (status == ASSAY_OK && context->options.apply)
        status = cli_check_live(context, cli_argument(context, 0), "--apply");
    if (status == ASSAY_OK)
        status = cli_load_target(&snapshot, context, cli_argument(context, 0));
    if (status == ASSAY_OK)
        status = judge(&verdict, context, snapshot, waivers, baseline);
    if (status == ASSAY_OK)
        status = note_probes(snapshot, verdict, context);
    if (status == ASSAY_OK)
        status = answer(&document, context, verdict, baseline, exit_status);
    if (status == ASSAY_OK && context->options.write_waivers != NULL)
        status = cli_write_waivers(context, verdict);
    if (status == ASSAY_OK)
        status = cli_write_document(context, document);
    assay_document_free(document);
    assay_verdict_free(verdict);
    assay_snapshot_free(baseline);
    assay_snapshot_free(snapshot);
    return status;
}

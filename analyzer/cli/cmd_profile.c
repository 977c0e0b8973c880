/* SPDX-License-Identifier: MIT */
/* profile validate and profile show: what a history says, in words. */
#include <string.h>

#include "base/limits.h"
#include "cli/cli.h"

static assay_status load(cli_context *context)
{
    context->options.profiles = cli_argument(context, 0);
    return cli_load_histories(context);
}

static assay_status add_heads(assay_buffer *out, cli_context *context, const assay_history *history)
{
    assay_bitset all;
    const char **heads = NULL;
    size_t n = 0;
    if (!assay_bitset_init(&all, context->arena, history->n_revisions))
        return assay_fail_nomem(context->err);
    for (size_t i = 0; i < history->n_revisions; i++)
        assay_bitset_add(&all, i);
    assay_status status =
        assay_history_heads(&heads, &n, context->arena, history, &all, context->err);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++)
        assay_buffer_printf(out, "%s%s", i == 0 ? "" : ", ", heads[i]);
    return status;
}

/* What is odd about it, a line each; an error is a finding of the command's too. */
static assay_status add_findings(assay_buffer *out, cli_context *context,
                                 const assay_history *history, int *exit_status)
{
    assay_finding *findings = NULL;
    size_t n = 0;
    assay_status status = assay_history_lint(&findings, &n, context->arena, history, context->err);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        const assay_finding *f = &findings[i];
        if (f->level == ASSAY_FINDING_ERROR)
            *exit_status = CLI_FINDINGS;
        size_t start = out->length;
        assay_buffer_printf(out, "  %s: %s, %s:%d: %s", assay_finding_level_name(f->level),
                            f->revision, f->file, f->line, f->text);
        cli_end_line(out, start);
    }
    return status;
}

assay_status cmd_profile_validate(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assay_status status = load(context);
    for (size_t i = 0; i < context->n_histories && status == ASSAY_OK; i++) {
        const assay_history *history = context->histories[i];
        size_t start = text.length;
        assay_buffer_printf(&text, "%s: %zu revision%s, %s, up to ", history->project,
                            history->n_revisions, history->n_revisions == 1 ? "" : "s",
                            assay_dialect_name(history->dialect));
        status = add_heads(&text, context, history);
        cli_end_line(&text, start);
        if (status == ASSAY_OK)
            status = add_findings(&text, context, history, exit_status);
    }
    if (status == ASSAY_OK)
        status = cli_write_printable(&text, context->err);
    assay_buffer_release(&text);
    return status;
}

static const char *const actions[] = {
    [ASSAY_CREATE] = "create",
    [ASSAY_ALTER] = "alter",
    [ASSAY_DROP] = "drop",
    [ASSAY_RENAME] = "rename",
};

/* As much of a value as a line holds. */
static void add_value(assay_buffer *out, const char *value)
{
    enum { SHOWN = 100 };
    size_t length = strlen(value);
    size_t n = length < SHOWN ? length : SHOWN;
    while (n < length && n > 0 && ((unsigned char)value[n] & 0xc0) == 0x80)
        n--;
    assay_buffer_add_n(out, value, n);
    if (n < length)
        assay_buffer_add(out, "...");
}

static void add_change(assay_buffer *out, const assay_change *change)
{
    const assay_kind_info *info = assay_kind_get(change->kind);
    size_t start = out->length;
    assay_buffer_printf(out, "  %s %s ", actions[change->action], info->name);
    assay_object_name_parts(out, change->kind, change->schema, change->relation, change->name);
    if (change->action == ASSAY_RENAME) {
        assay_buffer_add(out, " to ");
        assay_object_name_parts(out, change->kind,
                                change->new_schema != NULL ? change->new_schema : change->schema,
                                change->relation, change->new_name);
    }
    assay_buffer_add(out, change->cascade ? " cascade" : "");
    assay_buffer_add(out, change->replaces ? " (replaces the one before)" : "");
    cli_end_line(out, start);
    for (size_t i = 0; change->values != NULL && i < info->n_attributes; i++) {
        const char *value = change->values[i];
        bool altered = change->action == ASSAY_ALTER && (change->set >> i & 1) != 0;
        if (value == NULL && !altered)
            continue;
        start = out->length;
        assay_buffer_printf(out, "      %s: ", info->attributes[i].name);
        add_value(out, value != NULL ? value : "unset");
        cli_end_line(out, start);
    }
}

static void add_parents(assay_buffer *out, const char *word, const assay_history *history,
                        const size_t *parents, size_t n)
{
    size_t start = out->length;
    for (size_t i = 0; i < n; i++)
        assay_buffer_printf(out, "%s%s", i == 0 ? word : ", ", history->revisions[parents[i]].id);
    if (n > 0)
        cli_end_line(out, start);
}

/* How many objects of each kind the revision leads to. */
static assay_status add_state(assay_buffer *out, cli_context *context, const assay_history *history,
                              const assay_revision *revision)
{
    assay_catalog *state = NULL;
    size_t counts[ASSAY_KINDS] = {0};
    assay_status status = assay_history_state(
        &state, history, &history->ancestors[assay_history_index(history, revision)], context->err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < state->n_objects; i++)
        counts[state->objects[i]->kind]++;
    assay_catalog_free(state);
    assay_buffer_add(out, "the schema after it:");
    for (int kind = 0; kind < ASSAY_KINDS; kind++)
        if (counts[kind] > 0)
            assay_buffer_printf(out, " %s %zu", assay_kind_get((assay_kind)kind)->name,
                                counts[kind]);
    assay_buffer_add_char(out, '\n');
    return ASSAY_OK;
}

static assay_status add_revision(assay_buffer *out, cli_context *context,
                                 const assay_history *history, const assay_revision *revision)
{
    assay_buffer_printf(out, "%s/%s", history->project, revision->id);
    if (revision->label[0] != '\0')
        assay_buffer_printf(out, " (%s)", revision->label);
    cli_end_line(out, 0);
    size_t start = out->length;
    assay_buffer_add(out, revision->file);
    cli_end_line(out, start);
    add_parents(out, "revises ", history, revision->revises, revision->n_revises);
    add_parents(out, "depends on ", history, revision->depends_on, revision->n_depends_on);
    if (revision->n_changes == 0)
        assay_buffer_add(out, "  no change of the schema\n");
    for (size_t i = 0; i < revision->n_changes; i++)
        add_change(out, &revision->changes[i]);
    return add_state(out, context, history, revision);
}

assay_status cmd_profile_show(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    const char *id = cli_argument(context, 1);
    const char *slash = strchr(id, '/');
    const char *project = NULL;
    if (slash != NULL) {
        project = assay_arena_strndup(context->arena, id, (size_t)(slash - id));
        if (project == NULL)
            return assay_fail_nomem(context->err);
        id = slash + 1;
    }
    const assay_history *history = NULL;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assay_status status = load(context);
    if (status == ASSAY_OK)
        status = cli_find_history(&history, context->histories, context->n_histories, project, id,
                                  context->err);
    if (status == ASSAY_OK)
        status = add_revision(&text, context, history, assay_history_find(history, id));
    if (status == ASSAY_OK)
        status = cli_write_printable(&text, context->err);
    assay_buffer_release(&text);
    return status;
}

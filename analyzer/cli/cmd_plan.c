/* SPDX-License-Identifier: MIT */
/* plan: the verdict as a script that adopts the database. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "cli/cli.h"

/* The option as one word, unless it has no value. */
static assay_status add_option(cli_list *out, cli_context *context, const char *name,
                               const char *value)
{
    if (value == NULL)
        return ASSAY_OK;
    const char *word = assay_arena_printf(context->arena, "--%s=%s", name, value);
    return word == NULL ? assay_fail_nomem(context->err)
                        : cli_list_add(out, context->arena, word, context->err);
}

static assay_status add_list(cli_list *out, cli_context *context, const char *name,
                             const cli_list *values)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < values->count && status == ASSAY_OK; i++)
        status = add_option(out, context, name, values->items[i]);
    return status;
}

static assay_status add_version_table(cli_list *out, cli_context *context)
{
    const cli_table *table = &context->options.version_table;
    if (table->name == NULL)
        return ASSAY_OK;
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    if (table->schema != NULL) {
        assay_quote_identifier(&name, table->schema);
        assay_buffer_add_char(&name, '.');
    }
    assay_quote_identifier(&name, table->name);
    assay_status status = assay_buffer_check(&name, context->err);
    const char *text = assay_arena_strdup(context->arena, assay_buffer_text(&name));
    assay_buffer_release(&name);
    if (status == ASSAY_OK && text == NULL)
        status = assay_fail_nomem(context->err);
    return status == ASSAY_OK ? add_option(out, context, "version-table", text) : status;
}

/* What the database was judged by, so that the script judges it by the same. */
static assay_status collect_options(cli_list *out, cli_context *context)
{
    const cli_options *options = &context->options;
    const struct {
        const char *name;
        const char *value;
    } texts[] = {
        {"compare", options->compare_text},
        {"fail-on", options->fail_on == ASSAY_SEVERITY_PERFORMANCE ? NULL
                    : options->fail_on == ASSAY_SEVERITY_COSMETIC
                        ? "any"
                        : assay_severity_name(options->fail_on)},
        {"tool", options->adopt},
        {"reader", options->reader == cli_readers()[0] ? NULL : options->reader},
    };
    assay_status status = add_list(out, context, "schema-map", &options->schema_map);
    if (status == ASSAY_OK)
        status = add_list(out, context, "include", &options->include);
    if (status == ASSAY_OK)
        status = add_list(out, context, "exclude", &options->exclude);
    if (status == ASSAY_OK)
        status = add_version_table(out, context);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == ASSAY_OK; i++)
        status = add_option(out, context, texts[i].name, texts[i].value);
    return status;
}

/* Absolute, for the script may be run from anywhere. */
static assay_status resolve(const char **out, cli_context *context, const char *path)
{
    char resolved[PATH_MAX];
    if (path == NULL || realpath(path, resolved) == NULL)
        return ASSAY_OK;
    *out = assay_arena_strdup(context->arena, resolved);
    return *out == NULL ? assay_fail_nomem(context->err) : ASSAY_OK;
}

/* What the options name in the file system, absolute as well. */
static assay_status add_paths(cli_list *out, cli_context *context)
{
    const char *folder = NULL, *waivers = NULL;
    assay_status status = resolve(&folder, context, context->options.migrations);
    if (status == ASSAY_OK)
        status = add_option(out, context, "migrations", folder);
    if (status == ASSAY_OK)
        status = resolve(&waivers, context, context->waivers_file);
    return status == ASSAY_OK ? add_option(out, context, "waivers", waivers) : status;
}

assay_status cli_make_plan(assay_plan **out, cli_context *context, const assay_verdict *verdict)
{
    assay_plan_request request = {.file = NULL};
    cli_list options = {.items = NULL};
    const char *file = NULL;
    *out = NULL;
    assay_status status = collect_options(&options, context);
    if (status == ASSAY_OK)
        status = add_paths(&options, context);
    if (status == ASSAY_OK && !context->histories_shipped)
        status = resolve(&request.profiles, context, context->histories_folder);
    if (status == ASSAY_OK)
        status = cli_target_file(&file, context, cli_argument(context, 0));
    if (status == ASSAY_OK)
        status = resolve(&request.file, context, file);
    if (status != ASSAY_OK)
        return status;
    request.options = options.items;
    request.n_options = options.count;
    return assay_plan_new(out, verdict, &request, context->err);
}

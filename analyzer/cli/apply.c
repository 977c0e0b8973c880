/* SPDX-License-Identifier: MIT */
/* From a verdict to a stamp that is written (stamp/apply.h). */
#include <string.h>

#include "cli/cli.h"

static const assay_command *stamp_command(const assay_verdict *verdict)
{
    for (size_t i = 0; i < verdict->n_commands; i++)
        if (strcmp(verdict->commands[i].purpose, "stamp") == 0)
            return &verdict->commands[i];
    return NULL;
}

bool cli_stamp_is_command(const assay_verdict *verdict)
{
    const assay_command *command = stamp_command(verdict);
    return command != NULL && command->sql == NULL;
}

/* An interrupt ends the program here as at any other time: what is not committed is gone. */
assay_status cli_apply_stamp(assay_applied *out, cli_context *context, const assay_verdict *verdict)
{
    assay_target target;
    assay_read_options options;
    const assay_command *command = stamp_command(verdict);
    *out = (assay_applied){.table = NULL};
    if (command == NULL || command->sql == NULL)
        return ASSAY_OK;
    assay_status status = cli_find_target(&target, context, cli_argument(context, 0));
    if (status != ASSAY_OK)
        return status;
    cli_read_options(&options, context);
    const assay_apply_request request = {.stamp = &verdict->stamp_sql,
                                         .judged = verdict->snapshot,
                                         .options = &options,
                                         .read_again = cli_read_again,
                                         .context = context};
    return target.kind == ASSAY_TARGET_POSTGRES
               ? assay_apply_postgres(out, context->arena, target.conninfo, &request, context->err)
               : assay_apply_sqlite(out, context->arena, target.path, &request, context->err);
}

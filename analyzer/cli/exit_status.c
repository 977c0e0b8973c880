/* SPDX-License-Identifier: MIT */
/* What goes to standard error: one line for a failure, one for each note. */
#include <stdio.h>

#include "cli/cli.h"

void cli_print_error(const assay_error *err)
{
    fprintf(stderr, "assay: %s", err->what);
    if (err->where[0] != '\0')
        fprintf(stderr, " (%s)", err->where);
    if (err->remedy[0] != '\0')
        fprintf(stderr, "; %s", err->remedy);
    fputc('\n', stderr);
}

void cli_note(cli_context *context, const char *text)
{
    /* A note that memory has no room for is lost; what goes wrong next will say why. */
    const char *copy = assay_arena_strdup(context->arena, text);
    if (copy != NULL)
        (void)cli_list_add(&context->notes, context->arena, copy, NULL);
}

void cli_note_unkept(cli_context *context, const assay_error *failure)
{
    const char *note =
        assay_arena_printf(context->arena, "the snapshot is not kept: %s", failure->what);
    cli_note(context, note == NULL ? failure->what : note);
}

void cli_print_note(const char *text)
{
    fputs("assay: note: ", stderr);
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
        fputc(*p < 0x20 || *p == 0x7f ? ' ' : *p, stderr);
    fputc('\n', stderr);
}

/* SPDX-License-Identifier: MIT */
/* What goes to standard error: one line for a failure, one for each note. */
#include <stdio.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "report/escape.h"

/* Names, paths and servers' messages may hold what steers a terminal. */
static void print_line(const assay_buffer *line)
{
    assay_buffer shown = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_printable(&shown, assay_buffer_text(line), false);
    fprintf(stderr, "assay: %s\n", assay_buffer_text(&shown));
    assay_buffer_release(&shown);
}

void cli_print_error(const assay_error *err)
{
    assay_buffer line = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_add(&line, err->what);
    if (err->where[0] != '\0')
        assay_buffer_printf(&line, " (%s)", err->where);
    if (err->remedy[0] != '\0')
        assay_buffer_printf(&line, "; %s", err->remedy);
    print_line(&line);
    assay_buffer_release(&line);
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
    assay_buffer line = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer_printf(&line, "note: %s", text);
    print_line(&line);
    assay_buffer_release(&line);
}

/* SPDX-License-Identifier: MIT */
/* diff: two targets, one catalog each, and what makes them differ. */
#include <string.h>

#include "cli/cli.h"

static bool may_lack_objects(const assay_snapshot *snapshot)
{
    if (snapshot->catalog->partial)
        return true;
    for (size_t i = 0; i < snapshot->n_limits; i++)
        if (strcmp(snapshot->limits[i].reason, ASSAY_LIMIT_FILTERED) == 0)
            return true;
    return false;
}

/* What could not be compared is never called equal, nor is all of it when nothing was seen. */
static int status_of(const assay_differences *differences, bool lacking)
{
    for (size_t i = 0; i < differences->n_items; i++)
        if (differences->items[i].counts)
            return CLI_FINDINGS;
    bool nothing = differences->n_compared == 0 && lacking;
    return differences->n_unknown > 0 || nothing ? CLI_UNDECIDED : CLI_CLEAN;
}

/* A cache and a history keep canonical texts only. */
static void note_raw(cli_context *context, const char *side, const assay_snapshot *snapshot)
{
    const char *note = assay_arena_printf(
        context->arena, "%s: the spellings are not kept, only their canonical form", side);
    if (context->options.explain && !snapshot->catalog->keep_raw && note != NULL)
        cli_note(context, note);
}

static void note_limits(cli_context *context, const char *side, const assay_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->n_limits; i++) {
        const assay_limit *limit = &snapshot->limits[i];
        const char *note = assay_arena_printf(context->arena, "%s: %s%s%s", side, limit->kind,
                                              limit->kind[0] == '\0' ? "" : ": ", limit->reason);
        if (note != NULL)
            cli_note(context, note);
    }
}

assay_status cmd_diff(cli_context *context, int *exit_status)
{
    assay_snapshot *a = NULL, *b = NULL;
    assay_differences *differences = NULL;
    assay_document *document = NULL;
    assay_difference_options options = {.mask = context->options.compare,
                                        .restored = context->options.restored,
                                        .explain = context->options.explain};
    assay_status status = cli_load_pair(&a, &b, context);
    if (status != ASSAY_OK)
        goto done;
    if (a->catalog->dialect != b->catalog->dialect)
        cli_note(context, "one side is PostgreSQL and the other SQLite: types and defaults differ "
                          "by nature");
    /* A history that records no owners or comments says nothing about them. */
    options.listed_only = strcmp(a->reader, CLI_READER_LISTED) == 0;
    options.actual_listed_only = strcmp(b->reader, CLI_READER_LISTED) == 0;
    options.expected_is_history = options.listed_only || strcmp(a->reader, CLI_READER_HISTORY) == 0;
    options.actual_is_history =
        options.actual_listed_only || strcmp(b->reader, CLI_READER_HISTORY) == 0;
    note_raw(context, "A", a);
    note_raw(context, "B", b);
    note_limits(context, "A", a);
    note_limits(context, "B", b);
    status = assay_differences_new(&differences, a->catalog, b->catalog, &options, context->err);
    if (status == ASSAY_OK) {
        assay_differences_count(differences, context->options.fail_on);
        status = assay_document_diff(&document, a->target, b->target, differences,
                                     context->options.explain, context->err);
    }
    if (status == ASSAY_OK)
        status = cli_write_document(context, document);
    if (status == ASSAY_OK)
        *exit_status = status_of(differences, may_lack_objects(a) || may_lack_objects(b));
done:
    assay_document_free(document);
    assay_differences_free(differences);
    assay_snapshot_free(b);
    assay_snapshot_free(a);
    return status;
}

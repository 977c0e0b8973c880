/* SPDX-License-Identifier: MIT */
/*
 * --tool and --migrations: histories as another tool has them. That tool's ids are those of its own
 * files, of which each must be one revision: by the id, or by the number that id and file begin
 * with. What does not follow from that is said, and not guessed.
 */
#include <ctype.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "learn/sources.h"

/* The number that stands alone at the beginning (behind an application's name, a slash or a V), or
 * as the thirteen digits at the end; without leading zeros. *length is 0 if there is none. */
static const char *number_of(const char *id, size_t *length)
{
    size_t n = strlen(id);
    const char *at = strrchr(id, '/') == NULL ? id : strrchr(id, '/') + 1;
    const char *dot = strchr(at, '.');
    if (dot != NULL && isalpha((unsigned char)at[0]) && isdigit((unsigned char)dot[1]))
        at = dot + 1;
    if (at[0] == 'V' || at[0] == 'v')
        at++;
    *length = strspn(at, "0123456789");
    if (*length == 0 && n > 13 && strspn(id + n - 13, "0123456789") == 13) {
        *length = 13;
        return id + n - 13;
    }
    if (isalpha((unsigned char)at[*length]))
        *length = 0;
    while (*length > 1 && *at == '0') {
        at++;
        (*length)--;
    }
    return at;
}

static bool same_number(const char *a, const char *b)
{
    size_t n, m;
    a = number_of(a, &n);
    b = number_of(b, &m);
    return n > 0 && n == m && memcmp(a, b, n) == 0;
}

/* The migration that is this revision; NULL if none is, or more than one may be. */
static const assay_migration *find_file(const assay_migrations *files, const char *id)
{
    const assay_migration *found = NULL;
    for (size_t i = 0; i < files->n_items; i++)
        if (strcmp(files->items[i].id, id) == 0)
            return &files->items[i];
    for (size_t i = 0; i < files->n_items; i++) {
        if (!same_number(files->items[i].id, id))
            continue;
        if (found != NULL)
            return NULL;
        found = &files->items[i];
    }
    return found;
}

/* What the tool's rows hold of the file; *out stays NULL where that is nothing. */
static assay_status digest_file(const char **out, cli_context *context, const char *tool,
                                const char *path)
{
    const assay_stamp_sql *sql = assay_tool_find(tool) == NULL ? NULL : assay_tool_find(tool)->sql;
    char *bytes, hex[ASSAY_SHA384_HEX];
    size_t length;
    if (sql == NULL || sql->digest == ASSAY_DIGEST_NONE)
        return ASSAY_OK;
    assay_status status = assay_file_read(&bytes, &length, context->arena, path,
                                          ASSAY_MAX_PROFILE_BYTES, context->err);
    if (status != ASSAY_OK)
        return status;
    if (sql->digest == ASSAY_DIGEST_SHA256) {
        const assay_hash hash = assay_hash_of(bytes, length);
        assay_hash_hex(&hash, hex);
    } else {
        assay_sha384_hex(bytes, length, hex);
    }
    *out = assay_arena_strdup(context->arena, hex);
    return *out == NULL ? assay_fail_nomem(context->err) : ASSAY_OK;
}

static assay_status take_ids(assay_history *history, const assay_migrations *files,
                             const char *tool, cli_context *context)
{
    const char **ids = assay_arena_calloc(context->arena, history->n_revisions + 1, sizeof *ids);
    const char **digests =
        assay_arena_calloc(context->arena, history->n_revisions + 1, sizeof *digests);
    if (ids == NULL || digests == NULL)
        return assay_fail_nomem(context->err);
    for (size_t r = 0; r < history->n_revisions; r++) {
        const assay_migration *file = find_file(files, history->revisions[r].id);
        if (file == NULL) {
            assay_fail(context->err, ASSAY_USAGE, "no file of %s in '%s' is revision '%.200s'",
                       tool, context->options.migrations, history->revisions[r].id);
            assay_error_remedy(context->err,
                               "a file is known by the revision's id, or by the number both begin "
                               "with");
            return ASSAY_USAGE;
        }
        ids[r] = file->id;
        assay_status status = digest_file(&digests[r], context, tool, file->file);
        if (status != ASSAY_OK)
            return status;
    }
    return assay_history_adopt(history, tool, ids, digests, context->err);
}

static assay_status adopt(assay_history *history, cli_context *context)
{
    const char *tool = context->options.adopt;
    bool converts = tool != NULL && strcmp(tool, history->tool) != 0;
    assay_migrations *files = NULL;
    assay_status status = ASSAY_OK;
    if (tool == NULL)
        tool = history->tool;
    if (context->options.migrations != NULL) {
        status = assay_migrations_named(&files, context->options.migrations, tool, context->err);
        if (status == ASSAY_OK)
            status = take_ids(history, files, tool, context);
        assay_migrations_free(files);
        return status;
    }
    if (!converts)
        return ASSAY_OK;
    const char *note = assay_arena_printf(
        context->arena,
        "the history '%s' is of %s; its ids are taken as those of %s: --migrations DIR takes "
        "them from the files of %s",
        history->project, history->tool[0] == '\0' ? "no tool" : history->tool, tool, tool);
    if (note == NULL)
        return assay_fail_nomem(context->err);
    cli_note(context, note);
    return assay_history_adopt(history, tool, NULL, NULL, context->err);
}

static assay_status check_tool(cli_context *context)
{
    const char *tool = context->options.adopt;
    if (tool == NULL || assay_tool_find(tool) != NULL)
        return ASSAY_OK;
    assay_buffer names = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    for (size_t i = 0; i < assay_tools_count; i++)
        assay_buffer_printf(&names, "%s%s", i == 0 ? "" : ", ", assay_tools[i].name);
    assay_fail(context->err, ASSAY_USAGE, "--tool: '%.100s' is no migration tool that Assay knows",
               tool);
    assay_error_remedy(context->err, "give one of %s", assay_buffer_text(&names));
    assay_buffer_release(&names);
    return ASSAY_USAGE;
}

assay_status cli_adopt_histories(cli_context *context)
{
    if (context->options.adopt == NULL && context->options.migrations == NULL)
        return ASSAY_OK;
    assay_status status = check_tool(context);
    if (status == ASSAY_OK && context->options.migrations != NULL && context->n_histories != 1) {
        assay_fail(context->err, ASSAY_USAGE, "--migrations is for one history, and there are %zu",
                   context->n_histories);
        return assay_error_remedy(context->err, "name the folder of one with --profiles");
    }
    for (size_t i = 0; i < context->n_histories && status == ASSAY_OK; i++)
        status = adopt(context->histories[i], context);
    return status;
}

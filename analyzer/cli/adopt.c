/* SPDX-License-Identifier: MIT */
/*
 * --tool and --migrations: histories as another tool has them. That tool's ids are those of its own
 * files, of which each must be one revision: by the id, or by the number that id and file begin
 * with. What does not follow from that is said, and not guessed.
 */
#include <ctype.h>
#include <string.h>

#include "base/file.h"
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

/* The folder that was named, and what is recorded of its files. */
typedef struct folder {
    cli_context *context;
    const char *path;
    assay_digest digest;
    const char *sums; /* the list of hashes that lies beside the files; or NULL */
} folder;

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* A line of the list: "0001_cats.sql h1:…". *out stays NULL if the file is not in it. */
static assay_status find_sum(const char **out, const folder *f, const char *name)
{
    assay_arena *arena = f->context->arena;
    const char *start = assay_arena_printf(arena, "\n%s h1:", name);
    if (start == NULL)
        return assay_fail_nomem(f->context->err);
    const char *line = f->sums == NULL ? NULL : strstr(f->sums, start);
    if (line == NULL)
        return ASSAY_OK;
    line += strlen(start);
    *out = assay_arena_strndup(arena, line, strcspn(line, "\r\n"));
    return *out == NULL ? assay_fail_nomem(f->context->err) : ASSAY_OK;
}

/* Of a program nothing is known, nor of text in which the tool first replaces placeholders. */
static assay_status digest_file(const char **out, const folder *f, const assay_migration *migration)
{
    char *bytes;
    size_t length;
    if (f->digest == ASSAY_DIGEST_CRC32_LINES &&
        (migration->broken != NULL || !ends_in(migration->file, ".sql")))
        return ASSAY_OK;
    assay_status status = assay_file_read(&bytes, &length, f->context->arena, migration->file,
                                          ASSAY_MAX_PROFILE_BYTES, f->context->err);
    return status == ASSAY_OK
               ? assay_digest_of(out, f->context->arena, f->digest, bytes, length, f->context->err)
               : status;
}

static assay_status take_file(assay_revision_file *out, const folder *f,
                              const assay_migration *migration)
{
    size_t n = strlen(f->path);
    const char *name = migration->file;
    if (strncmp(name, f->path, n) == 0)
        for (name += n; *name == '/';)
            name++;
    *out = (assay_revision_file){.title = migration->label, .name = name};
    if (f->digest == ASSAY_DIGEST_NONE)
        return ASSAY_OK;
    return f->digest == ASSAY_DIGEST_SUMS ? find_sum(&out->digest, f, name)
                                          : digest_file(&out->digest, f, migration);
}

static assay_status open_folder(folder *out, cli_context *context, const char *tool)
{
    const assay_tool *known = assay_tool_find(tool);
    char *text;
    size_t length;
    *out = (folder){.context = context,
                    .path = context->options.migrations,
                    .digest = known == NULL ? ASSAY_DIGEST_NONE : assay_tool_digest(known)};
    if (out->digest != ASSAY_DIGEST_SUMS)
        return ASSAY_OK;
    const char *path = assay_arena_printf(context->arena, "%s/atlas.sum", out->path);
    if (path == NULL)
        return assay_fail_nomem(context->err);
    if (!assay_file_exists(path))
        return ASSAY_OK;
    assay_status status = assay_file_read(&text, &length, context->arena, path,
                                          ASSAY_MAX_PROFILE_BYTES, context->err);
    out->sums = status == ASSAY_OK ? text : NULL;
    return status;
}

static assay_status take_ids(assay_history *history, const assay_migrations *files,
                             const char *tool, cli_context *context)
{
    folder f;
    const char **ids = assay_arena_calloc(context->arena, history->n_revisions + 1, sizeof *ids);
    assay_revision_file *recorded =
        assay_arena_calloc(context->arena, history->n_revisions + 1, sizeof *recorded);
    if (ids == NULL || recorded == NULL)
        return assay_fail_nomem(context->err);
    assay_status status = open_folder(&f, context, tool);
    for (size_t r = 0; r < history->n_revisions && status == ASSAY_OK; r++) {
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
        status = take_file(&recorded[r], &f, file);
    }
    return status == ASSAY_OK ? assay_history_adopt(history, tool, ids, recorded, context->err)
                              : status;
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

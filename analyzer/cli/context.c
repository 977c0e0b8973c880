/* SPDX-License-Identifier: MIT */
/* What a run opens when it is first needed, and where it finds it: the cache and the histories. */
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"

void cli_context_release(cli_context *context)
{
    for (size_t i = 0; i < context->n_histories; i++)
        assay_history_free(context->histories[i]);
    assay_cache_close(context->cache);
    assay_arena_free(context->arena);
}

const char *cli_argument(const cli_context *context, size_t i)
{
    const cli_list *arguments = &context->options.arguments;
    return i < arguments->count ? arguments->items[i] : NULL;
}

static const char *set_variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

const char *cli_default_cache(assay_arena *arena)
{
    const char *xdg = set_variable("XDG_CACHE_HOME"), *home = set_variable("HOME");
    if (xdg != NULL && xdg[0] == '/')
        return assay_arena_printf(arena, "%s/assay/cache.db", xdg);
    if (home != NULL && home[0] == '/')
        return assay_arena_printf(arena, "%s/.cache/assay/cache.db", home);
    return NULL;
}

static assay_status open_default_cache(cli_context *context)
{
    const char *path = cli_default_cache(context->arena);
    assay_error failure = ASSAY_ERROR_INIT;
    if (path == NULL) {
        assay_fail(&failure, ASSAY_IO, "there is no HOME to keep the cache in");
        assay_error_remedy(&failure, "name a file with --cache");
    } else if (assay_cache_open(&context->cache, path, &failure) == ASSAY_OK) {
        return ASSAY_OK;
    }
    if (context->command->needs_cache) {
        *context->err = failure;
        return failure.code;
    }
    cli_note_unkept(context, &failure);
    context->cache_failed = true;
    return ASSAY_OK;
}

assay_status cli_open_cache(assay_cache **out, cli_context *context)
{
    assay_status status = ASSAY_OK;
    const cli_options *options = &context->options;
    if (context->cache == NULL && !context->cache_failed) {
        if (options->no_cache)
            status = assay_cache_open(&context->cache, NULL, context->err);
        else if (options->cache != NULL)
            status = assay_cache_open(&context->cache, options->cache, context->err);
        else
            status = open_default_cache(context);
    }
    *out = context->cache;
    return status;
}

/* A folder beside the program: ../share/assay/profiles when installed, ../profiles in the tree. */
static const char *shipped_profiles(assay_arena *arena)
{
    static const char *const places[] = {"../share/assay/profiles", "../profiles"};
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return NULL;
    program[length] = '\0';
    const char *folder = dirname(program);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *path = assay_arena_printf(arena, "%s/%s", folder, places[i]);
        if (path != NULL && assay_histories_present(path))
            return path;
    }
    return NULL;
}

static const char *profiles_folder(cli_context *context)
{
    if (context->options.profiles != NULL)
        return context->options.profiles;
    const char *variable = set_variable("ASSAY_PROFILES");
    if (variable != NULL)
        return variable;
    if (assay_histories_present("profiles"))
        return "profiles";
    context->histories_shipped = true;
    return shipped_profiles(context->arena);
}

assay_status cli_load_histories(cli_context *context)
{
    if (context->histories_loaded)
        return ASSAY_OK;
    const char *folder = profiles_folder(context);
    context->histories_loaded = true;
    context->histories_folder = folder;
    if (folder == NULL)
        return ASSAY_OK;
    assay_parsed_store store;
    const bool stored = cli_parsed_store(&store, context);
    assay_status status =
        assay_histories_load(&context->histories, &context->n_histories, context->arena, folder,
                             stored ? &store : NULL, context->err);
    return status == ASSAY_OK ? cli_adopt_histories(context) : status;
}

const char *cli_folder_name(const cli_context *context)
{
    char resolved[PATH_MAX];
    const char *path = context->options.output;
    /* A folder that is yet to be made has only the name that was given. */
    if (realpath(path, resolved) != NULL)
        path = resolved;
    char *copy = assay_arena_strdup(context->arena, path);
    return copy == NULL ? NULL : basename(copy);
}

/* SPDX-License-Identifier: MIT */
/* The cache as the place where parsed histories are kept. */
#include <inttypes.h>
#include <sys/stat.h>

#include "cli/cli.h"

static const char *find_parsed(void *cache, size_t *length, assay_arena *arena, const char *name,
                               const assay_hash *key)
{
    return assay_cache_find_parsed(cache, length, arena, name, key);
}

static void keep_parsed(void *cache, const char *name, const assay_hash *key, const char *bytes,
                        size_t length)
{
    assay_cache_keep_parsed(cache, name, key, bytes, length);
}

/* Another file is another program: a version number does not change with each build. NULL if that
 * cannot be told. */
static const char *program_identity(assay_arena *arena)
{
    struct stat st;
    if (stat("/proc/self/exe", &st) != 0)
        return NULL;
    return assay_arena_printf(arena, "%jx %jx %jx %jx.%jx", (uintmax_t)st.st_dev,
                              (uintmax_t)st.st_ino, (uintmax_t)st.st_size,
                              (uintmax_t)st.st_ctim.tv_sec, (uintmax_t)st.st_ctim.tv_nsec);
}

bool cli_parsed_store(assay_parsed_store *store, cli_context *context)
{
    const cli_options *options = &context->options;
    if (options->no_cache || !cli_option_serves(context->command, "no-cache"))
        return false;
    assay_error ignored = ASSAY_ERROR_INIT;
    const char *path = options->cache != NULL ? options->cache : cli_default_cache(context->arena);
    if (context->cache == NULL && path != NULL)
        (void)assay_cache_open(&context->cache, path, &ignored);
    *store = (assay_parsed_store){.context = context->cache,
                                  .program = program_identity(context->arena),
                                  .now = context->now,
                                  .find = find_parsed,
                                  .keep = keep_parsed};
    return context->cache != NULL && store->program != NULL;
}

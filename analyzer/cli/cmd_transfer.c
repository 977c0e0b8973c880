/* SPDX-License-Identifier: MIT */
/* snapshots export, import and merge: snapshots go from one cache to another, each once. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

typedef struct listed {
    assay_cache *cache;
    assay_cache_entry *items; /* newest first */
    size_t count;
} listed;

static assay_status list(listed *out, cli_context *context)
{
    return assay_cache_list(&out->items, &out->count, out->cache, context->arena, context->err);
}

/* A number means another snapshot in another cache: what was read, when and how is the same. */
static bool holds(const listed *in, const assay_cache_entry *entry)
{
    for (size_t i = 0; i < in->count; i++) {
        const assay_cache_entry *other = &in->items[i];
        if (other->taken_at == entry->taken_at &&
            strcmp(other->fingerprint, entry->fingerprint) == 0 &&
            strcmp(other->target, entry->target) == 0 && strcmp(other->reader, entry->reader) == 0)
            return true;
    }
    return false;
}

static assay_status copy_one(const listed *from, const listed *to, int64_t id, assay_error *err)
{
    assay_snapshot *snapshot = NULL;
    assay_status status = assay_cache_load(&snapshot, from->cache, id, err);
    if (status == ASSAY_OK)
        status = assay_cache_store(to->cache, snapshot, err);
    assay_snapshot_free(snapshot);
    return status;
}

/* Oldest first, so that numbers stay in the order of time. wanted: for each entry, or NULL: all. */
static assay_status copy(cli_context *context, listed *from, listed *to, const bool *wanted)
{
    size_t copied = 0, known = 0;
    assay_buffer said = ASSAY_BUFFER_INIT(200);
    assay_status status = list(to, context);
    for (size_t i = from->count; i-- > 0 && status == ASSAY_OK;) {
        if (wanted != NULL && !wanted[i])
            continue;
        if (holds(to, &from->items[i])) {
            known++;
            continue;
        }
        status = copy_one(from, to, from->items[i].id, context->err);
        copied += status == ASSAY_OK;
    }
    if (status != ASSAY_OK)
        return status;
    assay_buffer_printf(&said, "%zu snapshot%s copied, %zu %s there already\n", copied,
                        copied == 1 ? "" : "s", known, known == 1 ? "was" : "were");
    status = cli_write_stdout(assay_buffer_text(&said), said.length, context->err);
    assay_buffer_release(&said);
    return status;
}

/* Marks the snapshots that the arguments name, each a number or `latest`. */
static assay_status choose(bool *wanted, cli_context *context, const listed *from)
{
    for (size_t k = 0; k < context->options.arguments.count; k++) {
        const char *text = context->options.arguments.items[k];
        bool latest = strcmp(text, "latest") == 0;
        bool number = text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
        long long id = number ? strtoll(text, NULL, 10) : 0;
        size_t i = 0;
        while (i < from->count && !latest && (!number || from->items[i].id != id))
            i++;
        if (i == from->count) {
            assay_fail(context->err, ASSAY_USAGE, "the cache holds no snapshot '%.100s'", text);
            return assay_error_remedy(context->err, "see `assay snapshots list`");
        }
        wanted[i] = true;
    }
    return ASSAY_OK;
}

assay_status cmd_snapshots_export(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    listed from = {.cache = NULL}, to = {.cache = NULL};
    if (context->options.output == NULL) {
        assay_fail(context->err, ASSAY_USAGE, "where do the snapshots go?");
        return assay_error_remedy(context->err, "-o FILE");
    }
    assay_status status = cli_open_cache(&from.cache, context);
    if (status == ASSAY_OK)
        status = list(&from, context);
    if (status != ASSAY_OK)
        return status;
    bool *wanted = assay_arena_calloc(context->arena, from.count + 1, sizeof *wanted);
    if (wanted == NULL)
        return assay_fail_nomem(context->err);
    status = choose(wanted, context, &from);
    if (status == ASSAY_OK)
        status = assay_cache_open(&to.cache, context->options.output, context->err);
    if (status == ASSAY_OK)
        status = copy(context, &from, &to, context->options.arguments.count == 0 ? NULL : wanted);
    assay_cache_close(to.cache);
    return status;
}

assay_status cmd_snapshots_import(cli_context *context, int *exit_status)
{
    *exit_status = CLI_CLEAN;
    listed to = {.cache = NULL};
    assay_status status = cli_open_cache(&to.cache, context);
    for (size_t i = 0; i < context->options.arguments.count && status == ASSAY_OK; i++) {
        const char *path = context->options.arguments.items[i];
        listed from = {.cache = NULL};
        /* Opening a cache would make one where there is none. */
        if (access(path, R_OK) != 0)
            return assay_fail(context->err, ASSAY_IO, "cannot read '%.200s'", path);
        status = assay_cache_open(&from.cache, path, context->err);
        if (status == ASSAY_OK)
            status = list(&from, context);
        if (status == ASSAY_OK)
            status = copy(context, &from, &to, NULL);
        assay_cache_close(from.cache);
    }
    return status;
}

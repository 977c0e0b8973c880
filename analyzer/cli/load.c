/* SPDX-License-Identifier: MIT */
/* From a TARGET to a snapshot: read live, loaded from the cache, or made from a history. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "cli/cli.h"
#include "readers/reader.h"
#include "stamp/stamp.h"
#include "target/target.h"

void cli_read_options(assay_read_options *out, const cli_context *context)
{
    const cli_options *options = &context->options;
    *out = (assay_read_options){.timeout_seconds = (options->timeout_ms + 999) / 1000,
                                .lock_timeout_ms = options->lock_timeout_ms,
                                .now = context->now,
                                .version_schema = options->version_table.schema,
                                .version_table = options->version_table.name,
                                .keep_raw = options->explain,
                                .include = options->include.items,
                                .exclude = options->exclude.items,
                                .interrupted = cli_interrupted()};
    assay_tool_shapes(&out->shapes, &out->n_shapes);
}

static const char *const reader_names[] = {"postgres", "information-schema", NULL};

const char *const *cli_readers(void)
{
    return reader_names;
}

assay_status cli_read_target(assay_snapshot **out, const cli_context *context,
                             const assay_target *target, const assay_read_options *options,
                             assay_error *err)
{
    bool standard = strcmp(context->options.reader, reader_names[1]) == 0;
    if (target->kind == ASSAY_TARGET_POSTGRES)
        return (standard ? assay_reader_information_schema
                         : assay_reader_postgres)(out, target->conninfo, options, err);
    if (!standard)
        return assay_reader_sqlite(out, target->path, options, err);
    assay_fail(err, ASSAY_USAGE, "SQLite has no information_schema to read");
    assay_error_where(err, "%s", target->shown);
    return assay_error_remedy(err, "leave out --reader");
}

typedef struct reading_shown {
    cli_progress progress;
    const assay_read_progress *watcher;
} reading_shown;

static void show_reading(void *context, size_t done, size_t steps, size_t rows)
{
    reading_shown *shown = context;
    cli_progress_read(&shown->progress, done, steps, rows);
    assay_read_report(shown->watcher, done, steps, rows);
}

/* While a database is read, an interrupt lets the reader cancel its query on the server. */
static assay_status read_interruptibly(assay_snapshot **out, cli_context *context,
                                       const assay_target *target,
                                       const assay_read_options *options)
{
    struct sigaction old;
    reading_shown shown = {cli_progress_start(context, "reading"), context->watcher};
    const assay_read_progress progress = {show_reading, &shown};
    assay_read_options watched = *options;
    watched.progress = &progress;
    cli_interrupt_catch(&old);
    assay_status status = cli_read_target(out, context, target, &watched, context->err);
    cli_interrupt_release(&old);
    cli_progress_end(&shown.progress);
    if (status != ASSAY_OK || !*cli_interrupted())
        return status;
    assay_snapshot_free(*out);
    *out = NULL;
    return assay_fail(context->err, ASSAY_TIMEOUT, "interrupted");
}

/* Where the user did not name the cache, a snapshot that cannot be kept is no reason to stop. */
static assay_status keep(cli_context *context, assay_cache *cache, assay_snapshot *snapshot)
{
    assay_error failure = ASSAY_ERROR_INIT;
    if (cache == NULL || context->options.no_cache ||
        assay_cache_store(cache, snapshot, &failure) == ASSAY_OK)
        return ASSAY_OK;
    if (context->options.cache == NULL && !context->command->needs_cache) {
        cli_note_unkept(context, &failure);
        return ASSAY_OK;
    }
    *context->err = failure;
    return failure.code;
}

static assay_status read_live(assay_snapshot **out, cli_context *context,
                              const assay_target *target)
{
    assay_read_options options;
    assay_cache *cache = NULL;
    /* First the cache: a run whose result cannot be kept should not begin. */
    assay_status status = cli_open_cache(&cache, context);
    if (status == ASSAY_OK && context->read_ahead != NULL) {
        *out = context->read_ahead;
        context->read_ahead = NULL;
    } else if (status == ASSAY_OK) {
        cli_read_options(&options, context);
        status = read_interruptibly(out, context, target, &options);
    }
    if (status != ASSAY_OK)
        return status;
    if ((*out)->target[0] == '\0')
        (*out)->target = assay_strings_intern((*out)->catalog->strings, target->shown);
    status = (*out)->target == NULL ? assay_fail_nomem(context->err) : keep(context, cache, *out);
    if (status != ASSAY_OK) {
        assay_snapshot_free(*out);
        *out = NULL;
    }
    return status;
}

static assay_status load_stored(assay_snapshot **out, cli_context *context,
                                const assay_target *target)
{
    assay_cache *cache = NULL;
    assay_status status = cli_open_cache(&cache, context);
    if (status != ASSAY_OK)
        return status;
    if (cache == NULL)
        return assay_fail(context->err, ASSAY_IO, "there is no cache to load '%s' from",
                          target->shown);
    return assay_cache_load(out, cache, target->snapshot, context->err);
}

static bool is_project(const assay_history *history, const char *project)
{
    return project == NULL || strcmp(history->project, project) == 0;
}

assay_status cli_find_history(const assay_history **out, assay_history *const *histories,
                              size_t count, const char *project, const char *revision,
                              assay_error *err)
{
    *out = NULL;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const assay_history *history = histories[i];
        any = any || is_project(history, project);
        if (!is_project(history, project) || assay_history_find(history, revision) == NULL)
            continue;
        if (*out != NULL) {
            assay_fail(err, ASSAY_USAGE, "'%s' and '%s' both have a revision '%s'", (*out)->project,
                       history->project, revision);
            assay_error_remedy(err, "write it as %s/%s", history->project, revision);
            return ASSAY_USAGE;
        }
        *out = history;
    }
    if (*out != NULL)
        return ASSAY_OK;
    if (count == 0)
        assay_fail(err, ASSAY_USAGE, "there is no history to look for revision '%s' in", revision);
    else if (!any)
        assay_fail(err, ASSAY_USAGE, "there is no history of project '%s'", project);
    else
        assay_fail(err, ASSAY_USAGE, "no profile has revision '%s'", revision);
    assay_error_remedy(err, "check the revision and the folder of profiles (--profiles)");
    return ASSAY_USAGE;
}

static assay_status copy_objects(assay_snapshot *to, const assay_catalog *from, assay_error *err)
{
    for (size_t i = 0; i < from->n_objects; i++)
        if (assay_catalog_copy_object(to->catalog, from->objects[i], err) == NULL)
            return err->code;
    to->catalog->server_major = from->server_major;
    return assay_snapshot_seal(to, err);
}

/* A revision's state stands for a database that was made by it. */
static assay_status make_from_history(assay_snapshot **out, cli_context *context,
                                      const assay_target *target)
{
    assay_error *err = context->err;
    const assay_history *history = NULL;
    assay_bitset set;
    assay_catalog *state = NULL;
    assay_status status = cli_load_histories(context);
    if (status == ASSAY_OK)
        status = cli_find_history(&history, context->histories, context->n_histories,
                                  target->project, target->revisions[0], err);
    if (status != ASSAY_OK)
        return status;
    if (!assay_bitset_init(&set, context->arena, history->n_revisions))
        return assay_fail_nomem(err);
    status = assay_history_closure(&set, context->arena, history, target->revisions,
                                   target->n_revisions, err);
    if (status == ASSAY_OK)
        status = assay_history_state(&state, history, &set, err);
    if (status != ASSAY_OK)
        return status;
    assay_snapshot *snapshot = assay_snapshot_new(history->dialect);
    status = snapshot == NULL ? assay_fail_nomem(err) : copy_objects(snapshot, state, err);
    if (status == ASSAY_OK) {
        snapshot->taken_at = context->now;
        snapshot->reader = history->listed_only ? CLI_READER_LISTED : CLI_READER_HISTORY;
        snapshot->target = assay_strings_intern(snapshot->catalog->strings, target->shown);
        snapshot->database = assay_strings_intern(snapshot->catalog->strings, history->project);
        if (snapshot->target == NULL || snapshot->database == NULL)
            status = assay_fail_nomem(err);
    }
    assay_catalog_free(state);
    if (status != ASSAY_OK)
        assay_snapshot_free(snapshot);
    else
        *out = snapshot;
    return status;
}

static assay_status (*const loaders[])(assay_snapshot **, cli_context *, const assay_target *) = {
    [ASSAY_TARGET_POSTGRES] = read_live,
    [ASSAY_TARGET_SQLITE] = read_live,
    [ASSAY_TARGET_SNAPSHOT] = load_stored,
    [ASSAY_TARGET_REVISION] = make_from_history,
};

static const char *environment(const char *name)
{
    return getenv(name);
}

assay_status cli_find_target(assay_target *out, cli_context *context, const char *text)
{
    return text != NULL ? assay_target_parse(out, context->arena, text, context->err)
                        : assay_target_find(out, context->arena, environment, ".", context->err);
}

assay_status cli_target_file(const char **out, cli_context *context, const char *text)
{
    assay_target target;
    assay_status status = cli_find_target(&target, context, text);
    *out = status == ASSAY_OK && target.kind == ASSAY_TARGET_SQLITE ? target.path : NULL;
    return status;
}

assay_status cli_check_live(cli_context *context, const char *text, const char *option)
{
    assay_target target;
    assay_status status = cli_find_target(&target, context, text);
    if (status != ASSAY_OK || loaders[target.kind] == read_live)
        return status;
    assay_fail(context->err, ASSAY_USAGE, "%s needs a live database, which '%s' is not", option,
               target.shown);
    return assay_error_remedy(context->err, "leave out %s", option);
}

assay_status cli_ask_target(void *run, assay_question *questions, size_t n, assay_arena *arena,
                            assay_error *err)
{
    cli_context *context = run;
    assay_target target;
    assay_read_options options;
    assay_status status = cli_find_target(&target, context, cli_argument(context, 0));
    if (status == ASSAY_OK)
        cli_read_options(&options, context);
    if (status != ASSAY_OK)
        return status;
    struct sigaction old;
    cli_interrupt_catch(&old);
    status = target.kind == ASSAY_TARGET_POSTGRES
                 ? assay_probe_postgres(questions, n, arena, target.conninfo, &options, err)
                 : assay_probe_sqlite(questions, n, arena, target.path, &options, err);
    cli_interrupt_release(&old);
    return status;
}

assay_status cli_load_target(assay_snapshot **out, cli_context *context, const char *text)
{
    *out = NULL;
    assay_target target;
    assay_status status = cli_find_target(&target, context, text);
    if (status != ASSAY_OK)
        return status;
    if (target.source != NULL) {
        const char *note = assay_arena_printf(context->arena, "the target is that of %s: %s",
                                              target.source, target.shown);
        cli_note(context, note == NULL ? target.source : note);
    }
    for (size_t i = 0; i < target.n_notes; i++)
        cli_note(context, target.notes[i]);
    status = loaders[target.kind](out, context, &target);
    if (status != ASSAY_OK && target.source != NULL)
        assay_error_where(context->err, "%s", target.source);
    return status;
}

assay_status cli_read_again(void *run, assay_snapshot **out, assay_error *err)
{
    cli_context *context = run;
    assay_target target;
    assay_read_options options;
    (void)err; /* the run has one */
    assay_status status = cli_find_target(&target, context, cli_argument(context, 0));
    cli_read_options(&options, context);
    return status == ASSAY_OK ? cli_read_target(out, context, &target, &options, context->err)
                              : status;
}

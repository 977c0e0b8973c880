/* SPDX-License-Identifier: MIT */
/* Running a migration by a command of the user's: `CMD {revision}`. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/quote.h"
#include "learn/process.h"
#include "learn/run_step.h"

enum { OUTPUT_KEPT = 65536 };

/* What stands for {revision}, {url} and {config} in a command. */
typedef struct replacement {
    const char *revision, *url, *config;
} replacement;

/* Quoted for the shell, whatever they hold. */
static void expand(assay_buffer *out, const char *command, const replacement *by)
{
    const struct {
        const char *name, *value;
    } places[] = {{"{revision}", by->revision}, {"{url}", by->url}, {"{config}", by->config}};
    for (const char *p = command; *p != '\0';) {
        size_t used = 0;
        for (size_t i = 0; i < sizeof places / sizeof *places && used == 0; i++) {
            size_t length = strlen(places[i].name);
            if (places[i].value == NULL || strncmp(p, places[i].name, length) != 0)
                continue;
            assay_quote_shell(out, places[i].value);
            used = length;
        }
        if (used == 0)
            assay_buffer_add_char(out, *p);
        p += used == 0 ? 1 : used;
    }
}

/* Where in a line a secret begins that follows these words, and how long it is; 0: none does. */
static size_t secret_at(const char *p, const char *password, size_t *before)
{
    size_t n = password == NULL ? 0 : strlen(password);
    *before = 0;
    if (n > 0 && strncmp(p, password, n) == 0)
        return n;
    if (strncasecmp(p, "password=", 9) == 0) {
        *before = 9 + (p[9] == '\'');
        return strcspn(p + *before, p[9] == '\'' ? "'" : " &\"'\t");
    }
    if (strncmp(p, "://", 3) != 0)
        return 0;
    size_t authority = 3 + strcspn(p + 3, "/?#\"' \t");
    const char *colon = memchr(p + 3, ':', authority - 3), *at = memrchr(p, '@', authority);
    if (colon == NULL || at == NULL || at < colon)
        return 0;
    *before = (size_t)(colon + 1 - p);
    return (size_t)(at - colon - 1);
}

void assay_step_add_said(assay_buffer *out, const char *line, const char *password)
{
    for (size_t before; *line != '\0';) {
        size_t secret = secret_at(line, password, &before);
        if (secret == 0) {
            assay_buffer_add_char(out, *line++);
            continue;
        }
        assay_buffer_add_n(out, line, before);
        assay_buffer_add(out, "***");
        line += before + secret;
    }
}

/* postgresql://... with the project's driver in its scheme. */
static const char *url_with_driver(assay_arena *arena, const char *url, const char *driver)
{
    size_t scheme = strcspn(url, ":");
    return assay_arena_printf(arena, "%.*s%s%s", (int)scheme, url, driver, url + scheme);
}

/* The tool's configuration for this database, in a file of its own. A '%' begins a variable there.
 */
static assay_status write_config(const char **path, const assay_migrations *migrations,
                                 const char *url, const assay_scratch *scratch, assay_arena *arena,
                                 assay_error *err)
{
    *path = assay_arena_printf(arena, "%s/config.ini", assay_scratch_folder(scratch));
    if (*path == NULL)
        return assay_fail_nomem(err);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_PROFILE_BYTES);
    assay_buffer_add_n(&text, migrations->config, migrations->config_url);
    for (const char *p = url; *p != '\0'; p++)
        assay_buffer_add(&text, *p == '%' ? "%%" : (const char[]){*p, '\0'});
    assay_buffer_add(&text, migrations->config + migrations->config_url);
    assay_status status = assay_buffer_check(&text, err);
    if (status == ASSAY_OK)
        status = assay_file_write(*path, assay_buffer_text(&text), text.length, err);
    assay_buffer_release(&text);
    return status;
}

static const char **with_revision(assay_scratch *scratch, assay_arena *arena,
                                  const assay_scratch_database *database, const char *revision,
                                  assay_error *err)
{
    const char *const *base = assay_scratch_environment(scratch, database, err);
    size_t n = 0;
    /* Values may be NULL: names stand in every other place. */
    while (base != NULL && base[n] != NULL)
        n += 2;
    const char **env = base == NULL ? NULL : assay_arena_calloc(arena, n + 3, sizeof *env);
    if (env == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    memcpy(env, base, n * sizeof *env);
    env[n] = "ASSAY_REVISION";
    env[n + 1] = revision;
    return env;
}

static const char *password_in(const char *const *env)
{
    for (; env != NULL && env[0] != NULL; env += 2)
        if (strcmp(env[0], "PGPASSWORD") == 0)
            return env[1];
    return NULL;
}

static void tell_failure(assay_step_failure *failure, int code, assay_buffer *output,
                         const char *password)
{
    assay_buffer said = ASSAY_BUFFER_INIT(2 * OUTPUT_KEPT);
    assay_step_add_said(&said, assay_process_last_line(output), password);
    failure->failed = true;
    snprintf(failure->message, sizeof failure->message, "the command ended with status %d%s%.300s",
             code, said.length == 0 ? "" : ": ", assay_buffer_text(&said));
    assay_buffer_release(&said);
}

static assay_status run(assay_step_failure *failure, const assay_migrations *migrations,
                        const char *revision, assay_scratch *scratch,
                        const assay_scratch_database *database, const assay_step_setting *setting,
                        assay_arena *arena, assay_error *err)
{
    bool server = database->path == NULL;
    replacement by = {.revision = revision,
                      .url =
                          url_with_driver(arena, database->url, server ? migrations->driver : "")};
    assay_status status = by.url == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    if (status == ASSAY_OK && migrations->config != NULL)
        status = write_config(&by.config, migrations, by.url, scratch, arena, err);
    if (status != ASSAY_OK)
        return status;
    assay_buffer expanded = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer output = ASSAY_BUFFER_INIT(OUTPUT_KEPT);
    expand(&expanded, migrations->command, &by);
    const char *argv[] = {"/bin/sh", "-c", assay_buffer_text(&expanded), NULL};
    assay_process process = {
        .argv = argv, .directory = setting->directory, .interrupted = setting->interrupted};
    process.janitor = assay_scratch_janitor(scratch);
    process.env = with_revision(scratch, arena, database, revision, err);
    int code = 0;
    status = assay_buffer_check(&expanded, err);
    if (status == ASSAY_OK && process.env == NULL)
        status = ASSAY_NOMEM;
    if (status == ASSAY_OK)
        status = assay_process_run(&code, &output, &process, err);
    if (status == ASSAY_OK && code != 0)
        tell_failure(failure, code, &output, password_in(process.env));
    assay_buffer_release(&expanded);
    assay_buffer_release(&output);
    return status;
}

assay_status assay_step_run(assay_step_failure *failure, const assay_migrations *migrations,
                            const assay_migration *migration, assay_scratch *scratch,
                            const assay_scratch_database *database,
                            const assay_step_setting *setting, assay_error *err)
{
    *failure = (assay_step_failure){.file = migration->file, .line = migration->line};
    if (migrations->command == NULL)
        return assay_step_run_scripts(failure, migration, database, setting, err);
    assay_arena *arena = assay_arena_new();
    if (arena == NULL)
        return assay_fail_nomem(err);
    assay_status status =
        run(failure, migrations, migration->id, scratch, database, setting, arena, err);
    assay_arena_free(arena);
    return status;
}

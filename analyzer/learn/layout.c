/* SPDX-License-Identifier: MIT */
#include "learn/layout_rows.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "learn/sources.h"

/* ---- shared with the readers ---- */

assay_status assay_layout_file(const assay_layout_reading *r, const char *name, const char **path,
                               char **text)
{
    *path = assay_arena_printf(r->arena, "%s/%s", r->directory, name);
    if (*path == NULL)
        return assay_fail_nomem(r->err);
    return assay_file_read_text(text, r->arena, *path, ASSAY_MAX_PROFILE_BYTES, r->err);
}

assay_status assay_layout_add(const assay_layout_reading *r, const char *id, const char *label,
                              const char *file, int line, const char *text, bool transaction)
{
    assay_migrations *all = r->migrations;
    const char *above = all->n_items > 0 ? all->items[all->n_items - 1].id : NULL;
    assay_migration *m = assay_migrations_add(all, id, file, line, r->err);
    if (m == NULL)
        return r->err->code;
    m->label = assay_arena_strdup(r->arena, label);
    const assay_script script = {
        .file = m->file, .line = line, .text = text, .transaction = transaction};
    assay_status status = m->label == NULL ? assay_fail_nomem(r->err)
                                           : assay_migration_add_script(all, m, &script, r->err);
    if (status == ASSAY_OK && above != NULL)
        status = assay_migration_add_parent(all, m, above, false, line, r->err);
    return status;
}

assay_status assay_layout_break(const assay_layout_reading *r, int line, const char *format, ...)
{
    char text[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assay_migration *m = &r->migrations->items[r->migrations->n_items - 1];
    m->broken = assay_arena_strdup(r->arena, text);
    if (m->broken == NULL)
        return assay_fail_nomem(r->err);
    return assay_migrations_find(r->migrations, ASSAY_FINDING_ERROR, m->id, m->file, line, r->err,
                                 "%s", text);
}

/* ---- folders as a whole ---- */

static assay_status check_sums(const assay_layout_reading *r)
{
    const char *path, **names;
    char *sums;
    size_t n;
    assay_status status = assay_layout_file(r, "atlas.sum", &path, &sums);
    if (status == ASSAY_OK)
        status = assay_file_list(&names, &n, r->arena, r->directory, ".sql", r->err);
    for (size_t i = 0; status == ASSAY_OK && i < n; i++) {
        const char *line = assay_arena_printf(r->arena, "\n%s h1:", names[i]);
        if (line == NULL)
            return assay_fail_nomem(r->err);
        if (strstr(sums, line) == NULL)
            status =
                assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, "", names[i], 1, r->err,
                                      "atlas.sum does not list it: Atlas refuses the "
                                      "folder as it is");
    }
    return status;
}

static assay_status check_provider(const assay_layout_reading *r)
{
    static const char *const known[] = {"\"postgresql\"", "\"postgres\"", "\"sqlite\"",
                                        "\"cockroachdb\""};
    const char *lock = assay_arena_printf(r->arena, "%s/migration_lock.toml", r->directory), *path;
    char *text;
    if (lock == NULL)
        return assay_fail_nomem(r->err);
    if (!assay_file_exists(lock))
        return ASSAY_OK;
    assay_status status = assay_layout_file(r, "migration_lock.toml", &path, &text);
    const char *provider = status == ASSAY_OK ? strstr(text, "provider") : NULL;
    if (provider == NULL)
        return status;
    provider = strchr(provider, '"');
    for (size_t i = 0; provider != NULL && i < sizeof known / sizeof *known; i++)
        if (strncmp(provider, known[i], strlen(known[i])) == 0)
            return ASSAY_OK;
    return assay_fail(r->err, ASSAY_UNSUPPORTED,
                      "'%s' names a provider that is neither PostgreSQL nor SQLite", path);
}

/* In the order in which `auto` tries them. */
static const layout_row layouts[] = {
    {.name = "sqitch", .tool = "sqitch", .sign = "sqitch.plan", .read = assay_layout_sqitch},
    {.name = "atlas",
     .tool = "atlas",
     .sign = "atlas.sum",
     .suffix = ".sql",
     .skip = ".down.sql",
     .id = ID_PREFIX,
     .bytes = true,
     .single = "-- atlas:txmode none",
     .refused = "-- atlas:txtar",
     .skipped = "-- atlas:checkpoint",
     .check = check_sums},
    {.name = "flyway", .tool = "flyway", .suffix = ".sql", .read = assay_layout_flyway},
    {.name = "prisma",
     .tool = "prisma",
     .inside = "migration.sql",
     .id = ID_NAME,
     .bytes = true,
     .bracket = BRACKET_SEVERAL,
     .check = check_provider},
    {.name = "diesel",
     .tool = "diesel",
     .inside = "up.sql",
     .id = ID_DASHED,
     .bytes = true,
     .single = "run_in_transaction = false",
     .place = SINGLE_SETTINGS,
     .settings = "metadata.toml"},
    {.name = "golang-migrate",
     .tool = "golang-migrate",
     .suffix = ".up.sql",
     .id = ID_NUMBER,
     .bracket = BRACKET_SEVERAL,
     .also = "sqlx lays them out so too: --layout sqlx"},
    {.name = "dbmate",
     .tool = "dbmate",
     .suffix = ".sql",
     .up = "-- migrate:up",
     .down = "-- migrate:down",
     .id = ID_DIGITS,
     .bytes = true,
     .single = "transaction:false",
     .place = SINGLE_UP},
    {.name = "goose",
     .tool = "goose",
     .suffix = ".sql",
     .program = ".go",
     .up = "-- +goose Up",
     .down = "-- +goose Down",
     .id = ID_NUMBER,
     .single = "-- +goose NO TRANSACTION",
     .refused = "-- +goose ENVSUB ON"},
    {.name = "sqlx",
     .tool = "sqlx",
     .near = "Cargo.toml",
     .suffix = ".sql",
     .skip = ".down.sql",
     .id = ID_NUMBER,
     .single = "-- no-transaction",
     .place = SINGLE_FIRST},
    {.name = "plain",
     .tool = "",
     .suffix = ".sql",
     .skip = ".down.sql",
     .id = ID_NAME,
     .also = "no tool's marks are in it"},
    {.name = "folders", .tool = "", .read = assay_layout_folders},
};

enum { LAYOUTS = sizeof layouts / sizeof *layouts };

/* ---- reading ---- */

static int compare_ids(const void *a, const void *b)
{
    return assay_layout_compare(*(const char *const *)a, *(const char *const *)b);
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);
    return n > m && strcmp(name + n - m, suffix) == 0;
}

/* The names of the SQL files, and of migrations that are programs among them. */
static assay_status list_all(const char ***out, size_t *count, const layout_row *l,
                             const assay_layout_reading *r)
{
    const char **programs = NULL;
    size_t n = 0;
    assay_status status = assay_layout_list(out, count, l, r);
    if (status == ASSAY_OK && l->program != NULL)
        status = assay_file_list(&programs, &n, r->arena, r->directory, l->program, r->err);
    if (status != ASSAY_OK || n == 0)
        return status;
    const char **all = assay_arena_calloc(r->arena, *count + n, sizeof *all);
    if (all == NULL)
        return assay_fail_nomem(r->err);
    memcpy(all, *out, *count * sizeof *all);
    for (size_t i = 0; i < n; i++)
        if (isdigit((unsigned char)programs[i][0]) && !ends_in(programs[i], "_test.go"))
            all[(*count)++] = programs[i];
    qsort(all, *count, sizeof *all, compare_ids);
    *out = all;
    return ASSAY_OK;
}

assay_status assay_layout_add_program(const assay_layout_reading *r, const char *id,
                                      const char *name)
{
    assay_status status = assay_layout_add(r, id, "", name, 1, "", false);
    return status == ASSAY_OK ? assay_layout_break(r, 1, "is a program, no SQL: learn by a command")
                              : status;
}

static assay_status read_layout(const layout_row *l, const assay_layout_reading *r)
{
    const char **names = NULL;
    size_t n = 0;
    assay_status status = l->check == NULL ? ASSAY_OK : l->check(r);
    if (status != ASSAY_OK || l->read != NULL)
        return status == ASSAY_OK ? l->read(r) : status;
    status = list_all(&names, &n, l, r);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        if (l->program != NULL && ends_in(names[i], l->program)) {
            const char *id = assay_layout_id(l, r->arena, names[i]);
            status =
                id == NULL ? assay_fail_nomem(r->err) : assay_layout_add_program(r, id, names[i]);
        } else {
            status = assay_layout_read_one(l, r, names[i]);
        }
    }
    return status;
}

/* ---- recognising ---- */

static bool is_beside(const assay_layout_reading *r, const char *name)
{
    const char *path = assay_arena_printf(r->arena, "%s/../%s", r->directory, name);
    return path != NULL && assay_file_exists(path);
}

/* Why the files are of this layout, by a line in one of them; or NULL. */
static const char *recognise_by_line(const layout_row *l, const assay_layout_reading *r,
                                     const char **names, size_t n)
{
    const char *marker = l->up != NULL ? l->up : l->single, *path;
    for (size_t i = 0; i < n; i++) {
        char *text;
        if (assay_layout_file(r, names[i], &path, &text) == ASSAY_OK &&
            assay_layout_marker(text, marker) != NULL)
            return assay_arena_printf(r->arena, "'%s' has a line '%s'", names[i], marker);
    }
    return NULL;
}

/* Why the folder is of this layout, or NULL. */
static const char *recognise(const layout_row *l, const assay_layout_reading *r)
{
    const char **names = NULL;
    size_t n = 0;
    assay_error ignored = ASSAY_ERROR_INIT;
    assay_layout_reading quiet = *r;
    quiet.err = &ignored;
    if (l->sign != NULL) {
        const char *path = assay_arena_printf(r->arena, "%s/%s", r->directory, l->sign);
        return path != NULL && assay_file_exists(path)
                   ? assay_arena_printf(r->arena, "there is a %s", l->sign)
                   : NULL;
    }
    if (l->read == assay_layout_flyway)
        return assay_layout_recognise_flyway(&quiet);
    if (l->read == assay_layout_folders)
        return assay_layout_recognise_folders(&quiet);
    if (assay_layout_list(&names, &n, l, &quiet) != ASSAY_OK || n == 0)
        return NULL;
    if (l->near != NULL && isdigit((unsigned char)names[0][0]) && is_beside(r, l->near))
        return assay_arena_printf(r->arena, "there is a %s beside it", l->near);
    if (l->up != NULL || (l->single != NULL && l->inside == NULL))
        return recognise_by_line(l, &quiet, names, n);
    return assay_arena_printf(r->arena, "there is '%s%s%s'%s%s", names[0],
                              l->inside == NULL ? "" : "/", l->inside == NULL ? "" : l->inside,
                              l->also == NULL ? "" : "; ", l->also == NULL ? "" : l->also);
}

/* Taking one of two would be a guess, but for these: numbered files are what is left when nothing
 * else is recognised, and sqlx's files are named as golang-migrate's. */
static bool gives_way(const layout_row *l, const layout_row *to)
{
    return strcmp(l->name, "plain") == 0 || strcmp(l->name, "folders") == 0 ||
           (strcmp(l->name, "golang-migrate") == 0 && strcmp(to->name, "sqlx") == 0);
}

static assay_status recognise_any(const layout_row **out, const char **why,
                                  const assay_layout_reading *r)
{
    /* A folder that cannot be read is not one without migrations. */
    const char **names;
    size_t n;
    assay_status status = assay_file_list(&names, &n, r->arena, r->directory, "", r->err);
    for (size_t i = 0; i < LAYOUTS && status == ASSAY_OK; i++) {
        const layout_row *l = &layouts[i];
        const char *reason = recognise(l, r);
        if (reason == NULL || (*out != NULL && gives_way(l, *out)))
            continue;
        if (*out != NULL && !gives_way(*out, l)) {
            assay_fail(r->err, ASSAY_USAGE, "'%s' may be of layout %s (%s) or %s (%s)",
                       r->directory, (*out)->name, *why, l->name, reason);
            assay_error_remedy(r->err, "say which: --layout NAME");
            return ASSAY_USAGE;
        }
        *out = l;
        *why = reason;
    }
    if (status == ASSAY_OK && *out == NULL)
        return assay_fail(r->err, ASSAY_INVALID, "there are no SQL migrations in '%s'",
                          r->directory);
    return status;
}

static assay_status choose(const layout_row **out, const char **why, const char *name,
                           const assay_layout_reading *r)
{
    *why = "asked for";
    *out = NULL;
    if (strcmp(name, "auto") == 0)
        return recognise_any(out, why, r);
    for (size_t i = 0; i < LAYOUTS && *out == NULL; i++)
        if (strcmp(name, layouts[i].name) == 0)
            *out = &layouts[i];
    if (*out != NULL)
        return ASSAY_OK;
    assay_fail(r->err, ASSAY_USAGE, "unknown layout '%s'", name);
    assay_error_remedy(r->err, "the layouts are: auto, flyway, golang-migrate, dbmate, goose, "
                               "diesel, sqlx, prisma, sqitch, atlas, plain, folders");
    return ASSAY_USAGE;
}

assay_status assay_migrations_sql(assay_migrations **out, const char *directory, const char *layout,
                                  assay_error *err)
{
    *out = NULL;
    assay_migrations *migrations = assay_migrations_new();
    if (migrations == NULL)
        return assay_fail_nomem(err);
    const assay_layout_reading r = {migrations, migrations->arena, directory, err};
    const layout_row *chosen;
    const char *why;
    assay_status status = assay_file_is_directory(directory)
                              ? choose(&chosen, &why, layout, &r)
                              : assay_fail(err, ASSAY_USAGE, "'%s' is no folder", directory);
    if (status == ASSAY_OK) {
        migrations->tool = chosen->tool;
        migrations->origin = assay_arena_printf(migrations->arena, "%s (layout %s: %s)", directory,
                                                chosen->name, why);
        status = migrations->origin == NULL ? assay_fail_nomem(err) : read_layout(chosen, &r);
    }
    if (status != ASSAY_OK) {
        assay_migrations_free(migrations);
        return status;
    }
    *out = migrations;
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
#include "learn/layout.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "learn/sources.h"
#include "learn/sql_split.h"

/* How the id follows from a file's (or folder's) name. */
typedef enum id_rule {
    ID_NUMBER, /* the digits in front, without leading zeros: what a bigint column holds */
    ID_DIGITS, /* the digits in front, as they stand */
    ID_DASHED, /* the part before the first '_', without dashes */
    ID_NAME    /* the whole name, without .sql */
} id_rule;

typedef enum bracket {
    BRACKET_ALWAYS,  /* one transaction for each file */
    BRACKET_SEVERAL, /* the file is sent as one message: a transaction if it has several statements
                      */
    BRACKET_NEVER
} bracket;

typedef struct layout_row {
    const char *name;
    const char *tool;
    const char *sign;      /* a file in the folder by which it is known, or NULL */
    const char *inside;    /* migrations are folders, and this file in them is it; NULL: files */
    const char *suffix;    /* of the files' names */
    const char *skip;      /* a longer suffix of files that are none, or NULL */
    const char *up, *down; /* lines between which the way up stands; NULL: the whole file */
    id_rule id;
    bracket bracket;
    const char *single;   /* a text in the file that asks for no transaction, or NULL */
    const char *settings; /* a file beside `inside` in which that text stands instead, or NULL */
    assay_status (*read)(const assay_layout_reading *r); /* instead of all this */
} layout_row;

/* In the order in which `auto` tries them: what is surest first. */
static const layout_row layouts[] = {
    {.name = "sqitch", .tool = "sqitch", .sign = "sqitch.plan", .read = assay_layout_sqitch},
    {.name = "atlas",
     .tool = "atlas",
     .sign = "atlas.sum",
     .suffix = ".sql",
     .id = ID_DIGITS,
     .single = "atlas:txmode none"},
    {.name = "flyway", .tool = "flyway", .suffix = ".sql", .read = assay_layout_flyway},
    {.name = "prisma",
     .tool = "prisma",
     .inside = "migration.sql",
     .id = ID_NAME,
     .bracket = BRACKET_SEVERAL},
    {.name = "diesel",
     .tool = "diesel",
     .inside = "up.sql",
     .id = ID_DASHED,
     .single = "run_in_transaction = false",
     .settings = "metadata.toml"},
    {.name = "golang-migrate",
     .tool = "golang-migrate",
     .suffix = ".up.sql",
     .id = ID_NUMBER,
     .bracket = BRACKET_SEVERAL},
    {.name = "dbmate",
     .tool = "dbmate",
     .suffix = ".sql",
     .up = "-- migrate:up",
     .down = "-- migrate:down",
     .id = ID_DIGITS,
     .single = "transaction:false"},
    {.name = "goose",
     .tool = "goose",
     .suffix = ".sql",
     .up = "-- +goose Up",
     .down = "-- +goose Down",
     .id = ID_NUMBER,
     .single = "-- +goose NO TRANSACTION"},
    {.name = "sqlx",
     .tool = "sqlx",
     .suffix = ".sql",
     .skip = ".down.sql",
     .id = ID_NUMBER,
     .single = "-- no-transaction"},
    {.name = "plain", .tool = "", .suffix = ".sql", .skip = ".down.sql", .id = ID_NAME},
};

enum { LAYOUTS = sizeof layouts / sizeof *layouts };

/* ---- shared with the readers ---- */

int assay_layout_compare(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            a += strspn(a, "0");
            b += strspn(b, "0");
            size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");
            if (n != m)
                return n < m ? -1 : 1;
            int order = strncmp(a, b, n);
            if (order != 0)
                return order;
            a += n;
            b += m;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++, b++;
        }
    }
    return (int)(unsigned char)*a - (int)(unsigned char)*b;
}

assay_status assay_layout_file(const assay_layout_reading *r, const char *name, const char **path,
                               char **text)
{
    size_t length;
    *path = assay_arena_printf(r->arena, "%s/%s", r->directory, name);
    if (*path == NULL)
        return assay_fail_nomem(r->err);
    assay_status status =
        assay_file_read(text, &length, r->arena, *path, ASSAY_MAX_PROFILE_BYTES, r->err);
    if (status == ASSAY_OK && strlen(*text) != length)
        status = assay_fail(r->err, ASSAY_INVALID, "'%s' holds a zero byte: it is no SQL", *path);
    return status;
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

/* ---- names ---- */

static bool ends_in(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);
    return n > m && strcmp(name + n - m, suffix) == 0;
}

static int compare_names(const void *a, const void *b)
{
    return assay_layout_compare(*(const char *const *)a, *(const char *const *)b);
}

/* The folders below that hold the file; or the files with the suffix. In natural order. */
static assay_status list_names(const char ***out, size_t *count, const layout_row *l,
                               const assay_layout_reading *r)
{
    const char **names;
    size_t n, kept = 0;
    assay_status status = assay_file_list(&names, &n, r->arena, r->directory,
                                          l->inside != NULL ? "" : l->suffix, r->err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        if (names[i][0] == '.' || (l->skip != NULL && ends_in(names[i], l->skip)))
            continue;
        const char *path =
            l->inside == NULL
                ? NULL
                : assay_arena_printf(r->arena, "%s/%s/%s", r->directory, names[i], l->inside);
        if (l->inside != NULL && (path == NULL || !assay_file_exists(path)))
            continue;
        names[kept++] = names[i];
    }
    if (kept > 1)
        qsort(names, kept, sizeof *names, compare_names);
    *out = names;
    *count = kept;
    return ASSAY_OK;
}

static char *id_of(const layout_row *l, assay_arena *arena, const char *name)
{
    size_t digits = strspn(name, "0123456789"), zeros = strspn(name, "0");
    char *id;
    switch (l->id) {
    case ID_NUMBER:
        zeros = zeros == digits && digits > 0 ? digits - 1 : zeros;
        return assay_arena_strndup(arena, name + zeros, digits - zeros);
    case ID_DIGITS:
        return assay_arena_strndup(arena, name, digits);
    case ID_DASHED:
        id = assay_arena_strndup(arena, name, strcspn(name, "_"));
        for (char *from = id, *to = id; id != NULL; from++) {
            if (*from != '-')
                *to++ = *from;
            if (*from == '\0')
                break;
        }
        return id;
    case ID_NAME:
        break;
    }
    return assay_arena_strndup(arena, name,
                               strlen(name) - (ends_in(name, ".sql") ? strlen(".sql") : 0));
}

/* What stands behind the id: 0001_add_orders.sql is "add orders". */
static const char *label_of(assay_arena *arena, const char *name)
{
    const char *at = strchr(name, '_');
    char *label =
        assay_arena_strndup(arena, at == NULL ? "" : at + 1, at == NULL ? 0 : strcspn(at + 1, "."));
    for (char *p = label; p != NULL && *p != '\0'; p++)
        if (*p == '_' || *p == '-')
            *p = ' ';
    return label;
}

/* ---- texts ---- */

/* The beginning of the line that begins with the marker, or NULL. */
static char *find_line(char *text, const char *marker)
{
    size_t n = strlen(marker);
    for (char *line = text; line != NULL && *line != '\0';) {
        if (strncasecmp(line, marker, n) == 0)
            return line;
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return NULL;
}

static int line_number(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static bool has_several(const char *text)
{
    assay_sql_cursor cursor = {text, 1};
    assay_sql_statement statement;
    assay_error ignored = ASSAY_ERROR_INIT;
    size_t n = 0;
    while (n < 2 && assay_sql_next(&statement, &cursor, &ignored) == ASSAY_OK &&
           statement.length > 0)
        n++;
    return n > 1;
}

static assay_status wants_single(bool *out, const layout_row *l, const assay_layout_reading *r,
                                 const char *name, const char *text)
{
    *out = false;
    if (l->single == NULL)
        return ASSAY_OK;
    if (l->settings == NULL) {
        *out = strstr(text, l->single) != NULL;
        return ASSAY_OK;
    }
    const char *file = assay_arena_printf(r->arena, "%s/%s", name, l->settings), *path;
    char *settings;
    if (file == NULL || (path = assay_arena_printf(r->arena, "%s/%s", r->directory, file)) == NULL)
        return assay_fail_nomem(r->err);
    if (!assay_file_exists(path))
        return ASSAY_OK;
    assay_status status = assay_layout_file(r, file, &path, &settings);
    *out = status == ASSAY_OK && strstr(settings, l->single) != NULL;
    return status;
}

static assay_status read_one(const layout_row *l, const assay_layout_reading *r, const char *name)
{
    const char *file =
        l->inside == NULL ? name : assay_arena_printf(r->arena, "%s/%s", name, l->inside);
    const char *path, *id = id_of(l, r->arena, name), *label = label_of(r->arena, name);
    char *text;
    bool single;
    if (file == NULL || id == NULL || label == NULL)
        return assay_fail_nomem(r->err);
    assay_status status = assay_layout_file(r, file, &path, &text);
    if (status != ASSAY_OK)
        return status;
    if (id[0] == '\0')
        return assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, "", path, 1, r->err,
                                     "the name begins with no version: left out");
    char *up = l->up == NULL ? text : find_line(text, l->up);
    if (up == NULL)
        return assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, id, path, 1, r->err,
                                     "there is no line '%s': left out", l->up);
    status = wants_single(&single, l, r, name, text);
    int line = line_number(text, up);
    char *down = l->down == NULL ? NULL : find_line(up, l->down);
    if (down != NULL)
        *down = '\0';
    bool transaction = !single && (l->bracket == BRACKET_ALWAYS ||
                                   (l->bracket == BRACKET_SEVERAL && has_several(up)));
    return status == ASSAY_OK ? assay_layout_add(r, id, label, path, line, up, transaction)
                              : status;
}

static assay_status read_layout(const layout_row *l, const assay_layout_reading *r)
{
    if (l->read != NULL)
        return l->read(r);
    const char **names = NULL;
    size_t n = 0;
    assay_status status = list_names(&names, &n, l, r);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++)
        status = read_one(l, r, names[i]);
    return status;
}

/* ---- recognising ---- */

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
    if (list_names(&names, &n, l, &quiet) != ASSAY_OK || n == 0)
        return NULL;
    if (l->read == assay_layout_flyway) {
        for (size_t i = 0; i < n; i++)
            if (assay_layout_is_flyway(names[i]))
                return assay_arena_printf(r->arena, "there is '%s'", names[i]);
        return NULL;
    }
    if (l->up != NULL || (l->single != NULL && l->inside == NULL)) {
        const char *marker = l->up != NULL ? l->up : l->single, *path;
        for (size_t i = 0; i < n; i++) {
            char *text;
            if (assay_layout_file(&quiet, names[i], &path, &text) == ASSAY_OK &&
                find_line(text, marker) != NULL)
                return assay_arena_printf(r->arena, "'%s' has a line '%s'", names[i], marker);
        }
        return NULL;
    }
    return assay_arena_printf(r->arena, "there is '%s%s%s'", names[0], l->inside == NULL ? "" : "/",
                              l->inside == NULL ? "" : l->inside);
}

static assay_status choose(const layout_row **out, const char **why, const char *name,
                           const assay_layout_reading *r)
{
    *why = "asked for";
    *out = NULL;
    for (size_t i = 0; i < LAYOUTS && *out == NULL; i++)
        if (strcmp(name, layouts[i].name) == 0)
            *out = &layouts[i];
    bool automatic = strcmp(name, "auto") == 0;
    for (size_t i = 0; i < LAYOUTS && automatic && *out == NULL; i++)
        if ((*why = recognise(&layouts[i], r)) != NULL)
            *out = &layouts[i];
    if (*out != NULL)
        return ASSAY_OK;
    if (automatic)
        return assay_fail(r->err, ASSAY_INVALID, "there are no SQL migrations in '%s'",
                          r->directory);
    assay_fail(r->err, ASSAY_USAGE, "unknown layout '%s'", name);
    assay_error_remedy(r->err, "the layouts are: auto, flyway, golang-migrate, dbmate, goose, "
                               "diesel, sqlx, prisma, sqitch, atlas, plain");
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

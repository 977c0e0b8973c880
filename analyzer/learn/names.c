/* SPDX-License-Identifier: MIT */
/*
 * The ids that a tool derives from its folder of migrations, whatever is in the files: for tools
 * whose migrations are SQL by their layout, for the others by the files' names, which is a row of
 * the table. Drizzle has its ids in a journal.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "learn/layout_rows.h"
#include "learn/sources.h"

typedef struct naming {
    const assay_layout_reading *reading;
    const char *application; /* the folder above */
} naming;

/* "0001_cats.py" */
static char *whole_name(const naming *n, const char *name, size_t stem)
{
    (void)stem;
    return assay_arena_strdup(n->reading->arena, name);
}

static char *stem_of(const naming *n, const char *name, size_t stem)
{
    return assay_arena_strndup(n->reading->arena, name, stem);
}

static char *slash_and_stem(const naming *n, const char *name, size_t stem)
{
    return assay_arena_printf(n->reading->arena, "/%.*s", (int)stem, name);
}

static char *digits_of(const naming *n, const char *name, size_t stem)
{
    (void)stem;
    return assay_layout_id(&(const layout_row){.id = ID_DIGITS}, n->reading->arena, name);
}

static char *number_of(const naming *n, const char *name, size_t stem)
{
    (void)stem;
    return assay_layout_id(&(const layout_row){.id = ID_NUMBER}, n->reading->arena, name);
}

static char *in_application(const naming *n, const char *name, size_t stem)
{
    return assay_arena_printf(n->reading->arena, "%s.%.*s", n->application, (int)stem, name);
}

/* 1704067200001-Cats.ts holds the class Cats1704067200001. */
static char *class_of(const naming *n, const char *name, size_t stem)
{
    size_t digits = strspn(name, "0123456789");
    if (digits == 0 || name[digits] != '-')
        return assay_arena_strdup(n->reading->arena, "");
    return assay_arena_printf(n->reading->arena, "%.*s%.*s", (int)(stem - digits - 1),
                              name + digits + 1, (int)digits, name);
}

#define NAMES (const char *const[])

static const struct {
    const char *tool;
    const char *const *suffixes; /* the longest first */
    char *(*id)(const naming *n, const char *name, size_t stem);
} rows[] = {
    {"rails", NAMES{".rb", NULL}, digits_of},
    {"ecto", NAMES{".exs", NULL}, number_of},
    {"supabase", NAMES{".sql", NULL}, digits_of},
    {"knex", NAMES{".js", ".cjs", ".mjs", ".ts", NULL}, whole_name},
    {"node-pg-migrate", NAMES{".js", ".cjs", ".mjs", ".ts", ".sql", NULL}, stem_of},
    {"db-migrate", NAMES{".js", NULL}, slash_and_stem},
    {"laravel", NAMES{".php", NULL}, stem_of},
    {"pgroll", NAMES{".json", ".yaml", ".yml", NULL}, stem_of},
    {"efcore", NAMES{".cs", NULL}, stem_of},
    {"typeorm", NAMES{".js", ".ts", NULL}, class_of},
    {"django", NAMES{".py", NULL}, in_application},
};

/* The length without a suffix of the list; 0: it has none, or is no migration. */
static size_t stem_length(const char *name, const char *const *suffixes)
{
    size_t n = strlen(name);
    if (strncmp(name, "__", 2) == 0 || strstr(name, ".Designer.") != NULL ||
        strstr(name, "ModelSnapshot.") != NULL || strstr(name, ".d.ts") != NULL)
        return 0;
    for (; *suffixes != NULL; suffixes++) {
        size_t m = strlen(*suffixes);
        if (n > m && strcmp(name + n - m, *suffixes) == 0)
            return n - m;
    }
    return 0;
}

/* Of .../shop/migrations: shop. */
static const char *application_of(const assay_layout_reading *r)
{
    char resolved[PATH_MAX];
    if (realpath(r->directory, resolved) == NULL)
        return "";
    char *slash = strrchr(resolved, '/');
    if (slash == NULL)
        return "";
    *slash = '\0';
    slash = strrchr(resolved, '/');
    return assay_arena_strdup(r->arena, slash == NULL ? resolved : slash + 1);
}

static assay_status add_named(const assay_layout_reading *r, const char *id, const char *name)
{
    const char *path = assay_arena_printf(r->arena, "%s/%s", r->directory, name);
    if (id == NULL || path == NULL)
        return assay_fail_nomem(r->err);
    if (id[0] == '\0')
        return ASSAY_OK;
    return assay_migrations_add(r->migrations, id, path, 1, r->err) == NULL ? r->err->code
                                                                            : ASSAY_OK;
}

static assay_status read_names(const assay_layout_reading *r, size_t row)
{
    const char **names;
    size_t count;
    const naming n = {.reading = r, .application = application_of(r)};
    if (n.application == NULL)
        return assay_fail_nomem(r->err);
    assay_status status = assay_file_list(&names, &count, r->arena, r->directory, "", r->err);
    for (size_t i = 0; i < count && status == ASSAY_OK; i++) {
        size_t stem = stem_length(names[i], rows[row].suffixes);
        if (stem > 0)
            status = add_named(r, rows[row].id(&n, names[i], stem), names[i]);
    }
    return status;
}

/* Entries of meta/_journal.json: "when" is the id, "tag" the file's name. */
static assay_status read_journal(const assay_layout_reading *r)
{
    const char *path;
    char *text;
    assay_status status = assay_layout_file(r, "meta/_journal.json", &path, &text);
    const char *at = status == ASSAY_OK ? strstr(text, "\"when\"") : NULL;
    while (at != NULL && status == ASSAY_OK) {
        const char *when = at + strcspn(at, "0123456789"), *next = strstr(at + 1, "\"when\"");
        const char *tag = strstr(at, "\"tag\"");
        size_t digits = strspn(when, "0123456789");
        if (digits == 0 || tag == NULL || (next != NULL && tag > next))
            return assay_fail(r->err, ASSAY_INVALID, "'%s' has an entry without a tag", path);
        tag += strlen("\"tag\"");
        tag += strspn(tag, " :\"");
        const char *name = assay_arena_printf(r->arena, "%.*s.sql", (int)strcspn(tag, "\"\n"), tag);
        if (name == NULL)
            return assay_fail_nomem(r->err);
        status = add_named(r, assay_arena_strndup(r->arena, when, digits), name);
        at = next;
    }
    return status;
}

static assay_status read_tool(const assay_layout_reading *r, const char *tool)
{
    if (strcmp(tool, "drizzle") == 0)
        return read_journal(r);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].tool, tool) == 0)
            return read_names(r, i);
    assay_fail(r->err, ASSAY_USAGE, "the ids of %s do not follow from a folder of files", tool);
    return assay_error_remedy(r->err, "leave out --migrations");
}

assay_status assay_migrations_named(assay_migrations **out, const char *directory, const char *tool,
                                    assay_error *err)
{
    static const char *const laid_out[] = {"sqitch",         "atlas",  "flyway", "prisma", "diesel",
                                           "golang-migrate", "dbmate", "goose",  "sqlx"};
    for (size_t i = 0; i < sizeof laid_out / sizeof *laid_out; i++)
        if (strcmp(laid_out[i], tool) == 0)
            return assay_migrations_sql(out, directory, tool, err);
    *out = assay_migrations_new();
    if (*out == NULL)
        return assay_fail_nomem(err);
    const assay_layout_reading reading = {
        .migrations = *out, .arena = (*out)->arena, .directory = directory, .err = err};
    assay_status status = read_tool(&reading, tool);
    if (status != ASSAY_OK) {
        assay_migrations_free(*out);
        *out = NULL;
    }
    return status;
}

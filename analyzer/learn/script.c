/* SPDX-License-Identifier: MIT */
/*
 * Revisions from one script with markers. Alembic's `upgrade head --sql` writes
 * "-- Running upgrade PARENT, PARENT -> ID" in front of each; the general marker is
 * "-- revision: ID" or "-- revision: ID (PARENT, PARENT)", whose parent is the one above if it
 * names none. Alembic brackets all in one BEGIN and COMMIT, which stand in no revision's part
 * alone: each part is a transaction of its own here.
 */
#include <ctype.h>
#include <libgen.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "learn/sources.h"
#include "learn/sql_split.h"

typedef struct parsing {
    assay_migrations *migrations;
    const char *file;
    assay_error *err;
} parsing;

static char *trim(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    for (size_t n = strlen(text); n > 0 && isspace((unsigned char)text[n - 1]); n--)
        text[n - 1] = '\0';
    return text;
}

static assay_status add_parents(const parsing *p, assay_migration *m, char *names)
{
    assay_status status = ASSAY_OK;
    char *rest = NULL;
    for (char *name = strtok_r(names, ",", &rest); name != NULL && status == ASSAY_OK;
         name = strtok_r(NULL, ",", &rest)) {
        name = trim(name);
        if (name[0] != '\0')
            status = assay_migration_add_parent(p->migrations, m, name, false, m->line, p->err);
    }
    return status;
}

/* PARENTS -> ID, and after a branch `-> A, B` as some versions print it: the last counts. */
static assay_status add_alembic(const parsing *p, char *text, int line)
{
    char *arrow = strstr(text, "->");
    if (arrow == NULL)
        return ASSAY_OK;
    *arrow = '\0';
    assay_migration *m =
        assay_migrations_add(p->migrations, trim(arrow + 2), p->file, line, p->err);
    return m == NULL ? p->err->code : add_parents(p, m, text);
}

static assay_status add_general(const parsing *p, char *text, int line)
{
    const assay_migrations *all = p->migrations;
    const char *above = all->n_items > 0 ? all->items[all->n_items - 1].id : NULL;
    char *parents = strchr(text, '(');
    if (parents != NULL) {
        *parents++ = '\0';
        parents[strcspn(parents, ")")] = '\0';
    }
    assay_migration *m = assay_migrations_add(p->migrations, trim(text), p->file, line, p->err);
    if (m == NULL)
        return p->err->code;
    if (parents != NULL)
        return add_parents(p, m, parents);
    return above == NULL ? ASSAY_OK
                         : assay_migration_add_parent(p->migrations, m, above, false, line, p->err);
}

static const struct {
    const char *prefix;
    assay_status (*add)(const parsing *p, char *text, int line);
} markers[] = {
    {"-- Running upgrade ", add_alembic},
    {"-- revision: ", add_general},
};

enum { MARKERS = sizeof markers / sizeof *markers };

/* The marker that a line begins with, or MARKERS. */
static size_t marker_of(const char *line, size_t length)
{
    size_t k = 0;
    while (k < MARKERS && (length <= strlen(markers[k].prefix) ||
                           strncmp(line, markers[k].prefix, strlen(markers[k].prefix)) != 0))
        k++;
    return k;
}

static assay_status add_marked(const parsing *p, size_t marker, const char *line, size_t length,
                               int number)
{
    size_t n = strlen(markers[marker].prefix);
    char *text = assay_arena_strndup(p->migrations->arena, line + n, length - n);
    return text == NULL ? assay_fail_nomem(p->err) : markers[marker].add(p, text, number);
}

static bool is_bracket(const assay_sql_statement *statement)
{
    static const char *const brackets[] = {"BEGIN", "COMMIT"};
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
        if (strlen(brackets[i]) == statement->length &&
            strncmp(statement->text, brackets[i], statement->length) == 0)
            return true;
    return false;
}

/* BEGIN and COMMIT around everything would end the revision's own transaction. Only statements are
 * taken out: a procedure's body may hold such a line. What is no SQL is said when it runs. */
static void blank_brackets(char *text)
{
    assay_sql_cursor cursor = {text, 1};
    assay_sql_statement statement;
    assay_error ignored = ASSAY_ERROR_INIT;
    while (assay_sql_next(&statement, &cursor, &ignored) == ASSAY_OK && statement.length > 0)
        if (is_bracket(&statement))
            memset(text + (statement.text - text), ' ', (size_t)(cursor.next - statement.text));
}

/* Gives the text between two markers to the last migration added. */
static assay_status close_part(const parsing *p, const char *from, const char *to, int line)
{
    assay_migrations *all = p->migrations;
    const char *text = assay_arena_strndup(all->arena, from, (size_t)(to - from));
    if (text == NULL)
        return assay_fail_nomem(p->err);
    const assay_script script = {.file = p->file, .line = line, .text = text, .transaction = true};
    return assay_migration_add_script(all, &all->items[all->n_items - 1], &script, p->err);
}

/* What stands before the first marker (the version table is made there) belongs to the first. */
static assay_status parse(const parsing *p, char *text)
{
    char *part = text, *line = text;
    int number = 1, part_line = 1;
    assay_status status = ASSAY_OK;
    blank_brackets(text);
    for (; *line != '\0' && status == ASSAY_OK; number++) {
        size_t length = strcspn(line, "\r\n"), whole = strcspn(line, "\n");
        size_t marker = marker_of(line, length);
        if (marker < MARKERS && p->migrations->n_items > 0) {
            status = close_part(p, part, line, part_line);
            part = line;
            part_line = number;
        }
        if (marker < MARKERS && status == ASSAY_OK)
            status = add_marked(p, marker, line, length, number);
        line += whole + (line[whole] == '\n');
    }
    if (status == ASSAY_OK && p->migrations->n_items > 0)
        status = close_part(p, part, line, part_line);
    return status;
}

/* The newest version that a dump of Rails inserts into schema_migrations, or NULL. */
static const char *rails_version(const parsing *p, const char *text)
{
    const char *at = strstr(text, "INSERT INTO \"schema_migrations\" (version) VALUES");
    const char *end = at == NULL ? NULL : strchr(at, ';'), *newest = NULL;
    size_t length = 0;
    while (end != NULL && (at = strchr(at, '\'')) != NULL && at < end) {
        size_t n = strspn(++at, "0123456789");
        if (at[n] == '\'' &&
            (newest == NULL || n > length || (n == length && strncmp(at, newest, n) > 0))) {
            newest = at;
            length = n;
        }
        at += n + 1;
    }
    return newest == NULL ? NULL : assay_arena_strndup(p->migrations->arena, newest, length);
}

/* A script without any marker is one revision: Rails' structure.sql says which, else the file's
 * name does. */
static assay_status add_whole(const parsing *p, const char *text)
{
    assay_arena *arena = p->migrations->arena;
    char *path = assay_arena_strdup(arena, p->file);
    if (path == NULL)
        return assay_fail_nomem(p->err);
    char *name = basename(path);
    char *dot = strrchr(name, '.');
    if (dot != NULL && dot != name)
        *dot = '\0';
    const char *rails = rails_version(p, text);
    if (rails != NULL)
        p->migrations->tool = "rails";
    assay_migration *m =
        assay_migrations_add(p->migrations, rails == NULL ? name : rails, p->file, 1, p->err);
    const assay_script script = {.file = p->file, .line = 1, .text = text, .transaction = true};
    return m == NULL ? p->err->code : assay_migration_add_script(p->migrations, m, &script, p->err);
}

assay_status assay_migrations_script(assay_migrations **out, const char *file, assay_error *err)
{
    *out = NULL;
    assay_migrations *migrations = assay_migrations_new();
    if (migrations == NULL)
        return assay_fail_nomem(err);
    char *text;
    migrations->origin = assay_arena_strdup(migrations->arena, file);
    const parsing p = {migrations, migrations->origin, err};
    assay_status status =
        migrations->origin == NULL
            ? assay_fail_nomem(err)
            : assay_file_read_text(&text, migrations->arena, file, ASSAY_MAX_PROFILE_BYTES, err);
    if (status == ASSAY_OK)
        status = parse(&p, text);
    if (status == ASSAY_OK && migrations->n_items == 0)
        status = add_whole(&p, text);
    if (status == ASSAY_OK && strstr(text, markers[0].prefix) != NULL)
        migrations->tool = "alembic";
    if (status != ASSAY_OK) {
        assay_migrations_free(migrations);
        return status;
    }
    *out = migrations;
    return ASSAY_OK;
}

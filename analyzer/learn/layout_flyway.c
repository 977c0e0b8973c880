/* SPDX-License-Identifier: MIT */
/*
 * Flyway: V1.2__title.sql is a version, R__title.sql is repeated whenever it changes, U1.2__ undoes
 * and B1.2__ stands for all versions up to its own on an empty database; in the folder and all
 * below it. Versions are learned in order and repeatable ones after them, as Flyway runs them; the
 * others are named and left out. Documentation: Flyway, Migrations; Script Configuration Files.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "learn/layout.h"

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* True if a file's name is one that Flyway gives a meaning to. */
static bool is_flyway(const char *path)
{
    const char *name = base_of(path), *separator = strstr(name, "__");
    if (separator == NULL)
        return false;
    if (name[0] == 'R')
        return separator == name + 1;
    return strchr("VUB", name[0]) != NULL && isdigit((unsigned char)name[1]) &&
           name + 1 + strspn(name + 1, "0123456789._") >= separator;
}

/* beforeMigrate.sql, afterEachMigrate__title.sql and the like run around migrations. */
static bool is_callback(const char *path)
{
    const char *name = base_of(path);
    size_t word = strncmp(name, "before", 6) == 0 ? 6 : strncmp(name, "after", 5) == 0 ? 5 : 0;
    return (word > 0 && isupper((unsigned char)name[word])) ||
           strcmp(name, "createSchema.sql") == 0;
}

const char *assay_layout_recognise_flyway(const assay_layout_reading *r)
{
    const char **names;
    size_t n;
    if (assay_layout_walk(&names, &n, r, ".sql") != ASSAY_OK)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (is_flyway(names[i]))
            return assay_arena_printf(r->arena, "there is '%s'", names[i]);
    return NULL;
}

/* The version as Flyway writes it into its table: underscores are dots. */
static char *version_of(assay_arena *arena, const char *path)
{
    const char *name = base_of(path), *from = name + 1, *separator = strstr(name, "__");
    char *version = assay_arena_strndup(arena, from, (size_t)(separator - from));
    for (char *p = version; p != NULL && *p != '\0'; p++)
        if (*p == '_')
            *p = '.';
    return version;
}

static char *title_of(assay_arena *arena, const char *path)
{
    const char *from = strstr(base_of(path), "__") + 2;
    char *title = assay_arena_strndup(arena, from, strcspn(from, "."));
    for (char *p = title; p != NULL && *p != '\0'; p++)
        if (*p == '_')
            *p = ' ';
    return title;
}

/* The digits of the next part of a version without leading zeros: none if it is zero, or is not
 * there. */
static const char *next_part(const char **at, const char *end, size_t *length)
{
    *at += *at < end && (**at == '.' || **at == '_');
    while (*at < end && **at == '0')
        (*at)++;
    const char *part = *at;
    while (*at < end && isdigit((unsigned char)**at))
        (*at)++;
    *length = (size_t)(*at - part);
    return part;
}

/* Part by part, as numbers; parts that are missing are zero: 1.0 is 1. */
static int compare_versions(const void *a, const void *b)
{
    const char *x = base_of(*(const char *const *)a) + 1, *x_end = strstr(x, "__");
    const char *y = base_of(*(const char *const *)b) + 1, *y_end = strstr(y, "__");
    int order = 0;
    while (order == 0 && (x < x_end || y < y_end)) {
        size_t n, m;
        const char *p = next_part(&x, x_end, &n), *q = next_part(&y, y_end, &m);
        order = n != m ? (n < m ? -1 : 1) : strncmp(p, q, n);
    }
    return order;
}

static int compare_titles(const void *a, const void *b)
{
    return strcmp(base_of(*(const char *const *)a), base_of(*(const char *const *)b));
}

/* A file runs in a transaction unless it holds a statement that cannot (CREATE INDEX CONCURRENTLY),
 * which Flyway finds out by itself; or FILE.conf says so. */
static assay_status wants_transaction(bool *out, const assay_layout_reading *r, const char *name,
                                      const char *text)
{
    *out = strcasestr(text, "concurrently") == NULL && strcasestr(text, "vacuum") == NULL;
    const char *file = assay_arena_printf(r->arena, "%s.conf", name), *path;
    char *settings;
    if (file == NULL || (path = assay_arena_printf(r->arena, "%s/%s", r->directory, file)) == NULL)
        return assay_fail_nomem(r->err);
    if (!assay_file_exists(path))
        return ASSAY_OK;
    assay_status status = assay_layout_file(r, file, &path, &settings);
    if (status == ASSAY_OK && strstr(settings, "executeInTransaction=false") != NULL)
        *out = false;
    return status;
}

/* ${name}: what Flyway replaces by values of its configuration. */
static const char *find_placeholder(const char *text)
{
    for (const char *p = text; (p = strstr(p, "${")) != NULL; p += 2) {
        size_t n = strcspn(p, "}\n");
        if (p[n] == '}' && n > 2 && (p == text || p[-1] != '$'))
            return p;
    }
    return NULL;
}

static assay_status add_file(const assay_layout_reading *r, const char *name)
{
    const char *path;
    char *text, *title = title_of(r->arena, name);
    const char *id = base_of(name)[0] == 'R' ? title : version_of(r->arena, name);
    bool transaction;
    if (id == NULL || title == NULL)
        return assay_fail_nomem(r->err);
    assay_status status = assay_layout_file(r, name, &path, &text);
    if (status == ASSAY_OK)
        status = wants_transaction(&transaction, r, name, text);
    if (status == ASSAY_OK)
        status = assay_layout_add(r, id, title, path, 1, text, transaction);
    const char *placeholder = status == ASSAY_OK ? find_placeholder(text) : NULL;
    if (placeholder == NULL)
        return status;
    int line = 1;
    for (const char *p = text; p < placeholder; p++)
        line += *p == '\n';
    return assay_layout_break(r, line, "'%.*s' is a placeholder, whose value only Flyway knows",
                              (int)(strcspn(placeholder, "}") + 1), placeholder);
}

static assay_status leave_out(const assay_layout_reading *r, const char *name)
{
    char kind = base_of(name)[0];
    if (is_callback(name))
        return assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, "", name, 1, r->err,
                                     "Flyway runs it around migrations: not learned");
    if (!is_flyway(name))
        return assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, "", name, 1, r->err,
                                     "Flyway gives this name no meaning: left out");
    const char *why = kind == 'U' ? "undoes a version: not learned"
                                  : "stands for the versions up to its own: not learned";
    const char *version = version_of(r->arena, name);
    return version == NULL ? assay_fail_nomem(r->err)
                           : assay_migrations_find(r->migrations, ASSAY_FINDING_NOTE, version, name,
                                                   1, r->err, "%s", why);
}

/* Keeps the names that begin with the letter, sorted. */
static size_t choose(const char **out, const char *const *names, size_t n, char letter,
                     int (*compare)(const void *, const void *))
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (is_flyway(names[i]) && base_of(names[i])[0] == letter)
            out[kept++] = names[i];
    if (kept > 1)
        qsort(out, kept, sizeof *out, compare);
    return kept;
}

static assay_status add_versions(const assay_layout_reading *r, const char *const *sorted, size_t n)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        const char *name = base_of(sorted[i]);
        if (strcmp(strrchr(name, '.'), ".sql") != 0) {
            const char *version = version_of(r->arena, sorted[i]);
            status = version == NULL ? assay_fail_nomem(r->err)
                                     : assay_layout_add_program(r, version, sorted[i]);
        } else {
            status = add_file(r, sorted[i]);
        }
        if (status == ASSAY_OK && i > 0 && compare_versions(&sorted[i - 1], &sorted[i]) == 0)
            status = assay_layout_break(r, 1, "'%s' has the same version", sorted[i - 1]);
    }
    return status;
}

assay_status assay_layout_flyway(const assay_layout_reading *r)
{
    const char **names, **programs;
    size_t n, n_programs;
    assay_status status = assay_layout_walk(&names, &n, r, ".sql");
    if (status == ASSAY_OK)
        status = assay_layout_walk(&programs, &n_programs, r, ".java");
    if (status != ASSAY_OK)
        return status;
    const char **sorted = assay_arena_calloc(r->arena, n + n_programs + 1, sizeof *sorted);
    if (sorted == NULL)
        return assay_fail_nomem(r->err);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++)
        if (!is_flyway(names[i]) || strchr("VR", base_of(names[i])[0]) == NULL)
            status = leave_out(r, names[i]);
    size_t versions = choose(sorted, names, n, 'V', compare_versions);
    versions += choose(sorted + versions, programs, n_programs, 'V', compare_versions);
    if (versions > 1)
        qsort(sorted, versions, sizeof *sorted, compare_versions);
    if (status == ASSAY_OK)
        status = add_versions(r, sorted, versions);
    size_t repeated = choose(sorted, names, n, 'R', compare_titles);
    for (size_t i = 0; i < repeated && status == ASSAY_OK; i++)
        status = add_file(r, sorted[i]);
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * Flyway: V1.2__title.sql is a version, R__title.sql is repeated whenever it changes, U1.2__ undoes
 * and B1.2__ stands for all versions up to its own on an empty database. Versions are learned in
 * order and repeatable ones after them, as Flyway runs them; the others are named and left out.
 * Documentation: Flyway, Migrations.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "learn/layout.h"

bool assay_layout_is_flyway(const char *name)
{
    const char *separator = strstr(name, "__");
    if (separator == NULL)
        return false;
    if (name[0] == 'R')
        return separator == name + 1;
    return strchr("VUB", name[0]) != NULL && isdigit((unsigned char)name[1]) &&
           name + 1 + strspn(name + 1, "0123456789._") >= separator;
}

/* The version as Flyway writes it into its table: underscores are dots. */
static char *version_of(assay_arena *arena, const char *name)
{
    const char *from = name + 1, *separator = strstr(name, "__");
    char *version = assay_arena_strndup(arena, from, (size_t)(separator - from));
    for (char *p = version; p != NULL && *p != '\0'; p++)
        if (*p == '_')
            *p = '.';
    return version;
}

static char *title_of(assay_arena *arena, const char *name)
{
    const char *from = strstr(name, "__") + 2;
    char *title = assay_arena_strndup(arena, from, strlen(from) - strlen(".sql"));
    for (char *p = title; p != NULL && *p != '\0'; p++)
        if (*p == '_')
            *p = ' ';
    return title;
}

static int compare_versions(const void *a, const void *b)
{
    return assay_layout_compare(*(const char *const *)a + 1, *(const char *const *)b + 1);
}

/* A file runs in a transaction unless it is one statement that cannot (CREATE INDEX CONCURRENTLY),
 * which Flyway finds out by itself. */
static bool wants_transaction(const char *text)
{
    return strcasestr(text, "concurrently") == NULL && strcasestr(text, "vacuum") == NULL;
}

static assay_status add_file(const assay_layout_reading *r, const char *name)
{
    const char *path;
    char *text, *title = title_of(r->arena, name);
    const char *id = name[0] == 'R' ? title : version_of(r->arena, name);
    if (id == NULL || title == NULL)
        return assay_fail_nomem(r->err);
    assay_status status = assay_layout_file(r, name, &path, &text);
    return status == ASSAY_OK
               ? assay_layout_add(r, id, title, path, 1, text, wants_transaction(text))
               : status;
}

static assay_status leave_out(const assay_layout_reading *r, const char *name)
{
    const char *why = name[0] == 'U' ? "undoes a version: not learned"
                                     : "stands for the versions up to its own: not learned";
    const char *version = version_of(r->arena, name);
    return version == NULL ? assay_fail_nomem(r->err)
                           : assay_migrations_find(r->migrations, ASSAY_FINDING_NOTE, version, name,
                                                   1, r->err, "%s", why);
}

assay_status assay_layout_flyway(const assay_layout_reading *r)
{
    const char **names;
    size_t n, versions = 0;
    assay_status status = assay_file_list(&names, &n, r->arena, r->directory, ".sql", r->err);
    const char **sorted =
        status == ASSAY_OK ? assay_arena_calloc(r->arena, n + 1, sizeof *sorted) : NULL;
    if (status == ASSAY_OK && sorted == NULL)
        return assay_fail_nomem(r->err);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        if (!assay_layout_is_flyway(names[i]))
            status = assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, "", names[i], 1,
                                           r->err, "Flyway gives this name no meaning: left out");
        else if (names[i][0] == 'V')
            sorted[versions++] = names[i];
        else if (names[i][0] != 'R')
            status = leave_out(r, names[i]);
    }
    if (versions > 1)
        qsort(sorted, versions, sizeof *sorted, compare_versions);
    for (size_t i = 0; i < versions && status == ASSAY_OK; i++)
        status = add_file(r, sorted[i]);
    /* The list is sorted by name: so does Flyway run the repeatable ones. */
    for (size_t i = 0; i < n && status == ASSAY_OK; i++)
        if (names[i][0] == 'R' && assay_layout_is_flyway(names[i]))
            status = add_file(r, names[i]);
    return status;
}

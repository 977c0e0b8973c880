/* SPDX-License-Identifier: MIT */
/* Revisions from a list, to be run by a command. */
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "learn/sources.h"

/* The parents named in a column, parted by commas. */
static assay_status add_parents(assay_migrations *migrations, assay_migration *m, char *names,
                                assay_error *err)
{
    assay_status status = ASSAY_OK;
    char *rest = NULL;
    for (char *name = strtok_r(names, ",", &rest); name != NULL && status == ASSAY_OK;
         name = strtok_r(NULL, ",", &rest)) {
        while (*name == ' ')
            name++;
        name[strcspn(name, " ")] = '\0';
        if (name[0] != '\0')
            status = assay_migration_add_parent(migrations, m, name, false, m->line, err);
    }
    return status;
}

static assay_status add_line(assay_migrations *migrations, char *line, const char *file, int number,
                             const char *above, assay_error *err)
{
    char *parents = strchr(line, '\t');
    if (parents != NULL)
        *parents++ = '\0';
    assay_migration *m = assay_migrations_add(migrations, line, file, number, err);
    if (m == NULL)
        return err->code;
    if (parents != NULL)
        return add_parents(migrations, m, parents, err);
    return above == NULL ? ASSAY_OK
                         : assay_migration_add_parent(migrations, m, above, false, number, err);
}

static assay_status add_lines(assay_migrations *migrations, char *text, const char *file,
                              assay_error *err)
{
    int number = 0;
    const char *above = NULL;
    assay_status status = ASSAY_OK;
    for (char *line = text, *next; line != NULL && status == ASSAY_OK; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        number++;
        if (line[0] == '\0' || line[0] == '#')
            continue;
        status = add_line(migrations, line, file, number, above, err);
        if (status == ASSAY_OK)
            above = migrations->items[migrations->n_items - 1].id;
    }
    return status;
}

assay_status assay_migrations_list(assay_migrations **out, const char *file, const char *run,
                                   assay_error *err)
{
    *out = NULL;
    assay_migrations *migrations = assay_migrations_new();
    if (migrations == NULL)
        return assay_fail_nomem(err);
    char *text;
    assay_status status =
        assay_file_read_text(&text, migrations->arena, file, ASSAY_MAX_PROFILE_BYTES, err);
    migrations->origin = assay_arena_strdup(migrations->arena, file);
    migrations->command = assay_arena_strdup(migrations->arena, run);
    if (status == ASSAY_OK && (migrations->origin == NULL || migrations->command == NULL))
        status = assay_fail_nomem(err);
    if (status == ASSAY_OK)
        status = add_lines(migrations, text, file, err);
    if (status != ASSAY_OK) {
        assay_migrations_free(migrations);
        return status;
    }
    *out = migrations;
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * Folders of SQL files, each folder one migration: its files run in the order of their names. No
 * tool in particular lays them out so; DBIx::Class::DeploymentHandler does (1-2/001-auto.sql).
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "learn/layout.h"

static int compare_names(const void *a, const void *b)
{
    return assay_layout_compare(*(const char *const *)a, *(const char *const *)b);
}

/* The SQL files of a folder below, or none. */
static assay_status list_files(const char ***out, size_t *n, const assay_layout_reading *r,
                               const char *folder)
{
    *n = 0;
    const char *path = assay_arena_printf(r->arena, "%s/%s", r->directory, folder);
    if (path == NULL)
        return assay_fail_nomem(r->err);
    if (!assay_file_is_directory(path))
        return ASSAY_OK;
    assay_status status = assay_file_list(out, n, r->arena, path, ".sql", r->err);
    if (*n > 1)
        qsort(*out, *n, sizeof **out, compare_names);
    return status;
}

const char *assay_layout_recognise_folders(const assay_layout_reading *r)
{
    const char **folders, **files;
    size_t n, n_files;
    if (assay_file_list(&folders, &n, r->arena, r->directory, "", r->err) != ASSAY_OK)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (list_files(&files, &n_files, r, folders[i]) == ASSAY_OK && n_files > 0)
            return assay_arena_printf(r->arena, "there is '%s/%s'; no tool's marks are in it",
                                      folders[i], files[0]);
    return NULL;
}

static assay_status add_folder(const assay_layout_reading *r, const char *folder,
                               const char *const *files, size_t n)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        const char *name = assay_arena_printf(r->arena, "%s/%s", folder, files[i]), *path;
        char *text;
        status = name == NULL ? assay_fail_nomem(r->err) : assay_layout_file(r, name, &path, &text);
        if (status != ASSAY_OK)
            break;
        const assay_script script = {.file = path, .line = 1, .text = text, .transaction = true};
        status = i == 0
                     ? assay_layout_add(r, folder, "", path, 1, text, true)
                     : assay_migration_add_script(r->migrations,
                                                  &r->migrations->items[r->migrations->n_items - 1],
                                                  &script, r->err);
    }
    return status;
}

assay_status assay_layout_folders(const assay_layout_reading *r)
{
    const char **folders, **files;
    size_t n, n_files;
    assay_status status = assay_file_list(&folders, &n, r->arena, r->directory, "", r->err);
    if (status == ASSAY_OK && n > 1)
        qsort(folders, n, sizeof *folders, compare_names);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        status = list_files(&files, &n_files, r, folders[i]);
        if (status == ASSAY_OK)
            status = add_folder(r, folders[i], files, n_files);
    }
    return status;
}

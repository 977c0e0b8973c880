/* SPDX-License-Identifier: MIT */
/* A folder that is a history, or holds histories. */
#include <string.h>

#include "base/file.h"
#include "history/profile.h"

static bool holds_profiles(assay_arena *arena, const char *directory)
{
    const char **names;
    size_t count;
    return assay_file_list(&names, &count, arena, directory, ".xml", NULL) == ASSAY_OK && count > 0;
}

/* The folders to load: the directory itself, else those in it that hold profiles. */
static assay_status find_folders(const char ***out, size_t *count, assay_arena *arena,
                                 const char *directory, assay_error *err)
{
    const char **names;
    size_t n;
    *count = 0;
    assay_status status = assay_file_list(&names, &n, arena, directory, "", err);
    if (status != ASSAY_OK)
        return status;
    const char **folders = assay_arena_calloc(arena, n + 1, sizeof *folders);
    if (folders == NULL)
        return assay_fail_nomem(err);
    *out = folders;
    if (holds_profiles(arena, directory)) {
        folders[(*count)++] = directory;
        return ASSAY_OK;
    }
    for (size_t i = 0; i < n; i++) {
        const char *folder = assay_arena_printf(arena, "%s/%s", directory, names[i]);
        if (folder == NULL)
            return assay_fail_nomem(err);
        if (assay_file_is_directory(folder) && holds_profiles(arena, folder))
            folders[(*count)++] = folder;
    }
    return ASSAY_OK;
}

assay_status assay_histories_load(assay_history ***out, size_t *count, assay_arena *arena,
                                  const char *directory, const assay_parsed_store *store,
                                  assay_error *err)
{
    *out = NULL;
    *count = 0;
    const char **folders;
    size_t n;
    assay_status status = find_folders(&folders, &n, arena, directory, err);
    if (status != ASSAY_OK)
        return status;
    if (n == 0)
        return assay_fail(err, ASSAY_INVALID, "'%s' holds no profiles (*.xml)", directory);
    assay_history **histories = assay_arena_calloc(arena, n, sizeof(assay_history *));
    assay_profile_grammar *grammar = assay_profile_grammar_new(arena);
    if (histories == NULL || grammar == NULL)
        return assay_fail_nomem(err);
    size_t loaded = 0;
    while (loaded < n && status == ASSAY_OK) {
        status = assay_history_load_by(&histories[loaded], folders[loaded], grammar, store, err);
        loaded += status == ASSAY_OK;
    }
    assay_profile_grammar_free(grammar);
    if (status == ASSAY_OK) {
        *out = histories;
        *count = n;
        return ASSAY_OK;
    }
    for (size_t i = 0; i < loaded; i++)
        assay_history_free(histories[i]);
    return status;
}

bool assay_histories_present(const char *directory)
{
    assay_arena *arena = assay_arena_new();
    const char **folders;
    size_t n = 0;
    bool present =
        arena != NULL && find_folders(&folders, &n, arena, directory, NULL) == ASSAY_OK && n > 0;
    assay_arena_free(arena);
    return present;
}

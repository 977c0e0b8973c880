/* SPDX-License-Identifier: MIT */
/* A history as another migration tool has it: its revisions under that tool's ids. */
#include <string.h>

#include "history/history.h"

static assay_status copy_file(assay_revision_file *out, assay_arena *arena,
                              const assay_revision_file *file)
{
    const char *const from[] = {file->digest, file->title, file->name};
    const char **const to[] = {&out->digest, &out->title, &out->name};
    for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
        *to[i] = from[i] == NULL ? NULL : assay_arena_strdup(arena, from[i]);
        if (from[i] != NULL && *to[i] == NULL)
            return ASSAY_NOMEM;
    }
    return ASSAY_OK;
}

assay_status assay_history_adopt(assay_history *history, const char *tool, const char *const *ids,
                                 const assay_revision_file *files, assay_error *err)
{
    history->adopted = strcmp(tool, history->tool) != 0;
    history->tool = assay_arena_strdup(history->arena, tool);
    if (history->tool == NULL)
        return assay_fail_nomem(err);
    if (ids == NULL)
        return ASSAY_OK;
    assay_map *by_id = assay_map_new(history->arena);
    if (by_id == NULL)
        return assay_fail_nomem(err);
    for (size_t r = 0; r < history->n_revisions; r++) {
        assay_revision *revision = &history->revisions[r];
        if (assay_map_find(by_id, ids[r]) != NULL)
            return assay_fail(err, ASSAY_INVALID, "two revisions would be '%.200s'", ids[r]);
        revision->id = assay_arena_strdup(history->arena, ids[r]);
        if (revision->id == NULL || !assay_map_put(by_id, revision->id, revision))
            return assay_fail_nomem(err);
        if (copy_file(&revision->recorded, history->arena, &files[r]) != ASSAY_OK)
            return assay_fail_nomem(err);
    }
    history->by_id = by_id;
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
#include "verdict/excuse.h"

#include <string.h>

static bool is_default(const assay_object *partition)
{
    const char *bound = assay_partition_bound(partition);
    return bound != NULL && strcmp(bound, "DEFAULT") == 0;
}

/* The parents that have partitions: those with a default one, or those with others. */
static assay_map *parents(assay_item *items, size_t n, bool with_default, assay_arena *arena)
{
    assay_map *map = assay_map_new(arena);
    for (size_t i = 0; map != NULL && i < n; i++) {
        const char *parent = assay_partition_parent(&items[i].as);
        if (parent != NULL && is_default(&items[i].as) == with_default &&
            !assay_map_put(map, parent, &items[i]))
            return NULL;
    }
    return map;
}

static assay_status excuse(assay_item *items, size_t n, assay_item *others, size_t n_others,
                           assay_arena *arena, assay_error *err)
{
    const assay_map *maps[] = {parents(others, n_others, false, arena),
                               parents(others, n_others, true, arena)};
    if (maps[0] == NULL || maps[1] == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        if (items[i].pair == NULL && assay_partition_parent(&items[i].as) != NULL)
            items[i].excused = assay_map_find(maps[is_default(&items[i].as)],
                                              assay_partition_parent(&items[i].as)) != NULL;
    return ASSAY_OK;
}

assay_status assay_excuse_partitions(assay_sides *sides, assay_error *err)
{
    assay_status status = excuse(sides->expected, sides->n_expected, sides->actual, sides->n_actual,
                                 sides->arena, err);
    if (status == ASSAY_OK)
        status = excuse(sides->actual, sides->n_actual, sides->expected, sides->n_expected,
                        sides->arena, err);
    return status;
}

assay_status assay_excuse_schemas(assay_item *items, size_t n, const assay_item *history,
                                  size_t n_history, assay_arena *arena, assay_error *err)
{
    assay_map *map = assay_map_new(arena);
    if (map == NULL)
        return assay_fail_nomem(err);
    /* Items are sorted by schema. */
    for (size_t h = 0; h < n_history; h++)
        if ((h == 0 || strcmp(history[h].as.schema, history[h - 1].as.schema) != 0) &&
            !assay_map_put(map, history[h].as.schema, map))
            return assay_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        if (items[i].pair == NULL && items[i].as.kind == ASSAY_KIND_schema)
            items[i].excused = assay_map_find(map, items[i].as.name) != NULL;
    return ASSAY_OK;
}

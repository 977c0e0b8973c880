/* SPDX-License-Identifier: MIT */
/*
 * The table of migration tools. A row is all that a new tool needs: how its version table looks,
 * how to read the current revisions from it, and what to run.
 *
 * In the commands {revisions} stands for the revisions, each quoted for the shell and separated by
 * blanks.
 */
#include <string.h>

#include "stamp/stamp.h"

static const char *const alembic_columns[] = {"version_num character varying|varchar|text", NULL};

const assay_tool assay_tools[] = {
    {
        .name = "alembic",
        /* Alembic creates varchar(32); projects with longer ids widen it or make it text. The
         * schema and the table's name are the project's choice (version_table, _schema). */
        .shape = {"alembic", alembic_columns, "SELECT version_num AS revision FROM {table}"},
        .stamp = "alembic stamp {revisions}",
        /* Without --purge a row that no file has fails with "Can't locate revision". */
        .stamp_purge = "alembic stamp --purge {revisions}",
        .upgrade = "alembic upgrade head",
        .upgrade_all = "alembic upgrade heads",
        .verify = "alembic current",
        .width = 32,
    },
};

const size_t assay_tools_count = sizeof assay_tools / sizeof *assay_tools;

const assay_tool *assay_tool_find(const char *name)
{
    for (size_t i = 0; i < assay_tools_count; i++)
        if (strcmp(assay_tools[i].name, name) == 0)
            return &assay_tools[i];
    return NULL;
}

assay_status assay_tool_shapes(const assay_version_shape **out, size_t *count, assay_arena *arena,
                               assay_error *err)
{
    assay_version_shape *shapes = assay_arena_calloc(arena, assay_tools_count, sizeof *shapes);
    if (shapes == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < assay_tools_count; i++)
        shapes[i] = assay_tools[i].shape;
    *out = shapes;
    *count = assay_tools_count;
    return ASSAY_OK;
}

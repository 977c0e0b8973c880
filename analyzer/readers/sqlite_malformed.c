/* SPDX-License-Identifier: MIT */
/*
 * A schema with rows of which SQLite can make nothing (sqlite_open.c lets it skip them): what
 * stands beside them is read as ever, and each of them becomes an object of which nothing is known,
 * so that neither it nor what belongs to it counts as missing.
 */
#include "readers/sqlite_read.h"

static const char reason[] = "SQLite finds it malformed";

assay_status assay_sqlite_note_malformed(assay_sqlite_reader *reader, assay_error *err)
{
    reader->seen = assay_map_new(reader->arena);
    if (reader->seen == NULL)
        return assay_fail_nomem(err);
    return assay_snapshot_limit(reader->snapshot, "", reader->file.malformed, 0, err);
}

assay_status assay_sqlite_refuse_row(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                     bool *out, assay_error *err)
{
    const char *kind = assay_kind_get(row->kind)->name, *why = NULL;
    *out = false;
    if (reader->seen == NULL)
        return ASSAY_OK;
    const char *name = assay_sqlite_fold(reader->scratch, row->name);
    const char *key = name == NULL ? NULL : assay_arena_printf(reader->arena, "%s %s", kind, name);
    if (key == NULL)
        return assay_fail_nomem(err);
    if (row->name[0] == '\0')
        why = "it has no name";
    else if (assay_map_find(reader->seen, key) != NULL)
        why = "another one of the schema has its name";
    else if (!assay_map_put(reader->seen, key, reader))
        return assay_fail_nomem(err);
    *out = why != NULL;
    return *out ? assay_snapshot_limit(reader->snapshot, kind, why, 1, err) : ASSAY_OK;
}

assay_status assay_sqlite_index_is_lost(const assay_sqlite_reader *reader, const char *name,
                                        bool *out, assay_error *err)
{
    sqlite3_stmt *s = NULL;
    int code = assay_sqlite_prepare(reader, "index", name, &s);
    if (code == SQLITE_OK)
        code = sqlite3_step(s);
    *out = code == SQLITE_DONE;
    assay_status status = ASSAY_OK;
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        status = assay_sqlite_fail(&reader->file, code, err);
    sqlite3_finalize(s);
    return status;
}

assay_status assay_sqlite_add_malformed(assay_sqlite_reader *reader, assay_kind kind,
                                        const char *relation, const char *name, assay_error *err)
{
    assay_catalog *catalog = reader->snapshot->catalog;
    assay_object *object = assay_catalog_add(catalog, kind, "", relation, name, err);
    if (object == NULL)
        return err->code;
    return assay_object_set_unknown(catalog, object, -1, reason, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * What repairs which change on SQLite, which can add, rename and drop, and alter nothing: for the
 * rest a table has to be made again (https://sqlite.org/lang_altertable.html, section 7).
 */
#include <string.h>

#include "plan/repair_writing.h"

/* ALTER TABLE ADD COLUMN wants a constant as the default, and one at all for NOT NULL. */
static bool can_be_added(const repair_writing *w)
{
    const char *value = repair_value(w->expected, ASSAY_column_default);
    bool constant = value[0] == '\0' || value[0] == '\'' || strspn(value, "+-.0123456789") > 0 ||
                    strcmp(value, "NULL") == 0 || strcmp(value, "null") == 0;
    bool nullable = repair_is(w->expected, ASSAY_column_nullable, "yes");
    return constant && (nullable || value[0] != '\0') &&
           strncmp(repair_value(w->expected, ASSAY_column_generated), "stored", 6) != 0;
}

#define HAS_COLUMN                                                                                 \
    "SELECT EXISTS (SELECT 1 FROM pragma_table_xinfo({'table}) WHERE name = {'name} COLLATE "      \
    "NOCASE)"

const repair_row repair_rows_sqlite[] = {
    {.kind = ASSAY_KIND_table,
     .change = ASSAY_MISSING,
     .safety = ASSAY_REPAIR_SAFE,
     .steps = {{NULL, "CREATE TABLE IF NOT EXISTS {object} {definition}"}}},
    {.kind = ASSAY_KIND_table,
     .change = ASSAY_RENAMED,
     .safety = ASSAY_REPAIR_REVIEW,
     .reason = "what uses the name that it has now fails from then on",
     .steps = {{NULL, "ALTER TABLE {actual} RENAME TO {name}"}}},
    {.kind = ASSAY_KIND_table,
     .change = ASSAY_UNEXPECTED,
     .safety = ASSAY_REPAIR_REVIEW,
     .reason = "all its rows are lost",
     .steps = {{NULL, "DROP TABLE IF EXISTS {object}"}}},
    {.kind = ASSAY_KIND_column,
     .change = ASSAY_MISSING,
     .when = can_be_added,
     .safety = ASSAY_REPAIR_SAFE,
     .steps = {{HAS_COLUMN, "ALTER TABLE {relation} ADD COLUMN {name} {definition}"}}},
    {.kind = ASSAY_KIND_column,
     .change = ASSAY_RENAMED,
     .safety = ASSAY_REPAIR_REVIEW,
     .reason = "what uses the name that it has now fails from then on",
     .steps = {{HAS_COLUMN, "ALTER TABLE {relation} RENAME COLUMN {actual} TO {name}"}}},
    {.kind = ASSAY_KIND_column,
     .change = ASSAY_UNEXPECTED,
     .safety = ASSAY_REPAIR_REVIEW,
     .reason = "all its values are lost; it needs SQLite 3.35",
     .steps = {{"SELECT NOT EXISTS (SELECT 1 FROM pragma_table_xinfo({'table})\n"
                "    WHERE name = {'name} COLLATE NOCASE)",
                "ALTER TABLE {relation} DROP COLUMN {name}"}}},
    {.kind = ASSAY_KIND_index,
     .change = ASSAY_MISSING,
     .safety = ASSAY_REPAIR_SAFE,
     .reason = "a unique one fails if there are duplicates",
     .steps = {{NULL, "CREATE{unique} INDEX IF NOT EXISTS {name} {definition}"}}},
    {.kind = ASSAY_KIND_index,
     .change = ASSAY_CHANGED,
     .safety = ASSAY_REPAIR_REVIEW,
     .reason = "the index that is there is lost",
     .steps = {{NULL, "DROP INDEX IF EXISTS {object}"},
               {NULL, "CREATE{unique} INDEX IF NOT EXISTS {name} {definition}"}}},
    {.kind = ASSAY_KIND_index,
     .change = ASSAY_RENAMED,
     .safety = ASSAY_REPAIR_SAFE,
     .steps = {{NULL, "CREATE{unique} INDEX IF NOT EXISTS {name} {definition}"},
               {NULL, "DROP INDEX IF EXISTS {actual}"}}},
    {.kind = ASSAY_KIND_index,
     .change = ASSAY_UNEXPECTED,
     .safety = ASSAY_REPAIR_REVIEW,
     .reason = "queries that use it become slow, and a unique one keeps nothing out any more",
     .steps = {{NULL, "DROP INDEX IF EXISTS {object}"}}},
    {.kind = ASSAY_KIND_view,
     .change = ASSAY_MISSING,
     .safety = ASSAY_REPAIR_SAFE,
     .steps = {{NULL, "CREATE VIEW IF NOT EXISTS {object}{definition}"}}},
    {.kind = ASSAY_KIND_view,
     .change = ASSAY_UNEXPECTED,
     .safety = ASSAY_REPAIR_REVIEW,
     .reason = "its definition is lost; the backup has it",
     .steps = {{NULL, "DROP VIEW IF EXISTS {object}"}}},
    {.kind = ASSAY_KIND_trigger,
     .change = ASSAY_UNEXPECTED,
     .safety = ASSAY_REPAIR_REVIEW,
     .reason = "its definition is lost; the backup has it",
     .steps = {{NULL, "DROP TRIGGER IF EXISTS {name}"}}},
};

const size_t repair_rows_sqlite_count = sizeof repair_rows_sqlite / sizeof *repair_rows_sqlite;

/* SPDX-License-Identifier: MIT */
/*
 * What changed in a PostgreSQL database between two readings, told by the catalogs' own rows
 * without reading what they say: so that a reading after a small step costs what the step changed.
 * Only where nobody else changes the database meanwhile.
 */
#ifndef ASSAY_READERS_PG_MARKS_H
#define ASSAY_READERS_PG_MARKS_H

#include "readers/pg_reader.h"

/* How a database is marked at one moment. */
typedef struct assay_pg_marks assay_pg_marks;

/* since: of the same database, or NULL: nothing is told to have changed. Lives in the arena. */
assay_status assay_pg_marks_read(assay_pg_marks **out, assay_arena *arena, assay_pg_reader *reader,
                                 const assay_pg_marks *since, assay_error *err);

/* What changed between the two, `now` being read since `before`. Lives in the arena. */
assay_status assay_pg_marks_compare(assay_pg_scope *out, assay_arena *arena,
                                    const assay_pg_marks *before, const assay_pg_marks *now,
                                    assay_error *err);

/* True if the objects of that kind, schema and relation (its own name, if it is one) are in what is
 * read in that scope. */
bool assay_pg_scope_has(const assay_pg_scope *scope, assay_kind kind, const char *schema,
                        const char *relation);
/* True if it is one of the relations of the scope, or was. */
bool assay_pg_scope_names(const assay_pg_scope *scope, const char *schema, const char *relation);

#endif

/* SPDX-License-Identifier: MIT */
/* What the texts of a stamp (stamp_sql.c) and of its reverse (stamp_undo.c) are written with. */
#ifndef ASSAY_STAMP_SQL_WRITING_H
#define ASSAY_STAMP_SQL_WRITING_H

#include "base/buffer.h"
#include "stamp/stamp.h"

typedef struct assay_sql_writing {
    assay_buffer text;
    const assay_stamp_sql_request *request;
    const char *schema, *table; /* the schema may be "" */
    assay_error *err;
} assay_sql_writing;

void assay_sql_begin(assay_sql_writing *w, const assay_stamp_sql_request *request,
                     assay_error *err);
/* The text in the arena, unless status is a failure. Releases what is held either way. */
assay_status assay_sql_end(assay_sql_writing *w, const char **out, assay_arena *arena,
                           assay_status status);

/* The pattern with the table's quoted name in place, or that of the table beside it. */
assay_status assay_sql_add(assay_sql_writing *w, const char *pattern);
assay_status assay_sql_add_beside(assay_sql_writing *w, const char *pattern);
/* A condition that holds if the table's rows are these, once each, and the tool recorded no
 * trouble. */
assay_status assay_sql_add_rows_are(assay_sql_writing *w, const char *const *ids, size_t n);
/* "CAST(column AS text) IN ('a', 'b')", or of a tool with one row "true". */
assay_status assay_sql_add_rows_of(assay_sql_writing *w, const char *const *ids, size_t n);
/* An INSERT of these ids in the tool's way, up to its "FROM wanted"; nothing for none. */
assay_status assay_sql_add_insert(assay_sql_writing *w, const char *const *ids, size_t n);

#endif

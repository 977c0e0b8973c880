/* SPDX-License-Identifier: MIT */
/*
 * The reverse of a stamp. Here the guard is an error, not a condition: a table that is dropped
 * cannot be dropped conditionally.
 */
#include <string.h>

#include "base/quote.h"
#include "stamp/sql_writing.h"

#define GUARD "EXISTS (SELECT 1 FROM assay_guard)"

static bool is_postgres(const assay_sql_writing *w)
{
    return w->request->dialect == ASSAY_POSTGRESQL;
}

/* What the stamp made is dropped. */
static bool drops(const assay_sql_writing *w)
{
    return w->request->table == NULL;
}

static bool drops_beside(const assay_sql_writing *w)
{
    return drops(w) && w->request->sql->beside != NULL && !w->request->keeps_beside;
}

static assay_status write_begin(assay_sql_writing *w)
{
    if (!is_postgres(w)) {
        if (drops(w))
            assay_buffer_add(&w->text, "-- with sqlite3's shell: sqlite3 -bail\n");
        assay_buffer_add(&w->text, "BEGIN IMMEDIATE;\n");
        return ASSAY_OK;
    }
    assay_buffer_add(&w->text, "BEGIN;\n");
    return assay_sql_add(w, drops(w) ? "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;\n"
                                     : "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;\n");
}

assay_status assay_stamp_rows_after(const char ***out, size_t *n, assay_arena *arena,
                                    const assay_stamp_sql_request *request, assay_error *err)
{
    const assay_stamp_ids *ids = request->ids;
    size_t n_before = request->table == NULL ? 0 : request->table->n_rows;
    size_t gone = 0; /* both lists are in the same order */
    *out = assay_arena_calloc(arena, n_before + ids->n_unrecorded + 1, sizeof **out);
    *n = 0;
    if (*out == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n_before; i++) {
        if (gone < ids->n_removed && strcmp(ids->removed[gone], request->table->rows[i]) == 0)
            gone++;
        else if (request->tool->records != ASSAY_RECORDS_LAST)
            (*out)[(*n)++] = request->table->rows[i];
    }
    for (size_t i = 0; i < ids->n_unrecorded; i++)
        (*out)[(*n)++] = ids->unrecorded[i];
    return ASSAY_OK;
}

static assay_status write_guard(assay_sql_writing *w, assay_arena *arena)
{
    const char **rows;
    size_t n;
    assay_status status = assay_stamp_rows_after(&rows, &n, arena, w->request, w->err);
    if (status != ASSAY_OK)
        return status;
    assay_buffer_add(&w->text, "CREATE TEMPORARY TABLE assay_guard (as_stamped boolean NOT NULL,\n"
                               "    CONSTRAINT \"the version table is not as it was stamped\""
                               " CHECK (as_stamped));\nINSERT INTO assay_guard\nSELECT ");
    status = assay_sql_add_rows_are(w, rows, n);
    if (status == ASSAY_OK && drops_beside(w))
        status = assay_sql_add_beside(w, "\n    AND NOT EXISTS (SELECT 1 FROM {table})");
    assay_buffer_add(&w->text, ";\n");
    return status;
}

static assay_status write_removal(assay_sql_writing *w)
{
    const assay_stamp_ids *ids = w->request->ids;
    if (ids->n_unrecorded == 0 || drops(w))
        return ASSAY_OK;
    assay_status status = assay_sql_add(w, "DELETE FROM {table}\nWHERE " GUARD " AND ");
    if (status == ASSAY_OK)
        status = assay_sql_add_rows_of(w, ids->unrecorded, ids->n_unrecorded);
    assay_buffer_add(&w->text, ";\n");
    return status;
}

/* Rows as they were read, each with all its columns. PostgreSQL takes literals for the columns'
 * types only from VALUES itself; there the guard's error has ended the transaction. */
static assay_status write_whole_rows(assay_sql_writing *w, const assay_stamp_rows *rows)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < rows->n && status == ASSAY_OK; i++) {
        status = assay_sql_add(w, "INSERT INTO {table} ");
        assay_buffer_add(&w->text, rows->columns);
        assay_buffer_add(&w->text, is_postgres(w) ? "\nOVERRIDING SYSTEM VALUE VALUES "
                                                  : "\nSELECT v.* FROM (VALUES ");
        assay_buffer_add(&w->text, rows->values[i]);
        assay_buffer_add(&w->text, is_postgres(w) ? ";\n" : ") AS v WHERE " GUARD ";\n");
    }
    return status;
}

static assay_status write_rows(assay_sql_writing *w, const assay_stamp_rows *removed)
{
    const assay_stamp_ids *ids = w->request->ids;
    if (removed != NULL)
        return write_whole_rows(w, removed);
    if (ids->n_removed == 0)
        return ASSAY_OK;
    assay_status status = assay_sql_add_insert(w, ids->removed, ids->n_removed);
    assay_buffer_add(&w->text, " WHERE " GUARD " ORDER BY wanted.place;\n");
    return status;
}

static assay_status write_drop(assay_sql_writing *w)
{
    if (!drops(w))
        return ASSAY_OK;
    assay_status status = assay_sql_add(w, "DROP TABLE {table};\n");
    if (status == ASSAY_OK && drops_beside(w))
        status = assay_sql_add_beside(w, "DROP TABLE {table};\n");
    if (w->request->makes_schema) {
        assay_buffer_add(&w->text, "DROP SCHEMA ");
        assay_quote_identifier_always(&w->text, w->schema);
        assay_buffer_add(&w->text, ";\n");
    }
    return status;
}

assay_status assay_stamp_undo_text(const char **out, assay_arena *arena,
                                   const assay_stamp_sql_request *request,
                                   const assay_stamp_rows *removed, assay_error *err)
{
    assay_sql_writing w;
    assay_sql_begin(&w, request, err);
    assay_status status = write_begin(&w);
    if (status == ASSAY_OK)
        status = write_guard(&w, arena);
    if (status == ASSAY_OK)
        status = write_removal(&w);
    if (status == ASSAY_OK)
        status = write_rows(&w, removed);
    if (status == ASSAY_OK)
        status = write_drop(&w);
    assay_buffer_add(&w.text, "DROP TABLE assay_guard;\nCOMMIT;");
    return assay_sql_end(&w, out, arena, status);
}

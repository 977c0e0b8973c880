/* SPDX-License-Identifier: MIT */
/*
 * The SQL that stamps where a tool has no command for it: one transaction that does nothing unless
 * the version table still is as it was judged. The answer to that is kept in a temporary table, for
 * the first statement that writes changes it.
 */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "stamp/shapes.h"
#include "stamp/stamp.h"

#define AS_JUDGED "(SELECT as_judged FROM assay_guard)"

typedef struct writing {
    assay_buffer text;
    const assay_stamp_sql_request *request;
    const char *schema, *table;
    assay_error *err;
} writing;

static bool is_postgres(const writing *w)
{
    return w->request->dialect == ASSAY_POSTGRESQL;
}

/* The pattern with the table's quoted name in place. */
static assay_status add(writing *w, const char *pattern)
{
    return assay_version_query(&w->text, pattern, w->schema, w->table, w->err);
}

/* "('a', 'b')" */
static void add_list(writing *w, const char *const *ids, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assay_buffer_add(&w->text, i == 0 ? "(" : ", ");
        assay_quote_literal(&w->text, ids[i], is_postgres(w));
    }
    assay_buffer_add(&w->text, ")");
}

static const assay_version_shape *shape_of(const char *tool)
{
    for (size_t i = 0; i < assay_shapes_count; i++)
        if (strcmp(assay_shapes[i].tool, tool) == 0)
            return &assay_shapes[i];
    return NULL;
}

static assay_status write_create(writing *w)
{
    const assay_stamp_sql *sql = w->request->tool->sql;
    if (w->request->table != NULL)
        return ASSAY_OK;
    return add(w, is_postgres(w) || sql->create_sqlite == NULL ? sql->create : sql->create_sqlite);
}

/* Holds if the rows are those that were judged, and nothing failed since. */
static assay_status write_guard(writing *w)
{
    const assay_version_shape *shape = shape_of(w->request->tool->name);
    const assay_version_table *table = w->request->table;
    size_t n = table == NULL ? 0 : table->n_rows;
    if (shape == NULL)
        return assay_fail(w->err, ASSAY_INTERNAL, "no shape of %s", w->request->tool->name);
    assay_buffer_add(&w->text,
                     "CREATE TEMPORARY TABLE assay_guard AS\nSELECT (SELECT count(*) FROM (");
    assay_status status = add(w, shape->read_sql);
    assay_buffer_printf(&w->text, ") AS r) = %zu", n);
    if (status == ASSAY_OK && n > 0) {
        assay_buffer_add(&w->text, "\n    AND NOT EXISTS (SELECT 1 FROM (");
        status = add(w, shape->read_sql);
        assay_buffer_add(&w->text, ") AS r WHERE CAST(r.revision AS text) NOT IN ");
        add_list(w, table->rows, n);
        assay_buffer_add(&w->text, ")");
    }
    if (status == ASSAY_OK && shape->trouble_sql != NULL) {
        assay_buffer_add(&w->text, "\n    AND NOT EXISTS (");
        status = add(w, shape->trouble_sql);
        assay_buffer_add(&w->text, ")");
    }
    assay_buffer_add(&w->text, " AS as_judged;\n");
    return status;
}

static assay_status write_removal(writing *w)
{
    const assay_stamp_ids *ids = w->request->ids;
    if (ids->n_removed == 0)
        return ASSAY_OK;
    assay_status status = add(w, "DELETE FROM {table}\nWHERE " AS_JUDGED " AND CAST(");
    assay_buffer_printf(&w->text, "%s AS text) IN ", w->request->tool->sql->column);
    add_list(w, ids->removed, ids->n_removed);
    assay_buffer_add(&w->text, ";\n");
    return status;
}

/* In the order of application, by which some tools number their rows. */
static assay_status write_rows(writing *w)
{
    const assay_stamp_ids *ids = w->request->ids;
    assay_status status = ASSAY_OK;
    if (w->request->tool->sql->seed != NULL)
        status = add(w, w->request->tool->sql->seed);
    if (status != ASSAY_OK || ids->n_unrecorded == 0)
        return status;
    assay_buffer_add(&w->text, "WITH wanted (place, id) AS (VALUES");
    for (size_t i = 0; i < ids->n_unrecorded; i++) {
        assay_buffer_printf(&w->text, "%s\n    (%zu, ", i == 0 ? "" : ",", i + 1);
        assay_quote_literal(&w->text, ids->unrecorded[i], is_postgres(w));
        assay_buffer_add_char(&w->text, ')');
    }
    assay_buffer_add(&w->text, ")\nINSERT INTO ");
    status = add(w, "{table} ");
    if (status == ASSAY_OK)
        status = add(w, w->request->tool->sql->insert);
    assay_buffer_add(&w->text, "\nFROM wanted WHERE " AS_JUDGED " ORDER BY wanted.place;\n");
    return status;
}

static assay_status write_all(writing *w)
{
    assay_buffer_add(&w->text, is_postgres(w) ? "BEGIN;\n" : "BEGIN IMMEDIATE;\n");
    assay_status status = write_create(w);
    if (status == ASSAY_OK && is_postgres(w))
        status = add(w, "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;\n");
    if (status == ASSAY_OK)
        status = write_guard(w);
    if (status == ASSAY_OK)
        status = write_removal(w);
    if (status == ASSAY_OK)
        status = write_rows(w);
    assay_buffer_add(
        &w->text,
        "SELECT CASE WHEN as_judged THEN 'stamped'\n"
        "    ELSE 'not stamped: the version table is not as it was judged' END AS result\n"
        "FROM assay_guard;\nDROP TABLE assay_guard;\nCOMMIT;");
    return status == ASSAY_OK ? assay_buffer_check(&w->text, w->err) : status;
}

assay_status assay_stamp_sql_text(const char **out, assay_arena *arena,
                                  const assay_stamp_sql_request *request, assay_error *err)
{
    const assay_version_table *table = request->table;
    writing w = {.text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT),
                 .request = request,
                 .schema = table == NULL ? "" : table->schema,
                 .table = table == NULL ? request->tool->sql->table : table->name,
                 .err = err};
    assay_status status = write_all(&w);
    *out = status == ASSAY_OK ? assay_arena_strdup(arena, assay_buffer_text(&w.text)) : NULL;
    assay_buffer_release(&w.text);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(err) : status;
}

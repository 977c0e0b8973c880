/* SPDX-License-Identifier: MIT */
/*
 * The SQL that stamps: one transaction that does nothing unless the version table still is as it
 * was judged. The answer to that is kept in a temporary table, for the first statement that writes
 * changes it.
 */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "stamp/shapes.h"
#include "stamp/sql_writing.h"

#define AS_JUDGED "(SELECT as_judged FROM assay_guard)"

static bool is_postgres(const assay_sql_writing *w)
{
    return w->request->dialect == ASSAY_POSTGRESQL;
}

void assay_sql_begin(assay_sql_writing *w, const assay_stamp_sql_request *request, assay_error *err)
{
    const assay_version_table *table = request->table;
    const char *name = request->name == NULL ? request->sql->table : request->name;
    *w = (assay_sql_writing){.text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT),
                             .request = request,
                             .schema = table != NULL ? table->schema : request->schema,
                             .table = table != NULL ? table->name : name,
                             .err = err};
    if (w->schema == NULL && is_postgres(w))
        w->schema = request->sql->schema;
    if (w->schema == NULL)
        w->schema = "";
}

assay_status assay_sql_end(assay_sql_writing *w, const char **out, assay_arena *arena,
                           assay_status status)
{
    *out = NULL;
    if (status == ASSAY_OK)
        status = assay_buffer_check(&w->text, w->err);
    if (status == ASSAY_OK)
        *out = assay_arena_strdup(arena, assay_buffer_text(&w->text));
    assay_buffer_release(&w->text);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(w->err) : status;
}

assay_status assay_sql_add(assay_sql_writing *w, const char *pattern)
{
    return assay_version_query(&w->text, pattern, w->schema, w->table, w->err);
}

assay_status assay_sql_add_beside(assay_sql_writing *w, const char *pattern)
{
    return assay_version_query(&w->text, pattern, w->schema, w->request->sql->beside, w->err);
}

static const assay_version_shape *shape_of(const assay_stamp_sql_request *request)
{
    return assay_shape_of(request->tool->name, request->table != NULL && request->table->renamed);
}

/* "('a', 'b')" */
static void add_list(assay_sql_writing *w, const char *const *ids, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assay_buffer_add(&w->text, i == 0 ? "(" : ", ");
        assay_quote_literal(&w->text, ids[i], is_postgres(w));
    }
    assay_buffer_add(&w->text, ")");
}

assay_status assay_sql_add_rows_are(assay_sql_writing *w, const char *const *ids, size_t n)
{
    const assay_version_shape *shape = shape_of(w->request);
    if (shape == NULL)
        return assay_fail(w->err, ASSAY_INTERNAL, "no shape of %s", w->request->tool->name);
    assay_buffer_add(&w->text, "(SELECT count(*) FROM (");
    assay_status status = assay_sql_add(w, shape->read_sql);
    assay_buffer_printf(&w->text, ") AS r) = %zu", n);
    if (status == ASSAY_OK && n > 0) {
        assay_buffer_add(&w->text, "\n    AND NOT EXISTS (SELECT 1 FROM (");
        status = assay_sql_add(w, shape->read_sql);
        assay_buffer_add(&w->text, ") AS r WHERE CAST(r.revision AS text) NOT IN ");
        add_list(w, ids, n);
        assay_buffer_add(&w->text, ")");
    }
    if (status == ASSAY_OK && shape->trouble_sql != NULL) {
        assay_buffer_add(&w->text, "\n    AND NOT EXISTS (");
        status = assay_sql_add(w, shape->trouble_sql);
        assay_buffer_add(&w->text, ")");
    }
    return status;
}

assay_status assay_sql_add_rows_of(assay_sql_writing *w, const char *const *ids, size_t n)
{
    const assay_tool *tool = w->request->tool;
    if (tool->records == ASSAY_RECORDS_LAST) {
        assay_buffer_add(&w->text, "true");
        return ASSAY_OK;
    }
    assay_buffer_printf(&w->text, "CAST(%s AS text) IN ", w->request->sql->column);
    add_list(w, ids, n);
    return assay_buffer_check(&w->text, w->err);
}

/* What a table holds may be anything, and is printed as SQL: bytes are hexadecimal or not known. */
static const char *as_hex(const char *recorded)
{
    if (strncmp(recorded, "\\x", 2) == 0)
        recorded += 2;
    size_t length = strlen(recorded);
    return length % 2 == 0 && strspn(recorded, "0123456789abcdefABCDEF") == length ? recorded
                                                                                   : NULL;
}

assay_revision_file assay_stamp_file_of(const assay_stamp_sql_request *request, const char *id)
{
    const assay_revision *revision =
        request->history == NULL ? NULL : assay_history_find(request->history, id);
    assay_revision_file file = {.digest = NULL};
    if (revision != NULL)
        file = revision->recorded;
    if (file.digest == NULL && request->table != NULL)
        file.digest = assay_version_table_recorded(request->table, id);
    if (file.digest != NULL && request->sql->digest == ASSAY_DIGEST_SHA384)
        file.digest = as_hex(file.digest);
    return file;
}

static void add_text(assay_sql_writing *w, const char *text)
{
    assay_buffer_add(&w->text, ", ");
    assay_quote_literal(&w->text, text == NULL ? "" : text, is_postgres(w));
}

/* ", decode('c0ffee', 'hex'), 'the title', 'the name'" */
static void add_file(assay_sql_writing *w, const char *id)
{
    const assay_revision_file file = assay_stamp_file_of(w->request, id);
    bool bytes = w->request->sql->digest == ASSAY_DIGEST_SHA384;
    if (!bytes)
        add_text(w, file.digest);
    else
        assay_buffer_printf(&w->text, is_postgres(w) ? ", decode('%s', 'hex')" : ", x'%s'",
                            file.digest == NULL ? "" : file.digest);
    add_text(w, file.title);
    add_text(w, file.name);
}

assay_status assay_sql_add_insert(assay_sql_writing *w, const char *const *ids, size_t n)
{
    const assay_stamp_sql *sql = w->request->sql;
    if (n == 0)
        return ASSAY_OK;
    assay_buffer_add(&w->text, sql->digest == ASSAY_DIGEST_NONE
                                   ? "WITH wanted (place, id) AS (VALUES"
                                   : "WITH wanted (place, id, digest, title, name) AS (VALUES");
    for (size_t i = 0; i < n; i++) {
        assay_buffer_printf(&w->text, "%s\n    (%zu, ", i == 0 ? "" : ",", i + 1);
        assay_quote_literal(&w->text, ids[i], is_postgres(w));
        if (sql->digest != ASSAY_DIGEST_NONE)
            add_file(w, ids[i]);
        assay_buffer_add_char(&w->text, ')');
    }
    assay_buffer_add(&w->text, ")\nINSERT INTO ");
    assay_status status = assay_sql_add(w, "{table} ");
    if (status == ASSAY_OK)
        status = assay_sql_add(
            w, is_postgres(w) || sql->insert_sqlite == NULL ? sql->insert : sql->insert_sqlite);
    assay_buffer_add(&w->text, "\nFROM wanted");
    return status;
}

static assay_status write_create(assay_sql_writing *w)
{
    const assay_stamp_sql *sql = w->request->sql;
    if (w->request->table != NULL)
        return ASSAY_OK;
    if (w->request->makes_schema) {
        assay_buffer_add(&w->text, "CREATE SCHEMA IF NOT EXISTS ");
        assay_quote_identifier_always(&w->text, w->schema);
        assay_buffer_add(&w->text, ";\n");
    }
    assay_status status = assay_sql_add(
        w, is_postgres(w) || sql->create_sqlite == NULL ? sql->create : sql->create_sqlite);
    return status == ASSAY_OK && sql->beside != NULL ? assay_sql_add_beside(w, sql->create_beside)
                                                     : status;
}

/* Holds if the rows are those that were judged, and nothing failed since. */
static assay_status write_guard(assay_sql_writing *w)
{
    const assay_version_table *table = w->request->table;
    assay_buffer_add(&w->text, "CREATE TEMPORARY TABLE assay_guard AS\nSELECT ");
    assay_status status = assay_sql_add_rows_are(w, table == NULL ? NULL : table->rows,
                                                 table == NULL ? 0 : table->n_rows);
    assay_buffer_add(&w->text, " AS as_judged;\n");
    return status;
}

static assay_status write_removal(assay_sql_writing *w)
{
    const assay_stamp_ids *ids = w->request->ids;
    bool all = w->request->tool->records == ASSAY_RECORDS_LAST && w->request->table != NULL;
    if (ids->n_removed == 0 && !all)
        return ASSAY_OK;
    assay_status status = assay_sql_add(w, "DELETE FROM {table}\nWHERE " AS_JUDGED " AND ");
    if (status == ASSAY_OK)
        status = assay_sql_add_rows_of(w, ids->removed, ids->n_removed);
    assay_buffer_add(&w->text, ";\n");
    return status;
}

/* In the order of application, by which some tools number their rows. */
static assay_status write_rows(assay_sql_writing *w)
{
    const assay_stamp_ids *ids = w->request->ids;
    const char *seed = w->request->sql->seed;
    assay_status status = ASSAY_OK;
    if (seed != NULL) {
        assay_buffer_add(&w->text, "INSERT INTO ");
        status = assay_sql_add(w, "{table} ");
        if (status == ASSAY_OK)
            status = assay_sql_add(w, seed);
        assay_buffer_add(&w->text, "\n    AND " AS_JUDGED ";\n");
    }
    if (status != ASSAY_OK || ids->n_unrecorded == 0)
        return status;
    status = assay_sql_add_insert(w, ids->unrecorded, ids->n_unrecorded);
    assay_buffer_add(&w->text, " WHERE " AS_JUDGED " ORDER BY wanted.place;\n");
    return status;
}

static assay_status write_all(assay_sql_writing *w)
{
    assay_buffer_add(&w->text, is_postgres(w) ? "BEGIN;\n" : "BEGIN IMMEDIATE;\n");
    assay_status status = write_create(w);
    if (status == ASSAY_OK && is_postgres(w))
        status = assay_sql_add(w, "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;\n");
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
    return status;
}

/* Also of the rows that go, for the way back. */
static bool has_digests(const assay_stamp_sql_request *request, const char *const *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (assay_stamp_file_of(request, ids[i]).digest == NULL)
            return false;
    return true;
}

assay_stamp_lack assay_stamp_sql_lacks(const assay_stamp_sql_request *request)
{
    const assay_tool *tool = request->tool;
    const assay_stamp_sql *sql = request->sql;
    const assay_stamp_ids *ids = request->ids;
    if (sql == NULL || (request->table == NULL && sql->create == NULL))
        return ASSAY_LACKS_WAY;
    if ((sql->adds_only && ids->n_removed > 0) ||
        (ids->n_heads != 1 && tool->records != ASSAY_RECORDS_HEADS &&
         tool->records != ASSAY_RECORDS_SET))
        return ASSAY_LACKS_WAY;
    bool known = sql->digest == ASSAY_DIGEST_NONE ||
                 (has_digests(request, ids->unrecorded, ids->n_unrecorded) &&
                  has_digests(request, ids->removed, ids->n_removed));
    return known ? ASSAY_LACKS_NOTHING : ASSAY_LACKS_DIGEST;
}

assay_status assay_stamp_sql_text(const char **out, assay_arena *arena,
                                  const assay_stamp_sql_request *request, assay_error *err)
{
    assay_sql_writing w;
    assay_sql_begin(&w, request, err);
    assay_status status = write_all(&w);
    return assay_sql_end(&w, out, arena, status);
}

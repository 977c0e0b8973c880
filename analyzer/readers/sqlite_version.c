/* SPDX-License-Identifier: MIT */
/*
 * Version tables: recognised by their columns, whatever their name, and read as what they are, the
 * texts of somebody's file. A NUL in a row is written \x00: such a text is no revision of anyone,
 * and the row must not vanish.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/quote.h"
#include "kinds/canon.h"
#include "readers/sqlite_read.h"

enum {
    MAX_ROWS = 10000,
    MAX_COLUMNS = 64,     /* more than any migration tool's table has */
    MAX_ROW_BYTES = 4096, /* of one id; the rest is cut off */
    MAX_WIDTH = 1 << 20
};

/* The columns as objects outside any catalog, as the shapes are asked about them. */
static const assay_object *const *column_objects(const assay_sqlite_reader *reader,
                                                 const assay_sqlite_relation *relation)
{
    size_t n = relation->table.n_columns;
    assay_object *objects = assay_arena_calloc(reader->arena, n, sizeof *objects);
    const assay_object **list = assay_arena_calloc(reader->arena, n, sizeof *list);
    for (size_t i = 0; objects != NULL && list != NULL && i < n; i++) {
        const assay_sqlite_column *column = &relation->table.columns[i];
        assay_buffer type = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
        assay_canon_type(&type, ASSAY_SQLITE, column->type);
        const char **values = assay_arena_calloc(reader->arena, ASSAY_column_COUNT, sizeof *values);
        if (values != NULL)
            values[ASSAY_column_type] = assay_arena_strdup(reader->arena, assay_buffer_text(&type));
        assay_buffer_release(&type);
        if (values == NULL || values[ASSAY_column_type] == NULL)
            return NULL;
        objects[i] = (assay_object){.kind = ASSAY_KIND_column,
                                    .schema = "",
                                    .relation = relation->row->name,
                                    .name = column->name,
                                    .values = values};
        list[i] = &objects[i];
    }
    return objects == NULL ? NULL : list;
}

assay_status assay_sqlite_find_version_tables(assay_sqlite_reader *reader, assay_error *err)
{
    size_t n = reader->n_relations;
    reader->versions = assay_arena_calloc(reader->arena, n + 1, sizeof *reader->versions);
    if (reader->versions == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const assay_sqlite_relation *relation = &reader->relations[i];
        const char *name = relation->row->name;
        reader->versions[i] =
            (assay_version_relation){.schema = "",
                                     .name = name,
                                     .named = assay_read_options_named(reader->options, "", name)};
        if (reader->options->n_shapes == 0 || relation->table.n_columns == 0 ||
            relation->table.n_columns > MAX_COLUMNS || relation->table.module.start != NULL)
            continue;
        reader->versions[i].columns = column_objects(reader, relation);
        reader->versions[i].n_columns = relation->table.n_columns;
        if (reader->versions[i].columns == NULL)
            return assay_fail_nomem(err);
    }
    assay_version_assign(reader->versions, n, reader->options->shapes, reader->options->n_shapes,
                         ASSAY_SQLITE);
    return ASSAY_OK;
}

typedef enum version_read { READ_ROWS, READ_TROUBLE, READ_CHECKSUMS } version_read;

/* The value as text: a NUL as \x00, and bytes in hexadecimal behind "\x". */
static assay_status value_text(assay_buffer *out, sqlite3_stmt *row, int column, bool bytes,
                               assay_error *err)
{
    const unsigned char *value =
        bytes ? sqlite3_column_blob(row, column) : sqlite3_column_text(row, column);
    int length = sqlite3_column_bytes(row, column);
    if (value == NULL && (length > 0 || !bytes))
        return assay_fail_nomem(err);
    assay_buffer_add(out, bytes ? "\\x" : "");
    for (int i = 0; i < length && i < MAX_ROW_BYTES; i++) {
        if (bytes)
            assay_buffer_printf(out, "%02x", value[i]);
        else if (value[i] != '\0')
            assay_buffer_add_char(out, (char)value[i]);
        else
            assay_buffer_add(out, "\\x00");
    }
    return assay_buffer_check(out, err);
}

static assay_status add_checksum(assay_sqlite_reader *reader, assay_version_table *table,
                                 sqlite3_stmt *row, const char *revision, assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status =
        value_text(&text, row, 1, sqlite3_column_type(row, 1) == SQLITE_BLOB, err);
    if (status == ASSAY_OK)
        status = assay_version_table_checksum(reader->snapshot, table, revision,
                                              assay_buffer_text(&text), err);
    assay_buffer_release(&text);
    return status;
}

/* NULL is no revision: such a row says nothing, as in the other reader. */
static assay_status add_row(assay_sqlite_reader *reader, assay_version_table *table,
                            version_read what, sqlite3_stmt *row, assay_buffer *text,
                            assay_error *err)
{
    assay_buffer_clear(text);
    if (sqlite3_column_type(row, 0) == SQLITE_NULL)
        return ASSAY_OK;
    assay_status status = value_text(text, row, 0, false, err);
    if (status != ASSAY_OK)
        return status;
    const char *value = assay_buffer_text(text);
    switch (what) {
    case READ_CHECKSUMS:
        return add_checksum(reader, table, row, value, err);
    case READ_TROUBLE:
        return assay_version_table_trouble(reader->snapshot, table, value, err);
    case READ_ROWS:
        break;
    }
    return assay_version_table_row(reader->snapshot, table, value, err);
}

/* A table whose rows cannot be read is reported as such; only what concerns the whole file ends the
 * run. */
static bool concerns_the_file(int code)
{
    switch (code & 0xff) {
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_BUSY:
    case SQLITE_CORRUPT:
    case SQLITE_IOERR:
        return true;
    default:
        return false;
    }
}

static assay_status step_rows(assay_sqlite_reader *reader, assay_version_table *table,
                              version_read what, const char *sql, assay_error *err)
{
    sqlite3_stmt *s = NULL;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = ASSAY_OK;
    size_t n = 0;
    int code = sqlite3_prepare_v2(reader->file.db, sql, -1, &s, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW && status == ASSAY_OK) {
        if (n++ == MAX_ROWS) {
            status = assay_snapshot_limit(reader->snapshot, "table",
                                          "a version table has more than 10,000 rows", 1, err);
            table->readable = false;
            table->reason = "it has more than 10,000 rows, and no more are read";
            code = SQLITE_DONE;
            break;
        }
        status = add_row(reader, table, what, s, &text, err);
        code = SQLITE_OK;
    }
    table->readable = table->readable && code == SQLITE_DONE;
    if (status == ASSAY_OK && code != SQLITE_DONE && concerns_the_file(code))
        status = assay_sqlite_fail(&reader->file, code, err);
    else if (status == ASSAY_OK && code != SQLITE_DONE)
        table->reason =
            assay_arena_strdup(reader->snapshot->catalog->arena, sqlite3_errmsg(reader->file.db));
    assay_buffer_release(&text);
    sqlite3_finalize(s);
    return status;
}

/* The query of a shape or a part, read into the version table. */
static assay_status read_rows(assay_sqlite_reader *reader, assay_version_table *table,
                              version_read what, const char *pattern, const char *name,
                              assay_error *err)
{
    if (pattern == NULL || !table->readable)
        return ASSAY_OK;
    assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = assay_version_query(&sql, pattern, "", name, err);
    if (status == ASSAY_OK)
        status = step_rows(reader, table, what, assay_buffer_text(&sql), err);
    assay_buffer_release(&sql);
    return status;
}

/* varchar(32) -> 32; 0 where the type has no length. */
static int width_of(const assay_version_relation *version)
{
    size_t length = strcspn(version->shape->columns[0], " ");
    for (size_t i = 0; i < version->n_columns; i++) {
        const assay_object *column = version->columns[i];
        if (strlen(column->name) != length ||
            strncasecmp(column->name, version->shape->columns[0], length) != 0)
            continue;
        const char *open = strchr(column->values[ASSAY_column_type], '(');
        long width = open == NULL ? 0 : strtol(open + 1, NULL, 10);
        return width > 0 && width < MAX_WIDTH ? (int)width : 0;
    }
    return 0;
}

static assay_status read_table(assay_sqlite_reader *reader, size_t index, assay_error *err)
{
    const assay_version_relation *version = &reader->versions[index];
    assay_version_table *table = assay_snapshot_version_table(
        reader->snapshot, version->shape->tool, "", version->name, err);
    if (table == NULL)
        return err->code;
    table->width = width_of(version);
    table->renamed =
        assay_version_renamed(version->shape, reader->options->shapes, reader->options->n_shapes);
    assay_status status =
        read_rows(reader, table, READ_ROWS, version->shape->read_sql, version->name, err);
    if (status == ASSAY_OK)
        status =
            read_rows(reader, table, READ_TROUBLE, version->shape->trouble_sql, version->name, err);
    if (status == ASSAY_OK)
        status = read_rows(reader, table, READ_CHECKSUMS, version->shape->checksum_sql,
                           version->name, err);
    for (size_t i = 0; i < reader->n_relations && status == ASSAY_OK; i++) {
        const assay_version_relation *part = &reader->versions[i];
        if (part->part != NULL && part->of == index)
            status =
                read_rows(reader, table, READ_TROUBLE, part->part->trouble_sql, part->name, err);
    }
    return status;
}

assay_status assay_sqlite_read_version_table(assay_sqlite_reader *reader,
                                             assay_sqlite_relation *relation, assay_error *err)
{
    size_t index = (size_t)(relation - reader->relations);
    const assay_version_relation *version = &reader->versions[index];
    if (version->shape == NULL)
        return ASSAY_OK;
    relation->hidden = true;
    assay_buffer reason = ASSAY_BUFFER_INIT(2 * ASSAY_MAX_NAME);
    assay_buffer_printf(&reason, ASSAY_LIMIT_VERSION_TABLE "%s: ", version->shape->tool);
    assay_quote_identifier(&reason, version->name);
    assay_status status =
        assay_snapshot_limit(reader->snapshot, "table", assay_buffer_text(&reason), 1, err);
    assay_buffer_release(&reason);
    return status == ASSAY_OK && version->part == NULL ? read_table(reader, index, err) : status;
}

/* SPDX-License-Identifier: MIT */
/*
 * The SQLite reader: sqlite_schema's statements, sorted into relations and what belongs to them,
 * become the objects of a snapshot. All is read in the one transaction that sqlite_open.c opens.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/embedded.h"
#include "readers/sqlite_read.h"

assay_sqlite_relation *assay_sqlite_find_relation(const assay_sqlite_reader *reader,
                                                  const char *name)
{
    const char *key = assay_sqlite_fold(reader->scratch, name);
    return key == NULL ? NULL : assay_map_find(reader->by_name, key);
}

assay_status assay_sqlite_text(assay_arena *arena, sqlite3_stmt *statement, int column,
                               const char **out, size_t *length, assay_error *err)
{
    /* text before bytes: it is what converts UTF-16 (sqlite3_column_blob's documentation). */
    const char *text = (const char *)sqlite3_column_text(statement, column);
    *length = (size_t)sqlite3_column_bytes(statement, column);
    *out = NULL;
    if (text == NULL)
        return sqlite3_column_type(statement, column) == SQLITE_NULL ? ASSAY_OK
                                                                     : assay_fail_nomem(err);
    *out = assay_arena_strndup(arena, text, *length);
    return *out == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

int assay_sqlite_prepare(const assay_sqlite_reader *reader, const char *name, const char *parameter,
                         sqlite3_stmt **out)
{
    char path[128];
    snprintf(path, sizeof path, "analyzer/readers/sql/sqlite/%s.sql", name);
    const assay_embedded *sql = assay_embedded_find(path);
    if (sql == NULL)
        return SQLITE_INTERNAL;
    int code = sqlite3_prepare_v2(reader->file.db, sql->data, (int)sql->length, out, NULL);
    if (code == SQLITE_OK && parameter != NULL)
        code = sqlite3_bind_text(*out, 1, parameter, -1, SQLITE_TRANSIENT);
    return code;
}

static bool find_kind(assay_kind *out, const char *type)
{
    static const assay_kind kinds[] = {ASSAY_KIND_table, ASSAY_KIND_view, ASSAY_KIND_index,
                                       ASSAY_KIND_trigger};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(assay_kind_get(kinds[i])->name, type) == 0) {
            *out = kinds[i];
            return true;
        }
    }
    return false;
}

/* SQLite's own tables: sqlite_sequence, sqlite_stat1 … */
static bool is_internal(const char *name)
{
    return strncasecmp(name, "sqlite_", strlen("sqlite_")) == 0;
}

static assay_status take_row(assay_sqlite_reader *reader, sqlite3_stmt *s, size_t *capacity,
                             assay_error *err)
{
    enum { TYPE, NAME, TABLE, SQL, COLUMNS };
    const char *text[COLUMNS];
    bool has_nul = false;
    assay_kind kind;
    for (int i = 0; i < COLUMNS; i++) {
        size_t length;
        assay_status status = assay_sqlite_text(reader->arena, s, i, &text[i], &length, err);
        if (status != ASSAY_OK)
            return status;
        if (text[i] == NULL)
            text[i] = "";
        has_nul |= length != strlen(text[i]);
    }
    if (!find_kind(&kind, text[TYPE]) || is_internal(text[NAME]))
        return ASSAY_OK;
    if (has_nul)
        return assay_snapshot_limit(reader->snapshot, text[TYPE], "its name or text holds a NUL", 1,
                                    err);
    const assay_sqlite_row row = {kind, text[NAME], text[TABLE], text[SQL]};
    bool refused;
    assay_status status = assay_sqlite_refuse_row(reader, &row, &refused, err);
    if (status != ASSAY_OK || refused)
        return status;
    assay_sqlite_row *grown =
        assay_arena_grow(reader->arena, reader->rows, capacity, reader->n_rows + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(err);
    reader->rows = grown;
    grown[reader->n_rows++] = row;
    return ASSAY_OK;
}

static assay_status read_rows(assay_sqlite_reader *reader, assay_error *err)
{
    sqlite3_stmt *s = NULL;
    size_t capacity = 0;
    assay_status status = ASSAY_OK;
    int code = assay_sqlite_prepare(reader, "schema", NULL, &s);
    while (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW && status == ASSAY_OK) {
        status = take_row(reader, s, &capacity, err);
        code = SQLITE_OK;
    }
    if (status == ASSAY_OK && code != SQLITE_DONE)
        status = assay_sqlite_fail(&reader->file, code, err);
    sqlite3_finalize(s);
    return status;
}

static assay_status add_relation(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                 assay_error *err)
{
    assay_sqlite_relation *relation = &reader->relations[reader->n_relations++];
    assay_error parse = ASSAY_ERROR_INIT;
    relation->row = row;
    if (row->kind == ASSAY_KIND_table) {
        assay_sqlite_parse_table(&relation->table, reader->arena, row->sql, &parse);
        if (parse.code == ASSAY_NOMEM)
            return assay_fail_nomem(err);
        if (parse.code != ASSAY_OK)
            relation->reason = assay_arena_strdup(reader->arena, parse.what);
        if (parse.code != ASSAY_OK && relation->reason == NULL)
            return assay_fail_nomem(err);
    }
    const char *key = assay_sqlite_fold(reader->arena, row->name);
    return key != NULL && assay_map_put(reader->by_name, key, relation) ? ASSAY_OK
                                                                        : assay_fail_nomem(err);
}

/* The tables in which a virtual table's module keeps its data. By name and not by PRAGMA
 * table_list, which would connect every virtual table, and knows only modules that are loaded. */
static bool is_shadow_of(const assay_token *module, const char *suffix)
{
    static const struct {
        const char *module, *suffixes[6];
    } shadows[] = {
        {"fts3", {"content", "segments", "segdir", "docsize", "stat"}},
        {"fts4", {"content", "segments", "segdir", "docsize", "stat"}},
        {"fts5", {"data", "idx", "content", "docsize", "config"}},
        {"rtree", {"node", "rowid", "parent"}},
        {"rtree_i32", {"node", "rowid", "parent"}},
        {"geopoly", {"node", "rowid", "parent"}},
    };
    for (size_t i = 0; i < sizeof shadows / sizeof *shadows; i++) {
        if (!assay_token_is_word(module, shadows[i].module))
            continue;
        for (const char *const *s = shadows[i].suffixes; *s != NULL; s++) {
            if (strcasecmp(*s, suffix) == 0)
                return true;
        }
    }
    return false;
}

/* t_suffix where t is a virtual table; t may hold underscores, no suffix does. */
static bool is_shadow(const assay_sqlite_reader *reader, const assay_sqlite_relation *relation)
{
    char *name = assay_sqlite_fold(reader->scratch, relation->row->name);
    char *last = name == NULL ? NULL : strrchr(name, '_');
    if (last == NULL)
        return false;
    const char *suffix = last + 1;
    *last = '\0';
    const assay_sqlite_relation *owner = assay_map_find(reader->by_name, name);
    if (owner == NULL || owner->table.module.start == NULL)
        return false;
    assay_sqlite_cursor module;
    assay_sqlite_start(&module, owner->table.module);
    return is_shadow_of(&module.token, suffix);
}

/* Views and constraints come later: they need to know every relation. */
static assay_status add_table(assay_sqlite_reader *reader, const assay_sqlite_relation *relation,
                              assay_error *err)
{
    if (relation->row->kind != ASSAY_KIND_table)
        return ASSAY_OK;
    if (relation->malformed)
        return assay_sqlite_add_malformed(reader, ASSAY_KIND_table, "", relation->row->name, err);
    return assay_sqlite_add_table(reader, relation, err);
}

/* Facts of each real table, what is left out (shadows, version tables, what filters exclude), and
 * the table with its columns, while its facts are there. */
static assay_status examine(assay_sqlite_reader *reader, assay_sqlite_relation *relation,
                            assay_error *err)
{
    assay_status status = assay_sqlite_check_time(&reader->file, err);
    assay_arena_reset(reader->scratch);
    bool is_plain = relation->row->kind == ASSAY_KIND_table && relation->table.module.start == NULL;
    relation->hidden = is_plain && is_shadow(reader, relation);
    bool is_read = is_plain && !relation->hidden;
    /* A text that does not parse may be that of a view, which no PRAGMA may see. */
    bool is_lost = reader->file.malformed != NULL && relation->reason != NULL;
    if (status == ASSAY_OK && is_read && !is_lost)
        status = assay_sqlite_read_facts(reader, relation, err);
    relation->malformed = is_read && (is_lost || relation->malformed);
    if (status == ASSAY_OK && is_read && !relation->malformed)
        status = assay_sqlite_read_version_table(reader, relation, err);
    if (status != ASSAY_OK || relation->hidden)
        return status;
    if (assay_read_options_keep(reader->options, "", relation->row->name))
        return add_table(reader, relation, err);
    relation->hidden = true;
    return assay_snapshot_limit(reader->snapshot, assay_kind_get(relation->row->kind)->name,
                                ASSAY_LIMIT_FILTERED, 1, err);
}

static assay_status read_relations(assay_sqlite_reader *reader, assay_error *err)
{
    reader->relations =
        assay_arena_calloc(reader->arena, reader->n_rows, sizeof *reader->relations);
    if (reader->relations == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < reader->n_rows && status == ASSAY_OK; i++) {
        if (reader->rows[i].kind == ASSAY_KIND_table || reader->rows[i].kind == ASSAY_KIND_view)
            status = add_relation(reader, &reader->rows[i], err);
    }
    if (status == ASSAY_OK)
        status = assay_sqlite_find_version_tables(reader, err);
    int code = assay_sqlite_prepare(reader, "column", NULL, &reader->columns);
    if (status == ASSAY_OK && code != SQLITE_OK)
        status = assay_sqlite_fail(&reader->file, code, err);
    for (size_t i = 0; i < reader->n_relations && status == ASSAY_OK; i++) {
        assay_read_report(reader->options->progress, i, reader->n_relations,
                          reader->snapshot->catalog->n_objects);
        status = examine(reader, &reader->relations[i], err);
    }
    return status;
}

static assay_status add_relation_objects(assay_sqlite_reader *reader,
                                         const assay_sqlite_relation *relation, assay_error *err)
{
    if (relation->row->kind == ASSAY_KIND_view)
        return assay_sqlite_add_view(reader, relation->row, err);
    return relation->malformed ? ASSAY_OK : assay_sqlite_add_constraints(reader, relation, err);
}

static assay_status add_statement(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                  assay_error *err)
{
    const assay_sqlite_relation *owner = assay_sqlite_find_relation(reader, row->table);
    if (owner != NULL && owner->hidden)
        return ASSAY_OK;
    bool is_lost = false;
    if (row->kind == ASSAY_KIND_index && reader->file.malformed != NULL) {
        assay_status status = assay_sqlite_index_is_lost(reader, row->name, &is_lost, err);
        if (status != ASSAY_OK)
            return status;
    }
    if (is_lost)
        return assay_sqlite_add_malformed(reader, row->kind, row->table, row->name, err);
    if (row->kind == ASSAY_KIND_index)
        return assay_sqlite_add_index(reader, row, err);
    return row->kind == ASSAY_KIND_trigger ? assay_sqlite_add_trigger(reader, row, err) : ASSAY_OK;
}

static assay_status add_objects(assay_sqlite_reader *reader, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < reader->n_relations && status == ASSAY_OK; i++) {
        assay_arena_reset(reader->scratch);
        if (!reader->relations[i].hidden)
            status = add_relation_objects(reader, &reader->relations[i], err);
    }
    for (size_t i = 0; i < reader->n_rows && status == ASSAY_OK; i++) {
        assay_arena_reset(reader->scratch);
        status = assay_sqlite_check_time(&reader->file, err);
        if (status == ASSAY_OK)
            status = add_statement(reader, &reader->rows[i], err);
    }
    return status;
}

static assay_status describe(assay_sqlite_reader *reader, assay_error *err)
{
    assay_snapshot *snapshot = reader->snapshot;
    assay_arena *arena = snapshot->catalog->arena;
    const char *base = strrchr(reader->file.real, '/');
    snapshot->taken_at = reader->options->now;
    snapshot->reader = "sqlite";
    snapshot->server_version = sqlite3_libversion_number();
    snapshot->server = assay_arena_printf(arena, "SQLite %s", sqlite3_libversion());
    snapshot->target = assay_arena_strdup(arena, reader->file.real);
    snapshot->database = assay_arena_strdup(arena, base == NULL ? reader->file.real : base + 1);
    return snapshot->server == NULL || snapshot->target == NULL || snapshot->database == NULL
               ? assay_fail_nomem(err)
               : ASSAY_OK;
}

static assay_status read_file(assay_sqlite_reader *reader, const char *path, assay_error *err)
{
    reader->by_name = assay_map_new(reader->arena);
    reader->names = assay_sqlite_names_new(reader->arena);
    if (reader->by_name == NULL || reader->names == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    if (reader->file.db == NULL)
        status = assay_sqlite_open(&reader->file, reader->arena, path, reader->options, err);
    if (status == ASSAY_OK)
        status = describe(reader, err);
    if (status == ASSAY_OK && reader->file.malformed != NULL)
        status = assay_sqlite_note_malformed(reader, err);
    if (status == ASSAY_OK)
        status = read_rows(reader, err);
    if (status == ASSAY_OK)
        status = read_relations(reader, err);
    sqlite3_finalize(reader->columns);
    /* The rest is in the texts already read: what SQLite holds of the schema can go before. */
    if (reader->file.malformed == NULL)
        assay_sqlite_close(&reader->file);
    if (status == ASSAY_OK)
        status = add_objects(reader, err);
    assay_sqlite_close(&reader->file);
    return status;
}

static assay_status read_snapshot(assay_snapshot **out, const assay_sqlite_file *file,
                                  const char *path, const assay_read_options *options,
                                  assay_error *err)
{
    assay_error own = ASSAY_ERROR_INIT;
    assay_sqlite_reader reader = {.options = options,
                                  .file = *file,
                                  .arena = assay_arena_new(),
                                  .scratch = assay_arena_new(),
                                  .snapshot = assay_snapshot_new(ASSAY_SQLITE)};
    *out = NULL;
    if (err == NULL)
        err = &own; /* statuses below are read back from it */
    bool has_memory = reader.arena != NULL && reader.scratch != NULL && reader.snapshot != NULL;
    if (has_memory)
        reader.snapshot->catalog->keep_raw = options->keep_raw;
    assay_status status = has_memory ? read_file(&reader, path, err) : assay_fail_nomem(err);
    assay_arena_free(reader.scratch);
    assay_arena_free(reader.arena);
    /* Only now: the index of the catalog takes the room of what was read. */
    if (status == ASSAY_OK)
        status = assay_snapshot_seal(reader.snapshot, err);
    if (status == ASSAY_OK)
        *out = reader.snapshot;
    else
        assay_snapshot_free(reader.snapshot);
    return status;
}

assay_status assay_reader_sqlite(assay_snapshot **out, const char *path,
                                 const assay_read_options *options, assay_error *err)
{
    const assay_sqlite_file unopened = {.db = NULL};
    return read_snapshot(out, &unopened, path, options, err);
}

assay_status assay_reader_sqlite_within(assay_snapshot **out, struct sqlite3 *db, const char *path,
                                        const assay_read_options *options, assay_error *err)
{
    const assay_sqlite_file open = {
        .db = db, .path = path, .real = path, .borrowed = true, .options = options};
    return read_snapshot(out, &open, path, options, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * A table and its columns. PRAGMA table_xinfo says what SQLite makes of the text, the parsed text
 * what the PRAGMA leaves out; where the two name other columns only the PRAGMA counts.
 */
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "kinds/canon.h"
#include "readers/sqlite_read.h"

static assay_status read_fact(assay_sqlite_reader *reader, assay_sqlite_fact *fact,
                              assay_error *err)
{
    sqlite3_stmt *s = reader->columns;
    size_t length;
    assay_status status = assay_sqlite_text(reader->scratch, s, 0, &fact->name, &length, err);
    if (status == ASSAY_OK)
        status = assay_sqlite_text(reader->scratch, s, 1, &fact->type, &length, err);
    if (status == ASSAY_OK)
        status = assay_sqlite_text(reader->scratch, s, 3, &fact->default_text, &length, err);
    fact->not_null = sqlite3_column_int(s, 2) != 0;
    fact->key = sqlite3_column_int(s, 4);
    fact->generated = sqlite3_column_int(s, 5) >= 2;
    return status;
}

static bool text_agrees(const assay_sqlite_relation *relation)
{
    const assay_sqlite_table *table = &relation->table;
    if (table->n_columns != relation->n_facts)
        return false;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (strcasecmp(table->columns[i].name, relation->facts[i].name) != 0)
            return false;
    }
    return true;
}

assay_status assay_sqlite_read_facts(assay_sqlite_reader *reader, assay_sqlite_relation *relation,
                                     assay_error *err)
{
    size_t capacity = 0;
    int code;
    assay_status status = ASSAY_OK;
    sqlite3_reset(reader->columns);
    code = sqlite3_bind_text(reader->columns, 1, relation->row->name, -1, SQLITE_STATIC);
    if (code != SQLITE_OK)
        return assay_sqlite_fail(&reader->file, code, err);
    while (status == ASSAY_OK && (code = sqlite3_step(reader->columns)) == SQLITE_ROW) {
        assay_sqlite_fact *grown = assay_arena_grow(reader->scratch, relation->facts, &capacity,
                                                    relation->n_facts + 1, sizeof *grown);
        if (grown == NULL)
            return assay_fail_nomem(err);
        relation->facts = grown;
        status = read_fact(reader, &grown[relation->n_facts++], err);
    }
    if (status == ASSAY_OK && code != SQLITE_DONE)
        status = assay_sqlite_fail(&reader->file, code, err);
    sqlite3_reset(reader->columns);
    relation->malformed = relation->n_facts == 0;
    if (relation->malformed)
        return status;
    if (status == ASSAY_OK && relation->reason == NULL && !text_agrees(relation))
        relation->reason = "the text of the table and PRAGMA table_xinfo differ";
    if (status == ASSAY_OK && relation->reason != NULL)
        status = assay_sqlite_table_from_pragmas(reader, relation, err);
    return status;
}

const assay_sqlite_column *assay_sqlite_rowid_alias(const assay_sqlite_reader *reader,
                                                    const assay_sqlite_table *table)
{
    for (size_t i = 0; i < table->n_constraints && !table->without_rowid; i++) {
        const assay_sqlite_constraint *c = &table->constraints[i];
        if (c->kind != ASSAY_KIND_primary_key || c->n_items != 1 || c->inline_desc ||
            c->items[0].name == NULL)
            continue;
        const assay_sqlite_column *column =
            assay_sqlite_find_column(table, reader->scratch, c->items[0].name);
        return column != NULL && strcasecmp(column->type, "integer") == 0 ? column : NULL;
    }
    return NULL;
}

/* SQLite takes a bare or quoted name for a string here, but for the words of the language. */
static bool is_string_in_disguise(const assay_sqlite_cursor *token)
{
    static const char *const words[] = {"true",         "false",        "null",
                                        "current_date", "current_time", "current_timestamp"};
    if (token->token.type == ASSAY_TOKEN_QUOTED)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (assay_sqlite_is(token, words[i]))
            return false;
    }
    return token->token.type == ASSAY_TOKEN_WORD;
}

/* DEFAULT NULL is no default. */
static assay_status set_default(assay_sqlite_reader *reader, assay_object *object, const char *text,
                                assay_error *err)
{
    assay_sqlite_cursor token;
    assay_span span = assay_sqlite_strip((assay_span){text, strlen(text)});
    assay_sqlite_start(&token, span);
    /* A plus before a literal is not part of the value (parse.y). */
    assay_sqlite_cursor number = token;
    if (assay_sqlite_take_symbol(&number, "+") && number.token.type == ASSAY_TOKEN_NUMBER &&
        number.next == span.start + span.length) {
        span = (assay_span){number.token.text, number.token.length};
        token = number;
    }
    bool single = token.token.length == span.length;
    if (single && assay_sqlite_is(&token, "null"))
        return ASSAY_OK;
    const char *value = assay_arena_strndup(reader->scratch, span.start, span.length);
    if (single && is_string_in_disguise(&token))
        value = assay_sqlite_as_string(reader->scratch, &token.token);
    if (value == NULL)
        return assay_fail_nomem(err);
    return assay_object_set_canonical(reader->snapshot->catalog, object, ASSAY_column_default,
                                      value, err);
}

static assay_status set_generated(assay_sqlite_reader *reader, assay_object *object,
                                  const assay_sqlite_table *table,
                                  const assay_sqlite_column *column, assay_error *err)
{
    assay_catalog *catalog = reader->snapshot->catalog;
    assay_error why = ASSAY_ERROR_INIT;
    assay_buffer value = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    const char *text = assay_sqlite_settle_quotes(reader, table, column->generated);
    assay_buffer_add(&value, column->stored ? "stored: " : "virtual: ");
    assay_status status = text == NULL ? assay_fail_nomem(&why)
                                       : assay_canon_expression(&value, ASSAY_SQLITE, text, &why);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&value, &why);
    if (status == ASSAY_OK)
        status = assay_object_set(catalog, object, ASSAY_column_generated,
                                  assay_buffer_text(&value), err);
    else if (status == ASSAY_NOMEM)
        status = assay_fail_nomem(err);
    else
        status = assay_object_set_unknown(catalog, object, ASSAY_column_generated, why.what, err);
    assay_buffer_release(&value);
    return status;
}

/* What the text alone says. */
static assay_status set_from_text(assay_sqlite_reader *reader, assay_object *object,
                                  const assay_sqlite_table *table,
                                  const assay_sqlite_column *column, assay_error *err)
{
    assay_catalog *catalog = reader->snapshot->catalog;
    assay_status status = ASSAY_OK;
    if (column->not_null_conflict != NULL) {
        const char *value =
            assay_arena_printf(reader->scratch, "no, on conflict %s", column->not_null_conflict);
        if (value == NULL)
            return assay_fail_nomem(err);
        status = assay_object_set(catalog, object, ASSAY_column_nullable, value, err);
    }
    if (status == ASSAY_OK && column->collation != NULL)
        status = assay_object_set_canonical(catalog, object, ASSAY_column_collation,
                                            column->collation, err);
    if (status == ASSAY_OK && column->generated.start != NULL)
        status = set_generated(reader, object, table, column, err);
    return status;
}

static assay_status set_text_unknown(assay_sqlite_reader *reader, assay_object *object,
                                     const assay_sqlite_fact *fact, const char *reason,
                                     assay_error *err)
{
    assay_catalog *catalog = reader->snapshot->catalog;
    assay_status status =
        assay_object_set_unknown(catalog, object, ASSAY_column_collation, reason, err);
    if (status == ASSAY_OK && fact->generated)
        status = assay_object_set_unknown(catalog, object, ASSAY_column_generated, reason, err);
    return status;
}

static assay_status add_column(assay_sqlite_reader *reader, const assay_sqlite_relation *relation,
                               size_t i, bool is_alias, assay_error *err)
{
    assay_catalog *catalog = reader->snapshot->catalog;
    const assay_sqlite_fact *fact = &relation->facts[i];
    const assay_sqlite_column *column = &relation->table.columns[i];
    assay_object *object =
        assay_catalog_add(catalog, ASSAY_KIND_column, "", relation->row->name, column->name, err);
    if (object == NULL)
        return err->code;
    const char *position = assay_arena_printf(reader->scratch, "%zu", i + 1);
    if (position == NULL)
        return assay_fail_nomem(err);
    assay_status status = assay_object_set(catalog, object, ASSAY_column_position, position, err);
    if (status == ASSAY_OK && column->type[0] != '\0')
        status = assay_object_set_canonical(catalog, object, ASSAY_column_type, column->type, err);
    /* A rowid is never NULL, whether NOT NULL is written or not. */
    if (status == ASSAY_OK && (fact->not_null || is_alias))
        status = assay_object_set(catalog, object, ASSAY_column_nullable, "no", err);
    if (status == ASSAY_OK && fact->default_text != NULL)
        status = set_default(reader, object, fact->default_text, err);
    if (status != ASSAY_OK)
        return status;
    return relation->reason == NULL ? set_from_text(reader, object, &relation->table, column, err)
                                    : set_text_unknown(reader, object, fact, relation->reason, err);
}

static assay_status set_table(assay_sqlite_reader *reader, const assay_sqlite_relation *relation,
                              assay_object *object, assay_error *err)
{
    assay_catalog *catalog = reader->snapshot->catalog;
    const assay_sqlite_table *table = &relation->table;
    const struct {
        int attribute;
        bool is_set;
    } options[] = {
        {ASSAY_table_strict, table->strict},
        {ASSAY_table_without_rowid, table->without_rowid},
        {ASSAY_table_autoincrement, table->autoincrement},
    };
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < sizeof options / sizeof *options && status == ASSAY_OK; i++) {
        if (relation->reason != NULL)
            status = assay_object_set_unknown(catalog, object, options[i].attribute,
                                              relation->reason, err);
        else if (options[i].is_set)
            status = assay_object_set(catalog, object, options[i].attribute, "yes", err);
    }
    if (status != ASSAY_OK || table->module.start == NULL)
        return status;
    const char *module =
        assay_arena_strndup(reader->scratch, table->module.start, table->module.length);
    if (module == NULL)
        return assay_fail_nomem(err);
    return assay_object_set_canonical(catalog, object, ASSAY_table_module, module, err);
}

assay_status assay_sqlite_add_table(assay_sqlite_reader *reader,
                                    const assay_sqlite_relation *relation, assay_error *err)
{
    assay_object *object = assay_catalog_add(reader->snapshot->catalog, ASSAY_KIND_table, "", "",
                                             relation->row->name, err);
    if (object == NULL)
        return err->code;
    assay_status status = set_table(reader, relation, object, err);
    const assay_sqlite_column *alias = assay_sqlite_rowid_alias(reader, &relation->table);
    for (size_t i = 0; i < relation->n_facts && status == ASSAY_OK; i++) {
        bool is_alias = alias != NULL && alias == &relation->table.columns[i];
        status = add_column(reader, relation, i, is_alias, err);
    }
    return status;
}

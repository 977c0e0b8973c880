/* SPDX-License-Identifier: MIT */
/*
 * A table as far as PRAGMAs tell it, for one whose text does not parse (a syntax of a later SQLite)
 * or contradicts them. The result has the form of a parsed text without names of constraints,
 * checks, collations of columns and expressions.
 */
#include <string.h>

#include "readers/sqlite_read.h"

typedef struct builder {
    assay_sqlite_reader *reader;
    assay_sqlite_table *table;
    size_t capacity;
    size_t item_capacity;
} builder;

/* The constraint under construction: a new one when the row's group is not that of the row before.
 */
static assay_sqlite_constraint *constraint_of(builder *b, assay_kind kind, bool is_new)
{
    assay_sqlite_table *t = b->table;
    if (!is_new)
        return &t->constraints[t->n_constraints - 1];
    assay_sqlite_constraint *grown = assay_arena_grow(
        b->reader->arena, t->constraints, &b->capacity, t->n_constraints + 1, sizeof *grown);
    if (grown == NULL)
        return NULL;
    t->constraints = grown;
    b->item_capacity = 0;
    grown[t->n_constraints] = (assay_sqlite_constraint){.kind = kind};
    return &grown[t->n_constraints++];
}

static bool add_item(builder *b, assay_sqlite_constraint *c, assay_sqlite_item item)
{
    assay_sqlite_item *grown = assay_arena_grow(b->reader->arena, c->items, &b->item_capacity,
                                                c->n_items + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    c->items = grown;
    c->items[c->n_items++] = item;
    return true;
}

static assay_status take_unique(builder *b, sqlite3_stmt *row, bool is_new, assay_error *err)
{
    const char *name, *collation;
    size_t length;
    assay_status status = assay_sqlite_text(b->reader->arena, row, 1, &name, &length, err);
    if (status == ASSAY_OK)
        status = assay_sqlite_text(b->reader->arena, row, 3, &collation, &length, err);
    if (status != ASSAY_OK)
        return status;
    assay_sqlite_constraint *c = constraint_of(b, ASSAY_KIND_unique, is_new);
    assay_sqlite_item item = {.name = name != NULL ? name : "",
                              .order = sqlite3_column_int(row, 2) != 0 ? " desc" : ""};
    if (collation != NULL)
        item.collation = assay_sqlite_fold(b->reader->arena, collation);
    return c != NULL && add_item(b, c, item) ? ASSAY_OK : assay_fail_nomem(err);
}

static const char *action(assay_arena *arena, const char *text)
{
    const char *folded = text == NULL ? NULL : assay_sqlite_fold(arena, text);
    return folded == NULL || strcmp(folded, "no action") == 0 ? NULL : folded;
}

static assay_status take_foreign_key(builder *b, sqlite3_stmt *row, bool is_new, assay_error *err)
{
    enum { FROM = 1, PARENT, TO, ON_UPDATE, ON_DELETE, COLUMNS };
    const char *text[COLUMNS] = {0};
    size_t length;
    for (int i = FROM; i < COLUMNS; i++) {
        assay_status status = assay_sqlite_text(b->reader->arena, row, i, &text[i], &length, err);
        if (status != ASSAY_OK)
            return status;
    }
    assay_sqlite_constraint *c = constraint_of(b, ASSAY_KIND_foreign_key, is_new);
    assay_sqlite_item item = {.name = text[FROM] != NULL ? text[FROM] : "", .order = ""};
    if (c == NULL || !add_item(b, c, item))
        return assay_fail_nomem(err);
    c->parent = text[PARENT] != NULL ? text[PARENT] : "";
    c->on_update = action(b->reader->arena, text[ON_UPDATE]);
    c->on_delete = action(b->reader->arena, text[ON_DELETE]);
    if (text[TO] == NULL)
        return ASSAY_OK;
    size_t capacity = c->n_parent_columns;
    c->parent_columns = assay_arena_grow(b->reader->arena, c->parent_columns, &capacity,
                                         c->n_parent_columns + 1, sizeof *c->parent_columns);
    if (c->parent_columns == NULL)
        return assay_fail_nomem(err);
    c->parent_columns[c->n_parent_columns++] = text[TO];
    return ASSAY_OK;
}

typedef assay_status take_row(builder *b, sqlite3_stmt *row, bool is_new, assay_error *err);

/* Rows of one constraint have the same first column and stand together. */
static assay_status each_row(builder *b, const char *query, const char *table, take_row *take,
                             assay_error *err)
{
    sqlite3_stmt *s = NULL;
    int last = -1;
    assay_status status = ASSAY_OK;
    int code = assay_sqlite_prepare(b->reader, query, table, &s);
    while (code == SQLITE_OK && status == ASSAY_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        int group = sqlite3_column_int(s, 0);
        status = take(b, s, group != last, err);
        last = group;
        code = SQLITE_OK;
    }
    if (status == ASSAY_OK && code != SQLITE_DONE)
        status = assay_sqlite_fail(&b->reader->file, code, err);
    sqlite3_finalize(s);
    return status;
}

static bool add_columns(builder *b, const assay_sqlite_relation *relation)
{
    assay_sqlite_table *t = b->table;
    assay_arena *arena = b->reader->arena;
    t->columns = assay_arena_calloc(arena, relation->n_facts, sizeof *t->columns);
    for (size_t i = 0; t->columns != NULL && i < relation->n_facts; i++) {
        const assay_sqlite_fact *fact = &relation->facts[i];
        assay_sqlite_column *column = &t->columns[t->n_columns++];
        column->name = assay_arena_strdup(arena, fact->name);
        column->type = assay_arena_strdup(arena, fact->type != NULL ? fact->type : "");
        if (column->name == NULL || column->type == NULL)
            return false;
    }
    return t->columns != NULL && assay_sqlite_index_columns(t, arena);
}

static bool add_primary_key(builder *b, const assay_sqlite_relation *relation)
{
    for (int rank = 1;; rank++) {
        const assay_sqlite_fact *found = NULL;
        for (size_t i = 0; i < relation->n_facts && found == NULL; i++) {
            if (relation->facts[i].key == rank)
                found = &relation->facts[i];
        }
        if (found == NULL)
            return true;
        assay_sqlite_constraint *c = constraint_of(b, ASSAY_KIND_primary_key, rank == 1);
        if (c == NULL || !add_item(b, c, (assay_sqlite_item){.name = found->name, .order = ""}))
            return false;
    }
}

assay_status assay_sqlite_table_from_pragmas(assay_sqlite_reader *reader,
                                             assay_sqlite_relation *relation, assay_error *err)
{
    builder b = {.reader = reader, .table = &relation->table};
    relation->table = (assay_sqlite_table){.name = relation->row->name};
    if (!add_columns(&b, relation) || !add_primary_key(&b, relation))
        return assay_fail_nomem(err);
    assay_status status = each_row(&b, "unique", relation->row->name, take_unique, err);
    if (status == ASSAY_OK)
        status = each_row(&b, "foreign-key", relation->row->name, take_foreign_key, err);
    if (status == ASSAY_OK)
        status = assay_snapshot_limit(reader->snapshot, "check", relation->reason, 0, err);
    return status;
}

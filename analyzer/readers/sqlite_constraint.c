/* SPDX-License-Identifier: MIT */
/*
 * Keys and checks as objects. One with a name is known by it; one without by what it says, so that
 * neither the order in which constraints stand nor SQLite's own numbers (autoindexes, foreign key
 * ids) make a difference: "primary key", "unique (a, b)", "foreign key (a) references t (b)",
 * "check (a > 0)".
 */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "kinds/canon.h"
#include "readers/sqlite_read.h"

/* Above what quoting can make of a statement, so that only memory can end a text. */
enum { MAX_BYTES = 8 * ASSAY_MAX_TEXT };

static const char *keep(assay_arena *arena, assay_buffer *buffer)
{
    const char *text = NULL;
    if (buffer->status == ASSAY_OK)
        text = assay_arena_strndup(arena, assay_buffer_text(buffer), buffer->length);
    assay_buffer_release(buffer);
    return text;
}

/* A text without a canonical form stays as it is; setting the attribute then says why. */
static const char *canonical(const assay_sqlite_reader *reader, const char *text)
{
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_BYTES);
    assay_error ignored = ASSAY_ERROR_INIT;
    if (text == NULL)
        return NULL;
    if (assay_canon_expression(&out, ASSAY_SQLITE, text, &ignored) == ASSAY_OK)
        return keep(reader->scratch, &out);
    assay_buffer_release(&out);
    return ignored.code == ASSAY_NOMEM ? NULL : text;
}

/* A collation is an object's own only where it is not that of its column. */
static void add_item(assay_buffer *out, const assay_sqlite_reader *reader,
                     const assay_sqlite_table *table, const assay_sqlite_item *item)
{
    const char *collation = "binary";
    const assay_sqlite_column *column = NULL;
    if (item->name != NULL)
        column = assay_sqlite_find_column(table, reader->scratch, item->name);
    if (column != NULL || (item->name != NULL && table == NULL)) {
        assay_quote_identifier_always(out, column != NULL ? column->name : item->name);
        if (column != NULL && column->collation != NULL)
            collation = column->collation;
    } else if (item->expression.start != NULL) {
        const char *text = assay_sqlite_settle_quotes(reader, table, item->expression);
        if (text == NULL)
            out->status = ASSAY_NOMEM;
        else
            assay_buffer_printf(out, "(%s)", text);
    } else {
        assay_quote_identifier_always(out, item->name);
    }
    if (item->collation != NULL && strcmp(item->collation, collation) != 0) {
        assay_buffer_add(out, " collate ");
        assay_quote_identifier(out, item->collation);
    }
    assay_buffer_add(out, item->order);
}

const char *assay_sqlite_items_text(const assay_sqlite_reader *reader,
                                    const assay_sqlite_table *table, const assay_sqlite_item *items,
                                    size_t count)
{
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_BYTES);
    for (size_t i = 0; i < count; i++) {
        assay_buffer_add(&out, i > 0 ? ", " : "");
        add_item(&out, reader, table, &items[i]);
    }
    return canonical(reader, keep(reader->scratch, &out));
}

const char *assay_sqlite_names_text(const assay_sqlite_reader *reader,
                                    const assay_sqlite_table *table, const char *const *names,
                                    size_t count)
{
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_BYTES);
    for (size_t i = 0; i < count; i++) {
        const assay_sqlite_column *column =
            assay_sqlite_find_column(table, reader->scratch, names[i]);
        assay_buffer_add(&out, i > 0 ? ", " : "");
        assay_quote_identifier_always(&out, column != NULL ? column->name : names[i]);
    }
    return canonical(reader, keep(reader->scratch, &out));
}

/* A constraint with its texts: what its key and its attributes are made of. */
typedef struct entry {
    const assay_sqlite_constraint *constraint;
    const char *columns;            /* or the expression of a check */
    const char *parent;             /* quoted where needed */
    const char *referenced_columns; /* NULL if they cannot be known */
    const char *key;
    const char *whole; /* all of it, for constraints of one key */
    bool clashes;      /* another one of this key says something else */
} entry;

static const assay_sqlite_constraint *primary_key(const assay_sqlite_relation *relation)
{
    for (size_t i = 0; relation != NULL && i < relation->table.n_constraints; i++) {
        if (relation->table.constraints[i].kind == ASSAY_KIND_primary_key)
            return &relation->table.constraints[i];
    }
    return NULL;
}

/* The items without collation and order, which a reference does not have. */
static const char *plain_text(const assay_sqlite_reader *reader, const assay_sqlite_table *table,
                              const assay_sqlite_item *items, size_t n)
{
    const char **names = assay_arena_calloc(reader->scratch, n, sizeof *names);
    for (size_t i = 0; names != NULL && i < n; i++)
        names[i] = items[i].name != NULL ? items[i].name : "";
    return names == NULL ? NULL : assay_sqlite_names_text(reader, table, names, n);
}

static bool resolve_parent(const assay_sqlite_reader *reader, entry *e)
{
    const assay_sqlite_constraint *c = e->constraint;
    const assay_sqlite_relation *parent = assay_sqlite_find_relation(reader, c->parent);
    const assay_sqlite_table *table = parent != NULL ? &parent->table : NULL;
    assay_buffer name = ASSAY_BUFFER_INIT(MAX_BYTES);
    assay_quote_identifier(&name, parent != NULL ? parent->row->name : c->parent);
    e->parent = keep(reader->scratch, &name);
    if (e->parent == NULL)
        return false;
    const assay_sqlite_constraint *key = primary_key(parent);
    if (c->n_parent_columns > 0)
        e->referenced_columns =
            assay_sqlite_names_text(reader, table, c->parent_columns, c->n_parent_columns);
    else if (key != NULL && key->n_items == c->n_items)
        e->referenced_columns = plain_text(reader, table, key->items, key->n_items);
    else
        return true; /* SQLite takes such a key too, and fails when it is used */
    return e->referenced_columns != NULL;
}

/* The texts of the constraint's structure; false if memory is gone. */
static bool describe(const assay_sqlite_reader *reader, const assay_sqlite_table *table, entry *e)
{
    const assay_sqlite_constraint *c = e->constraint;
    if (c->kind == ASSAY_KIND_check) {
        assay_span span = assay_sqlite_strip(c->expression);
        e->columns = canonical(reader, assay_sqlite_settle_quotes(reader, table, span));
        return e->columns != NULL;
    }
    /* Order and collation of a rowid alias have no effect: the rowid is an integer in one order. */
    bool is_alias = c->kind == ASSAY_KIND_primary_key && assay_sqlite_rowid_alias(reader, table);
    e->columns = is_alias || c->kind == ASSAY_KIND_foreign_key
                     ? plain_text(reader, table, c->items, c->n_items)
                     : assay_sqlite_items_text(reader, table, c->items, c->n_items);
    return e->columns != NULL && (c->kind != ASSAY_KIND_foreign_key || resolve_parent(reader, e));
}

static bool set_keys(const assay_sqlite_reader *reader, entry *e)
{
    static const char *const words[ASSAY_KINDS] = {
        [ASSAY_KIND_primary_key] = "primary key",
        [ASSAY_KIND_unique] = "unique",
        [ASSAY_KIND_foreign_key] = "foreign key",
        [ASSAY_KIND_check] = "check",
    };
    const assay_sqlite_constraint *c = e->constraint;
    assay_buffer key = ASSAY_BUFFER_INIT(MAX_BYTES);
    assay_buffer_printf(&key, "%s (%s)", words[c->kind], e->columns);
    if (e->parent != NULL)
        assay_buffer_printf(&key, " references %s", e->parent);
    if (e->referenced_columns != NULL)
        assay_buffer_printf(&key, " (%s)", e->referenced_columns);
    e->key = c->name;
    if (e->key == NULL && c->kind == ASSAY_KIND_primary_key)
        e->key = words[c->kind]; /* a table has one */
    if (e->key == NULL)
        e->key = assay_arena_strdup(reader->scratch, assay_buffer_text(&key));
    if (c->on_update != NULL)
        assay_buffer_printf(&key, " on update %s", c->on_update);
    if (c->on_delete != NULL)
        assay_buffer_printf(&key, " on delete %s", c->on_delete);
    if (c->deferred)
        assay_buffer_add(&key, " deferrable initially deferred");
    if (c->conflict != NULL)
        assay_buffer_printf(&key, " on conflict %s", c->conflict);
    e->whole = keep(reader->scratch, &key);
    return e->key != NULL && e->whole != NULL;
}

/* What only the text says, of a table whose text cannot be used. */
static assay_status set_unknown(assay_sqlite_reader *reader, assay_object *object,
                                const char *reason, assay_error *err)
{
    static const struct {
        assay_kind kind;
        int attribute;
    } unknown[] = {
        {ASSAY_KIND_primary_key, ASSAY_primary_key_conflict},
        {ASSAY_KIND_unique, ASSAY_unique_conflict},
        {ASSAY_KIND_foreign_key, ASSAY_foreign_key_deferrable},
    };
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown && status == ASSAY_OK; i++) {
        if (unknown[i].kind == object->kind)
            status = assay_object_set_unknown(reader->snapshot->catalog, object,
                                              unknown[i].attribute, reason, err);
    }
    return status;
}

static assay_status set_values(assay_sqlite_reader *reader, assay_object *object, const entry *e,
                               assay_error *err)
{
    const assay_sqlite_constraint *c = e->constraint;
    const char *deferrable = c->deferred ? "deferrable initially deferred" : NULL;
    const struct {
        assay_kind kind;
        int attribute;
        const char *value;
    } values[] = {
        {ASSAY_KIND_primary_key, ASSAY_primary_key_columns, e->columns},
        {ASSAY_KIND_primary_key, ASSAY_primary_key_conflict, c->conflict},
        {ASSAY_KIND_unique, ASSAY_unique_columns, e->columns},
        {ASSAY_KIND_unique, ASSAY_unique_conflict, c->conflict},
        {ASSAY_KIND_check, ASSAY_check_expression, e->columns},
        {ASSAY_KIND_foreign_key, ASSAY_foreign_key_columns, e->columns},
        {ASSAY_KIND_foreign_key, ASSAY_foreign_key_references, e->parent},
        {ASSAY_KIND_foreign_key, ASSAY_foreign_key_referenced_columns, e->referenced_columns},
        {ASSAY_KIND_foreign_key, ASSAY_foreign_key_on_update, c->on_update},
        {ASSAY_KIND_foreign_key, ASSAY_foreign_key_on_delete, c->on_delete},
        {ASSAY_KIND_foreign_key, ASSAY_foreign_key_deferrable, deferrable},
    };
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < sizeof values / sizeof *values && status == ASSAY_OK; i++) {
        if (values[i].kind == c->kind && values[i].value != NULL)
            status = assay_object_set_canonical(reader->snapshot->catalog, object,
                                                values[i].attribute, values[i].value, err);
    }
    return status;
}

/* SQLite lets several constraints have one name, or say nearly the same (foreign keys that differ
 * in their actions): these are told apart by all they say. Identical ones are one. */
static const char *final_key(const assay_sqlite_reader *reader, const entry *first, const entry *e)
{
    if (!first->clashes)
        return e->key;
    if (e->constraint->name == NULL)
        return e->whole;
    return assay_arena_printf(reader->scratch, "%s: %s", e->key, e->whole);
}

static const char *map_key(const assay_sqlite_reader *reader, const entry *e, const char *text)
{
    return assay_arena_printf(reader->scratch, "%d %s", (int)e->constraint->kind, text);
}

/* The first entry of each key goes into `firsts`; it knows whether others of the key differ. */
static bool find_clashes(const assay_sqlite_reader *reader, entry *entries, size_t n,
                         assay_map *firsts)
{
    for (size_t i = 0; i < n; i++) {
        const char *key = map_key(reader, &entries[i], entries[i].key);
        entry *first = key == NULL ? NULL : assay_map_find(firsts, key);
        if (first != NULL)
            first->clashes |= strcmp(first->whole, entries[i].whole) != 0;
        else if (key == NULL || !assay_map_put(firsts, key, &entries[i]))
            return false;
    }
    return true;
}

static assay_status add_entries(assay_sqlite_reader *reader, const assay_sqlite_relation *relation,
                                entry *entries, size_t n, assay_error *err)
{
    assay_map *firsts = assay_map_new(reader->scratch), *added = assay_map_new(reader->scratch);
    assay_status status = ASSAY_OK;
    if (firsts == NULL || added == NULL || !find_clashes(reader, entries, n, firsts))
        return assay_fail_nomem(err);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        entry *e = &entries[i];
        const char *key = map_key(reader, e, e->key);
        const char *name = key == NULL ? NULL : final_key(reader, assay_map_find(firsts, key), e);
        const char *unique = name == NULL ? NULL : map_key(reader, e, name);
        if (unique == NULL)
            return assay_fail_nomem(err);
        if (assay_map_find(added, unique) != NULL)
            continue;
        assay_object *object = assay_catalog_add(reader->snapshot->catalog, e->constraint->kind, "",
                                                 relation->row->name, name, err);
        if (object == NULL)
            return err->code;
        if (!assay_map_put(added, unique, e))
            return assay_fail_nomem(err);
        status = set_values(reader, object, e, err);
        if (status == ASSAY_OK && relation->reason != NULL)
            status = set_unknown(reader, object, relation->reason, err);
    }
    return status;
}

assay_status assay_sqlite_add_constraints(assay_sqlite_reader *reader,
                                          const assay_sqlite_relation *relation, assay_error *err)
{
    const assay_sqlite_table *table = &relation->table;
    entry *entries = assay_arena_calloc(reader->scratch, table->n_constraints, sizeof *entries);
    if (entries == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < table->n_constraints; i++) {
        entries[i].constraint = &table->constraints[i];
        if (!describe(reader, table, &entries[i]) || !set_keys(reader, &entries[i]))
            return assay_fail_nomem(err);
    }
    return add_entries(reader, relation, entries, table->n_constraints, err);
}

/* SPDX-License-Identifier: MIT */
/* CREATE TABLE: columns, constraints of columns and tables, options. The grammar is parse.y's. */
#include <string.h>
#include <strings.h>

#include "readers/sqlite_parse.h"

typedef struct table_parser {
    assay_sqlite_parser base;
    assay_sqlite_table *table;
    assay_arena *growing; /* the arrays of the table while their number is open */
    size_t columns_capacity;
    size_t constraints_capacity;
    const char *name; /* CONSTRAINT name, for the constraint that follows */
} table_parser;

static bool is(const table_parser *p, const char *word)
{
    return assay_sqlite_is(&p->base.at, word);
}

static bool take(table_parser *p, const char *word)
{
    return assay_sqlite_take(&p->base.at, word);
}

/* Borrowed by the caller only until the next one is added. */
static assay_sqlite_constraint *add_constraint(table_parser *p, assay_kind kind)
{
    assay_sqlite_table *t = p->table;
    assay_sqlite_constraint *grown = assay_arena_grow(
        p->growing, t->constraints, &p->constraints_capacity, t->n_constraints + 1, sizeof *grown);
    p->base.no_memory |= grown == NULL;
    if (grown == NULL)
        return NULL;
    t->constraints = grown;
    assay_sqlite_constraint *c = &grown[t->n_constraints++];
    *c = (assay_sqlite_constraint){.kind = kind, .name = p->name};
    p->name = NULL;
    return c;
}

/* The columns of a constraint that stands at its column: that column. */
static bool set_items(table_parser *p, assay_sqlite_constraint *c, const char *column)
{
    c->items = assay_arena_calloc(p->base.arena, 1, sizeof *c->items);
    p->base.no_memory |= c->items == NULL;
    if (c->items == NULL)
        return false;
    c->items[0] = (assay_sqlite_item){.name = column, .order = ""};
    c->n_items = 1;
    return true;
}

/* ON CONFLICT …; ABORT is the default. */
static bool parse_conflict(table_parser *p, const char **out)
{
    static const char *const actions[] = {"rollback", "abort", "fail", "ignore", "replace"};
    if (!is(p, "on"))
        return true;
    assay_sqlite_advance(&p->base.at);
    if (!take(p, "conflict"))
        return false;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (!take(p, actions[i]))
            continue;
        *out = strcmp(actions[i], "abort") == 0 ? NULL : actions[i];
        return true;
    }
    return false;
}

static bool parse_action(table_parser *p, const char **out)
{
    static const struct {
        const char *first, *second, *action;
    } actions[] = {
        {"set", "null", "set null"},  {"set", "default", "set default"},
        {"cascade", NULL, "cascade"}, {"restrict", NULL, "restrict"},
        {"no", "action", NULL},
    };
    assay_sqlite_cursor before = p->base.at;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        p->base.at = before;
        if (!take(p, actions[i].first) ||
            (actions[i].second != NULL && !take(p, actions[i].second)))
            continue;
        *out = actions[i].action;
        return true;
    }
    return false;
}

/* Only DEFERRABLE INITIALLY DEFERRED does anything; every other form is checked at once
 * (SQLite, Foreign Key Support, section 4.2). */
static bool parse_deferrable(table_parser *p, assay_sqlite_constraint *c)
{
    bool deferrable = !take(p, "not");
    if (!take(p, "deferrable"))
        return false;
    if (!take(p, "initially"))
        return true;
    bool deferred = take(p, "deferred");
    if (!deferred && !take(p, "immediate"))
        return false;
    c->deferred = deferrable && deferred;
    return true;
}

static bool at_deferrable(const table_parser *p)
{
    assay_sqlite_cursor next = p->base.at;
    assay_sqlite_take(&next, "not");
    return assay_sqlite_is(&next, "deferrable");
}

/* Behind REFERENCES. MATCH is parsed by SQLite and ignored: no difference of schema. */
static bool parse_references(table_parser *p, assay_sqlite_constraint *c)
{
    c->parent = assay_sqlite_parse_name(&p->base);
    if (c->parent == NULL)
        return false;
    if (assay_sqlite_is_symbol(&p->base.at, "(") &&
        !assay_sqlite_parse_names(&p->base, &c->parent_columns, &c->n_parent_columns))
        return false;
    for (;;) {
        const char *ignored = NULL;
        if (take(p, "match")) {
            if (assay_sqlite_parse_name(&p->base) == NULL)
                return false;
        } else if (take(p, "on")) {
            const char **action = take(p, "update")   ? &c->on_update
                                  : take(p, "delete") ? &c->on_delete
                                  : take(p, "insert") ? &ignored
                                                      : NULL;
            if (action == NULL || !parse_action(p, action))
                return false;
        } else if (at_deferrable(p)) {
            if (!parse_deferrable(p, c))
                return false;
        } else {
            return true;
        }
    }
}

static bool parse_check(table_parser *p)
{
    assay_sqlite_constraint *c = add_constraint(p, ASSAY_KIND_check);
    const char *ignored = NULL; /* ON CONFLICT of a CHECK is parsed by SQLite and ignored */
    return c != NULL && assay_sqlite_skip_parentheses(&p->base.at, &c->expression) &&
           parse_conflict(p, &ignored);
}

static bool parse_column_primary_key(table_parser *p, const char *column)
{
    assay_sqlite_constraint *c = add_constraint(p, ASSAY_KIND_primary_key);
    if (c == NULL || !take(p, "key") || !set_items(p, c, column))
        return false;
    if (!take(p, "asc") && take(p, "desc")) {
        c->items[0].order = " desc";
        c->inline_desc = true;
    }
    if (!parse_conflict(p, &c->conflict))
        return false;
    p->table->autoincrement |= take(p, "autoincrement");
    return true;
}

static bool parse_default(table_parser *p)
{
    assay_span ignored;
    if (assay_sqlite_is_symbol(&p->base.at, "("))
        return assay_sqlite_skip_parentheses(&p->base.at, &ignored);
    if (!assay_sqlite_take_symbol(&p->base.at, "-"))
        assay_sqlite_take_symbol(&p->base.at, "+");
    if (assay_sqlite_at_end(&p->base.at) || p->base.at.token.type == ASSAY_TOKEN_OPERATOR ||
        p->base.at.token.type == ASSAY_TOKEN_PUNCTUATION)
        return false;
    assay_sqlite_advance(&p->base.at);
    return true;
}

/* [GENERATED ALWAYS] AS (expression) [VIRTUAL | STORED] */
static bool parse_generated(table_parser *p, assay_sqlite_column *column)
{
    if (take(p, "generated") && !take(p, "always"))
        return false;
    if (!take(p, "as") || !assay_sqlite_skip_parentheses(&p->base.at, &column->generated))
        return false;
    column->stored = take(p, "stored");
    if (!column->stored)
        take(p, "virtual");
    return true;
}

static bool parse_column_foreign_key(table_parser *p, const char *column)
{
    assay_sqlite_constraint *c = add_constraint(p, ASSAY_KIND_foreign_key);
    return c != NULL && set_items(p, c, column) && parse_references(p, c);
}

static bool parse_collate(table_parser *p, assay_sqlite_column *column)
{
    const char *name = assay_sqlite_parse_name(&p->base);
    if (name == NULL)
        return false;
    column->collation = assay_sqlite_fold(p->base.arena, name);
    p->base.no_memory |= column->collation == NULL;
    if (column->collation != NULL && strcmp(column->collation, "binary") == 0)
        column->collation = NULL;
    return !p->base.no_memory;
}

/* Which a DEFERRABLE that does not follow REFERENCES concerns (sqlite3DeferForeignKey). */
static assay_sqlite_constraint *last_foreign_key(const table_parser *p)
{
    for (size_t i = p->table->n_constraints; i > 0; i--) {
        if (p->table->constraints[i - 1].kind == ASSAY_KIND_foreign_key)
            return &p->table->constraints[i - 1];
    }
    return NULL;
}

/* One constraint behind a column's type. */
static bool parse_column_constraint(table_parser *p, assay_sqlite_column *column)
{
    if (take(p, "constraint"))
        return (p->name = assay_sqlite_parse_name(&p->base)) != NULL;
    if (take(p, "primary"))
        return parse_column_primary_key(p, column->name);
    if (take(p, "references"))
        return parse_column_foreign_key(p, column->name);
    if (take(p, "check"))
        return parse_check(p);
    if (take(p, "unique")) {
        assay_sqlite_constraint *c = add_constraint(p, ASSAY_KIND_unique);
        return c != NULL && set_items(p, c, column->name) && parse_conflict(p, &c->conflict);
    }
    if (at_deferrable(p)) {
        assay_sqlite_constraint none = {0}, *last = last_foreign_key(p);
        return parse_deferrable(p, last != NULL ? last : &none);
    }
    p->name = NULL; /* a name for what is an attribute of the column: nothing to compare */
    if (take(p, "not"))
        return take(p, "null") && (column->not_null = true) &&
               parse_conflict(p, &column->not_null_conflict);
    const char *ignored = NULL;
    if (take(p, "null"))
        return parse_conflict(p, &ignored);
    if (take(p, "default"))
        return parse_default(p);
    if (take(p, "collate"))
        return parse_collate(p, column);
    return (is(p, "generated") || is(p, "as")) && parse_generated(p, column);
}

/* A bare word that ends a type. GENERATED does only before ALWAYS AS: it may also be a type. */
static bool ends_type(const table_parser *p)
{
    static const char *const words[] = {"constraint", "primary", "not",       "null",
                                        "unique",     "check",   "default",   "collate",
                                        "references", "as",      "deferrable"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (is(p, words[i]))
            return true;
    }
    assay_sqlite_cursor next = p->base.at;
    return assay_sqlite_take(&next, "generated") && assay_sqlite_take(&next, "always") &&
           assay_sqlite_is(&next, "as");
}

/* Appends to a text in the arena; quadratic only in the number of words of one type. */
static bool append(table_parser *p, const char **text, const char *separator, const char *more)
{
    *text = assay_arena_printf(p->base.arena, "%s%s%s", *text, separator, more);
    p->base.no_memory |= *text == NULL;
    return *text != NULL;
}

/* (10), (10, 2), (+10,-2): one or two signed numbers, written without blanks. */
static bool parse_type_arguments(table_parser *p, const char **type)
{
    enum { MOST_TOKENS = 5 };
    for (size_t n = 0; n < MOST_TOKENS && !assay_sqlite_is_symbol(&p->base.at, ")"); n++) {
        char *token =
            assay_arena_strndup(p->base.arena, p->base.at.token.text, p->base.at.token.length);
        p->base.no_memory |= token == NULL;
        if (token == NULL || !append(p, type, "", token))
            return false;
        assay_sqlite_advance(&p->base.at);
    }
    return assay_sqlite_take_symbol(&p->base.at, ")") && append(p, type, ")", "");
}

static bool parse_type(table_parser *p, const char **out)
{
    enum { MOST_WORDS = 64 };
    const char *type = "", *quoted = NULL;
    for (size_t n = 0; assay_sqlite_is_name(&p->base.at) && !ends_type(p); n++) {
        bool is_quoted = p->base.at.token.type != ASSAY_TOKEN_WORD;
        const char *word = assay_sqlite_parse_name(&p->base);
        if (n == MOST_WORDS || word == NULL || !append(p, &type, n > 0 ? " " : "", word))
            return false;
        if (n == 0 && is_quoted)
            quoted = word;
    }
    if (*type != '\0' && assay_sqlite_take_symbol(&p->base.at, "(") &&
        (!append(p, &type, "(", "") || !parse_type_arguments(p, &type)))
        return false;
    /* SQLite unquotes the whole text of the type: what follows a leading quoted word is lost. */
    *out = quoted != NULL ? quoted : type;
    return true;
}

static bool at_column_end(const table_parser *p)
{
    return assay_sqlite_is_symbol(&p->base.at, ",") || assay_sqlite_is_symbol(&p->base.at, ")");
}

static bool parse_column(table_parser *p)
{
    assay_sqlite_table *t = p->table;
    assay_sqlite_column *grown = assay_arena_grow(p->growing, t->columns, &p->columns_capacity,
                                                  t->n_columns + 1, sizeof *grown);
    p->base.no_memory |= grown == NULL;
    if (grown == NULL)
        return false;
    t->columns = grown;
    assay_sqlite_column *column = &grown[t->n_columns++];
    column->name = assay_sqlite_parse_name(&p->base);
    if (column->name == NULL || !parse_type(p, &column->type))
        return false;
    while (!at_column_end(p)) {
        if (!parse_column_constraint(p, column))
            return false;
    }
    p->name = NULL;
    return true;
}

static bool parse_table_foreign_key(table_parser *p)
{
    const char **names;
    size_t n;
    assay_sqlite_constraint *c = add_constraint(p, ASSAY_KIND_foreign_key);
    if (c == NULL || !take(p, "key") || !assay_sqlite_parse_names(&p->base, &names, &n))
        return false;
    c->items = assay_arena_calloc(p->base.arena, n, sizeof *c->items);
    p->base.no_memory |= c->items == NULL;
    if (c->items == NULL)
        return false;
    c->n_items = n;
    for (size_t i = 0; i < n; i++)
        c->items[i] = (assay_sqlite_item){.name = names[i], .order = ""};
    return take(p, "references") && parse_references(p, c);
}

static bool parse_table_primary_key(table_parser *p)
{
    assay_sqlite_constraint *c = add_constraint(p, ASSAY_KIND_primary_key);
    if (c == NULL || !take(p, "key") || !assay_sqlite_parse_items(&p->base, &c->items, &c->n_items))
        return false;
    p->table->autoincrement |= p->base.autoincrement;
    return parse_conflict(p, &c->conflict);
}

/* False at anything that does not begin a table constraint. */
static bool parse_table_constraint(table_parser *p)
{
    if (take(p, "constraint"))
        return (p->name = assay_sqlite_parse_name(&p->base)) != NULL;
    if (take(p, "primary"))
        return parse_table_primary_key(p);
    if (take(p, "foreign"))
        return parse_table_foreign_key(p);
    if (take(p, "check"))
        return parse_check(p);
    if (!take(p, "unique"))
        return false;
    assay_sqlite_constraint *c = add_constraint(p, ASSAY_KIND_unique);
    return c != NULL && assay_sqlite_parse_items(&p->base, &c->items, &c->n_items) &&
           parse_conflict(p, &c->conflict);
}

static bool at_table_constraint(const table_parser *p)
{
    return is(p, "constraint") || is(p, "primary") || is(p, "foreign") || is(p, "check") ||
           is(p, "unique");
}

/* Between table constraints SQLite lets the comma be left out. */
static bool parse_body(table_parser *p)
{
    if (!assay_sqlite_take_symbol(&p->base.at, "("))
        return false;
    do {
        if (!at_table_constraint(p)) {
            if (!parse_column(p))
                return false;
            continue;
        }
        while (at_table_constraint(p)) {
            if (!parse_table_constraint(p))
                return false;
        }
        p->name = NULL;
    } while (assay_sqlite_take_symbol(&p->base.at, ","));
    return assay_sqlite_take_symbol(&p->base.at, ")");
}

static bool parse_options(table_parser *p)
{
    if (assay_sqlite_at_end(&p->base.at) || assay_sqlite_is_symbol(&p->base.at, ";"))
        return true;
    do {
        if (take(p, "strict"))
            p->table->strict = true;
        else if (take(p, "without") && take(p, "rowid"))
            p->table->without_rowid = true;
        else
            return false;
    } while (assay_sqlite_take_symbol(&p->base.at, ","));
    return true;
}

bool assay_sqlite_index_columns(assay_sqlite_table *t, assay_arena *arena)
{
    enum { FEW = 64 };
    if (t->n_columns <= FEW)
        return true;
    t->by_name = assay_map_new(arena);
    bool ok = t->by_name != NULL;
    for (size_t i = 0; ok && i < t->n_columns; i++) {
        const char *key = assay_sqlite_fold(arena, t->columns[i].name);
        ok = key != NULL && assay_map_put(t->by_name, key, &t->columns[i]);
    }
    return ok;
}

/* What grew is kept in its final size; what it grew in is given back. */
static bool keep_arrays(table_parser *p, assay_arena *arena)
{
    assay_sqlite_table *t = p->table;
    assay_sqlite_column *columns = assay_arena_calloc(arena, t->n_columns, sizeof *columns);
    assay_sqlite_constraint *constraints =
        assay_arena_calloc(arena, t->n_constraints, sizeof *constraints);
    bool ok = columns != NULL && constraints != NULL;
    if (ok && t->n_columns > 0)
        memcpy(columns, t->columns, t->n_columns * sizeof *columns);
    if (ok && t->n_constraints > 0)
        memcpy(constraints, t->constraints, t->n_constraints * sizeof *constraints);
    t->columns = columns;
    t->constraints = constraints;
    return ok && assay_sqlite_index_columns(t, arena);
}

static bool parse_module(table_parser *p)
{
    const char *start = p->base.at.token.text;
    assay_span ignored;
    if (assay_sqlite_parse_name(&p->base) == NULL)
        return false;
    if (assay_sqlite_is_symbol(&p->base.at, "(") &&
        !assay_sqlite_skip_parentheses(&p->base.at, &ignored))
        return false;
    p->table->module = (assay_span){start, (size_t)(p->base.at.after - start)};
    return true;
}

assay_status assay_sqlite_parse_table(assay_sqlite_table *out, assay_arena *arena, const char *text,
                                      assay_error *err)
{
    table_parser p = {.table = out, .growing = assay_arena_new()};
    *out = (assay_sqlite_table){0};
    if (p.growing == NULL)
        return assay_fail_nomem(err);
    assay_sqlite_parser_start(&p.base, arena, text);
    bool parsed = assay_sqlite_parse_head(&p.base, "table", &out->name);
    if (parsed && take(&p, "using"))
        parsed = parse_module(&p);
    else
        parsed = parsed && parse_body(&p) && parse_options(&p);
    if (!parsed)
        *out = (assay_sqlite_table){0};
    p.base.no_memory |= !keep_arrays(&p, arena);
    assay_arena_free(p.growing);
    return assay_sqlite_parser_done(&p.base, parsed, err);
}

const assay_sqlite_column *assay_sqlite_find_column(const assay_sqlite_table *table,
                                                    assay_arena *arena, const char *name)
{
    if (table == NULL)
        return NULL;
    for (size_t i = 0; table->by_name == NULL && i < table->n_columns; i++) {
        if (strcasecmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    }
    const char *key = table->by_name == NULL ? NULL : assay_sqlite_fold(arena, name);
    return key == NULL ? NULL : assay_map_find(table->by_name, key);
}

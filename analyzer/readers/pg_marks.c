/* SPDX-License-Identifier: MIT */
/*
 * Relations are marked one by one, all else by what is read of it. Whatever else may print a text
 * that names something (a role, a schema, an operator) has all read anew, and so has a relation
 * that is renamed: others name it.
 */
#include "readers/pg_marks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "readers/queries.h"

/* One relation. */
typedef struct mark {
    const char *oid;
    const char *place; /* "schema\x1fname" */
    char relkind;
    unsigned rows, old_rows; /* of those that may go unseen; as many as were not written since */
    unsigned sorts;          /* bits of sorts of which it has rows */
} mark;

#define BIT(kind) ((uint64_t)1 << ASSAY_KIND_##kind)

/* What else is told apart, and the kinds that are read of it. */
static const struct {
    const char *class;
    uint64_t kinds; /* 0: all must be read anew */
    bool printed;   /* elsewhere: all must be read anew if one changed that was there */
} others[] = {
    {"routines", BIT(function) | BIT(procedure) | BIT(aggregate), false},
    {"types", BIT(enum) | BIT(domain) | BIT(composite) | BIT(range), false},
    {"labels", BIT(enum), true},
    {"statistics", BIT(statistics), false},
    {"other", 0, false},
    {"roles", 0, false},
};
enum { OTHERS = sizeof others / sizeof *others };

#define RELATIONS                                                                                  \
    (BIT(table) | BIT(view) | BIT(materialized_view) | BIT(sequence) | BIT(foreign_table))
#define INDEXES (BIT(index) | BIT(primary_key) | BIT(unique) | BIT(exclusion))
#define ANYTHING                                                                                   \
    (RELATIONS | INDEXES | BIT(column) | BIT(foreign_key) | BIT(check) | BIT(trigger) |            \
     BIT(rule) | BIT(policy))

/* Sorts of a relation's rows: in which kinds of what is in the relation, or is one, a row shows.
 * What is renamed is not told here. */
static const struct {
    char sort;
    uint64_t kinds;
} sorts[] = {
    {'r', RELATIONS | BIT(column)},            /* pg_class, pg_sequence, a comment */
    {'a', RELATIONS | BIT(column)},            /* pg_attribute, pg_attrdef, a comment */
    {'h', ANYTHING},                           /* pg_inherits, what makes it what it is */
    {'p', INDEXES | BIT(table) | BIT(column)}, /* pg_constraint, by contype */
    {'u', INDEXES | BIT(table)},               /* … */
    {'x', INDEXES | BIT(table)},               /* … */
    {'f', BIT(foreign_key)},                   /* … */
    {'c', BIT(check) | BIT(column)},           /* … */
    {'n', BIT(column)},                        /* … */
    {'i', INDEXES | BIT(table)},               /* pg_index, pg_class of an index, … */
    {'t', BIT(trigger) | BIT(foreign_key)},    /* pg_trigger */
    {'e', BIT(foreign_key)},                   /* pg_trigger, of the server's own */
    {'w', ANYTHING},                           /* pg_rewrite */
    {'y', BIT(policy)},                        /* pg_policy */
};

/* What a relation has objects of a kind for: rows of a sort, by its bit in marks.sql, or what it is
 * itself. */
static const struct {
    uint64_t kind;
    unsigned sort;
    const char *relkinds;
} needs[] = {
    {BIT(primary_key), 1, ""}, {BIT(unique), 2, ""},         {BIT(foreign_key), 4, ""},
    {BIT(exclusion), 8, ""},   {BIT(check), 16, ""},         {BIT(index), 32, ""},
    {BIT(trigger), 64, ""},    {BIT(rule), 128, ""},         {BIT(policy), 256, ""},
    {BIT(table), 0, "rp"},     {BIT(view), 0, "v"},          {BIT(materialized_view), 0, "m"},
    {BIT(sequence), 0, "S"},   {BIT(foreign_table), 0, "f"}, {BIT(column), 0, "rpvmf"},
};

struct assay_pg_marks {
    assay_arena *arena;
    const char *now;
    mark **items;
    size_t n, capacity;
    assay_map *by_oid;
    const char *counts[OTHERS], *old_counts[OTHERS];
    bool changed[OTHERS];
    assay_map *written; /* oid -> kinds (uint64_t) that what was written since may show in */
};

enum { CLASS, OID, SCHEMA, NAME, RELKIND, ROWS };

static assay_status fail_answer(assay_error *err)
{
    return assay_fail(err, ASSAY_INTERNAL, "the server did not answer what was asked");
}

static assay_status add_relation(assay_pg_marks *marks, const PGresult *row, assay_error *err)
{
    mark **items = assay_arena_grow(marks->arena, marks->items, &marks->capacity, marks->n + 1,
                                    sizeof(mark *));
    mark *item = assay_arena_alloc(marks->arena, sizeof *item);
    if (items == NULL || item == NULL)
        return assay_fail_nomem(err);
    *item = (mark){.oid = assay_arena_strdup(marks->arena, PQgetvalue(row, 0, OID)),
                   .place = assay_arena_printf(marks->arena, "%s\x1f%s", PQgetvalue(row, 0, SCHEMA),
                                               PQgetvalue(row, 0, NAME)),
                   .relkind = PQgetvalue(row, 0, RELKIND)[0]};
    if (item->oid == NULL || item->place == NULL || !assay_map_put(marks->by_oid, item->oid, item))
        return assay_fail_nomem(err);
    if (sscanf(PQgetvalue(row, 0, ROWS), "%u %u %u", &item->rows, &item->old_rows, &item->sorts) !=
        3)
        return fail_answer(err);
    marks->items = items;
    items[marks->n++] = item;
    return ASSAY_OK;
}

static uint64_t kinds_of_sort(char sort)
{
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
        if (sorts[i].sort == sort)
            return sorts[i].kinds;
    return ANYTHING;
}

static assay_status add_written(assay_pg_marks *marks, const char *oid, char sort, assay_error *err)
{
    if (strcmp(oid, "0") == 0) {
        marks->changed[0] = true; /* routines */
        return ASSAY_OK;
    }
    uint64_t *kinds = assay_map_find(marks->written, oid);
    if (kinds == NULL) {
        const char *copy = assay_arena_strdup(marks->arena, oid);
        kinds = assay_arena_alloc(marks->arena, sizeof *kinds);
        if (copy == NULL || kinds == NULL || !assay_map_put(marks->written, copy, kinds))
            return assay_fail_nomem(err);
        *kinds = 0;
    }
    *kinds |= kinds_of_sort(sort);
    return ASSAY_OK;
}

static assay_status add_row(void *context, const PGresult *row, assay_error *err)
{
    assay_pg_marks *marks = context;
    const char *class = PQgetvalue(row, 0, CLASS);
    if (strcmp(class, "relation") == 0)
        return add_relation(marks, row, err);
    if (strcmp(class, "changed") == 0)
        return add_written(marks, PQgetvalue(row, 0, OID), PQgetvalue(row, 0, ROWS)[0], err);
    const char *count = assay_arena_strdup(marks->arena, PQgetvalue(row, 0, ROWS));
    const char *old_count = assay_arena_strdup(marks->arena, PQgetvalue(row, 0, NAME));
    if (count == NULL || old_count == NULL)
        return assay_fail_nomem(err);
    if (strcmp(class, "now") == 0)
        marks->now = count;
    for (size_t i = 0; i < OTHERS; i++) {
        if (strcmp(class, others[i].class) != 0)
            continue;
        marks->changed[i] |= strcmp(PQgetvalue(row, 0, OID), "0") != 0;
        if (strcmp(count, "0") == 0)
            continue;
        marks->counts[i] = count;
        marks->old_counts[i] = old_count;
    }
    return ASSAY_OK;
}

assay_status assay_pg_marks_read(assay_pg_marks **out, assay_arena *arena, assay_pg_reader *reader,
                                 const assay_pg_marks *since, assay_error *err)
{
    const char *sql = assay_pg_sql("analyzer/readers/sql/postgres/marks.sql", err);
    assay_pg_marks *marks = assay_arena_alloc(arena, sizeof *marks);
    *out = marks;
    if (sql == NULL)
        return ASSAY_INTERNAL;
    if (marks == NULL)
        return assay_fail_nomem(err);
    *marks = (assay_pg_marks){
        .arena = arena, .by_oid = assay_map_new(arena), .written = assay_map_new(arena)};
    if (marks->by_oid == NULL || marks->written == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < OTHERS; i++)
        marks->counts[i] = marks->old_counts[i] = "0";
    /* 3 is the first transaction there is: without an earlier asking nobody asks what changed. */
    const char *params[] = {since == NULL ? "3" : since->now};
    assay_status status = assay_pg_reader_query(reader, sql, 1, params, add_row, marks, err);
    return status == ASSAY_OK && marks->now == NULL ? fail_answer(err) : status;
}

static assay_status add_place(assay_pg_scope *scope, const char *place, assay_error *err)
{
    return assay_map_put(scope->relations, place, scope) ? ASSAY_OK : assay_fail_nomem(err);
}

/* The kinds in which the relation may differ. A row that is not old any more was changed, or is
 * gone, and does not tell what it was. */
static uint64_t changed_kinds(const assay_pg_marks *now, const mark *item, const mark *old)
{
    const uint64_t *written = assay_map_find(now->written, item->oid);
    if (old == NULL || old->rows != item->old_rows)
        return ANYTHING;
    return written == NULL ? 0 : *written;
}

/* The kinds of which the relation can have any. */
static uint64_t present_kinds(const mark *item)
{
    uint64_t present = 0;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if ((item->sorts & needs[i].sort) != 0 || strchr(needs[i].relkinds, item->relkind) != NULL)
            present |= needs[i].kind;
    return present;
}

static assay_status compare_one(assay_pg_scope *scope, assay_buffer *oids,
                                const assay_pg_marks *before, const assay_pg_marks *now,
                                const mark *item, assay_error *err)
{
    const mark *old = assay_map_find(before->by_oid, item->oid);
    uint64_t kinds = changed_kinds(now, item, old);
    if (kinds == 0)
        return ASSAY_OK;
    scope->inside |= kinds;
    scope->asked |= present_kinds(item);
    scope->whole |= item->relkind == 'c' || (old != NULL && strcmp(old->place, item->place) != 0);
    assay_buffer_add_char(oids, ',');
    assay_buffer_add(oids, item->oid);
    return add_place(scope, item->place, err);
}

static assay_status compare_relations(assay_pg_scope *scope, assay_buffer *oids,
                                      const assay_pg_marks *before, const assay_pg_marks *now,
                                      assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < now->n && status == ASSAY_OK; i++)
        status = compare_one(scope, oids, before, now, now->items[i], err);
    for (size_t i = 0; i < before->n && status == ASSAY_OK; i++) {
        const mark *gone = before->items[i];
        if (assay_map_find(now->by_oid, gone->oid) != NULL)
            continue;
        scope->whole |= gone->relkind == 'c';
        scope->inside = ANYTHING;
        status = add_place(scope, gone->place, err);
    }
    return status;
}

assay_status assay_pg_marks_compare(assay_pg_scope *out, assay_arena *arena,
                                    const assay_pg_marks *before, const assay_pg_marks *now,
                                    assay_error *err)
{
    *out = (assay_pg_scope){.relations = assay_map_new(arena)};
    if (out->relations == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < OTHERS; i++) {
        if (!now->changed[i] && strcmp(now->counts[i], before->counts[i]) == 0)
            continue;
        out->kinds |= others[i].kinds;
        out->whole |= others[i].kinds == 0 ||
                      (others[i].printed && strcmp(now->old_counts[i], before->counts[i]) != 0);
    }
    assay_buffer oids = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = compare_relations(out, &oids, before, now, err);
    out->asked &= out->inside;
    assay_buffer_add_char(&oids, '}');
    if (status == ASSAY_OK)
        status = assay_buffer_check(&oids, err);
    if (status == ASSAY_OK && oids.length > 1) {
        oids.data[0] = '{';
        out->oids = assay_arena_strdup(arena, assay_buffer_text(&oids));
        if (out->oids == NULL)
            status = assay_fail_nomem(err);
    }
    assay_buffer_release(&oids);
    return status;
}

bool assay_pg_scope_names(const assay_pg_scope *scope, const char *schema, const char *relation)
{
    if (assay_map_count(scope->relations) == 0)
        return false;
    char place[512];
    snprintf(place, sizeof place, "%s\x1f%s", schema, relation);
    return assay_map_find(scope->relations, place) != NULL;
}

bool assay_pg_scope_has(const assay_pg_scope *scope, assay_kind kind, const char *schema,
                        const char *relation)
{
    if (scope->whole || (scope->kinds >> kind & 1) != 0)
        return true;
    return (scope->inside >> kind & 1) != 0 && assay_pg_scope_names(scope, schema, relation);
}

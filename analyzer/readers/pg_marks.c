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
    const char *count; /* of rows that may go unseen */
    bool changed;
} mark;

/* What else is told apart, and the kinds that are read of it. */
#define BIT(kind) ((uint64_t)1 << ASSAY_KIND_##kind)
static const struct {
    const char *class;
    uint64_t kinds; /* 0: all must be read anew */
} others[] = {
    {"routines", BIT(function) | BIT(procedure) | BIT(aggregate)},
    {"types", BIT(enum) | BIT(domain) | BIT(composite) | BIT(range)},
    {"statistics", BIT(statistics)},
    {"other", 0},
    {"roles", 0},
};
enum { OTHERS = sizeof others / sizeof *others };

/* What is in relations, or is one. */
static const uint64_t relation_kinds =
    BIT(sequence) | BIT(table) | BIT(column) | BIT(primary_key) | BIT(unique) | BIT(foreign_key) |
    BIT(check) | BIT(exclusion) | BIT(index) | BIT(view) | BIT(materialized_view) | BIT(trigger) |
    BIT(rule) | BIT(policy) | BIT(foreign_table);

struct assay_pg_marks {
    assay_arena *arena;
    const char *now;
    mark **items;
    size_t n, capacity;
    assay_map *by_oid;
    const char *counts[OTHERS];
    bool changed[OTHERS];
    assay_map *changed_oids; /* of relations, before all of them are known */
};

enum { CLASS, OID, SCHEMA, NAME, RELKIND, COUNT };

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
                   .relkind = PQgetvalue(row, 0, RELKIND)[0],
                   .count = assay_arena_strdup(marks->arena, PQgetvalue(row, 0, COUNT))};
    if (item->oid == NULL || item->place == NULL || item->count == NULL ||
        !assay_map_put(marks->by_oid, item->oid, item))
        return assay_fail_nomem(err);
    marks->items = items;
    items[marks->n++] = item;
    return ASSAY_OK;
}

static assay_status add_changed(assay_pg_marks *marks, const char *oid, assay_error *err)
{
    if (strcmp(oid, "0") == 0) {
        marks->changed[0] = true; /* routines */
        return ASSAY_OK;
    }
    const char *copy = assay_arena_strdup(marks->arena, oid);
    return copy != NULL && assay_map_put(marks->changed_oids, copy, marks) ? ASSAY_OK
                                                                           : assay_fail_nomem(err);
}

static assay_status add_row(void *context, const PGresult *row, assay_error *err)
{
    assay_pg_marks *marks = context;
    const char *class = PQgetvalue(row, 0, CLASS);
    if (strcmp(class, "relation") == 0)
        return add_relation(marks, row, err);
    if (strcmp(class, "changed") == 0)
        return add_changed(marks, PQgetvalue(row, 0, OID), err);
    const char *count = assay_arena_strdup(marks->arena, PQgetvalue(row, 0, COUNT));
    if (count == NULL)
        return assay_fail_nomem(err);
    if (strcmp(class, "now") == 0)
        marks->now = count;
    for (size_t i = 0; i < OTHERS; i++) {
        if (strcmp(class, others[i].class) != 0)
            continue;
        marks->changed[i] |= strcmp(PQgetvalue(row, 0, OID), "0") != 0;
        if (strcmp(count, "0") != 0)
            marks->counts[i] = count;
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
        .arena = arena, .by_oid = assay_map_new(arena), .changed_oids = assay_map_new(arena)};
    if (marks->by_oid == NULL || marks->changed_oids == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < OTHERS; i++)
        marks->counts[i] = "0";
    /* 3 is the first transaction there is: without an earlier asking nobody asks what changed. */
    const char *params[] = {since == NULL ? "3" : since->now};
    assay_status status = assay_pg_reader_query(reader, sql, 1, params, add_row, marks, err);
    if (status == ASSAY_OK && marks->now == NULL)
        status = assay_fail(err, ASSAY_INTERNAL, "the server did not answer what was asked");
    return status;
}

static assay_status add_place(assay_pg_scope *scope, const char *place, assay_error *err)
{
    return assay_map_put(scope->relations, place, scope) ? ASSAY_OK : assay_fail_nomem(err);
}

static assay_status compare_one(assay_pg_scope *scope, assay_buffer *oids,
                                const assay_pg_marks *before, const assay_pg_marks *now,
                                const mark *item, assay_error *err)
{
    const mark *old = assay_map_find(before->by_oid, item->oid);
    bool changed = old == NULL || strcmp(old->count, item->count) != 0 ||
                   assay_map_find(now->changed_oids, item->oid) != NULL;
    if (!changed)
        return ASSAY_OK;
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
        out->whole |= others[i].kinds == 0;
    }
    assay_buffer oids = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = compare_relations(out, &oids, before, now, err);
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

bool assay_pg_scope_has(const assay_pg_scope *scope, assay_kind kind, const char *schema,
                        const char *relation)
{
    if (scope->whole || (scope->kinds >> kind & 1) != 0)
        return true;
    if ((relation_kinds >> kind & 1) == 0 || assay_map_count(scope->relations) == 0)
        return false;
    char place[512];
    snprintf(place, sizeof place, "%s\x1f%s", schema, relation);
    return assay_map_find(scope->relations, place) != NULL;
}

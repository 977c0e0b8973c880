/* SPDX-License-Identifier: MIT */
/* From drift to repairs: which rows of the table apply, in which order. */
#include "plan/repair.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "plan/repair_writing.h"

const char *assay_repair_safety_name(assay_repair_safety safety)
{
    static const char *const names[] = {"safe", "review", "manual"};
    return names[safety];
}

typedef struct repairing {
    assay_repairs *out;
    size_t capacity;
    const assay_verdict *verdict;
    assay_error *err;
} repairing;

static assay_repair *add_repair(repairing *r, const repair_writing *w, assay_change_kind change)
{
    assay_repairs *out = r->out;
    out->items = assay_arena_grow(out->arena, out->items, &r->capacity, out->n_items + 1,
                                  sizeof *out->items);
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    const assay_object *object = repair_object(w);
    assay_object_name(&name, object);
    const char *shown = assay_arena_strdup(out->arena, assay_buffer_text(&name));
    assay_buffer_release(&name);
    if (out->items == NULL || shown == NULL) {
        assay_fail_nomem(r->err);
        return NULL;
    }
    assay_repair *repair = &out->items[out->n_items++];
    *repair = (assay_repair){.of = w->of, .change = change, .kind = object->kind, .object = shown};
    return repair;
}

static bool row_fits(const repair_row *row, const repair_writing *w, assay_change_kind change,
                     const char *attribute)
{
    if (row->kind != repair_object(w)->kind || row->change != change)
        return false;
    if ((row->attribute == NULL) != (attribute == NULL) ||
        (attribute != NULL && strcmp(row->attribute, attribute) != 0))
        return false;
    return row->when == NULL || row->when(w);
}

static const repair_row *find_row(const repair_writing *w, assay_change_kind change,
                                  const char *attribute)
{
    bool postgres = w->found->dialect == ASSAY_POSTGRESQL;
    const repair_row *rows = postgres ? repair_rows_postgres : repair_rows_sqlite;
    size_t n = postgres ? repair_rows_postgres_count : repair_rows_sqlite_count;
    for (size_t i = 0; i < n; i++)
        if (row_fits(&rows[i], w, change, attribute))
            return &rows[i];
    return NULL;
}

/* Why a change is left to a person. */
static const char *manual_reason(const repair_writing *w, assay_change_kind change)
{
    if (w->found->dialect == ASSAY_SQLITE && change == ASSAY_CHANGED)
        return "SQLite alters no column and no constraint: the table has to be made again, as "
               "section 7 of https://sqlite.org/lang_altertable.html describes";
    switch (change) {
    case ASSAY_MISSING:
        return "what makes it cannot be written from what is known of it: take the statement from "
               "the migration of that revision";
    case ASSAY_UNEXPECTED:
        return "no revision has it: find out who made it and for what, then keep it in a migration "
               "or drop it";
    case ASSAY_RENAMED:
        return "give it its expected name once nothing uses the one that it has";
    case ASSAY_CHANGED:
        break;
    }
    return "compare it with the migration of that revision: there is no statement that is safe for "
           "any database";
}

/* True unless it lives in a table that is there under another name, or not at all. */
static bool has_its_table(const repair_writing *w)
{
    const assay_object *object = repair_object(w);
    static const assay_kind kinds[] = {ASSAY_KIND_table, ASSAY_KIND_view,
                                       ASSAY_KIND_materialized_view, ASSAY_KIND_foreign_table};
    if (object->relation[0] == '\0')
        return true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (assay_catalog_find(w->found, kinds[i], object->schema, "", object->relation) != NULL)
            return true;
    return false;
}

static bool settled(const assay_verdict *verdict)
{
    return verdict->match == ASSAY_MATCH_EXACT || verdict->match == ASSAY_MATCH_DRIFTED;
}

/* One repair by the row that fits. *row is that row; NULL, and nothing is done, without one. */
static assay_status repair_by_row(const repair_row **row, repairing *r, repair_writing *w,
                                  assay_change_kind change, const char *attribute, bool with_table)
{
    *row = find_row(w, change, attribute);
    if (*row == NULL)
        return ASSAY_OK;
    w->repair = add_repair(r, w, change);
    w->capacity = 0;
    if (w->repair == NULL)
        return ASSAY_NOMEM;
    bool given;
    w->repair->attribute = attribute;
    assay_status status = repair_write_steps(&given, w, *row);
    if (status != ASSAY_OK)
        return status;
    w->repair->safety = given ? (*row)->safety : ASSAY_REPAIR_MANUAL;
    w->repair->reason = given ? (*row)->reason : manual_reason(w, change);
    if (w->repair->safety != ASSAY_REPAIR_SAFE)
        return ASSAY_OK;
    if (!settled(r->verdict)) {
        w->repair->safety = ASSAY_REPAIR_REVIEW;
        w->repair->reason = "the revision that it belongs to is not certain";
    } else if (w->of->change == ASSAY_RENAMED && change == ASSAY_CHANGED) {
        w->repair->safety = ASSAY_REPAIR_REVIEW;
        w->repair->reason = "it is there under another name: give it its own first";
    } else if (!with_table && !has_its_table(w)) {
        w->repair->safety = ASSAY_REPAIR_REVIEW;
        w->repair->reason = "its table is there under another name: give it its own first";
    }
    return ASSAY_OK;
}

static assay_status leave_to_person(repairing *r, repair_writing *w, assay_change_kind change,
                                    const char *attribute)
{
    assay_repair *repair = add_repair(r, w, change);
    if (repair == NULL)
        return ASSAY_NOMEM;
    repair->attribute = attribute;
    repair->safety = ASSAY_REPAIR_MANUAL;
    repair->reason = manual_reason(w, change);
    return ASSAY_OK;
}

/* True if nobody could repair it: only the server's version makes the difference. */
static bool is_spelling(const assay_difference *d, const assay_attribute_difference *attribute)
{
    const assay_kind_info *info = assay_kind_get(d->kind);
    int index = assay_attribute_find(d->kind, attribute->name);
    return index >= 0 && attribute->severity == ASSAY_SEVERITY_COSMETIC &&
           info->attributes[index].severity != ASSAY_SEVERITY_COSMETIC;
}

static assay_status repair_attributes(repairing *r, repair_writing *w)
{
    const assay_difference *d = w->of;
    const char *covered = NULL;
    bool whole = false;
    for (size_t i = 0; i < d->n_attributes; i++) {
        const char *name = d->attributes[i].name;
        const repair_row *row;
        if (is_spelling(d, &d->attributes[i]) || (covered != NULL && strcmp(covered, name) == 0))
            continue;
        assay_status status = repair_by_row(&row, r, w, ASSAY_CHANGED, name, false);
        if (status == ASSAY_OK && row == NULL && find_row(w, ASSAY_CHANGED, NULL) != NULL)
            whole = true;
        else if (status == ASSAY_OK && row == NULL)
            status = leave_to_person(r, w, ASSAY_CHANGED, name);
        if (status != ASSAY_OK)
            return status;
        int covers =
            row == NULL || row->covers == NULL ? -1 : assay_attribute_find(d->kind, row->covers);
        if (covers >= 0 && w->expected->values[covers] != NULL)
            covered = row->covers;
    }
    const repair_row *row;
    return whole ? repair_by_row(&row, r, w, ASSAY_CHANGED, NULL, false) : ASSAY_OK;
}

/* What is not reported beside its table, and not made with it either. */
static bool comes_after(const assay_object *object, const assay_object *table)
{
    return strcmp(object->schema, table->schema) == 0 &&
           strcmp(object->relation, table->name) == 0 &&
           (object->kind == ASSAY_KIND_index || object->kind == ASSAY_KIND_trigger ||
            object->kind == ASSAY_KIND_policy || object->kind == ASSAY_KIND_rule);
}

static assay_status repair_contents(repairing *r, const repair_writing *of_table)
{
    const assay_catalog *all = of_table->expects;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < all->n_objects && status == ASSAY_OK; i++) {
        repair_writing w = *of_table;
        const repair_row *row;
        w.expected = all->objects[i];
        if (!comes_after(w.expected, of_table->expected))
            continue;
        status = repair_by_row(&row, r, &w, ASSAY_MISSING, NULL, true);
        if (status == ASSAY_OK && row == NULL)
            status = leave_to_person(r, &w, ASSAY_MISSING, NULL);
    }
    return status;
}

static assay_status repair_difference(repairing *r, const assay_difference *d)
{
    repair_writing w = {.arena = r->out->arena,
                        .of = d,
                        .expected = d->expected_object,
                        .actual = d->actual_object,
                        .expects = r->verdict->expects,
                        .found = r->verdict->snapshot->catalog,
                        .err = r->err};
    const repair_row *row = NULL;
    assay_status status = ASSAY_OK;
    if (d->change == ASSAY_CHANGED)
        return repair_attributes(r, &w);
    status = repair_by_row(&row, r, &w, d->change, NULL, false);
    if (status == ASSAY_OK && row == NULL)
        status = leave_to_person(r, &w, d->change, NULL);
    if (status == ASSAY_OK && d->change == ASSAY_RENAMED)
        status = repair_attributes(r, &w);
    if (status == ASSAY_OK && d->change == ASSAY_MISSING && d->kind == ASSAY_KIND_table)
        status = repair_contents(r, &w);
    return status;
}

/* What is made comes in the order of kinds, in which each may need those before it; what goes comes
 * after it, in the opposite order. */
static int by_order(const void *a, const void *b)
{
    const assay_difference *x = *(const assay_difference *const *)a;
    const assay_difference *y = *(const assay_difference *const *)b;
    bool x_goes = x->change == ASSAY_UNEXPECTED, y_goes = y->change == ASSAY_UNEXPECTED;
    if (x_goes != y_goes)
        return x_goes ? 1 : -1;
    if (x->kind != y->kind)
        return (x->kind < y->kind) == !x_goes ? -1 : 1;
    return x < y ? -1 : 1;
}

static assay_status repair_all(repairing *r)
{
    const assay_differences *drift = r->verdict->drift;
    if (drift == NULL || r->verdict->expects == NULL)
        return ASSAY_OK;
    const assay_difference **order =
        assay_arena_calloc(r->out->arena, drift->n_items + 1, sizeof(assay_difference *));
    if (order == NULL)
        return assay_fail_nomem(r->err);
    size_t n = 0;
    for (size_t i = 0; i < drift->n_items; i++)
        if (!drift->items[i].waived && !drift->items[i].follows)
            order[n++] = &drift->items[i];
    qsort(order, n, sizeof *order, by_order);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++)
        status = repair_difference(r, order[i]);
    return status;
}

assay_status assay_repairs_new(assay_repairs **out, const assay_verdict *verdict, assay_error *err)
{
    assay_arena *arena = assay_arena_new();
    *out = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof **out);
    if (*out == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    (*out)->arena = arena;
    repairing r = {.out = *out, .verdict = verdict, .err = err};
    assay_status status = repair_all(&r);
    if (status != ASSAY_OK) {
        assay_repairs_free(*out);
        *out = NULL;
    }
    return status;
}

void assay_repairs_free(assay_repairs *repairs)
{
    if (repairs != NULL)
        assay_arena_free(repairs->arena);
}

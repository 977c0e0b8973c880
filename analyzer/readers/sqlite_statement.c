/* SPDX-License-Identifier: MIT */
/* Indexes, views and triggers: one statement each, and one object. */
#include <stdlib.h>
#include <strings.h>

#include "readers/sqlite_read.h"

/* A statement that does not parse stays an object, all of it unknown. NULL on failure. */
static assay_object *add(assay_sqlite_reader *reader, assay_kind kind, const char *relation,
                         const char *name, const assay_error *parse, assay_error *err)
{
    assay_catalog *catalog = reader->snapshot->catalog;
    assay_object *object = assay_catalog_add(catalog, kind, "", relation, name, err);
    if (object == NULL || parse->code == ASSAY_OK)
        return object;
    return assay_object_set_unknown(catalog, object, -1, parse->what, err) == ASSAY_OK ? object
                                                                                       : NULL;
}

/* The table is the one whose columns the text can name; NULL: those of any. */
static assay_status set_span(assay_sqlite_reader *reader, assay_object *object, int attribute,
                             const assay_sqlite_table *table, assay_span span, assay_error *err)
{
    const char *text = assay_sqlite_settle_quotes(reader, table, span);
    if (text == NULL)
        return assay_fail_nomem(err);
    return assay_object_set_canonical(reader->snapshot->catalog, object, attribute, text, err);
}

/* The name of the relation as it is declared, which a trigger may spell otherwise. */
static const char *declared(const assay_sqlite_reader *reader, const char *name)
{
    const assay_sqlite_relation *relation = assay_sqlite_find_relation(reader, name);
    return relation != NULL ? relation->row->name : name;
}

assay_status assay_sqlite_add_index(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                    assay_error *err)
{
    assay_sqlite_index index;
    assay_error parse = ASSAY_ERROR_INIT;
    assay_catalog *catalog = reader->snapshot->catalog;
    if (assay_sqlite_parse_index(&index, reader->scratch, row->sql, &parse) == ASSAY_NOMEM)
        return assay_fail_nomem(err);
    assay_object *object =
        add(reader, ASSAY_KIND_index, declared(reader, row->table), row->name, &parse, err);
    if (object == NULL)
        return err->code;
    if (parse.code != ASSAY_OK)
        return ASSAY_OK;
    const assay_sqlite_relation *relation = assay_sqlite_find_relation(reader, row->table);
    const assay_sqlite_table *table = relation != NULL ? &relation->table : NULL;
    const char *columns = assay_sqlite_items_text(reader, table, index.items, index.n_items);
    if (columns == NULL)
        return assay_fail_nomem(err);
    assay_status status =
        assay_object_set_canonical(catalog, object, ASSAY_index_columns, columns, err);
    if (status == ASSAY_OK && index.unique)
        status = assay_object_set(catalog, object, ASSAY_index_unique, "yes", err);
    if (status == ASSAY_OK && index.predicate.start != NULL)
        status = set_span(reader, object, ASSAY_index_predicate, table, index.predicate, err);
    return status;
}

assay_status assay_sqlite_add_view(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                   assay_error *err)
{
    assay_sqlite_view view;
    assay_error parse = ASSAY_ERROR_INIT;
    if (assay_sqlite_parse_view(&view, reader->scratch, row->sql, &parse) == ASSAY_NOMEM)
        return assay_fail_nomem(err);
    assay_object *object = add(reader, ASSAY_KIND_view, "", row->name, &parse, err);
    if (object == NULL)
        return err->code;
    if (parse.code != ASSAY_OK)
        return ASSAY_OK;
    assay_status status =
        set_span(reader, object, ASSAY_view_definition, NULL, view.definition, err);
    if (status != ASSAY_OK || view.n_columns == 0)
        return status;
    const char *columns = assay_sqlite_names_text(reader, NULL, view.columns, view.n_columns);
    if (columns == NULL)
        return assay_fail_nomem(err);
    return assay_object_set(reader->snapshot->catalog, object, ASSAY_view_columns, columns, err);
}

static int compare_folded(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* "insert", "update of (a, b)"; the order of the columns means nothing. */
static const char *events_text(const assay_sqlite_reader *reader,
                               const assay_sqlite_relation *relation,
                               const assay_sqlite_trigger *trigger)
{
    if (trigger->n_columns == 0)
        return trigger->event;
    const assay_sqlite_table *table = relation != NULL ? &relation->table : NULL;
    qsort(trigger->columns, trigger->n_columns, sizeof *trigger->columns, compare_folded);
    const char *columns =
        assay_sqlite_names_text(reader, table, trigger->columns, trigger->n_columns);
    return columns == NULL
               ? NULL
               : assay_arena_printf(reader->scratch, "%s of (%s)", trigger->event, columns);
}

assay_status assay_sqlite_add_trigger(assay_sqlite_reader *reader, const assay_sqlite_row *row,
                                      assay_error *err)
{
    assay_sqlite_trigger trigger;
    assay_error parse = ASSAY_ERROR_INIT;
    if (assay_sqlite_parse_trigger(&trigger, reader->scratch, row->sql, &parse) == ASSAY_NOMEM)
        return assay_fail_nomem(err);
    assay_object *object =
        add(reader, ASSAY_KIND_trigger, declared(reader, row->table), row->name, &parse, err);
    if (object == NULL)
        return err->code;
    if (parse.code != ASSAY_OK)
        return ASSAY_OK;
    assay_catalog *catalog = reader->snapshot->catalog;
    const assay_sqlite_relation *relation = assay_sqlite_find_relation(reader, row->table);
    const char *events = events_text(reader, relation, &trigger);
    if (events == NULL)
        return assay_fail_nomem(err);
    assay_status status =
        assay_object_set(catalog, object, ASSAY_trigger_timing, trigger.timing, err);
    if (status == ASSAY_OK)
        status = assay_object_set_canonical(catalog, object, ASSAY_trigger_events, events, err);
    if (status == ASSAY_OK && trigger.condition.start != NULL)
        status = set_span(reader, object, ASSAY_trigger_condition, NULL, trigger.condition, err);
    if (status == ASSAY_OK)
        status = set_span(reader, object, ASSAY_trigger_definition, NULL, trigger.body, err);
    return status;
}

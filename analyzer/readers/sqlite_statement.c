/* SPDX-License-Identifier: MIT */
/* Indexes, views and triggers: one statement each, and one object. */
#include "readers/sqlite_read.h"

static const char *copy(const assay_sqlite_reader *reader, assay_span span)
{
    return assay_arena_strndup(reader->scratch, span.start, span.length);
}

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

static assay_status set_span(assay_sqlite_reader *reader, assay_object *object, int attribute,
                             assay_span span, assay_error *err)
{
    const char *text = copy(reader, span);
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
        status = set_span(reader, object, ASSAY_index_predicate, index.predicate, err);
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
    assay_status status = set_span(reader, object, ASSAY_view_definition, view.definition, err);
    if (status != ASSAY_OK || view.n_columns == 0)
        return status;
    const char *columns = assay_sqlite_names_text(reader, NULL, view.columns, view.n_columns);
    if (columns == NULL)
        return assay_fail_nomem(err);
    return assay_object_set(reader->snapshot->catalog, object, ASSAY_view_columns, columns, err);
}

/* From the timing on, without the trigger's name and its table's, which are its key. */
static const char *trigger_definition(const assay_sqlite_reader *reader,
                                      const assay_sqlite_trigger *trigger)
{
    const char *event = copy(reader, trigger->event), *body = copy(reader, trigger->body);
    if (event == NULL || body == NULL)
        return NULL;
    if (trigger->condition.start == NULL)
        return assay_arena_printf(reader->scratch, "%s %s\n%s", trigger->timing, event, body);
    const char *condition = copy(reader, trigger->condition);
    if (condition == NULL)
        return NULL;
    /* Line ends: a span may end in a comment that goes to the end of its line. */
    return assay_arena_printf(reader->scratch, "%s %s\nwhen %s\n%s", trigger->timing, event,
                              condition, body);
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
    const char *definition = trigger_definition(reader, &trigger);
    if (definition == NULL)
        return assay_fail_nomem(err);
    return assay_object_set_canonical(reader->snapshot->catalog, object, ASSAY_trigger_definition,
                                      definition, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * Types, spelled as the server's format_type spells them, from the parts that the views have. What
 * the views drop (modifiers of an array's elements and of types that extensions made) makes a type
 * unknown. That a precision is the default one, they do not tell either: verdict/untold.c knows.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "readers/info_reading.h"

typedef enum modifier { LENGTH, DECIMAL, TIME, INTERVAL } modifier;

/* Types that have modifiers, and what one without a modifier is called where that differs. */
static const struct {
    const char *name;
    modifier modifier;
    const char *bare;
} modified[] = {
    {"character varying", LENGTH, NULL},
    {"character", LENGTH, "bpchar"},
    {"bit varying", LENGTH, NULL},
    {"bit", LENGTH, "\"bit\""},
    {"numeric", DECIMAL, NULL},
    {"time without time zone", TIME, NULL},
    {"time with time zone", TIME, NULL},
    {"timestamp without time zone", TIME, NULL},
    {"timestamp with time zone", TIME, NULL},
    {"interval", INTERVAL, NULL},
};
enum { N_MODIFIED = sizeof modified / sizeof *modified };

/* Elements of the server's own array types whose names are not their types'. */
static const struct {
    const char *name, *type;
} aliases[] = {
    {"bool", "boolean"},
    {"bpchar", "character"},
    {"char", "\"char\""},
    {"float4", "real"},
    {"float8", "double precision"},
    {"int2", "smallint"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"time", "time without time zone"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
    {"timetz", "time with time zone"},
    {"varbit", "bit varying"},
    {"varchar", "character varying"},
};

static int find_modified(const char *name)
{
    for (int i = 0; i < N_MODIFIED; i++)
        if (assay_info_same(name, modified[i].name))
            return i;
    return -1;
}

static const char *alias_of(const char *name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (assay_info_same(name, aliases[i].name))
            return aliases[i].type;
    return name;
}

static bool is_base_type(const assay_info_reading *reading, const char *schema, const char *name)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_info_qualified(&text, schema, name);
    bool found = assay_map_find(reading->base_types, assay_buffer_text(&text)) != NULL;
    assay_buffer_release(&text);
    return found;
}

/* A negative scale (PostgreSQL 15) is shown as what its eleven bits are without the sign. */
static long scale_of(const char *text)
{
    long scale = text == NULL ? 0 : strtol(text, NULL, 10);
    return scale > 1000 ? scale - 2048 : scale;
}

static void add_interval(assay_buffer *out, const char *const *type)
{
    assay_buffer_add(out, "interval");
    if (type[TYPE_INTERVAL] != NULL) {
        assay_buffer_add_char(out, ' ');
        for (const char *p = type[TYPE_INTERVAL]; *p != '\0'; p++)
            assay_buffer_add_char(out, (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p));
    } else if (type[TYPE_DATETIME] != NULL && !assay_info_same(type[TYPE_DATETIME], "6")) {
        assay_buffer_printf(out, "(%s)", type[TYPE_DATETIME]);
    }
}

static void add_modified(assay_buffer *out, int which, const char *const *type)
{
    const char *name = modified[which].name;
    size_t word = strcspn(name, " ");
    switch (modified[which].modifier) {
    case LENGTH:
        if (type[TYPE_LENGTH] == NULL)
            assay_buffer_add(out, modified[which].bare != NULL ? modified[which].bare : name);
        else
            assay_buffer_printf(out, "%s(%s)", name, type[TYPE_LENGTH]);
        break;
    case DECIMAL:
        assay_buffer_add(out, name);
        if (type[TYPE_PRECISION] != NULL)
            assay_buffer_printf(out, "(%s,%ld)", type[TYPE_PRECISION], scale_of(type[TYPE_SCALE]));
        break;
    case TIME:
        assay_buffer_add_n(out, name, word);
        if (type[TYPE_DATETIME] != NULL && !assay_info_same(type[TYPE_DATETIME], "6"))
            assay_buffer_printf(out, "(%s)", type[TYPE_DATETIME]);
        assay_buffer_add(out, name + word);
        break;
    case INTERVAL:
        add_interval(out, type);
        break;
    }
}

static bool add_users(assay_buffer *out, const assay_info_reading *reading, const char *schema,
                      const char *name, bool modifiers)
{
    assay_info_qualified(out, schema, name);
    return name != NULL && !(modifiers && is_base_type(reading, schema, name));
}

static bool add_array(assay_buffer *out, assay_info_reading *reading, const char *const *type,
                      const assay_info_place *place)
{
    const char *name = type[TYPE_UDT_NAME];
    bool known = name != NULL;
    if (known && assay_info_same(type[TYPE_UDT_SCHEMA], "pg_catalog")) {
        /* int2vector and oidvector are arrays by nature only. */
        if (name[0] != '_') {
            assay_buffer_add(out, name);
            return true;
        }
        const char *element = alias_of(name + 1);
        known = !place->modifiers || find_modified(element) < 0;
        assay_buffer_add(out, element);
    } else {
        const char *key =
            assay_info_key(reading, place->schema, place->object, place->kind, place->place);
        const char *const *row = key == NULL ? NULL : assay_map_find(reading->elements, key);
        known = row != NULL && add_users(out, reading, row[ELEMENT_UDT_SCHEMA],
                                         row[ELEMENT_UDT_NAME], place->modifiers);
    }
    assay_buffer_add(out, "[]");
    return known;
}

bool assay_info_type(assay_buffer *out, assay_info_reading *reading, const char *const *type,
                     const assay_info_place *place)
{
    const char *name = type[TYPE_NAME];
    if (name == NULL)
        return false;
    if (assay_info_same(name, "ARRAY"))
        return add_array(out, reading, type, place);
    if (assay_info_same(name, "USER-DEFINED"))
        return add_users(out, reading, type[TYPE_UDT_SCHEMA], type[TYPE_UDT_NAME],
                         place->modifiers);
    int which = place->modifiers ? find_modified(name) : -1;
    if (which < 0)
        assay_buffer_add(out, name);
    else
        add_modified(out, which, type);
    return true;
}

bool assay_info_needs_elements(const assay_info_reading *reading)
{
    static const assay_info_view views[] = {ASSAY_INFO_COLUMNS, ASSAY_INFO_DOMAINS,
                                            ASSAY_INFO_PARAMETERS, ASSAY_INFO_ROUTINES};
    for (size_t v = 0; v < sizeof views / sizeof *views; v++)
        for (size_t i = 0; i < reading->views[views[v]].n; i++) {
            const char *const *row = assay_info_cells(&reading->views[views[v]], i);
            if (assay_info_same(row[TYPE_NAME], "ARRAY") &&
                !assay_info_same(row[TYPE_UDT_SCHEMA], "pg_catalog"))
                return true;
        }
    return false;
}

/* What makes a type of a text is a function of the type's own: such a type is neither an enum nor
 * a composite one. */
static assay_status find_base_types(assay_info_reading *reading, assay_error *err)
{
    assay_map *routines = assay_info_index(reading, ASSAY_INFO_ROUTINES, ROUTINE_SPECIFIC_SCHEMA,
                                           ROUTINE_SPECIFIC, -1, err);
    reading->base_types = assay_map_new(reading->base.scratch);
    if (routines == NULL || reading->base_types == NULL)
        return assay_fail_nomem(err);
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_PARAMETERS];
    for (size_t i = 0; i < rows->n; i++) {
        const char *const *row = assay_info_cells(rows, i);
        if (!assay_info_same(row[TYPE_NAME], "cstring") ||
            !assay_info_same(row[PARAMETER_POSITION], "1"))
            continue;
        const assay_info_list *list =
            assay_info_list_of(routines, assay_info_key(reading, row[PARAMETER_SCHEMA],
                                                        row[PARAMETER_SPECIFIC], NULL, NULL));
        if (list->n == 0 || !assay_info_same(list->rows[0][TYPE_NAME], "USER-DEFINED"))
            continue;
        assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
        assay_info_qualified(&text, list->rows[0][TYPE_UDT_SCHEMA], list->rows[0][TYPE_UDT_NAME]);
        const char *name = assay_strings_intern(reading->strings, assay_buffer_text(&text));
        assay_buffer_release(&text);
        if (name == NULL || !assay_map_put(reading->base_types, name, reading))
            return assay_fail_nomem(err);
    }
    return ASSAY_OK;
}

assay_status assay_info_types_init(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_ELEMENT_TYPES];
    reading->elements = assay_map_new(reading->base.scratch);
    if (reading->elements == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < rows->n; i++) {
        const char *const *row = assay_info_cells(rows, i);
        const char *key = assay_info_key(reading, row[ELEMENT_SCHEMA], row[ELEMENT_OBJECT],
                                         row[ELEMENT_KIND], row[ELEMENT_PLACE]);
        if (key == NULL || !assay_map_put(reading->elements, key, (void *)(uintptr_t)row))
            return assay_fail_nomem(err);
    }
    return find_base_types(reading, err);
}

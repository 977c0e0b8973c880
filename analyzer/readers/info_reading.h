/* SPDX-License-Identifier: MIT */
/*
 * One reading of information_schema: its views, read once each and kept as rows, from which objects
 * are put together here. Columns are known by their place in the queries of sql/information_schema.
 */
#ifndef ASSAY_READERS_INFO_READING_H
#define ASSAY_READERS_INFO_READING_H

#include "base/map.h"
#include "readers/pg_reading.h"

/* The rows of one view. Texts are NULL where the view has none. */
typedef struct assay_info_rows {
    struct assay_info_reading *reading;
    assay_pg_statement statement;
    const char **cells;
    size_t n; /* rows */
    size_t width, capacity;
} assay_info_rows;

typedef struct assay_info_reading {
    assay_pg_reading base;  /* snapshot, connection, options, version tables */
    assay_strings *strings; /* of the rows */
    bool whole;             /* the role may see everything */
    assay_info_rows views[ASSAY_INFO_VIEWS];
    assay_map *base_types; /* that users made, by printed name: they may have modifiers */
    assay_map *elements;   /* of arrays of users' types: rows of element_types */
    assay_map *owned;      /* relations whose owner the role is: rows of table_privileges */
    const char *untold;    /* ASSAY_LIMIT_UNTOLD */
} assay_info_reading;

/* Columns, in the order of the queries. */
enum {
    TYPE_NAME,
    TYPE_LENGTH,
    TYPE_PRECISION,
    TYPE_SCALE,
    TYPE_DATETIME,
    TYPE_INTERVAL,
    TYPE_UDT_SCHEMA,
    TYPE_UDT_NAME,
    TYPE_COLUMNS
};
enum { SCHEMA_NAME, SCHEMA_OWNER };
enum {
    DOMAIN_SCHEMA = TYPE_COLUMNS,
    DOMAIN_NAME,
    DOMAIN_DEFAULT,
    DOMAIN_COLLATION_SCHEMA,
    DOMAIN_COLLATION
};
enum { OF_DOMAIN_SCHEMA, OF_DOMAIN_NAME, OF_DOMAIN_CONSTRAINT_SCHEMA, OF_DOMAIN_CONSTRAINT };
enum {
    SEQUENCE_SCHEMA,
    SEQUENCE_NAME,
    SEQUENCE_TYPE,
    SEQUENCE_START,
    SEQUENCE_INCREMENT,
    SEQUENCE_MINIMUM,
    SEQUENCE_MAXIMUM,
    SEQUENCE_CYCLE
};
enum { TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE };
enum {
    COLUMN_DOMAIN_SCHEMA = TYPE_COLUMNS,
    COLUMN_DOMAIN,
    COLUMN_SCHEMA,
    COLUMN_TABLE,
    COLUMN_NAME,
    COLUMN_POSITION,
    COLUMN_NULLABLE,
    COLUMN_DEFAULT,
    COLUMN_COLLATION_SCHEMA,
    COLUMN_COLLATION,
    COLUMN_IS_IDENTITY,
    COLUMN_IDENTITY,
    COLUMN_START,
    COLUMN_INCREMENT,
    COLUMN_MINIMUM,
    COLUMN_MAXIMUM,
    COLUMN_CYCLE,
    COLUMN_IS_GENERATED,
    COLUMN_GENERATED
};
enum {
    ELEMENT_SCHEMA,
    ELEMENT_OBJECT,
    ELEMENT_KIND,
    ELEMENT_PLACE,
    ELEMENT_UDT_SCHEMA,
    ELEMENT_UDT_NAME
};
enum {
    CONSTRAINT_SCHEMA,
    CONSTRAINT_NAME,
    CONSTRAINT_TABLE_SCHEMA,
    CONSTRAINT_TABLE,
    CONSTRAINT_TYPE,
    CONSTRAINT_DEFERRABLE,
    CONSTRAINT_DEFERRED,
    CONSTRAINT_ENFORCED,
    CONSTRAINT_NULLS_DISTINCT
};
enum { KEY_SCHEMA, KEY_NAME, KEY_TABLE_SCHEMA, KEY_TABLE, KEY_COLUMN, KEY_POSITION, KEY_IN_UNIQUE };
enum {
    REFERENCE_SCHEMA,
    REFERENCE_NAME,
    REFERENCE_UNIQUE_SCHEMA,
    REFERENCE_UNIQUE,
    REFERENCE_MATCH,
    REFERENCE_UPDATE,
    REFERENCE_DELETE
};
enum { CHECK_SCHEMA, CHECK_NAME, CHECK_CLAUSE };
enum { VIEW_SCHEMA, VIEW_NAME, VIEW_DEFINITION };
enum {
    ROUTINE_SPECIFIC_SCHEMA = TYPE_COLUMNS,
    ROUTINE_SPECIFIC,
    ROUTINE_SCHEMA,
    ROUTINE_NAME,
    ROUTINE_TYPE,
    ROUTINE_BODY,
    ROUTINE_LANGUAGE,
    ROUTINE_DETERMINISTIC,
    ROUTINE_STRICT,
    ROUTINE_SECURITY
};
enum {
    PARAMETER_SCHEMA = TYPE_COLUMNS,
    PARAMETER_SPECIFIC,
    PARAMETER_POSITION,
    PARAMETER_MODE,
    PARAMETER_NAME,
    PARAMETER_DEFAULT
};
enum {
    TRIGGER_SCHEMA,
    TRIGGER_TABLE,
    TRIGGER_NAME,
    TRIGGER_EVENT,
    TRIGGER_TIMING,
    TRIGGER_LEVEL,
    TRIGGER_CONDITION,
    TRIGGER_ACTION,
    TRIGGER_OLD_TABLE,
    TRIGGER_NEW_TABLE
};
enum { UPDATED_SCHEMA, UPDATED_TABLE, UPDATED_TRIGGER, UPDATED_COLUMN };
enum { GRANT_SCHEMA, GRANT_TABLE, GRANT_GRANTOR, GRANT_GRANTEE, GRANT_PRIVILEGE, GRANT_OPTION };

/* info_rows.c */
/* Callback; the context is an assay_info_rows. */
assay_status assay_info_row(void *context, const PGresult *row, assay_error *err);
static inline const char *const *assay_info_cells(const assay_info_rows *rows, size_t i)
{
    return rows->cells + i * rows->width;
}
/* One text of several, for maps; NULL if memory is gone. */
const char *assay_info_key(assay_info_reading *reading, const char *a, const char *b, const char *c,
                           const char *d);
/* Lists of rows under one key, in their order. */
typedef struct assay_info_list {
    const char *const **rows;
    size_t n, capacity;
} assay_info_list;
assay_status assay_info_list_add(assay_map *map, assay_info_reading *reading, const char *key,
                                 const char *const *row, assay_error *err);
/* Never NULL: an empty list where there is none. */
const assay_info_list *assay_info_list_of(const assay_map *map, const char *key);
/* All rows of a view by the texts of three columns (-1: none). NULL if memory is gone. */
assay_map *assay_info_index(assay_info_reading *reading, assay_info_view view, int a, int b, int c,
                            assay_error *err);

/* Adds an object, unless a filter leaves it out or its kind could not be read (*out is NULL then).
 * All that information_schema never tells of its kind is unknown. */
assay_status assay_info_add(assay_object **out, assay_info_reading *reading, assay_kind kind,
                            const char *schema, const char *relation, const char *name,
                            assay_error *err);
/* As assay_object_set_canonical; NULL leaves it unset. Does nothing for a NULL object. */
assay_status assay_info_set(assay_info_reading *reading, assay_object *object, int attribute,
                            const char *value, assay_error *err);
assay_status assay_info_set_text(assay_info_reading *reading, assay_object *object, int attribute,
                                 const assay_buffer *value, assay_error *err);
/* Marks an attribute that cannot be told of this object. */
void assay_info_untold(const assay_info_reading *reading, assay_object *object, int attribute);
/* Marks one that the role may not see. */
assay_status assay_info_denied(assay_info_reading *reading, assay_object *object, int attribute,
                               assay_error *err);
/* Texts that are there and equal. */
bool assay_info_same(const char *a, const char *b);
bool assay_info_yes(const char *text);
/* Attributes of the kind that information_schema tells. 0: it does not tell of the kind at all. */
uint32_t assay_info_told(assay_kind kind);
/* True if the role owns schema.relation, as far as that can be known. */
bool assay_info_owns(assay_info_reading *reading, const char *schema, const char *relation);
void assay_info_qualified(assay_buffer *out, const char *schema, const char *name);

/* info_types.c */
assay_status assay_info_types_init(assay_info_reading *reading, assay_error *err);
/* True if some array's elements must be asked for. */
bool assay_info_needs_elements(const assay_info_reading *reading);
/* Appends the type as the server prints it; false if that cannot be known. `type` are the first
 * TYPE_COLUMNS cells of a row. modifiers: it is a column's or a domain's, which may have some.
 * place names the object and the place in it for element_types. */
typedef struct assay_info_place {
    const char *schema, *object, *kind, *place;
    bool modifiers;
} assay_info_place;
bool assay_info_type(assay_buffer *out, assay_info_reading *reading, const char *const *type,
                     const assay_info_place *place);

/* Each makes the objects of its kinds. */
assay_status assay_info_schemas(assay_info_reading *reading, assay_error *err);
assay_status assay_info_domains(assay_info_reading *reading, assay_error *err);
assay_status assay_info_sequences(assay_info_reading *reading, assay_error *err);
assay_status assay_info_relations(assay_info_reading *reading, assay_error *err);
assay_status assay_info_constraints(assay_info_reading *reading, assay_error *err);
assay_status assay_info_routines(assay_info_reading *reading, assay_error *err);
assay_status assay_info_triggers(assay_info_reading *reading, assay_error *err);

/* info_constraints.c: the expression within a check's clause, in *text; false for a NOT NULL.
 * before 17, the clause is what stands behind CHECK, with what follows the parentheses. */
typedef struct assay_info_clause {
    const char *text;
    bool no_inherit, not_valid;
    bool tail_told;
} assay_info_clause;
bool assay_info_clause_read(assay_info_clause *out, assay_info_reading *reading,
                            const char *clause);

#endif

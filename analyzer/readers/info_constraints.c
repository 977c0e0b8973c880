/* SPDX-License-Identifier: MIT */
/*
 * Keys and checks. Constraint names are unique within a table, but two of the views name only the
 * schema: where several tables of a schema have one name, what those views say of it is nobody's.
 */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "readers/info_reading.h"

typedef struct indexes {
    assay_map *keys;       /* key_column_usage by table and name */
    assay_map *unique;     /* key_column_usage by schema and name */
    assay_map *references; /* referential_constraints by schema and name */
    assay_map *clauses;    /* check_constraints by schema and name */
} indexes;

/* Before PostgreSQL 17 the clause is `(EXPRESSION)` and what follows it; since, the expression. A
 * NOT NULL stands in no parentheses. */
bool assay_info_clause_read(assay_info_clause *out, assay_info_reading *reading, const char *clause)
{
    static const char not_null[] = " IS NOT NULL";
    *out = (assay_info_clause){.text = clause == NULL ? "" : clause};
    size_t length = strlen(out->text), tail = sizeof not_null - 1;
    if (out->text[0] != '(' && length > tail && strcmp(out->text + length - tail, not_null) == 0)
        return false;
    out->tail_told = reading->base.snapshot->server_version < 170000;
    const char *end = strrchr(out->text, ')');
    if (!out->tail_told || out->text[0] != '(' || end == NULL)
        return true;
    out->no_inherit = strstr(end, " NO INHERIT") != NULL;
    out->not_valid = strstr(end, " NOT VALID") != NULL;
    out->text =
        assay_arena_strndup(reading->base.scratch, out->text + 1, (size_t)(end - out->text) - 1);
    return true;
}

static assay_status set_columns(assay_info_reading *reading, assay_object *object, int attribute,
                                const assay_info_list *keys, assay_error *err)
{
    assay_buffer list = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (size_t i = 0; i < keys->n; i++) {
        assay_buffer_add(&list, i == 0 ? "" : ", ");
        assay_quote_identifier(&list, keys->rows[i][KEY_COLUMN]);
    }
    assay_status status = ASSAY_OK;
    if (keys->n == 0)
        assay_info_untold(reading, object, attribute);
    else
        status = assay_info_set_text(reading, object, attribute, &list, err);
    assay_buffer_release(&list);
    return status;
}

static const char *deferrable_of(const char *const *row)
{
    if (assay_info_yes(row[CONSTRAINT_DEFERRED]))
        return "deferrable initially deferred";
    return assay_info_yes(row[CONSTRAINT_DEFERRABLE]) ? "deferrable" : "no";
}

static assay_status make_primary_key(assay_info_reading *reading, assay_object *o,
                                     const char *const *row, const indexes *by,
                                     const assay_info_list *keys, assay_error *err)
{
    (void)by;
    assay_status status = set_columns(reading, o, ASSAY_primary_key_columns, keys, err);
    return status != ASSAY_OK
               ? status
               : assay_info_set(reading, o, ASSAY_primary_key_deferrable, deferrable_of(row), err);
}

static assay_status make_unique(assay_info_reading *reading, assay_object *o,
                                const char *const *row, const indexes *by,
                                const assay_info_list *keys, assay_error *err)
{
    (void)by;
    assay_status status = set_columns(reading, o, ASSAY_unique_columns, keys, err);
    if (status == ASSAY_OK)
        status = assay_info_set(reading, o, ASSAY_unique_deferrable, deferrable_of(row), err);
    if (status == ASSAY_OK && assay_info_same(row[CONSTRAINT_NULLS_DISTINCT], "NO"))
        status = assay_info_set(reading, o, ASSAY_unique_nulls_not_distinct, "yes", err);
    return status;
}

/* The rules' words, as in SQL, in lower case. MATCH NONE is simple. */
static assay_status set_word(assay_info_reading *reading, assay_object *o, int attribute,
                             const char *word, assay_error *err)
{
    char lower[32] = "";
    for (size_t i = 0; word != NULL && word[i] != '\0' && i + 1 < sizeof lower; i++)
        lower[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] - 'A' + 'a' : word[i]);
    return assay_info_set(reading, o, attribute, assay_info_same(lower, "none") ? "simple" : lower,
                          err);
}

static const char *const *key_at(const assay_info_list *keys, const char *position)
{
    for (size_t i = 0; i < keys->n; i++)
        if (assay_info_same(keys->rows[i][KEY_POSITION], position))
            return keys->rows[i];
    return NULL;
}

/* What is referenced is told through the unique constraint that it rests on; a reference that rests
 * on an index alone has none. */
static assay_status set_referenced(assay_info_reading *reading, assay_object *o,
                                   const char *const *reference, const indexes *by,
                                   const assay_info_list *keys, assay_error *err)
{
    const char *unique = reference[REFERENCE_UNIQUE];
    const assay_info_list *target = assay_info_list_of(
        by->unique, unique == NULL ? NULL
                                   : assay_info_key(reading, reference[REFERENCE_UNIQUE_SCHEMA],
                                                    unique, NULL, NULL));
    assay_buffer table = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer list = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    bool known = keys->n > 0 && target->n > 0;
    for (size_t i = 0; i < keys->n && known; i++) {
        const char *const *key = key_at(target, keys->rows[i][KEY_IN_UNIQUE]);
        known = key != NULL;
        assay_buffer_add(&list, i == 0 ? "" : ", ");
        assay_quote_identifier(&list, known ? key[KEY_COLUMN] : "");
    }
    assay_status status = ASSAY_OK;
    if (!known) {
        assay_info_untold(reading, o, ASSAY_foreign_key_references);
        assay_info_untold(reading, o, ASSAY_foreign_key_referenced_columns);
    } else {
        assay_info_qualified(&table, target->rows[0][KEY_TABLE_SCHEMA], target->rows[0][KEY_TABLE]);
        status = assay_info_set_text(reading, o, ASSAY_foreign_key_references, &table, err);
        if (status == ASSAY_OK)
            status =
                assay_info_set_text(reading, o, ASSAY_foreign_key_referenced_columns, &list, err);
    }
    assay_buffer_release(&table);
    assay_buffer_release(&list);
    return status;
}

static assay_status make_foreign_key(assay_info_reading *reading, assay_object *o,
                                     const char *const *row, const indexes *by,
                                     const assay_info_list *keys, assay_error *err)
{
    static const int by_name[] = {ASSAY_foreign_key_references,
                                  ASSAY_foreign_key_referenced_columns, ASSAY_foreign_key_match,
                                  ASSAY_foreign_key_on_update, ASSAY_foreign_key_on_delete};
    const char *name =
        assay_info_key(reading, row[CONSTRAINT_SCHEMA], row[CONSTRAINT_NAME], NULL, NULL);
    const assay_info_list *found = assay_info_list_of(by->references, name);
    assay_status status = set_columns(reading, o, ASSAY_foreign_key_columns, keys, err);
    if (status == ASSAY_OK)
        status = assay_info_set(reading, o, ASSAY_foreign_key_deferrable, deferrable_of(row), err);
    if (status == ASSAY_OK && assay_info_same(row[CONSTRAINT_ENFORCED], "NO"))
        status = assay_info_set(reading, o, ASSAY_foreign_key_enforced, "no", err);
    if (found->n != 1) {
        for (size_t i = 0; i < sizeof by_name / sizeof *by_name; i++)
            assay_info_untold(reading, o, by_name[i]);
        return status;
    }
    const char *const *reference = found->rows[0];
    if (status == ASSAY_OK)
        status = set_referenced(reading, o, reference, by, keys, err);
    if (status == ASSAY_OK)
        status = set_word(reading, o, ASSAY_foreign_key_match, reference[REFERENCE_MATCH], err);
    if (status == ASSAY_OK)
        status =
            set_word(reading, o, ASSAY_foreign_key_on_update, reference[REFERENCE_UPDATE], err);
    if (status == ASSAY_OK)
        status =
            set_word(reading, o, ASSAY_foreign_key_on_delete, reference[REFERENCE_DELETE], err);
    return status;
}

/* All clauses that a name has, if they are one text; before 17 the view drops repeated ones, so
 * that fewer than the tables that have the name may mean either. */
static const char *clause_of(const assay_info_list *clauses)
{
    for (size_t i = 1; i < clauses->n; i++)
        if (!assay_info_same(clauses->rows[i][CHECK_CLAUSE], clauses->rows[0][CHECK_CLAUSE]))
            return NULL;
    return clauses->n == 0 ? NULL : clauses->rows[0][CHECK_CLAUSE];
}

static assay_status set_check(assay_info_reading *reading, assay_object *o, const char *const *row,
                              const assay_info_clause *clause, assay_error *err)
{
    assay_status status = assay_info_set(reading, o, ASSAY_check_expression, clause->text, err);
    if (!clause->tail_told) {
        assay_info_untold(reading, o, ASSAY_check_no_inherit);
        assay_info_untold(reading, o, ASSAY_check_validated);
    }
    if (status == ASSAY_OK && clause->no_inherit)
        status = assay_info_set(reading, o, ASSAY_check_no_inherit, "yes", err);
    if (status == ASSAY_OK && clause->not_valid)
        status = assay_info_set(reading, o, ASSAY_check_validated, "no", err);
    if (status == ASSAY_OK && assay_info_same(row[CONSTRAINT_ENFORCED], "NO"))
        status = assay_info_set(reading, o, ASSAY_check_enforced, "no", err);
    return status;
}

/* The names that 12 to 17 invent for NOT NULL: numbers of schema, table and column. */
static bool is_invented(const char *name)
{
    for (int i = 0; i < 3; i++) {
        size_t digits = strspn(name, "0123456789");
        if (digits == 0 || name[digits] != '_')
            return false;
        name += digits + 1;
    }
    return strcmp(name, "not_null") == 0;
}

static assay_status make_check(assay_info_reading *reading, const char *const *row,
                               const indexes *by, assay_error *err)
{
    const char *name =
        assay_info_key(reading, row[CONSTRAINT_SCHEMA], row[CONSTRAINT_NAME], NULL, NULL);
    const assay_info_list *clauses = assay_info_list_of(by->clauses, name);
    const char *text = clause_of(clauses);
    assay_info_clause clause;
    bool is_check = assay_info_clause_read(&clause, reading, text);
    if (is_invented(row[CONSTRAINT_NAME]) || (text != NULL && !is_check))
        return ASSAY_OK;
    if (clause.text == NULL)
        return assay_fail_nomem(err);
    assay_object *o;
    assay_status status =
        assay_info_add(&o, reading, ASSAY_KIND_check, row[CONSTRAINT_TABLE_SCHEMA],
                       row[CONSTRAINT_TABLE], row[CONSTRAINT_NAME], err);
    if (status != ASSAY_OK || o == NULL)
        return status;
    if (text != NULL)
        return set_check(reading, o, row, &clause, err);
    bool ambiguous = clauses->n > 1;
    static const int of_clause[] = {ASSAY_check_expression, ASSAY_check_no_inherit,
                                    ASSAY_check_validated};
    for (size_t i = 0; i < sizeof of_clause / sizeof *of_clause && status == ASSAY_OK; i++) {
        if (ambiguous)
            assay_info_untold(reading, o, of_clause[i]);
        else
            status = assay_info_denied(reading, o, of_clause[i], err);
    }
    return status;
}

typedef assay_status make_key(assay_info_reading *reading, assay_object *o, const char *const *row,
                              const indexes *by, const assay_info_list *keys, assay_error *err);

static const struct {
    const char *type;
    assay_kind kind;
    make_key *make;
} key_types[] = {{"PRIMARY KEY", ASSAY_KIND_primary_key, make_primary_key},
                 {"UNIQUE", ASSAY_KIND_unique, make_unique},
                 {"FOREIGN KEY", ASSAY_KIND_foreign_key, make_foreign_key}};

static assay_status make_constraint(assay_info_reading *reading, const char *const *row,
                                    const indexes *by, assay_error *err)
{
    if (assay_info_same(row[CONSTRAINT_TYPE], "CHECK"))
        return make_check(reading, row, by, err);
    for (size_t i = 0; i < sizeof key_types / sizeof *key_types; i++) {
        if (!assay_info_same(row[CONSTRAINT_TYPE], key_types[i].type))
            continue;
        assay_object *o;
        assay_status status =
            assay_info_add(&o, reading, key_types[i].kind, row[CONSTRAINT_TABLE_SCHEMA],
                           row[CONSTRAINT_TABLE], row[CONSTRAINT_NAME], err);
        if (status != ASSAY_OK || o == NULL)
            return status;
        const assay_info_list *keys = assay_info_list_of(
            by->keys, assay_info_key(reading, row[CONSTRAINT_TABLE_SCHEMA], row[CONSTRAINT_TABLE],
                                     row[CONSTRAINT_NAME], NULL));
        return key_types[i].make(reading, o, row, by, keys, err);
    }
    return ASSAY_OK;
}

/* Only keys that others can rest on: their names are unique within a schema. */
static assay_map *index_unique(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_KEY_COLUMN_USAGE];
    assay_map *map = assay_map_new(reading->base.scratch);
    for (size_t i = 0; map != NULL && i < rows->n; i++) {
        const char *const *row = assay_info_cells(rows, i);
        if (row[KEY_IN_UNIQUE] != NULL)
            continue;
        const char *key = assay_info_key(reading, row[KEY_SCHEMA], row[KEY_NAME], NULL, NULL);
        if (key == NULL || assay_info_list_add(map, reading, key, row, err) != ASSAY_OK)
            map = NULL;
    }
    if (map == NULL)
        assay_fail_nomem(err);
    return map;
}

assay_status assay_info_constraints(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_TABLE_CONSTRAINTS];
    const indexes by = {.keys = assay_info_index(reading, ASSAY_INFO_KEY_COLUMN_USAGE,
                                                 KEY_TABLE_SCHEMA, KEY_TABLE, KEY_NAME, err),
                        .unique = index_unique(reading, err),
                        .references = assay_info_index(reading, ASSAY_INFO_REFERENTIAL_CONSTRAINTS,
                                                       REFERENCE_SCHEMA, REFERENCE_NAME, -1, err),
                        .clauses = assay_info_index(reading, ASSAY_INFO_CHECK_CONSTRAINTS,
                                                    CHECK_SCHEMA, CHECK_NAME, -1, err)};
    if (by.keys == NULL || by.unique == NULL || by.references == NULL || by.clauses == NULL)
        return ASSAY_NOMEM;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < rows->n && status == ASSAY_OK; i++)
        status = make_constraint(reading, assay_info_cells(rows, i), &by, err);
    return status;
}

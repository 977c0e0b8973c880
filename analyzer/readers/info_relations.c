/* SPDX-License-Identifier: MIT */
/* Schemas, domains, sequences, tables with their columns, and views. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "readers/info_reading.h"

assay_status assay_info_schemas(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_SCHEMATA];
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < rows->n && status == ASSAY_OK; i++) {
        const char *const *row = assay_info_cells(rows, i);
        assay_object *o;
        status = assay_info_add(&o, reading, ASSAY_KIND_schema, "", "", row[SCHEMA_NAME], err);
        if (status == ASSAY_OK)
            status = assay_info_set(reading, o, ASSAY_schema_owner, row[SCHEMA_OWNER], err);
    }
    return status;
}

/* The least and the greatest number of a type that sequences have. */
static void range_of(const char *type, long long *low, long long *high)
{
    *low = -9223372036854775807LL - 1;
    *high = 9223372036854775807LL;
    if (assay_info_same(type, "smallint")) {
        *low = -32768;
        *high = 32767;
    } else if (assay_info_same(type, "integer")) {
        *low = -2147483647LL - 1;
        *high = 2147483647LL;
    }
}

/* What CREATE SEQUENCE was told beyond what it takes by itself: NULL for what it takes. */
typedef struct sequence_options {
    const char *start, *increment, *minimum, *maximum;
} sequence_options;

static sequence_options options_of(const char *type, const char *start, const char *increment,
                                   const char *minimum, const char *maximum)
{
    sequence_options result = {start, increment, minimum, maximum};
    long long low, high;
    range_of(type, &low, &high);
    bool ascending = increment == NULL || increment[0] != '-';
    if (assay_info_same(start, ascending ? minimum : maximum))
        result.start = NULL;
    if (assay_info_same(increment, "1"))
        result.increment = NULL;
    if (minimum != NULL && strtoll(minimum, NULL, 10) == (ascending ? 1 : low))
        result.minimum = NULL;
    if (maximum != NULL && strtoll(maximum, NULL, 10) == (ascending ? high : -1))
        result.maximum = NULL;
    return result;
}

assay_status assay_info_sequences(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_SEQUENCES];
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < rows->n && status == ASSAY_OK; i++) {
        const char *const *row = assay_info_cells(rows, i);
        sequence_options options =
            options_of(row[SEQUENCE_TYPE], row[SEQUENCE_START], row[SEQUENCE_INCREMENT],
                       row[SEQUENCE_MINIMUM], row[SEQUENCE_MAXIMUM]);
        const struct {
            int attribute;
            const char *value;
        } values[] = {{ASSAY_sequence_type, row[SEQUENCE_TYPE]},
                      {ASSAY_sequence_start, options.start},
                      {ASSAY_sequence_increment, options.increment},
                      {ASSAY_sequence_minimum, options.minimum},
                      {ASSAY_sequence_maximum, options.maximum},
                      {ASSAY_sequence_cycle, assay_info_yes(row[SEQUENCE_CYCLE]) ? "yes" : "no"}};
        assay_object *o;
        status = assay_info_add(&o, reading, ASSAY_KIND_sequence, row[SEQUENCE_SCHEMA], "",
                                row[SEQUENCE_NAME], err);
        for (size_t v = 0; v < sizeof values / sizeof *values && status == ASSAY_OK; v++)
            status = assay_info_set(reading, o, values[v].attribute, values[v].value, err);
    }
    return status;
}

static assay_status set_type(assay_info_reading *reading, assay_object *object, int attribute,
                             const char *const *type, const assay_info_place *place,
                             assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = ASSAY_OK;
    if (assay_info_type(&text, reading, type, place))
        status = assay_info_set_text(reading, object, attribute, &text, err);
    else
        assay_info_untold(reading, object, attribute);
    assay_buffer_release(&text);
    return status;
}

static assay_status set_name(assay_info_reading *reading, assay_object *object, int attribute,
                             const char *schema, const char *name, assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_info_qualified(&text, schema, name);
    assay_status status = assay_info_set_text(reading, object, attribute, &text, err);
    assay_buffer_release(&text);
    return status;
}

/* The text of a domain's default is that of the day it was made: what it names is spelled by the
 * search path of that day. A number or a literal of a type without a schema names nothing else. */
static bool is_plain_default(const char *text)
{
    const char *p = text;
    if (*p != '\'')
        return p[strspn(p, "-0123456789.")] == '\0';
    for (p++; *p != '\0' && !(p[0] == '\'' && p[1] != '\''); p++)
        p += p[0] == '\'';
    static const char *const types[] = {"'", "'::text", "'::character varying", "'::numeric"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(p, types[i]) == 0)
            return true;
    return false;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The domain's checks in one list, sorted; unknown where a name has several clauses. */
static assay_status set_domain_checks(assay_info_reading *reading, assay_object *object,
                                      const assay_info_list *constraints, const assay_map *clauses,
                                      assay_error *err)
{
    const char **texts =
        assay_arena_calloc(reading->base.scratch, constraints->n + 1, sizeof *texts);
    size_t n = 0;
    if (texts == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < constraints->n; i++) {
        const char *const *row = constraints->rows[i];
        const assay_info_list *found =
            assay_info_list_of(clauses, assay_info_key(reading, row[OF_DOMAIN_CONSTRAINT_SCHEMA],
                                                       row[OF_DOMAIN_CONSTRAINT], NULL, NULL));
        assay_info_clause clause;
        if (found->n != 1) {
            assay_info_untold(reading, object, ASSAY_domain_checks);
            return ASSAY_OK;
        }
        if (!assay_info_clause_read(&clause, reading, found->rows[0][CHECK_CLAUSE]))
            continue;
        texts[n] = assay_arena_printf(reading->base.scratch, "%s%s", clause.text,
                                      clause.not_valid ? " NOT VALID" : "");
        if (texts[n++] == NULL)
            return assay_fail_nomem(err);
    }
    if (n > 1)
        qsort(texts, n, sizeof *texts, compare_texts);
    assay_buffer list = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (size_t i = 0; i < n; i++)
        assay_buffer_printf(&list, "%s%s", i == 0 ? "" : ", ", texts[i]);
    assay_status status =
        n == 0 ? ASSAY_OK : assay_info_set_text(reading, object, ASSAY_domain_checks, &list, err);
    assay_buffer_release(&list);
    return status;
}

static assay_status make_domain(assay_info_reading *reading, const char *const *row,
                                const assay_info_list *constraints, const assay_map *clauses,
                                assay_error *err)
{
    assay_object *o;
    const char *schema = row[DOMAIN_SCHEMA], *name = row[DOMAIN_NAME];
    const assay_info_place place = {schema, name, "DOMAIN", "1", true};
    assay_status status = assay_info_add(&o, reading, ASSAY_KIND_domain, schema, "", name, err);
    if (status != ASSAY_OK || o == NULL)
        return status;
    status = set_type(reading, o, ASSAY_domain_type, row, &place, err);
    const char *value = row[DOMAIN_DEFAULT];
    if (value != NULL && !is_plain_default(value))
        assay_info_untold(reading, o, ASSAY_domain_default);
    else if (status == ASSAY_OK)
        status = assay_info_set(reading, o, ASSAY_domain_default, value, err);
    if (status == ASSAY_OK && row[DOMAIN_COLLATION] != NULL &&
        !assay_info_same(row[TYPE_NAME], "name"))
        status = set_name(reading, o, ASSAY_domain_collation, row[DOMAIN_COLLATION_SCHEMA],
                          row[DOMAIN_COLLATION], err);
    /* A domain over a domain has that one's collation unless it says otherwise. */
    if (assay_info_same(row[TYPE_NAME], "USER-DEFINED") && row[DOMAIN_COLLATION] != NULL)
        assay_info_untold(reading, o, ASSAY_domain_collation);
    return status == ASSAY_OK ? set_domain_checks(reading, o, constraints, clauses, err) : status;
}

assay_status assay_info_domains(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_DOMAINS];
    assay_map *constraints = assay_info_index(reading, ASSAY_INFO_DOMAIN_CONSTRAINTS,
                                              OF_DOMAIN_SCHEMA, OF_DOMAIN_NAME, -1, err);
    assay_map *clauses =
        assay_info_index(reading, ASSAY_INFO_CHECK_CONSTRAINTS, CHECK_SCHEMA, CHECK_NAME, -1, err);
    if (constraints == NULL || clauses == NULL)
        return ASSAY_NOMEM;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < rows->n && status == ASSAY_OK; i++) {
        const char *const *row = assay_info_cells(rows, i);
        const assay_info_list *own = assay_info_list_of(
            constraints, assay_info_key(reading, row[DOMAIN_SCHEMA], row[DOMAIN_NAME], NULL, NULL));
        status = make_domain(reading, row, own, clauses, err);
    }
    return status;
}

/* The cache of the sequence behind the column is not told (verdict/untold.c knows). */
static assay_status set_identity(assay_info_reading *reading, assay_object *object,
                                 const char *const *row, assay_error *err)
{
    sequence_options options = options_of(row[TYPE_NAME], row[COLUMN_START], row[COLUMN_INCREMENT],
                                          row[COLUMN_MINIMUM], row[COLUMN_MAXIMUM]);
    const struct {
        const char *word, *value;
    } parts[] = {{"start ", options.start},
                 {"increment ", options.increment},
                 {"minimum ", options.minimum},
                 {"maximum ", options.maximum},
                 {"cycle", assay_info_yes(row[COLUMN_CYCLE]) ? "" : NULL}};
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_add(&text,
                     assay_info_same(row[COLUMN_IDENTITY], "ALWAYS") ? "always" : "by default");
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].value == NULL)
            continue;
        assay_buffer_printf(&text, "%s%s%s", any ? " " : " (", parts[i].word, parts[i].value);
        any = true;
    }
    assay_buffer_add(&text, any ? ")" : "");
    assay_status status = assay_info_set_text(reading, object, ASSAY_column_identity, &text, err);
    assay_buffer_release(&text);
    return status;
}

/* Whether a generated column is virtual is not told (verdict/untold.c knows). */
static assay_status set_generated(assay_info_reading *reading, assay_object *object,
                                  const char *expression, assay_error *err)
{
    const char *text = assay_arena_printf(reading->base.scratch, "stored: %s",
                                          expression == NULL ? "" : expression);
    if (expression == NULL)
        return assay_info_denied(reading, object, ASSAY_column_generated, err);
    return text == NULL ? assay_fail_nomem(err)
                        : assay_info_set(reading, object, ASSAY_column_generated, text, err);
}

/* DEFAULT NULL is none, except of a domain, whose own default it overrides. */
static assay_status set_default(assay_info_reading *reading, assay_object *object,
                                const char *const *row, assay_error *err)
{
    const char *value = row[COLUMN_DEFAULT];
    bool null = value != NULL && strncmp(value, "NULL", 4) == 0 &&
                (value[4] == '\0' || strncmp(value + 4, "::", 2) == 0);
    if (null && row[COLUMN_DOMAIN] == NULL)
        return ASSAY_OK;
    return assay_info_set(reading, object, ASSAY_column_default, value, err);
}

/* The collation is told where it is not the database's; the object's is what its type has not. Of
 * the server's types only `name` has one, and a domain has its own. */
static assay_status set_collation(assay_info_reading *reading, assay_object *object,
                                  const char *const *row, const assay_map *domains,
                                  assay_error *err)
{
    const char *schema = row[COLUMN_COLLATION_SCHEMA], *name = row[COLUMN_COLLATION];
    if (row[COLUMN_DOMAIN] != NULL) {
        const assay_info_list *domain =
            assay_info_list_of(domains, assay_info_key(reading, row[COLUMN_DOMAIN_SCHEMA],
                                                       row[COLUMN_DOMAIN], NULL, NULL));
        bool both_none =
            domain->n == 1 && name == NULL && domain->rows[0][DOMAIN_COLLATION] == NULL;
        if (both_none ||
            (domain->n == 1 && assay_info_same(domain->rows[0][DOMAIN_COLLATION], name) &&
             assay_info_same(domain->rows[0][DOMAIN_COLLATION_SCHEMA], schema)))
            return ASSAY_OK;
        assay_info_untold(reading, object, ASSAY_column_collation);
        return ASSAY_OK;
    }
    if (name == NULL ||
        (assay_info_same(row[TYPE_UDT_NAME], "name") && assay_info_same(name, "C")) ||
        (assay_info_same(row[TYPE_UDT_NAME], "_name") && assay_info_same(name, "C")))
        return ASSAY_OK;
    return set_name(reading, object, ASSAY_column_collation, schema, name, err);
}

static assay_status set_column(assay_info_reading *reading, assay_object *o, const char *const *row,
                               const assay_map *domains, assay_error *err)
{
    const assay_info_place place = {row[COLUMN_SCHEMA], row[COLUMN_TABLE], "TABLE",
                                    row[COLUMN_POSITION], true};
    assay_status status;
    if (row[COLUMN_DOMAIN] != NULL)
        status = set_name(reading, o, ASSAY_column_type, row[COLUMN_DOMAIN_SCHEMA],
                          row[COLUMN_DOMAIN], err);
    else
        status = set_type(reading, o, ASSAY_column_type, row, &place, err);
    bool nullable = assay_info_yes(row[COLUMN_NULLABLE]);
    /* Either the column or its domain says NOT NULL. */
    if (!nullable && row[COLUMN_DOMAIN] != NULL)
        assay_info_untold(reading, o, ASSAY_column_nullable);
    else if (status == ASSAY_OK)
        status = assay_info_set(reading, o, ASSAY_column_nullable, nullable ? "yes" : "no", err);
    if (status == ASSAY_OK)
        status = set_default(reading, o, row, err);
    if (status == ASSAY_OK)
        status = set_collation(reading, o, row, domains, err);
    if (status == ASSAY_OK && assay_info_yes(row[COLUMN_IS_IDENTITY]))
        status = set_identity(reading, o, row, err);
    if (status == ASSAY_OK && assay_info_same(row[COLUMN_IS_GENERATED], "ALWAYS"))
        status = set_generated(reading, o, row[COLUMN_GENERATED], err);
    return status;
}

static assay_status add_view_column(assay_buffer *out, bool *known, assay_info_reading *reading,
                                    const char *const *row)
{
    const assay_info_place place = {row[COLUMN_SCHEMA], row[COLUMN_TABLE], "TABLE",
                                    row[COLUMN_POSITION], true};
    assay_buffer_add(out, out->length == 0 ? "" : ", ");
    assay_quote_identifier(out, row[COLUMN_NAME]);
    assay_buffer_add_char(out, ' ');
    if (row[COLUMN_DOMAIN] != NULL)
        assay_info_qualified(out, row[COLUMN_DOMAIN_SCHEMA], row[COLUMN_DOMAIN]);
    else
        *known = assay_info_type(out, reading, row, &place) && *known;
    return out->status;
}

static assay_status set_view(assay_info_reading *reading, assay_object *o,
                             const assay_info_list *columns, const assay_info_list *texts,
                             assay_error *err)
{
    assay_buffer list = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    bool known = true;
    for (size_t i = 0; i < columns->n; i++)
        add_view_column(&list, &known, reading, columns->rows[i]);
    assay_status status = ASSAY_OK;
    if (!known)
        assay_info_untold(reading, o, ASSAY_view_columns);
    else if (columns->n > 0)
        status = assay_info_set_text(reading, o, ASSAY_view_columns, &list, err);
    assay_buffer_clear(&list);
    const char *text = texts->n == 1 ? texts->rows[0][VIEW_DEFINITION] : NULL;
    if (status == ASSAY_OK && text == NULL) {
        status = assay_info_denied(reading, o, ASSAY_view_definition, err);
    } else if (status == ASSAY_OK) {
        text += strspn(text, " ");
        size_t length = strlen(text);
        while (length > 0 && text[length - 1] == ';')
            length--;
        assay_buffer_add_n(&list, text, length);
        status = assay_info_set_text(reading, o, ASSAY_view_definition, &list, err);
    }
    assay_buffer_release(&list);
    return status;
}

/* Who may do what, as the catalog reader lists it: without the owner, who is the one that granted
 * rights to himself. From PostgreSQL 17 on there is MAINTAIN, which the standard does not know. */
static assay_status set_privileges(assay_info_reading *reading, assay_object *object, int attribute,
                                   const assay_info_list *grants, assay_error *err)
{
    const char *owner = NULL;
    for (size_t i = 0; i < grants->n; i++)
        if (assay_info_same(grants->rows[i][GRANT_GRANTOR], grants->rows[i][GRANT_GRANTEE]))
            owner = grants->rows[i][GRANT_GRANTOR];
    bool maintain = reading->base.snapshot->server_version >= 170000;
    if (!reading->whole || maintain || (grants->n > 0 && owner == NULL)) {
        assay_info_untold(reading, object, attribute);
        return ASSAY_OK;
    }
    const char **texts = assay_arena_calloc(reading->base.scratch, grants->n + 1, sizeof *texts);
    size_t n = 0;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (size_t i = 0; i < grants->n && texts != NULL; i++) {
        const char *const *grant = grants->rows[i];
        if (assay_info_same(grant[GRANT_GRANTEE], owner))
            continue;
        assay_buffer_clear(&text);
        if (assay_info_same(grant[GRANT_GRANTEE], "PUBLIC"))
            assay_buffer_add(&text, "PUBLIC");
        else
            assay_quote_identifier(&text, grant[GRANT_GRANTEE]);
        assay_buffer_printf(&text, " %s%s", grant[GRANT_PRIVILEGE],
                            assay_info_yes(grant[GRANT_OPTION]) ? " WITH GRANT OPTION" : "");
        texts[n] = assay_arena_strdup(reading->base.scratch, assay_buffer_text(&text));
        if (texts[n++] == NULL)
            texts = NULL;
    }
    if (texts != NULL && n > 1)
        qsort(texts, n, sizeof *texts, compare_texts);
    assay_buffer_clear(&text);
    for (size_t i = 0; i < n && texts != NULL; i++)
        assay_buffer_printf(&text, "%s%s", i == 0 ? "" : ", ", texts[i]);
    assay_status status = texts == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    if (status == ASSAY_OK && n > 0)
        status = assay_info_set_text(reading, object, attribute, &text, err);
    assay_buffer_release(&text);
    return status;
}

typedef struct indexes {
    assay_map *columns, *domains, *views, *grants;
} indexes;

static assay_status make_columns(assay_info_reading *reading, const assay_info_list *columns,
                                 const indexes *by, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < columns->n && status == ASSAY_OK; i++) {
        const char *const *row = columns->rows[i];
        assay_object *o;
        status = assay_info_add(&o, reading, ASSAY_KIND_column, row[COLUMN_SCHEMA],
                                row[COLUMN_TABLE], row[COLUMN_NAME], err);
        if (status == ASSAY_OK && o != NULL)
            status = set_column(reading, o, row, by->domains, err);
    }
    return status;
}

/* What the columns of a view have of their own, of which defaults are told. */
static assay_status make_view_columns(assay_info_reading *reading, const assay_info_list *columns,
                                      assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < columns->n && status == ASSAY_OK; i++) {
        const char *const *row = columns->rows[i];
        assay_object *o = NULL;
        if (row[COLUMN_DEFAULT] == NULL)
            continue;
        status = assay_info_add(&o, reading, ASSAY_KIND_column, row[COLUMN_SCHEMA],
                                row[COLUMN_TABLE], row[COLUMN_NAME], err);
        if (status == ASSAY_OK)
            status = assay_info_set(reading, o, ASSAY_column_default, row[COLUMN_DEFAULT], err);
    }
    return status;
}

static assay_status make_relation(assay_info_reading *reading, const char *const *row,
                                  const indexes *by, assay_error *err)
{
    bool is_view = assay_info_same(row[TABLE_TYPE], "VIEW");
    const char *schema = row[TABLE_SCHEMA], *name = row[TABLE_NAME];
    const char *key = assay_info_key(reading, schema, name, NULL, NULL);
    const assay_info_list *columns = assay_info_list_of(by->columns, key);
    assay_object *o;
    assay_status status = assay_info_add(&o, reading, is_view ? ASSAY_KIND_view : ASSAY_KIND_table,
                                         schema, "", name, err);
    if (status != ASSAY_OK || o == NULL)
        return status;
    status = is_view ? make_view_columns(reading, columns, err)
                     : make_columns(reading, columns, by, err);
    if (status == ASSAY_OK)
        status =
            set_privileges(reading, o, is_view ? ASSAY_view_privileges : ASSAY_table_privileges,
                           assay_info_list_of(by->grants, key), err);
    if (status == ASSAY_OK && is_view)
        status = set_view(reading, o, columns, assay_info_list_of(by->views, key), err);
    if (status == ASSAY_OK && !assay_info_owns(reading, schema, name))
        status = assay_info_denied(reading, o, -1, err);
    return status;
}

assay_status assay_info_relations(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_TABLES];
    const indexes by = {
        assay_info_index(reading, ASSAY_INFO_COLUMNS, COLUMN_SCHEMA, COLUMN_TABLE, -1, err),
        assay_info_index(reading, ASSAY_INFO_DOMAINS, DOMAIN_SCHEMA, DOMAIN_NAME, -1, err),
        assay_info_index(reading, ASSAY_INFO_VIEW_TEXTS, VIEW_SCHEMA, VIEW_NAME, -1, err),
        assay_info_index(reading, ASSAY_INFO_TABLE_PRIVILEGES, GRANT_SCHEMA, GRANT_TABLE, -1, err)};
    if (by.columns == NULL || by.domains == NULL || by.views == NULL || by.grants == NULL)
        return ASSAY_NOMEM;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < rows->n && status == ASSAY_OK; i++)
        status = make_relation(reading, assay_info_cells(rows, i), &by, err);
    return status;
}

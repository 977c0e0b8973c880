/* SPDX-License-Identifier: MIT */
/* Columns, constraints and tables. */
#include "plan/definition.h"

#include <stdlib.h>
#include <string.h>

/* "stored: EXPR" */
static void add_generated(repair_writing *w, const char *generated)
{
    bool is_virtual = strncmp(generated, "virtual: ", 9) == 0;
    const char *expression = strchr(generated, ':');
    if (expression == NULL) {
        w->impossible = true;
        return;
    }
    repair_add(w, " GENERATED ALWAYS AS (");
    repair_add_sql(w, expression + 1);
    repair_add(w, is_virtual ? ") VIRTUAL" : ") STORED");
}

void repair_define_column(repair_writing *w, const assay_object *column)
{
    const char *generated = repair_value(column, ASSAY_column_generated);
    if (column->values[ASSAY_column_type] == NULL && w->found->dialect == ASSAY_POSTGRESQL)
        w->impossible = true; /* a partition's or a view's */
    repair_add_value(w, column, ASSAY_column_type, NULL, "", "");
    repair_add_value(w, column, ASSAY_column_collation, NULL, " COLLATE ", "");
    if (generated[0] != '\0')
        add_generated(w, generated);
    else
        repair_add_value(w, column, ASSAY_column_default, NULL,
                         w->found->dialect == ASSAY_SQLITE ? " DEFAULT (" : " DEFAULT ",
                         w->found->dialect == ASSAY_SQLITE ? ")" : "");
    if (strchr(repair_value(column, ASSAY_column_identity), '(') != NULL)
        w->impossible = true; /* options of its sequence, in words of their own */
    repair_add_value(w, column, ASSAY_column_identity, NULL, " GENERATED ", " AS IDENTITY");
    if (repair_is(column, ASSAY_column_nullable, "no"))
        repair_add(w, " NOT NULL");
}

static void add_deferrable(repair_writing *w, const assay_object *object, int attribute)
{
    repair_add_value(w, object, attribute, "no", " ", "");
}

static void define_foreign_key(repair_writing *w, const assay_object *key)
{
    repair_add_value(w, key, ASSAY_foreign_key_columns, NULL, "FOREIGN KEY (", ")");
    repair_add_value(w, key, ASSAY_foreign_key_references, NULL, " REFERENCES ", "");
    repair_add_value(w, key, ASSAY_foreign_key_referenced_columns, NULL, " (", ")");
    repair_add_value(w, key, ASSAY_foreign_key_match, "simple", " MATCH ", "");
    repair_add_value(w, key, ASSAY_foreign_key_on_update, "no action", " ON UPDATE ", "");
    repair_add_value(w, key, ASSAY_foreign_key_on_delete, "no action", " ON DELETE ", "");
    repair_add_value(w, key, ASSAY_foreign_key_set_columns, NULL, " (", ")");
    add_deferrable(w, key, ASSAY_foreign_key_deferrable);
    if (repair_is(key, ASSAY_foreign_key_enforced, "no") ||
        repair_is(key, ASSAY_foreign_key_period, "yes") ||
        repair_is(key, ASSAY_foreign_key_match, "partial"))
        w->impossible = true;
}

static void define_exclusion(repair_writing *w, const assay_object *exclusion)
{
    repair_add_value(w, exclusion, ASSAY_exclusion_method, NULL, "EXCLUDE USING ", "");
    repair_add_value(w, exclusion, ASSAY_exclusion_elements, NULL, " (", ")");
    repair_add_value(w, exclusion, ASSAY_exclusion_include, NULL, " INCLUDE (", ")");
    repair_add_value(w, exclusion, ASSAY_exclusion_options, NULL, " WITH (", ")");
    repair_add_value(w, exclusion, ASSAY_exclusion_predicate, NULL, " WHERE (", ")");
    add_deferrable(w, exclusion, ASSAY_exclusion_deferrable);
}

static void define_key(repair_writing *w, const assay_object *key)
{
    bool primary = key->kind == ASSAY_KIND_primary_key;
    repair_add(w, primary ? "PRIMARY KEY" : "UNIQUE");
    if (!primary && repair_is(key, ASSAY_unique_nulls_not_distinct, "yes"))
        repair_add(w, " NULLS NOT DISTINCT");
    repair_add_value(w, key, primary ? ASSAY_primary_key_columns : ASSAY_unique_columns, NULL, " (",
                     "");
    if (repair_is(key, primary ? ASSAY_primary_key_without_overlaps : ASSAY_unique_without_overlaps,
                  "yes"))
        repair_add(w, " WITHOUT OVERLAPS");
    repair_add(w, ")");
    repair_add_value(w, key, primary ? ASSAY_primary_key_include : ASSAY_unique_include, NULL,
                     " INCLUDE (", ")");
    repair_add_value(w, key, primary ? ASSAY_primary_key_options : ASSAY_unique_options, NULL,
                     " WITH (", ")");
    repair_add_value(w, key, primary ? ASSAY_primary_key_conflict : ASSAY_unique_conflict, NULL,
                     " ON CONFLICT ", "");
    add_deferrable(w, key, primary ? ASSAY_primary_key_deferrable : ASSAY_unique_deferrable);
}

void repair_define_constraint(repair_writing *w, const assay_object *object)
{
    switch (object->kind) {
    case ASSAY_KIND_primary_key:
    case ASSAY_KIND_unique:
        define_key(w, object);
        break;
    case ASSAY_KIND_foreign_key:
        define_foreign_key(w, object);
        break;
    case ASSAY_KIND_check:
        repair_add_value(w, object, ASSAY_check_expression, NULL, "CHECK (", ")");
        repair_add_value(w, object, ASSAY_check_no_inherit, "no", " NO INHERIT", "");
        w->impossible = w->impossible || repair_is(object, ASSAY_check_enforced, "no");
        break;
    case ASSAY_KIND_exclusion:
        define_exclusion(w, object);
        break;
    default:
        w->impossible = true;
    }
}

static long position_of(const assay_object *column)
{
    return strtol(repair_value(column, ASSAY_column_position), NULL, 10);
}

static int by_position(const void *a, const void *b)
{
    const assay_object *x = *(const assay_object *const *)a;
    const assay_object *y = *(const assay_object *const *)b;
    long p = position_of(x), q = position_of(y);
    if (p != q)
        return p < q ? -1 : 1;
    return strcmp(x->name, y->name);
}

static bool lives_in(const assay_object *object, const assay_object *table, assay_kind kind)
{
    return object->kind == kind && strcmp(object->schema, table->schema) == 0 &&
           strcmp(object->relation, table->name) == 0;
}

static size_t columns_of(const assay_object **out, const assay_catalog *catalog,
                         const assay_object *table)
{
    size_t n = 0;
    for (size_t i = 0; i < catalog->n_objects; i++)
        if (lives_in(catalog->objects[i], table, ASSAY_KIND_column))
            out[n++] = catalog->objects[i];
    qsort(out, n, sizeof *out, by_position);
    return n;
}

/* SQLite keeps no name for a constraint that was given none: the reader's describes it. */
static bool is_named(const repair_writing *w, const assay_object *constraint)
{
    static const char *const made_up[] = {"primary key", "unique", "foreign key", "check"};
    for (size_t i = 0; i < sizeof made_up / sizeof *made_up; i++)
        if (w->found->dialect == ASSAY_SQLITE &&
            strncmp(constraint->name, made_up[i], strlen(made_up[i])) == 0)
            return false;
    return true;
}

static void add_part(repair_writing *w, const assay_object *part, size_t number)
{
    repair_add(w, number == 0 ? "\n    " : ",\n    ");
    if (part->kind != ASSAY_KIND_column && is_named(w, part))
        repair_add(w, "CONSTRAINT ");
    if (part->kind == ASSAY_KIND_column || is_named(w, part)) {
        assay_quote_identifier_always(w->text, part->name);
        repair_add(w, " ");
    }
    repair_define(w, part);
}

/* Of what a table is besides columns and constraints, only what follows the parentheses. */
static bool is_plain_table(const assay_object *table)
{
    static const int special[] = {ASSAY_table_partition_of, ASSAY_table_inherits,
                                  ASSAY_table_of_type, ASSAY_table_module,
                                  ASSAY_table_autoincrement};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (table->values[special[i]] != NULL)
            return false;
    return repair_is(table, ASSAY_table_persistence, "permanent") &&
           repair_is(table, ASSAY_table_row_security, "no") &&
           repair_is(table, ASSAY_table_replica_identity, "default");
}

void repair_define_table(repair_writing *w, const assay_object *table)
{
    static const assay_kind keys[] = {ASSAY_KIND_primary_key, ASSAY_KIND_unique, ASSAY_KIND_check,
                                      ASSAY_KIND_exclusion, ASSAY_KIND_foreign_key};
    const assay_catalog *all = w->expects;
    const assay_object **columns =
        assay_arena_calloc(w->arena, all->n_objects + 1, sizeof *columns);
    if (columns == NULL || !is_plain_table(table)) {
        w->impossible = true;
        return;
    }
    size_t n = columns_of(columns, all, table);
    repair_add(w, "(");
    for (size_t i = 0; i < n; i++)
        add_part(w, columns[i], i);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (size_t i = 0; i < all->n_objects; i++)
            if (lives_in(all->objects[i], table, keys[k]))
                add_part(w, all->objects[i], n++);
    repair_add(w, "\n)");
    repair_add_value(w, table, ASSAY_table_partition_key, NULL, " PARTITION BY ", "");
    repair_add_value(w, table, ASSAY_table_access_method, "heap", " USING ", "");
    repair_add_value(w, table, ASSAY_table_options, NULL, " WITH (", ")");
    if (repair_is(table, ASSAY_table_strict, "yes"))
        repair_add(w, " STRICT");
    if (repair_is(table, ASSAY_table_without_rowid, "yes"))
        repair_add(w, repair_is(table, ASSAY_table_strict, "yes") ? ", WITHOUT ROWID"
                                                                  : " WITHOUT ROWID");
}

void repair_define(repair_writing *w, const assay_object *object)
{
    switch (object->kind) {
    case ASSAY_KIND_table:
        repair_define_table(w, object);
        break;
    case ASSAY_KIND_column:
        repair_define_column(w, object);
        break;
    case ASSAY_KIND_primary_key:
    case ASSAY_KIND_unique:
    case ASSAY_KIND_foreign_key:
    case ASSAY_KIND_check:
    case ASSAY_KIND_exclusion:
        repair_define_constraint(w, object);
        break;
    default:
        repair_define_code(w, object);
    }
}

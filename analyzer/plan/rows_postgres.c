/* SPDX-License-Identifier: MIT */
/*
 * What repairs which change on PostgreSQL. The first row that fits is taken; a change without a
 * row, or whose SQL cannot be written, is left to a person, with the reason that repair.c gives.
 *
 * Safe is what loses nothing, whatever the rows hold: it succeeds, or it fails and leaves things as
 * they were. What locks a table for longer than a moment says so.
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "kinds/token.h"
#include "plan/repair_writing.h"

#define LOST "the definition that it has now is lost; the backup has it"

#define HAS_CONSTRAINT                                                                             \
    "SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass({'relation})\n"         \
    "    AND conname = {'name})"
#define HAS_RELATION "SELECT to_regclass({'object}) IS NOT NULL"
/* What an interrupted CREATE INDEX CONCURRENTLY leaves behind. */
#define DROP_LEFTOVER                                                                              \
    {                                                                                              \
        .unless = "SELECT NOT EXISTS (SELECT FROM pg_index WHERE indexrelid =\n"                   \
                  "    to_regclass({'object}) AND NOT indisvalid)",                                \
        .sql = "DROP INDEX{concurrently} {object}"                                                 \
    }

static bool is_partitioned(const repair_writing *w)
{
    const assay_object *object = repair_object(w);
    const assay_object *table =
        assay_catalog_find(w->found, ASSAY_KIND_table, object->schema, "", object->relation);
    return table != NULL && table->values[ASSAY_table_partition_key] != NULL;
}

/* Of a column that is to be added to rows that are there. */
static bool fills_itself(const repair_writing *w)
{
    return repair_is(w->expected, ASSAY_column_nullable, "yes") ||
           w->expected->values[ASSAY_column_default] != NULL ||
           w->expected->values[ASSAY_column_identity] != NULL ||
           w->expected->values[ASSAY_column_generated] != NULL;
}

static bool expects_default(const repair_writing *w)
{
    return w->expected->values[ASSAY_column_default] != NULL;
}

static bool expects_null(const repair_writing *w)
{
    return repair_is(w->expected, ASSAY_column_nullable, "yes");
}

static bool expects_comment(const repair_writing *w)
{
    int comment = assay_attribute_find(w->expected->kind, "comment");
    return w->expected->values[comment] != NULL;
}

static bool expects_identity(const repair_writing *w)
{
    const char *identity = repair_value(w->expected, ASSAY_column_identity);
    return identity[0] != '\0' && w->actual->values[ASSAY_column_identity] == NULL &&
           w->actual->values[ASSAY_column_default] == NULL;
}

/* "NAME(N)" with the length, 0 without one. */
static long length_of(const char *type)
{
    const char *open = strchr(type, '(');
    return open == NULL ? 0 : strtol(open + 1, NULL, 10);
}

/* Every value of the one is one of the other, spelled the same. */
static bool type_widens(const repair_writing *w)
{
    static const struct {
        const char *from, *to;
    } wider[] = {{"character varying", "text"},
                 {"smallint", "integer"},
                 {"smallint", "bigint"},
                 {"integer", "bigint"},
                 {"text", "character varying"}};
    const char *from = repair_value(w->actual, ASSAY_column_type);
    const char *to = repair_value(w->expected, ASSAY_column_type);
    size_t from_length = strcspn(from, "("), to_length = strcspn(to, "(");
    if (from_length == to_length && strncmp(from, to, to_length) == 0 &&
        strncmp(to, "character varying", to_length) == 0)
        return length_of(to) == 0 || (length_of(from) > 0 && length_of(from) <= length_of(to));
    for (size_t i = 0; i < sizeof wider / sizeof *wider; i++)
        if (strlen(wider[i].from) == from_length &&
            strncmp(wider[i].from, from, from_length) == 0 && strcmp(wider[i].to, to) == 0)
            return true;
    return false;
}

static bool has_another_primary_key(const repair_writing *w)
{
    for (size_t i = 0; i < w->found->n_objects; i++) {
        const assay_object *object = w->found->objects[i];
        if (object->kind == ASSAY_KIND_primary_key &&
            strcmp(object->schema, w->expected->schema) == 0 &&
            strcmp(object->relation, w->expected->relation) == 0)
            return true;
    }
    return false;
}

static bool not_online(const repair_writing *w)
{
    int overlaps = assay_attribute_find(w->expected->kind, "without_overlaps");
    return is_partitioned(w) || repair_is(w->expected, overlaps, "yes");
}

static bool expects_valid(const repair_writing *w)
{
    return repair_is(w->expected, assay_attribute_find(w->expected->kind, "valid"), "yes");
}

static bool expects_validated(const repair_writing *w)
{
    return repair_is(w->expected, assay_attribute_find(w->expected->kind, "validated"), "yes");
}

static bool expects_owner_column(const repair_writing *w)
{
    return w->expected->values[ASSAY_sequence_owned_by] != NULL;
}

/* Adds the labels that are missing, each behind the one that it follows, where none has to go. */
static assay_status write_labels(repair_writing *w)
{
    const char *expected = repair_value(w->expected, ASSAY_enum_labels);
    const char *have = repair_value(w->actual, ASSAY_enum_labels);
    assay_token next = assay_token_next(&have, ASSAY_POSTGRESQL);
    assay_token last = {ASSAY_TOKEN_END, "", 0};
    assay_status status = ASSAY_OK;
    for (const char *cursor = expected; status == ASSAY_OK;) {
        assay_token label = assay_token_next(&cursor, ASSAY_POSTGRESQL);
        if (label.type == ASSAY_TOKEN_END)
            break;
        if (label.type != ASSAY_TOKEN_STRING)
            continue;
        if (next.type == ASSAY_TOKEN_STRING && next.length == label.length &&
            memcmp(next.text, label.text, label.length) == 0) {
            do
                next = assay_token_next(&have, ASSAY_POSTGRESQL);
            while (assay_token_is(&next, ","));
        } else {
            bool first = last.type == ASSAY_TOKEN_END;
            const assay_token *beside = first ? &next : &last;
            assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME * 8);
            assay_buffer_add(&text, "ALTER TYPE ");
            repair_add_qualified(&text, w->expected->schema, w->expected->name);
            assay_buffer_add(&text, " ADD VALUE IF NOT EXISTS ");
            assay_buffer_add_n(&text, label.text, label.length);
            if (beside->type == ASSAY_TOKEN_STRING) {
                assay_buffer_add(&text, first ? " BEFORE " : " AFTER ");
                assay_buffer_add_n(&text, beside->text, beside->length);
            }
            const char *sql = assay_arena_strdup(w->arena, assay_buffer_text(&text));
            status = assay_buffer_check(&text, w->err);
            assay_buffer_release(&text);
            if (status == ASSAY_OK)
                status = sql == NULL ? assay_fail_nomem(w->err) : repair_add_step(w, NULL, sql);
        }
        last = label;
    }
    /* A label that is left over has no place in what is expected: none can be taken away. */
    w->impossible = next.type != ASSAY_TOKEN_END;
    return status;
}

#define M      ASSAY_MISSING
#define U      ASSAY_UNEXPECTED
#define C      ASSAY_CHANGED
#define R      ASSAY_RENAMED
#define SAFE   .safety = ASSAY_REPAIR_SAFE
#define REVIEW .safety = ASSAY_REPAIR_REVIEW

/* Rows that several kinds have. */
#define COMMENT(kind_, what)                                                                       \
    {.kind = (kind_),                                                                              \
     .change = C,                                                                                  \
     .attribute = "comment",                                                                       \
     .when = expects_comment,                                                                      \
     SAFE,                                                                                         \
     .steps = {{NULL, "COMMENT ON " what " IS {'=comment}"}}},                                     \
    {                                                                                              \
        .kind = (kind_), .change = C, .attribute = "comment", REVIEW,                              \
        .reason = "the comment that it has now is lost", .steps = {                                \
            {NULL, "COMMENT ON " what " IS NULL"}                                                  \
        }                                                                                          \
    }
#define DROP(kind_, what, loss)                                                                    \
    {                                                                                              \
        .kind = (kind_), .change = U, REVIEW, .reason = (loss), .steps = {                         \
            {NULL, "DROP " what " IF EXISTS {object}"}                                             \
        }                                                                                          \
    }
#define DROP_OF_TABLE(kind_, what, loss)                                                           \
    {                                                                                              \
        .kind = (kind_), .change = U, REVIEW, .reason = (loss), .steps = {                         \
            {NULL, "DROP " what " IF EXISTS {name} ON {relation}"}                                 \
        }                                                                                          \
    }
#define DROP_CONSTRAINT(kind_, loss)                                                               \
    {                                                                                              \
        .kind = (kind_), .change = U, REVIEW, .reason = (loss), .steps = {                         \
            {NULL, "ALTER TABLE {relation} DROP CONSTRAINT IF EXISTS {name}"}                      \
        }                                                                                          \
    }
#define RENAME_CONSTRAINT(kind_)                                                                   \
    {                                                                                              \
        .kind = (kind_), .change = R, SAFE, .steps = {                                             \
            {HAS_CONSTRAINT, "ALTER TABLE {relation} RENAME CONSTRAINT {actual} TO {name}"}        \
        }                                                                                          \
    }
#define REPLACE_CONSTRAINT(kind_, loss)                                                            \
    {                                                                                              \
        .kind = (kind_), .change = C, REVIEW, .reason = (loss), .steps = {                         \
            {NULL, "ALTER TABLE {relation} DROP CONSTRAINT IF EXISTS {name},\n"                    \
                   "    ADD CONSTRAINT {name} {definition}"}                                       \
        }                                                                                          \
    }
/* Without a scan under the lock that adding takes: a second step reads the rows. */
#define ADD_VALIDATED(kind_)                                                                       \
    {.kind = (kind_),                                                                              \
     .change = M,                                                                                  \
     .when = expects_validated,                                                                    \
     SAFE,                                                                                         \
     .reason = "the second step fails if there are rows that break it",                            \
     .steps = {                                                                                    \
         {HAS_CONSTRAINT, "ALTER TABLE {relation} ADD CONSTRAINT {name} {definition} NOT VALID"},  \
         {NULL, "ALTER TABLE {relation} VALIDATE CONSTRAINT {name}"}}},                            \
    {                                                                                              \
        .kind = (kind_), .change = M, SAFE, .steps = {                                             \
            {HAS_CONSTRAINT,                                                                       \
             "ALTER TABLE {relation} ADD CONSTRAINT {name} {definition} NOT VALID"}                \
        }                                                                                          \
    }
#define ADD_AT_ONCE(kind_, when_, reason_)                                                         \
    {                                                                                              \
        .kind = (kind_), .change = M, .when = (when_), SAFE, .reason = (reason_), .steps = {       \
            {HAS_CONSTRAINT, "ALTER TABLE {relation} ADD CONSTRAINT {name} {definition}"}          \
        }                                                                                          \
    }
#define VALIDATE(kind_)                                                                            \
    {                                                                                              \
        .kind = (kind_), .change = C, .attribute = "validated", .when = expects_validated, SAFE,   \
        .reason = "it fails if there are rows that break it", .steps = {                           \
            {NULL, "ALTER TABLE {relation} VALIDATE CONSTRAINT {name}"}                            \
        }                                                                                          \
    }

#define BLOCKS "it reads the table under a lock that stops writers"

const repair_row repair_rows_postgres[] = {
    {.kind = ASSAY_KIND_schema,
     .change = M,
     SAFE,
     .steps = {{NULL, "CREATE SCHEMA IF NOT EXISTS {name}"}}},
    {.kind = ASSAY_KIND_extension,
     .change = M,
     SAFE,
     .reason = "its packages must be installed on the server, and some need a superuser",
     .steps = {{NULL, "CREATE EXTENSION IF NOT EXISTS {name} SCHEMA {=schema_name}"}}},
    {.kind = ASSAY_KIND_enum,
     .change = M,
     SAFE,
     .steps = {{"SELECT to_regtype({'object}) IS NOT NULL",
                "CREATE TYPE {object} AS ENUM ({=labels})"}}},
    {.kind = ASSAY_KIND_enum, .change = C, .attribute = "labels", SAFE, .write = write_labels},
    COMMENT(ASSAY_KIND_enum, "TYPE {object}"),
    DROP(ASSAY_KIND_enum, "TYPE", LOST),
    {.kind = ASSAY_KIND_domain,
     .change = M,
     SAFE,
     .steps = {{"SELECT to_regtype({'object}) IS NOT NULL",
                "CREATE DOMAIN {object} {definition}"}}},
    {.kind = ASSAY_KIND_domain,
     .change = C,
     .attribute = "default",
     SAFE,
     .steps = {{NULL, "ALTER DOMAIN {object} SET DEFAULT {=default}"}}},
    DROP(ASSAY_KIND_domain, "DOMAIN", LOST),
    COMMENT(ASSAY_KIND_domain, "DOMAIN {object}"),
    DROP(ASSAY_KIND_composite, "TYPE", LOST),
    DROP(ASSAY_KIND_range, "TYPE", LOST),

    {.kind = ASSAY_KIND_sequence,
     .change = M,
     .when = expects_owner_column,
     SAFE,
     .reason = "it goes on above the values that the column holds",
     .steps = {{NULL, "CREATE SEQUENCE IF NOT EXISTS {object}{definition}"},
               {NULL, "ALTER SEQUENCE {object} OWNED BY {=owned_by}"},
               {"SELECT s.last_value > coalesce((SELECT max({owner_column}) FROM {owner}), 0)\n"
                "    FROM {object} AS s",
                "SELECT setval({'object}, (SELECT coalesce(max({owner_column}), 0) + 1\n"
                "    FROM {owner}), false)"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = M,
     SAFE,
     .reason = "if values of it are in use, set it above them",
     .steps = {{NULL, "CREATE SEQUENCE IF NOT EXISTS {object}{definition}"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = C,
     .attribute = "increment",
     SAFE,
     .steps = {{NULL, "ALTER SEQUENCE {object} INCREMENT {=increment}"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = C,
     .attribute = "cache",
     SAFE,
     .steps = {{NULL, "ALTER SEQUENCE {object} CACHE {=cache}"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = C,
     .attribute = "minimum",
     SAFE,
     .steps = {{NULL, "ALTER SEQUENCE {object} MINVALUE {=minimum}"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = C,
     .attribute = "maximum",
     SAFE,
     .steps = {{NULL, "ALTER SEQUENCE {object} MAXVALUE {=maximum}"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = C,
     .attribute = "start",
     SAFE,
     .reason = "it counts from there when it is restarted, and not before",
     .steps = {{NULL, "ALTER SEQUENCE {object} START {=start}"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = C,
     .attribute = "type",
     REVIEW,
     .reason = "it ends where the type ends",
     .steps = {{NULL, "ALTER SEQUENCE {object} AS {=type}"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = C,
     .attribute = "owned_by",
     SAFE,
     .steps = {{NULL, "ALTER SEQUENCE {object} OWNED BY {=owned_by}"}}},
    {.kind = ASSAY_KIND_sequence,
     .change = R,
     SAFE,
     .steps = {{HAS_RELATION, "ALTER SEQUENCE {actual_object} RENAME TO {name}"}}},
    DROP(ASSAY_KIND_sequence, "SEQUENCE", "where it stands is lost"),
    COMMENT(ASSAY_KIND_sequence, "SEQUENCE {object}"),

    {.kind = ASSAY_KIND_table,
     .change = M,
     SAFE,
     .steps = {{NULL, "CREATE TABLE IF NOT EXISTS {object} {definition}"}}},
    {.kind = ASSAY_KIND_table,
     .change = C,
     .attribute = "row_security",
     REVIEW,
     .reason = "which rows a role sees changes with it",
     .steps = {{NULL, "ALTER TABLE {object} {switch} ROW LEVEL SECURITY"}}},
    {.kind = ASSAY_KIND_table,
     .change = C,
     .attribute = "force_row_security",
     REVIEW,
     .reason = "which rows the owner sees changes with it",
     .steps = {{NULL, "ALTER TABLE {object} {force} ROW LEVEL SECURITY"}}},
    {.kind = ASSAY_KIND_table,
     .change = C,
     .attribute = "options",
     SAFE,
     .steps = {{NULL, "ALTER TABLE {object} SET ({=options})"}}},
    {.kind = ASSAY_KIND_table,
     .change = R,
     REVIEW,
     .reason = "what uses the name that it has now fails from then on",
     .steps = {{HAS_RELATION, "ALTER TABLE {actual_object} RENAME TO {name}"}}},
    DROP(ASSAY_KIND_table, "TABLE", "all its rows are lost"),
    COMMENT(ASSAY_KIND_table, "TABLE {object}"),

    {.kind = ASSAY_KIND_column,
     .change = M,
     .when = fills_itself,
     SAFE,
     .steps = {{NULL, "ALTER TABLE {relation} ADD COLUMN IF NOT EXISTS {name} {definition}"}}},
    {.kind = ASSAY_KIND_column,
     .change = M,
     REVIEW,
     .reason = "it fails if there are rows: they need a value; add it without NOT NULL, fill it, "
               "then set NOT NULL",
     .steps = {{NULL, "ALTER TABLE {relation} ADD COLUMN IF NOT EXISTS {name} {definition}"}}},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "type",
     .when = type_widens,
     SAFE,
     .reason = "some of these rewrite the table under a lock, and none goes while a view uses it",
     .steps = {{NULL, "ALTER TABLE {relation} {drop_default}ALTER COLUMN {name} TYPE "
                      "{=type}{collate}{set_default}"}},
     .covers = "default"},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "type",
     REVIEW,
     .reason = "values may be rounded, cut or refused, and the table is rewritten under a lock",
     .steps = {{NULL,
                "ALTER TABLE {relation} {drop_default}ALTER COLUMN {name} TYPE {=type}{collate}\n"
                "    USING {name}::{=type}{set_default}"}},
     .covers = "default"},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "collation",
     REVIEW,
     .reason = "its indexes are built again under a lock, and what is sorted by it changes",
     .steps = {{NULL, "ALTER TABLE {relation} ALTER COLUMN {name} TYPE {=type}{collate}"}}},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "nullable",
     .when = expects_null,
     SAFE,
     .steps = {{NULL, "ALTER TABLE {relation} ALTER COLUMN {name} DROP NOT NULL"}}},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "nullable",
     SAFE,
     .reason = BLOCKS ", and fails if one of them has no value",
     .steps = {{NULL, "ALTER TABLE {relation} ALTER COLUMN {name} SET NOT NULL"}}},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "default",
     .when = expects_default,
     SAFE,
     .steps = {{NULL, "ALTER TABLE {relation} ALTER COLUMN {name} SET DEFAULT {=default}"}}},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "default",
     REVIEW,
     .reason = "who inserts without a value gets NULL from then on, or fails",
     .steps = {{NULL, "ALTER TABLE {relation} ALTER COLUMN {name} DROP DEFAULT"}}},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "identity",
     .when = expects_identity,
     REVIEW,
     .reason = "it counts from the beginning: restart it above the values that are there",
     .steps = {{NULL, "ALTER TABLE {relation} ALTER COLUMN {name} ADD GENERATED {=identity} AS "
                      "IDENTITY"}}},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "statistics",
     SAFE,
     .steps = {{NULL, "ALTER TABLE {relation} ALTER COLUMN {name} SET STATISTICS {=statistics}"}}},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "storage",
     SAFE,
     .steps = {{NULL, "ALTER TABLE {relation} ALTER COLUMN {name} SET STORAGE {=storage}"}}},
    {.kind = ASSAY_KIND_column,
     .change = R,
     REVIEW,
     .reason = "what uses the name that it has now fails from then on",
     .steps = {{"SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid =\n"
                "    to_regclass({'relation}) AND attname = {'name})",
                "ALTER TABLE {relation} RENAME COLUMN {actual} TO {name}"}}},
    {.kind = ASSAY_KIND_column,
     .change = U,
     REVIEW,
     .reason = "all its values are lost",
     .steps = {{NULL, "ALTER TABLE {relation} DROP COLUMN IF EXISTS {name}"}}},
    COMMENT(ASSAY_KIND_column, "COLUMN {relation}.{name}"),

    {.kind = ASSAY_KIND_primary_key,
     .change = M,
     .when = has_another_primary_key,
     REVIEW,
     .reason = "the table has another one, which goes first, with the foreign keys that need it",
     .steps = {{HAS_CONSTRAINT, "ALTER TABLE {relation} ADD CONSTRAINT {name} {definition}"}}},
    ADD_AT_ONCE(ASSAY_KIND_primary_key, NULL,
                BLOCKS ", and fails if there are duplicates or rows without a value"),
    REPLACE_CONSTRAINT(ASSAY_KIND_primary_key,
                       "foreign keys that need the one that it has now must go first, and rows may "
                       "break the new one"),
    RENAME_CONSTRAINT(ASSAY_KIND_primary_key),
    DROP_CONSTRAINT(ASSAY_KIND_primary_key, "nothing keeps duplicates out from then on"),
    COMMENT(ASSAY_KIND_primary_key, "CONSTRAINT {name} ON {relation}"),

    ADD_AT_ONCE(ASSAY_KIND_unique, not_online, BLOCKS ", and fails if there are duplicates"),
    {.kind = ASSAY_KIND_unique,
     .change = M,
     SAFE,
     .reason = "the index comes first, without stopping anyone; it fails if there are duplicates",
     .steps = {DROP_LEFTOVER,
               {"SELECT to_regclass({'object}) IS NOT NULL",
                "CREATE UNIQUE INDEX CONCURRENTLY {name} {key_index}"},
               {HAS_CONSTRAINT,
                "ALTER TABLE {relation} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"
                "{deferrable}"}}},
    REPLACE_CONSTRAINT(ASSAY_KIND_unique, "rows may break the new one"),
    RENAME_CONSTRAINT(ASSAY_KIND_unique),
    DROP_CONSTRAINT(ASSAY_KIND_unique, "nothing keeps duplicates out from then on"),
    COMMENT(ASSAY_KIND_unique, "CONSTRAINT {name} ON {relation}"),

    ADD_AT_ONCE(ASSAY_KIND_foreign_key, is_partitioned,
                BLOCKS ", and fails if there are rows that break it"),
    ADD_VALIDATED(ASSAY_KIND_foreign_key),
    VALIDATE(ASSAY_KIND_foreign_key),
    REPLACE_CONSTRAINT(ASSAY_KIND_foreign_key, "rows may break the new one"),
    RENAME_CONSTRAINT(ASSAY_KIND_foreign_key),
    DROP_CONSTRAINT(ASSAY_KIND_foreign_key, "nothing keeps rows from naming what is not there"),
    COMMENT(ASSAY_KIND_foreign_key, "CONSTRAINT {name} ON {relation}"),

    ADD_VALIDATED(ASSAY_KIND_check),
    VALIDATE(ASSAY_KIND_check),
    REPLACE_CONSTRAINT(ASSAY_KIND_check, "rows may break the new one"),
    RENAME_CONSTRAINT(ASSAY_KIND_check),
    DROP_CONSTRAINT(ASSAY_KIND_check, "nothing keeps rows out that break it"),
    COMMENT(ASSAY_KIND_check, "CONSTRAINT {name} ON {relation}"),

    ADD_AT_ONCE(ASSAY_KIND_exclusion, NULL, BLOCKS ", and fails if there are rows that break it"),
    REPLACE_CONSTRAINT(ASSAY_KIND_exclusion, "rows may break the new one"),
    RENAME_CONSTRAINT(ASSAY_KIND_exclusion),
    DROP_CONSTRAINT(ASSAY_KIND_exclusion, "nothing keeps rows out that break it"),
    COMMENT(ASSAY_KIND_exclusion, "CONSTRAINT {name} ON {relation}"),

    {.kind = ASSAY_KIND_index,
     .change = M,
     .when = expects_valid,
     SAFE,
     .steps = {DROP_LEFTOVER,
               {HAS_RELATION, "CREATE{unique} INDEX{concurrently} {name} {definition}"}}},
    {.kind = ASSAY_KIND_index,
     .change = C,
     .attribute = "valid",
     .when = expects_valid,
     SAFE,
     .steps = {{"SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass({'object})",
                "REINDEX INDEX{concurrently} {object}"}}},
    COMMENT(ASSAY_KIND_index, "INDEX {object}"),
    {.kind = ASSAY_KIND_index,
     .change = C,
     REVIEW,
     .reason = "between the two, queries do without it, and a unique one keeps nothing out",
     .steps = {{NULL, "DROP INDEX{concurrently} IF EXISTS {object}"},
               {HAS_RELATION, "CREATE{unique} INDEX{concurrently} {name} {definition}"}}},
    {.kind = ASSAY_KIND_index,
     .change = R,
     SAFE,
     .steps = {{HAS_RELATION, "ALTER INDEX {actual_object} RENAME TO {name}"}}},
    {.kind = ASSAY_KIND_index,
     .change = U,
     REVIEW,
     .reason = "queries that use it become slow, and a unique one keeps nothing out any more",
     .steps = {{NULL, "DROP INDEX{concurrently} IF EXISTS {object}"}}},

    {.kind = ASSAY_KIND_view,
     .change = M,
     SAFE,
     .steps = {{HAS_RELATION, "CREATE VIEW {object}{definition}"}}},
    COMMENT(ASSAY_KIND_view, "VIEW {object}"),
    {.kind = ASSAY_KIND_view,
     .change = C,
     .attribute = "definition",
     REVIEW,
     .reason = LOST ", and columns can only be added at the end",
     .steps = {{NULL, "CREATE OR REPLACE VIEW {object}{definition}"}},
     .covers = "columns"},
    DROP(ASSAY_KIND_view, "VIEW", LOST),
    {.kind = ASSAY_KIND_materialized_view,
     .change = M,
     SAFE,
     .reason = "it runs the query",
     .steps = {{HAS_RELATION, "CREATE MATERIALIZED VIEW {object}{definition}"}}},
    COMMENT(ASSAY_KIND_materialized_view, "MATERIALIZED VIEW {object}"),
    DROP(ASSAY_KIND_materialized_view, "MATERIALIZED VIEW", LOST),

    {.kind = ASSAY_KIND_function,
     .change = M,
     SAFE,
     .steps = {{NULL, "CREATE OR REPLACE FUNCTION {plain_object}{definition}"}}},
    COMMENT(ASSAY_KIND_function, "FUNCTION {object}"),
    {.kind = ASSAY_KIND_function,
     .change = C,
     REVIEW,
     .reason = LOST,
     .steps = {{NULL, "CREATE OR REPLACE FUNCTION {plain_object}{definition}"}}},
    DROP(ASSAY_KIND_function, "FUNCTION", LOST),
    {.kind = ASSAY_KIND_procedure,
     .change = M,
     SAFE,
     .steps = {{NULL, "CREATE OR REPLACE PROCEDURE {plain_object}{definition}"}}},
    COMMENT(ASSAY_KIND_procedure, "PROCEDURE {object}"),
    {.kind = ASSAY_KIND_procedure,
     .change = C,
     REVIEW,
     .reason = LOST,
     .steps = {{NULL, "CREATE OR REPLACE PROCEDURE {plain_object}{definition}"}}},
    DROP(ASSAY_KIND_procedure, "PROCEDURE", LOST),
    DROP(ASSAY_KIND_aggregate, "AGGREGATE", LOST),

    {.kind = ASSAY_KIND_trigger,
     .change = M,
     REVIEW,
     .reason = "it runs for whatever is written from then on, and not for what has been",
     .steps = {{"SELECT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass({'relation})\n"
                "    AND tgname = {'name})",
                "CREATE TRIGGER {name} {definition}"}}},
    DROP_OF_TABLE(ASSAY_KIND_trigger, "TRIGGER", LOST),
    COMMENT(ASSAY_KIND_trigger, "TRIGGER {name} ON {relation}"),
    DROP_OF_TABLE(ASSAY_KIND_rule, "RULE", LOST),
    {.kind = ASSAY_KIND_policy,
     .change = M,
     REVIEW,
     .reason = "which rows a role sees changes with it",
     .steps = {{"SELECT EXISTS (SELECT FROM pg_policy WHERE polrelid = to_regclass({'relation})\n"
                "    AND polname = {'name})",
                "CREATE POLICY {name} {definition}"}}},
    DROP_OF_TABLE(ASSAY_KIND_policy, "POLICY", "which rows a role sees changes with it"),
    {.kind = ASSAY_KIND_statistics,
     .change = M,
     SAFE,
     .steps = {{NULL, "CREATE STATISTICS IF NOT EXISTS {object} {definition}"}}},
    DROP(ASSAY_KIND_statistics, "STATISTICS", "the planner estimates without them"),
    DROP(ASSAY_KIND_foreign_table, "FOREIGN TABLE", LOST),
};

const size_t repair_rows_postgres_count =
    sizeof repair_rows_postgres / sizeof *repair_rows_postgres;

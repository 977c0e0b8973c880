/* SPDX-License-Identifier: MIT */
/*
 * What repairs which change on PostgreSQL. The first row that fits is taken; a change without a
 * row, or whose SQL cannot be written, is left to a person, with the reason that repair.c gives.
 *
 * Safe is what loses nothing, whatever the rows hold: it succeeds, or it fails and leaves things as
 * they were. What locks a table for longer than a moment says so.
 */
#include "plan/conditions.h"

#define LOST "the definition that it has now is lost; the backup has it"

#define HAS_CONSTRAINT                                                                             \
    "SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass({'relation})\n"         \
    "    AND conname = {'name})"
#define HAS_RELATION "SELECT to_regclass({'object}) IS NOT NULL"
#define HAS_TYPE                                                                                   \
    "SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass({'relation})\n"          \
    "    AND attname = {'name} AND format_type(atttypid, atttypmod) = {'=type})"
/* What an interrupted CREATE INDEX CONCURRENTLY leaves behind. */
#define DROP_LEFTOVER                                                                              \
    {                                                                                              \
        .unless = "SELECT NOT EXISTS (SELECT FROM pg_index WHERE indexrelid =\n"                   \
                  "    to_regclass({'object}) AND NOT indisvalid)",                                \
        .sql = "DROP INDEX{concurrently} {object}"                                                 \
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
     .when = repair_expects_comment,                                                               \
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
     .when = repair_expects_validated,                                                             \
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
        .kind = (kind_), .change = C, .attribute = "validated", .when = repair_expects_validated,  \
        SAFE, .reason = "it fails if there are rows that break it", .steps = {                     \
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
    {.kind = ASSAY_KIND_enum,
     .change = C,
     .attribute = "labels",
     SAFE,
     .write = repair_write_labels},
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
     .when = repair_expects_owner_column,
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
     .when = repair_fills_itself,
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
     .when = repair_type_widens,
     SAFE,
     .reason = "some of these rewrite the table under a lock, and none goes while a view uses it",
     .steps = {{HAS_TYPE, "ALTER TABLE {relation} {drop_default}ALTER COLUMN {name} TYPE "
                          "{=type}{collate}{set_default}"}},
     .covers = "default"},
    {.kind = ASSAY_KIND_column,
     .change = C,
     .attribute = "type",
     REVIEW,
     .reason = "values may be rounded, cut or refused, and the table is rewritten under a lock",
     .steps = {{HAS_TYPE,
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
     .when = repair_expects_null,
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
     .when = repair_expects_default,
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
     .when = repair_expects_identity,
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
     .when = repair_has_another_primary_key,
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

    ADD_AT_ONCE(ASSAY_KIND_unique, repair_not_online, BLOCKS ", and fails if there are duplicates"),
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

    ADD_AT_ONCE(ASSAY_KIND_foreign_key, repair_is_partitioned,
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
     .when = repair_expects_valid,
     SAFE,
     .steps = {DROP_LEFTOVER,
               {HAS_RELATION, "CREATE{unique} INDEX{concurrently} {name} {definition}"}}},
    {.kind = ASSAY_KIND_index,
     .change = C,
     .attribute = "valid",
     .when = repair_expects_valid,
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

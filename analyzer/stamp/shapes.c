/* SPDX-License-Identifier: MIT */
/*
 * How each tool's version table looks, with the tables beside it, and how revisions and trouble are
 * read from them. Queries are written so that PostgreSQL and SQLite both take them. Older versions
 * of a tool made other columns: such a column is optional, or lists several types.
 */
#include "stamp/shapes.h"

#include <string.h>

#define TEXTUAL "character varying|varchar|nvarchar|text"
#define NUMBER  "integer|bigint|smallint|int|int8|uint64|serial|numeric|integer unsigned"
#define BOOLEAN "boolean|bool|integer|int|tinyint"
#define MOMENT                                                                                     \
    "timestamp with time zone|timestamp without time zone|timestamp|timestamptz|datetime|text|"    \
    "integer|bigint"
#define COLUMNS (const char *const[])
#define PARTS   (const assay_version_part[])
#define END     NULL

/* Rails and dbmate make the same table; what Rails keeps beside it tells them apart. */
static const char *const version_alone[] = {"version " TEXTUAL, END};
static const char *const rails_metadata[] = {"key " TEXTUAL, "value " TEXTUAL, "created_at " MOMENT,
                                             "updated_at " MOMENT, END};

/* db-migrate and node-pg-migrate too: only the names that they give it differ. */
static const char *const names_and_times[] = {"name " TEXTUAL, "id " NUMBER, "run_on " MOMENT, END};

const assay_version_shape assay_shapes[] = {
    /* The schema and the table's name are the project's choice. Alembic makes varchar(32); projects
     * with longer ids widen it or make it text. */
    {.tool = "alembic",
     .columns = COLUMNS{"version_num " TEXTUAL, END},
     .read_sql = "SELECT version_num AS revision FROM {table}"},
    /* A row without a version is a repeatable migration, which is known by its description. What
     * was undone later does not count, nor does a baseline below every migration. Before 4.0 there
     * was a version_rank. */
    {.tool = "flyway",
     .columns = COLUMNS{"version " TEXTUAL, "installed_rank " NUMBER, "description " TEXTUAL,
                        "type " TEXTUAL, "script " TEXTUAL, "checksum " NUMBER,
                        "installed_by " TEXTUAL, "installed_on " MOMENT, "execution_time " NUMBER,
                        "success " BOOLEAN, "?version_rank " NUMBER, END},
     .read_sql =
         "SELECT DISTINCT coalesce(f.version, f.description) AS revision FROM {table} AS f"
         " WHERE f.success AND coalesce(f.version, '') <> '0'"
         " AND f.type NOT LIKE 'UNDO%' AND f.type NOT IN ('DELETE', 'SCHEMA') AND NOT EXISTS"
         " (SELECT 1 FROM {table} AS u WHERE u.version = f.version AND u.success"
         " AND u.installed_rank > f.installed_rank AND (u.type LIKE 'UNDO%' OR u.type = 'DELETE'))",
     .trouble_sql = "SELECT 'the run of ' || script || ' failed' AS trouble FROM {table}"
                    " WHERE NOT success ORDER BY installed_rank",
     .checksum_sql = "SELECT coalesce(version, description) AS revision, checksum FROM {table}"
                     " WHERE success AND type = 'SQL' AND checksum IS NOT NULL"
                     " ORDER BY installed_rank"},
    {.tool = "liquibase",
     .columns =
         COLUMNS{"id " TEXTUAL, "author " TEXTUAL, "filename " TEXTUAL, "dateexecuted " MOMENT,
                 "orderexecuted " NUMBER, "exectype " TEXTUAL, "md5sum " TEXTUAL,
                 "description " TEXTUAL, "comments " TEXTUAL, "tag " TEXTUAL, "liquibase " TEXTUAL,
                 "?contexts " TEXTUAL, "?labels " TEXTUAL, "?deployment_id " TEXTUAL, END},
     .read_sql = "SELECT filename || '::' || id || '::' || author AS revision FROM {table}"
                 " WHERE exectype NOT IN ('FAILED', 'SKIPPED')",
     .trouble_sql = "SELECT 'the changeset ' || id || ' of ' || filename || ' failed' AS trouble"
                    " FROM {table} WHERE exectype = 'FAILED' ORDER BY orderexecuted",
     .parts = PARTS{{.columns = COLUMNS{"id " NUMBER, "locked " BOOLEAN, "lockgranted " MOMENT,
                                        "lockedby " TEXTUAL, END},
                     .trouble_sql = "SELECT 'the lock is held by ' || coalesce(lockedby, 'someone')"
                                    " AS trouble FROM {table} WHERE locked"},
                    {0}}},
    {.tool = "django",
     .columns = COLUMNS{"name " TEXTUAL, "app " TEXTUAL, "id " NUMBER, "applied " MOMENT, END},
     .read_sql = "SELECT app || '.' || name AS revision FROM {table}",
     .name = "django_migrations"},
    /* Its first releases had the version alone, so that the schema's name must tell. */
    {.tool = "supabase",
     .columns =
         COLUMNS{"version " TEXTUAL, "?statements text[]", "?name " TEXTUAL, "?created_by " TEXTUAL,
                 "?idempotency_key " TEXTUAL, "?rollback text[]", END},
     .read_sql = "SELECT version AS revision FROM {table}",
     .name = "supabase_migrations.schema_migrations"},
    {.tool = "rails",
     .columns = version_alone,
     .read_sql = "SELECT version AS revision FROM {table}",
     .name = "*schema_migrations",
     .parts = PARTS{{.name = "*ar_internal_metadata",
                     .columns = rails_metadata,
                     .rule = ASSAY_PART_NEEDED},
                    {0}}},
    {.tool = "dbmate",
     .columns = version_alone,
     .read_sql = "SELECT version AS revision FROM {table}",
     .name = "*schema_migrations",
     .parts =
         PARTS{
             {.name = "*ar_internal_metadata", .columns = rails_metadata, .rule = ASSAY_PART_NEVER},
             {0}}},
    /* A name occurs again when a failed run was repeated. */
    {.tool = "prisma",
     .columns = COLUMNS{"migration_name " TEXTUAL, "id " TEXTUAL, "checksum " TEXTUAL,
                        "finished_at " MOMENT, "logs " TEXTUAL, "rolled_back_at " MOMENT,
                        "started_at " MOMENT, "applied_steps_count " NUMBER, END},
     .read_sql = "SELECT DISTINCT migration_name AS revision FROM {table}"
                 " WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
     .trouble_sql = "SELECT 'the run of ' || migration_name || ' did not finish' AS trouble"
                    " FROM {table} WHERE finished_at IS NULL AND rolled_back_at IS NULL"
                    " ORDER BY started_at",
     .checksum_sql = "SELECT migration_name AS revision, checksum FROM {table} WHERE finished_at"
                     " IS NOT NULL AND rolled_back_at IS NULL ORDER BY started_at"},
    /* -1 stands for no version. */
    {.tool = "golang-migrate",
     .columns = COLUMNS{"version " NUMBER, "dirty " BOOLEAN, END},
     .read_sql = "SELECT version AS revision FROM {table} WHERE version >= 0",
     .trouble_sql = "SELECT 'the run to version ' || version || ' did not finish' AS trouble"
                    " FROM {table} WHERE dirty"},
    /* The first row is of version 0; early releases recorded a way back by another row. */
    {.tool = "goose",
     .columns =
         COLUMNS{"version_id " NUMBER, "id " NUMBER, "is_applied " BOOLEAN, "tstamp " MOMENT, END},
     .read_sql = "SELECT g.version_id AS revision FROM {table} AS g WHERE g.version_id <> 0"
                 " AND g.is_applied AND NOT EXISTS (SELECT 1 FROM {table} AS l"
                 " WHERE l.version_id = g.version_id AND l.id > g.id)",
     .parts = PARTS{{.columns = COLUMNS{"lock_id " NUMBER, "locked " BOOLEAN, "locked_at " MOMENT,
                                        "locked_by " TEXTUAL, "lease_expires_at " MOMENT,
                                        "updated_at " MOMENT, END},
                     .trouble_sql =
                         "SELECT 'the lock is held by ' || coalesce(locked_by, 'someone')"
                         " AS trouble FROM {table} WHERE locked AND"
                         " (lease_expires_at IS NULL OR lease_expires_at > CURRENT_TIMESTAMP)"},
                    {0}}},
    {.tool = "ecto",
     .columns = COLUMNS{"version " NUMBER, "inserted_at " MOMENT, END},
     .read_sql = "SELECT version AS revision FROM {table}",
     .name = "*schema_migrations"},
    /* Several projects may share one registry; a change's name is its id. */
    {.tool = "sqitch",
     .columns = COLUMNS{"change " TEXTUAL, "change_id " TEXTUAL, "?script_hash " TEXTUAL,
                        "project " TEXTUAL, "note " TEXTUAL, "committed_at " MOMENT,
                        "committer_name " TEXTUAL, "committer_email " TEXTUAL, "planned_at " MOMENT,
                        "planner_name " TEXTUAL, "planner_email " TEXTUAL, END},
     .read_sql = "SELECT change AS revision FROM {table}",
     .parts =
         PARTS{{.name = "projects",
                .columns = COLUMNS{"project " TEXTUAL, "uri " TEXTUAL, "created_at " MOMENT,
                                   "creator_name " TEXTUAL, "creator_email " TEXTUAL, END},
                .rule = ASSAY_PART_NEEDED},
               {.name = "events",
                .columns = COLUMNS{"event " TEXTUAL, "change_id " TEXTUAL, "change " TEXTUAL,
                                   "project " TEXTUAL, "note " TEXTUAL, "requires text[]|text",
                                   "conflicts text[]|text", "tags text[]|text",
                                   "committed_at " MOMENT, "committer_name " TEXTUAL,
                                   "committer_email " TEXTUAL, "planned_at " MOMENT,
                                   "planner_name " TEXTUAL, "planner_email " TEXTUAL, END},
                .rule = ASSAY_PART_NEEDED,
                .trouble_sql = "SELECT 'the last run of ' || change || ' failed' AS trouble"
                               " FROM {table} WHERE event = 'fail' AND committed_at ="
                               " (SELECT max(committed_at) FROM {table})"},
               {.name = "releases",
                .columns = COLUMNS{"version real|float|double precision", "installed_at " MOMENT,
                                   "installer_name " TEXTUAL, "installer_email " TEXTUAL, END}},
               {.name = "tags",
                .columns = COLUMNS{"tag_id " TEXTUAL, "tag " TEXTUAL, "project " TEXTUAL,
                                   "change_id " TEXTUAL, "note " TEXTUAL, "committed_at " MOMENT,
                                   "committer_name " TEXTUAL, "committer_email " TEXTUAL,
                                   "planned_at " MOMENT, "planner_name " TEXTUAL,
                                   "planner_email " TEXTUAL, END}},
               {.name = "dependencies",
                .columns = COLUMNS{"change_id " TEXTUAL, "type " TEXTUAL, "dependency " TEXTUAL,
                                   "dependency_id " TEXTUAL, END}},
               {0}}},
    {.tool = "atlas",
     .columns =
         COLUMNS{"version " TEXTUAL, "description " TEXTUAL, "type " NUMBER, "applied " NUMBER,
                 "total " NUMBER, "executed_at " MOMENT, "execution_time " NUMBER,
                 "?error " TEXTUAL, "?error_stmt " TEXTUAL, "hash " TEXTUAL,
                 "?partial_hashes jsonb|json|text", "operator_version " TEXTUAL, END},
     .read_sql =
         "SELECT version AS revision FROM {table} WHERE version <> '.atlas_cloud_identifier'",
     .trouble_sql = "SELECT 'version ' || version || ' was applied in part (' || applied || ' of '"
                    " || total || ' statements)' AS trouble FROM {table}"
                    " WHERE applied <> total AND version <> '.atlas_cloud_identifier'"
                    " ORDER BY version",
     .checksum_sql = "SELECT version AS revision, hash AS checksum FROM {table} WHERE hash <> ''"},
    {.tool = "knex",
     .columns =
         COLUMNS{"name " TEXTUAL, "id " NUMBER, "batch " NUMBER, "migration_time " MOMENT, END},
     .read_sql = "SELECT name AS revision FROM {table}",
     .parts = PARTS{{.name = "*_lock",
                     .columns = COLUMNS{"index " NUMBER, "is_locked " NUMBER, END},
                     .trouble_sql = "SELECT 'the lock is held' AS trouble FROM {table}"
                                    " WHERE is_locked = 1"},
                    {0}}},
    {.tool = "typeorm",
     .columns = COLUMNS{"name " TEXTUAL, "id " NUMBER, "timestamp " NUMBER, END},
     .read_sql = "SELECT name AS revision FROM {table}",
     .name = "*migrations*"},
    {.tool = "laravel",
     .columns =
         COLUMNS{"migration " TEXTUAL, "id " NUMBER, "batch " NUMBER, "?migrated_at " MOMENT, END},
     .read_sql = "SELECT migration AS revision FROM {table}",
     .name = "*migrations*"},
    {.tool = "sqlx",
     .columns = COLUMNS{"version " NUMBER, "description " TEXTUAL, "installed_on " MOMENT,
                        "success " BOOLEAN, "checksum bytea|blob", "execution_time " NUMBER, END},
     .read_sql = "SELECT version AS revision FROM {table} WHERE success",
     .trouble_sql = "SELECT 'the run of version ' || version || ' did not finish' AS trouble"
                    " FROM {table} WHERE NOT success ORDER BY version",
     .checksum_sql = "SELECT version AS revision, checksum FROM {table} WHERE success"},
    {.tool = "diesel",
     .columns = COLUMNS{"version " TEXTUAL, "run_on " MOMENT, END},
     .read_sql = "SELECT version AS revision FROM {table}",
     .name = "__diesel_schema_migrations"},
    {.tool = "efcore",
     .columns = COLUMNS{"MigrationId " TEXTUAL, "ProductVersion " TEXTUAL, END},
     .read_sql = "SELECT \"MigrationId\" AS revision FROM {table}",
     .parts = PARTS{{.name = "__EFMigrationsLock",
                     .columns = COLUMNS{"Id " NUMBER, "Timestamp " MOMENT, END},
                     .trouble_sql = "SELECT 'the lock is held since ' || \"Timestamp\" AS trouble"
                                    " FROM {table}"},
                    {0}}},
    /* The same with a naming convention. */
    {.tool = "efcore",
     .columns = COLUMNS{"migration_id " TEXTUAL, "product_version " TEXTUAL, END},
     .read_sql = "SELECT migration_id AS revision FROM {table}",
     .name = "__EFMigrationsHistory|*migrations_history"},
    {.tool = "node-pg-migrate",
     .columns = names_and_times,
     .read_sql = "SELECT name AS revision FROM {table}",
     .name = "*pgmigrations*"},
    {.tool = "db-migrate",
     .columns = names_and_times,
     .read_sql = "SELECT name AS revision FROM {table}",
     .name = "*migrations*"},
    /* The schema also holds functions. */
    {.tool = "pgroll",
     .columns = COLUMNS{"name " TEXTUAL, "schema name", "migration jsonb", "created_at " MOMENT,
                        "updated_at " MOMENT, "parent " TEXTUAL, "done " BOOLEAN,
                        "resulting_schema jsonb", "?migration_type " TEXTUAL, END},
     .read_sql = "SELECT m.name AS revision FROM {table} AS m WHERE m.done AND NOT EXISTS"
                 " (SELECT 1 FROM {table} AS c WHERE c.schema = m.schema AND c.parent = m.name"
                 " AND c.done)",
     .trouble_sql = "SELECT 'the migration ' || name || ' is neither complete nor rolled back'"
                    " AS trouble FROM {table} WHERE NOT done ORDER BY created_at",
     .name = "pgroll.migrations",
     .whole_schema = true},
    /* It looks at created_at alone: the time in its journal, which is what names a migration. */
    {.tool = "drizzle",
     .columns = COLUMNS{"created_at " NUMBER, "id " NUMBER, "hash " TEXTUAL, END},
     .read_sql = "SELECT created_at AS revision FROM {table}",
     .checksum_sql = "SELECT created_at AS revision, hash AS checksum FROM {table} ORDER BY id",
     .name = "*drizzle*"},
};

const size_t assay_shapes_count = sizeof assay_shapes / sizeof *assay_shapes;

const assay_version_shape *assay_shape_of(const char *tool, bool renamed)
{
    for (size_t i = 0; i < assay_shapes_count; i++)
        if (strcmp(assay_shapes[i].tool, tool) == 0 &&
            renamed == assay_version_renamed(&assay_shapes[i], assay_shapes, assay_shapes_count))
            return &assay_shapes[i];
    return NULL;
}

/* SPDX-License-Identifier: MIT */
/* How the rows of each tool are written: its table as the tool makes it, and what an INSERT fills
 * in. */
#include "stamp/tool_rows.h"

#include <stddef.h>

const assay_stamp_sql assay_rows_alembic = {
    .table = "alembic_version",
    .column = "version_num",
    .create = "CREATE TABLE IF NOT EXISTS {table} (version_num varchar(32) NOT NULL,\n"
              "    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));\n",
    .insert = "(version_num) SELECT wanted.id",
};

/* Where there are rows: as if it had run the files. It compares what is recorded of each. */
static const assay_stamp_sql flyway_rows_sql = {
    .table = "flyway_schema_history",
    .column = "version",
    .insert = "(installed_rank, version, description, type, script, checksum, installed_by,\n"
              "    execution_time, success)\n"
              "SELECT (SELECT max(installed_rank) FROM {table}) + wanted.place, wanted.id,\n"
              "    wanted.title, 'SQL', wanted.name, CAST(wanted.digest AS integer),\n"
              "    current_user, 0, true",
    .insert_sqlite =
        "(installed_rank, version, description, type, script, checksum, installed_by,\n"
        "    execution_time, success)\n"
        "SELECT (SELECT max(installed_rank) FROM {table}) + wanted.place, wanted.id,\n"
        "    wanted.title, 'SQL', wanted.name, CAST(wanted.digest AS integer), '', 0, 1",
    .digest = ASSAY_DIGEST_CRC32_LINES,
    .adds_only = true,
};

/* A baseline, which it takes only where there is nothing else. */
const assay_stamp_sql assay_rows_flyway = {
    .table = "flyway_schema_history",
    .column = "version",
    .create =
        "CREATE TABLE IF NOT EXISTS {table} (installed_rank integer NOT NULL,\n"
        "    version varchar(50),\n"
        "    description varchar(200) NOT NULL, type varchar(20) NOT NULL,\n"
        "    script varchar(1000) NOT NULL, checksum integer, installed_by varchar(100) NOT NULL,\n"
        "    installed_on timestamp NOT NULL DEFAULT now(), execution_time integer NOT NULL,\n"
        "    success boolean NOT NULL,\n"
        "    CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank));\n"
        "CREATE INDEX IF NOT EXISTS flyway_schema_history_s_idx ON {table} (success);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (installed_rank INT NOT NULL PRIMARY KEY,\n"
        "    version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL,\n"
        "    script VARCHAR(1000) NOT NULL, checksum INT, installed_by VARCHAR(100) NOT NULL,\n"
        "    installed_on TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),\n"
        "    execution_time INT NOT NULL, success BOOLEAN NOT NULL);\n"
        "CREATE INDEX IF NOT EXISTS flyway_schema_history_s_idx ON {table} (success);\n",
    .insert = "(installed_rank, version, description, type, script, installed_by,\n"
              "    execution_time, success)\n"
              "SELECT 1, wanted.id, '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>',\n"
              "    current_user, 0, true",
    .insert_sqlite =
        "(installed_rank, version, description, type, script, installed_by,\n"
        "    execution_time, success)\n"
        "SELECT 1, wanted.id, '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>',\n"
        "    '', 0, 1",
    .where_rows = &flyway_rows_sql,
};

/* What follows the file's name in "file::id::author". */
#define CHANGESET "substr(wanted.id, instr(wanted.id, '::') + 2)"

/* Liquibase makes the table of its lock when it misses it, and fills in checksums that are NULL. */
const assay_stamp_sql assay_rows_liquibase = {
    .table = "databasechangelog",
    .column = "CASE WHEN exectype NOT IN ('FAILED', 'SKIPPED')"
              " THEN filename || '::' || id || '::' || author END",
    .create = "CREATE TABLE IF NOT EXISTS {table} (id varchar(255) NOT NULL,\n"
              "    author varchar(255) NOT NULL, filename varchar(255) NOT NULL,\n"
              "    dateexecuted timestamp NOT NULL, orderexecuted integer NOT NULL,\n"
              "    exectype varchar(10) NOT NULL, md5sum varchar(35), description varchar(255),\n"
              "    comments varchar(255), tag varchar(255), liquibase varchar(20),\n"
              "    contexts varchar(255), labels varchar(255), deployment_id varchar(10));\n",
    .insert = "(id, author, filename, dateexecuted, orderexecuted, exectype)\n"
              "SELECT split_part(wanted.id, '::', 2), split_part(wanted.id, '::', 3),\n"
              "    split_part(wanted.id, '::', 1), CURRENT_TIMESTAMP,\n"
              "    (SELECT coalesce(max(orderexecuted), 0) FROM {table}) + wanted.place, "
              "'EXECUTED'",
    .insert_sqlite =
        "(id, author, filename, dateexecuted, orderexecuted, exectype)\n"
        "SELECT substr(" CHANGESET ", 1, instr(" CHANGESET ", '::') - 1),\n"
        "    substr(" CHANGESET ", instr(" CHANGESET ", '::') + 2),\n"
        "    substr(wanted.id, 1, instr(wanted.id, '::') - 1), CURRENT_TIMESTAMP,\n"
        "    (SELECT coalesce(max(orderexecuted), 0) FROM {table}) + wanted.place, 'EXECUTED'",
};

/* As `prisma migrate resolve --applied` writes it. Runs that were rolled back keep their rows. */
const assay_stamp_sql assay_rows_prisma = {
    .table = "_prisma_migrations",
    .column = "CASE WHEN finished_at IS NOT NULL AND rolled_back_at IS NULL"
              " THEN migration_name END",
    .create = "CREATE TABLE IF NOT EXISTS {table} (id varchar(36) NOT NULL PRIMARY KEY,\n"
              "    checksum varchar(64) NOT NULL, finished_at timestamptz,\n"
              "    migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,\n"
              "    started_at timestamptz NOT NULL DEFAULT now(),\n"
              "    applied_steps_count integer NOT NULL DEFAULT 0);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (id TEXT PRIMARY KEY NOT NULL,\n"
        "    checksum TEXT NOT NULL, finished_at DATETIME, migration_name TEXT NOT NULL,\n"
        "    logs TEXT, rolled_back_at DATETIME,\n"
        "    started_at DATETIME NOT NULL DEFAULT current_timestamp,\n"
        "    applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0);\n",
    .insert = "(id, checksum, migration_name, started_at, finished_at)\n"
              "SELECT CAST(CAST(md5(CAST(random() AS text) || wanted.id) AS uuid) AS text),\n"
              "    wanted.digest, wanted.id, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP",
    /* Milliseconds, as it writes moments there. */
    .insert_sqlite =
        "(id, checksum, migration_name, started_at, finished_at)\n"
        "SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||\n"
        "    substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' ||\n"
        "    hex(randomblob(6))), wanted.digest, wanted.id,\n"
        "    CAST(strftime('%s', 'now') AS integer) * 1000,\n"
        "    CAST(strftime('%s', 'now') AS integer) * 1000",
    .digest = ASSAY_DIGEST_SHA256,
};

/* The first row is a baseline, which stands for what is below it; others are set by hand. Where the
 * URL names a schema the table is there: --version-table says so. */
const assay_stamp_sql assay_rows_atlas = {
    .table = "atlas_schema_revisions",
    .column = "version",
    .schema = "atlas_schema_revisions",
    .create = "CREATE TABLE IF NOT EXISTS {table} (version varchar NOT NULL PRIMARY KEY,\n"
              "    description varchar NOT NULL, type bigint NOT NULL DEFAULT 2,\n"
              "    applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0,\n"
              "    executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text,\n"
              "    error_stmt text, hash varchar NOT NULL, partial_hashes jsonb,\n"
              "    operator_version varchar NOT NULL);\n",
    .create_sqlite = "CREATE TABLE IF NOT EXISTS {table} (version text NOT NULL PRIMARY KEY,\n"
                     "    description text NOT NULL, type integer NOT NULL DEFAULT 2,\n"
                     "    applied integer NOT NULL DEFAULT 0, total integer NOT NULL DEFAULT 0,\n"
                     "    executed_at datetime NOT NULL, execution_time integer NOT NULL,\n"
                     "    error text, error_stmt text, hash text NOT NULL, partial_hashes json,\n"
                     "    operator_version text NOT NULL);\n",
    .insert = "(version, description, type, executed_at, execution_time, hash, operator_version)\n"
              "SELECT wanted.id, wanted.title,\n"
              "    CASE WHEN EXISTS (SELECT 1 FROM {table}) THEN 4 ELSE 1 END,\n"
              "    CURRENT_TIMESTAMP, 0, wanted.digest, 'stamped by assay'",
    .digest = ASSAY_DIGEST_SUMS,
};

const assay_stamp_sql assay_rows_django = {
    .table = "django_migrations",
    .column = "app || '.' || name",
    .create = "CREATE TABLE IF NOT EXISTS {table} (\n"
              "    id bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,\n"
              "    app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied timestamptz NOT "
              "NULL);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n"
        "    app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied datetime NOT NULL);\n",
    .insert = "(app, name, applied)\n"
              "SELECT substr(wanted.id, 1, strpos(wanted.id, '.') - 1),\n"
              "    substr(wanted.id, strpos(wanted.id, '.') + 1), CURRENT_TIMESTAMP",
    .insert_sqlite = "(app, name, applied)\n"
                     "SELECT substr(wanted.id, 1, instr(wanted.id, '.') - 1),\n"
                     "    substr(wanted.id, instr(wanted.id, '.') + 1), CURRENT_TIMESTAMP",
};

const assay_stamp_sql assay_rows_golang_migrate = {
    .table = "schema_migrations",
    .column = "version",
    .create = "CREATE TABLE IF NOT EXISTS {table} (version bigint NOT NULL PRIMARY KEY,\n"
              "    dirty boolean NOT NULL);\n",
    .create_sqlite = "CREATE TABLE IF NOT EXISTS {table} (version uint64, dirty bool);\n"
                     "CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON {table} (version);\n",
    .insert = "(version, dirty) SELECT CAST(wanted.id AS bigint), false",
};

const assay_stamp_sql assay_rows_node_pg_migrate = {
    .table = "pgmigrations",
    .column = "name",
    .create = "CREATE TABLE IF NOT EXISTS {table} (id serial PRIMARY KEY,\n"
              "    name varchar(255) NOT NULL, run_on timestamp NOT NULL);\n",
    .insert = "(name, run_on) SELECT wanted.id, CURRENT_TIMESTAMP",
};

/* It makes the table itself, in a schema of its own. */
const assay_stamp_sql assay_rows_supabase = {
    .table = "schema_migrations",
    .column = "version",
    .insert = "(version) SELECT wanted.id",
};

const assay_stamp_sql assay_rows_rails = {
    .table = "schema_migrations",
    .column = "version",
    .create = "CREATE TABLE IF NOT EXISTS {table} (version varchar NOT NULL PRIMARY KEY);\n",
    .beside = "ar_internal_metadata",
    .create_beside =
        "CREATE TABLE IF NOT EXISTS {table} (key varchar NOT NULL PRIMARY KEY,\n"
        "    value varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);\n",
    .insert = "(version) SELECT wanted.id",
};

const assay_stamp_sql assay_rows_dbmate = {
    .table = "schema_migrations",
    .column = "version",
    .create = "CREATE TABLE IF NOT EXISTS {table} (version varchar PRIMARY KEY);\n",
    .create_sqlite = "CREATE TABLE IF NOT EXISTS {table} (version varchar(128) PRIMARY KEY);\n",
    .insert = "(version) SELECT wanted.id",
};

const assay_stamp_sql assay_rows_goose = {
    .table = "goose_db_version",
    .column = "version_id",
    .create =
        "CREATE TABLE IF NOT EXISTS {table} (\n"
        "    id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, version_id bigint NOT NULL,\n"
        "    is_applied boolean NOT NULL, tstamp timestamp NOT NULL DEFAULT now());\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (\n"
        "    id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL,\n"
        "    is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')));\n",
    .seed = "(version_id, is_applied) SELECT 0, true\n"
            "WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE version_id = 0)",
    .insert = "(version_id, is_applied) SELECT CAST(wanted.id AS bigint), true",
};

const assay_stamp_sql assay_rows_knex = {
    .table = "knex_migrations",
    .column = "name",
    .create = "CREATE TABLE IF NOT EXISTS {table} (id serial PRIMARY KEY, name varchar(255),\n"
              "    batch integer, migration_time timestamptz);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n"
        "    name varchar(255), batch integer, migration_time datetime);\n",
    .insert =
        "(name, batch, migration_time)\n"
        "SELECT wanted.id, (SELECT coalesce(max(batch), 0) + 1 FROM {table}), CURRENT_TIMESTAMP",
};

const assay_stamp_sql assay_rows_db_migrate = {
    .table = "migrations",
    .column = "name",
    .create = "CREATE TABLE IF NOT EXISTS {table} (id serial PRIMARY KEY,\n"
              "    name varchar(255) NOT NULL, run_on timestamp NOT NULL);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,\n"
        "    name VARCHAR(255) NOT NULL, run_on DATETIME NOT NULL);\n",
    .insert = "(name, run_on) SELECT wanted.id, CURRENT_TIMESTAMP",
};

const assay_stamp_sql assay_rows_typeorm = {
    .table = "migrations",
    .column = "name",
    .create =
        "CREATE TABLE IF NOT EXISTS {table} (id serial PRIMARY KEY, timestamp bigint NOT NULL,\n"
        "    name varchar NOT NULL);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (id integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n"
        "    timestamp bigint NOT NULL, name varchar NOT NULL);\n",
    .insert = "(timestamp, name)\n"
              "SELECT CAST(substr(wanted.id, length(wanted.id) - 12) AS bigint), wanted.id",
};

const assay_stamp_sql assay_rows_sqlx = {
    .table = "_sqlx_migrations",
    .column = "version",
    .create = "CREATE TABLE IF NOT EXISTS {table} (version bigint PRIMARY KEY,\n"
              "    description text NOT NULL, installed_on timestamptz NOT NULL DEFAULT now(),\n"
              "    success boolean NOT NULL, checksum bytea NOT NULL,\n"
              "    execution_time bigint NOT NULL);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (version BIGINT PRIMARY KEY,\n"
        "    description TEXT NOT NULL,\n"
        "    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n"
        "    success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL);\n",
    .insert = "(version, description, success, checksum, execution_time)\n"
              "SELECT CAST(wanted.id AS bigint), 'stamped by assay', true, wanted.digest, 0",
    .digest = ASSAY_DIGEST_SHA384,
};

/* On PostgreSQL it makes a schema of its own. */
const assay_stamp_sql assay_rows_drizzle = {
    .table = "__drizzle_migrations",
    .column = "created_at",
    .schema = "drizzle",
    .create = "CREATE TABLE IF NOT EXISTS {table} (id serial PRIMARY KEY, hash text NOT NULL,\n"
              "    created_at bigint);\n",
    .create_sqlite = "CREATE TABLE IF NOT EXISTS {table} (id INTEGER PRIMARY KEY,\n"
                     "    hash text NOT NULL, created_at numeric);\n",
    .insert = "(hash, created_at) SELECT wanted.digest, CAST(wanted.id AS bigint)",
    .digest = ASSAY_DIGEST_SHA256,
};

const assay_stamp_sql assay_rows_diesel = {
    .table = "__diesel_schema_migrations",
    .column = "version",
    .create = "CREATE TABLE IF NOT EXISTS {table} (version varchar(50) PRIMARY KEY NOT NULL,\n"
              "    run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP);\n",
    .insert = "(version) SELECT wanted.id",
};

static const assay_stamp_sql efcore_renamed_sql = {
    .table = "__EFMigrationsHistory",
    .column = "migration_id",
    .insert = "(migration_id, product_version) SELECT wanted.id, 'stamped by assay'",
};

/* Nothing reads the version of the product again: it says who wrote the row. */
const assay_stamp_sql assay_rows_efcore = {
    .table = "__EFMigrationsHistory",
    .column = "\"MigrationId\"",
    .create =
        "CREATE TABLE IF NOT EXISTS {table} (\"MigrationId\" varchar(150) NOT NULL PRIMARY KEY,\n"
        "    \"ProductVersion\" varchar(32) NOT NULL);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (\"MigrationId\" TEXT NOT NULL PRIMARY KEY,\n"
        "    \"ProductVersion\" TEXT NOT NULL);\n",
    .insert = "(\"MigrationId\", \"ProductVersion\") SELECT wanted.id, 'stamped by assay'",
    .renamed = &efcore_renamed_sql,
};

const assay_stamp_sql assay_rows_ecto = {
    .table = "schema_migrations",
    .column = "version",
    .create = "CREATE TABLE IF NOT EXISTS {table} (version bigint PRIMARY KEY,\n"
              "    inserted_at timestamp(0));\n",
    .create_sqlite = "CREATE TABLE IF NOT EXISTS {table} (version INTEGER PRIMARY KEY,\n"
                     "    inserted_at TEXT);\n",
    .insert = "(version, inserted_at) SELECT CAST(wanted.id AS bigint), CURRENT_TIMESTAMP",
};

const assay_stamp_sql assay_rows_laravel = {
    .table = "migrations",
    .column = "migration",
    .create = "CREATE TABLE IF NOT EXISTS {table} (id serial PRIMARY KEY,\n"
              "    migration varchar(255) NOT NULL, batch integer NOT NULL);\n",
    .create_sqlite =
        "CREATE TABLE IF NOT EXISTS {table} (id integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n"
        "    migration varchar NOT NULL, batch integer NOT NULL);\n",
    .insert = "(migration, batch)\n"
              "SELECT wanted.id, (SELECT coalesce(max(batch), 0) + 1 FROM {table})",
};

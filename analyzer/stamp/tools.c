/* SPDX-License-Identifier: MIT */
/*
 * The table of migration tools: what its rows record, and what to run. With a shape of the same
 * name (shapes.c), and rows to write (tool_rows.c), a row is all that a new tool needs.
 *
 * In the commands {revisions} stands for the revisions to stamp; {revision} for the only one, of
 * several there is no command; {application} and {name} for the parts of each, the command being
 * repeated; {unrecorded} for all that the table lacks, and {each} for each of them, the command
 * being repeated. All are quoted for the shell.
 */
#include <string.h>

#include "stamp/shapes.h"
#include "stamp/stamp.h"
#include "stamp/tool_rows.h"

const assay_tool assay_tools[] = {
    {
        .name = "alembic",
        .records = ASSAY_RECORDS_HEADS,
        .stamp = "alembic stamp {revisions}",
        .stamp_ahead = "alembic stamp {revisions}",
        /* Without --purge a row that no file has fails with "Can't locate revision". */
        .stamp_purge = "alembic stamp --purge {revisions}",
        .sql = &assay_rows_alembic,
        .upgrade = "alembic upgrade head",
        .upgrade_all = "alembic upgrade heads",
        .verify = "alembic current",
        .width = 32,
    },
    {
        /* A baseline is refused where there are rows. */
        .name = "flyway",
        .records = ASSAY_RECORDS_BASED_SET,
        .id = ASSAY_ID_VERSION,
        .stamp = "flyway baseline -baselineVersion={revision}",
        .stamp_behind = "flyway migrate -skipExecutingMigrations=true -target={revision}",
        .sql = &assay_rows_flyway,
        .upgrade = "flyway migrate",
        .verify = "flyway info",
        .forget = "flyway repair",
        .run_missing = "flyway migrate -outOfOrder=true",
        .if_changed = "flyway refuses to migrate; `flyway repair` records the files as they are",
        .refuses_changed = true,
        .width = 50,
    },
    {
        .name = "liquibase",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_CHANGESET,
        .stamp = "liquibase changelog-sync",
        .whole_only = true,
        .sql = &assay_rows_liquibase,
        .upgrade = "liquibase update",
        .verify = "liquibase status",
    },
    {
        .name = "django",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_SCOPED,
        .stamp = "python manage.py migrate {application} {name} --fake",
        .stamp_ahead = "python manage.py migrate {application} {name} --fake",
        .sql = &assay_rows_django,
        .upgrade = "python manage.py migrate",
        .verify = "python manage.py showmigrations",
        .width = 255,
    },
    {
        .name = "rails",
        .records = ASSAY_RECORDS_SET,
        .sql = &assay_rows_rails,
        .upgrade = "bin/rails db:migrate",
        .verify = "bin/rails db:migrate:status",
    },
    {
        .name = "prisma",
        .records = ASSAY_RECORDS_SET,
        .stamp = "npx prisma migrate resolve --applied {each}",
        .sql = &assay_rows_prisma,
        .upgrade = "npx prisma migrate deploy",
        .verify = "npx prisma migrate status",
        .if_changed = "prisma migrate deploy warns and goes on, prisma migrate dev wants to reset "
                      "the database",
        .width = 255,
    },
    {
        .name = "golang-migrate",
        .records = ASSAY_RECORDS_LAST,
        .id = ASSAY_ID_NUMBER,
        .stamp = "migrate -path migrations -database \"$DATABASE_URL\" force {revision}",
        .stamp_ahead = "migrate -path migrations -database \"$DATABASE_URL\" force {revision}",
        .stamp_purge = "migrate -path migrations -database \"$DATABASE_URL\" force {revision}",
        .sql = &assay_rows_golang_migrate,
        .upgrade = "migrate -path migrations -database \"$DATABASE_URL\" up",
        .verify = "migrate -path migrations -database \"$DATABASE_URL\" version",
    },
    {
        .name = "goose",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_NUMBER,
        .sql = &assay_rows_goose,
        .upgrade = "goose up",
        .verify = "goose status",
        .run_missing = "goose up -allow-missing",
    },
    {
        .name = "dbmate",
        .records = ASSAY_RECORDS_SET,
        .sql = &assay_rows_dbmate,
        .upgrade = "dbmate up",
        .verify = "dbmate status",
    },
    {
        .name = "sqitch",
        .records = ASSAY_RECORDS_SET,
        .stamp = "sqitch deploy --log-only --to-change {revision}",
        .stamp_ahead = "sqitch revert --log-only -y --to-change {revision}",
        .upgrade = "sqitch deploy",
        .verify = "sqitch status",
    },
    {
        .name = "atlas",
        .records = ASSAY_RECORDS_BASED_SET,
        .stamp = "atlas migrate set {revision} --url \"$DATABASE_URL\" --dir file://migrations",
        .stamp_ahead =
            "atlas migrate set {revision} --url \"$DATABASE_URL\" --dir file://migrations",
        .stamp_purge =
            "atlas migrate set {revision} --url \"$DATABASE_URL\" --dir file://migrations",
        .sql = &assay_rows_atlas,
        .upgrade = "atlas migrate apply --url \"$DATABASE_URL\" --dir file://migrations",
        .run_missing = "atlas migrate apply --exec-order non-linear --url \"$DATABASE_URL\" --dir "
                       "file://migrations",
        .if_changed = "atlas looks at it again only where it was applied in part, and a hash "
                      "covers the files before its own too",
        .verify = "atlas migrate status --url \"$DATABASE_URL\" --dir file://migrations",
    },
    {
        .name = "knex",
        .records = ASSAY_RECORDS_SET,
        .sql = &assay_rows_knex,
        .upgrade = "npx knex migrate:latest",
        .verify = "npx knex migrate:list",
        .width = 255,
    },
    {
        .name = "typeorm",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_TIMED,
        .sql = &assay_rows_typeorm,
        .upgrade = "npx typeorm migration:run -d data-source.js",
        .verify = "npx typeorm migration:show -d data-source.js",
    },
    {
        .name = "sqlx",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_NUMBER,
        .sql = &assay_rows_sqlx,
        .upgrade = "sqlx migrate run",
        .verify = "sqlx migrate info",
        .if_changed = "sqlx refuses to migrate: put the files back as they were",
        .refuses_changed = true,
    },
    {
        .name = "diesel",
        .records = ASSAY_RECORDS_SET,
        .sql = &assay_rows_diesel,
        .upgrade = "diesel migration run",
        .verify = "diesel migration list",
        .width = 50,
    },
    {
        .name = "efcore",
        .records = ASSAY_RECORDS_SET,
        .sql = &assay_rows_efcore,
        .upgrade = "dotnet ef database update",
        .verify = "dotnet ef migrations list",
        .width = 150,
    },
    {
        .name = "ecto",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_NUMBER,
        .sql = &assay_rows_ecto,
        .upgrade = "mix ecto.migrate",
        .verify = "mix ecto.migrations",
    },
    {
        .name = "db-migrate",
        .records = ASSAY_RECORDS_SET,
        .sql = &assay_rows_db_migrate,
        .upgrade = "npx db-migrate up",
        .verify = "npx db-migrate check",
        .width = 255,
    },
    {
        .name = "node-pg-migrate",
        .records = ASSAY_RECORDS_SET,
        .stamp = "npx node-pg-migrate up {count} --fake",
        .sql = &assay_rows_node_pg_migrate,
        .upgrade = "npx node-pg-migrate up",
        .run_missing = "npx node-pg-migrate up --no-check-order",
        .width = 255,
    },
    {
        .name = "pgroll",
        .records = ASSAY_RECORDS_LAST,
        .stamp = "pgroll baseline {revision} migrations",
        .upgrade = "pgroll migrate migrations --complete",
        .verify = "pgroll status",
    },
    {
        .name = "drizzle",
        .records = ASSAY_RECORDS_BASED_SET,
        .id = ASSAY_ID_NUMBER,
        .sql = &assay_rows_drizzle,
        .upgrade = "npx drizzle-kit migrate",
        .if_changed = "drizzle-kit does not look at it again",
    },
    {
        .name = "supabase",
        .records = ASSAY_RECORDS_SET,
        .stamp = "supabase migration repair --yes --db-url \"$DATABASE_URL\" --status applied "
                 "{unrecorded}",
        .sql = &assay_rows_supabase,
        .upgrade = "supabase migration up --yes --db-url \"$DATABASE_URL\"",
        .verify = "supabase migration list --db-url \"$DATABASE_URL\"",
        .run_missing = "supabase db push --include-all",
    },
    {
        .name = "laravel",
        .records = ASSAY_RECORDS_SET,
        .sql = &assay_rows_laravel,
        .upgrade = "php artisan migrate",
        .verify = "php artisan migrate:status",
        .width = 255,
    },
};

const size_t assay_tools_count = sizeof assay_tools / sizeof *assay_tools;

const assay_stamp_sql *assay_stamp_sql_of(const assay_tool *tool, const assay_version_table *table)
{
    const assay_stamp_sql *sql = tool->sql;
    if (sql != NULL && table != NULL && table->renamed)
        sql = sql->renamed;
    if (sql != NULL && table != NULL && table->n_rows > 0 && sql->where_rows != NULL)
        sql = sql->where_rows;
    return sql;
}

assay_digest assay_tool_digest(const assay_tool *tool)
{
    const assay_stamp_sql *sql = tool->sql;
    if (sql != NULL && sql->where_rows != NULL)
        sql = sql->where_rows;
    return sql == NULL ? ASSAY_DIGEST_NONE : sql->digest;
}

const assay_tool *assay_tool_find(const char *name)
{
    for (size_t i = 0; i < assay_tools_count; i++)
        if (strcmp(assay_tools[i].name, name) == 0)
            return &assay_tools[i];
    return NULL;
}

static const char *const *columns_of(const char *tool)
{
    for (size_t i = 0; i < assay_shapes_count; i++)
        if (strcmp(assay_shapes[i].tool, tool) == 0)
            return assay_shapes[i].columns;
    return NULL;
}

bool assay_tool_alike(const char *a, const char *b)
{
    const char *const *columns = columns_of(a);
    return strcmp(a, b) == 0 || (columns != NULL && columns == columns_of(b));
}

void assay_tool_shapes(const assay_version_shape **out, size_t *count)
{
    *out = assay_shapes;
    *count = assay_shapes_count;
}

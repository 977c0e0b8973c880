/* SPDX-License-Identifier: MIT */
/*
 * The table of migration tools: what its rows record, and what to run. With a shape of the same
 * name (shapes.c) a row is all that a new tool needs.
 *
 * In the commands {revisions} stands for the revisions to stamp; {revision} for the only one, of
 * several there is no command; {application} and {name} for the parts of each, the command being
 * repeated; {unrecorded} for all that the table lacks, and {each} for each of them, the command
 * being repeated. All are quoted for the shell.
 */
#include <string.h>

#include "stamp/shapes.h"
#include "stamp/stamp.h"

const assay_tool assay_tools[] = {
    {
        .name = "alembic",
        .records = ASSAY_RECORDS_HEADS,
        .stamp = "alembic stamp {revisions}",
        .stamp_ahead = "alembic stamp {revisions}",
        /* Without --purge a row that no file has fails with "Can't locate revision". */
        .stamp_purge = "alembic stamp --purge {revisions}",
        .upgrade = "alembic upgrade head",
        .upgrade_all = "alembic upgrade heads",
        .verify = "alembic current",
        .width = 32,
    },
    {
        /* A baseline is refused where there are rows. */
        .name = "flyway",
        .records = ASSAY_RECORDS_BASED_SET,
        .stamp = "flyway baseline -baselineVersion={revision}",
        .stamp_behind = "flyway migrate -skipExecutingMigrations=true -target={revision}",
        .upgrade = "flyway migrate",
        .verify = "flyway info",
        .width = 50,
    },
    {
        .name = "liquibase",
        .records = ASSAY_RECORDS_SET,
        .stamp = "liquibase changelog-sync",
        .whole_only = true,
        .needs = "a tag at the revision: liquibase changelog-sync-to-tag --tag=TAG",
        .upgrade = "liquibase update",
        .verify = "liquibase status",
    },
    {
        .name = "django",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_SCOPED,
        .stamp = "python manage.py migrate {application} {name} --fake",
        .stamp_ahead = "python manage.py migrate {application} {name} --fake",
        .upgrade = "python manage.py migrate",
        .verify = "python manage.py showmigrations",
        .width = 255,
    },
    {
        .name = "rails",
        .records = ASSAY_RECORDS_SET,
        .upgrade = "bin/rails db:migrate",
        .verify = "bin/rails db:migrate:status",
    },
    {
        .name = "prisma",
        .records = ASSAY_RECORDS_SET,
        .stamp = "npx prisma migrate resolve --applied {each}",
        .upgrade = "npx prisma migrate deploy",
        .verify = "npx prisma migrate status",
        .width = 255,
    },
    {
        .name = "golang-migrate",
        .records = ASSAY_RECORDS_LAST,
        .id = ASSAY_ID_NUMBER,
        .stamp = "migrate -path migrations -database \"$DATABASE_URL\" force {revision}",
        .stamp_ahead = "migrate -path migrations -database \"$DATABASE_URL\" force {revision}",
        .stamp_purge = "migrate -path migrations -database \"$DATABASE_URL\" force {revision}",
        .upgrade = "migrate -path migrations -database \"$DATABASE_URL\" up",
        .verify = "migrate -path migrations -database \"$DATABASE_URL\" version",
    },
    {
        .name = "goose",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_NUMBER,
        .upgrade = "goose up",
        .verify = "goose status",
    },
    {
        .name = "dbmate",
        .records = ASSAY_RECORDS_SET,
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
        .upgrade = "atlas migrate apply --url \"$DATABASE_URL\" --dir file://migrations",
        .verify = "atlas migrate status --url \"$DATABASE_URL\" --dir file://migrations",
    },
    {
        .name = "knex",
        .records = ASSAY_RECORDS_SET,
        .upgrade = "npx knex migrate:latest",
        .verify = "npx knex migrate:list",
        .width = 255,
    },
    {
        .name = "typeorm",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_TIMED,
        .upgrade = "npx typeorm migration:run -d data-source.js",
        .verify = "npx typeorm migration:show -d data-source.js",
    },
    {
        .name = "sqlx",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_NUMBER,
        .needs = "the SHA-384 of each migration file, which the version table holds as well",
        .upgrade = "sqlx migrate run",
        .verify = "sqlx migrate info",
    },
    {
        .name = "diesel",
        .records = ASSAY_RECORDS_SET,
        .upgrade = "diesel migration run",
        .verify = "diesel migration list",
        .width = 50,
    },
    {
        .name = "efcore",
        .records = ASSAY_RECORDS_SET,
        .upgrade = "dotnet ef database update",
        .verify = "dotnet ef migrations list",
        .width = 150,
    },
    {
        .name = "ecto",
        .records = ASSAY_RECORDS_SET,
        .id = ASSAY_ID_NUMBER,
        .upgrade = "mix ecto.migrate",
        .verify = "mix ecto.migrations",
    },
    {
        .name = "node-pg-migrate",
        .records = ASSAY_RECORDS_SET,
        .stamp = "npx node-pg-migrate up {count} --fake",
        .upgrade = "npx node-pg-migrate up",
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
        .needs = "the hash of each migration file, which the version table holds as well",
        .upgrade = "npx drizzle-kit migrate",
    },
    {
        .name = "supabase",
        .records = ASSAY_RECORDS_SET,
        .stamp = "supabase migration repair --status applied {unrecorded}",
        .upgrade = "supabase migration up",
        .verify = "supabase migration list",
    },
    {
        .name = "laravel",
        .records = ASSAY_RECORDS_SET,
        .upgrade = "php artisan migrate",
        .verify = "php artisan migrate:status",
        .width = 255,
    },
};

const size_t assay_tools_count = sizeof assay_tools / sizeof *assay_tools;

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

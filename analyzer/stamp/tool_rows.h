/* SPDX-License-Identifier: MIT */
/* The rows of each tool whose stamp is rows (tool_rows.c), for the table of tools. */
#ifndef ASSAY_STAMP_TOOL_ROWS_H
#define ASSAY_STAMP_TOOL_ROWS_H

#include "stamp/stamp.h"

extern const assay_stamp_sql assay_rows_alembic;
extern const assay_stamp_sql assay_rows_flyway;
extern const assay_stamp_sql assay_rows_liquibase;
extern const assay_stamp_sql assay_rows_prisma;
extern const assay_stamp_sql assay_rows_atlas;
extern const assay_stamp_sql assay_rows_django;
extern const assay_stamp_sql assay_rows_golang_migrate;
extern const assay_stamp_sql assay_rows_node_pg_migrate;
extern const assay_stamp_sql assay_rows_supabase;
extern const assay_stamp_sql assay_rows_rails;
extern const assay_stamp_sql assay_rows_dbmate;
extern const assay_stamp_sql assay_rows_goose;
extern const assay_stamp_sql assay_rows_knex;
extern const assay_stamp_sql assay_rows_db_migrate;
extern const assay_stamp_sql assay_rows_typeorm;
extern const assay_stamp_sql assay_rows_sqlx;
extern const assay_stamp_sql assay_rows_drizzle;
extern const assay_stamp_sql assay_rows_diesel;
extern const assay_stamp_sql assay_rows_efcore;
extern const assay_stamp_sql assay_rows_ecto;
extern const assay_stamp_sql assay_rows_laravel;

#endif

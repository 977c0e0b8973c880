/* SPDX-License-Identifier: MIT */
/* The table of PostgreSQL catalog queries: which file serves which kind and server version. */
#ifndef ASSAY_READERS_QUERIES_H
#define ASSAY_READERS_QUERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "kinds/kinds.h"

enum {
    ASSAY_PG_OLDEST = 120000, /* server_version_num of the oldest release served */
    ASSAY_PG_NEWEST = 190000  /* the first one that was not tested */
};

typedef enum assay_pg_stage {
    ASSAY_PG_STRUCTURE, /* from catalog columns; locks nothing */
    ASSAY_PG_DEPARSE    /* prints expressions of the oids in $1; takes locks */
} assay_pg_stage;

typedef struct assay_pg_query {
    assay_kind kind;
    assay_pg_stage stage;
    int since;        /* the first server version it serves, up to the kind's next row */
    const char *path; /* embedded file */
    size_t batch;     /* DEPARSE: how many objects in one statement */
    /* DEPARSE: the attributes that it yields, blank-separated: unknown where it fails. */
    const char *attributes;
} assay_pg_query;

extern const assay_pg_query assay_pg_queries[];
extern const size_t assay_pg_n_queries;

/* The row for a kind, stage and server version; NULL if the kind has none. */
const assay_pg_query *assay_pg_query_find(assay_kind kind, assay_pg_stage stage, int version);

/* The views of information_schema that are read. */
typedef enum assay_info_view {
    ASSAY_INFO_SCHEMATA,
    ASSAY_INFO_DOMAINS,
    ASSAY_INFO_DOMAIN_CONSTRAINTS,
    ASSAY_INFO_SEQUENCES,
    ASSAY_INFO_TABLES,
    ASSAY_INFO_COLUMNS,
    ASSAY_INFO_TABLE_CONSTRAINTS,
    ASSAY_INFO_KEY_COLUMN_USAGE,
    ASSAY_INFO_REFERENTIAL_CONSTRAINTS,
    ASSAY_INFO_CHECK_CONSTRAINTS,
    ASSAY_INFO_VIEW_TEXTS,
    ASSAY_INFO_ROUTINES,
    ASSAY_INFO_PARAMETERS,
    ASSAY_INFO_TRIGGERS,
    ASSAY_INFO_TRIGGERED_UPDATE_COLUMNS,
    ASSAY_INFO_TABLE_PRIVILEGES,
    ASSAY_INFO_ELEMENT_TYPES,
    ASSAY_INFO_VIEWS
} assay_info_view;

typedef struct assay_info_query {
    assay_info_view view;
    int since;        /* the first server version it serves, up to the view's next row */
    const char *path; /* embedded file */
    bool required;    /* without it nothing can be said */
    uint64_t kinds;   /* bits of the kinds that cannot be told without it */
} assay_info_query;

/* The row for a view and server version; never NULL. */
const assay_info_query *assay_info_query_find(assay_info_view view, int version);

/* The text of an embedded file below sql/; NULL with err filled if it is missing. */
const char *assay_pg_sql(const char *path, assay_error *err);
/* The query with each comment "only x.oid" in it made a condition: that relation is one of those in
 * $1. NULL if there is none in it, or memory is gone. */
const char *assay_pg_sql_only(assay_arena *arena, const char *sql);

#endif

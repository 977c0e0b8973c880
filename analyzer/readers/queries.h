/* SPDX-License-Identifier: MIT */
/* The table of PostgreSQL catalog queries: which file serves which kind and server version. */
#ifndef ASSAY_READERS_QUERIES_H
#define ASSAY_READERS_QUERIES_H

#include <stddef.h>

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

/* The text of an embedded file below sql/postgres; NULL with err filled if it is missing. */
const char *assay_pg_sql(const char *path, assay_error *err);

#endif

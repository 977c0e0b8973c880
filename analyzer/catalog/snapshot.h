/* SPDX-License-Identifier: MIT */
/*
 * A snapshot: a catalog with where it came from, how it was read, the coverage ledger, and the
 * rows of the version tables that were recognised.
 */
#ifndef ASSAY_CATALOG_SNAPSHOT_H
#define ASSAY_CATALOG_SNAPSHOT_H

#include "catalog/catalog.h"

/* What a snapshot could not tell. kind: element name, or "" if it concerns the whole run. */
typedef struct assay_limit {
    const char *kind;
    const char *reason; /* one line: "locked by another session", "no privilege", … */
    size_t count;       /* objects concerned; 0 if not countable */
} assay_limit;

/* Reasons that are no want of knowledge: what was asked to be left out, and what belongs to the
 * stamp (the reason begins with the second). */
#define ASSAY_LIMIT_FILTERED      "left out by a filter"
#define ASSAY_LIMIT_VERSION_TABLE "version table of "

/* Reasons that mark the catalog, so that what was stored says it again when it is loaded: objects
 * of that kind were not read (the reason begins with it), or (of the kind `table`) there may be
 * more of any kind. */
#define ASSAY_LIMIT_UNREAD        "not told by information_schema"
#define ASSAY_LIMIT_VISIBLE       "shows only what this role may see"
/* The reason of an attribute that a reader can never tell. In the ledger the attributes follow. */
#define ASSAY_LIMIT_UNTOLD        "information_schema does not tell"

/* True if the limit is intended, or says no more than what attributes' own reasons say: it leaves
 * nothing undecided. */
bool assay_limit_is_intended(const assay_limit *limit);

/* One recognised version table (DESIGN 10). Its objects are not in the catalog. */
/* What a tool recorded of the file of a revision. */
typedef struct assay_row_checksum {
    const char *revision;
    const char *checksum; /* bytes as "\x" and hexadecimal */
    size_t place;         /* as it was read: of several the last counts */
} assay_row_checksum;

typedef struct assay_version_table {
    const char *tool;   /* "alembic" */
    const char *schema; /* "" for SQLite */
    const char *name;
    const char *
        *rows; /* the current revisions as stored, sorted; more columns belong to later tools */
    size_t n_rows;
    bool readable; /* false: the table is there but could not be read; reason says why */
    bool dirty;    /* the tool recorded a failed run, or holds a lock; reason says which */
    int width;     /* maximum characters of an id in that column, 0 if unbounded */
    bool renamed;  /* its columns have the other names that the tool may give them; the cache does
                    * not keep that */
    const char *reason;
    assay_row_checksum *checksums; /* sorted by revision; the cache does not keep them */
    size_t n_checksums, checksums_capacity;
} assay_version_table;

typedef struct assay_snapshot {
    assay_catalog *catalog;  /* owned; also owns every string below */
    int64_t id;              /* in the cache; 0 if it was not stored */
    int64_t taken_at;        /* seconds since 1970, UTC */
    const char *target;      /* what was read, without any secret */
    const char *server;      /* "PostgreSQL 15.18", "SQLite 3.40.1" */
    int server_version;      /* server_version_num, or SQLITE_VERSION_NUMBER of the library */
    const char *database;    /* database name, or the file's base name */
    const char *role;        /* the role that read, or "" */
    const char *search_path; /* as the session had it before it was pinned, or "" */
    const char *reader;      /* "postgres", "information-schema", "sqlite" */
    assay_limit *limits;
    size_t n_limits;
    size_t limits_capacity;
    assay_version_table *version_tables;
    size_t n_version_tables;
    size_t version_tables_capacity;
    size_t counts[ASSAY_KINDS]; /* objects read, by kind; filled by assay_snapshot_seal */
} assay_snapshot;

/* NULL if memory is gone. Owns a new, empty catalog. */
assay_snapshot *assay_snapshot_new(assay_dialect dialect);
void assay_snapshot_free(assay_snapshot *snapshot);

/* Adds to the ledger; the same kind and reason add up. */
assay_status assay_snapshot_limit(assay_snapshot *snapshot, const char *kind, const char *reason,
                                  size_t count, assay_error *err);
/* Adds a version table with no rows; all strings are copied. NULL if memory is gone. */
assay_version_table *assay_snapshot_version_table(assay_snapshot *snapshot, const char *tool,
                                                  const char *schema, const char *name,
                                                  assay_error *err);
assay_status assay_version_table_row(assay_snapshot *snapshot, assay_version_table *table,
                                     const char *revision, assay_error *err);
/* A failed run or a held lock: the first is the reason, and the table is dirty. */
assay_status assay_version_table_checksum(assay_snapshot *snapshot, assay_version_table *table,
                                          const char *revision, const char *checksum,
                                          assay_error *err);
/* Of a sealed snapshot's table; NULL if there is none. */
const char *assay_version_table_recorded(const assay_version_table *table, const char *revision);
assay_status assay_version_table_trouble(assay_snapshot *snapshot, assay_version_table *table,
                                         const char *trouble, assay_error *err);
/* Drops the schemas that hold nothing but a version table, seals the catalog, counts, sorts limits
 * and rows. */
assay_status assay_snapshot_seal(assay_snapshot *snapshot, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* Migration tools as data: how their version tables are recognised and read, and what stamps. */
#ifndef ASSAY_STAMP_H
#define ASSAY_STAMP_H

#include "catalog/snapshot.h"
#include "history/history.h"
#include "readers/reader.h"

/* What the rows of a version table are. */
typedef enum assay_records {
    ASSAY_RECORDS_HEADS,     /* the heads of the applied set */
    ASSAY_RECORDS_SET,       /* every applied revision */
    ASSAY_RECORDS_BASED_SET, /* the same, from a baseline on: what comes before it has no row */
    ASSAY_RECORDS_LAST       /* the revision that was applied last */
} assay_records;

/* What is known of a tool's ids. */
typedef enum assay_id_form {
    ASSAY_ID_ANY,
    ASSAY_ID_NUMBER,    /* the column holds numbers */
    ASSAY_ID_VERSION,   /* digits and dots */
    ASSAY_ID_SCOPED,    /* application.name */
    ASSAY_ID_CHANGESET, /* file::id::author */
    ASSAY_ID_TIMED      /* ends in thirteen digits, the milliseconds since 1970 */
} assay_id_form;

/* What a tool's rows hold of its migration files, and as what. */
typedef enum assay_digest {
    ASSAY_DIGEST_NONE,
    ASSAY_DIGEST_SHA256,      /* text, hexadecimal */
    ASSAY_DIGEST_SHA384,      /* bytes */
    ASSAY_DIGEST_CRC32_LINES, /* of the lines without their ends: a number with a sign */
    ASSAY_DIGEST_SUMS         /* from the list of hashes that lies beside the files */
} assay_digest;

/* How the rows of a tool are written; {table} stands for the table. */
typedef struct assay_stamp_sql {
    const char *table;         /* as the tool names it */
    const char *column;        /* of the ids, or an expression */
    const char *create;        /* statements that make it as the tool would; NULL: not made here */
    const char *create_sqlite; /* NULL: the same */
    const char *beside; /* a table that the tool keeps beside it, in the same schema, or NULL */
    const char *create_beside; /* {table} is that one */
    const char *seed;   /* for a row that every such table has: a SELECT and its WHERE; or NULL */
    const char *insert; /* columns, and SELECT list over wanted.id, .place (from 1) and, with a
                         * digest, .digest, .title and .name of the file */
    const char *insert_sqlite; /* NULL: the same */
    const char *schema;        /* that the tool makes for it on PostgreSQL, or NULL */
    assay_digest digest;       /* of the migration's file */
    bool adds_only;            /* rows are never taken away */
    const struct assay_stamp_sql *where_rows; /* instead, where there are rows; or NULL */
    const struct assay_stamp_sql *renamed;    /* instead, of the tool's second shape; or NULL */
} assay_stamp_sql;

typedef struct assay_tool {
    const char *name; /* "alembic" */
    assay_records records;
    assay_id_form id;
    /* Shell commands (tools.c says what stands in braces), NULL where the tool has none. */
    const char *stamp;        /* where there is no row */
    const char *stamp_behind; /* where all rows may stay; NULL: as `stamp` */
    const char *stamp_ahead;  /* where later ones must go; NULL: as `stamp_purge` */
    const char *stamp_purge;  /* where rows must go that the tool cannot locate, or that diverge */
    const assay_stamp_sql *sql; /* or NULL */
    const char *upgrade;        /* to the head */
    const char *upgrade_all;    /* to all heads, when there are several; NULL: as `upgrade` */
    const char *verify;
    const char *forget;      /* takes away rows whose files are gone; NULL: SQL does */
    const char *run_missing; /* runs what was left out below; NULL: as `upgrade` */
    const char *if_changed;  /* what the tool does about a file that is not what it recorded */
    int width; /* characters of an id in the version table that the tool makes; 0: any number */
    bool whole_only;      /* the commands stamp the whole history */
    bool refuses_changed; /* what it does about a changed file is: nothing more */
} assay_tool;

extern const assay_tool assay_tools[];
extern const size_t assay_tools_count;

const assay_tool *assay_tool_find(const char *name);
/* True if the tools are the same, or may have made the same version table. */
bool assay_tool_alike(const char *a, const char *b);
/* The shapes of all tools, for readers. */
void assay_tool_shapes(const assay_version_shape **out, size_t *count);

typedef enum assay_stamp_status {
    ASSAY_STAMP_AGREES,
    ASSAY_STAMP_BEHIND,
    ASSAY_STAMP_AHEAD,
    ASSAY_STAMP_DIVERGED,
    ASSAY_STAMP_UNKNOWN_REVISION,
    ASSAY_STAMP_DIRTY,
    ASSAY_STAMP_EMPTY,
    ASSAY_STAMP_UNREADABLE, /* the table is there and could not be read */
    ASSAY_STAMP_UNJUDGED    /* no history to judge it by */
} assay_stamp_status;

const char *
assay_stamp_status_name(assay_stamp_status status); /* "agrees", …, "unknown-revision" */

typedef struct assay_stamp {
    const char *tool;
    const char *table;                 /* schema.name, quoted where needed */
    const assay_version_table *source; /* of the snapshot */
    const char **revisions;            /* as stored, sorted */
    size_t n_revisions;
    const char **known; /* those of them that are the history's; none if it could not be judged */
    size_t n_known;
    int width; /* as in assay_version_table */
    assay_stamp_status status;
    const char *detail; /* what is wrong, in words; or NULL */
} assay_stamp;

typedef struct assay_command {
    const char *purpose; /* "backup", "repair", "stamp", "upgrade", "verify" */
    const char *shell;   /* or NULL */
    const char *sql;     /* or NULL */
    const char *undo;    /* SQL that takes `sql` back; NULL where that is NULL */
} assay_command;

/* What a command is filled with. */
typedef struct assay_stamp_ids {
    const char *const *heads; /* the revisions to stamp */
    size_t n_heads;
    const char *const *unrecorded; /* what the tool would record of them without a row, in order */
    size_t n_unrecorded;
    const char *const *removed; /* rows of the history's that the tool would not leave */
    size_t n_removed;
} assay_stamp_ids;

typedef struct assay_stamp_sql_request {
    const assay_tool *tool;
    const assay_stamp_sql *sql; /* of the tool, for such a table: assay_stamp_sql_of */
    assay_dialect dialect;
    const assay_version_table *table; /* as it was judged; NULL: there is none */
    const char *schema, *name; /* of the table to make, where there is none; NULL: by default */
    const assay_stamp_ids *ids;
    const assay_history *history; /* whose revisions they are */
    bool makes_schema;            /* the tool's own schema is not there yet */
    bool
        keeps_beside; /* the table beside it was there before: undoing the stamp does not drop it */
} assay_stamp_sql_request;

/* How the tool's rows are written, given its table (NULL: there is none); NULL if they are not. */
const assay_stamp_sql *assay_stamp_sql_of(const assay_tool *tool, const assay_version_table *table);
/* What the tool's rows hold of its files, in any of these ways. */
assay_digest assay_tool_digest(const assay_tool *tool);
/* In words; "" for none. */
const char *assay_digest_words(assay_digest digest);

/* Computes it from a file. *out stays NULL for ASSAY_DIGEST_NONE and ASSAY_DIGEST_SUMS. */
assay_status assay_digest_of(const char **out, assay_arena *arena, assay_digest digest,
                             const char *bytes, size_t length, assay_error *err);

/* What is recorded of that revision's file, by the files that were given or by its row. */
assay_revision_file assay_stamp_file_of(const assay_stamp_sql_request *request, const char *id);

typedef enum assay_stamp_lack {
    ASSAY_LACKS_NOTHING,
    ASSAY_LACKS_WAY,   /* several revisions where it keeps one, no table where none is made, … */
    ASSAY_LACKS_DIGEST /* of a file */
} assay_stamp_lack;

/* Whether the tool's rows can be written. */
assay_stamp_lack assay_stamp_sql_lacks(const assay_stamp_sql_request *request);

/* One transaction that stamps, and does nothing if the table is no longer as it was judged. */
assay_status assay_stamp_sql_text(const char **out, assay_arena *arena,
                                  const assay_stamp_sql_request *request, assay_error *err);

/* The rows that the stamp leaves: those that were there, without what it removes, and its own. */
assay_status assay_stamp_rows_after(const char ***out, size_t *n, assay_arena *arena,
                                    const assay_stamp_sql_request *request, assay_error *err);

/* Whole rows, as they were read: SQL of the list of columns and of each row's values, both in
 * parentheses. */
typedef struct assay_stamp_rows {
    const char *columns;
    const char *const *values;
    size_t n;
} assay_stamp_rows;

/* The reverse of that: one transaction that stops with an error if the table is no longer as it was
 * stamped. Rows that the stamp removes come back as `removed` has them; NULL: as the tool would
 * write them. */
assay_status assay_stamp_undo_text(const char **out, assay_arena *arena,
                                   const assay_stamp_sql_request *request,
                                   const assay_stamp_rows *removed, assay_error *err);

/* False if the tool could not have made that id. */
bool assay_stamp_id_fits(const assay_tool *tool, const char *id);

/* A tool's command filled in, each id quoted for the shell. *out is NULL if it cannot be given:
 * several revisions where one is wanted, or an id that the tool would take for an option. */
assay_status assay_stamp_command(const char **out, assay_arena *arena, const char *pattern,
                                 const assay_stamp_ids *ids, assay_error *err);

#endif

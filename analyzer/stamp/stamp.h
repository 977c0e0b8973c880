/* SPDX-License-Identifier: MIT */
/* Migration tools as data: how their version tables are recognised and read, and what stamps. */
#ifndef ASSAY_STAMP_H
#define ASSAY_STAMP_H

#include "catalog/snapshot.h"
#include "history/history.h"
#include "readers/reader.h"

typedef struct assay_tool {
    const char *name; /* "alembic" */
    assay_version_shape shape;
    /* Shell words; {revisions} stands for the quoted revisions. */
    const char *stamp;
    const char *stamp_purge; /* when rows must go first that the tool cannot locate */
    const char *upgrade;     /* to the head */
    const char *upgrade_all; /* to all heads, when there are several */
    const char *verify;
    int width; /* characters of an id in the version table that the tool makes; 0: any number */
} assay_tool;

extern const assay_tool assay_tools[];
extern const size_t assay_tools_count;

const assay_tool *assay_tool_find(const char *name);
/* The shapes of all tools, for readers. */
assay_status assay_tool_shapes(const assay_version_shape **out, size_t *count, assay_arena *arena,
                               assay_error *err);

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
    const char *table;      /* schema.name, quoted where needed */
    const char **revisions; /* as stored, sorted */
    size_t n_revisions;
    int width; /* as in assay_version_table */
    assay_stamp_status status;
    const char *detail; /* what is wrong, in words; or NULL */
} assay_stamp;

typedef struct assay_command {
    const char *purpose; /* "backup", "repair", "stamp", "upgrade", "verify" */
    const char *shell;   /* or NULL */
    const char *sql;     /* or NULL */
} assay_command;

/* A tool's command with its {revisions} filled in, each quoted for the shell. */
assay_status assay_stamp_command(const char **out, assay_arena *arena, const char *pattern,
                                 const char *const *revisions, size_t n_revisions,
                                 assay_error *err);

#endif

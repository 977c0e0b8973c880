/* SPDX-License-Identifier: MIT */
/*
 * Replaying migrations on scratch databases, and writing the profile of each revision as the
 * changes of its step (DESIGN 13). A revision is run in the state of its own ancestors: databases
 * are copied where the graph branches, and brought together where it merges.
 */
#ifndef ASSAY_LEARN_REPLAY_H
#define ASSAY_LEARN_REPLAY_H

#include "learn/migrations.h"
#include "learn/scratch.h"
#include "readers/reader.h"

typedef struct assay_learn_options {
    const char *directory; /* where the profiles go */
    const char *project;
    const assay_read_options *read;
    assay_compare_mask groups; /* attributes of which groups are written; 0: all */
    bool hash_texts;           /* bodies and definitions are written as their SHA-256 */
    bool whole;                /* all is read after each step, not only what it changed */
    bool keep; /* profiles that are there, of migrations that have not changed, stay as they are */
    const char *run_directory; /* where commands run, or NULL: here */
    /* Before each step; may be NULL. index counts from 0. */
    void (*progress)(void *context, size_t index, size_t count, const char *revision);
    void *context;
} assay_learn_options;

typedef struct assay_learned {
    size_t n_written; /* profiles written */
    size_t n_kept;    /* profiles that were there and still hold */
    size_t n_empty;   /* revisions without a change */
    size_t n_failed;  /* migrations that failed; each has a finding */
    double seconds;   /* all of it ... */
    double running;   /* ... and what the migrations took, and making databases for them */
} assay_learned;

/* Migrations must be in order. A failing step is a finding (revision, file, line and message), and
 * so is a revision that builds on it; learning goes on with the rest. Other failures (the scratch
 * server is gone, a profile cannot be written, an interrupt) end the run; what was written stays.
 */
assay_status assay_learn(assay_learned *out, assay_migrations *migrations, assay_scratch *scratch,
                         const assay_learn_options *options, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What objects are, beside their names: what stays when one is renamed, and is another when one is
 * dropped and made anew. Comparing two readings of a scratch database by it tells a renamed object
 * from a lost and a new one, and a replaced relation from one that was left alone.
 */
#ifndef ASSAY_LEARN_IDENTITIES_H
#define ASSAY_LEARN_IDENTITIES_H

#include "history/history.h"
#include "learn/scratch.h"
#include "readers/pg_reader.h"

typedef struct assay_identities assay_identities;

/* Lives in the arena. reader: of the database, if that is on a server: then they come with the
 * reading that is made next. scope: of what; NULL: all. */
assay_status assay_identities_read(assay_identities **out, assay_arena *arena,
                                   const assay_scratch_database *database, assay_pg_reader *reader,
                                   const assay_pg_scope *scope, assay_error *err);
/* True if something of `now` had another name or schema before. */
bool assay_identities_moved(const assay_identities *before, const assay_identities *now);
/* Adds what was read later, which must live as long. What has gone since stays: nothing else ever
 * has its identity, and whoever asks for its name asks for what has it now. */
assay_status assay_identities_add(assay_identities *all, const assay_identities *now,
                                  assay_error *err);

/* The changes of one step. */
typedef struct assay_step_changes {
    assay_change *items; /* never NULL */
    size_t n;
    assay_catalog *renamed; /* holds strings of the changes: to be freed after them; may be NULL */
} assay_step_changes;

/* The changes that make `to` out of `from`: renames, then what a comparison by name finds, with
 * replaced relations marked. They live in the arena and borrow the catalogs' strings. schema: as in
 * assay_history. */
assay_status assay_step_changes_find(assay_step_changes *out, assay_arena *arena,
                                     const assay_catalog *from, const assay_identities *before,
                                     const assay_catalog *to, const assay_identities *after,
                                     const char *schema, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* Whether what was learned makes what was seen. */
#ifndef ASSAY_LEARN_VERIFY_H
#define ASSAY_LEARN_VERIFY_H

#include "learn/identities.h"
#include "learn/migrations.h"

/* What the replay saw. */
typedef struct assay_seen {
    const assay_catalog *initial; /* the empty database */
    const assay_hash *after;      /* the sum of the catalog after each migration ... */
    const bool *known;            /* ... where it was read */
    bool *verified;               /* by assay_learn_verify_step, and so are all its ancestors */
} assay_seen;

/* *same: the changes make the one part of a schema out of the other. */
assay_status assay_learn_verify_step(bool *same, const assay_catalog *from, const char *schema,
                                     const assay_step_changes *changes, const assay_catalog *to,
                                     assay_error *err);

/* Reads the history back and composes from the changes of its ancestors the schema of each revision
 * that was not verified by itself, and of those at the ends: where that is not what the replay saw,
 * the order of branches matters, or a change was not captured; both are findings. */
assay_status assay_learn_verify(assay_migrations *migrations, const char *directory,
                                const assay_seen *seen, assay_error *err);

/* Where profiles were kept, and not all was seen: the sums of what the profiles make, of
 * all migrations that have one. Of longer histories than can be composed, nothing changes. */
assay_status assay_learn_fingerprints(assay_hash *after, bool *known,
                                      const assay_migrations *migrations, const char *directory,
                                      assay_error *err);

#endif

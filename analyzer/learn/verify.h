/* SPDX-License-Identifier: MIT */
/* Whether what was learned makes what was seen. */
#ifndef ASSAY_LEARN_VERIFY_H
#define ASSAY_LEARN_VERIFY_H

#include "learn/migrations.h"

/* What the replay saw. */
typedef struct assay_seen {
    const assay_catalog *initial; /* the empty database */
    const assay_hash *after;      /* the fingerprint after each migration and its ancestors ... */
    const bool *known;            /* ... where it was read */
} assay_seen;

/* Reads the history back and composes each revision's schema from the changes of its ancestors:
 * where that is not what the replay saw, the order of branches matters, or a change was not
 * captured; both are findings. */
assay_status assay_learn_verify(assay_migrations *migrations, const char *directory,
                                const assay_seen *seen, assay_error *err);

/* Where profiles were kept, and not all was seen: the fingerprints of what the profiles make, of
 * all migrations that have one. Of longer histories than can be composed, nothing changes. */
assay_status assay_learn_fingerprints(assay_hash *after, bool *known,
                                      const assay_migrations *migrations, const char *directory,
                                      assay_error *err);

#endif

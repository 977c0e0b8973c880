/* SPDX-License-Identifier: MIT */
/*
 * What is known of a scratch database's schema. After a step only what the step changed is read,
 * and only that is compared: the rest is taken over. Whatever may have effects elsewhere (a rename,
 * an extension, a role) has all read anew.
 */
#ifndef ASSAY_LEARN_KNOWN_H
#define ASSAY_LEARN_KNOWN_H

#include "learn/identities.h"
#include "readers/pg_marks.h"

typedef struct assay_known assay_known;

/* How a database is read. */
typedef struct assay_known_source {
    const assay_scratch_database *database;
    assay_pg_reader **reader; /* of a server's database; opened where there is none */
    const assay_read_options *options;
    bool hash_texts;
    bool whole; /* all is read after each step */
} assay_known_source;

/* A schema before and after a step, or the part of it in which they may differ. */
typedef struct assay_known_step {
    const assay_catalog *from, *to;
    const assay_identities *before, *after;
    assay_catalog *own_from, *own_to; /* to be freed; may be NULL */
    assay_known *old;                 /* if all was read anew */
} assay_known_step;

/* Reads all. *out is NULL on failure. */
assay_status assay_known_read(assay_known **out, const assay_known_source *source,
                              assay_error *err);
/* Brings up to date what is known. The step is to be closed before the next. */
assay_status assay_known_advance(assay_known_step *step, assay_known **known,
                                 const assay_known_source *source, assay_error *err);
assay_status assay_known_close(assay_known_step *step, assay_known *known, assay_error *err);
/* NULL is allowed. */
void assay_known_free(assay_known *known);

/* A catalog of its own of all that is known. */
assay_status assay_known_copy(assay_catalog **out, const assay_known *known, assay_error *err);
/* assay_catalog_sum_add of all that is known. */
assay_hash assay_known_sum(const assay_known *known);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * One profile, as it stands in its file: what history_load.c makes histories from. Internal to
 * this folder.
 */
#ifndef ASSAY_PROFILE_H
#define ASSAY_PROFILE_H

#include "history/history.h"

typedef struct assay_parent {
    const char *id;
    int line;
    bool depends; /* <depends-on>, else <revises> */
} assay_parent;

typedef struct assay_profile {
    const char *file;
    int line; /* of the root */
    const char *revision;
    const char *label;   /* "" if there is none */
    const char *project; /* NULL: the profile does not say */
    const char *tool;    /* NULL: the profile does not say */
    const char *schema;  /* "" for SQLite */
    const char *source;  /* NULL: the profile does not say */
    assay_dialect dialect;
    int server_major; /* 0: the profile does not say */
    bool listed_only;
    bool whole; /* changes are all CREATE, and are everything there is */
    assay_parent *parents;
    size_t n_parents;
    assay_variant *variants;
    size_t n_variants;
    assay_probe *probes;
    size_t n_probes;
    assay_change *changes;
    size_t n_changes;
} assay_profile;

/* True for the bytes of a profile that ships: it obeys the grammar. */
bool assay_profile_is_shipped(const char *bytes, size_t length);

/* What is needed to read profiles, once for each history. */
typedef struct assay_profile_reader assay_profile_reader;

/* The reader and everything that the profiles read consist of live in the arena of `texts`. */
assay_status assay_profile_reader_new(assay_profile_reader **out, assay_catalog *texts,
                                      assay_profile_grammar *grammar, assay_error *err);

/* Reads a file (or the bytes of one) and checks it against the grammar. ASSAY_INVALID or
 * ASSAY_LIMIT with FILE:LINE in err->where, ASSAY_IO if the file cannot be read. */
assay_status assay_profile_read(assay_profile *out, assay_profile_reader *reader, const char *file,
                                assay_error *err);
assay_status assay_profile_parse(assay_profile *out, assay_profile_reader *reader, const char *file,
                                 const char *bytes, size_t length, assay_error *err);

/* True if values of this attribute are child elements with text (<body>, <definition>, <comment>),
 * not XML attributes. */
bool assay_profile_is_text(assay_kind kind, int attribute);

/* assay_history_load with a grammar that others use too, and a store, or NULL. */
assay_status assay_history_load_by(assay_history **out, const char *directory,
                                   assay_profile_grammar *grammar, const assay_parsed_store *store,
                                   assay_error *err);

/* A schema to which changes are applied one after the other. */
typedef struct assay_state assay_state;

/* NULL if memory is gone. schema: where unqualified references point. */
assay_state *assay_state_new(assay_dialect dialect, const char *schema);
void assay_state_free(assay_state *state);
/* What a change meant to touch but did not find, or found there already. */
typedef enum assay_applied {
    ASSAY_APPLIED,
    ASSAY_APPLIED_MISSING,
    ASSAY_APPLIED_EXISTS
} assay_applied;
/* Never refuses: altering, dropping or renaming what is not there does nothing, creating what is
 * there replaces its attributes; *out (may be NULL) tells. */
assay_status assay_state_apply(assay_state *state, const assay_change *change, assay_applied *out,
                               assay_error *err);
/* The objects as a sealed catalog, owned by the caller. number: columns without a position get
 * their rank in order of creation. */
assay_status assay_state_catalog(assay_catalog **out, assay_state *state, bool number,
                                 assay_error *err);

/* Fills the revisions in order (parents before children; by depth, then by id), their parents, the
 * ancestors and by_id. revision k is made of *order[k] (in the history's arena). */
assay_status assay_graph_build(assay_history *history, assay_profile ***order,
                               assay_profile *profiles, size_t count, assay_error *err);

#endif

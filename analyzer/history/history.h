/* SPDX-License-Identifier: MIT */
/*
 * A history in memory: the revisions of a project as a directed acyclic graph, in topological
 * order (parents before children), each with its changes.
 */
#ifndef ASSAY_HISTORY_H
#define ASSAY_HISTORY_H

#include "base/bitset.h"
#include "catalog/catalog.h"

typedef enum assay_change_action {
    ASSAY_CREATE, /* the object with these attributes comes into being (or replaces one) */
    ASSAY_ALTER,  /* the attributes in `set` get these values; the others stay */
    ASSAY_DROP,
    ASSAY_RENAME /* schema.relation.name becomes new_name (new_schema); what is below follows */
} assay_change_action;

typedef struct assay_change {
    assay_change_action action;
    assay_kind kind;
    const char *schema;
    const char *relation;
    const char *name;
    const char *new_name;   /* RENAME only */
    const char *new_schema; /* RENAME only; NULL: stays */
    const char **values;    /* one for each attribute; CREATE and ALTER only */
    uint32_t set;           /* ALTER: bit i means values[i] is meant (NULL: becomes unset) */
    uint32_t unknown;       /* CREATE and ALTER: bit i: the profile does not know attribute i */
    bool cascade;           /* DROP: also takes what others made below it and foreign keys to it */
    bool replaces;          /* CREATE of a relation: the old one of that name is dropped first */
    int line;               /* in the profile */
} assay_change;

/* Read-only SQL that yields true when a revision has run, also one that leaves nothing in the
 * schema (DESIGN 7). {schema} in it stands for the history's schema, wherever that is found. */
typedef struct assay_probe {
    const char *sql;
    int line; /* in the profile */
} assay_probe;

/* Other changes than a revision's own that it may have made: branches applied in another order,
 * rows present at the time, an edited migration. Variants of one name belong together. */
typedef struct assay_variant {
    const char *name;
    assay_change *changes;
    size_t n_changes;
    int line; /* in the profile */
} assay_variant;

/* Why a text cannot be a probe, in words; NULL if it can. It must be one query; that it reads only
 * is for the database to enforce, and refused here as far as can be seen. */
const char *assay_probe_flaw(const char *sql, assay_dialect dialect);
/* The probe with {schema} replaced by the quoted name; NULL if memory is gone. */
const char *assay_probe_in_schema(assay_arena *arena, const char *sql, const char *schema);
/* True if the probe says {schema}. */
bool assay_probe_names_schema(const char *sql);

/* What the tool to adopt for records of a revision's file; all NULL if no files were given. */
typedef struct assay_revision_file {
    const char *digest; /* as the tool writes it, bytes in hexadecimal; NULL: it records none */
    const char *title;
    const char *name; /* below the folder */
} assay_revision_file;

typedef struct assay_revision {
    const char *id;
    const char *label; /* a message or title, or "" */
    const char *file;
    const char *source;           /* the hash of the migration it was learned from, or NULL */
    assay_revision_file recorded; /* of its file, by the tool to adopt for */
    size_t *revises;              /* indexes of parents */
    size_t n_revises;
    size_t *depends_on;
    size_t n_depends_on;
    assay_change *changes;
    size_t n_changes;
    assay_variant *variants; /* instead of changes; names differ */
    size_t n_variants;
    assay_probe *probes; /* all must be true */
    size_t n_probes;
    int server_major; /* of the server its profile was captured from; 0: not known */
    bool is_merge;    /* revises more than one */
} assay_revision;

typedef struct assay_history {
    assay_arena *arena;
    const char *project;
    const char *tool; /* "alembic", or "" */
    const char *path; /* the folder */
    assay_dialect dialect;
    const char *schema; /* the schema its unqualified objects live in: "public"; "" for SQLite */
    bool listed_only;   /* hand-written: what is not mentioned is not judged */
    bool adopted;       /* for another tool than it was learned from */
    assay_revision *revisions;
    size_t n_revisions;
    assay_bitset *ancestors; /* [r] holds r itself, all it revises or depends on, transitively */
    assay_map *by_id;        /* id -> assay_revision */
} assay_history;

/* The grammar of profiles, parsed when a profile first needs it: for any number of histories and
 * profiles. NULL if memory is gone; what it holds beside its arena is freed. */
typedef struct assay_profile_grammar assay_profile_grammar;
assay_profile_grammar *assay_profile_grammar_new(assay_arena *arena);
void assay_profile_grammar_free(assay_profile_grammar *grammar);

/* Where parsed histories are kept between runs, so that thousands of files need not be parsed each
 * time. A failure is nobody's business: then they are parsed. */
typedef struct assay_parsed_store {
    void *context;
    const char *program; /* what tells this program from others and other versions of it */
    int64_t now;         /* seconds since 1970, before any file is looked at */
    /* The bytes kept under that name with that key, in the arena; NULL if there are none. */
    const char *(*find)(void *context, size_t *length, assay_arena *arena, const char *name,
                        const assay_hash *key);
    /* Keeps them in place of what was kept under that name. */
    void (*keep)(void *context, const char *name, const assay_hash *key, const char *bytes,
                 size_t length);
} assay_parsed_store;

/* Loads one folder of profiles. Refuses with FILE:LINE and reason: not XML, breaks the grammar,
 * dangling parent, cycle, duplicate id. A folder without profiles: ASSAY_INVALID. */
assay_status assay_history_load(assay_history **out, const char *directory, assay_error *err);
void assay_history_free(assay_history *history);

/* directory is one history or a folder of histories: loads all of them, sorted by folder name.
 * store: NULL if all are to be parsed. */
assay_status assay_histories_load(assay_history ***out, size_t *count, assay_arena *arena,
                                  const char *directory, const assay_parsed_store *store,
                                  assay_error *err);
/* True if the directory is a history, or holds one. */
bool assay_histories_present(const char *directory);

/* Makes it a history of that tool, under these ids and with these files, one for each revision
 * (NULL: its own ids and no files). */
assay_status assay_history_adopt(assay_history *history, const char *tool, const char *const *ids,
                                 const assay_revision_file *files, assay_error *err);
/* NULL if there is no such revision. */
const assay_revision *assay_history_find(const assay_history *history, const char *id);
size_t assay_history_index(const assay_history *history, const assay_revision *revision);

/* The members of the set that no other member revises or depends on, sorted by id. */
assay_status assay_history_heads(const char ***out, size_t *count, assay_arena *arena,
                                 const assay_history *history, const assay_bitset *set,
                                 assay_error *err);
/* The applied set whose heads are these ids: they and all their ancestors. ASSAY_USAGE, naming the
 * id, if one is unknown. */
assay_status assay_history_closure(assay_bitset *out, assay_arena *arena,
                                   const assay_history *history, const char *const *ids,
                                   size_t n_ids, assay_error *err);

/* The state of the schema after an applied set: the changes of its members in topological order.
 * The catalog is sealed and owned by the caller. */
assay_status assay_history_state(assay_catalog **out, const assay_history *history,
                                 const assay_bitset *set, assay_error *err);

/* The one major version of the servers that the profiles of the set were captured from; 0 if they
 * do not say, or not the same. */
int assay_history_server_major(const assay_history *history, const assay_bitset *set);

typedef enum assay_finding_level {
    ASSAY_FINDING_NOTE,    /* worth knowing */
    ASSAY_FINDING_WARNING, /* the migration tool may refuse, or need to be told more */
    ASSAY_FINDING_ERROR    /* the profile, or the migration behind it, is wrong */
} assay_finding_level;

/* What is odd about a history that can be loaded. */
typedef struct assay_finding {
    assay_finding_level level;
    const char *revision;
    const char *file;
    int line;
    const char *text; /* one line, to stand behind FILE:LINE */
} assay_finding;

/* The variant of that name, or NULL. */
const assay_variant *assay_revision_variant(const assay_revision *revision, const char *name);

/* Several roots or heads, ids too long for the tool's column, merges with changes, revisions that
 * the schema cannot tell apart, variants that are one, changes to what the ancestors do not leave
 * there. In this order, and by revision; the last along each chain. Lives in the arena. */
assay_status assay_history_lint(assay_finding **out, size_t *count, assay_arena *arena,
                                const assay_history *history, assay_error *err);
/* How wide a column must be for the id: tools' tables count characters. */
size_t assay_id_characters(const char *id);
const char *assay_finding_level_name(assay_finding_level level); /* "note", "warning", "error" */

/* The changes that make `to` out of `from` (both sealed): drops, then creates, then alterations.
 * replaced (NULL: none) holds the keys "schema 0x1f name" of relations that both have and that are
 * not the same relation: they are created anew, and so is all below them and every foreign key to
 * them. The changes live in the arena and borrow the strings of both catalogs. */
assay_status assay_history_diff(assay_change **out, size_t *count, assay_arena *arena,
                                const assay_catalog *from, const assay_catalog *to,
                                const assay_map *replaced, assay_error *err);
/* `from` after changes: a sealed catalog, owned by the caller. schema: as in assay_history. */
assay_status assay_history_apply(assay_catalog **out, const assay_catalog *from, const char *schema,
                                 const assay_change *changes, size_t count, assay_error *err);

/* Reads and writes one profile; the writer is used by `profile capture` and by learn. */
/* Puts the hashes of routines' bodies, of views and of SQLite's triggers in the place of their
 * texts: for profiles of schemas whose texts are somebody else's. */
assay_status assay_history_hash_texts(assay_catalog *catalog, assay_error *err);

typedef struct assay_profile_write {
    const char *revision;
    const char *label;
    const char *const *revises;
    size_t n_revises;
    const char *const *depends_on;
    size_t n_depends_on;
    const char *source; /* the hash of the migration it was learned from, or NULL */
    const char *project;
    const char *tool;
    assay_dialect dialect;
    const char *schema;
    const assay_catalog *parent; /* write changes against it; NULL: the whole schema */
    const assay_catalog *catalog;
    /* The changes from parent to catalog where the caller knows them better than a comparison by
     * name does (renames, replaced relations); NULL: they are computed. */
    const assay_change *changes;
    size_t n_changes;
    const assay_variant *variants;
    size_t n_variants;
    const assay_probe *probes;
    size_t n_probes;
    assay_compare_mask groups;      /* attributes of which groups are written; 0: all */
    assay_profile_grammar *grammar; /* where many profiles are written; may be NULL */
    bool flushed_later;             /* to disk, with the directory, by the caller */
} assay_profile_write;

/* The profile as XML. Initialises *out; the caller releases it, also after a failure. */
assay_status assay_profile_write_text(assay_buffer *out, const assay_profile_write *profile,
                                      assay_error *err);
/* Writes DIRECTORY/REVISION.xml (characters that a file name cannot hold are replaced), which
 * validates against schemas/profile.rng and reads back as the same catalog. */
assay_status assay_profile_write_file(const char *directory, const assay_profile_write *profile,
                                      assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* A replay, and the scratch databases that it has at one time (stage.c). */
#ifndef ASSAY_LEARN_STAGE_H
#define ASSAY_LEARN_STAGE_H

#include "learn/known.h"
#include "learn/replay.h"
#include "learn/run_step.h"

/* A scratch database and what has been run on it. */
typedef struct stage {
    assay_scratch_database *database;
    assay_bitset applied;
    assay_known *known;      /* of its schema; NULL: nothing yet */
    bool outdated;           /* something was run since */
    assay_pg_reader *reader; /* of a server's database; NULL: not connected */
    struct stage *next;
} stage;

typedef struct replay {
    assay_migrations *migrations;
    assay_scratch *scratch;
    const assay_learn_options *options;
    assay_learned *learned;
    assay_arena *arena;
    assay_bitset done;       /* replayed, or failed: not asked for again */
    assay_bitset wanted;     /* what the one that is replayed builds on */
    assay_history *existing; /* profiles that were there, or NULL */
    assay_catalog *initial;  /* of a database on which nothing was run */
    assay_hash *after;       /* the sum of the catalog after each migration ... */
    bool *known;             /* ... that was read */
    bool *verified;          /* what was written after it makes what was seen */
    stage *stages;
    assay_profile_grammar *grammar; /* of what is written */
    assay_error *err;
} replay;

/* Seconds, of a clock that only runs forward. */
double replay_clock(void);
/* Makes known what is there now. */
assay_status stage_read(const replay *r, stage *s);
/* The same after a step of which both sides matter; whole: even what it did not change. */
assay_status stage_step(assay_known_step *step, const replay *r, stage *s, bool whole);
/* Before others are to have the database for themselves: to copy or drop it, or to run
 * a command. */
void stage_disconnect(stage *s);
void stage_drop(replay *r, stage *s);
/* Those that no migration still to come can use. */
void stages_drop_unneeded(replay *r);
/* The database that has most of the set and nothing else, for migration i: itself if nobody else
 * needs it, otherwise a copy. NULL on failure. */
stage *stage_find(replay *r, size_t i, const assay_bitset *wanted);

#endif

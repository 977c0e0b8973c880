/* SPDX-License-Identifier: MIT */
#include "learn/stage.h"

#include <time.h>

double replay_clock(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static assay_known_source source_of(const replay *r, stage *s, bool whole)
{
    return (assay_known_source){.database = s->database,
                                .reader = &s->reader,
                                .options = r->options->read,
                                .hash_texts = r->options->hash_texts,
                                .whole = whole || r->options->whole};
}

assay_status stage_step(assay_known_step *step, const replay *r, stage *s, bool whole)
{
    const assay_known_source source = source_of(r, s, whole);
    s->outdated = false;
    return assay_known_advance(step, &s->known, &source, r->err);
}

assay_status stage_read(const replay *r, stage *s)
{
    if (s->known == NULL) {
        const assay_known_source source = source_of(r, s, true);
        s->outdated = false;
        return assay_known_read(&s->known, &source, r->err);
    }
    if (!s->outdated)
        return ASSAY_OK;
    assay_known_step step;
    assay_status status = stage_step(&step, r, s, false);
    assay_status closed = assay_known_close(&step, s->known, r->err);
    return status == ASSAY_OK ? closed : status;
}

void stage_disconnect(stage *s)
{
    assay_pg_reader_close(s->reader);
    s->reader = NULL;
}

void stage_drop(replay *r, stage *s)
{
    for (stage **p = &r->stages; *p != NULL; p = &(*p)->next) {
        if (*p == s) {
            *p = s->next;
            break;
        }
    }
    assay_known_free(s->known);
    stage_disconnect(s);
    double start = replay_clock();
    assay_scratch_drop(r->scratch, s->database);
    r->learned->running += replay_clock() - start;
}

static stage *new_stage(replay *r, stage *original)
{
    stage *s = assay_arena_alloc(r->arena, sizeof *s);
    if (s == NULL || !assay_bitset_init(&s->applied, r->arena, r->migrations->n_items)) {
        assay_fail_nomem(r->err);
        return NULL;
    }
    if (original != NULL) {
        assay_bitset_copy(&s->applied, &original->applied);
        stage_disconnect(original);
    }
    double start = replay_clock();
    assay_status status = assay_scratch_create(
        &s->database, r->scratch, original == NULL ? NULL : original->database, r->err);
    r->learned->running += replay_clock() - start;
    if (status != ASSAY_OK)
        return NULL;
    s->next = r->stages;
    r->stages = s;
    return s;
}

/* True if a migration that is still to come, and does not build on `without`, can use a database
 * with this set. */
static bool is_needed(const replay *r, const assay_bitset *set, size_t without)
{
    for (size_t i = 0; i < r->migrations->n_items; i++)
        if (i != without && !assay_bitset_has(&r->done, i) &&
            r->migrations->items[i].broken == NULL &&
            assay_bitset_subset(set, &r->migrations->ancestors[i]) &&
            (without == SIZE_MAX || !assay_bitset_has(&r->migrations->ancestors[i], without)))
            return true;
    return false;
}

void stages_drop_unneeded(replay *r)
{
    for (stage *s = r->stages, *next; s != NULL; s = next) {
        next = s->next;
        if (!is_needed(r, &s->applied, SIZE_MAX))
            stage_drop(r, s);
    }
}

stage *stage_find(replay *r, size_t i, const assay_bitset *wanted)
{
    stage *best = NULL;
    for (stage *s = r->stages; s != NULL; s = s->next)
        if (assay_bitset_subset(&s->applied, wanted) &&
            (best == NULL || assay_bitset_count(&s->applied) > assay_bitset_count(&best->applied)))
            best = s;
    if (best == NULL || is_needed(r, &best->applied, i))
        return new_stage(r, best);
    return best;
}

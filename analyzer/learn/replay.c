/* SPDX-License-Identifier: MIT */
#include "learn/replay.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "learn/order_variant.h"
#include "learn/stage.h"
#include "learn/verify.h"

static const char *schema_of(const replay *r)
{
    return assay_scratch_dialect(r->scratch) == ASSAY_SQLITE ? "" : "public";
}

/* ---- one step ---- */

static assay_status note_failure(const replay *r, size_t i, const assay_step_failure *failure)
{
    assay_migration *m = &r->migrations->items[i];
    m->broken = assay_arena_printf(r->migrations->arena, "failed: %s", failure->message);
    r->learned->n_failed++;
    if (m->broken == NULL)
        return assay_fail_nomem(r->err);
    return assay_migrations_find(r->migrations, ASSAY_FINDING_ERROR, m->id, failure->file,
                                 failure->line, r->err, "%s", m->broken);
}

/* Runs migration i there. *ok is false if it failed: the database is no good any more. */
static assay_status run_on(replay *r, stage *s, size_t i, bool *ok)
{
    /* A command may not expect anybody there, and takes longer than to connect again. */
    if (r->migrations->command != NULL)
        stage_disconnect(s);
    assay_step_failure failure;
    const assay_step_setting setting = {r->options->run_directory, r->options->read->interrupted};
    double start = replay_clock();
    assay_status status = assay_step_run(&failure, r->migrations, &r->migrations->items[i],
                                         r->scratch, s->database, &setting, r->err);
    r->learned->running += replay_clock() - start;
    s->outdated = true;
    *ok = status == ASSAY_OK && !failure.failed;
    if (status == ASSAY_OK && failure.failed)
        status = note_failure(r, i, &failure);
    if (*ok)
        assay_bitset_add(&s->applied, i);
    return status;
}

/* "after left, other": the last of what was run there that the migration does not build on; NULL if
 * memory is gone, "" if there is nothing. */
static const char *name_of_order(const replay *r, const stage *s, size_t i)
{
    const char *name = "";
    for (size_t k = r->migrations->n_items; k-- > 0 && name != NULL;) {
        bool last =
            assay_bitset_has(&s->applied, k) && !assay_bitset_has(&r->migrations->ancestors[i], k);
        for (size_t m = k + 1; m < r->migrations->n_items && last; m++)
            last = !assay_bitset_has(&s->applied, m) ||
                   !assay_bitset_has(&r->migrations->ancestors[m], k);
        if (last)
            name = assay_arena_printf(r->arena, "%s %s", name[0] == '\0' ? "after" : name,
                                      r->migrations->items[k].id);
    }
    return name;
}

/* What was just run did so after other branches: a variant, if that made a difference. */
static assay_status learn_order(const replay *r, size_t i, const char *name, stage *s)
{
    assay_arena *arena = assay_arena_new();
    assay_step_changes changes = {NULL, 0, NULL};
    assay_known_step step = {0};
    bool recorded;
    /* What is recorded stands beside the changes that the revision makes elsewhere. */
    assay_status status = arena == NULL ? assay_fail_nomem(r->err) : stage_step(&step, r, s, true);
    if (status == ASSAY_OK)
        status = assay_step_changes_find(&changes, arena, step.from, step.before, step.to,
                                         step.after, schema_of(r), r->err);
    if (status == ASSAY_OK)
        status =
            assay_learn_variant(&recorded, r->options->directory, r->migrations->items[i].id, name,
                                &changes, step.from, step.to, r->options->groups, r->err);
    assay_catalog_free(changes.renamed);
    assay_arena_free(arena);
    assay_status closed = assay_known_close(&step, s->known, r->err);
    return status == ASSAY_OK ? closed : status;
}

static assay_status run_again(replay *r, stage *s, size_t i, bool *ok)
{
    const char *name = name_of_order(r, s, i);
    assay_status status = name == NULL ? assay_fail_nomem(r->err) : ASSAY_OK;
    bool wanted = status == ASSAY_OK && name[0] != '\0';
    if (wanted)
        status = stage_read(r, s);
    if (status == ASSAY_OK)
        status = run_on(r, s, i, ok);
    if (status == ASSAY_OK && *ok && wanted)
        status = learn_order(r, i, name, s);
    return status;
}

/* Brings the database to the set: what is missing is run again, in order. */
static assay_status complete(replay *r, stage *s, const assay_bitset *wanted, bool *ok)
{
    *ok = true;
    assay_status status = ASSAY_OK;
    for (size_t k = 0; k < r->migrations->n_items && status == ASSAY_OK && *ok; k++)
        if (assay_bitset_has(wanted, k) && !assay_bitset_has(&s->applied, k))
            status = run_again(r, s, k, ok);
    return status;
}

/* ---- profiles ---- */

/* What tells whether a migration has changed since it was learned. */
static const char *source_of(const replay *r, size_t i)
{
    const assay_migration *m = &r->migrations->items[i];
    assay_hasher hasher;
    assay_hasher_init(&hasher);
    for (size_t k = 0; k < m->n_scripts; k++) {
        assay_hasher_text(&hasher, m->scripts[k].text);
        assay_hasher_text(&hasher, m->scripts[k].transaction ? "transaction" : "each");
    }
    if (m->n_scripts == 0)
        assay_hasher_text(&hasher, m->digest == NULL ? r->migrations->command : m->digest);
    for (size_t k = 0; k < m->n_parents; k++)
        assay_hasher_text(&hasher, m->parents[k].id);
    assay_hash hash = assay_hasher_done(&hasher);
    char hex[ASSAY_HASH_HEX];
    assay_hash_hex(&hash, hex);
    return assay_arena_strdup(r->arena, hex);
}

static bool is_kept(const replay *r, size_t i, const char *source)
{
    const assay_revision *revision =
        r->existing == NULL ? NULL : assay_history_find(r->existing, r->migrations->items[i].id);
    return revision != NULL && revision->source != NULL && strcmp(revision->source, source) == 0;
}

static const char **parent_ids(const replay *r, const assay_migration *m, bool depends, size_t *n)
{
    const char **ids = assay_arena_calloc(r->arena, m->n_parents + 1, sizeof *ids);
    *n = 0;
    for (size_t k = 0; ids != NULL && k < m->n_parents; k++)
        if (m->parents[k].depends == depends)
            ids[(*n)++] = m->parents[k].id;
    return ids;
}

static assay_status write_profile(const replay *r, size_t i, const char *source,
                                  const assay_known_step *step, const assay_step_changes *changes)
{
    const assay_migration *m = &r->migrations->items[i];
    assay_profile_write profile = {.revision = m->id,
                                   .label = m->label,
                                   .source = source,
                                   .project = r->options->project,
                                   .tool = r->migrations->tool,
                                   .dialect = assay_scratch_dialect(r->scratch),
                                   .schema = schema_of(r),
                                   .parent = step->from,
                                   .catalog = step->to,
                                   .changes = changes->items,
                                   .n_changes = changes->n,
                                   .groups = r->options->groups,
                                   .grammar = r->grammar,
                                   .flushed_later = true};
    /* Probes and variants may be a person's work: a migration that is learned again keeps them. */
    const assay_revision *old = r->existing == NULL ? NULL : assay_history_find(r->existing, m->id);
    if (old != NULL) {
        profile.probes = old->probes;
        profile.n_probes = old->n_probes;
        profile.variants = old->variants;
        profile.n_variants = old->n_variants;
    }
    profile.revises = parent_ids(r, m, false, &profile.n_revises);
    profile.depends_on = parent_ids(r, m, true, &profile.n_depends_on);
    if (profile.revises == NULL || profile.depends_on == NULL)
        return assay_fail_nomem(r->err);
    return assay_profile_write_file(r->options->directory, &profile, r->err);
}

/* What is known before a root is an empty database. */
static assay_status keep_initial(replay *r, size_t i, const stage *s)
{
    if (r->initial != NULL || r->migrations->items[i].n_parents > 0)
        return ASSAY_OK;
    return assay_known_copy(&r->initial, s->known, r->err);
}

/* True if nothing was brought together in what the migration builds on, and all of it makes what
 * was seen. */
static bool follows(const replay *r, size_t i)
{
    const assay_migration *m = &r->migrations->items[i];
    return m->n_parents == 0 || (m->n_parents == 1 && r->verified[m->parents[0].target]);
}

static assay_status learn_changes(replay *r, size_t i, const char *source, const stage *s,
                                  const assay_known_step *step, assay_arena *arena)
{
    assay_step_changes changes = {NULL, 0, NULL};
    assay_status status = assay_step_changes_find(&changes, arena, step->from, step->before,
                                                  step->to, step->after, schema_of(r), r->err);
    if (status == ASSAY_OK)
        status = write_profile(r, i, source, step, &changes);
    if (status == ASSAY_OK && follows(r, i))
        status = assay_learn_verify_step(&r->verified[i], step->from, schema_of(r), &changes,
                                         step->to, r->err);
    if (status == ASSAY_OK) {
        r->learned->n_written++;
        r->learned->n_empty += changes.n == 0;
        r->migrations->items[i].empty = changes.n == 0;
        r->after[i] = assay_known_sum(s->known);
        r->known[i] = true;
    }
    assay_catalog_free(changes.renamed);
    return status;
}

/* Reads what the step made, and writes the changes. */
static assay_status learn_step(replay *r, size_t i, const char *source, stage *s)
{
    assay_arena *arena = assay_arena_new();
    assay_known_step step = {0};
    assay_status status = arena == NULL ? assay_fail_nomem(r->err) : stage_step(&step, r, s, false);
    if (status == ASSAY_OK)
        status = learn_changes(r, i, source, s, &step, arena);
    assay_arena_free(arena);
    assay_status closed = assay_known_close(&step, s->known, r->err);
    return status == ASSAY_OK ? closed : status;
}

static assay_status run_and_learn(replay *r, size_t i, stage *s)
{
    const char *source = source_of(r, i);
    if (source == NULL)
        return assay_fail_nomem(r->err);
    bool kept = is_kept(r, i, source), ok = false;
    assay_status status = ASSAY_OK;
    if (!kept)
        status = stage_read(r, s);
    if (!kept && status == ASSAY_OK)
        status = keep_initial(r, i, s);
    if (status == ASSAY_OK)
        status = run_on(r, s, i, &ok);
    if (status == ASSAY_OK && ok && !kept)
        return learn_step(r, i, source, s);
    if (status == ASSAY_OK && !ok)
        stage_drop(r, s);
    else if (status == ASSAY_OK)
        r->learned->n_kept++;
    return status;
}

/* What builds on a migration that failed cannot be run either; that is no finding of its own. */
static assay_status inherit_failure(const replay *r, size_t i)
{
    assay_migration *m = &r->migrations->items[i];
    for (size_t k = 0; k < m->n_parents && m->broken == NULL; k++) {
        const assay_migration *parent = &r->migrations->items[m->parents[k].target];
        if (parent->broken == NULL)
            continue;
        m->broken =
            assay_arena_printf(r->migrations->arena, "builds on '%s', which failed", parent->id);
        if (m->broken == NULL)
            return assay_fail_nomem(r->err);
    }
    return ASSAY_OK;
}

static assay_status replay_one(replay *r, size_t i)
{
    assay_bitset_copy(&r->wanted, &r->migrations->ancestors[i]);
    assay_bitset_remove(&r->wanted, i);
    stage *s = stage_find(r, i, &r->wanted);
    if (s == NULL)
        return r->err->code;
    bool ok;
    assay_status status = complete(r, s, &r->wanted, &ok);
    if (status == ASSAY_OK && ok)
        return run_and_learn(r, i, s);
    if (status == ASSAY_OK)
        stage_drop(r, s);
    return status;
}

static assay_status replay_all(replay *r)
{
    const assay_learn_options *options = r->options;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < r->migrations->n_items && status == ASSAY_OK; i++) {
        if (options->read->interrupted != NULL && *options->read->interrupted)
            return assay_fail(r->err, ASSAY_TIMEOUT, "interrupted");
        status = inherit_failure(r, i);
        if (status == ASSAY_OK && r->migrations->items[i].broken == NULL) {
            if (options->progress != NULL)
                options->progress(options->context, i, r->migrations->n_items,
                                  r->migrations->items[i].id);
            status = replay_one(r, i);
        }
        assay_bitset_add(&r->done, i);
        stages_drop_unneeded(r);
    }
    return status;
}

/* All that is written is kept, however the replay ends: --resume goes on from there. */
static assay_status replay_and_flush(replay *r)
{
    assay_status status = replay_all(r);
    assay_status flushed = r->learned->n_written == 0
                               ? ASSAY_OK
                               : assay_directory_flush(r->options->directory, r->err);
    return status == ASSAY_OK ? flushed : status;
}

/* Whatever the replay read is told apart by its fingerprint, or not. */
static assay_status find_same(const replay *r)
{
    assay_map *first = assay_map_new(r->arena);
    for (size_t i = 0; first != NULL && i < r->migrations->n_items; i++) {
        assay_migration *m = &r->migrations->items[i];
        char *hex = r->known[i] ? assay_arena_alloc(r->arena, ASSAY_HASH_HEX) : NULL;
        if (hex == NULL)
            continue;
        assay_hash_hex(&r->after[i], hex);
        const assay_migration *earlier = assay_map_find(first, hex);
        if (earlier != NULL)
            m->same = earlier->id;
        else if (!assay_map_put(first, hex, m))
            return assay_fail_nomem(r->err);
    }
    return first == NULL ? assay_fail_nomem(r->err) : ASSAY_OK;
}

/* A server that was given is somebody's: what does not go with the databases is named. */
static assay_status find_left_behind(const replay *r)
{
    const char *names = assay_scratch_left_behind(r->scratch, r->arena);
    return names == NULL
               ? ASSAY_OK
               : assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, "", "", 0, r->err,
                                       "appeared on the scratch server meanwhile, and stay: %s",
                                       names);
}

assay_status assay_learn(assay_learned *out, assay_migrations *migrations, assay_scratch *scratch,
                         const assay_learn_options *options, assay_error *err)
{
    *out = (assay_learned){0};
    replay r = {.migrations = migrations,
                .scratch = scratch,
                .options = options,
                .learned = out,
                .arena = assay_arena_new(),
                .err = err};
    assay_status status = ASSAY_OK;
    double start = replay_clock();
    if (r.arena == NULL || !assay_bitset_init(&r.done, r.arena, migrations->n_items) ||
        !assay_bitset_init(&r.wanted, r.arena, migrations->n_items))
        status = assay_fail_nomem(err);
    if (status == ASSAY_OK) {
        r.after = assay_arena_calloc(r.arena, migrations->n_items + 1, sizeof *r.after);
        r.known = assay_arena_calloc(r.arena, migrations->n_items + 1, sizeof *r.known);
        r.verified = assay_arena_calloc(r.arena, migrations->n_items + 1, sizeof *r.verified);
        r.grammar = assay_profile_grammar_new(r.arena);
        if (r.after == NULL || r.known == NULL || r.verified == NULL || r.grammar == NULL)
            status = assay_fail_nomem(err);
    }
    if (status == ASSAY_OK && options->keep && assay_histories_present(options->directory))
        status = assay_history_load(&r.existing, options->directory, err);
    if (status == ASSAY_OK)
        status = replay_and_flush(&r);
    if (status == ASSAY_OK) {
        const assay_seen seen = {r.initial, r.after, r.known, r.verified};
        status = assay_learn_verify(migrations, options->directory, &seen, err);
    }
    if (status == ASSAY_OK && out->n_kept > 0)
        status = assay_learn_fingerprints(r.after, r.known, migrations, options->directory, err);
    if (status == ASSAY_OK)
        status = find_same(&r);
    if (status == ASSAY_OK)
        status = find_left_behind(&r);
    assay_catalog_free(r.initial);
    while (r.stages != NULL)
        stage_drop(&r, r.stages);
    out->seconds = replay_clock() - start;
    assay_history_free(r.existing);
    assay_profile_grammar_free(r.grammar);
    assay_arena_free(r.arena);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* Where a deviation can be pointed at: the profile, and the line of it, that expects otherwise. */
#include "base/limits.h"
#include "verdict/judge.h"

enum { ROOT_LINE = 1 };

typedef struct places {
    const assay_history *history;
    assay_map *changes; /* revision and key -> the last change of that revision to that object */
    bool *listed;       /* of a revision: its changes are in the map */
    assay_arena *arena;
    assay_buffer key, text;
} places;

static const char *change_key(places *p, size_t revision, const assay_change *c)
{
    assay_buffer_clear(&p->text);
    assay_buffer_printf(&p->text, "%zu ", revision);
    assay_buffer_add(&p->text, assay_object_key(&p->key, c->kind, c->schema, c->relation, c->name));
    return assay_buffer_text(&p->text);
}

static bool list_changes(places *p, size_t revision)
{
    const assay_revision *r = &p->history->revisions[revision];
    if (p->listed[revision])
        return true;
    p->listed[revision] = true;
    for (size_t i = 0; i < r->n_changes; i++) {
        const char *key = assay_arena_strdup(p->arena, change_key(p, revision, &r->changes[i]));
        if (key == NULL || !assay_map_put(p->changes, key, &r->changes[i]))
            return false;
    }
    return true;
}

/* The object's name in the history, whose schema may have another name in the database. */
static assay_change named_in_history(const assay_candidate *best, const assay_object *object)
{
    return (assay_change){.kind = object->kind,
                          .schema = assay_schema_map_back(&best->map, object->schema),
                          .relation = object->relation,
                          .name = object->name};
}

static assay_status place(places *p, const assay_candidate *best, assay_difference *d,
                          assay_error *err)
{
    const assay_revision *revision = assay_history_find(p->history, d->revision);
    if (revision == NULL)
        return ASSAY_OK;
    size_t index = assay_history_index(p->history, revision);
    if (!list_changes(p, index))
        return assay_fail_nomem(err);
    const assay_change wanted = named_in_history(best, d->expected_object);
    const assay_change *change = assay_map_find(p->changes, change_key(p, index, &wanted));
    d->file = revision->file;
    d->line = change != NULL && change->line > 0 ? change->line : ROOT_LINE;
    return ASSAY_OK;
}

assay_status assay_judge_places(assay_verdict *verdict, const assay_candidate *best,
                                assay_error *err)
{
    const assay_history *history = best->history;
    const assay_revision *head = verdict->revisions.n_heads == 0
                                     ? NULL
                                     : assay_history_find(history, verdict->revisions.heads[0]);
    verdict->file = head == NULL ? NULL : head->file;
    places p = {.history = history,
                .arena = assay_arena_new(),
                .key = ASSAY_BUFFER_INIT(4 * ASSAY_MAX_TEXT),
                .text = ASSAY_BUFFER_INIT(4 * ASSAY_MAX_TEXT)};
    assay_status status = ASSAY_OK;
    if (p.arena != NULL) {
        p.changes = assay_map_new(p.arena);
        p.listed = assay_arena_calloc(p.arena, history->n_revisions, sizeof *p.listed);
    }
    if (p.changes == NULL || p.listed == NULL)
        status = assay_fail_nomem(err);
    for (size_t i = 0; i < verdict->drift->n_items && status == ASSAY_OK; i++) {
        assay_difference *d = &verdict->drift->items[i];
        /* No profile says anything of what is unexpected: the newest one does not have it. */
        if (d->expected_object != NULL && d->revision != NULL) {
            status = place(&p, best, d, err);
        } else if (head != NULL) {
            d->file = head->file;
            d->line = ROOT_LINE;
        }
    }
    assay_buffer_release(&p.key);
    assay_buffer_release(&p.text);
    assay_arena_free(p.arena);
    return status;
}

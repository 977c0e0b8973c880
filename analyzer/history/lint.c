/* SPDX-License-Identifier: MIT */
/*
 * What is odd about a history that can be loaded. Objects are judged against the state that a
 * revision's ancestors leave; along a chain that state is carried on, at a branch or a merge it is
 * made anew.
 */
#include <string.h>

#include "base/limits.h"
#include "history/profile.h"

enum { ALEMBIC_ID = 32 }; /* version_num is varchar(32) unless a project says otherwise */

typedef struct linting {
    const assay_history *history;
    assay_arena *arena;
    assay_finding *findings;
    size_t count;
    size_t capacity;
    assay_state *state; /* after `members` */
    assay_bitset members;
    assay_bitset wanted; /* scratch */
    assay_error *err;
} linting;

const char *assay_finding_level_name(assay_finding_level level)
{
    static const char *const names[] = {[ASSAY_FINDING_NOTE] = "note",
                                        [ASSAY_FINDING_WARNING] = "warning",
                                        [ASSAY_FINDING_ERROR] = "error"};
    return names[level];
}

static assay_status add(linting *l, const assay_revision *revision, int line,
                        assay_finding_level level, const char *text)
{
    assay_finding *findings =
        assay_arena_grow(l->arena, l->findings, &l->capacity, l->count + 1, sizeof *findings);
    if (findings == NULL || text == NULL)
        return assay_fail_nomem(l->err);
    l->findings = findings;
    findings[l->count++] = (assay_finding){.level = level,
                                           .revision = revision->id,
                                           .file = revision->file,
                                           .line = line,
                                           .text = text};
    return ASSAY_OK;
}

static bool is_tool(const linting *l, const char *name)
{
    return strcmp(l->history->tool, name) == 0;
}

/* More than one beginning or end: named at each but the first. */
static assay_status lint_ends(linting *l)
{
    const assay_history *history = l->history;
    bool *has_child = assay_arena_calloc(l->arena, history->n_revisions, sizeof *has_child);
    if (has_child == NULL)
        return assay_fail_nomem(l->err);
    for (size_t i = 0; i < history->n_revisions; i++)
        for (size_t k = 0; k < history->revisions[i].n_revises; k++)
            has_child[history->revisions[i].revises[k]] = true;
    const char *root = NULL, *head = NULL;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < history->n_revisions && status == ASSAY_OK; i++) {
        const assay_revision *r = &history->revisions[i];
        if (r->n_revises == 0 && root != NULL)
            status = add(l, r, 1, ASSAY_FINDING_WARNING,
                         assay_arena_printf(l->arena, "a root, as is '%s'", root));
        if (r->n_revises == 0)
            root = r->id;
        if (status == ASSAY_OK && !has_child[i] && head != NULL)
            status = add(l, r, 1, ASSAY_FINDING_WARNING,
                         assay_arena_printf(l->arena, "a head, as is '%s'", head));
        if (!has_child[i])
            head = r->id;
    }
    return status;
}

size_t assay_id_characters(const char *id)
{
    size_t n = 0;
    for (; *id != '\0'; id++)
        n += ((unsigned char)*id & 0xc0) != 0x80;
    return n;
}

static assay_status lint_revision(linting *l, const assay_revision *r)
{
    assay_status status = ASSAY_OK;
    if (is_tool(l, "alembic") && assay_id_characters(r->id) > ALEMBIC_ID)
        status = add(l, r, 1, ASSAY_FINDING_ERROR,
                     assay_arena_printf(l->arena,
                                        "the id is longer than the %d characters that "
                                        "alembic_version holds",
                                        ALEMBIC_ID));
    if (status == ASSAY_OK && r->is_merge && r->n_changes > 0)
        status =
            add(l, r, r->changes[0].line, ASSAY_FINDING_NOTE, "a merge that changes the schema");
    if (status == ASSAY_OK && r->n_changes == 0 && r->n_variants == 0)
        status = add(l, r, 1, ASSAY_FINDING_NOTE,
                     "no changes: the schema does not tell it from what it revises");
    return status;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_change(const assay_change *a, const assay_change *b)
{
    bool same = a->action == b->action && a->kind == b->kind && a->set == b->set &&
                a->unknown == b->unknown && a->cascade == b->cascade &&
                a->replaces == b->replaces && same_text(a->schema, b->schema) &&
                same_text(a->relation, b->relation) && same_text(a->name, b->name) &&
                same_text(a->new_name, b->new_name) && same_text(a->new_schema, b->new_schema) &&
                (a->values == NULL) == (b->values == NULL);
    for (size_t i = 0; same && a->values != NULL && i < assay_kind_get(a->kind)->n_attributes; i++)
        same = same_text(a->values[i], b->values[i]);
    return same;
}

static bool same_changes(const assay_change *a, size_t n_a, const assay_change *b, size_t n_b)
{
    size_t i = 0;
    while (n_a == n_b && i < n_a && same_change(&a[i], &b[i]))
        i++;
    return n_a == n_b && i == n_a;
}

static assay_status lint_same_variant(linting *l, const assay_revision *r, size_t index)
{
    const assay_variant *v = &r->variants[index];
    if (same_changes(v->changes, v->n_changes, r->changes, r->n_changes))
        return add(l, r, v->line, ASSAY_FINDING_WARNING,
                   assay_arena_printf(l->arena,
                                      "variant '%s' is no other than the profile's own "
                                      "changes",
                                      v->name));
    for (size_t i = 0; i < index; i++)
        if (same_changes(v->changes, v->n_changes, r->variants[i].changes,
                         r->variants[i].n_changes))
            return add(l, r, v->line, ASSAY_FINDING_WARNING,
                       assay_arena_printf(l->arena, "variant '%s' is no other than variant '%s'",
                                          v->name, r->variants[i].name));
    return ASSAY_OK;
}

/* A variant that none of its ancestors has, though they have others: misspelled, or one that begins
 * here. */
static assay_status lint_unknown_variant(linting *l, size_t index, const assay_variant *v)
{
    const assay_history *history = l->history;
    const char *other = NULL, *at = NULL;
    for (size_t i = 0; i < index; i++) {
        const assay_revision *above = &history->revisions[i];
        if (above->n_variants == 0 || !assay_bitset_has(&history->ancestors[index], i))
            continue;
        if (assay_revision_variant(above, v->name) != NULL)
            return ASSAY_OK;
        other = above->variants[0].name;
        at = above->id;
    }
    if (other == NULL)
        return ASSAY_OK;
    return add(l, &history->revisions[index], v->line, ASSAY_FINDING_NOTE,
               assay_arena_printf(l->arena,
                                  "variant '%s' is of no revision before, where '%s' has '%s': "
                                  "those of one name are chosen together",
                                  v->name, at, other));
}

static assay_status lint_variants(linting *l, size_t index)
{
    const assay_revision *r = &l->history->revisions[index];
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < r->n_variants && status == ASSAY_OK; i++) {
        status = lint_same_variant(l, r, i);
        if (status == ASSAY_OK)
            status = lint_unknown_variant(l, index, &r->variants[i]);
    }
    return status;
}

/* Leaves in l->state what the ancestors of a revision make. */
static assay_status reach(linting *l, size_t index)
{
    const assay_history *history = l->history;
    assay_bitset_copy(&l->wanted, &history->ancestors[index]);
    assay_bitset_remove(&l->wanted, index);
    if (l->state != NULL && assay_bitset_equal(&l->wanted, &l->members))
        return ASSAY_OK;
    assay_state_free(l->state);
    l->state = assay_state_new(history->dialect, history->schema);
    if (l->state == NULL)
        return assay_fail_nomem(l->err);
    assay_bitset_copy(&l->members, &l->wanted);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < index && status == ASSAY_OK; i++) {
        const assay_revision *r = &history->revisions[i];
        for (size_t k = 0; assay_bitset_has(&l->members, i) && k < r->n_changes; k++)
            if (status == ASSAY_OK)
                status = assay_state_apply(l->state, &r->changes[k], NULL, l->err);
    }
    return status;
}

static assay_status lint_applied(linting *l, const assay_revision *r, const assay_change *c,
                                 assay_applied applied)
{
    static const char *const verbs[] = {[ASSAY_CREATE] = "creates",
                                        [ASSAY_ALTER] = "alters",
                                        [ASSAY_DROP] = "drops",
                                        [ASSAY_RENAME] = "renames"};
    if (applied == ASSAY_APPLIED)
        return ASSAY_OK;
    bool taken = applied == ASSAY_APPLIED_EXISTS && c->action == ASSAY_RENAME;
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name_parts(&name, c->kind, c->schema, c->relation, c->name);
    const char *text =
        assay_arena_printf(l->arena, "%s %s '%s', %s", verbs[c->action],
                           assay_kind_get(c->kind)->name, assay_buffer_text(&name),
                           taken                              ? "whose new name is taken"
                           : applied == ASSAY_APPLIED_MISSING ? "which is not there"
                                                              : "which is there already");
    assay_buffer_release(&name);
    return add(l, r, c->line, ASSAY_FINDING_ERROR, text);
}

/* A variant's changes on top of its ancestors', of which those that have a variant of that name
 * have done that. */
static assay_status lint_variant_changes(linting *l, size_t index, const assay_variant *variant)
{
    const assay_history *history = l->history;
    assay_state *state = assay_state_new(history->dialect, history->schema);
    assay_status status = state == NULL ? assay_fail_nomem(l->err) : ASSAY_OK;
    for (size_t i = 0; i < index && status == ASSAY_OK; i++) {
        const assay_revision *r = &history->revisions[i];
        const assay_variant *same = assay_revision_variant(r, variant->name);
        const assay_change *changes = same == NULL ? r->changes : same->changes;
        size_t n = same == NULL ? r->n_changes : same->n_changes;
        if (!assay_bitset_has(&history->ancestors[index], i))
            continue;
        for (size_t k = 0; k < n && status == ASSAY_OK; k++)
            status = assay_state_apply(state, &changes[k], NULL, l->err);
    }
    for (size_t k = 0; k < variant->n_changes && status == ASSAY_OK; k++) {
        const assay_change *change = &variant->changes[k];
        assay_applied applied;
        status = assay_state_apply(state, change, &applied, l->err);
        if (status == ASSAY_OK)
            status = lint_applied(l, &history->revisions[index], change, applied);
    }
    assay_state_free(state);
    return status;
}

/* A revision's changes on top of its ancestors'. */
static assay_status lint_changes(linting *l, size_t index)
{
    const assay_revision *r = &l->history->revisions[index];
    assay_status status = reach(l, index);
    for (size_t k = 0; k < r->n_changes && status == ASSAY_OK; k++) {
        assay_applied applied;
        status = assay_state_apply(l->state, &r->changes[k], &applied, l->err);
        if (status == ASSAY_OK)
            status = lint_applied(l, r, &r->changes[k], applied);
    }
    for (size_t k = 0; k < r->n_variants && status == ASSAY_OK; k++)
        status = lint_variant_changes(l, index, &r->variants[k]);
    assay_bitset_add(&l->members, index);
    return status;
}

/* Each chain from its top down, so that its state is carried on: a revision is followed by the
 * first child that has it as its only parent. */
static assay_status lint_chains(linting *l)
{
    const assay_history *history = l->history;
    size_t n = history->n_revisions;
    size_t *next = assay_arena_calloc(l->arena, n, sizeof *next);
    bool *follows = assay_arena_calloc(l->arena, n, sizeof *follows);
    if (next == NULL || follows == NULL)
        return assay_fail_nomem(l->err);
    for (size_t i = 0; i < n; i++) {
        const assay_revision *r = &history->revisions[i];
        size_t parent = r->n_revises == 1 ? r->revises[0] : 0;
        if (r->n_revises != 1 || r->n_depends_on > 0 || next[parent] != 0)
            continue;
        next[parent] = i; /* never 0: a parent stands before its children */
        follows[i] = true;
    }
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        if (follows[i])
            continue;
        size_t at = i;
        do {
            status = lint_changes(l, at);
            at = next[at];
        } while (at != 0 && status == ASSAY_OK);
    }
    return status;
}

assay_status assay_history_lint(assay_finding **out, size_t *count, assay_arena *arena,
                                const assay_history *history, assay_error *err)
{
    *out = NULL;
    *count = 0;
    linting l = {.history = history, .arena = arena, .err = err};
    assay_status status = ASSAY_OK;
    if (!assay_bitset_init(&l.members, arena, history->n_revisions) ||
        !assay_bitset_init(&l.wanted, arena, history->n_revisions))
        return assay_fail_nomem(err);
    status = lint_ends(&l);
    for (size_t i = 0; i < history->n_revisions && status == ASSAY_OK; i++)
        status = lint_revision(&l, &history->revisions[i]);
    for (size_t i = 0; i < history->n_revisions && status == ASSAY_OK; i++)
        status = lint_variants(&l, i);
    if (status == ASSAY_OK)
        status = lint_chains(&l);
    assay_state_free(l.state);
    if (status == ASSAY_OK) {
        *out = l.findings;
        *count = l.count;
    }
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * Servers rewrite what depends on a renamed object: two texts that differ only in its name mean the
 * same. Texts are compared word by word, which also sees through the alias that keeps a view's
 * column: `t.new AS old` for `t.old`.
 */
#include "verdict/undo.h"

#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "kinds/token.h"
#include "verdict/words.h"

/* A name of the actual side, and what it was. */
typedef struct entry {
    struct entry *next;
    const assay_renaming *renaming;
    const char *expected;
    const char *before; /* a schema's name: valid only before this one; else NULL */
} entry;

bool assay_undo_open(assay_undo *undo, assay_arena *arena, assay_dialect dialect)
{
    *undo = (assay_undo){.arena = arena, .scratch = assay_arena_new(), .dialect = dialect};
    return undo->scratch != NULL;
}

void assay_undo_close(assay_undo *undo)
{
    assay_arena_free(undo->scratch);
}

/* A routine's name without its arguments. */
static const char *bare_name(assay_arena *arena, const assay_object *object)
{
    size_t signature = strlen(assay_object_signature(object->kind, object->name));
    return assay_arena_strndup(arena, object->name, strlen(object->name) - signature);
}

static bool put(assay_undo *undo, const char *actual, const entry *value)
{
    entry *e = assay_arena_alloc(undo->arena, sizeof *e);
    if (e == NULL || actual == NULL || value->expected == NULL)
        return false;
    *e = *value;
    e->next = assay_map_find(undo->by_name, actual);
    return assay_map_put(undo->by_name, actual, e);
}

assay_status assay_undo_add(assay_undo *undo, const assay_object *expected,
                            const assay_object *actual, assay_error *err)
{
    if (undo->by_name == NULL)
        undo->by_name = assay_map_new(undo->arena);
    assay_renaming *r = assay_arena_alloc(undo->arena, sizeof *r);
    if (undo->by_name == NULL || r == NULL)
        return assay_fail_nomem(err);
    *r = (assay_renaming){expected, actual};
    const char *name = bare_name(undo->arena, actual);
    entry by_name = {.renaming = r, .expected = bare_name(undo->arena, expected)};
    entry by_schema = {.renaming = r, .expected = expected->schema, .before = name};
    bool moved = actual->relation[0] == '\0' && strcmp(actual->schema, expected->schema) != 0;
    if (!put(undo, name, &by_name) || (moved && !put(undo, actual->schema, &by_schema)))
        return assay_fail_nomem(err);
    return ASSAY_OK;
}

bool assay_object_mentions(const assay_object *object, const char *name)
{
    size_t n = assay_kind_get(object->kind)->n_attributes;
    for (size_t i = 0; i < n; i++)
        if (object->values[i] != NULL && strstr(object->values[i], name) != NULL)
            return true;
    return false;
}

/* A column's name says something only where its table is meant. */
static bool applies(const assay_renaming *r, const assay_object *object)
{
    if (r->actual->relation[0] == '\0')
        return true;
    bool own = strcmp(object->schema, r->actual->schema) == 0 &&
               (strcmp(object->relation, r->actual->relation) == 0 ||
                strcmp(object->name, r->actual->relation) == 0);
    return own || assay_object_mentions(object, r->actual->relation);
}

/* ---- comparing ---- */

typedef struct walk {
    assay_undo *undo;
    const assay_object *actual_object;
    assay_words expected, actual;
    assay_undone *undone; /* or NULL: what is not undone is a swap */
    assay_swap *swaps;
    size_t n_swaps, swaps_capacity;
    bool failed;
} walk;

static void note(assay_undone *undone, const assay_renaming *r)
{
    for (size_t i = 0; i < undone->n; i++)
        if (undone->items[i] == r)
            return;
    if (undone->n < sizeof undone->items / sizeof *undone->items)
        undone->items[undone->n++] = r;
}

static bool stands_before(const assay_words *words, size_t i, const char *name)
{
    return i + 2 < words->n && assay_word_is(&words->items[i + 1], ".") &&
           assay_word_is(&words->items[i + 2], name);
}

static bool renamed(walk *w, size_t i, size_t j)
{
    const assay_word *e = &w->expected.items[i], *a = &w->actual.items[j];
    if (!e->name || !a->name)
        return false;
    const entry *found =
        w->undo->by_name == NULL ? NULL : assay_map_find(w->undo->by_name, a->text);
    for (; found != NULL; found = found->next) {
        if (!assay_word_is(e, found->expected) || !applies(found->renaming, w->actual_object) ||
            (found->before != NULL && !stands_before(&w->actual, j, found->before)))
            continue;
        if (w->undone != NULL)
            note(w->undone, found->renaming);
        return true;
    }
    if (w->undone != NULL)
        return false;
    w->swaps = assay_arena_grow(w->undo->scratch, w->swaps, &w->swaps_capacity, w->n_swaps + 1,
                                sizeof *w->swaps);
    w->failed |= w->swaps == NULL;
    if (!w->failed)
        w->swaps[w->n_swaps++] = (assay_swap){e->text, a->text};
    return !w->failed;
}

/* True if the words at i are `AS name`. */
static bool is_alias(const assay_words *words, size_t i, const char *name)
{
    return i + 1 < words->n && assay_word_is(&words->items[i], "AS") &&
           assay_word_is(&words->items[i + 1], name);
}

static bool same_words(walk *w)
{
    size_t i = 0, j = 0;
    bool differed = false; /* the last two words */
    while (i < w->expected.n || j < w->actual.n) {
        bool both = i < w->expected.n && j < w->actual.n;
        const assay_word *e = &w->expected.items[i], *a = &w->actual.items[j];
        if (both && e->name == a->name && strcmp(e->text, a->text) == 0) {
            differed = false;
        } else if (differed && is_alias(&w->actual, j, w->expected.items[i - 1].text)) {
            j += 2;
            continue;
        } else if (differed && is_alias(&w->expected, i, w->actual.items[j - 1].text)) {
            i += 2;
            continue;
        } else if (both && renamed(w, i, j)) {
            differed = true;
        } else {
            return false;
        }
        i++;
        j++;
    }
    return true;
}

/* Reads the words of both sides; false if there is nothing to compare by words. */
static bool start(walk *w, assay_undo *undo, const assay_object *expected,
                  const assay_object *actual, int attribute)
{
    *w = (walk){.undo = undo, .actual_object = actual};
    const char *e = expected->values[attribute], *a = actual->values[attribute];
    if (e == NULL || a == NULL || !assay_attribute_names(expected->kind, (size_t)attribute, e))
        return false;
    assay_arena_reset(undo->scratch);
    w->failed = !assay_words_add(&w->expected, undo->scratch, undo->dialect, e) ||
                !assay_words_add(&w->actual, undo->scratch, undo->dialect, a);
    return !w->failed;
}

assay_status assay_undo_equal(bool *out, assay_undo *undo, const assay_object *expected,
                              const assay_object *actual, int attribute, assay_undone *undone,
                              assay_error *err)
{
    walk w;
    assay_undone found = {.n = 0};
    *out = false;
    if (undo->by_name == NULL)
        return ASSAY_OK;
    if (start(&w, undo, expected, actual, attribute)) {
        w.undone = &found;
        *out = same_words(&w) && found.n > 0;
    }
    for (size_t i = 0; *out && i < found.n; i++)
        note(undone, found.items[i]);
    return w.failed ? assay_fail_nomem(err) : ASSAY_OK;
}

assay_status assay_undo_swaps(assay_swap **out, size_t *count, assay_undo *undo,
                              const assay_object *expected, const assay_object *actual,
                              int attribute, assay_error *err)
{
    walk w;
    bool same = start(&w, undo, expected, actual, attribute) && same_words(&w);
    *out = w.swaps;
    *count = same ? w.n_swaps : 0;
    return w.failed ? assay_fail_nomem(err) : ASSAY_OK;
}

/* ---- rewriting ---- */

/* True if a word between such neighbours can be the name that was renamed. A relation's or a type's
 * name stands beside a dot where the server qualifies names; a column's does not stand before one;
 * a foreign server's is in no schema, and few speak of one. */
static bool is_placed(const assay_undo *undo, const assay_object *object, const assay_object *named,
                      bool dot_before, bool dot_behind)
{
    if (named->kind == ASSAY_KIND_foreign_server)
        return !dot_before && !dot_behind &&
               (object->kind == ASSAY_KIND_foreign_table ||
                object->kind == ASSAY_KIND_user_mapping);
    return named->relation[0] != '\0' ? !dot_behind
                                      : dot_before || dot_behind || undo->dialect == ASSAY_SQLITE;
}

/* What the name in a text of the object was, or NULL. */
static const char *former(const assay_undo *undo, const assay_object *object,
                          const assay_words *words, size_t i)
{
    bool dot_before = i > 0 && assay_word_is(&words->items[i - 1], ".");
    bool dot_behind = i + 1 < words->n && assay_word_is(&words->items[i + 1], ".");
    for (const entry *e = assay_map_find(undo->by_name, words->items[i].text); e != NULL;
         e = e->next) {
        if (is_placed(undo, object, e->renaming->actual, dot_before, dot_behind) &&
            applies(e->renaming, object) &&
            (e->before == NULL || stands_before(words, i, e->before)))
            return e->expected;
    }
    return NULL;
}

/* The text with every name that was renamed as it was; the text itself if it has none. */
static const char *rewritten(assay_undo *undo, const assay_object *object, const char *text)
{
    assay_words words = {0};
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    const char *copied = text;
    assay_arena_reset(undo->scratch);
    if (!assay_words_add(&words, undo->scratch, undo->dialect, text))
        return NULL;
    for (size_t i = 0; i < words.n; i++) {
        const assay_word *word = &words.items[i];
        const char *was = word->name && word->at != NULL ? former(undo, object, &words, i) : NULL;
        if (was == NULL)
            continue;
        assay_buffer_add_n(&out, copied, (size_t)(word->at - copied));
        assay_quote_identifier(&out, was);
        copied = word->at + word->length;
    }
    if (copied != text) {
        assay_buffer_add(&out, copied);
        text = out.status == ASSAY_OK ? assay_arena_strdup(undo->arena, assay_buffer_text(&out))
                                      : NULL;
    }
    assay_buffer_release(&out);
    return text;
}

static const assay_renaming *renaming_of(const assay_undo *undo, const char *schema,
                                         const char *name)
{
    const entry *e = assay_map_find(undo->by_name, name);
    for (; e != NULL; e = e->next)
        if (e->before == NULL && e->renaming->actual->relation[0] == '\0' &&
            strcmp(e->renaming->actual->schema, schema) == 0 &&
            strcmp(e->renaming->actual->name, name) == 0)
            return e->renaming;
    return NULL;
}

/* The key under the expected names of its schema and its table. */
static assay_status undo_key(assay_undo *undo, assay_item *item, assay_error *err)
{
    const assay_object *o = item->object;
    const assay_renaming *schema = renaming_of(undo, "", o->schema);
    if (schema != NULL && schema->actual->kind == ASSAY_KIND_schema)
        item->as.schema = schema->expected->name;
    const assay_renaming *table =
        o->relation[0] == '\0' ? NULL : renaming_of(undo, o->schema, o->relation);
    if (table != NULL) {
        item->as.schema = table->expected->schema;
        item->as.relation = table->expected->name;
    }
    /* A routine's name holds the types of its arguments, a user mapping's its server. */
    if (*assay_object_signature(o->kind, o->name) != '\0' || o->kind == ASSAY_KIND_user_mapping)
        item->as.name = rewritten(undo, o, o->name);
    return item->as.name == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

assay_status assay_undo_item(assay_undo *undo, assay_item *item, assay_error *err)
{
    if (undo->by_name == NULL)
        return ASSAY_OK;
    const assay_object *o = item->object;
    const assay_kind_info *info = assay_kind_get(o->kind);
    const char **values = assay_arena_calloc(undo->arena, info->n_attributes + 1, sizeof *values);
    if (values == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < info->n_attributes; i++) {
        values[i] = o->values[i];
        if (values[i] == NULL || !assay_attribute_names(o->kind, i, values[i]))
            continue;
        values[i] = rewritten(undo, o, values[i]);
        if (values[i] == NULL)
            return assay_fail_nomem(err);
    }
    item->as.values = values;
    return undo_key(undo, item, err);
}

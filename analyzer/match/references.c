/* SPDX-License-Identifier: MIT */
/*
 * References are qualified names as readers print them: schema.table, or table where it is in the
 * history's own schema; with .column behind for the owner of a sequence.
 */
#include "match/references.h"

#include <string.h>

#include "base/limits.h"
#include "base/map.h"

int assay_reference_attribute(assay_kind kind)
{
    if (kind == ASSAY_KIND_foreign_key)
        return ASSAY_foreign_key_references;
    return kind == ASSAY_KIND_sequence ? ASSAY_sequence_owned_by : -1;
}

/* The length of the part of a reference that names the relation. */
static size_t relation_length(assay_kind kind, const char *text)
{
    size_t end = 0;
    bool quoted = false;
    if (kind != ASSAY_KIND_sequence)
        return strlen(text);
    for (size_t i = 0; text[i] != '\0'; i++) {
        quoted = quoted != (text[i] == '"');
        if (text[i] == '.' && !quoted)
            end = i;
    }
    return end;
}

/* The two ways to write a relation's name; the shorter one is "" outside the history's schema. */
static assay_status written_names(const char *out[2], assay_arena *arena,
                                  const assay_history *history, const char *schema,
                                  const char *name, assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name_parts(&text, ASSAY_KIND_table, schema, "", name);
    out[0] = assay_arena_strdup(arena, assay_buffer_text(&text));
    assay_buffer_clear(&text);
    if (history->schema != NULL && strcmp(schema, history->schema) == 0)
        assay_object_name_parts(&text, ASSAY_KIND_table, "", "", name);
    out[1] = assay_arena_strdup(arena, assay_buffer_text(&text));
    assay_buffer_release(&text);
    return out[0] == NULL || out[1] == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

typedef struct book {
    assay_arena *arena;
    assay_map *relations; /* written name -> number + 1, as a pointer into `numbers` */
    uint32_t *numbers;
} book;

static assay_status write_book(book *b, const assay_lineages *l, assay_error *err)
{
    b->relations = assay_map_new(b->arena);
    b->numbers = assay_arena_calloc(b->arena, l->relations.n + 1, sizeof *b->numbers);
    if (b->relations == NULL || b->numbers == NULL)
        return assay_fail_nomem(err);
    for (uint32_t i = 0; i < l->relations.n; i++) {
        const char *names[2];
        const assay_name *key = &l->relations.items[i];
        assay_status status =
            written_names(names, b->arena, l->history, key->schema, key->name, err);
        if (status != ASSAY_OK)
            return status;
        b->numbers[i] = assay_sets_find(l->relation_parent, i);
        for (int k = 0; k < 2; k++)
            if (names[k][0] != '\0' && !assay_map_put(b->relations, names[k], &b->numbers[i]))
                return assay_fail_nomem(err);
    }
    return ASSAY_OK;
}

static assay_status note(assay_references *out, book *b, uint32_t unit, const assay_change *c,
                         assay_error *err)
{
    int attribute = assay_reference_attribute(c->kind);
    bool has_values = c->action == ASSAY_CREATE || c->action == ASSAY_ALTER;
    if (attribute < 0 || !has_values || c->values[attribute] == NULL)
        return ASSAY_OK;
    const char *text = c->values[attribute];
    const char *name = assay_arena_strndup(b->arena, text, relation_length(c->kind, text));
    if (name == NULL)
        return assay_fail_nomem(err);
    const uint32_t *relation = assay_map_find(b->relations, name);
    if (relation == NULL)
        return ASSAY_OK;
    assay_reference *ref = assay_arena_alloc(b->arena, sizeof *ref);
    if (ref == NULL)
        return assay_fail_nomem(err);
    uint32_t family = assay_sets_find(out->family, *relation);
    *ref = (assay_reference){out->first[family], c->kind, unit};
    out->first[family] = ref;
    return ASSAY_OK;
}

static assay_status join_families(assay_references *out, assay_arena *arena,
                                  const assay_lineages *l, assay_error *err)
{
    const assay_history *h = l->history;
    out->family = assay_arena_calloc(arena, l->relations.n + 1, sizeof *out->family);
    if (out->family == NULL)
        return assay_fail_nomem(err);
    for (uint32_t i = 0; i < l->relations.n; i++)
        out->family[i] = i;
    for (size_t r = 0; r < h->n_revisions; r++)
        for (size_t i = 0; i < h->revisions[r].n_changes; i++) {
            const assay_change *c = &h->revisions[r].changes[i];
            if (c->action == ASSAY_RENAME && assay_kind_is_relation(c->kind))
                assay_sets_join(out->family, assay_lineage_relation(l, c->schema, c->name),
                                assay_lineage_relation(l, assay_change_new_schema(c), c->new_name));
        }
    return ASSAY_OK;
}

assay_status assay_references_init(assay_references *out, assay_arena *arena,
                                   const assay_lineages *l, assay_error *err)
{
    book b = {.arena = arena};
    const assay_history *h = l->history;
    out->first = assay_arena_calloc(arena, l->relations.n + 1, sizeof *out->first);
    if (out->first == NULL)
        return assay_fail_nomem(err);
    assay_status status = join_families(out, arena, l, err);
    if (status == ASSAY_OK)
        status = write_book(&b, l, err);
    for (size_t r = 0; r < h->n_revisions; r++)
        for (size_t i = 0; i < h->revisions[r].n_changes && status == ASSAY_OK; i++)
            status = note(out, &b, l->change_unit[l->change_first[r] + i],
                          &h->revisions[r].changes[i], err);
    return status;
}

const assay_reference *assay_references_to(const assay_references *references, uint32_t relation)
{
    return relation == ASSAY_NONE
               ? NULL
               : references->first[assay_sets_find(references->family, relation)];
}

/* Which of the two ways to write the relation's name stands at the start of a reference, or -1. */
static assay_status written_as(int *out, size_t *length, assay_arena *arena,
                               const assay_history *history, const assay_change *change,
                               assay_kind kind, const char *text, assay_error *err)
{
    const char *names[2];
    *out = -1;
    if (text == NULL)
        return ASSAY_OK;
    *length = relation_length(kind, text);
    assay_status status = written_names(names, arena, history, change->schema, change->name, err);
    for (int i = 0; i < 2 && status == ASSAY_OK && *out < 0; i++)
        if (names[i][0] != '\0' && strlen(names[i]) == *length &&
            strncmp(names[i], text, *length) == 0)
            *out = i;
    return status;
}

assay_status assay_reference_names(bool *out, assay_arena *arena, const assay_history *history,
                                   const assay_change *change, assay_kind kind, const char *text,
                                   assay_error *err)
{
    int form;
    size_t length;
    assay_status status = written_as(&form, &length, arena, history, change, kind, text, err);
    *out = status == ASSAY_OK && form >= 0;
    return status;
}

assay_status assay_reference_renamed(const char **out, assay_arena *arena,
                                     const assay_history *history, const assay_change *rename,
                                     assay_kind kind, const char *text, assay_error *err)
{
    const char *names[2];
    int form;
    size_t length;
    *out = NULL;
    assay_status status = written_as(&form, &length, arena, history, rename, kind, text, err);
    if (status != ASSAY_OK || form < 0)
        return status;
    status = written_names(names, arena, history, assay_change_new_schema(rename), rename->new_name,
                           err);
    if (status != ASSAY_OK)
        return status;
    const char *name = names[form][0] != '\0' ? names[form] : names[0];
    *out = assay_arena_printf(arena, "%s%s", name, text + length);
    return *out == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * Parsed profiles as bytes and back. One description of each structure serves both ways: every
 * function here is given a value, writes it, or reads another in its place, and returns what is
 * there afterwards. Numbers stand in seven bits a byte; a text stands where it comes first, and is
 * a number from then on. What is read is checked like a profile that somebody else wrote: after a
 * failure all numbers are 0 and all texts NULL, and nothing is kept.
 */
#include <limits.h>
#include <string.h>

#include "base/limits.h"
#include "history/parsed.h"

static const char magic[] = "assay profiles 1";

enum { CHECKSUM = 8, HEADER = sizeof magic + CHECKSUM };

typedef struct coding {
    assay_buffer *out; /* NULL while reading */
    const char *at, *end;
    assay_arena *arena;
    assay_map *numbers; /* writing: of the texts so far */
    const char **texts; /* reading: the texts so far */
    size_t n_texts, capacity;
    bool failed;
} coding;

static uint64_t fail(coding *c)
{
    c->failed = true;
    c->at = c->end;
    return 0;
}

static uint64_t read_number(coding *c, uint64_t maximum)
{
    uint64_t value = 0;
    for (unsigned shift = 0; c->at < c->end && shift < 63; shift += 7) {
        unsigned char byte = (unsigned char)*c->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value <= maximum ? value : fail(c);
    }
    return fail(c);
}

static uint64_t number(coding *c, uint64_t value, uint64_t maximum)
{
    if (c->out == NULL)
        return read_number(c, maximum);
    for (uint64_t rest = value;; rest >>= 7) {
        assay_buffer_add_char(c->out, (char)(rest < 0x80 ? rest : rest | 0x80));
        if (rest < 0x80)
            return value;
    }
}

/* How a text is numbered: those that have been there follow. */
enum { NO_TEXT, NEW_TEXT, FIRST_TEXT };

static const char *read_text(coding *c)
{
    uint64_t n = read_number(c, c->n_texts + FIRST_TEXT - 1);
    if (n >= FIRST_TEXT)
        return c->texts[n - FIRST_TEXT];
    if (n == NO_TEXT)
        return NULL;
    size_t length = read_number(c, ASSAY_MAX_TEXT);
    const char **grown =
        assay_arena_grow(c->arena, c->texts, &c->capacity, c->n_texts + 1, sizeof *grown);
    if (grown == NULL || (size_t)(c->end - c->at) <= length ||
        memchr(c->at, '\0', length + 1) != c->at + length) {
        fail(c);
        return NULL;
    }
    c->texts = grown;
    grown[c->n_texts++] = c->at;
    c->at += length + 1;
    return grown[c->n_texts - 1];
}

static const char *text(coding *c, const char *value)
{
    if (c->out == NULL)
        return read_text(c);
    uintptr_t n = value == NULL ? NO_TEXT : (uintptr_t)assay_map_find(c->numbers, value);
    if (value == NULL || n != 0) {
        number(c, n, UINT64_MAX);
        return value;
    }
    number(c, NEW_TEXT, UINT64_MAX);
    number(c, strlen(value), UINT64_MAX);
    assay_buffer_add_n(c->out, value, strlen(value) + 1);
    if (!assay_map_put(c->numbers, value, (void *)(FIRST_TEXT + assay_map_count(c->numbers))))
        c->failed = true;
    return value;
}

/* A text that is there. */
static const char *needed(coding *c, const char *value)
{
    value = text(c, value);
    if (value == NULL)
        fail(c);
    return value;
}

static const char *name(coding *c, const char *value)
{
    value = needed(c, value);
    if (value != NULL && value[0] == '\0')
        fail(c);
    return value;
}

/* How many items there are, and where; each takes a byte or more, so that no count can ask for more
 * memory than its bytes are worth. */
static void *items(coding *c, void *there, size_t *count, size_t maximum, size_t size)
{
    *count = number(c, *count, maximum);
    if (c->out != NULL)
        return there;
    if (*count > (size_t)(c->end - c->at))
        *count = fail(c);
    there = assay_arena_calloc(c->arena, *count + 1, size);
    if (there == NULL)
        *count = fail(c);
    return there;
}

static int line(coding *c, int value)
{
    return (int)number(c, value < 0 ? 0 : (uint64_t)value, INT_MAX);
}

static void code_values(coding *c, assay_change *change)
{
    size_t n = assay_kind_get(change->kind)->n_attributes;
    const uint64_t all = ((uint64_t)1 << n) - 1;
    uint64_t given = 0;
    change->set = (uint32_t)number(c, change->set, all);
    change->unknown = (uint32_t)number(c, change->unknown, all);
    for (size_t i = 0; c->out != NULL && i < n; i++)
        given |= (uint64_t)(change->values[i] != NULL) << i;
    given = number(c, given, all);
    if (c->out == NULL)
        change->values = assay_arena_calloc(c->arena, n, sizeof *change->values);
    for (size_t i = 0; i < n && change->values != NULL; i++)
        if ((given >> i & 1) != 0)
            change->values[i] = needed(c, change->values[i]);
    if (change->values == NULL)
        fail(c);
}

static bool in_place(const assay_change *change, assay_dialect dialect)
{
    assay_scope scope = assay_kind_get(change->kind)->scope;
    bool inside = scope == ASSAY_SCOPE_TABLE || scope == ASSAY_SCOPE_RELATION;
    return inside == (change->relation[0] != '\0') &&
           (dialect == ASSAY_POSTGRESQL ||
            (change->schema[0] == '\0' && change->new_schema == NULL));
}

static void code_change(coding *c, assay_change *change, assay_dialect dialect)
{
    change->action = (assay_change_action)number(c, change->action, ASSAY_RENAME);
    change->kind = (assay_kind)number(c, change->kind, ASSAY_KINDS - 1);
    change->cascade = number(c, change->cascade, 1) != 0;
    change->replaces = number(c, change->replaces, 1) != 0;
    change->line = line(c, change->line);
    change->schema = needed(c, change->schema);
    change->relation = needed(c, change->relation);
    change->name = name(c, change->name);
    if (change->action == ASSAY_RENAME) {
        change->new_name = name(c, change->new_name);
        change->new_schema = text(c, change->new_schema);
    }
    if (change->action == ASSAY_CREATE || change->action == ASSAY_ALTER)
        code_values(c, change);
    if (!c->failed && !in_place(change, dialect))
        fail(c);
}

static void code_changes(coding *c, assay_change **changes, size_t *count, assay_dialect dialect)
{
    *changes = items(c, *changes, count, SIZE_MAX, sizeof **changes);
    for (size_t i = 0; i < *count && !c->failed; i++)
        code_change(c, &(*changes)[i], dialect);
}

static void code_root(coding *c, assay_profile *p)
{
    p->revision = name(c, p->revision);
    p->label = needed(c, p->label);
    p->project = text(c, p->project);
    p->tool = text(c, p->tool);
    p->schema = needed(c, p->schema);
    p->source = text(c, p->source);
    p->line = line(c, p->line);
    p->dialect = (assay_dialect)number(c, p->dialect, ASSAY_SQLITE);
    p->server_major = (int)number(c, (uint64_t)p->server_major, INT_MAX);
    p->listed_only = number(c, p->listed_only, 1) != 0;
    p->whole = number(c, p->whole, 1) != 0;
    if (!c->failed && (p->schema[0] == '\0') != (p->dialect == ASSAY_SQLITE))
        fail(c);
}

static void code_probe(coding *c, assay_probe *probe, assay_dialect dialect)
{
    probe->sql = needed(c, probe->sql);
    probe->line = line(c, probe->line);
    if (!c->failed && assay_probe_flaw(probe->sql, dialect) != NULL)
        fail(c);
}

static void code_profile(coding *c, assay_profile *p)
{
    code_root(c, p);
    p->parents = items(c, p->parents, &p->n_parents, ASSAY_MAX_PARENTS, sizeof *p->parents);
    for (size_t i = 0; i < p->n_parents && !c->failed; i++) {
        p->parents[i].id = name(c, p->parents[i].id);
        p->parents[i].line = line(c, p->parents[i].line);
        p->parents[i].depends = number(c, p->parents[i].depends, 1) != 0;
    }
    p->probes = items(c, p->probes, &p->n_probes, ASSAY_MAX_PROBES, sizeof *p->probes);
    for (size_t i = 0; i < p->n_probes && !c->failed; i++)
        code_probe(c, &p->probes[i], p->dialect);
    code_changes(c, &p->changes, &p->n_changes, p->dialect);
    for (size_t i = 0; i < p->n_changes && p->whole && !c->failed; i++)
        if (p->changes[i].action != ASSAY_CREATE)
            fail(c);
    p->variants = items(c, p->variants, &p->n_variants, ASSAY_MAX_VARIANTS, sizeof *p->variants);
    for (size_t i = 0; i < p->n_variants && !c->failed; i++) {
        p->variants[i].name = name(c, p->variants[i].name);
        p->variants[i].line = line(c, p->variants[i].line);
        code_changes(c, &p->variants[i].changes, &p->variants[i].n_changes, p->dialect);
    }
}

/* Against damage: who can write here could also compute it. */
static void checksum(char out[CHECKSUM], const char *bytes, size_t length)
{
    uint64_t sum = assay_hash_bytes(bytes, length, 0);
    memcpy(out, &sum, CHECKSUM);
}

void assay_parsed_write(assay_buffer *out, assay_profile *profiles, size_t count)
{
    char header[HEADER] = {0};
    coding c = {.out = out, .arena = assay_arena_new()};
    c.numbers = c.arena == NULL ? NULL : assay_map_new(c.arena);
    c.failed = c.numbers == NULL;
    memcpy(header, magic, sizeof magic);
    assay_buffer_add_n(out, header, HEADER);
    for (size_t i = 0; i < count && !c.failed; i++)
        code_profile(&c, &profiles[i]);
    if (out->status == ASSAY_OK && c.failed)
        out->status = ASSAY_NOMEM;
    if (out->status == ASSAY_OK)
        checksum(out->data + sizeof magic, out->data + HEADER, out->length - HEADER);
    assay_arena_free(c.arena);
}

bool assay_parsed_read(assay_profile **out, assay_arena *arena, const assay_profile_files *files,
                       const char *bytes, size_t length)
{
    char sum[CHECKSUM];
    if (length < HEADER || memcmp(bytes, magic, sizeof magic) != 0)
        return false;
    checksum(sum, bytes + HEADER, length - HEADER);
    assay_profile *profiles = assay_arena_calloc(arena, files->count, sizeof *profiles);
    if (memcmp(sum, bytes + sizeof magic, CHECKSUM) != 0 || profiles == NULL)
        return false;
    coding c = {.at = bytes + HEADER, .end = bytes + length, .arena = arena};
    for (size_t i = 0; i < files->count && !c.failed; i++) {
        profiles[i].file = assay_arena_printf(arena, "%s/%s", files->directory, files->names[i]);
        c.failed = profiles[i].file == NULL;
        if (!c.failed)
            code_profile(&c, &profiles[i]);
    }
    *out = profiles;
    return !c.failed && c.at == c.end;
}

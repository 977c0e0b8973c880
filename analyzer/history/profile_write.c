/* SPDX-License-Identifier: MIT */
/*
 * Writing a profile: the whole schema, or the changes against a parent's. The order is the
 * catalog's, one element a line, so that two profiles of one schema are the same bytes and a person
 * can read and edit one. What was written is read back before it goes to disk.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "history/profile.h"
#include "history/profile_markup.h"

enum { SAFE_NAME = 200 };

typedef struct writing {
    const assay_profile_write *profile;
    assay_arena *arena; /* scratch */
    assay_markup out;
    const assay_change *group;     /* the first change of the open <create> …, or NULL */
    const char *schema, *relation; /* of the open element in which objects stand */
    const char *container;         /* its element name, or NULL */
    bool whole;                    /* what is written are all objects, not changes */
} writing;

/* An empty text is left out. */
static const char *text_or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

static void write_parents(writing *w, const char *name, const char *const *ids, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assay_markup_element parent = {.name = name};
        assay_markup_attribute(&parent, "id", ids[i]);
        assay_markup_write(&w->out, &parent, false);
    }
}

static void write_root(writing *w)
{
    const assay_profile_write *p = w->profile;
    assay_markup_element root = {.name = "profile"};
    assay_buffer_add(&w->out.text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    assay_markup_attribute(&root, "revision", p->revision);
    assay_markup_attribute(&root, "project", text_or_null(p->project));
    assay_markup_attribute(&root, "tool", text_or_null(p->tool));
    assay_markup_attribute(&root, "dialect", assay_dialect_name(p->dialect));
    assay_markup_attribute(&root, "schema", text_or_null(p->schema));
    assay_markup_attribute(&root, "label", text_or_null(p->label));
    char server[16] = "";
    if (p->catalog->server_major > 0)
        snprintf(server, sizeof server, "%d", p->catalog->server_major);
    assay_markup_attribute(&root, "server", text_or_null(server));
    assay_markup_attribute(&root, "source", p->source);
    assay_markup_write(&w->out, &root, true);
    write_parents(w, "revises", p->revises, p->n_revises);
    write_parents(w, "depends-on", p->depends_on, p->n_depends_on);
    for (size_t i = 0; i < p->n_probes; i++)
        assay_markup_leaf(&w->out, "probe", p->probes[i].sql);
}

static void close_container(writing *w)
{
    if (w->container != NULL)
        assay_markup_close(&w->out, w->container);
    w->container = NULL;
}

static const char *group_name(const writing *w, assay_change_action action)
{
    static const char *const names[] = {[ASSAY_CREATE] = "create",
                                        [ASSAY_ALTER] = "alter",
                                        [ASSAY_DROP] = "drop",
                                        [ASSAY_RENAME] = "rename"};
    return w->whole ? "whole" : names[action];
}

static void close_group(writing *w)
{
    close_container(w);
    if (w->group != NULL)
        assay_markup_close(&w->out, group_name(w, w->group->action));
    w->group = NULL;
}

static const char *schema_or_null(const writing *w, const char *schema)
{
    const char *common = w->profile->schema == NULL ? "" : w->profile->schema;
    return strcmp(schema, common) != 0 ? schema : NULL;
}

/* An <in> for objects of a relation that is not itself written. */
static void open_in(writing *w, const assay_change *change)
{
    const assay_catalog *const catalogs[] = {w->profile->catalog, w->profile->parent};
    const char *kind = assay_kind_get(ASSAY_KIND_table)->name;
    for (size_t i = 0; i < 2; i++)
        for (int k = 0; k < ASSAY_KINDS && catalogs[i] != NULL; k++)
            if (assay_kind_is_relation((assay_kind)k) &&
                assay_catalog_find(catalogs[i], (assay_kind)k, change->schema, "",
                                   change->relation) != NULL)
                kind = assay_kind_get((assay_kind)k)->name;
    assay_markup_element in = {.name = "in"};
    assay_markup_attribute(&in, kind, change->relation);
    assay_markup_attribute(&in, "schema", schema_or_null(w, change->schema));
    assay_markup_write(&w->out, &in, true);
    w->container = "in";
    w->schema = change->schema;
    w->relation = change->relation;
}

/* Names of attributes in one attribute: unset="default comment". */
static void add_names(writing *w, assay_markup_element *element, const char *name,
                      const assay_kind_info *info, uint32_t mask)
{
    const char *names = "";
    for (size_t i = 0; i < info->n_attributes && names != NULL; i++)
        if ((mask >> i & 1) != 0)
            names = assay_arena_printf(w->arena, "%s%s%s", names, names[0] == '\0' ? "" : " ",
                                       info->attributes[i].name);
    if (names == NULL)
        w->out.text.status = ASSAY_NOMEM;
    else
        assay_markup_attribute(element, name, text_or_null(names));
}

static void add_values(writing *w, assay_markup_element *element, const assay_change *change)
{
    const assay_kind_info *info = assay_kind_get(change->kind);
    uint32_t unset = 0;
    for (size_t i = 0; i < info->n_attributes; i++) {
        uint32_t bit = (uint32_t)1 << i;
        if ((change->set & ~change->unknown & bit) == 0)
            continue;
        bool is_text = assay_profile_is_text(change->kind, (int)i);
        const char *value = change->values[i];
        if (value == NULL && !is_text)
            value = info->attributes[i].unset;
        if (value == NULL)
            unset |= bit;
        else if (is_text)
            assay_markup_text(element, info->attributes[i].name, value);
        else
            assay_markup_attribute(element, info->attributes[i].name, value);
    }
    add_names(w, element, "unset", info, unset);
    add_names(w, element, "unknown", info, change->unknown & change->set);
}

static void write_object(writing *w, const assay_change *change, bool container)
{
    const assay_kind_info *info = assay_kind_get(change->kind);
    assay_markup_element element = {.name = info->name};
    assay_markup_attribute(&element, "name", change->name);
    if (info->scope == ASSAY_SCOPE_SCHEMA)
        assay_markup_attribute(&element, "schema", schema_or_null(w, change->schema));
    assay_markup_attribute(&element, "cascade", change->cascade ? "yes" : NULL);
    assay_markup_attribute(&element, "replaces", change->replaces ? "yes" : NULL);
    if (change->action == ASSAY_RENAME) {
        bool same = strcmp(change->new_name, change->name) == 0;
        assay_markup_attribute(&element, "to", same ? NULL : change->new_name);
        assay_markup_attribute(&element, "to-schema", change->new_schema);
    }
    if (change->action == ASSAY_CREATE || change->action == ASSAY_ALTER)
        add_values(w, &element, change);
    assay_markup_write(&w->out, &element, container);
    if (!container)
        return;
    w->container = info->name;
    w->schema = change->schema;
    w->relation = change->name;
}

static bool is_below(const assay_change *change, assay_change_action action, const char *schema,
                     const char *relation)
{
    return change->action == action && change->relation[0] != '\0' &&
           strcmp(change->schema, schema) == 0 && strcmp(change->relation, relation) == 0;
}

static void write_change(writing *w, const assay_change *change, const assay_change *next)
{
    if (w->group == NULL || w->group->action != change->action) {
        close_group(w);
        assay_markup_open(&w->out, group_name(w, change->action));
        w->group = change;
    }
    if (change->relation[0] != '\0') {
        if (w->container == NULL || !is_below(change, change->action, w->schema, w->relation)) {
            close_container(w);
            open_in(w, change);
        }
        write_object(w, change, false);
        return;
    }
    close_container(w);
    write_object(w, change,
                 change->action != ASSAY_DROP && assay_kind_is_relation(change->kind) &&
                     next != NULL && is_below(next, change->action, change->schema, change->name));
}

/* True for what is there by itself: without anything of its own there is nothing to create. */
static bool implied(const assay_change *change)
{
    const assay_object object = {.kind = change->kind,
                                 .schema = change->schema,
                                 .relation = change->relation,
                                 .name = change->name,
                                 .unknown = change->unknown,
                                 .values = change->values};
    return change->action == ASSAY_CREATE && assay_object_implied(&object);
}

/* Leaves out the attributes that are not asked for, and alterations of nothing else. */
static size_t select_attributes(assay_change *changes, size_t count, assay_compare_mask groups)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        assay_change change = changes[i];
        if (groups != 0 && !assay_kind_compared(change.kind, groups))
            continue;
        size_t n = assay_kind_get(change.kind)->n_attributes;
        for (size_t a = 0; a < n && groups != 0; a++)
            if (!assay_attribute_compared(change.kind, (int)a, groups))
                change.set &= ~((uint32_t)1 << a);
        if (change.set != 0 || (change.action != ASSAY_ALTER && !implied(&changes[i])))
            changes[kept++] = change;
    }
    return kept;
}

/* Leaving out attributes marks the changes: the caller's stay as they are. */
static assay_status copy_changes(assay_change **out, size_t *count, const assay_change *changes,
                                 size_t n, assay_arena *arena, assay_error *err)
{
    *count = n;
    *out = assay_arena_calloc(arena, n + 1, sizeof **out);
    if (*out == NULL)
        return assay_fail_nomem(err);
    if (n > 0)
        memcpy(*out, changes, n * sizeof **out);
    return ASSAY_OK;
}

static void write_changes(writing *w, const assay_change *changes, size_t count)
{
    if (count == 0) {
        /* A whole schema without objects; changes that are none leave nothing to write. */
        if (w->whole)
            assay_markup_write(&w->out, &(assay_markup_element){.name = "whole"}, false);
        return;
    }
    if (!w->whole)
        assay_markup_open(&w->out, "changes");
    for (size_t i = 0; i < count; i++)
        write_change(w, &changes[i], i + 1 < count ? &changes[i + 1] : NULL);
    close_group(w);
    if (!w->whole)
        assay_markup_close(&w->out, "changes");
}

static assay_status write_variant(writing *w, const assay_variant *variant, assay_error *err)
{
    assay_change *changes;
    size_t count;
    assay_status status =
        copy_changes(&changes, &count, variant->changes, variant->n_changes, w->arena, err);
    if (status != ASSAY_OK)
        return status;
    count = select_attributes(changes, count, w->profile->groups);
    assay_markup_element element = {.name = "variant"};
    assay_markup_attribute(&element, "name", variant->name);
    assay_markup_write(&w->out, &element, count > 0);
    w->whole = false;
    for (size_t i = 0; i < count; i++)
        write_change(w, &changes[i], i + 1 < count ? &changes[i + 1] : NULL);
    close_group(w);
    if (count > 0)
        assay_markup_close(&w->out, "variant");
    return ASSAY_OK;
}

assay_status assay_profile_write_text(assay_buffer *out, const assay_profile_write *profile,
                                      assay_error *err)
{
    *out = (assay_buffer)ASSAY_BUFFER_INIT(ASSAY_MAX_PROFILE_BYTES);
    assay_arena *arena = assay_arena_new();
    assay_catalog *nothing = assay_catalog_new(profile->dialect);
    assay_status status =
        arena == NULL || nothing == NULL ? assay_fail_nomem(err) : assay_catalog_seal(nothing, err);
    assay_change *changes = NULL;
    size_t count = 0;
    if (status == ASSAY_OK && profile->changes == NULL)
        status = assay_history_diff(&changes, &count, arena,
                                    profile->parent == NULL ? nothing : profile->parent,
                                    profile->catalog, NULL, err);
    if (status == ASSAY_OK && profile->changes != NULL)
        status = copy_changes(&changes, &count, profile->changes, profile->n_changes, arena, err);
    if (status == ASSAY_OK) {
        writing w = {.profile = profile,
                     .arena = arena,
                     .whole = profile->parent == NULL,
                     .out = {.text = ASSAY_BUFFER_INIT(ASSAY_MAX_PROFILE_BYTES)}};
        count = select_attributes(changes, count, profile->groups);
        write_root(&w);
        write_changes(&w, changes, count);
        for (size_t i = 0; i < profile->n_variants && status == ASSAY_OK; i++)
            status = write_variant(&w, &profile->variants[i], err);
        assay_markup_close(&w.out, "profile");
        *out = w.out.text;
        if (status == ASSAY_OK)
            status = assay_buffer_check(out, err);
    }
    assay_catalog_free(nothing);
    assay_arena_free(arena);
    return status;
}

/* Whatever was written must be a profile: better no file than one that cannot be read. */
static assay_status read_back(const assay_buffer *text, const char *path,
                              assay_profile_grammar *given, assay_error *err)
{
    assay_catalog *texts = assay_catalog_new(ASSAY_POSTGRESQL);
    if (texts == NULL)
        return assay_fail_nomem(err);
    assay_profile_grammar *own = given == NULL ? assay_profile_grammar_new(texts->arena) : NULL;
    assay_profile_grammar *grammar = given == NULL ? own : given;
    assay_profile_reader *reader;
    assay_profile profile;
    assay_status status = grammar == NULL ? assay_fail_nomem(err)
                                          : assay_profile_reader_new(&reader, texts, grammar, err);
    if (status == ASSAY_OK)
        status =
            assay_profile_parse(&profile, reader, path, assay_buffer_text(text), text->length, err);
    assay_profile_grammar_free(own);
    assay_catalog_free(texts);
    return status;
}

/* REVISION.xml; an id that no file name can hold is made safe, and unique by its hash. */
static void add_file_name(assay_buffer *path, const char *revision)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t length = strlen(revision);
    bool kept = length <= SAFE_NAME && strspn(revision, safe) == length && revision[0] != '.' &&
                revision[0] != '-';
    for (size_t i = 0; i < length && i < SAFE_NAME; i++) {
        bool plain = strchr(safe, revision[i]) != NULL &&
                     (i > 0 || (revision[0] != '.' && revision[0] != '-'));
        assay_buffer_add_char(path, plain ? revision[i] : '_');
    }
    if (!kept) {
        char hex[ASSAY_HASH_HEX];
        assay_hash hash = assay_hash_of(revision, length);
        assay_hash_hex(&hash, hex);
        assay_buffer_printf(path, "-%.16s", hex);
    }
    assay_buffer_add(path, ".xml");
}

assay_status assay_profile_write_file(const char *directory, const assay_profile_write *profile,
                                      assay_error *err)
{
    if (profile->revision == NULL || profile->revision[0] == '\0')
        return assay_fail(err, ASSAY_USAGE, "a profile needs a revision");
    assay_buffer text = ASSAY_BUFFER_INIT(0);
    assay_buffer path = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_printf(&path, "%s/", directory);
    add_file_name(&path, profile->revision);
    assay_status status = assay_buffer_check(&path, err);
    if (status == ASSAY_OK)
        status = assay_profile_write_text(&text, profile, err);
    if (status == ASSAY_OK)
        status = read_back(&text, assay_buffer_text(&path), profile->grammar, err);
    if (status == ASSAY_OK)
        status = assay_file_make_directories(directory, err);
    if (status == ASSAY_OK)
        status = (profile->flushed_later ? assay_file_write_later : assay_file_write)(
            assay_buffer_text(&path), assay_buffer_text(&text), text.length, err);
    assay_buffer_release(&path);
    assay_buffer_release(&text);
    return status;
}

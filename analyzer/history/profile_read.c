/* SPDX-License-Identifier: MIT */
/*
 * Reading one profile: its root and its parents here, its objects in profile_object.c. The reader
 * refuses what it does not know in words of its own; the grammar has the last word, so that what
 * Assay reads is what schemas/profile.rng says.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "history/profile_reading.h"
#include "history/profile_text.h"

bool assay_profile_is_text(assay_kind kind, int attribute)
{
    const assay_attribute_info *info = &assay_kind_get(kind)->attributes[attribute];
    return info->form == ASSAY_FORM_BODY || strcmp(info->name, "definition") == 0 ||
           strcmp(info->name, "sql_body") == 0;
}

assay_status assay_profile_reader_new(assay_profile_reader **out, assay_catalog *texts,
                                      assay_profile_grammar *grammar, assay_error *err)
{
    assay_profile_reader *reader = assay_arena_alloc(texts->arena, sizeof *reader);
    *out = reader;
    if (reader == NULL)
        return assay_fail_nomem(err);
    reader->texts = texts;
    reader->grammar = grammar;
    return ASSAY_OK;
}

enum {
    REVISION,
    PROJECT,
    TOOL,
    DIALECT,
    SCHEMA,
    LABEL,
    SERVER,
    SOURCE,
    LISTED_ONLY,
    ROOT_ATTRIBUTES
};

static assay_status read_root(const assay_reading *reading, const xmlNode *root)
{
    assay_profile *profile = reading->profile;
    profile->line = (int)xmlGetLineNo(root);
    assay_wanted wanted[ROOT_ATTRIBUTES] = {
        [REVISION] = {"revision", NULL, true},
        [PROJECT] = {"project", NULL, false},
        [TOOL] = {"tool", NULL, false},
        [DIALECT] = {"dialect", NULL, true},
        [SCHEMA] = {"schema", NULL, false},
        [LABEL] = {"label", NULL, false},
        [SERVER] = {"server", NULL, false},
        [SOURCE] = {"source", NULL, false},
        [LISTED_ONLY] = {"listed-only", NULL, false},
    };
    if (!assay_reading_is(root, "profile"))
        return assay_reading_fail(reading, root, "the root is '%s', not 'profile'", root->name);
    assay_status status = assay_reading_attributes(reading, root, wanted, ROOT_ATTRIBUTES);
    if (status != ASSAY_OK)
        return status;
    profile->revision = wanted[REVISION].text;
    profile->project = wanted[PROJECT].text;
    profile->tool = wanted[TOOL].text;
    profile->label = wanted[LABEL].text == NULL ? "" : wanted[LABEL].text;
    /* The grammar lets no other text than a small number through. */
    if (wanted[SERVER].text != NULL)
        profile->server_major = (int)strtol(wanted[SERVER].text, NULL, 10);
    profile->source = wanted[SOURCE].text;
    if (!assay_dialect_find(&profile->dialect, wanted[DIALECT].text))
        return assay_reading_fail(reading, root, "'%s' is no dialect", wanted[DIALECT].text);
    bool sqlite = profile->dialect == ASSAY_SQLITE;
    profile->schema = wanted[SCHEMA].text;
    if (profile->schema == NULL)
        profile->schema = sqlite ? "" : "public";
    if ((profile->schema[0] == '\0') != sqlite)
        return assay_reading_fail(reading, root, "schema '%s' does not fit dialect '%s'",
                                  profile->schema, wanted[DIALECT].text);
    if (!sqlite && (profile->schema = assay_profile_name_cut(reading->reader->texts->strings,
                                                             profile->schema)) == NULL)
        return assay_fail_nomem(reading->err);
    return assay_reading_flag(&profile->listed_only, reading, root, "listed-only",
                              wanted[LISTED_ONLY].text);
}

static assay_status no_children(const assay_reading *reading, const xmlNode *element)
{
    const xmlNode *child;
    assay_status status = assay_reading_element(&child, reading, element->children);
    if (status == ASSAY_OK && child != NULL)
        status = assay_reading_fail(reading, child, "'%s' holds no elements", element->name);
    return status;
}

static assay_status read_parent(const assay_reading *reading, const xmlNode *element)
{
    assay_profile *profile = reading->profile;
    assay_wanted id = {"id", NULL, true};
    assay_status status = assay_reading_attributes(reading, element, &id, 1);
    if (status == ASSAY_OK)
        status = no_children(reading, element);
    if (status != ASSAY_OK)
        return status;
    bool depends = assay_reading_is(element, "depends-on");
    if (profile->n_parents >= ASSAY_MAX_PARENTS)
        return assay_reading_fail(reading, element, "more than %u parents", ASSAY_MAX_PARENTS);
    for (size_t i = 0; i < profile->n_parents; i++)
        if (strcmp(profile->parents[i].id, id.text) == 0 && profile->parents[i].depends == depends)
            return assay_reading_fail(reading, element, "parent '%s' is named twice", id.text);
    profile->parents[profile->n_parents++] =
        (assay_parent){.id = id.text, .line = (int)xmlGetLineNo(element), .depends = depends};
    return ASSAY_OK;
}

/* What stands before the schema: parents and probes. */
static assay_status read_parents(assay_reading *reading, const xmlNode **at)
{
    size_t count = 0;
    for (const xmlNode *node = *at; node != NULL && count < ASSAY_MAX_PARENTS; node = node->next)
        count += node->type == XML_ELEMENT_NODE;
    reading->profile->parents =
        assay_arena_calloc(reading->reader->texts->arena, count + 1, sizeof(assay_parent));
    if (reading->profile->parents == NULL)
        return assay_fail_nomem(reading->err);
    assay_status status = assay_reading_element(at, reading, *at);
    while (status == ASSAY_OK && *at != NULL &&
           (assay_reading_is(*at, "revises") || assay_reading_is(*at, "depends-on") ||
            assay_reading_is(*at, "probe"))) {
        status = assay_reading_is(*at, "probe") ? assay_reading_probe(reading, *at)
                                                : read_parent(reading, *at);
        if (status == ASSAY_OK)
            status = assay_reading_element(at, reading, (*at)->next);
    }
    return status;
}

static assay_status read_change_groups(assay_reading *reading, const xmlNode *changes)
{
    static const char *const actions[] = {[ASSAY_CREATE] = "create",
                                          [ASSAY_ALTER] = "alter",
                                          [ASSAY_DROP] = "drop",
                                          [ASSAY_RENAME] = "rename"};
    assay_status status = ASSAY_OK;
    const xmlNode *group = changes->children;
    while (status == ASSAY_OK) {
        status = assay_reading_element(&group, reading, group);
        if (status != ASSAY_OK || group == NULL)
            break;
        int action = ASSAY_RENAME;
        while (action >= 0 && !assay_reading_is(group, actions[action]))
            action--;
        if (action < 0)
            return assay_reading_fail(reading, group, "'%s' is no kind of change", group->name);
        status = assay_reading_objects(reading, group, (assay_change_action)action);
        group = group->next;
    }
    return status;
}

static assay_status read_changes(assay_reading *reading, const xmlNode *changes)
{
    assay_status status = assay_reading_attributes(reading, changes, NULL, 0);
    return status == ASSAY_OK ? read_change_groups(reading, changes) : status;
}

/* Objects are read into the profile's own changes, which step aside meanwhile. */
static assay_status read_variant(assay_reading *reading, const xmlNode *element)
{
    assay_profile *profile = reading->profile;
    assay_wanted name = {"name", NULL, true};
    assay_status status = assay_reading_attributes(reading, element, &name, 1);
    if (status != ASSAY_OK)
        return status;
    if (profile->n_variants >= ASSAY_MAX_VARIANTS)
        return assay_reading_fail(reading, element, "more than %u variants", ASSAY_MAX_VARIANTS);
    for (size_t i = 0; i < profile->n_variants; i++)
        if (strcmp(profile->variants[i].name, name.text) == 0)
            return assay_reading_fail(reading, element, "variant '%s' is there twice", name.text);
    assay_variant *grown =
        assay_arena_grow(reading->reader->texts->arena, profile->variants,
                         &reading->variants_capacity, profile->n_variants + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(reading->err);
    profile->variants = grown;
    const assay_profile own = *profile;
    assay_reading inner = *reading;
    inner.capacity = 0;
    inner.seen = NULL;
    profile->changes = NULL;
    profile->n_changes = 0;
    status = read_change_groups(&inner, element);
    grown[profile->n_variants] = (assay_variant){.name = name.text,
                                                 .changes = profile->changes,
                                                 .n_changes = profile->n_changes,
                                                 .line = (int)xmlGetLineNo(element)};
    profile->changes = own.changes;
    profile->n_changes = own.n_changes;
    profile->n_variants++;
    return status;
}

static assay_status read_variants(assay_reading *reading, const xmlNode **at)
{
    assay_status status = assay_reading_element(at, reading, *at);
    while (status == ASSAY_OK && *at != NULL && assay_reading_is(*at, "variant")) {
        status = read_variant(reading, *at);
        if (status == ASSAY_OK)
            status = assay_reading_element(at, reading, (*at)->next);
    }
    return status;
}

/* The schema or the changes, if the profile has any. */
static assay_status read_own(assay_reading *reading, const xmlNode **at)
{
    const xmlNode *own = *at;
    if (assay_reading_is(own, "variant"))
        return ASSAY_OK;
    *at = own->next;
    if (assay_reading_is(own, "changes"))
        return read_changes(reading, own);
    if (!assay_reading_is(own, "whole"))
        return assay_reading_fail(reading, own, "'%s' cannot stand here", own->name);
    reading->profile->whole = true;
    reading->seen = assay_map_new(reading->reader->texts->arena);
    return reading->seen == NULL ? assay_fail_nomem(reading->err)
                                 : assay_reading_objects(reading, own, ASSAY_CREATE);
}

static assay_status read_document(assay_reading *reading, const xmlNode *root)
{
    assay_status status = read_root(reading, root);
    if (status != ASSAY_OK)
        return status;
    reading->reader->texts->dialect = reading->profile->dialect;
    const xmlNode *at = root->children;
    status = read_parents(reading, &at);
    if (status != ASSAY_OK || at == NULL)
        return status;
    status = read_own(reading, &at);
    if (status == ASSAY_OK)
        status = read_variants(reading, &at);
    if (status == ASSAY_OK && at != NULL)
        status = assay_reading_fail(reading, at, "'%s' cannot stand here", at->name);
    return status;
}

assay_status assay_profile_parse(assay_profile *out, assay_profile_reader *reader, const char *file,
                                 const char *bytes, size_t length, assay_error *err)
{
    *out = (assay_profile){.file = file};
    assay_reading reading = {.reader = reader, .profile = out, .err = err};
    xmlDoc *document;
    assay_status status = assay_profile_xml_parse(&document, file, bytes, length, err);
    if (status != ASSAY_OK)
        return status;
    status = read_document(&reading, xmlDocGetRootElement(document));
    if (status == ASSAY_OK && !assay_profile_is_shipped(bytes, length))
        status = assay_profile_grammar_check(reader->grammar, document, file, err);
    xmlFreeDoc(document);
    return status;
}

assay_status assay_profile_read(assay_profile *out, assay_profile_reader *reader, const char *file,
                                assay_error *err)
{
    assay_arena *scratch = assay_arena_new();
    if (scratch == NULL)
        return assay_fail_nomem(err);
    const char *kept = assay_strings_intern(reader->texts->strings, file);
    char *bytes;
    size_t length;
    assay_status status = kept == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    if (status == ASSAY_OK)
        status = assay_file_read(&bytes, &length, scratch, file, ASSAY_MAX_PROFILE_BYTES, err);
    if (status == ASSAY_OK)
        status = assay_profile_parse(out, reader, kept, bytes, length, err);
    assay_arena_free(scratch);
    return status;
}

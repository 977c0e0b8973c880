/* SPDX-License-Identifier: MIT */
/*
 * Reading the objects of a profile as changes. Which elements and attributes there are follows from
 * kinds.def; what stands here is what is common to all kinds.
 */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "history/profile_markup.h"
#include "history/profile_reading.h"
#include "history/profile_text.h"

/* Where an object element stands. */
typedef struct place {
    assay_change_action action;
    const char *schema;
    const char *relation; /* NULL: not inside a relation */
} place;

/* The attributes that are not of kinds.def. */
enum { NAME, SCHEMA, UNSET, UNKNOWN, CASCADE, REPLACES, TO, TO_SCHEMA, SPECIALS };

#define DURING(action) (1u << ASSAY_##action)

static const struct {
    const char *name;
    unsigned actions;
} specials[SPECIALS] = {
    [NAME] = {"name", DURING(CREATE) | DURING(ALTER) | DURING(DROP) | DURING(RENAME)},
    [SCHEMA] = {"schema", DURING(CREATE) | DURING(ALTER) | DURING(DROP) | DURING(RENAME)},
    [UNSET] = {"unset", DURING(ALTER)},
    [UNKNOWN] = {"unknown", DURING(CREATE) | DURING(ALTER)},
    [CASCADE] = {"cascade", DURING(DROP)},
    [REPLACES] = {"replaces", DURING(CREATE)},
    [TO] = {"to", DURING(RENAME)},
    [TO_SCHEMA] = {"to-schema", DURING(RENAME)},
};

/* An object element while it is read. */
typedef struct element {
    const xmlNode *node;
    const assay_kind_info *info;
    place at;
    bool escaped;
    const char *special[SPECIALS];
    assay_change change;
} element;

static bool has_values(assay_change_action action)
{
    return action == ASSAY_CREATE || action == ASSAY_ALTER;
}

/* Attributes that name a relation (or a column of one), and how many parts that takes without a
 * schema. Readers qualify them; a person need not where the history's schema is meant. */
static const struct {
    assay_kind kind;
    int attribute;
    size_t parts;
} relation_names[] = {
    {ASSAY_KIND_foreign_key, ASSAY_foreign_key_references, 1},
    {ASSAY_KIND_table, ASSAY_table_partition_of, 1},
    {ASSAY_KIND_statistics, ASSAY_statistics_table, 1},
    {ASSAY_KIND_foreign_table, ASSAY_foreign_table_partition_of, 1},
    {ASSAY_KIND_sequence, ASSAY_sequence_owned_by, 2},
};

static assay_status qualify(const assay_reading *reading, assay_kind kind, int attribute,
                            const char **text)
{
    size_t row = 0, n = sizeof relation_names / sizeof *relation_names;
    while (row < n &&
           (relation_names[row].kind != kind || relation_names[row].attribute != attribute))
        row++;
    const char *parts[ASSAY_NAME_PARTS];
    assay_arena *arena = reading->reader->texts->arena;
    if (row == n || reading->profile->dialect != ASSAY_POSTGRESQL ||
        assay_profile_name_split(arena, *text, parts) != relation_names[row].parts)
        return ASSAY_OK;
    assay_buffer schema = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_quote_identifier(&schema, reading->profile->schema);
    assay_status status = assay_buffer_check(&schema, reading->err);
    if (status == ASSAY_OK &&
        (*text = assay_arena_printf(arena, "%s.%s", assay_buffer_text(&schema), *text)) == NULL)
        status = assay_fail_nomem(reading->err);
    assay_buffer_release(&schema);
    return status;
}

static assay_status set_value(const assay_reading *reading, element *e, int attribute,
                              const char *text)
{
    assay_catalog *texts = reading->reader->texts;
    assay_object **canonical = &reading->reader->canonical[e->change.kind];
    if (*canonical == NULL &&
        (*canonical = assay_catalog_add(texts, e->change.kind, "", "", "", reading->err)) == NULL)
        return ASSAY_NOMEM;
    uint32_t bit = (uint32_t)1 << attribute;
    if ((e->change.set & bit) != 0)
        return assay_reading_fail(reading, e->node, "'%s' of '%s' is given twice",
                                  e->info->attributes[attribute].name, e->special[NAME]);
    (*canonical)->unknown &= ~bit;
    (*canonical)->values[attribute] = NULL;
    assay_status status = qualify(reading, e->change.kind, attribute, &text);
    if (status != ASSAY_OK)
        return status;
    status = assay_object_set_canonical(texts, *canonical, attribute, text, reading->err);
    e->change.values[attribute] = (*canonical)->values[attribute];
    e->change.set |= bit;
    e->change.unknown |= (*canonical)->unknown & bit;
    return status;
}

static assay_status read_attribute(const assay_reading *reading, element *e, const xmlAttr *attr)
{
    const char *name = (const char *)attr->name;
    size_t special = 0;
    while (special < SPECIALS && (strcmp(specials[special].name, name) != 0 ||
                                  (specials[special].actions & 1u << e->at.action) == 0))
        special++;
    int attribute = assay_attribute_find(e->change.kind, name);
    bool own = attribute >= 0 && has_values(e->at.action) &&
               !assay_profile_is_text(e->change.kind, attribute);
    if (attr->ns != NULL || (special == SPECIALS && !own))
        return assay_reading_fail(reading, e->node, "'%s' has no attribute '%s' here",
                                  e->node->name, name);
    const char *text;
    assay_status status = assay_reading_attribute(&text, reading, attr, e->escaped);
    if (status != ASSAY_OK)
        return status;
    if (special == SPECIALS)
        return set_value(reading, e, attribute, text);
    e->special[special] = text;
    return ASSAY_OK;
}

static assay_status read_attributes(const assay_reading *reading, element *e)
{
    const xmlAttr *mark = xmlHasNsProp(e->node, BAD_CAST "escaped", NULL);
    const char *text = NULL;
    assay_status status = ASSAY_OK;
    if (mark != NULL)
        status = assay_reading_attribute(&text, reading, mark, false);
    if (status == ASSAY_OK)
        status = assay_reading_flag(&e->escaped, reading, e->node, "escaped", text);
    for (const xmlAttr *a = e->node->properties; status == ASSAY_OK && a != NULL; a = a->next)
        if (a != mark)
            status = read_attribute(reading, e, a);
    return status;
}

/* The key: the names, with what the place adds and PostgreSQL cuts. */
static assay_status read_key(const assay_reading *reading, element *e)
{
    assay_change *change = &e->change;
    const char *name = e->special[NAME], *schema = e->special[SCHEMA];
    const char *to = e->special[TO], *to_schema = e->special[TO_SCHEMA];
    if (name == NULL || name[0] == '\0')
        return assay_reading_fail(reading, e->node, "'%s' lacks the attribute 'name'",
                                  e->node->name);
    if (e->at.action == ASSAY_RENAME && (to == NULL || to[0] == '\0') && to_schema == NULL)
        return assay_reading_fail(reading, e->node, "'%s' lacks the attribute 'to'", e->node->name);
    if ((schema != NULL || to_schema != NULL) && e->info->scope != ASSAY_SCOPE_SCHEMA)
        return assay_reading_fail(reading, e->node, "'%s' has no schema of its own", e->node->name);
    change->action = e->at.action;
    change->line = (int)xmlGetLineNo(e->node);
    change->relation = e->at.relation == NULL ? "" : e->at.relation;
    change->schema = e->info->scope == ASSAY_SCOPE_DATABASE ? ""
                     : schema != NULL                       ? schema
                                                            : e->at.schema;
    change->name = name;
    if (e->at.action == ASSAY_RENAME) {
        change->new_name = to == NULL || to[0] == '\0' ? name : to;
        change->new_schema = to_schema;
    }
    if (reading->profile->dialect != ASSAY_POSTGRESQL)
        return change->schema[0] == '\0' && change->new_schema == NULL
                   ? ASSAY_OK
                   : assay_reading_fail(reading, e->node, "SQLite has no schemas");
    const char **names[] = {&change->name, &change->schema, &change->new_name, &change->new_schema};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (*names[i] != NULL && (*names[i] = assay_profile_name_cut(
                                      reading->reader->texts->strings, *names[i])) == NULL)
            return assay_fail_nomem(reading->err);
    return ASSAY_OK;
}

/* unset="a b" and unknown="a b": attributes by their names. */
static assay_status read_names(const assay_reading *reading, element *e, const char *names,
                               bool unknown)
{
    for (const char *word = names; word != NULL && *word != '\0';) {
        size_t length = strcspn(word, " ");
        char name[64];
        int attribute = -1;
        if (length > 0 && length < sizeof name) {
            memcpy(name, word, length);
            name[length] = '\0';
            attribute = assay_attribute_find(e->change.kind, name);
        }
        uint32_t bit = attribute < 0 ? 0 : (uint32_t)1 << attribute;
        if (bit == 0 || (e->change.set & bit) != 0)
            return assay_reading_fail(reading, e->node,
                                      "'%s' names no attribute of '%s' that is free", names,
                                      e->node->name);
        e->change.set |= bit;
        if (unknown)
            e->change.unknown |= bit;
        word += length + (word[length] == ' ');
    }
    return ASSAY_OK;
}

static assay_status read_hash(const assay_reading *reading, element *e, int attribute,
                              const xmlNode *node, const char *hex)
{
    const char *value = assay_arena_printf(reading->reader->texts->arena, "sha256:%s", hex);
    if (value == NULL)
        return assay_fail_nomem(reading->err);
    if (!assay_markup_is_hash(value) || node->children != NULL)
        return assay_reading_fail(reading, node, "'sha256' is not 64 hexadecimal digits alone");
    uint32_t bit = (uint32_t)1 << attribute;
    if ((e->change.set & bit) != 0)
        return assay_reading_fail(reading, node, "'%s' is given twice", node->name);
    e->change.set |= bit;
    e->change.values[attribute] = value;
    return ASSAY_OK;
}

/* <body>, <definition>, <comment>: values that are texts. Other children are left to the caller. */
static assay_status read_texts(const assay_reading *reading, element *e)
{
    const xmlNode *child = e->node->children;
    for (;; child = child->next) {
        assay_status status = assay_reading_element(&child, reading, child);
        if (status != ASSAY_OK || child == NULL)
            return status;
        int attribute = assay_attribute_find(e->change.kind, (const char *)child->name);
        if (attribute < 0 || !has_values(e->at.action) ||
            !assay_profile_is_text(e->change.kind, attribute))
            continue;
        assay_wanted hash = {"sha256", NULL, false};
        status = assay_reading_attributes(reading, child, &hash, 1);
        const char *text;
        if (status == ASSAY_OK && hash.text != NULL)
            status = read_hash(reading, e, attribute, child, hash.text);
        else if (status == ASSAY_OK &&
                 (status = assay_reading_text(&text, reading, child, e->escaped)) == ASSAY_OK)
            status = set_value(reading, e, attribute, text);
        if (status != ASSAY_OK)
            return status;
    }
}

static assay_status push(assay_reading *reading, const element *e)
{
    assay_profile *profile = reading->profile;
    assay_arena *arena = reading->reader->texts->arena;
    const assay_change *c = &e->change;
    if (reading->seen != NULL) {
        assay_buffer key = ASSAY_BUFFER_INIT(4 * ASSAY_MAX_TEXT);
        const char *kept = assay_arena_strdup(
            arena, assay_object_key(&key, c->kind, c->schema, c->relation, c->name));
        assay_buffer_release(&key);
        if (kept == NULL)
            return assay_fail_nomem(reading->err);
        if (assay_map_find(reading->seen, kept) != NULL)
            return assay_reading_fail(reading, e->node, "a second %s '%s'", e->info->name, c->name);
        if (!assay_map_put(reading->seen, kept, profile))
            return assay_fail_nomem(reading->err);
    }
    assay_change *changes = assay_arena_grow(arena, profile->changes, &reading->capacity,
                                             profile->n_changes + 1, sizeof *changes);
    if (changes == NULL)
        return assay_fail_nomem(reading->err);
    profile->changes = changes;
    changes[profile->n_changes++] = *c;
    return ASSAY_OK;
}

static assay_status read_object(assay_reading *reading, const xmlNode *node, const place *at);

/* The objects inside a relation. False in *any if there are none. */
static assay_status read_nested(assay_reading *reading, const element *e, bool *any)
{
    place inside = {e->at.action, e->change.schema, e->change.name};
    const xmlNode *child = e->node->children;
    *any = false;
    for (;; child = child->next) {
        assay_status status = assay_reading_element(&child, reading, child);
        if (status != ASSAY_OK || child == NULL)
            return status;
        int attribute = assay_attribute_find(e->change.kind, (const char *)child->name);
        if (has_values(e->at.action) && attribute >= 0 &&
            assay_profile_is_text(e->change.kind, attribute))
            continue;
        if (!has_values(e->at.action) || !assay_kind_is_relation(e->change.kind))
            return assay_reading_fail(reading, child, "'%s' cannot stand in '%s' here", child->name,
                                      e->node->name);
        *any = true;
        status = read_object(reading, child, &inside);
        if (status != ASSAY_OK)
            return status;
    }
}

static assay_status check_object(const assay_reading *reading, element *e)
{
    assay_status status =
        assay_reading_flag(&e->change.cascade, reading, e->node, "cascade", e->special[CASCADE]);
    if (status == ASSAY_OK)
        status = assay_reading_flag(&e->change.replaces, reading, e->node, "replaces",
                                    e->special[REPLACES]);
    if (status == ASSAY_OK && e->special[REPLACES] != NULL &&
        !assay_kind_is_relation(e->change.kind))
        status = assay_reading_fail(reading, e->node, "only a relation replaces");
    if (status == ASSAY_OK)
        status = read_names(reading, e, e->special[UNSET], false);
    if (status == ASSAY_OK)
        status = read_names(reading, e, e->special[UNKNOWN], true);
    return status;
}

static assay_status read_object(assay_reading *reading, const xmlNode *node, const place *at)
{
    element e = {.node = node, .at = *at};
    if (!assay_kind_find(&e.change.kind, (const char *)node->name))
        return assay_reading_fail(reading, node, "'%s' is no kind of object", node->name);
    e.info = assay_kind_get(e.change.kind);
    bool belongs = e.info->scope == ASSAY_SCOPE_TABLE || e.info->scope == ASSAY_SCOPE_RELATION;
    if (belongs != (at->relation != NULL))
        return assay_reading_fail(reading, node,
                                  belongs ? "'%s' must stand in its relation, or in an 'in'"
                                          : "'%s' cannot stand in a relation",
                                  node->name);
    if (has_values(at->action) &&
        (e.change.values = assay_arena_calloc(reading->reader->texts->arena, e.info->n_attributes,
                                              sizeof *e.change.values)) == NULL)
        return assay_fail_nomem(reading->err);
    assay_status status = read_attributes(reading, &e);
    if (status == ASSAY_OK)
        status = read_key(reading, &e);
    if (status == ASSAY_OK && has_values(at->action))
        status = read_texts(reading, &e);
    if (status == ASSAY_OK)
        status = check_object(reading, &e);
    /* An <alter> of a relation may be there only for what it holds. */
    bool alters = at->action != ASSAY_ALTER || e.change.set != 0, any;
    if (status == ASSAY_OK && alters)
        status = push(reading, &e);
    if (status == ASSAY_OK)
        status = read_nested(reading, &e, &any);
    if (status == ASSAY_OK && !alters && !any)
        status = assay_reading_fail(reading, node, "nothing of '%s' is altered", e.special[NAME]);
    return status;
}

/* <in table="…">: objects of a relation that is not itself touched. */
static assay_status read_in(assay_reading *reading, const xmlNode *node, assay_change_action action)
{
    enum { TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, IN_SCHEMA, IN_ATTRIBUTES };
    assay_wanted wanted[IN_ATTRIBUTES] = {[TABLE] = {"table", NULL, false},
                                          [VIEW] = {"view", NULL, false},
                                          [MATERIALIZED_VIEW] = {"materialized-view", NULL, false},
                                          [FOREIGN_TABLE] = {"foreign-table", NULL, false},
                                          [IN_SCHEMA] = {"schema", NULL, false}};
    assay_status status = assay_reading_attributes(reading, node, wanted, IN_ATTRIBUTES);
    if (status != ASSAY_OK)
        return status;
    const char *name = NULL;
    int names = 0;
    for (int i = TABLE; i <= FOREIGN_TABLE; i++) {
        names += wanted[i].text != NULL;
        name = wanted[i].text != NULL ? wanted[i].text : name;
    }
    if (names != 1 || name[0] == '\0')
        return assay_reading_fail(reading, node, "'in' must name one relation");
    const char *schema = wanted[IN_SCHEMA].text;
    place inside = {action, schema == NULL ? reading->profile->schema : schema, name};
    if (reading->profile->dialect == ASSAY_SQLITE && inside.schema[0] != '\0')
        return assay_reading_fail(reading, node, "SQLite has no schemas");
    assay_strings *strings = reading->reader->texts->strings;
    if (reading->profile->dialect == ASSAY_POSTGRESQL &&
        ((inside.schema = assay_profile_name_cut(strings, inside.schema)) == NULL ||
         (inside.relation = assay_profile_name_cut(strings, inside.relation)) == NULL))
        return assay_fail_nomem(reading->err);
    const xmlNode *child = node->children;
    for (;; child = child->next) {
        status = assay_reading_element(&child, reading, child);
        if (status == ASSAY_OK && child != NULL)
            status = read_object(reading, child, &inside);
        if (status != ASSAY_OK || child == NULL)
            return status;
    }
}

assay_status assay_reading_objects(assay_reading *reading, const xmlNode *group,
                                   assay_change_action action)
{
    assay_status status = assay_reading_attributes(reading, group, NULL, 0);
    place at = {action, reading->profile->schema, NULL};
    const xmlNode *child = group->children;
    while (status == ASSAY_OK) {
        status = assay_reading_element(&child, reading, child);
        if (status != ASSAY_OK || child == NULL)
            break;
        status = assay_reading_is(child, "in") ? read_in(reading, child, action)
                                               : read_object(reading, child, &at);
        child = child->next;
    }
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * The objects of one relation as one text of JSON, and back. Attributes go by name, so that a
 * reordered kinds table reads what an older one wrote.
 */
#include <string.h>

#include "base/limits.h"
#include "cache/cache_internal.h"

static void write_attributes(assay_buffer *out, const assay_object *object)
{
    const assay_kind_info *info = assay_kind_get(object->kind);
    char before = '{';
    for (size_t i = 0; i < info->n_attributes; i++) {
        if (object->values[i] == NULL)
            continue;
        assay_buffer_add_char(out, before);
        cache_json_add(out, info->attributes[i].name);
        assay_buffer_add_char(out, ':');
        cache_json_add(out, object->values[i]);
        before = ',';
    }
    assay_buffer_add(out, before == '{' ? "{}" : "}");
}

static void write_unknown(assay_buffer *out, const assay_object *object)
{
    const assay_kind_info *info = assay_kind_get(object->kind);
    char before = '[';
    assay_buffer_add(out, ",\"unknown\":");
    for (size_t i = 0; i < info->n_attributes; i++) {
        if ((object->unknown >> i & 1) == 0)
            continue;
        assay_buffer_add_char(out, before);
        cache_json_add(out, info->attributes[i].name);
        before = ',';
    }
    assay_buffer_add_char(out, ']');
}

static void write_object(assay_buffer *out, const assay_object *object)
{
    assay_buffer_add(out, "{\"kind\":");
    cache_json_add(out, assay_kind_get(object->kind)->name);
    if (object->relation[0] != '\0') {
        assay_buffer_add(out, ",\"relation\":");
        cache_json_add(out, object->relation);
    }
    assay_buffer_add(out, ",\"name\":");
    cache_json_add(out, object->name);
    assay_buffer_add(out, ",\"attributes\":");
    write_attributes(out, object);
    if (object->unknown != 0)
        write_unknown(out, object);
    if (object->reason != NULL) {
        assay_buffer_add(out, ",\"reason\":");
        cache_json_add(out, object->reason);
    }
    assay_buffer_add_char(out, '}');
}

assay_status cache_relation_write(assay_buffer *out, const assay_catalog *catalog,
                                  const cache_relation *relation, assay_error *err)
{
    assay_buffer_clear(out);
    for (size_t i = 0; i < relation->count; i++) {
        assay_buffer_add_char(out, i == 0 ? '[' : ',');
        write_object(out, catalog->objects[relation->first + i]);
    }
    assay_buffer_add_char(out, ']');
    return assay_buffer_check(out, err);
}

typedef struct reading {
    assay_catalog *catalog;
    const char *schema;
    const char *at;
    assay_buffer word, relation, name, value;
} reading;

static assay_status malformed(assay_error *err)
{
    assay_fail(err, ASSAY_CORRUPT, "the cache is damaged: a relation cannot be read");
    assay_error_remedy(err, "take the snapshot again into another file (--cache)");
    return ASSAY_CORRUPT;
}

/* The cache is sound, but a newer program wrote it. */
static assay_status unknown_word(const char *what, const char *word, assay_error *err)
{
    assay_fail(err, ASSAY_UNSUPPORTED, "the snapshot holds the %s '%s', which this assay lacks",
               what, word);
    assay_error_remedy(err, "use the assay that took it, or take it again");
    return ASSAY_UNSUPPORTED;
}

static assay_status read_attributes(reading *r, assay_object *object, assay_error *err)
{
    if (cache_json_skip(&r->at, "{}"))
        return ASSAY_OK;
    for (const char *before = "{"; !cache_json_skip(&r->at, "}"); before = ",") {
        if (!cache_json_skip(&r->at, before) || !cache_json_read(&r->word, &r->at) ||
            !cache_json_skip(&r->at, ":") || !cache_json_read(&r->value, &r->at))
            return malformed(err);
        int attribute = assay_attribute_find(object->kind, assay_buffer_text(&r->word));
        if (attribute < 0)
            return unknown_word("attribute", assay_buffer_text(&r->word), err);
        assay_status status = assay_buffer_check(&r->value, err);
        if (status == ASSAY_OK)
            status =
                assay_object_set(r->catalog, object, attribute, assay_buffer_text(&r->value), err);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

static assay_status read_unknown(reading *r, assay_object *object, assay_error *err)
{
    for (const char *before = "["; !cache_json_skip(&r->at, "]"); before = ",") {
        if (!cache_json_skip(&r->at, before) || !cache_json_read(&r->word, &r->at))
            return malformed(err);
        int attribute = assay_attribute_find(object->kind, assay_buffer_text(&r->word));
        if (attribute < 0)
            return unknown_word("attribute", assay_buffer_text(&r->word), err);
        object->unknown |= (uint32_t)1 << attribute;
    }
    return ASSAY_OK;
}

static assay_status read_reason(reading *r, assay_object *object, assay_error *err)
{
    if (!cache_json_read(&r->value, &r->at))
        return malformed(err);
    assay_status status = assay_buffer_check(&r->value, err);
    if (status != ASSAY_OK)
        return status;
    object->reason = assay_strings_intern(r->catalog->strings, assay_buffer_text(&r->value));
    return object->reason == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

/* Kind and key; *out is the new object. */
static assay_status read_key(assay_object **out, reading *r, assay_error *err)
{
    assay_buffer_clear(&r->relation);
    if (!cache_json_skip(&r->at, "{\"kind\":") || !cache_json_read(&r->word, &r->at))
        return malformed(err);
    if (cache_json_skip(&r->at, ",\"relation\":") && !cache_json_read(&r->relation, &r->at))
        return malformed(err);
    if (!cache_json_skip(&r->at, ",\"name\":") || !cache_json_read(&r->name, &r->at))
        return malformed(err);
    assay_kind kind;
    if (!assay_kind_find(&kind, assay_buffer_text(&r->word)))
        return unknown_word("kind", assay_buffer_text(&r->word), err);
    assay_status status = assay_buffer_check(&r->relation, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&r->name, err);
    if (status != ASSAY_OK)
        return status;
    *out = assay_catalog_add(r->catalog, kind, r->schema, assay_buffer_text(&r->relation),
                             assay_buffer_text(&r->name), err);
    return *out == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

static assay_status read_object(reading *r, assay_error *err)
{
    assay_object *object = NULL;
    assay_status status = read_key(&object, r, err);
    if (status != ASSAY_OK)
        return status;
    if (!cache_json_skip(&r->at, ",\"attributes\":"))
        return malformed(err);
    status = read_attributes(r, object, err);
    if (status == ASSAY_OK && cache_json_skip(&r->at, ",\"unknown\":"))
        status = read_unknown(r, object, err);
    if (status == ASSAY_OK && cache_json_skip(&r->at, ",\"reason\":"))
        status = read_reason(r, object, err);
    if (status == ASSAY_OK && !cache_json_skip(&r->at, "}"))
        status = malformed(err);
    return status;
}

assay_status cache_relation_read(assay_catalog *catalog, const char *schema, const char *objects,
                                 assay_error *err)
{
    reading r = {.catalog = catalog,
                 .schema = schema,
                 .at = objects,
                 .word = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME),
                 .relation = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME),
                 .name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME),
                 .value = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT)};
    assay_status status = ASSAY_OK;
    const char *before = "[";
    while (status == ASSAY_OK && !cache_json_skip(&r.at, "]")) {
        status = cache_json_skip(&r.at, before) ? read_object(&r, err) : malformed(err);
        before = ",";
    }
    assay_buffer_release(&r.word);
    assay_buffer_release(&r.relation);
    assay_buffer_release(&r.name);
    assay_buffer_release(&r.value);
    return status;
}

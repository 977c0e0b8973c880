/* SPDX-License-Identifier: MIT */
/* Setting an attribute by its form: the one door through which readers and profiles bring texts in.
 */
#include <string.h>

#include "base/limits.h"
#include "catalog/catalog.h"
#include "kinds/canon.h"

/* A qualified name with quotes only where assay_quote_identifier puts them: servers also quote
 * keywords, and whoever compares a name with a reference to it must not need their list. */
static void add_name(assay_buffer *out, const char *text)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz_";
    static const char rest[] = "abcdefghijklmnopqrstuvwxyz_0123456789$";
    while (*text != '\0') {
        size_t before = strcspn(text, "\"");
        assay_buffer_add_n(out, text, before);
        text += before;
        if (*text == '\0')
            return;
        size_t inside = strspn(text + 1, rest);
        bool plain = inside > 0 && strchr(first, text[1]) != NULL && text[1 + inside] == '"' &&
                     text[2 + inside] != '"';
        size_t end = 1 + strcspn(text + 1, "\"");
        while (!plain && text[end] == '"' && text[end + 1] == '"')
            end += 2 + strcspn(text + end + 2, "\"");
        size_t length = text[end] == '\0' ? end : end + 1;
        if (plain)
            assay_buffer_add_n(out, text + 1, inside);
        else
            assay_buffer_add_n(out, text, length);
        text += plain ? inside + 2 : length;
    }
}

static assay_status keep_raw(assay_catalog *catalog, assay_object *object, int attribute,
                             const char *value, assay_error *err)
{
    size_t n = assay_kind_get(object->kind)->n_attributes;
    if (object->raw == NULL)
        object->raw = assay_arena_calloc(catalog->arena, n, sizeof *object->raw);
    if (object->raw != NULL)
        object->raw[attribute] = assay_strings_intern(catalog->strings, value);
    return object->raw == NULL || object->raw[attribute] == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

/* A database says the same again and again, the defaults of its columns most of all. */
enum { REMEMBERED_LENGTH = 200 };

static bool is_costly(assay_form form)
{
    return form == ASSAY_FORM_EXPR || form == ASSAY_FORM_QUERY || form == ASSAY_FORM_LIST;
}

static const char *remembered(const assay_catalog *catalog, assay_form form, const char *value)
{
    return catalog->canonical[form] == NULL ? NULL
                                            : assay_map_find(catalog->canonical[form], value);
}

static assay_status remember(assay_catalog *catalog, assay_form form, const char *value,
                             const char *canonical, assay_error *err)
{
    if (!is_costly(form) || strnlen(value, REMEMBERED_LENGTH) == REMEMBERED_LENGTH)
        return ASSAY_OK;
    if (catalog->canonical[form] == NULL)
        catalog->canonical[form] = assay_map_new(catalog->arena);
    const char *key = assay_strings_intern(catalog->strings, value);
    const char *kept = assay_strings_intern(catalog->strings, canonical);
    if (catalog->canonical[form] == NULL || key == NULL || kept == NULL ||
        !assay_map_put(catalog->canonical[form], key, (void *)kept))
        return assay_fail_nomem(err);
    return ASSAY_OK;
}

static assay_status set_remembered(assay_catalog *catalog, assay_object *object, int attribute,
                                   const char *value, const char *canonical, assay_error *err)
{
    assay_status status = assay_object_set(catalog, object, attribute, canonical, err);
    if (status == ASSAY_OK && catalog->keep_raw)
        status = keep_raw(catalog, object, attribute, value, err);
    return status;
}

assay_status assay_object_set_canonical(assay_catalog *catalog, assay_object *object, int attribute,
                                        const char *value, assay_error *err)
{
    assay_form form = assay_kind_get(object->kind)->attributes[attribute].form;
    bool as_is = form == ASSAY_FORM_PLAIN || form == ASSAY_FORM_BODY ||
                 (form == ASSAY_FORM_TYPE && catalog->dialect == ASSAY_POSTGRESQL);
    /* A hash in place of a text (profiles) is no expression. */
    if (value == NULL || as_is || strncmp(value, "sha256:", 7) == 0)
        return assay_object_set(catalog, object, attribute, value, err);
    const char *canonical = remembered(catalog, form, value);
    if (canonical != NULL)
        return set_remembered(catalog, object, attribute, value, canonical, err);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error why = ASSAY_ERROR_INIT;
    assay_status status = ASSAY_OK;
    assay_canon_applied applied = 0;
    if (form == ASSAY_FORM_NAME)
        add_name(&text, value);
    else if (form == ASSAY_FORM_TYPE)
        assay_canon_type(&text, catalog->dialect, value);
    else if (form == ASSAY_FORM_OPTIONS)
        status = assay_canon_options(&text, value, &why);
    else
        status = assay_canon_text(&text, catalog->dialect, form, false, value, &applied, &why);
    if (status == ASSAY_UNSUPPORTED || text.status == ASSAY_LIMIT)
        status = assay_object_set_unknown(catalog, object, attribute,
                                          why.what[0] != '\0' ? why.what : "text is too long", err);
    else if (status != ASSAY_OK || text.status != ASSAY_OK)
        status = assay_fail_nomem(err);
    else {
        status = remember(catalog, form, value, assay_buffer_text(&text), err);
        if (status == ASSAY_OK)
            status = assay_object_set(catalog, object, attribute, assay_buffer_text(&text), err);
    }
    if (status == ASSAY_OK && catalog->keep_raw)
        status = keep_raw(catalog, object, attribute, value, err);
    assay_buffer_release(&text);
    return status;
}

/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "history/history.h"
#include "history/profile.h"

/* Comments are no part of what is compared, and short. */
static bool is_program(assay_kind kind, int attribute)
{
    return assay_profile_is_text(kind, attribute) &&
           assay_kind_get(kind)->attributes[attribute].compared == ASSAY_COMPARED_ALWAYS;
}

static assay_status hash_one(assay_catalog *catalog, assay_object *object, int attribute,
                             assay_error *err)
{
    const char *text = object->values[attribute];
    char value[sizeof "sha256:" + ASSAY_HASH_HEX] = "sha256:";
    assay_hash hash = assay_hash_of(text, strlen(text));
    assay_hash_hex(&hash, value + strlen(value));
    return assay_object_set(catalog, object, attribute, value, err);
}

assay_status assay_history_hash_texts(assay_catalog *catalog, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < catalog->n_objects && status == ASSAY_OK; i++) {
        assay_object *object = catalog->objects[i];
        size_t n = assay_kind_get(object->kind)->n_attributes;
        for (size_t a = 0; a < n && status == ASSAY_OK; a++)
            if (object->values[a] != NULL && is_program(object->kind, (int)a))
                status = hash_one(catalog, object, (int)a, err);
    }
    return status;
}

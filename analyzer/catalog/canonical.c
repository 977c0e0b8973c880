/* SPDX-License-Identifier: MIT */
/* Setting an attribute by its form: the one door through which readers and profiles bring texts in.
 */
#include <string.h>

#include "base/limits.h"
#include "catalog/catalog.h"
#include "kinds/canon.h"

assay_status assay_object_set_canonical(assay_catalog *catalog, assay_object *object, int attribute,
                                        const char *value, assay_error *err)
{
    assay_form form = assay_kind_get(object->kind)->attributes[attribute].form;
    bool as_is = form == ASSAY_FORM_PLAIN || form == ASSAY_FORM_BODY || form == ASSAY_FORM_NAME ||
                 (form == ASSAY_FORM_TYPE && catalog->dialect == ASSAY_POSTGRESQL);
    /* A hash in place of a text (profiles) is no expression. */
    if (value == NULL || as_is || strncmp(value, "sha256:", 7) == 0)
        return assay_object_set(catalog, object, attribute, value, err);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error why = ASSAY_ERROR_INIT;
    assay_status status = ASSAY_OK;
    if (form == ASSAY_FORM_TYPE)
        assay_canon_type(&text, catalog->dialect, value);
    else
        status = assay_canon_expression(&text, catalog->dialect, value, &why);
    if (status == ASSAY_UNSUPPORTED || text.status == ASSAY_LIMIT)
        status = assay_object_set_unknown(catalog, object, attribute,
                                          why.what[0] != '\0' ? why.what : "text is too long", err);
    else if (status != ASSAY_OK || text.status != ASSAY_OK)
        status = assay_fail_nomem(err);
    else
        status = assay_object_set(catalog, object, attribute, assay_buffer_text(&text), err);
    assay_buffer_release(&text);
    return status;
}

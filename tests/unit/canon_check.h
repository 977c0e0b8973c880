/* SPDX-License-Identifier: MIT */
/* What holds of the canonical form of any text at all. */
#ifndef ASSAY_TESTS_CANON_CHECK_H
#define ASSAY_TESTS_CANON_CHECK_H

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "kinds/canon.h"

static const assay_form canon_forms[] = {ASSAY_FORM_EXPR, ASSAY_FORM_QUERY, ASSAY_FORM_LIST};
enum { CANON_FORMS = sizeof canon_forms / sizeof *canon_forms };

/* The canonical form, or NULL if it has none; the caller frees it. */
static inline char *canon_of(assay_dialect dialect, assay_form form, bool loose, const char *text)
{
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error err = ASSAY_ERROR_INIT;
    assay_canon_applied applied = 0;
    assay_status status = assay_canon_text(&out, dialect, form, loose, text, &applied, &err);
    char *copy = status == ASSAY_OK ? strdup(assay_buffer_text(&out)) : NULL;
    assay_buffer_release(&out);
    return copy;
}

/* NULL, or what is wrong: the form must be its own form, of a length that the text bounds, and the
 * loose form of a strict one that of the text. */
static inline const char *canon_flaw(assay_dialect dialect, assay_form form, const char *text)
{
    const char *flaw = NULL;
    char *strict = canon_of(dialect, form, false, text);
    if (strict == NULL)
        return NULL;
    char *again = canon_of(dialect, form, false, strict);
    char *loose = canon_of(dialect, form, true, text);
    char *later = canon_of(dialect, form, true, strict);
    char *twice = loose == NULL ? NULL : canon_of(dialect, form, true, loose);
    if (strlen(strict) > 64 * strlen(text) + 64)
        flaw = "the form is much longer than the text";
    else if (again == NULL || strcmp(strict, again) != 0)
        flaw = "the strict form has another strict form";
    else if (loose != NULL && (twice == NULL || strcmp(loose, twice) != 0))
        flaw = "the loose form has another loose form";
    else if (loose != NULL && (later == NULL || strcmp(loose, later) != 0))
        flaw = "the strict form has another loose form than the text";
    free(twice);
    free(later);
    free(loose);
    free(again);
    free(strict);
    return flaw;
}

#endif

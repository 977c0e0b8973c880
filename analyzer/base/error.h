/* SPDX-License-Identifier: MIT */
/* Filling in assay_error: the only way an error comes into being. */
#ifndef ASSAY_BASE_ERROR_H
#define ASSAY_BASE_ERROR_H

#include "assay/error.h"

#define ASSAY_PRINTF(text, first) __attribute__((format(printf, text, first)))

/* Fills err unless it already holds a failure (the first one wins; NULL is allowed) and returns
 * code. Control characters in the text become spaces, so that an error is always one line. */
assay_status assay_fail(assay_error *err, assay_status code, const char *format, ...)
    ASSAY_PRINTF(3, 4);

/* As assay_fail, for the commonest failure of all. Inline, so that a compiler and an analyser see
 * that what follows a failed allocation is never ASSAY_OK. */
static inline assay_status assay_fail_nomem(assay_error *err)
{
    (void)assay_fail(err, ASSAY_NOMEM, "out of memory");
    return ASSAY_NOMEM;
}

/* Adds what only an outer stage knows. Each sets its field if it is still empty, and returns
 * err->code so that `return assay_error_where(err, …)` reads well. */
assay_status assay_error_where(assay_error *err, const char *format, ...) ASSAY_PRINTF(2, 3);
assay_status assay_error_remedy(assay_error *err, const char *format, ...) ASSAY_PRINTF(2, 3);

void assay_error_reset(assay_error *err);

#endif

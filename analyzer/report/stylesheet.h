/* SPDX-License-Identifier: MIT */
/*
 * Compiling stylesheets without touching a file or the network: xsl:import and xsl:include name
 * only embedded stylesheets, whose content takes the element's place.
 */
#ifndef ASSAY_REPORT_STYLESHEET_H
#define ASSAY_REPORT_STYLESHEET_H

#include <libxslt/xsltInternals.h>
#include <stdbool.h>

#include "base/error.h"

/* What libxml2 and libxslt have to say while they work, kept instead of printed. */
typedef struct assay_xslt_errors {
    char text[400];
    size_t length;
    /* The handlers that were there before. */
    xmlStructuredErrorFunc structured;
    void *structured_context;
    xmlGenericErrorFunc generic;
    void *generic_context;
    xmlGenericErrorFunc xslt;
    void *xslt_context;
} assay_xslt_errors;

/* Around every use of libxslt: errors are kept, and no other thread is between the two. */
void assay_xslt_begin(assay_xslt_errors *errors);
void assay_xslt_end(assay_xslt_errors *errors);
/* A xmlGenericErrorFunc with an assay_xslt_errors as its context. */
void assay_xslt_error(void *errors, const char *format, ...) ASSAY_PRINTF(2, 3);

/* Compiles `length` bytes; name is what errors call the stylesheet. Free with xsltFreeStylesheet.
 * ASSAY_INVALID if it is not a stylesheet or refers to another file. */
assay_status assay_stylesheet_compile(xsltStylesheetPtr *out, const char *bytes, size_t length,
                                      const char *name, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Assay's own XSLT functions, in the namespace urn:assay:functions. An argument that is an element
 * marked escaped="yes" is taken with its true bytes.
 *
 *   json(X)                  a JSON string with its quotes; null if X is an empty node set
 *   plain(X)                 what a terminal can show safely, on one line
 *   lines(X, INDENT)         the same with its line feeds, further lines indented
 *   xml(X)                   an element as XML, indented without adding a blank to any text
 *   source(X)                the same with its line feeds and tabs, for a page
 *   markdown(TEXT)           with a backslash before what Markdown would take for its own
 *   commented(X, PREFIX)     the same with the prefix before each of its lines
 *   wrap(TEXT, WIDTH, START, HANG)  broken at blanks (report/layout.h)
 *   pad(TEXT, WIDTH)         with blanks up to WIDTH columns
 *   width(TEXT)              columns
 *   shell(X)                 a word for sh, quoted where it must be
 *   heredoc(X)               <<'SQL', the text, and the line that ends it, which is none of its own
 *   sgr(CODES)               the terminal's sequence that selects colours: sgr('1;31')
 *   part(NAME)               the text of reports/NAME, which the binary carries
 *   digest(TEXT)             its SHA-256 in Base64, for a page's Content-Security-Policy
 */
#ifndef ASSAY_REPORT_FUNCTIONS_H
#define ASSAY_REPORT_FUNCTIONS_H

#include <libxslt/xsltInternals.h>

#include "base/error.h"

/* For this transformation only: the functions above and exsl:node-set. */
assay_status assay_functions_register(xsltTransformContextPtr transform, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* A tree as XML, an element a line. */
#ifndef ASSAY_REPORT_XML_LINES_H
#define ASSAY_REPORT_XML_LINES_H

#include <libxml/tree.h>

#include "base/buffer.h"

/* Indented, but no blank comes into a text: an element that holds text, or whose parts are
 * <differing>, stays on its line. */
void assay_xml_lines(assay_buffer *out, xmlNodePtr element);

#endif

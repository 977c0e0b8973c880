/* SPDX-License-Identifier: MIT */
/* The text of an XPath value, with the true bytes of what the document had to escape. */
#ifndef ASSAY_REPORT_XPATH_TEXT_H
#define ASSAY_REPORT_XPATH_TEXT_H

#include <libxml/xpath.h>

#include "base/buffer.h"

/* What a value is as text: there is none for an empty node set. */
typedef enum assay_xpath_kind {
    ASSAY_XPATH_NONE,
    ASSAY_XPATH_TEXT,
    ASSAY_XPATH_NOMEM
} assay_xpath_kind;

/* *text lives as long as the value and the document; where it had to be made it is *owned too, to
 * be freed with xmlFree. */
assay_xpath_kind assay_xpath_text(xmlXPathObjectPtr value, const char **text, char **owned);

#endif

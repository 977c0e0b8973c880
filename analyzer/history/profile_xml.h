/* SPDX-License-Identifier: MIT */
/* Bytes to an XML tree that obeys schemas/profile.rng. Internal: the only use of libxml2's parser
 * in this folder. */
#ifndef ASSAY_PROFILE_XML_H
#define ASSAY_PROFILE_XML_H

#include <libxml/relaxng.h>
#include <libxml/tree.h>

#include "history/profile.h"

/* Owned by the caller (xmlFreeDoc). No network, no DTD, no entity; comments and processing
 * instructions are left out. file is only for messages. */
assay_status assay_profile_xml_parse(xmlDoc **out, const char *file, const char *bytes,
                                     size_t length, assay_error *err);

/* ASSAY_INVALID with the first breach. */
assay_status assay_profile_grammar_check(assay_profile_grammar *grammar, xmlDoc *document,
                                         const char *file, assay_error *err);

#endif

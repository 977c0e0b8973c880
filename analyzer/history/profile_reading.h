/* SPDX-License-Identifier: MIT */
/* What profile_read.c (the root) and profile_object.c (the objects) share while they read. */
#ifndef ASSAY_PROFILE_READING_H
#define ASSAY_PROFILE_READING_H

#include "history/profile.h"
#include "history/profile_xml.h"

struct assay_profile_reader {
    assay_catalog *texts;
    assay_profile_grammar *grammar;
    /* One object for each kind, on which values take their canonical form. */
    assay_object *canonical[ASSAY_KINDS];
};

typedef struct assay_reading {
    assay_profile_reader *reader;
    assay_profile *profile;
    size_t capacity; /* of profile->changes */
    size_t probes_capacity, variants_capacity;
    assay_map *seen; /* keys of a whole profile's objects */
    assay_error *err;
} assay_reading;

/* ASSAY_INVALID at the node's line. */
assay_status assay_reading_fail(const assay_reading *reading, const xmlNode *node,
                                const char *format, ...) ASSAY_PRINTF(3, 4);

/* The text of an attribute or of an element that holds text only; unescaped if asked. Lives as
 * long as the reader's texts. */
assay_status assay_reading_attribute(const char **out, const assay_reading *reading,
                                     const xmlAttr *attribute, bool escaped);
assay_status assay_reading_text(const char **out, const assay_reading *reading,
                                const xmlNode *element, bool escaped);

/* One wanted attribute of assay_reading_attributes. */
typedef struct assay_wanted {
    const char *name;
    const char *text; /* NULL: it was not there */
    bool needed;      /* refuse if it is missing or empty */
} assay_wanted;

/* Reads the attributes of an element into `wanted` and refuses all others; "escaped" is always
 * allowed. */
assay_status assay_reading_attributes(const assay_reading *reading, const xmlNode *element,
                                      assay_wanted *wanted, size_t n_wanted);

/* Reads "yes" or "no"; NULL is no. */
assay_status assay_reading_flag(bool *out, const assay_reading *reading, const xmlNode *element,
                                const char *name, const char *text);

/* True for an element without a namespace of that name. */
bool assay_reading_is(const xmlNode *node, const char *name);
/* The element itself or the first element after it, NULL at the end; refuses text between. */
assay_status assay_reading_element(const xmlNode **out, const assay_reading *reading,
                                   const xmlNode *node);

/* A <probe>: appends to the profile's probes. */
assay_status assay_reading_probe(assay_reading *reading, const xmlNode *element);

/* <whole>, <create>, <alter>, <drop> or <rename>: appends to the profile's changes. */
assay_status assay_reading_objects(assay_reading *reading, const xmlNode *group,
                                   assay_change_action action);

#endif

/* SPDX-License-Identifier: MIT */
/* Taking texts, attributes and elements out of a profile's tree, with an error for the rest. */
#include "history/profile_reading.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "history/profile_text.h"

assay_status assay_reading_fail(const assay_reading *reading, const xmlNode *node,
                                const char *format, ...)
{
    char what[sizeof reading->err->what];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    assay_fail(reading->err, ASSAY_INVALID, "%s", what);
    assay_error_where(reading->err, "%s:%ld", reading->profile->file, xmlGetLineNo(node));
    return ASSAY_INVALID;
}

static assay_status keep(const char **out, const assay_reading *reading, const xmlNode *node,
                         xmlChar *text, bool escaped)
{
    assay_status status = ASSAY_OK;
    if (escaped && !assay_profile_text_unescape((char *)text))
        status = assay_reading_fail(reading, node, "a backslash begins neither \\\\ nor \\xHH");
    else if (strlen((char *)text) > ASSAY_MAX_TEXT)
        status =
            assay_reading_fail(reading, node, "a text is longer than %u bytes", ASSAY_MAX_TEXT);
    else if ((*out = assay_strings_intern(reading->reader->texts->strings, (char *)text)) == NULL)
        status = assay_fail_nomem(reading->err);
    xmlFree(text);
    return status;
}

assay_status assay_reading_attribute(const char **out, const assay_reading *reading,
                                     const xmlAttr *attribute, bool escaped)
{
    xmlChar *text = attribute->children == NULL
                        ? xmlStrdup(BAD_CAST "")
                        : xmlNodeListGetString(attribute->doc, attribute->children, 1);
    if (text == NULL)
        return assay_fail_nomem(reading->err);
    return keep(out, reading, attribute->parent, text, escaped);
}

assay_status assay_reading_text(const char **out, const assay_reading *reading,
                                const xmlNode *element, bool escaped)
{
    for (const xmlNode *child = element->children; child != NULL; child = child->next)
        if (child->type != XML_TEXT_NODE && child->type != XML_CDATA_SECTION_NODE)
            return assay_reading_fail(reading, child, "'%s' holds text only", element->name);
    xmlChar *text = xmlNodeGetContent(element);
    if (text == NULL)
        return assay_fail_nomem(reading->err);
    return keep(out, reading, element, text, escaped);
}

static bool is_escaped(const xmlNode *element)
{
    const xmlAttr *mark = xmlHasNsProp(element, BAD_CAST "escaped", NULL);
    return mark != NULL && mark->children != NULL && mark->children->content != NULL &&
           strcmp((const char *)mark->children->content, "yes") == 0;
}

assay_status assay_reading_attributes(const assay_reading *reading, const xmlNode *element,
                                      assay_wanted *wanted, size_t n_wanted)
{
    bool escaped = is_escaped(element);
    for (const xmlAttr *a = element->properties; a != NULL; a = a->next) {
        size_t i = 0;
        while (i < n_wanted && strcmp(wanted[i].name, (const char *)a->name) != 0)
            i++;
        bool mark = strcmp((const char *)a->name, "escaped") == 0;
        if (a->ns != NULL || (i == n_wanted && !mark))
            return assay_reading_fail(reading, element, "'%s' has no attribute '%s'", element->name,
                                      a->name);
        const char *text;
        assay_status status = assay_reading_attribute(&text, reading, a, escaped && !mark);
        if (status != ASSAY_OK)
            return status;
        bool flag;
        if (i < n_wanted)
            wanted[i].text = text;
        else if ((status = assay_reading_flag(&flag, reading, element, "escaped", text)) !=
                 ASSAY_OK)
            return status;
    }
    for (size_t i = 0; i < n_wanted; i++)
        if (wanted[i].needed && (wanted[i].text == NULL || wanted[i].text[0] == '\0'))
            return assay_reading_fail(reading, element, "'%s' lacks the attribute '%s'",
                                      element->name, wanted[i].name);
    return ASSAY_OK;
}

assay_status assay_reading_flag(bool *out, const assay_reading *reading, const xmlNode *element,
                                const char *name, const char *text)
{
    *out = text != NULL && strcmp(text, "yes") == 0;
    if (text == NULL || *out || strcmp(text, "no") == 0)
        return ASSAY_OK;
    return assay_reading_fail(reading, element, "'%s' is neither 'yes' nor 'no'", name);
}

bool assay_reading_is(const xmlNode *node, const char *name)
{
    return node->ns == NULL && strcmp((const char *)node->name, name) == 0;
}

assay_status assay_reading_element(const xmlNode **out, const assay_reading *reading,
                                   const xmlNode *node)
{
    for (; node != NULL && node->type != XML_ELEMENT_NODE; node = node->next)
        if (!xmlIsBlankNode(node))
            return assay_reading_fail(reading, node, "text where none may stand");
    *out = node;
    if (node != NULL && node->ns != NULL)
        return assay_reading_fail(reading, node, "'%s' is in a namespace", node->name);
    return ASSAY_OK;
}

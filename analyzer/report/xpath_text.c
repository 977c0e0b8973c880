/* SPDX-License-Identifier: MIT */
#include "report/xpath_text.h"

#include <stdbool.h>

#include "history/profile_text.h"

/* True for a part of a marked element too: <differing> in it, and its text nodes. */
static bool is_escaped(const xmlNode *node)
{
    while (node->type == XML_TEXT_NODE ||
           (node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST "differing")))
        node = node->parent;
    if (node->type != XML_ELEMENT_NODE)
        return false;
    for (const xmlAttr *mark = node->properties; mark != NULL; mark = mark->next)
        if (mark->ns == NULL && xmlStrEqual(mark->name, BAD_CAST "escaped"))
            return mark->children != NULL && xmlStrEqual(mark->children->content, BAD_CAST "yes");
    return false;
}

/* The text of an element or attribute that holds just one, which most do: nothing is copied. */
static const char *only_text(const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE)
        return (const char *)node->content;
    if (node->type != XML_ELEMENT_NODE && node->type != XML_ATTRIBUTE_NODE)
        return NULL;
    const xmlNode *child = node->children;
    if (child == NULL)
        return "";
    return child->type == XML_TEXT_NODE && child->next == NULL ? (const char *)child->content
                                                               : NULL;
}

/* Undoes the escaping of the document. A stylesheet may have marked a text that is none: that one
 * stays as it is. */
static assay_xpath_kind unescape(const char **text, char **owned)
{
    char *bytes = (char *)xmlStrdup(BAD_CAST * text);
    if (bytes == NULL)
        return ASSAY_XPATH_NOMEM;
    if (!assay_profile_text_unescape(bytes)) {
        xmlFree(bytes);
        return ASSAY_XPATH_TEXT;
    }
    xmlFree(*owned);
    *text = *owned = bytes;
    return ASSAY_XPATH_TEXT;
}

assay_xpath_kind assay_xpath_text(xmlXPathObjectPtr value, const char **text, char **owned)
{
    *text = NULL;
    *owned = NULL;
    bool is_set = value->type == XPATH_NODESET || value->type == XPATH_XSLT_TREE;
    if (is_set && xmlXPathNodeSetIsEmpty(value->nodesetval))
        return ASSAY_XPATH_NONE;
    if (is_set && value->nodesetval->nodeNr == 1)
        *text = only_text(value->nodesetval->nodeTab[0]);
    else if (value->type == XPATH_STRING)
        *text = (const char *)value->stringval;
    if (*text == NULL)
        *text = *owned = (char *)xmlXPathCastToString(value);
    if (*text == NULL)
        return ASSAY_XPATH_NOMEM;
    /* The cast has sorted the nodes: the first is the one whose text it is. */
    if (is_set && is_escaped(value->nodesetval->nodeTab[0]))
        return unescape(text, owned);
    return ASSAY_XPATH_TEXT;
}

/* SPDX-License-Identifier: MIT */
#include "report/written_element.h"

#include <libxml/HTMLtree.h>
#include <libxml/parserInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/imports.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/limits.h"

enum { NO_LEVEL = -1, MAX_LEVEL = 99 };

static void fail(xsltTransformContextPtr transform, xmlNodePtr element, const char *what)
{
    xsltTransformError(transform, NULL, element, "assay:written: %s\n", what);
    transform->state = XSLT_STATE_STOPPED;
}

static int write_bytes(void *context, const char *bytes, int length)
{
    assay_buffer *out = context;
    assay_buffer_add_n(out, bytes, (size_t)length);
    return out->status == ASSAY_OK ? length : -1;
}

static bool is_html(const xsltTransformContext *transform)
{
    const xmlChar *method;
    XSLT_GET_IMPORT_PTR(method, transform->style, method)
    return xmlStrEqual(method, BAD_CAST "html");
}

static int level_of(const xmlNode *element)
{
    xmlChar *text = xmlGetNoNsProp(element, BAD_CAST "level");
    int level = text == NULL ? NO_LEVEL : atoi((const char *)text);
    xmlFree(text);
    return level > MAX_LEVEL ? MAX_LEVEL : level;
}

/* The nodes as the output method writes them. */
static void serialize(assay_buffer *out, xsltTransformContextPtr transform, xmlNodePtr nodes,
                      int level)
{
    xmlOutputBufferPtr output = xmlOutputBufferCreateIO(write_bytes, NULL, out, NULL);
    bool html = is_html(transform);
    for (xmlNodePtr node = nodes; output != NULL && node != NULL; node = node->next) {
        if (level >= 0)
            xmlOutputBufferWriteString(output, "\n");
        for (int i = 0; i < level; i++)
            xmlOutputBufferWriteString(output, "  ");
        if (html)
            htmlNodeDumpFormatOutput(output, transform->output, node, "UTF-8", 0);
        else
            xmlNodeDumpOutput(output, transform->output, node, level < 0 ? 0 : level, level >= 0,
                              "UTF-8");
    }
    if (output == NULL || xmlOutputBufferClose(output) < 0)
        out->status = ASSAY_NOMEM;
}

/* Appends a text that is written as it is. Not by xmlAddChild, which would append to the text
 * before it, looking for its end each time. */
static bool append(xmlNodePtr parent, const char *text)
{
    xmlNodePtr node = xmlNewDocText(parent->doc, BAD_CAST text);
    if (node == NULL)
        return false;
    node->name = xmlStringTextNoenc;
    node->parent = parent;
    node->prev = parent->last;
    if (parent->last != NULL)
        parent->last->next = node;
    else
        parent->children = node;
    parent->last = node;
    return true;
}

static void write_content(xsltTransformContextPtr transform, xmlNodePtr node, xmlNodePtr element,
                          xsltElemPreCompPtr computed)
{
    (void)computed;
    xmlNodePtr outside = transform->insert;
    xmlNodePtr aside = xmlNewDocNode(transform->output, NULL, BAD_CAST "aside", NULL);
    if (aside == NULL) {
        fail(transform, element, "out of memory");
        return;
    }
    transform->insert = aside;
    xsltApplyOneTemplate(transform, node, element->children, NULL, NULL);
    transform->insert = outside;
    transform->lasttext = NULL;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    serialize(&text, transform, aside->children, level_of(element));
    xmlFreeNode(aside);
    if (text.status != ASSAY_OK || !append(outside, assay_buffer_text(&text)))
        fail(transform, element, "out of memory");
    assay_buffer_release(&text);
}

assay_status assay_written_element_register(xsltTransformContextPtr transform, assay_error *err)
{
    if (xsltRegisterExtElement(transform, BAD_CAST "written", BAD_CAST "urn:assay:functions",
                               write_content) != 0)
        return assay_fail_nomem(err);
    return ASSAY_OK;
}

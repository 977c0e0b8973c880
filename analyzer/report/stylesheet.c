/* SPDX-License-Identifier: MIT */
#include "report/stylesheet.h"

#include <libxml/parser.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/embedded.h"

/* libxslt reports errors of compiling to a process-wide handler and initialises itself on first
 * use, neither of which two threads may do at once. */
static pthread_mutex_t compiling = PTHREAD_MUTEX_INITIALIZER;

static void keep(assay_xslt_errors *errors, const char *format, va_list args)
{
    size_t room = sizeof errors->text - errors->length;
    int n = vsnprintf(errors->text + errors->length, room, format, args);
    if (n > 0)
        errors->length += (size_t)n < room ? (size_t)n : room - 1;
}

void assay_xslt_error(void *errors, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    keep(errors, format, args);
    va_end(args);
}

static void structured(void *errors, xmlErrorPtr error)
{
    if (error->message != NULL)
        assay_xslt_error(errors, "%s", error->message);
}

void assay_xslt_errors_begin(assay_xslt_errors *errors)
{
    *errors = (assay_xslt_errors){.saved = xmlStructuredError,
                                  .saved_context = xmlStructuredErrorContext};
    xmlSetStructuredErrorFunc(errors, structured);
}

void assay_xslt_errors_end(assay_xslt_errors *errors)
{
    xmlSetStructuredErrorFunc(errors->saved_context, errors->saved);
}

static assay_status parse(xmlDocPtr *out, const char *bytes, size_t length, const char *name,
                          assay_error *err)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (parser == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    *out = xmlCtxtReadMemory(parser, bytes, (int)length, name, NULL,
                             XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                 XML_PARSE_NOCDATA);
    if (*out == NULL) {
        const xmlError *error = xmlCtxtGetLastError(parser);
        status = assay_fail(err, ASSAY_INVALID, "stylesheet '%s' is not XML: %s", name,
                            error != NULL && error->message != NULL ? error->message : "?");
        if (error != NULL)
            assay_error_where(err, "%s:%d", name, error->line);
    } else if ((*out)->intSubset != NULL) {
        status = assay_fail(err, ASSAY_INVALID, "stylesheet '%s' has a DOCTYPE", name);
        assay_error_remedy(err, "remove it: entities are not expanded");
        xmlFreeDoc(*out);
        *out = NULL;
    }
    xmlFreeParserCtxt(parser);
    return status;
}

static bool is_reference(xmlNodePtr node)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           xmlStrEqual(node->ns->href, XSLT_NAMESPACE) &&
           (xmlStrEqual(node->name, BAD_CAST "import") ||
            xmlStrEqual(node->name, BAD_CAST "include"));
}

/* The prefixes that XPath expressions in the content use are declared on the root that stays
 * behind: each copied element gets them. */
static bool copy_before(xmlNodePtr place, xmlNodePtr from)
{
    for (xmlNodePtr node = xmlDocGetRootElement(from->doc)->children; node != NULL;
         node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        xmlNodePtr copy = xmlDocCopyNode(node, place->doc, 1);
        if (copy == NULL || xmlAddPrevSibling(place, copy) == NULL) {
            xmlFreeNode(copy);
            return false;
        }
        for (xmlNsPtr ns = from->nsDef; ns != NULL; ns = ns->next)
            xmlNewNs(copy, ns->href, ns->prefix);
    }
    return true;
}

static assay_status splice(xmlNodePtr reference, const char *name, assay_error *err)
{
    xmlChar *href = xmlGetNoNsProp(reference, BAD_CAST "href");
    assay_buffer path = ASSAY_BUFFER_INIT(256);
    assay_buffer_printf(&path, "reports/%s", href == NULL ? "" : (const char *)href);
    const assay_embedded *file = assay_embedded_find(assay_buffer_text(&path));
    xmlDocPtr document = NULL;
    assay_status status = ASSAY_OK;
    if (file == NULL || strcmp(assay_buffer_text(&path) + strlen("reports/"), name) == 0) {
        status = assay_fail(err, ASSAY_INVALID, "stylesheet '%s' refers to '%.200s'", name,
                            href == NULL ? "" : (const char *)href);
        assay_error_where(err, "%s:%ld", name, xmlGetLineNo(reference));
        assay_error_remedy(err, "only stylesheets that Assay carries can be imported: common.xsl");
    } else {
        status = parse(&document, file->data, file->length, file->path, err);
    }
    if (status == ASSAY_OK && !copy_before(reference, xmlDocGetRootElement(document)))
        status = assay_fail_nomem(err);
    if (status == ASSAY_OK) {
        xmlUnlinkNode(reference);
        xmlFreeNode(reference);
    }
    xmlFreeDoc(document);
    assay_buffer_release(&path);
    xmlFree(href);
    return status;
}

/* Every xsl:import and xsl:include below the root, also those in the content of others, but not
 * without end: a stylesheet that imports itself through another is refused. */
static assay_status resolve_references(xmlDocPtr document, const char *name, assay_error *err)
{
    enum { MAX_REFERENCES = 16 };
    int found = 0;
    xmlNodePtr next, root = xmlDocGetRootElement(document);
    for (xmlNodePtr node = root->children; node != NULL; node = next) {
        next = node->next;
        if (!is_reference(node))
            continue;
        xmlNodePtr before = node->prev;
        if (++found > MAX_REFERENCES)
            return assay_fail(err, ASSAY_INVALID, "stylesheet '%s' has too many imports", name);
        assay_status status = splice(node, name, err);
        if (status != ASSAY_OK)
            return status;
        next = before == NULL ? root->children : before->next;
    }
    return ASSAY_OK;
}

static xsltStylesheetPtr compile_quietly(xmlDocPtr document, assay_xslt_errors *errors)
{
    pthread_mutex_lock(&compiling);
    xmlGenericErrorFunc saved = xsltGenericError;
    void *saved_context = xsltGenericErrorContext;
    xsltSetGenericErrorFunc(errors, assay_xslt_error);
    assay_xslt_errors_begin(errors);
    xsltStylesheetPtr style = xsltParseStylesheetDoc(document);
    assay_xslt_errors_end(errors);
    xsltSetGenericErrorFunc(saved_context, saved);
    pthread_mutex_unlock(&compiling);
    return style;
}

assay_status assay_stylesheet_compile(xsltStylesheetPtr *out, const char *bytes, size_t length,
                                      const char *name, assay_error *err)
{
    *out = NULL;
    xmlDocPtr document = NULL;
    assay_status status = parse(&document, bytes, length, name, err);
    if (status == ASSAY_OK)
        status = resolve_references(document, name, err);
    if (status != ASSAY_OK) {
        xmlFreeDoc(document);
        return status;
    }
    assay_xslt_errors errors;
    *out = compile_quietly(document, &errors);
    if (*out == NULL) {
        xmlFreeDoc(document);
        return assay_fail(err, ASSAY_INVALID, "stylesheet '%s': %s", name, errors.text);
    }
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
#include "report/stylesheet.h"

#include <libexslt/exslt.h>
#include <libxml/parser.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/embedded.h"

/* libxslt has process-wide state: where errors of compiling and some of running go, and what it
 * sets up on first use. One thread at a time. */
static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;

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

void assay_xslt_begin(assay_xslt_errors *errors)
{
    pthread_mutex_lock(&busy);
    /* Registers str:replace, which cannot be had for one transformation only. Idempotent. */
    xsltInit();
    exsltStrRegister();
    *errors = (assay_xslt_errors){.structured = xmlStructuredError,
                                  .structured_context = xmlStructuredErrorContext,
                                  .generic = xmlGenericError,
                                  .generic_context = xmlGenericErrorContext,
                                  .xslt = xsltGenericError,
                                  .xslt_context = xsltGenericErrorContext};
    xmlSetStructuredErrorFunc(errors, structured);
    xmlSetGenericErrorFunc(errors, assay_xslt_error);
    xsltSetGenericErrorFunc(errors, assay_xslt_error);
}

void assay_xslt_end(assay_xslt_errors *errors)
{
    xsltSetGenericErrorFunc(errors->xslt_context, errors->xslt);
    xmlSetGenericErrorFunc(errors->generic_context, errors->generic);
    xmlSetStructuredErrorFunc(errors->structured_context, errors->structured);
    pthread_mutex_unlock(&busy);
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

/* The embedded file that an xsl:import or xsl:include names, or NULL. */
static const assay_embedded *referred_to(xmlNodePtr reference)
{
    xmlChar *href = xmlGetNoNsProp(reference, BAD_CAST "href");
    assay_buffer path = ASSAY_BUFFER_INIT(256);
    assay_buffer_printf(&path, "reports/%s", href == NULL ? "" : (const char *)href);
    const assay_embedded *file = assay_embedded_find(assay_buffer_text(&path));
    assay_buffer_release(&path);
    xmlFree(href);
    return file;
}

static assay_status refuse(xmlNodePtr reference, const char *name, assay_error *err)
{
    xmlChar *href = xmlGetNoNsProp(reference, BAD_CAST "href");
    assay_fail(err, ASSAY_INVALID, "stylesheet '%s' refers to '%.200s'", name,
               href == NULL ? "" : (const char *)href);
    xmlFree(href);
    assay_error_where(err, "%s:%ld", name, xmlGetLineNo(reference));
    return assay_error_remedy(err,
                              "only what Assay carries can be imported, such as common-words.xsl");
}

static assay_status splice(xmlNodePtr reference, const assay_embedded *file, assay_error *err)
{
    xmlDocPtr document;
    assay_status status = parse(&document, file->data, file->length, file->path, err);
    if (status == ASSAY_OK && !copy_before(reference, xmlDocGetRootElement(document)))
        status = assay_fail_nomem(err);
    xmlFreeDoc(document);
    return status;
}

/* Each embedded stylesheet once, however often it is named: what is there twice is an error. */
static bool is_new(const assay_embedded *seen[], size_t *n_seen, const assay_embedded *file)
{
    for (size_t i = 0; i < *n_seen; i++)
        if (seen[i] == file)
            return false;
    seen[(*n_seen)++] = file;
    return true;
}

/* Puts the content of what is imported and included in its place, also of what that imports. */
static assay_status resolve_references(xmlDocPtr document, const char *name, assay_error *err)
{
    enum { MAX_SEEN = 16 };
    const assay_embedded *seen[MAX_SEEN];
    size_t n_seen = 0;
    xmlNodePtr next, root = xmlDocGetRootElement(document);
    for (xmlNodePtr node = root->children; node != NULL; node = next) {
        next = node->next;
        if (!is_reference(node))
            continue;
        const assay_embedded *file = referred_to(node);
        if (file == NULL || n_seen == MAX_SEEN)
            return refuse(node, name, err);
        xmlNodePtr before = node->prev;
        if (is_new(seen, &n_seen, file)) {
            assay_status status = splice(node, file, err);
            if (status != ASSAY_OK)
                return status;
            next = before == NULL ? root->children : before->next;
        }
        if (next == node)
            next = node->next;
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
    return ASSAY_OK;
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
    assay_xslt_begin(&errors);
    *out = xsltParseStylesheetDoc(document);
    assay_xslt_end(&errors);
    if (*out == NULL) {
        xmlFreeDoc(document);
        return assay_fail(err, ASSAY_INVALID, "stylesheet '%s': %s", name, errors.text);
    }
    return ASSAY_OK;
}

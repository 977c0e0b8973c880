/* SPDX-License-Identifier: MIT */
#include "report/json_elements.h"

#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/templates.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "report/escape.h"
#include "report/xpath_text.h"

#define JSON_NAMESPACE "urn:assay:json"

/* An element of the stylesheet, made ready when it is first met. It hangs at the element. */
typedef struct prepared {
    struct prepared *next;
    xmlNodePtr element;
    const char *key;
    bool key_is_template;
    xmlXPathCompExprPtr string;
    xmlNsPtr *namespaces;
    int n_namespaces;
} prepared;

struct assay_json_elements {
    prepared *all;
    assay_buffer text; /* what the outermost element has printed so far */
    xmlNodePtr aside;  /* where the content of a value is made */
    size_t depth;
    bool filled; /* the object or array that is open has something in it */
};

static void fail(xsltTransformContextPtr transform, xmlNodePtr element, const char *what)
{
    xsltTransformError(transform, NULL, element, "j:%s: %s\n", (const char *)element->name, what);
    transform->state = XSLT_STATE_STOPPED;
}

static const char *attribute(const xmlNode *element, const char *name)
{
    for (const xmlAttr *one = element->properties; one != NULL; one = one->next)
        if (one->ns == NULL && xmlStrEqual(one->name, BAD_CAST name) && one->children != NULL)
            return (const char *)one->children->content;
    return NULL;
}

static int count_namespaces(xmlNsPtr *list)
{
    int n = 0;
    while (list != NULL && list[n] != NULL)
        n++;
    return n;
}

static prepared *prepare(assay_json_elements *elements, xsltTransformContextPtr transform,
                         xmlNodePtr element)
{
    if (element->_private != NULL)
        return element->_private;
    prepared *one = calloc(1, sizeof *one);
    if (one == NULL) {
        fail(transform, element, "out of memory");
        return NULL;
    }
    *one = (prepared){.next = elements->all, .element = element};
    element->_private = elements->all = one;
    one->key = attribute(element, "k");
    one->key_is_template = one->key != NULL && strchr(one->key, '{') != NULL;
    const char *string = attribute(element, "string");
    if (string == NULL)
        return one;
    one->string = xsltXPathCompile(transform->style, BAD_CAST string);
    if (one->string == NULL)
        fail(transform, element, "its string is no XPath");
    one->namespaces = xmlGetNsList(element->doc, element);
    one->n_namespaces = count_namespaces(one->namespaces);
    return one;
}

static xmlXPathObjectPtr evaluate(xsltTransformContextPtr transform, xmlNodePtr node,
                                  const prepared *one)
{
    xmlXPathContextPtr xpath = transform->xpathCtxt;
    xmlNodePtr old_node = xpath->node;
    xmlNsPtr *old_namespaces = xpath->namespaces;
    int old_n = xpath->nsNr, old_size = xpath->contextSize, old_position = xpath->proximityPosition;
    xpath->node = node;
    xpath->namespaces = one->namespaces;
    xpath->nsNr = one->n_namespaces;
    xmlXPathObjectPtr value = xmlXPathCompiledEval(one->string, xpath);
    xpath->node = old_node;
    xpath->namespaces = old_namespaces;
    xpath->nsNr = old_n;
    xpath->contextSize = old_size;
    xpath->proximityPosition = old_position;
    return value;
}

static void add_string(assay_json_elements *elements, xsltTransformContextPtr transform,
                       xmlNodePtr node, const prepared *one)
{
    const char *text;
    char *owned = NULL;
    xmlXPathObjectPtr value = one->string == NULL ? NULL : evaluate(transform, node, one);
    if (value == NULL) {
        fail(transform, one->element, "its string cannot be computed");
        return;
    }
    switch (assay_xpath_text(value, &text, &owned)) {
    case ASSAY_XPATH_TEXT:
        assay_json_string(&elements->text, text);
        break;
    case ASSAY_XPATH_NONE:
        assay_buffer_add(&elements->text, "null");
        break;
    case ASSAY_XPATH_NOMEM:
        fail(transform, one->element, "out of memory");
        break;
    }
    xmlFree(owned);
    xmlXPathFreeObject(value);
}

static void add_line(assay_json_elements *elements)
{
    assay_buffer_add_char(&elements->text, '\n');
    for (size_t i = 0; i < elements->depth; i++)
        assay_buffer_add(&elements->text, "  ");
}

/* Runs what is in the element, of which the text is the value. Into a node of
 * its own: libxslt appends to a long text by looking for its end. */
static void add_content(assay_json_elements *elements, xsltTransformContextPtr transform,
                        xmlNodePtr node, xmlNodePtr element)
{
    xmlNodePtr outside = transform->insert;
    transform->insert = elements->aside;
    xsltApplyOneTemplate(transform, node, element->children, NULL, NULL);
    transform->insert = outside;
    transform->lasttext = NULL;
    for (xmlNodePtr part = elements->aside->children; part != NULL; part = part->next)
        if (part->type == XML_TEXT_NODE)
            assay_buffer_add(&elements->text, (const char *)part->content);
    xmlFreeNodeList(elements->aside->children);
    elements->aside->children = elements->aside->last = NULL;
}

/* The comma after what came before, a line of its own, and the key. */
static void begin(assay_json_elements *elements, xsltTransformContextPtr transform,
                  const prepared *one)
{
    if (elements->filled)
        assay_buffer_add_char(&elements->text, ',');
    if (elements->depth > 0)
        add_line(elements);
    elements->filled = true;
    if (one->key == NULL)
        return;
    xmlChar *made = NULL;
    if (one->key_is_template) {
        made = xsltEvalAttrValueTemplate(transform, one->element, BAD_CAST "k", NULL);
        if (made == NULL)
            fail(transform, one->element, "its key cannot be computed");
    }
    assay_buffer_add_char(&elements->text, '"');
    assay_buffer_add(&elements->text, made != NULL ? (const char *)made : one->key);
    assay_buffer_add(&elements->text, "\": ");
    xmlFree(made);
}

/* What the outermost element has printed goes where it stands. */
static void end(assay_json_elements *elements, xsltTransformContextPtr transform,
                xmlNodePtr element)
{
    if (elements->depth > 0)
        return;
    assay_buffer_add_char(&elements->text, '\n');
    elements->filled = false;
    const char *text = assay_buffer_text(&elements->text);
    if (elements->text.status != ASSAY_OK ||
        xsltCopyTextString(transform, transform->insert, BAD_CAST text, 0) == NULL)
        fail(transform, element, "out of memory");
    assay_buffer_release(&elements->text);
}

static void print_container(xsltTransformContextPtr transform, xmlNodePtr node, xmlNodePtr element,
                            const char brackets[2])
{
    assay_json_elements *elements = transform->_private;
    const prepared *one = prepare(elements, transform, element);
    if (one == NULL)
        return;
    begin(elements, transform, one);
    assay_buffer_add_char(&elements->text, brackets[0]);
    elements->filled = false;
    elements->depth++;
    xsltApplyOneTemplate(transform, node, element->children, NULL, NULL);
    elements->depth--;
    if (elements->filled)
        add_line(elements);
    elements->filled = true;
    assay_buffer_add_char(&elements->text, brackets[1]);
    end(elements, transform, element);
}

static void print_object(xsltTransformContextPtr transform, xmlNodePtr node, xmlNodePtr element,
                         xsltElemPreCompPtr computed)
{
    (void)computed;
    print_container(transform, node, element, "{}");
}

static void print_array(xsltTransformContextPtr transform, xmlNodePtr node, xmlNodePtr element,
                        xsltElemPreCompPtr computed)
{
    (void)computed;
    print_container(transform, node, element, "[]");
}

static void print_value(xsltTransformContextPtr transform, xmlNodePtr node, xmlNodePtr element,
                        xsltElemPreCompPtr computed)
{
    (void)computed;
    assay_json_elements *elements = transform->_private;
    const prepared *one = prepare(elements, transform, element);
    if (one == NULL)
        return;
    begin(elements, transform, one);
    if (attribute(element, "string") != NULL)
        add_string(elements, transform, node, one);
    else
        add_content(elements, transform, node, element);
    end(elements, transform, element);
}

static const struct {
    const char *name;
    xsltTransformFunction print;
} printers[] = {{"o", print_object}, {"a", print_array}, {"v", print_value}};

assay_status assay_json_elements_register(assay_json_elements **out,
                                          xsltTransformContextPtr transform, assay_error *err)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return assay_fail_nomem(err);
    (*out)->text = (assay_buffer)ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    transform->_private = *out;
    (*out)->aside = xmlNewNode(NULL, BAD_CAST "aside");
    if ((*out)->aside == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < sizeof printers / sizeof *printers; i++)
        if (xsltRegisterExtElement(transform, BAD_CAST printers[i].name, BAD_CAST JSON_NAMESPACE,
                                   printers[i].print) != 0)
            return assay_fail_nomem(err);
    return ASSAY_OK;
}

void assay_json_elements_free(assay_json_elements *elements)
{
    if (elements == NULL)
        return;
    while (elements->all != NULL) {
        prepared *one = elements->all;
        elements->all = one->next;
        one->element->_private = NULL;
        xmlXPathFreeCompExpr(one->string);
        xmlFree(one->namespaces);
        free(one);
    }
    xmlFreeNode(elements->aside);
    assay_buffer_release(&elements->text);
    free(elements);
}

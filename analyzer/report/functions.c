/* SPDX-License-Identifier: MIT */
#include "report/functions.h"

#include <libxml/xpathInternals.h>
#include <libxslt/extensions.h>
#include <libxslt/extra.h>

#include "base/embedded.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/quote.h"
#include "report/escape.h"
#include "report/layout.h"
#include "report/xml_lines.h"
#include "report/xpath_text.h"

#define FUNCTIONS_NAMESPACE "urn:assay:functions"

enum { MAX_RESULT = 4 * ASSAY_MAX_TEXT + 16 };

/* Pops the topmost argument as text with its true bytes; owned. NULL: an empty node set, or
 * memory is gone (the evaluation then has an error). */
static char *pop_text(xmlXPathParserContextPtr ctxt)
{
    const char *text;
    char *owned;
    xmlXPathObjectPtr value = valuePop(ctxt);
    if (value == NULL)
        return NULL;
    assay_xpath_kind kind = assay_xpath_text(value, &text, &owned);
    if (kind == ASSAY_XPATH_TEXT && owned == NULL)
        owned = (char *)xmlStrdup(BAD_CAST text);
    xmlXPathFreeObject(value);
    if (owned == NULL && kind != ASSAY_XPATH_NONE)
        xmlXPathSetError(ctxt, XPATH_MEMORY_ERROR);
    return owned;
}

static size_t pop_size(xmlXPathParserContextPtr ctxt)
{
    double number = xmlXPathPopNumber(ctxt);
    return number >= 0 && number < 10000 ? (size_t)number : 0;
}

static void push_result(xmlXPathParserContextPtr ctxt, assay_buffer *out)
{
    if (out->status != ASSAY_OK) {
        xmlXPathSetError(ctxt, XPATH_MEMORY_ERROR);
    } else {
        valuePush(ctxt, xmlXPathNewString(BAD_CAST assay_buffer_text(out)));
    }
    assay_buffer_release(out);
}

static bool has_arguments(xmlXPathParserContextPtr ctxt, int given, int wanted)
{
    if (given == wanted)
        return true;
    xmlXPathSetArityError(ctxt);
    return false;
}

static void call_json(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(2 * MAX_RESULT);
    char *text = pop_text(ctxt);
    if (text != NULL)
        assay_json_string(&out, text);
    else
        assay_buffer_add(&out, "null");
    push_result(ctxt, &out);
    xmlFree(text);
}

static void call_plain(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_RESULT);
    char *text = pop_text(ctxt);
    assay_printable(&out, text == NULL ? "" : text, false);
    push_result(ctxt, &out);
    xmlFree(text);
}

static void call_lines(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 2))
        return;
    assay_buffer shown = ASSAY_BUFFER_INIT(MAX_RESULT), out = ASSAY_BUFFER_INIT(2 * MAX_RESULT);
    size_t indent = pop_size(ctxt);
    char *text = pop_text(ctxt);
    assay_printable(&shown, text == NULL ? "" : text, true);
    assay_text_indent(&out, assay_buffer_text(&shown), indent);
    push_result(ctxt, &out);
    assay_buffer_release(&shown);
    xmlFree(text);
}

static void call_xml(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    xmlXPathObjectPtr value = valuePop(ctxt);
    if (value != NULL && value->type == XPATH_NODESET && !xmlXPathNodeSetIsEmpty(value->nodesetval))
        assay_xml_lines(&out, value->nodesetval->nodeTab[0]);
    push_result(ctxt, &out);
    xmlXPathFreeObject(value);
}

static void call_source(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_RESULT);
    char *text = pop_text(ctxt);
    assay_printable_source(&out, text == NULL ? "" : text);
    push_result(ctxt, &out);
    xmlFree(text);
}

static void call_markdown(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(2 * MAX_RESULT);
    xmlChar *text = xmlXPathPopString(ctxt);
    if (text != NULL)
        assay_markdown(&out, (const char *)text);
    push_result(ctxt, &out);
    xmlFree(text);
}

static void call_commented(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 2))
        return;
    assay_buffer shown = ASSAY_BUFFER_INIT(MAX_RESULT), out = ASSAY_BUFFER_INIT(2 * MAX_RESULT);
    xmlChar *prefix = xmlXPathPopString(ctxt);
    char *text = pop_text(ctxt);
    assay_printable(&shown, text == NULL ? "" : text, true);
    assay_text_prefix(&out, assay_buffer_text(&shown), prefix == NULL ? "" : (const char *)prefix);
    push_result(ctxt, &out);
    assay_buffer_release(&shown);
    xmlFree(text);
    xmlFree(prefix);
}

static void call_wrap(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 4))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(2 * MAX_RESULT);
    size_t hang = pop_size(ctxt), start = pop_size(ctxt), width = pop_size(ctxt);
    xmlChar *text = xmlXPathPopString(ctxt);
    if (text != NULL)
        assay_text_wrap(&out, (const char *)text, width, start, hang);
    push_result(ctxt, &out);
    xmlFree(text);
}

static void call_excerpt(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 3))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_RESULT);
    size_t most = pop_size(ctxt);
    xmlChar *other = xmlXPathPopString(ctxt), *text = xmlXPathPopString(ctxt);
    if (text != NULL && other != NULL)
        assay_text_excerpt(&out, (const char *)text, (const char *)other, most);
    push_result(ctxt, &out);
    xmlFree(text);
    xmlFree(other);
}

static void call_pad(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 2))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_RESULT);
    size_t width = pop_size(ctxt);
    xmlChar *text = xmlXPathPopString(ctxt);
    if (text != NULL)
        assay_text_pad(&out, (const char *)text, width);
    push_result(ctxt, &out);
    xmlFree(text);
}

static void call_width(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    xmlChar *text = xmlXPathPopString(ctxt);
    size_t width = text == NULL ? 0 : assay_text_width((const char *)text);
    valuePush(ctxt, xmlXPathNewFloat((double)width));
    xmlFree(text);
}

/* XML cannot hold the escape character, so a stylesheet cannot write one itself. */
static void call_sgr(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_RESULT);
    xmlChar *codes = xmlXPathPopString(ctxt);
    assay_buffer_add(&out, "\x1b[");
    for (const xmlChar *c = codes; c != NULL && *c != '\0'; c++)
        if ((*c >= '0' && *c <= '9') || *c == ';')
            assay_buffer_add_char(&out, (char)*c);
    assay_buffer_add_char(&out, 'm');
    push_result(ctxt, &out);
    xmlFree(codes);
}

static void call_part(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer path = ASSAY_BUFFER_INIT(256);
    xmlChar *name = xmlXPathPopString(ctxt);
    assay_buffer_printf(&path, "reports/%s", name == NULL ? "" : (const char *)name);
    const assay_embedded *file = assay_embedded_find(assay_buffer_text(&path));
    if (file == NULL) {
        xmlXPathSetError(ctxt, XPATH_INVALID_OPERAND);
    } else {
        valuePush(ctxt, xmlXPathNewCString(file->data));
    }
    assay_buffer_release(&path);
    xmlFree(name);
}

static void call_digest(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    char digest[ASSAY_HASH_BASE64];
    xmlChar *text = xmlXPathPopString(ctxt);
    if (text == NULL)
        return;
    assay_hash hash = assay_hash_of(text, (size_t)xmlStrlen(text));
    assay_hash_base64(&hash, digest);
    valuePush(ctxt, xmlXPathNewCString(digest));
    xmlFree(text);
}

static void call_shell(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(2 * MAX_RESULT);
    char *text = pop_text(ctxt);
    assay_quote_shell(&out, text == NULL ? "" : text);
    push_result(ctxt, &out);
    xmlFree(text);
}

static void call_heredoc(xmlXPathParserContextPtr ctxt, int n)
{
    if (!has_arguments(ctxt, n, 1))
        return;
    assay_buffer out = ASSAY_BUFFER_INIT(2 * MAX_RESULT);
    char *text = pop_text(ctxt);
    assay_shell_heredoc(&out, text == NULL ? "" : text);
    push_result(ctxt, &out);
    xmlFree(text);
}

static const struct {
    const char *name;
    const char *uri;
    xmlXPathFunction function;
} functions[] = {
    {"json", FUNCTIONS_NAMESPACE, call_json},
    {"plain", FUNCTIONS_NAMESPACE, call_plain},
    {"lines", FUNCTIONS_NAMESPACE, call_lines},
    {"xml", FUNCTIONS_NAMESPACE, call_xml},
    {"source", FUNCTIONS_NAMESPACE, call_source},
    {"markdown", FUNCTIONS_NAMESPACE, call_markdown},
    {"commented", FUNCTIONS_NAMESPACE, call_commented},
    {"wrap", FUNCTIONS_NAMESPACE, call_wrap},
    {"excerpt", FUNCTIONS_NAMESPACE, call_excerpt},
    {"pad", FUNCTIONS_NAMESPACE, call_pad},
    {"width", FUNCTIONS_NAMESPACE, call_width},
    {"sgr", FUNCTIONS_NAMESPACE, call_sgr},
    {"part", FUNCTIONS_NAMESPACE, call_part},
    {"digest", FUNCTIONS_NAMESPACE, call_digest},
    {"shell", FUNCTIONS_NAMESPACE, call_shell},
    {"heredoc", FUNCTIONS_NAMESPACE, call_heredoc},
    {"node-set", "http://exslt.org/common", xsltFunctionNodeSet},
};

assay_status assay_functions_register(xsltTransformContextPtr transform, assay_error *err)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (xsltRegisterExtFunction(transform, BAD_CAST functions[i].name,
                                    BAD_CAST functions[i].uri, functions[i].function) != 0)
            return assay_fail_nomem(err);
    return ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * Parsing hostile XML. Depth, number of elements and any DOCTYPE are refused while the parser runs,
 * before a tree of them exists; without a DOCTYPE there are no entities beyond the five of XML.
 * Messages of libxml2 arrive through the handlers of each context, never through process-wide ones.
 */
#include "history/profile_xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <limits.h>
#include <string.h>

#include "base/embedded.h"
#include "base/limits.h"

/* What the handlers share: stands in the parser's _private, and is the user data of others. */
typedef struct parse {
    const char *file;
    assay_status status;
    unsigned depth;
    unsigned elements;
    assay_error *err;
} parse;

static void fail_at(parse *p, assay_status code, const char *what, const char *detail, int line)
{
    if (p->status != ASSAY_OK)
        return;
    p->status = code;
    size_t length = strlen(detail);
    while (length > 0 && (detail[length - 1] == '\n' || detail[length - 1] == ' '))
        length--;
    assay_fail(p->err, code, "%s%.*s", what, (int)(length < 400 ? length : 400), detail);
    assay_error_where(p->err, "%s:%d", p->file, line);
}

static void on_error(parse *p, const xmlError *error, const char *what)
{
    if (error->level < XML_ERR_ERROR)
        return;
    if (error->code == XML_ERR_NO_MEMORY) {
        p->status = p->status == ASSAY_OK ? assay_fail_nomem(p->err) : p->status;
        return;
    }
    fail_at(p, ASSAY_INVALID, what, error->message == NULL ? "" : error->message, error->line);
}

static void on_parser_error(void *context, xmlError *error)
{
    on_error(((xmlParserCtxt *)context)->_private, error, "not well-formed XML: ");
}

/* What is wrong with the bytes of an encoding is told to the thread's handler, which prints it. The
 * parser goes on to say that the text ends too early. */
static void on_stray_error(void *context, xmlError *error)
{
    (void)context, (void)error;
}

static void on_grammar_error(void *context, xmlError *error)
{
    on_error(context, error, "breaks the grammar of profiles: ");
}

static void refuse(xmlParserCtxt *parser, assay_status code, const char *what)
{
    fail_at(parser->_private, code, what, "", xmlSAX2GetLineNumber(parser));
    xmlStopParser(parser);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    refuse(context, ASSAY_INVALID, "a profile must not have a DOCTYPE");
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int n_namespaces, const xmlChar **namespaces, int n_attributes,
                     int n_defaulted, const xmlChar **attributes)
{
    xmlParserCtxt *parser = context;
    parse *p = parser->_private;
    if (++p->depth > ASSAY_MAX_XML_DEPTH)
        refuse(parser, ASSAY_LIMIT, "elements are nested too deeply");
    else if (++p->elements > ASSAY_MAX_XML_ELEMENTS)
        refuse(parser, ASSAY_LIMIT, "too many elements");
    else
        xmlSAX2StartElementNs(context, name, prefix, uri, n_namespaces, namespaces, n_attributes,
                              n_defaulted, attributes);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    ((parse *)((xmlParserCtxt *)context)->_private)->depth--;
    xmlSAX2EndElementNs(context, name, prefix, uri);
}

assay_status assay_profile_xml_parse(xmlDoc **out, const char *file, const char *bytes,
                                     size_t length, assay_error *err)
{
    *out = NULL;
    parse p = {.file = file, .status = ASSAY_OK, .err = err};
    if (length > INT_MAX || length > ASSAY_MAX_PROFILE_BYTES) {
        fail_at(&p, ASSAY_LIMIT, "the file is too large", "", 1);
        return p.status;
    }
    xmlInitParser();
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (parser == NULL)
        return assay_fail_nomem(err);
    parser->_private = &p;
    parser->sax->serror = on_parser_error;
    parser->sax->internalSubset = on_doctype;
    parser->sax->startElementNs = on_start;
    parser->sax->endElementNs = on_end;
    parser->sax->comment = NULL;
    parser->sax->processingInstruction = NULL;
    /* BIG_LINES: without it lines beyond 65535 are not told apart. */
    xmlStructuredErrorFunc before = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, on_stray_error);
    xmlDoc *document = xmlCtxtReadMemory(parser, bytes, (int)length, NULL, NULL,
                                         XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
    xmlSetStructuredErrorFunc(context, before);
    if (document == NULL || xmlDocGetRootElement(document) == NULL)
        fail_at(&p, ASSAY_INVALID, "not well-formed XML", "", 1);
    xmlFreeParserCtxt(parser);
    if (p.status != ASSAY_OK)
        xmlFreeDoc(document);
    else
        *out = document;
    return p.status;
}

struct assay_profile_grammar {
    xmlRelaxNG *rules; /* NULL: not parsed yet */
};

assay_profile_grammar *assay_profile_grammar_new(assay_arena *arena)
{
    return assay_arena_alloc(arena, sizeof(assay_profile_grammar));
}

void assay_profile_grammar_free(assay_profile_grammar *grammar)
{
    if (grammar != NULL)
        xmlRelaxNGFree(grammar->rules);
}

static assay_status parse_grammar(assay_profile_grammar *grammar, assay_error *err)
{
    const assay_embedded *file = assay_embedded_find("schemas/profile.rng");
    if (file == NULL)
        return assay_fail(err, ASSAY_INTERNAL, "the grammar of profiles is not embedded");
    xmlInitParser();
    parse p = {.file = file->path, .status = ASSAY_OK, .err = err};
    xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewMemParserCtxt(file->data, (int)file->length);
    if (parser == NULL)
        return assay_fail_nomem(err);
    xmlRelaxNGSetParserStructuredErrors(parser, on_grammar_error, &p);
    grammar->rules = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    if (grammar->rules == NULL)
        fail_at(&p, ASSAY_INTERNAL, "the grammar of profiles is broken", "", 1);
    return p.status;
}

assay_status assay_profile_grammar_check(assay_profile_grammar *grammar, xmlDoc *document,
                                         const char *file, assay_error *err)
{
    assay_status status = grammar->rules == NULL ? parse_grammar(grammar, err) : ASSAY_OK;
    if (status != ASSAY_OK)
        return status;
    parse p = {.file = file, .status = ASSAY_OK, .err = err};
    xmlRelaxNGValidCtxt *context = xmlRelaxNGNewValidCtxt(grammar->rules);
    if (context == NULL)
        return assay_fail_nomem(err);
    xmlRelaxNGSetValidStructuredErrors(context, on_grammar_error, &p);
    int result = xmlRelaxNGValidateDoc(context, document);
    xmlRelaxNGFreeValidCtxt(context);
    if (result != 0)
        fail_at(&p, ASSAY_INVALID, "breaks the grammar of profiles", "", 1);
    return p.status;
}

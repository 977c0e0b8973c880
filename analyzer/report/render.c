/* SPDX-License-Identifier: MIT */
/* Applying a stylesheet to a document: nothing it does reaches a file, the network or stderr. */
#include <libxml/xmlIO.h>
#include <libxslt/imports.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "report/document.h"
#include "report/formats.h"
#include "report/functions.h"
#include "report/json_elements.h"
#include "report/stylesheet.h"
#include "report/written_element.h"

static bool is_plan(const assay_document *document)
{
    xmlChar *command = xmlGetNoNsProp(xmlDocGetRootElement(document->xml), BAD_CAST "command");
    bool plan = xmlStrEqual(command, BAD_CAST "plan");
    xmlFree(command);
    return plan;
}

static assay_status find_format(const assay_embedded **out, const assay_document *document,
                                const char *name, assay_error *err)
{
    return is_plan(document) ? assay_plan_format_find(out, name, err)
                             : assay_format_find(out, name, err);
}

static assay_status compile(xsltStylesheetPtr *out, const assay_document *document,
                            const assay_render_options *options, assay_error *err)
{
    *out = NULL;
    if (options->stylesheet == NULL) {
        const assay_embedded *file = NULL;
        assay_status status = find_format(&file, document, options->format, err);
        if (status != ASSAY_OK)
            return status;
        return assay_stylesheet_compile(out, file->data, file->length, file->path, err);
    }
    assay_arena *arena = assay_arena_new();
    if (arena == NULL)
        return assay_fail_nomem(err);
    char *bytes;
    size_t length;
    assay_status status =
        assay_file_read(&bytes, &length, arena, options->stylesheet, ASSAY_MAX_TEXT, err);
    if (status == ASSAY_OK)
        status = assay_stylesheet_compile(out, bytes, length, options->stylesheet, err);
    assay_arena_free(arena);
    return status;
}

static xsltSecurityPrefsPtr forbid_everything(void)
{
    static const xsltSecurityOption all[] = {XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE,
                                             XSLT_SECPREF_CREATE_DIRECTORY,
                                             XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK};
    xsltSecurityPrefsPtr prefs = xsltNewSecurityPrefs();
    for (size_t i = 0; prefs != NULL && i < sizeof all / sizeof *all; i++) {
        if (xsltSetSecurityPrefs(prefs, all[i], xsltSecurityForbid) != 0) {
            xsltFreeSecurityPrefs(prefs);
            return NULL;
        }
    }
    return prefs;
}

static int write_bytes(void *context, const char *bytes, int length)
{
    assay_buffer *out = context;
    assay_buffer_add_n(out, bytes, (size_t)length);
    return out->status == ASSAY_OK ? length : -1;
}

static assay_status save(assay_buffer *out, xmlDocPtr result, xsltStylesheetPtr style,
                         assay_error *err)
{
    const xmlChar *encoding;
    XSLT_GET_IMPORT_PTR(encoding, style, encoding)
    xmlCharEncodingHandlerPtr encoder = NULL;
    if (encoding != NULL && xmlStrcasecmp(encoding, BAD_CAST "UTF-8") != 0)
        encoder = xmlFindCharEncodingHandler((const char *)encoding);
    xmlOutputBufferPtr output = xmlOutputBufferCreateIO(write_bytes, NULL, out, encoder);
    if (output == NULL)
        return assay_fail_nomem(err);
    int written = xsltSaveResultTo(output, result, style);
    int closed = xmlOutputBufferClose(output);
    assay_status status = assay_buffer_check(out, err);
    if (status == ASSAY_OK && (written < 0 || closed < 0))
        status = assay_fail(err, ASSAY_INTERNAL, "the report could not be written");
    return status;
}

static assay_status prepare(xsltTransformContextPtr transform, assay_json_elements **json,
                            xsltSecurityPrefsPtr prefs, assay_xslt_errors *errors,
                            const assay_render_options *options, assay_error *err)
{
    static const char *const details[] = {[ASSAY_DETAIL_NORMAL] = "normal",
                                          [ASSAY_DETAIL_QUIET] = "quiet",
                                          [ASSAY_DETAIL_VERBOSE] = "verbose"};
    const struct {
        const char *name, *value;
    } parameters[] = {{"color", options->color ? "yes" : "no"},
                      {"unicode", options->unicode ? "yes" : "no"},
                      {"detail", details[options->detail]}};
    xsltSetTransformErrorFunc(transform, errors, assay_xslt_error);
    if (xsltSetCtxtSecurityPrefs(prefs, transform) != 0)
        return assay_fail_nomem(err);
    assay_status status = assay_functions_register(transform, err);
    if (status == ASSAY_OK)
        status = assay_json_elements_register(json, transform, err);
    if (status == ASSAY_OK)
        status = assay_written_element_register(transform, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        if (xsltQuoteOneUserParam(transform, BAD_CAST parameters[i].name,
                                  BAD_CAST parameters[i].value) != 0)
            return assay_fail_nomem(err);
    return ASSAY_OK;
}

static assay_status transform_document(assay_buffer *out, xsltStylesheetPtr style, xmlDocPtr source,
                                       const assay_render_options *options, assay_error *err)
{
    assay_xslt_errors errors;
    assay_json_elements *json = NULL;
    xmlDocPtr result = NULL;
    assay_status status;
    assay_xslt_begin(&errors);
    xsltSecurityPrefsPtr prefs = forbid_everything();
    xsltTransformContextPtr transform = xsltNewTransformContext(style, source);
    if (prefs == NULL || transform == NULL) {
        status = assay_fail_nomem(err);
        goto done;
    }
    status = prepare(transform, &json, prefs, &errors, options, err);
    if (status != ASSAY_OK)
        goto done;
    result = xsltApplyStylesheetUser(style, source, NULL, NULL, NULL, transform);
    if (result == NULL || transform->state != XSLT_STATE_OK)
        status =
            assay_fail(err, options->stylesheet != NULL ? ASSAY_INVALID : ASSAY_INTERNAL,
                       "the stylesheet failed: %s", errors.length > 0 ? errors.text : "no result");
    else
        status = save(out, result, style, err);
done:
    if (status != ASSAY_OK)
        assay_error_where(err, "%s",
                          options->stylesheet != NULL ? options->stylesheet : options->format);
    xmlFreeDoc(result);
    xsltFreeTransformContext(transform);
    assay_json_elements_free(json);
    xsltFreeSecurityPrefs(prefs);
    assay_xslt_end(&errors);
    return status;
}

assay_status assay_document_render(assay_buffer *out, const assay_document *document,
                                   const assay_render_options *options, assay_error *err)
{
    xsltStylesheetPtr style;
    assay_status status = compile(&style, document, options, err);
    if (status != ASSAY_OK)
        return status;
    /* xsl:strip-space changes the document it is applied to; the embedded stylesheets have none. */
    xmlDocPtr copy = options->stylesheet == NULL ? NULL : xmlCopyDoc(document->xml, 1);
    if (options->stylesheet != NULL && copy == NULL)
        status = assay_fail_nomem(err);
    else
        status = transform_document(out, style, copy == NULL ? document->xml : copy, options, err);
    xmlFreeDoc(copy);
    xsltFreeStylesheet(style);
    return status;
}

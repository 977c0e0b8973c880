/* SPDX-License-Identifier: MIT */
/* Checking report documents and what is rendered from them. Include after cmocka.h. */
#ifndef ASSAY_TESTS_REPORT_CHECK_H
#define ASSAY_TESTS_REPORT_CHECK_H

#include <libxml/relaxng.h>

#include "base/embedded.h"
#include "base/limits.h"
#include "report/document.h"

/* Validates the document as a reader of its serialised form sees it. */
static inline void assert_valid_document(const assay_document *document)
{
    const assay_embedded *grammar = assay_embedded_find("schemas/report.rng");
    assert_non_null(grammar);
    xmlRelaxNGParserCtxtPtr parser =
        xmlRelaxNGNewMemParserCtxt(grammar->data, (int)grammar->length);
    xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
    assert_non_null(schema);
    xmlChar *bytes;
    int length;
    xmlDocDumpMemory(document->xml, &bytes, &length);
    xmlDocPtr again =
        xmlReadMemory((const char *)bytes, length, "report.xml", NULL, XML_PARSE_HUGE);
    assert_non_null(again);
    xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(schema);
    assert_int_equal(xmlRelaxNGValidateDoc(valid, again), 0);
    xmlRelaxNGFreeValidCtxt(valid);
    xmlFreeDoc(again);
    xmlFree(bytes);
    xmlRelaxNGFree(schema);
    xmlRelaxNGFreeParserCtxt(parser);
}

/* The rendered text; to be freed. Frees the document. */
static inline char *rendered_as(assay_document *document, const assay_render_options *options)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assert_non_null(document);
    assert_valid_document(document);
    if (assay_document_render(&out, document, options, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    assay_document_free(document);
    char *text = strdup(assay_buffer_text(&out));
    assay_buffer_release(&out);
    return text;
}

static inline char *rendered(assay_document *document, const char *format)
{
    const assay_render_options options = {.format = format};
    return rendered_as(document, &options);
}

static inline char *rendered_verdict(const assay_verdict *verdict, const char *command,
                                     const char *format)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_document *document;
    assert_int_equal(assay_document_verdict(&document, command, verdict, &err), ASSAY_OK);
    return rendered(document, format);
}

/* One column with an unknown attribute, a version table and a limit; to be freed. */
static inline assay_snapshot *small_snapshot(void)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = assay_snapshot_new(ASSAY_POSTGRESQL);
    assert_non_null(snapshot);
    assay_catalog *catalog = snapshot->catalog;
    snapshot->target = snapshot->server = snapshot->reader = "x";
    snapshot->database = snapshot->role = snapshot->search_path = "";
    assay_object *column =
        assay_catalog_add(catalog, ASSAY_KIND_column, "public", "cats", "a\x01", &err);
    assert_non_null(column);
    assert_int_equal(assay_object_set(catalog, column, ASSAY_column_type, "text", &err), ASSAY_OK);
    assert_int_equal(
        assay_object_set_unknown(catalog, column, ASSAY_column_default, "locked", &err), ASSAY_OK);
    assay_version_table *table =
        assay_snapshot_version_table(snapshot, "alembic", "public", "alembic_version", &err);
    assert_non_null(table);
    assert_int_equal(assay_version_table_row(snapshot, table, "abc", &err), ASSAY_OK);
    assert_int_equal(assay_snapshot_limit(snapshot, "view", "no privilege", 2, &err), ASSAY_OK);
    assert_int_equal(assay_snapshot_seal(snapshot, &err), ASSAY_OK);
    return snapshot;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "report/document.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "history/profile_text.h"

/* An escaped text is up to four times as long as the longest text there is. */
enum { MAX_ESCAPED = 4 * ASSAY_MAX_TEXT };

/* Steps of comparing words in one document: well under a second. */
enum { MAX_EFFORT = 50000000 };

void assay_document_free(assay_document *document)
{
    if (document == NULL)
        return;
    xmlFreeDoc(document->xml);
    free(document);
}

void assay_writer_init(assay_writer *writer, const char *command)
{
    *writer = (assay_writer){.scratch = ASSAY_BUFFER_INIT(MAX_ESCAPED), .effort = MAX_EFFORT};
    writer->document = calloc(1, sizeof *writer->document);
    if (writer->document != NULL)
        writer->document->xml = xmlNewDoc(BAD_CAST "1.0");
    if (writer->document == NULL || writer->document->xml == NULL) {
        writer->failed = true;
        return;
    }
    /* One dictionary for the document: element names are stored once, not once a node. */
    writer->document->xml->dict = xmlDictCreate();
    writer->root = xmlNewDocNode(writer->document->xml, NULL, BAD_CAST "report", NULL);
    if (writer->root == NULL) {
        writer->failed = true;
        return;
    }
    xmlDocSetRootElement(writer->document->xml, writer->root);
    assay_write_word(writer, writer->root, "command", command);
    assay_write_word(writer, writer->root, "version", ASSAY_VERSION);
}

assay_status assay_writer_done(assay_writer *writer, assay_document **out, assay_error *err)
{
    *out = NULL;
    assay_buffer_release(&writer->scratch);
    if (writer->failed) {
        assay_document_free(writer->document);
        return assay_fail_nomem(err);
    }
    *out = writer->document;
    return ASSAY_OK;
}

xmlNodePtr assay_write_node(assay_writer *writer, xmlNodePtr parent, const char *name)
{
    if (writer->failed || parent == NULL)
        return NULL;
    xmlDocPtr xml = writer->document->xml;
    const xmlChar *word = xml->dict != NULL ? xmlDictLookup(xml->dict, BAD_CAST name, -1) : NULL;
    xmlNodePtr node = word != NULL ? xmlNewDocNodeEatName(xml, NULL, (xmlChar *)word, NULL)
                                   : xmlNewDocNode(xml, NULL, BAD_CAST name, NULL);
    if (node == NULL)
        writer->failed = true;
    else
        xmlAddChild(parent, node);
    return node;
}

void assay_write_content(assay_writer *writer, xmlNodePtr node, const char *text, bool escaped)
{
    if (writer->failed || node == NULL || text[0] == '\0')
        return;
    if (escaped) {
        assay_buffer_clear(&writer->scratch);
        assay_profile_text_escape(&writer->scratch, text);
        writer->failed |= writer->scratch.status != ASSAY_OK;
        text = assay_buffer_text(&writer->scratch);
    }
    xmlNodePtr content = xmlNewDocText(writer->document->xml, BAD_CAST text);
    if (content == NULL)
        writer->failed = true;
    else
        xmlAddChild(node, content);
}

void assay_write_text(assay_writer *writer, xmlNodePtr parent, const char *name, const char *text)
{
    xmlNodePtr node = text == NULL ? NULL : assay_write_node(writer, parent, name);
    if (node == NULL)
        return;
    bool escaped = !assay_profile_text_plain(text);
    assay_write_word(writer, node, "escaped", escaped ? "yes" : NULL);
    assay_write_content(writer, node, text, escaped);
}

/* The path as seen from the folder; as it is where it is not below it. */
static const char *below(const char *path, const char *folder)
{
    size_t length = folder == NULL ? 0 : strlen(folder);
    if (length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/')
        return path + length + 1;
    while (path[0] == '.' && path[1] == '/' && path[2] != '\0')
        path += 2;
    return path;
}

void assay_write_file(assay_writer *writer, xmlNodePtr parent, const char *path, int line)
{
    if (path == NULL)
        return;
    assay_write_text(writer, parent, "file", below(path, writer->base));
    if (!writer->failed && parent != NULL)
        assay_write_number(writer, parent->last, "line", line);
}

void assay_write_list(assay_writer *writer, xmlNodePtr parent, const char *name, const char *item,
                      const char *const *texts, size_t count)
{
    xmlNodePtr list = assay_write_node(writer, parent, name);
    for (size_t i = 0; i < count; i++)
        assay_write_text(writer, list, item, texts[i]);
}

void assay_write_word(assay_writer *writer, xmlNodePtr node, const char *name, const char *value)
{
    if (writer->failed || node == NULL || value == NULL)
        return;
    if (xmlNewProp(node, BAD_CAST name, BAD_CAST value) == NULL)
        writer->failed = true;
}

void assay_write_flag(assay_writer *writer, xmlNodePtr node, const char *name, bool value)
{
    assay_write_word(writer, node, name, value ? "yes" : "no");
}

void assay_write_number(assay_writer *writer, xmlNodePtr node, const char *name, int64_t value)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRId64, value);
    assay_write_word(writer, node, name, digits);
}

void assay_write_share(assay_writer *writer, xmlNodePtr node, const char *name, double share)
{
    /* Not by %f: the decimal point belongs to the locale. Rounded down, so that no figure claims
     * more than is so. */
    double bounded = share >= 1 ? 1 : share > 0 ? share : 0;
    int parts = (int)(bounded * 10000 + 1e-6);
    char text[16];
    snprintf(text, sizeof text, "%d.%04d", parts / 10000, parts % 10000);
    size_t end = 5;
    while (text[end] == '0')
        text[end--] = '\0';
    if (text[end] == '.')
        text[end] = '\0';
    assay_write_word(writer, node, name, text);
}

void assay_write_time(assay_writer *writer, xmlNodePtr node, const char *name, int64_t seconds)
{
    struct tm utc;
    char text[40];
    time_t when = (time_t)seconds;
    if (seconds == 0 || gmtime_r(&when, &utc) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        return;
    assay_write_word(writer, node, name, text);
}

/* SPDX-License-Identifier: MIT */
#include "report/xml_lines.h"

#include <string.h>

#include "report/escape.h"

/* With what the hidden code points that XML may hold begin (C1 controls, marks of direction). */
#define LEADS "\xc2\xd8\xe2\xef"

/* What stands for itself neither in a text nor in an attribute; in a text the last three do. */
static const char special[] = "<>&\r\"\n\t";

static const char *const replacements[] = {"&lt;",   "&gt;",  "&amp;", "&#13;",
                                           "&quot;", "&#10;", "&#9;"};

/* The bytes of one code point; as a reference to it where a terminal would be steered by it. */
static size_t add_point(assay_buffer *out, const char *text)
{
    unsigned point = 0;
    size_t n = assay_utf8_decode(text, &point);
    if (n > 0 && assay_is_hidden(point) && point < 0xfffe)
        assay_buffer_printf(out, "&#x%x;", point);
    else
        assay_buffer_add_n(out, text, n > 0 ? n : 1);
    return n > 0 ? n : 1;
}

/* The characters of `special` to look for, and LEADS. */
static void add_escaped(assay_buffer *out, const char *text, const char *looked_for)
{
    for (;;) {
        size_t n = strcspn(text, looked_for);
        assay_buffer_add_n(out, text, n);
        text += n;
        if (*text == '\0')
            return;
        const char *found = strchr(special, *text);
        if (found != NULL)
            assay_buffer_add(out, replacements[found - special]);
        text += found != NULL ? 1 : add_point(out, text);
    }
}

static void add_start(assay_buffer *out, const xmlNode *element)
{
    assay_buffer_add_char(out, '<');
    assay_buffer_add(out, (const char *)element->name);
    for (const xmlAttr *attribute = element->properties; attribute != NULL;
         attribute = attribute->next) {
        assay_buffer_add_char(out, ' ');
        assay_buffer_add(out, (const char *)attribute->name);
        assay_buffer_add(out, "=\"");
        if (attribute->children != NULL)
            add_escaped(out, (const char *)attribute->children->content, "<>&\r\"\n\t" LEADS);
        assay_buffer_add_char(out, '"');
    }
    assay_buffer_add(out, element->children == NULL ? "/>" : ">");
}

static void add_end(assay_buffer *out, const xmlNode *element)
{
    if (element->children == NULL)
        return;
    assay_buffer_add(out, "</");
    assay_buffer_add(out, (const char *)element->name);
    assay_buffer_add_char(out, '>');
}

static bool is_part(const xmlNode *node)
{
    return node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "differing") == 0;
}

static void add_line_end(assay_buffer *out, size_t depth)
{
    assay_buffer_add_char(out, '\n');
    for (size_t i = 0; i < depth; i++)
        assay_buffer_add(out, "  ");
}

static void add_element(assay_buffer *out, const xmlNode *element, size_t depth)
{
    bool in_lines = false;
    add_start(out, element);
    for (const xmlNode *child = element->children; child != NULL; child = child->next) {
        if (child->type == XML_TEXT_NODE)
            add_escaped(out, (const char *)child->content, "<>&\r" LEADS);
        if (child->type != XML_ELEMENT_NODE)
            continue;
        in_lines = !is_part(child);
        if (in_lines)
            add_line_end(out, depth + 1);
        add_element(out, child, depth + 1);
    }
    if (in_lines)
        add_line_end(out, depth);
    add_end(out, element);
}

void assay_xml_lines(assay_buffer *out, xmlNodePtr element)
{
    if (element->type == XML_ELEMENT_NODE)
        add_element(out, element, 0);
}

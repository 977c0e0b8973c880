/* SPDX-License-Identifier: MIT */
#include "history/profile_markup.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "history/profile_text.h"

static const char hash_prefix[] = "sha256:";

bool assay_markup_is_hash(const char *value)
{
    size_t prefix = sizeof hash_prefix - 1;
    return strncmp(value, hash_prefix, prefix) == 0 &&
           strlen(value + prefix) == ASSAY_HASH_HEX - 1 &&
           strspn(value + prefix, "0123456789abcdef") == ASSAY_HASH_HEX - 1;
}

void assay_markup_attribute(assay_markup_element *element, const char *name, const char *value)
{
    assert(element->n_attributes < ASSAY_MARKUP_PAIRS);
    if (value != NULL)
        element->attributes[element->n_attributes++] = (assay_markup_pair){name, value};
}

void assay_markup_text(assay_markup_element *element, const char *name, const char *value)
{
    assert(element->n_texts < ASSAY_MARKUP_PAIRS);
    if (value != NULL)
        element->texts[element->n_texts++] = (assay_markup_pair){name, value};
}

static void indent(assay_markup *markup)
{
    for (int i = 0; i < markup->depth; i++)
        assay_buffer_add(&markup->text, "  ");
}

/* Characters that would not come back as they are: markup, and what a parser normalises. */
static void add_characters(assay_buffer *out, const char *text, bool in_attribute)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '&')
            assay_buffer_add(out, "&amp;");
        else if (*p == '<')
            assay_buffer_add(out, "&lt;");
        else if (*p == '>')
            assay_buffer_add(out, "&gt;");
        else if (*p == '\r' || (in_attribute && (*p == '\n' || *p == '\t')))
            assay_buffer_printf(out, "&#%d;", *p);
        else if (*p == '"' && in_attribute)
            assay_buffer_add(out, "&quot;");
        else
            assay_buffer_add_char(out, *p);
    }
}

static void add_value(assay_markup *markup, const char *value, bool escaped, bool in_attribute)
{
    if (!escaped) {
        add_characters(&markup->text, value, in_attribute);
        return;
    }
    assay_buffer text = ASSAY_BUFFER_INIT(markup->text.maximum);
    assay_profile_text_escape(&text, value);
    if (text.status == ASSAY_OK)
        add_characters(&markup->text, assay_buffer_text(&text), in_attribute);
    else
        markup->text.status = text.status;
    assay_buffer_release(&text);
}

static void add_attribute(assay_markup *markup, const char *name, const char *value, bool escaped)
{
    assay_buffer_add_char(&markup->text, ' ');
    assay_buffer_add(&markup->text, name);
    assay_buffer_add(&markup->text, "=\"");
    add_value(markup, value, escaped, true);
    assay_buffer_add_char(&markup->text, '"');
}

/* From the end of the start tag to that of the element. */
static void add_content(assay_markup *markup, const assay_markup_pair *text, bool escaped)
{
    assay_buffer_add_char(&markup->text, '>');
    /* A body full of < and & is for reading, too. */
    bool section = !escaped && strpbrk(text->value, "<&") != NULL &&
                   strstr(text->value, "]]>") == NULL && strchr(text->value, '\r') == NULL;
    if (section) {
        assay_buffer_add(&markup->text, "<![CDATA[");
        assay_buffer_add(&markup->text, text->value);
        assay_buffer_add(&markup->text, "]]>");
    } else {
        add_value(markup, text->value, escaped, false);
    }
    assay_buffer_add(&markup->text, "</");
    assay_buffer_add(&markup->text, text->name);
    assay_buffer_add(&markup->text, ">\n");
}

static void add_text(assay_markup *markup, const assay_markup_pair *text, bool escaped)
{
    indent(markup);
    assay_buffer_add_char(&markup->text, '<');
    assay_buffer_add(&markup->text, text->name);
    if (!assay_markup_is_hash(text->value)) {
        add_content(markup, text, escaped);
        return;
    }
    add_attribute(markup, "sha256", text->value + sizeof hash_prefix - 1, false);
    assay_buffer_add(&markup->text, "/>\n");
}

void assay_markup_leaf(assay_markup *markup, const char *name, const char *text)
{
    bool escaped = !assay_profile_text_plain(text);
    indent(markup);
    assay_buffer_add_char(&markup->text, '<');
    assay_buffer_add(&markup->text, name);
    if (escaped)
        add_attribute(markup, "escaped", "yes", false);
    add_content(markup, &(assay_markup_pair){name, text}, escaped);
}

static bool needs_escapes(const assay_markup_element *element)
{
    for (size_t i = 0; i < element->n_attributes; i++)
        if (!assay_profile_text_plain(element->attributes[i].value))
            return true;
    for (size_t i = 0; i < element->n_texts; i++)
        if (!assay_profile_text_plain(element->texts[i].value))
            return true;
    return false;
}

void assay_markup_write(assay_markup *markup, const assay_markup_element *element, bool open)
{
    bool escaped = needs_escapes(element);
    indent(markup);
    assay_buffer_add_char(&markup->text, '<');
    assay_buffer_add(&markup->text, element->name);
    for (size_t i = 0; i < element->n_attributes; i++)
        add_attribute(markup, element->attributes[i].name, element->attributes[i].value, escaped);
    if (escaped)
        add_attribute(markup, "escaped", "yes", false);
    if (!open && element->n_texts == 0) {
        assay_buffer_add(&markup->text, "/>\n");
        return;
    }
    assay_buffer_add(&markup->text, ">\n");
    markup->depth++;
    for (size_t i = 0; i < element->n_texts; i++)
        add_text(markup, &element->texts[i], escaped);
    if (!open)
        assay_markup_close(markup, element->name);
}

void assay_markup_open(assay_markup *markup, const char *name)
{
    assay_markup_write(markup, &(assay_markup_element){.name = name}, true);
}

void assay_markup_close(assay_markup *markup, const char *name)
{
    markup->depth--;
    indent(markup);
    assay_buffer_printf(&markup->text, "</%s>\n", name);
}

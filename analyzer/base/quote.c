/* SPDX-License-Identifier: MIT */
#include "base/quote.h"

#include <stdbool.h>
#include <string.h>

static bool begins_identifier(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static bool plain_identifier(const char *name)
{
    if (!begins_identifier(*name))
        return false;
    while (begins_identifier(*name) || (*name >= '0' && *name <= '9') || *name == '$')
        name++;
    return *name == '\0';
}

static void quoted(assay_buffer *out, const char *text)
{
    assay_buffer_add_char(out, '"');
    for (const char *p = text; *p; p++) {
        if (*p == '"')
            assay_buffer_add_char(out, '"');
        assay_buffer_add_char(out, *p);
    }
    assay_buffer_add_char(out, '"');
}

void assay_quote_identifier(assay_buffer *out, const char *name)
{
    if (plain_identifier(name))
        assay_buffer_add(out, name);
    else
        quoted(out, name);
}

void assay_quote_identifier_always(assay_buffer *out, const char *name)
{
    quoted(out, name);
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\0') || c == 0x7f;
}

static bool has_control(const char *text)
{
    while (*text != '\0' && !is_control(*text))
        text++;
    return *text != '\0';
}

/* In PostgreSQL, within E'…'. */
static void add_escaped(assay_buffer *out, char c)
{
    if (is_control(c))
        assay_buffer_printf(out, "\\x%02x", (unsigned)c);
    else if (c == '\\')
        assay_buffer_add(out, "\\\\");
    else
        assay_buffer_add_char(out, c);
}

void assay_quote_literal(assay_buffer *out, const char *text, bool backslashes)
{
    bool control = has_control(text);
    bool escapes = backslashes && (control || strchr(text, '\\') != NULL);
    bool parts = control && !backslashes;
    assay_buffer_add(out, escapes ? "E'" : parts ? "('" : "'");
    for (const char *p = text; *p; p++) {
        if (*p == '\'')
            assay_buffer_add(out, "''");
        else if (parts && is_control(*p))
            assay_buffer_printf(out, "' || char(%d) || '", *p);
        else if (escapes)
            add_escaped(out, *p);
        else
            assay_buffer_add_char(out, *p);
    }
    assay_buffer_add(out, parts ? "')" : "'");
}

void assay_quote_shell(assay_buffer *out, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=@%+,-";
    if (text[0] != '\0' && strspn(text, plain) == strlen(text)) {
        assay_buffer_add(out, text);
        return;
    }
    assay_buffer_add_char(out, '\'');
    for (const char *p = text; *p; p++) {
        if (*p == '\'')
            assay_buffer_add(out, "'\\''");
        else
            assay_buffer_add_char(out, *p);
    }
    assay_buffer_add_char(out, '\'');
}

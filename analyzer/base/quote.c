/* SPDX-License-Identifier: MIT */
#include "base/quote.h"

#include <stdbool.h>
#include <string.h>

static bool plain_identifier(const char *name)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz_";
    static const char rest[] = "abcdefghijklmnopqrstuvwxyz_0123456789$";
    return name[0] != '\0' && strchr(first, name[0]) != NULL && strspn(name, rest) == strlen(name);
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

void assay_quote_literal(assay_buffer *out, const char *text, bool backslashes)
{
    bool escapes = backslashes && strchr(text, '\\') != NULL;
    assay_buffer_add(out, escapes ? "E'" : "'");
    for (const char *p = text; *p; p++) {
        if (*p == '\'' || (escapes && *p == '\\'))
            assay_buffer_add_char(out, *p);
        assay_buffer_add_char(out, *p);
    }
    assay_buffer_add_char(out, '\'');
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

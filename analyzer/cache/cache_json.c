/* SPDX-License-Identifier: MIT */
/*
 * The little JSON that the cache keeps: strings in objects and arrays, without white space. The
 * reader accepts what the writer writes and nothing else; SQLite's own JSON functions serve the
 * views.
 */
#include <string.h>

#include "cache/cache_internal.h"

void cache_json_add(assay_buffer *out, const char *text)
{
    assay_buffer_add_char(out, '"');
    while (*text != '\0') {
        size_t plain = 0;
        for (unsigned char c; (c = (unsigned char)text[plain]) >= 0x20 && c != '"' && c != '\\';)
            plain++;
        assay_buffer_add_n(out, text, plain);
        text += plain;
        if (*text == '"' || *text == '\\') {
            assay_buffer_add_char(out, '\\');
            assay_buffer_add_char(out, *text++);
        } else if (*text != '\0') {
            assay_buffer_printf(out, "\\u%04x", (unsigned)(unsigned char)*text++);
        }
    }
    assay_buffer_add_char(out, '"');
}

bool cache_json_skip(const char **at, const char *text)
{
    size_t length = strlen(text);
    if (strncmp(*at, text, length) != 0)
        return false;
    *at += length;
    return true;
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, c);
    return found == NULL ? -1 : (int)(found - digits);
}

/* Behind a backslash: a quote, a backslash, or a control character as u00XX. */
static bool read_escape(assay_buffer *out, const char **at)
{
    const char *p = *at;
    if (*p == '"' || *p == '\\') {
        assay_buffer_add_char(out, *p);
        *at = p + 1;
        return true;
    }
    if (strncmp(p, "u00", 3) != 0)
        return false;
    int high = hex_digit(p[3]);
    int low = high < 0 ? -1 : hex_digit(p[4]);
    if (low < 0 || high * 16 + low == 0)
        return false;
    assay_buffer_add_char(out, (char)(high * 16 + low));
    *at = p + 5;
    return true;
}

bool cache_json_read(assay_buffer *out, const char **at)
{
    assay_buffer_clear(out);
    if (!cache_json_skip(at, "\""))
        return false;
    for (;;) {
        size_t plain = strcspn(*at, "\"\\");
        assay_buffer_add_n(out, *at, plain);
        *at += plain;
        if (cache_json_skip(at, "\""))
            return true;
        if (!cache_json_skip(at, "\\") || !read_escape(out, at))
            return false;
    }
}

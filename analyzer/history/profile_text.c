/* SPDX-License-Identifier: MIT */
#include "history/profile_text.h"

#include <string.h>

enum { POSTGRESQL_NAME_BYTES = 63 };

static bool continues(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The length of the character at p if XML 1.0 can hold it (its production Char), else 0. */
static size_t plain_length(const unsigned char *p)
{
    if (p[0] < 0x80)
        return p[0] >= 0x20 || p[0] == '\t' || p[0] == '\n' || p[0] == '\r' ? 1 : 0;
    if (p[0] >= 0xc2 && p[0] < 0xe0)
        return continues(p[1]) ? 2 : 0;
    if (p[0] >= 0xe0 && p[0] < 0xf0) {
        if (!continues(p[1]) || !continues(p[2]))
            return 0;
        unsigned code = (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
        bool excluded = code < 0x800 || (code >= 0xd800 && code < 0xe000) || code >= 0xfffe;
        return excluded ? 0 : 3;
    }
    if (p[0] >= 0xf0 && p[0] < 0xf5) {
        if (!continues(p[1]) || !continues(p[2]) || !continues(p[3]))
            return 0;
        unsigned top = (p[0] & 7u) << 2 | (p[1] & 0x30u) >> 4;
        return top >= 1 && top <= 0x10 ? 4 : 0;
    }
    return 0;
}

bool assay_profile_text_plain(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0';) {
        size_t n = plain_length(p);
        if (n == 0)
            return false;
        p += n;
    }
    return true;
}

void assay_profile_text_escape(assay_buffer *out, const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0';) {
        size_t n = plain_length(p);
        if (n == 0) {
            assay_buffer_printf(out, "\\x%02x", *p);
            n = 1;
        } else {
            if (*p == '\\')
                assay_buffer_add_char(out, '\\');
            assay_buffer_add_n(out, (const char *)p, n);
        }
        p += n;
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool assay_profile_text_unescape(char *text)
{
    char *to = text;
    for (const char *p = text; *p != '\0';) {
        if (*p != '\\') {
            *to++ = *p++;
        } else if (p[1] == '\\') {
            *to++ = '\\';
            p += 2;
        } else {
            int high = p[1] == 'x' ? hex_digit(p[2]) : -1;
            int low = high >= 0 ? hex_digit(p[3]) : -1;
            if (low < 0 || (high == 0 && low == 0))
                return false;
            *to++ = (char)(high << 4 | low);
            p += 4;
        }
    }
    *to = '\0';
    return true;
}

const char *assay_profile_name_cut(assay_strings *strings, const char *name)
{
    size_t length = strcspn(name, "(");
    const char *types = name + length;
    if (length <= POSTGRESQL_NAME_BYTES)
        return assay_strings_intern(strings, name);
    length = POSTGRESQL_NAME_BYTES;
    while (length > 0 && continues((unsigned char)name[length]))
        length--;
    if (*types == '\0')
        return assay_strings_intern_n(strings, name, length);
    assay_buffer cut = ASSAY_BUFFER_INIT(strlen(name) + 1);
    assay_buffer_add_n(&cut, name, length);
    assay_buffer_add(&cut, types);
    const char *kept =
        cut.status == ASSAY_OK ? assay_strings_intern(strings, assay_buffer_text(&cut)) : NULL;
    assay_buffer_release(&cut);
    return kept;
}

/* One part of a qualified name, unquoted into out; returns what follows it, NULL if it is none. */
static const char *one_part(const char *p, char *out)
{
    if (*p != '"') {
        size_t n = strcspn(p, ".\"");
        memcpy(out, p, n);
        out[n] = '\0';
        return n == 0 || p[n] == '"' ? NULL : p + n;
    }
    for (p++; *p != '\0'; p++) {
        if (*p == '"' && *++p != '"') {
            *out = '\0';
            return p;
        }
        *out++ = *p;
    }
    return NULL;
}

size_t assay_profile_name_split(assay_arena *arena, const char *text,
                                const char *parts[ASSAY_NAME_PARTS])
{
    size_t n = 0;
    for (const char *p = text; n < ASSAY_NAME_PARTS; p++) {
        char *part = assay_arena_alloc(arena, strlen(p) + 1);
        if (part == NULL || (p = one_part(p, part)) == NULL)
            return 0;
        parts[n++] = part;
        if (*p == '\0')
            return n;
        if (*p != '.')
            return 0;
    }
    return 0;
}

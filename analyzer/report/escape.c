/* SPDX-License-Identifier: MIT */
#include "report/escape.h"

#include <stdio.h>
#include <string.h>

/* Bytes of a sequence by its first byte, and the least code point it may encode: longer forms of
 * smaller ones are invalid (RFC 3629). */
static const struct {
    unsigned char mask, lead;
    unsigned least;
} sequences[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};

size_t assay_utf8_decode(const char *text, unsigned *point)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t n = 0; n < sizeof sequences / sizeof *sequences; n++) {
        if ((bytes[0] & sequences[n].mask) != sequences[n].lead)
            continue;
        unsigned value = bytes[0] & (unsigned char)~sequences[n].mask;
        for (size_t i = 1; i <= n; i++) {
            if ((bytes[i] & 0xc0) != 0x80)
                return 0;
            value = value << 6 | (bytes[i] & 0x3fu);
        }
        bool surrogate = value >= 0xd800 && value <= 0xdfff;
        if (value < sequences[n].least || value > 0x10ffff || surrogate)
            return 0;
        *point = value;
        return n + 1;
    }
    return 0;
}

/* Code points that a reader does not see or that steer a terminal or the direction of writing. */
static const struct {
    unsigned first, last;
} hidden[] = {{0x00, 0x1f},     {0x7f, 0x9f},     {0x61c, 0x61c},
              {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x2069},
              {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xfffe, 0xffff}};

bool assay_is_hidden(unsigned point)
{
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (point >= hidden[i].first && point <= hidden[i].last)
            return true;
    return false;
}

static void add_bytes(assay_buffer *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        assay_buffer_printf(out, "\\x%02x", (unsigned)(unsigned char)bytes[i]);
}

static void add_json_character(assay_buffer *out, const char *bytes, size_t length, unsigned point)
{
    static const char shorts[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = length == 1 ? strchr(shorts, bytes[0]) : NULL;
    if (found != NULL) {
        assay_buffer_add_char(out, '\\');
        assay_buffer_add_char(out, letters[found - shorts]);
    } else if (assay_is_hidden(point)) {
        assay_buffer_printf(out, "\\u%04x", point);
    } else {
        assay_buffer_add_n(out, bytes, length);
    }
}

/* How many bytes from here on are ASCII that is seen and stands for itself. */
static size_t plain_ascii(const char *text)
{
    size_t n = 0;
    while (text[n] >= ' ' && text[n] < 0x7f && text[n] != '"' && text[n] != '\\')
        n++;
    return n;
}

void assay_json_string(assay_buffer *out, const char *text)
{
    unsigned point;
    assay_buffer_add_char(out, '"');
    for (;;) {
        size_t n = plain_ascii(text);
        assay_buffer_add_n(out, text, n);
        text += n;
        if (*text == '\0')
            break;
        n = assay_utf8_decode(text, &point);
        if (n != 0) {
            add_json_character(out, text, n, point);
            text += n;
        } else {
            assay_buffer_add_char(out, '\\');
            add_bytes(out, text++, 1);
        }
    }
    assay_buffer_add_char(out, '"');
}

/* kept: control characters that stay as they are. */
static void add_printable(assay_buffer *out, const char *text, const char *kept)
{
    unsigned point;
    for (size_t n; *text != '\0'; text += n) {
        n = plain_ascii(text);
        if (n > 0) {
            assay_buffer_add_n(out, text, n);
            continue;
        }
        n = assay_utf8_decode(text, &point);
        if (n != 0 && !assay_is_hidden(point)) {
            assay_buffer_add_n(out, text, n);
            continue;
        }
        n = n == 0 ? 1 : n;
        if (*text == '\n' || *text == '\t')
            assay_buffer_add_char(out, strchr(kept, *text) != NULL ? *text : ' ');
        else
            add_bytes(out, text, n);
    }
}

void assay_printable(assay_buffer *out, const char *text, bool keep_lines)
{
    add_printable(out, text, keep_lines ? "\n" : "");
}

void assay_printable_source(assay_buffer *out, const char *text)
{
    add_printable(out, text, "\n\t");
}

void assay_markdown(assay_buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\`*_{}[]<>&|~#!$@", *text) != NULL)
            assay_buffer_add_char(out, '\\');
        assay_buffer_add_char(out, *text);
    }
}

static bool has_line(const char *text, const char *line)
{
    size_t length = strlen(line);
    while (text != NULL) {
        if (strncmp(text, line, length) == 0 && (text[length] == '\n' || text[length] == '\0'))
            return true;
        text = strchr(text, '\n');
        text = text == NULL ? NULL : text + 1;
    }
    return false;
}

void assay_shell_heredoc(assay_buffer *out, const char *text)
{
    char end[32] = "SQL";
    for (int i = 1; has_line(text, end); i++)
        snprintf(end, sizeof end, "SQL_%d", i);
    assay_buffer_printf(out, "<<'%s'\n", end);
    assay_buffer_add(out, text);
    assay_buffer_printf(out, "\n%s", end);
}

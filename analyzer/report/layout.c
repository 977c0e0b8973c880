/* SPDX-License-Identifier: MIT */
#include "report/layout.h"

#include <string.h>

static size_t columns(const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

static void add_blanks(assay_buffer *out, size_t n)
{
    assay_buffer_printf(out, "%*s", (int)n, "");
}

size_t assay_text_width(const char *text)
{
    return columns(text, strlen(text));
}

void assay_text_pad(assay_buffer *out, const char *text, size_t width)
{
    size_t used = assay_text_width(text);
    assay_buffer_add(out, text);
    add_blanks(out, used < width ? width - used : 0);
}

/* Bytes that the first `n` columns of the text take. */
static size_t bytes_of(const char *text, size_t n)
{
    size_t length = 0;
    while (text[length] != '\0') {
        if (((unsigned char)text[length] & 0xc0) != 0x80 && n-- == 0)
            break;
        length++;
    }
    return length;
}

/* How much of a word that is too long goes into `room` columns: up to a mark that parts it, if
 * there is one not too far from the end. */
static size_t break_word(const char *word, size_t room)
{
    size_t most = bytes_of(word, room), half = bytes_of(word, room / 2);
    for (size_t n = most; n > half; n--)
        if (strchr("._-,/:;=&?)(", word[n - 1]) != NULL)
            return n;
    return most;
}

static void break_line(assay_buffer *out, size_t hang)
{
    assay_buffer_add_char(out, '\n');
    add_blanks(out, hang);
}

/* Appends a word, in a line of its own where it fits only there, and broken where not even that has
 * room; the column after it. */
static size_t add_word(assay_buffer *out, const char *word, size_t length, size_t column,
                       size_t width, size_t hang)
{
    size_t need = columns(word, length);
    while (column + need > width && hang < width) {
        size_t room = column < width ? width - column : 0;
        bool moves = column > hang && (hang + need <= width || room < (width - hang) / 2);
        size_t n = moves ? 0 : break_word(word, room);
        assay_buffer_add_n(out, word, n);
        break_line(out, hang);
        column = hang;
        word += n;
        length -= n;
        need = columns(word, length);
    }
    assay_buffer_add_n(out, word, length);
    return column + need;
}

void assay_text_wrap(assay_buffer *out, const char *text, size_t width, size_t start, size_t hang)
{
    size_t column = start;
    bool first = true;
    while (*text != '\0') {
        size_t blanks = strspn(text, " ");
        size_t length = strcspn(text + blanks, " ");
        size_t need = columns(text + blanks, length);
        if (!first && length > 0 && column + blanks + need > width) {
            break_line(out, hang);
            column = hang;
        } else {
            add_blanks(out, blanks);
            column += blanks;
        }
        column = add_word(out, text + blanks, length, column, width, hang);
        text += blanks + length;
        first = false;
    }
}

/* The text up to its next line feed, with it; what is left, or NULL. */
static const char *add_line(assay_buffer *out, const char *text)
{
    const char *end = strchr(text, '\n');
    if (end == NULL)
        assay_buffer_add(out, text);
    else
        assay_buffer_add_n(out, text, (size_t)(end - text) + 1);
    return end == NULL ? NULL : end + 1;
}

void assay_text_indent(assay_buffer *out, const char *text, size_t indent)
{
    while ((text = add_line(out, text)) != NULL)
        add_blanks(out, indent);
}

void assay_text_prefix(assay_buffer *out, const char *text, const char *prefix)
{
    do
        assay_buffer_add(out, prefix);
    while ((text = add_line(out, text)) != NULL);
}

static size_t columns_in_common(const char *a, const char *b)
{
    size_t length = 0;
    while (a[length] != '\0' && a[length] == b[length])
        length++;
    return columns(a, length);
}

void assay_text_excerpt(assay_buffer *out, const char *text, const char *other, size_t most)
{
    size_t all = assay_text_width(text);
    if (all <= most) {
        assay_buffer_add(out, text);
        return;
    }
    size_t same = columns_in_common(text, other), lead = most / 4;
    size_t skipped = same > lead ? same - lead : 0;
    if (skipped > all - most)
        skipped = all - most;
    const char *from = text + bytes_of(text, skipped);
    if (skipped > 0)
        assay_buffer_printf(out, "(%zu characters) ... ", skipped);
    assay_buffer_add_n(out, from, bytes_of(from, most));
    if (all > skipped + most)
        assay_buffer_printf(out, " ... (%zu more of %zu characters)", all - skipped - most, all);
}

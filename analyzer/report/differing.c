/* SPDX-License-Identifier: MIT */
/*
 * Two texts side by side: which words of each the other does not have. The shortest edit between
 * their words (E. W. Myers, An O(ND) Difference Algorithm, 1986) after what they begin and end
 * with in common; where that would cost too much, all between counts as differing. Nothing is
 * marked where no word is common: there, everything differs.
 */
#include <ctype.h>
#include <string.h>

#include "history/profile_text.h"
#include "report/document.h"

enum {
    MAX_WORDS = 200000, /* of one text; longer ones are not compared */
    MAX_EDITS = 500     /* words that differ, of both texts together */
};

typedef struct word {
    const char *text;
    size_t length;
    bool differs;
} word;

typedef struct words {
    word *items;
    size_t n, capacity;
} words;

/* The words between what both texts begin and end with. */
typedef struct middle {
    word *a, *b;
    int n_a, n_b;
} middle;

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (c & 0x80) != 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A name or number, a run of blanks, or one other character. */
static size_t word_length(const char *text)
{
    size_t n = 1;
    bool (*same)(char) = is_name(*text) ? is_name : is_blank(*text) ? is_blank : NULL;
    while (same != NULL && text[n] != '\0' && same(text[n]))
        n++;
    return n;
}

static bool split(words *out, assay_arena *arena, const char *text)
{
    for (size_t n; *text != '\0'; text += n) {
        n = word_length(text);
        word *grown = out->n == MAX_WORDS ? NULL
                                          : assay_arena_grow(arena, out->items, &out->capacity,
                                                             out->n + 1, sizeof *out->items);
        if (grown == NULL)
            return false;
        out->items = grown;
        out->items[out->n++] = (word){.text = text, .length = n};
    }
    return true;
}

static bool equal(const word *a, const word *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static middle between(const words *a, const words *b)
{
    size_t first = 0, last = 0, least = a->n < b->n ? a->n : b->n;
    while (first < least && equal(&a->items[first], &b->items[first]))
        first++;
    while (last < least - first && equal(&a->items[a->n - 1 - last], &b->items[b->n - 1 - last]))
        last++;
    return (middle){.a = a->items + first,
                    .b = b->items + first,
                    .n_a = (int)(a->n - first - last),
                    .n_b = (int)(b->n - first - last)};
}

/* How far along `a` each diagonal k = x - y got with d edits: trace[d][d + k]. */
typedef struct trace {
    int *reached[MAX_EDITS + 1];
} trace;

/* The step before diagonal k of d edits: down (a word of b is added) or right (one of a goes). */
static bool comes_down(const int *before, int d, int k)
{
    if (k == -d)
        return true;
    return k != d && before[d - 1 + k - 1] < before[d - 1 + k + 1];
}

/* The number of edits, or -1 if there are too many or it costs too much. */
static int forward(trace *path, const middle *m, assay_arena *arena, size_t *effort)
{
    for (int d = 0; d <= MAX_EDITS; d++) {
        int *now = assay_arena_calloc(arena, 2 * (size_t)d + 1, sizeof *now);
        const int *before = d == 0 ? NULL : path->reached[d - 1];
        if (now == NULL || *effort < (size_t)d + 1)
            return -1;
        *effort -= (size_t)d + 1;
        path->reached[d] = now;
        for (int k = -d; k <= d; k += 2) {
            int x = d == 0                     ? 0
                    : comes_down(before, d, k) ? before[d - 1 + k + 1]
                                               : before[d - 1 + k - 1] + 1;
            int start = x;
            while (x < m->n_a && x - k < m->n_b && equal(&m->a[x], &m->b[x - k]))
                x++;
            *effort -= *effort < (size_t)(x - start) ? *effort : (size_t)(x - start);
            now[d + k] = x;
            if (x >= m->n_a && x - k >= m->n_b)
                return d;
        }
    }
    return -1;
}

static void backward(const trace *path, const middle *m, int edits)
{
    int k = m->n_a - m->n_b;
    for (int d = edits; d > 0; d--) {
        const int *before = path->reached[d - 1];
        bool down = comes_down(before, d, k);
        k += down ? 1 : -1;
        int x = before[d - 1 + k];
        /* A path may run beyond an end on its way; no word is there. */
        if (down && x - k >= 0 && x - k < m->n_b)
            m->b[x - k].differs = true;
        else if (!down && x < m->n_a)
            m->a[x].differs = true;
    }
}

static void mark_all(word *items, int n)
{
    for (int i = 0; i < n; i++)
        items[i].differs = true;
}

/* Blanks between words that differ, differ. */
static void join(words *text)
{
    for (size_t i = 1; i + 1 < text->n; i++)
        if (is_blank(text->items[i].text[0]) && text->items[i - 1].differs &&
            text->items[i + 1].differs)
            text->items[i].differs = true;
}

static bool has_common_name(const words *text)
{
    for (size_t i = 0; i < text->n; i++)
        if (!text->items[i].differs && is_name(text->items[i].text[0]))
            return true;
    return false;
}

/* False: nothing is to be marked. */
static bool compare(words *a, words *b, assay_arena *arena, size_t *effort)
{
    trace *path = assay_arena_alloc(arena, sizeof *path);
    if (path == NULL)
        return false;
    middle m = between(a, b);
    int edits = forward(path, &m, arena, effort);
    if (edits >= 0) {
        backward(path, &m, edits);
    } else {
        mark_all(m.a, m.n_a);
        mark_all(m.b, m.n_b);
    }
    join(a);
    join(b);
    return has_common_name(a);
}

static void write_run(assay_writer *writer, xmlNodePtr node, assay_arena *arena, const word *first,
                      const word *last, bool escaped)
{
    size_t length = (size_t)(last->text - first->text) + last->length;
    const char *text = assay_arena_strndup(arena, first->text, length);
    xmlNodePtr parent = first->differs ? assay_write_node(writer, node, "differing") : node;
    if (text == NULL)
        writer->failed = true;
    else
        assay_write_content(writer, parent, text, escaped);
}

static void write_side(assay_writer *writer, xmlNodePtr parent, const char *name,
                       assay_arena *arena, const words *text)
{
    xmlNodePtr node = assay_write_node(writer, parent, name);
    bool escaped = text->n > 0 && !assay_profile_text_plain(text->items[0].text);
    assay_write_word(writer, node, "escaped", escaped ? "yes" : NULL);
    for (size_t i = 0, next; i < text->n; i = next) {
        next = i + 1;
        while (next < text->n && text->items[next].differs == text->items[i].differs)
            next++;
        write_run(writer, node, arena, &text->items[i], &text->items[next - 1], escaped);
    }
}

void assay_write_pair(assay_writer *writer, xmlNodePtr parent, const char *expected,
                      const char *actual)
{
    words a = {0}, b = {0};
    assay_arena *arena = expected == NULL || actual == NULL ? NULL : assay_arena_new();
    if (arena != NULL && split(&a, arena, expected) && split(&b, arena, actual) &&
        compare(&a, &b, arena, &writer->effort)) {
        write_side(writer, parent, "expected", arena, &a);
        write_side(writer, parent, "actual", arena, &b);
    } else {
        assay_write_text(writer, parent, "expected", expected);
        assay_write_text(writer, parent, "actual", actual);
    }
    assay_arena_free(arena);
}

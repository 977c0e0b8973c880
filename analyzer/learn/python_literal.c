/* SPDX-License-Identifier: MIT */
#include "learn/python_literal.h"

#include <ctype.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"

typedef struct scanner {
    const char *p;
    int line;
} scanner;

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static void step(scanner *s)
{
    s->line += *s->p == '\n';
    s->p++;
}

/* The length of a string's prefix (r, b, u, f and their pairs) in front of a quote, or -1 if no
 * string begins here. */
static int prefix_length(const char *p)
{
    int n = 0;
    while (n < 2 && p[n] != '\0' && strchr("rRbBuUfF", p[n]) != NULL)
        n++;
    return p[n] == '\'' || p[n] == '"' ? n : -1;
}

/* What a backslash and the character mean. False if that takes more characters: a code. */
static bool add_escape(assay_buffer *out, char c, bool raw)
{
    static const char names[] = "ntrabfv\\'\"", values[] = "\n\t\r\a\b\f\v\\'\"";
    const char *at = strchr(names, c);
    if (!raw && at != NULL) {
        assay_buffer_add_char(out, values[at - names]);
    } else if (raw || c != '\n') {
        assay_buffer_add_char(out, '\\');
        assay_buffer_add_char(out, c);
    }
    return raw || strchr("xuUN01234567", c) == NULL;
}

/* Passes over a string; what it holds is added to `out` if that is wanted. False if what it holds
 * is not understood. */
static bool take_string(scanner *s, assay_buffer *out)
{
    bool understood = true;
    int prefix = prefix_length(s->p);
    bool raw = false;
    for (; prefix > 0; prefix--, s->p++)
        raw = raw || *s->p == 'r' || *s->p == 'R';
    char quote = *s->p;
    size_t quotes = s->p[1] == quote && s->p[2] == quote ? 3 : 1;
    const char end[] = {quote, quotes == 3 ? quote : '\0', quotes == 3 ? quote : '\0', '\0'};
    for (s->p += quotes; *s->p != '\0'; step(s)) {
        if (strncmp(s->p, end, quotes) == 0) {
            s->p += quotes;
            return understood;
        }
        if (quotes == 1 && *s->p == '\n')
            return false; /* Python would refuse the file */
        if (*s->p == '\\' && s->p[1] != '\0') {
            step(s);
            understood = (out == NULL || add_escape(out, *s->p, raw)) && understood;
        } else if (out != NULL) {
            assay_buffer_add_char(out, *s->p);
        }
    }
    return false;
}

/* True if a string begins here that is text as it stands: no bytes, nothing to fill in. */
static bool is_text(const char *p)
{
    int prefix = prefix_length(p);
    for (int i = 0; i < prefix; i++)
        if (strchr("bBfF", p[i]) != NULL)
            return false;
    return prefix >= 0;
}

static void skip_comment(scanner *s)
{
    while (*s->p != '\0' && *s->p != '\n')
        s->p++;
}

/* Passes over one thing of any kind; `depth` counts the open brackets. */
static void skip_one(scanner *s, size_t *depth)
{
    if (prefix_length(s->p) >= 0) {
        take_string(s, NULL);
    } else if (*s->p == '#') {
        skip_comment(s);
    } else if (is_name_char(*s->p)) {
        while (is_name_char(*s->p))
            s->p++;
    } else {
        if (strchr("([{", *s->p) != NULL)
            ++*depth;
        else if (strchr(")]}", *s->p) != NULL && *depth > 0)
            --*depth;
        if (*s->p == '\\' && s->p[1] == '\n')
            step(s);
        step(s);
    }
}

static void skip_blanks(scanner *s, bool lines)
{
    for (;;) {
        if (*s->p == ' ' || *s->p == '\t' || *s->p == '\r' || (lines && *s->p == '\n'))
            step(s);
        else if (*s->p == '\\' && s->p[1] == '\n')
            s->p++, step(s);
        else if (lines && *s->p == '#')
            skip_comment(s);
        else
            return;
    }
}

/* After the name: passes over an annotation and the equals sign. False if it is no assignment. */
static bool skip_to_value(scanner *s)
{
    size_t depth = 0;
    skip_blanks(s, false);
    if (*s->p == ':')
        while (*s->p != '\0' && (depth > 0 || (*s->p != '=' && *s->p != '\n')))
            skip_one(s, &depth);
    if (*s->p != '=' || s->p[1] == '=')
        return false;
    s->p++;
    return true;
}

/* lines: inside of brackets, where a value may go on in the next line. */
static assay_status add_string(assay_python_value *value, size_t *capacity, assay_arena *arena,
                               scanner *s, bool lines, assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    bool understood = true;
    /* Strings side by side are one. */
    do {
        understood = take_string(s, &text) && understood;
        skip_blanks(s, lines);
    } while (is_text(s->p));
    assay_status status = assay_buffer_check(&text, err);
    const char *copy = assay_arena_strdup(arena, assay_buffer_text(&text));
    assay_buffer_release(&text);
    if (status != ASSAY_OK)
        return status;
    const char **strings =
        assay_arena_grow(arena, value->strings, capacity, value->n + 1, sizeof *strings);
    if (copy == NULL || strings == NULL)
        return assay_fail_nomem(err);
    value->strings = strings;
    strings[value->n++] = copy;
    value->found =
        understood && prefix_length(s->p) < 0 ? ASSAY_PYTHON_STRINGS : ASSAY_PYTHON_UNREADABLE;
    return ASSAY_OK;
}

/* True if a name that says nothing of the value by itself stands here, and passes over it. */
static bool skip_known_name(scanner *s)
{
    static const char *const names[] = {"None", "tuple", "list", "set", "frozenset"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(s->p, names[i], n) == 0 && !is_name_char(s->p[n])) {
            s->p += n;
            return true;
        }
    }
    return false;
}

static assay_status take_value(assay_python_value *value, assay_arena *arena, scanner *s,
                               assay_error *err)
{
    size_t depth = 0, capacity = 0;
    *value = (assay_python_value){.found = ASSAY_PYTHON_NONE, .line = s->line};
    assay_status status = ASSAY_OK;
    while (status == ASSAY_OK && value->found != ASSAY_PYTHON_UNREADABLE) {
        skip_blanks(s, depth > 0);
        if (*s->p == '\0' || *s->p == '\n' || *s->p == '#' || *s->p == ';')
            break;
        if (is_text(s->p)) {
            status = add_string(value, &capacity, arena, s, depth > 0, err);
        } else if (strchr("([{", *s->p) != NULL) {
            depth++;
            s->p++;
        } else if (strchr(")]}", *s->p) != NULL && depth > 0) {
            depth--;
            s->p++;
        } else if (*s->p == ',') {
            s->p++;
        } else if (!skip_known_name(s)) {
            value->found = ASSAY_PYTHON_UNREADABLE;
        }
    }
    if (value->found == ASSAY_PYTHON_UNREADABLE)
        value->n = 0;
    return status;
}

/* Behind the mark of the encoding. */
static const char *start_of(const char *text)
{
    return strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
}

assay_status assay_python_assignment(assay_python_value *out, assay_arena *arena, const char *text,
                                     const char *name, assay_error *err)
{
    *out = (assay_python_value){.found = ASSAY_PYTHON_ABSENT};
    scanner s = {start_of(text), 1};
    size_t depth = 0, n = strlen(name);
    bool line = true, top = false, behind = false; /* at a line's start; it has no indent; ';' */
    while (*s.p != '\0') {
        top = line ? *s.p != ' ' && *s.p != '\t' : top;
        bool start = depth == 0 && (line || (top && behind));
        if (start && strncmp(s.p, name, n) == 0 && !is_name_char(s.p[n])) {
            scanner ahead = {s.p + n, s.line};
            if (skip_to_value(&ahead)) {
                assay_status status = take_value(out, arena, &ahead, err);
                if (status != ASSAY_OK)
                    return status;
            }
        }
        char passed = *s.p;
        skip_one(&s, &depth);
        line = passed == '\n';
        behind = passed == ';' || (behind && (passed == ' ' || passed == '\t'));
    }
    return ASSAY_OK;
}

const char *assay_python_docstring(assay_arena *arena, const char *text)
{
    scanner s = {start_of(text), 1};
    skip_blanks(&s, true);
    if (prefix_length(s.p) < 0)
        return NULL;
    assay_buffer doc = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    take_string(&s, &doc);
    const char *copy = assay_arena_strdup(arena, assay_buffer_text(&doc));
    assay_buffer_release(&doc);
    return copy;
}

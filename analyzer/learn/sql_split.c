/* SPDX-License-Identifier: MIT */
#include "learn/sql_split.h"

#include <string.h>
#include <strings.h>

/* Where the scanner stands within one statement. */
typedef struct scan {
    const char *p;
    int line;
    size_t parentheses;
    size_t blocks;     /* open BEGIN ATOMIC and CASE of a routine's body */
    unsigned words;    /* how many there were */
    bool routine;      /* CREATE [OR REPLACE] FUNCTION or PROCEDURE */
    bool create, copy; /* the first word */
    bool from, copies_in;
    bool begin;           /* the word before was BEGIN */
    const char *unclosed; /* what was not closed, or NULL */
} scan;

static bool is_word_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_word_rest(char c)
{
    return is_word_start(c) || (c >= '0' && c <= '9') || c == '$';
}

static void step(scan *s)
{
    s->line += *s->p == '\n';
    s->p++;
}

static void skip_line(scan *s)
{
    while (*s->p != '\0' && *s->p != '\n')
        s->p++;
}

/* Comments nest. */
static void skip_comment(scan *s)
{
    size_t depth = 0;
    do {
        if (s->p[0] == '/' && s->p[1] == '*') {
            depth++;
            s->p += 2;
        } else if (s->p[0] == '*' && s->p[1] == '/') {
            depth--;
            s->p += 2;
        } else if (*s->p == '\0') {
            s->unclosed = "a comment";
            return;
        } else {
            step(s);
        }
    } while (depth > 0);
}

static void skip_quoted(scan *s, bool escapes)
{
    char quote = *s->p;
    for (step(s); *s->p != '\0'; step(s)) {
        if (escapes && *s->p == '\\' && s->p[1] != '\0')
            step(s);
        else if (*s->p == quote && s->p[1] == quote)
            s->p++;
        else if (*s->p == quote) {
            s->p++;
            return;
        }
    }
    s->unclosed = quote == '"' ? "a quoted name" : "a string";
}

/* $tag$ ... $tag$; a lone dollar is passed over. */
static void skip_dollar(scan *s)
{
    const char *end = s->p + 1;
    if (is_word_start(*end))
        while (is_word_rest(*end) && *end != '$')
            end++;
    if (*end != '$') {
        s->p++;
        return;
    }
    size_t length = (size_t)(end - s->p) + 1;
    const char *tag = s->p;
    for (s->p += length; *s->p != '\0'; step(s)) {
        if (strncmp(s->p, tag, length) == 0) {
            s->p += length;
            return;
        }
    }
    s->unclosed = "a dollar-quoted text";
}

static bool is(const char *word, size_t length, const char *lower)
{
    return strlen(lower) == length && strncasecmp(word, lower, length) == 0;
}

/* What words mean for where a statement ends: as psql counts them. */
static void note_word(scan *s, const char *word, size_t length)
{
    s->words++;
    if (s->words == 1) {
        s->create = is(word, length, "create");
        s->copy = is(word, length, "copy");
    }
    if (s->create && s->words <= 4 &&
        (is(word, length, "function") || is(word, length, "procedure")))
        s->routine = true;
    /* A routine may be called begin: only BEGIN ATOMIC opens a body. */
    if (s->routine && s->parentheses == 0) {
        if ((s->begin && is(word, length, "atomic")) || (s->blocks > 0 && is(word, length, "case")))
            s->blocks++;
        else if (s->blocks > 0 && is(word, length, "end"))
            s->blocks--;
    }
    s->begin = is(word, length, "begin");
    if (s->copy && s->from && is(word, length, "stdin"))
        s->copies_in = true;
    s->from = is(word, length, "from");
}

static void scan_word(scan *s)
{
    const char *word = s->p;
    while (is_word_rest(*s->p))
        s->p++;
    size_t length = (size_t)(s->p - word);
    /* E'...' alone has escapes; B'', X'', N'' and U&'' have none. */
    if (*s->p == '\'' && length == 1) {
        skip_quoted(s, *word == 'e' || *word == 'E');
        return;
    }
    note_word(s, word, length);
}

/* Passes over one thing; false where the statement ends. */
static bool scan_one(scan *s)
{
    char c = *s->p;
    if (c == '\0' || (c == ';' && s->parentheses == 0 && s->blocks == 0))
        return false;
    if (c == '-' && s->p[1] == '-')
        skip_line(s);
    else if (c == '/' && s->p[1] == '*')
        skip_comment(s);
    else if (c == '\'' || c == '"')
        skip_quoted(s, false);
    else if (c == '$')
        skip_dollar(s);
    else if (is_word_start(c))
        scan_word(s);
    else {
        s->parentheses += c == '(';
        s->parentheses -= c == ')' && s->parentheses > 0;
        step(s);
    }
    return s->unclosed == NULL;
}

/* psql's commands stand in a line of their own. */
static assay_status skip_command(scan *s, assay_error *err)
{
    static const char *const harmless[] = {"\\restrict", "\\unrestrict", "\\echo"};
    size_t length = strcspn(s->p, " \t\r\n");
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (strlen(harmless[i]) == length && strncmp(s->p, harmless[i], length) == 0) {
            skip_line(s);
            return ASSAY_OK;
        }
    }
    assay_fail(err, ASSAY_INVALID, "'%.*s' is a command of psql's, not SQL",
               (int)(length < 40 ? length : 40), s->p);
    assay_error_remedy(err, "take it out of the migration, or learn by a command that runs psql");
    return ASSAY_INVALID;
}

/* Blanks, comments, empty statements and harmless commands in front of a statement. */
static assay_status skip_front(scan *s, assay_error *err)
{
    while (*s->p != '\0' && s->unclosed == NULL) {
        assay_status status = ASSAY_OK;
        if (strchr(" \t\r\n\f\v;", *s->p) != NULL)
            step(s);
        else if (s->p[0] == '-' && s->p[1] == '-')
            skip_line(s);
        else if (s->p[0] == '/' && s->p[1] == '*')
            skip_comment(s);
        else if (strncmp(s->p, "\xef\xbb\xbf", 3) == 0)
            s->p += 3; /* a byte order mark */
        else if (*s->p == '\\')
            status = skip_command(s, err);
        else
            return ASSAY_OK;
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

/* The lines behind the COPY's own up to one that is "\." */
static assay_status take_data(assay_sql_statement *out, scan *s, assay_error *err)
{
    skip_line(s);
    if (*s->p == '\n')
        step(s);
    out->data = s->p;
    while (*s->p != '\0') {
        const char *line = s->p;
        skip_line(s);
        size_t length = (size_t)(s->p - line);
        while (length > 0 && line[length - 1] == '\r')
            length--;
        if (length == 2 && memcmp(line, "\\.", 2) == 0) {
            out->data_length = (size_t)(line - out->data);
            return ASSAY_OK;
        }
        if (*s->p == '\n')
            step(s);
    }
    return assay_fail(err, ASSAY_INVALID, "the data of a COPY has no end: a line with \\. alone");
}

assay_status assay_sql_next(assay_sql_statement *out, assay_sql_cursor *cursor, assay_error *err)
{
    scan s = {.p = cursor->next, .line = cursor->line};
    *out = (assay_sql_statement){.text = cursor->next};
    assay_status status = skip_front(&s, err);
    out->text = s.p;
    out->line = s.line;
    while (status == ASSAY_OK && s.unclosed == NULL) {
        /* A command may also follow a statement that has no semicolon, at the start of a line. */
        if (*s.p == '\\') {
            status = skip_command(&s, err);
            out->line = s.line;
        } else if (!scan_one(&s)) {
            break;
        }
    }
    if (status == ASSAY_OK && s.unclosed != NULL) {
        status = assay_fail(err, ASSAY_INVALID, "%s is not closed", s.unclosed);
    } else if (status == ASSAY_OK) {
        out->length = (size_t)(s.p - out->text);
        if (*s.p == ';')
            s.p++;
        if (s.copies_in)
            status = take_data(out, &s, err);
    } else {
        out->line = s.line;
    }
    cursor->next = s.p;
    cursor->line = s.line;
    return status;
}

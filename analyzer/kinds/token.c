/* SPDX-License-Identifier: MIT */
#include "kinds/token.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes above ASCII belong to names in both dialects. */
static bool starts_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool continues_word(char c)
{
    return starts_word(c) || is_digit(c) || c == '$';
}

static bool is_operator(char c, assay_dialect dialect)
{
    if (c == '\0' || (c == '`' && dialect == ASSAY_SQLITE))
        return false;
    return strchr("+-*/<>=~!@#%^&|`?", c) != NULL;
}

/* Comments nest in PostgreSQL and not in SQLite. NULL if the comment does not end (SQLite takes the
 * end of the text for its end). */
static const char *skip_comment(const char *p, assay_dialect dialect)
{
    size_t depth = 1;
    for (p += 2; *p != '\0'; p++) {
        if (p[0] == '*' && p[1] == '/') {
            p++;
            if (--depth == 0)
                return p + 1;
        } else if (p[0] == '/' && p[1] == '*' && dialect == ASSAY_POSTGRESQL) {
            p++;
            depth++;
        }
    }
    return dialect == ASSAY_SQLITE ? p : NULL;
}

static const char *skip_blank(const char *p, assay_dialect dialect)
{
    for (;;) {
        while (is_space(*p))
            p++;
        if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n");
        } else if (p[0] == '/' && p[1] == '*') {
            p = skip_comment(p, dialect);
            if (p == NULL)
                return NULL;
        } else {
            return p;
        }
    }
}

/* Behind the closing quote; a doubled quote stands for one. NULL if there is none. */
static const char *skip_quoted(const char *p, char quote, bool backslash)
{
    for (p++; *p != '\0'; p++) {
        if (backslash && *p == '\\' && p[1] != '\0') {
            p++;
        } else if (*p == quote) {
            if (p[1] != quote)
                return p + 1;
            p++;
        }
    }
    return NULL;
}

/* $tag$ … $tag$ from its first dollar; NULL if it is none or does not end. */
static const char *skip_dollar_quoted(const char *p, bool *is_quote)
{
    const char *tag_end = p + 1;
    while (continues_word(*tag_end) && *tag_end != '$')
        tag_end++;
    *is_quote = *tag_end == '$' && !is_digit(p[1]);
    if (!*is_quote)
        return NULL;
    size_t length = (size_t)(tag_end - p) + 1;
    for (const char *q = tag_end + 1; (q = strchr(q, '$')) != NULL; q++)
        if (strncmp(q, p, length) == 0)
            return q + length;
    return NULL;
}

static const char *skip_number(const char *p)
{
    if (p[0] == '0' && p[1] != '\0' && strchr("xXoObB", p[1]) != NULL) {
        for (p += 2; continues_word(*p);)
            p++;
        return p;
    }
    while (is_digit(*p) || *p == '_')
        p++;
    if (*p == '.') {
        p++;
        while (is_digit(*p) || *p == '_')
            p++;
    }
    if ((*p == 'e' || *p == 'E') &&
        (is_digit(p[1]) || ((p[1] == '+' || p[1] == '-') && is_digit(p[2])))) {
        p += 2;
        while (is_digit(*p))
            p++;
    }
    return p;
}

/* An operator may end in + or - only if it holds one of ~ ! @ # % ^ & | ` ? (manual 4.1.3): `a*-b`
 * is two operators. */
static const char *skip_operator(const char *p, assay_dialect dialect)
{
    const char *start = p;
    bool special = false;
    while (is_operator(*p, dialect) && !(p[0] == '-' && p[1] == '-') &&
           !(p[0] == '/' && p[1] == '*')) {
        special |= strchr("~!@#%^&|`?", *p) != NULL;
        p++;
    }
    if (p == start)
        return p + 1;
    while (!special && p - start > 1 && (p[-1] == '+' || p[-1] == '-'))
        p--;
    return p;
}

/* The length of a string literal's prefix (E'', B'', X'', N'', U&''), or 0. */
static size_t string_prefix(const char *p, assay_dialect dialect)
{
    if (dialect == ASSAY_SQLITE)
        return (*p == 'x' || *p == 'X') && p[1] == '\'' ? 1 : 0;
    if (strchr("eEbBxXnN", *p) != NULL && p[1] == '\'')
        return 1;
    return (*p == 'u' || *p == 'U') && p[1] == '&' && (p[2] == '\'' || p[2] == '"') ? 2 : 0;
}

static const char *scan(const char *p, assay_dialect dialect, assay_token_type *type)
{
    size_t prefix = string_prefix(p, dialect);
    char quote = p[prefix];
    if (quote == '\'' || (prefix > 0 && quote == '"')) {
        *type = ASSAY_TOKEN_STRING;
        return skip_quoted(p + prefix, quote, prefix == 1 && (*p == 'e' || *p == 'E'));
    }
    *type = ASSAY_TOKEN_QUOTED;
    if (*p == '"')
        return skip_quoted(p, '"', false);
    if (*p == '`' && dialect == ASSAY_SQLITE)
        return skip_quoted(p, '`', false);
    if (*p == '[' && dialect == ASSAY_SQLITE) {
        const char *end = strchr(p, ']');
        return end == NULL ? NULL : end + 1;
    }
    *type = ASSAY_TOKEN_WORD;
    if (starts_word(*p)) {
        while (continues_word(*p))
            p++;
        return p;
    }
    *type = ASSAY_TOKEN_NUMBER;
    if (is_digit(*p) || (*p == '.' && is_digit(p[1])))
        return skip_number(p);
    if (*p == '$' && dialect == ASSAY_POSTGRESQL) {
        bool is_quote;
        const char *end = skip_dollar_quoted(p, &is_quote);
        *type = is_quote ? ASSAY_TOKEN_STRING : ASSAY_TOKEN_PARAMETER;
        if (is_quote)
            return end;
        for (p++; continues_word(*p);)
            p++;
        return p;
    }
    *type = ASSAY_TOKEN_OPERATOR;
    if (is_operator(*p, dialect))
        return skip_operator(p, dialect);
    *type = ASSAY_TOKEN_PUNCTUATION;
    return p[0] == ':' && p[1] == ':' ? p + 2 : p + 1;
}

assay_token assay_token_next(const char **cursor, assay_dialect dialect)
{
    const char *start = skip_blank(*cursor, dialect);
    if (start == NULL)
        return (assay_token){ASSAY_TOKEN_BAD, *cursor, 0};
    if (*start == '\0') {
        *cursor = start;
        return (assay_token){ASSAY_TOKEN_END, start, 0};
    }
    assay_token_type type;
    const char *end = scan(start, dialect, &type);
    if (end == NULL)
        return (assay_token){ASSAY_TOKEN_BAD, start, strlen(start)};
    *cursor = end;
    return (assay_token){type, start, (size_t)(end - start)};
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool assay_token_is_word(const assay_token *token, const char *text)
{
    if (token->type != ASSAY_TOKEN_WORD || strlen(text) != token->length)
        return false;
    for (size_t i = 0; i < token->length; i++)
        if (lower(token->text[i]) != text[i])
            return false;
    return true;
}

bool assay_token_is(const assay_token *token, const char *text)
{
    return strlen(text) == token->length && memcmp(token->text, text, token->length) == 0 &&
           (token->type == ASSAY_TOKEN_PUNCTUATION || token->type == ASSAY_TOKEN_OPERATOR);
}

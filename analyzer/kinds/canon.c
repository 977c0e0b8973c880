/* SPDX-License-Identifier: MIT */
/*
 * The canonical form of expressions, as far as meaning does not depend on knowing the parts:
 * blanks, comments, the case of unquoted words, needless quotes and needless outer parentheses.
 * Casts, operators and inner parentheses stay: stripping them would make different expressions
 * equal.
 */
#include "kinds/canon.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "kinds/canon_rules.h"
#include "kinds/canon_sqlite.h"
#include "kinds/token.h"

/* Words that stand before an operand, so that a parenthesis behind them is not a call and a sign
 * behind them is unary. They are written in upper case (PostgreSQL), as its deparser does. Sorted.
 */
static const char *const keywords[] = {
    "all",       "and",   "any",       "array",   "as",   "asc",      "between", "by",     "case",
    "cast",      "check", "collate",   "cross",   "desc", "distinct", "else",    "end",    "except",
    "false",     "fetch", "filter",    "for",     "from", "full",     "group",   "having", "ilike",
    "in",        "inner", "intersect", "into",    "is",   "join",     "lateral", "left",   "like",
    "limit",     "not",   "null",      "offset",  "on",   "or",       "order",   "outer",  "over",
    "partition", "right", "select",    "similar", "some", "then",     "true",    "union",  "using",
    "values",    "when",  "where",     "window",  "with",
};

/* Quoted names that PostgreSQL's deparser quotes because they are keywords (not unreserved ones):
 * unquoting them would change what they mean. Sorted. PostgreSQL manual, appendix C. */
static const char *const quoted_words[] = {
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
};

static int compare_word(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

#define LISTED(word, list)                                                                         \
    (bsearch(word, list, sizeof(list) / sizeof *(list), sizeof *(list), compare_word) != NULL)

/* Written in upper case as the deparser does, but operands themselves. Sorted. */
static const char *const upper_operands[] = {
    "current_catalog",   "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "default",      "exists",         "localtime",
    "localtimestamp",    "row",          "session_user",
};

enum { WORD_SIZE = 64 }; /* longer words are never keywords */

static bool lower_word(char out[WORD_SIZE], const assay_token *token)
{
    if (token->type != ASSAY_TOKEN_WORD || token->length >= WORD_SIZE)
        return false;
    for (size_t i = 0; i < token->length; i++) {
        char c = token->text[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    out[token->length] = '\0';
    return true;
}

static bool is_keyword(const assay_token *token)
{
    char word[WORD_SIZE];
    return lower_word(word, token) && LISTED(word, keywords);
}

static bool is_upper(const assay_token *token)
{
    char word[WORD_SIZE];
    return lower_word(word, token) && (LISTED(word, keywords) || LISTED(word, upper_operands)) &&
           strcmp(word, "true") != 0 && strcmp(word, "false") != 0;
}

static void add_word(assay_buffer *out, const assay_token *token, assay_dialect dialect)
{
    bool upper = dialect == ASSAY_POSTGRESQL && is_upper(token);
    for (size_t i = 0; i < token->length; i++) {
        char c = token->text[i];
        if (upper && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        else if (!upper && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        assay_buffer_add_char(out, c);
    }
}

/* A quoted name without its quotes if it means the same without them. */
static void add_quoted(assay_buffer *out, const assay_token *token, assay_dialect dialect)
{
    char quote = token->text[0];
    char close = quote == '[' ? ']' : quote;
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (size_t i = 1; i + 1 < token->length; i++) {
        char c = token->text[i];
        /* SQLite compares names without regard to ASCII case, quoted or not. */
        if (dialect == ASSAY_SQLITE && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        assay_buffer_add_char(&name, c);
        if (token->text[i] == close && quote != '[')
            i++;
    }
    const char *text = assay_buffer_text(&name);
    bool plain =
        name.length > 0 && strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789$") == name.length;
    plain = plain && !(text[0] >= '0' && text[0] <= '9') && text[0] != '$';
    if (plain && !LISTED(text, quoted_words)) {
        assay_buffer_add(out, text);
    } else {
        assay_buffer_add_char(out, '"');
        for (const char *p = text; *p; p++) {
            if (*p == '"')
                assay_buffer_add_char(out, '"');
            assay_buffer_add_char(out, *p);
        }
        assay_buffer_add_char(out, '"');
    }
    if (name.status != ASSAY_OK)
        out->status = name.status;
    assay_buffer_release(&name);
}

static bool is_name(const assay_token *token)
{
    return token->type == ASSAY_TOKEN_QUOTED ||
           (token->type == ASSAY_TOKEN_WORD && !is_keyword(token));
}

static bool opens(const assay_token *t)
{
    return assay_token_is(t, "(") || assay_token_is(t, "[");
}

/* True if a sign behind this token is unary. */
static bool before_operand(const assay_token *t)
{
    return t->type == ASSAY_TOKEN_END || t->type == ASSAY_TOKEN_OPERATOR || opens(t) ||
           assay_token_is(t, ",") ||
           (is_keyword(t) && !assay_token_is_word(t, "null") && !assay_token_is_word(t, "end"));
}

/* Whether a blank stands between two tokens: decided by the tokens alone, never by the text. */
static bool blank_between(const assay_token *before, const assay_token *a, const assay_token *b)
{
    if (a->type == ASSAY_TOKEN_END || opens(a) || assay_token_is(b, ")") ||
        assay_token_is(b, "]") || assay_token_is(b, ",") || assay_token_is(b, ";"))
        return false;
    if (assay_token_is(a, ".") || assay_token_is(b, ".") || assay_token_is(a, "::") ||
        assay_token_is(b, "::") || assay_token_is(a, ":") || assay_token_is(b, ":"))
        /* "1 .5" and "a. 5" do not occur; a number keeps its blank so that 1 and .x stay apart. */
        return a->type == ASSAY_TOKEN_NUMBER && assay_token_is(b, ".");
    if (assay_token_is(b, "["))
        return false;
    if (assay_token_is(b, "("))
        return !is_name(a);
    if (a->type == ASSAY_TOKEN_OPERATOR && (assay_token_is(a, "-") || assay_token_is(a, "+")))
        return !before_operand(before);
    return true;
}

static void drop_outer_parentheses(assay_tokens *list)
{
    for (;;) {
        while (list->length > 0 && assay_token_is(&list->items[list->length - 1], ";"))
            list->length--;
        if (list->length < 3 || !assay_token_is(&list->items[0], "("))
            return;
        size_t depth = 0;
        for (size_t i = 0; i < list->length; i++) {
            if (assay_token_is(&list->items[i], "("))
                depth++;
            else if (assay_token_is(&list->items[i], ")") && --depth == 0 && i + 1 < list->length)
                return; /* the first one closes before the end: (a) + (b) */
        }
        list->items++;
        list->length -= 2;
    }
}

static assay_status tokenise(assay_tokens *out, assay_arena *arena, assay_dialect dialect,
                             const char *text, assay_error *err)
{
    size_t capacity = 0, depth = 0;
    *out = (assay_tokens){NULL, 0};
    for (const char *cursor = text;;) {
        assay_token token = assay_token_next(&cursor, dialect);
        if (token.type == ASSAY_TOKEN_END)
            break;
        if (token.type == ASSAY_TOKEN_BAD)
            return assay_fail(err, ASSAY_UNSUPPORTED, "unterminated quote or comment");
        if (out->length >= ASSAY_MAX_EXPR_TOKENS)
            return assay_fail(err, ASSAY_UNSUPPORTED, "more than %u tokens", ASSAY_MAX_EXPR_TOKENS);
        if (opens(&token) && ++depth > ASSAY_MAX_EXPR_DEPTH)
            return assay_fail(err, ASSAY_UNSUPPORTED, "nested deeper than %u",
                              ASSAY_MAX_EXPR_DEPTH);
        if (assay_token_is(&token, ")") || assay_token_is(&token, "]")) {
            if (depth == 0)
                return assay_fail(err, ASSAY_UNSUPPORTED, "unbalanced parentheses");
            depth--;
        }
        out->items =
            assay_arena_grow(arena, out->items, &capacity, out->length + 1, sizeof *out->items);
        if (out->items == NULL)
            return assay_fail_nomem(err);
        out->items[out->length++] = token;
    }
    return depth == 0 ? ASSAY_OK : assay_fail(err, ASSAY_UNSUPPORTED, "unbalanced parentheses");
}

static void emit(assay_buffer *out, const assay_tokens *list, assay_dialect dialect)
{
    static const assay_token none = {ASSAY_TOKEN_END, "", 0};
    for (size_t i = 0; i < list->length; i++) {
        const assay_token *token = &list->items[i];
        const assay_token *previous = i > 0 ? token - 1 : &none;
        const assay_token *before = i > 1 ? token - 2 : &none;
        if (blank_between(before, previous, token))
            assay_buffer_add_char(out, ' ');
        if (token->type == ASSAY_TOKEN_WORD)
            add_word(out, token, dialect);
        else if (token->type == ASSAY_TOKEN_QUOTED)
            add_quoted(out, token, dialect);
        else
            assay_buffer_add_n(out, token->text, token->length);
    }
}

assay_status assay_canon_expression(assay_buffer *out, assay_dialect dialect, const char *text,
                                    assay_error *err)
{
    assay_arena *arena = assay_arena_new();
    if (arena == NULL)
        return assay_fail_nomem(err);
    assay_tokens list;
    assay_status status = tokenise(&list, arena, dialect, text, err);
    if (status == ASSAY_OK && dialect == ASSAY_POSTGRESQL)
        status = assay_canon_rules_apply(&list, arena, err);
    else if (status == ASSAY_OK)
        status = assay_canon_sqlite_apply(&list, arena, err);
    if (status == ASSAY_OK) {
        drop_outer_parentheses(&list);
        emit(out, &list, dialect);
        status = assay_buffer_check(out, err);
    }
    assay_arena_free(arena);
    return status;
}

void assay_canon_type(assay_buffer *out, assay_dialect dialect, const char *text)
{
    if (dialect == ASSAY_POSTGRESQL) {
        assay_buffer_add(out, text);
        return;
    }
    /* SQLite keeps the type as it was written: "decimal(10, 2)" and "DECIMAL(10,2)" are one. */
    size_t start = out->length;
    bool pending = false;
    for (const char *p = text; *p; p++) {
        if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r' || *p == '\f') {
            pending = true;
            continue;
        }
        bool tight = strchr("(),", *p) != NULL;
        if (pending && !tight && out->length > start &&
            strchr("(,", out->data[out->length - 1]) == NULL)
            assay_buffer_add_char(out, ' ');
        pending = false;
        assay_buffer_add_char(out, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
    }
}

static bool token_names(const assay_token *token, const char *schema)
{
    if (token->type == ASSAY_TOKEN_WORD)
        return strlen(schema) == token->length && memcmp(token->text, schema, token->length) == 0;
    if (token->type != ASSAY_TOKEN_QUOTED)
        return false;
    const char *p = token->text + 1, *end = token->text + token->length - 1;
    for (; p < end && *p == *schema; p++, schema++)
        if (*p == '"')
            p++; /* doubled inside the quotes */
    return p >= end && *schema == '\0';
}

static void add_identifier(assay_buffer *out, const char *name)
{
    assay_buffer quoted = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_add_char(&quoted, '"');
    for (const char *p = name; *p; p++) {
        if (*p == '"')
            assay_buffer_add_char(&quoted, '"');
        assay_buffer_add_char(&quoted, *p);
    }
    assay_buffer_add_char(&quoted, '"');
    assay_token token = {ASSAY_TOKEN_QUOTED, assay_buffer_text(&quoted), quoted.length};
    add_quoted(out, &token, ASSAY_POSTGRESQL);
    assay_buffer_release(&quoted);
}

/* 'schema.name'::regclass: the literal holds a qualified name. */
static bool is_regclass(const char *behind)
{
    assay_token cast = assay_token_next(&behind, ASSAY_POSTGRESQL);
    assay_token type = assay_token_next(&behind, ASSAY_POSTGRESQL);
    return assay_token_is(&cast, "::") && assay_token_is_word(&type, "regclass");
}

assay_status assay_canon_remap_schema(assay_buffer *out, const char *text, const char *from,
                                      const char *to, assay_error *err)
{
    const char *copied = text;
    assay_token previous = {ASSAY_TOKEN_END, text, 0};
    for (const char *cursor = text;;) {
        assay_token token = assay_token_next(&cursor, ASSAY_POSTGRESQL);
        if (token.type == ASSAY_TOKEN_END || token.type == ASSAY_TOKEN_BAD)
            break;
        const char *start = token.text, *end = token.text + token.length;
        const char *ahead = cursor;
        if (token.type == ASSAY_TOKEN_STRING && token.text[0] == '\'' && is_regclass(cursor)) {
            start++;
            const char *inside = start;
            token = assay_token_next(&inside, ASSAY_POSTGRESQL);
            end = token.text + token.length;
            ahead = inside;
        }
        assay_token next = assay_token_next(&ahead, ASSAY_POSTGRESQL);
        /* A name behind a dot is a relation's or a column's, never a schema's. */
        if (token_names(&token, from) && assay_token_is(&next, ".") &&
            !assay_token_is(&previous, ".")) {
            assay_buffer_add_n(out, copied, (size_t)(start - copied));
            add_identifier(out, to);
            copied = end;
        }
        previous = token;
    }
    assay_buffer_add(out, copied);
    return assay_buffer_check(out, err);
}

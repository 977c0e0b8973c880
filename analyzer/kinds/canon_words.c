/* SPDX-License-Identifier: MIT */
/* Which words are keywords, and how a canonical form spells them. */
#include "kinds/canon_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

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

/* Written in upper case as the deparser does, but operands themselves. Sorted. */
static const char *const upper_operands[] = {
    "current_catalog",   "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "default",      "exists",         "localtime",
    "localtimestamp",    "row",          "session_user",
};

static int compare_word(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

#define LISTED(word, list)                                                                         \
    (bsearch(word, list, sizeof(list) / sizeof *(list), sizeof *(list), compare_word) != NULL)

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

bool assay_canon_is_keyword(const assay_token *token)
{
    char word[WORD_SIZE];
    return lower_word(word, token) && LISTED(word, keywords);
}

bool assay_canon_is_upper(const assay_token *token)
{
    char word[WORD_SIZE];
    return lower_word(word, token) && (LISTED(word, keywords) || LISTED(word, upper_operands)) &&
           strcmp(word, "true") != 0 && strcmp(word, "false") != 0;
}

bool assay_canon_must_quote(const char *name)
{
    return LISTED(name, quoted_words);
}

void assay_canon_add_word(assay_buffer *out, const assay_token *token, assay_dialect dialect)
{
    bool upper = dialect == ASSAY_POSTGRESQL && assay_canon_is_upper(token);
    for (size_t i = 0; i < token->length; i++) {
        char c = token->text[i];
        if (upper && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        else if (!upper && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        assay_buffer_add_char(out, c);
    }
}

void assay_canon_add_quoted(assay_buffer *out, const assay_token *token, assay_dialect dialect)
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
    if (plain && !assay_canon_must_quote(text)) {
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

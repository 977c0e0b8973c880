/* SPDX-License-Identifier: MIT */
/*
 * Rewriting rules for SQLite's expressions: only what the tokenizer or the grammar (parse.y) gives
 * one meaning whatever stands around it. What has the same effect for another reason stays apart.
 */
#include "kinds/canon_sqlite.h"

#include <string.h>

enum { MOST_WRITTEN = 3 }; /* tokens that stand for one */

/* One token for another, or for several; all reserved words, which no name can be. */
static const struct {
    assay_token_type type;
    const char *from;
    const char *to[MOST_WRITTEN];
} spellings[] = {
    {ASSAY_TOKEN_OPERATOR, "==", {"="}},
    {ASSAY_TOKEN_OPERATOR, "!=", {"<>"}},
    {ASSAY_TOKEN_WORD, "isnull", {"is", "null"}},
    {ASSAY_TOKEN_WORD, "notnull", {"is", "not", "null"}},
};

/* Behind these NOT begins an operand; behind every other word it follows one. */
static const char *const before_operand[] = {
    "all",       "and",    "as",   "between", "by",     "case", "collate", "distinct",
    "else",      "from",   "glob", "having",  "in",     "is",   "isnull",  "like",
    "limit",     "match",  "not",  "notnull", "offset", "on",   "or",      "regexp",
    "returning", "select", "set",  "then",    "values", "when", "where",
};

static bool ends_operand(const assay_token *token)
{
    for (size_t i = 0; i < sizeof before_operand / sizeof *before_operand; i++) {
        if (assay_token_is_word(token, before_operand[i]))
            return false;
    }
    return assay_token_is(token, ")") ||
           (token->type != ASSAY_TOKEN_OPERATOR && token->type != ASSAY_TOKEN_PUNCTUATION);
}

/* Letters in numbers and blobs mean the same in either case: 1E3, 0X1F, X'AB'. */
static bool fold_literal(assay_token *token, assay_arena *arena)
{
    if (token->type != ASSAY_TOKEN_NUMBER &&
        (token->type != ASSAY_TOKEN_STRING || token->text[0] == '\''))
        return true;
    char *text = assay_arena_strndup(arena, token->text, token->length);
    for (char *p = text; p != NULL && *p != '\0'; p++) {
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    }
    token->text = text;
    return text != NULL;
}

/* How many tokens it wrote for this one; 0 if it has but one spelling. */
static size_t respell(assay_token *out, const assay_token *token)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        bool is = spellings[i].type == ASSAY_TOKEN_WORD
                      ? assay_token_is_word(token, spellings[i].from)
                      : assay_token_is(token, spellings[i].from);
        size_t n = 0;
        for (; is && n < MOST_WRITTEN && spellings[i].to[n] != NULL; n++) {
            const char *to = spellings[i].to[n];
            out[n] = (assay_token){spellings[i].type, to, strlen(to)};
        }
        if (is)
            return n;
    }
    return 0;
}

assay_status assay_canon_sqlite_apply(assay_tokens *list, assay_arena *arena, assay_error *err)
{
    static const assay_token is = {ASSAY_TOKEN_WORD, "is", 2};
    assay_token *out = assay_arena_calloc(arena, list->length + 1, MOST_WRITTEN * sizeof *out);
    if (out == NULL)
        return assay_fail_nomem(err);
    size_t n = 0;
    for (size_t i = 0; i < list->length; i++) {
        assay_token *token = &list->items[i];
        /* a NOT NULL is a IS NOT NULL. */
        if (i > 0 && i + 1 < list->length && assay_token_is_word(token, "not") &&
            assay_token_is_word(token + 1, "null") && ends_operand(token - 1))
            out[n++] = is;
        size_t written = respell(&out[n], token);
        if (written == 0 && !fold_literal(token, arena))
            return assay_fail_nomem(err);
        if (written == 0)
            out[n] = *token;
        n += written == 0 ? 1 : written;
    }
    *list = (assay_tokens){out, n};
    return ASSAY_OK;
}

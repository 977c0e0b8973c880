/* SPDX-License-Identifier: MIT */
/*
 * The canonical form of expressions, as far as meaning does not depend on knowing the parts:
 * blanks, comments, the case of unquoted words, needless quotes and needless outer parentheses.
 * Casts, operators and inner parentheses stay: stripping them would make different expressions
 * equal.
 */
#include "kinds/canon.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "kinds/canon_rules.h"
#include "kinds/canon_sqlite.h"
#include "kinds/canon_words.h"
#include "kinds/token.h"

static bool is_name(const assay_token *token)
{
    return token->type == ASSAY_TOKEN_QUOTED ||
           (token->type == ASSAY_TOKEN_WORD && !assay_canon_is_keyword(token));
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
           (assay_canon_is_keyword(t) && !assay_token_is_word(t, "null") &&
            !assay_token_is_word(t, "end"));
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
        /* Two signs in a row would begin a comment, or be one operator. */
        return !before_operand(before) || b->type == ASSAY_TOKEN_OPERATOR;
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
    char closing[ASSAY_MAX_EXPR_DEPTH];
    *out = (assay_tokens){NULL, 0};
    for (const char *cursor = text;;) {
        assay_token token = assay_token_next(&cursor, dialect);
        if (token.type == ASSAY_TOKEN_END)
            break;
        if (token.type == ASSAY_TOKEN_BAD)
            return assay_fail(err, ASSAY_UNSUPPORTED, "unterminated quote or comment");
        if (out->length >= ASSAY_MAX_EXPR_TOKENS)
            return assay_fail(err, ASSAY_UNSUPPORTED, "more than %u tokens", ASSAY_MAX_EXPR_TOKENS);
        if (opens(&token) && depth == ASSAY_MAX_EXPR_DEPTH)
            return assay_fail(err, ASSAY_UNSUPPORTED, "nested deeper than %u",
                              ASSAY_MAX_EXPR_DEPTH);
        if (opens(&token))
            closing[depth++] = assay_token_is(&token, "(") ? ')' : ']';
        if ((assay_token_is(&token, ")") || assay_token_is(&token, "]")) &&
            (depth == 0 || closing[--depth] != token.text[0]))
            return assay_fail(err, ASSAY_UNSUPPORTED, "unbalanced parentheses");
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
            assay_canon_add_word(out, token, dialect);
        else if (token->type == ASSAY_TOKEN_QUOTED)
            assay_canon_add_quoted(out, token, dialect);
        else
            assay_buffer_add_n(out, token->text, token->length);
    }
}

/* What was rewritten must be readable again. */
static assay_status check_limits(const assay_tokens *list, assay_error *err)
{
    size_t depth = 0;
    for (size_t i = 0; i < list->length; i++) {
        const assay_token *token = &list->items[i];
        if (opens(token) && ++depth > ASSAY_MAX_EXPR_DEPTH)
            return assay_fail(err, ASSAY_UNSUPPORTED, "nested deeper than %u",
                              ASSAY_MAX_EXPR_DEPTH);
        depth -= assay_token_is(token, ")") || assay_token_is(token, "]");
    }
    if (list->length > ASSAY_MAX_EXPR_TOKENS)
        return assay_fail(err, ASSAY_UNSUPPORTED, "more than %u tokens", ASSAY_MAX_EXPR_TOKENS);
    return ASSAY_OK;
}

assay_status assay_canon_text(assay_buffer *out, assay_dialect dialect, assay_form form, bool loose,
                              const char *text, assay_canon_applied *applied, assay_error *err)
{
    assay_arena *arena = assay_arena_new();
    if (arena == NULL)
        return assay_fail_nomem(err);
    assay_tokens list;
    assay_status status = tokenise(&list, arena, dialect, text, err);
    drop_outer_parentheses(&list);
    if (status == ASSAY_OK && dialect == ASSAY_POSTGRESQL)
        status = assay_canon_rules_apply(&list, form, loose, applied, arena, err);
    else if (status == ASSAY_OK)
        status = assay_canon_sqlite_apply(&list, arena, err);
    if (status == ASSAY_OK) {
        drop_outer_parentheses(&list);
        status = check_limits(&list, err);
    }
    if (status == ASSAY_OK) {
        emit(out, &list, dialect);
        status = assay_buffer_check(out, err);
    }
    assay_arena_free(arena);
    return status;
}

assay_status assay_canon_expression(assay_buffer *out, assay_dialect dialect, const char *text,
                                    assay_error *err)
{
    assay_canon_applied applied = 0;
    return assay_canon_text(out, dialect, ASSAY_FORM_EXPR, false, text, &applied, err);
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

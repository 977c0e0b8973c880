/* SPDX-License-Identifier: MIT */
#include "readers/sqlite_cursor.h"

#include <string.h>

#include "base/limits.h"

void assay_sqlite_advance(assay_sqlite_cursor *cursor)
{
    cursor->after = cursor->next;
    cursor->token = assay_token_next(&cursor->next, ASSAY_SQLITE);
    if (cursor->token.text >= cursor->end)
        cursor->token = (assay_token){ASSAY_TOKEN_END, cursor->end, 0};
}

void assay_sqlite_start(assay_sqlite_cursor *cursor, assay_span span)
{
    *cursor = (assay_sqlite_cursor){.next = span.start, .end = span.start + span.length};
    assay_sqlite_advance(cursor);
}

bool assay_sqlite_at_end(const assay_sqlite_cursor *cursor)
{
    return cursor->token.type == ASSAY_TOKEN_END || cursor->token.type == ASSAY_TOKEN_BAD;
}

bool assay_sqlite_is(const assay_sqlite_cursor *cursor, const char *word)
{
    return assay_token_is_word(&cursor->token, word);
}

bool assay_sqlite_take(assay_sqlite_cursor *cursor, const char *word)
{
    bool is = assay_sqlite_is(cursor, word);
    if (is)
        assay_sqlite_advance(cursor);
    return is;
}

bool assay_sqlite_is_symbol(const assay_sqlite_cursor *cursor, const char *symbol)
{
    return assay_token_is(&cursor->token, symbol);
}

bool assay_sqlite_take_symbol(assay_sqlite_cursor *cursor, const char *symbol)
{
    bool is = assay_sqlite_is_symbol(cursor, symbol);
    if (is)
        assay_sqlite_advance(cursor);
    return is;
}

bool assay_sqlite_is_name(const assay_sqlite_cursor *cursor)
{
    const assay_token *token = &cursor->token;
    return token->type == ASSAY_TOKEN_WORD || token->type == ASSAY_TOKEN_QUOTED ||
           (token->type == ASSAY_TOKEN_STRING && token->text[0] == '\'');
}

char *assay_sqlite_unquote(assay_arena *arena, const assay_token *token)
{
    if (token->type == ASSAY_TOKEN_WORD)
        return assay_arena_strndup(arena, token->text, token->length);
    char *name = assay_arena_alloc(arena, token->length + 1);
    if (name == NULL)
        return NULL;
    size_t n = 0;
    char quote = token->text[0];
    for (size_t i = 1; i + 1 < token->length; i++) {
        name[n++] = token->text[i];
        if (token->text[i] == quote && quote != '[')
            i++;
    }
    return name;
}

char *assay_sqlite_as_string(assay_arena *arena, const assay_token *token)
{
    const char *text = assay_sqlite_unquote(arena, token);
    char *quoted = text == NULL ? NULL : assay_arena_calloc(arena, strlen(text) + 2, 2);
    if (quoted == NULL)
        return NULL;
    char *to = quoted;
    *to++ = '\'';
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            *to++ = '\'';
        *to++ = *text;
    }
    *to = '\'';
    return quoted;
}

char *assay_sqlite_fold(assay_arena *arena, const char *name)
{
    char *folded = assay_arena_strdup(arena, name);
    for (char *p = folded; p != NULL && *p != '\0'; p++) {
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + ('a' - 'A'));
    }
    return folded;
}

bool assay_sqlite_skip_parentheses(assay_sqlite_cursor *cursor, assay_span *inside)
{
    if (!assay_sqlite_take_symbol(cursor, "("))
        return false;
    const char *start = cursor->after;
    for (size_t depth = 1; !assay_sqlite_at_end(cursor); assay_sqlite_advance(cursor)) {
        if (assay_sqlite_is_symbol(cursor, "("))
            depth++;
        if (!assay_sqlite_is_symbol(cursor, ")") || --depth > 0)
            continue;
        *inside = (assay_span){start, (size_t)(cursor->token.text - start)};
        assay_sqlite_advance(cursor);
        return true;
    }
    return false;
}

assay_span assay_sqlite_strip(assay_span span)
{
    assay_sqlite_cursor cursor;
    assay_span inside;
    /* Each layer is one pass: the limit keeps a text of brackets only from costing its square. */
    for (unsigned layer = 0; layer < ASSAY_MAX_EXPR_DEPTH; layer++) {
        assay_sqlite_start(&cursor, span);
        if (!assay_sqlite_skip_parentheses(&cursor, &inside) || !assay_sqlite_at_end(&cursor))
            break;
        span = inside;
    }
    assay_sqlite_start(&cursor, span);
    const char *start = cursor.token.text;
    while (!assay_sqlite_at_end(&cursor))
        assay_sqlite_advance(&cursor);
    return (assay_span){start, cursor.after > start ? (size_t)(cursor.after - start) : 0};
}

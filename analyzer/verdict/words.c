/* SPDX-License-Identifier: MIT */
#include "verdict/words.h"

#include <string.h>

#include "base/limits.h"
#include "kinds/token.h"

static const char *unquoted(assay_arena *arena, const assay_token *token)
{
    char close = token->text[0] == '[' ? ']' : token->text[0];
    char *text = assay_arena_strndup(arena, token->text + 1, token->length - 2);
    size_t to = 0;
    for (size_t i = 0; text != NULL && text[i] != '\0'; i++) {
        text[to++] = text[i];
        if (text[i] == close && close != ']' && text[i + 1] == close)
            i++;
    }
    if (text != NULL)
        text[to] = '\0';
    return text;
}

static bool push(assay_words *words, assay_arena *arena, const assay_word *word)
{
    assay_word *items =
        assay_arena_grow(arena, words->items, &words->capacity, words->n + 1, sizeof *items);
    if (items == NULL || word->text == NULL)
        return false;
    words->items = items;
    items[words->n++] = *word;
    return true;
}

static bool is_regclass(const char *behind, assay_dialect dialect)
{
    assay_token cast = assay_token_next(&behind, dialect);
    assay_token type = assay_token_next(&behind, dialect);
    return assay_token_is(&cast, "::") && assay_token_is_word(&type, "regclass");
}

static bool add_inside(assay_words *words, assay_arena *arena, assay_dialect dialect,
                       const assay_token *literal)
{
    size_t first = words->n;
    const char *inside = assay_arena_strndup(arena, literal->text + 1, literal->length - 2);
    if (inside == NULL || !assay_words_add(words, arena, dialect, inside))
        return false;
    for (size_t i = first; i < words->n; i++)
        words->items[i].at = NULL;
    return true;
}

bool assay_words_add(assay_words *words, assay_arena *arena, assay_dialect dialect,
                     const char *text)
{
    size_t most = words->n + ASSAY_MAX_EXPR_TOKENS;
    for (const char *cursor = text; words->n < most;) {
        assay_token token = assay_token_next(&cursor, dialect);
        if (token.type == ASSAY_TOKEN_END || token.type == ASSAY_TOKEN_BAD)
            break;
        if (token.type == ASSAY_TOKEN_STRING && token.text[0] == '\'' && token.length > 2 &&
            is_regclass(cursor, dialect)) {
            if (!add_inside(words, arena, dialect, &token))
                return false;
            continue;
        }
        bool quoted = token.type == ASSAY_TOKEN_QUOTED && token.length >= 2;
        assay_word word = {.name = quoted || token.type == ASSAY_TOKEN_WORD,
                           .at = token.text,
                           .length = token.length};
        word.text =
            quoted ? unquoted(arena, &token) : assay_arena_strndup(arena, token.text, token.length);
        if (!push(words, arena, &word))
            return false;
    }
    return true;
}

bool assay_word_is(const assay_word *word, const char *text)
{
    return strcmp(word->text, text) == 0;
}

/* Attributes of plain form that name objects nevertheless: a view's columns with their types, the
 * table that a constraint trigger is from, the index that identifies rows. */
static const char *const naming[] = {"columns", "constraint", "replica_identity"};

bool assay_attribute_names(assay_kind kind, size_t attribute, const char *value)
{
    const assay_attribute_info *info = &assay_kind_get(kind)->attributes[attribute];
    if (info->form == ASSAY_FORM_BODY)
        return value != NULL &&
               (strncmp(value, "BEGIN ATOMIC", 12) == 0 || strncmp(value, "RETURN ", 7) == 0);
    for (size_t i = 0; info->form == ASSAY_FORM_PLAIN && i < sizeof naming / sizeof *naming; i++)
        if (strcmp(info->name, naming[i]) == 0)
            return true;
    return info->form != ASSAY_FORM_PLAIN;
}

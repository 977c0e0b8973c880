/* SPDX-License-Identifier: MIT */
/* Schemas by role: a text written for one schema, rewritten for another. */
#include "kinds/canon.h"

#include <string.h>

#include "base/limits.h"
#include "kinds/canon_words.h"

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
    assay_canon_add_quoted(out, &token, ASSAY_POSTGRESQL);
    assay_buffer_release(&quoted);
}

/* 'schema.name'::regclass: the literal holds a qualified name. */
static bool is_regclass(const char *behind)
{
    assay_token cast = assay_token_next(&behind, ASSAY_POSTGRESQL);
    assay_token type = assay_token_next(&behind, ASSAY_POSTGRESQL);
    return assay_token_is(&cast, "::") && assay_token_is_word(&type, "regclass");
}

/* Where a text stands in its queries: bit d of in_from is set between FROM and the clause behind
 * it, d parentheses deep. */
typedef struct position {
    uint64_t in_from;
    unsigned depth;
    assay_token previous, before; /* the last token and the one before it */
} position;

static bool is_any(const assay_token *token, const char *const *words)
{
    for (; *words != NULL; words++)
        if (assay_token_is_word(token, *words) || assay_token_is(token, *words))
            return true;
    return false;
}

/* Deeper than a word has bits nothing is in FROM. */
static uint64_t bit_of(unsigned depth)
{
    return depth < 64 ? (uint64_t)1 << depth : 0;
}

static bool begins_item(const position *at)
{
    static const char *const before_item[] = {"from", "join", ",", "(", "only", "lateral", NULL};
    return (at->in_from & bit_of(at->depth)) != 0 && is_any(&at->previous, before_item);
}

static void advance(position *at, const assay_token *token)
{
    static const char *const ends[] = {"where",  "group",  "having", "window", "order", "limit",
                                       "offset", "select", "union",  "on",     "using", NULL};
    if (assay_token_is(token, "(")) {
        bool inside = begins_item(at);
        at->depth++;
        at->in_from = inside ? at->in_from | bit_of(at->depth) : at->in_from & ~bit_of(at->depth);
    } else if (assay_token_is(token, ")") && at->depth > 0) {
        at->depth--;
    } else if (assay_token_is_word(token, "from") || assay_token_is_word(token, "join")) {
        at->in_from |= bit_of(at->depth);
    } else if (is_any(token, ends)) {
        at->in_from &= ~bit_of(at->depth);
    }
    at->before = at->previous;
    at->previous = *token;
}

/* True if the text is a query that calls something by the schema's name that columns can be
 * qualified with: a table of that name or an alias. */
static bool names_a_table(const char *text, const char *schema)
{
    assay_token previous = {ASSAY_TOKEN_END, text, 0};
    bool from = false, named = false;
    for (const char *cursor = text;;) {
        assay_token token = assay_token_next(&cursor, ASSAY_POSTGRESQL);
        if (token.type == ASSAY_TOKEN_END || token.type == ASSAY_TOKEN_BAD)
            return from && named;
        from |= assay_token_is_word(&token, "from");
        const char *ahead = cursor;
        assay_token next = assay_token_next(&ahead, ASSAY_POSTGRESQL);
        bool behind = assay_token_is(&previous, ".") || assay_token_is(&previous, ")") ||
                      previous.type == ASSAY_TOKEN_QUOTED || previous.type == ASSAY_TOKEN_WORD;
        named |= token_names(&token, schema) && behind && !assay_token_is(&next, ".");
        previous = token;
    }
}

/* schema.x where schema may also be a table's name: a relation, a type, a collation, an operator or
 * a function, never a column. `behind` stands behind the dot. */
static bool qualifies_no_column(const position *at, const char *behind)
{
    static const char *const before_type[] = {"::", "collate", "returning", "update", "into", NULL};
    (void)assay_token_next(&behind, ASSAY_POSTGRESQL);
    assay_token next = assay_token_next(&behind, ASSAY_POSTGRESQL);
    bool spelled =
        assay_token_is(&at->previous, "(") && assay_token_is_word(&at->before, "operator");
    return spelled || begins_item(at) || is_any(&at->previous, before_type) ||
           assay_token_is(&next, "(");
}

assay_status assay_canon_remap_schema(assay_buffer *out, const char *text, const char *from,
                                      const char *to, assay_error *err)
{
    const char *copied = text;
    bool ambiguous = names_a_table(text, from);
    position at = {.previous = {ASSAY_TOKEN_END, text, 0}, .before = {ASSAY_TOKEN_END, text, 0}};
    for (const char *cursor = text;;) {
        assay_token token = assay_token_next(&cursor, ASSAY_POSTGRESQL);
        if (token.type == ASSAY_TOKEN_END || token.type == ASSAY_TOKEN_BAD)
            break;
        const assay_token whole = token;
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
            !assay_token_is(&at.previous, ".") &&
            (!ambiguous || whole.type == ASSAY_TOKEN_STRING || qualifies_no_column(&at, ahead))) {
            assay_buffer_add_n(out, copied, (size_t)(start - copied));
            add_identifier(out, to);
            copied = end;
        }
        advance(&at, &whole);
    }
    assay_buffer_add(out, copied);
    return assay_buffer_check(out, err);
}

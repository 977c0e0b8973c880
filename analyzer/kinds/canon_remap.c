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

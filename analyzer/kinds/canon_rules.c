/* SPDX-License-Identifier: MIT */
/*
 * Rewriting rules for PostgreSQL's deparsed expressions. A rule looks at the tokens from one place
 * on and either leaves them or writes what stands for them; every rule makes the text shorter or
 * moves a cast inwards, so that rewriting ends. Each preserves the meaning exactly.
 */
#include "kinds/canon_rules.h"

#include <string.h>

/* What a rule reads (in[0..n)) and writes. */
typedef struct rewrite {
    const assay_token *in;
    size_t n;
    assay_token *out; /* room for four times the input and 64 more */
    size_t written;
    size_t used; /* how many input tokens the output stands for; 0: the rule does not apply */
} rewrite;

static const assay_token open_paren = {ASSAY_TOKEN_PUNCTUATION, "(", 1};
static const assay_token close_paren = {ASSAY_TOKEN_PUNCTUATION, ")", 1};

static void put(rewrite *r, const assay_token *tokens, size_t n)
{
    memcpy(r->out + r->written, tokens, n * sizeof *tokens);
    r->written += n;
}

/* The index of the bracket that closes the one at `at`, or n. */
static size_t closing(const assay_token *t, size_t n, size_t at)
{
    size_t depth = 0;
    for (size_t i = at; i < n; i++) {
        if (assay_token_is(&t[i], "(") || assay_token_is(&t[i], "["))
            depth++;
        else if ((assay_token_is(&t[i], ")") || assay_token_is(&t[i], "]")) && --depth == 0)
            return i;
    }
    return n;
}

static bool is_text(const assay_token *t)
{
    return assay_token_is_word(t, "text");
}

/* ('x'::character varying)::text is 'x'::text: varchar without a length is text relabelled. The
 * deparser prints the first for an expression that went through dump and restore. */
static void fold_varchar_literal(rewrite *r)
{
    const assay_token *t = r->in;
    if (r->n < 8 || !assay_token_is(&t[0], "(") || t[1].type != ASSAY_TOKEN_STRING ||
        !assay_token_is(&t[2], "::") || !assay_token_is_word(&t[3], "character") ||
        !assay_token_is_word(&t[4], "varying") || !assay_token_is(&t[5], ")") ||
        !assay_token_is(&t[6], "::") || !is_text(&t[7]))
        return;
    if (r->n > 8 && assay_token_is(&t[8], "["))
        return;
    put(r, &t[1], 2);
    put(r, &t[7], 1);
    r->used = 8;
}

/* (ARRAY[a, b])::text[] is ARRAY[(a)::text, (b)::text]: a cast of an array casts its elements.
 * `IN ('x', 'y')` on a varchar column is stored in the first form and restored in the second. */
static void push_array_cast(rewrite *r)
{
    const assay_token *t = r->in;
    if (r->n < 9 || !assay_token_is(&t[0], "(") || !assay_token_is_word(&t[1], "array") ||
        !assay_token_is(&t[2], "["))
        return;
    size_t end = closing(t, r->n, 2);
    if (end + 5 >= r->n || !assay_token_is(&t[end + 1], ")") ||
        !assay_token_is(&t[end + 2], "::") || !is_text(&t[end + 3]) ||
        !assay_token_is(&t[end + 4], "[") || !assay_token_is(&t[end + 5], "]"))
        return;
    put(r, &t[1], 2);
    for (size_t i = 3; i < end;) {
        size_t stop = i;
        for (; stop < end && !assay_token_is(&t[stop], ","); stop++)
            if (assay_token_is(&t[stop], "(") || assay_token_is(&t[stop], "["))
                stop = closing(t, r->n, stop);
        /* No server writes an empty element, and out has no room for a cast of each. */
        if (stop == i) {
            r->written = 0;
            return;
        }
        put(r, &open_paren, 1);
        put(r, &t[i], stop - i);
        put(r, &close_paren, 1);
        put(r, &t[end + 2], 2);
        if (stop < end)
            put(r, &t[stop], 1);
        i = stop + 1;
    }
    put(r, &t[end], 1);
    r->used = end + 6;
}

/* The name stands for the rule in documentation and in explanations. */
static const struct {
    const char *name;
    void (*apply)(rewrite *);
    const char *source;
} rules[] = {
    {"varchar-literal", fold_varchar_literal, "parse_coerce.c: varchar to text is a relabelling"},
    {"array-cast", push_array_cast, "parse_expr.c: transformArrayExpr casts each element"},
};

static assay_status pass(assay_tokens *list, bool *changed, assay_arena *arena, assay_error *err)
{
    size_t room = 4 * list->length + 64;
    assay_token *out = assay_arena_calloc(arena, room, sizeof *out);
    if (out == NULL)
        return assay_fail_nomem(err);
    size_t written = 0;
    *changed = false;
    for (size_t i = 0; i < list->length;) {
        rewrite r = {.in = list->items + i, .n = list->length - i, .out = out + written};
        for (size_t k = 0; k < sizeof rules / sizeof *rules && r.used == 0; k++)
            rules[k].apply(&r);
        if (r.used == 0) {
            out[written++] = list->items[i++];
            continue;
        }
        *changed = true;
        written += r.written;
        i += r.used;
    }
    *list = (assay_tokens){out, written};
    return ASSAY_OK;
}

assay_status assay_canon_rules_apply(assay_tokens *list, assay_arena *arena, assay_error *err)
{
    enum { MAX_PASSES = 16 }; /* nested casts are rewritten one level a pass */
    bool changed = list->length > 0;
    for (int i = 0; i < MAX_PASSES && changed; i++) {
        assay_status status = pass(list, &changed, arena, err);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

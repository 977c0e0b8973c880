/* SPDX-License-Identifier: MIT */
/*
 * SQL's own syntax for functions. From 14 on the deparser prints EXTRACT(…), x AT TIME ZONE z and
 * their like for what was written so, and a call for what was written as a call or restored from a
 * dump of 12 or 13. One function stands behind both (gram.y), so the call is the canonical form.
 */
#include <string.h>

#include "kinds/canon_rules.h"
#include "kinds/canon_words.h"

static const char ruleutils[] = "ruleutils.c: get_func_sql_syntax";

static assay_token mark(const char *text)
{
    return (assay_token){ASSAY_TOKEN_PUNCTUATION, text, strlen(text)};
}

/* The word as a literal of type text: year becomes 'year'::text. False if memory is gone. */
static bool make_literal(assay_tree *tree, assay_node *node)
{
    char *text =
        assay_arena_printf(tree->arena, "'%.*s'", (int)node->token.length, node->token.text);
    assay_node *cast = assay_tree_insert(tree, node, ASSAY_TOKEN_PUNCTUATION, "::");
    if (text == NULL || cast == NULL ||
        assay_tree_insert(tree, cast, ASSAY_TOKEN_WORD, "text") == NULL) {
        tree->full = true;
        return false;
    }
    for (char *p = text; *p != '\0'; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    node->token = (assay_token){ASSAY_TOKEN_STRING, text, strlen(text)};
    return true;
}

/* NAME(a WORD b WORD c) is "name"(a, b, c). */
static const struct keyword_call {
    const char *name, *function;
    const char *separators[2][3]; /* one of these sequences; an argument may end before the last */
} keyword_calls[] = {
    {"substring", "\"substring\"", {{"from", "for"}, {"similar", "escape"}}},
    {"overlay", "\"overlay\"", {{"placing", "from", "for"}, {NULL}}},
    {"xmlexists", "\"xmlexists\"", {{"passing"}, {NULL}}},
};

/* The separators that stand in the group, in their order; 0 if the first is not there or something
 * else is. */
static size_t find_separators(assay_node *found[3], const assay_node *open,
                              const char *const words[3])
{
    size_t n = 0;
    for (assay_node *node = open->next; node != open->match; node = assay_node_over(node)) {
        if (assay_node_is(node, ","))
            return 0;
        if (n < 3 && words[n] != NULL && assay_node_is(node, words[n]))
            found[n++] = node;
    }
    for (size_t i = 0; i < n; i++) {
        const assay_node *end = i + 1 < n ? found[i + 1] : open->match;
        if (!assay_node_operand(found[i]->next, end->prev))
            return 0;
    }
    return n > 0 && assay_node_operand(open->next, found[0]->prev) ? n : 0;
}

static assay_node *keyword_call(assay_tree *tree, assay_node *node)
{
    (void)tree;
    assay_node *open = assay_node_call(node);
    for (size_t i = 0; open != NULL && i < sizeof keyword_calls / sizeof *keyword_calls; i++) {
        if (!assay_node_is(node, keyword_calls[i].name))
            continue;
        for (size_t k = 0; k < 2; k++) {
            assay_node *found[3];
            size_t n = find_separators(found, open, keyword_calls[i].separators[k]);
            for (size_t j = 0; j < n; j++)
                found[j]->token = mark(",");
            if (n > 0) {
                assay_node_rename(node, keyword_calls[i].function);
                return node;
            }
        }
    }
    return NULL;
}

/* EXTRACT(year FROM x) is "extract"('year'::text, x). */
static assay_node *extract(assay_tree *tree, assay_node *node)
{
    assay_node *open = assay_node_call(node);
    if (open == NULL || !assay_node_is(open->next->next, "from"))
        return NULL;
    assay_node *field = open->next;
    if (field->token.type != ASSAY_TOKEN_WORD || assay_node_find(open, ",") != NULL)
        return NULL;
    field->next->token = mark(",");
    assay_node_rename(node, "\"extract\"");
    return make_literal(tree, field) ? node : NULL;
}

/* POSITION((a) IN (b)) is "position"(b, a): the deparser adds one pair of parentheses to each. */
static assay_node *position(assay_tree *tree, assay_node *node)
{
    (void)tree;
    assay_node *open = assay_node_call(node);
    assay_node *in = open == NULL ? NULL : assay_node_find(open, "in");
    if (in == NULL || in == open->next || in->next == open->match ||
        !assay_node_operand(open->next, in->prev) ||
        !assay_node_operand(in->next, open->match->prev))
        return NULL;
    assay_node *sides[] = {open->next, in->next};
    const assay_node *ends[] = {in, open->match};
    for (size_t i = 0; i < 2; i++)
        if (assay_node_is(sides[i], "(") && sides[i]->match->next == ends[i] &&
            assay_node_find(sides[i], ",") == NULL)
            assay_tree_unwrap(sides[i]);
    in->token = mark(",");
    assay_node *first = open->next, *last = in->prev;
    assay_tree_move(in, in, open->match->prev);
    assay_tree_move(first, last, in);
    assay_node_rename(node, "\"position\"");
    return node;
}

/* TRIM(BOTH x FROM s) is btrim(s, x); without x, btrim(s). */
static assay_node *trim(assay_tree *tree, assay_node *node)
{
    static const struct {
        const char *side, *function;
    } sides[] = {{"both", "btrim"}, {"leading", "ltrim"}, {"trailing", "rtrim"}};
    (void)tree;
    assay_node *open = assay_node_call(node);
    assay_node *from = open == NULL ? NULL : assay_node_find(open, "from");
    if (from == NULL || !assay_node_operand(from->next, open->match->prev))
        return NULL;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        assay_node *side = open->next;
        if (!assay_node_is(side, sides[i].side))
            continue;
        bool characters = side->next != from;
        if (characters && !assay_node_operand(side->next, from->prev))
            return NULL;
        assay_tree_remove(side, side);
        if (characters) {
            assay_node *first = open->next, *last = from->prev;
            from->token = mark(",");
            assay_tree_move(from, from, open->match->prev);
            assay_tree_move(first, last, from);
        } else {
            assay_tree_remove(from, from);
        }
        assay_node_rename(node, sides[i].function);
        return node;
    }
    return NULL;
}

static bool is_normal_form(const assay_node *node)
{
    return assay_node_is(node, "nfc") || assay_node_is(node, "nfd") ||
           assay_node_is(node, "nfkc") || assay_node_is(node, "nfkd");
}

/* NORMALIZE(a, NFC) is "normalize"(a, 'nfc'::text). */
static assay_node *normalize(assay_tree *tree, assay_node *node)
{
    assay_node *open = assay_node_call(node);
    if (open == NULL)
        return NULL;
    assay_node *form = open->match->prev;
    if (is_normal_form(form) && assay_node_is(form->prev, ",") && !make_literal(tree, form))
        return NULL;
    assay_node_rename(node, "\"normalize\"");
    return node;
}

/* COLLATION FOR (x) is pg_collation_for(x). */
static assay_node *collation_for(assay_tree *tree, assay_node *node)
{
    (void)tree;
    if (!assay_node_spells(node, "collation for ("))
        return NULL;
    assay_tree_remove(node->next, node->next);
    assay_node_rename(node, "pg_collation_for");
    return node;
}

/* A form that the deparser encloses in parentheses of its own, which the call does without. */
typedef struct form {
    assay_node *open, *close;
    assay_node *name; /* written before the first argument */
} form;

/* Opens the call; the parentheses of the form become those of the call. If they are those of a
 * call or a list around it, that keeps its own. */
static bool form_begins(form *out, assay_tree *tree, assay_node *open, const char *function)
{
    static const char *const keepers[] = {"all", "any",  "array", "by",   "exists", "filter",
                                          "in",  "over", "row",   "some", "using",  "values"};
    const assay_node *before = open->prev;
    bool keeps = open == tree->first || assay_node_is_called(open);
    for (size_t i = 0; !keeps && i < sizeof keepers / sizeof *keepers; i++)
        keeps = assay_token_is_word(&before->token, keepers[i]);
    *out = (form){.open = open, .close = open->match};
    if (keeps) {
        out->open = assay_tree_insert(tree, open, ASSAY_TOKEN_PUNCTUATION, "(");
        out->close = assay_tree_insert(tree, open->match->prev, ASSAY_TOKEN_PUNCTUATION, ")");
        if (out->open == NULL || out->close == NULL)
            return false;
        out->open->match = out->close;
        out->close->match = out->open;
    }
    out->name = assay_tree_insert(tree, out->open->prev, ASSAY_TOKEN_WORD, "");
    if (out->name == NULL)
        return false;
    assay_node_rename(out->name, function);
    return true;
}

/* (x AT TIME ZONE z) is timezone(z, x). */
static assay_node *at_time_zone(assay_tree *tree, assay_node *open)
{
    assay_node *at = open->next;
    while (at != open->match && !assay_node_spells(at, "at time zone"))
        at = assay_node_over(at);
    if (at == open->match || at == open->next || !assay_node_operand(open->next, at->prev) ||
        !assay_node_operand(at->next->next->next, open->match->prev))
        return NULL;
    form call;
    if (!form_begins(&call, tree, open, "timezone"))
        return NULL;
    assay_tree_remove(at->next, at->next->next);
    at->token = mark(",");
    assay_node *first = call.open->next, *last = at->prev;
    assay_tree_move(at, at, call.close->prev);
    assay_tree_move(first, last, at);
    return call.name;
}

/* (x AT LOCAL) is timezone(x). */
static assay_node *at_local(assay_tree *tree, assay_node *open)
{
    assay_node *at = open->match->prev->prev;
    if (at == open || !assay_node_spells(at, "at local )") || at == open->next ||
        !assay_node_operand(open->next, at->prev))
        return NULL;
    form call;
    if (!form_begins(&call, tree, open, "timezone"))
        return NULL;
    assay_tree_remove(at, at->next);
    return call.name;
}

/* ((a, b) OVERLAPS (c, d)) is "overlaps"(a, b, c, d). */
static assay_node *overlaps(assay_tree *tree, assay_node *open)
{
    assay_node *left = open->next;
    if (!assay_node_is(left, "(") || !assay_node_spells(left->match->next, "overlaps (") ||
        left->match->next->next->match->next != open->match)
        return NULL;
    assay_node *word = left->match->next, *right = word->next;
    if (assay_node_find(left, ",") == NULL || assay_node_find(right, ",") == NULL)
        return NULL;
    form call;
    if (!form_begins(&call, tree, open, "\"overlaps\""))
        return NULL;
    word->token = mark(",");
    assay_tree_unwrap(left);
    assay_tree_unwrap(right);
    return call.name;
}

/* (x IS NFC NORMALIZED) is is_normalized(x, 'nfc'::text); without a form, is_normalized(x). */
static assay_node *is_normalized(assay_tree *tree, assay_node *open)
{
    assay_node *word = open->match->prev;
    if (!assay_node_is(word, "normalized"))
        return NULL;
    assay_node *form_word = is_normal_form(word->prev) ? word->prev : NULL;
    assay_node *is = form_word != NULL ? form_word->prev : word->prev;
    if (!assay_node_is(is, "is") || is == open->next || !assay_node_operand(open->next, is->prev))
        return NULL;
    form call;
    if (!form_begins(&call, tree, open, "is_normalized"))
        return NULL;
    assay_tree_remove(word, word);
    if (form_word == NULL)
        assay_tree_remove(is, is);
    else
        is->token = mark(",");
    return form_word == NULL || make_literal(tree, form_word) ? call.name : NULL;
}

const assay_canon_rule assay_canon_syntax_rules[] = {
    {"extract", "extract", extract, 14, 0, ruleutils},
    {"position", "position", position, 14, 0, ruleutils},
    {"trim", "trim", trim, 14, 0, ruleutils},
    {"normalize", "normalize", normalize, 14, 0, ruleutils},
    {"collation-for", "collation", collation_for, 14, 0, ruleutils},
    {"substring", "substring", keyword_call, 14, 0, ruleutils},
    {"overlay", "overlay", keyword_call, 14, 0, ruleutils},
    {"xmlexists", "xmlexists", keyword_call, 14, 0, ruleutils},
    {"at-time-zone", "(", at_time_zone, 14, 0, ruleutils},
    {"at-local", "(", at_local, 17, 0, ruleutils},
    {"overlaps", "(", overlaps, 14, 0, ruleutils},
    {"is-normalized", "(", is_normalized, 14, 0, ruleutils},
};
const size_t assay_canon_n_syntax_rules =
    sizeof assay_canon_syntax_rules / sizeof *assay_canon_syntax_rules;

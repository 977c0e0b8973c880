/* SPDX-License-Identifier: MIT */
#include "kinds/canon_tree.h"

#include <string.h>

#include "kinds/canon_words.h"

bool assay_node_is(const assay_node *node, const char *text)
{
    return assay_token_is(&node->token, text) || assay_token_is_word(&node->token, text);
}

bool assay_node_opens(const assay_node *node)
{
    return assay_node_is(node, "(") || assay_node_is(node, "[") || assay_node_is(node, "case");
}

static bool closes(const assay_node *open, const assay_node *close)
{
    static const struct {
        const char *open, *close;
    } pairs[] = {{"(", ")"}, {"[", "]"}, {"case", "end"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (assay_node_is(open, pairs[i].open))
            return assay_node_is(close, pairs[i].close);
    return false;
}

/* A CASE without its END within the bracket around it (a name in a text that no server wrote) is
 * left without a match. */
static void pair(assay_tree *tree)
{
    assay_node *open = NULL; /* the innermost one; `match` leads outwards until it is closed */
    for (assay_node *n = tree->first; n != tree->last->next; n = n->next) {
        if (assay_node_opens(n)) {
            n->match = open;
            open = n;
            continue;
        }
        bool bracket = assay_node_is(n, ")") || assay_node_is(n, "]");
        while (bracket && open != NULL && assay_node_is(open, "case")) {
            assay_node *outer = open->match;
            open->match = NULL;
            open = outer;
        }
        if (open == NULL || !closes(open, n))
            continue;
        assay_node *outer = open->match;
        open->match = n;
        n->match = open;
        open = outer;
    }
    for (; open != NULL;) {
        assay_node *outer = open->match;
        open->match = NULL;
        open = outer;
    }
}

assay_node *assay_tree_insert(assay_tree *tree, assay_node *behind, assay_token_type type,
                              const char *text)
{
    assay_node *node = tree->room == 0 ? NULL : assay_arena_calloc(tree->arena, 1, sizeof *node);
    if (node == NULL) {
        tree->full = true;
        return NULL;
    }
    tree->room--;
    node->token = (assay_token){type, text, strlen(text)};
    assay_tree_move(node, node, behind);
    return node;
}

assay_status assay_tree_new(assay_tree *out, const assay_tokens *list, assay_arena *arena,
                            assay_error *err)
{
    static const assay_token open = {ASSAY_TOKEN_PUNCTUATION, "(", 1};
    static const assay_token close = {ASSAY_TOKEN_PUNCTUATION, ")", 1};
    size_t n = list->length + 2;
    assay_node *nodes = assay_arena_calloc(arena, n + 2, sizeof *nodes);
    if (nodes == NULL)
        return assay_fail_nomem(err);
    assay_node *before = &nodes[n], *behind = &nodes[n + 1];
    *before = (assay_node){.token = {ASSAY_TOKEN_END, "", 0}, .next = nodes, .prev = before};
    *behind =
        (assay_node){.token = {ASSAY_TOKEN_END, "", 0}, .next = behind, .prev = &nodes[n - 1]};
    *out = (assay_tree){.arena = arena, .first = nodes, .last = nodes + n - 1, .room = 8 * n};
    for (size_t i = 0; i < n; i++) {
        nodes[i].token = i == 0 ? open : i + 1 == n ? close : list->items[i - 1];
        nodes[i].prev = i == 0 ? before : &nodes[i - 1];
        nodes[i].next = i + 1 == n ? behind : &nodes[i + 1];
    }
    pair(out);
    return ASSAY_OK;
}

assay_status assay_tree_tokens(assay_tokens *out, const assay_tree *tree, assay_error *err)
{
    size_t n = 0;
    for (const assay_node *node = tree->first->next; node != tree->last; node = node->next)
        n++;
    *out = (assay_tokens){assay_arena_calloc(tree->arena, n + 1, sizeof *out->items), n};
    if (tree->full)
        return assay_fail(err, ASSAY_UNSUPPORTED, "grows too much when it is rewritten");
    if (out->items == NULL)
        return assay_fail_nomem(err);
    n = 0;
    for (const assay_node *node = tree->first->next; node != tree->last; node = node->next)
        out->items[n++] = node->token;
    return ASSAY_OK;
}

assay_node *assay_node_over(const assay_node *node)
{
    return assay_node_opens(node) && node->match != NULL ? node->match->next : node->next;
}

assay_node *assay_node_find(const assay_node *open, const char *text)
{
    for (assay_node *n = open->next; n != open->match; n = assay_node_over(n))
        if (assay_node_is(n, text))
            return n;
    return NULL;
}

bool assay_node_spells(const assay_node *node, const char *tokens)
{
    char word[16];
    while (*tokens != '\0') {
        size_t length = strcspn(tokens, " ");
        if (length >= sizeof word)
            return false;
        memcpy(word, tokens, length);
        word[length] = '\0';
        if (!assay_node_is(node, word))
            return false;
        tokens += length;
        tokens += *tokens == ' ';
        node = node->next;
    }
    return true;
}

/* Keywords that stand inside an operand: constants, constructors, and what follows an aggregate or
 * the name of a type. */
static bool within_operand(const assay_node *node)
{
    static const char *const words[] = {"array", "case", "false", "filter", "null",
                                        "over",  "row",  "true",  "with"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (assay_token_is_word(&node->token, words[i]))
            return true;
    return false;
}

bool assay_node_operand(const assay_node *first, const assay_node *last)
{
    if (last->next == first) /* nothing at all */
        return false;
    const assay_node *end = last->next;
    for (const assay_node *n = first; n != end; n = assay_node_over(n)) {
        if (n->token.type == ASSAY_TOKEN_OPERATOR || assay_node_is(n, ",") ||
            assay_node_is(n, ";") || assay_node_is(n, "operator") ||
            assay_node_spells(n, "at time") || assay_node_spells(n, "at local"))
            return false;
        if (assay_canon_is_keyword(&n->token) && !within_operand(n))
            return false;
    }
    return true;
}

assay_node *assay_node_call(const assay_node *name)
{
    assay_node *open = name->next;
    bool call = assay_node_is(open, "(") && !assay_node_is(name->prev, ".");
    return call ? open : NULL;
}

bool assay_node_is_called(const assay_node *open)
{
    const assay_node *name = open->prev;
    return (name->token.type == ASSAY_TOKEN_QUOTED ||
            (name->token.type == ASSAY_TOKEN_WORD && !assay_canon_is_keyword(&name->token)));
}

void assay_node_rename(assay_node *node, const char *name)
{
    node->token =
        (assay_token){name[0] == '"' ? ASSAY_TOKEN_QUOTED : ASSAY_TOKEN_WORD, name, strlen(name)};
}

void assay_tree_remove(assay_node *first, assay_node *last)
{
    first->prev->next = last->next;
    last->next->prev = first->prev;
}

void assay_tree_move(assay_node *first, assay_node *last, assay_node *behind)
{
    if (first->prev != NULL)
        assay_tree_remove(first, last);
    first->prev = behind;
    last->next = behind->next;
    behind->next->prev = last;
    behind->next = first;
}

void assay_tree_unwrap(assay_node *open)
{
    assay_tree_remove(open->match, open->match);
    assay_tree_remove(open, open);
}

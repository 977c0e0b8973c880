/* SPDX-License-Identifier: MIT */
/*
 * Rewriting PostgreSQL's expressions. The strict rules keep the meaning exactly; the loose ones,
 * which only a comparison uses, also exchange what one major prints for what another does.
 */
#include "kinds/canon_rules.h"

#include <string.h>

#include "base/limits.h"
#include "kinds/canon.h"

static bool is_text_cast(const assay_node *node)
{
    return assay_node_spells(node, ":: text") && !assay_node_is(node->next->next, "[");
}

/* ('x'::character varying)::text is 'x'::text: varchar without a length is text relabelled. The
 * deparser prints the first for an expression that went through dump and restore. */
static assay_node *varchar_literal(assay_tree *tree, assay_node *open)
{
    (void)tree;
    assay_node *literal = open->next;
    if (open == tree->first || literal->token.type != ASSAY_TOKEN_STRING ||
        !assay_node_spells(literal->next, ":: character varying )") ||
        !is_text_cast(open->match->next))
        return NULL;
    assay_tree_remove(literal->next, open->match);
    assay_tree_remove(open, open);
    return literal;
}

/* Puts parentheses around an element and the cast behind them. False if memory is gone. */
static bool cast_element(assay_tree *tree, assay_node *first, assay_node *last)
{
    bool nested = assay_node_spells(first, "array [") && first->next->match == last;
    assay_node *open = assay_tree_insert(tree, first->prev, ASSAY_TOKEN_PUNCTUATION, "(");
    assay_node *close = assay_tree_insert(tree, last, ASSAY_TOKEN_PUNCTUATION, ")");
    assay_node *end =
        close == NULL ? NULL : assay_tree_insert(tree, close, ASSAY_TOKEN_PUNCTUATION, "::");
    end = end == NULL ? NULL : assay_tree_insert(tree, end, ASSAY_TOKEN_WORD, "text");
    if (nested && end != NULL) {
        assay_node *left = assay_tree_insert(tree, end, ASSAY_TOKEN_PUNCTUATION, "[");
        end = left == NULL ? NULL : assay_tree_insert(tree, left, ASSAY_TOKEN_PUNCTUATION, "]");
        if (end != NULL) {
            left->match = end;
            end->match = left;
        }
    }
    if (open == NULL || end == NULL)
        return false;
    open->match = close;
    close->match = open;
    return true;
}

/* (ARRAY[a, b])::text[] is ARRAY[(a)::text, (b)::text]: a cast of an array casts its elements.
 * `IN ('x', 'y')` on a varchar column is stored in the first form and restored in the second. */
static assay_node *array_cast(assay_tree *tree, assay_node *open)
{
    if (!assay_node_spells(open->next, "array [") || open->next->next->match->next != open->match ||
        !assay_node_spells(open->match->next, ":: text [ ]"))
        return NULL;
    assay_node *list = open->next->next, *cast = open->match->next;
    /* No server writes an empty element. */
    for (assay_node *n = list; n != list->match; n = n == list ? n->next : assay_node_over(n))
        if ((n == list || assay_node_is(n, ",")) &&
            (assay_node_is(n->next, ",") || n->next == list->match))
            return NULL;
    for (assay_node *first = list->next, *last = first; first != list->match;) {
        assay_node *next = assay_node_over(last);
        if (next != list->match && !assay_node_is(next, ",")) {
            last = next;
            continue;
        }
        if (!cast_element(tree, first, next->prev))
            return NULL;
        first = last = next == list->match ? next : next->next;
    }
    assay_tree_remove(cast, cast->next->next->next);
    assay_node *end = list->match;
    assay_tree_unwrap(open);
    return end; /* the casts inside are looked at again */
}

/* similar_escape(x, NULL) is what 12 makes of SIMILAR TO, similar_to_escape(x) what 13 does; with a
 * constant escape they are one as well. */
static assay_node *similar_escape(assay_tree *tree, assay_node *node)
{
    (void)tree;
    assay_node *open = assay_node_call(node);
    assay_node *comma = open == NULL ? NULL : assay_node_find(open, ",");
    if (comma == NULL || !assay_node_spells(comma->next->next, ":: text )") ||
        comma->next->next->next->next != open->match)
        return NULL;
    bool no_escape = assay_node_is(comma->next, "null");
    if (!no_escape && comma->next->token.type != ASSAY_TOKEN_STRING)
        return NULL;
    if (no_escape)
        assay_tree_remove(comma, open->match->prev);
    assay_node_rename(node, "similar_to_escape");
    return node;
}

/* XMLSERIALIZE(… NO INDENT) is what 16 prints for what has no INDENT. */
static assay_node *no_indent(assay_tree *tree, assay_node *node)
{
    (void)tree;
    assay_node *open = assay_node_call(node);
    assay_node *no = open == NULL ? NULL : open->match->prev->prev;
    if (no == NULL || no == open || no == node || !assay_node_spells(no, "no indent )"))
        return NULL;
    assay_tree_remove(no, no->next);
    return node;
}

/* True if the group holds operands joined by this operator alone. */
static bool joined_by(const assay_node *open, const char *operator)
{
    static const char *const words[] = {"is", "not", "null", "true", "false", "unknown"};
    bool found = false;
    for (const assay_node *n = open->next; n != open->match; n = assay_node_over(n)) {
        bool joins = assay_node_is(n, operator);
        bool plain =
            n->match != NULL || (n->token.type != ASSAY_TOKEN_WORD && !assay_node_is(n, ","));
        for (size_t i = 0; i < sizeof words / sizeof *words && !plain; i++)
            plain = assay_node_is(n, words[i]);
        if (!joins && !plain && !assay_node_operand(n, n))
            return false;
        found |= joins;
    }
    return found;
}

/* ((a AND b) AND c) is (a AND b AND c), as PostgreSQL's parser has it (parse_expr.c flattens what
 * nests to the left); (a AND (b AND c)) it keeps. */
static assay_node *flatten_left(assay_tree *tree, assay_node *open)
{
    (void)tree;
    if (open == tree->first || !assay_node_is(open->prev, "("))
        return NULL;
    static const char *const operators[] = {"and", "or"};
    for (size_t i = 0; i < 2; i++) {
        assay_node *first = open->next;
        if (!assay_node_is(open->match->next, operators[i]) || !joined_by(open, operators[i]))
            continue;
        assay_tree_unwrap(open);
        return first;
    }
    return NULL;
}

static const assay_canon_rule general_rules[] = {
    {"varchar-literal", "(", varchar_literal, 0, 0,
     "parse_coerce.c: varchar to text is a relabelling"},
    {"array-cast", "(", array_cast, 0, 0, "parse_expr.c: transformArrayExpr casts each element"},
    {"and-or", "(", flatten_left, 0, 0, "gram.y: makeAndExpr, makeOrExpr"},
    {"similar-escape", "similar_escape", similar_escape, 0, 12, "regexp.c: similar_to_escape"},
    {"no-indent", "xmlserialize", no_indent, 16, 0, "ruleutils.c: get_rule_expr, T_XmlExpr"},
};

/* Applied to the whole of a view's query, not at a node. */
static const assay_canon_rule query_rules[] = {
    {"view-qualifier", NULL, NULL, 0, 15, "ruleutils.c: get_query_def, varprefix"},
};

enum { SYNTAX_TABLE = 1, QUERY_TABLE, LOOSE_TABLE, TABLES };

/* The tables in the order of the rules' numbers. */
static const assay_canon_rule *table(int which, size_t *n)
{
    switch (which) {
    case SYNTAX_TABLE:
        *n = assay_canon_n_syntax_rules;
        return assay_canon_syntax_rules;
    case QUERY_TABLE:
        *n = sizeof query_rules / sizeof *query_rules;
        return query_rules;
    case LOOSE_TABLE:
        *n = assay_canon_n_loose_rules;
        return assay_canon_loose_rules;
    default:
        *n = sizeof general_rules / sizeof *general_rules;
        return general_rules;
    }
}

const char *assay_canon_rule_name(unsigned number)
{
    for (int t = 0; t < TABLES; t++) {
        size_t n;
        const assay_canon_rule *rules = table(t, &n);
        if (number < n)
            return rules[number].name;
        number -= (unsigned)n;
    }
    return NULL;
}

static unsigned first_number(int which)
{
    size_t number = 0;
    for (int t = 0; t < which; t++) {
        size_t n;
        table(t, &n);
        number += n;
    }
    return (unsigned)number;
}

/* Tries a table's rules at each node from the end to the beginning, so that what is inside is done
 * before what is around it. False if none applied. */
static bool sweep(assay_tree *tree, int which, assay_canon_applied *applied)
{
    size_t n;
    const assay_canon_rule *rules = table(which, &n);
    unsigned number = first_number(which);
    bool changed = false;
    for (assay_node *node = tree->last->prev; node != tree->first->prev && !tree->full;) {
        assay_node *from = NULL;
        for (size_t k = 0; k < n && from == NULL; k++) {
            if (rules[k].head != NULL && !assay_node_is(node, rules[k].head))
                continue;
            from = rules[k].apply(tree, node);
            if (from != NULL)
                *applied |= (assay_canon_applied)1 << (number + k);
        }
        changed |= from != NULL;
        node = from != NULL ? from : node->prev;
    }
    return changed;
}

/* What is rewritten may be what another rule reads: until none applies. Every round but the last
 * takes something away or moves a cast inwards. */
static void rewrite(assay_tree *tree, bool loose, assay_canon_applied *applied)
{
    for (bool changed = true; changed && !tree->full;) {
        changed = sweep(tree, 0, applied);
        changed |= sweep(tree, SYNTAX_TABLE, applied);
        if (loose)
            changed |= sweep(tree, LOOSE_TABLE, applied);
    }
}

assay_status assay_canon_rules_apply(assay_tokens *list, assay_form form, bool loose,
                                     assay_canon_applied *applied, assay_arena *arena,
                                     assay_error *err)
{
    assay_tree tree;
    assay_status status = assay_tree_new(&tree, list, arena, err);
    if (status != ASSAY_OK)
        return status;
    rewrite(&tree, loose, applied);
    if (form == ASSAY_FORM_QUERY && !tree.full && assay_canon_unqualify(&tree)) {
        *applied |= (assay_canon_applied)1 << first_number(QUERY_TABLE);
        rewrite(&tree, loose, applied);
    }
    return assay_tree_tokens(list, &tree, err);
}

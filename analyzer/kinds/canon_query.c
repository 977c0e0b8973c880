/* SPDX-License-Identifier: MIT */
/*
 * The qualifiers of a view's columns. Up to 15 the deparser writes each column as item.column; from
 * 16 on, where the outermost query has one FROM item, the name alone. What is nested keeps its
 * qualifiers in all of them, and so does item.*.
 */
#include <string.h>

#include "kinds/canon_rules.h"
#include "kinds/canon_words.h"

static bool is_one_of(const assay_node *node, const char *const *words)
{
    for (; *words != NULL; words++)
        if (assay_node_is(node, *words))
            return true;
    return false;
}

static bool is_name(const assay_node *node)
{
    return node->token.type == ASSAY_TOKEN_QUOTED ||
           (node->token.type == ASSAY_TOKEN_WORD && !assay_canon_is_keyword(&node->token));
}

/* True if the group holds a query: SELECT, or a parenthesised one with what may follow it. */
static bool holds_query(const assay_node *open)
{
    static const char *const begins[] = {"select", "with", "values", NULL};
    static const char *const follows[] = {")",     "union",  "intersect", "except", "order",
                                          "limit", "offset", "fetch",     "for",    NULL};
    const assay_node *first = open->next;
    while (assay_node_is(first, "(") && is_one_of(first->match->next, follows))
        first = first->next;
    return is_one_of(first, begins);
}

/* The first node of the outermost query's only FROM item and the one behind it. */
typedef struct from_item {
    assay_node *first, *end;
    const assay_node *alias;
} from_item;

/* The clause's FROM; NULL if the query is a set operation or has none. */
static assay_node *find_from(const assay_tree *tree)
{
    static const char *const operations[] = {"union", "intersect", "except", NULL};
    assay_node *from = NULL;
    for (assay_node *n = tree->first->next; n != tree->last; n = assay_node_over(n)) {
        if (is_one_of(n, operations))
            return NULL;
        /* IS DISTINCT FROM is an operator; DELETE FROM does not occur at this level. */
        if (from == NULL && assay_node_is(n, "from") && !assay_node_is(n->prev, "distinct"))
            from = n;
    }
    return from;
}

/* The end of the clause; NULL if it holds several items or a join. */
static assay_node *clause_end(const assay_tree *tree, assay_node *from)
{
    static const char *const ends[] = {"where", "group",  "having", "window", "order",
                                       "limit", "offset", "fetch",  "for",    NULL};
    static const char *const several[] = {",", "join", "cross", "natural", NULL};
    for (assay_node *n = from->next;; n = assay_node_over(n)) {
        if (n == tree->last || is_one_of(n, ends))
            return n;
        if (is_one_of(n, several))
            return NULL;
    }
}

/* Behind what the item names: a query or join in parentheses, ROWS FROM (…), a table or a call. */
static assay_node *behind_source(assay_node *n, const assay_node **name)
{
    while (assay_node_is(n, "only") || assay_node_is(n, "lateral"))
        n = n->next;
    if (assay_node_spells(n, "rows from ("))
        return assay_node_over(n->next->next);
    if (assay_node_is(n, "("))
        return holds_query(n) ? assay_node_over(n) : NULL;
    for (; is_name(n); n = n->next->next) {
        *name = n;
        if (!assay_node_is(n->next, "."))
            return assay_node_is(n->next, "(") ? assay_node_over(n->next) : n->next;
    }
    return NULL;
}

static bool find_item(from_item *out, const assay_tree *tree)
{
    assay_node *from = find_from(tree);
    assay_node *end = from == NULL ? NULL : clause_end(tree, from);
    if (end == NULL || end == from->next)
        return false;
    *out = (from_item){.first = from->next, .end = end};
    assay_node *n = behind_source(from->next, &out->alias);
    if (n != NULL && assay_node_spells(n, "with ordinality"))
        n = n->next->next;
    if (n != NULL && assay_node_is(n, "as"))
        n = n->next;
    if (n != NULL && n != end && is_name(n) && !assay_node_is(n, "tablesample"))
        out->alias = n;
    return n != NULL && out->alias != NULL;
}

static bool same_name(const assay_node *a, const assay_node *b)
{
    return a->token.type == b->token.type && a->token.length == b->token.length &&
           memcmp(a->token.text, b->token.text, a->token.length) == 0;
}

/* True if the node qualifies a column of the item, and is not a schema before a type, a collation
 * or a function. */
static bool qualifies(const assay_node *n, const from_item *item)
{
    static const char *const before_schema[] = {".", "::", "collate", "as", "returning", NULL};
    return same_name(n, item->alias) && assay_node_is(n->next, ".") && is_name(n->next->next) &&
           !assay_node_is(n->next->next->next, "(") && !assay_node_is(n->next->next->next, ".") &&
           !is_one_of(n->prev, before_schema);
}

bool assay_canon_unqualify(assay_tree *tree)
{
    from_item item = {.first = NULL};
    if (!find_item(&item, tree))
        return false;
    bool changed = false;
    for (assay_node *n = tree->first->next; n != tree->last;) {
        if (n == item.first) {
            n = item.end;
        } else if (assay_node_is(n, "(") && holds_query(n)) {
            n = assay_node_over(n);
        } else if (qualifies(n, &item)) {
            assay_node *column = n->next->next;
            assay_tree_remove(n, n->next);
            n = column->next;
            changed = true;
        } else {
            n = n->next;
        }
    }
    return changed;
}

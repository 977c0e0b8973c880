/* SPDX-License-Identifier: MIT */
/*
 * The tokens of one text as a list that rules rewrite in place. Brackets (and CASE with its END)
 * know each other, so that a rule steps over what is inside; that is all the structure there is,
 * and nothing here recurses.
 */
#ifndef ASSAY_CANON_TREE_H
#define ASSAY_CANON_TREE_H

#include "base/arena.h"
#include "kinds/token.h"

typedef struct assay_node {
    assay_token token;
    struct assay_node *next, *prev;
    struct assay_node *match; /* the other bracket, else NULL */
} assay_node;

typedef struct assay_tree {
    assay_arena *arena;
    /* A pair of parentheses around the whole; beyond them stand nodes of no token that lead to
     * themselves, so that a rule may look ahead and back without asking where the text ends. */
    assay_node *first, *last;
    size_t room; /* nodes that may still be inserted */
    bool full;   /* there was no room or no memory: the tree is not to be used */
} assay_tree;

/* The brackets are balanced (canon.c has refused others). */
assay_status assay_tree_new(assay_tree *out, const assay_tokens *list, assay_arena *arena,
                            assay_error *err);
/* The tokens between the outermost parentheses. */
assay_status assay_tree_tokens(assay_tokens *out, const assay_tree *tree, assay_error *err);

/* Inside a group, behind this node: over the whole of a bracket. The group's end has no next. */
assay_node *assay_node_over(const assay_node *node);
/* The first node at the group's own level that is this word or mark, or NULL. */
assay_node *assay_node_find(const assay_node *open, const char *text);
/* True if the nodes from this one on spell these tokens, given with blanks between them. */
bool assay_node_spells(const assay_node *node, const char *tokens);
bool assay_node_is(const assay_node *node, const char *text);
bool assay_node_opens(const assay_node *node);
/* True if one operand is all that stands from first to last: nothing that binds looser than a cast,
 * and no list. */
bool assay_node_operand(const assay_node *first, const assay_node *last);

/* The group of a call whose name this node is; NULL if it is none, or stands behind a dot, which
 * makes it another function. */
assay_node *assay_node_call(const assay_node *name);
/* True if the group belongs to the name before it. */
bool assay_node_is_called(const assay_node *open);
/* Gives the node another name: quoted if it begins with a quote. */
void assay_node_rename(assay_node *node, const char *name);

/* New nodes stand behind the given one; NULL (and full) if there is no room. */
assay_node *assay_tree_insert(assay_tree *tree, assay_node *behind, assay_token_type type,
                              const char *text);
/* Takes first..last out and puts them behind the given node, which is not among them. */
void assay_tree_move(assay_node *first, assay_node *last, assay_node *behind);
void assay_tree_remove(assay_node *first, assay_node *last);
/* Takes both brackets away and leaves what is inside. */
void assay_tree_unwrap(assay_node *open);

#endif

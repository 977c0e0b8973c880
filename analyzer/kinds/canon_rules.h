/* SPDX-License-Identifier: MIT */
/* Spellings of one expression that PostgreSQL exchanges for one another, each a row of a table. */
#ifndef ASSAY_CANON_RULES_H
#define ASSAY_CANON_RULES_H

#include "kinds/canon.h"
#include "kinds/canon_tree.h"

/* Rewrites the list until no rule applies; the new list is in the arena. */
assay_status assay_canon_rules_apply(assay_tokens *list, assay_form form, bool loose,
                                     assay_canon_applied *applied, assay_arena *arena,
                                     assay_error *err);

/* Rewrites what begins at a node. Returns the node from which to go on towards the beginning (what
 * it wrote is looked at again up to there), or NULL if it does not apply. A rule writes nothing
 * that it reads itself, or something shorter, so that rewriting ends. */
typedef assay_node *assay_canon_rewrite(assay_tree *tree, assay_node *node);

typedef struct assay_canon_rule {
    const char *name;
    const char *head; /* the word or mark it begins with; NULL: any */
    assay_canon_rewrite *apply;
    int since; /* the major that first prints what is rewritten; 0: all do */
    int until; /* the last one; 0: all later ones do */
    const char *source;
} assay_canon_rule;

/* The rules for what 14 and later print in SQL's own syntax (canon_syntax.c). */
extern const assay_canon_rule assay_canon_syntax_rules[];
extern const size_t assay_canon_n_syntax_rules;
/* What the loose form also drops (canon_loose.c). */
extern const assay_canon_rule assay_canon_loose_rules[];
extern const size_t assay_canon_n_loose_rules;

/* The qualifiers of a view's only FROM item; true if there were any (canon_query.c). */
bool assay_canon_unqualify(assay_tree *tree);

#endif

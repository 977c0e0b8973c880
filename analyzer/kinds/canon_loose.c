/* SPDX-License-Identifier: MIT */
/*
 * What one major version prints otherwise than another although the schema was made by one script:
 * the loose form, used only to say that a difference is cosmetic. It does change the meaning a
 * little (the type of a constant, extract's numeric for date_part's double precision).
 */
#include <string.h>

#include "kinds/canon_rules.h"
#include "kinds/canon_words.h"

static bool is_constant(const assay_node *node)
{
    return node->token.type == ASSAY_TOKEN_STRING || node->token.type == ASSAY_TOKEN_NUMBER ||
           assay_node_is(node, "null") || assay_node_is(node, "true") ||
           assay_node_is(node, "false");
}

/* The last node of the type's name that begins here, with its length and brackets; NULL if there is
 * none. */
static assay_node *type_end(assay_node *node)
{
    static const char *const second[] = {"precision", "varying", NULL};
    if (node->token.type != ASSAY_TOKEN_WORD && node->token.type != ASSAY_TOKEN_QUOTED)
        return NULL;
    while (assay_node_is(node->next, ".") && node->next->next->match == NULL)
        node = node->next->next;
    for (size_t i = 0; second[i] != NULL; i++)
        if (assay_node_is(node->next, second[i]))
            node = node->next;
    if (assay_node_is(node->next, "("))
        node = node->next->match;
    if (assay_node_spells(node->next, "with time zone") ||
        assay_node_spells(node->next, "without time zone"))
        node = node->next->next->next;
    while (assay_node_spells(node->next, "[ ]"))
        node = node->next->next;
    return node;
}

/* 'x'::text is 'x', and (2000)::numeric is 2000. */
static assay_node *constant_cast(assay_tree *tree, assay_node *cast)
{
    assay_node *constant = cast->prev, *end = type_end(cast->next);
    if (end == NULL || end == tree->last)
        return NULL;
    if (assay_node_is(constant, ")") && !assay_node_is_called(constant->match) &&
        constant->match->next->next == constant && is_constant(constant->match->next)) {
        assay_node *open = constant->match;
        constant = open->next;
        assay_tree_unwrap(open);
    }
    if (!is_constant(constant))
        return NULL;
    assay_tree_remove(cast, end);
    return constant;
}

/* extract(year FROM x) was date_part('year', x) before 14. */
static assay_node *date_part(assay_tree *tree, assay_node *node)
{
    (void)tree;
    if (node->token.type != ASSAY_TOKEN_QUOTED || node->token.length != 9 ||
        memcmp(node->token.text, "\"extract\"", 9) != 0 || assay_node_call(node) == NULL)
        return NULL;
    assay_node_rename(node, "date_part");
    return node;
}

/* Functions that moved from an extension into the server: the schema of the extension is dropped.
 */
static const struct {
    const char *function;
    const char *source;
} moved[] = {
    {"gen_random_uuid", "pgcrypto until 12; release notes 13: in core"},
};

static assay_node *moved_function(assay_tree *tree, assay_node *dot)
{
    (void)tree;
    assay_node *schema = dot->prev, *name = dot->next;
    if ((schema->token.type != ASSAY_TOKEN_WORD && schema->token.type != ASSAY_TOKEN_QUOTED) ||
        assay_node_is(schema->prev, ".") || !assay_node_is(name->next, "("))
        return NULL;
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        if (!assay_node_is(name, moved[i].function))
            continue;
        assay_tree_remove(schema, dot);
        return name;
    }
    return NULL;
}

const assay_canon_rule assay_canon_loose_rules[] = {
    {"constant-cast", "::", constant_cast, 0, 0, "extract is numeric since 14: casts of constants"},
    {"date-part", NULL, date_part, 0, 13, "release notes 14: EXTRACT is numeric"},
    {"moved-function", ".", moved_function, 0, 12, "release notes 13: gen_random_uuid in core"},
};
const size_t assay_canon_n_loose_rules =
    sizeof assay_canon_loose_rules / sizeof *assay_canon_loose_rules;

bool assay_canon_may_loosen(const char *text)
{
    bool may = strstr(text, "::") != NULL || strstr(text, "\"extract\"(") != NULL;
    for (size_t i = 0; !may && i < sizeof moved / sizeof *moved; i++)
        may = strstr(text, moved[i].function) != NULL;
    return may;
}

/* SPDX-License-Identifier: MIT */
/* A small history and what tests of matching ask of a match. Include cmocka.h first. */
#ifndef MATCH_CHECK_H
#define MATCH_CHECK_H

#include <stdio.h>

#include "history_builder.h"
#include "match/match.h"

/* base: users. orders: a second table. index_orders, then notes (data only), then prices. */
static inline builder shop(void)
{
    builder b = new_builder();
    revision(&b, "users", "");
    create_table(&b, "users");
    create_column(&b, "users", "id", "type=integer nullable=no");
    create_column(&b, "users", "name", "type=text");
    create_column(&b, "users", "email", "type=text");
    change(&b, ASSAY_CREATE, ASSAY_KIND_primary_key, "users", "users_pkey", "columns=id");
    revision(&b, "orders", "users");
    create_table(&b, "orders");
    create_column(&b, "orders", "id", "type=integer nullable=no");
    create_column(&b, "orders", "user_id", "type=integer nullable=no");
    change(&b, ASSAY_CREATE, ASSAY_KIND_foreign_key, "orders", "orders_user_id_fkey",
           "columns=user_id references=public.users referenced_columns=id");
    revision(&b, "index", "orders");
    create_index(&b, "orders", "ix_orders_user_id", "columns=user_id");
    create_index(&b, "users", "ix_users_email", "columns=email unique=yes");
    revision(&b, "fill", "index");
    revision(&b, "prices", "fill");
    create_table(&b, "prices");
    create_column(&b, "prices", "id", "type=bigint nullable=no");
    create_column(&b, "prices", "amount", "type=numeric(10,2)");
    change(&b, ASSAY_ALTER, ASSAY_KIND_column, "users", "name", "nullable=no");
    built(&b);
    return b;
}

static inline assay_match *match_of(builder *b, assay_catalog *catalog)
{
    assay_match *match;
    assay_error err = {0};
    assert_int_equal(assay_catalog_seal(catalog, &err), ASSAY_OK);
    if (assay_match_new(&match, b->history, catalog, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    return match;
}

static inline void release(builder *b, assay_catalog *catalog, assay_match *match)
{
    assay_match_free(match);
    assay_catalog_free(catalog);
    assay_arena_free(b->arena);
}

/* The equal sets as text: heads joined by "+", sets by " ". */
static inline void assert_equal_sets(const assay_match *match, const char *expected)
{
    char text[512] = "";
    for (size_t i = 0; i < match->n_equal; i++)
        for (size_t k = 0; k < match->equal_lengths[i] || k == 0; k++) {
            const char *id = match->equal_lengths[i] == 0 ? "base" : match->equal[i][k];
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
                     k > 0 ? "+" : (i > 0 ? " " : ""), id);
        }
    assert_string_equal(text, expected);
}

static inline const assay_evidence *evidence_of(const assay_match *match, const char *id)
{
    for (size_t i = 0; i < match->n_evidence; i++)
        if (strcmp(match->history->revisions[match->evidence[i].revision].id, id) == 0)
            return &match->evidence[i];
    return NULL;
}

static inline bool lists(const assay_match *match, const size_t *list, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(match->history->revisions[match->evidence[list[i]].revision].id, id) == 0)
            return true;
    return false;
}

#endif

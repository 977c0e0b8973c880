/* SPDX-License-Identifier: MIT */
/* Spellings that one PostgreSQL server itself exchanges for one another, each a row of a table. */
#ifndef ASSAY_CANON_RULES_H
#define ASSAY_CANON_RULES_H

#include "base/arena.h"
#include "kinds/token.h"

/* Rewrites the list until no rule applies; the new list is in the arena. */
assay_status assay_canon_rules_apply(assay_tokens *list, assay_arena *arena, assay_error *err);

#endif

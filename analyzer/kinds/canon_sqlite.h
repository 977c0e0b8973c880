/* SPDX-License-Identifier: MIT */
/* Spellings that SQLite's own grammar makes one. */
#ifndef ASSAY_CANON_SQLITE_H
#define ASSAY_CANON_SQLITE_H

#include "base/arena.h"
#include "kinds/token.h"

/* Replaces the list by one in which each of them has one form; the new list is in the arena. */
assay_status assay_canon_sqlite_apply(assay_tokens *list, assay_arena *arena, assay_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Lineages: what counts as one object throughout a history. A renamed object stays the same unit,
 * and so does what lives in a renamed relation. Where a name is given to a second object, a rename
 * is a drop and a creation instead. Internal to match/.
 */
#ifndef ASSAY_MATCH_LINEAGE_H
#define ASSAY_MATCH_LINEAGE_H

#include "history/history.h"
#include "match/names.h"

typedef struct assay_lineages {
    assay_arena *arena;
    const assay_history *history;
    assay_names relations;     /* by (schema, name) */
    assay_name recent;         /* the relation asked for last: changes come table by table */
    uint32_t recent_number;    /* among the relations */
    uint32_t *relation_parent; /* disjoint sets: names of one relation */
    assay_names units;         /* by (kind, relation set, schema, name) */
    uint32_t *unit_parent;     /* disjoint sets: names of one object */
    size_t *change_first;      /* by revision: the number of its first change; n_revisions + 1 */
    uint32_t *change_unit;     /* by change: its unit (a representative) */
    uint32_t *target_unit;     /* by change, RENAME only: the unit of the new name */
    uint32_t *below;           /* by relation set: the first unit in it, by next_below */
    uint32_t *next_below;      /* by unit */
    size_t next_capacity;
    uint32_t *relation_units; /* by relation set: its table, view, … */
} assay_lineages;

assay_status assay_lineages_init(assay_lineages *out, assay_arena *arena,
                                 const assay_history *history, assay_error *err);

/* The set of a relation's name, or ASSAY_NONE. */
uint32_t assay_lineage_relation(const assay_lineages *lineages, const char *schema,
                                const char *name);
/* The units that are the relation itself at some time, or ASSAY_NONE each: as a table, as a view,
 * as a materialized view. */
enum { ASSAY_RELATION_KINDS = 4 };
static inline const uint32_t *assay_lineage_relation_units(const assay_lineages *lineages,
                                                           uint32_t relation)
{
    return &lineages->relation_units[relation * ASSAY_RELATION_KINDS];
}

/* The unit of an object in a relation of this set (ASSAY_NONE: in none), or ASSAY_NONE. */
uint32_t assay_lineage_unit(const assay_lineages *lineages, assay_kind kind, uint32_t relation,
                            const char *schema, const char *name);
/* True if the rename keeps the identity of what it renames. */
bool assay_lineage_keeps(const assay_lineages *lineages, size_t change_number);

static inline const char *assay_change_new_schema(const assay_change *change)
{
    return change->new_schema != NULL ? change->new_schema : change->schema;
}

#endif

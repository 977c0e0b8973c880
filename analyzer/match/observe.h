/* SPDX-License-Identifier: MIT */
/* Where the units of a history are in a catalog, under their own names or others. Internal to
 * match/. */
#ifndef ASSAY_MATCH_OBSERVE_H
#define ASSAY_MATCH_OBSERVE_H

#include "match/values.h"

/* The objects of one relation, or one object beside them; catalogs are sorted that way. */
typedef struct assay_observed_group {
    size_t first, end;   /* in the catalog's objects */
    uint32_t relation;   /* the relation set whose it is, or ASSAY_NONE */
    bool holds_relation; /* there is a table or view of that name */
} assay_observed_group;

typedef struct assay_observation {
    const assay_catalog *catalog;
    const assay_values *values;
    assay_observed_group *groups;
    size_t n_groups;
    uint32_t *group_of; /* by relation set: the group that stands for it, or ASSAY_NONE */
    bool *renamed;      /* by relation set: that group has a name that no revision mentions */
    uint32_t *unit;     /* by object: its unit, or ASSAY_NONE */
    uint32_t *first;    /* by unit: its first object, or ASSAY_NONE */
    uint32_t *next;     /* by object: the unit's next object, under another of its names */
    bool *twin;         /* by unit: the object has a name that no revision mentions */
    size_t n_named;     /* objects that the history mentions by name */
} assay_observation;

assay_status assay_observation_init(assay_observation *out, assay_arena *arena,
                                    const assay_values *values, const assay_catalog *catalog,
                                    assay_error *err);

/* The object of a unit that has this name, else any of its objects; NULL if there is none. */
const assay_object *assay_observed(const assay_observation *observation, uint32_t unit,
                                   const assay_value *wanted);
/* True if the unit is only there as a twin, or in a relation that is one. */
bool assay_observed_as_twin(const assay_observation *observation, uint32_t unit);

/* Gives the objects of a group to the units of the relation set it stands for. */
void assay_observe_group(assay_observation *observation, size_t group);

/* partition.c: partitions of a parent, whatever their names. */
assay_status assay_observe_partitions(assay_observation *observation, assay_arena *arena,
                                      assay_error *err);
/* True if both are partitions of one parent, both its default one or both not. */
bool assay_partition_stands_for(const assay_value *value, const assay_object *object);

/* twin.c: relations, then objects, whose names no revision mentions. */
assay_status assay_twin_relations(assay_observation *observation, assay_arena *arena,
                                  assay_error *err);
assay_status assay_twin_objects(assay_observation *observation, assay_arena *arena,
                                assay_error *err);

#endif

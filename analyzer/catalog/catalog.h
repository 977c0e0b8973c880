/* SPDX-License-Identifier: MIT */
/*
 * A catalog: the objects of one target at one moment, in memory. Readers, the cache and histories
 * fill one (catalog_add, object_set, catalog_seal); everything after reads it.
 *
 * All strings of a catalog are unique within it (one pool) and live in its arena.
 */
#ifndef ASSAY_CATALOG_H
#define ASSAY_CATALOG_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/hash.h"
#include "base/map.h"
#include "kinds/kinds.h"

typedef struct assay_object {
    assay_kind kind;
    uint32_t unknown;     /* bit i: attribute i could not be read or canonicalised */
    const char *schema;   /* "" for kinds of scope DATABASE and for SQLite */
    const char *relation; /* the table or view it belongs to, or "" */
    const char *name;     /* unquoted; functions: name(argument types) */
    const char *reason;   /* why something is unknown, or NULL */
    const char **values;  /* one for each attribute of the kind; NULL: unset */
    const char **raw;     /* the texts as they were read, where keep_raw asks for them; or NULL */
} assay_object;

typedef struct assay_catalog {
    assay_arena *arena;
    assay_strings *strings;
    assay_dialect dialect;
    bool keep_raw;          /* canonical forms are set with the texts they are made of */
    int server_major;       /* of the PostgreSQL server it was read from; 0: not known */
    assay_object **objects; /* in seal order once sealed: schema, relation, kind, name */
    size_t n_objects;
    size_t capacity;
    /* Short texts -> their canonical form, by the form; NULL: none yet. */
    assay_map *canonical[ASSAY_FORM_OPTIONS + 1];
    /* Bit k: objects of kind k were not read, so that their absence says nothing. */
    uint64_t unread;
    bool partial; /* what is not there may only be hidden from the role that read */
    bool sealed;
} assay_catalog;

/* NULL if memory is gone. The catalog owns a new arena. */
assay_catalog *assay_catalog_new(assay_dialect dialect);
void assay_catalog_free(assay_catalog *catalog);

/* Adds an object with all attributes unset. NULL arguments count as "". Returns NULL with err
 * filled if memory is gone or there are too many objects. */
assay_object *assay_catalog_add(assay_catalog *catalog, assay_kind kind, const char *schema,
                                const char *relation, const char *name, assay_error *err);
/* Adds a copy of an object of another catalog. */
assay_object *assay_catalog_copy_object(assay_catalog *catalog, const assay_object *object,
                                        assay_error *err);

/* Adds an object of another catalog as it is: that one must outlive this one. */
assay_status assay_catalog_borrow(assay_catalog *catalog, assay_object *object, assay_error *err);

/* Sets an attribute. A value equal to the attribute's `unset` text is stored as NULL, so that
 * absent and default are one. */
assay_status assay_object_set(assay_catalog *catalog, assay_object *object, int attribute,
                              const char *value, assay_error *err);
/* Sets an attribute by its form in kinds.def: EXPR and LIST through assay_canon_expression, TYPE
 * through assay_canon_type, NAME with its parts quoted only where needed, the others as they are. A
 * text that cannot be canonicalised makes the attribute unknown, with the reason. Readers set
 * attributes by this function. */
assay_status assay_object_set_canonical(assay_catalog *catalog, assay_object *object, int attribute,
                                        const char *value, assay_error *err);

/* Marks one attribute (or all, with -1) as unknown, with a reason in words. */
assay_status assay_object_set_unknown(assay_catalog *catalog, assay_object *object, int attribute,
                                      const char *reason, assay_error *err);

/* Sorts, and drops nothing. Two objects with one key are an error
 * (ASSAY_INTERNAL, the object named): readers must not produce them. */
assay_status assay_catalog_seal(assay_catalog *catalog, assay_error *err);

/* True if the catalog says nothing of objects of this kind. */
bool assay_catalog_unread(const assay_catalog *catalog, assay_kind kind);

/* On a sealed catalog; NULL if it is not there. */
assay_object *assay_catalog_find(const assay_catalog *catalog, assay_kind kind, const char *schema,
                                 const char *relation, const char *name);

/* The key as one text, unique within a catalog (kind, schema, relation, name separated by 0x1f).
 * The buffer is cleared first. */
const char *assay_object_key(assay_buffer *buffer, assay_kind kind, const char *schema,
                             const char *relation, const char *name);
/* What stands behind the identifier in the key's name, as SQL: "(argument types)" of a function,
 * " USING method" of an operator class; the whole name of an operator or a cast. "" for others. */
const char *assay_object_signature(assay_kind kind, const char *name);
/* The object's name as contracts print it: schema.relation.name or schema.name, parts quoted only
 * where needed, no schema where it is empty. Function argument lists are not quoted. Appends. */
void assay_object_name(assay_buffer *out, const assay_object *object);
void assay_object_name_parts(assay_buffer *out, assay_kind kind, const char *schema,
                             const char *relation, const char *name);
/* The text as it was read; the value where that was not kept, or is the same. */
const char *assay_object_raw(const assay_object *object, int attribute);
/* The value as text to show: the attribute's unset text where it is unset, NULL if there is none.
 */
const char *assay_object_shown(const assay_object *object, int attribute);

/* The parent and bound of a partition, which is a table or a foreign table, or NULL; the parent
 * also of values that are no object's. */
const char *assay_partition_parent(const assay_object *object);
const char *assay_partition_bound(const assay_object *object);
const char *assay_values_parent(assay_kind kind, const char *const *values);
const char *assay_values_bound(assay_kind kind, const char *const *values);

/* True for what is there with something else, and listed only for what it has of its own: a column
 * of a partition or view (the one without a type), an index, foreign key or trigger of a partition
 * (nothing but what can be its own), and schema public. Whether it is listed is no difference; its
 * attributes are. */
bool assay_object_implied(const assay_object *object);

/* The matching weight: the kind's, 8 for a partition, 0 for a sequence that a column owns and for
 * what is implied. */
int assay_object_weight(const assay_object *object);
/* The severity of its absence: the kind's, integrity for a unique index. */
assay_severity assay_object_severity(const assay_object *object);

/* Seal order: schema, then relation (a table's own name, so that it stands before what is in it),
 * kind, name; all by bytes. */
int assay_object_compare(const assay_object *a, const assay_object *b);

typedef enum assay_equality { ASSAY_EQUAL, ASSAY_DIFFERENT, ASSAY_UNKNOWN } assay_equality;

/* Compares one attribute of two objects of one kind. */
assay_equality assay_attribute_equal(const assay_object *a, const assay_object *b, int attribute);
/* True if two texts that are not equal are so in the loose form (kinds/canon.h). */
bool assay_attribute_resembles(const assay_object *a, const assay_object *b, int attribute);
/* True if two lists of privileges are equal but for MAINTAIN, which servers before 17 do not have.
 */
bool assay_privileges_resemble(const char *a, const char *b);
/* True if the mask asks for the attribute. */
bool assay_attribute_compared(assay_kind kind, int attribute, assay_compare_mask mask);

/* The structure: kind and default-compared attributes without names of its own (fingerprint.c). */
assay_hash assay_object_structure(const assay_object *object);
/* Kind, key and default-compared attributes. */
assay_hash assay_object_fingerprint(const assay_object *object);
/* The root of the tree catalog -> relation -> objects over assay_object_fingerprint: equal if and
 * only if the default comparison finds nothing. Needs a sealed catalog. */
assay_hash assay_catalog_fingerprint(const assay_catalog *catalog);
/* Tells apart what the fingerprint does, as a sum over the objects: what a step adds to a catalog
 * can be added, and what it takes can be taken. Only for catalogs that the program has made itself,
 * for someone who may choose objects could find others with their sum. Starts with zeros. */
void assay_catalog_sum_add(assay_hash *sum, assay_object *const *objects, size_t n);
void assay_catalog_sum_take(assay_hash *sum, assay_object *const *objects, size_t n);

#endif

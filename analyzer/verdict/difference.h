/* SPDX-License-Identifier: MIT */
/* Differences between two catalogs: what drift and `assay diff` are made of. */
#ifndef ASSAY_DIFFERENCE_H
#define ASSAY_DIFFERENCE_H

#include "catalog/catalog.h"

typedef enum assay_change_kind {
    ASSAY_MISSING,
    ASSAY_UNEXPECTED,
    ASSAY_CHANGED,
    ASSAY_RENAMED
} assay_change_kind;

const char *assay_change_name(assay_change_kind change); /* "missing", … */

typedef struct assay_attribute_difference {
    const char *name;
    const char *expected; /* text to show, or NULL */
    const char *actual;
    assay_severity severity; /* cosmetic if only the server's major version makes the difference */
} assay_attribute_difference;

/* A difference that another one is the consequence of. */
typedef struct assay_cause {
    assay_change_kind change;
    assay_kind kind;
    const char *object;
    const char *actual; /* RENAMED: the name it has; else NULL */
    const assay_object *expected_object;
    const char *revision; /* as the difference's own */
} assay_cause;

typedef struct assay_difference {
    assay_change_kind change;
    assay_kind kind;
    const char *object; /* as contracts print it: the expected name, or the unexpected one */
    const char *actual; /* RENAMED: the name it has; else NULL */
    const char *group;  /* the table, view or object it is grouped under */
    assay_severity severity;
    assay_attribute_difference *attributes; /* CHANGED, and RENAMED where more differs */
    size_t n_attributes;
    const assay_object *expected_object; /* NULL if unexpected */
    const assay_object *actual_object;   /* NULL if missing */
    const char *revision;                /* the revision that made it what is expected, or NULL */
    double confidence;                   /* RENAMED: that it is the same object, 0 to 1 */
    assay_cause *because;                /* what it is the consequence of */
    size_t n_because;
    bool follows; /* it is nothing but that consequence: without its causes both sides are equal */
    bool waived;
    const struct assay_waiver *waiver; /* by which it is waived, or NULL */
    bool counts;                       /* it is a finding: see assay_differences_count */
    const char *file; /* drift: the profile that says what is expected, or NULL, and where */
    int line;
} assay_difference;

/* Two texts that are spelled differently and were judged equal, or (cosmetic) nearly so. */
typedef struct assay_explanation {
    assay_kind kind;
    const char *object;
    const char *attribute;
    const char *expected, *actual; /* as they were read */
    const char **rules;            /* by which they are equal; README.md lists them */
    size_t n_rules;
    bool cosmetic; /* equal in the loose form alone: a difference as well */
} assay_explanation;

typedef struct assay_differences {
    assay_arena *arena; /* owned */
    assay_difference *items;
    size_t n_items;
    assay_explanation *explained; /* where asked for */
    size_t n_explained;
    size_t n_unknown;  /* attributes and objects that could not be compared */
    size_t n_untold;   /* attributes among them that A leaves unset and B's reader never tells */
    size_t n_compared; /* objects that could */
    bool equal;        /* no item at all */
} assay_differences;

typedef struct assay_difference_options {
    assay_compare_mask mask;
    /* The expected side, or the actual one, is a history that only lists what it judges: what it
     * does not mention, objects and attributes, is no difference and not unknown either. */
    bool listed_only, actual_listed_only;
    /* The side is a history, not a database: partitions are matched by parent (rename.h), a schema
     * that holds what the history has is implied, and attributes that are compared on request
     * (owner, comment, …) count only where the history records them. */
    bool expected_is_history, actual_is_history;
    bool expected_has_extensions; /* even if the catalog does not list them */
    /* One side was dumped and restored: what is only spelled otherwise by that is cosmetic, as it
     * is between servers of different major versions. */
    bool restored;
    bool explain; /* the readers were asked to keep the texts as they were read */
} assay_difference_options;

/* Both sealed; both must outlive the result. What belongs to a missing, unexpected or renamed table
 * is not reported again. Sorted by seal order of the object. */
assay_status assay_differences_new(assay_differences **out, const assay_catalog *expected,
                                   const assay_catalog *actual,
                                   const assay_difference_options *options, assay_error *err);
void assay_differences_free(assay_differences *differences);

/* True if it is a finding: at or above the severity, not waived, and more than the consequence of
 * another one, which counts itself. */
bool assay_difference_counts(const assay_difference *difference, assay_severity fail_on);
/* Marks those that are findings, and returns how many there are. */
size_t assay_differences_count(assay_differences *differences, assay_severity fail_on);

enum { ASSAY_DIFFERENCE_ID = 33 };

/* What stays the same from run to run, as hexadecimal: of change, kind, names and the names of the
 * attributes that differ, not of their values. */
void assay_difference_fingerprint(const assay_difference *difference,
                                  char out[ASSAY_DIFFERENCE_ID]);

#endif

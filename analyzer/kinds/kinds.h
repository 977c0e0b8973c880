/* SPDX-License-Identifier: MIT */
/* The kinds table as C: enumerators and rows generated from kinds.def. */
#ifndef ASSAY_KINDS_H
#define ASSAY_KINDS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum assay_kind {
#define KIND(id, element, scope, compared, weight, twin, severity, renamed) ASSAY_KIND_##id,
#define ATTR(kind, id, compared, cost, severity, form, unset)
#define END(id)
#include "kinds/kinds.def"
#undef KIND
#undef ATTR
#undef END
    ASSAY_KINDS
} assay_kind;

/* Index constants of attributes: ASSAY_column_type == 0, …, ASSAY_column_COUNT. */
#define KIND(id, element, scope, compared, weight, twin, severity, renamed) enum {
#define ATTR(kind, id, compared, cost, severity, form, unset)               ASSAY_##kind##_##id,
#define END(id)                                                                                    \
    ASSAY_##id##_COUNT                                                                             \
    }                                                                                              \
    ;
#include "kinds/kinds.def"
#undef KIND
#undef ATTR
#undef END

enum { ASSAY_MAX_ATTRIBUTES = 32 };

typedef enum assay_dialect { ASSAY_POSTGRESQL, ASSAY_SQLITE } assay_dialect;

const char *assay_dialect_name(assay_dialect dialect); /* "postgresql", "sqlite" */
bool assay_dialect_find(assay_dialect *out, const char *name);

typedef enum assay_scope {
    ASSAY_SCOPE_DATABASE,
    ASSAY_SCOPE_SCHEMA,
    ASSAY_SCOPE_TABLE,
    ASSAY_SCOPE_RELATION
} assay_scope;

typedef enum assay_twin { ASSAY_TWIN_NONE, ASSAY_TWIN_VAGUE, ASSAY_TWIN_SPECIFIC } assay_twin;

/* Ascending, so that "at least" is a comparison. */
typedef enum assay_severity {
    ASSAY_SEVERITY_COSMETIC,
    ASSAY_SEVERITY_PERFORMANCE,
    ASSAY_SEVERITY_INTEGRITY,
    ASSAY_SEVERITY_SECURITY
} assay_severity;

/* What `--compare` can ask for; ALWAYS is always compared, SHOWN never. The bits of a
 * assay_compare_mask are 1 << group. */
typedef enum assay_compared {
    ASSAY_COMPARED_ALWAYS,
    ASSAY_COMPARED_SHOWN,
    ASSAY_COMPARED_OWNER,
    ASSAY_COMPARED_COMMENT,
    ASSAY_COMPARED_PRIVILEGES,
    ASSAY_COMPARED_ORDER,
    ASSAY_COMPARED_STORAGE,
    ASSAY_COMPARED_STATISTICS
} assay_compared;

typedef unsigned assay_compare_mask;

#define ASSAY_COMPARE_DEFAULT (1u << ASSAY_COMPARED_ALWAYS)
#define ASSAY_COMPARE_ALL     (0xffu & ~(1u << ASSAY_COMPARED_SHOWN))

typedef enum assay_form {
    ASSAY_FORM_PLAIN,
    ASSAY_FORM_NAME,
    ASSAY_FORM_TYPE,
    ASSAY_FORM_EXPR,
    ASSAY_FORM_QUERY,
    ASSAY_FORM_LIST,
    ASSAY_FORM_BODY,
    ASSAY_FORM_OPTIONS
} assay_form;

typedef struct assay_attribute_info {
    const char *name;
    const char *unset; /* what an absent value means, or NULL */
    assay_compared compared;
    int cost;
    assay_severity severity;
    assay_form form;
} assay_attribute_info;

typedef struct assay_kind_info {
    const char *name; /* element name */
    const assay_attribute_info *attributes;
    size_t n_attributes;
    assay_scope scope;
    assay_compared compared; /* its being there */
    int weight;
    assay_twin twin;
    assay_severity severity;
    assay_severity renamed; /* of another name */
} assay_kind_info;

/* Never NULL for a valid kind. */
const assay_kind_info *assay_kind_get(assay_kind kind);
/* False if no kind has this element name. */
bool assay_kind_find(assay_kind *out, const char *name);
/* True if the mask asks for the kind's being there or not. */
bool assay_kind_compared(assay_kind kind, assay_compare_mask mask);
/* The index of the attribute, or -1. */
int assay_attribute_find(assay_kind kind, const char *name);
/* True for what has columns and what else lives in a relation: the kinds share one name space. */
bool assay_kind_is_relation(assay_kind kind);

const char *assay_severity_name(assay_severity severity);
/* Also "any", which is cosmetic. False if unknown. */
bool assay_severity_find(assay_severity *out, const char *name);

/* Parses `--compare`: default, all, or default/all followed by +group or -group, comma-separated
 * ("default,+owner,+comment"; "+owner" alone adds to default). False if a word is unknown; *bad
 * then points at it. */
bool assay_compare_parse(assay_compare_mask *out, const char *text, const char **bad);

#endif

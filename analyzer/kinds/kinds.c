/* SPDX-License-Identifier: MIT */
#include "kinds/kinds.h"

#include <assert.h>
#include <string.h>

#define KIND(id, element, scope, compared, weight, twin, severity, renamed)                        \
    static const assay_attribute_info attributes_##id[] = {
#define ATTR(kind, id, compared, cost, severity, form, unset)                                      \
    {#id, unset, ASSAY_COMPARED_##compared, cost, ASSAY_SEVERITY_##severity, ASSAY_FORM_##form},
#define END(id)                                                                                    \
    }                                                                                              \
    ;                                                                                              \
    static_assert(sizeof attributes_##id / sizeof *attributes_##id <= ASSAY_MAX_ATTRIBUTES,        \
                  "attribute masks are 32 bits wide");
#include "kinds/kinds.def"
#undef KIND
#undef ATTR
#undef END

static const assay_kind_info kinds[ASSAY_KINDS] = {
#define KIND(id, element, scope, compared, weight, twin, severity, renamed)                        \
    [ASSAY_KIND_##id] = {element,                                                                  \
                         attributes_##id,                                                          \
                         ASSAY_##id##_COUNT,                                                       \
                         ASSAY_SCOPE_##scope,                                                      \
                         ASSAY_COMPARED_##compared,                                                \
                         weight,                                                                   \
                         ASSAY_TWIN_##twin,                                                        \
                         ASSAY_SEVERITY_##severity,                                                \
                         ASSAY_SEVERITY_##renamed},
#define ATTR(kind, id, compared, cost, severity, form, unset)
#define END(id)
#include "kinds/kinds.def"
#undef KIND
#undef ATTR
#undef END
};

static const char *const severities[] = {
    [ASSAY_SEVERITY_COSMETIC] = "cosmetic",
    [ASSAY_SEVERITY_PERFORMANCE] = "performance",
    [ASSAY_SEVERITY_INTEGRITY] = "integrity",
    [ASSAY_SEVERITY_SECURITY] = "security",
};

static const struct {
    const char *name;
    assay_compared group;
} groups[] = {
    {"owner", ASSAY_COMPARED_OWNER},           {"comment", ASSAY_COMPARED_COMMENT},
    {"privileges", ASSAY_COMPARED_PRIVILEGES}, {"order", ASSAY_COMPARED_ORDER},
    {"storage", ASSAY_COMPARED_STORAGE},       {"statistics", ASSAY_COMPARED_STATISTICS},
};

const assay_kind_info *assay_kind_get(assay_kind kind)
{
    return &kinds[kind];
}

bool assay_kind_find(assay_kind *out, const char *name)
{
    for (int i = 0; i < ASSAY_KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            *out = (assay_kind)i;
            return true;
        }
    }
    return false;
}

bool assay_kind_compared(assay_kind kind, assay_compare_mask mask)
{
    return (mask >> kinds[kind].compared & 1) != 0;
}

int assay_attribute_find(assay_kind kind, const char *name)
{
    for (size_t i = 0; i < kinds[kind].n_attributes; i++)
        if (strcmp(kinds[kind].attributes[i].name, name) == 0)
            return (int)i;
    return -1;
}

bool assay_kind_is_relation(assay_kind kind)
{
    return kind == ASSAY_KIND_table || kind == ASSAY_KIND_view ||
           kind == ASSAY_KIND_materialized_view || kind == ASSAY_KIND_foreign_table;
}

const char *assay_severity_name(assay_severity severity)
{
    return severities[severity];
}

bool assay_severity_find(assay_severity *out, const char *name)
{
    if (strcmp(name, "any") == 0) {
        *out = ASSAY_SEVERITY_COSMETIC;
        return true;
    }
    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++) {
        if (strcmp(severities[i], name) == 0) {
            *out = (assay_severity)i;
            return true;
        }
    }
    return false;
}

const char *assay_dialect_name(assay_dialect dialect)
{
    return dialect == ASSAY_POSTGRESQL ? "postgresql" : "sqlite";
}

bool assay_dialect_find(assay_dialect *out, const char *name)
{
    for (int i = ASSAY_POSTGRESQL; i <= ASSAY_SQLITE; i++) {
        if (strcmp(assay_dialect_name((assay_dialect)i), name) == 0) {
            *out = (assay_dialect)i;
            return true;
        }
    }
    return false;
}

static bool apply_word(assay_compare_mask *mask, const char *word, size_t length)
{
    if (length == 7 && memcmp(word, "default", 7) == 0) {
        *mask = ASSAY_COMPARE_DEFAULT;
        return true;
    }
    if (length == 3 && memcmp(word, "all", 3) == 0) {
        *mask = ASSAY_COMPARE_ALL;
        return true;
    }
    if (length < 2 || (word[0] != '+' && word[0] != '-'))
        return false;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        if (strlen(groups[i].name) != length - 1 ||
            memcmp(groups[i].name, word + 1, length - 1) != 0)
            continue;
        if (word[0] == '+')
            *mask |= 1u << groups[i].group;
        else
            *mask &= ~(1u << groups[i].group);
        return true;
    }
    return false;
}

bool assay_compare_parse(assay_compare_mask *out, const char *text, const char **bad)
{
    assay_compare_mask mask = ASSAY_COMPARE_DEFAULT;
    for (const char *word = text;;) {
        size_t length = strcspn(word, ",");
        if (!apply_word(&mask, word, length)) {
            *bad = word;
            return false;
        }
        if (word[length] == '\0')
            break;
        word += length + 1;
    }
    *out = mask;
    return true;
}

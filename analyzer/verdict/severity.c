/* SPDX-License-Identifier: MIT */
/*
 * Some attributes hold several things that do not matter alike: options are told apart by name, and
 * what makes an index unique guards the data.
 */
#include "verdict/severity.h"

#include <string.h>
#include <strings.h>

/* Options whose severity is not that of their attribute in the kinds table. */
static const struct {
    assay_kind kind;
    int attribute;
    const char *option;
    assay_severity severity;
} exceptions[] = {
    {ASSAY_KIND_view, ASSAY_view_options, "check_option", ASSAY_SEVERITY_INTEGRITY},
    {ASSAY_KIND_table, ASSAY_table_options, "user_catalog_table", ASSAY_SEVERITY_INTEGRITY},
    {ASSAY_KIND_function, ASSAY_function_settings, "work_mem", ASSAY_SEVERITY_PERFORMANCE},
    {ASSAY_KIND_function, ASSAY_function_settings, "statement_timeout", ASSAY_SEVERITY_INTEGRITY},
    {ASSAY_KIND_function, ASSAY_function_settings, "lock_timeout", ASSAY_SEVERITY_INTEGRITY},
    {ASSAY_KIND_function, ASSAY_function_settings, "timezone", ASSAY_SEVERITY_INTEGRITY},
    {ASSAY_KIND_function, ASSAY_function_settings, "datestyle", ASSAY_SEVERITY_INTEGRITY},
};

static bool holds_options(assay_kind kind, int attribute)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (exceptions[i].kind == kind && exceptions[i].attribute == attribute)
            return true;
    return false;
}

typedef struct option {
    const char *name, *text; /* the text: "name=value" */
    size_t name_length, length;
} option;

/* The option at *cursor of "a=1, b=x, y, c=2"; a piece without a name belongs to the value before
 * it. False at the end. */
static bool next_option(option *out, const char **cursor)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    const char *p = *cursor;
    if (p == NULL || *p == '\0')
        return false;
    *out = (option){.name = p, .text = p, .name_length = strspn(p, name)};
    for (;;) {
        const char *comma = strstr(p, ", ");
        if (comma == NULL) {
            out->length = strlen(out->text);
            *cursor = out->text + out->length;
            return true;
        }
        p = comma + 2;
        if (p[strspn(p, name)] == '=') {
            out->length = (size_t)(comma - out->text);
            *cursor = p;
            return true;
        }
    }
}

static bool has_option(const char *options, const option *wanted)
{
    option each;
    while (next_option(&each, &options))
        if (each.length == wanted->length && memcmp(each.text, wanted->text, each.length) == 0)
            return true;
    return false;
}

static assay_severity option_severity(assay_kind kind, int attribute, const option *o)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (exceptions[i].kind == kind && exceptions[i].attribute == attribute &&
            strlen(exceptions[i].option) == o->name_length &&
            strncasecmp(exceptions[i].option, o->name, o->name_length) == 0)
            return exceptions[i].severity;
    return assay_kind_get(kind)->attributes[attribute].severity;
}

/* The worst of the options that one side has and the other has not, or has otherwise. */
static assay_severity worst_option(assay_kind kind, int attribute, const char *one,
                                   const char *other)
{
    assay_severity worst = ASSAY_SEVERITY_COSMETIC;
    const char *cursor = one;
    option each;
    while (next_option(&each, &cursor)) {
        if (has_option(other, &each))
            continue;
        assay_severity severity = option_severity(kind, attribute, &each);
        if (severity > worst)
            worst = severity;
    }
    return worst;
}

/* Which rows an index keeps apart, and whether it does so at all. */
static bool guards_rows(const assay_object *index, int attribute)
{
    return index->values[ASSAY_index_unique] != NULL &&
           (attribute == ASSAY_index_columns || attribute == ASSAY_index_predicate ||
            attribute == ASSAY_index_valid);
}

assay_severity assay_deviation_severity(const assay_object *expected, const assay_object *actual,
                                        int attribute)
{
    assay_kind kind = expected->kind;
    if (kind == ASSAY_KIND_index &&
        (guards_rows(expected, attribute) || guards_rows(actual, attribute)))
        return ASSAY_SEVERITY_INTEGRITY;
    if (!holds_options(kind, attribute))
        return assay_kind_get(kind)->attributes[attribute].severity;
    const char *e = expected->values[attribute], *a = actual->values[attribute];
    assay_severity lost = worst_option(kind, attribute, e, a);
    assay_severity gained = worst_option(kind, attribute, a, e);
    return lost > gained ? lost : gained;
}

/* SPDX-License-Identifier: MIT */
/* What all readers share: filters, and recognising version tables by their columns. */
#include "readers/reader.h"

#include <string.h>

/* Patterns of * and ?, without recursion: on a mismatch the last star takes one byte more. */
static bool matches(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL;
    while (*text != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            resume = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

/* A pattern with a dot speaks of schema and relation, one without of the relation in any schema. */
static bool any_matches(const char *const *patterns, const char *schema, const char *relation)
{
    for (; patterns != NULL && *patterns != NULL; patterns++) {
        const char *dot = strchr(*patterns, '.');
        if (dot == NULL || schema[0] == '\0') {
            if (relation[0] != '\0' && matches(*patterns, relation))
                return true;
            continue;
        }
        char part[256];
        size_t length = (size_t)(dot - *patterns);
        if (length >= sizeof part)
            continue;
        memcpy(part, *patterns, length);
        part[length] = '\0';
        if (matches(part, schema) && matches(dot + 1, relation))
            return true;
    }
    return false;
}

bool assay_read_options_keep(const assay_read_options *options, const char *schema,
                             const char *relation)
{
    if (any_matches(options->exclude, schema, relation))
        return false;
    return options->include == NULL || options->include[0] == NULL ||
           any_matches(options->include, schema, relation);
}

/* True if `types` ("character varying|text") lists the type up to its first '('. */
static bool type_listed(const char *types, const char *type)
{
    size_t length = strcspn(type, "(");
    for (;;) {
        size_t one = strcspn(types, "|");
        if (one == length && memcmp(types, type, length) == 0)
            return true;
        if (types[one] == '\0')
            return false;
        types += one + 1;
    }
}

static bool column_matches(const char *wanted, const assay_object *column)
{
    size_t length = strcspn(wanted, " ");
    const char *type = column->values[ASSAY_column_type];
    return strlen(column->name) == length && memcmp(wanted, column->name, length) == 0 &&
           wanted[length] == ' ' && type_listed(wanted + length + 1, type == NULL ? "" : type);
}

bool assay_version_shape_matches(const assay_version_shape *shape,
                                 const assay_object *const *columns, size_t n_columns)
{
    size_t wanted = 0;
    for (; shape->columns[wanted] != NULL; wanted++) {
        bool found = false;
        for (size_t i = 0; i < n_columns && !found; i++)
            found = column_matches(shape->columns[wanted], columns[i]);
        if (!found)
            return false;
    }
    return wanted == n_columns;
}

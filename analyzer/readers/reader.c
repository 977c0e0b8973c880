/* SPDX-License-Identifier: MIT */
/* What all readers share: filters, and recognising version tables by their columns. */
#include "readers/reader.h"

#include <string.h>
#include <strings.h>

#include "base/pattern.h"

/* A pattern with a dot speaks of schema and relation, one without of the relation in any schema. */
static bool any_matches(const char *const *patterns, const char *schema, const char *relation)
{
    for (; patterns != NULL && *patterns != NULL; patterns++) {
        const char *dot = strchr(*patterns, '.');
        if (dot == NULL || schema[0] == '\0') {
            if (relation[0] != '\0' && assay_pattern_matches(*patterns, relation))
                return true;
            continue;
        }
        char part[256];
        size_t length = (size_t)(dot - *patterns);
        if (length >= sizeof part)
            continue;
        memcpy(part, *patterns, length);
        part[length] = '\0';
        if (assay_pattern_matches(part, schema) && assay_pattern_matches(dot + 1, relation))
            return true;
    }
    return false;
}

bool assay_read_options_named(const assay_read_options *options, const char *schema,
                              const char *relation)
{
    if (options->version_table == NULL)
        return false;
    if (schema[0] == '\0')
        return strcasecmp(relation, options->version_table) == 0;
    return strcmp(relation, options->version_table) == 0 &&
           (options->version_schema == NULL || strcmp(schema, options->version_schema) == 0);
}

bool assay_read_options_keep(const assay_read_options *options, const char *schema,
                             const char *relation)
{
    if (any_matches(options->exclude, schema, relation))
        return false;
    return options->include == NULL || options->include[0] == NULL ||
           any_matches(options->include, schema, relation);
}

void assay_read_report(const assay_read_progress *progress, size_t done, size_t steps, size_t rows)
{
    if (progress != NULL)
        progress->report(progress->context, done, steps, rows);
}

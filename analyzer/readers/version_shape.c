/* SPDX-License-Identifier: MIT */
#include "readers/version_shape.h"

#include <string.h>
#include <strings.h>

#include "base/quote.h"

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

static bool same_name(const char *a, const char *b, size_t n, assay_dialect dialect)
{
    return strlen(b) == n &&
           (dialect == ASSAY_SQLITE ? strncasecmp(a, b, n) : strncmp(a, b, n)) == 0;
}

static bool column_matches(const char *wanted, const assay_object *column, assay_dialect dialect)
{
    size_t length = strcspn(wanted, " ");
    const char *type = column->values[ASSAY_column_type];
    return same_name(wanted, column->name, length, dialect) && wanted[length] == ' ' &&
           type_listed(wanted + length + 1, type == NULL ? "" : type);
}

bool assay_version_renamed(const assay_version_shape *shape, const assay_version_shape *shapes,
                           size_t n_shapes)
{
    size_t i = 0;
    while (i < n_shapes && strcmp(shapes[i].tool, shape->tool) != 0)
        i++;
    return i < n_shapes && &shapes[i] != shape;
}

bool assay_version_columns_match(const char *const *wanted, const assay_object *const *columns,
                                 size_t n_columns, assay_dialect dialect)
{
    size_t matched = 0;
    for (; *wanted != NULL; wanted++) {
        bool optional = (*wanted)[0] == '?', found = false;
        for (size_t i = 0; i < n_columns && !found; i++)
            found = column_matches(*wanted + (optional ? 1 : 0), columns[i], dialect);
        if (!found && !optional)
            return false;
        matched += found;
    }
    return matched > 0 && matched == n_columns;
}

/* One pattern of * and ?, ended by '|' or the end. Goes back to the last star only. */
static bool glob(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL;
    while (*text != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            resume = text;
        } else if (*pattern != '\0' && *pattern != '|' && (*pattern == '?' || *pattern == *text)) {
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
    return *pattern == '\0' || *pattern == '|';
}

static bool name_matches(const char *patterns, const assay_version_relation *r)
{
    char full[256];
    if (patterns == NULL)
        return true;
    size_t schema = strlen(r->schema), name = strlen(r->name);
    if (schema + name + 2 > sizeof full)
        return false;
    memcpy(full, r->schema, schema);
    full[schema] = '.';
    memcpy(full + schema + 1, r->name, name + 1);
    for (const char *p = patterns; p != NULL; p = strchr(p, '|')) {
        p += *p == '|';
        size_t length = strcspn(p, "|");
        if (glob(p, memchr(p, '.', length) == NULL ? r->name : full))
            return true;
    }
    return false;
}

/* True if one of the patterns speaks of a schema too. */
static bool names_schema(const char *patterns)
{
    return patterns != NULL && strchr(patterns, '.') != NULL;
}

static bool is_part(const assay_version_part *part, const assay_version_relation *r,
                    const assay_version_relation *of, assay_dialect dialect)
{
    return r != of && strcmp(r->schema, of->schema) == 0 && name_matches(part->name, r) &&
           assay_version_columns_match(part->columns, r->columns, r->n_columns, dialect);
}

static bool has_part(const assay_version_part *part, const assay_version_relation *of,
                     const assay_version_relation *relations, size_t n, assay_dialect dialect)
{
    for (size_t i = 0; i < n; i++)
        if (is_part(part, &relations[i], of, dialect))
            return true;
    return false;
}

static bool is_version_table(const assay_version_shape *shape, const assay_version_relation *r,
                             const assay_version_relation *relations, size_t n,
                             assay_dialect dialect, bool by_columns)
{
    bool any_name = by_columns && r->named && !names_schema(shape->name);
    if ((!any_name && !name_matches(shape->name, r)) ||
        !assay_version_columns_match(shape->columns, r->columns, r->n_columns, dialect))
        return false;
    for (const assay_version_part *p = shape->parts; p != NULL && p->columns != NULL; p++) {
        if (p->rule != ASSAY_PART_MAYBE &&
            has_part(p, r, relations, n, dialect) != (p->rule == ASSAY_PART_NEEDED))
            return false;
    }
    return true;
}

static void assign_parts(size_t of, assay_version_relation *relations, size_t n,
                         assay_dialect dialect)
{
    const assay_version_shape *shape = relations[of].shape;
    for (const assay_version_part *p = shape->parts; p != NULL && p->columns != NULL; p++) {
        for (size_t i = 0; i < n && p->rule != ASSAY_PART_NEVER; i++) {
            assay_version_relation *r = &relations[i];
            if (r->shape != NULL || !is_part(p, r, &relations[of], dialect))
                continue;
            r->shape = shape;
            r->part = p;
            r->of = of;
        }
    }
}

static void assign(assay_version_relation *relations, size_t n, const assay_version_shape *shapes,
                   size_t n_shapes, assay_dialect dialect, bool by_columns)
{
    for (size_t s = 0; s < n_shapes; s++) {
        for (size_t i = 0; i < n; i++) {
            assay_version_relation *r = &relations[i];
            if (r->shape != NULL ||
                !is_version_table(&shapes[s], r, relations, n, dialect, by_columns))
                continue;
            r->shape = &shapes[s];
            assign_parts(i, relations, n, dialect);
        }
    }
}

/* A table that the user names may have any name, but one that is a tool's tells whose it is. */
void assay_version_assign(assay_version_relation *relations, size_t n,
                          const assay_version_shape *shapes, size_t n_shapes, assay_dialect dialect)
{
    bool any_named = false;
    for (size_t i = 0; i < n; i++)
        any_named = any_named || relations[i].named;
    assign(relations, n, shapes, n_shapes, dialect, false);
    if (any_named)
        assign(relations, n, shapes, n_shapes, dialect, true);
}

assay_status assay_version_query(assay_buffer *out, const char *sql, const char *schema,
                                 const char *name, assay_error *err)
{
    static const char place[] = "{table}";
    for (const char *hit; (hit = strstr(sql, place)) != NULL; sql = hit + sizeof place - 1) {
        assay_buffer_add_n(out, sql, (size_t)(hit - sql));
        if (schema[0] != '\0') {
            assay_quote_identifier_always(out, schema);
            assay_buffer_add_char(out, '.');
        }
        assay_quote_identifier_always(out, name);
    }
    assay_buffer_add(out, sql);
    return assay_buffer_check(out, err);
}

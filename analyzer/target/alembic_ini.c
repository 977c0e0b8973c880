/* SPDX-License-Identifier: MIT */
/*
 * An alembic.ini, read as Python's configparser reads it: sections, KEY = VALUE
 * or KEY: VALUE, lines that begin with a blank continue the value, '#' and ';' begin a comment only
 * at the start of a line (a password may hold both), %(name)s and %% are interpolated.
 */
#include <ctype.h>
#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "target/target.h"

enum { MAX_INTERPOLATION_DEPTH = 10, MAX_VALUE = 64 * 1024 };

struct assay_alembic_ini {
    assay_arena *arena;
    const char *section;
    assay_map *values; /* of [DEFAULT] and the section, by key in lower case */
};

static char *trim(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t n = strlen(text);
    while (n > 0 && isspace((unsigned char)text[n - 1]))
        text[--n] = '\0';
    return text;
}

static bool add_value(assay_alembic_ini *file, char *key, char *value)
{
    key = trim(key);
    for (char *p = key; *p != '\0'; p++)
        *p = (char)tolower((unsigned char)*p);
    return assay_map_put(file->values, key, trim(value));
}

/* Joins a continuation line to the value before it, with its line break, as configparser does. */
static bool continue_value(assay_alembic_ini *file, const char *key, char *line)
{
    const char *value = assay_map_find(file->values, key);
    char *joined =
        assay_arena_printf(file->arena, "%s\n%s", value == NULL ? "" : value, trim(line));
    return joined != NULL && assay_map_put(file->values, key, joined);
}

static bool in_reach(const assay_alembic_ini *file, const char *line)
{
    size_t n = strlen(file->section);
    return strncmp(line, "[DEFAULT]", 9) == 0 ||
           (line[0] == '[' && strncmp(line + 1, file->section, n) == 0 && line[n + 1] == ']');
}

static bool read_line(assay_alembic_ini *file, char *line, bool *wanted, char **key)
{
    char first = line[strspn(line, " \t")];
    if (first == '\0' || first == '\r' || first == '#' || first == ';')
        return true;
    if (line[0] == ' ' || line[0] == '\t')
        return !*wanted || *key == NULL || continue_value(file, *key, line);
    *key = NULL;
    if (first == '[') {
        *wanted = in_reach(file, line);
        return true;
    }
    size_t end = strcspn(line, "=:");
    if (!*wanted || line[end] == '\0')
        return true;
    line[end] = '\0';
    *key = trim(line);
    return add_value(file, line, line + end + 1);
}

static bool read_lines(assay_alembic_ini *file, char *text)
{
    bool wanted = false;
    char *key = NULL;
    for (char *line = text; line != NULL;) {
        char *next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        if (!read_line(file, line, &wanted, &key))
            return false;
        line = next;
    }
    return true;
}

static assay_status interpolate(assay_buffer *out, const assay_alembic_ini *file, const char *key,
                                const char *value, int depth, assay_error *err)
{
    if (depth > MAX_INTERPOLATION_DEPTH)
        return assay_fail(err, ASSAY_INVALID, "%s refers to itself", key);
    for (; *value != '\0'; value++) {
        if (*value != '%') {
            assay_buffer_add_char(out, *value);
        } else if (value[1] == '%') {
            assay_buffer_add_char(out, *++value);
        } else {
            const char *end = value[1] == '(' ? strstr(value, ")s") : NULL;
            char *name = end == NULL ? NULL
                                     : assay_arena_strndup(file->arena, value + 2,
                                                           (size_t)(end - value) - 2);
            if (end == NULL)
                return assay_fail(err, ASSAY_INVALID,
                                  "%s has a '%%' that is neither '%%%%' nor '%%(name)s'", key);
            if (name == NULL)
                return assay_fail_nomem(err);
            for (char *p = name; *p != '\0'; p++)
                *p = (char)tolower((unsigned char)*p);
            const char *found = assay_map_find(file->values, name);
            if (found == NULL)
                return assay_fail(err, ASSAY_INVALID,
                                  "%s needs '%s', which alembic.ini does not set", key, name);
            assay_status status = interpolate(out, file, key, found, depth + 1, err);
            if (status != ASSAY_OK)
                return status;
            value = end + 1;
        }
    }
    return ASSAY_OK;
}

assay_status assay_alembic_ini_read(assay_alembic_ini **out, assay_arena *arena, char *text,
                                    const char *section, const char *here, assay_error *err)
{
    assay_alembic_ini *file = assay_arena_alloc(arena, sizeof *file);
    char *copy = assay_arena_strdup(arena, here);
    *out = file;
    if (file == NULL)
        return assay_fail_nomem(err);
    *file = (assay_alembic_ini){.arena = arena, .section = section, .values = assay_map_new(arena)};
    if (file->values == NULL || copy == NULL || !assay_map_put(file->values, "here", copy) ||
        !read_lines(file, text))
        return assay_fail_nomem(err);
    return ASSAY_OK;
}

assay_status assay_alembic_ini_value(const char **out, const assay_alembic_ini *file,
                                     const char *key, assay_error *err)
{
    *out = NULL;
    const char *raw = assay_map_find(file->values, key);
    if (raw == NULL || raw[0] == '\0')
        return ASSAY_OK;
    assay_buffer value = ASSAY_BUFFER_INIT(MAX_VALUE);
    assay_status status = interpolate(&value, file, key, raw, 0, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&value, err);
    if (status == ASSAY_OK) {
        *out = assay_arena_strdup(file->arena, assay_buffer_text(&value));
        if (*out == NULL)
            status = assay_fail_nomem(err);
    }
    assay_buffer_release(&value);
    return status;
}

assay_status assay_alembic_ini_url(const char **out, assay_arena *arena, char *text,
                                   const char *here, assay_error *err)
{
    assay_alembic_ini *file;
    const char *value = NULL;
    *out = NULL;
    assay_status status = assay_alembic_ini_read(&file, arena, text, "alembic", here, err);
    if (status == ASSAY_OK)
        status = assay_alembic_ini_value(&value, file, "sqlalchemy.url", err);
    if (status != ASSAY_OK || value == NULL)
        return status;
    /* No URL survives a line break: it comes from a value that goes on in the next line. */
    char *url = assay_arena_strdup(arena, value);
    if (url == NULL)
        return assay_fail_nomem(err);
    char *to = url;
    for (const char *p = url; *p != '\0'; p++)
        if (*p != '\n')
            *to++ = *p;
    *to = '\0';
    *out = url;
    return ASSAY_OK;
}

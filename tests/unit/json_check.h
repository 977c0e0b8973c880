/* SPDX-License-Identifier: MIT */
/* A strict reader of JSON (RFC 8259) for tests: whole texts, and single values by path. */
#ifndef ASSAY_TESTS_JSON_CHECK_H
#define ASSAY_TESTS_JSON_CHECK_H

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"

static const char *json_value(const char *p);

static const char *json_space(const char *p)
{
    return p == NULL ? NULL : p + strspn(p, " \t\r\n");
}

static const char *json_escape(const char *p)
{
    if (*p != 'u')
        return *p != '\0' && strchr("\"\\/bfnrt", *p) != NULL ? p + 1 : NULL;
    for (int i = 1; i <= 4; i++)
        if (!isxdigit((unsigned char)p[i]))
            return NULL;
    return p + 5;
}

/* Past the closing quote; NULL if it is not a string. */
static const char *json_string(const char *p)
{
    if (*p != '"')
        return NULL;
    for (p++; p != NULL && *p != '"';) {
        unsigned point;
        size_t n = assay_utf8_decode(p, &point);
        if (n == 0 || point < 0x20)
            return NULL;
        p = *p == '\\' ? json_escape(p + 1) : p + n;
    }
    return p == NULL ? NULL : p + 1;
}

static const char *json_members(const char *p, char close)
{
    p = json_space(p + 1);
    if (*p == close)
        return p + 1;
    for (;; p++) {
        p = json_space(p);
        if (close == '}') {
            p = json_space(json_string(p));
            if (p == NULL || *p++ != ':')
                return NULL;
        }
        p = json_space(json_value(p));
        if (p == NULL || (*p != ',' && *p != close))
            return NULL;
        if (*p == close)
            return p + 1;
    }
}

static const char *json_number(const char *p)
{
    char *end;
    bool zero = p[*p == '-'] == '0' && isdigit((unsigned char)p[(*p == '-') + 1]);
    if (zero || (*p != '-' && !isdigit((unsigned char)*p)))
        return NULL;
    strtod(p, &end);
    return end == p || end[-1] == '.' ? NULL : end;
}

static const char *json_value(const char *p)
{
    static const char *const words[] = {"null", "true", "false"};
    p = json_space(p);
    if (p == NULL || *p == '\0')
        return NULL;
    if (*p == '{' || *p == '[')
        return json_members(p, *p == '{' ? '}' : ']');
    if (*p == '"')
        return json_string(p);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(p, words[i], strlen(words[i])) == 0)
            return p + strlen(words[i]);
    return json_number(p);
}

/* One JSON value and nothing after it. */
static bool json_valid(const char *text)
{
    const char *end = json_space(json_value(text));
    return end != NULL && *end == '\0';
}

static const char *json_child(const char *p, const char *step, size_t length)
{
    bool is_object = *p == '{';
    size_t index = is_object ? 0 : strtoul(step, NULL, 10);
    for (p = json_space(p + 1); *p != '}' && *p != ']'; p = json_space(p)) {
        const char *key = p;
        if (is_object) {
            const char *end = json_string(p);
            bool found = (size_t)(end - key) == length + 2 && memcmp(key + 1, step, length) == 0;
            p = json_space(json_space(end) + 1);
            if (found)
                return p;
        } else if (index-- == 0) {
            return p;
        }
        p = json_space(json_value(p));
        if (*p == ',')
            p++;
    }
    return NULL;
}

/* The value at "key.0.key" of a valid text as it is written there; owned. NULL if absent. */
static char *json_get(const char *text, const char *path)
{
    const char *p = json_space(text);
    while (p != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        p = *p == '{' || *p == '[' ? json_child(p, path, length) : NULL;
        path += length + (path[length] == '.');
    }
    return p == NULL ? NULL : strndup(p, (size_t)(json_value(p) - p));
}

#endif

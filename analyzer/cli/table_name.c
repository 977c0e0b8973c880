/* SPDX-License-Identifier: MIT */
/* The name of a table on the command line. */
#include <string.h>

#include "cli/cli.h"

/* One part up to a dot or the end, its quotes undone; NULL if it is none. *text moves behind it. */
static const char *parse_part(assay_arena *arena, const char **text)
{
    bool quoted = **text == '"', closed = false;
    char *part = assay_arena_strdup(arena, *text), *to = part;
    const char *p = *text + quoted;
    if (part == NULL)
        return NULL;
    for (; *p != '\0' && (quoted || *p != '.'); p++) {
        closed = quoted && *p == '"' && *++p != '"';
        if (closed)
            break;
        *to++ = *p;
    }
    *to = '\0';
    *text = p;
    return (closed || !quoted) && part[0] != '\0' && (*p == '.' || *p == '\0') ? part : NULL;
}

bool cli_table_parse(cli_table *out, assay_arena *arena, const char *text)
{
    const char *first = parse_part(arena, &text), *second = NULL;
    if (first != NULL && *text == '.') {
        text++;
        second = parse_part(arena, &text);
        if (second == NULL)
            return false;
    }
    *out = second == NULL ? (cli_table){NULL, first} : (cli_table){first, second};
    return first != NULL && *text == '\0';
}

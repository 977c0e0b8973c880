/* SPDX-License-Identifier: MIT */
/* What a migration's text says of itself: which part is the way up, and what it asks for. */
#include <string.h>

#include "base/file.h"
#include "learn/layout_rows.h"
#include "learn/sql_split.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* True if the line is the marker, word by word. Blanks behind the dashes may be missing. */
static bool is_marker(const char *line, const char *marker)
{
    while (*marker != '\0') {
        if (*marker == ' ') {
            bool dashes = marker[-1] == '-';
            if (!dashes && !is_blank(*line))
                return false;
            while (is_blank(*line))
                line++;
            marker++;
        } else if (strncasecmp(line, marker, 1) != 0) {
            return false;
        } else {
            line++, marker++;
        }
    }
    return *line == '\0' || strchr(" \t\r\n", *line) != NULL;
}

char *assay_layout_marker(char *text, const char *marker)
{
    for (char *line = text; line != NULL && *line != '\0';) {
        if (is_marker(line, marker))
            return line;
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return NULL;
}

int assay_layout_line(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static bool has_several(const char *text)
{
    assay_sql_cursor cursor = {text, 1};
    assay_sql_statement statement;
    assay_error ignored = ASSAY_ERROR_INIT;
    size_t n = 0;
    while (n < 2 && assay_sql_next(&statement, &cursor, &ignored) == ASSAY_OK &&
           statement.length > 0)
        n++;
    return n > 1;
}

/* key = value, whatever the blanks. */
static bool has_setting(const char *text, const char *setting)
{
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *p = line, *s = setting;
        while (*s != '\0' && *p != '\0') {
            if (is_blank(*p))
                p++;
            else if (*s == ' ')
                s++;
            else if (*p++ != *s++)
                break;
            else if (*s == '\0')
                return true;
        }
    }
    return false;
}

static assay_status read_settings(bool *out, const layout_row *l, const assay_layout_reading *r,
                                  const char *name)
{
    const char *file = assay_arena_printf(r->arena, "%s/%s", name, l->settings), *path;
    char *settings;
    if (file == NULL || (path = assay_arena_printf(r->arena, "%s/%s", r->directory, file)) == NULL)
        return assay_fail_nomem(r->err);
    if (!assay_file_exists(path))
        return ASSAY_OK;
    assay_status status = assay_layout_file(r, file, &path, &settings);
    *out = status == ASSAY_OK && has_setting(settings, l->single);
    return status;
}

static assay_status wants_single(bool *out, const layout_row *l, const assay_layout_reading *r,
                                 const char *name, char *text, const char *up)
{
    *out = false;
    if (l->single == NULL)
        return ASSAY_OK;
    if (l->place == SINGLE_SETTINGS)
        return read_settings(out, l, r, name);
    const char *found =
        l->place == SINGLE_UP ? strstr(up, l->single) : assay_layout_marker(text, l->single);
    *out = found != NULL && (l->place == SINGLE_LINE ||
                             found < (l->place == SINGLE_UP ? up : text) +
                                         strcspn(l->place == SINGLE_UP ? up : text, "\n"));
    return ASSAY_OK;
}

/* What a file is that is no migration to run; *used is set then. */
static assay_status set_aside(bool *used, const layout_row *l, const assay_layout_reading *r,
                              const char *id, const char *path, char *text)
{
    *used = true;
    if (id[0] == '\0')
        return assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, "", path, 1, r->err,
                                     "the name begins with no version: left out");
    if (l->skipped != NULL && assay_layout_marker(text, l->skipped) != NULL)
        return assay_migrations_find(r->migrations, ASSAY_FINDING_NOTE, id, path, 1, r->err,
                                     "stands for the versions before it: not learned");
    if (l->up != NULL && assay_layout_marker(text, l->up) == NULL)
        return assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, id, path, 1, r->err,
                                     "there is no line '%s': left out", l->up);
    *used = false;
    return ASSAY_OK;
}

static assay_status read_text(const layout_row *l, const assay_layout_reading *r, const char *name,
                              const char *id, const char *path, char *text)
{
    const char *label = assay_layout_label(r->arena, name);
    char *up = l->up == NULL ? text : assay_layout_marker(text, l->up);
    bool single;
    if (label == NULL)
        return assay_fail_nomem(r->err);
    assay_status status = wants_single(&single, l, r, name, text, up);
    const char *refused = l->refused == NULL ? NULL : assay_layout_marker(text, l->refused);
    int line = assay_layout_line(text, up);
    int refused_line = refused == NULL ? 0 : assay_layout_line(text, refused);
    char *down = l->down == NULL ? NULL : assay_layout_marker(up, l->down);
    if (down != NULL)
        *down = '\0';
    bool transaction = !single && (l->bracket == BRACKET_ALWAYS ||
                                   (l->bracket == BRACKET_SEVERAL && has_several(up)));
    if (status == ASSAY_OK)
        status = assay_layout_add(r, id, label, path, line, up, transaction);
    if (status == ASSAY_OK && refused != NULL)
        status = assay_layout_break(r, refused_line, "'%s' is what only the tool itself can do",
                                    l->refused);
    return status;
}

assay_status assay_layout_read_one(const layout_row *l, const assay_layout_reading *r,
                                   const char *name)
{
    const char *file =
        l->inside == NULL ? name : assay_arena_printf(r->arena, "%s/%s", name, l->inside);
    const char *path, *id = assay_layout_id(l, r->arena, name);
    char *text;
    bool used = false;
    if (file == NULL || id == NULL)
        return assay_fail_nomem(r->err);
    assay_status status = assay_layout_file(r, file, &path, &text);
    if (status == ASSAY_OK)
        status = set_aside(&used, l, r, id, path, text);
    return status == ASSAY_OK && !used ? read_text(l, r, name, id, path, text) : status;
}

/* SPDX-License-Identifier: MIT */
/*
 * Sqitch: sqitch.plan names the changes in order, deploy/CHANGE.sql does each. A change that is
 * reworked stands in the plan again behind a tag; its older script is deploy/CHANGE@TAG.sql, where
 * TAG is the last one before it comes again. Manual: sqitch, Plan File; sqitch rework.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "learn/layout.h"

/* A change in the plan. */
typedef struct entry {
    const char *name;
    const char *tag; /* the first tag behind it, or NULL */
    const char *note;
    const char *foreign; /* a dependency on another project's change, or NULL */
    int line;
    bool reworked; /* it comes again further down */
} entry;

typedef struct plan {
    entry *items;
    size_t n;
    size_t capacity;
} plan;

/* [name project:name !name]: a project in front is another one. False if memory is gone. */
static bool find_foreign(entry *e, const assay_layout_reading *r, const char *line)
{
    const char *open = strchr(line, '['), *close = open == NULL ? NULL : strchr(open, ']');
    const char *note = strstr(line, " # ");
    if (close == NULL || (note != NULL && note < open))
        return true;
    for (const char *p = open + 1; p < close;) {
        size_t n = strcspn(p, " ]");
        if (*p != '!' && memchr(p, ':', n) != NULL)
            return (e->foreign = assay_arena_strndup(r->arena, p, n)) != NULL;
        p += n + 1;
    }
    return true;
}

/* NAME [dependencies] DATE PLANNER <EMAIL> # NOTE */
static assay_status add_entry(plan *p, const assay_layout_reading *r, const char *line, int number)
{
    if (p->n >= ASSAY_MAX_REVISIONS)
        return assay_fail(r->err, ASSAY_LIMIT, "sqitch.plan has more than %u changes",
                          ASSAY_MAX_REVISIONS);
    entry *items = assay_arena_grow(r->arena, p->items, &p->capacity, p->n + 1, sizeof *items);
    const char *note = strstr(line, " # ");
    entry e = {.name = assay_arena_strndup(r->arena, line, strcspn(line, " \t")),
               .note = assay_arena_strdup(r->arena, note == NULL ? "" : note + 3),
               .line = number};
    if (items == NULL || e.name == NULL || e.note == NULL || !find_foreign(&e, r, line))
        return assay_fail_nomem(r->err);
    p->items = items;
    items[p->n++] = e;
    return ASSAY_OK;
}

/* A tag belongs to all changes in front of it that have none yet. */
static assay_status add_tag(const plan *p, const assay_layout_reading *r, const char *line)
{
    const char *tag = assay_arena_strndup(r->arena, line, strcspn(line, " \t"));
    if (tag == NULL)
        return assay_fail_nomem(r->err);
    for (size_t i = p->n; i > 0 && p->items[i - 1].tag == NULL; i--)
        p->items[i - 1].tag = tag;
    return ASSAY_OK;
}

/* By their names, the last first: what comes again further down was reworked. */
static assay_status find_reworked(const plan *p, const assay_layout_reading *r)
{
    assay_map *below = assay_map_new(r->arena);
    for (size_t i = p->n; below != NULL && i-- > 0;) {
        p->items[i].reworked = assay_map_find(below, p->items[i].name) != NULL;
        if (!assay_map_put(below, p->items[i].name, &p->items[i]))
            return assay_fail_nomem(r->err);
    }
    return below == NULL ? assay_fail_nomem(r->err) : ASSAY_OK;
}

static assay_status read_plan(plan *p, const assay_layout_reading *r, char *text)
{
    assay_status status = ASSAY_OK;
    int number = 0;
    for (char *line = text, *next; line != NULL && status == ASSAY_OK; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        line += strspn(line, " \t");
        number++;
        if (line[0] == '\0' || line[0] == '#' || line[0] == '%')
            continue;
        status = line[0] == '@' ? add_tag(p, r, line) : add_entry(p, r, line, number);
    }
    return status == ASSAY_OK ? find_reworked(p, r) : status;
}

/* The last tag before the change comes again: that is what `sqitch rework` names the old script by.
 */
static const char *tag_of(const plan *p, size_t i)
{
    const char *tag = p->items[i].tag;
    for (size_t k = i; k < p->n && (k == i || strcmp(p->items[k].name, p->items[i].name) != 0); k++)
        if (p->items[k].tag != NULL)
            tag = p->items[k].tag;
    return tag;
}

static assay_status add_change(const assay_layout_reading *r, const char *id, const entry *e)
{
    const char *file = assay_arena_printf(r->arena, "deploy/%s.sql", id), *path;
    char *text = NULL;
    if (file == NULL || (path = assay_arena_printf(r->arena, "%s/%s", r->directory, file)) == NULL)
        return assay_fail_nomem(r->err);
    bool there = assay_file_exists(path);
    assay_status status = there ? assay_layout_file(r, file, &path, &text) : ASSAY_OK;
    /* Deploy scripts bring their own BEGIN and COMMIT. */
    if (status == ASSAY_OK)
        status = assay_layout_add(r, id, e->note, path, 1, there ? text : "", false);
    if (status == ASSAY_OK && !there)
        status =
            assay_layout_break(r, 1, "the plan has it at line %d, and there is no script", e->line);
    if (status == ASSAY_OK && e->foreign != NULL)
        status = assay_migrations_find(
            r->migrations, ASSAY_FINDING_WARNING, id, "sqitch.plan", e->line, r->err,
            "builds on '%s' of another project, which is not learned", e->foreign);
    return status;
}

assay_status assay_layout_sqitch(const assay_layout_reading *r)
{
    plan p = {NULL, 0, 0};
    const char *path;
    char *text;
    assay_status status = assay_layout_file(r, "sqitch.plan", &path, &text);
    if (status == ASSAY_OK)
        status = read_plan(&p, r, text);
    for (size_t i = 0; i < p.n && status == ASSAY_OK; i++) {
        const entry *e = &p.items[i];
        const char *tag = e->reworked ? tag_of(&p, i) : NULL;
        const char *id = assay_arena_printf(r->arena, "%s%s", e->name, tag == NULL ? "" : tag);
        status = id == NULL ? assay_fail_nomem(r->err) : add_change(r, id, e);
    }
    return status;
}

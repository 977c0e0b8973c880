/* SPDX-License-Identifier: MIT */
/* Which files of a folder are migrations, in which order, and what their names say. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "learn/layout_rows.h"

int assay_layout_compare(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            a += strspn(a, "0");
            b += strspn(b, "0");
            size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");
            if (n != m)
                return n < m ? -1 : 1;
            int order = strncmp(a, b, n);
            if (order != 0)
                return order;
            a += n;
            b += m;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++, b++;
        }
    }
    return (int)(unsigned char)*a - (int)(unsigned char)*b;
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);
    return n > m && strcmp(name + n - m, suffix) == 0;
}

static int compare_names(const void *a, const void *b)
{
    return assay_layout_compare(*(const char *const *)a, *(const char *const *)b);
}

static int compare_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

assay_status assay_layout_list(const char ***out, size_t *count, const layout_row *l,
                               const assay_layout_reading *r)
{
    const char **names;
    size_t n, kept = 0;
    assay_status status = assay_file_list(&names, &n, r->arena, r->directory,
                                          l->inside != NULL ? "" : l->suffix, r->err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < n; i++) {
        if (names[i][0] == '.' || (l->skip != NULL && ends_in(names[i], l->skip)))
            continue;
        const char *path =
            l->inside == NULL
                ? NULL
                : assay_arena_printf(r->arena, "%s/%s/%s", r->directory, names[i], l->inside);
        if (l->inside != NULL && (path == NULL || !assay_file_exists(path)))
            continue;
        names[kept++] = names[i];
    }
    if (kept > 1)
        qsort(names, kept, sizeof *names, l->bytes ? compare_bytes : compare_names);
    *out = names;
    *count = kept;
    return ASSAY_OK;
}

char *assay_layout_id(const layout_row *l, assay_arena *arena, const char *name)
{
    size_t digits = strspn(name, "0123456789"), zeros = strspn(name, "0");
    char *id;
    switch (l->id) {
    case ID_NUMBER:
        zeros = zeros == digits && digits > 0 ? digits - 1 : zeros;
        return assay_arena_strndup(arena, name + zeros, digits - zeros);
    case ID_DIGITS:
        return assay_arena_strndup(arena, name, digits);
    case ID_PREFIX:
        return assay_arena_strndup(arena, name, strcspn(name, "_."));
    case ID_DASHED:
        id = assay_arena_strndup(arena, name, strcspn(name, "_"));
        for (char *from = id, *to = id; id != NULL; from++) {
            if (*from != '-')
                *to++ = *from;
            if (*from == '\0')
                break;
        }
        return id;
    case ID_NAME:
        break;
    }
    return assay_arena_strndup(arena, name,
                               strlen(name) - (ends_in(name, ".sql") ? strlen(".sql") : 0));
}

/* What stands behind the id: 0001_add_orders.sql is "add orders". */
const char *assay_layout_label(assay_arena *arena, const char *name)
{
    const char *at = strchr(name, '_');
    char *label =
        assay_arena_strndup(arena, at == NULL ? "" : at + 1, at == NULL ? 0 : strcspn(at + 1, "."));
    for (char *p = label; p != NULL && *p != '\0'; p++)
        if (*p == '_' || *p == '-')
            *p = ' ';
    return label;
}

/* ---- folders in folders ---- */

/* A folder that is being walked: links may lead into it again. */
typedef struct inside {
    const struct inside *above;
    dev_t device;
    ino_t number;
} inside;

typedef struct walk {
    const assay_layout_reading *r;
    const char *suffix;
    const char **names;
    size_t n, capacity;
    size_t seen; /* of files and folders, also those that were left out */
} walk;

static assay_status keep_file(walk *w, const char *name)
{
    w->names = assay_arena_grow(w->r->arena, w->names, &w->capacity, w->n + 1, sizeof *w->names);
    if (w->names == NULL)
        return assay_fail_nomem(w->r->err);
    w->names[w->n++] = name;
    return ASSAY_OK;
}

static bool is_above(const inside *above, const struct stat *folder)
{
    while (above != NULL && (above->device != folder->st_dev || above->number != folder->st_ino))
        above = above->above;
    return above != NULL;
}

static assay_status walk_folder(walk *w, const char *folder, const inside *above, int depth);

static assay_status walk_entry(walk *w, const char *folder, const char *entry, const inside *above,
                               int depth)
{
    enum { DEEPEST = 20 };
    struct stat st;
    const char *name =
        assay_arena_printf(w->r->arena, "%s%s%s", folder, folder[0] == '\0' ? "" : "/", entry);
    const char *path =
        name == NULL ? NULL : assay_arena_printf(w->r->arena, "%s/%s", w->r->directory, name);
    if (path == NULL)
        return assay_fail_nomem(w->r->err);
    if (++w->seen > ASSAY_MAX_REVISIONS)
        return assay_fail(w->r->err, ASSAY_LIMIT, "'%s' holds more than %u files", w->r->directory,
                          ASSAY_MAX_REVISIONS);
    bool found = stat(path, &st) == 0;
    if (found && S_ISDIR(st.st_mode)) {
        const inside own = {above, st.st_dev, st.st_ino};
        return depth >= DEEPEST || is_above(above, &st) ? ASSAY_OK
                                                        : walk_folder(w, name, &own, depth + 1);
    }
    return ends_in(entry, w->suffix) ? keep_file(w, name) : ASSAY_OK;
}

static assay_status walk_folder(walk *w, const char *folder, const inside *above, int depth)
{
    const char **names, *path = assay_arena_printf(w->r->arena, "%s/%s", w->r->directory, folder);
    size_t n;
    if (path == NULL)
        return assay_fail_nomem(w->r->err);
    assay_status status = assay_file_list(&names, &n, w->r->arena, path, "", w->r->err);
    for (size_t i = 0; status == ASSAY_OK && i < n; i++)
        status = walk_entry(w, folder, names[i], above, depth);
    return status;
}

assay_status assay_layout_walk(const char ***out, size_t *count, const assay_layout_reading *r,
                               const char *suffix)
{
    walk w = {.r = r, .suffix = suffix};
    struct stat st;
    const inside top =
        stat(r->directory, &st) == 0 ? (inside){NULL, st.st_dev, st.st_ino} : (inside){NULL, 0, 0};
    assay_status status = walk_folder(&w, "", &top, 0);
    *out = w.names;
    *count = w.n;
    return status;
}

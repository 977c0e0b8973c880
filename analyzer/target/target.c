/* SPDX-License-Identifier: MIT */
/* The schemes of TARGET, and what has no scheme: a file, or a conninfo string. */
#include "target/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "target/target_internal.h"

static const char forms[] = "a TARGET is postgresql://..., a libpq connection string, "
                            "sqlite:///FILE, the path of a SQLite file, snapshot:ID or "
                            "revision:REV";

assay_status target_note(assay_target *target, assay_arena *arena, const char *text,
                         assay_error *err)
{
    /* A target has one or two notes: growing by one costs nothing worth a capacity. */
    const char **notes = assay_arena_calloc(arena, target->n_notes + 1, sizeof *notes);
    const char *copy = assay_arena_strdup(arena, text);
    if (notes == NULL || copy == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < target->n_notes; i++)
        notes[i] = target->notes[i];
    notes[target->n_notes++] = copy;
    target->notes = notes;
    return ASSAY_OK;
}

assay_status target_show(assay_target *target, assay_arena *arena, const char *text,
                         assay_error *err)
{
    assay_buffer shown = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_target_redact(&shown, text);
    assay_status status = assay_buffer_check(&shown, err);
    target->shown = assay_arena_strdup(arena, assay_buffer_text(&shown));
    assay_buffer_release(&shown);
    if (status == ASSAY_OK && target->shown == NULL)
        status = assay_fail_nomem(err);
    return status;
}

static assay_status note_printf(assay_target *target, assay_arena *arena, assay_error *err,
                                const char *taken, const char *missing)
{
    const char *note =
        assay_arena_printf(arena, "there is no file '%s' here; '%s' is taken", missing, taken);
    return note == NULL ? assay_fail_nomem(err) : target_note(target, arena, note, err);
}

/* As in SQLAlchemy, three slashes lead to a relative path and four to an absolute one. */
static assay_status parse_sqlite_url(assay_target *out, assay_arena *arena, const char *rest,
                                     assay_error *err)
{
    out->kind = ASSAY_TARGET_SQLITE;
    if (rest[0] != '/') {
        assay_fail(err, ASSAY_USAGE, "'%s' names no file", out->shown);
        assay_error_remedy(err, "write sqlite:///relative/path or sqlite:////absolute/path");
        return ASSAY_USAGE;
    }
    size_t length = strcspn(rest + 1, "?");
    char *path = assay_arena_strndup(arena, rest + 1, length);
    if (path == NULL)
        return assay_fail_nomem(err);
    if (strncmp(path, "file:", 5) == 0)
        path += 5;
    if (path[0] == '\0' || strcmp(path, ":memory:") == 0) {
        assay_fail(err, ASSAY_USAGE,
                   "'%s' is a database in memory, which only its own program sees", out->shown);
        assay_error_remedy(err, "name a file");
        return ASSAY_USAGE;
    }
    out->path = path;
    if (path[0] == '/' || assay_file_exists(path))
        return ASSAY_OK;
    char *absolute = assay_arena_printf(arena, "/%s", path);
    if (absolute == NULL)
        return assay_fail_nomem(err);
    if (!assay_file_exists(absolute))
        return ASSAY_OK;
    out->path = absolute;
    return note_printf(out, arena, err, absolute, path);
}

static assay_status parse_snapshot(assay_target *out, assay_arena *arena, const char *rest,
                                   assay_error *err)
{
    (void)arena;
    out->kind = ASSAY_TARGET_SNAPSHOT;
    if (strcmp(rest, "latest") == 0)
        return ASSAY_OK;
    char *end = NULL;
    errno = 0;
    long long id = strtoll(rest, &end, 10);
    if (errno != 0 || rest[0] < '0' || rest[0] > '9' || *end != '\0' || id <= 0) {
        assay_fail(err, ASSAY_USAGE, "'%s' is not a snapshot", out->shown);
        assay_error_remedy(err, "write snapshot:ID or snapshot:latest; "
                                "`assay snapshots list` shows the ids");
        return ASSAY_USAGE;
    }
    out->snapshot = id;
    return ASSAY_OK;
}

static assay_status parse_revision(assay_target *out, assay_arena *arena, const char *rest,
                                   assay_error *err)
{
    out->kind = ASSAY_TARGET_REVISION;
    const char *slash = strchr(rest, '/');
    if (slash != NULL) {
        out->project = assay_arena_strndup(arena, rest, (size_t)(slash - rest));
        if (out->project == NULL)
            return assay_fail_nomem(err);
        rest = slash + 1;
    }
    size_t capacity = 0;
    bool empty = slash != NULL && out->project[0] == '\0';
    for (const char *word = rest;;) {
        size_t length = strcspn(word, ",");
        out->revisions = assay_arena_grow(arena, out->revisions, &capacity, out->n_revisions + 1,
                                          sizeof *out->revisions);
        char *copy = assay_arena_strndup(arena, word, length);
        if (out->revisions == NULL || copy == NULL)
            return assay_fail_nomem(err);
        out->revisions[out->n_revisions++] = copy;
        empty = empty || length == 0;
        if (word[length] == '\0')
            break;
        word += length + 1;
    }
    if (!empty)
        return ASSAY_OK;
    assay_fail(err, ASSAY_USAGE, "'%s' is not a revision", out->shown);
    assay_error_remedy(err, "write revision:REV, revision:REV,REV or revision:PROJECT/REV");
    return ASSAY_USAGE;
}

/* name: what stands before the separator, without a driver ("+asyncpg") where drivers exist. */
static const struct scheme {
    const char *name;
    const char *separator;
    bool drivers;
    assay_status (*parse)(assay_target *out, assay_arena *arena, const char *rest,
                          assay_error *err);
} schemes[] = {
    {"postgresql", "://", true, target_parse_postgres_url},
    {"postgres", "://", true, target_parse_postgres_url},
    {"sqlite", "://", true, parse_sqlite_url},
    {"snapshot", ":", false, parse_snapshot},
    {"revision", ":", false, parse_revision},
};

/* What follows the scheme, or NULL if the text has another one. */
static const char *behind_scheme(const struct scheme *scheme, const char *text)
{
    size_t length = strlen(scheme->name);
    if (strncmp(text, scheme->name, length) != 0)
        return NULL;
    text += length;
    if (scheme->drivers && *text == '+')
        text += strcspn(text, ":");
    size_t separator = strlen(scheme->separator);
    return strncmp(text, scheme->separator, separator) == 0 ? text + separator : NULL;
}

static assay_status fail_form(const assay_target *target, assay_error *err)
{
    if (strstr(target->shown, "://") != NULL)
        assay_fail(err, ASSAY_USAGE, "'%s' has a scheme that assay does not know", target->shown);
    else
        assay_fail(err, ASSAY_USAGE, "'%s' is neither a file nor a database", target->shown);
    assay_error_remedy(err, "%s", forms);
    return ASSAY_USAGE;
}

assay_status assay_target_parse(assay_target *out, assay_arena *arena, const char *text,
                                assay_error *err)
{
    *out = (assay_target){.kind = ASSAY_TARGET_SQLITE};
    assay_status status = target_show(out, arena, text, err);
    if (status != ASSAY_OK)
        return status;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        const char *rest = behind_scheme(&schemes[i], text);
        if (rest != NULL)
            return schemes[i].parse(out, arena, rest, err);
    }
    if (text[0] != '\0' && assay_file_exists(text)) {
        out->path = assay_arena_strdup(arena, text);
        return out->path == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    }
    if (strchr(text, '=') != NULL && strstr(text, "://") == NULL)
        return target_parse_conninfo(out, arena, text, err);
    return fail_form(out, err);
}

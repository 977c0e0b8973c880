/* SPDX-License-Identifier: MIT */
/*
 * Alembic: the graph is read from the version files, without Python; each step is run by the
 * project's own alembic, with a copy of its configuration in which sqlalchemy.url is the scratch
 * database's. Documentation of Alembic: Tutorial, Working with Branches.
 */
#include <ctype.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/quote.h"
#include "learn/python_literal.h"
#include "learn/sources.h"
#include "target/target.h"

typedef struct reading {
    const assay_alembic_options *options;
    assay_migrations *migrations;
    assay_arena *arena;
    assay_alembic_ini *ini;
    const char *here;  /* the folder of the configuration */
    const char *text;  /* of the configuration, untouched */
    assay_map *labels; /* branch label -> id */
    assay_error *err;
} reading;

/* ---- the configuration ---- */

static assay_status read_config(reading *r)
{
    char *text, *copy, *path = assay_arena_strdup(r->arena, r->options->config);
    char resolved[PATH_MAX];
    if (path == NULL)
        return assay_fail_nomem(r->err);
    assay_status status =
        assay_file_read_text(&text, r->arena, path, ASSAY_MAX_PROFILE_BYTES, r->err);
    if (status != ASSAY_OK) {
        assay_error_remedy(r->err, "name Alembic's configuration: --config FILE");
        return status;
    }
    if (realpath(path, resolved) == NULL || (path = assay_arena_strdup(r->arena, resolved)) == NULL)
        return assay_fail_nomem(r->err);
    copy = assay_arena_strdup(r->arena, text);
    r->text = text;
    r->here = dirname(path);
    r->migrations->origin = assay_arena_strdup(r->arena, r->options->config);
    if (copy == NULL || r->migrations->origin == NULL)
        return assay_fail_nomem(r->err);
    return assay_alembic_ini_read(&r->ini, r->arena, copy, r->options->section, r->here, r->err);
}

/* True if a line sets sqlalchemy.url. */
static bool sets_url(const char *line)
{
    static const char key[] = "sqlalchemy.url";
    return strncmp(line, key, sizeof key - 1) == 0 && strchr(" \t=:", line[sizeof key - 1]) != NULL;
}

/* %(here)s is another folder for a copy elsewhere: it is replaced by what it is. */
static void add_line(assay_buffer *out, const char *line, size_t length, const char *here)
{
    static const char variable[] = "%(here)s";
    for (size_t i = 0; i < length;) {
        if (strncmp(line + i, variable, sizeof variable - 1) == 0) {
            for (const char *p = here; *p != '\0'; p++)
                assay_buffer_add(out, *p == '%' ? "%%" : (const char[]){*p, '\0'});
            i += sizeof variable - 1;
        } else {
            assay_buffer_add_char(out, line[i++]);
        }
    }
}

/* The database's URL goes in behind this. */
static void add_place(assay_buffer *out, const reading *r, const char *before)
{
    assay_buffer_printf(out, "%ssqlalchemy.url = ", before);
    r->migrations->config_url = out->length;
    assay_buffer_add_char(out, '\n');
}

/* The configuration without a URL, and where one goes in: its section, or the end. */
static assay_status make_config(reading *r)
{
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_PROFILE_BYTES);
    const char *header = assay_arena_printf(r->arena, "[%s]", r->options->section);
    bool skipping = false, placed = false;
    if (header == NULL)
        return assay_fail_nomem(r->err);
    for (const char *line = r->text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        size_t whole = length + (line[length] == '\n');
        bool continues = line[0] == ' ' || line[0] == '\t';
        skipping = sets_url(line) || (skipping && continues);
        if (!skipping)
            add_line(&out, line, whole, r->here);
        if (!placed && strncmp(line, header, strlen(header)) == 0) {
            add_place(&out, r, "\n");
            placed = true;
        }
        line += whole;
    }
    if (!placed) {
        assay_buffer_printf(&out, "\n%s", header);
        add_place(&out, r, "\n");
    }
    assay_status status = assay_buffer_check(&out, r->err);
    r->migrations->config = assay_arena_strdup(r->arena, assay_buffer_text(&out));
    assay_buffer_release(&out);
    return status == ASSAY_OK && r->migrations->config == NULL ? assay_fail_nomem(r->err) : status;
}

/* postgresql+psycopg://... : the project's driver stays. */
static assay_status find_driver(const reading *r)
{
    const char *url = NULL;
    assay_error ignored = ASSAY_ERROR_INIT;
    /* What cannot be interpolated is the project's business: env.py may set another one. */
    if (assay_alembic_ini_value(&url, r->ini, "sqlalchemy.url", &ignored) != ASSAY_OK ||
        url == NULL)
        return ASSAY_OK;
    const char *plus = strchr(url, '+'), *end = strstr(url, "://");
    if (plus == NULL || end == NULL || plus > end)
        return ASSAY_OK;
    r->migrations->driver = assay_arena_strndup(r->arena, plus, (size_t)(end - plus));
    return r->migrations->driver == NULL ? assay_fail_nomem(r->err) : ASSAY_OK;
}

/* A word of the command in which {url} is replaced later, by a quoted one: the rest is quoted
 * around it. */
static assay_status add_word(assay_buffer *command, const reading *r, const char *word)
{
    static const char place[] = "{url}";
    for (const char *at; (at = strstr(word, place)) != NULL; word = at + sizeof place - 1) {
        const char *before = assay_arena_strndup(r->arena, word, (size_t)(at - word));
        if (before == NULL)
            return assay_fail_nomem(r->err);
        if (before[0] != '\0')
            assay_quote_shell(command, before);
        assay_buffer_add(command, place);
        if (at[sizeof place - 1] == '\0')
            return ASSAY_OK;
    }
    assay_quote_shell(command, word);
    return ASSAY_OK;
}

static assay_status make_command(const reading *r)
{
    if (r->options->run != NULL) {
        r->migrations->command = assay_arena_strdup(r->arena, r->options->run);
        return r->migrations->command == NULL ? assay_fail_nomem(r->err) : ASSAY_OK;
    }
    assay_buffer command = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer_add(&command, "alembic -c {config} -n ");
    assay_quote_shell(&command, r->options->section);
    assay_status status = ASSAY_OK;
    for (size_t i = 0;
         r->options->extra != NULL && r->options->extra[i] != NULL && status == ASSAY_OK; i++) {
        assay_buffer_add(&command, " -x ");
        status = add_word(&command, r, r->options->extra[i]);
    }
    assay_buffer_add(&command, " upgrade {revision}");
    if (status == ASSAY_OK)
        status = assay_buffer_check(&command, r->err);
    r->migrations->command = assay_arena_strdup(r->arena, assay_buffer_text(&command));
    assay_buffer_release(&command);
    return status == ASSAY_OK && r->migrations->command == NULL ? assay_fail_nomem(r->err) : status;
}

/* ---- the version files ---- */

static assay_status get_strings(const reading *r, assay_python_value *value, const char *text,
                                const char *name, const char *id, const char *file)
{
    assay_status status = assay_python_assignment(value, r->arena, text, name, r->err);
    if (status != ASSAY_OK || value->found != ASSAY_PYTHON_UNREADABLE)
        return status;
    return assay_migrations_find(r->migrations, ASSAY_FINDING_ERROR, id, file, value->line, r->err,
                                 "%s is computed: only a literal can be read", name);
}

/* "Revises: X" in the documentation is written by the template and stays when down_revision is
 * edited: people read one and Alembic the other. */
static assay_status compare_doc(const reading *r, const char *doc, const char *id, const char *file,
                                const assay_python_value *parents)
{
    const char *revises = doc == NULL ? NULL : strstr(doc, "\nRevises:");
    if (revises == NULL)
        return ASSAY_OK;
    revises += strlen("\nRevises:");
    revises += strspn(revises, " ");
    size_t length = strcspn(revises, "\n");
    for (size_t i = 0; i < parents->n; i++)
        if (memmem(revises, length, parents->strings[i], strlen(parents->strings[i])) != NULL)
            return ASSAY_OK;
    if (parents->n == 0 && (length == 0 || strncmp(revises, "None", 4) == 0))
        return ASSAY_OK;
    return assay_migrations_find(
        r->migrations, ASSAY_FINDING_WARNING, id, file, parents->line, r->err,
        "down_revision is '%s', but the documentation says it revises '%.*s'",
        parents->n == 0 ? "None" : parents->strings[0], (int)(length < 60 ? length : 60), revises);
}

/* 1975ea83b712_title.py that holds another id: somebody copied a file. */
static assay_status compare_name(const reading *r, const char *id, const char *file)
{
    const char *slash = strrchr(file, '/'), *name = slash == NULL ? file : slash + 1;
    size_t length = strspn(name, "0123456789abcdef");
    bool looks_like_id = length >= 10 && length <= 16 && name[length] == '_';
    if (!looks_like_id || (strlen(id) == length && strncmp(name, id, length) == 0))
        return ASSAY_OK;
    return assay_migrations_find(r->migrations, ASSAY_FINDING_WARNING, id, file, 1, r->err,
                                 "the file's name says revision '%.*s'", (int)length, name);
}

/* The first line of the documentation is the title. */
static const char *title_of(const reading *r, const char *doc)
{
    if (doc == NULL)
        return "";
    while (isspace((unsigned char)*doc))
        doc++;
    return assay_arena_strndup(r->arena, doc, strcspn(doc, "\n"));
}

static assay_status add_parents(const reading *r, assay_migration *m,
                                const assay_python_value *value, bool depends)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < value->n && status == ASSAY_OK; i++)
        status = assay_migration_add_parent(r->migrations, m, value->strings[i], depends,
                                            value->line, r->err);
    return status;
}

static assay_status keep_labels(const reading *r, const assay_python_value *labels, const char *id)
{
    for (size_t i = 0; i < labels->n; i++)
        if (!assay_map_put(r->labels, labels->strings[i], (void *)(uintptr_t)id))
            return assay_fail_nomem(r->err);
    return ASSAY_OK;
}

static const char *digest_of(assay_arena *arena, const char *text)
{
    char hex[ASSAY_HASH_HEX];
    assay_hash hash = assay_hash_of(text, strlen(text));
    assay_hash_hex(&hash, hex);
    return assay_arena_strdup(arena, hex);
}

static assay_status read_version(const reading *r, const char *file)
{
    enum { REVISION, DOWN, DEPENDS, LABELS, NAMES };
    static const char *const names[NAMES] = {"revision", "down_revision", "depends_on",
                                             "branch_labels"};
    char *text;
    assay_python_value values[NAMES] = {{0}};
    assay_status status =
        assay_file_read_text(&text, r->arena, file, ASSAY_MAX_PROFILE_BYTES, r->err);
    if (status == ASSAY_OK)
        status = get_strings(r, &values[REVISION], text, names[REVISION], "", file);
    if (status != ASSAY_OK || values[REVISION].found == ASSAY_PYTHON_UNREADABLE)
        return status;
    if (values[REVISION].n != 1 || values[REVISION].strings[0][0] == '\0')
        return assay_migrations_find(r->migrations, ASSAY_FINDING_ERROR, "", file, 1, r->err,
                                     "there is no line revision = 'ID' in it");
    const char *id = values[REVISION].strings[0];
    bool unreadable = false;
    for (int k = DOWN; k < LABELS && status == ASSAY_OK; k++) {
        status = get_strings(r, &values[k], text, names[k], id, file);
        unreadable = unreadable || values[k].found == ASSAY_PYTHON_UNREADABLE;
    }
    /* Labels are often constants of the project: without them only a depends_on by label fails, and
     * says so. */
    if (status == ASSAY_OK)
        status = assay_python_assignment(&values[LABELS], r->arena, text, names[LABELS], r->err);
    const char *doc = assay_python_docstring(r->arena, text);
    assay_migration *m = status == ASSAY_OK ? assay_migrations_add(r->migrations, id, file,
                                                                   values[REVISION].line, r->err)
                                            : NULL;
    if (m == NULL)
        return status == ASSAY_OK ? r->err->code : status;
    m->label = title_of(r, doc);
    m->digest = digest_of(r->arena, text);
    if (m->label == NULL || m->digest == NULL)
        return assay_fail_nomem(r->err);
    if (unreadable)
        m->broken = "a parent is computed";
    if (values[DOWN].found == ASSAY_PYTHON_ABSENT) {
        m->broken = "there is no line down_revision = ...";
        status = assay_migrations_find(r->migrations, ASSAY_FINDING_ERROR, id, file, 1, r->err,
                                       "%s in it: a root has None", m->broken);
    }
    if (status == ASSAY_OK)
        status = add_parents(r, m, &values[DOWN], false);
    if (status == ASSAY_OK)
        status = add_parents(r, m, &values[DEPENDS], true);
    if (status == ASSAY_OK)
        status = keep_labels(r, &values[LABELS], id);
    if (status == ASSAY_OK)
        status = compare_doc(r, doc, id, file, &values[DOWN]);
    return status == ASSAY_OK ? compare_name(r, id, file) : status;
}

static assay_status read_folder(const reading *r, const char *folder)
{
    const char **names;
    size_t n;
    assay_status status = assay_file_list(&names, &n, r->arena, folder, ".py", r->err);
    for (size_t i = 0; i < n && status == ASSAY_OK; i++) {
        if (strcmp(names[i], "__init__.py") == 0 || strncmp(names[i], ".#", 2) == 0)
            continue;
        const char *file = assay_arena_printf(r->arena, "%s/%s", folder, names[i]);
        status = file == NULL ? assay_fail_nomem(r->err) : read_version(r, file);
    }
    return status;
}

/* A location as it stands in the configuration: relative to the current folder, as Alembic takes
 * it, or "package:folder", which is looked for here and beside the configuration. */
static const char *resolve(const reading *r, const char *location)
{
    char *copy = assay_arena_strdup(r->arena, location);
    char *colon = copy == NULL ? NULL : strchr(copy, ':');
    if (colon == NULL)
        return copy;
    for (char *p = copy; p < colon; p++)
        if (*p == '.')
            *p = '/';
    *colon = '/';
    if (assay_file_is_directory(copy))
        return copy;
    return assay_arena_printf(r->arena, "%s/%s", r->here, copy);
}

/* What parts the folders of version_locations: version_path_separator says it, older files have
 * blanks and commas. */
static const char *separators(const char *setting)
{
    static const struct {
        const char *name, *characters;
    } known[] = {
        {"os", ":"}, {":", ":"}, {";", ";"}, {"space", " "}, {"newline", "\n"},
    };
    for (size_t i = 0; setting != NULL && i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].name, setting) == 0)
            return known[i].characters;
    return " ,\n";
}

static assay_status read_folders(const reading *r)
{
    const char *location, *versions, *separator;
    assay_status status = assay_alembic_ini_value(&location, r->ini, "script_location", r->err);
    if (status == ASSAY_OK)
        status = assay_alembic_ini_value(&versions, r->ini, "version_locations", r->err);
    if (status == ASSAY_OK)
        status = assay_alembic_ini_value(&separator, r->ini, "path_separator", r->err);
    if (status == ASSAY_OK && separator == NULL)
        status = assay_alembic_ini_value(&separator, r->ini, "version_path_separator", r->err);
    if (status != ASSAY_OK)
        return status;
    if (location == NULL && versions == NULL) {
        assay_fail(r->err, ASSAY_INVALID, "'%s' has no script_location in [%s]", r->options->config,
                   r->options->section);
        assay_error_remedy(r->err, "--config FILE, or --name SECTION");
        return ASSAY_INVALID;
    }
    if (versions == NULL) {
        const char *folder = assay_arena_printf(r->arena, "%s/versions", resolve(r, location));
        return folder == NULL ? assay_fail_nomem(r->err) : read_folder(r, folder);
    }
    char *list = assay_arena_strdup(r->arena, versions), *rest = NULL;
    if (list == NULL)
        return assay_fail_nomem(r->err);
    const char *parts = separators(separator);
    for (char *folder = strtok_r(list, parts, &rest); folder != NULL && status == ASSAY_OK;
         folder = strtok_r(NULL, parts, &rest)) {
        folder += strspn(folder, " \t\r\n");
        folder[strcspn(folder, "\r\n")] = '\0';
        const char *path = folder[0] == '\0' ? NULL : resolve(r, folder);
        if (path != NULL)
            status = read_folder(r, path);
    }
    return status;
}

/* depends_on may name a branch by its label. */
static void resolve_labels(const reading *r)
{
    for (size_t i = 0; i < r->migrations->n_items; i++) {
        assay_migration *m = &r->migrations->items[i];
        for (size_t k = 0; k < m->n_parents; k++) {
            const char *id = assay_map_find(r->labels, m->parents[k].id);
            if (m->parents[k].depends && id != NULL)
                m->parents[k].id = id;
        }
    }
}

assay_status assay_migrations_alembic(assay_migrations **out, const assay_alembic_options *options,
                                      assay_error *err)
{
    *out = NULL;
    assay_migrations *migrations = assay_migrations_new();
    if (migrations == NULL)
        return assay_fail_nomem(err);
    migrations->tool = "alembic";
    reading r = {.options = options,
                 .migrations = migrations,
                 .arena = migrations->arena,
                 .labels = assay_map_new(migrations->arena),
                 .err = err};
    assay_status status = r.labels == NULL ? assay_fail_nomem(err) : read_config(&r);
    if (status == ASSAY_OK)
        status = make_config(&r);
    if (status == ASSAY_OK)
        status = find_driver(&r);
    if (status == ASSAY_OK)
        status = make_command(&r);
    if (status == ASSAY_OK)
        status = read_folders(&r);
    if (status != ASSAY_OK) {
        assay_migrations_free(migrations);
        return status;
    }
    resolve_labels(&r);
    *out = migrations;
    return ASSAY_OK;
}

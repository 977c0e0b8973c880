/* SPDX-License-Identifier: MIT */
/*
 * Loading a folder of profiles: what they must agree on, their graph, and profiles of whole schemas
 * turned into changes, so that everybody after sees changes only.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "history/parsed.h"

typedef struct loading {
    assay_history *history;
    assay_catalog *texts; /* its arena is the history's */
    assay_profile_grammar *grammar;
    const assay_parsed_store *store; /* or NULL */
    assay_profile_files files;
    assay_profile *profiles; /* one for each file */
    size_t count;
    assay_catalog *last; /* of the whole profile turned into changes last, or NULL */
    size_t last_index;
    assay_error *err;
} loading;

static assay_status parse_profiles(loading *l)
{
    assay_arena *arena = l->texts->arena;
    l->profiles = assay_arena_calloc(arena, l->count, sizeof *l->profiles);
    if (l->profiles == NULL)
        return assay_fail_nomem(l->err);
    assay_profile_reader *reader;
    assay_status status = assay_profile_reader_new(&reader, l->texts, l->grammar, l->err);
    for (size_t i = 0; i < l->count && status == ASSAY_OK; i++) {
        const char *file =
            assay_arena_printf(arena, "%s/%s", l->files.directory, l->files.names[i]);
        status = file == NULL ? assay_fail_nomem(l->err)
                              : assay_profile_read(&l->profiles[i], reader, file, l->err);
    }
    return status;
}

static bool find_parsed(loading *l, const char *name, const assay_hash *key)
{
    size_t length;
    assay_arena *arena = l->texts->arena;
    const char *bytes = l->store->find(l->store->context, &length, arena, name, key);
    return bytes != NULL && assay_parsed_read(&l->profiles, arena, &l->files, bytes, length);
}

/* Unless a file was changed while they were parsed. */
static void keep_parsed(loading *l, const char *name, const assay_hash *key)
{
    assay_hash after;
    assay_buffer bytes = ASSAY_BUFFER_INIT(ASSAY_MAX_PARSED);
    if (assay_parsed_key(&after, &l->files, l->store) && assay_hash_compare(key, &after) == 0) {
        assay_parsed_write(&bytes, l->profiles, l->count);
        if (bytes.status == ASSAY_OK)
            l->store->keep(l->store->context, name, key, bytes.data, bytes.length);
    }
    assay_buffer_release(&bytes);
}

static assay_status find_or_parse(loading *l)
{
    assay_hash key;
    char *name = l->store == NULL ? NULL : realpath(l->files.directory, NULL);
    bool known = name != NULL && assay_parsed_key(&key, &l->files, l->store);
    assay_status status = ASSAY_OK;
    if (!known || !find_parsed(l, name, &key)) {
        status = parse_profiles(l);
        if (status == ASSAY_OK && known)
            keep_parsed(l, name, &key);
    }
    free(name);
    return status;
}

static assay_status read_profiles(loading *l, const char *directory)
{
    l->files.directory = directory;
    assay_status status = assay_file_list(&l->files.names, &l->files.count, l->texts->arena,
                                          directory, ".xml", l->err);
    if (status != ASSAY_OK)
        return status;
    l->count = l->files.count;
    if (l->count == 0)
        return assay_fail(l->err, ASSAY_INVALID, "'%s' holds no profiles (*.xml)", directory);
    if (l->count > ASSAY_MAX_REVISIONS)
        return assay_fail(l->err, ASSAY_LIMIT, "'%s' holds more than %u profiles", directory,
                          ASSAY_MAX_REVISIONS);
    return find_or_parse(l);
}

static assay_status disagree(const loading *l, const assay_profile *profile, const char *about,
                             const char *has, const char *others)
{
    assay_fail(l->err, ASSAY_INVALID, "%s '%s' differs from '%s' of '%s'", about, has, others,
               l->profiles[0].file);
    assay_error_where(l->err, "%s:%d", profile->file, profile->line);
    return ASSAY_INVALID;
}

/* Project and tool need not be given everywhere, but must not differ where they are. */
static assay_status agree_on(const loading *l, const assay_profile *profile, const char *about,
                             const char **common, const char *has)
{
    if (*common == NULL)
        *common = has;
    if (has == NULL || strcmp(*common, has) == 0)
        return ASSAY_OK;
    assay_fail(l->err, ASSAY_INVALID, "%s '%s' differs from '%s' of the other profiles", about, has,
               *common);
    assay_error_where(l->err, "%s:%d", profile->file, profile->line);
    return ASSAY_INVALID;
}

static assay_status agree(loading *l)
{
    const assay_profile *first = &l->profiles[0];
    assay_history *history = l->history;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < l->count && status == ASSAY_OK; i++) {
        const assay_profile *p = &l->profiles[i];
        status = agree_on(l, p, "project", &history->project, p->project);
        if (status == ASSAY_OK)
            status = agree_on(l, p, "tool", &history->tool, p->tool);
        if (status != ASSAY_OK)
            return status;
        if (p->dialect != first->dialect)
            return disagree(l, p, "dialect", assay_dialect_name(p->dialect),
                            assay_dialect_name(first->dialect));
        if (strcmp(p->schema, first->schema) != 0)
            return disagree(l, p, "schema", p->schema, first->schema);
        if (p->listed_only != first->listed_only)
            return disagree(l, p, "listed-only", p->listed_only ? "yes" : "no",
                            first->listed_only ? "yes" : "no");
    }
    history->dialect = first->dialect;
    history->schema = first->schema;
    history->listed_only = first->listed_only;
    if (history->tool == NULL)
        history->tool = "";
    return ASSAY_OK;
}

/* The folder's own name, also for ".". */
static assay_status name_project(loading *l, const char *directory)
{
    if (l->history->project != NULL)
        return ASSAY_OK;
    char *real = realpath(directory, NULL);
    const char *path = real == NULL ? directory : real;
    const char *slash = strrchr(path, '/');
    l->history->project =
        assay_arena_strdup(l->texts->arena, slash == NULL || slash[1] == '\0' ? path : slash + 1);
    free(real);
    return l->history->project == NULL ? assay_fail_nomem(l->err) : ASSAY_OK;
}

static assay_status whole_catalog(assay_catalog **out, const assay_history *history,
                                  const assay_profile *profile, assay_error *err)
{
    *out = NULL;
    assay_state *state = assay_state_new(history->dialect, history->schema);
    assay_status status = state == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    for (size_t i = 0; i < profile->n_changes && status == ASSAY_OK; i++)
        status = assay_state_apply(state, &profile->changes[i], NULL, err);
    if (status == ASSAY_OK)
        status = assay_state_catalog(out, state, !history->listed_only, err);
    assay_state_free(state);
    return status;
}

/* The state that a revision starts from. A single parent that is whole itself spares applying all
 * that came before it. */
static assay_status parents_catalog(assay_catalog **out, const assay_history *history,
                                    assay_profile *const *order, size_t index, assay_error *err)
{
    const assay_revision *revision = &history->revisions[index];
    if (revision->n_revises == 1 && revision->n_depends_on == 0 &&
        order[revision->revises[0]]->whole)
        return whole_catalog(out, history, order[revision->revises[0]], err);
    assay_arena *scratch = assay_arena_new();
    assay_bitset set;
    if (scratch == NULL || !assay_bitset_init(&set, scratch, history->n_revisions)) {
        assay_arena_free(scratch);
        return assay_fail_nomem(err);
    }
    assay_bitset_copy(&set, &history->ancestors[index]);
    assay_bitset_remove(&set, index);
    assay_status status = assay_history_state(out, history, &set, err);
    assay_arena_free(scratch);
    return status;
}

/* A change of assay_history_diff borrows from catalogs: keeps its strings in the history. */
static assay_status keep_change(const loading *l, assay_change *change)
{
    assay_strings *strings = l->texts->strings;
    change->schema = assay_strings_intern(strings, change->schema);
    change->relation = assay_strings_intern(strings, change->relation);
    change->name = assay_strings_intern(strings, change->name);
    if (change->schema == NULL || change->relation == NULL || change->name == NULL)
        return assay_fail_nomem(l->err);
    if (change->values == NULL)
        return ASSAY_OK;
    size_t n = assay_kind_get(change->kind)->n_attributes;
    const char **values = assay_arena_calloc(l->texts->arena, n, sizeof *values);
    for (size_t i = 0; i < n && values != NULL; i++) {
        if (change->values[i] == NULL)
            continue;
        values[i] = assay_strings_intern(strings, change->values[i]);
        if (values[i] == NULL)
            values = NULL;
    }
    change->values = values;
    return values == NULL ? assay_fail_nomem(l->err) : ASSAY_OK;
}

static assay_status turn_into_changes(loading *l, assay_profile *const *order, size_t index)
{
    assay_revision *revision = &l->history->revisions[index];
    assay_catalog *from = NULL, *to = NULL;
    assay_status status = ASSAY_OK;
    bool follows = l->last != NULL && revision->n_revises == 1 && revision->n_depends_on == 0 &&
                   revision->revises[0] == l->last_index;
    if (!follows)
        status = parents_catalog(&from, l->history, order, index, l->err);
    if (status == ASSAY_OK)
        status = whole_catalog(&to, l->history, order[index], l->err);
    if (status == ASSAY_OK)
        status = assay_history_diff(&revision->changes, &revision->n_changes, l->texts->arena,
                                    follows ? l->last : from, to, NULL, l->err);
    for (size_t i = 0; status == ASSAY_OK && i < revision->n_changes; i++) {
        status = keep_change(l, &revision->changes[i]);
        revision->changes[i].line = order[index]->line;
    }
    assay_catalog_free(from);
    assay_catalog_free(l->last);
    l->last = to;
    l->last_index = index;
    return status;
}

static assay_status build(loading *l, const char *directory)
{
    assay_status status = read_profiles(l, directory);
    if (status == ASSAY_OK)
        status = agree(l);
    if (status == ASSAY_OK)
        status = name_project(l, directory);
    assay_profile **order = NULL;
    if (status == ASSAY_OK)
        status = assay_graph_build(l->history, &order, l->profiles, l->count, l->err);
    for (size_t i = 0; i < l->history->n_revisions && status == ASSAY_OK; i++) {
        assay_revision *revision = &l->history->revisions[i];
        revision->changes = order[i]->changes;
        revision->n_changes = order[i]->n_changes;
        revision->variants = order[i]->variants;
        revision->n_variants = order[i]->n_variants;
        revision->probes = order[i]->probes;
        revision->n_probes = order[i]->n_probes;
        if (order[i]->whole && revision->n_revises + revision->n_depends_on > 0)
            status = turn_into_changes(l, order, i);
    }
    assay_catalog_free(l->last);
    return status;
}

assay_status assay_history_load(assay_history **out, const char *directory, assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    assay_profile_grammar *grammar = arena == NULL ? NULL : assay_profile_grammar_new(arena);
    assay_status status = grammar == NULL
                              ? assay_fail_nomem(err)
                              : assay_history_load_by(out, directory, grammar, NULL, err);
    assay_profile_grammar_free(grammar);
    assay_arena_free(arena);
    return status;
}

assay_status assay_history_load_by(assay_history **out, const char *directory,
                                   assay_profile_grammar *grammar, const assay_parsed_store *store,
                                   assay_error *err)
{
    *out = NULL;
    assay_catalog *texts = assay_catalog_new(ASSAY_POSTGRESQL);
    if (texts == NULL)
        return assay_fail_nomem(err);
    loading l = {.texts = texts, .grammar = grammar, .store = store, .err = err};
    l.history = assay_arena_alloc(texts->arena, sizeof *l.history);
    assay_status status = ASSAY_OK;
    if (l.history == NULL)
        status = assay_fail_nomem(err);
    if (status == ASSAY_OK) {
        l.history->arena = texts->arena;
        l.history->path = assay_arena_strdup(texts->arena, directory);
        status = l.history->path == NULL ? assay_fail_nomem(err) : build(&l, directory);
    }
    if (status == ASSAY_OK)
        *out = l.history;
    else
        assay_catalog_free(texts);
    return status;
}

void assay_history_free(assay_history *history)
{
    /* The history itself lives in its arena, as does the catalog that holds its texts. */
    if (history != NULL)
        assay_arena_free(history->arena);
}

int assay_history_server_major(const assay_history *history, const assay_bitset *set)
{
    int major = 0;
    for (size_t i = 0; i < history->n_revisions; i++) {
        const assay_revision *revision = &history->revisions[i];
        if (!assay_bitset_has(set, i) || revision->n_changes == 0)
            continue;
        if (revision->server_major == 0 || (major != 0 && revision->server_major != major))
            return 0;
        major = revision->server_major;
    }
    return major;
}

assay_status assay_history_state(assay_catalog **out, const assay_history *history,
                                 const assay_bitset *set, assay_error *err)
{
    *out = NULL;
    assay_state *state = assay_state_new(history->dialect, history->schema);
    assay_status status = state == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    for (size_t i = 0; i < history->n_revisions && status == ASSAY_OK; i++) {
        const assay_revision *revision = &history->revisions[i];
        for (size_t k = 0; assay_bitset_has(set, i) && k < revision->n_changes; k++) {
            status = assay_state_apply(state, &revision->changes[k], NULL, err);
            if (status != ASSAY_OK)
                break;
        }
    }
    if (status == ASSAY_OK)
        status = assay_state_catalog(out, state, !history->listed_only, err);
    if (status == ASSAY_OK)
        (*out)->server_major = assay_history_server_major(history, set);
    assay_state_free(state);
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * "x" is a name to SQLite if something has it, and else a string (sqlite.org/quirks.html, section
 * 8). The two must not meet in one canonical form: names are compared without regard to case,
 * strings are not.
 */
#include <string.h>

#include "base/limits.h"
#include "readers/sqlite_read.h"

/* What a double-quoted word of a view or trigger can name. */
struct assay_sqlite_names {
    assay_arena *arena;
    assay_map *folded; /* NULL until it is needed */
};

assay_sqlite_names *assay_sqlite_names_new(assay_arena *arena)
{
    assay_sqlite_names *names = assay_arena_calloc(arena, 1, sizeof *names);
    if (names != NULL)
        names->arena = arena;
    return names;
}

static bool add(assay_arena *arena, assay_map *map, const char *name)
{
    char *key = name == NULL ? NULL : assay_sqlite_fold(arena, name);
    return key != NULL && (assay_map_find(map, key) != NULL || assay_map_put(map, key, key));
}

/* All names of relations and columns. */
static bool fill(const assay_sqlite_reader *reader)
{
    assay_sqlite_names *names = reader->names;
    names->folded = assay_map_new(names->arena);
    bool ok = names->folded != NULL;
    for (size_t i = 0; ok && i < reader->n_relations; i++) {
        const assay_sqlite_relation *relation = &reader->relations[i];
        ok = relation->row == NULL || add(names->arena, names->folded, relation->row->name);
        for (size_t k = 0; ok && k < relation->table.n_columns; k++)
            ok = add(names->arena, names->folded, relation->table.columns[k].name);
    }
    return ok;
}

static bool is_disputed(const assay_token *token)
{
    return token->type == ASSAY_TOKEN_QUOTED && token->text[0] == '"';
}

/* A name whatever it says: behind AS, COLLATE or a dot, before a dot or a parenthesis. */
static bool is_name_by_place(const assay_sqlite_cursor *at, const assay_token *before)
{
    assay_sqlite_cursor next = *at;
    assay_sqlite_advance(&next);
    return assay_token_is(before, ".") || assay_token_is_word(before, "as") ||
           assay_token_is_word(before, "collate") || assay_sqlite_is_symbol(&next, ".") ||
           assay_sqlite_is_symbol(&next, "(");
}

/* The names that the text itself gives: words behind AS. */
static bool collect(const assay_sqlite_reader *reader, assay_map *given, assay_span span)
{
    assay_sqlite_cursor at;
    assay_token before = {ASSAY_TOKEN_END, span.start, 0};
    bool ok = true;
    assay_sqlite_start(&at, span);
    for (; ok && !assay_sqlite_at_end(&at); assay_sqlite_advance(&at)) {
        if (assay_token_is_word(&before, "as") && assay_sqlite_is_name(&at))
            ok = add(reader->scratch, given, assay_sqlite_unquote(reader->scratch, &at.token));
        before = at.token;
    }
    return ok;
}

static bool is_rowid(const char *folded)
{
    return strcmp(folded, "rowid") == 0 || strcmp(folded, "oid") == 0 ||
           strcmp(folded, "_rowid_") == 0;
}

static bool is_known(const assay_sqlite_reader *reader, const assay_sqlite_table *table,
                     const assay_map *given, const char *folded)
{
    if (is_rowid(folded) || assay_map_find(given, folded) != NULL)
        return true;
    if (table != NULL)
        return assay_sqlite_find_column(table, reader->scratch, folded) != NULL;
    return assay_map_find(reader->names->folded, folded) != NULL;
}

/* Whether any word of the span is in dispute: hardly ever, and then nothing has to be looked up. */
static bool has_dispute(assay_span span)
{
    return memchr(span.start, '"', span.length) != NULL;
}

/* What to write in place of a disputed word; "" to leave it. NULL if memory is gone. */
static const char *replacement(const assay_sqlite_reader *reader, const assay_sqlite_table *table,
                               const assay_map *given, const assay_token *token)
{
    const char *name = assay_sqlite_unquote(reader->scratch, token);
    const char *folded = name == NULL ? NULL : assay_sqlite_fold(reader->scratch, name);
    if (folded == NULL)
        return NULL;
    return is_known(reader, table, given, folded) ? ""
                                                  : assay_sqlite_as_string(reader->scratch, token);
}

static bool settle(assay_buffer *out, const assay_sqlite_reader *reader,
                   const assay_sqlite_table *table, const assay_map *given, assay_span span)
{
    assay_sqlite_cursor at;
    assay_token before = {ASSAY_TOKEN_END, span.start, 0};
    const char *copied = span.start;
    assay_sqlite_start(&at, span);
    for (; !assay_sqlite_at_end(&at); assay_sqlite_advance(&at)) {
        const char *text = "";
        if (is_disputed(&at.token) && !is_name_by_place(&at, &before))
            text = replacement(reader, table, given, &at.token);
        if (text == NULL)
            return false;
        before = at.token;
        if (*text == '\0')
            continue;
        assay_buffer_add_n(out, copied, (size_t)(at.token.text - copied));
        assay_buffer_add(out, text);
        copied = at.token.text + at.token.length;
    }
    assay_buffer_add_n(out, copied, (size_t)(span.start + span.length - copied));
    return out->status == ASSAY_OK;
}

const char *assay_sqlite_settle_quotes(const assay_sqlite_reader *reader,
                                       const assay_sqlite_table *table, assay_span span)
{
    if (span.start == NULL || !has_dispute(span))
        return assay_arena_strndup(reader->scratch, span.start == NULL ? "" : span.start,
                                   span.length);
    assay_map *given = assay_map_new(reader->scratch);
    bool ok = given != NULL && collect(reader, given, span);
    if (ok && table == NULL && reader->names->folded == NULL)
        ok = fill(reader);
    const char *text = NULL;
    assay_buffer out = ASSAY_BUFFER_INIT(2 * ASSAY_MAX_TEXT + 2);
    if (ok && settle(&out, reader, table, given, span))
        text = assay_arena_strndup(reader->scratch, assay_buffer_text(&out), out.length);
    assay_buffer_release(&out);
    return text;
}

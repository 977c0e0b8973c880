/* SPDX-License-Identifier: MIT */
#include "learn/identities.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <string.h>

#include "base/embedded.h"
#include "base/limits.h"
#include "learn/identities_internal.h"

enum { KIND, SCHEMA, RELATION, NAME, IDENTITY, COLUMNS };

static assay_status put_place(assay_identities *all, assay_place *p, assay_error *err)
{
    assay_place **places = assay_arena_grow(all->arena, all->places, &all->capacity, all->n + 1,
                                            sizeof(assay_place *));
    if (places == NULL || !assay_map_put(all->by_key, p->key, p) ||
        !assay_map_put(all->by_identity, p->identity, p))
        return assay_fail_nomem(err);
    all->places = places;
    places[all->n++] = p;
    return ASSAY_OK;
}

static assay_status add_place(assay_identities *all, const char *const text[COLUMNS],
                              assay_error *err)
{
    assay_arena *arena = all->arena;
    assay_place *p = assay_arena_alloc(arena, sizeof *p);
    if (p == NULL)
        return assay_fail_nomem(err);
    if (!assay_kind_find(&p->kind, text[KIND]))
        return ASSAY_OK; /* a kind that is not modelled */
    p->schema = assay_arena_strdup(arena, text[SCHEMA]);
    p->relation = assay_arena_strdup(arena, text[RELATION]);
    p->name = assay_arena_strdup(arena, text[NAME]);
    p->identity = assay_arena_printf(arena, "%s %s", text[KIND], text[IDENTITY]);
    if (p->schema == NULL || p->relation == NULL || p->name == NULL || p->identity == NULL)
        return assay_fail_nomem(err);
    assay_buffer key = ASSAY_BUFFER_INIT(4 * ASSAY_MAX_TEXT);
    p->key =
        assay_arena_strdup(arena, assay_object_key(&key, p->kind, p->schema, p->relation, p->name));
    assay_status status = assay_buffer_check(&key, err);
    assay_buffer_release(&key);
    if (status == ASSAY_OK && p->key == NULL)
        status = assay_fail_nomem(err);
    return status == ASSAY_OK ? put_place(all, p, err) : status;
}

static assay_status add_row(void *context, const PGresult *row, assay_error *err)
{
    assay_identities *all = context;
    const char *text[COLUMNS];
    for (int k = 0; k < COLUMNS; k++)
        text[k] = PQgetvalue(row, 0, k);
    return add_place(all, text, err);
}

static assay_status read_file(assay_identities *all, const char *path, const char *sql,
                              assay_error *err)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *rows = NULL;
    int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, sql, -1, &rows, NULL);
    assay_status status = ASSAY_OK;
    while (code == SQLITE_OK && status == ASSAY_OK && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        const char *text[COLUMNS];
        for (int k = 0; k < COLUMNS; k++) {
            text[k] = (const char *)sqlite3_column_text(rows, k);
            if (text[k] == NULL)
                text[k] = "";
        }
        status = add_place(all, text, err);
        code = SQLITE_OK;
    }
    if (status == ASSAY_OK && code != SQLITE_DONE)
        status =
            assay_fail(err, ASSAY_IO, "cannot read the scratch database: %s", sqlite3_errmsg(db));
    sqlite3_finalize(rows);
    sqlite3_close(db);
    return status;
}

static assay_status ask(assay_identities *all, size_t which, assay_pg_reader *reader,
                        const char *sql, const char *oids, assay_error *err)
{
    all->asked[which] = (assay_pg_statement){.on_row = add_row, .context = all};
    return assay_pg_reader_ask(reader, &all->asked[which], sql, oids, err);
}

/* Of the scope, which may be NULL: relations and what is in them, then all else. */
static assay_status ask_server(assay_identities *all, assay_pg_reader *reader,
                               const char *relations, const assay_pg_scope *scope, assay_error *err)
{
    const assay_embedded *others = assay_embedded_find("analyzer/learn/sql/identities.others.sql");
    if (others == NULL)
        return assay_fail(err, ASSAY_INTERNAL, "a query is missing from this program");
    bool part = scope != NULL && !scope->whole;
    assay_status status = ASSAY_OK;
    if (part && scope->oids != NULL)
        relations = assay_pg_reader_only(reader, relations);
    if (relations == NULL)
        return assay_fail_nomem(err);
    if (!part || scope->oids != NULL)
        status = ask(all, 0, reader, relations, part ? scope->oids : NULL, err);
    if (status == ASSAY_OK && (!part || scope->kinds != 0))
        status = ask(all, 1, reader, others->data, NULL, err);
    return status;
}

assay_status assay_identities_read(assay_identities **out, assay_arena *arena,
                                   const assay_scratch_database *database, assay_pg_reader *reader,
                                   const assay_pg_scope *scope, assay_error *err)
{
    bool file = database->path != NULL;
    const assay_embedded *sql = assay_embedded_find(
        file ? "analyzer/learn/sql/identities.sqlite.sql" : "analyzer/learn/sql/identities.sql");
    assay_identities *all = assay_arena_alloc(arena, sizeof *all);
    *out = all;
    if (all == NULL)
        return assay_fail_nomem(err);
    if (sql == NULL)
        return assay_fail(err, ASSAY_INTERNAL, "a query is missing from this program");
    *all = (assay_identities){.dialect = file ? ASSAY_SQLITE : ASSAY_POSTGRESQL,
                              .arena = arena,
                              .by_key = assay_map_new(arena),
                              .by_identity = assay_map_new(arena)};
    if (all->by_key == NULL || all->by_identity == NULL)
        return assay_fail_nomem(err);
    return file ? read_file(all, database->path, sql->data, err)
                : ask_server(all, reader, sql->data, scope, err);
}

bool assay_identities_moved(const assay_identities *before, const assay_identities *now)
{
    for (size_t i = 0; i < now->n; i++) {
        const assay_place *p = now->places[i];
        const assay_place *old = assay_map_find(before->by_identity, p->identity);
        if (old != NULL && strcmp(old->key, p->key) != 0)
            return true;
    }
    return false;
}

assay_status assay_identities_add(assay_identities *all, const assay_identities *now,
                                  assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < now->n && status == ASSAY_OK; i++)
        status = put_place(all, now->places[i], err);
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * Storing a snapshot: hashes first, outside any transaction, then one short transaction that adds
 * the nodes which are not there yet. A subtree that is there is not looked into.
 */
#include "cache/cache_internal.h"

enum store_statement {
    FIND_CATALOG,
    ADD_CATALOG,
    ADD_CATALOG_RELATION,
    FIND_RELATION,
    ADD_RELATION,
    ADD_SNAPSHOT,
    ADD_LIMIT,
    ADD_VERSION_TABLE,
    STATEMENTS
};

static const char *const statements[STATEMENTS] = {
    [FIND_CATALOG] = "SELECT id FROM catalog WHERE hash = ?",
    [ADD_CATALOG] = "INSERT INTO catalog (hash, dialect, objects) VALUES (?, ?, ?)",
    [ADD_CATALOG_RELATION] = "INSERT INTO catalog_relation VALUES (?, ?, ?)",
    [FIND_RELATION] = "SELECT id FROM relation WHERE hash = ?",
    [ADD_RELATION] = "INSERT INTO relation (hash, schema, name, objects) VALUES (?, ?, ?, ?)",
    [ADD_SNAPSHOT] = "INSERT INTO snapshot (catalog, fingerprint, taken_at, target, server, "
                     "server_version, database, role, search_path, reader) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_LIMIT] = "INSERT INTO snapshot_limit VALUES (?, ?, ?, ?)",
    [ADD_VERSION_TABLE] = "INSERT INTO version_table VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
};

typedef struct store {
    assay_cache *cache;
    const assay_snapshot *snapshot;
    cache_tree tree;
    char fingerprint[ASSAY_HASH_HEX];
    sqlite3_stmt *stmt[STATEMENTS];
    assay_buffer text;
} store;

/* Binds the values of one statement in turn; what fails shows when it is stepped. */
static void bind_text(sqlite3_stmt *stmt, int *i, const char *text)
{
    if (text == NULL)
        sqlite3_bind_null(stmt, ++*i);
    else
        sqlite3_bind_text(stmt, ++*i, text, -1, SQLITE_STATIC);
}

static void bind_int(sqlite3_stmt *stmt, int *i, int64_t value)
{
    sqlite3_bind_int64(stmt, ++*i, value);
}

static void bind_hash(sqlite3_stmt *stmt, int *i, const assay_hash *hash)
{
    sqlite3_bind_blob(stmt, ++*i, hash->bytes, ASSAY_HASH_SIZE, SQLITE_STATIC);
}

/* Runs a statement that yields at most one number, and makes it ready for the next values. */
static assay_status run(int64_t *out, store *s, enum store_statement which, assay_error *err)
{
    sqlite3_stmt *stmt = s->stmt[which];
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW && out != NULL)
        *out = sqlite3_column_int64(stmt, 0);
    assay_status status = ASSAY_OK;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        status = cache_fail(s->cache, rc, "write", err);
    sqlite3_reset(stmt);
    return status;
}

/* *out is 0 if there is no such node. */
static assay_status find_node(int64_t *out, store *s, enum store_statement which,
                              const assay_hash *hash, assay_error *err)
{
    int i = 0;
    *out = 0;
    bind_hash(s->stmt[which], &i, hash);
    return run(out, s, which, err);
}

static assay_status store_relation(int64_t *out, store *s, const cache_relation *relation,
                                   assay_error *err)
{
    assay_status status = find_node(out, s, FIND_RELATION, &relation->hash, err);
    if (status != ASSAY_OK || *out != 0)
        return status;
    const assay_catalog *catalog = s->snapshot->catalog;
    status = cache_relation_write(&s->text, catalog, relation, err);
    if (status != ASSAY_OK)
        return status;
    const assay_object *first = catalog->objects[relation->first];
    sqlite3_stmt *stmt = s->stmt[ADD_RELATION];
    int i = 0;
    bind_hash(stmt, &i, &relation->hash);
    bind_text(stmt, &i, first->schema);
    bind_text(stmt, &i, cache_relation_name(first));
    bind_text(stmt, &i, assay_buffer_text(&s->text));
    status = run(NULL, s, ADD_RELATION, err);
    *out = sqlite3_last_insert_rowid(s->cache->db);
    return status;
}

static assay_status add_edge(store *s, int64_t catalog, size_t position, int64_t relation,
                             assay_error *err)
{
    sqlite3_stmt *stmt = s->stmt[ADD_CATALOG_RELATION];
    int i = 0;
    bind_int(stmt, &i, catalog);
    bind_int(stmt, &i, (int64_t)position);
    bind_int(stmt, &i, relation);
    return run(NULL, s, ADD_CATALOG_RELATION, err);
}

static assay_status store_catalog(int64_t *out, store *s, assay_error *err)
{
    assay_status status = find_node(out, s, FIND_CATALOG, &s->tree.root, err);
    if (status != ASSAY_OK || *out != 0)
        return status;
    const assay_catalog *catalog = s->snapshot->catalog;
    int i = 0;
    bind_hash(s->stmt[ADD_CATALOG], &i, &s->tree.root);
    bind_text(s->stmt[ADD_CATALOG], &i, assay_dialect_name(catalog->dialect));
    bind_int(s->stmt[ADD_CATALOG], &i, (int64_t)catalog->n_objects);
    status = run(NULL, s, ADD_CATALOG, err);
    *out = sqlite3_last_insert_rowid(s->cache->db);
    for (size_t k = 0; k < s->tree.n_relations && status == ASSAY_OK; k++) {
        int64_t relation = 0;
        status = store_relation(&relation, s, &s->tree.relations[k], err);
        if (status == ASSAY_OK)
            status = add_edge(s, *out, k, relation, err);
    }
    return status;
}

static assay_status store_limits(store *s, int64_t id, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t k = 0; k < s->snapshot->n_limits && status == ASSAY_OK; k++) {
        const assay_limit *limit = &s->snapshot->limits[k];
        sqlite3_stmt *stmt = s->stmt[ADD_LIMIT];
        int i = 0;
        bind_int(stmt, &i, id);
        bind_text(stmt, &i, limit->kind);
        bind_text(stmt, &i, limit->reason);
        bind_int(stmt, &i, (int64_t)limit->count);
        status = run(NULL, s, ADD_LIMIT, err);
    }
    return status;
}

static assay_status store_version_table(store *s, int64_t id, size_t position, assay_error *err)
{
    const assay_version_table *table = &s->snapshot->version_tables[position];
    assay_buffer_clear(&s->text);
    assay_buffer_add_char(&s->text, '[');
    for (size_t k = 0; k < table->n_rows; k++) {
        if (k > 0)
            assay_buffer_add_char(&s->text, ',');
        cache_json_add(&s->text, table->rows[k]);
    }
    assay_buffer_add_char(&s->text, ']');
    assay_status status = assay_buffer_check(&s->text, err);
    if (status != ASSAY_OK)
        return status;
    sqlite3_stmt *stmt = s->stmt[ADD_VERSION_TABLE];
    int i = 0;
    bind_int(stmt, &i, id);
    bind_int(stmt, &i, (int64_t)position);
    bind_text(stmt, &i, table->tool);
    bind_text(stmt, &i, table->schema);
    bind_text(stmt, &i, table->name);
    bind_text(stmt, &i, assay_buffer_text(&s->text));
    bind_int(stmt, &i, table->readable);
    bind_int(stmt, &i, table->dirty);
    bind_int(stmt, &i, table->width);
    bind_text(stmt, &i, table->reason);
    return run(NULL, s, ADD_VERSION_TABLE, err);
}

static assay_status store_snapshot(int64_t *out, store *s, assay_error *err)
{
    int64_t catalog = 0;
    assay_status status = store_catalog(&catalog, s, err);
    if (status != ASSAY_OK)
        return status;
    const assay_snapshot *snapshot = s->snapshot;
    sqlite3_stmt *stmt = s->stmt[ADD_SNAPSHOT];
    int i = 0;
    bind_int(stmt, &i, catalog);
    bind_text(stmt, &i, s->fingerprint);
    bind_int(stmt, &i, snapshot->taken_at);
    bind_text(stmt, &i, snapshot->target);
    bind_text(stmt, &i, snapshot->server);
    bind_int(stmt, &i, snapshot->server_version);
    bind_text(stmt, &i, snapshot->database);
    bind_text(stmt, &i, snapshot->role);
    bind_text(stmt, &i, snapshot->search_path);
    bind_text(stmt, &i, snapshot->reader);
    status = run(NULL, s, ADD_SNAPSHOT, err);
    *out = sqlite3_last_insert_rowid(s->cache->db);
    if (status == ASSAY_OK)
        status = store_limits(s, *out, err);
    for (size_t k = 0; k < snapshot->n_version_tables && status == ASSAY_OK; k++)
        status = store_version_table(s, *out, k, err);
    return status;
}

static assay_status store_in_transaction(int64_t *out, store *s, assay_error *err)
{
    assay_status status = cache_exec(s->cache, "BEGIN IMMEDIATE", "write", err);
    if (status != ASSAY_OK)
        return status;
    status = store_snapshot(out, s, err);
    if (status == ASSAY_OK)
        status = cache_exec(s->cache, "COMMIT", "write", err);
    if (status != ASSAY_OK)
        sqlite3_exec(s->cache->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

assay_status assay_cache_store(assay_cache *cache, assay_snapshot *snapshot, assay_error *err)
{
    store s = {.cache = cache, .snapshot = snapshot, .text = ASSAY_BUFFER_INIT(CACHE_MAX_RELATION)};
    int64_t id = 0;
    assay_status status = ASSAY_OK;
    assay_arena *arena = assay_arena_new();
    if (arena == NULL)
        return assay_fail_nomem(err);
    status = cache_tree_init(&s.tree, arena, snapshot->catalog, err);
    if (status != ASSAY_OK)
        goto done;
    assay_hash fingerprint = assay_catalog_fingerprint(snapshot->catalog);
    assay_hash_hex(&fingerprint, s.fingerprint);
    for (int i = 0; i < STATEMENTS && status == ASSAY_OK; i++)
        status = cache_prepare(&s.stmt[i], cache, statements[i], err);
    if (status == ASSAY_OK)
        status = store_in_transaction(&id, &s, err);
    if (status == ASSAY_OK)
        snapshot->id = id;
done:
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s.stmt[i]);
    assay_buffer_release(&s.text);
    assay_arena_free(arena);
    return status;
}

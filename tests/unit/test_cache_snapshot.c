/* SPDX-License-Identifier: MIT */
/* What is stored comes back, equal trees are stored once, and the views can be queried. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cache/cache_internal.h"

static const char awkward[] = "a\"b\\c\n\t\x01 \xff\xfe 'x' \xc3\xa9";

static int open_cache(void **state)
{
    assay_cache *cache = NULL;
    assay_error err = ASSAY_ERROR_INIT;
    if (assay_cache_open(&cache, NULL, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    *state = cache;
    return 0;
}

static int close_cache(void **state)
{
    assay_cache_close(*state);
    return 0;
}

static assay_object *add(assay_snapshot *snapshot, assay_kind kind, const char *relation,
                         const char *name)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_object *object = assay_catalog_add(snapshot->catalog, kind, "shop", relation, name, &err);
    assert_non_null(object);
    return object;
}

static void set(assay_snapshot *snapshot, assay_object *object, int attribute, const char *value)
{
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_object_set(snapshot->catalog, object, attribute, value, &err), ASSAY_OK);
}

static void add_column(assay_snapshot *snapshot, const char *table, const char *name,
                       const char *type, const char *position)
{
    assay_object *column = add(snapshot, ASSAY_KIND_column, table, name);
    set(snapshot, column, ASSAY_column_type, type);
    set(snapshot, column, ASSAY_column_nullable, "no");
    set(snapshot, column, ASSAY_column_position, position);
}

/* `tables` tables, each with two columns, a key and a foreign key. */
static assay_snapshot *make_snapshot(int tables)
{
    assay_snapshot *snapshot = assay_snapshot_new(ASSAY_POSTGRESQL);
    assert_non_null(snapshot);
    snapshot->taken_at = 1700000000;
    snapshot->target = "postgresql://me@db/shop";
    snapshot->server = "PostgreSQL 15.18";
    snapshot->server_version = 150018;
    snapshot->database = "shop_db";
    snapshot->role = "me";
    snapshot->search_path = "\"$user\", public";
    snapshot->reader = "postgres";
    for (int i = 0; i < tables; i++) {
        char table[32], key[32];
        snprintf(table, sizeof table, "t%05d", i);
        snprintf(key, sizeof key, "t%05d_pkey", i);
        add(snapshot, ASSAY_KIND_table, "", table);
        add_column(snapshot, table, "id", "integer", "1");
        add_column(snapshot, table, "Odd, \"name\"", "character varying(20)", "2");
        set(snapshot, add(snapshot, ASSAY_KIND_primary_key, table, key), ASSAY_primary_key_columns,
            "id, \"Odd, \"\"name\"\"\"");
    }
    return snapshot;
}

static void seal(assay_snapshot *snapshot)
{
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_snapshot_seal(snapshot, &err), ASSAY_OK);
}

static void store(assay_cache *cache, assay_snapshot *snapshot)
{
    assay_error err = ASSAY_ERROR_INIT;
    if (assay_cache_store(cache, snapshot, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    assert_true(snapshot->id > 0);
}

static assay_snapshot *load(assay_cache *cache, int64_t id)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = NULL;
    if (assay_cache_load(&snapshot, cache, id, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    return snapshot;
}

static int64_t count(assay_cache *cache, const char *sql)
{
    int64_t n = -1;
    assay_error err = ASSAY_ERROR_INIT;
    if (cache_query_int(&n, cache, sql, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    return n;
}

static void assert_same_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        assert_ptr_equal(a, b);
    else
        assert_string_equal(a, b);
}

static void assert_same_object(const assay_object *a, const assay_object *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->schema, b->schema);
    assert_string_equal(a->relation, b->relation);
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->unknown, b->unknown);
    assert_same_text(a->reason, b->reason);
    for (size_t i = 0; i < assay_kind_get(a->kind)->n_attributes; i++)
        assert_same_text(a->values[i], b->values[i]);
}

static void assert_same_version_table(const assay_version_table *a, const assay_version_table *b)
{
    assert_string_equal(a->tool, b->tool);
    assert_string_equal(a->schema, b->schema);
    assert_string_equal(a->name, b->name);
    assert_same_text(a->reason, b->reason);
    assert_int_equal(a->readable, b->readable);
    assert_int_equal(a->dirty, b->dirty);
    assert_int_equal(a->width, b->width);
    assert_int_equal(a->n_rows, b->n_rows);
    for (size_t i = 0; i < a->n_rows; i++)
        assert_string_equal(a->rows[i], b->rows[i]);
}

static void assert_same_snapshot(const assay_snapshot *a, const assay_snapshot *b)
{
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->taken_at, b->taken_at);
    assert_int_equal(a->catalog->dialect, b->catalog->dialect);
    assert_string_equal(a->target, b->target);
    assert_string_equal(a->server, b->server);
    assert_int_equal(a->server_version, b->server_version);
    assert_string_equal(a->database, b->database);
    assert_string_equal(a->role, b->role);
    assert_string_equal(a->search_path, b->search_path);
    assert_string_equal(a->reader, b->reader);
    assert_int_equal(a->catalog->n_objects, b->catalog->n_objects);
    for (size_t i = 0; i < a->catalog->n_objects; i++)
        assert_same_object(a->catalog->objects[i], b->catalog->objects[i]);
    assert_int_equal(a->n_limits, b->n_limits);
    for (size_t i = 0; i < a->n_limits; i++) {
        assert_string_equal(a->limits[i].kind, b->limits[i].kind);
        assert_string_equal(a->limits[i].reason, b->limits[i].reason);
        assert_int_equal(a->limits[i].count, b->limits[i].count);
    }
    assert_int_equal(a->n_version_tables, b->n_version_tables);
    for (size_t i = 0; i < a->n_version_tables; i++)
        assert_same_version_table(&a->version_tables[i], &b->version_tables[i]);
    assert_memory_equal(a->counts, b->counts, sizeof a->counts);
    assay_hash x = assay_catalog_fingerprint(a->catalog), y = assay_catalog_fingerprint(b->catalog);
    assert_int_equal(assay_hash_compare(&x, &y), 0);
}

static void test_cache_snapshot__everything_comes_back(void **state)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = make_snapshot(3);
    assay_object *view = add(snapshot, ASSAY_KIND_view, "", awkward);
    set(snapshot, view, ASSAY_view_definition, awkward);
    set(snapshot, view, ASSAY_view_comment, "");
    assay_object_set_unknown(snapshot->catalog, view, ASSAY_view_columns, awkward, &err);
    assay_object_set_unknown(snapshot->catalog, view, ASSAY_view_options, awkward, &err);
    assay_object_set_unknown(snapshot->catalog, add(snapshot, ASSAY_KIND_function, "", "f(int)"),
                             -1, "no privilege", &err);
    assay_snapshot_limit(snapshot, "view", "locked by another session", 3, &err);
    assay_snapshot_limit(snapshot, "", awkward, 0, &err);
    assay_version_table *table =
        assay_snapshot_version_table(snapshot, "alembic", "shop", "alembic_version", &err);
    assay_version_table_row(snapshot, table, "b2", &err);
    assay_version_table_row(snapshot, table, awkward, &err);
    table->width = 32;
    table->dirty = true;
    table = assay_snapshot_version_table(snapshot, "alembic", "aside", "alembic_version", &err);
    table->readable = false;
    table->reason = "no privilege";
    seal(snapshot);
    store(*state, snapshot);
    assay_snapshot *loaded = load(*state, snapshot->id);
    assert_same_snapshot(snapshot, loaded);
    assay_snapshot_free(loaded);
    assay_snapshot_free(snapshot);
}

static void test_cache_snapshot__an_empty_catalog_comes_back(void **state)
{
    assay_snapshot *snapshot = assay_snapshot_new(ASSAY_SQLITE);
    seal(snapshot);
    store(*state, snapshot);
    assay_snapshot *loaded = load(*state, 0);
    assert_same_snapshot(snapshot, loaded);
    assay_snapshot_free(loaded);
    assay_snapshot_free(snapshot);
}

static void test_cache_snapshot__zero_is_the_latest(void **state)
{
    for (int i = 1; i <= 3; i++) {
        assay_snapshot *snapshot = make_snapshot(i);
        seal(snapshot);
        store(*state, snapshot);
        assay_snapshot_free(snapshot);
    }
    assay_snapshot *latest = load(*state, 0);
    assert_int_equal(latest->counts[ASSAY_KIND_table], 3);
    assay_snapshot_free(latest);
}

static void test_cache_snapshot__a_missing_one_is_a_usage_error(void **state)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = NULL;
    assert_int_equal(assay_cache_load(&snapshot, *state, 0, &err), ASSAY_USAGE);
    assay_error_reset(&err);
    assert_int_equal(assay_cache_load(&snapshot, *state, 17, &err), ASSAY_USAGE);
    assert_non_null(strstr(err.what, "17"));
    assert_null(snapshot);
}

static int64_t size_of(assay_cache *cache)
{
    return count(cache, "PRAGMA page_count") * count(cache, "PRAGMA page_size");
}

static void test_cache_snapshot__a_thousand_cost_little_more_than_one(void **state)
{
    assay_snapshot *snapshot = make_snapshot(200);
    seal(snapshot);
    store(*state, snapshot);
    int64_t one = size_of(*state);
    for (int i = 0; i < 999; i++)
        store(*state, snapshot);
    assert_true(size_of(*state) < 2 * one + 1000 * 4096);
    assert_int_equal(count(*state, "SELECT count(*) FROM snapshot"), 1000);
    assert_int_equal(count(*state, "SELECT count(*) FROM catalog"), 1);
    assert_int_equal(count(*state, "SELECT count(*) FROM relation"), 200);
    assay_snapshot_free(snapshot);
}

static void test_cache_snapshot__one_changed_object_costs_its_relation_and_the_root(void **state)
{
    assay_snapshot *a = make_snapshot(50), *b = make_snapshot(50);
    set(b, add(b, ASSAY_KIND_column, "t00007", "note"), ASSAY_column_type, "text");
    seal(a);
    seal(b);
    store(*state, a);
    int64_t relations = count(*state, "SELECT count(*) FROM relation");
    store(*state, b);
    assert_int_equal(count(*state, "SELECT count(*) FROM relation"), relations + 1);
    assert_int_equal(count(*state, "SELECT count(*) FROM catalog"), 2);
    assay_snapshot *loaded = load(*state, b->id);
    assert_same_snapshot(b, loaded);
    assay_snapshot_free(loaded);
    assay_snapshot_free(a);
    assay_snapshot_free(b);
}

static void test_cache_snapshot__an_edited_object_is_damage(void **state)
{
    assay_cache *cache = *state;
    static const char *const edits[] = {
        "UPDATE relation SET name = 'other' WHERE id = 2",
        "UPDATE relation SET schema = 'other' WHERE id = 2",
        "UPDATE relation SET objects = '[]' WHERE id = 2",
        "UPDATE relation SET objects = replace(objects, 'integer', 'bigint')",
        "UPDATE relation SET hash = 'text' WHERE id = 1",
        "DELETE FROM catalog_relation WHERE position = 1",
        "UPDATE catalog_relation SET relation = 1",
        "UPDATE catalog SET hash = zeroblob(32)",
        "UPDATE catalog SET dialect = 'sqlite'",
        "UPDATE snapshot SET fingerprint = 'x'",
    };
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = make_snapshot(3);
    seal(snapshot);
    store(cache, snapshot);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        assert_int_equal(cache_exec(cache, "SAVEPOINT edit", "write", &err), ASSAY_OK);
        assert_int_equal(cache_exec(cache, edits[i], "write", &err), ASSAY_OK);
        assay_snapshot *loaded = NULL;
        assert_int_equal(cache_exec(cache, "RELEASE edit", "write", &err), ASSAY_OK);
        if (assay_cache_load(&loaded, cache, 0, &err) != ASSAY_CORRUPT)
            fail_msg("not seen: %s", edits[i]);
        assert_null(loaded);
        assay_error_reset(&err);
        assert_int_equal(cache_exec(cache,
                                    "DELETE FROM snapshot; DELETE FROM catalog_relation; "
                                    "DELETE FROM catalog; DELETE FROM relation",
                                    "write", &err),
                         ASSAY_OK);
        store(cache, snapshot);
    }
    assay_snapshot_free(snapshot);
}

static assay_status read_text(const char *objects, assay_error *err)
{
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    assay_status status = cache_relation_read(catalog, "shop", objects, err);
    assay_catalog_free(catalog);
    return status;
}

static void test_cache_snapshot__words_of_a_newer_assay_are_named(void **state)
{
    (void)state;
    static const char *const newer[] = {
        "[{\"kind\":\"hologram\",\"name\":\"h\",\"attributes\":{}}]",
        "[{\"kind\":\"table\",\"name\":\"h\",\"attributes\":{\"hologram\":\"x\"}}]",
        "[{\"kind\":\"table\",\"name\":\"h\",\"attributes\":{},\"unknown\":[\"hologram\"]}]",
    };
    for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
        assay_error err = ASSAY_ERROR_INIT;
        assert_int_equal(read_text(newer[i], &err), ASSAY_UNSUPPORTED);
        assert_non_null(strstr(err.what, "'hologram'"));
    }
}

static void test_cache_snapshot__every_cut_text_is_refused(void **state)
{
    (void)state;
    static const char whole[] =
        "[{\"kind\":\"column\",\"relation\":\"t\",\"name\":\"c\",\"attributes\":"
        "{\"type\":\"text\",\"nullable\":\"no\"},\"unknown\":[\"default\"],\"reason\":\"x\"},"
        "{\"kind\":\"table\",\"name\":\"t\",\"attributes\":{}}]";
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(read_text(whole, &err), ASSAY_OK);
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        char cut[sizeof whole];
        memcpy(cut, whole, n);
        cut[n] = '\0';
        assay_error_reset(&err);
        if (read_text(cut, &err) == ASSAY_OK)
            fail_msg("accepted: %s", cut);
    }
}

static void test_cache_snapshot__list_is_newest_first(void **state)
{
    for (int i = 1; i <= 2; i++) {
        assay_snapshot *snapshot = make_snapshot(i);
        snapshot->taken_at = 100 + i;
        seal(snapshot);
        store(*state, snapshot);
        assay_snapshot_free(snapshot);
    }
    assay_arena *arena = assay_arena_new();
    assay_cache_entry *entries = NULL;
    size_t n = 0;
    assay_error err = ASSAY_ERROR_INIT;
    assert_int_equal(assay_cache_list(&entries, &n, *state, arena, &err), ASSAY_OK);
    assert_int_equal(n, 2);
    assert_true(entries[0].id > entries[1].id);
    assert_int_equal(entries[0].taken_at, 102);
    assert_int_equal(entries[0].n_objects, 8);
    assert_string_equal(entries[0].target, "postgresql://me@db/shop");
    assert_string_equal(entries[0].reader, "postgres");
    assert_int_equal(strlen(entries[0].fingerprint), 64);
    assay_arena_free(arena);
}

/* Every view with one row that it must yield for the snapshot below. */
static void test_cache_snapshot__views_read_like_information_schema(void **state)
{
    static const char *const one_row[] = {
        "columns WHERE table_catalog = 'shop_db' AND table_schema = 'shop' AND table_name = "
        "'t00000' AND column_name = 'id' AND ordinal_position = 1 AND is_nullable = 'NO' AND "
        "data_type = 'integer' AND column_default IS NULL AND is_identity = 'NO'",
        "columns WHERE column_name = 'made' AND is_nullable = 'YES' AND is_identity = 'YES' AND "
        "identity_generation = 'BY DEFAULT' AND column_default = 'now()'",
        "tables WHERE table_name = 't00000' AND table_type = 'BASE TABLE'",
        "tables WHERE table_name = 'v' AND table_type = 'VIEW'",
        "views WHERE table_name = 'v' AND view_definition = 'select 1'",
        "table_constraints WHERE constraint_name = 't00000_pkey' AND table_name = 't00000' AND "
        "constraint_type = 'PRIMARY KEY' AND is_deferrable = 'NO'",
        "table_constraints WHERE constraint_type = 'FOREIGN KEY' AND is_deferrable = 'YES' AND "
        "initially_deferred = 'YES'",
        "key_column_usage WHERE constraint_name = 't00000_pkey' AND column_name = 'id' AND "
        "ordinal_position = 1",
        "key_column_usage WHERE constraint_name = 't00000_pkey' AND ordinal_position = 2 AND "
        "column_name = 'Odd, \"name\"'",
        "referential_constraints WHERE constraint_name = 'fk' AND delete_rule = 'CASCADE' AND "
        "update_rule = 'NO ACTION' AND match_option = 'NONE'",
        "check_constraints WHERE constraint_name = 'ck' AND check_clause = 'id > 0'",
        "routines WHERE routine_name = 'f' AND specific_name = 'f(integer)' AND routine_type = "
        "'FUNCTION' AND security_type = 'DEFINER' AND external_language = 'SQL'",
        "routines WHERE routine_name = 'parsed' AND routine_definition = 'RETURN 1'",
        "user_defined_types WHERE user_defined_type_name = 'pair'",
        "domains WHERE domain_name = 'positive' AND data_type = 'integer'",
        "collations WHERE collation_name = 'by_bytes'",
        "sequences WHERE sequence_name = 's' AND increment = '1' AND cycle_option = 'NO'",
        "triggers WHERE trigger_name = 'tr' AND event_object_table = 't00000' AND "
        "action_timing = 'BEFORE'",
    };
    assay_cache *cache = *state;
    assay_snapshot *s = make_snapshot(1);
    assay_object *made = add(s, ASSAY_KIND_column, "t00000", "made");
    set(s, made, ASSAY_column_default, "now()");
    set(s, made, ASSAY_column_identity, "by default");
    set(s, add(s, ASSAY_KIND_view, "", "v"), ASSAY_view_definition, "select 1");
    assay_object *fk = add(s, ASSAY_KIND_foreign_key, "t00000", "fk");
    set(s, fk, ASSAY_foreign_key_columns, "id");
    set(s, fk, ASSAY_foreign_key_on_delete, "cascade");
    set(s, fk, ASSAY_foreign_key_deferrable, "deferrable initially deferred");
    set(s, add(s, ASSAY_KIND_check, "t00000", "ck"), ASSAY_check_expression, "id > 0");
    assay_object *f = add(s, ASSAY_KIND_function, "", "f(integer)");
    set(s, f, ASSAY_function_security_definer, "yes");
    set(s, f, ASSAY_function_language, "sql");
    set(s, add(s, ASSAY_KIND_function, "", "parsed()"), ASSAY_function_sql_body, "RETURN 1");
    add(s, ASSAY_KIND_composite, "", "pair");
    set(s, add(s, ASSAY_KIND_domain, "", "positive"), ASSAY_domain_type, "integer");
    add(s, ASSAY_KIND_collation, "", "by_bytes");
    add(s, ASSAY_KIND_sequence, "", "s");
    set(s, add(s, ASSAY_KIND_trigger, "t00000", "tr"), ASSAY_trigger_timing, "before");
    seal(s);
    store(cache, s);
    /* Queries of others, through views, are not restricted as those of the program are. */
    sqlite3_db_config(cache->db, SQLITE_DBCONFIG_ENABLE_VIEW, 1, NULL);
    sqlite3_db_config(cache->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
    for (size_t i = 0; i < sizeof one_row / sizeof *one_row; i++) {
        char sql[512];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s AND snapshot_id = %lld", one_row[i],
                 (long long)s->id);
        if (count(cache, sql) != 1)
            fail_msg("not one row: %s", sql);
    }
    assay_snapshot_free(s);
}

static void test_cache_snapshot__json_refuses_what_it_does_not_write(void **state)
{
    (void)state;
    static const char *const bad[] = {"",        "x",         "\"",          "\"abc",
                                      "\"\\n\"", "\"\\u00\"", "\"\\u00G1\"", "\"\\u0000\"",
                                      "\"\\u12", "\"\\"};
    assay_buffer out = ASSAY_BUFFER_INIT(1000);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *at = bad[i];
        if (cache_json_read(&out, &at))
            fail_msg("accepted: %s", bad[i]);
    }
    assay_buffer_release(&out);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_cache, close_cache)
    const struct CMUnitTest tests[] = {
        CASE(test_cache_snapshot__everything_comes_back),
        CASE(test_cache_snapshot__an_empty_catalog_comes_back),
        CASE(test_cache_snapshot__zero_is_the_latest),
        CASE(test_cache_snapshot__a_missing_one_is_a_usage_error),
        CASE(test_cache_snapshot__a_thousand_cost_little_more_than_one),
        CASE(test_cache_snapshot__one_changed_object_costs_its_relation_and_the_root),
        CASE(test_cache_snapshot__an_edited_object_is_damage),
        CASE(test_cache_snapshot__words_of_a_newer_assay_are_named),
        CASE(test_cache_snapshot__every_cut_text_is_refused),
        CASE(test_cache_snapshot__list_is_newest_first),
        CASE(test_cache_snapshot__views_read_like_information_schema),
        CASE(test_cache_snapshot__json_refuses_what_it_does_not_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

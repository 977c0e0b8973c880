/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "difference_check.h"
#include "kinds/token.h"
#include "plan/repair.h"
#include "plan/repair_writing.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

/* --- one deviation, repaired -------------------------------------------------------------------
 */

static assay_catalog *catalog_of(const row *rows, size_t n, assay_dialect dialect)
{
    assay_catalog *catalog = build(rows, n);
    catalog->dialect = dialect;
    return catalog;
}

static void add_repair_text(assay_buffer *text, const assay_repair *repair)
{
    assay_buffer_printf(text, "%s %s", assay_repair_safety_name(repair->safety),
                        repair->attribute == NULL ? "-" : repair->attribute);
    for (size_t i = 0; i < repair->n_steps; i++)
        assay_buffer_printf(text, "\n  %s", repair->steps[i].sql);
    assay_buffer_add(text, "\n");
}

/* Compares and writes, for each repair, how safe it is, the attribute and the statements. */
static void repaired(assay_dialect dialect, const row *a, size_t n_a, const row *b, size_t n_b,
                     const char *expected)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *expects = catalog_of(a, n_a, dialect), *found = catalog_of(b, n_b, dialect);
    assay_difference_options options = {.mask = ASSAY_COMPARE_DEFAULT};
    assay_differences *drift;
    assert_int_equal(assay_differences_new(&drift, expects, found, &options, &err), ASSAY_OK);
    assay_snapshot snapshot = {.catalog = found};
    assay_verdict verdict = {
        .match = ASSAY_MATCH_DRIFTED, .drift = drift, .expects = expects, .snapshot = &snapshot};
    assay_repairs *repairs;
    assert_int_equal(assay_repairs_new(&repairs, &verdict, &err), ASSAY_OK);
    assay_buffer text = ASSAY_BUFFER_INIT(1 << 16);
    for (size_t i = 0; i < repairs->n_items; i++) {
        if (repairs->items[i].safety != ASSAY_REPAIR_SAFE)
            assert_non_null(repairs->items[i].reason);
        add_repair_text(&text, &repairs->items[i]);
    }
    assert_string_equal(assay_buffer_text(&text), expected);
    assay_buffer_release(&text);
    assay_repairs_free(repairs);
    assay_differences_free(drift);
    assay_catalog_free(expects);
    assay_catalog_free(found);
}

/* One object beside a table: as it is expected, and as it is; NULL for the kind: not there. */
typedef struct one_deviation {
    row expected, actual;
    const char *repair;
} one_deviation;

static void each_repaired(assay_dialect dialect, const char *schema, const one_deviation *cases,
                          size_t n)
{
    for (size_t i = 0; i < n; i++) {
        row base[] = {{"table", schema, "", "pet", {NULL}},
                      {"column", schema, "pet", "id", {"type=integer", "nullable=no"}}};
        row a[] = {base[0], base[1], cases[i].expected}, b[] = {base[0], base[1], cases[i].actual};
        a[2].schema = a[2].schema == NULL ? schema : a[2].schema;
        b[2].schema = b[2].schema == NULL ? schema : b[2].schema;
        repaired(dialect, a, a[2].kind == NULL ? 2 : 3, b, b[2].kind == NULL ? 2 : 3,
                 cases[i].repair);
    }
}

#define NOTHING                                                                                    \
    {                                                                                              \
        NULL, NULL, NULL, NULL,                                                                    \
        {                                                                                          \
            NULL                                                                                   \
        }                                                                                          \
    }

static void test_repair__what_a_table_has_is_repaired_on_postgresql(void **state)
{
    (void)state;
    static const one_deviation cases[] = {
        {{"index", NULL, "pet", "by_id", {"columns=id DESC", "unique=yes", "predicate=id > 3"}},
         NOTHING,
         "safe -\n  DROP INDEX CONCURRENTLY \"s\".\"by_id\"\n"
         "  CREATE UNIQUE INDEX CONCURRENTLY \"by_id\" ON \"s\".\"pet\" USING btree (id DESC) "
         "WHERE id > 3\n"},
        {{"index", NULL, "pet", "by_id", {"columns=id"}},
         {"index", NULL, "pet", "by_id", {"columns=id", "valid=no"}},
         "safe valid\n  REINDEX INDEX CONCURRENTLY \"s\".\"by_id\"\n"},
        {NOTHING,
         {"index", NULL, "pet", "by_id", {"columns=id"}},
         "review -\n  DROP INDEX CONCURRENTLY IF EXISTS \"s\".\"by_id\"\n"},
        {{"check", NULL, "pet", "some", {"expression=id > 0"}},
         NOTHING,
         "safe -\n  ALTER TABLE \"s\".\"pet\" ADD CONSTRAINT \"some\" CHECK (id > 0) NOT VALID\n"
         "  ALTER TABLE \"s\".\"pet\" VALIDATE CONSTRAINT \"some\"\n"},
        {{"check", NULL, "pet", "some", {"expression=id > 0", "validated=no"}},
         NOTHING,
         "safe -\n  ALTER TABLE \"s\".\"pet\" ADD CONSTRAINT \"some\" CHECK (id > 0) NOT VALID\n"},
        {{"check", NULL, "pet", "some", {"expression=id > 0"}},
         {"check", NULL, "pet", "some", {"expression=id > 0", "validated=no"}},
         "safe validated\n  ALTER TABLE \"s\".\"pet\" VALIDATE CONSTRAINT \"some\"\n"},
        {{"foreign-key",
          NULL,
          "pet",
          "up",
          {"columns=id", "references=s.pet", "referenced_columns=id", "on_delete=set null"}},
         NOTHING,
         "safe -\n  ALTER TABLE \"s\".\"pet\" ADD CONSTRAINT \"up\" FOREIGN KEY (id) REFERENCES "
         "s.pet (id) ON DELETE set null NOT VALID\n"
         "  ALTER TABLE \"s\".\"pet\" VALIDATE CONSTRAINT \"up\"\n"},
        {{"unique", NULL, "pet", "one", {"columns=id"}},
         NOTHING,
         "safe -\n  DROP INDEX CONCURRENTLY \"s\".\"one\"\n"
         "  CREATE UNIQUE INDEX CONCURRENTLY \"one\" ON \"s\".\"pet\" (id)\n"
         "  ALTER TABLE \"s\".\"pet\" ADD CONSTRAINT \"one\" UNIQUE USING INDEX \"one\"\n"},
        {{"primary-key", NULL, "pet", "key", {"columns=id"}},
         NOTHING,
         "safe -\n  ALTER TABLE \"s\".\"pet\" ADD CONSTRAINT \"key\" PRIMARY KEY (id)\n"},
        {{"column", NULL, "pet", "born", {"type=date"}},
         NOTHING,
         "safe -\n  ALTER TABLE \"s\".\"pet\" ADD COLUMN IF NOT EXISTS \"born\" date\n"},
        {{"column", NULL, "pet", "born", {"type=date", "nullable=no", "default=now()"}},
         NOTHING,
         "safe -\n  ALTER TABLE \"s\".\"pet\" ADD COLUMN IF NOT EXISTS \"born\" date DEFAULT now() "
         "NOT NULL\n"},
        {{"column", NULL, "pet", "born", {"type=date", "nullable=no"}},
         NOTHING,
         "review -\n  ALTER TABLE \"s\".\"pet\" ADD COLUMN IF NOT EXISTS \"born\" date NOT NULL\n"},
        {NOTHING,
         {"column", NULL, "pet", "born", {"type=date"}},
         "review -\n  ALTER TABLE \"s\".\"pet\" DROP COLUMN IF EXISTS \"born\"\n"},
        {{"column", NULL, "pet", "born", {"type=date", "nullable=no"}},
         {"column", NULL, "pet", "born", {"type=date"}},
         "safe nullable\n  ALTER TABLE \"s\".\"pet\" ALTER COLUMN \"born\" SET NOT NULL\n"},
        {{"column", NULL, "pet", "born", {"type=date"}},
         {"column", NULL, "pet", "born", {"type=date", "nullable=no"}},
         "safe nullable\n  ALTER TABLE \"s\".\"pet\" ALTER COLUMN \"born\" DROP NOT NULL\n"},
        {{"column", NULL, "pet", "name", {"type=text", "default='it''s'::text"}},
         {"column", NULL, "pet", "name", {"type=text"}},
         "safe default\n  ALTER TABLE \"s\".\"pet\" ALTER COLUMN \"name\" SET DEFAULT "
         "'it''s'::text\n"},
        {{"column", NULL, "pet", "name", {"type=text"}},
         {"column", NULL, "pet", "name", {"type=text", "default='x'::text"}},
         "review default\n  ALTER TABLE \"s\".\"pet\" ALTER COLUMN \"name\" DROP DEFAULT\n"},
        {{"column", NULL, "pet", "name", {"type=text"}},
         {"column", NULL, "pet", "name", {"type=character varying(9)"}},
         "safe type\n  ALTER TABLE \"s\".\"pet\" ALTER COLUMN \"name\" TYPE text\n"},
        {{"column", NULL, "pet", "name", {"type=character varying(9)"}},
         {"column", NULL, "pet", "name", {"type=text"}},
         "review type\n  ALTER TABLE \"s\".\"pet\" ALTER COLUMN \"name\" TYPE character "
         "varying(9)\n    USING \"name\"::character varying(9)\n"},
        {{"trigger",
          NULL,
          "pet",
          "t",
          {"timing=before", "events=insert, update", "level=row", "function=s.f"}},
         NOTHING,
         "review -\n  CREATE TRIGGER \"t\" before insert OR update ON \"s\".\"pet\" FOR EACH row "
         "EXECUTE FUNCTION s.f()\n"},
        {{"policy", NULL, "pet", "own", {"command=select", "using=id > 0"}},
         NOTHING,
         "review -\n  CREATE POLICY \"own\" ON \"s\".\"pet\" FOR select USING (id > 0)\n"},
    };
    each_repaired(ASSAY_POSTGRESQL, "s", cases, COUNT(cases));
}

static void test_repair__what_stands_alone_is_repaired_on_postgresql(void **state)
{
    (void)state;
    static const one_deviation cases[] = {
        {{"enum", NULL, "", "mood", {"labels='low', 'it''s', 'high'"}},
         {"enum", NULL, "", "mood", {"labels='it''s'"}},
         "safe labels\n  ALTER TYPE \"s\".\"mood\" ADD VALUE IF NOT EXISTS 'low' BEFORE 'it''s'\n"
         "  ALTER TYPE \"s\".\"mood\" ADD VALUE IF NOT EXISTS 'high' AFTER 'it''s'\n"},
        {{"enum", NULL, "", "mood", {"labels='low'"}},
         {"enum", NULL, "", "mood", {"labels='low', 'high'"}},
         "manual labels\n"},
        {{"enum", NULL, "", "mood", {"labels='low'"}},
         NOTHING,
         "safe -\n  CREATE TYPE \"s\".\"mood\" AS ENUM ('low')\n"},
        {{"domain", NULL, "", "email", {"type=text", "default='x'::text"}},
         NOTHING,
         "safe -\n  CREATE DOMAIN \"s\".\"email\" AS text DEFAULT 'x'::text\n"},
        {{"sequence", NULL, "", "ticket", {"type=bigint", "increment=5"}},
         {"sequence", NULL, "", "ticket", {"type=bigint"}},
         "safe increment\n  ALTER SEQUENCE \"s\".\"ticket\" INCREMENT 5\n"},
        {{"table", NULL, "", "vet", {NULL}},
         NOTHING,
         "safe -\n  CREATE TABLE IF NOT EXISTS \"s\".\"vet\" (\n)\n"},
        {NOTHING,
         {"table", NULL, "", "vet", {NULL}},
         "review -\n  DROP TABLE IF EXISTS \"s\".\"vet\"\n"},
        {{"table", NULL, "", "vet", {"partition_of=s.pet"}}, NOTHING, "manual -\n"},
        {{"view", NULL, "", "all_pets", {"definition=SELECT id FROM s.pet"}},
         NOTHING,
         "safe -\n  CREATE VIEW \"s\".\"all_pets\" AS\nSELECT id FROM s.pet\n"},
        {{"function",
          NULL,
          "",
          "twice(integer)",
          {"arguments=n integer", "result=integer", "language=sql", "body=select $assay$x"}},
         NOTHING,
         "safe -\n  CREATE OR REPLACE FUNCTION \"s\".\"twice\"(n integer) RETURNS integer LANGUAGE "
         "\"sql\"\nAS 'select $assay$x'\n"},
        {{"function",
          NULL,
          "",
          "twice(integer)",
          {"arguments=n integer", "result=integer", "language=sql", "body=select 1",
           "settings=search_path=s"}},
         NOTHING,
         "manual -\n"},
        {{"statistics", NULL, "", "both", {"kinds=dependencies", "columns=a, b", "table=s.pet"}},
         NOTHING,
         "safe -\n  CREATE STATISTICS IF NOT EXISTS \"s\".\"both\" (dependencies) ON a, b FROM "
         "s.pet\n"},
    };
    each_repaired(ASSAY_POSTGRESQL, "s", cases, COUNT(cases));
}

static void test_repair__sqlite_adds_and_drops_and_alters_nothing(void **state)
{
    (void)state;
    static const one_deviation cases[] = {
        {{"index", NULL, "pet", "by_id", {"columns=id"}},
         NOTHING,
         "safe -\n  CREATE INDEX IF NOT EXISTS \"by_id\" ON \"pet\" (id)\n"},
        {{"column", NULL, "pet", "name", {"type=TEXT", "default='x'"}},
         NOTHING,
         "safe -\n  ALTER TABLE \"pet\" ADD COLUMN \"name\" TEXT DEFAULT ('x')\n"},
        {{"column", NULL, "pet", "name", {"type=TEXT", "nullable=no"}}, NOTHING, "manual -\n"},
        {{"column", NULL, "pet", "name", {"type=TEXT", "default=CURRENT_TIMESTAMP"}},
         NOTHING,
         "manual -\n"},
        {NOTHING,
         {"column", NULL, "pet", "name", {"type=TEXT"}},
         "review -\n  ALTER TABLE \"pet\" DROP COLUMN \"name\"\n"},
        {{"column", NULL, "pet", "name", {"type=TEXT"}},
         {"column", NULL, "pet", "name", {"type=TEXT", "nullable=no"}},
         "manual nullable\n"},
        {{"check", NULL, "pet", "some", {"expression=id > 0"}}, NOTHING, "manual -\n"},
        {{"view", NULL, "", "all_pets", {"definition=SELECT id FROM pet"}},
         NOTHING,
         "safe -\n  CREATE VIEW IF NOT EXISTS \"all_pets\" AS\nSELECT id FROM pet\n"},
    };
    each_repaired(ASSAY_SQLITE, "", cases, COUNT(cases));
}

static void test_repair__a_text_that_is_more_than_one_expression_is_left_to_a_person(void **state)
{
    (void)state;
    static const one_deviation cases[] = {
        {{"check", NULL, "pet", "some", {"expression=sha256:00"}}, NOTHING, "manual -\n"},
        {{"view", NULL, "", "all_pets", {"definition=SELECT 1; DROP TABLE pet"}},
         NOTHING,
         "manual -\n"},
    };
    each_repaired(ASSAY_POSTGRESQL, "s", cases, COUNT(cases));
}

/* --- every row of the tables ---------------------------------------------------------------------
 */

/* What objects of each kind are made of, so that every row finds what its pattern asks for. */
static const row samples[] = {
    {"schema", "", "", "", {NULL}},
    {"extension", "", "", "", {"schema_name=public"}},
    {"enum", "s", "", "", {"labels='a', 'b'", "comment=c"}},
    {"domain", "s", "", "", {"type=text", "default='x'::text", "comment=c"}},
    {"composite", "s", "", "", {"attributes=a integer"}},
    {"range", "s", "", "", {"subtype=integer"}},
    {"sequence",
     "s",
     "",
     "",
     {"type=bigint", "start=1", "increment=2", "minimum=1", "maximum=9", "cache=3",
      "owned_by=s.t.id"}},
    {"table", "s", "", "", {"options=fillfactor=70", "comment=c"}},
    {"column",
     "s",
     "t",
     "",
     {"type=text", "default='x'::text", "collation=pg_catalog.\"C\"", "storage=plain",
      "statistics=9", "comment=c"}},
    {"primary-key", "s", "t", "", {"columns=id", "comment=c"}},
    {"unique", "s", "t", "", {"columns=id", "comment=c"}},
    {"foreign-key",
     "s",
     "t",
     "",
     {"columns=id", "references=s.t", "referenced_columns=id", "comment=c"}},
    {"check", "s", "t", "", {"expression=id > 0", "comment=c"}},
    {"exclusion", "s", "t", "", {"method=gist", "elements=id WITH =", "comment=c"}},
    {"index", "s", "t", "", {"columns=id", "comment=c"}},
    {"view", "s", "", "", {"definition=SELECT 1 AS one", "comment=c"}},
    {"materialized-view", "s", "", "", {"definition=SELECT 1 AS one", "comment=c"}},
    {"function", "s", "", "(integer)", {"result=integer", "language=sql", "body=x", "comment=c"}},
    {"procedure", "s", "", "(integer)", {"language=sql", "body=x", "comment=c"}},
    {"aggregate", "s", "", "(integer)", {"sfunc=s.f", "stype=integer"}},
    {"trigger",
     "s",
     "t",
     "",
     {"timing=before", "events=insert", "level=row", "function=s.f", "comment=c"}},
    {"rule", "s", "t", "", {"event=insert", "action=NOTHING"}},
    {"policy", "s", "t", "", {"using=id > 0"}},
    {"statistics", "s", "", "", {"kinds=dependencies", "columns=a, b", "table=s.t"}},
    {"foreign-table", "s", "", "", {"server=somewhere"}},
};

/* Where a row asks for an attribute that the sample cannot have beside the others. */
static const char *value_for(const repair_row *r)
{
    static const struct {
        assay_kind kind;
        const char *attribute, *value;
    } values[] = {{ASSAY_KIND_column, "identity", "identity=always"},
                  {ASSAY_KIND_sequence, "comment", "comment=c"}};
    for (size_t i = 0; i < COUNT(values); i++)
        if (r->attribute != NULL && values[i].kind == r->kind &&
            strcmp(values[i].attribute, r->attribute) == 0)
            return values[i].value;
    return NULL;
}

#define HOSTILE "x\"; pwned; --' `pwned` \\"

static row sample_of(const repair_row *r, const char *name, char *text, size_t size)
{
    for (size_t i = 0; i < COUNT(samples); i++) {
        if (strcmp(samples[i].kind, assay_kind_get(r->kind)->name) != 0)
            continue;
        row sample = samples[i];
        snprintf(text, size, "%s%s", name, sample.name);
        sample.name = text;
        sample.schema = sample.schema[0] == '\0' ? "" : HOSTILE "s";
        sample.relation = sample.relation[0] == '\0' ? "" : HOSTILE "t";
        if (value_for(r) != NULL)
            sample.attributes[r->kind == ASSAY_KIND_column ? 1 : 0] = value_for(r);
        return sample;
    }
    fail_msg("no sample of %s", assay_kind_get(r->kind)->name);
    return samples[0];
}

/* No name is anything but a name: the word in each stands in quotes, and nothing ends or hides the
 * rest of the statement. */
static void is_one_statement(const char *sql, assay_dialect dialect)
{
    for (const char *cursor = sql;;) {
        assay_token token = assay_token_next(&cursor, dialect);
        if (token.type == ASSAY_TOKEN_END)
            return;
        if (token.type == ASSAY_TOKEN_BAD || assay_token_is(&token, ";") ||
            assay_token_is(&token, "pwned"))
            fail_msg("a name speaks in: %s", sql);
    }
}

static void writes_names_as_names(const repair_row *r, assay_dialect dialect)
{
    assay_error err = ASSAY_ERROR_INIT;
    char names[2][100];
    row is = sample_of(r, HOSTILE "n", names[0], sizeof names[0]);
    row was = sample_of(r, HOSTILE "old", names[1], sizeof names[1]);
    assay_catalog *expects = catalog_of(&is, 1, dialect), *found = catalog_of(&was, 1, dialect);
    assay_arena *arena = assay_arena_new();
    assay_repair repair = {.change = r->change};
    assay_difference of = {.change = r->change, .kind = r->kind};
    repair_writing w = {.arena = arena,
                        .of = &of,
                        .expected = r->change == ASSAY_UNEXPECTED ? NULL : expects->objects[0],
                        .actual = r->change == ASSAY_MISSING ? NULL : found->objects[0],
                        .expects = expects,
                        .found = found,
                        .repair = &repair,
                        .err = &err};
    bool given;
    assert_int_equal(repair_write_steps(&given, &w, r), ASSAY_OK);
    if (!given)
        fail_msg("nothing is written: %s %s %s", assay_change_name(r->change),
                 assay_kind_get(r->kind)->name, r->attribute == NULL ? "" : r->attribute);
    for (size_t i = 0; i < repair.n_steps; i++) {
        is_one_statement(repair.steps[i].sql, dialect);
        if (repair.steps[i].unless != NULL)
            is_one_statement(repair.steps[i].unless, dialect);
    }
    assay_arena_free(arena);
    assay_catalog_free(expects);
    assay_catalog_free(found);
}

static void test_repair__in_every_row_a_hostile_name_is_a_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < repair_rows_postgres_count; i++)
        writes_names_as_names(&repair_rows_postgres[i], ASSAY_POSTGRESQL);
    for (size_t i = 0; i < repair_rows_sqlite_count; i++)
        writes_names_as_names(&repair_rows_sqlite[i], ASSAY_SQLITE);
}

/* What a safe row may take away: nothing that a row holds, nor what is not made again at once. */
static bool takes_something_away(const repair_row *r, const char *sql)
{
    static const char *const harmless[] = {"DROP NOT NULL", "DROP INDEX"};
    const char *drop = strstr(sql, "DROP ");
    if (drop == NULL)
        return false;
    for (size_t i = 0; i < COUNT(harmless); i++)
        if (strncmp(drop, harmless[i], strlen(harmless[i])) == 0 &&
            (i == 0 || r->steps[1].sql != NULL))
            return false;
    return true;
}

static void says_what_is_lost(const repair_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].safety != ASSAY_REPAIR_SAFE)
            assert_non_null(rows[i].reason);
        for (size_t k = 0; k < COUNT(rows[i].steps) && rows[i].steps[k].sql != NULL; k++)
            if (rows[i].safety == ASSAY_REPAIR_SAFE &&
                takes_something_away(&rows[i], rows[i].steps[k].sql))
                fail_msg("called safe: %s", rows[i].steps[k].sql);
    }
}

static void test_repair__what_takes_something_away_says_what_is_lost(void **state)
{
    (void)state;
    says_what_is_lost(repair_rows_postgres, repair_rows_postgres_count);
    says_what_is_lost(repair_rows_sqlite, repair_rows_sqlite_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repair__what_a_table_has_is_repaired_on_postgresql),
        cmocka_unit_test(test_repair__what_stands_alone_is_repaired_on_postgresql),
        cmocka_unit_test(test_repair__sqlite_adds_and_drops_and_alters_nothing),
        cmocka_unit_test(test_repair__a_text_that_is_more_than_one_expression_is_left_to_a_person),
        cmocka_unit_test(test_repair__in_every_row_a_hostile_name_is_a_name),
        cmocka_unit_test(test_repair__what_takes_something_away_says_what_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Writing profiles: whatever is written is a profile, and reads back as the same schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libxml/parser.h>

#include "base/file.h"
#include "history/profile.h"

typedef struct fixture {
    char directory[64];
    assay_arena *arena;
    assay_error err;
    uint64_t random;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->directory, "/tmp/assay-test-write-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    f->arena = assay_arena_new();
    assert_non_null(f->arena);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    const char **names;
    size_t n;
    assert_int_equal(assay_file_list(&names, &n, f->arena, f->directory, "", NULL), ASSAY_OK);
    for (size_t i = 0; i < n; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", f->directory, names[i]);
        unlink(path);
    }
    rmdir(f->directory);
    assay_arena_free(f->arena);
    free(f);
    return 0;
}

/* xorshift64*, so that a failing seed can be run again. */
static size_t pick(fixture *f, size_t n)
{
    f->random ^= f->random >> 12;
    f->random ^= f->random << 25;
    f->random ^= f->random >> 27;
    return (size_t)((f->random * 2685821657736338717u) >> 33) % n;
}

static const char *const names[] = {
    "cats",
    "Cats",
    "say \"hi\"",
    "it's",
    "a.b",
    "<table>&amp;",
    "]]>",
    "new\nline",
    "tab\tand\rreturn",
    "\x01\x02 bell \x07",
    "\xff\xfe invalid",
    "\xed\xa0\x80 surrogate",
    "\xef\xbf\xbf non-character",
    "back\\slash \\x41",
    "back\\slash \\x41 and \x1f",
    " blanks ",
    "\xe2\x80\xae right to left \xe2\x80\x8f",
    "\xf0\x9f\x90\x88",
    "123456789012345678901234567890123456789012345678901234567890123",
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
    "--><!-- ?> <?xml",
    "\\",
    "\xc3",
};

enum { NAMES = sizeof names / sizeof *names };

static const char *const types[] = {"integer", "text", "numeric(10,2)", "\"my <type>\""};

static const assay_kind nested[] = {
    ASSAY_KIND_primary_key, ASSAY_KIND_unique, ASSAY_KIND_foreign_key, ASSAY_KIND_check,
    ASSAY_KIND_exclusion,   ASSAY_KIND_index,  ASSAY_KIND_trigger};

static assay_object *find_unsealed(const assay_catalog *catalog, assay_kind kind,
                                   const char *schema, const char *relation, const char *name)
{
    for (size_t i = 0; i < catalog->n_objects; i++) {
        assay_object *o = catalog->objects[i];
        if (o->kind == kind && strcmp(o->schema, schema) == 0 &&
            strcmp(o->relation, relation) == 0 && strcmp(o->name, name) == 0)
            return o;
    }
    return NULL;
}

static void fill_values(fixture *f, assay_catalog *catalog, assay_object *object)
{
    const assay_kind_info *info = assay_kind_get(object->kind);
    for (size_t i = 0; i < info->n_attributes; i++) {
        assay_form form = info->attributes[i].form;
        if (pick(f, 3) != 0 ||
            (object->kind == ASSAY_KIND_column && i == (size_t)ASSAY_column_position))
            continue;
        const char *value = names[pick(f, NAMES)];
        if (form == ASSAY_FORM_TYPE)
            value = types[pick(f, 4)];
        if (form == ASSAY_FORM_NAME)
            value = object->kind == ASSAY_KIND_sequence ? "public.cats.id" : "public.cats";
        if (form == ASSAY_FORM_EXPR || form == ASSAY_FORM_QUERY || form == ASSAY_FORM_LIST)
            value = pick(f, 2) == 0 ? "a < 'x\ty\n]]>' and \"b & c\" is not null" : "lower(a), b";
        if (pick(f, 20) == 0)
            assert_int_equal(
                assay_object_set_unknown(catalog, object, (int)i, "it is secret", &f->err),
                ASSAY_OK);
        else
            assert_int_equal(assay_object_set_canonical(catalog, object, (int)i, value, &f->err),
                             ASSAY_OK);
    }
}

static void add_columns(fixture *f, assay_catalog *catalog, const char *schema,
                        const char *relation)
{
    size_t n = 1 + pick(f, 4), first = pick(f, NAMES);
    for (size_t i = 0; i < n; i++) {
        char position[24];
        snprintf(position, sizeof position, "%zu", i + 1);
        assay_object *column = assay_catalog_add(catalog, ASSAY_KIND_column, schema, relation,
                                                 names[(first + i) % NAMES], &f->err);
        assert_non_null(column);
        assay_object_set(catalog, column, ASSAY_column_type, types[0], &f->err);
        fill_values(f, catalog, column);
        assert_int_equal(
            assay_object_set(catalog, column, ASSAY_column_position, position, &f->err), ASSAY_OK);
    }
}

/* A schema of hostile names and values; sealed. */
static assay_catalog *random_catalog(fixture *f)
{
    static const assay_kind top[] = {
        ASSAY_KIND_table, ASSAY_KIND_table,    ASSAY_KIND_view,      ASSAY_KIND_materialized_view,
        ASSAY_KIND_enum,  ASSAY_KIND_function, ASSAY_KIND_extension, ASSAY_KIND_sequence};
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_non_null(catalog);
    size_t n = pick(f, 8);
    for (size_t i = 0; i < n; i++) {
        assay_kind kind = top[pick(f, 8)];
        bool database = assay_kind_get(kind)->scope == ASSAY_SCOPE_DATABASE;
        const char *schema = database ? "" : pick(f, 3) == 0 ? names[pick(f, NAMES)] : "public";
        const char *name = names[pick(f, NAMES)];
        bool relation = assay_kind_is_relation(kind), taken = false;
        for (int k = 0; k < ASSAY_KINDS; k++)
            if ((relation && assay_kind_is_relation((assay_kind)k)) || kind == (assay_kind)k)
                taken = taken || find_unsealed(catalog, (assay_kind)k, schema, "", name) != NULL;
        if (taken)
            continue;
        assay_object *object = assay_catalog_add(catalog, kind, schema, "", name, &f->err);
        assert_non_null(object);
        fill_values(f, catalog, object);
        if (!relation)
            continue;
        if (kind == ASSAY_KIND_table)
            add_columns(f, catalog, schema, name);
        for (size_t k = 0; k < sizeof nested / sizeof *nested; k++) {
            if (pick(f, 2) == 0)
                continue;
            object =
                assay_catalog_add(catalog, nested[k], schema, name, names[pick(f, NAMES)], &f->err);
            assert_non_null(object);
            fill_values(f, catalog, object);
        }
    }
    /* An index of a relation that is not there: kinds that Assay does not read can have some. */
    if (pick(f, 4) == 0)
        assert_non_null(assay_catalog_add(catalog, ASSAY_KIND_index, "public", "elsewhere",
                                          names[pick(f, NAMES)], &f->err));
    assert_int_equal(assay_catalog_seal(catalog, &f->err), ASSAY_OK);
    return catalog;
}

static void assert_same(const fixture *f, const assay_catalog *a, const assay_catalog *b)
{
    (void)f;
    assert_int_equal(a->n_objects, b->n_objects);
    for (size_t i = 0; i < a->n_objects; i++) {
        const assay_object *x = a->objects[i], *y = b->objects[i];
        assert_int_equal(x->kind, y->kind);
        assert_string_equal(x->schema, y->schema);
        assert_string_equal(x->relation, y->relation);
        assert_string_equal(x->name, y->name);
        assert_int_equal(x->unknown, y->unknown);
        for (size_t k = 0; k < assay_kind_get(x->kind)->n_attributes; k++) {
            const char *name = assay_kind_get(x->kind)->attributes[k].name;
            if ((x->unknown >> k & 1) != 0)
                continue;
            if ((x->values[k] == NULL) != (y->values[k] == NULL) ||
                (x->values[k] != NULL && strcmp(x->values[k], y->values[k]) != 0))
                fail_msg("%s.%s.%s of %s: '%s' is not '%s'", x->schema, x->relation, x->name, name,
                         x->values[k], y->values[k]);
        }
    }
}

static void write_one(fixture *f, const char *id, const char *parent_id,
                      const assay_catalog *parent, const assay_catalog *catalog)
{
    assay_profile_write profile = {.revision = id,
                                   .label = "a \"label\" & more\nof it",
                                   .revises = &parent_id,
                                   .n_revises = parent_id == NULL ? 0 : 1,
                                   .project = "p <1>",
                                   .tool = "alembic",
                                   .dialect = ASSAY_POSTGRESQL,
                                   .schema = "public",
                                   .parent = parent,
                                   .catalog = catalog};
    if (assay_profile_write_file(f->directory, &profile, &f->err) != ASSAY_OK)
        fail_msg("%s: %s", f->err.where, f->err.what);
}

static assay_catalog *state_after(fixture *f, const assay_history *history, const char *id)
{
    assay_bitset set;
    assay_catalog *catalog;
    assert_int_equal(assay_history_closure(&set, f->arena, history, &id, 1, &f->err), ASSAY_OK);
    assert_int_equal(assay_history_state(&catalog, history, &set, &f->err), ASSAY_OK);
    return catalog;
}

/* One schema whole, a second as changes against it, a third whole again: all come back. */
static void round_trip(fixture *f)
{
    static const char *const ids[] = {"one", "two/of\x01", "three"};
    assay_catalog *catalogs[3];
    for (size_t i = 0; i < 3; i++)
        catalogs[i] = random_catalog(f);
    write_one(f, ids[0], NULL, NULL, catalogs[0]);
    write_one(f, ids[1], ids[0], catalogs[0], catalogs[1]);
    write_one(f, ids[2], ids[1], NULL, catalogs[2]);
    assay_history *history;
    if (assay_history_load(&history, f->directory, &f->err) != ASSAY_OK)
        fail_msg("%s: %s", f->err.where, f->err.what);
    assert_string_equal(history->project, "p <1>");
    for (size_t i = 0; i < 3; i++) {
        assay_catalog *back = state_after(f, history, ids[i]);
        assert_string_equal(history->revisions[i].label, "a \"label\" & more\nof it");
        assert_same(f, catalogs[i], back);
        assay_catalog_free(back);
        assay_catalog_free(catalogs[i]);
    }
    assay_history_free(history);
}

static void test_profile_write__random_hostile_schemas_come_back(void **state)
{
    fixture *f = *state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        f->random = seed * 0x9e3779b97f4a7c15u;
        print_message("seed %llu\n", (unsigned long long)seed);
        round_trip(f);
    }
}

static assay_catalog *small_catalog(fixture *f, bool more)
{
    assay_catalog *c = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_non_null(c);
    assert_non_null(assay_catalog_add(c, ASSAY_KIND_table, "public", "", "cats", &f->err));
    static const char *const columns[][2] = {{"name", "text"}, {"id", "integer"}, {"age", "int"}};
    for (size_t i = 0; i < (more ? 3u : 2u); i++) {
        char position[2] = {(char)('1' + i), '\0'};
        assay_object *o =
            assay_catalog_add(c, ASSAY_KIND_column, "public", "cats", columns[i][0], &f->err);
        assert_non_null(o);
        assay_object_set(c, o, ASSAY_column_type, columns[i][1], &f->err);
        assay_object_set(c, o, ASSAY_column_position, position, &f->err);
        if (i == 0)
            assay_object_set(c, o, more ? ASSAY_column_comment : ASSAY_column_default,
                             more ? "called <so>" : "'x'", &f->err);
    }
    if (!more)
        assert_non_null(assay_catalog_add(c, ASSAY_KIND_enum, "app", "", "mood", &f->err));
    assert_int_equal(assay_catalog_seal(c, &f->err), ASSAY_OK);
    return c;
}

static const char *text_of(fixture *f, const char *file)
{
    char path[200], *text;
    size_t length;
    snprintf(path, sizeof path, "%s/%s", f->directory, file);
    assert_int_equal(assay_file_read(&text, &length, f->arena, path, 1 << 20, &f->err), ASSAY_OK);
    return text;
}

static void test_profile_write__a_person_can_read_it(void **state)
{
    fixture *f = *state;
    assay_catalog *one = small_catalog(f, false), *two = small_catalog(f, true);
    const char *parent = "001";
    two->server_major = 15;
    assay_profile_write profile = {.revision = "001",
                                   .project = "cats",
                                   .tool = "alembic",
                                   .dialect = ASSAY_POSTGRESQL,
                                   .schema = "public",
                                   .catalog = one};
    assert_int_equal(assay_profile_write_file(f->directory, &profile, &f->err), ASSAY_OK);
    assert_string_equal(
        text_of(f, "001.xml"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<profile revision=\"001\" project=\"cats\" tool=\"alembic\" dialect=\"postgresql\" "
        "schema=\"public\">\n"
        "  <whole>\n"
        "    <enum name=\"mood\" schema=\"app\"/>\n"
        "    <table name=\"cats\">\n"
        "      <column name=\"name\" type=\"text\" default=\"'x'\"/>\n"
        "      <column name=\"id\" type=\"integer\"/>\n"
        "    </table>\n"
        "  </whole>\n"
        "</profile>\n");
    profile.revision = "002";
    profile.revises = &parent;
    profile.n_revises = 1;
    profile.parent = one;
    profile.catalog = two;
    assert_int_equal(assay_profile_write_file(f->directory, &profile, &f->err), ASSAY_OK);
    assert_string_equal(
        text_of(f, "002.xml"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<profile revision=\"002\" project=\"cats\" tool=\"alembic\" dialect=\"postgresql\" "
        "schema=\"public\" server=\"15\">\n"
        "  <revises id=\"001\"/>\n"
        "  <changes>\n"
        "    <drop>\n"
        "      <enum name=\"mood\" schema=\"app\"/>\n"
        "    </drop>\n"
        "    <create>\n"
        "      <in table=\"cats\">\n"
        "        <column name=\"age\" type=\"int\"/>\n"
        "      </in>\n"
        "    </create>\n"
        "    <alter>\n"
        "      <in table=\"cats\">\n"
        "        <column name=\"name\" unset=\"default\">\n"
        "          <comment><![CDATA[called <so>]]></comment>\n"
        "        </column>\n"
        "      </in>\n"
        "    </alter>\n"
        "  </changes>\n"
        "</profile>\n");
    assay_catalog_free(one);
    assay_catalog_free(two);
    assay_history *history;
    assert_int_equal(assay_history_load(&history, f->directory, &f->err), ASSAY_OK);
    assert_int_equal(assay_history_find(history, "001")->server_major, 0);
    assert_int_equal(assay_history_find(history, "002")->server_major, 15);
    assay_history_free(history);
}

static void test_profile_write__groups_leave_attributes_out(void **state)
{
    fixture *f = *state;
    assay_catalog *one = small_catalog(f, false), *two = small_catalog(f, true);
    assay_profile_write profile = {.revision = "1",
                                   .dialect = ASSAY_POSTGRESQL,
                                   .schema = "public",
                                   .catalog = two,
                                   .groups = ASSAY_COMPARE_DEFAULT};
    assert_int_equal(assay_profile_write_file(f->directory, &profile, &f->err), ASSAY_OK);
    assert_null(strstr(text_of(f, "1.xml"), "comment"));
    assert_non_null(strstr(text_of(f, "1.xml"), "type=\"text\""));
    assay_catalog_free(one);
    assay_catalog_free(two);
}

static void test_profile_write__no_changes_write_no_changes(void **state)
{
    fixture *f = *state;
    assay_catalog *one = small_catalog(f, false);
    write_one(f, "1", NULL, NULL, one);
    write_one(f, "2", "1", one, one);
    assert_null(strstr(text_of(f, "2.xml"), "<changes"));
    assay_catalog_free(one);
}

static void test_profile_write__file_names_are_safe_and_unique(void **state)
{
    fixture *f = *state;
    assay_catalog *one = small_catalog(f, false);
    char longer[301];
    memset(longer, 'x', 300);
    longer[300] = '\0';
    static const char *const ids[] = {"../../etc/passwd", ".hidden", "-rf", "a/b", "a_b", "a b"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        write_one(f, ids[i], NULL, NULL, one);
    write_one(f, longer, NULL, NULL, one);
    assay_history *history;
    assert_int_equal(assay_history_load(&history, f->directory, &f->err), ASSAY_OK);
    assert_int_equal(history->n_revisions, 7);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        assert_non_null(assay_history_find(history, ids[i]));
    assert_non_null(assay_history_find(history, longer));
    assay_history_free(history);
    assay_catalog_free(one);
}

static void test_profile_write__a_hash_equals_the_text_it_is_of(void **state)
{
    fixture *f = *state;
    char hex[ASSAY_HASH_HEX], value[80];
    assay_hash hash = assay_hash_of("begin end", 9);
    assay_hash_hex(&hash, hex);
    snprintf(value, sizeof value, "sha256:%s", hex);
    assay_catalog *a = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_non_null(a);
    assay_object *x = assay_catalog_add(a, ASSAY_KIND_function, "public", "", "f()", &f->err);
    assay_object *y = assay_catalog_add(a, ASSAY_KIND_function, "public", "", "g()", &f->err);
    assay_object_set(a, x, ASSAY_function_body, value, &f->err);
    assay_object_set(a, y, ASSAY_function_body, "begin end", &f->err);
    assert_int_equal(assay_attribute_equal(x, y, ASSAY_function_body), ASSAY_EQUAL);
    assert_int_equal(assay_attribute_equal(y, x, ASSAY_function_body), ASSAY_EQUAL);
    assay_object_set(a, y, ASSAY_function_body, "begin  end", &f->err);
    assert_int_equal(assay_attribute_equal(x, y, ASSAY_function_body), ASSAY_DIFFERENT);
    assert_int_equal(assay_catalog_seal(a, &f->err), ASSAY_OK);
    write_one(f, "1", NULL, NULL, a);
    assert_non_null(strstr(text_of(f, "1.xml"), "<body sha256=\""));
    assay_history *history;
    assert_int_equal(assay_history_load(&history, f->directory, &f->err), ASSAY_OK);
    assay_catalog *back = state_after(f, history, "1");
    assert_same(f, a, back);
    assay_catalog_free(back);
    assay_history_free(history);
    assay_catalog_free(a);
}

static void test_profile_write__probes_and_variants_come_back(void **state)
{
    fixture *f = *state;
    assay_catalog *one = small_catalog(f, false);
    assay_change changes[] = {
        {.action = ASSAY_DROP,
         .kind = ASSAY_KIND_index,
         .schema = "app",
         .relation = "cats",
         .name = "ix",
         .set = 1},
        {.action = ASSAY_DROP,
         .kind = ASSAY_KIND_table,
         .schema = "public",
         .relation = "",
         .name = "a\x01z",
         .cascade = true,
         .set = 1},
    };
    const assay_variant variants[] = {
        {.name = "rows \"there\"", .changes = changes, .n_changes = 2}, {.name = "none"}};
    const assay_probe probes[] = {{.sql = "SELECT 1 < 2 AND 'a' <> '&'"},
                                  {.sql = "SELECT '\x01' = ''"}};
    assay_profile_write profile = {.revision = "1",
                                   .dialect = ASSAY_POSTGRESQL,
                                   .schema = "public",
                                   .catalog = one,
                                   .probes = probes,
                                   .n_probes = 2,
                                   .variants = variants,
                                   .n_variants = 2};
    assert_int_equal(assay_profile_write_file(f->directory, &profile, &f->err), ASSAY_OK);
    assay_history *history;
    assert_int_equal(assay_history_load(&history, f->directory, &f->err), ASSAY_OK);
    const assay_revision *r = &history->revisions[0];
    assert_int_equal(r->n_probes, 2);
    assert_string_equal(r->probes[0].sql, probes[0].sql);
    assert_string_equal(r->probes[1].sql, probes[1].sql);
    assert_int_equal(r->n_variants, 2);
    assert_string_equal(r->variants[0].name, variants[0].name);
    assert_int_equal(r->variants[0].n_changes, 2);
    assert_string_equal(r->variants[0].changes[0].schema, "app");
    assert_string_equal(r->variants[0].changes[1].name, changes[1].name);
    assert_true(r->variants[0].changes[1].cascade);
    assert_int_equal(r->variants[1].n_changes, 0);
    assert_int_equal(assay_revision_variant(r, "none") - r->variants, 1);
    assay_history_free(history);
    assay_catalog_free(one);
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_profile_write__##name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(random_hostile_schemas_come_back), CASE(a_person_can_read_it),
        CASE(groups_leave_attributes_out),      CASE(no_changes_write_no_changes),
        CASE(file_names_are_safe_and_unique),   CASE(a_hash_equals_the_text_it_is_of),
        CASE(probes_and_variants_come_back),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    xmlCleanupParser();
    return failed;
}

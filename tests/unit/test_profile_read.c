/* SPDX-License-Identifier: MIT */
/* Reading profiles: what they say, and what is refused where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>

#include "base/file.h"
#include "base/limits.h"
#include "history/profile.h"

typedef struct fixture {
    assay_catalog *texts;
    assay_profile_grammar *grammar;
    assay_profile_reader *reader;
    assay_profile profile;
    assay_error err;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->texts = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_non_null(f->texts);
    f->grammar = assay_profile_grammar_new(f->texts->arena);
    assert_non_null(f->grammar);
    assert_int_equal(assay_profile_reader_new(&f->reader, f->texts, f->grammar, &f->err), ASSAY_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    assay_profile_grammar_free(f->grammar);
    assay_catalog_free(f->texts);
    free(f);
    return 0;
}

static assay_status parse(fixture *f, const char *text)
{
    assay_error_reset(&f->err);
    return assay_profile_parse(&f->profile, f->reader, "p.xml", text, strlen(text), &f->err);
}

#define ROOT "<profile revision='1' dialect='postgresql'>"

static const assay_change *only_change(fixture *f, const char *text)
{
    if (parse(f, text) != ASSAY_OK)
        fail_msg("%s: %s", f->err.where, f->err.what);
    assert_int_equal(f->profile.n_changes, 1);
    return &f->profile.changes[0];
}

static void test_profile_read__every_attribute_of_every_kind_is_in_the_grammar(void **state)
{
    fixture *f = *state;
    for (int k = 0; k < ASSAY_KINDS; k++) {
        const assay_kind_info *info = assay_kind_get((assay_kind)k);
        bool inside = info->scope == ASSAY_SCOPE_TABLE || info->scope == ASSAY_SCOPE_RELATION;
        for (size_t a = 0; a < info->n_attributes; a++) {
            const char *name = info->attributes[a].name;
            bool text = assay_profile_is_text((assay_kind)k, (int)a);
            char object[256], document[1024];
            if (text)
                snprintf(object, sizeof object, "<%s name='n'><%s>x</%s></%s>", info->name, name,
                         name, info->name);
            else
                snprintf(object, sizeof object, "<%s name='n' %s='x'/>", info->name, name);
            const char *open = inside ? "<in table='t'>" : "", *close = inside ? "</in>" : "";
            snprintf(document, sizeof document,
                     ROOT "<changes><create>%s%s%s</create><alter>%s%s%s</alter></changes>"
                          "</profile>",
                     open, object, close, open, object, close);
            if (parse(f, document) != ASSAY_OK)
                fail_msg("%s.%s: %s", info->name, name, f->err.what);
            assert_int_equal(f->profile.n_changes, 2);
            assert_int_equal(f->profile.changes[1].set, (uint32_t)1 << a);
        }
    }
}

static void test_profile_read__what_is_in_a_relation_may_be_in_any_kind_of_it(void **state)
{
    for (int k = 0; k < ASSAY_KINDS; k++) {
        if (!assay_kind_is_relation((assay_kind)k))
            continue;
        char document[300];
        snprintf(document, sizeof document,
                 ROOT "<changes><alter><in %s='t'><column name='c' type='text'/></in></alter>"
                      "</changes></profile>",
                 assay_kind_get((assay_kind)k)->name);
        assert_string_equal(only_change(*state, document)->relation, "t");
    }
}

static void test_profile_read__every_kind_can_be_dropped_and_renamed(void **state)
{
    fixture *f = *state;
    for (int k = 0; k < ASSAY_KINDS; k++) {
        const assay_kind_info *info = assay_kind_get((assay_kind)k);
        bool inside = info->scope == ASSAY_SCOPE_TABLE || info->scope == ASSAY_SCOPE_RELATION;
        const char *open = inside ? "<in table='t'>" : "", *close = inside ? "</in>" : "";
        char document[1024];
        snprintf(document, sizeof document,
                 ROOT "<changes><drop>%s<%s name='n'/>%s</drop>"
                      "<rename>%s<%s name='n' to='m'/>%s</rename></changes></profile>",
                 open, info->name, close, open, info->name, close);
        if (parse(f, document) != ASSAY_OK)
            fail_msg("%s: %s", info->name, f->err.what);
        assert_int_equal(f->profile.changes[0].action, ASSAY_DROP);
        assert_string_equal(f->profile.changes[1].new_name, "m");
    }
}

/* What is refused, at which line, and a word of the reason. */
static const struct {
    const char *text;
    int line;
    const char *reason;
} hostile[] = {
    {"", 1, "not well-formed"},
    {"SQLite format 3", 1, "not well-formed"},
    {"<profile>", 1, "not well-formed"},
    {"\n<schema/>", 2, "root is 'schema'"},
    {"<profile dialect='postgresql'/>", 1, "lacks the attribute 'revision'"},
    {"<profile revision='' dialect='postgresql'/>", 1, "lacks the attribute 'revision'"},
    {"<profile revision='1'/>", 1, "lacks the attribute 'dialect'"},
    {"<profile revision='1' dialect='mysql'/>", 1, "'mysql' is no dialect"},
    {"<profile revision='1' dialect='sqlite' schema='s'/>", 1, "does not fit"},
    {"<profile revision='1' dialect='sqlite' listed-only='maybe'/>", 1, "neither"},
    {"<profile xmlns='urn:x' revision='1' dialect='sqlite'/>", 1, "root"},
    {"<profile xml:lang='en' revision='1' dialect='sqlite'/>", 1, "no attribute 'lang'"},
    {ROOT "\n<revises/></profile>", 2, "lacks the attribute 'id'"},
    {ROOT "\n<revises id='a'/>\n<revises id='a'/></profile>", 3, "named twice"},
    {ROOT "\n<revises id='a'><x/></revises></profile>", 2, "holds no elements"},
    {ROOT "\nhello</profile>", 2, "text where none"},
    {ROOT "<whole/>\n<whole/></profile>", 2, "cannot stand here"},
    {ROOT "<whole/>\n<revises id='a'/></profile>", 2, "cannot stand here"},
    {ROOT "<changes>\n<delete/></changes></profile>", 2, "no kind of change"},
    {ROOT "<whole>\n<tabel name='t'/></whole></profile>", 2, "'tabel' is no kind"},
    {ROOT "<whole>\n<table/></whole></profile>", 2, "lacks the attribute 'name'"},
    {ROOT "<whole>\n<table name=''/></whole></profile>", 2, "lacks the attribute 'name'"},
    {ROOT "<whole>\n<table name='t' colour='x'/></whole></profile>", 2, "no attribute 'colour'"},
    {ROOT "<whole>\n<table name='t' comment='x'/></whole></profile>", 2, "no attribute 'comment'"},
    {ROOT "<whole>\n<table name='t' unset='options'/></whole></profile>", 2, "attribute 'unset'"},
    {ROOT "<whole>\n<column name='c'/></whole></profile>", 2, "must stand in its relation"},
    {ROOT "<whole><table name='t'>\n<table name='u'/></table></whole></profile>", 2,
     "cannot stand in a relation"},
    {ROOT "<whole><enum name='t'>\n<column name='u'/></enum></whole></profile>", 2,
     "cannot stand in 'enum'"},
    {ROOT "<whole><table name='t'/>\n<table name='t'/></whole></profile>", 2, "a second table"},
    {ROOT "<whole><table name='t'>\n<comment>a</comment>\n<comment>b</comment></table></whole>"
          "</profile>",
     1, "given twice"},
    {ROOT "<whole><table name='t'>\n<column name='c' schema='s'/></table></whole></profile>", 2,
     "no schema of its own"},
    {ROOT "<whole>\n<in><column name='c'/></in></whole></profile>", 2, "must name one relation"},
    {ROOT "<whole>\n<in table='a' view='b'/></whole></profile>", 2, "must name one relation"},
    {ROOT "<whole>\n<enum name='e' replaces='yes'/></whole></profile>", 2, "only a relation"},
    {ROOT "<whole><in table='t'>\n<column name='c' replaces='no'/></in></whole></profile>", 2,
     "only a relation"},
    {ROOT "<changes><alter>\n<table name='t'/></alter></changes></profile>", 2, "is altered"},
    {ROOT "<changes><alter>\n<table name='t' unset='colour'/></alter></changes></profile>", 2,
     "names no attribute"},
    {ROOT "<changes><alter>\n<table name='t' options='x' unset='options'/></alter></changes>"
          "</profile>",
     2, "names no attribute"},
    {ROOT "<changes><drop><table name='t'>\n<column name='c'/></table></drop></changes></profile>",
     2, "cannot stand in 'table'"},
    {ROOT "<changes><rename>\n<table name='t'/></rename></changes></profile>", 2,
     "lacks the attribute 'to'"},
    {ROOT "<whole>\n<table name='a\\q' escaped='yes'/></whole></profile>", 2, "backslash"},
    {ROOT "<whole>\n<table name='a\\x00' escaped='yes'/></whole></profile>", 2, "backslash"},
    {ROOT "<whole><view name='v'>\n<definition sha256='12'/></view></whole></profile>", 2,
     "64 hexadecimal"},
    {ROOT "<whole><view name='v'>\n<definition><b/></definition></view></whole></profile>", 2,
     "holds text only"},
    {ROOT "<whole>\n<table name='\x01'/></whole></profile>", 2, "not well-formed"},
    {ROOT "<whole>\n<table name='\xff'/></whole></profile>", 2, "not well-formed"},
    {ROOT "<whole>\n<table name='&undefined;'/></whole></profile>", 2, "not well-formed"},
    {ROOT "<whole>\n<x:table name='t'/></whole></profile>", 2, "not well-formed"},
    {"<!DOCTYPE profile>\n" ROOT "</profile>", 1, "DOCTYPE"},
    {"<!DOCTYPE profile SYSTEM 'http://127.0.0.1:1/x.dtd'>\n" ROOT "</profile>", 1, "DOCTYPE"},
    {"<!DOCTYPE profile [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n" ROOT "&x;</profile>", 1,
     "DOCTYPE"},
    {"<!DOCTYPE profile [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
     "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>" ROOT "&c;</profile>",
     1, "DOCTYPE"},
};

static void test_profile_read__hostile_input_is_refused_with_line_and_reason(void **state)
{
    fixture *f = *state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        char where[32];
        snprintf(where, sizeof where, "p.xml:%d", hostile[i].line);
        assert_int_equal(parse(f, hostile[i].text), ASSAY_INVALID);
        if (strstr(f->err.what, hostile[i].reason) == NULL || strcmp(f->err.where, where) != 0)
            fail_msg("%s\nwas refused at %s: %s", hostile[i].text, f->err.where, f->err.what);
        assert_null(strchr(f->err.what, '\n'));
    }
}

static void test_profile_read__a_million_nested_elements_are_refused(void **state)
{
    fixture *f = *state;
    enum { N = 1000000, SIZE = 3 };
    char *text = malloc((size_t)N * SIZE + 1);
    assert_non_null(text);
    for (size_t i = 0; i < N; i++)
        memcpy(text + i * SIZE, "<a>", SIZE);
    text[(size_t)N * SIZE] = '\0';
    assert_int_equal(parse(f, text), ASSAY_LIMIT);
    assert_string_equal(f->err.where, "p.xml:1");
    free(text);
}

static void test_profile_read__too_many_elements_are_refused(void **state)
{
    fixture *f = *state;
    static const char element[] = "<in table='t'/>";
    size_t n = ASSAY_MAX_XML_ELEMENTS, size = sizeof element - 1;
    char *text = malloc(n * size + 200), *p = text;
    assert_non_null(text);
    p += sprintf(p, ROOT "<whole>");
    for (size_t i = 0; i < n; i++, p += size)
        memcpy(p, element, size);
    strcpy(p, "</whole></profile>");
    assert_int_equal(parse(f, text), ASSAY_LIMIT);
    free(text);
}

static void test_profile_read__lines_beyond_65535_are_told(void **state)
{
    fixture *f = *state;
    enum { LINES = 70000 };
    char *text = malloc(LINES + 400), *p = text;
    assert_non_null(text);
    p += sprintf(p, ROOT "<whole>");
    memset(p, '\n', LINES);
    p += LINES;
    strcpy(p, "<tabel name='t'/>\n</whole></profile>");
    assert_int_equal(parse(f, text), ASSAY_INVALID);
    /* libxml2 counts by the text beside the element: one line more or less. */
    assert_memory_equal(f->err.where, "p.xml:7000", 10);
    free(text);
}

static void test_profile_read__absent_and_default_are_one(void **state)
{
    const assay_change *c =
        only_change(*state, ROOT "<whole><in table='t'>"
                                 "<column name='c' type='integer' nullable='yes' default='( 1 )'/>"
                                 "</in></whole></profile>");
    assert_string_equal(c->values[ASSAY_column_type], "integer");
    assert_null(c->values[ASSAY_column_nullable]);
    assert_string_equal(c->values[ASSAY_column_default], "1");
    assert_string_equal(c->schema, "public");
    assert_string_equal(c->relation, "t");
}

static void test_profile_read__unset_and_unknown_name_attributes(void **state)
{
    const assay_change *c =
        only_change(*state, ROOT "<changes><alter><in table='t'>"
                                 "<column name='c' unset='default comment' unknown='generated'/>"
                                 "</in></alter></changes></profile>");
    assert_int_equal(c->set, 1u << ASSAY_column_default | 1u << ASSAY_column_comment |
                                 1u << ASSAY_column_generated);
    assert_int_equal(c->unknown, 1u << ASSAY_column_generated);
    assert_null(c->values[ASSAY_column_default]);
}

static void test_profile_read__a_text_that_cannot_be_canonical_is_unknown(void **state)
{
    const assay_change *c = only_change(
        *state, ROOT "<whole><in table='t'><check name='c' expression=\"a = 'open\"/></in></whole>"
                     "</profile>");
    assert_int_equal(c->unknown, 1u << ASSAY_check_expression);
    assert_null(c->values[ASSAY_check_expression]);
}

static void test_profile_read__long_names_are_cut_as_postgresql_does(void **state)
{
    /* 38 times é: 76 bytes, of which 62 hold whole characters. */
    char document[400] = ROOT "<whole><table name='", name[77] = "";
    for (int i = 0; i < 38; i++)
        strcat(name, "\xc3\xa9");
    strcat(document, name);
    strcat(document, "'/></whole></profile>");
    const assay_change *c = only_change(*state, document);
    assert_int_equal(strlen(c->name), 62);
    assert_memory_equal(c->name, name, 62);
}

static void test_profile_read__references_without_schema_get_the_history_s(void **state)
{
    const assay_change *c = only_change(
        *state, "<profile revision='1' dialect='postgresql' schema='App'><whole><in table='t'>"
                "<foreign-key name='f' columns='a' references='users' referenced_columns='id'/>"
                "</in></whole></profile>");
    assert_string_equal(c->values[ASSAY_foreign_key_references], "\"App\".users");
}

static void test_profile_read__a_hash_stands_for_a_text(void **state)
{
    const assay_change *c = only_change(
        *state, ROOT
        "<whole><view name='v'><definition "
        "sha256='0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'/></view></whole>"
        "</profile>");
    assert_string_equal(c->values[ASSAY_view_definition],
                        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
}

static void test_profile_read__utf_16_is_read_as_utf_8(void **state)
{
    fixture *f = *state;
    static const char text[] = "<profile revision='1' dialect='sqlite'/>";
    char wide[2 * sizeof text] = "\xff\xfe";
    for (size_t i = 0; i + 1 < sizeof text; i++)
        wide[2 + 2 * i] = text[i];
    assert_int_equal(
        assay_profile_parse(&f->profile, f->reader, "p.xml", wide, 2 * sizeof text, &f->err),
        ASSAY_OK);
    assert_string_equal(f->profile.revision, "1");
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_profile_read__##name, set_up, tear_down)

static void test_profile_read__a_probe_is_one_query_that_reads(void **state)
{
    fixture *f = *state;
    static const char *const good[] = {
        "SELECT EXISTS (SELECT FROM {schema}.cats)", "values (true)",
        "/* ; */ with a as (select 1) select count(*) &gt; 0 from a where b = ';'"};
    static const char *const bad[][2] = {
        {"", "a probe is empty"},
        {"-- nothing", "a probe is empty"},
        {"DELETE FROM cats RETURNING true", "a probe begins with SELECT, WITH or VALUES"},
        {"SELECT true; SELECT false", "a probe is one statement, without a semicolon"},
        {"SELECT true;", "a probe is one statement, without a semicolon"},
        {"WITH gone AS (DELETE FROM cats RETURNING 1) SELECT true", "a probe only reads"},
        {"WITH a AS MATERIALIZED ( /**/ insert into cats values (1)) SELECT true",
         "a probe only reads"},
        {"SELECT $1", "a probe has no parameters"},
        {"SELECT 'true", "a probe's quote or comment does not end"}};
    char text[512];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(text, sizeof text, ROOT "<probe>%s</probe></profile>", good[i]);
        if (parse(f, text) != ASSAY_OK)
            fail_msg("%s: %s", good[i], f->err.what);
        assert_int_equal(f->profile.n_probes, 1);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(text, sizeof text, ROOT "\n<probe>%s</probe></profile>", bad[i][0]);
        assert_int_equal(parse(f, text), ASSAY_INVALID);
        assert_string_equal(f->err.what, bad[i][1]);
        assert_string_equal(f->err.where, "p.xml:2");
    }
}

static void test_profile_read__several_probes_stand_among_the_parents(void **state)
{
    fixture *f = *state;
    if (parse(f, ROOT "<probe>SELECT 1 = 1</probe><revises id='0'/><probe escaped='yes'>"
                      "SELECT '\\\\' = '\\x01'</probe><whole/></profile>") != ASSAY_OK)
        fail_msg("%s", f->err.what);
    assert_int_equal(f->profile.n_parents, 1);
    assert_int_equal(f->profile.n_probes, 2);
    assert_string_equal(f->profile.probes[1].sql, "SELECT '\\' = '\x01'");
}

static void test_profile_read__variants_stand_beside_the_changes(void **state)
{
    fixture *f = *state;
    const assay_change *own =
        only_change(f, ROOT "<changes><drop><table name='a'/></drop></changes><variant name='x'>"
                            "<drop><table name='b'/></drop><create><table name='c'/></create>"
                            "</variant><variant name='y'/></profile>");
    assert_string_equal(own->name, "a");
    assert_int_equal(f->profile.n_variants, 2);
    assert_string_equal(f->profile.variants[0].name, "x");
    assert_int_equal(f->profile.variants[0].n_changes, 2);
    assert_string_equal(f->profile.variants[0].changes[1].name, "c");
    assert_int_equal(f->profile.variants[1].n_changes, 0);
    assert_int_equal(parse(f, ROOT "<variant name='x'/><variant name='x'/></profile>"),
                     ASSAY_INVALID);
    assert_string_equal(f->err.what, "variant 'x' is there twice");
    assert_int_equal(parse(f, ROOT "<variant name='x'/><changes/></profile>"), ASSAY_INVALID);
    assert_string_equal(f->err.what, "'changes' cannot stand here");
}

static void test_profile_read__what_ships_is_known_and_obeys_the_grammar_all_the_same(void **state)
{
    fixture *f = *state;
    assay_arena *arena = f->texts->arena;
    const char **names;
    size_t n, length;
    assert_int_equal(assay_file_list(&names, &n, arena, "profiles/gertty", ".xml", &f->err),
                     ASSAY_OK);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        char *bytes;
        const char *path = assay_arena_printf(arena, "profiles/gertty/%s", names[i]);
        assert_int_equal(assay_file_read(&bytes, &length, arena, path, 1 << 20, &f->err), ASSAY_OK);
        assert_true(assay_profile_is_shipped(bytes, length));
        const char *other = assay_arena_printf(arena, "%s\n", bytes);
        assert_false(assay_profile_is_shipped(other, length + 1));
        if (parse(f, other) != ASSAY_OK)
            fail_msg("%s: %s", path, f->err.what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_attribute_of_every_kind_is_in_the_grammar),
        CASE(what_is_in_a_relation_may_be_in_any_kind_of_it),
        CASE(every_kind_can_be_dropped_and_renamed),
        CASE(hostile_input_is_refused_with_line_and_reason),
        CASE(a_million_nested_elements_are_refused),
        CASE(too_many_elements_are_refused),
        CASE(lines_beyond_65535_are_told),
        CASE(absent_and_default_are_one),
        CASE(unset_and_unknown_name_attributes),
        CASE(a_text_that_cannot_be_canonical_is_unknown),
        CASE(long_names_are_cut_as_postgresql_does),
        CASE(references_without_schema_get_the_history_s),
        CASE(a_hash_stands_for_a_text),
        CASE(utf_16_is_read_as_utf_8),
        CASE(a_probe_is_one_query_that_reads),
        CASE(variants_stand_beside_the_changes),
        CASE(several_probes_stand_among_the_parents),
        CASE(what_ships_is_known_and_obeys_the_grammar_all_the_same),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    xmlCleanupParser();
    return failed;
}

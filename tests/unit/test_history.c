/* SPDX-License-Identifier: MIT */
/* Histories: folders of profiles, the graph of their revisions, and the state after some of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <libxml/parser.h>

#include "base/file.h"
#include "base/limits.h"
#include "history/profile.h"

typedef struct fixture {
    char directory[64];
    assay_arena *arena;
    assay_history *history;
    assay_error err;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->directory, "/tmp/assay-test-history-XXXXXX");
    assert_non_null(mkdtemp(f->directory));
    f->arena = assay_arena_new();
    assert_non_null(f->arena);
    *state = f;
    return 0;
}

static void remove_files(const fixture *f, const char *directory)
{
    const char **names;
    size_t n;
    assert_int_equal(assay_file_list(&names, &n, f->arena, directory, "", NULL), ASSAY_OK);
    for (size_t i = 0; i < n; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        if (assay_file_is_directory(path))
            remove_files(f, path);
        else
            unlink(path);
    }
    rmdir(directory);
}

static int tear_down(void **state)
{
    fixture *f = *state;
    remove_files(f, f->directory);
    assay_history_free(f->history);
    assay_arena_free(f->arena);
    free(f);
    return 0;
}

static void put(const fixture *f, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", f->directory, name);
    assert_int_equal(assay_file_write(path, text, strlen(text), NULL), ASSAY_OK);
}

/* A profile ID.xml: its parents (and nothing else there), its changes. */
static void revision(const fixture *f, const char *id, const char *parents, const char *body)
{
    char text[4096], name[80];
    snprintf(text, sizeof text,
             "<profile revision='%s' dialect='postgresql' schema='public' tool='alembic'>\n%s\n%s\n"
             "</profile>",
             id, parents, body);
    snprintf(name, sizeof name, "%s.xml", id);
    put(f, name, text);
}

static assay_status load(fixture *f)
{
    assay_error_reset(&f->err);
    return assay_history_load(&f->history, f->directory, &f->err);
}

static void load_well(fixture *f)
{
    if (load(f) != ASSAY_OK)
        fail_msg("%s: %s", f->err.where, f->err.what);
}

static void refused(fixture *f, const char *where, const char *reason)
{
    assert_int_equal(load(f), ASSAY_INVALID);
    assert_null(f->history);
    if (strstr(f->err.what, reason) == NULL || strstr(f->err.where, where) == NULL)
        fail_msg("refused at %s: %s", f->err.where, f->err.what);
}

/* The state at these heads (separated by blanks), as "kind name" lines in one text. */
static const char *state_at(fixture *f, const char *heads)
{
    const char *ids[8];
    size_t n = 0;
    char *copy = assay_arena_strdup(f->arena, heads), *rest = NULL;
    for (char *id = strtok_r(copy, " ", &rest); id != NULL; id = strtok_r(NULL, " ", &rest))
        ids[n++] = id;
    assay_bitset set;
    assert_int_equal(assay_history_closure(&set, f->arena, f->history, ids, n, &f->err), ASSAY_OK);
    assay_catalog *catalog;
    assert_int_equal(assay_history_state(&catalog, f->history, &set, &f->err), ASSAY_OK);
    assay_buffer text = ASSAY_BUFFER_INIT(1 << 20);
    for (size_t i = 0; i < catalog->n_objects; i++) {
        const assay_object *o = catalog->objects[i];
        assay_buffer_printf(&text, "%s ", assay_kind_get(o->kind)->name);
        assay_object_name(&text, o);
        size_t attributes = assay_kind_get(o->kind)->n_attributes;
        for (size_t a = 0; a < attributes; a++)
            if (o->values[a] != NULL)
                assay_buffer_printf(&text, " %s=%s", assay_kind_get(o->kind)->attributes[a].name,
                                    o->values[a]);
        assay_buffer_add(&text, "; ");
    }
    char *kept = assay_arena_strdup(f->arena, assay_buffer_text(&text));
    assay_buffer_release(&text);
    assay_catalog_free(catalog);
    return kept;
}

#define CREATE(objects)  "<changes><create>" objects "</create></changes>"
#define REVISES(id)      "<revises id='" id "'/>"
#define TABLE(name)      "<table name='" name "'/>"
#define TABLE_ID(name)   "<table name='" name "'><column name='id' type='integer'/></table>"
#define STATE_ID(name)   "table public." name "; column public." name ".id type=integer position=1; "
#define CHANGES(changes) "<changes>" changes "</changes>"

static void test_history__an_empty_folder_is_refused(void **state)
{
    refused(*state, "", "holds no profiles");
}

static void test_history__a_folder_that_is_not_there_is_refused(void **state)
{
    fixture *f = *state;
    assert_int_equal(assay_history_load(&f->history, "/nonexistent", &f->err), ASSAY_IO);
}

static void test_history__a_dangling_parent_is_refused_where_it_is_named(void **state)
{
    revision(*state, "b", REVISES("a"), "");
    refused(*state, "/b.xml:2", "revision 'b' revises 'a', which is not there");
}

static void test_history__a_cycle_is_refused(void **state)
{
    revision(*state, "a", REVISES("c"), "");
    revision(*state, "b", REVISES("a"), "");
    revision(*state, "c", "<depends-on id='b'/>", "");
    revision(*state, "d", REVISES("c"), "");
    refused(*state, ".xml:2", "is its own ancestor");
}

static void test_history__a_revision_that_revises_itself_is_refused(void **state)
{
    revision(*state, "a", REVISES("a"), "");
    refused(*state, "/a.xml:2", "the revisions form a cycle: 'a' is its own ancestor through 'a'");
}

static void test_history__one_id_in_two_files_is_refused(void **state)
{
    put(*state, "one.xml", "<profile revision='a' dialect='sqlite'/>");
    put(*state, "two.xml", "<profile revision='a' dialect='sqlite'/>");
    refused(*state, "/two.xml:1", "revision 'a' is also in");
}

static void test_history__profiles_must_agree(void **state)
{
    static const char *const others[] = {
        "<profile revision='2' dialect='postgresql' project='q'/>",
        "<profile revision='2' dialect='postgresql' tool='flyway'/>",
        "<profile revision='2' dialect='postgresql' schema='app'/>",
        "<profile revision='2' dialect='postgresql' listed-only='yes'/>",
        "<profile revision='2' dialect='sqlite'/>",
    };
    put(*state, "1.xml", "<profile revision='1' dialect='postgresql' project='p' tool='alembic'/>");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        put(*state, "2.xml", others[i]);
        refused(*state, "/2.xml:1", "differs from");
    }
}

static void test_history__a_huge_file_is_refused_unread(void **state)
{
    fixture *f = *state;
    char path[128];
    put(f, "huge.xml", "<profile");
    snprintf(path, sizeof path, "%s/huge.xml", f->directory);
    assert_int_equal(truncate(path, (off_t)ASSAY_MAX_PROFILE_BYTES + 1), 0);
    assert_int_equal(load(f), ASSAY_LIMIT);
    assert_non_null(strstr(f->err.what, "huge.xml"));
}

static void test_history__what_is_no_regular_file_is_refused(void **state)
{
    fixture *f = *state;
    char path[128];
    snprintf(path, sizeof path, "%s/pipe.xml", f->directory);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(load(f), ASSAY_IO);
    assert_non_null(strstr(f->err.what, "pipe.xml"));
}

static void test_history__the_folder_names_the_project(void **state)
{
    fixture *f = *state;
    revision(f, "a", "", "");
    load_well(f);
    assert_string_equal(f->history->project, strrchr(f->directory, '/') + 1);
    assert_string_equal(f->history->tool, "alembic");
    assert_string_equal(f->history->schema, "public");
}

static void test_history__order_is_by_depth_then_id(void **state)
{
    fixture *f = *state;
    revision(f, "z", "", "");
    revision(f, "b", REVISES("z"), "");
    revision(f, "a", REVISES("z"), "");
    revision(f, "m", REVISES("a") REVISES("b"), "");
    revision(f, "0", REVISES("m") "<depends-on id='z'/>", "");
    load_well(f);
    static const char *const order[] = {"z", "a", "b", "m", "0"};
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(f->history->revisions[i].id, order[i]);
    assert_true(f->history->revisions[3].is_merge);
    assert_false(f->history->revisions[4].is_merge);
    assert_int_equal(f->history->revisions[4].n_depends_on, 1);
    assert_int_equal(assay_bitset_count(&f->history->ancestors[4]), 5);
    assert_int_equal(assay_bitset_count(&f->history->ancestors[1]), 2);
}

static void test_history__heads_are_what_no_member_revises(void **state)
{
    fixture *f = *state;
    revision(f, "r", "", "");
    revision(f, "b", REVISES("r"), "");
    revision(f, "a", REVISES("r"), "");
    revision(f, "m", REVISES("a") REVISES("b"), "");
    load_well(f);
    const char *const both[] = {"a", "b"}, *const merged[] = {"m"};
    assay_bitset set;
    const char **heads;
    size_t n;
    assert_int_equal(assay_history_closure(&set, f->arena, f->history, both, 2, &f->err), ASSAY_OK);
    assert_int_equal(assay_history_heads(&heads, &n, f->arena, f->history, &set, &f->err),
                     ASSAY_OK);
    assert_int_equal(n, 2);
    assert_string_equal(heads[0], "a");
    assert_string_equal(heads[1], "b");
    assert_int_equal(assay_history_closure(&set, f->arena, f->history, merged, 1, &f->err),
                     ASSAY_OK);
    assert_int_equal(assay_bitset_count(&set), 4);
    assert_int_equal(assay_history_heads(&heads, &n, f->arena, f->history, &set, &f->err),
                     ASSAY_OK);
    assert_int_equal(n, 1);
    assert_string_equal(heads[0], "m");
}

static void test_history__an_unknown_id_is_a_usage_error_that_names_it(void **state)
{
    fixture *f = *state;
    revision(f, "a", "", "");
    load_well(f);
    const char *const ids[] = {"xyz"};
    assay_bitset set;
    assert_int_equal(assay_history_closure(&set, f->arena, f->history, ids, 1, &f->err),
                     ASSAY_USAGE);
    assert_non_null(strstr(f->err.what, "'xyz'"));
    assert_null(assay_history_find(f->history, "xyz"));
    assert_int_equal(assay_history_index(f->history, assay_history_find(f->history, "a")), 0);
}

static void test_history__state_follows_the_changes(void **state)
{
    fixture *f = *state;
    revision(f, "1", "", CREATE(TABLE_ID("t") "<enum name='e' labels='a,b'/>"));
    revision(f, "2", REVISES("1"),
             CHANGES("<create><in table='t'><column name='n' type='text' nullable='no'/></in>"
                     "</create><alter><enum name='e' labels='a,b,c'/></alter>"));
    revision(f, "3", REVISES("2"),
             CHANGES("<alter><in table='t'><column name='n' nullable='yes'/></in></alter>"
                     "<drop><enum name='e'/><in table='t'><column name='id'/></in></drop>"));
    load_well(f);
    assert_string_equal(state_at(f, ""), "");
    assert_string_equal(state_at(f, "1"), "enum public.e labels=a,b; " STATE_ID("t"));
    assert_string_equal(state_at(f, "2"),
                        "enum public.e labels=a,b,c; " STATE_ID(
                            "t") "column public.t.n type=text nullable=no position=2; ");
    assert_string_equal(state_at(f, "3"),
                        "table public.t; column public.t.n type=text position=1; ");
}

static void test_history__dropping_a_relation_drops_what_is_below(void **state)
{
    fixture *f = *state;
    revision(f, "1", "",
             CREATE(TABLE_ID("t") "<table name='u'><foreign-key name='f' columns='t' "
                                  "references='public.t' referenced_columns='id'/></table>"
                                  "<sequence name='s' owned_by='public.t.id'/>"));
    revision(f, "2", REVISES("1"), CHANGES("<drop>" TABLE("t") "</drop>"));
    revision(f, "3", REVISES("1"), CHANGES("<drop><table name='t' cascade='yes'/></drop>"));
    load_well(f);
    assert_string_equal(state_at(f, "2"),
                        "table public.u; foreign-key public.u.f columns=t references=public.t "
                        "referenced_columns=id; ");
    assert_string_equal(state_at(f, "3"), "table public.u; ");
}

static void test_history__a_replaced_relation_loses_what_others_made(void **state)
{
    fixture *f = *state;
    revision(f, "1", "", CREATE(TABLE_ID("t")));
    revision(f, "2", REVISES("1"), CREATE("<in table='t'><index name='i' columns='id'/></in>"));
    revision(f, "3", REVISES("2"),
             CREATE("<table name='t' replaces='yes' partition_key='range(id)'/>"));
    load_well(f);
    assert_string_equal(state_at(f, "3"), "table public.t partition_key=range(id); ");
}

static void test_history__a_renamed_relation_takes_along_what_is_below_and_refers(void **state)
{
    fixture *f = *state;
    revision(f, "1", "",
             CREATE(TABLE_ID("t") "<table name='u'><foreign-key name='f' columns='t' "
                                  "references='t' referenced_columns='id'/></table>"
                                  "<sequence name='s' owned_by='t.id'/>"));
    revision(f, "2", REVISES("1"), CHANGES("<rename><table name='t' to='New t'/></rename>"));
    revision(f, "3", REVISES("2"),
             CHANGES("<rename><table name='New t' to='t' to-schema='app'/>"
                     "<in table='t' schema='app'><column name='id' to='no'/></in></rename>"));
    load_well(f);
    assert_string_equal(
        state_at(f, "2"),
        "table public.\"New t\"; column public.\"New t\".id type=integer position=1; "
        "sequence public.s owned_by=public.\"New t\".id; table public.u; foreign-key public.u.f "
        "columns=t references=public.\"New t\" referenced_columns=id; ");
    assert_string_equal(state_at(f, "3"),
                        "table app.t; column app.t.no type=integer position=1; "
                        "sequence public.s owned_by=app.t.id; table public.u; foreign-key "
                        "public.u.f columns=t references=app.t referenced_columns=id; ");
}

static void test_history__changes_of_what_is_not_there_do_nothing(void **state)
{
    fixture *f = *state;
    revision(f, "1", "",
             CHANGES("<drop>" TABLE(
                 "t") "</drop><alter><table name='t' options='x'/></alter>"
                      "<rename><table name='t' to='u'/></rename><create>" TABLE_ID("v")
                          TABLE_ID("v") "</create>"));
    load_well(f);
    assert_string_equal(state_at(f, "1"), STATE_ID("v"));
}

static void test_history__whole_profiles_become_changes(void **state)
{
    fixture *f = *state;
    revision(f, "1", "", "<whole>" TABLE_ID("a") TABLE_ID("b") "</whole>");
    revision(f, "2", REVISES("1"), "<whole>" TABLE_ID("b") "<table name='c' options='x'/></whole>");
    revision(f, "3", REVISES("2"), CHANGES("<drop>" TABLE("c") "</drop>"));
    revision(f, "4", REVISES("3"),
             "<whole><table name='b'><column name='id' type='bigint'/></table></whole>");
    load_well(f);
    const assay_revision *two = assay_history_find(f->history, "2");
    assert_int_equal(two->n_changes, 2);
    assert_int_equal(two->changes[0].action, ASSAY_DROP);
    assert_string_equal(two->changes[0].name, "a");
    assert_int_equal(two->changes[1].action, ASSAY_CREATE);
    const assay_revision *four = assay_history_find(f->history, "4");
    assert_int_equal(four->n_changes, 1);
    assert_int_equal(four->changes[0].action, ASSAY_ALTER);
    assert_int_equal(four->changes[0].set, 1u << ASSAY_column_type);
    assert_string_equal(state_at(f, "2"), STATE_ID("b") "table public.c options=x; ");
    assert_string_equal(state_at(f, "4"),
                        "table public.b; column public.b.id type=bigint position=1; ");
}

static void test_history__a_whole_merge_is_compared_with_both_parents(void **state)
{
    fixture *f = *state;
    revision(f, "1", "", "<whole>" TABLE_ID("a") "</whole>");
    revision(f, "2a", REVISES("1"), "<whole>" TABLE_ID("a") TABLE_ID("b") "</whole>");
    revision(f, "2b", REVISES("1"), "<whole>" TABLE_ID("a") TABLE_ID("c") "</whole>");
    revision(f, "3", REVISES("2a") REVISES("2b"),
             "<whole>" TABLE_ID("a") TABLE_ID("b") TABLE_ID("c") "</whole>");
    revision(f, "4", REVISES("3"), "<whole/>");
    load_well(f);
    assert_int_equal(assay_history_find(f->history, "2b")->n_changes, 2);
    assert_int_equal(assay_history_find(f->history, "3")->n_changes, 0);
    assert_string_equal(state_at(f, "3"), STATE_ID("a") STATE_ID("b") STATE_ID("c"));
    assert_int_equal(assay_history_find(f->history, "4")->n_changes, 3);
    assert_string_equal(state_at(f, "4"), "");
}

static void test_history__columns_of_an_heir_are_not_numbered(void **state)
{
    fixture *f = *state;
    revision(f, "1", "",
             CREATE("<table name='h' inherits='public.t'><column name='a' type='text'/>"
                    "<column name='b' type='text' position='1'/></table>"));
    load_well(f);
    assert_string_equal(state_at(f, "1"),
                        "table public.h inherits=public.t; column public.h.a type=text; "
                        "column public.h.b type=text position=1; ");
}

static void test_history__branches_add_up(void **state)
{
    fixture *f = *state;
    revision(f, "1", "", CREATE(TABLE_ID("t")));
    revision(f, "2a", REVISES("1"), CREATE(TABLE("a")));
    revision(f, "2b", REVISES("1"), CREATE(TABLE("b")));
    load_well(f);
    assert_string_equal(state_at(f, "2a 2b"), "table public.a; table public.b; " STATE_ID("t"));
    assert_string_equal(state_at(f, "2b"), "table public.b; " STATE_ID("t"));
}

static void test_history__a_folder_of_histories_is_loaded_by_name(void **state)
{
    fixture *f = *state;
    char path[128];
    static const char *const folders[] = {"y", "x", "none"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", f->directory, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    assert_false(assay_histories_present(f->directory));
    put(f, "y/1.xml", "<profile revision='1' dialect='sqlite'/>");
    put(f, "x/1.xml", "<profile revision='1' dialect='sqlite'/>");
    assert_true(assay_histories_present(f->directory));
    assay_history **histories;
    size_t n;
    assert_int_equal(assay_histories_load(&histories, &n, f->arena, f->directory, NULL, &f->err),
                     ASSAY_OK);
    assert_int_equal(n, 2);
    assert_string_equal(histories[0]->project, "x");
    assert_string_equal(histories[1]->project, "y");
    assay_history_free(histories[0]);
    assay_history_free(histories[1]);
    put(f, "y/2.xml", "not XML");
    assert_int_equal(assay_histories_load(&histories, &n, f->arena, f->directory, NULL, &f->err),
                     ASSAY_INVALID);
}

/* Findings as "revision level text" lines, in one text. */
static const char *lint(fixture *f)
{
    assay_finding *findings;
    size_t n;
    load_well(f);
    assert_int_equal(assay_history_lint(&findings, &n, f->arena, f->history, &f->err), ASSAY_OK);
    char *text = assay_arena_strdup(f->arena, "");
    for (size_t i = 0; i < n; i++)
        text = assay_arena_printf(f->arena, "%s%s:%d %s: %s\n", text, findings[i].revision,
                                  findings[i].line, assay_finding_level_name(findings[i].level),
                                  findings[i].text);
    return text;
}

static void test_history__lint_finds_nothing_in_a_clean_history(void **state)
{
    fixture *f = *state;
    revision(f, "1", "", CREATE(TABLE_ID("t")));
    revision(f, "2a", REVISES("1"), CREATE(TABLE_ID("u")));
    revision(f, "2b", REVISES("1"), CHANGES("<drop>" TABLE("t") "</drop>"));
    revision(f, "3", REVISES("2a") REVISES("2b"), "");
    assert_string_equal(lint(f),
                        "3:1 note: no changes: the schema does not tell it from what it revises\n");
}

static void test_history__lint_names_what_is_odd_about_the_graph(void **state)
{
    fixture *f = *state;
    revision(f, "a", "", CREATE(TABLE("a")));
    revision(f, "b", "", CREATE(TABLE("b")));
    revision(f, "m", REVISES("a") REVISES("b"), CREATE(TABLE("m")));
    revision(f, "an_id_of_more_than_thirty_two_characters", REVISES("b"), CREATE(TABLE("n")));
    assert_string_equal(lint(f),
                        "b:1 warning: a root, as is 'a'\n"
                        "m:1 warning: a head, as is 'an_id_of_more_than_thirty_two_characters'\n"
                        "an_id_of_more_than_thirty_two_characters:1 error: the id is longer than "
                        "the 32 characters that alembic_version holds\n"
                        "m:3 note: a merge that changes the schema\n");
}

static void test_history__lint_names_changes_of_what_is_not_there(void **state)
{
    fixture *f = *state;
    revision(f, "1", "", CREATE(TABLE_ID("t")));
    revision(f, "2a", REVISES("1"), CREATE("<table name='u'/><table name='w'/>"));
    revision(f, "2b", REVISES("1"),
             CHANGES("<alter><table name='u' options='x'/></alter>\n"
                     "<create><in table='t'><column name='id' type='text'/></in></create>\n"
                     "<drop><in table='t'><index name='i'/></in></drop>\n"
                     "<rename><view name='v' to='w'/></rename>"));
    revision(f, "3", REVISES("2a"), CHANGES("<rename><table name='u' to='w'/></rename>"));
    revision(f, "4", REVISES("3") REVISES("2b"), "");
    assert_string_equal(lint(f),
                        "4:1 note: no changes: the schema does not tell it from what it revises\n"
                        "3:3 error: renames table 'public.u', whose new name is taken\n"
                        "2b:3 error: alters table 'public.u', which is not there\n"
                        "2b:4 error: creates column 'public.t.id', which is there already\n"
                        "2b:5 error: drops index 'public.i', which is not there\n"
                        "2b:6 error: renames view 'public.v', which is not there\n");
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_history__##name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_empty_folder_is_refused),
        CASE(a_folder_that_is_not_there_is_refused),
        CASE(a_dangling_parent_is_refused_where_it_is_named),
        CASE(a_cycle_is_refused),
        CASE(a_revision_that_revises_itself_is_refused),
        CASE(one_id_in_two_files_is_refused),
        CASE(profiles_must_agree),
        CASE(a_huge_file_is_refused_unread),
        CASE(what_is_no_regular_file_is_refused),
        CASE(the_folder_names_the_project),
        CASE(order_is_by_depth_then_id),
        CASE(heads_are_what_no_member_revises),
        CASE(an_unknown_id_is_a_usage_error_that_names_it),
        CASE(state_follows_the_changes),
        CASE(dropping_a_relation_drops_what_is_below),
        CASE(a_replaced_relation_loses_what_others_made),
        CASE(a_renamed_relation_takes_along_what_is_below_and_refers),
        CASE(changes_of_what_is_not_there_do_nothing),
        CASE(whole_profiles_become_changes),
        CASE(a_whole_merge_is_compared_with_both_parents),
        CASE(columns_of_an_heir_are_not_numbered),
        CASE(branches_add_up),
        CASE(a_folder_of_histories_is_loaded_by_name),
        CASE(lint_finds_nothing_in_a_clean_history),
        CASE(lint_names_what_is_odd_about_the_graph),
        CASE(lint_names_changes_of_what_is_not_there),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    xmlCleanupParser();
    return failed;
}

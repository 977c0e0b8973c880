/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "history/profile_text.h"
#include "report_check.h"
#include "report_samples.h"

/* Compares with tests/golden/NAME.txt; ASSAY_GOLDEN=write writes it instead. */
static void assert_golden(const char *name, char *text)
{
    char path[128];
    size_t length;
    char *golden;
    assay_error err = ASSAY_ERROR_INIT;
    const char *mode = getenv("ASSAY_GOLDEN");
    snprintf(path, sizeof path, "tests/golden/%s.txt", name);
    if (mode != NULL && strcmp(mode, "write") == 0)
        assert_int_equal(assay_file_write(path, text, strlen(text), &err), ASSAY_OK);
    assay_arena *arena = assay_arena_new();
    if (assay_file_read(&golden, &length, arena, path, ASSAY_MAX_TEXT, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    assert_string_equal(text, golden);
    assay_arena_free(arena);
    free(text);
}

static char *verdict_in_detail(const assay_verdict *verdict, assay_detail detail)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_document *document;
    const assay_render_options options = {.format = "text", .detail = detail};
    assert_int_equal(assay_document_verdict(&document, "check", verdict, &err), ASSAY_OK);
    return rendered_as(document, &options);
}

static void test_report_text__verdicts_read_as_their_golden_files(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*make)(sample *);
    } cases[] = {{"exact", sample_exact},
                 {"drifted", sample_drifted},
                 {"fresh", sample_fresh},
                 {"ambiguous", sample_ambiguous}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        sample s;
        cases[i].make(&s);
        assert_golden(cases[i].name, rendered_verdict(&s.verdict, "audit", "text"));
    }
}

static char *first_sentence(void (*change)(sample *))
{
    sample s;
    sample_drifted(&s);
    change(&s);
    char *text = rendered_verdict(&s.verdict, "audit", "text");
    char *end = strstr(text, "\n\n");
    assert_non_null(end);
    *end = '\0';
    for (char *c = text; *c != '\0'; c++)
        *c = *c == '\n' ? ' ' : *c;
    return text;
}

static void make_partial(sample *s)
{
    s->verdict.match = ASSAY_MATCH_PARTIAL;
    s->verdict.state = ASSAY_LEGACY;
}

static void make_unrecognised(sample *s)
{
    s->verdict.match = ASSAY_MATCH_UNRECOGNISED;
    s->verdict.state = ASSAY_LEGACY;
}

static void make_unjudged(sample *s)
{
    s->verdict.match = ASSAY_MATCH_NONE;
    s->verdict.history = NULL;
    s->verdict.drift = NULL;
    s->stamp.status = ASSAY_STAMP_UNJUDGED;
}

static void make_undecided(sample *s)
{
    s->verdict.match = ASSAY_MATCH_EXACT;
    s->verdict.state = ASSAY_LEGACY;
    s->verdict.undecided_by_limit = true;
}

static void make_unknown_revision(sample *s)
{
    s->verdict.match = ASSAY_MATCH_EXACT;
    s->stamp.status = ASSAY_STAMP_UNKNOWN_REVISION;
}

static void make_before_the_first(sample *s)
{
    s->verdict.match = ASSAY_MATCH_EXACT;
    s->verdict.state = ASSAY_LEGACY;
    s->verdict.revisions.n_heads = 0;
}

static void test_report_text__the_first_sentence_is_the_verdict(void **state)
{
    (void)state;
    static const struct {
        void (*change)(sample *);
        const char *sentence;
    } cases[] = {
        {make_partial, "Legacy database, partial: nearest to revision 002_cats, but not safe to "
                       "stamp as it is."},
        {make_unrecognised,
         "Legacy database, unrecognised: nothing of the history 'cats' is there."},
        {make_unjudged, "Managed database, not judged: there is no history to compare it with; "
                        "its stamp could not be judged."},
        {make_undecided, "Legacy database at revision 002_cats (exact). Undecided: something that "
                         "this history uses could not be read."},
        {make_unknown_revision, "Managed database at revision 002_cats (exact); its stamp names a "
                                "revision that this history does not have."},
        {make_before_the_first, "Legacy database before the first revision (exact)."},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *sentence = first_sentence(cases[i].change);
        assert_string_equal(sentence, cases[i].sentence);
        free(sentence);
    }
}

static void test_report_text__check_says_what_it_was_asked_for(void **state)
{
    (void)state;
    static const struct {
        size_t n_asked;
        const char *sentence;
    } cases[] = {
        {0, "Legacy database at revision 002_cats (exact); it has no stamp.\n"},
        {1, "Legacy database at revision 002_cats (exact); asked for was revision\n001_initial.\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        sample s;
        assay_error err = ASSAY_ERROR_INIT;
        assay_document *document;
        const assay_document_request request = {.command = "check",
                                                .exit_status = 1,
                                                .asked = sample_revisions,
                                                .n_asked = cases[i].n_asked};
        sample_exact(&s);
        assert_int_equal(assay_document_answer(&document, &request, &s.verdict, &err), ASSAY_OK);
        char *text = rendered(document, "text");
        assert_memory_equal(text, cases[i].sentence, strlen(cases[i].sentence));
        free(text);
    }
}

static char *rendered_diff(const assay_differences *differences)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_document *document;
    assert_int_equal(assay_document_diff(&document, "a.db", "b.db", differences, false, &err),
                     ASSAY_OK);
    return rendered(document, "text");
}

static void test_report_text__a_diff_reads_as_its_golden_file(void **state)
{
    (void)state;
    sample s;
    sample_drifted(&s);
    assert_golden("diff", rendered_diff(&s.drift));
}

static void test_report_text__never_clean_when_nothing_was_compared(void **state)
{
    (void)state;
    sample s;
    sample_exact(&s);
    char *text = rendered_diff(&s.drift);
    assert_non_null(strstr(text, "No differences: 3 objects compared."));
    free(text);
    s.drift.n_compared = 0;
    text = rendered_diff(&s.drift);
    assert_null(strstr(text, "No difference"));
    assert_non_null(strstr(text, "Nothing was compared."));
    free(text);
    text = rendered_verdict(&s.verdict, "check", "text");
    assert_null(strstr(text, "No deviation"));
    assert_non_null(strstr(text, "Nothing was compared."));
    free(text);
}

static void test_report_text__stamp_prints_what_a_shell_can_run(void **state)
{
    (void)state;
    sample s;
    sample_exact(&s);
    char *text = rendered_verdict(&s.verdict, "stamp", "text");
    assert_string_equal(text, "# Legacy database at revision 002_cats (exact).\n"
                              "alembic stamp 002_cats\n");
    free(text);
    s.verdict.n_commands = 0;
    text = rendered_verdict(&s.verdict, "stamp", "text");
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1)
        assert_int_equal(*line, '#');
    free(text);
}

static void test_report_text__no_name_steers_the_terminal(void **state)
{
    (void)state;
    static const char *const names[] = {"\x1b]0;x\x07",
                                        "a\rb",
                                        "a\x9b"
                                        "31m",
                                        "a\xc2\x9b"
                                        "31m",
                                        "ev\xe2\x80\xae"
                                        "il",
                                        "a\nRun: rm -rf /",
                                        "\xff\xfe"};
    for (size_t i = 0; i < COUNT(names); i++) {
        sample s;
        sample_drifted(&s);
        s.items[1].object = s.items[1].group = s.stamp.table = names[i];
        s.attributes[0].actual = names[i];
        s.limits[0].reason = names[i];
        s.commands[0].shell = s.revisions[0].label = s.evidence[0].revision = names[i];
        const char *effects[] = {names[i], names[i]};
        s.evidence[1].present = effects;
        char *text = verdict_in_detail(&s.verdict, ASSAY_DETAIL_VERBOSE);
        assert_true(assay_profile_text_plain(text));
        assert_null(strpbrk(text, "\r\x1b\x07"));
        assert_null(strstr(text, "\xc2\x9b"));
        assert_null(strstr(text, "\xe2\x80\xae"));
        assert_null(strstr(text, "\nRun"));
        free(text);
    }
}

static void test_report_text__of_a_long_text_an_excerpt_is_shown(void **state)
{
    (void)state;
    enum { LENGTH = 200 * 1024 };
    sample s;
    sample_drifted(&s);
    char *check = malloc(LENGTH + 1);
    assert_non_null(check);
    for (size_t i = 0; i < LENGTH; i++)
        check[i] = i % 10 == 9 ? ' ' : (char)('a' + i % 26);
    check[LENGTH] = '\0';
    s.attributes[0].actual = check;
    char *text = rendered_verdict(&s.verdict, "audit", "text");
    size_t column = 0;
    for (const char *c = strstr(text, "actual"); *c != '\0'; c++) {
        column = *c == '\n' ? 0 : column + 1;
        assert_true(column <= 80);
    }
    assert_true(strlen(text) < LENGTH / 10);
    assert_non_null(strstr(text, "204800"));
    free(text);
    free(check);
}

static size_t widest_line(const char *text)
{
    size_t widest = 0, column = 0;
    for (; *text != '\0'; text++) {
        column = *text == '\n' ? 0 : column + 1;
        widest = column > widest ? column : widest;
    }
    return widest;
}

static size_t count_of(const char *text, char letter)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += *text == letter;
    return n;
}

static void test_report_text__long_names_are_broken_and_not_cut(void **state)
{
    (void)state;
    char name[191];
    memset(name, '%', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (int detail = ASSAY_DETAIL_NORMAL; detail <= ASSAY_DETAIL_VERBOSE; detail++) {
        sample s;
        sample_drifted(&s);
        s.verdict.n_commands = 0;
        char *text = verdict_in_detail(&s.verdict, (assay_detail)detail);
        size_t before = count_of(text, '%');
        free(text);
        s.items[1].object = s.items[1].group = s.items[1].revision = name;
        s.items[0].actual = s.attributes[0].expected = s.attributes[0].actual = name;
        s.stamp.table = s.limits[0].reason = name;
        s.snapshot.target = s.snapshot.server = s.snapshot.role = name;
        s.verdict.schema = s.verdict.partial_reason = name;
        s.history.project = s.history.tool = name;
        text = verdict_in_detail(&s.verdict, (assay_detail)detail);
        if (detail != ASSAY_DETAIL_QUIET) {
            assert_int_equal(count_of(text, '%') - before, 15 * strlen(name));
            assert_true(widest_line(text) <= 80);
        }
        free(text);
    }
}

static void test_report_text__quiet_is_the_verdict_and_how_many_findings(void **state)
{
    (void)state;
    sample s;
    sample_exact(&s);
    char *text = verdict_in_detail(&s.verdict, ASSAY_DETAIL_QUIET);
    assert_string_equal(text, "Legacy database at revision 002_cats (exact); it has no stamp.\n"
                              "No findings.\n");
    free(text);
    sample_drifted(&s);
    text = verdict_in_detail(&s.verdict, ASSAY_DETAIL_QUIET);
    assert_string_equal(text,
                        "Managed database at revision 002_cats (drifted): 6 deviations, 3 that "
                        "count; its stamp is ahead of the schema.\n4 findings.\n");
    free(text);
}

static void test_report_text__verbose_names_what_of_each_revision_is_there(void **state)
{
    (void)state;
    sample s;
    sample_exact(&s);
    char *text = verdict_in_detail(&s.verdict, ASSAY_DETAIL_VERBOSE);
    assert_non_null(strstr(text, "  Next best: 001_initial, worse by 96, told apart by\n"
                                 "    public.cats\n    public.cats.name\n    public.cats.age\n"));
    assert_non_null(strstr(text, "  002_cats (applied): 2 of 2 effects are there\n"
                                 "    present public.cats, and 1 in them\n"));
    assert_non_null(strstr(text, "  003_feeders (pending): 0 of 3 effects are there\n    absent  "
                                 "public.cats, public.cats.name, public.cats.age\n"));
    free(text);
    text = verdict_in_detail(&s.verdict, ASSAY_DETAIL_NORMAL);
    assert_null(strstr(text, "effects are there"));
    free(text);
}

static void test_report_text__what_was_skipped_or_came_too_early_is_said(void **state)
{
    (void)state;
    sample s;
    sample_drifted(&s);
    assay_revision_evidence early = s.evidence[2];
    early.present = early.absent;
    early.n_present = early.n_absent;
    early.n_absent = 0;
    s.verdict.half_applied = &s.evidence[2];
    s.verdict.out_of_order = &early;
    s.verdict.n_half_applied = s.verdict.n_out_of_order = 1;
    char *text = rendered_verdict(&s.verdict, "audit", "text");
    assert_non_null(strstr(text, "  Skipped      003_feeders, or undone by hand: none of its 3 "
                                 "effects is there\n"));
    assert_non_null(strstr(text, "  Out of order 003_feeders: 3 of 3 effects are there, before "
                                 "their turn:\n               public.cats\n"));
    assert_non_null(strstr(text, "or the upgrade may fail on what came before its\n  # turn"));
    free(text);
    make_partial(&s);
    text = rendered_verdict(&s.verdict, "audit", "text");
    assert_non_null(strstr(text, "done: public.cats\n"));
    assert_non_null(strstr(text, "003_feeders (stamp, skipped, "));
    free(text);
}

static void test_report_text__without_a_command_it_says_what_to_do_instead(void **state)
{
    (void)state;
    static const struct {
        assay_match_kind match;
        assay_stamp_status status;
        const char *words;
    } cases[] = {
        {ASSAY_MATCH_PARTIAL, ASSAY_STAMP_AHEAD, "safe as it is: assay plan writes what would"},
        {ASSAY_MATCH_AMBIGUOUS, ASSAY_STAMP_AHEAD, "safe as it is.\n"},
        {ASSAY_MATCH_DRIFTED, ASSAY_STAMP_AGREES, "What deviates wants a\n  repair"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        sample s;
        sample_drifted(&s);
        s.verdict.n_commands = 0;
        s.verdict.exit_status = 1;
        s.verdict.match = cases[i].match;
        s.stamp.status = cases[i].status;
        char *text = rendered_verdict(&s.verdict, "audit", "text");
        assert_non_null(strstr(text, cases[i].words));
        free(text);
    }
}

static void test_report_text__without_a_tool_it_says_that_there_is_none(void **state)
{
    (void)state;
    sample s;
    sample_exact(&s);
    s.verdict.n_commands = 0;
    s.history.tool = "";
    char *text = rendered_verdict(&s.verdict, "audit", "text");
    assert_non_null(strstr(text, "  No command: the history names no migration tool."));
    free(text);
    s.verdict.n_pending = 0;
    text = rendered_verdict(&s.verdict, "audit", "text");
    assert_non_null(strstr(text, "  Nothing: all is as it should be.\n"));
    free(text);
}

static void test_report_text__colour_only_where_it_is_asked_for(void **state)
{
    (void)state;
    for (int color = 0; color <= 1; color++) {
        sample s;
        sample_drifted(&s);
        assay_error err = ASSAY_ERROR_INIT;
        assay_document *document;
        assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
        const assay_render_options options = {.format = "text", .color = color == 1};
        assert_int_equal(assay_document_verdict(&document, "audit", &s.verdict, &err), ASSAY_OK);
        assert_int_equal(assay_document_render(&out, document, &options, &err), ASSAY_OK);
        assert_int_equal(strstr(assay_buffer_text(&out), "\x1b[1;31mManaged") != NULL, color);
        assert_int_equal(strchr(assay_buffer_text(&out), '\x1b') != NULL, color);
        assay_buffer_release(&out);
        assay_document_free(document);
    }
}

static void test_report_text__the_list_of_snapshots_is_a_table(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    assay_document *document;
    const assay_cache_entry entry = {12,       1700000000, "shop.db",         "SQLite 3.40.1",
                                     "sqlite", 5,          "abcdef0123456789"};
    assert_int_equal(assay_document_snapshots(&document, &entry, 1, &err), ASSAY_OK);
    assert_golden("snapshots", rendered(document, "text"));
    assert_int_equal(assay_document_snapshots(&document, NULL, 0, &err), ASSAY_OK);
    char *text = rendered(document, "text");
    assert_string_equal(text, "The cache holds no snapshots.\n");
    free(text);
}

static void test_report_text__a_snapshot_shows_what_it_could_not_read(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = small_snapshot();
    assay_document *document;
    assert_int_equal(assay_document_snapshot(&document, snapshot, true, &err), ASSAY_OK);
    char *text = rendered(document, "text");
    assert_non_null(strstr(text, "public.alembic_version (alembic) says abc\n"));
    assert_non_null(strstr(text, "could not be seen\n  - view: no privilege (2)\n"));
    assert_non_null(strstr(text, "      type: text\n      default: unknown: locked\n"));
    free(text);
    assay_snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_text__verdicts_read_as_their_golden_files),
        cmocka_unit_test(test_report_text__the_first_sentence_is_the_verdict),
        cmocka_unit_test(test_report_text__check_says_what_it_was_asked_for),
        cmocka_unit_test(test_report_text__a_diff_reads_as_its_golden_file),
        cmocka_unit_test(test_report_text__never_clean_when_nothing_was_compared),
        cmocka_unit_test(test_report_text__stamp_prints_what_a_shell_can_run),
        cmocka_unit_test(test_report_text__no_name_steers_the_terminal),
        cmocka_unit_test(test_report_text__of_a_long_text_an_excerpt_is_shown),
        cmocka_unit_test(test_report_text__long_names_are_broken_and_not_cut),
        cmocka_unit_test(test_report_text__quiet_is_the_verdict_and_how_many_findings),
        cmocka_unit_test(test_report_text__verbose_names_what_of_each_revision_is_there),
        cmocka_unit_test(test_report_text__what_was_skipped_or_came_too_early_is_said),
        cmocka_unit_test(test_report_text__without_a_command_it_says_what_to_do_instead),
        cmocka_unit_test(test_report_text__without_a_tool_it_says_that_there_is_none),
        cmocka_unit_test(test_report_text__colour_only_where_it_is_asked_for),
        cmocka_unit_test(test_report_text__a_snapshot_shows_what_it_could_not_read),
        cmocka_unit_test(test_report_text__the_list_of_snapshots_is_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

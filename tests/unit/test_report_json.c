/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_check.h"
#include "report_check.h"
#include "report_samples.h"

static void assert_json(const char *text, const char *path, const char *expected)
{
    char *value = json_get(text, path);
    if (value == NULL)
        fail_msg("'%s' is not there", path);
    else
        assert_string_equal(value, expected);
    free(value);
}

static const char *const contract[] = {
    "state",   "match",  "confidence",   "revisions",    "equal",    "equal_total", "lowest",
    "highest", "probes", "variants",     "runner_up",    "stamp",    "pending",     "history",
    "others",  "drift",  "half_applied", "out_of_order", "commands", "fingerprint", "snapshot"};

static void has_every_key(void (*make)(sample *))
{
    static const char *const commands[] = {"audit", "check", "stamp"};
    sample s;
    make(&s);
    for (size_t c = 0; c < COUNT(commands); c++) {
        char *json = rendered_verdict(&s.verdict, commands[c], "json");
        assert_true(json_valid(json));
        for (size_t i = 0; i < COUNT(contract); i++) {
            char *value = json_get(json, contract[i]);
            if (value == NULL)
                fail_msg("'%s' is not there", contract[i]);
            free(value);
        }
        free(json);
    }
}

static void test_report_json__every_verdict_has_every_key(void **state)
{
    (void)state;
    has_every_key(sample_exact);
    has_every_key(sample_drifted);
    has_every_key(sample_fresh);
    has_every_key(sample_ambiguous);
}

static void test_report_json__what_is_absent_is_null_or_an_empty_list(void **state)
{
    (void)state;
    static const char *const nulls[] = {"match", "runner_up", "stamp", "snapshot.id"};
    static const char *const lists[] = {"revisions", "equal",          "lowest",       "highest",
                                        "drift",     "half_applied",   "out_of_order", "others",
                                        "notes",     "snapshot.limits"};
    sample s;
    sample_fresh(&s);
    char *json = rendered_verdict(&s.verdict, "audit", "json");
    for (size_t i = 0; i < COUNT(nulls); i++)
        assert_json(json, nulls[i], "null");
    for (size_t i = 0; i < COUNT(lists); i++)
        assert_json(json, lists[i], "[]");
    assert_json(json, "snapshot.objects", "{}");
    assert_json(json, "confidence", "0");
    assert_json(json, "equal_total", "0");
    assert_json(json, "commands.0.sql", "null");
    free(json);
}

static void test_report_json__values_are_of_the_types_that_the_contract_names(void **state)
{
    (void)state;
    sample s;
    sample_drifted(&s);
    char *json = rendered_verdict(&s.verdict, "audit", "json");
    assert_json(json, "state", "\"managed\"");
    assert_json(json, "match", "\"drifted\"");
    assert_json(json, "confidence", "0.9");
    assert_json(json, "revisions.0", "\"002_cats\"");
    assert_json(json, "equal.0.0", "\"002_cats\"");
    assert_json(json, "runner_up.margin", "96");
    assert_json(json, "runner_up.differs.2", "\"public.cats.age\"");
    assert_json(json, "stamp.status", "\"ahead\"");
    assert_json(json, "history.revisions", "3");
    assert_json(json, "drift.0.change", "\"missing\"");
    assert_json(json, "drift.0.severity", "\"security\"");
    assert_json(json, "drift.0.attributes", "[]");
    assert_json(json, "drift.1.attributes.1.expected", "null");
    assert_json(json, "drift.1.waived", "false");
    assert_json(json, "drift.2.actual", "\"public.cats_by_age\"");
    assert_json(json, "drift.2.confidence", "0.85");
    assert_json(json, "drift.2.because", "[]");
    assert_json(json, "drift.2.follows", "false");
    assert_json(json, "drift.3.waived", "true");
    assert_json(json, "drift.3.revision", "null");
    assert_json(json, "drift.5.follows", "true");
    assert_json(json, "drift.5.because.0.change", "\"renamed\"");
    assert_json(json, "drift.5.because.0.kind", "\"column\"");
    assert_json(json, "drift.5.because.0.object", "\"public.cats.age\"");
    assert_json(json, "drift.5.because.0.actual", "\"public.cats.years\"");
    assert_json(json, "drift.5.because.0.revision", "\"001_initial\"");
    assert_json(json, "snapshot.id", "7");
    assert_json(json, "snapshot.taken_at", "\"2023-11-14T22:13:20Z\"");
    assert_json(json, "snapshot.objects.column", "2");
    assert_json(json, "snapshot.limits.1.count", "2");
    assert_json(json, "exit_status", "1");
    free(json);
}

static void test_report_json__a_confidence_never_claims_more_than_it_is(void **state)
{
    (void)state;
    static const struct {
        double confidence;
        const char *shown;
    } cases[] = {{1, "1"}, {0.99999, "0.9999"}, {0.99, "0.99"}, {0.5, "0.5"}, {-1, "0"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        sample s;
        sample_exact(&s);
        s.verdict.confidence = cases[i].confidence;
        char *json = rendered_verdict(&s.verdict, "audit", "json");
        assert_json(json, "confidence", cases[i].shown);
        free(json);
    }
}

static void test_report_json__half_applied_revisions_list_their_effects(void **state)
{
    (void)state;
    sample s;
    sample_ambiguous(&s);
    char *json = rendered_verdict(&s.verdict, "audit", "json");
    assert_json(json, "half_applied.0.revision", "\"002_cats\"");
    assert_json(json, "half_applied.0.present.1", "\"public.cats.name\"");
    assert_json(json, "half_applied.0.absent", "[]");
    assert_json(json, "half_applied.0.altered", "[]");
    assert_json(json, "others.0.match", "\"drifted\"");
    free(json);
}

static void test_report_json__hostile_names_stay_what_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *name, *shown;
    } cases[] = {
        {"<script>alert(1)</script>", "\"<script>alert(1)</script>\""},
        {"]]>&amp;", "\"]]>&amp;\""},
        {"\"a\\b'\"", "\"\\\"a\\\\b'\\\"\""},
        {"a\\x41b", "\"a\\\\x41b\""},
        {"a\x01\n\r\t\x1b[31m\x7f", "\"a\\u0001\\n\\r\\t\\u001b[31m\\u007f\""},
        {"a\\x41\x01", "\"a\\\\x41\\u0001\""},
        {"evil\xe2\x80\xae", "\"evil\\u202e\""},
        {"\xff\xfe ok \xc3\xa9", "\"\\\\xff\\\\xfe ok \xc3\xa9\""},
        {"\xed\xa0\x80", "\"\\\\xed\\\\xa0\\\\x80\""},
        {"\xef\xbf\xbf", "\"\\uffff\""},
        {"", "\"\""},
        {"  ", "\"  \""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        sample s;
        sample_drifted(&s);
        s.items[3].object = s.items[3].group = cases[i].name;
        char *json = rendered_verdict(&s.verdict, "audit", "json");
        assert_true(json_valid(json));
        assert_json(json, "drift.0.object", cases[i].shown);
        free(json);
    }
}

static void test_report_json__a_diff_says_whether_it_is_equal(void **state)
{
    (void)state;
    sample s;
    sample_drifted(&s);
    assay_error err = ASSAY_ERROR_INIT;
    assay_document *document;
    assert_int_equal(assay_document_diff(&document, "a.db", "b.db", &s.drift, false, &err),
                     ASSAY_OK);
    char *json = rendered(document, "json");
    assert_true(json_valid(json));
    assert_json(json, "equal", "false");
    assert_json(json, "differences.4.object", "\"public.tmp_idx\"");
    free(json);
    sample_exact(&s);
    assert_int_equal(assay_document_diff(&document, "a.db", "b.db", &s.drift, false, &err),
                     ASSAY_OK);
    json = rendered(document, "json");
    assert_json(json, "equal", "true");
    assert_json(json, "differences", "[]");
    free(json);
}

static void test_report_json__explained_are_the_spellings_and_their_rules(void **state)
{
    (void)state;
    sample s;
    sample_exact(&s);
    const char *rules[] = {"trim", "position"};
    assay_explanation one = {.kind = ASSAY_KIND_check,
                             .object = "s.t.c",
                             .attribute = "expression",
                             .expected = "btrim(x)",
                             .actual = "TRIM(BOTH FROM x)",
                             .rules = rules,
                             .n_rules = 2};
    s.drift.explained = &one;
    s.drift.n_explained = 1;
    assay_error err = ASSAY_ERROR_INIT;
    assay_document *document;
    assert_int_equal(assay_document_diff(&document, "a.db", "b.db", &s.drift, true, &err),
                     ASSAY_OK);
    char *json = rendered(document, "json");
    assert_true(json_valid(json));
    assert_json(json, "explained.0.kind", "\"check\"");
    assert_json(json, "explained.0.object", "\"s.t.c\"");
    assert_json(json, "explained.0.attribute", "\"expression\"");
    assert_json(json, "explained.0.rules.0", "\"trim\"");
    assert_json(json, "explained.0.rules.1", "\"position\"");
    assert_json(json, "explained.0.expected", "\"btrim(x)\"");
    assert_json(json, "explained.0.actual", "\"TRIM(BOTH FROM x)\"");
    assert_json(json, "explained.0.cosmetic", "false");
    free(json);
}

static void test_report_json__a_snapshot_lists_its_objects_when_asked(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    assay_snapshot *snapshot = small_snapshot();
    assay_document *document;
    assert_int_equal(assay_document_snapshot(&document, snapshot, true, &err), ASSAY_OK);
    char *json = rendered(document, "json");
    assert_true(json_valid(json));
    assert_json(json, "snapshot.objects.column", "1");
    assert_json(json, "snapshot.version_tables.0.revisions.0", "\"abc\"");
    assert_json(json, "objects.0.kind", "\"column\"");
    assert_json(json, "objects.0.attributes.type", "\"text\"");
    assert_json(json, "objects.0.unknown.0", "\"default\"");
    free(json);
    assert_int_equal(assay_document_snapshot(&document, snapshot, false, &err), ASSAY_OK);
    json = rendered(document, "json");
    char *objects = json_get(json, "objects");
    assert_null(objects);
    free(json);
    assay_snapshot_free(snapshot);
}

static void test_report_json__the_list_of_snapshots_may_be_empty(void **state)
{
    (void)state;
    assay_error err = ASSAY_ERROR_INIT;
    const assay_cache_entry entry = {1, 1700000000, "t", "s", "r", 5, "ab"};
    assay_document *document;
    assert_int_equal(assay_document_snapshots(&document, NULL, 0, &err), ASSAY_OK);
    char *json = rendered(document, "json");
    assert_json(json, "snapshots", "[]");
    free(json);
    assert_int_equal(assay_document_snapshots(&document, &entry, 1, &err), ASSAY_OK);
    json = rendered(document, "json");
    assert_true(json_valid(json));
    assert_json(json, "snapshots.0.objects", "5");
    free(json);
}

static void test_report_json__the_checker_of_these_tests_is_strict(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",      "{",   "[1,]",     "{\"a\":1,}", "{a:1}",     "[01]", "[\"\x01\"]", "[\"\\x\"]",
        "[1] 2", "nul", "\"\xff\"", "[1.]",       "\"\\u12\"", "[,1]", "{\"a\" 1}"};
    for (size_t i = 0; i < COUNT(bad); i++)
        if (json_valid(bad[i]))
            fail_msg("'%s' passes", bad[i]);
    assert_true(json_valid(" {\"a\": [1, -2.5, \"\\u00e9\", null, true], \"b\": {}} \n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_json__every_verdict_has_every_key),
        cmocka_unit_test(test_report_json__what_is_absent_is_null_or_an_empty_list),
        cmocka_unit_test(test_report_json__values_are_of_the_types_that_the_contract_names),
        cmocka_unit_test(test_report_json__a_confidence_never_claims_more_than_it_is),
        cmocka_unit_test(test_report_json__half_applied_revisions_list_their_effects),
        cmocka_unit_test(test_report_json__hostile_names_stay_what_they_are),
        cmocka_unit_test(test_report_json__a_diff_says_whether_it_is_equal),
        cmocka_unit_test(test_report_json__explained_are_the_spellings_and_their_rules),
        cmocka_unit_test(test_report_json__a_snapshot_lists_its_objects_when_asked),
        cmocka_unit_test(test_report_json__the_list_of_snapshots_may_be_empty),
        cmocka_unit_test(test_report_json__the_checker_of_these_tests_is_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

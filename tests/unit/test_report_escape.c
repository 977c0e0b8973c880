/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/escape.h"
#include "report/layout.h"
#include "report/xml_lines.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void test_report_escape__a_terminal_sees_one_line_of_harmless_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line, *lines;
    } cases[] = {
        {"", "", ""},
        {"a\nb\tc", "a b c", "a\nb c"},
        {"\x1b[31m\r\x7f", "\\x1b[31m\\x0d\\x7f", "\\x1b[31m\\x0d\\x7f"},
        {"\xc2\x9b\xe2\x80\xae", "\\xc2\\x9b\\xe2\\x80\\xae", "\\xc2\\x9b\\xe2\\x80\\xae"},
        {"\xc3\xa9\xff\xed\xa0\x80", "\xc3\xa9\\xff\\xed\\xa0\\x80",
         "\xc3\xa9\\xff\\xed\\xa0\\x80"},
        {"\xf0\x9f\x90\x88\xc0\x80", "\xf0\x9f\x90\x88\\xc0\\x80", "\xf0\x9f\x90\x88\\xc0\\x80"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assay_buffer out = ASSAY_BUFFER_INIT(100);
        assay_printable(&out, cases[i].text, false);
        assert_string_equal(assay_buffer_text(&out), cases[i].line);
        assay_buffer_clear(&out);
        assay_printable(&out, cases[i].text, true);
        assert_string_equal(assay_buffer_text(&out), cases[i].lines);
        assay_buffer_release(&out);
    }
}

static void test_report_escape__only_the_shortest_valid_utf8_is_decoded(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x80",         "\xff",         "\xc0\x80",
                                      "\xed\xa0\x80", "\xe0\x80\xaf", "\xf4\x90\x80\x80",
                                      "\xc3",         "\xe2\x82",     "\xf8\x88\x80\x80\x80"};
    unsigned point;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(assay_utf8_decode(bad[i], &point), 0);
    assert_int_equal(assay_utf8_decode("\xf4\x8f\xbf\xbf", &point), 4);
    assert_int_equal(point, 0x10ffff);
    assert_int_equal(assay_utf8_decode("\xe2\x82\xac", &point), 3);
    assert_int_equal(point, 0x20ac);
}

static void test_report_escape__no_line_is_wider_than_asked_for_and_code_points_count(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width, start, hang;
        const char *wrapped;
    } cases[] = {
        {"", 10, 0, 2, ""},
        {"one two three", 7, 0, 2, "one two\n  three"},
        {"one two", 7, 5, 2, "\n  one\n  two"},
        {"averylongword x", 5, 0, 1, "avery\n long\n word\n x"},
        {"a schema.table.column", 12, 0, 2, "a\n  schema.\n  table.\n  column"},
        {"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 3, 0, 1, "\xc3\xa9\xc3\xa9\xc3\xa9\n \xc3\xa9"},
        {"word", 2, 0, 2, "word"},
        {"\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9", 5, 0, 0, "\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9"},
        {"a  b ", 80, 0, 0, "a  b "},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assay_buffer out = ASSAY_BUFFER_INIT(100);
        assay_text_wrap(&out, cases[i].text, cases[i].width, cases[i].start, cases[i].hang);
        assert_string_equal(assay_buffer_text(&out), cases[i].wrapped);
        assay_buffer_release(&out);
    }
}

static void test_report_escape__an_excerpt_holds_the_first_difference(void **state)
{
    (void)state;
    static const struct {
        const char *text, *other, *excerpt;
    } cases[] = {
        {"short", "other", "short"},
        {"abcdefghij", "abcdefghij", "abcdefghij"},
        {"abcdefghijk", "x", "abcdefghij ... (1 more of 11 characters)"},
        {"0123456789abcdefghijklmnop", "0123456789abcdX",
         "(12 characters) ... cdefghijkl ... (4 more of 26 characters)"},
        {"0123456789abcdef", "0123456789abcdeX", "(6 characters) ... 6789abcdef"},
        {"0123456789abcdef", "0123456789abcdef!", "(6 characters) ... 6789abcdef"},
        {"äöüäöüäöüäöü", "äöüäöüäöüäöX", "(2 characters) ... üäöüäöüäöü"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assay_buffer out = ASSAY_BUFFER_INIT(1000);
        assay_text_excerpt(&out, cases[i].text, cases[i].other, 10);
        assert_string_equal(assay_buffer_text(&out), cases[i].excerpt);
        assay_buffer_release(&out);
    }
}

static void test_report_escape__xml_refers_to_what_would_steer_a_terminal(void **state)
{
    (void)state;
    assay_buffer out = ASSAY_BUFFER_INIT(1000);
    xmlNodePtr node = xmlNewNode(NULL, BAD_CAST "name");
    xmlNewProp(node, BAD_CAST "a",
               BAD_CAST "\xc2\x9b"
                        "31m\u00e9\"");
    xmlAddChild(node, xmlNewText(BAD_CAST "\u202etxt<\u2026\u0416\n"));
    assay_xml_lines(&out, node);
    assert_string_equal(assay_buffer_text(&out),
                        "<name a=\"&#x9b;31m\u00e9&quot;\">&#x202e;txt&lt;\u2026\u0416\n</name>");
    xmlFreeNode(node);
    assay_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_escape__a_terminal_sees_one_line_of_harmless_text),
        cmocka_unit_test(test_report_escape__only_the_shortest_valid_utf8_is_decoded),
        cmocka_unit_test(test_report_escape__no_line_is_wider_than_asked_for_and_code_points_count),
        cmocka_unit_test(test_report_escape__an_excerpt_holds_the_first_difference),
        cmocka_unit_test(test_report_escape__xml_refers_to_what_would_steer_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

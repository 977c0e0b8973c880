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

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void test_report_escape__xml_holds_what_the_standard_allows(void **state)
{
    (void)state;
    static const char *const good[] = {"", "a\t\n\r", "\xc3\xa9", "\xf0\x9f\x90\x88", "\x7f", "\\"};
    static const char *const bad[] = {"\x01",         "\xff",         "\xc0\x80",
                                      "\xed\xa0\x80", "\xef\xbf\xbe", "\xf4\x90\x80\x80",
                                      "a\xc3",        "\xe2\x82",     "\xe0\x80\xaf"};
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(assay_xml_holds(good[i]));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(assay_xml_holds(bad[i]));
}

/* Every sequence of up to three bytes of a set that has all classes of bytes. */
static void test_report_escape__escaping_is_undone_byte_for_byte(void **state)
{
    (void)state;
    static const char bytes[] = "\x01\\x4 \"\x7f\x80\xc3\xa9\xed\xef\xbf\xff";
    for (size_t i = 0; i < sizeof bytes; i++)
        for (size_t j = 0; j < sizeof bytes; j++)
            for (size_t k = 0; k < sizeof bytes; k++) {
                const char text[] = {bytes[i], bytes[j], bytes[k], '\0'};
                assay_buffer once = ASSAY_BUFFER_INIT(100), back = ASSAY_BUFFER_INIT(100);
                assay_xml_escape(&once, text);
                assert_true(assay_xml_holds(assay_buffer_text(&once)));
                assay_xml_unescape(&back, assay_buffer_text(&once));
                assert_string_equal(assay_buffer_text(&back), text);
                assay_buffer_release(&once);
                assay_buffer_release(&back);
            }
}

static void test_report_escape__what_is_no_escape_stays(void **state)
{
    (void)state;
    static const char *const texts[] = {"\\x", "\\x4", "\\xzz", "\\x00", "\\\\", "a\\x"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        assay_buffer out = ASSAY_BUFFER_INIT(100);
        assay_xml_unescape(&out, texts[i]);
        assert_string_equal(assay_buffer_text(&out), texts[i]);
        assay_buffer_release(&out);
    }
}

static void test_report_escape__wrapping_keeps_long_words_and_counts_code_points(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width, start, hang;
        const char *wrapped;
    } cases[] = {
        {"", 10, 0, 2, ""},
        {"one two three", 7, 0, 2, "one two\n  three"},
        {"one two", 7, 5, 2, "one\n  two"},
        {"averylongword x", 5, 0, 1, "averylongword\n x"},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_escape__xml_holds_what_the_standard_allows),
        cmocka_unit_test(test_report_escape__escaping_is_undone_byte_for_byte),
        cmocka_unit_test(test_report_escape__what_is_no_escape_stays),
        cmocka_unit_test(test_report_escape__wrapping_keeps_long_words_and_counts_code_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/document.h"

enum { MAX_SHOWN = 1 << 20 };

/* The text of an element, what differs in [brackets]. */
static void add_side(assay_buffer *out, xmlNodePtr side)
{
    for (xmlNodePtr node = side->children; node != NULL; node = node->next) {
        xmlChar *text = xmlNodeGetContent(node);
        assay_buffer_printf(out, node->type == XML_TEXT_NODE ? "%s" : "[%s]", (const char *)text);
        xmlFree(text);
    }
}

/* Both sides, one below the other; to be freed. */
static char *compared(const char *expected, const char *actual)
{
    assay_writer writer;
    assay_document *document;
    assay_error err = ASSAY_ERROR_INIT;
    assay_buffer out = ASSAY_BUFFER_INIT(MAX_SHOWN);
    assay_writer_init(&writer, "diff");
    assay_write_pair(&writer, writer.root, expected, actual);
    add_side(&out, writer.root->children);
    assay_buffer_add_char(&out, '\n');
    add_side(&out, writer.root->last);
    assert_int_equal(assay_writer_done(&writer, &document, &err), ASSAY_OK);
    assay_document_free(document);
    char *text = strdup(assay_buffer_text(&out));
    assay_buffer_release(&out);
    return text;
}

static void test_report_differing__words_that_the_other_text_lacks_are_marked(void **state)
{
    (void)state;
    static const struct {
        const char *expected, *actual, *shown;
    } cases[] = {
        {"character varying(40)", "character varying(80)",
         "character varying([40])\ncharacter varying([80])"},
        {"(a > 0)", "(a > 0 AND b > 0)", "(a > 0)\n(a > 0[ AND b > 0])"},
        {"new x and y here", "x or other y here", "[new ]x [and] y here\nx [or other] y here"},
        {"CREATE old thing", "CREATE one other thing",
         "CREATE [old] thing\nCREATE [one other] thing"},
        {"text", "integer", "text\ninteger"},
        {"same", "same", "same\nsame"},
        {"", "something", "\nsomething"},
        {"caf\xc3\xa9 au lait", "caf\xc3\xa8 au lait",
         "[caf\xc3\xa9] au lait\n[caf\xc3\xa8] au lait"},
        {"a\x01 b c", "a\x01 b \xff", "a\\x01 b [c]\na\\x01 b [\\xff]"},
        {"a \\b c", "a \\b \x02", "a \\b [c]\na \\\\b [\\x02]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *shown = compared(cases[i].expected, cases[i].actual);
        assert_string_equal(shown, cases[i].shown);
        free(shown);
    }
}

static char *repeated(const char *text, size_t times)
{
    char *all = calloc(times * strlen(text) + 1, 1);
    assert_non_null(all);
    for (size_t i = 0; i < times; i++)
        memcpy(all + i * strlen(text), text, strlen(text));
    return all;
}

static void test_report_differing__what_costs_too_much_differs_as_a_whole(void **state)
{
    (void)state;
    char *a = repeated("a + ", 2000), *b = repeated("b - ", 2000);
    char *expected = calloc(20000, 1), *actual = calloc(20000, 1);
    assert_non_null(expected);
    assert_non_null(actual);
    snprintf(expected, 20000, "begin %send", a);
    snprintf(actual, 20000, "begin %send", b);
    char *shown = compared(expected, actual);
    assert_memory_equal(shown, "begin [a + a + ", 15);
    assert_non_null(strstr(shown, "a +] end\nbegin [b - "));
    free(shown);
    free(expected);
    free(actual);
    free(a);
    free(b);
}

/* Every mark taken out, both texts are what they were; in what is not marked, they are the same. */
static void test_report_differing__nothing_is_lost_and_the_rest_is_common(void **state)
{
    (void)state;
    static const char *const vocabulary[] = {"a", "b", " ", "(", "long_name", "\n"};
    unsigned seed = 7;
    for (int run = 0; run < 2000; run++) {
        char texts[2][256] = {"", ""};
        for (int side = 0; side < 2; side++) {
            for (int i = rand_r(&seed) % 12; i >= 0; i--)
                strcat(texts[side], vocabulary[(size_t)rand_r(&seed) % 6]);
        }
        char *shown = compared(texts[0], texts[1]);
        char whole[2][256] = {"", ""}, common[2][256] = {"", ""};
        int side = 0;
        bool marked = false, any = strchr(shown, '[') != NULL;
        size_t n = 0, m = 0, left = strlen(texts[0]);
        for (const char *c = shown; *c != '\0'; c++) {
            if (*c == '[' || *c == ']') {
                marked = *c == '[';
            } else if (side == 0 && n == left) {
                side = 1;
                n = m = 0;
            } else {
                whole[side][n++] = *c;
                if (!marked && *c != ' ' && *c != '\n')
                    common[side][m++] = *c;
            }
        }
        assert_string_equal(whole[0], texts[0]);
        assert_string_equal(whole[1], texts[1]);
        if (any)
            assert_string_equal(common[0], common[1]);
        free(shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_differing__words_that_the_other_text_lacks_are_marked),
        cmocka_unit_test(test_report_differing__what_costs_too_much_differs_as_a_whole),
        cmocka_unit_test(test_report_differing__nothing_is_lost_and_the_rest_is_common),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

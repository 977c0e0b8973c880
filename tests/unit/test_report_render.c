/* SPDX-License-Identifier: MIT */
/* Stylesheets are programs: what they may not do, and what is said when they fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/hash.h"
#include "report_check.h"
#include "report_samples.h"

#define XSL       "http://www.w3.org/1999/XSL/Transform"
#define OPEN      "<xsl:stylesheet version='1.0' xmlns:xsl='" XSL "'>"
#define CLOSE     "</xsl:stylesheet>"
#define ROOT(...) OPEN "<xsl:template match='/'>" __VA_ARGS__ "</xsl:template>" CLOSE

#define OPEN_WRITTEN                                                                               \
    "<xsl:stylesheet version='1.0' xmlns:xsl='" XSL "' xmlns:a='urn:assay:functions'"              \
    " extension-element-prefixes='a'>"

#define JSON(...)                                                                                  \
    "<xsl:stylesheet version='1.0' xmlns:xsl='" XSL "' xmlns:j='urn:assay:json'"                   \
    " extension-element-prefixes='j'><xsl:output method='text'/><xsl:template "                    \
    "match='/'>" __VA_ARGS__ "</xsl:template>" CLOSE

/* Renders the exact sample by a stylesheet of this text. */
static assay_status render_by(const char *stylesheet, assay_buffer *out, assay_error *err)
{
    sample s;
    assay_document *document;
    char path[] = "/tmp/assay-test-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, stylesheet, strlen(stylesheet)), strlen(stylesheet));
    close(fd);
    const assay_render_options options = {.format = "text", .stylesheet = path};
    sample_exact(&s);
    assert_int_equal(assay_document_verdict(&document, "audit", &s.verdict, err), ASSAY_OK);
    assay_status status = assay_document_render(out, document, &options, err);
    assay_document_free(document);
    unlink(path);
    return status;
}

static void test_report_render__a_stylesheet_reaches_nothing_outside(void **state)
{
    (void)state;
    static const struct {
        const char *stylesheet, *reason;
    } cases[] = {
        {ROOT("<xsl:value-of select='document(\"/etc/passwd\")'/>"), "/etc/passwd"},
        {ROOT("<xsl:value-of select='document(\"../../etc/passwd\")'/>"), "refused"},
        {ROOT("<xsl:value-of select='document(\"http://127.0.0.1:9/\")'/>"), "refused"},
        {ROOT("<xsl:document href='/tmp/assay-test-written'><a/></xsl:document>"), "refused"},
        {ROOT("<xsl:document href='/tmp/assay-test-new/file'><a/></xsl:document>"), "refused"},
        {OPEN "<xsl:include href='/etc/passwd'/>" CLOSE, "refers to '/etc/passwd'"},
        {OPEN "<xsl:import href='http://127.0.0.1:9/a.xsl'/>" CLOSE, "refers to"},
        {OPEN "<xsl:import href='../schemas/report.rng'/>" CLOSE, "refers to"},
        {OPEN "<xsl:import/>" CLOSE, "refers to"},
        {"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" ROOT("&e;"), "DOCTYPE"},
        {"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>" ROOT("a"), "DOCTYPE"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assay_error err = ASSAY_ERROR_INIT;
        assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
        assert_int_equal(render_by(cases[i].stylesheet, &out, &err), ASSAY_INVALID);
        if (strstr(err.what, cases[i].reason) == NULL)
            fail_msg("'%s' does not say '%s'", err.what, cases[i].reason);
        assert_int_equal(out.length, 0);
        assay_buffer_release(&out);
    }
    assert_false(assay_file_exists("/tmp/assay-test-written"));
    assert_false(assay_file_is_directory("/tmp/assay-test-new"));
}

static void test_report_render__a_broken_stylesheet_is_one_line(void **state)
{
    (void)state;
    static const char *const stylesheets[] = {
        "",
        "not xml",
        "<a/>",
        OPEN,
        ROOT("<xsl:value-of select='nosuch()'/>"),
        ROOT("<xsl:value-of select=']'/>"),
        ROOT("<xsl:call-template name='nosuch'/>"),
        ROOT("<xsl:message terminate='yes'>stop</xsl:message>"),
        ROOT("<xsl:value-of select='a:json()' xmlns:a='urn:assay:functions'/>"),
        ROOT("<xsl:value-of select='a:wrap(1, 2)' xmlns:a='urn:assay:functions'/>"),
        JSON("<j:o><j:v k='a' string='1 +'/></j:o>"),
        JSON("<j:o><j:v k='a' string='nosuch:f()'/></j:o>"),
        OPEN "<xsl:template match='/' name='r'><xsl:call-template name='r'/></xsl:template>" CLOSE,
    };
    for (size_t i = 0; i < COUNT(stylesheets); i++) {
        assay_error err = ASSAY_ERROR_INIT;
        assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
        assert_int_equal(render_by(stylesheets[i], &out, &err), ASSAY_INVALID);
        assert_null(strchr(err.what, '\n'));
        assert_true(strlen(err.what) > 20);
        assay_buffer_release(&out);
    }
}

static void assert_renders(const char *stylesheet, const char *expected)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    if (render_by(stylesheet, &out, &err) != ASSAY_OK)
        fail_msg("%s", err.what);
    assert_string_equal(assay_buffer_text(&out), expected);
    assay_buffer_release(&out);
}

#define TEXT(...)                                                                                  \
    "<xsl:stylesheet version='1.0' xmlns:xsl='" XSL "' xmlns:a='urn:assay:functions'"              \
    " xmlns:str='http://exslt.org/strings'><xsl:output method='text'/>" __VA_ARGS__ CLOSE
#define VALUE(select)                                                                              \
    TEXT("<xsl:template match='/'><xsl:value-of select=\"" select "\"/></xsl:template>")

static void test_report_render__a_stylesheet_of_ones_own_has_the_functions(void **state)
{
    (void)state;
    assert_renders(VALUE("report/verdict/@match"), "exact");
    assert_renders(VALUE("a:json('a&quot;b')"), "\"a\\\"b\"");
    assert_renders(VALUE("a:json(nosuch)"), "null");
    assert_renders(VALUE("a:wrap('aa bb cc', 5, 0, 2)"), "aa bb\n  cc");
    assert_renders(VALUE("concat(a:pad('\xc3\xa9', 3), '|', a:width('\xc3\xa9'))"), "\xc3\xa9  |1");
    assert_renders(VALUE("a:sgr('1x;3')"), "\x1b[1;3m");
    assert_renders(VALUE("a:lines('a&#10;b&#x9b;', 2)"), "a\n  b\\xc2\\x9b");
    assert_renders(VALUE("str:replace('a.b.c', '.', '--')"), "a--b--c");
    assert_renders(
        TEXT("<xsl:import href='common-words.xsl'/><xsl:include href='common-words.xsl'/>"
             "<xsl:template match='/'>x<xsl:message>unseen</xsl:message></xsl:template>"),
        "x");
}

static void test_report_render__json_is_printed_as_it_stands_in_a_stylesheet(void **state)
{
    (void)state;
    assert_renders(JSON("<j:o><j:v k='a' string=\"'x&quot;'\"/><j:a k='{1 + 1}'/><j:a k='c'>"
                        "<xsl:for-each select='report/verdict/@*[1]'><j:v string='nosuch'/>"
                        "<j:v><xsl:if test='true()'>1</xsl:if>2</j:v><j:o/></xsl:for-each>"
                        "</j:a></j:o>"),
                   "{\n  \"a\": \"x\\\"\",\n  \"2\": [],\n  \"c\": [\n    null,\n    12,\n"
                   "    {}\n  ]\n}\n");
    assert_renders(JSON("<j:v string='name(report)'/>"), "\"report\"\n");
}

static void test_report_render__what_is_written_at_once_reads_as_if_it_were_not(void **state)
{
    (void)state;
    assert_renders(OPEN_WRITTEN
                   "<xsl:output method='xml' omit-xml-declaration='yes'/><xsl:template match='/'>"
                   "<r><a:written level='1'><b c='&lt;{1 + 1}'><d>&amp;</d></b><e/></a:written>"
                   "<a:written><f>x</f>&gt;</a:written></r></xsl:template>" CLOSE,
                   "<r>\n  <b c=\"&lt;2\">\n    <d>&amp;</d>\n  </b>\n  <e/><f>x</f>&gt;</r>\n");
    assert_renders(OPEN_WRITTEN
                   "<xsl:output method='html' indent='no'/><xsl:template match='/'>"
                   "<p><a:written><br/>&lt;<a:written><i>&lt;</i></a:written></a:written></p>"
                   "</xsl:template>" CLOSE,
                   "<p><br>&lt;<i>&lt;</i></p>\n");
}

static void test_report_render__xml_has_lines_but_no_blank_in_a_text(void **state)
{
    (void)state;
    assert_renders(
        TEXT("<xsl:variable name='x'><a b='&lt;&quot;&#10;'><c>&gt;<differing>&amp;</differing></c>"
             "<c><differing>1</differing></c><d/></a></xsl:variable><xsl:template match='/'>"
             "<xsl:value-of select='a:xml(e:node-set($x)/a)' xmlns:e='http://exslt.org/common'/>"
             "</xsl:template>"),
        "<a b=\"&lt;&quot;&#10;\">\n  <c>&gt;<differing>&amp;</differing></c>\n"
        "  <c><differing>1</differing></c>\n  <d/>\n</a>");
}

static void test_report_render__its_output_has_the_encoding_it_names(void **state)
{
    (void)state;
    assert_renders(OPEN "<xsl:output method='xml' encoding='ISO-8859-1'/>"
                        "<xsl:template match='/'><a>\xc3\xa9</a></xsl:template>" CLOSE,
                   "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<a>\xe9</a>\n");
}

static void test_report_render__stripping_blanks_leaves_the_document_as_it_was(void **state)
{
    (void)state;
    sample s;
    sample_exact(&s);
    s.stamp = (assay_stamp){.tool = "alembic", .table = "   "};
    s.verdict.stamp = &s.stamp;
    assay_error err = ASSAY_ERROR_INIT;
    assay_document *document;
    assert_int_equal(assay_document_verdict(&document, "audit", &s.verdict, &err), ASSAY_OK);
    char path[] = "/tmp/assay-test-XXXXXX";
    close(mkstemp(path));
    const char *strip = TEXT("<xsl:strip-space elements='*'/>");
    assert_int_equal(assay_file_write(path, strip, strlen(strip), &err), ASSAY_OK);
    assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assay_render_options options = {.format = "json", .stylesheet = path};
    assert_int_equal(assay_document_render(&out, document, &options, &err), ASSAY_OK);
    assay_buffer_clear(&out);
    options.stylesheet = NULL;
    assert_int_equal(assay_document_render(&out, document, &options, &err), ASSAY_OK);
    assert_non_null(strstr(assay_buffer_text(&out), "\"table\": \"   \""));
    assay_buffer_release(&out);
    assay_document_free(document);
    unlink(path);
}

static void test_report_render__an_unknown_format_names_the_known_ones(void **state)
{
    (void)state;
    static const char *const names[] = {"yaml", "", "common", "text-drift", "../x", "TEXT"};
    for (size_t i = 0; i < COUNT(names); i++) {
        sample s;
        assay_error err = ASSAY_ERROR_INIT;
        assay_document *document;
        assay_buffer out = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
        const assay_render_options options = {.format = names[i]};
        sample_exact(&s);
        assert_int_equal(assay_document_verdict(&document, "audit", &s.verdict, &err), ASSAY_OK);
        assert_int_equal(assay_document_render(&out, document, &options, &err), ASSAY_USAGE);
        assert_non_null(strstr(err.what, names[i]));
        assert_non_null(strstr(err.remedy, "text, json"));
        assay_buffer_release(&out);
        assay_document_free(document);
    }
}

static void test_report_render__formats_and_embedded_stylesheets_are_the_same(void **state)
{
    (void)state;
    size_t formats = 0, stylesheets = 0;
    for (const char *const *name = assay_report_formats(); *name != NULL; name++) {
        char path[64];
        snprintf(path, sizeof path, "reports/%s.xsl", *name);
        assert_non_null(assay_embedded_find(path));
        formats++;
    }
    /* Parts have a hyphen in their name. */
    for (const assay_embedded *file = assay_embedded_files; file->path != NULL; file++)
        stylesheets += strncmp(file->path, "reports/", 8) == 0 && strchr(file->path, '-') == NULL &&
                       strstr(file->path, ".xsl") != NULL;
    assert_int_equal(formats, stylesheets);
}

static size_t occurrences(const char *text, const char *of)
{
    size_t found = 0;
    const char *end = text + strlen(text);
    for (; (text = memmem(text, (size_t)(end - text), of, strlen(of))) != NULL; text++)
        found++;
    return found;
}

static void test_report_render__thousands_of_deviations_are_all_there(void **state)
{
    (void)state;
    enum { MANY = 4000 };
    /* How each format writes the name, once for a deviation. */
    static const struct {
        const char *format, *name;
        size_t left_out;
    } whole[] = {
        {"text", ".<unique>", 0},           {"json", ".<unique>\"", 0},
        {"html", ".&lt;unique&gt;", 0},     {"xml", ".&lt;unique&gt;</object>", 0},
        {"junit", ".&lt;unique&gt;\">", 0}, {"sarif", ".<unique>\"", 0},
        {"gitlab", ".<unique> ", MANY / 5}, /* but what is waived */
    };
    sample s;
    sample_drifted(&s);
    assay_arena *arena = assay_arena_new();
    assay_difference *items = assay_arena_calloc(arena, MANY, sizeof *items);
    assert_non_null(items);
    for (size_t i = 0; i < MANY; i++) {
        items[i] = s.items[i % 5];
        items[i].group = assay_arena_printf(arena, "public.t%zu", i / 7);
        items[i].object = assay_arena_printf(arena, "public.t%zu.<unique>", i);
    }
    s.drift.items = items;
    s.drift.n_items = MANY;
    for (size_t i = 0; i < COUNT(whole); i++) {
        char *text = rendered_verdict(&s.verdict, "audit", whole[i].format);
        assert_int_equal(occurrences(text, whole[i].name), MANY - whole[i].left_out);
        free(text);
    }
    assay_arena_free(arena);
}

/* What GitHub would not show is not written, and its number is. */
static void test_report_render__a_limited_format_says_how_many_are_left_out(void **state)
{
    (void)state;
    enum { MANY = 500 };
    sample s;
    sample_drifted(&s);
    assay_difference items[MANY];
    for (size_t i = 0; i < MANY; i++)
        items[i] = s.items[1];
    items[MANY - 1].severity = ASSAY_SEVERITY_SECURITY;
    items[MANY - 1].group = items[MANY - 1].object = "public.worst";
    for (size_t i = 0; i < MANY; i++)
        items[i].counts = true;
    s.drift.items = items;
    s.drift.n_items = MANY;
    char *github = rendered_verdict(&s.verdict, "audit", "github");
    assert_int_equal(occurrences(github, "::error "), 10);
    assert_non_null(strstr(github, "492 more of this kind are left out"));
    /* After what is found of the database as a whole. */
    assert_non_null(strstr(github, "stamp is ahead\n::error file=profiles/cats/002%2C cats.xml,"
                                   "line=7,title=security%3A changed column public.worst::"));
    free(github);
    char *markdown = rendered_verdict(&s.verdict, "audit", "markdown");
    assert_int_equal(occurrences(markdown, "| changed column"), 200);
    assert_non_null(strstr(markdown, "300 more are left out here"));
    free(markdown);
}

/* Of the longest and widest texts that it shows, as many as it shows. */
static void test_report_render__a_summary_stays_below_what_github_keeps(void **state)
{
    (void)state;
    enum { MANY = 300, ATTRIBUTES = 12, CHARACTERS = 300, MIB = 1 << 20 };
    char text[4 * CHARACTERS + 1], other[4 * CHARACTERS + 1];
    for (size_t i = 0; i < CHARACTERS; i++) {
        memcpy(text + 4 * i, "\xf0\x9f\x90\x88", 4);
        memcpy(other + 4 * i, "\xf0\x9f\x90\x95", 4);
    }
    text[4 * CHARACTERS] = other[4 * CHARACTERS] = '\0';
    assay_attribute_difference attributes[ATTRIBUTES];
    for (size_t i = 0; i < ATTRIBUTES; i++)
        attributes[i] =
            (assay_attribute_difference){"default", text, other, ASSAY_SEVERITY_INTEGRITY};
    sample s;
    sample_drifted(&s);
    s.waiver.reason = s.waiver.owner = "a reason as long as the file of waivers lets it be";
    assay_difference items[MANY];
    for (size_t i = 0; i < MANY; i++)
        items[i] = (assay_difference){.change = ASSAY_CHANGED,
                                      .kind = ASSAY_KIND_column,
                                      .object = text,
                                      .actual = other,
                                      .revision = text,
                                      .group = "public.t",
                                      .severity = ASSAY_SEVERITY_INTEGRITY,
                                      .attributes = attributes,
                                      .n_attributes = ATTRIBUTES,
                                      .waived = i % 5 == 4,
                                      .waiver = i % 5 == 4 ? &s.waiver : NULL};
    s.drift.items = items;
    s.drift.n_items = MANY;
    char *markdown = rendered_verdict(&s.verdict, "audit", "markdown");
    assert_in_range(strlen(markdown), MIB / 2, MIB - MIB / 50);
    free(markdown);
}

/* What the page's policy lets a browser apply is what is in it. */
static void assert_allowed(const char *page, const char *policy, const char *from, const char *to)
{
    const char *start = strstr(page, from);
    assert_non_null(start);
    start += strlen(from);
    const char *end = strstr(start, to);
    assert_non_null(end);
    char digest[ASSAY_HASH_BASE64], allowed[ASSAY_HASH_BASE64 + 64];
    assay_hash hash = assay_hash_of(start, (size_t)(end - start));
    assay_hash_base64(&hash, digest);
    snprintf(allowed, sizeof allowed, "%s 'sha256-%s'", policy, digest);
    const char *meta = strstr(page, "Content-Security-Policy");
    assert_non_null(meta);
    assert_in_range(strstr(meta, allowed) - meta, 1, 400);
    assert_null(strstr(end, from));
}

static void test_report_render__the_pages_policy_fits_its_style_and_script(void **state)
{
    (void)state;
    sample s;
    sample_drifted(&s);
    char *page = rendered_verdict(&s.verdict, "audit", "html");
    assert_allowed(page, "style-src", "<style>", "</style>");
    assert_allowed(page, "script-src", "<script>", "</script>");
    free(page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_render__a_stylesheet_reaches_nothing_outside),
        cmocka_unit_test(test_report_render__a_broken_stylesheet_is_one_line),
        cmocka_unit_test(test_report_render__a_stylesheet_of_ones_own_has_the_functions),
        cmocka_unit_test(test_report_render__json_is_printed_as_it_stands_in_a_stylesheet),
        cmocka_unit_test(test_report_render__what_is_written_at_once_reads_as_if_it_were_not),
        cmocka_unit_test(test_report_render__xml_has_lines_but_no_blank_in_a_text),
        cmocka_unit_test(test_report_render__its_output_has_the_encoding_it_names),
        cmocka_unit_test(test_report_render__stripping_blanks_leaves_the_document_as_it_was),
        cmocka_unit_test(test_report_render__an_unknown_format_names_the_known_ones),
        cmocka_unit_test(test_report_render__formats_and_embedded_stylesheets_are_the_same),
        cmocka_unit_test(test_report_render__thousands_of_deviations_are_all_there),
        cmocka_unit_test(test_report_render__a_limited_format_says_how_many_are_left_out),
        cmocka_unit_test(test_report_render__a_summary_stays_below_what_github_keeps),
        cmocka_unit_test(test_report_render__the_pages_policy_fits_its_style_and_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

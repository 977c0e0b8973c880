/* SPDX-License-Identifier: MIT */
/* What Alembic's version files say of themselves, in all the spellings that people use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "learn/python_literal.h"

/* The strings assigned to the name, joined by ','; "None", "absent" or "computed". */
static void says(const char *text, const char *name, const char *expected)
{
    assay_arena *arena = assay_arena_new();
    assay_error err = ASSAY_ERROR_INIT;
    assay_python_value value;
    char joined[500] = "";
    assert_int_equal(assay_python_assignment(&value, arena, text, name, &err), ASSAY_OK);
    static const char *const others[] = {[ASSAY_PYTHON_ABSENT] = "absent",
                                         [ASSAY_PYTHON_NONE] = "None",
                                         [ASSAY_PYTHON_STRINGS] = "",
                                         [ASSAY_PYTHON_UNREADABLE] = "computed"};
    strcpy(joined, others[value.found]);
    for (size_t i = 0; i < value.n; i++) {
        strcat(joined, i == 0 ? "" : ",");
        strcat(joined, value.strings[i]);
    }
    assert_string_equal(joined, expected);
    assay_arena_free(arena);
}

static void strings_in_every_spelling(void **state)
{
    (void)state;
    says("revision = 'abc'", "revision", "abc");
    says("revision = \"abc\"  # the id\n", "revision", "abc");
    says("revision: str = 'abc'\n", "revision", "abc");
    says("revision=u'''abc'''\n", "revision", "abc");
    says("revision = 'ab' \\\n    'c'\n", "revision", "abc");
    says("revision = ('ab'\n    'c')\nother = 'x'\n", "revision", "abc");
    says("revision = 'a'\nrevision = 'b'\n", "revision", "b");
}

static void what_is_not_plain_text_is_not_guessed_at(void **state)
{
    (void)state;
    says("revision = F'a{x}'\n", "revision", "computed");
    says("revision = rF'abc'\n", "revision", "computed");
    says("revision = 'a' f'{x}'\n", "revision", "computed");
    says("revision = b'abc'\n", "revision", "computed");
    says("revision = 'a\\x62c'\n", "revision", "computed");
    says("revision = 'a\\142c'\n", "revision", "computed");
    says("revision = r'a\\nc'\n", "revision", "a\\nc");
    says("revision = 'a\\dc'\n", "revision", "a\\dc");
    says("revision = 'a\\'c'\n", "revision", "a'c");
}

static void a_statement_begins_a_line_or_follows_a_semicolon(void **state)
{
    (void)state;
    says("revision = 'b'; down_revision = 'a'\n", "down_revision", "a");
    says("revision = 'b' ;down_revision = 'a'\n", "down_revision", "a");
    says("\xef\xbb\xbfrevision = 'b'\n", "revision", "b");
    says("x = 1 + \\\nrevision = 'b'\n", "revision", "absent");
    says("def f():\n    x = 1; revision = 'b'\n", "revision", "absent");
    says("x = 1, revision = 'b'\n", "revision", "absent");
}

static void parents_as_none_one_or_several(void **state)
{
    (void)state;
    says("down_revision = None\n", "down_revision", "None");
    says("down_revision: Union[str, None] = None\n", "down_revision", "None");
    says("down_revision: Union[str, Sequence[str], None] = ('a', 'b')\n", "down_revision", "a,b");
    says("down_revision = ['a', # one\n  'b',]\n", "down_revision", "a,b");
    says("down_revision = 'a', 'b'\n", "down_revision", "a,b");
    says("down_revision = ()\n", "down_revision", "None");
}

static void what_is_no_assignment_at_the_top_is_passed_over(void **state)
{
    (void)state;
    says("\"\"\"title\n\nrevision = 'doc'\n\"\"\"\nrevision = 'abc'\n", "revision", "abc");
    says("def f():\n    revision = 'local'\n", "revision", "absent");
    says("f(\nrevision='argument')\n", "revision", "absent");
    says("# revision = 'comment'\ndown_revision = 'a'\n", "revision", "absent");
    says("if revision == 'x':\n    pass\nrevision_x = 'y'\n", "revision", "absent");
}

static void what_only_python_can_tell_is_said_to_be_computed(void **state)
{
    (void)state;
    says("down_revision = previous\n", "down_revision", "computed");
    says("branch_labels = (cli.EXPAND_BRANCH,)\n", "branch_labels", "computed");
    says("revision = f'{x}'\n", "revision", "computed");
}

static void hostile_files_end(void **state)
{
    (void)state;
    says("revision = 'abc", "revision", "computed");
    says("revision = '''abc", "revision", "computed");
    says("revision = ((((((", "revision", "None");
    says("revision = \\", "revision", "computed");
    says("))))\nrevision = 'a'", "revision", "a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_in_every_spelling),
        cmocka_unit_test(what_is_not_plain_text_is_not_guessed_at),
        cmocka_unit_test(a_statement_begins_a_line_or_follows_a_semicolon),
        cmocka_unit_test(parents_as_none_one_or_several),
        cmocka_unit_test(what_is_no_assignment_at_the_top_is_passed_over),
        cmocka_unit_test(what_only_python_can_tell_is_said_to_be_computed),
        cmocka_unit_test(hostile_files_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* The drawing of what is around the matched revision, in `text`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "history/profile_text.h"
#include "report_check.h"
#include "report_samples.h"

enum { MOST = 100, PARENTS = 3 };

/* A verdict about a history of its own, that borrows from itself. */
typedef struct drawn {
    sample s;
    assay_revision revisions[MOST];
    char ids[MOST][80];
    size_t parents[MOST][PARENTS];
    const char *at[1], *stamped[1];
    assay_revision_set set;
} drawn;

/* A line for each revision: its id, then its parents. The database is at one and stamped with one
 * (NULL: none). */
static void given(drawn *d, const char *lines, const char *at, const char *stamped)
{
    sample_exact(&d->s);
    size_t n = 0;
    char text[8000], *line, *rest = text;
    snprintf(text, sizeof text, "%s", lines);
    for (; (line = strtok_r(rest, "\n", &rest)) != NULL; n++) {
        char *id, *words = line;
        d->revisions[n] = (assay_revision){.id = d->ids[n], .label = "", .revises = d->parents[n]};
        snprintf(d->ids[n], sizeof d->ids[n], "%s", strtok_r(words, " ", &words));
        while ((id = strtok_r(words, " ", &words)) != NULL)
            for (size_t i = 0; i < n; i++)
                if (strcmp(d->ids[i], id) == 0)
                    d->parents[n][d->revisions[n].n_revises++] = i;
    }
    d->s.history.revisions = d->revisions;
    d->s.history.n_revisions = n;
    d->at[0] = at;
    d->set = (assay_revision_set){d->at, at != NULL};
    d->s.verdict.revisions = d->s.verdict.lowest = d->s.verdict.highest = d->set;
    d->stamped[0] = stamped;
    d->s.stamp = (assay_stamp){.tool = "alembic",
                               .table = "alembic_version",
                               .revisions = d->stamped,
                               .n_revisions = 1,
                               .status = ASSAY_STAMP_AHEAD};
    d->s.verdict.stamp = stamped == NULL ? NULL : &d->s.stamp;
    d->s.verdict.state = stamped == NULL ? ASSAY_LEGACY : ASSAY_MANAGED;
}

static void assert_drawn(drawn *d, bool unicode, const char *drawing)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_document *document;
    const assay_render_options options = {.format = "text", .unicode = unicode};
    assert_int_equal(assay_document_verdict(&document, "audit", &d->s.verdict, &err), ASSAY_OK);
    char *text = rendered_as(document, &options);
    char *start = strstr(text, "Where in the history\n");
    assert_non_null(start);
    start += strlen("Where in the history\n");
    char *end = strstr(start, "\n\n");
    assert_non_null(end);
    end[1] = '\0';
    assert_string_equal(start, drawing);
    free(text);
}

static void test_report_near__two_generations_are_drawn_and_the_others_counted(void **state)
{
    (void)state;
    drawn d;
    given(&d, "a\nb a\nc b\nd c\ne d\nf e\ng f\nh g", "d", NULL);
    assert_drawn(&d, false,
                 "  (2 more after these or beside them)\n"
                 "  o f (pending)\n"
                 "  o e (pending)\n"
                 "  * d (the database is here, applied)\n"
                 "  * c (applied)\n"
                 "  * b (applied)\n"
                 "  (1 more before these)\n");
}

static void test_report_near__branches_are_lanes_in_what_the_reader_can_see(void **state)
{
    (void)state;
    drawn d;
    given(&d, "a\nb a\nc a\nd b c", "b", NULL);
    assert_drawn(&d, false,
                 "  o d (pending, head)\n"
                 "  +-.\n"
                 "  * | b (the database is here, applied)\n"
                 "  | o c (pending)\n"
                 "  +-'\n"
                 "  * a (applied)\n");
    assert_drawn(&d, true,
                 "  ○ d (pending, head)\n"
                 "  ├─╮\n"
                 "  ● │ b (the database is here, applied)\n"
                 "  │ ○ c (pending)\n"
                 "  ├─╯\n"
                 "  ● a (applied)\n");
}

static void test_report_near__what_lies_before_a_far_stamp_is_one_line(void **state)
{
    (void)state;
    drawn d;
    given(&d, "a\nb a\nc b\nd c\ne d\nf e\ng f\nh g\ni h", "b", "h");
    assert_drawn(&d, false,
                 "  (1 more after these or beside them)\n"
                 "  o h (stamp, pending)\n"
                 "  : (3 between)\n"
                 "  o d (pending)\n"
                 "  o c (pending)\n"
                 "  * b (the database is here, applied)\n"
                 "  * a (applied)\n");
}

static void test_report_near__a_database_before_the_first_revision_sees_that(void **state)
{
    (void)state;
    drawn d;
    given(&d, "a\nb a", NULL, NULL);
    assert_drawn(&d, false, "  (1 more after these or beside them)\n  o a (pending)\n");
}

static void test_report_near__names_do_not_steer_and_are_not_cut(void **state)
{
    (void)state;
    drawn d;
    given(&d, "a\nb a", "a", NULL);
    snprintf(d.ids[1], sizeof d.ids[1], "\x1b[31m\n* evil\xe2\x80\xae%064d", 7);
    assert_drawn(
        &d, false,
        "  o \\x1b[31m *\n"
        "      evil\\xe2\\x80\\xae0000000000000000000000000000000000000000000000000000000000\n"
        "      000007 (pending, head)\n"
        "  * a (the database is here, applied)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report_near__two_generations_are_drawn_and_the_others_counted),
        cmocka_unit_test(test_report_near__branches_are_lanes_in_what_the_reader_can_see),
        cmocka_unit_test(test_report_near__what_lies_before_a_far_stamp_is_one_line),
        cmocka_unit_test(test_report_near__a_database_before_the_first_revision_sees_that),
        cmocka_unit_test(test_report_near__names_do_not_steer_and_are_not_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

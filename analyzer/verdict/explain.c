/* SPDX-License-Identifier: MIT */
#include "verdict/explain.h"

#include <string.h>

#include "base/limits.h"
#include "kinds/canon.h"

enum { MAX_RULES = 32 };

static const char SPELLING[] = "spelling"; /* blanks, comments, case, quotes, outer parentheses */
static const char MAINTAIN[] = "maintain"; /* a privilege that one of the servers lacks */

static assay_canon_applied applied_to(const assay_explaining *e, assay_form form, bool loose,
                                      const char *text)
{
    assay_buffer ignored = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_error err = ASSAY_ERROR_INIT;
    assay_canon_applied applied = 0;
    if (form == ASSAY_FORM_EXPR || form == ASSAY_FORM_QUERY || form == ASSAY_FORM_LIST)
        (void)assay_canon_text(&ignored, e->dialect, form, loose, text, &applied, &err);
    assay_buffer_release(&ignored);
    return applied;
}

/* The strict rules that one of two texts needs and the other does not, and all loose ones. */
static assay_canon_applied rules_between(const assay_explaining *e, assay_kind kind, int attribute,
                                         bool cosmetic, const char *x, const char *y)
{
    assay_form form = assay_kind_get(kind)->attributes[attribute].form;
    assay_canon_applied a = applied_to(e, form, false, x), b = applied_to(e, form, false, y);
    assay_canon_applied loose = 0;
    if (cosmetic)
        loose = (applied_to(e, form, true, x) | applied_to(e, form, true, y)) & ~(a | b);
    return (a ^ b) | loose;
}

static size_t name_rules(const char *names[MAX_RULES], assay_canon_applied rules)
{
    size_t n = 0;
    for (unsigned i = 0; i < MAX_RULES; i++)
        if ((rules >> i & 1) != 0 && assay_canon_rule_name(i) != NULL)
            names[n++] = assay_canon_rule_name(i);
    if (n == 0)
        names[n++] = SPELLING;
    return n;
}

static assay_status add(assay_explaining *e, const assay_object *expected, int attribute,
                        const char *x, const char *y, bool cosmetic, const char **rules, size_t n,
                        assay_error *err)
{
    assay_differences *out = e->out;
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_object_name(&name, expected);
    out->explained = assay_arena_grow(out->arena, out->explained, &e->capacity,
                                      out->n_explained + 1, sizeof *out->explained);
    assay_explanation one = {.kind = expected->kind,
                             .object = assay_arena_strdup(out->arena, assay_buffer_text(&name)),
                             .attribute =
                                 assay_kind_get(expected->kind)->attributes[attribute].name,
                             .expected = x,
                             .actual = y,
                             .rules = assay_arena_calloc(out->arena, n, sizeof *rules),
                             .n_rules = n,
                             .cosmetic = cosmetic};
    assay_buffer_release(&name);
    if (out->explained == NULL || one.object == NULL || one.rules == NULL)
        return assay_fail_nomem(err);
    memcpy(one.rules, rules, n * sizeof *rules);
    out->explained[out->n_explained++] = one;
    return ASSAY_OK;
}

static bool is_hash(const char *text)
{
    return strncmp(text, "sha256:", 7) == 0;
}

assay_status assay_explain(assay_explaining *explaining, const assay_spelling *spelling,
                           const assay_object *expected, const assay_object *actual, int attribute,
                           assay_error *err)
{
    const char *x = assay_object_raw(expected, attribute), *y = assay_object_raw(actual, attribute);
    const char *names[MAX_RULES] = {MAINTAIN};
    if (assay_spelling_forgives(spelling, expected, actual, attribute) &&
        assay_attribute_equal(expected, actual, attribute) == ASSAY_DIFFERENT)
        return add(explaining, expected, attribute, x, y, false, names, 1, err);
    if (x == NULL || y == NULL || strcmp(x, y) == 0 || is_hash(x) || is_hash(y))
        return ASSAY_OK;
    assay_equality equality = assay_attribute_equal(expected, actual, attribute);
    bool cosmetic =
        equality == ASSAY_DIFFERENT && assay_spelling_only(spelling, expected, actual, attribute);
    if (equality != ASSAY_EQUAL && !cosmetic)
        return ASSAY_OK;
    size_t n =
        name_rules(names, rules_between(explaining, expected->kind, attribute, cosmetic, x, y));
    return add(explaining, expected, attribute, x, y, cosmetic, names, n, err);
}

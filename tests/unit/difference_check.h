/* SPDX-License-Identifier: MIT */
/* Catalogs written as tables of rows, and what a comparison of two of them finds, in lines. */
#ifndef ASSAY_TESTS_DIFFERENCE_CHECK_H
#define ASSAY_TESTS_DIFFERENCE_CHECK_H

#include <stdio.h>
#include <string.h>

#include "verdict/difference.h"

/* One object in a line: kind, schema, relation, name, then attribute=value up to NULL. */
typedef struct row {
    const char *kind, *schema, *relation, *name;
    const char *attributes[7];
} row;

static inline void add_rows(assay_catalog *catalog, const row *rows, size_t n)
{
    assay_error err = ASSAY_ERROR_INIT;
    for (size_t i = 0; i < n; i++) {
        assay_kind kind;
        assert_true(assay_kind_find(&kind, rows[i].kind));
        assay_object *o =
            assay_catalog_add(catalog, kind, rows[i].schema, rows[i].relation, rows[i].name, &err);
        assert_non_null(o);
        for (size_t a = 0; a < 7 && rows[i].attributes[a] != NULL; a++) {
            char name[64];
            const char *equals = strchr(rows[i].attributes[a], '=');
            snprintf(name, sizeof name, "%.*s", (int)(equals - rows[i].attributes[a]),
                     rows[i].attributes[a]);
            int attribute = assay_attribute_find(kind, name);
            assert_true(attribute >= 0);
            assert_int_equal(assay_object_set_canonical(catalog, o, attribute, equals + 1, &err),
                             ASSAY_OK);
        }
    }
}

static inline assay_catalog *build(const row *rows, size_t n)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *catalog = assay_catalog_new(ASSAY_POSTGRESQL);
    assert_non_null(catalog);
    add_rows(catalog, rows, n);
    assert_int_equal(assay_catalog_seal(catalog, &err), ASSAY_OK);
    return catalog;
}

/* Writes one line for each difference: "change kind object [-> actual] attributes [because causes]
 * [follows]". */
static inline void describe(assay_buffer *text, const assay_differences *d)
{
    for (size_t i = 0; i < d->n_items; i++) {
        const assay_difference *item = &d->items[i];
        assay_buffer_printf(text, "%s %s %s", assay_change_name(item->change),
                            assay_kind_get(item->kind)->name, item->object);
        if (item->actual != NULL)
            assay_buffer_printf(text, " -> %s", item->actual);
        for (size_t k = 0; k < item->n_attributes; k++)
            assay_buffer_printf(text, " %s", item->attributes[k].name);
        for (size_t k = 0; k < item->n_because; k++)
            assay_buffer_printf(text, "%s %s %s", k == 0 ? " because" : ",",
                                assay_kind_get(item->because[k].kind)->name,
                                item->because[k].object);
        assay_buffer_add(text, item->follows ? " follows\n" : "\n");
    }
}

/* Compares and describes. */
static inline void expect_with(assay_difference_options options, const row *a, size_t n_a,
                               const row *b, size_t n_b, const char *expected)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_catalog *x = build(a, n_a), *y = build(b, n_b);
    assay_differences *d;
    assert_int_equal(assay_differences_new(&d, x, y, &options, &err), ASSAY_OK);
    assay_buffer text = ASSAY_BUFFER_INIT(1 << 16);
    describe(&text, d);
    assert_string_equal(assay_buffer_text(&text), expected);
    assert_int_equal(d->equal, expected[0] == '\0');
    assay_buffer_release(&text);
    assay_differences_free(d);
    assay_catalog_free(x);
    assay_catalog_free(y);
}

static inline void expect(const row *a, size_t n_a, const row *b, size_t n_b, const char *expected)
{
    expect_with((assay_difference_options){.mask = ASSAY_COMPARE_DEFAULT}, a, n_a, b, n_b,
                expected);
}

#endif

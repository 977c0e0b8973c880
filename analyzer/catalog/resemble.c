/* SPDX-License-Identifier: MIT */
/* Attributes that differ only as one major version of PostgreSQL differs from another. */
#include <string.h>

#include "base/limits.h"
#include "catalog/catalog.h"
#include "kinds/canon.h"

static bool has_loose_form(assay_form form)
{
    return form == ASSAY_FORM_EXPR || form == ASSAY_FORM_QUERY || form == ASSAY_FORM_LIST;
}

/* A text that has no loose form (it is a hash, or grows too long) stays as it is. */
static void loosen(assay_buffer *out, assay_form form, const char *text)
{
    assay_error ignored = ASSAY_ERROR_INIT;
    assay_canon_applied applied = 0;
    if (strncmp(text, "sha256:", 7) != 0 &&
        assay_canon_text(out, ASSAY_POSTGRESQL, form, true, text, &applied, &ignored) == ASSAY_OK)
        return;
    assay_buffer_clear(out);
    assay_buffer_add(out, text);
}

bool assay_attribute_resembles(const assay_object *a, const assay_object *b, int attribute)
{
    assay_form form = assay_kind_get(b->kind)->attributes[attribute].form;
    const char *x = a->values[attribute], *y = b->values[attribute];
    /* Objects of SQLite have no schema. */
    if (!has_loose_form(form) || x == NULL || y == NULL || b->schema[0] == '\0' ||
        (!assay_canon_may_loosen(x) && !assay_canon_may_loosen(y)))
        return false;
    assay_buffer one = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT), two = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    loosen(&one, form, x);
    loosen(&two, form, y);
    bool equal = one.status == ASSAY_OK && two.status == ASSAY_OK &&
                 strcmp(assay_buffer_text(&one), assay_buffer_text(&two)) == 0;
    assay_buffer_release(&one);
    assay_buffer_release(&two);
    return equal;
}

/* Behind the list's next item that is not MAINTAIN; *item and *length are that item, 0 at the end.
 * Items are "grantee PRIVILEGE", perhaps with the grant option, between ", ". */
static const char *next_privilege(const char *list, const char **item, size_t *length)
{
    static const char maintain[] = " MAINTAIN", option[] = " WITH GRANT OPTION";
    for (*length = 0; *list != '\0';) {
        const char *end = strstr(list, ", ");
        size_t n = end == NULL ? strlen(list) : (size_t)(end - list), bare = n;
        if (bare > sizeof option - 1 &&
            memcmp(list + bare - (sizeof option - 1), option, sizeof option - 1) == 0)
            bare -= sizeof option - 1;
        *item = list;
        list += n + (end == NULL ? 0 : 2);
        if (bare > sizeof maintain - 1 &&
            memcmp(*item + bare - (sizeof maintain - 1), maintain, sizeof maintain - 1) == 0)
            continue;
        *length = n;
        break;
    }
    return list;
}

bool assay_privileges_resemble(const char *a, const char *b)
{
    a = a == NULL ? "" : a;
    b = b == NULL ? "" : b;
    for (;;) {
        const char *x = "", *y = "";
        size_t n, m;
        a = next_privilege(a, &x, &n);
        b = next_privilege(b, &y, &m);
        if (n != m || memcmp(x, y, n) != 0)
            return false;
        if (n == 0)
            return true;
    }
}

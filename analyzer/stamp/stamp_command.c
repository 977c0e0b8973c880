/* SPDX-License-Identifier: MIT */
/* The commands that a tool's row yields for given revisions. */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "stamp/stamp.h"

/* An id that looks like an option would be one, wherever it stands. */
static bool like_option(const char *id)
{
    return id[0] == '-';
}

static bool any_like_option(const char *const *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (like_option(ids[i]))
            return true;
    return false;
}

static void add_list(assay_buffer *out, const char *const *ids, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            assay_buffer_add_char(out, ' ');
        assay_quote_shell(out, ids[i]);
    }
}

/* Three parts that are not empty, with "::" between. */
static bool is_changeset(const char *id)
{
    const char *first = strstr(id, "::"), *second = first == NULL ? NULL : strstr(first + 2, "::");
    return second != NULL && first > id && second > first + 2 && second[2] != '\0' &&
           strstr(second + 2, "::") == NULL;
}

bool assay_stamp_id_fits(const assay_tool *tool, const char *id)
{
    size_t length = strlen(id);
    switch (tool->id) {
    case ASSAY_ID_NUMBER:
        return length > 0 && length < 19 && strspn(id, "0123456789") == length;
    case ASSAY_ID_VERSION:
        return length > 0 && strspn(id, "0123456789.") == length;
    case ASSAY_ID_SCOPED:
        return strchr(id, '.') != NULL && id[0] != '.';
    case ASSAY_ID_CHANGESET:
        return is_changeset(id);
    case ASSAY_ID_TIMED:
        return length >= 13 && strspn(id + length - 13, "0123456789") == 13;
    case ASSAY_ID_ANY:
        break;
    }
    return true;
}

static bool add_revisions(assay_buffer *out, const assay_stamp_ids *ids, const char *one)
{
    (void)one;
    if (any_like_option(ids->heads, ids->n_heads))
        assay_buffer_add(out, "-- ");
    add_list(out, ids->heads, ids->n_heads);
    return true;
}

static bool add_revision(assay_buffer *out, const assay_stamp_ids *ids, const char *one)
{
    (void)one;
    if (ids->n_heads != 1 || like_option(ids->heads[0]))
        return false;
    assay_quote_shell(out, ids->heads[0]);
    return true;
}

static bool add_unrecorded(assay_buffer *out, const assay_stamp_ids *ids, const char *one)
{
    (void)one;
    add_list(out, ids->unrecorded, ids->n_unrecorded);
    return !any_like_option(ids->unrecorded, ids->n_unrecorded);
}

static bool add_count(assay_buffer *out, const assay_stamp_ids *ids, const char *one)
{
    (void)one;
    assay_buffer_printf(out, "%zu", ids->n_unrecorded);
    return true;
}

static bool add_each(assay_buffer *out, const assay_stamp_ids *ids, const char *one)
{
    (void)ids;
    assay_quote_shell(out, one);
    return !like_option(one);
}

static bool add_application(assay_buffer *out, const assay_stamp_ids *ids, const char *one)
{
    (void)ids;
    size_t length = strcspn(one, ".");
    if (one[length] == '\0' || length == 0 || like_option(one))
        return false;
    assay_buffer part = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer_add_n(&part, one, length);
    bool given = part.status == ASSAY_OK;
    assay_quote_shell(out, assay_buffer_text(&part));
    assay_buffer_release(&part);
    return given;
}

static bool add_name(assay_buffer *out, const assay_stamp_ids *ids, const char *one)
{
    (void)ids;
    const char *dot = strchr(one, '.');
    if (dot == NULL || like_option(dot + 1))
        return false;
    assay_quote_shell(out, dot + 1);
    return true;
}

static const struct {
    const char *slot;
    bool (*add)(assay_buffer *out, const assay_stamp_ids *ids, const char *one);
} slots[] = {
    {"{revisions}", add_revisions},
    {"{revision}", add_revision},
    {"{count}", add_count},
    {"{each}", add_each},
    {"{unrecorded}", add_unrecorded},
    {"{name}", add_name},
    {"{application}", add_application},
};

/* The pattern with its slots filled; false if one cannot be. `one` is the id of this repetition. */
static bool fill(assay_buffer *out, const char *pattern, const assay_stamp_ids *ids,
                 const char *one)
{
    while (*pattern != '\0') {
        size_t plain = strcspn(pattern, "{"), s = 0, n = sizeof slots / sizeof *slots;
        assay_buffer_add_n(out, pattern, plain);
        pattern += plain;
        while (s < n && strncmp(pattern, slots[s].slot, strlen(slots[s].slot)) != 0)
            s++;
        if (s < n) {
            if (!slots[s].add(out, ids, one))
                return false;
            pattern += strlen(slots[s].slot);
        } else if (*pattern != '\0') {
            assay_buffer_add_char(out, *pattern++);
        }
    }
    return true;
}

static bool fill_all(assay_buffer *out, const char *pattern, const assay_stamp_ids *ids)
{
    bool each = strstr(pattern, "{each}") != NULL;
    if (!each && strstr(pattern, "{name}") == NULL)
        return fill(out, pattern, ids, "");
    const char *const *list = each ? ids->unrecorded : ids->heads;
    size_t n = each ? ids->n_unrecorded : ids->n_heads;
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            assay_buffer_add(out, " &&\n");
        if (!fill(out, pattern, ids, list[i]))
            return false;
    }
    return n > 0;
}

assay_status assay_stamp_command(const char **out, assay_arena *arena, const char *pattern,
                                 const assay_stamp_ids *ids, assay_error *err)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    *out = NULL;
    bool given = fill_all(&text, pattern, ids);
    assay_status status = assay_buffer_check(&text, err);
    if (status == ASSAY_OK && given) {
        *out = assay_arena_strdup(arena, assay_buffer_text(&text));
        status = *out == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    }
    assay_buffer_release(&text);
    return status;
}

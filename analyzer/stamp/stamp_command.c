/* SPDX-License-Identifier: MIT */
/* The commands that a tool's row yields for given revisions. */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "stamp/stamp.h"

/* An id that looks like an option would be one, wherever it stands. */
static bool any_like_option(const char *const *revisions, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (revisions[i][0] == '-')
            return true;
    return false;
}

assay_status assay_stamp_command(const char **out, assay_arena *arena, const char *pattern,
                                 const char *const *revisions, size_t n_revisions, assay_error *err)
{
    static const char slot[] = "{revisions}";
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    const char *at = strstr(pattern, slot);
    if (at == NULL) {
        assay_buffer_add(&text, pattern);
    } else {
        assay_buffer_add_n(&text, pattern, (size_t)(at - pattern));
        if (any_like_option(revisions, n_revisions))
            assay_buffer_add(&text, "-- ");
        for (size_t i = 0; i < n_revisions; i++) {
            if (i > 0)
                assay_buffer_add_char(&text, ' ');
            assay_quote_shell(&text, revisions[i]);
        }
        assay_buffer_add(&text, at + sizeof slot - 1);
    }
    assay_status status = assay_buffer_check(&text, err);
    *out = status == ASSAY_OK ? assay_arena_strdup(arena, assay_buffer_text(&text)) : NULL;
    assay_buffer_release(&text);
    if (status != ASSAY_OK)
        return status;
    return *out == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
/* Any bytes at all are canonicalised within bounds, and their canonical form is its own. */
#include <stdint.h>
#include <stdio.h>

#include "../unit/canon_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    for (int dialect = ASSAY_POSTGRESQL; dialect <= ASSAY_SQLITE; dialect++) {
        for (size_t i = 0; i < CANON_FORMS; i++) {
            const char *flaw = canon_flaw((assay_dialect)dialect, canon_forms[i], text);
            if (flaw == NULL)
                continue;
            fprintf(stderr, "%s: %s\n", flaw, text);
            abort();
        }
    }
    free(text);
    return 0;
}

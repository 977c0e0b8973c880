/* SPDX-License-Identifier: MIT */
/* The profiles that ship, by their SHA-256: a line each in an embedded file, sorted. */
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/hash.h"
#include "history/profile.h"

static int compare_lines(const void *hex, const void *line)
{
    return memcmp(hex, line, ASSAY_HASH_HEX - 1);
}

bool assay_profile_is_shipped(const char *bytes, size_t length)
{
    const assay_embedded *file = assay_embedded_find("shipped.sha256");
    char hex[ASSAY_HASH_HEX];
    if (file == NULL)
        return false;
    assay_hash hash = assay_hash_of(bytes, length);
    assay_hash_hex(&hash, hex);
    return bsearch(hex, file->data, file->length / ASSAY_HASH_HEX, ASSAY_HASH_HEX, compare_lines) !=
           NULL;
}

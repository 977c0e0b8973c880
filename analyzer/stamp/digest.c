/* SPDX-License-Identifier: MIT */
/* What migration tools compute from a migration's file and record in their rows. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "stamp/stamp.h"

static const char *const words[] = {
    [ASSAY_DIGEST_NONE] = "",
    [ASSAY_DIGEST_SHA256] = "the SHA-256 of each migration file",
    [ASSAY_DIGEST_SHA384] = "the SHA-384 of each migration file",
    [ASSAY_DIGEST_CRC32_LINES] = "the checksum of each migration file",
    [ASSAY_DIGEST_SUMS] = "the hash of each migration file",
};

const char *assay_digest_words(assay_digest digest)
{
    return words[digest];
}

/* As a reader of lines sees the file: a mark of its encoding and the ends of lines do not count. */
static int32_t crc32_of_lines(const char *bytes, size_t length)
{
    static const char mark[] = "\xef\xbb\xbf";
    uint32_t crc = 0;
    size_t at = length >= 3 && memcmp(bytes, mark, 3) == 0 ? 3 : 0;
    while (at < length) {
        size_t end = at;
        while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
            end++;
        crc = assay_crc32_add(crc, bytes + at, end - at);
        at = end + 1;
    }
    return (int32_t)crc;
}

assay_status assay_digest_of(const char **out, assay_arena *arena, assay_digest digest,
                             const char *bytes, size_t length, assay_error *err)
{
    char text[ASSAY_SHA384_HEX];
    assay_hash hash;
    *out = NULL;
    switch (digest) {
    case ASSAY_DIGEST_SHA256:
        hash = assay_hash_of(bytes, length);
        assay_hash_hex(&hash, text);
        break;
    case ASSAY_DIGEST_SHA384:
        assay_sha384_hex(bytes, length, text);
        break;
    case ASSAY_DIGEST_CRC32_LINES:
        snprintf(text, sizeof text, "%d", (int)crc32_of_lines(bytes, length));
        break;
    case ASSAY_DIGEST_SUMS:
    case ASSAY_DIGEST_NONE:
        return ASSAY_OK;
    }
    *out = assay_arena_strdup(arena, text);
    return *out == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <nettle/base64.h>
#include <string.h>

void assay_hasher_init(assay_hasher *hasher)
{
    sha256_init(&hasher->context);
}

void assay_hasher_bytes(assay_hasher *hasher, const void *bytes, size_t length)
{
    uint8_t prefix[9] = {1};
    for (int i = 0; i < 8; i++)
        prefix[1 + i] = (uint8_t)((uint64_t)length >> (8 * i));
    sha256_update(&hasher->context, sizeof prefix, prefix);
    sha256_update(&hasher->context, length, bytes);
}

void assay_hasher_text(assay_hasher *hasher, const char *text_or_null)
{
    static const uint8_t nothing = 0;
    if (text_or_null == NULL)
        sha256_update(&hasher->context, 1, &nothing);
    else
        assay_hasher_bytes(hasher, text_or_null, strlen(text_or_null));
}

assay_hash assay_hasher_done(assay_hasher *hasher)
{
    assay_hash hash;
    sha256_digest(&hasher->context, ASSAY_HASH_SIZE, hash.bytes);
    return hash;
}

assay_hash assay_hash_of(const void *bytes, size_t length)
{
    assay_hasher hasher;
    sha256_init(&hasher.context);
    sha256_update(&hasher.context, length, bytes);
    return assay_hasher_done(&hasher);
}

int assay_hash_compare(const assay_hash *a, const assay_hash *b)
{
    return memcmp(a->bytes, b->bytes, ASSAY_HASH_SIZE);
}

static void write_hex(char *out, const uint8_t *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

void assay_hash_hex(const assay_hash *hash, char out[ASSAY_HASH_HEX])
{
    write_hex(out, hash->bytes, ASSAY_HASH_SIZE);
}

void assay_sha384_hex(const void *bytes, size_t length, char out[ASSAY_SHA384_HEX])
{
    struct sha384_ctx context;
    uint8_t digest[SHA384_DIGEST_SIZE];
    sha384_init(&context);
    sha384_update(&context, length, bytes);
    sha384_digest(&context, sizeof digest, digest);
    write_hex(out, digest, sizeof digest);
}

uint32_t assay_crc32_add(uint32_t crc, const char *bytes, size_t length)
{
    crc = ~crc;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320U : 0);
    }
    return ~crc;
}

_Static_assert(BASE64_ENCODE_RAW_LENGTH(ASSAY_HASH_SIZE) + 1 == ASSAY_HASH_BASE64,
               "room for a hash and a NUL");

void assay_hash_base64(const assay_hash *hash, char out[ASSAY_HASH_BASE64])
{
    base64_encode_raw(out, ASSAY_HASH_SIZE, hash->bytes);
    out[ASSAY_HASH_BASE64 - 1] = '\0';
}

/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 (FIPS 180-4, by nettle) over a sequence of fields. Each field is preceded by its length,
 * so that ("ab", "c") and ("a", "bc") differ, and NULL differs from "".
 */
#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include <nettle/sha2.h>
#include <stddef.h>
#include <stdint.h>

enum { ASSAY_HASH_SIZE = 32, ASSAY_HASH_HEX = 65, ASSAY_HASH_BASE64 = 45, ASSAY_SHA384_HEX = 97 };

typedef struct assay_hash {
    uint8_t bytes[ASSAY_HASH_SIZE];
} assay_hash;

typedef struct assay_hasher {
    struct sha256_ctx context;
} assay_hasher;

void assay_hasher_init(assay_hasher *hasher);
void assay_hasher_text(assay_hasher *hasher, const char *text_or_null);
void assay_hasher_bytes(assay_hasher *hasher, const void *bytes, size_t length);
assay_hash assay_hasher_done(assay_hasher *hasher);

/* Plain SHA-256 of bytes, without a length prefix. */
assay_hash assay_hash_of(const void *bytes, size_t length);
int assay_hash_compare(const assay_hash *a, const assay_hash *b);
/* Lower-case hexadecimal and a NUL. */
void assay_hash_hex(const assay_hash *hash, char out[ASSAY_HASH_HEX]);
/* Plain SHA-384 of bytes, in the same way. */
void assay_sha384_hex(const void *bytes, size_t length, char out[ASSAY_SHA384_HEX]);
/* CRC-32 as in zlib; `crc` is that of what came before, 0 at the start. */
uint32_t assay_crc32_add(uint32_t crc, const char *bytes, size_t length);
/* Base64 with its padding, as policies of web pages want it, and a NUL. */
void assay_hash_base64(const assay_hash *hash, char out[ASSAY_HASH_BASE64]);

#endif

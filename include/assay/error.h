/* SPDX-License-Identifier: MIT */
/*
 * Status codes and the one error type.
 *
 * Every function that can fail returns an assay_status and takes an assay_error last. The first
 * failure wins: a caller propagates the code and does not reword the error. The struct holds no
 * pointers, so it works when memory is gone and outlives every arena.
 */
#ifndef ASSAY_ERROR_H
#define ASSAY_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/* Pinned numbers with gaps: other programs may store them. A code exists only where a caller acts
 * differently on it. */
typedef enum assay_status {
    ASSAY_OK = 0,
    ASSAY_USAGE = 10,       /* the command line or an option makes no sense */
    ASSAY_CONNECT = 20,     /* a server could not be reached or refused the login */
    ASSAY_DENIED = 30,      /* reached, but not permitted */
    ASSAY_TIMEOUT = 40,     /* a deadline passed, or the run was interrupted */
    ASSAY_UNSUPPORTED = 50, /* a server, file or format version that Assay does not serve */
    ASSAY_INVALID = 60,     /* a bad input file: profile, stylesheet, waivers, database file */
    ASSAY_CONFLICT = 70,    /* what was examined changed meanwhile */
    ASSAY_CORRUPT = 80,     /* a file of Assay's own is damaged */
    ASSAY_IO = 90,          /* reading or writing a file failed */
    ASSAY_LIMIT = 100,      /* a maximum of limits.h was exceeded */
    ASSAY_NOMEM = 110,
    ASSAY_INTERNAL = 120 /* a bug in Assay */
} assay_status;

typedef struct assay_error {
    assay_status code;
    char what[512];   /* one line, lower case, no full stop; never holds a password */
    char where[384];  /* target, FILE:LINE or object; may be empty */
    char remedy[256]; /* what to do about it; may be empty */
    char sqlstate[6]; /* the server's SQLSTATE, or empty */
} assay_error;

#define ASSAY_ERROR_INIT                                                                           \
    {                                                                                              \
        ASSAY_OK, "", "", "", ""                                                                   \
    }

#ifdef __cplusplus
}
#endif

#endif

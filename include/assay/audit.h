/* SPDX-License-Identifier: MIT */
/*
 * The main job as a library: read a database, match it with histories of profiles, and say which
 * revision it is at. Read-only; nothing is printed, no signal is caught, and of the environment
 * only libpq's variables (PGPASSWORD, PGSSLMODE, …) and files are read, by libpq.
 *
 *     assay_error err = ASSAY_ERROR_INIT;
 *     assay_audit_options options = ASSAY_AUDIT_OPTIONS_INIT;
 *     options.profiles = "profiles";
 *     assay_audit *audit;
 *     if (assay_audit_new(&audit, "postgresql://me@host/shop", &options, &err) != ASSAY_OK)
 *         complain(err.what, err.where, err.remedy);
 */
#ifndef ASSAY_AUDIT_H
#define ASSAY_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "assay/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define ASSAY_API __attribute__((visibility("default")))
#else
#define ASSAY_API
#endif

typedef struct assay_audit assay_audit;

typedef struct assay_audit_options {
    const char *profiles; /* one history, or a folder of histories; NULL: none */
    const char *cache;    /* a cache file that keeps the snapshot; NULL: it is not kept */
    int timeout_seconds;  /* for the reading as a whole; 0: none */
    int lock_timeout_ms;  /* how long a query may wait for a lock */
    int64_t now;          /* seconds since 1970: when the snapshot says it was taken */
} assay_audit_options;

#define ASSAY_AUDIT_OPTIONS_INIT                                                                   \
    {                                                                                              \
        NULL, NULL, 60, 2000, 0                                                                    \
    }

/* "0.1.0". Static. */
ASSAY_API const char *assay_version(void);

/* Audits a target: a PostgreSQL URL or libpq connection string, or a SQLite URL or path. The caller
 * owns *out (assay_audit_free); it is NULL on failure. ASSAY_USAGE: not a live target;
 * ASSAY_CONNECT, ASSAY_DENIED, ASSAY_TIMEOUT: the server; ASSAY_INVALID: a profile or database
 * file; others as in error.h. options must not be NULL and is not kept; err may be NULL, here and
 * below. */
ASSAY_API assay_status assay_audit_new(assay_audit **out, const char *target,
                                       const assay_audit_options *options, assay_error *err);

/* What `assay audit` would end with: 0 no findings, 1 findings, 3 undecided. */
ASSAY_API int assay_audit_exit_status(const assay_audit *audit);

/* The report in a format ("text", "json"), NUL-terminated; *length without the NUL. Borrowed: it
 * lives until the next call with this audit, or assay_audit_free. ASSAY_USAGE: no such format. */
ASSAY_API assay_status assay_audit_report(const char **out, size_t *length, assay_audit *audit,
                                          const char *format, assay_error *err);

/* NULL is allowed. */
ASSAY_API void assay_audit_free(assay_audit *audit);

#ifdef __cplusplus
}
#endif

#endif

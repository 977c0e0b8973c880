/* SPDX-License-Identifier: MIT */
/*
 * Reports: a result becomes one XML document (schemas/report.rng), and each format is a stylesheet
 * over that document (reports/), embedded in the binary.
 */
#ifndef ASSAY_REPORT_H
#define ASSAY_REPORT_H

#include "cache/cache.h"
#include "plan/plan.h"
#include "stamp/apply.h"
#include "verdict/verdict.h"

typedef struct assay_document assay_document;

void assay_document_free(assay_document *document);

/* command: "audit", "check" or "stamp". The exit status in it is the verdict's. */
assay_status assay_document_verdict(assay_document **out, const char *command,
                                    const assay_verdict *verdict, assay_error *err);
/* The same with an exit status of its own, for `check` the revisions that were asked for (n_asked
 * 0: the stamp was), and for `plan` the plan. */
typedef struct assay_document_request {
    const char *command;
    int exit_status;
    const char *const *asked;
    size_t n_asked;
    const assay_applied *applied;   /* the stamp that was written, or NULL */
    const char *base;               /* the folder that files are named from, or NULL */
    const assay_plan *plan;         /* or NULL */
    const assay_snapshot *baseline; /* what deviated in it is left out; or NULL */
} assay_document_request;

assay_status assay_document_answer(assay_document **out, const assay_document_request *request,
                                   const assay_verdict *verdict, assay_error *err);
assay_status assay_document_diff(assay_document **out, const char *a, const char *b,
                                 const assay_differences *differences, bool explain,
                                 assay_error *err);
assay_status assay_document_snapshot(assay_document **out, const assay_snapshot *snapshot,
                                     bool with_objects, assay_error *err);
assay_status assay_document_snapshots(assay_document **out, const assay_cache_entry *entries,
                                      size_t count, assay_error *err);

/* The log of a target's snapshots: begun with the oldest one, then each change, oldest first. */
typedef struct assay_log_document assay_log_document;

assay_status assay_log_document_new(assay_log_document **out, const char *target, size_t snapshots,
                                    const assay_snapshot *first, assay_error *err);
/* after: the snapshot before, since which it changed. */
void assay_log_document_add(assay_log_document *log, const assay_snapshot *snapshot, int64_t after,
                            const assay_differences *differences);
/* Spends the log, which may be NULL. */
assay_status assay_log_document_done(assay_document **out, assay_log_document *log,
                                     assay_error *err);

/* How much `text` says: all that most want to know, the verdict alone, or the evidence too. */
typedef enum assay_detail {
    ASSAY_DETAIL_NORMAL,
    ASSAY_DETAIL_QUIET,
    ASSAY_DETAIL_VERBOSE
} assay_detail;

typedef struct assay_render_options {
    const char *format;     /* a name of assay_report_formats: "text", "json" */
    const char *stylesheet; /* a file instead of the embedded stylesheet, or NULL */
    bool color;
    bool unicode; /* drawings of `text` are not held to ASCII */
    assay_detail detail;
} assay_render_options;

/* NULL-terminated names of the embedded formats. */
const char *const *assay_report_formats(void);
/* False for a known format that only says how a schema deviates, or only draws a history. */
bool assay_format_shows_snapshots(const char *name);
/* False for one that only draws a history. */
bool assay_format_shows_differences(const char *name);
/* True for one that shows when the schema of a target changed. */
bool assay_format_shows_log(const char *name);
/* The same of a plan's: text is the script. */
const char *const *assay_report_plan_formats(void);

/* Appends the rendered bytes. ASSAY_USAGE for an unknown format, naming the known ones. */
assay_status assay_document_render(assay_buffer *out, const assay_document *document,
                                   const assay_render_options *options, assay_error *err);

#endif

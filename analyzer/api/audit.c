/* SPDX-License-Identifier: MIT */
/* The public audit: the stages in a row, and the one owner of what they make. */
#include "assay/audit.h"

#include <stdlib.h>

#include "base/limits.h"
#include "readers/reader.h"
#include "report/report.h"
#include "target/target.h"

struct assay_audit {
    assay_arena *arena;
    assay_snapshot *snapshot;
    assay_history **histories;
    size_t n_histories;
    assay_verdict *verdict;
    assay_document *document;
    assay_buffer report;
};

const char *assay_version(void)
{
    return ASSAY_VERSION;
}

static assay_status take_snapshot(assay_audit *audit, const char *text,
                                  const assay_audit_options *options, assay_error *err)
{
    assay_target target;
    assay_read_options reading = {.timeout_seconds = options->timeout_seconds,
                                  .lock_timeout_ms = options->lock_timeout_ms,
                                  .now = options->now};
    assay_status status = assay_target_parse(&target, audit->arena, text, err);
    assay_tool_shapes(&reading.shapes, &reading.n_shapes);
    if (status != ASSAY_OK)
        return status;
    switch (target.kind) {
    case ASSAY_TARGET_POSTGRES:
        return assay_reader_postgres(&audit->snapshot, target.conninfo, &reading, err);
    case ASSAY_TARGET_SQLITE:
        return assay_reader_sqlite(&audit->snapshot, target.path, &reading, err);
    case ASSAY_TARGET_SNAPSHOT:
    case ASSAY_TARGET_REVISION:
        break;
    }
    return assay_fail(err, ASSAY_USAGE, "'%s' is no live database", target.shown);
}

static assay_status keep(assay_snapshot *snapshot, const char *path, assay_error *err)
{
    assay_cache *cache;
    assay_status status = assay_cache_open(&cache, path, err);
    if (status != ASSAY_OK)
        return status;
    status = assay_cache_store(cache, snapshot, err);
    assay_cache_close(cache);
    return status;
}

static assay_status run(assay_audit *audit, const char *target, const assay_audit_options *options,
                        assay_error *err)
{
    const assay_judge_options how = {.compare = ASSAY_COMPARE_DEFAULT,
                                     .fail_on = ASSAY_SEVERITY_PERFORMANCE};
    assay_status status = ASSAY_OK;
    /* Profiles first: what is wrong with them should not cost a look at the database. */
    if (options->profiles != NULL)
        status = assay_histories_load(&audit->histories, &audit->n_histories, audit->arena,
                                      options->profiles, NULL, err);
    if (status == ASSAY_OK)
        status = take_snapshot(audit, target, options, err);
    if (status == ASSAY_OK && options->cache != NULL)
        status = keep(audit->snapshot, options->cache, err);
    if (status == ASSAY_OK)
        status = assay_verdict_new(&audit->verdict, audit->snapshot, audit->histories,
                                   audit->n_histories, &how, err);
    if (status == ASSAY_OK)
        status = assay_document_verdict(&audit->document, "audit", audit->verdict, err);
    return status;
}

assay_status assay_audit_new(assay_audit **out, const char *target,
                             const assay_audit_options *options, assay_error *err)
{
    assay_error own = ASSAY_ERROR_INIT;
    *out = NULL;
    if (err == NULL)
        err = &own; /* the stages read statuses back from it */
    assay_audit *audit = calloc(1, sizeof *audit);
    if (audit == NULL || (audit->arena = assay_arena_new()) == NULL) {
        free(audit);
        return assay_fail_nomem(err);
    }
    audit->report = (assay_buffer)ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assay_status status = run(audit, target, options, err);
    if (status != ASSAY_OK) {
        assay_audit_free(audit);
        return status;
    }
    *out = audit;
    return ASSAY_OK;
}

int assay_audit_exit_status(const assay_audit *audit)
{
    return audit->verdict->exit_status;
}

assay_status assay_audit_report(const char **out, size_t *length, assay_audit *audit,
                                const char *format, assay_error *err)
{
    const assay_render_options options = {.format = format};
    assay_error own = ASSAY_ERROR_INIT;
    *out = NULL;
    *length = 0;
    if (err == NULL)
        err = &own;
    assay_buffer_clear(&audit->report);
    assay_status status = assay_document_render(&audit->report, audit->document, &options, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&audit->report, err);
    if (status != ASSAY_OK)
        return status;
    *out = assay_buffer_text(&audit->report);
    *length = audit->report.length;
    return ASSAY_OK;
}

void assay_audit_free(assay_audit *audit)
{
    if (audit == NULL)
        return;
    assay_buffer_release(&audit->report);
    assay_document_free(audit->document);
    assay_verdict_free(audit->verdict);
    for (size_t i = 0; i < audit->n_histories; i++)
        assay_history_free(audit->histories[i]);
    assay_snapshot_free(audit->snapshot);
    assay_arena_free(audit->arena);
    free(audit);
}

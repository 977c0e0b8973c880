/* SPDX-License-Identifier: MIT */
/* The log of a target's snapshots as XML. Changes come oldest first and stand newest first. */
#include <stdlib.h>

#include "report/document.h"

struct assay_log_document {
    assay_writer writer;
    xmlNodePtr log;
};

assay_status assay_log_document_new(assay_log_document **out, const char *target, size_t snapshots,
                                    const assay_snapshot *first, assay_error *err)
{
    assay_log_document *log = calloc(1, sizeof *log);
    *out = log;
    if (log == NULL)
        return assay_fail_nomem(err);
    assay_writer *writer = &log->writer;
    assay_writer_init(writer, "log");
    assay_write_text(writer, writer->root, "target", target);
    log->log = assay_write_node(writer, writer->root, "log");
    assay_write_number(writer, log->log, "snapshots", (int64_t)snapshots);
    assay_write_number(writer, log->log, "first", first->id);
    assay_write_time(writer, log->log, "taken-at", first->taken_at);
    return ASSAY_OK;
}

void assay_log_document_add(assay_log_document *log, const assay_snapshot *snapshot, int64_t after,
                            const assay_differences *differences)
{
    assay_writer *writer = &log->writer;
    xmlNodePtr newest = log->log == NULL ? NULL : log->log->children;
    xmlNodePtr change = assay_write_node(writer, log->log, "change");
    assay_write_number(writer, change, "id", snapshot->id);
    assay_write_number(writer, change, "after", after);
    assay_write_time(writer, change, "taken-at", snapshot->taken_at);
    assay_write_differences(writer, change, "differences", differences);
    if (newest != NULL && change != NULL)
        xmlAddPrevSibling(newest, change);
}

assay_status assay_log_document_done(assay_document **out, assay_log_document *log,
                                     assay_error *err)
{
    *out = NULL;
    if (log == NULL)
        return ASSAY_OK;
    assay_status status = assay_writer_done(&log->writer, out, err);
    free(log);
    return status;
}

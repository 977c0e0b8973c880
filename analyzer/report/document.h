/* SPDX-License-Identifier: MIT */
/*
 * Writing a report document (schemas/report.rng). Failure is sticky: write on, and ask once with
 * assay_writer_done. Fixed words and numbers are attributes; whatever a database, a profile or a
 * user named is the text of an element, escaped where XML cannot hold it.
 */
#ifndef ASSAY_REPORT_DOCUMENT_H
#define ASSAY_REPORT_DOCUMENT_H

#include <libxml/tree.h>

#include "report/report.h"

struct assay_document {
    xmlDocPtr xml;
};

typedef struct assay_writer {
    assay_document *document;
    xmlNodePtr root;
    assay_buffer scratch;
    const char *base; /* the folder that files are named from; NULL: as they are */
    size_t effort;    /* what comparing texts word by word may still cost */
    bool failed;
} assay_writer;

/* Starts `<report command="…" version="…">`. */
void assay_writer_init(assay_writer *writer, const char *command);
/* The document, or ASSAY_NOMEM. The writer is spent either way. */
assay_status assay_writer_done(assay_writer *writer, assay_document **out, assay_error *err);

/* NULL after a failure, which every function here accepts as a parent. */
xmlNodePtr assay_write_node(assay_writer *writer, xmlNodePtr parent, const char *name);
/* An element with a text, or none if text is NULL. */
void assay_write_text(assay_writer *writer, xmlNodePtr parent, const char *name, const char *text);
/* The same for <expected> and <actual>: if both are there, <differing> elements in them hold the
 * words that the other one does not have. Whoever takes the text as a whole need not know. */
void assay_write_pair(assay_writer *writer, xmlNodePtr parent, const char *expected,
                      const char *actual);
/* Appends a text to an element: as it is, or escaped. */
void assay_write_content(assay_writer *writer, xmlNodePtr node, const char *text, bool escaped);
/* <file line="…">, named from the writer's folder; nothing for NULL. */
void assay_write_file(assay_writer *writer, xmlNodePtr parent, const char *path, int line);
/* An element <name> with one <item> for each text. */
void assay_write_list(assay_writer *writer, xmlNodePtr parent, const char *name, const char *item,
                      const char *const *texts, size_t count);
/* No attribute if value is NULL. */
void assay_write_word(assay_writer *writer, xmlNodePtr node, const char *name, const char *value);
void assay_write_flag(assay_writer *writer, xmlNodePtr node, const char *name, bool value);
void assay_write_number(assay_writer *writer, xmlNodePtr node, const char *name, int64_t value);
/* From 0 to 1, four digits behind the point. */
void assay_write_share(assay_writer *writer, xmlNodePtr node, const char *name, double share);
/* Seconds since 1970 as ISO 8601 in UTC; no attribute for 0. */
void assay_write_time(assay_writer *writer, xmlNodePtr node, const char *name, int64_t seconds);

/* <drift> or <differences>: the differences grouped by table, worst first. NULL: none, and marked
 * as not compared. */
xmlNodePtr assay_write_differences(assay_writer *writer, xmlNodePtr parent, const char *name,
                                   const assay_differences *differences);
/* <graph>: the history's revisions in lanes. Nothing without a history, or if nothing of it is
 * there. */
void assay_write_graph(assay_writer *writer, xmlNodePtr parent, const assay_verdict *verdict);
/* What of a history is shown as the neighbourhood of a verdict; revisions by their index. */
typedef struct assay_neighbourhood {
    const size_t *matched; /* the heads that the verdict names: with what is around them */
    size_t n_matched;
    const size_t *marked; /* others that something is said of: these alone */
    size_t n_marked;
    const size_t *row; /* for each revision: its row in <graph> */
} assay_neighbourhood;

/* <neighbourhood>: a drawing of that, a line for each revision. */
void assay_write_neighbourhood(assay_writer *writer, xmlNodePtr parent, assay_arena *arena,
                               const assay_history *history, const assay_neighbourhood *of);
/* <plan>: what the script needs beside the verdict. */
void assay_write_plan(assay_writer *writer, xmlNodePtr parent, const assay_plan *plan,
                      const assay_verdict *verdict);
/* The commands that come before the stamp: the backup, and the repairs that are safe. */
void assay_write_plan_commands(assay_writer *writer, xmlNodePtr commands, const assay_plan *plan);
/* <snapshot>: where it came from, the coverage ledger, with its objects if asked for. */
void assay_write_snapshot(assay_writer *writer, xmlNodePtr parent, const assay_snapshot *snapshot,
                          bool with_objects);

#endif

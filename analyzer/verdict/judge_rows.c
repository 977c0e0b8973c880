/* SPDX-License-Identifier: MIT */
/*
 * The rows of a version table among themselves and against the history's files, whatever the schema
 * is: each thing that is odd about them is one line, with the ids and what to run. A hostile table
 * may have many rows: lists are cut, and what is run is given for short ones only.
 */
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/quote.h"
#include "verdict/judge.h"

enum { SHOWN = 8, MAX_ID = 60, MAX_RUN = 500 };

typedef struct judging {
    assay_verdict *verdict;
    const assay_candidate *best;
    const assay_history *history;
    const assay_tool *tool;
    const assay_version_table *table;
    const assay_known_rows *rows;
    assay_bitset recorded; /* revisions that have a row */
    assay_error *err;
} judging;

/* A list of ids, in order of application or sorted. */
typedef struct id_list {
    const char **ids;
    size_t n;
} id_list;

/* "'a', 'b' and 3 more" */
static void add_ids(assay_buffer *out, const id_list *list)
{
    for (size_t i = 0; i < list->n && i < SHOWN; i++)
        assay_buffer_printf(out, "%s'%.*s'", i == 0 ? "" : ", ", MAX_ID, list->ids[i]);
    if (list->n > SHOWN)
        assay_buffer_printf(out, " and %zu more", list->n - SHOWN);
}

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    return true;
}

/* One line: the words, the ids, and what to run. A command that a line cannot hold is left out. */
static assay_status note(judging *j, const char *words, const id_list *list, const char *then,
                         const char *run)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer_printf(&text, "%s: ", words);
    add_ids(&text, list);
    if (then != NULL)
        assay_buffer_printf(&text, ": %s", then);
    if (run != NULL && strlen(run) <= MAX_RUN && is_printable(run))
        assay_buffer_printf(&text, ": %s", run);
    assay_status status = assay_buffer_check(&text, j->err);
    if (status == ASSAY_OK)
        status = assay_verdict_note(j->verdict, j->err, "%s", assay_buffer_text(&text));
    assay_buffer_release(&text);
    return status;
}

static assay_status list_set(id_list *out, judging *j, const assay_bitset *set)
{
    *out = (id_list){.ids = assay_arena_calloc(j->verdict->arena, j->history->n_revisions + 1,
                                               sizeof *out->ids)};
    if (out->ids == NULL)
        return assay_fail_nomem(j->err);
    for (size_t r = 0; r < j->history->n_revisions; r++)
        if (assay_bitset_has(set, r))
            out->ids[out->n++] = j->history->revisions[r].id;
    return ASSAY_OK;
}

static bool new_set(judging *j, assay_bitset *set)
{
    return assay_bitset_init(set, j->verdict->arena, j->history->n_revisions);
}

/* "DELETE FROM …": for few rows. */
static assay_status delete_rows(const char **out, judging *j, const id_list *list)
{
    const assay_stamp_sql *sql = assay_stamp_sql_of(j->tool, j->table);
    bool postgres = j->verdict->snapshot->catalog->dialect == ASSAY_POSTGRESQL;
    *out = NULL;
    if (sql == NULL || list->n > SHOWN)
        return ASSAY_OK;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = assay_version_query(&text, "DELETE FROM {table} WHERE CAST(",
                                              j->table->schema, j->table->name, j->err);
    assay_buffer_printf(&text, "%s AS text) IN (", sql->column);
    for (size_t i = 0; i < list->n; i++) {
        assay_buffer_add(&text, i == 0 ? "" : ", ");
        assay_quote_literal(&text, list->ids[i], postgres);
    }
    assay_buffer_add(&text, ");");
    if (status == ASSAY_OK)
        status = assay_buffer_check(&text, j->err);
    *out = assay_arena_strdup(j->verdict->arena, assay_buffer_text(&text));
    assay_buffer_release(&text);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(j->err) : status;
}

/* The command that leaves only these rows, where the tool has one. */
static assay_status keep_rows(const char **out, judging *j, const id_list *heads)
{
    const assay_stamp_ids ids = {.heads = heads->ids, .n_heads = heads->n};
    *out = NULL;
    if (j->tool->records != ASSAY_RECORDS_HEADS || j->tool->stamp_purge == NULL || heads->n == 0)
        return ASSAY_OK;
    return assay_stamp_command(out, j->verdict->arena, j->tool->stamp_purge, &ids, j->err);
}

/* Revisions with rows below others with rows, and those that are not. */
static assay_status part_heads(judging *j, id_list *redundant, id_list *heads)
{
    assay_bitset below, own, top;
    if (!new_set(j, &below) || !new_set(j, &own) || !new_set(j, &top))
        return assay_fail_nomem(j->err);
    for (size_t r = 0; r < j->history->n_revisions; r++) {
        if (!assay_bitset_has(&j->recorded, r))
            continue;
        assay_bitset_copy(&own, &j->history->ancestors[r]);
        assay_bitset_remove(&own, r);
        assay_bitset_or(&below, &own);
    }
    for (size_t r = 0; r < j->history->n_revisions; r++) {
        if (!assay_bitset_has(&j->recorded, r))
            assay_bitset_remove(&below, r);
        else if (!assay_bitset_has(&below, r))
            assay_bitset_add(&top, r);
    }
    assay_status status = list_set(redundant, j, &below);
    return status == ASSAY_OK ? list_set(heads, j, &top) : status;
}

/* A row whose revision another row's revision descends from: the tool would not have left both. */
static assay_status judge_redundant(const char **wrong, judging *j, const id_list *redundant,
                                    const id_list *heads)
{
    const char *run = NULL;
    if (redundant->n == 0)
        return ASSAY_OK;
    *wrong =
        assay_arena_printf(j->verdict->arena, "row '%s' is redundant: another row descends from it",
                           redundant->ids[0]);
    if (*wrong == NULL)
        return assay_fail_nomem(j->err);
    assay_status status =
        j->rows->n_unknown == 0 ? keep_rows(&run, j, heads) : delete_rows(&run, j, redundant);
    return status == ASSAY_OK
               ? note(j, "redundant rows of the version table", redundant,
                      "another row descends from each; this leaves only what counts", run)
               : status;
}

static assay_status judge_unknown(judging *j, const id_list *heads)
{
    const id_list unknown = {j->rows->unknown, j->rows->n_unknown};
    const char *run = j->tool->forget;
    assay_status status = ASSAY_OK;
    if (unknown.n == 0)
        return ASSAY_OK;
    if (run == NULL)
        status = keep_rows(&run, j, heads);
    if (status == ASSAY_OK && run == NULL)
        status = delete_rows(&run, j, &unknown);
    return status == ASSAY_OK ? note(j, "rows of the version table that no revision is", &unknown,
                                     "bring their files back, or, if these are gone for good", run)
                              : status;
}

/* Revisions without a row below one that has one. Below a baseline there are no rows at all. */
static bool is_gap(const judging *j, const assay_bitset *below, size_t r)
{
    bool based = j->tool->records == ASSAY_RECORDS_BASED_SET;
    if (!assay_bitset_has(below, r) || assay_bitset_has(&j->recorded, r))
        return false;
    bool above_base = !based;
    for (size_t i = 0; i < j->history->n_revisions && !above_base; i++)
        above_base =
            assay_bitset_has(&j->recorded, i) && assay_bitset_has(&j->history->ancestors[r], i);
    return above_base;
}

/* The last row whose revision comes after it. */
static const char *row_above(const judging *j, const char *id)
{
    size_t r = assay_history_index(j->history, assay_history_find(j->history, id));
    const char *above = "";
    for (size_t i = 0; i < j->history->n_revisions; i++)
        if (assay_bitset_has(&j->recorded, i) && assay_bitset_has(&j->history->ancestors[i], r))
            above = j->history->revisions[i].id;
    return above;
}

/* What to do about gaps follows from the schema: they have run, or they have not. */
static assay_status note_gaps(judging *j, const assay_bitset *gaps, const id_list *list)
{
    static const char words[] = "revisions without a row below one that has one";
    const assay_match *match = j->best->match;
    bool any_run = false, all_run = true;
    for (size_t r = 0; r < j->history->n_revisions; r++) {
        if (!assay_bitset_has(gaps, r))
            continue;
        any_run = any_run || assay_bitset_has(&match->largest, r);
        all_run = all_run && assay_bitset_has(&match->smallest, r);
    }
    if (all_run)
        return note(j, words, list,
                    "applied out of order, the schema has what they make: a stamp records them",
                    NULL);
    if (any_run)
        return note(j, words, list, "applied out of order, or never", NULL);
    return note(j, words, list, "they have not run; this runs them out of order",
                j->tool->run_missing != NULL ? j->tool->run_missing : j->tool->upgrade);
}

static assay_status judge_gaps(const char **wrong, judging *j)
{
    assay_bitset below, gaps;
    id_list list;
    if (!new_set(j, &below) || !new_set(j, &gaps))
        return assay_fail_nomem(j->err);
    for (size_t r = 0; r < j->history->n_revisions; r++)
        if (assay_bitset_has(&j->recorded, r))
            assay_bitset_or(&below, &j->history->ancestors[r]);
    for (size_t r = 0; r < j->history->n_revisions; r++)
        if (is_gap(j, &below, r))
            assay_bitset_add(&gaps, r);
    assay_status status = list_set(&list, j, &gaps);
    if (status != ASSAY_OK || list.n == 0)
        return status;
    *wrong = assay_arena_printf(j->verdict->arena,
                                "'%s' has no row, and '%s', which comes after it, has one",
                                list.ids[0], row_above(j, list.ids[0]));
    return *wrong == NULL ? assay_fail_nomem(j->err) : note_gaps(j, &gaps, &list);
}

/* Bytes stand behind "\x", and some hashes behind their kind. */
static bool same_checksum(const char *recorded, const char *digest)
{
    static const char *const before[] = {"\\x", "h1:"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (strncmp(recorded, before[i], strlen(before[i])) == 0)
            recorded += strlen(before[i]);
    return strcasecmp(recorded, digest) == 0;
}

static assay_status judge_files(judging *j)
{
    assay_bitset changed;
    id_list list;
    if (!new_set(j, &changed))
        return assay_fail_nomem(j->err);
    for (size_t r = 0; r < j->history->n_revisions && j->tool->if_changed != NULL; r++) {
        const assay_revision *revision = &j->history->revisions[r];
        const char *digest = revision->recorded.digest;
        const char *recorded = assay_bitset_has(&j->recorded, r) && digest != NULL
                                   ? assay_version_table_recorded(j->table, revision->id)
                                   : NULL;
        if (recorded != NULL && !same_checksum(recorded, digest))
            assay_bitset_add(&changed, r);
    }
    assay_status status = list_set(&list, j, &changed);
    if (status != ASSAY_OK || list.n == 0)
        return status;
    status = note(j, "files that are not what was recorded when they ran", &list,
                  j->tool->if_changed, NULL);
    if (status != ASSAY_OK || !j->tool->refuses_changed)
        return status;
    return assay_verdict_find(j->verdict, j->err, "changed-file", false,
                              "the file of '%.*s' is not what the version table recorded of it: %s",
                              MAX_ID, list.ids[0], j->tool->if_changed);
}

assay_status assay_judge_rows(const char **wrong, assay_verdict *verdict,
                              const assay_candidate *best, const assay_version_table *table,
                              const assay_known_rows *rows, assay_error *err)
{
    judging j = {.verdict = verdict,
                 .best = best,
                 .history = best->history,
                 .tool = assay_tool_find(table->tool),
                 .table = table,
                 .rows = rows,
                 .err = err};
    id_list redundant, heads;
    *wrong = NULL;
    if (!new_set(&j, &j.recorded))
        return assay_fail_nomem(err);
    for (size_t i = 0; i < rows->n; i++)
        assay_bitset_add(&j.recorded, assay_history_index(
                                          j.history, assay_history_find(j.history, rows->ids[i])));
    assay_status status = part_heads(&j, &redundant, &heads);
    if (status == ASSAY_OK && j.tool->records == ASSAY_RECORDS_HEADS)
        status = judge_redundant(wrong, &j, &redundant, &heads);
    if (status == ASSAY_OK)
        status = judge_unknown(&j, &heads);
    if (status == ASSAY_OK &&
        (j.tool->records == ASSAY_RECORDS_SET || j.tool->records == ASSAY_RECORDS_BASED_SET))
        status = judge_gaps(wrong, &j);
    return status == ASSAY_OK ? judge_files(&j) : status;
}

/* "ALTER TABLE …": of a table that is there. */
static assay_status widen(const char **out, judging *j, size_t width)
{
    const assay_stamp_sql *sql = j->table == NULL ? NULL : assay_stamp_sql_of(j->tool, j->table);
    *out = NULL;
    if (sql == NULL)
        return ASSAY_OK;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_status status = assay_version_query(&text, "ALTER TABLE {table} ALTER COLUMN ",
                                              j->table->schema, j->table->name, j->err);
    assay_buffer_printf(&text, "%s TYPE varchar(%zu);", sql->column, width);
    *out = assay_arena_strdup(j->verdict->arena, assay_buffer_text(&text));
    if (status == ASSAY_OK)
        status = assay_buffer_check(&text, j->err);
    assay_buffer_release(&text);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(j->err) : status;
}

/* An id that does not fit is refused by PostgreSQL; SQLite does not count. Of ids that stand in
 * several columns the width says little. */
assay_status assay_judge_width(assay_verdict *verdict, const assay_tool *tool,
                               const assay_history *history, assay_error *err)
{
    const assay_stamp *stamp = verdict->stamp;
    bool own = stamp != NULL && assay_tool_alike(tool->name, stamp->tool);
    judging j = {.verdict = verdict,
                 .history = history,
                 .tool = tool,
                 .table = own ? stamp->source : NULL,
                 .err = err};
    size_t width = (size_t)(own ? stamp->width : tool->width), widest = 0;
    assay_bitset wide;
    id_list list;
    if (width == 0 || verdict->snapshot->catalog->dialect != ASSAY_POSTGRESQL ||
        tool->id == ASSAY_ID_SCOPED || tool->id == ASSAY_ID_CHANGESET)
        return ASSAY_OK;
    if (!new_set(&j, &wide))
        return assay_fail_nomem(err);
    for (size_t r = 0; r < history->n_revisions; r++) {
        size_t n = assay_id_characters(history->revisions[r].id);
        if (n > width)
            assay_bitset_add(&wide, r);
        widest = n > widest ? n : widest;
    }
    const char *run = NULL, *words = NULL;
    assay_status status = list_set(&list, &j, &wide);
    if (status == ASSAY_OK && list.n > 0)
        status = widen(&run, &j, widest);
    if (status != ASSAY_OK || list.n == 0)
        return status;
    words = assay_arena_printf(verdict->arena,
                               "the version table holds %zu characters, too few for", width);
    return words == NULL
               ? assay_fail_nomem(err)
               : note(&j, words, &list,
                      run == NULL ? "widen its column before the stamp" : "widen its column", run);
}

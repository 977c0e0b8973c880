/* SPDX-License-Identifier: MIT */
/* The verdict as XML. */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "report/document.h"

/* How sure the verdict may sound (DESIGN 8); least first. */
static const struct {
    double from;
    const char *word;
} certainties[] = {{0.0, "undecided"}, {0.6, "likely"}, {0.99, "confident"}};

static void write_confidence(assay_writer *writer, xmlNodePtr node, double confidence)
{
    const char *word = certainties[0].word;
    for (size_t i = 0; i < sizeof certainties / sizeof *certainties; i++)
        if (confidence >= certainties[i].from)
            word = certainties[i].word;
    assay_write_share(writer, node, "confidence", confidence);
    assay_write_word(writer, node, "certainty", word);
}

static void write_set(assay_writer *writer, xmlNodePtr parent, const char *name,
                      const assay_revision_set *set)
{
    assay_write_list(writer, parent, name, "revision", set->heads, set->n_heads);
}

/* True if what the object lives in is listed too: "cats" for "cats.name". */
static bool is_below(const assay_map *listed, assay_buffer *scratch, const char *object)
{
    for (const char *dot = object; (dot = strchr(dot, '.')) != NULL; dot++) {
        assay_buffer_clear(scratch);
        assay_buffer_add_n(scratch, object, (size_t)(dot - object));
        if (assay_map_find(listed, assay_buffer_text(scratch)) != NULL)
            return true;
    }
    return false;
}

/* Objects, those marked below="yes" that go without saying because their table is listed. */
static void write_objects(assay_writer *writer, xmlNodePtr parent, const char *name,
                          const char *const *objects, size_t count)
{
    if (count < 2) {
        assay_write_list(writer, parent, name, "object", objects, count);
        return;
    }
    xmlNodePtr list = assay_write_node(writer, parent, name);
    assay_buffer scratch = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_arena *arena = assay_arena_new();
    assay_map *listed = arena == NULL ? NULL : assay_map_new(arena);
    for (size_t i = 0; listed != NULL && i < count; i++)
        if (!assay_map_put(listed, objects[i], writer))
            listed = NULL;
    for (size_t i = 0; listed != NULL && i < count; i++) {
        assay_write_text(writer, list, "object", objects[i]);
        if (!writer->failed && is_below(listed, &scratch, objects[i]))
            assay_write_word(writer, list->last, "below", "yes");
    }
    writer->failed |= listed == NULL;
    assay_buffer_release(&scratch);
    assay_arena_free(arena);
}

static void write_sets(assay_writer *writer, xmlNodePtr node, const assay_verdict *verdict)
{
    write_set(writer, node, "revisions", &verdict->revisions);
    xmlNodePtr equal = assay_write_node(writer, node, "equal");
    assay_write_number(writer, equal, "total", (int64_t)verdict->equal_total);
    assay_write_flag(writer, equal, "at-least", verdict->equal_total >= ASSAY_MAX_EQUAL_COUNTED);
    for (size_t i = 0; i < verdict->n_equal; i++)
        write_set(writer, equal, "set", &verdict->equal[i]);
    write_set(writer, node, "lowest", &verdict->lowest);
    write_set(writer, node, "highest", &verdict->highest);
    const assay_runner_up *second = verdict->runner_up;
    if (second != NULL) {
        xmlNodePtr runner_up = assay_write_node(writer, node, "runner-up");
        assay_write_number(writer, runner_up, "margin", second->margin);
        assay_write_list(writer, runner_up, "revisions", "revision", second->revisions,
                         second->n_revisions);
        write_objects(writer, runner_up, "differs", second->differs, second->n_differs);
    }
}

static void write_probes(assay_writer *writer, xmlNodePtr parent, const assay_verdict *verdict)
{
    xmlNodePtr probes = assay_write_node(writer, parent, "probes");
    for (size_t i = 0; i < verdict->n_probes; i++) {
        xmlNodePtr node = assay_write_node(writer, probes, "probe");
        assay_write_word(writer, node, "result", assay_answer_name(verdict->probes[i].result));
        assay_write_text(writer, node, "revision", verdict->probes[i].revision);
        assay_write_text(writer, node, "reason", verdict->probes[i].reason);
    }
}

static void write_variants(assay_writer *writer, xmlNodePtr parent, const assay_verdict *verdict)
{
    xmlNodePtr variants = assay_write_node(writer, parent, "variants");
    for (size_t i = 0; i < verdict->n_variants; i++) {
        xmlNodePtr node = assay_write_node(writer, variants, "chosen");
        assay_write_text(writer, node, "revision", verdict->variants[i].revision);
        assay_write_text(writer, node, "variant", verdict->variants[i].variant);
    }
}

static void write_stamp(assay_writer *writer, xmlNodePtr parent, const assay_stamp *stamp)
{
    if (stamp == NULL)
        return;
    xmlNodePtr node = assay_write_node(writer, parent, "stamp");
    assay_write_word(writer, node, "status", assay_stamp_status_name(stamp->status));
    assay_write_text(writer, node, "tool", stamp->tool);
    assay_write_text(writer, node, "table", stamp->table);
    assay_write_list(writer, node, "revisions", "revision", stamp->revisions, stamp->n_revisions);
    assay_write_text(writer, node, "detail", stamp->detail);
}

static void write_histories(assay_writer *writer, xmlNodePtr parent, const assay_verdict *verdict)
{
    if (verdict->history != NULL) {
        const assay_history *history = verdict->history;
        xmlNodePtr node = assay_write_node(writer, parent, "history");
        assay_write_number(writer, node, "revisions", (int64_t)history->n_revisions);
        assay_write_text(writer, node, "project", history->project);
        if (history->tool != NULL && history->tool[0] != '\0')
            assay_write_text(writer, node, "tool", history->tool);
    }
    xmlNodePtr others = assay_write_node(writer, parent, "others");
    for (size_t i = 0; i < verdict->n_others; i++) {
        const assay_other_history *other = &verdict->others[i];
        xmlNodePtr node = assay_write_node(writer, others, "other");
        assay_write_word(writer, node, "match", assay_match_kind_name(other->match));
        assay_write_text(writer, node, "project", other->project);
        assay_write_list(writer, node, "revisions", "revision", other->revisions,
                         other->n_revisions);
    }
}

static void write_evidence(assay_writer *writer, xmlNodePtr parent, const char *name,
                           const assay_revision_evidence *items, size_t count)
{
    size_t applied = 0, present = 0, absent = 0, altered = 0;
    xmlNodePtr list = assay_write_node(writer, parent, name);
    for (size_t i = 0; i < count; i++) {
        const assay_revision_evidence *item = &items[i];
        xmlNodePtr node = assay_write_node(writer, list, "effects");
        assay_write_flag(writer, node, "applied", item->applied);
        assay_write_text(writer, node, "revision", item->revision);
        write_objects(writer, node, "present", item->present, item->n_present);
        write_objects(writer, node, "absent", item->absent, item->n_absent);
        write_objects(writer, node, "altered", item->altered, item->n_altered);
        if (!item->applied)
            continue;
        applied++;
        present += item->n_present;
        absent += item->n_absent;
        altered += item->n_altered;
    }
    assay_write_number(writer, list, "applied", (int64_t)applied);
    assay_write_number(writer, list, "present", (int64_t)present);
    assay_write_number(writer, list, "absent", (int64_t)absent);
    assay_write_number(writer, list, "altered", (int64_t)altered);
}

static void write_commands(assay_writer *writer, xmlNodePtr parent, const assay_verdict *verdict,
                           const assay_plan *plan)
{
    xmlNodePtr commands = assay_write_node(writer, parent, "commands");
    if (plan != NULL)
        assay_write_plan_commands(writer, commands, plan);
    for (size_t i = 0; i < verdict->n_commands; i++) {
        xmlNodePtr node = assay_write_node(writer, commands, "command");
        assay_write_word(writer, node, "purpose", verdict->commands[i].purpose);
        assay_write_text(writer, node, "shell", verdict->commands[i].shell);
        assay_write_text(writer, node, "sql", verdict->commands[i].sql);
        assay_write_text(writer, node, "undo", verdict->commands[i].undo);
    }
}

/* The same from run to run, and another one for another history. */
static void write_fingerprint(assay_writer *writer, xmlNodePtr node, const assay_verdict *verdict,
                              const assay_verdict_finding *finding)
{
    assay_hasher hasher;
    char hex[ASSAY_HASH_HEX];
    assay_hasher_init(&hasher);
    assay_hasher_text(&hasher, finding->rule);
    if (strncmp(finding->rule, "waiver", 6) == 0)
        assay_hasher_text(&hasher, finding->text); /* there may be several */
    assay_hasher_text(&hasher, verdict->history == NULL ? NULL : verdict->history->project);
    assay_hash hash = assay_hasher_done(&hasher);
    assay_hash_hex(&hash, hex);
    hex[ASSAY_DIFFERENCE_ID - 1] = '\0';
    assay_write_word(writer, node, "fingerprint", hex);
}

static void write_findings(assay_writer *writer, xmlNodePtr parent, const assay_verdict *verdict)
{
    xmlNodePtr findings = assay_write_node(writer, parent, "findings");
    for (size_t i = 0; i < verdict->n_findings; i++) {
        const assay_verdict_finding *finding = &verdict->findings[i];
        assay_write_text(writer, findings, "finding", finding->text);
        if (writer->failed)
            return;
        assay_write_word(writer, findings->last, "rule", finding->rule);
        assay_write_flag(writer, findings->last, "undecided", finding->undecided);
        write_fingerprint(writer, findings->last, verdict, finding);
    }
}

static void write_judgement(assay_writer *writer, xmlNodePtr node, const assay_verdict *verdict)
{
    assay_write_word(writer, node, "state", assay_state_name(verdict->state));
    assay_write_word(writer, node, "match", assay_match_kind_name(verdict->match));
    write_confidence(writer, node, verdict->confidence);
    assay_write_flag(writer, node, "undecided-by-limit", verdict->undecided_by_limit);
    assay_write_text(writer, node, "schema", verdict->schema);
    assay_write_text(writer, node, "partial-reason", verdict->partial_reason);
    assay_write_file(writer, node, verdict->file, 1);
    write_sets(writer, node, verdict);
    write_probes(writer, node, verdict);
    write_variants(writer, node, verdict);
    write_stamp(writer, node, verdict->stamp);
    assay_write_list(writer, node, "pending", "revision", verdict->pending, verdict->n_pending);
    write_histories(writer, node, verdict);
    write_evidence(writer, node, "evidence", verdict->evidence, verdict->n_evidence);
    write_evidence(writer, node, "half-applied", verdict->half_applied, verdict->n_half_applied);
    write_evidence(writer, node, "out-of-order", verdict->out_of_order, verdict->n_out_of_order);
    assay_write_graph(writer, node, verdict);
}

static void write_applied(assay_writer *writer, xmlNodePtr parent, const assay_applied *applied)
{
    if (applied == NULL)
        return;
    xmlNodePtr node = assay_write_node(writer, parent, "applied");
    assay_write_text(writer, node, "table", applied->table);
    assay_write_list(writer, node, "revisions", "revision", applied->revisions,
                     applied->n_revisions);
    assay_write_text(writer, node, "undo", applied->undo);
}

static void write_baseline(assay_writer *writer, const assay_snapshot *baseline)
{
    if (baseline == NULL)
        return;
    xmlNodePtr node = assay_write_node(writer, writer->root, "baseline");
    if (baseline->id != 0)
        assay_write_number(writer, node, "id", baseline->id);
    assay_write_time(writer, node, "taken-at", baseline->taken_at);
    assay_write_text(writer, node, "target", baseline->target);
}

assay_status assay_document_answer(assay_document **out, const assay_document_request *request,
                                   const assay_verdict *verdict, assay_error *err)
{
    assay_writer writer;
    assay_writer_init(&writer, request->command);
    writer.base = request->base;
    assay_write_number(&writer, writer.root, "exit-status", request->exit_status);
    assay_write_word(&writer, writer.root, "fingerprint", verdict->fingerprint);
    assay_write_list(&writer, writer.root, "asked", "revision", request->asked, request->n_asked);
    write_baseline(&writer, request->baseline);
    write_judgement(&writer, assay_write_node(&writer, writer.root, "verdict"), verdict);
    write_findings(&writer, writer.root, verdict);
    xmlNodePtr drift = assay_write_differences(&writer, writer.root, "drift", verdict->drift);
    assay_write_number(&writer, drift, "counted", (int64_t)verdict->n_drift_counted);
    write_commands(&writer, writer.root, verdict, request->plan);
    write_applied(&writer, writer.root, request->applied);
    assay_write_list(&writer, writer.root, "notes", "note", verdict->notes, verdict->n_notes);
    assay_write_snapshot(&writer, writer.root, verdict->snapshot, false);
    if (request->plan != NULL)
        assay_write_plan(&writer, writer.root, request->plan, verdict);
    return assay_writer_done(&writer, out, err);
}

assay_status assay_document_verdict(assay_document **out, const char *command,
                                    const assay_verdict *verdict, assay_error *err)
{
    const assay_document_request request = {.command = command,
                                            .exit_status = verdict->exit_status};
    return assay_document_answer(out, &request, verdict, err);
}

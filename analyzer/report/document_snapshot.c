/* SPDX-License-Identifier: MIT */
/* Snapshots as XML. */
#include "base/limits.h"
#include "report/document.h"

static void write_limits(assay_writer *writer, xmlNodePtr parent, const assay_snapshot *snapshot)
{
    xmlNodePtr limits = assay_write_node(writer, parent, "limits");
    for (size_t i = 0; i < snapshot->n_limits; i++) {
        const assay_limit *limit = &snapshot->limits[i];
        xmlNodePtr node = assay_write_node(writer, limits, "limit");
        assay_write_word(writer, node, "kind", limit->kind);
        assay_write_number(writer, node, "count", (int64_t)limit->count);
        assay_write_flag(writer, node, "intended", assay_limit_is_intended(limit));
        assay_write_text(writer, node, "reason", limit->reason);
    }
}

static void write_version_tables(assay_writer *writer, xmlNodePtr parent,
                                 const assay_snapshot *snapshot)
{
    xmlNodePtr tables = assay_write_node(writer, parent, "version-tables");
    for (size_t i = 0; i < snapshot->n_version_tables; i++) {
        const assay_version_table *table = &snapshot->version_tables[i];
        xmlNodePtr node = assay_write_node(writer, tables, "version-table");
        assay_write_word(writer, node, "tool", table->tool);
        assay_write_flag(writer, node, "readable", table->readable);
        assay_write_flag(writer, node, "dirty", table->dirty);
        assay_write_text(writer, node, "schema", table->schema);
        assay_write_text(writer, node, "name", table->name);
        assay_write_text(writer, node, "reason", table->reason);
        assay_write_list(writer, node, "revisions", "revision", table->rows, table->n_rows);
    }
}

static void write_object(assay_writer *writer, xmlNodePtr parent, const assay_object *object,
                         assay_buffer *name)
{
    const assay_kind_info *kind = assay_kind_get(object->kind);
    assay_buffer_clear(name);
    assay_object_name(name, object);
    writer->failed |= name->status != ASSAY_OK;
    xmlNodePtr node = assay_write_node(writer, parent, "object");
    assay_write_word(writer, node, "kind", kind->name);
    assay_write_text(writer, node, "name", assay_buffer_text(name));
    assay_write_text(writer, node, "reason", object->reason);
    for (size_t i = 0; i < kind->n_attributes; i++) {
        bool unknown = (object->unknown >> i & 1) != 0;
        if (object->values[i] == NULL && !unknown)
            continue;
        xmlNodePtr attribute = assay_write_node(writer, node, "attribute");
        assay_write_word(writer, attribute, "name", kind->attributes[i].name);
        assay_write_flag(writer, attribute, "known", !unknown);
        assay_write_text(writer, attribute, "value", object->values[i]);
    }
}

static void write_objects(assay_writer *writer, xmlNodePtr parent, const assay_catalog *catalog)
{
    assay_buffer name = ASSAY_BUFFER_INIT(3 * ASSAY_MAX_TEXT);
    xmlNodePtr objects = assay_write_node(writer, parent, "objects");
    for (size_t i = 0; i < catalog->n_objects; i++)
        write_object(writer, objects, catalog->objects[i], &name);
    assay_buffer_release(&name);
}

void assay_write_snapshot(assay_writer *writer, xmlNodePtr parent, const assay_snapshot *snapshot,
                          bool with_objects)
{
    xmlNodePtr node = assay_write_node(writer, parent, "snapshot");
    size_t total = 0;
    for (int kind = 0; kind < ASSAY_KINDS; kind++)
        total += snapshot->counts[kind];
    if (snapshot->id != 0)
        assay_write_number(writer, node, "id", snapshot->id);
    assay_write_time(writer, node, "taken-at", snapshot->taken_at);
    assay_write_word(writer, node, "dialect", assay_dialect_name(snapshot->catalog->dialect));
    assay_write_number(writer, node, "total", (int64_t)total);
    assay_write_text(writer, node, "target", snapshot->target);
    assay_write_text(writer, node, "server", snapshot->server);
    assay_write_text(writer, node, "database", snapshot->database);
    assay_write_text(writer, node, "role", snapshot->role);
    assay_write_text(writer, node, "reader", snapshot->reader);
    xmlNodePtr counts = assay_write_node(writer, node, "counts");
    for (int kind = 0; kind < ASSAY_KINDS; kind++) {
        if (snapshot->counts[kind] == 0)
            continue;
        xmlNodePtr count = assay_write_node(writer, counts, "count");
        assay_write_word(writer, count, "kind", assay_kind_get((assay_kind)kind)->name);
        assay_write_number(writer, count, "n", (int64_t)snapshot->counts[kind]);
    }
    write_limits(writer, node, snapshot);
    write_version_tables(writer, node, snapshot);
    if (with_objects)
        write_objects(writer, node, snapshot->catalog);
}

assay_status assay_document_snapshot(assay_document **out, const assay_snapshot *snapshot,
                                     bool with_objects, assay_error *err)
{
    assay_writer writer;
    char hex[ASSAY_HASH_HEX];
    assay_hash fingerprint = assay_catalog_fingerprint(snapshot->catalog);
    assay_hash_hex(&fingerprint, hex);
    assay_writer_init(&writer, "snapshot");
    assay_write_word(&writer, writer.root, "fingerprint", hex);
    assay_write_snapshot(&writer, writer.root, snapshot, with_objects);
    return assay_writer_done(&writer, out, err);
}

assay_status assay_document_snapshots(assay_document **out, const assay_cache_entry *entries,
                                      size_t count, assay_error *err)
{
    assay_writer writer;
    assay_writer_init(&writer, "snapshots");
    xmlNodePtr list = assay_write_node(&writer, writer.root, "snapshots");
    for (size_t i = 0; i < count; i++) {
        xmlNodePtr node = assay_write_node(&writer, list, "entry");
        assay_write_number(&writer, node, "id", entries[i].id);
        assay_write_time(&writer, node, "taken-at", entries[i].taken_at);
        assay_write_number(&writer, node, "objects", (int64_t)entries[i].n_objects);
        assay_write_word(&writer, node, "fingerprint", entries[i].fingerprint);
        assay_write_text(&writer, node, "target", entries[i].target);
        assay_write_text(&writer, node, "server", entries[i].server);
        assay_write_text(&writer, node, "reader", entries[i].reader);
    }
    return assay_writer_done(&writer, out, err);
}

/* SPDX-License-Identifier: MIT */
#include "plan/conditions.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "kinds/token.h"

bool repair_is_partitioned(const repair_writing *w)
{
    const assay_object *object = repair_object(w);
    const assay_object *table =
        assay_catalog_find(w->found, ASSAY_KIND_table, object->schema, "", object->relation);
    return table != NULL && table->values[ASSAY_table_partition_key] != NULL;
}

bool repair_fills_itself(const repair_writing *w)
{
    return repair_is(w->expected, ASSAY_column_nullable, "yes") ||
           w->expected->values[ASSAY_column_default] != NULL ||
           w->expected->values[ASSAY_column_identity] != NULL ||
           w->expected->values[ASSAY_column_generated] != NULL;
}

bool repair_expects_default(const repair_writing *w)
{
    return w->expected->values[ASSAY_column_default] != NULL;
}

bool repair_expects_null(const repair_writing *w)
{
    return repair_is(w->expected, ASSAY_column_nullable, "yes");
}

bool repair_expects_comment(const repair_writing *w)
{
    int comment = assay_attribute_find(w->expected->kind, "comment");
    return w->expected->values[comment] != NULL;
}

bool repair_expects_identity(const repair_writing *w)
{
    const char *identity = repair_value(w->expected, ASSAY_column_identity);
    return identity[0] != '\0' && w->actual->values[ASSAY_column_identity] == NULL &&
           w->actual->values[ASSAY_column_default] == NULL;
}

/* "NAME(N)" with the length, 0 without one. */
static long length_of(const char *type)
{
    const char *open = strchr(type, '(');
    return open == NULL ? 0 : strtol(open + 1, NULL, 10);
}

bool repair_type_widens(const repair_writing *w)
{
    static const struct {
        const char *from, *to;
    } wider[] = {{"character varying", "text"},
                 {"smallint", "integer"},
                 {"smallint", "bigint"},
                 {"integer", "bigint"},
                 {"text", "character varying"}};
    const char *from = repair_value(w->actual, ASSAY_column_type);
    const char *to = repair_value(w->expected, ASSAY_column_type);
    size_t from_length = strcspn(from, "("), to_length = strcspn(to, "(");
    if (from_length == to_length && strncmp(from, to, to_length) == 0 &&
        strncmp(to, "character varying", to_length) == 0)
        return length_of(to) == 0 || (length_of(from) > 0 && length_of(from) <= length_of(to));
    for (size_t i = 0; i < sizeof wider / sizeof *wider; i++)
        if (strlen(wider[i].from) == from_length &&
            strncmp(wider[i].from, from, from_length) == 0 && strcmp(wider[i].to, to) == 0)
            return true;
    return false;
}

bool repair_has_another_primary_key(const repair_writing *w)
{
    for (size_t i = 0; i < w->found->n_objects; i++) {
        const assay_object *object = w->found->objects[i];
        if (object->kind == ASSAY_KIND_primary_key &&
            strcmp(object->schema, w->expected->schema) == 0 &&
            strcmp(object->relation, w->expected->relation) == 0)
            return true;
    }
    return false;
}

bool repair_not_online(const repair_writing *w)
{
    int overlaps = assay_attribute_find(w->expected->kind, "without_overlaps");
    return repair_is_partitioned(w) || repair_is(w->expected, overlaps, "yes");
}

bool repair_expects_valid(const repair_writing *w)
{
    return repair_is(w->expected, assay_attribute_find(w->expected->kind, "valid"), "yes");
}

bool repair_expects_validated(const repair_writing *w)
{
    return repair_is(w->expected, assay_attribute_find(w->expected->kind, "validated"), "yes");
}

bool repair_expects_owner_column(const repair_writing *w)
{
    return w->expected->values[ASSAY_sequence_owned_by] != NULL;
}

assay_status repair_write_labels(repair_writing *w)
{
    const char *expected = repair_value(w->expected, ASSAY_enum_labels);
    const char *have = repair_value(w->actual, ASSAY_enum_labels);
    assay_token next = assay_token_next(&have, ASSAY_POSTGRESQL);
    assay_token last = {ASSAY_TOKEN_END, "", 0};
    assay_status status = ASSAY_OK;
    for (const char *cursor = expected; status == ASSAY_OK;) {
        assay_token label = assay_token_next(&cursor, ASSAY_POSTGRESQL);
        if (label.type == ASSAY_TOKEN_END)
            break;
        if (label.type != ASSAY_TOKEN_STRING)
            continue;
        if (next.type == ASSAY_TOKEN_STRING && next.length == label.length &&
            memcmp(next.text, label.text, label.length) == 0) {
            do
                next = assay_token_next(&have, ASSAY_POSTGRESQL);
            while (assay_token_is(&next, ","));
        } else {
            bool first = last.type == ASSAY_TOKEN_END;
            const assay_token *beside = first ? &next : &last;
            assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME * 8);
            assay_buffer_add(&text, "ALTER TYPE ");
            repair_add_qualified(&text, w->expected->schema, w->expected->name);
            assay_buffer_add(&text, " ADD VALUE IF NOT EXISTS ");
            assay_buffer_add_n(&text, label.text, label.length);
            if (beside->type == ASSAY_TOKEN_STRING) {
                assay_buffer_add(&text, first ? " BEFORE " : " AFTER ");
                assay_buffer_add_n(&text, beside->text, beside->length);
            }
            const char *sql = assay_arena_strdup(w->arena, assay_buffer_text(&text));
            status = assay_buffer_check(&text, w->err);
            assay_buffer_release(&text);
            if (status == ASSAY_OK)
                status = sql == NULL ? assay_fail_nomem(w->err) : repair_add_step(w, NULL, sql);
        }
        last = label;
    }
    /* A label that is left over has no place in what is expected: none can be taken away. */
    w->impossible = next.type != ASSAY_TOKEN_END;
    return status;
}

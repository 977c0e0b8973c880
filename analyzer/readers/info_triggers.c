/* SPDX-License-Identifier: MIT */
/* Triggers: a row for each event becomes one object. */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "readers/info_reading.h"

static bool has_event(const assay_info_list *rows, const char *event)
{
    for (size_t i = 0; i < rows->n; i++)
        if (assay_info_same(rows->rows[i][TRIGGER_EVENT], event))
            return true;
    return false;
}

/* TRUNCATE is not told (verdict/untold.c knows), nor the order of several columns. */
static assay_status set_events(assay_info_reading *reading, assay_object *o,
                               const assay_info_list *rows, const assay_info_list *columns,
                               assay_error *err)
{
    static const struct {
        const char *event, *text;
    } events[] = {{"INSERT", "insert"}, {"DELETE", "delete"}, {"UPDATE", "update"}};
    if (columns->n > 1) {
        assay_info_untold(reading, o, ASSAY_trigger_events);
        return ASSAY_OK;
    }
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (has_event(rows, events[i].event))
            assay_buffer_printf(&text, "%s%s", text.length == 0 ? "" : ", ", events[i].text);
    if (columns->n == 1) {
        assay_buffer_add(&text, " of (");
        assay_quote_identifier(&text, columns->rows[0][UPDATED_COLUMN]);
        assay_buffer_add_char(&text, ')');
    }
    assay_status status = assay_info_set_text(reading, o, ASSAY_trigger_events, &text, err);
    assay_buffer_release(&text);
    return status;
}

/* "EXECUTE FUNCTION schema.name('argument', …)"; a quoted name may hold parentheses. */
static assay_status set_action(assay_info_reading *reading, assay_object *o, const char *action,
                               assay_error *err)
{
    static const char before[] = "EXECUTE FUNCTION ";
    size_t length = action == NULL ? 0 : strlen(action);
    if (length < sizeof before || strncmp(action, before, sizeof before - 1) != 0 ||
        action[length - 1] != ')') {
        assay_info_untold(reading, o, ASSAY_trigger_function);
        assay_info_untold(reading, o, ASSAY_trigger_arguments);
        return ASSAY_OK;
    }
    const char *name = action + sizeof before - 1, *open = name;
    for (bool quoted = false; *open != '\0' && (quoted || *open != '('); open++)
        quoted = quoted != (*open == '"');
    assay_arena *scratch = reading->base.scratch;
    const char *function = assay_arena_strndup(scratch, name, (size_t)(open - name));
    size_t inside = *open == '\0' ? 0 : (size_t)(action + length - 1 - (open + 1));
    const char *arguments = assay_arena_strndup(scratch, *open == '\0' ? open : open + 1, inside);
    if (function == NULL || arguments == NULL)
        return assay_fail_nomem(err);
    assay_status status = assay_info_set(reading, o, ASSAY_trigger_function, function, err);
    return status == ASSAY_OK && inside > 0
               ? assay_info_set(reading, o, ASSAY_trigger_arguments, arguments, err)
               : status;
}

static assay_status set_transition_tables(assay_info_reading *reading, assay_object *o,
                                          const char *const *row, assay_error *err)
{
    const char *old = row[TRIGGER_OLD_TABLE], *new = row[TRIGGER_NEW_TABLE];
    if (old == NULL && new == NULL)
        return ASSAY_OK;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    if (old != NULL) {
        assay_buffer_add(&text, "old table as ");
        assay_quote_identifier(&text, old);
    }
    if (new != NULL) {
        assay_buffer_add(&text, old == NULL ? "new table as " : ", new table as ");
        assay_quote_identifier(&text, new);
    }
    assay_status status =
        assay_info_set_text(reading, o, ASSAY_trigger_transition_tables, &text, err);
    assay_buffer_release(&text);
    return status;
}

static assay_status make_trigger(assay_info_reading *reading, const assay_info_list *rows,
                                 const assay_info_list *columns, assay_error *err)
{
    const char *const *row = rows->rows[0];
    const char *timing = assay_info_same(row[TRIGGER_TIMING], "BEFORE")       ? "before"
                         : assay_info_same(row[TRIGGER_TIMING], "INSTEAD OF") ? "instead of"
                                                                              : "after";
    assay_object *o;
    assay_status status = assay_info_add(&o, reading, ASSAY_KIND_trigger, row[TRIGGER_SCHEMA],
                                         row[TRIGGER_TABLE], row[TRIGGER_NAME], err);
    if (status != ASSAY_OK || o == NULL)
        return status;
    status = assay_info_set(reading, o, ASSAY_trigger_timing, timing, err);
    if (status == ASSAY_OK)
        status = set_events(reading, o, rows, columns, err);
    if (status == ASSAY_OK)
        status =
            assay_info_set(reading, o, ASSAY_trigger_level,
                           assay_info_same(row[TRIGGER_LEVEL], "ROW") ? "row" : "statement", err);
    if (status == ASSAY_OK && !assay_info_owns(reading, row[TRIGGER_SCHEMA], row[TRIGGER_TABLE]))
        status = assay_info_denied(reading, o, ASSAY_trigger_condition, err);
    else if (status == ASSAY_OK)
        status = assay_info_set(reading, o, ASSAY_trigger_condition, row[TRIGGER_CONDITION], err);
    if (status == ASSAY_OK)
        status = set_action(reading, o, row[TRIGGER_ACTION], err);
    return status == ASSAY_OK ? set_transition_tables(reading, o, row, err) : status;
}

assay_status assay_info_triggers(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_TRIGGERS];
    assay_map *triggers = assay_info_index(reading, ASSAY_INFO_TRIGGERS, TRIGGER_SCHEMA,
                                           TRIGGER_TABLE, TRIGGER_NAME, err);
    assay_map *columns = assay_info_index(reading, ASSAY_INFO_TRIGGERED_UPDATE_COLUMNS,
                                          UPDATED_SCHEMA, UPDATED_TABLE, UPDATED_TRIGGER, err);
    if (triggers == NULL || columns == NULL)
        return ASSAY_NOMEM;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < rows->n && status == ASSAY_OK; i++) {
        const char *const *row = assay_info_cells(rows, i);
        const char *key = assay_info_key(reading, row[TRIGGER_SCHEMA], row[TRIGGER_TABLE],
                                         row[TRIGGER_NAME], NULL);
        const assay_info_list *list = assay_info_list_of(triggers, key);
        if (list->n > 0 && list->rows[0] == row)
            status = make_trigger(reading, list, assay_info_list_of(columns, key), err);
    }
    return status;
}

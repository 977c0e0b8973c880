/* SPDX-License-Identifier: MIT */
/* What the statements of a schema have in common, and the three short ones: index, view, trigger.
 */
#include "readers/sqlite_parse.h"

#include <string.h>

void assay_sqlite_parser_start(assay_sqlite_parser *parser, assay_arena *arena, const char *text)
{
    *parser = (assay_sqlite_parser){.arena = arena, .text = text};
    assay_sqlite_start(&parser->at, (assay_span){text, strlen(text)});
}

assay_status assay_sqlite_parser_done(const assay_sqlite_parser *parser, bool parsed,
                                      assay_error *err)
{
    if (parser->no_memory)
        return assay_fail_nomem(err);
    assay_sqlite_cursor rest = parser->at;
    while (parsed && assay_sqlite_take_symbol(&rest, ";"))
        continue;
    if (parsed && rest.token.type == ASSAY_TOKEN_END)
        return ASSAY_OK;
    size_t length = parser->at.token.length < 40 ? parser->at.token.length : 40;
    return assay_fail(err, ASSAY_UNSUPPORTED, "the text does not parse at byte %zu: '%.*s'",
                      (size_t)(parser->at.token.text - parser->text), (int)length,
                      parser->at.token.text);
}

const char *assay_sqlite_parse_name(assay_sqlite_parser *parser)
{
    if (!assay_sqlite_is_name(&parser->at))
        return NULL;
    const char *name = assay_sqlite_unquote(parser->arena, &parser->at.token);
    parser->no_memory |= name == NULL;
    assay_sqlite_advance(&parser->at);
    return name;
}

bool assay_sqlite_parse_head(assay_sqlite_parser *parser, const char *word, const char **out)
{
    if (!assay_sqlite_take(&parser->at, "create"))
        return false;
    while (!assay_sqlite_take(&parser->at, word)) {
        if (!assay_sqlite_take(&parser->at, "temp") &&
            !assay_sqlite_take(&parser->at, "temporary") &&
            !assay_sqlite_take(&parser->at, "unique") && !assay_sqlite_take(&parser->at, "virtual"))
            return false;
    }
    assay_sqlite_cursor before = parser->at;
    if (!assay_sqlite_take(&parser->at, "if") || !assay_sqlite_take(&parser->at, "not") ||
        !assay_sqlite_take(&parser->at, "exists"))
        parser->at = before; /* a name may be IF */
    *out = assay_sqlite_parse_name(parser);
    if (*out != NULL && assay_sqlite_take_symbol(&parser->at, "."))
        *out = assay_sqlite_parse_name(parser);
    return *out != NULL;
}

bool assay_sqlite_parse_name_list(assay_sqlite_parser *parser, const char ***out, size_t *count)
{
    const char **names = NULL;
    size_t n = 0, capacity = 0;
    do {
        const char **grown =
            assay_arena_grow(parser->arena, names, &capacity, n + 1, sizeof *names);
        parser->no_memory |= grown == NULL;
        const char *name = assay_sqlite_parse_name(parser);
        if (grown == NULL || name == NULL)
            return false;
        names = grown;
        names[n++] = name;
    } while (assay_sqlite_take_symbol(&parser->at, ","));
    *out = names;
    *count = n;
    return true;
}

bool assay_sqlite_parse_names(assay_sqlite_parser *parser, const char ***out, size_t *count)
{
    return assay_sqlite_take_symbol(&parser->at, "(") &&
           assay_sqlite_parse_name_list(parser, out, count) &&
           assay_sqlite_take_symbol(&parser->at, ")");
}

static bool at_item_end(const assay_sqlite_parser *parser)
{
    return assay_sqlite_is_symbol(&parser->at, ",") || assay_sqlite_is_symbol(&parser->at, ")");
}

/* COLLATE and the order end an item only if nothing follows them: both can also stand within an
 * expression, and ASC or DESC can be a column. NULLS FIRST and LAST SQLite refuses in a schema. */
static bool parse_tail(assay_sqlite_parser *parser, assay_sqlite_item *item)
{
    assay_sqlite_cursor before = parser->at;
    item->collation = NULL;
    if (assay_sqlite_take(&parser->at, "collate")) {
        const char *name = assay_sqlite_parse_name(parser);
        item->collation = name == NULL ? NULL : assay_sqlite_fold(parser->arena, name);
        parser->no_memory |= name != NULL && item->collation == NULL;
    }
    bool descending =
        !assay_sqlite_take(&parser->at, "asc") && assay_sqlite_take(&parser->at, "desc");
    item->order = descending ? " desc" : "";
    bool autoincrement = assay_sqlite_take(&parser->at, "autoincrement");
    if (at_item_end(parser)) {
        parser->autoincrement |= autoincrement;
        return true;
    }
    parser->at = before;
    return false;
}

static bool parse_item(assay_sqlite_parser *parser, assay_sqlite_item *item)
{
    const char *start = parser->at.token.text;
    assay_span ignored;
    bool operand = false; /* the token before ends an operand: DESC behind it is an order */
    while (!operand || !parse_tail(parser, item)) {
        if (assay_sqlite_at_end(&parser->at) || at_item_end(parser))
            return false;
        operand = parser->at.token.type != ASSAY_TOKEN_OPERATOR &&
                  parser->at.token.type != ASSAY_TOKEN_PUNCTUATION;
        if (assay_sqlite_is_symbol(&parser->at, "(")) {
            operand = true;
            if (!assay_sqlite_skip_parentheses(&parser->at, &ignored))
                return false;
        } else {
            assay_sqlite_advance(&parser->at);
        }
        item->expression = (assay_span){start, (size_t)(parser->at.after - start)};
    }
    item->expression = assay_sqlite_strip(item->expression);
    assay_sqlite_cursor single;
    assay_sqlite_start(&single, item->expression);
    if (assay_sqlite_is_name(&single) && single.token.length == item->expression.length) {
        item->name = assay_sqlite_unquote(parser->arena, &single.token);
        parser->no_memory |= item->name == NULL;
    }
    return !parser->no_memory;
}

bool assay_sqlite_parse_items(assay_sqlite_parser *parser, assay_sqlite_item **out, size_t *count)
{
    assay_sqlite_item *items = NULL;
    size_t n = 0, capacity = 0;
    if (!assay_sqlite_take_symbol(&parser->at, "("))
        return false;
    do {
        assay_sqlite_item *grown =
            assay_arena_grow(parser->arena, items, &capacity, n + 1, sizeof *items);
        parser->no_memory |= grown == NULL;
        if (grown == NULL)
            return false;
        items = grown;
        if (!parse_item(parser, &items[n++]))
            return false;
    } while (assay_sqlite_take_symbol(&parser->at, ","));
    *out = items;
    *count = n;
    return assay_sqlite_take_symbol(&parser->at, ")");
}

/* All up to the end of the text. */
static assay_span rest_of(assay_sqlite_parser *parser)
{
    const char *start = parser->at.token.text;
    while (!assay_sqlite_at_end(&parser->at))
        assay_sqlite_advance(&parser->at);
    return (assay_span){start, (size_t)(parser->at.after - start)};
}

assay_status assay_sqlite_parse_index(assay_sqlite_index *out, assay_arena *arena, const char *text,
                                      assay_error *err)
{
    assay_sqlite_parser parser;
    const char *name;
    *out = (assay_sqlite_index){0};
    assay_sqlite_parser_start(&parser, arena, text);
    assay_sqlite_cursor second = parser.at;
    assay_sqlite_advance(&second);
    out->unique = assay_sqlite_is(&second, "unique");
    bool parsed = assay_sqlite_parse_head(&parser, "index", &name) &&
                  assay_sqlite_take(&parser.at, "on") &&
                  (out->table = assay_sqlite_parse_name(&parser)) != NULL &&
                  assay_sqlite_parse_items(&parser, &out->items, &out->n_items);
    if (parsed && assay_sqlite_take(&parser.at, "where"))
        out->predicate = assay_sqlite_strip(rest_of(&parser));
    return assay_sqlite_parser_done(&parser, parsed, err);
}

assay_status assay_sqlite_parse_view(assay_sqlite_view *out, assay_arena *arena, const char *text,
                                     assay_error *err)
{
    assay_sqlite_parser parser;
    const char *name;
    *out = (assay_sqlite_view){0};
    assay_sqlite_parser_start(&parser, arena, text);
    bool parsed = assay_sqlite_parse_head(&parser, "view", &name);
    if (parsed && assay_sqlite_is_symbol(&parser.at, "("))
        parsed = assay_sqlite_parse_names(&parser, &out->columns, &out->n_columns);
    parsed = parsed && assay_sqlite_take(&parser.at, "as");
    if (parsed)
        out->definition = rest_of(&parser);
    return assay_sqlite_parser_done(&parser, parsed, err);
}

/* BEFORE is what SQLite takes when no timing is written. */
static const char *parse_timing(assay_sqlite_parser *parser)
{
    if (assay_sqlite_take(&parser->at, "after"))
        return "after";
    if (assay_sqlite_take(&parser->at, "instead"))
        return assay_sqlite_take(&parser->at, "of") ? "instead of" : NULL;
    assay_sqlite_take(&parser->at, "before");
    return "before";
}

static bool parse_event(assay_sqlite_parser *parser, assay_sqlite_trigger *out)
{
    static const char *const events[] = {"insert", "delete", "update"};
    for (size_t i = 0; i < sizeof events / sizeof *events && out->event == NULL; i++) {
        if (assay_sqlite_take(&parser->at, events[i]))
            out->event = events[i];
    }
    if (out->event == NULL || !assay_sqlite_take(&parser->at, "of"))
        return out->event != NULL;
    return strcmp(out->event, "update") == 0 &&
           assay_sqlite_parse_name_list(parser, &out->columns, &out->n_columns);
}

/* Up to the word, at any depth of parentheses 0; false if it does not come. */
static bool parse_until(assay_sqlite_parser *parser, const char *word, assay_span *out)
{
    assay_span ignored;
    const char *start = parser->at.token.text;
    while (!assay_sqlite_is(&parser->at, word)) {
        if (assay_sqlite_at_end(&parser->at))
            return false;
        if (!assay_sqlite_skip_parentheses(&parser->at, &ignored))
            assay_sqlite_advance(&parser->at);
    }
    *out = (assay_span){start, (size_t)(parser->at.after - start)};
    return true;
}

assay_status assay_sqlite_parse_trigger(assay_sqlite_trigger *out, assay_arena *arena,
                                        const char *text, assay_error *err)
{
    assay_sqlite_parser parser;
    const char *name;
    *out = (assay_sqlite_trigger){0};
    assay_sqlite_parser_start(&parser, arena, text);
    bool parsed = assay_sqlite_parse_head(&parser, "trigger", &name) &&
                  (out->timing = parse_timing(&parser)) != NULL && parse_event(&parser, out) &&
                  assay_sqlite_take(&parser.at, "on") &&
                  (out->table = assay_sqlite_parse_name(&parser)) != NULL;
    /* FOR EACH ROW is all SQLite has, written or not. */
    if (parsed && assay_sqlite_take(&parser.at, "for"))
        parsed = assay_sqlite_take(&parser.at, "each") && assay_sqlite_take(&parser.at, "row");
    if (parsed && assay_sqlite_take(&parser.at, "when")) {
        parsed = parse_until(&parser, "begin", &out->condition);
        if (parsed)
            out->condition = assay_sqlite_strip(out->condition);
    }
    parsed = parsed && assay_sqlite_is(&parser.at, "begin");
    if (parsed)
        out->body = rest_of(&parser);
    return assay_sqlite_parser_done(&parser, parsed, err);
}

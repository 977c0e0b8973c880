/* SPDX-License-Identifier: MIT */
/*
 * Functions and procedures. A routine's own language is told in upper case; whether an argument
 * takes the rest (VARIADIC), whether results are OUT arguments or a TABLE, and which routines
 * belong to a type, is not told.
 */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "readers/info_reading.h"

typedef struct signature {
    assay_buffer name;      /* NAME(TYPES) */
    assay_buffer arguments; /* names, modes, types and defaults */
    bool named;             /* all types are known */
    bool has_out;
    bool may_be_variadic; /* the last input argument is of a type that VARIADIC takes */
    bool has_defaults;
} signature;

static void read_parameter(signature *s, assay_info_reading *reading, const char *const *row,
                           size_t *inputs)
{
    const assay_info_place place = {row[PARAMETER_SCHEMA], row[PARAMETER_SPECIFIC], "ROUTINE",
                                    row[PARAMETER_POSITION], false};
    assay_buffer type = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    s->named = assay_info_type(&type, reading, row, &place) && s->named;
    const char *text = assay_buffer_text(&type), *mode = row[PARAMETER_MODE];
    bool out = assay_info_same(mode, "OUT");
    if (!out) {
        assay_buffer_printf(&s->name, "%s%s", (*inputs)++ == 0 ? "" : ", ", text);
        s->may_be_variadic =
            assay_info_same(row[TYPE_NAME], "ARRAY") || assay_info_same(text, "\"any\"");
    }
    s->has_out = s->has_out || out;
    assay_buffer_add(&s->arguments, s->arguments.length == 0 ? "" : ", ");
    if (!assay_info_same(mode, "IN"))
        assay_buffer_printf(&s->arguments, "%s ", mode);
    if (row[PARAMETER_NAME] != NULL) {
        assay_quote_identifier(&s->arguments, row[PARAMETER_NAME]);
        assay_buffer_add_char(&s->arguments, ' ');
    }
    assay_buffer_add(&s->arguments, text);
    if (row[PARAMETER_DEFAULT] != NULL)
        assay_buffer_printf(&s->arguments, " DEFAULT %s", row[PARAMETER_DEFAULT]);
    assay_buffer_release(&type);
}

static void read_signature(signature *s, assay_info_reading *reading, const char *const *row,
                           const assay_info_list *parameters)
{
    size_t inputs = 0;
    *s = (signature){.name = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT),
                     .arguments = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT),
                     .named = true};
    assay_buffer_printf(&s->name, "%s(", row[ROUTINE_NAME]);
    for (size_t i = 0; i < parameters->n; i++)
        read_parameter(s, reading, parameters->rows[i], &inputs);
    assay_buffer_add_char(&s->name, ')');
}

static assay_status set_arguments(assay_info_reading *reading, assay_object *o, int attribute,
                                  const signature *s, const char *const *row, bool unclear,
                                  assay_error *err)
{
    if (unclear || s->may_be_variadic) {
        assay_info_untold(reading, o, attribute);
        return ASSAY_OK;
    }
    /* Who may not see the body may not see defaults either. */
    if (row[ROUTINE_BODY] == NULL)
        return assay_info_denied(reading, o, attribute, err);
    return s->arguments.length == 0
               ? assay_info_set(reading, o, attribute, "", err)
               : assay_info_set_text(reading, o, attribute, &s->arguments, err);
}

static assay_status set_language(assay_info_reading *reading, assay_object *o, int attribute,
                                 const char *const *row, assay_error *err)
{
    char lower[64] = "";
    const char *name = row[ROUTINE_LANGUAGE] == NULL ? "" : row[ROUTINE_LANGUAGE];
    if (strlen(name) >= sizeof lower)
        return assay_info_untold(reading, o, attribute), ASSAY_OK;
    for (size_t i = 0; name[i] != '\0'; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    return assay_info_set(reading, o, attribute, lower, err);
}

/* An empty body is that of a routine in SQL's own form; in C, the library is missing. */
static assay_status set_body(assay_info_reading *reading, assay_object *o, int attribute,
                             const char *const *row, assay_error *err)
{
    const char *body = row[ROUTINE_BODY];
    if (body == NULL)
        return assay_info_denied(reading, o, attribute, err);
    if (body[0] == '\0' || assay_info_same(row[ROUTINE_LANGUAGE], "C")) {
        assay_info_untold(reading, o, attribute);
        return ASSAY_OK;
    }
    return assay_info_set(reading, o, attribute, body, err);
}

/* Whether it yields one or a set is not told (verdict/untold.c knows). */
static assay_status set_result(assay_info_reading *reading, assay_object *o, const signature *s,
                               const char *const *row, assay_error *err)
{
    const assay_info_place place = {row[ROUTINE_SPECIFIC_SCHEMA], row[ROUTINE_SPECIFIC], "ROUTINE",
                                    "0", false};
    assay_buffer type = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_status status = ASSAY_OK;
    if (s->has_out || !assay_info_type(&type, reading, row, &place))
        assay_info_untold(reading, o, ASSAY_function_result);
    else
        status = assay_info_set_text(reading, o, ASSAY_function_result, &type, err);
    assay_buffer_release(&type);
    return status;
}

static assay_status set_function(assay_info_reading *reading, assay_object *o, const signature *s,
                                 const char *const *row, assay_error *err)
{
    assay_status status =
        set_arguments(reading, o, ASSAY_function_arguments, s, row, s->has_out, err);
    if (status == ASSAY_OK)
        status = set_result(reading, o, s, row, err);
    if (status == ASSAY_OK)
        status = set_language(reading, o, ASSAY_function_language, row, err);
    if (status == ASSAY_OK)
        status = set_body(reading, o, ASSAY_function_body, row, err);
    if (assay_info_yes(row[ROUTINE_DETERMINISTIC]) && status == ASSAY_OK)
        status = assay_info_set(reading, o, ASSAY_function_volatility, "immutable", err);
    else
        assay_info_untold(reading, o, ASSAY_function_volatility);
    if (status == ASSAY_OK && assay_info_yes(row[ROUTINE_STRICT]))
        status = assay_info_set(reading, o, ASSAY_function_strict, "yes", err);
    if (status == ASSAY_OK && assay_info_same(row[ROUTINE_SECURITY], "DEFINER"))
        status = assay_info_set(reading, o, ASSAY_function_security_definer, "yes", err);
    return status;
}

static assay_status set_procedure(assay_info_reading *reading, assay_object *o, const signature *s,
                                  const char *const *row, assay_error *err)
{
    assay_status status = set_arguments(reading, o, ASSAY_procedure_arguments, s, row, false, err);
    if (status == ASSAY_OK)
        status = set_language(reading, o, ASSAY_procedure_language, row, err);
    if (status == ASSAY_OK)
        status = set_body(reading, o, ASSAY_procedure_body, row, err);
    if (status == ASSAY_OK && assay_info_same(row[ROUTINE_SECURITY], "DEFINER"))
        status = assay_info_set(reading, o, ASSAY_procedure_security_definer, "yes", err);
    return status;
}

static assay_status make_routine(assay_info_reading *reading, const char *const *row,
                                 const assay_info_list *parameters, assay_error *err)
{
    bool function = assay_info_same(row[ROUTINE_TYPE], "FUNCTION");
    /* The server makes functions of its own language for types: constructors of ranges. */
    if (!(function || assay_info_same(row[ROUTINE_TYPE], "PROCEDURE")) ||
        assay_info_same(row[ROUTINE_LANGUAGE], "INTERNAL"))
        return ASSAY_OK;
    assay_object *o = NULL;
    signature s;
    read_signature(&s, reading, row, parameters);
    assay_status status = assay_buffer_check(&s.name, err);
    if (status == ASSAY_OK && s.named)
        status = assay_info_add(&o, reading, function ? ASSAY_KIND_function : ASSAY_KIND_procedure,
                                row[ROUTINE_SCHEMA], "", assay_buffer_text(&s.name), err);
    if (status == ASSAY_OK && o != NULL)
        status = function ? set_function(reading, o, &s, row, err)
                          : set_procedure(reading, o, &s, row, err);
    assay_buffer_release(&s.name);
    assay_buffer_release(&s.arguments);
    return status;
}

assay_status assay_info_routines(assay_info_reading *reading, assay_error *err)
{
    const assay_info_rows *rows = &reading->views[ASSAY_INFO_ROUTINES];
    assay_map *parameters = assay_info_index(reading, ASSAY_INFO_PARAMETERS, PARAMETER_SCHEMA,
                                             PARAMETER_SPECIFIC, -1, err);
    if (parameters == NULL)
        return ASSAY_NOMEM;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < rows->n && status == ASSAY_OK; i++) {
        const char *const *row = assay_info_cells(rows, i);
        status = make_routine(
            reading, row,
            assay_info_list_of(parameters, assay_info_key(reading, row[ROUTINE_SPECIFIC_SCHEMA],
                                                          row[ROUTINE_SPECIFIC], NULL, NULL)),
            err);
    }
    return status;
}

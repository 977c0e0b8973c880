/* SPDX-License-Identifier: MIT */
/* Indexes, types, sequences, views, routines and what else is no part of a table. */
#include <string.h>

#include "plan/definition.h"

static void define_index(repair_writing *w, const assay_object *index)
{
    repair_add(w, "ON ");
    repair_add_qualified(w->text, index->schema, index->relation);
    if (w->found->dialect == ASSAY_POSTGRESQL)
        repair_add_value(w, index, ASSAY_index_method, NULL, " USING ", "");
    repair_add_value(w, index, ASSAY_index_columns, NULL, " (", ")");
    repair_add_value(w, index, ASSAY_index_include, NULL, " INCLUDE (", ")");
    if (repair_is(index, ASSAY_index_nulls_not_distinct, "yes"))
        repair_add(w, " NULLS NOT DISTINCT");
    repair_add_value(w, index, ASSAY_index_options, NULL, " WITH (", ")");
    repair_add_value(w, index, ASSAY_index_predicate, NULL, " WHERE ", "");
}

static void define_domain(repair_writing *w, const assay_object *domain)
{
    repair_add_value(w, domain, ASSAY_domain_type, NULL, "AS ", "");
    repair_add_value(w, domain, ASSAY_domain_collation, NULL, " COLLATE ", "");
    repair_add_value(w, domain, ASSAY_domain_default, NULL, " DEFAULT ", "");
    if (repair_is(domain, ASSAY_domain_nullable, "no"))
        repair_add(w, " NOT NULL");
    /* Several checks are one list here, whose names stand apart. */
    if (domain->values[ASSAY_domain_checks] != NULL)
        w->impossible = true;
}

static void define_sequence(repair_writing *w, const assay_object *sequence)
{
    repair_add_value(w, sequence, ASSAY_sequence_type, NULL, " AS ", "");
    repair_add_value(w, sequence, ASSAY_sequence_increment, "1", " INCREMENT ", "");
    repair_add_value(w, sequence, ASSAY_sequence_minimum, NULL, " MINVALUE ", "");
    repair_add_value(w, sequence, ASSAY_sequence_maximum, NULL, " MAXVALUE ", "");
    repair_add_value(w, sequence, ASSAY_sequence_start, NULL, " START ", "");
    repair_add_value(w, sequence, ASSAY_sequence_cache, "1", " CACHE ", "");
    if (repair_is(sequence, ASSAY_sequence_cycle, "yes"))
        repair_add(w, " CYCLE");
    if (sequence->values[ASSAY_sequence_persistence] != NULL)
        w->impossible = true;
}

static void define_view(repair_writing *w, const assay_object *view)
{
    bool materialized = view->kind == ASSAY_KIND_materialized_view;
    if (materialized)
        repair_add_value(w, view, ASSAY_materialized_view_access_method, "heap", " USING ", "");
    repair_add_value(w, view, materialized ? ASSAY_materialized_view_options : ASSAY_view_options,
                     NULL, " WITH (", ")");
    repair_add_value(w, view,
                     materialized ? ASSAY_materialized_view_definition : ASSAY_view_definition,
                     NULL, " AS\n", "");
}

/* A body stands in dollar quotes, or as a literal if it could end them. */
static void add_body(repair_writing *w, const char *body)
{
    static const char quote[] = "$assay$";
    if (body[0] == '\0' || strncmp(body, "sha256:", 7) == 0) {
        w->impossible = true;
    } else if (strchr(body, '$') != NULL && strstr(body, "$assay") != NULL) {
        assay_quote_literal(w->text, body, true);
    } else {
        repair_add(w, quote);
        repair_add(w, body);
        repair_add(w, quote);
    }
}

/* Of the attributes that change what a function may do, those that are not told here make it
 * impossible: half of them would be worse than none. */
static void define_function(repair_writing *w, const assay_object *function)
{
    static const int untold[] = {ASSAY_function_sql_body, ASSAY_function_support,
                                 ASSAY_function_transforms, ASSAY_function_settings,
                                 ASSAY_function_depends_on};
    static const struct {
        int attribute;
        const char *text;
    } flags[] = {{ASSAY_function_strict, " STRICT"},
                 {ASSAY_function_security_definer, " SECURITY DEFINER"},
                 {ASSAY_function_leakproof, " LEAKPROOF"},
                 {ASSAY_function_window, " WINDOW"}};
    repair_add(w, "(");
    repair_add_value(w, function, ASSAY_function_arguments, NULL, "", "");
    repair_add(w, ")");
    repair_add_value(w, function, ASSAY_function_result, NULL, " RETURNS ", "");
    repair_add(w, " LANGUAGE ");
    assay_quote_identifier_always(w->text, repair_value(function, ASSAY_function_language));
    repair_add_value(w, function, ASSAY_function_volatility, "volatile", " ", "");
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (repair_is(function, flags[i].attribute, "yes"))
            repair_add(w, flags[i].text);
    repair_add_value(w, function, ASSAY_function_parallel, "unsafe", " PARALLEL ", "");
    repair_add_value(w, function, ASSAY_function_cost, NULL, " COST ", "");
    repair_add_value(w, function, ASSAY_function_rows, NULL, " ROWS ", "");
    repair_add(w, "\nAS ");
    add_body(w, repair_value(function, ASSAY_function_body));
    for (size_t i = 0; i < sizeof untold / sizeof *untold; i++)
        if (function->values[untold[i]] != NULL)
            w->impossible = true;
    if (repair_is(function, ASSAY_function_language, "c"))
        w->impossible = true;
}

static void define_procedure(repair_writing *w, const assay_object *procedure)
{
    static const int untold[] = {ASSAY_procedure_sql_body, ASSAY_procedure_transforms,
                                 ASSAY_procedure_settings, ASSAY_procedure_depends_on};
    repair_add(w, "(");
    repair_add_value(w, procedure, ASSAY_procedure_arguments, NULL, "", "");
    repair_add(w, ") LANGUAGE ");
    assay_quote_identifier_always(w->text, repair_value(procedure, ASSAY_procedure_language));
    if (repair_is(procedure, ASSAY_procedure_security_definer, "yes"))
        repair_add(w, " SECURITY DEFINER");
    repair_add(w, "\nAS ");
    add_body(w, repair_value(procedure, ASSAY_procedure_body));
    for (size_t i = 0; i < sizeof untold / sizeof *untold; i++)
        if (procedure->values[untold[i]] != NULL)
            w->impossible = true;
}

/* "insert, update of (a, b)": the events that are parted by commas outside parentheses. */
static void add_events(repair_writing *w, const char *events)
{
    int depth = 0;
    for (const char *c = events; *c != '\0'; c++) {
        depth += (*c == '(') - (*c == ')');
        if (*c == '"')
            w->impossible =
                true; /* a column whose name needs quotes: rare, and not worth a parser */
        if (*c == ',' && depth == 0)
            repair_add(w, " OR");
        else if (*c != '(' && *c != ')')
            assay_buffer_add_char(w->text, *c);
    }
}

/* What CREATE TRIGGER takes: behind the name. */
static void define_trigger(repair_writing *w, const assay_object *trigger)
{
    static const int untold[] = {ASSAY_trigger_transition_tables, ASSAY_trigger_constraint,
                                 ASSAY_trigger_enabled, ASSAY_trigger_depends_on};
    repair_add_value(w, trigger, ASSAY_trigger_timing, NULL, "", " ");
    add_events(w, repair_value(trigger, ASSAY_trigger_events));
    repair_add(w, " ON ");
    repair_add_qualified(w->text, trigger->schema, trigger->relation);
    repair_add_value(w, trigger, ASSAY_trigger_level, NULL, " FOR EACH ", "");
    repair_add_value(w, trigger, ASSAY_trigger_condition, NULL, " WHEN (", ")");
    repair_add_value(w, trigger, ASSAY_trigger_function, NULL, " EXECUTE FUNCTION ", "");
    repair_add(w, "(");
    repair_add_value(w, trigger, ASSAY_trigger_arguments, NULL, "", "");
    repair_add(w, ")");
    for (size_t i = 0; i < sizeof untold / sizeof *untold; i++)
        if (trigger->values[untold[i]] != NULL)
            w->impossible = true;
}

static void define_policy(repair_writing *w, const assay_object *policy)
{
    repair_add(w, "ON ");
    repair_add_qualified(w->text, policy->schema, policy->relation);
    repair_add(w, repair_is(policy, ASSAY_policy_permissive, "no") ? " AS RESTRICTIVE" : "");
    repair_add_value(w, policy, ASSAY_policy_command, "all", " FOR ", "");
    repair_add_value(w, policy, ASSAY_policy_roles, "PUBLIC", " TO ", "");
    repair_add_value(w, policy, ASSAY_policy_using, NULL, " USING (", ")");
    repair_add_value(w, policy, ASSAY_policy_with_check, NULL, " WITH CHECK (", ")");
}

static void define_statistics(repair_writing *w, const assay_object *statistics)
{
    const char *columns = repair_value(statistics, ASSAY_statistics_columns);
    repair_add_value(w, statistics, ASSAY_statistics_kinds, NULL, "(", ") ");
    repair_add_value(w, statistics, ASSAY_statistics_columns, NULL, "ON ", "");
    repair_add_value(w, statistics, ASSAY_statistics_expressions, NULL,
                     columns[0] == '\0' ? "ON (" : ", (", ")");
    repair_add_value(w, statistics, ASSAY_statistics_table, NULL, " FROM ", "");
}

void repair_define_code(repair_writing *w, const assay_object *object)
{
    static const struct {
        assay_kind kind;
        void (*define)(repair_writing *w, const assay_object *object);
    } kinds[] = {
        {ASSAY_KIND_index, define_index},
        {ASSAY_KIND_domain, define_domain},
        {ASSAY_KIND_sequence, define_sequence},
        {ASSAY_KIND_view, define_view},
        {ASSAY_KIND_materialized_view, define_view},
        {ASSAY_KIND_function, define_function},
        {ASSAY_KIND_procedure, define_procedure},
        {ASSAY_KIND_trigger, define_trigger},
        {ASSAY_KIND_policy, define_policy},
        {ASSAY_KIND_statistics, define_statistics},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].kind != object->kind)
            continue;
        kinds[i].define(w, object);
        return;
    }
    w->impossible = true;
}

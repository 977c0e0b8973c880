/* SPDX-License-Identifier: MIT */
#include "readers/queries.h"

#include <string.h>

#include "base/embedded.h"

#define STRUCTURE(kind, since, file)                                                               \
    {                                                                                              \
        ASSAY_KIND_##kind, ASSAY_PG_STRUCTURE, since, "analyzer/readers/sql/postgres/" file, 0,    \
            NULL                                                                                   \
    }
#define DEPARSE(kind, since, file, batch, attributes)                                              \
    {                                                                                              \
        ASSAY_KIND_##kind, ASSAY_PG_DEPARSE, since, "analyzer/readers/sql/postgres/" file, batch,  \
            attributes                                                                             \
    }

enum {
    /* A view's text keeps a lock on each relation it names until the segment ends; the server's
     * lock table has room for about 6,400 by default. */
    BATCH_LOCKS = 500,
    /* Other texts lock their own table for a moment only. */
    BATCH_PLAIN = 5000
};

/* In order of kinds.def, then of versions. */
const assay_pg_query assay_pg_queries[] = {
    STRUCTURE(schema, 120000, "schema.sql"),
    STRUCTURE(extension, 120000, "extension.sql"),
    STRUCTURE(default_privileges, 120000, "default-privileges.sql"),
    STRUCTURE(enum, 120000, "enum.sql"),
    STRUCTURE(domain, 120000, "domain.sql"),
    STRUCTURE(composite, 120000, "composite.sql"),
    STRUCTURE(range, 120000, "range.sql"),
    STRUCTURE(collation, 120000, "collation.sql"),
    STRUCTURE(sequence, 120000, "sequence.sql"),
    STRUCTURE(table, 120000, "table.sql"),
    DEPARSE(table, 120000, "table.deparse.sql", BATCH_PLAIN, "partition_key"),
    STRUCTURE(column, 120000, "column.sql"),
    STRUCTURE(column, 140000, "column.140000.sql"),
    DEPARSE(column, 120000, "column.deparse.sql", BATCH_PLAIN, "generated"),
    STRUCTURE(primary_key, 120000, "primary-key.sql"),
    STRUCTURE(primary_key, 180000, "primary-key.180000.sql"),
    STRUCTURE(unique, 120000, "unique.sql"),
    STRUCTURE(unique, 150000, "unique.150000.sql"),
    STRUCTURE(unique, 180000, "unique.180000.sql"),
    STRUCTURE(foreign_key, 120000, "foreign-key.sql"),
    STRUCTURE(foreign_key, 150000, "foreign-key.150000.sql"),
    STRUCTURE(foreign_key, 180000, "foreign-key.180000.sql"),
    STRUCTURE(check, 120000, "check.sql"),
    STRUCTURE(check, 180000, "check.180000.sql"),
    DEPARSE(check, 120000, "check.deparse.sql", BATCH_PLAIN, "expression"),
    STRUCTURE(exclusion, 120000, "exclusion.sql"),
    DEPARSE(exclusion, 120000, "exclusion.deparse.sql", BATCH_PLAIN, "elements predicate"),
    STRUCTURE(index, 120000, "index.sql"),
    STRUCTURE(index, 150000, "index.150000.sql"),
    DEPARSE(index, 120000, "index.deparse.sql", BATCH_PLAIN, "columns predicate statistics"),
    STRUCTURE(view, 120000, "view.sql"),
    DEPARSE(view, 120000, "view.deparse.sql", BATCH_LOCKS, "definition"),
    STRUCTURE(materialized_view, 120000, "materialized-view.sql"),
    DEPARSE(materialized_view, 120000, "materialized-view.deparse.sql", BATCH_LOCKS, "definition"),
    STRUCTURE(function, 120000, "function.sql"),
    STRUCTURE(function, 140000, "function.140000.sql"),
    DEPARSE(function, 140000, "function.deparse.sql", BATCH_LOCKS, "sql_body"),
    STRUCTURE(procedure, 120000, "procedure.sql"),
    STRUCTURE(procedure, 140000, "procedure.140000.sql"),
    DEPARSE(procedure, 140000, "procedure.deparse.sql", BATCH_LOCKS, "sql_body"),
    STRUCTURE(aggregate, 120000, "aggregate.sql"),
    STRUCTURE(trigger, 120000, "trigger.sql"),
    STRUCTURE(trigger, 150000, "trigger.150000.sql"),
    DEPARSE(trigger, 120000, "trigger.deparse.sql", BATCH_PLAIN, "condition"),
    STRUCTURE(rule, 120000, "rule.sql"),
    DEPARSE(rule, 120000, "rule.deparse.sql", BATCH_LOCKS, "condition action"),
    STRUCTURE(event_trigger, 120000, "event-trigger.sql"),
    STRUCTURE(policy, 120000, "policy.sql"),
    DEPARSE(policy, 120000, "policy.deparse.sql", BATCH_LOCKS, "using with_check"),
    STRUCTURE(statistics, 120000, "statistics.sql"),
    STRUCTURE(statistics, 130000, "statistics.130000.sql"),
    STRUCTURE(statistics, 140000, "statistics.140000.sql"),
    DEPARSE(statistics, 140000, "statistics.deparse.sql", BATCH_PLAIN, "expressions"),
    STRUCTURE(foreign_data_wrapper, 120000, "foreign-data-wrapper.sql"),
    STRUCTURE(foreign_server, 120000, "foreign-server.sql"),
    STRUCTURE(user_mapping, 120000, "user-mapping.sql"),
    STRUCTURE(foreign_table, 120000, "foreign-table.sql"),
    STRUCTURE(publication, 120000, "publication.sql"),
    STRUCTURE(publication, 150000, "publication.150000.sql"),
    DEPARSE(publication, 150000, "publication.deparse.sql", BATCH_PLAIN, "row_filters"),
    STRUCTURE(subscription, 120000, "subscription.sql"),
    STRUCTURE(subscription, 140000, "subscription.140000.sql"),
    STRUCTURE(subscription, 150000, "subscription.150000.sql"),
    STRUCTURE(subscription, 160000, "subscription.160000.sql"),
    STRUCTURE(subscription, 170000, "subscription.170000.sql"),
    DEPARSE(subscription, 120000, "subscription.deparse.sql", BATCH_PLAIN,
            "synchronous_commit comment"),
    STRUCTURE(text_search_dictionary, 120000, "text-search-dictionary.sql"),
    STRUCTURE(text_search_configuration, 120000, "text-search-configuration.sql"),
    STRUCTURE(cast, 120000, "cast.sql"),
    STRUCTURE(operator, 120000, "operator.sql"),
    STRUCTURE(operator_family, 120000, "operator-family.sql"),
    STRUCTURE(operator_class, 120000, "operator-class.sql"),
    STRUCTURE(language, 120000, "language.sql"),
};

const size_t assay_pg_n_queries = sizeof assay_pg_queries / sizeof *assay_pg_queries;

const assay_pg_query *assay_pg_query_find(assay_kind kind, assay_pg_stage stage, int version)
{
    const assay_pg_query *found = NULL;
    for (size_t i = 0; i < assay_pg_n_queries; i++) {
        const assay_pg_query *q = &assay_pg_queries[i];
        if (q->kind == kind && q->stage == stage && q->since <= version &&
            (found == NULL || q->since > found->since))
            found = q;
    }
    return found;
}

#define BIT(kind) ((uint64_t)1 << ASSAY_KIND_##kind)
#define KEYS      (BIT(primary_key) | BIT(unique) | BIT(foreign_key))
#define ROUTINES  (BIT(function) | BIT(procedure))
#define INFO(view, since, file, required, kinds)                                                   \
    {                                                                                              \
        ASSAY_INFO_##view, since, "analyzer/readers/sql/information_schema/" file, required, kinds \
    }

/* In order of assay_info_view, then of versions. */
static const assay_info_query info_queries[] = {
    INFO(SCHEMATA, 0, "schemata.sql", false, BIT(schema)),
    INFO(DOMAINS, 0, "domains.sql", false, BIT(domain)),
    INFO(DOMAIN_CONSTRAINTS, 0, "domain_constraints.sql", false, BIT(domain)),
    INFO(SEQUENCES, 0, "sequences.sql", false, BIT(sequence)),
    INFO(TABLES, 0, "tables.sql", true, 0),
    INFO(COLUMNS, 0, "columns.sql", true, 0),
    INFO(TABLE_CONSTRAINTS, 0, "table_constraints.sql", false, KEYS | BIT(check)),
    INFO(TABLE_CONSTRAINTS, 150000, "table_constraints.150000.sql", false, KEYS | BIT(check)),
    INFO(KEY_COLUMN_USAGE, 0, "key_column_usage.sql", false, KEYS),
    INFO(REFERENTIAL_CONSTRAINTS, 0, "referential_constraints.sql", false, BIT(foreign_key)),
    INFO(CHECK_CONSTRAINTS, 0, "check_constraints.sql", false, BIT(check) | BIT(domain)),
    INFO(VIEW_TEXTS, 0, "views.sql", false, BIT(view)),
    INFO(ROUTINES, 0, "routines.sql", false, ROUTINES),
    INFO(PARAMETERS, 0, "parameters.sql", false, ROUTINES),
    INFO(TRIGGERS, 0, "triggers.sql", false, BIT(trigger)),
    INFO(TRIGGERED_UPDATE_COLUMNS, 0, "triggered_update_columns.sql", false, BIT(trigger)),
    INFO(TABLE_PRIVILEGES, 0, "table_privileges.sql", false, 0),
    INFO(ELEMENT_TYPES, 0, "element_types.sql", false, 0),
};

const assay_info_query *assay_info_query_find(assay_info_view view, int version)
{
    const assay_info_query *found = NULL;
    for (size_t i = 0; i < sizeof info_queries / sizeof *info_queries; i++)
        if (info_queries[i].view == view && (found == NULL || info_queries[i].since <= version))
            found = &info_queries[i];
    return found;
}

const char *assay_pg_sql(const char *path, assay_error *err)
{
    const assay_embedded *file = assay_embedded_find(path);
    if (file == NULL) {
        assay_fail(err, ASSAY_INTERNAL, "the query '%s' is missing from this program", path);
        return NULL;
    }
    return file->data;
}

static const char only_begin[] = "/*only ", only_end[] = "*/";

const char *assay_pg_sql_only(assay_arena *arena, const char *sql)
{
    const char *made = NULL;
    for (const char *p = strstr(sql, only_begin); p != NULL; p = strstr(sql, only_begin)) {
        const char *oid = p + sizeof only_begin - 1, *end = strstr(oid, only_end);
        if (end == NULL)
            return NULL;
        made = assay_arena_printf(arena, "%s%.*sAND %.*s = ANY ($1::pg_catalog.oid[])",
                                  made == NULL ? "" : made, (int)(p - sql), sql, (int)(end - oid),
                                  oid);
        if (made == NULL)
            return NULL;
        sql = end + sizeof only_end - 1;
    }
    return made == NULL ? NULL : assay_arena_printf(arena, "%s%s", made, sql);
}

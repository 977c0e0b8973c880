/* SPDX-License-Identifier: MIT */
/*
 * Tools lock by an advisory lock whose key they compute, or by a row of a table of their own. The
 * others lock the version table itself, as every stamp does here.
 */
#include "stamp/tool_lock.h"

#include <string.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/quote.h"

typedef struct place {
    const char *database, *schema, *table;
} place;

static int64_t key_of_rails(const place *p)
{
    return (int64_t)assay_crc32_add(0, p->database, strlen(p->database)) * 2053462845;
}

static int64_t key_of_sqlx(const place *p)
{
    return (int64_t)assay_crc32_add(0, p->database, strlen(p->database)) * 0x3d32ad9e;
}

/* Of schema, table and database, with a NUL between. */
static int64_t key_of_golang_migrate(const place *p)
{
    uint32_t crc = assay_crc32_add(0, p->schema, strlen(p->schema) + 1);
    crc = assay_crc32_add(crc, p->table, strlen(p->table) + 1);
    crc = assay_crc32_add(crc, p->database, strlen(p->database));
    return (int64_t)(uint32_t)(crc * 1486364155U);
}

/* "Flyway" as a number, and the hash that Java has of the quoted name. */
static int64_t key_of_flyway(const place *p)
{
    assay_buffer name = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_quote_identifier_always(&name, p->schema);
    assay_buffer_add_char(&name, '.');
    assay_quote_identifier_always(&name, p->table);
    uint32_t hash = 0;
    for (const char *c = assay_buffer_text(&name); *c != '\0'; c++)
        hash = hash * 31 + (unsigned char)*c;
    assay_buffer_release(&name);
    return INT64_C(0x466c79776179) + (int32_t)hash;
}

static const struct {
    const char *tool;
    int64_t key;
    int64_t (*key_of)(const place *p);
    const char *row_of; /* a table; {table} stands for the version table's name */
} locks[] = {
    {"atlas", 2686470616, NULL, NULL}, /* FNV-1 of "atlas_migrate_execute" */
    {"flyway", 0, key_of_flyway, NULL},
    {"golang-migrate", 0, key_of_golang_migrate, NULL},
    {"goose", 4097083626, NULL, "goose_lock"},
    {"knex", 0, NULL, "{table}_lock"},
    {"liquibase", 0, NULL, "databasechangeloglock"},
    {"node-pg-migrate", 7241865325823964, NULL, NULL},
    {"prisma", 72707369, NULL, NULL},
    {"rails", 0, key_of_rails, NULL},
    {"sqitch", 75474063, NULL, NULL},
    {"sqlx", 0, key_of_sqlx, NULL},
};

enum { N_LOCKS = sizeof locks / sizeof *locks };

static size_t find(const char *tool)
{
    size_t i = 0;
    while (i < N_LOCKS && strcmp(locks[i].tool, tool) != 0)
        i++;
    return i;
}

bool assay_tool_lock_key(int64_t *out, const char *tool, const char *database, const char *schema,
                         const char *table)
{
    size_t i = find(tool);
    if (i == N_LOCKS || (locks[i].key == 0 && locks[i].key_of == NULL))
        return false;
    const place p = {database, schema, table};
    *out = locks[i].key_of != NULL ? locks[i].key_of(&p) : locks[i].key;
    return true;
}

bool assay_tool_lock_table(assay_buffer *out, const char *tool, const char *table)
{
    static const char slot[] = "{table}";
    size_t i = find(tool);
    if (i == N_LOCKS || locks[i].row_of == NULL)
        return false;
    bool derived = strncmp(locks[i].row_of, slot, sizeof slot - 1) == 0;
    assay_buffer_add(out, derived ? table : "");
    assay_buffer_add(out, locks[i].row_of + (derived ? sizeof slot - 1 : 0));
    return true;
}

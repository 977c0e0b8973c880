/* SPDX-License-Identifier: MIT */
/* The TARGET that was not given: the places where projects keep their database's address. */
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "target/target_internal.h"

enum { MAX_INI = 1 << 20 };

typedef struct finder {
    assay_arena *arena;
    assay_target_getenv env;
    const char *directory;
    assay_error *err;
} finder;

/* Sets *found if the place holds an address. */
typedef assay_status (*find_place)(assay_target *out, bool *found, const finder *f);

static const char *set_variable(const finder *f, const char *name)
{
    const char *value = f->env(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static assay_status parse_from(assay_target *out, const finder *f, const char *text,
                               const char *source)
{
    assay_status status = assay_target_parse(out, f->arena, text, f->err);
    out->source = source;
    if (status != ASSAY_OK)
        assay_error_where(f->err, "%s", source);
    return status;
}

static assay_status find_url(assay_target *out, bool *found, const finder *f)
{
    const char *text = set_variable(f, "DATABASE_URL");
    *found = text != NULL;
    return *found ? parse_from(out, f, text, "DATABASE_URL") : ASSAY_OK;
}

static assay_status find_alembic(assay_target *out, bool *found, const finder *f)
{
    char *path = assay_arena_printf(f->arena, "%s/alembic.ini", f->directory);
    if (path == NULL)
        return assay_fail_nomem(f->err);
    if (!assay_file_exists(path))
        return ASSAY_OK;
    char *text = NULL;
    size_t length = 0;
    const char *url = NULL;
    assay_status status = assay_file_read(&text, &length, f->arena, path, MAX_INI, f->err);
    if (status == ASSAY_OK)
        status = assay_alembic_ini_url(&url, f->arena, text, f->directory, f->err);
    if (status != ASSAY_OK) {
        assay_error_where(f->err, "alembic.ini");
        assay_error_remedy(f->err, "name the database as TARGET");
        return status;
    }
    /* `alembic init` writes driver://user:pass@localhost/dbname for the reader to replace. */
    *found = url != NULL && strncmp(url, "driver://", 9) != 0;
    return *found ? parse_from(out, f, url, "alembic.ini") : ASSAY_OK;
}

/* The variables of a place, and libpq's word for each. */
typedef struct variable {
    const char *name, *key;
} variable;

static const variable docker_variables[] = {
    {"POSTGRES_HOST", "host"}, {"POSTGRES_PORT", "port"},         {"POSTGRES_DB", "dbname"},
    {"POSTGRES_USER", "user"}, {"POSTGRES_PASSWORD", "password"}, {NULL, NULL},
};

static const variable libpq_variables[] = {
    {"PGSERVICE", "service"},
    {"PGHOST", "host"},
    {"PGHOSTADDR", "hostaddr"},
    {"PGPORT", "port"},
    {"PGDATABASE", "dbname"},
    {"PGUSER", "user"},
    {NULL, NULL},
};

static void collect(assay_buffer *conninfo, const finder *f, const variable *variables)
{
    for (; variables->name != NULL; variables++) {
        const char *value = set_variable(f, variables->name);
        if (value != NULL)
            assay_conninfo_add(conninfo, variables->key, value);
    }
}

static assay_status use_variables(assay_target *out, const finder *f, const assay_buffer *conninfo,
                                  const char *source)
{
    assay_status status = assay_buffer_check(conninfo, f->err);
    if (status == ASSAY_OK)
        status = target_show(out, f->arena, assay_buffer_text(conninfo), f->err);
    if (status == ASSAY_OK)
        status = target_parse_conninfo(out, f->arena, assay_buffer_text(conninfo), f->err);
    out->source = source;
    return status;
}

static assay_status find_docker(assay_target *out, bool *found, const finder *f)
{
    *found = set_variable(f, "POSTGRES_HOST") != NULL;
    if (!*found)
        return ASSAY_OK;
    assay_buffer conninfo = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    collect(&conninfo, f, docker_variables);
    assay_status status = use_variables(out, f, &conninfo, "POSTGRES_HOST");
    assay_buffer_release(&conninfo);
    return status;
}

static assay_status find_libpq(assay_target *out, bool *found, const finder *f)
{
    assay_buffer conninfo = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    collect(&conninfo, f, libpq_variables);
    *found = conninfo.length > 0;
    assay_status status = ASSAY_OK;
    if (*found)
        status = use_variables(out, f, &conninfo, "the environment of libpq");
    /* libpq reads its variables itself: a service named there has rules of its own. */
    out->conninfo = "";
    assay_buffer_release(&conninfo);
    return status;
}

static const find_place places[] = {find_url, find_alembic, find_docker, find_libpq};

assay_status assay_target_find(assay_target *out, assay_arena *arena, assay_target_getenv env,
                               const char *directory, assay_error *err)
{
    *out = (assay_target){.kind = ASSAY_TARGET_POSTGRES};
    finder f = {.arena = arena, .env = env, .directory = directory, .err = err};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bool found = false;
        assay_status status = places[i](out, &found, &f);
        if (status != ASSAY_OK || found)
            return status;
    }
    assay_fail(err, ASSAY_USAGE, "no TARGET is given, and none is set");
    assay_error_remedy(err, "name a database or a SQLite file, or set DATABASE_URL");
    return ASSAY_USAGE;
}

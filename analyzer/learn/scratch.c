/* SPDX-License-Identifier: MIT */
#include "learn/scratch.h"

#include <errno.h>
#include <libpq-fe.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/quote.h"
#include "learn/janitor.h"
#include "learn/scratch_cluster.h"
#include "target/target.h"

struct assay_scratch {
    assay_arena *arena;
    assay_dialect dialect;
    assay_janitor_duty duty;
    assay_janitor janitor;
    PGconn *conn; /* on the server's maintenance database */
    unsigned created;
};

const char *assay_scratch_folder(const assay_scratch *scratch)
{
    return scratch->duty.directory;
}

assay_dialect assay_scratch_dialect(const assay_scratch *scratch)
{
    return scratch->dialect;
}

const assay_janitor *assay_scratch_janitor(const assay_scratch *scratch)
{
    return &scratch->janitor;
}

static assay_status fail_server(const assay_scratch *scratch, const char *what, assay_error *err)
{
    /* The server's first line says it; passwords are in none of them. */
    const char *message = PQerrorMessage(scratch->conn);
    return assay_fail(err, ASSAY_CONNECT, "%s: %.*s", what, (int)strcspn(message, "\n"), message);
}

/* ---- opening ---- */

static assay_status make_directory(assay_scratch *scratch, const char *temporary, assay_error *err)
{
    char resolved[PATH_MAX]; /* tools and servers may run elsewhere */
    bool found = realpath(temporary, resolved) != NULL;
    char *path =
        assay_arena_printf(scratch->arena, "%s/assay-XXXXXX", found ? resolved : temporary);
    if (path == NULL)
        return assay_fail_nomem(err);
    if (mkdtemp(path) == NULL)
        return assay_fail(err, ASSAY_IO, "cannot make a folder in '%s': %s", temporary,
                          strerror(errno));
    scratch->duty.directory = path;
    return ASSAY_OK;
}

/* Databases of this run are told from those of others by a random part of their names. */
static assay_status choose_prefix(assay_scratch *scratch, assay_error *err)
{
    unsigned long long random = 0;
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        return assay_fail(err, ASSAY_IO, "no random numbers: %s", strerror(errno));
    scratch->duty.prefix = assay_arena_printf(scratch->arena, "assay_scratch_%016llx_", random);
    return scratch->duty.prefix == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

static assay_status check_rights(const assay_scratch *scratch, assay_error *err)
{
    PGresult *result = PQexec(scratch->conn, "SELECT rolcreatedb OR rolsuper FROM"
                                             " pg_catalog.pg_roles WHERE rolname = current_user");
    bool may = PQntuples(result) == 1 && PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    if (may)
        return ASSAY_OK;
    assay_fail(err, ASSAY_DENIED, "the role '%s' may not create databases", PQuser(scratch->conn));
    assay_error_remedy(err, "ALTER ROLE ... CREATEDB, or use --scratch auto");
    return ASSAY_DENIED;
}

static assay_status connect_server(assay_scratch *scratch, assay_error *err)
{
    scratch->conn = PQconnectdb(scratch->duty.conninfo);
    if (PQstatus(scratch->conn) != CONNECTION_OK)
        return fail_server(scratch, "cannot reach the scratch server", err);
    /* The janitor knows the session by its name: what it began may go on after a kill. */
    const char *params[] = {scratch->duty.prefix};
    PQclear(PQexecParams(scratch->conn,
                         "SELECT pg_catalog.set_config('application_name', $1, false),"
                         " pg_catalog.set_config('client_min_messages', 'error', false)",
                         1, NULL, params, NULL, NULL, 0));
    return check_rights(scratch, err);
}

#define EVERYTHING                                                                                 \
    "(SELECT 'role ' || rolname::text AS name FROM pg_catalog.pg_roles UNION ALL"                  \
    " SELECT 'tablespace ' || spcname::text FROM pg_catalog.pg_tablespace UNION ALL"               \
    " SELECT 'database ' || datname::text FROM pg_catalog.pg_database"                             \
    " WHERE datname::text NOT LIKE 'assay\\_scratch\\_%') AS everything"

/* The session itself remembers what there was. */
static void remember_server(const assay_scratch *scratch)
{
    PQclear(PQexec(scratch->conn,
                   "SELECT pg_catalog.set_config('assay.before', pg_catalog.array_agg(name)::text,"
                   " false) FROM " EVERYTHING));
}

const char *assay_scratch_left_behind(const assay_scratch *scratch, assay_arena *arena)
{
    if (scratch->conn == NULL || scratch->duty.data_directory != NULL)
        return NULL;
    PGresult *result = PQexec(
        scratch->conn,
        "SELECT pg_catalog.string_agg(name, ', ' ORDER BY name COLLATE \"C\") FROM " EVERYTHING
        " WHERE name <> ALL (current_setting('assay.before')::text[])");
    const char *names = PQntuples(result) == 1 && !PQgetisnull(result, 0, 0)
                            ? assay_arena_strdup(arena, PQgetvalue(result, 0, 0))
                            : NULL;
    PQclear(result);
    return names;
}

static assay_status open_given(assay_scratch *scratch, const assay_scratch_options *options,
                               assay_error *err)
{
    scratch->duty.conninfo = options->conninfo;
    assay_status status = make_directory(scratch, options->temporary, err);
    if (status == ASSAY_OK)
        status = choose_prefix(scratch, err);
    /* What can be refused is refused before there is a janitor that would have to connect too. */
    if (status == ASSAY_OK)
        status = connect_server(scratch, err);
    if (status == ASSAY_OK)
        remember_server(scratch);
    if (status != ASSAY_OK && scratch->duty.directory != NULL)
        rmdir(scratch->duty.directory);
    return status == ASSAY_OK ? assay_janitor_start(&scratch->janitor, &scratch->duty, err)
                              : status;
}

static assay_status open_cluster(assay_scratch *scratch, const assay_scratch_options *options,
                                 assay_error *err)
{
    assay_status status = make_directory(scratch, options->temporary, err);
    if (status == ASSAY_OK) {
        scratch->duty.data_directory = assay_cluster_data(scratch->arena, scratch->duty.directory);
        status = scratch->duty.data_directory == NULL
                     ? assay_fail_nomem(err)
                     : assay_janitor_start(&scratch->janitor, &scratch->duty, err);
    }
    const char *conninfo = NULL;
    if (status == ASSAY_OK)
        status = assay_cluster_start(&conninfo, scratch->arena, scratch->duty.directory,
                                     options->path, options->bindir, err);
    if (status == ASSAY_OK)
        status = choose_prefix(scratch, err);
    scratch->duty.conninfo = conninfo;
    return status == ASSAY_OK ? connect_server(scratch, err) : status;
}

static assay_status open_files(assay_scratch *scratch, const assay_scratch_options *options,
                               assay_error *err)
{
    assay_status status = make_directory(scratch, options->temporary, err);
    return status == ASSAY_OK ? assay_janitor_start(&scratch->janitor, &scratch->duty, err)
                              : status;
}

assay_status assay_scratch_open(assay_scratch **out, const assay_scratch_options *options,
                                assay_error *err)
{
    *out = NULL;
    assay_arena *arena = assay_arena_new();
    assay_scratch *scratch = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *scratch);
    if (scratch == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    scratch->arena = arena;
    bool files = strcmp(options->where, "sqlite") == 0;
    scratch->dialect = files ? ASSAY_SQLITE : ASSAY_POSTGRESQL;
    assay_status status = files ? open_files(scratch, options, err)
                          : strcmp(options->where, "auto") == 0
                              ? open_cluster(scratch, options, err)
                              : open_given(scratch, options, err);
    if (status != ASSAY_OK) {
        assay_scratch_close(scratch);
        return status;
    }
    *out = scratch;
    return ASSAY_OK;
}

void assay_scratch_close(assay_scratch *scratch)
{
    if (scratch == NULL)
        return;
    PQfinish(scratch->conn);
    assay_janitor_finish(&scratch->janitor);
    assay_arena_free(scratch->arena);
}

/* ---- databases ---- */

static void add_percent(assay_buffer *out, const char *value)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const char *p = value; *p; p++) {
        if (strchr(plain, *p) != NULL)
            assay_buffer_add_char(out, *p);
        else
            assay_buffer_printf(out, "%%%02X", (unsigned)(unsigned char)*p);
    }
}

/* The server's conninfo with another database's name. */
static assay_status describe_conninfo(const char **out, assay_scratch *scratch, const char *name,
                                      assay_error *err)
{
    PQconninfoOption *options = PQconninfoParse(scratch->duty.conninfo, NULL);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (const PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++) {
        if (o->val == NULL || strcmp(o->keyword, "dbname") == 0)
            continue;
        assay_conninfo_add(&text, o->keyword, o->val);
    }
    PQconninfoFree(options);
    assay_conninfo_add(&text, "dbname", name);
    assay_status status = assay_buffer_check(&text, err);
    *out = assay_arena_strdup(scratch->arena, assay_buffer_text(&text));
    assay_buffer_release(&text);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(err) : status;
}

/* What goes before a value, and the value, if there is one. */
static void add_parameter(assay_buffer *url, const char *before, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    assay_buffer_add(url, before);
    add_percent(url, value);
}

static void add_authority(assay_buffer *url, const PGconn *conn)
{
    const char *host = PQhost(conn);
    add_percent(url, PQuser(conn));
    add_parameter(url, ":", PQpass(conn));
    assay_buffer_printf(url, strchr(host, ':') == NULL ? "@%s:%s" : "@[%s]:%s", host, PQport(conn));
}

/* postgresql://user:password@host:port/name. A socket's folder stands in the query, and with it all
   the rest: many parsers (Ruby's, Rust's, WHATWG's) refuse a user without a host. */
static assay_status describe_url(const char **out, assay_scratch *scratch, const char *name,
                                 assay_error *err)
{
    const PGconn *conn = scratch->conn;
    const char *host = PQhost(conn);
    bool socket = host == NULL || host[0] == '/' || host[0] == '\0';
    assay_buffer url = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    assay_buffer_add(&url, "postgresql://");
    if (!socket)
        add_authority(&url, conn);
    assay_buffer_add_char(&url, '/');
    add_percent(&url, name);
    if (socket) {
        add_parameter(&url, "?host=", host);
        add_parameter(&url, "&port=", PQport(conn));
        add_parameter(&url, "&user=", PQuser(conn));
        add_parameter(&url, "&password=", PQpass(conn));
    }
    assay_status status = assay_buffer_check(&url, err);
    *out = assay_arena_strdup(scratch->arena, assay_buffer_text(&url));
    assay_buffer_release(&url);
    return status == ASSAY_OK && *out == NULL ? assay_fail_nomem(err) : status;
}

static assay_status create_on_server(const assay_scratch *scratch, const char *name,
                                     const assay_scratch_database *original, assay_error *err)
{
    assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_add(&sql, "CREATE DATABASE ");
    assay_quote_identifier_always(&sql, name);
    assay_buffer_add(&sql, " TEMPLATE ");
    assay_quote_identifier_always(&sql, original == NULL ? "template0" : original->name);
    if (original == NULL)
        assay_buffer_add(&sql, " ENCODING 'UTF8'");
    assay_status status = assay_buffer_check(&sql, err);
    if (status == ASSAY_OK) {
        PGresult *result = PQexec(scratch->conn, assay_buffer_text(&sql));
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            status = fail_server(scratch, "cannot create a scratch database", err);
        PQclear(result);
    }
    assay_buffer_release(&sql);
    return status;
}

static assay_status copy_file(const char *from, const char *to, assay_error *err)
{
    sqlite3 *source = NULL, *target = NULL;
    int code = sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_open(to, &target);
    sqlite3_backup *backup =
        code == SQLITE_OK ? sqlite3_backup_init(target, "main", source, "main") : NULL;
    if (backup != NULL) {
        sqlite3_backup_step(backup, -1);
        code = sqlite3_backup_finish(backup);
    } else if (code == SQLITE_OK) {
        code = sqlite3_errcode(target);
    }
    sqlite3_close(source);
    sqlite3_close(target);
    return code == SQLITE_OK ? ASSAY_OK
                             : assay_fail(err, ASSAY_IO, "cannot copy a scratch database: %s",
                                          sqlite3_errstr(code));
}

/* A file with a header, as any reader expects one. */
static assay_status create_empty(const char *path, assay_error *err)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open(path, &db);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, "CREATE TABLE made (x); DROP TABLE made; VACUUM", NULL, NULL, NULL);
    sqlite3_close(db);
    return code == SQLITE_OK
               ? ASSAY_OK
               : assay_fail(err, ASSAY_IO, "cannot make '%s': %s", path, sqlite3_errstr(code));
}

static assay_status create_file(assay_scratch_database *out, assay_scratch *scratch,
                                const assay_scratch_database *original, assay_error *err)
{
    assay_arena *arena = scratch->arena;
    out->name = "";
    out->path =
        assay_arena_printf(arena, "%s/%u.sqlite", scratch->duty.directory, scratch->created);
    out->url = out->path == NULL ? NULL : assay_arena_printf(arena, "sqlite:///%s", out->path);
    if (out->url == NULL)
        return assay_fail_nomem(err);
    return original == NULL ? create_empty(out->path, err)
                            : copy_file(original->path, out->path, err);
}

assay_status assay_scratch_create(assay_scratch_database **out, assay_scratch *scratch,
                                  const assay_scratch_database *original, assay_error *err)
{
    assay_scratch_database *made = assay_arena_alloc(scratch->arena, sizeof *made);
    *out = made;
    if (made == NULL)
        return assay_fail_nomem(err);
    scratch->created++;
    if (scratch->dialect == ASSAY_SQLITE)
        return create_file(made, scratch, original, err);
    made->name = assay_arena_printf(scratch->arena, "%s%u", scratch->duty.prefix, scratch->created);
    assay_status status = made->name == NULL ? assay_fail_nomem(err)
                                             : create_on_server(scratch, made->name, original, err);
    if (status == ASSAY_OK)
        status = describe_conninfo(&made->conninfo, scratch, made->name, err);
    return status == ASSAY_OK ? describe_url(&made->url, scratch, made->name, err) : status;
}

void assay_scratch_drop(assay_scratch *scratch, assay_scratch_database *database)
{
    if (scratch->dialect == ASSAY_SQLITE) {
        unlink(database->path);
        return;
    }
    /* A failure is no matter: the janitor drops it in the end. */
    assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_add(&sql, "DROP DATABASE IF EXISTS ");
    assay_quote_identifier_always(&sql, database->name);
    PQclear(PQexec(scratch->conn, assay_buffer_text(&sql)));
    assay_buffer_release(&sql);
}

const char *const *assay_scratch_environment(assay_scratch *scratch,
                                             const assay_scratch_database *database,
                                             assay_error *err)
{
    const PGconn *conn = scratch->conn;
    const char *const pairs[] = {
        "DATABASE_URL", database->url,
        "PGDATABASE",   scratch->dialect == ASSAY_SQLITE ? NULL : database->name,
        "PGHOST",       conn == NULL ? NULL : PQhost(conn),
        "PGHOSTADDR",   NULL,
        "PGPORT",       conn == NULL ? NULL : PQport(conn),
        "PGUSER",       conn == NULL ? NULL : PQuser(conn),
        "PGPASSWORD",   conn == NULL || PQpass(conn)[0] == '\0' ? NULL : PQpass(conn),
        "PGSERVICE",    NULL,
        "PGOPTIONS",    NULL,
    };
    const char **copy =
        assay_arena_calloc(scratch->arena, sizeof pairs / sizeof *pairs + 1, sizeof *copy);
    if (copy == NULL) {
        assay_fail_nomem(err);
        return NULL;
    }
    memcpy(copy, pairs, sizeof pairs);
    return copy;
}

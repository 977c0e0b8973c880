/* SPDX-License-Identifier: MIT */
#include "learn/janitor.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/quote.h"

enum { STOP_TRIES = 100, REMOVE_TRIES = 200, PAUSE_MS = 50, OPEN_FOLDERS = 16 };

static void rest(void)
{
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    nanosleep(&pause, NULL);
}

/* Transactions that were prepared in a database keep it alive, and end only from within. */
static void end_prepared(PGconn *conn, const char *conninfo, const char *name)
{
    const char *params[] = {name};
    PGresult *ids =
        PQexecParams(conn, "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = $1", 1,
                     NULL, params, NULL, NULL, 0);
    if (PQntuples(ids) > 0) {
        const char *const keywords[] = {"dbname", "dbname", NULL};
        const char *const values[] = {conninfo, name, NULL};
        PGconn *inside = PQconnectdbParams(keywords, values, 1);
        for (int i = 0; i < PQntuples(ids); i++) {
            assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
            char *id =
                PQescapeLiteral(inside, PQgetvalue(ids, i, 0), strlen(PQgetvalue(ids, i, 0)));
            assay_buffer_printf(&sql, "ROLLBACK PREPARED %s", id == NULL ? "''" : id);
            PQclear(PQexec(inside, assay_buffer_text(&sql)));
            assay_buffer_release(&sql);
            PQfreemem(id);
        }
        PQfinish(inside);
    }
    PQclear(ids);
}

/* Sessions that a killed tool left behind are ended: they would keep the database alive. */
static void drop_database(PGconn *conn, const char *name)
{
    const char *params[] = {name};
    PQclear(PQexecParams(conn,
                         "SELECT pg_catalog.pg_terminate_backend(pid)"
                         " FROM pg_catalog.pg_stat_activity WHERE datname = $1",
                         1, NULL, params, NULL, NULL, 0));
    assay_buffer sql = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_add(&sql, "DROP DATABASE IF EXISTS ");
    assay_quote_identifier_always(&sql, name);
    PQclear(PQexec(conn, assay_buffer_text(&sql)));
    assay_buffer_release(&sql);
}

/* A CREATE DATABASE that was under way when the program was killed would end after the list of
 * databases was read. */
static void end_session(PGconn *conn, const char *prefix)
{
    const char *params[] = {prefix};
    bool there = true;
    for (int i = 0; i < STOP_TRIES && there; i++) {
        if (i > 0)
            rest();
        PGresult *ended = PQexecParams(conn,
                                       "SELECT pg_catalog.pg_terminate_backend(pid)"
                                       " FROM pg_catalog.pg_stat_activity"
                                       " WHERE application_name = $1",
                                       1, NULL, params, NULL, NULL, 0);
        there = PQntuples(ended) > 0;
        PQclear(ended);
    }
}

static void drop_databases(const char *conninfo, const char *prefix)
{
    PGconn *conn = PQconnectdb(conninfo);
    const char *params[] = {prefix};
    end_session(conn, prefix);
    PGresult *names = PQexecParams(conn,
                                   "SELECT datname FROM pg_catalog.pg_database"
                                   " WHERE pg_catalog.starts_with(datname::pg_catalog.text, $1)",
                                   1, NULL, params, NULL, NULL, 0);
    for (int i = 0; i < PQntuples(names); i++) {
        end_prepared(conn, conninfo, PQgetvalue(names, i, 0));
        drop_database(conn, PQgetvalue(names, i, 0));
    }
    PQclear(names);
    PQfinish(conn);
}

static pid_t server_pid(const char *data_directory)
{
    char path[4096], line[32] = "";
    snprintf(path, sizeof path, "%s/postmaster.pid", data_directory);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    long pid = fgets(line, sizeof line, file) == NULL ? 0 : strtol(line, NULL, 10);
    fclose(file);
    return pid > 1 ? (pid_t)pid : 0;
}

static void stop_server(const char *data_directory)
{
    pid_t pid = server_pid(data_directory);
    if (pid == 0 || kill(pid, SIGQUIT) != 0)
        return;
    /* It is not a child of this process, so that its end can only be watched. */
    for (int i = 0; i < STOP_TRIES && kill(pid, 0) == 0; i++)
        rest();
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info, (void)type, (void)walk;
    remove(path);
    return 0;
}

/* initdb, or a server that is about to start, still writes if the program was killed meanwhile: it
 * goes on until it misses what was removed. */
static void remove_folders(const assay_janitor_duty *duty)
{
    for (int i = 0; i < REMOVE_TRIES && access(duty->directory, F_OK) == 0; i++) {
        if (i > 0)
            rest();
        if (duty->data_directory != NULL)
            stop_server(duty->data_directory);
        nftw(duty->directory, remove_entry, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    }
}

static void clean(const assay_janitor_duty *duty)
{
    if (duty->prefix != NULL)
        drop_databases(duty->conninfo, duty->prefix);
    if (duty->directory != NULL)
        remove_folders(duty);
}

static _Noreturn void wait_and_clean(int word, const assay_janitor_duty *duty)
{
    /* A session of its own: what ends the terminal's programs must not end this one. */
    setsid();
    const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    pid_t group = 0;
    ssize_t n;
    while ((n = read(word, &group, sizeof group)) == sizeof group || (n < 0 && errno == EINTR))
        ;
    if (group > 1)
        kill(-group, SIGKILL);
    /* Whoever reads what the program prints must not wait for the cleaning. */
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; nowhere >= 0 && fd <= STDERR_FILENO; fd++)
        dup2(nowhere, fd);
    clean(duty);
    _exit(0);
}

assay_status assay_janitor_start(assay_janitor *out, const assay_janitor_duty *duty,
                                 assay_error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return assay_fail(err, ASSAY_IO, "cannot start a process: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        wait_and_clean(ends[0], duty);
    }
    int failure = errno;
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return assay_fail(err, ASSAY_IO, "cannot start a process: %s", strerror(failure));
    }
    *out = (assay_janitor){.pid = pid, .pipe = ends[1]};
    return ASSAY_OK;
}

void assay_janitor_watch(const assay_janitor *janitor, pid_t group)
{
    /* So few bytes go into a pipe at once, or not at all. */
    if (janitor->pid != 0)
        (void)!write(janitor->pipe, &group, sizeof group);
}

void assay_janitor_finish(assay_janitor *janitor)
{
    if (janitor->pid == 0)
        return;
    close(janitor->pipe);
    while (waitpid(janitor->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    janitor->pid = 0;
}

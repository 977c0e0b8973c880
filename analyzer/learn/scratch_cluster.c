/* SPDX-License-Identifier: MIT */
#include "learn/scratch_cluster.h"

#include <errno.h>
#include <glob.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/quote.h"
#include "learn/process.h"
#include "target/target.h"

#define ROLE "assay"

enum { START_TRIES = 600, START_PAUSE_MS = 50, OUTPUT_KEPT = 16384 };

const char *assay_cluster_data(assay_arena *arena, const char *directory)
{
    return assay_arena_printf(arena, "%s/data", directory);
}

static bool has_programs(assay_arena *arena, const char *folder)
{
    const char *initdb = assay_arena_printf(arena, "%s/initdb", folder);
    const char *postgres = assay_arena_printf(arena, "%s/postgres", folder);
    return initdb != NULL && postgres != NULL && access(initdb, X_OK) == 0 &&
           access(postgres, X_OK) == 0;
}

static const char *in_path(assay_arena *arena, const char *path)
{
    char *folders = assay_arena_strdup(arena, path == NULL ? "" : path), *rest = NULL;
    if (folders == NULL)
        return NULL;
    for (char *f = strtok_r(folders, ":", &rest); f != NULL; f = strtok_r(NULL, ":", &rest))
        if (has_programs(arena, f))
            return f;
    return NULL;
}

/* Debian keeps a folder for each major version. */
static const char *in_folders(assay_arena *arena)
{
    glob_t found;
    const char *best = NULL;
    long newest = 0;
    if (glob("/usr/lib/postgresql/*/bin", 0, NULL, &found) != 0)
        return NULL;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        long version = strtol(found.gl_pathv[i] + strlen("/usr/lib/postgresql/"), NULL, 10);
        if (version > newest && has_programs(arena, found.gl_pathv[i])) {
            newest = version;
            best = assay_arena_strdup(arena, found.gl_pathv[i]);
        }
    }
    globfree(&found);
    return best;
}

static assay_status find_programs(const char **out, assay_arena *arena, const char *path,
                                  const char *bindir, assay_error *err)
{
    *out = bindir;
    if (bindir == NULL)
        *out = in_path(arena, path);
    if (*out == NULL)
        *out = in_folders(arena);
    if (*out != NULL && has_programs(arena, *out))
        return ASSAY_OK;
    if (bindir != NULL)
        assay_fail(err, ASSAY_UNSUPPORTED, "there is no initdb and postgres in '%s'", bindir);
    else
        assay_fail(err, ASSAY_UNSUPPORTED, "there are no PostgreSQL server programs here");
    assay_error_remedy(err, "install a server (Debian: postgresql), or give --scratch a server");
    return ASSAY_UNSUPPORTED;
}

/* The server refuses to run as root. */
static assay_status choose_user(assay_process *process, const char *directory, assay_error *err)
{
    if (geteuid() != 0)
        return ASSAY_OK;
    const struct passwd *user = getpwnam("postgres");
    if (user == NULL)
        user = getpwnam("nobody");
    if (user == NULL || chown(directory, user->pw_uid, user->pw_gid) != 0)
        return assay_fail(err, ASSAY_DENIED, "no other user than root to run a server as");
    process->as_user = true;
    process->uid = user->pw_uid;
    process->gid = user->pw_gid;
    return ASSAY_OK;
}

static assay_status make_cluster(const assay_process *as, const char *programs, const char *data,
                                 assay_arena *arena, assay_error *err)
{
    const char *initdb = assay_arena_printf(arena, "%s/initdb", programs);
    const char *argv[] = {initdb,      "-D",    data, "-U",   ROLE,
                          "-A",        "trust", "-E", "UTF8", "--locale=C.UTF-8",
                          "--no-sync", NULL};
    if (initdb == NULL)
        return assay_fail_nomem(err);
    assay_process process = *as;
    process.argv = argv;
    assay_buffer output = ASSAY_BUFFER_INIT(OUTPUT_KEPT);
    int code = 0;
    assay_status status = assay_process_run(&code, &output, &process, err);
    if (status == ASSAY_OK && code != 0)
        status = assay_fail(err, ASSAY_IO, "initdb failed: %s", assay_process_last_line(&output));
    assay_buffer_release(&output);
    return status;
}

/* The last line of the server's log, for a start that failed. */
static assay_status fail_start(const char *log, assay_error *err)
{
    char line[300] = "", last[300] = "no message";
    FILE *file = fopen(log, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (line[0] != '\n')
            memcpy(last, line, sizeof last);
    if (file != NULL)
        fclose(file);
    last[strcspn(last, "\n")] = '\0';
    return assay_fail(err, ASSAY_CONNECT, "the private server did not start: %s", last);
}

static assay_status await_server(pid_t pid, const char *conninfo, const char *log, assay_error *err)
{
    const struct timespec pause = {.tv_nsec = START_PAUSE_MS * 1000000L};
    for (int i = 0; i < START_TRIES; i++) {
        if (PQping(conninfo) == PQPING_OK)
            return ASSAY_OK;
        if (waitpid(pid, NULL, WNOHANG) == pid)
            break;
        nanosleep(&pause, NULL);
    }
    return fail_start(log, err);
}

/* What the environment says of another server is not meant for this one: an address there would
 * have libpq connect to that instead of the socket. */
static const char *conninfo_of(assay_arena *arena, const char *directory)
{
    static const char *const options[][2] = {{"hostaddr", ""},    {"port", "5432"},
                                             {"user", ROLE},      {"dbname", "postgres"},
                                             {"options", ""},     {"target_session_attrs", "any"},
                                             {"requirepeer", ""}, {"connect_timeout", "10"}};
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_conninfo_add(&text, "host", directory);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        assay_conninfo_add(&text, options[i][0], options[i][1]);
    const char *copy =
        text.status == ASSAY_OK ? assay_arena_strdup(arena, assay_buffer_text(&text)) : NULL;
    assay_buffer_release(&text);
    return copy;
}

/* The server takes a list of folders, in which it quotes as SQL does. */
static const char *socket_folder(assay_arena *arena, const char *directory)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_quote_identifier_always(&text, directory);
    const char *copy =
        text.status == ASSAY_OK ? assay_arena_strdup(arena, assay_buffer_text(&text)) : NULL;
    assay_buffer_release(&text);
    return copy;
}

/* Nothing here outlives the run: durability would only cost time. */
static assay_status start_server(pid_t *pid, const assay_process *as, const char *programs,
                                 const char *directory, const char *log, assay_arena *arena,
                                 assay_error *err)
{
    const char *argv[] = {assay_arena_printf(arena, "%s/postgres", programs),
                          "-D",
                          assay_cluster_data(arena, directory),
                          "-k",
                          socket_folder(arena, directory),
                          "-p",
                          "5432",
                          "-c",
                          "listen_addresses=",
                          "-c",
                          "fsync=off",
                          "-c",
                          "full_page_writes=off",
                          "-c",
                          "synchronous_commit=off",
                          "-c",
                          "max_locks_per_transaction=512",
                          "-c",
                          "wal_level=logical",
                          NULL};
    if (argv[0] == NULL || argv[2] == NULL || argv[4] == NULL)
        return assay_fail_nomem(err);
    assay_process process = *as;
    process.argv = argv;
    return assay_process_start(pid, log, &process, err);
}

assay_status assay_cluster_start(const char **conninfo, assay_arena *arena, const char *directory,
                                 const char *path, const char *bindir, assay_error *err)
{
    const char *programs = NULL, *data = assay_cluster_data(arena, directory);
    const char *log = assay_arena_printf(arena, "%s/log", directory);
    *conninfo = conninfo_of(arena, directory);
    assay_status status = data == NULL || log == NULL || *conninfo == NULL
                              ? assay_fail_nomem(err)
                              : find_programs(&programs, arena, path, bindir, err);
    assay_process process = {.directory = "/"};
    pid_t pid = 0;
    if (status == ASSAY_OK)
        status = choose_user(&process, directory, err);
    if (status == ASSAY_OK)
        status = make_cluster(&process, programs, data, arena, err);
    if (status == ASSAY_OK)
        status = start_server(&pid, &process, programs, directory, log, arena, err);
    return status == ASSAY_OK ? await_server(pid, *conninfo, log, err) : status;
}

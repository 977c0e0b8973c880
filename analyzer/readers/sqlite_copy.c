/* SPDX-License-Identifier: MIT */
/*
 * A private copy of a database that SQLite would have to recover: with the -wal of a writer that is
 * gone or out of reach, or the rollback journal of one that died. Never rolled back in place.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "readers/sqlite_open.h"

enum { CHUNK = 1 << 16, ATTEMPTS = 3, MAGIC = 8 };

/* The database first; the order is that of copying. */
static const char *const suffixes[] = {"", "-wal", "-journal"};
enum { JOURNAL = 2, SUFFIXES = sizeof suffixes / sizeof *suffixes };

static const char *sibling(assay_arena *arena, const char *path, const char *suffix)
{
    return assay_arena_printf(arena, "%s%s", path, suffix);
}

bool assay_sqlite_has_sibling(const assay_sqlite_file *file, const char *suffix, bool or_empty)
{
    struct stat info;
    bool found = false;
    assay_arena *arena = assay_arena_new();
    const char *path = arena == NULL ? NULL : sibling(arena, file->real, suffix);
    /* Where memory is gone the careful way is taken: a copy, which then fails for the same reason.
     */
    found = path == NULL || (lstat(path, &info) == 0 && (or_empty || info.st_size > 0));
    assay_arena_free(arena);
    return found;
}

static assay_status fail_io(const char *what, const char *path, assay_error *err)
{
    return assay_fail(err, ASSAY_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

static assay_status copy_bytes(const assay_sqlite_file *file, int from, int to, assay_error *err)
{
    char chunk[CHUNK];
    for (;;) {
        assay_status status = assay_sqlite_check_time(file, err);
        if (status != ASSAY_OK)
            return status;
        ssize_t n = read(from, chunk, sizeof chunk);
        if (n < 0)
            return fail_io("read", file->path, err);
        if (n == 0)
            return ASSAY_OK;
        for (ssize_t done = 0; done < n;) {
            ssize_t written = write(to, chunk + done, (size_t)(n - done));
            if (written < 0)
                return fail_io("copy", file->path, err);
            done += written;
        }
    }
}

/* A journal of a transaction over several files names another file, which SQLite reads as a list of
 * journals and deletes when none of them is left. In a hostile journal that can be any file. */
static assay_status check_journal(int fd, const char *path, assay_error *err)
{
    static const unsigned char magic[MAGIC] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
    unsigned char tail[MAGIC];
    struct stat info;
    if (fstat(fd, &info) != 0)
        return fail_io("read", path, err);
    if (info.st_size < MAGIC || pread(fd, tail, MAGIC, info.st_size - MAGIC) != MAGIC ||
        memcmp(tail, magic, MAGIC) != 0)
        return ASSAY_OK;
    assay_fail(err, ASSAY_UNSUPPORTED, "'%s' is of a transaction over several databases", path);
    return assay_error_remedy(err, "let its application, or the sqlite3 shell, recover it first");
}

/* A file that is not there is no failure. The copy is judged, not the original, which may change.
 */
static assay_status copy_one(const assay_sqlite_file *file, const char *from, const char *to,
                             bool is_journal, assay_error *err)
{
    assay_status status;
    int out = -1, in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (in < 0)
        return errno == ENOENT ? ASSAY_OK : fail_io("read", from, err);
    out = open(to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0)
        status = fail_io("create", to, err);
    else
        status = copy_bytes(file, in, out, err);
    if (status == ASSAY_OK && is_journal)
        status = check_journal(out, from, err);
    close(in);
    if (out >= 0 && close(out) != 0 && status == ASSAY_OK)
        status = fail_io("write", to, err);
    return status;
}

typedef struct state {
    struct stat info[SUFFIXES]; /* all zero where the file is not there */
} state;

static bool look(state *out, assay_arena *arena, const char *path)
{
    *out = (state){0};
    for (size_t i = 0; i < SUFFIXES; i++) {
        const char *name = sibling(arena, path, suffixes[i]);
        if (name == NULL)
            return false;
        if (lstat(name, &out->info[i]) != 0)
            out->info[i] = (struct stat){0};
    }
    return true;
}

static bool is_unchanged(const state *before, const state *after)
{
    for (size_t i = 0; i < SUFFIXES; i++) {
        const struct stat *a = &before->info[i], *b = &after->info[i];
        if (a->st_ino != b->st_ino || a->st_size != b->st_size ||
            a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec)
            return false;
    }
    return true;
}

static assay_status copy_all(const assay_sqlite_file *file, assay_arena *arena, const char *to,
                             assay_error *err)
{
    for (size_t i = 0; i < SUFFIXES; i++) {
        const char *source = sibling(arena, file->real, suffixes[i]);
        const char *target = sibling(arena, to, suffixes[i]);
        if (source == NULL || target == NULL)
            return assay_fail_nomem(err);
        unlink(target); /* of an attempt before */
        assay_status status = copy_one(file, source, target, i == JOURNAL, err);
        if (status != ASSAY_OK)
            return status;
    }
    return ASSAY_OK;
}

assay_status assay_sqlite_copy(const char **out, assay_sqlite_file *file, assay_arena *arena,
                               assay_error *err)
{
    char directory[] = "/tmp/assay-XXXXXX";
    if (mkdtemp(directory) == NULL)
        return fail_io("create", directory, err);
    char *real = realpath(directory, NULL);
    file->copy = real == NULL ? NULL : assay_arena_strdup(arena, real);
    free(real);
    if (file->copy == NULL) {
        rmdir(directory);
        return assay_fail_nomem(err);
    }
    *out = assay_arena_printf(arena, "%s/copy.db", file->copy);
    if (*out == NULL)
        return assay_fail_nomem(err);
    for (int i = 0; i < ATTEMPTS; i++) {
        state before, after;
        if (!look(&before, arena, file->real))
            return assay_fail_nomem(err);
        assay_status status = copy_all(file, arena, *out, err);
        if (status != ASSAY_OK)
            return status;
        if (!look(&after, arena, file->real))
            return assay_fail_nomem(err);
        if (is_unchanged(&before, &after))
            return ASSAY_OK;
    }
    return assay_fail(err, ASSAY_CONFLICT, "'%s' changes faster than it can be copied", file->path);
}

void assay_sqlite_remove_copy(assay_sqlite_file *file)
{
    static const char *const names[] = {"copy.db", "copy.db-wal", "copy.db-shm", "copy.db-journal"};
    if (file->copy == NULL)
        return;
    int directory = open(file->copy, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    for (size_t i = 0; directory >= 0 && i < sizeof names / sizeof *names; i++)
        unlinkat(directory, names[i], 0);
    if (directory >= 0)
        close(directory);
    rmdir(file->copy);
    file->copy = NULL;
}

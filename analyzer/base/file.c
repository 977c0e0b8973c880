/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static assay_status fail_errno(assay_error *err, const char *doing, const char *path, int number)
{
    return assay_fail(err, ASSAY_IO, "cannot %s '%s': %s", doing, path, strerror(number));
}

static assay_status read_all(char **out, size_t *length, assay_arena *arena, int fd,
                             const char *path, size_t size, assay_error *err)
{
    char *bytes = assay_arena_alloc(arena, size + 1);
    if (bytes == NULL)
        return assay_fail_nomem(err);
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(fd, bytes + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(err, "read", path, errno);
        if (n == 0)
            break;
        got += (size_t)n;
    }
    bytes[got] = '\0';
    *out = bytes;
    *length = got;
    return ASSAY_OK;
}

assay_status assay_file_read(char **out, size_t *length, assay_arena *arena, const char *path,
                             size_t maximum, assay_error *err)
{
    *out = NULL;
    *length = 0;
    /* O_NONBLOCK: opening a FIFO that nobody writes to must not hang. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return fail_errno(err, "open", path, errno);
    assay_status status;
    struct stat st;
    if (fstat(fd, &st) != 0)
        status = fail_errno(err, "examine", path, errno);
    else if (!S_ISREG(st.st_mode))
        status = assay_fail(err, ASSAY_IO, "'%s' is not a regular file", path);
    else if ((uintmax_t)st.st_size > maximum)
        status = assay_fail(err, ASSAY_LIMIT, "'%s' is larger than %zu bytes", path, maximum);
    else
        status = read_all(out, length, arena, fd, path, (size_t)st.st_size, err);
    close(fd);
    return status;
}

assay_status assay_file_read_text(char **out, assay_arena *arena, const char *path, size_t maximum,
                                  assay_error *err)
{
    size_t length;
    assay_status status = assay_file_read(out, &length, arena, path, maximum, err);
    if (*out != NULL && strlen(*out) != length)
        status = assay_fail(err, ASSAY_INVALID, "'%s' holds a zero byte: it is no text", path);
    return status;
}

int assay_file_write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        bytes += n;
        length -= (size_t)n;
    }
    return 0;
}

/* Through a temporary file beside it. */
static assay_status write_file(const char *path, const char *bytes, size_t length, bool flush,
                               assay_error *err)
{
    size_t size = strlen(path) + sizeof ".XXXXXX";
    char *temporary = malloc(size);
    if (temporary == NULL)
        return assay_fail_nomem(err);
    snprintf(temporary, size, "%s.XXXXXX", path);
    assay_status status = ASSAY_OK;
    int fd = mkstemp(temporary);
    if (fd < 0) {
        status = fail_errno(err, "write", path, errno);
        goto done;
    }
    mode_t mask = umask(0);
    umask(mask);
    int failed = fchmod(fd, 0666 & ~mask) == 0 ? assay_file_write_all(fd, bytes, length) : errno;
    if (failed == 0 && flush && fsync(fd) != 0)
        failed = errno;
    if (close(fd) != 0 && failed == 0)
        failed = errno;
    if (failed == 0 && rename(temporary, path) != 0)
        failed = errno;
    if (failed != 0) {
        unlink(temporary);
        status = fail_errno(err, "write", path, failed);
    }
done:
    free(temporary);
    return status;
}

assay_status assay_file_write(const char *path, const char *bytes, size_t length, assay_error *err)
{
    return write_file(path, bytes, length, true, err);
}

assay_status assay_file_write_later(const char *path, const char *bytes, size_t length,
                                    assay_error *err)
{
    return write_file(path, bytes, length, false, err);
}

assay_status assay_directory_flush(const char *path, assay_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = fd < 0 || syncfs(fd) != 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    return failed == 0 ? ASSAY_OK : fail_errno(err, "write", path, failed);
}

bool assay_file_exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

bool assay_file_is_directory(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t n = strlen(name), s = strlen(suffix);
    return n > s && strcmp(name + n - s, suffix) == 0;
}

assay_status assay_file_list(const char ***out, size_t *count, assay_arena *arena, const char *path,
                             const char *suffix, assay_error *err)
{
    *out = NULL;
    *count = 0;
    DIR *dir = opendir(path);
    if (dir == NULL)
        return fail_errno(err, "open directory", path, errno);
    assay_status status = ASSAY_OK;
    const char **names = NULL;
    size_t capacity = 0, n = 0;
    for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] == '.' || !ends_in(e->d_name, suffix))
            continue;
        names = assay_arena_grow(arena, names, &capacity, n + 2, sizeof *names);
        char *name = names == NULL ? NULL : assay_arena_strdup(arena, e->d_name);
        if (name == NULL) {
            status = assay_fail_nomem(err);
            goto done;
        }
        names[n++] = name;
    }
    if (n > 0)
        qsort(names, n, sizeof *names, compare_names);
    *out = names;
    *count = n;
done:
    closedir(dir);
    return status;
}

assay_status assay_file_make_directories(const char *path, assay_error *err)
{
    char *copy = strdup(path);
    if (copy == NULL)
        return assay_fail_nomem(err);
    assay_status status = ASSAY_OK;
    for (char *p = copy + 1; status == ASSAY_OK; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char was = *p;
        *p = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            status = fail_errno(err, "create directory", copy, errno);
        *p = was;
        if (was == '\0')
            break;
    }
    free(copy);
    return status;
}

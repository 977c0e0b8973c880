/* SPDX-License-Identifier: MIT */
/* Whole files, read with a maximum and written so that nobody ever sees half of one. */
#ifndef ASSAY_BASE_FILE_H
#define ASSAY_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Reads a regular file of at most `maximum` bytes into the arena, NUL-terminated. ASSAY_IO with
 * the path and the reason; ASSAY_LIMIT if it is larger. */
assay_status assay_file_read(char **out, size_t *length, assay_arena *arena, const char *path,
                             size_t maximum, assay_error *err);
/* The same of a text: ASSAY_INVALID if it holds a zero byte, behind which nobody would look. */
assay_status assay_file_read_text(char **out, assay_arena *arena, const char *path, size_t maximum,
                                  assay_error *err);
/* Writes to a temporary file beside `path`, flushes it to disk and renames it. */
assay_status assay_file_write(const char *path, const char *bytes, size_t length, assay_error *err);
/* The same without flushing: for one of many files, whose directory is flushed after them. */
assay_status assay_file_write_later(const char *path, const char *bytes, size_t length,
                                    assay_error *err);
/* Flushes to disk what was written in the directory. */
assay_status assay_directory_flush(const char *path, assay_error *err);
/* Writes all of it, however often that takes. 0, or the errno of the failure. */
int assay_file_write_all(int fd, const char *bytes, size_t length);
bool assay_file_exists(const char *path);
bool assay_file_is_directory(const char *path);
/* The names in a directory that end in `suffix`, sorted by bytes, NULL-terminated. */
assay_status assay_file_list(const char ***out, size_t *count, assay_arena *arena, const char *path,
                             const char *suffix, assay_error *err);
/* mkdir -p with mode 0700 for what it creates. */
assay_status assay_file_make_directories(const char *path, assay_error *err);

#endif

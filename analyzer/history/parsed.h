/* SPDX-License-Identifier: MIT */
/*
 * A parsed history between two runs: the profiles of a folder as bytes, and the key that says for
 * which files, in which state, they stand. Internal to this folder.
 */
#ifndef ASSAY_PARSED_H
#define ASSAY_PARSED_H

#include "history/profile.h"

/* The files of a folder, as assay_file_list gives them. */
typedef struct assay_profile_files {
    const char *directory;
    const char **names;
    size_t count;
} assay_profile_files;

/* What the profiles are parsed from: each file's name, size, times and inode, and the program.
 * False if a file cannot be looked at, or has changed so recently that a change after this one
 * might leave it with the same times. */
bool assay_parsed_key(assay_hash *out, const assay_profile_files *files,
                      const assay_parsed_store *store);

/* The buffer's status tells whether they could be written. */
void assay_parsed_write(assay_buffer *out, assay_profile *profiles, size_t count);
/* The profiles of these files from what assay_parsed_write wrote: they live in the arena, borrow
 * the bytes, and obey the limits that a parsed file does. False if the bytes are anything else. */
bool assay_parsed_read(assay_profile **out, assay_arena *arena, const assay_profile_files *files,
                       const char *bytes, size_t length);

#endif

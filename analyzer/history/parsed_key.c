/* SPDX-License-Identifier: MIT */
/*
 * When two readings of a folder would be of the same texts. A file's time of last status change
 * (ctime) cannot be set by a program, so that a file which was edited and given its old size and
 * times back is told apart. The kernel's clock ticks coarsely: a file that changed a moment ago may
 * change again within the same tick, and is not relied upon until it is older.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history/parsed.h"

/* Ticks are some milliseconds; two seconds also cover file systems that keep whole seconds. */
enum { SETTLED_SECONDS = 2 };

static bool add_file(assay_hasher *hasher, int directory, const char *name, int64_t now)
{
    struct stat st;
    if (fstatat(directory, name, &st, 0) != 0 || st.st_ctim.tv_sec > now - SETTLED_SECONDS)
        return false;
    const int64_t facts[] = {(int64_t)st.st_dev,          (int64_t)st.st_ino,
                             (int64_t)st.st_size,         (int64_t)st.st_mtim.tv_sec,
                             (int64_t)st.st_mtim.tv_nsec, (int64_t)st.st_ctim.tv_sec,
                             (int64_t)st.st_ctim.tv_nsec};
    assay_hasher_text(hasher, name);
    assay_hasher_bytes(hasher, facts, sizeof facts);
    return true;
}

bool assay_parsed_key(assay_hash *out, const assay_profile_files *files,
                      const assay_parsed_store *store)
{
    assay_hasher hasher;
    assay_hasher_init(&hasher);
    assay_hasher_text(&hasher, ASSAY_VERSION);
    assay_hasher_text(&hasher, store->program);
    int directory = open(files->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return false;
    size_t i = 0;
    while (i < files->count && add_file(&hasher, directory, files->names[i], store->now))
        i++;
    close(directory);
    *out = assay_hasher_done(&hasher);
    return i == files->count;
}

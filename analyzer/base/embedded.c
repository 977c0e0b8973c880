/* SPDX-License-Identifier: MIT */
#include "base/embedded.h"

#include <string.h>

const assay_embedded *assay_embedded_find(const char *path)
{
    for (const assay_embedded *file = assay_embedded_files; file->path != NULL; file++)
        if (strcmp(file->path, path) == 0)
            return file;
    return NULL;
}

/* SPDX-License-Identifier: MIT */
/* The locks by which migration tools keep each other from running twice. */
#ifndef ASSAY_STAMP_TOOL_LOCK_H
#define ASSAY_STAMP_TOOL_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

/* The key of the tool's advisory lock in PostgreSQL; false if it takes none. */
bool assay_tool_lock_key(int64_t *out, const char *tool, const char *database, const char *schema,
                         const char *table);
/* Appends the name of the table, beside the version table, whose row the tool locks; false if it
 * has none. */
bool assay_tool_lock_table(assay_buffer *out, const char *tool, const char *table);

#endif

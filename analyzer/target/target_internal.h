/* SPDX-License-Identifier: MIT */
#ifndef ASSAY_TARGET_INTERNAL_H
#define ASSAY_TARGET_INTERNAL_H

#include <stdbool.h>

#include "target/target.h"

assay_status target_note(assay_target *target, assay_arena *arena, const char *text,
                         assay_error *err);
/* Sets target->shown to the text without secrets. */
assay_status target_show(assay_target *target, assay_arena *arena, const char *text,
                         assay_error *err);

/* `rest` is what follows "postgresql://". */
assay_status target_parse_postgres_url(assay_target *out, assay_arena *arena, const char *rest,
                                       assay_error *err);
assay_status target_parse_conninfo(assay_target *out, assay_arena *arena, const char *text,
                                   assay_error *err);

#endif

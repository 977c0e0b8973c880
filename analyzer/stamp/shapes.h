/* SPDX-License-Identifier: MIT */
/* The shapes of all tools' tables (shapes.c), in the order in which they are tried. */
#ifndef ASSAY_STAMP_SHAPES_H
#define ASSAY_STAMP_SHAPES_H

#include "readers/version_shape.h"

extern const assay_version_shape assay_shapes[];
extern const size_t assay_shapes_count;

/* The tool's first shape, or the one with renamed columns; NULL if there is none. */
const assay_version_shape *assay_shape_of(const char *tool, bool renamed);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef ASSAY_BASE_PATTERN_H
#define ASSAY_BASE_PATTERN_H

#include <stdbool.h>

/* True if the whole text is like the pattern: * stands for any bytes, ? for one. */
bool assay_pattern_matches(const char *pattern, const char *text);

#endif

/* SPDX-License-Identifier: MIT */
/* The order of columns. Internal to this folder. */
#ifndef ASSAY_PLACE_H
#define ASSAY_PLACE_H

#include "verdict/rename.h"

/* Counted from 1; 0 if it is unknown. */
long assay_position(const assay_item *column);

/* True if a column that both sides have stands behind equally many of the columns that both have:
 * one that is missing or unexpected moves no other. */
bool assay_same_place(const assay_sides *sides, const assay_item *expected);

#endif

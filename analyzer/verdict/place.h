/* SPDX-License-Identifier: MIT */
/* The order of columns. Internal to this folder. */
#ifndef ASSAY_PLACE_H
#define ASSAY_PLACE_H

#include "verdict/rename.h"

/* Counted from 1; 0 if it is unknown. */
long assay_position(const assay_item *column);

/* A column that comes or goes shifts the numbers of those behind it, and one that moved those
 * between. Sets `place` of each expected column that has a pair, and a position on both sides: the
 * fewest that explain the new order moved. Pairs are found before. */
assay_status assay_place_columns(assay_sides *sides, assay_error *err);

#endif

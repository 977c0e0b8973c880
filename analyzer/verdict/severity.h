/* SPDX-License-Identifier: MIT */
/* How much a deviation matters where the kinds table alone cannot say. Internal to this folder. */
#ifndef ASSAY_SEVERITY_H
#define ASSAY_SEVERITY_H

#include "catalog/catalog.h"

/* Of two objects of one kind that differ in the attribute. */
assay_severity assay_deviation_severity(const assay_object *expected, const assay_object *actual,
                                        int attribute);

#endif

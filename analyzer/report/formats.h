/* SPDX-License-Identifier: MIT */
/* The formats: a name and the embedded stylesheet that makes it. */
#ifndef ASSAY_REPORT_FORMATS_H
#define ASSAY_REPORT_FORMATS_H

#include "base/embedded.h"
#include "report/report.h"

/* ASSAY_USAGE for an unknown name, naming the known ones. */
assay_status assay_format_find(const assay_embedded **out, const char *name, assay_error *err);
/* The same of a plan's formats. */
assay_status assay_plan_format_find(const assay_embedded **out, const char *name, assay_error *err);

#endif

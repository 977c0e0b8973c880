/* SPDX-License-Identifier: MIT */
/*
 * <assay:written>, of which the content becomes text at once, so that the tree of a large report is
 * not kept: what a template makes for each of many things is put into it. The stylesheet names the
 * prefix in extension-element-prefixes, and its output is UTF-8.
 *
 *   <assay:written>…</assay:written>            HTML or XML, by xsl:output's method
 *   <assay:written level="2">…</assay:written>  XML, each element on a line of its own, so deep
 */
#ifndef ASSAY_REPORT_WRITTEN_ELEMENT_H
#define ASSAY_REPORT_WRITTEN_ELEMENT_H

#include <libxslt/xsltInternals.h>

#include "base/error.h"

/* For this transformation only. */
assay_status assay_written_element_register(xsltTransformContextPtr transform, assay_error *err);

#endif

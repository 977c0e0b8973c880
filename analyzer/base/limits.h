/* SPDX-License-Identifier: MIT */
/* Every maximum in one table: hostile input meets a number here, never memory's end. */
#ifndef ASSAY_BASE_LIMITS_H
#define ASSAY_BASE_LIMITS_H

/* clang-format off */
#define ASSAY_MAX_TEXT            (8u << 20)  /* bytes of one name, definition or body */
#define ASSAY_MAX_NAME            (1u << 20)  /* bytes of one name in print */
#define ASSAY_MAX_REPORT          (1u << 30)  /* bytes of one rendered report */
#define ASSAY_MAX_PROFILE_BYTES   (64u << 20) /* bytes of one profile file */
#define ASSAY_MAX_PARSED          (32u << 20) /* bytes of one parsed history in the cache */
#define ASSAY_MAX_XML_DEPTH       64u         /* nested elements in a profile */
#define ASSAY_MAX_XML_ELEMENTS    2000000u    /* elements in a profile */
#define ASSAY_MAX_REVISIONS       100000u     /* revisions in one history */
#define ASSAY_MAX_PARENTS         1000u       /* revisions that one revision names */
#define ASSAY_MAX_PROBES          100u        /* probes of one revision */
#define ASSAY_MAX_VARIANTS        100u        /* variants of one revision */
#define ASSAY_MAX_OBJECTS         20000000u   /* objects in one catalog */
#define ASSAY_MAX_EXPR_TOKENS     200000u     /* tokens of one expression */
#define ASSAY_MAX_EXPR_DEPTH      512u        /* nested parentheses of one expression */
#define ASSAY_MAX_CONTEST_COMBOS  65536u      /* enumerated credits of contested units (DESIGN 8) */
#define ASSAY_MAX_RENAMES         1000000u    /* pairs of tables compared for renames */
#define ASSAY_MAX_EQUAL_LISTED    100u        /* equal sets listed in a verdict (DESIGN 12) */
#define ASSAY_MAX_EQUAL_COUNTED   100000u     /* equal sets counted before "at least" */
/* clang-format on */

#endif

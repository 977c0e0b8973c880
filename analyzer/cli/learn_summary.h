/* SPDX-License-Identifier: MIT */
/* What `assay learn` says at its end. */
#ifndef ASSAY_CLI_LEARN_SUMMARY_H
#define ASSAY_CLI_LEARN_SUMMARY_H

#include "cli/cli.h"
#include "learn/replay.h"

/* How much was learned, what the schema cannot tell apart, which revisions change nothing, what
 * could not be learned, and every finding; on standard output. */
assay_status cli_learn_summary(const cli_context *context, const assay_migrations *migrations,
                               const assay_learned *learned);

#endif

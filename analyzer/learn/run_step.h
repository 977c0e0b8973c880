/* SPDX-License-Identifier: MIT */
/* Running one migration on one database. */
#ifndef ASSAY_LEARN_RUN_STEP_H
#define ASSAY_LEARN_RUN_STEP_H

#include "learn/migrations.h"
#include "learn/scratch.h"

/* What went wrong, in the words of the server or the tool. */
typedef struct assay_step_failure {
    bool failed;
    const char *file; /* "" if it is not known */
    int line;
    char message[400];
} assay_step_failure;

/* ASSAY_OK also if the migration failed: *failure tells. The database may then be half-changed. */
assay_status assay_step_run(assay_step_failure *failure, const assay_migrations *migrations,
                            const assay_migration *migration, assay_scratch *scratch,
                            const assay_scratch_database *database, const char *directory,
                            assay_error *err);

/* run_sql.c: the scripts, on either dialect. */
assay_status assay_step_run_scripts(assay_step_failure *failure, const assay_migration *migration,
                                    const assay_scratch_database *database, assay_error *err);

#endif

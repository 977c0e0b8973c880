/* SPDX-License-Identifier: MIT */
/* Running one migration on one database. */
#ifndef ASSAY_LEARN_RUN_STEP_H
#define ASSAY_LEARN_RUN_STEP_H

#include <signal.h>

#include "learn/migrations.h"
#include "learn/scratch.h"

/* What went wrong, in the words of the server or the tool. */
typedef struct assay_step_failure {
    bool failed;
    const char *file; /* "" if it is not known */
    int line;
    char message[400];
} assay_step_failure;

/* What a step is run with, beside its database. */
typedef struct assay_step_setting {
    const char *directory;                    /* where commands run, or NULL: here */
    const volatile sig_atomic_t *interrupted; /* ends a step that runs for long; may be NULL */
} assay_step_setting;

static inline bool assay_step_interrupted(const assay_step_setting *setting)
{
    return setting->interrupted != NULL && *setting->interrupted;
}

/* ASSAY_OK also if the migration failed: *failure tells. The database may then be half-changed. */
assay_status assay_step_run(assay_step_failure *failure, const assay_migrations *migrations,
                            const assay_migration *migration, assay_scratch *scratch,
                            const assay_scratch_database *database,
                            const assay_step_setting *setting, assay_error *err);

/* run_sql.c: the scripts, on either dialect. */
assay_status assay_step_run_scripts(assay_step_failure *failure, const assay_migration *migration,
                                    const assay_scratch_database *database,
                                    const assay_step_setting *setting, assay_error *err);

/* What a tool said, without passwords: this one (NULL: none), and any in a URL or a conninfo
 * string. */
void assay_step_add_said(assay_buffer *out, const char *line, const char *password);

#endif

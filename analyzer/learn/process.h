/* SPDX-License-Identifier: MIT */
/* Running another program and waiting for it: a migration tool, initdb, the server. */
#ifndef ASSAY_LEARN_PROCESS_H
#define ASSAY_LEARN_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "learn/janitor.h"

typedef struct assay_process {
    const char *const *argv; /* ends with NULL; argv[0] is looked up in PATH */
    const char *const *env;  /* NAME, VALUE pairs to set (VALUE NULL: unset), ending with NULL */
    const char *directory;   /* where it runs, or NULL: here */
    bool as_user;            /* drop root's rights for those of uid and gid */
    uid_t uid;
    gid_t gid;
    const volatile sig_atomic_t *interrupted; /* ends it before its time; may be NULL */
    const assay_janitor *janitor; /* ends what assay_process_run runs after a kill; may be NULL */
} assay_process;

/* Runs it to its end; what it prints is kept in `output` (its last part, up to the buffer's
 * maximum). *exit_status is that of the program, or 128 + the signal that ended it. ASSAY_IO if it
 * could not be started, ASSAY_TIMEOUT if it was interrupted: it and all it started are ended. */
assay_status assay_process_run(int *exit_status, assay_buffer *output, const assay_process *process,
                               assay_error *err);
/* Starts it in the background with its output in a file. */
assay_status assay_process_start(pid_t *pid, const char *log_file, const assay_process *process,
                                 assay_error *err);
/* The line of an output that says what went wrong, as people quote it: the last one with an error
 * in it, else the last one; "" if there is none. Lives in the buffer, which is cut up. */
const char *assay_process_last_line(assay_buffer *output);

#endif

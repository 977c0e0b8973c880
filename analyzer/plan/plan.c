/* SPDX-License-Identifier: MIT */
#include "plan/plan.h"

#include <string.h>

#include "base/limits.h"

static const assay_command *command_for(const assay_verdict *verdict, const char *purpose)
{
    for (size_t i = 0; i < verdict->n_commands; i++)
        if (strcmp(verdict->commands[i].purpose, purpose) == 0)
            return &verdict->commands[i];
    return NULL;
}

/* What the judge noted about there being no command. */
static const char *refusal(const assay_verdict *verdict)
{
    for (size_t i = 0; i < verdict->n_notes; i++)
        if (strncmp(verdict->notes[i], "no command ", strlen("no command ")) == 0)
            return verdict->notes[i];
    if (verdict->history != NULL && verdict->history->tool[0] == '\0')
        return "its history names no migration tool: say with which one it is adopted, by --tool";
    return "there is no command for it";
}

static void add_names(assay_buffer *out, const char *const *names, size_t n)
{
    enum { SHOWN = 8 };
    for (size_t i = 0; i < n && i < SHOWN; i++) {
        assay_buffer_add(out, i == 0 ? "" : ", ");
        assay_buffer_add(out, names[i]);
    }
    if (n > SHOWN)
        assay_buffer_printf(out, " and %zu more", n - SHOWN);
}

static void explain_ambiguity(assay_buffer *out, const assay_verdict *verdict)
{
    const assay_runner_up *other = verdict->runner_up;
    assay_buffer_add(out, "it is not certain which revision this is: ");
    add_names(out, verdict->revisions.heads, verdict->revisions.n_heads);
    if (other == NULL)
        return;
    assay_buffer_add(out, ", or ");
    add_names(out, other->revisions, other->n_revisions);
    assay_buffer_add(out, "; they are told apart by ");
    add_names(out, other->differs, other->n_differs);
}

static void explain(assay_buffer *out, const assay_verdict *verdict)
{
    switch (verdict->match) {
    case ASSAY_MATCH_PARTIAL:
        assay_buffer_add(out, "the schema is between two revisions");
        if (verdict->partial_reason != NULL)
            assay_buffer_printf(out, ": %s", verdict->partial_reason);
        break;
    case ASSAY_MATCH_AMBIGUOUS:
        explain_ambiguity(out, verdict);
        break;
    case ASSAY_MATCH_UNRECOGNISED:
        assay_buffer_add(out, "nothing of the history is there");
        break;
    case ASSAY_MATCH_NONE:
        assay_buffer_add(out, "there is no history to compare it with: name one with --profiles");
        break;
    case ASSAY_MATCH_EXACT:
    case ASSAY_MATCH_DRIFTED:
        assay_buffer_add(out, refusal(verdict));
    }
}

/* NULL if the database can be adopted. */
static assay_status find_stop(assay_plan *plan, const assay_verdict *verdict, assay_error *err)
{
    bool settled = verdict->match == ASSAY_MATCH_EXACT || verdict->match == ASSAY_MATCH_DRIFTED;
    bool agrees = verdict->stamp != NULL && verdict->stamp->status == ASSAY_STAMP_AGREES;
    const char *purpose = verdict->state == ASSAY_FRESH ? "upgrade" : "stamp";
    if ((settled && agrees) || command_for(verdict, purpose) != NULL)
        return ASSAY_OK;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    explain(&text, verdict);
    assay_status status = assay_buffer_check(&text, err);
    if (status == ASSAY_OK) {
        plan->stop = assay_arena_strdup(plan->arena, assay_buffer_text(&text));
        status = plan->stop == NULL ? assay_fail_nomem(err) : ASSAY_OK;
    }
    assay_buffer_release(&text);
    return status;
}

static assay_status add_program(assay_plan *plan, size_t *capacity, const char *name, size_t length,
                                assay_error *err)
{
    const char *copy = assay_arena_strndup(plan->arena, name, length);
    if (copy == NULL)
        return assay_fail_nomem(err);
    for (size_t i = 0; i < plan->n_programs; i++)
        if (strcmp(plan->programs[i], copy) == 0)
            return ASSAY_OK;
    plan->programs = assay_arena_grow(plan->arena, plan->programs, capacity, plan->n_programs + 1,
                                      sizeof *plan->programs);
    if (plan->programs == NULL)
        return assay_fail_nomem(err);
    plan->programs[plan->n_programs++] = copy;
    return ASSAY_OK;
}

/* The client programs, and the first word of each command. */
static assay_status find_programs(assay_plan *plan, const assay_verdict *verdict, assay_error *err)
{
    static const char *const postgres[] = {"psql", "pg_dump", "pg_restore", NULL};
    static const char *const sqlite[] = {"sqlite3", NULL};
    bool on_server = verdict->snapshot->catalog->dialect == ASSAY_POSTGRESQL;
    size_t capacity = 0;
    assay_status status = ASSAY_OK;
    for (const char *const *name = on_server ? postgres : sqlite;
         *name != NULL && status == ASSAY_OK; name++)
        status = add_program(plan, &capacity, *name, strlen(*name), err);
    for (size_t i = 0; i < verdict->n_commands && status == ASSAY_OK; i++) {
        const char *shell = verdict->commands[i].shell;
        if (shell != NULL)
            status = add_program(plan, &capacity, shell, strcspn(shell, " "), err);
    }
    return status;
}

/* Named by what it is of, and by the schema that it has: a later plan does not meet its name. */
static assay_status name_backup(assay_plan *plan, const assay_verdict *verdict, assay_error *err)
{
    enum { MAX_DATABASE = 60, HASH_PART = 12 };
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    const assay_snapshot *snapshot = verdict->snapshot;
    char database[MAX_DATABASE + 1] = "database";
    if (snapshot->database != NULL && snapshot->database[0] != '\0')
        strncpy(database, snapshot->database, MAX_DATABASE);
    for (char *c = database; *c != '\0'; c++)
        if (strchr(plain, *c) == NULL)
            *c = '_';
    plan->backup = assay_arena_printf(
        plan->arena, "assay-backup-%s-%.*s.%s", database, HASH_PART, verdict->fingerprint,
        snapshot->catalog->dialect == ASSAY_POSTGRESQL ? "dump" : "sqlite");
    return plan->backup == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

static int exit_status(const assay_plan *plan, const assay_verdict *verdict)
{
    if (verdict->state == ASSAY_FRESH)
        return plan->stop == NULL ? 0 : 3;
    return assay_verdict_stamp_status(verdict);
}

assay_status assay_plan_new(assay_plan **out, const assay_verdict *verdict,
                            const assay_plan_request *request, assay_error *err)
{
    assay_arena *arena = assay_arena_new();
    assay_plan *plan = arena == NULL ? NULL : assay_arena_alloc(arena, sizeof *plan);
    *out = NULL;
    if (plan == NULL) {
        assay_arena_free(arena);
        return assay_fail_nomem(err);
    }
    *plan = (assay_plan){.arena = arena, .request = *request};
    assay_status status = assay_repairs_new(&plan->repairs, verdict, err);
    if (status == ASSAY_OK)
        status = find_stop(plan, verdict, err);
    if (status == ASSAY_OK)
        status = find_programs(plan, verdict, err);
    if (status == ASSAY_OK && verdict->state != ASSAY_FRESH)
        status = name_backup(plan, verdict, err);
    if (status != ASSAY_OK) {
        assay_plan_free(plan);
        return status;
    }
    plan->exit_status = exit_status(plan, verdict);
    *out = plan;
    return ASSAY_OK;
}

void assay_plan_free(assay_plan *plan)
{
    if (plan == NULL)
        return;
    assay_repairs_free(plan->repairs);
    assay_arena_free(plan->arena);
}

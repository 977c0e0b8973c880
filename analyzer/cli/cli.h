/* SPDX-License-Identifier: MIT */
/*
 * The command line: the only layer that reads the environment and the clock, writes to the terminal
 * and ends the process. Commands and options are tables (commands.c, options.c); help, parsing and
 * the messages about typing errors are made from them.
 */
#ifndef ASSAY_CLI_H
#define ASSAY_CLI_H

#include <signal.h>

#include "cache/cache.h"
#include "history/history.h"
#include "report/report.h"
#include "stamp/apply.h"
#include "target/target.h"
#include "verdict/verdict.h"

typedef enum cli_command_id {
    CLI_AUDIT,
    CLI_CHECK,
    CLI_DIFF,
    CLI_STAMP,
    CLI_PLAN,
    CLI_SNAPSHOT,
    CLI_SNAPSHOTS_LIST,
    CLI_SNAPSHOTS_SHOW,
    CLI_SNAPSHOTS_LOG,
    CLI_SNAPSHOTS_PRUNE,
    CLI_SNAPSHOTS_EXPORT,
    CLI_SNAPSHOTS_IMPORT,
    CLI_SNAPSHOTS_MERGE,
    CLI_PROFILE_CAPTURE,
    CLI_PROFILE_VALIDATE,
    CLI_PROFILE_SHOW,
    CLI_PROFILE_GRAPH,
    CLI_LEARN_ALEMBIC,
    CLI_LEARN_SQL,
    CLI_LEARN_SCRIPT,
    CLI_LEARN_COMMAND,
    CLI_COMMANDS
} cli_command_id;

/* A growing list in the run's arena; items ends with NULL once there is one. */
typedef struct cli_list {
    const char **items;
    size_t count;
    size_t capacity;
} cli_list;

/* A table that the command line names; all NULL if it does not. */
typedef struct cli_table {
    const char *schema; /* or NULL */
    const char *name;
} cli_table;

/* What the command line said; options.c fills it by offset. */
typedef struct cli_options {
    const char *profiles;
    const char *compare_text;
    assay_compare_mask compare;
    cli_list schema_map; /* FROM=TO */
    cli_table version_table;
    cli_list include, exclude;
    const char *cache;
    int timeout_ms, lock_timeout_ms;
    int keep;           /* snapshots; 0: not said */
    const char *reader; /* of PostgreSQL: one of load.c's table */
    const char *format;
    const char *stylesheet;
    const char *output;
    cli_list reports; /* NAME=FILE */
    const char *waivers, *write_waivers, *baseline;
    const char *revision;
    cli_list revises;
    const char *label;
    const char *tool;
    const char *adopt;      /* the tool that is to be stamped for; NULL: the history's */
    const char *migrations; /* the folder of its files */
    const char *project;
    const char *scratch; /* where migrations are replayed */
    const char *revisions, *run, *layout;
    const char *config, *section; /* of alembic.ini */
    cli_list extra;               /* alembic's -x */
    assay_severity fail_on;
    bool no_cache, restored, explain, probes;
    bool whole, update, resume, hash_texts;
    bool apply, dry_run;
    bool quiet, verbose;
    bool help, version;
    cli_list arguments; /* what is no option */
} cli_options;

typedef struct cli_context cli_context;

/* Sets *exit_status (0, 1 or 3) on ASSAY_OK. */
typedef assay_status (*cli_run)(cli_context *context, int *exit_status);

typedef struct cli_command {
    const char *name;      /* one word or two */
    const char *arguments; /* as help shows them */
    size_t minimum, maximum;
    bool needs_cache; /* without a cache it has no purpose */
    cli_run run;
    const char *summary; /* one line */
    const char *details; /* more, or "" */
} cli_command;

struct cli_context {
    const cli_command *command;
    cli_options options;
    assay_arena *arena; /* lives as long as the run */
    assay_cache *cache; /* opened when first needed */
    bool cache_failed;  /* the default one could not be used; said once */
    assay_history **histories;
    size_t n_histories;
    const char *histories_folder; /* they were found there; or NULL */
    const char *waivers_file;     /* the same of the waivers */
    bool histories_loaded;
    bool histories_shipped; /* nobody asked for them: they are those that ship */
    cli_list notes;
    const assay_read_progress *watcher; /* told how far a reading is; or NULL */
    assay_snapshot *read_ahead;         /* of the live target that is loaded next; or NULL */
    int64_t now;
    assay_error *err;
};

/* commands.c */
extern const cli_command cli_commands[CLI_COMMANDS];
/* The command that the first words of argv name; *words is how many. NULL if there is none. */
const cli_command *cli_command_find(int argc, char *const *argv, int *words);
/* True if the word begins commands of two words. */
bool cli_command_is_group(const char *word);
unsigned cli_command_bit(const cli_command *command);

/* options.c */
typedef enum cli_option_type {
    CLI_FLAG,     /* bool */
    CLI_TEXT,     /* const char * */
    CLI_LIST,     /* cli_list */
    CLI_PAIRS,    /* cli_list of A=B */
    CLI_SECONDS,  /* int, milliseconds */
    CLI_COMPARE,  /* assay_compare_mask */
    CLI_SEVERITY, /* assay_severity */
    CLI_FORMAT,   /* const char *, a known format */
    CLI_PLANS,    /* the same of a plan */
    CLI_READER,   /* const char *, a known reader */
    CLI_REPORTS,  /* cli_list of FORMAT=FILE */
    CLI_COUNT,    /* int, at least 1 */
    CLI_TABLE     /* cli_table */
} cli_option_type;

typedef struct cli_option {
    const char *name;
    char letter;          /* or 0 */
    const char *argument; /* as help shows it, or NULL */
    cli_option_type type;
    unsigned commands; /* bits 1 << cli_command_id */
    size_t offset;     /* in cli_options */
    const char *help;
} cli_option;

extern const cli_option cli_option_table[];
extern const size_t cli_option_count;

void cli_options_init(cli_options *options);
/* Parses what follows the command's words. command NULL: only --help and --version. */
assay_status cli_options_parse(cli_options *options, assay_arena *arena, const cli_command *command,
                               int argc, char *const *argv, assay_error *err);
/* True if the command has an option of that name. */
bool cli_option_serves(const cli_command *command, const char *name);
bool cli_command_shows(const cli_command *command, const char *format);
assay_status cli_list_add(cli_list *list, assay_arena *arena, const char *item, assay_error *err);

/* table_name.c: [SCHEMA.]TABLE, each as it is or as SQL quotes it. False if it is neither. */
bool cli_table_parse(cli_table *out, assay_arena *arena, const char *text);

/* nearest.c: the word of a NULL-terminated list that is nearest to what was typed, or NULL. */
const char *cli_nearest(const char *typed, const char *const *words);

/* help.c: append. */
void cli_help_program(assay_buffer *out);
void cli_help_group(assay_buffer *out, const char *word);
void cli_help_command(assay_buffer *out, const cli_command *command);
void cli_version(assay_buffer *out);

/* exit_status.c */
enum { CLI_CLEAN = 0, CLI_FINDINGS = 1, CLI_FAILED = 2, CLI_UNDECIDED = 3 };
/* The one line about a failure, on standard error. */
void cli_print_error(const assay_error *err);
/* A line of information, on standard error. */
void cli_print_note(const char *text);
/* Notes that a snapshot could not be kept, and why. */
void cli_note_unkept(cli_context *context, const assay_error *failure);
/* Keeps a note until the run has succeeded: a failure is one line. */
void cli_note(cli_context *context, const char *text);

/* adopt.c: what --tool and --migrations ask of the histories that were loaded. */
assay_status cli_adopt_histories(cli_context *context);

/* output.c */
assay_status cli_write_stdout(const char *bytes, size_t length, assay_error *err);
/* Ends the line that begins at that place of a text: one line, whatever names in it hold, for a CI
 * system takes some lines for commands. Other control characters are left to cli_write_printable.
 */
void cli_end_line(assay_buffer *out, size_t start);
/* Such lines, in which names may hold what steers a terminal. */
assay_status cli_write_printable(const assay_buffer *text, assay_error *err);
/* True if the locale's character set is UTF-8. */
bool cli_locale_is_utf8(void);
/* Renders the document as the options ask: to standard output or -o, and to each --report. */
assay_status cli_write_document(cli_context *context, const assay_document *document);

/* waivers.c: reads the file of --waivers, or the default one; NULL if there is none. */
assay_status cli_read_waivers(assay_waivers **out, cli_context *context);
/* Writes an entry for each deviation that counts, as --write-waivers asks. */
assay_status cli_write_waivers(cli_context *context, const assay_verdict *verdict);

/* interrupt.c: from here to the release an interrupt only sets what cli_interrupted() points to;
 * one that comes more than a second later ends the program, as any does at other times. *before is
 * what the release restores, unless there was one: then the run is about to end. */
void cli_interrupt_catch(struct sigaction *before);
void cli_interrupt_release(const struct sigaction *before);
const volatile sig_atomic_t *cli_interrupted(void);

/* progress.c: a line on standard error, on a terminal only, for what takes longer than a second. */
typedef struct cli_progress {
    const char *what;
    bool visible, shown;
    int64_t started_ms, shown_ms;
} cli_progress;

cli_progress cli_progress_start(const cli_context *context, const char *what);
void cli_progress_step(cli_progress *progress, size_t index, size_t count, const char *name);
/* The report of an assay_read_progress; the context is a cli_progress. */
void cli_progress_read(void *context, size_t done, size_t steps, size_t rows);
void cli_progress_end(cli_progress *progress);

/* context.c */
void cli_context_release(cli_context *context);
/* The cache, opened; NULL with ASSAY_OK if the default one cannot be used and the command can do
 * without. */
assay_status cli_open_cache(assay_cache **out, cli_context *context);
/* Where the default cache is, by the XDG base directory specification, which ignores relative
 * paths. NULL if there is no home; the arena's memory being gone looks the same and is noticed soon
 * enough. */
const char *cli_default_cache(assay_arena *arena);
/* The histories of --profiles or of the places that stand in for it; none is no error. */
assay_status cli_load_histories(cli_context *context);

/* parsed_store.c: opens the cache for a command that has one, if it can. False if it cannot: that
 * is said by whoever needs the cache for a snapshot. */
bool cli_parsed_store(assay_parsed_store *store, cli_context *context);

/* What a snapshot that was made from a history has as its reader. */
#define CLI_READER_HISTORY "history"
#define CLI_READER_LISTED  "listed history" /* of one that only lists what it judges */

/* load.c: the snapshot of a TARGET, taken or loaded; text NULL: the TARGET is looked for. A live
 * one is stored in the cache. The caller frees it. */
assay_status cli_load_target(assay_snapshot **out, cli_context *context, const char *text);
/* Reads a live target as the options say; may run on a thread of its own. */
assay_status cli_read_target(assay_snapshot **out, const cli_context *context,
                             const assay_target *target, const assay_read_options *options,
                             assay_error *err);
/* load_pair.c: the snapshots of the command's two TARGETs, read side by side where they can be.
 * Also where it fails the caller frees what there is. */
assay_status cli_load_pair(assay_snapshot **a, assay_snapshot **b, cli_context *context);
/* Answers questions by asking the live database of a TARGET, as an assay_prober; run is its
 * cli_context. ASSAY_USAGE if the TARGET is no live database. */
assay_status cli_ask_target(void *run, assay_question *questions, size_t n, assay_arena *arena,
                            assay_error *err);
/* The file of a TARGET that is one of SQLite, else NULL. */
assay_status cli_target_file(const char **out, cli_context *context, const char *text);
/* ASSAY_USAGE unless the TARGET is a database that can be asked, which the option needs. */
assay_status cli_check_live(cli_context *context, const char *text, const char *option);
/* The names of the readers of PostgreSQL, NULL-terminated; the first is the default one. */
const char *const *cli_readers(void);
/* The name of the folder that -o gives: a history's project, if nothing else names it. NULL if
 * memory is gone. */
const char *cli_folder_name(const cli_context *context);
/* The argument at this place, or NULL. */
const char *cli_argument(const cli_context *context, size_t i);
/* The history that has the revision: of the project if one is named, else the only one. */
assay_status cli_find_history(const assay_history **out, assay_history *const *histories,
                              size_t count, const char *project, const char *revision,
                              assay_error *err);

/* cmd_plan.c: the plan that follows from a verdict. The caller frees it. */
assay_status cli_make_plan(assay_plan **out, cli_context *context, const assay_verdict *verdict);
/* The target, and how it is read, for the code that writes a stamp. */
assay_status cli_find_target(assay_target *out, cli_context *context, const char *text);
void cli_read_options(assay_read_options *out, const cli_context *context);
/* Reads a live target once more, and keeps nothing. */
assay_status cli_read_again(void *run, assay_snapshot **out, assay_error *err);

/* apply.c: true if the verdict has a stamp that is no SQL, so that nothing can be written. */
bool cli_stamp_is_command(const assay_verdict *verdict);
/* Writes the stamp of the verdict, if it has one; out->table is NULL if there is none. */
assay_status cli_apply_stamp(assay_applied *out, cli_context *context,
                             const assay_verdict *verdict);

assay_status cmd_audit(cli_context *context, int *exit_status);
assay_status cmd_diff(cli_context *context, int *exit_status);
assay_status cmd_snapshot(cli_context *context, int *exit_status);
assay_status cmd_snapshots_list(cli_context *context, int *exit_status);
assay_status cmd_snapshots_show(cli_context *context, int *exit_status);
assay_status cmd_snapshots_log(cli_context *context, int *exit_status);
assay_status cmd_snapshots_prune(cli_context *context, int *exit_status);
assay_status cmd_snapshots_export(cli_context *context, int *exit_status);
assay_status cmd_snapshots_import(cli_context *context, int *exit_status);
assay_status cmd_profile_capture(cli_context *context, int *exit_status);
assay_status cmd_profile_validate(cli_context *context, int *exit_status);
assay_status cmd_profile_show(cli_context *context, int *exit_status);
assay_status cmd_profile_graph(cli_context *context, int *exit_status);
assay_status cmd_learn(cli_context *context, int *exit_status);

#endif

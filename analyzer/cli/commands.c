/* SPDX-License-Identifier: MIT */
/* The table of commands. A command is a row here, a function, and bits in the table of options. */
#include <string.h>

#include "cli/cli.h"

const cli_command cli_commands[CLI_COMMANDS] = {
    [CLI_AUDIT] = {"audit", "[TARGET]", 0, 1, false, cmd_audit,
                   "say which revision a database is at, what deviates and what to run",
                   "Exit status: 0 no findings, 1 findings, 2 it could not be done, 3 undecided."},
    [CLI_CHECK] = {"check", "[TARGET]", 0, 1, false, cmd_audit,
                   "for CI: does the schema match its stamp, or a given revision?",
                   "A missing stamp and a fresh database are findings. With --revision the schema "
                   "is\ncompared with that revision (or with the heads: --revision head) instead."},
    [CLI_DIFF] = {"diff", "A B", 2, 2, false, cmd_diff, "list the differences between two targets",
                  "A is what is expected, B what is there. Exit status: 1 if a difference counts "
                  "(--fail-on)."},
    [CLI_STAMP] = {"stamp", "[TARGET]", 0, 1, false, cmd_audit,
                   "print the command that stamps the database at its revision, or stamp it",
                   "Nothing is run, and nothing is written without --apply. Exit status: 0 if "
                   "there is a command\nor it was applied, 1 if none is safe, 2 if it could not be "
                   "done, 3 undecided.\n\n--apply writes the rows itself, where the tool's stamp "
                   "is rows: in one transaction, with the\ntool's own lock, after reading the "
                   "catalog again. If anything is not as it was judged,\nnothing is written. The "
                   "SQL that undoes it is printed."},
    [CLI_PLAN] =
        {"plan", "[TARGET]", 0, 1, false, cmd_audit,
         "write the shell script that adopts the database",
         "Backup, repairs, stamp, upgrade and check, each step only where it is not done "
         "yet; what loses\nsomething is commented out. Nothing is run. Read it, then run "
         "it with DATABASE_URL set: no\naddress and no password stands in it. Exit status: "
         "0 if it adopts, 1 if that is not safe, 3\nundecided; the script then ends "
         "before the stamp and says why."},
    [CLI_SNAPSHOT] = {"snapshot", "[TARGET]", 0, 1, true, cmd_snapshot,
                      "read a database's catalog into the cache", ""},
    [CLI_SNAPSHOTS_LIST] = {"snapshots list", "", 0, 0, true, cmd_snapshots_list,
                            "list the snapshots in the cache, newest first", ""},
    [CLI_SNAPSHOTS_SHOW] = {"snapshots show", "ID", 1, 1, true, cmd_snapshots_show,
                            "show a snapshot with its objects", "ID is a number, or `latest`."},
    [CLI_SNAPSHOTS_LOG] =
        {"snapshots log", "[TARGET]", 0, 1, true, cmd_snapshots_log,
         "when did which object change, from the snapshots in the cache",
         "Newest first. The database is not read: a TARGET is the one that its "
         "snapshots were taken of,\nas given then or as `assay snapshots list` "
         "shows it, or snapshot:ID for that of a snapshot. What\na snapshot could "
         "not read (locked, filtered, no privilege) is taken to be as it was."},
    [CLI_SNAPSHOTS_PRUNE] =
        {"snapshots prune", "", 0, 0, true, cmd_snapshots_prune,
         "remove all but the newest snapshots of each target",
         "Snapshots of one target by different readers are kept apart, as `assay snapshots log` "
         "does. The\nfile does not shrink; what comes next takes the space."},
    [CLI_SNAPSHOTS_EXPORT] =
        {"snapshots export", "[ID]...", 0, 1000, true, cmd_snapshots_export,
         "copy snapshots into a file of their own",
         "ID is a number, or `latest`; without one, all. The file is a cache: give it to\n--cache, "
         "or take it in elsewhere with `assay snapshots import`."},
    [CLI_SNAPSHOTS_IMPORT] =
        {"snapshots import", "FILE", 1, 1, true, cmd_snapshots_import,
         "take in the snapshots of an exported file",
         "They get numbers of their own here; what is here already is left out."},
    [CLI_SNAPSHOTS_MERGE] =
        {"snapshots merge", "FILE...", 1, 1000, true, cmd_snapshots_import,
         "take in the snapshots of other caches, of other machines for example",
         "They get numbers of their own here; what is here already is left out."},
    [CLI_PROFILE_CAPTURE] = {"profile capture", "[TARGET]", 0, 1, false, cmd_profile_capture,
                             "write the profile of a database, whole or as changes",
                             "With --revises, only what changed since those revisions is written; "
                             "their profiles are\nlooked up in the same folder."},
    [CLI_PROFILE_VALIDATE] = {"profile validate", "DIR", 1, 1, false, cmd_profile_validate,
                              "check a history, or a folder of histories", ""},
    [CLI_PROFILE_SHOW] = {"profile show", "DIR REV", 2, 2, false, cmd_profile_show,
                          "show a revision: its parents, changes and what they lead to", ""},
    [CLI_PROFILE_GRAPH] = {"profile graph", "DIR", 1, 1, false, cmd_profile_graph,
                           "draw a history: its revisions, newest first, and how they branch", ""},
    [CLI_LEARN_ALEMBIC] = {"learn alembic", "", 0, 0, false, cmd_learn,
                           "profiles from the migrations of an Alembic project",
                           "The graph is read from the version files; each step is run by the "
                           "project's own alembic,\nwith sqlalchemy.url and DATABASE_URL set to "
                           "the scratch database's. Where env.py takes the\nURL from elsewhere, "
                           "let it take DATABASE_URL first, or an argument: -x url='{url}'."},
    [CLI_LEARN_SQL] =
        {"learn sql", "DIR", 1, 1, false, cmd_learn, "profiles from a folder of SQL migrations",
         "Assay runs the statements itself, as the tool would. psql's own commands "
         "are refused,\nbut for \\restrict, \\unrestrict and \\echo. The layout is that of a "
         "tool: flyway, golang-migrate,\ndbmate, goose, diesel, sqlx, prisma, "
         "sqitch, atlas; or plain (numbered files) or folders of them."},
    [CLI_LEARN_SCRIPT] =
        {"learn script", "FILE", 1, 1, false, cmd_learn,
         "profiles from one SQL script with revision markers",
         "FILE is what `alembic upgrade head --sql` prints, or SQL with lines such "
         "as\n  -- revision: 0002_orders (0001_initial)\nWithout any it is one "
         "revision: the newest of schema_migrations in Rails' structure.sql,\nor the file's "
         "name."},
    [CLI_LEARN_COMMAND] = {"learn command", "", 0, 0, false, cmd_learn,
                           "profiles from migrations that a command runs",
                           "FILE has one revision a line: ID, or ID, a tab and its parents parted "
                           "by commas; without\nthem the line above is the parent. CMD runs by "
                           "/bin/sh with DATABASE_URL, the PG* variables\nand ASSAY_REVISION set; "
                           "{revision} and {url} are replaced, quoted for the shell."},
};

unsigned cli_command_bit(const cli_command *command)
{
    return 1u << (command - cli_commands);
}

/* How many words of argv the name is, or 0. */
static int words_of(const char *name, int argc, char *const *argv)
{
    int words = 0;
    for (const char *word = name; word != NULL; words++) {
        const char *blank = strchr(word, ' ');
        size_t length = blank == NULL ? strlen(word) : (size_t)(blank - word);
        if (words >= argc || strlen(argv[words]) != length ||
            memcmp(argv[words], word, length) != 0)
            return 0;
        word = blank == NULL ? NULL : blank + 1;
    }
    return words;
}

const cli_command *cli_command_find(int argc, char *const *argv, int *words)
{
    for (size_t i = 0; i < CLI_COMMANDS; i++) {
        *words = words_of(cli_commands[i].name, argc, argv);
        if (*words > 0)
            return &cli_commands[i];
    }
    return NULL;
}

bool cli_command_is_group(const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i < CLI_COMMANDS; i++)
        if (strncmp(cli_commands[i].name, word, length) == 0 && cli_commands[i].name[length] == ' ')
            return true;
    return false;
}

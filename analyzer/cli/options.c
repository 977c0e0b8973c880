/* SPDX-License-Identifier: MIT */
/*
 * The table of options, and parsing by it: --name VALUE, --name=VALUE, -x VALUE, -xVALUE; "--" ends
 * them. What is wrong is said in one line with the nearest word that is right.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define BIT(id) (1u << CLI_##id)
#define JUDGING (BIT(AUDIT) | BIT(CHECK) | BIT(STAMP) | BIT(PLAN))
#define STORING (BIT(SNAPSHOT) | BIT(SNAPSHOTS_LIST) | BIT(SNAPSHOTS_SHOW) | BIT(SNAPSHOTS_LOG))
#define MOVING                                                                                     \
    (BIT(SNAPSHOTS_PRUNE) | BIT(SNAPSHOTS_EXPORT) | BIT(SNAPSHOTS_IMPORT) | BIT(SNAPSHOTS_MERGE))
#define READING  (JUDGING | BIT(DIFF) | BIT(SNAPSHOT) | BIT(PROFILE_CAPTURE))
#define PRINTING (JUDGING | BIT(DIFF) | STORING)
#define TELLING  (BIT(AUDIT) | BIT(CHECK) | BIT(DIFF))
#define LEARNING (BIT(LEARN_ALEMBIC) | BIT(LEARN_SQL) | BIT(LEARN_SCRIPT) | BIT(LEARN_COMMAND))
#define FIELD(f) offsetof(cli_options, f)

enum { DEFAULT_TIMEOUT_MS = 60000, DEFAULT_LOCK_TIMEOUT_MS = 2000, MAX_SECONDS = 1000000 };

/* name, letter, argument as help shows it, type, commands that have it, where it goes, help. */
const cli_option cli_option_table[] = {
    {"profiles", 0, "DIR", CLI_TEXT, JUDGING | BIT(DIFF), FIELD(profiles),
     "a history, or a folder of histories; default: ASSAY_PROFILES, ./profiles, those that ship"},
    {"revision", 0, "REV[,REV...]|head", CLI_TEXT, BIT(CHECK), FIELD(revision),
     "what the schema must be at, instead of its stamp"},
    {"revision", 0, "REV", CLI_TEXT, BIT(PROFILE_CAPTURE), FIELD(revision),
     "the revision that the database is at (required)"},
    {"revises", 0, "REV", CLI_LIST, BIT(PROFILE_CAPTURE), FIELD(revises),
     "a parent of it; more than one for a merge"},
    {"label", 0, "TEXT", CLI_TEXT, BIT(PROFILE_CAPTURE), FIELD(label), "a title for people"},
    {"scratch", 0, "WHERE", CLI_TEXT, LEARNING, FIELD(scratch),
     "where migrations are replayed: auto (a private server), sqlite, or a server's URL "
     "(required)"},
    {"revisions", 0, "FILE", CLI_TEXT, BIT(LEARN_COMMAND), FIELD(revisions),
     "the list of revisions (required)"},
    {"layout", 0, "NAME", CLI_TEXT, BIT(LEARN_SQL), FIELD(layout),
     "auto (default), flyway, golang-migrate, dbmate, goose, diesel, sqlx, prisma, sqitch, atlas, "
     "folders, plain"},
    {"config", 'c', "FILE", CLI_TEXT, BIT(LEARN_ALEMBIC), FIELD(config),
     "Alembic's configuration; default alembic.ini"},
    {"name", 'n', "SECTION", CLI_TEXT, BIT(LEARN_ALEMBIC), FIELD(section),
     "the section of the configuration; default alembic"},
    {"extra", 'x', "ARGUMENT", CLI_LIST, BIT(LEARN_ALEMBIC), FIELD(extra),
     "handed to env.py as alembic's -x; repeatable"},
    {"run", 0, "CMD", CLI_TEXT, BIT(LEARN_ALEMBIC) | BIT(LEARN_COMMAND), FIELD(run),
     "what brings a database to {revision} from its parents; default for Alembic: "
     "alembic -c {config} upgrade {revision}"},
    {"update", 0, NULL, CLI_FLAG, LEARNING, FIELD(update),
     "learn what is new or has changed, and keep the rest of the history"},
    {"resume", 0, NULL, CLI_FLAG, LEARNING, FIELD(resume), "go on where an interrupted run ended"},
    {"hash-texts", 0, NULL, CLI_FLAG, LEARNING, FIELD(hash_texts),
     "write the SHA-256 of routines' bodies and of views instead of their text"},
    {"whole", 0, NULL, CLI_FLAG, LEARNING, FIELD(whole),
     "read the whole schema after each step, and not only what it changed"},
    {"tool", 0, "NAME", CLI_TEXT, BIT(PROFILE_CAPTURE) | LEARNING, FIELD(tool),
     "the migration tool of the history: alembic"},
    {"tool", 0, "NAME", CLI_TEXT, JUDGING, FIELD(adopt),
     "the migration tool to stamp for, if it is another than the history's"},
    {"migrations", 0, "DIR", CLI_TEXT, JUDGING, FIELD(migrations),
     "the tool's migration files: its ids, and what it computes from them"},
    {"project", 0, "NAME", CLI_TEXT, BIT(PROFILE_CAPTURE) | LEARNING, FIELD(project),
     "the name of the history; default: the folder's"},
    {"whole", 0, NULL, CLI_FLAG, BIT(PROFILE_CAPTURE), FIELD(whole),
     "write the whole schema even with --revises"},
    {"schema-map", 0, "FROM=TO", CLI_PAIRS, JUDGING, FIELD(schema_map),
     "the history's schema FROM is TO in the database; repeatable"},
    {"apply", 0, NULL, CLI_FLAG, BIT(STAMP), FIELD(apply),
     "stamp, by writing the rows of the migration tool's table"},
    {"dry-run", 0, NULL, CLI_FLAG, BIT(STAMP), FIELD(dry_run),
     "print the SQL that does what --apply would do, and the SQL that undoes it"},
    {"version-table", 0, "[SCHEMA.]TABLE", CLI_TABLE, JUDGING, FIELD(version_table),
     "the migration tool's table, where it was renamed or there are several"},
    {"compare", 0, "WHAT", CLI_COMPARE,
     JUDGING | BIT(DIFF) | BIT(PROFILE_CAPTURE) | BIT(SNAPSHOTS_LOG), FIELD(compare),
     "default, all, or +owner,+comment,+privileges,+order,+storage,+statistics"},
    {"fail-on", 0, "SEVERITY", CLI_SEVERITY, JUDGING | BIT(DIFF), FIELD(fail_on),
     "the least severity that is a finding: security, integrity, performance (default), any"},
    {"waivers", 0, "FILE", CLI_TEXT, JUDGING, FIELD(waivers),
     "deviations that are accepted; default: .assay-waivers beside the .git of this folder"},
    {"baseline", 0, "SNAPSHOT", CLI_TEXT, BIT(CHECK), FIELD(baseline),
     "report only what is new since this snapshot: an ID, latest, or any TARGET"},
    {"write-waivers", 0, "FILE", CLI_TEXT, BIT(CHECK), FIELD(write_waivers),
     "write an entry for each deviation that counts into a new file (-: standard output, and no "
     "report)"},
    {"explain", 0, NULL, CLI_FLAG, BIT(DIFF), FIELD(explain),
     "name what is equal although spelled otherwise, and the rules by which it is"},
    {"restored", 0, NULL, CLI_FLAG, BIT(AUDIT) | BIT(CHECK) | BIT(DIFF), FIELD(restored),
     "one side was dumped and restored: what differs only in spelling by that is cosmetic"},
    {"probes", 0, NULL, CLI_FLAG, JUDGING, FIELD(probes),
     "run the probes (read-only SQL) of the revisions that the schema cannot tell apart"},
    {"include", 0, "PATTERN", CLI_LIST, READING, FIELD(include),
     "read only schema.relation like this (* and ?); repeatable"},
    {"exclude", 0, "PATTERN", CLI_LIST, READING | LEARNING, FIELD(exclude),
     "leave out schema.relation like this; repeatable"},
    {"timeout", 0, "SECONDS", CLI_SECONDS, READING, FIELD(timeout_ms),
     "for the whole reading; default 60, 0: none"},
    {"lock-timeout", 0, "SECONDS", CLI_SECONDS, READING, FIELD(lock_timeout_ms),
     "how long to wait behind somebody's lock; default 2"},
    {"reader", 0, "NAME", CLI_READER, READING, FIELD(reader),
     "how PostgreSQL is read: postgres (default), or information-schema, by standard views only"},
    {"keep", 0, "N", CLI_COUNT, BIT(SNAPSHOTS_PRUNE), FIELD(keep),
     "how many of each target stay, the newest ones (required)"},
    {"cache", 0, "FILE", CLI_TEXT, READING | STORING | MOVING, FIELD(cache),
     "where snapshots and parsed profiles are kept; default: assay/cache.db in the user's cache "
     "directory"},
    {"no-cache", 0, NULL, CLI_FLAG, READING, FIELD(no_cache),
     "keep no snapshot, and parse all profiles"},
    {"format", 0, "NAME", CLI_FORMAT, PRINTING & ~BIT(PLAN), FIELD(format),
     "text (default)"}, /* help adds those that the command can show */
    {"format", 0, "FORMAT", CLI_PLANS, BIT(PLAN), FIELD(format),
     "text (default, the shell script), markdown, json, xml"},
    {"output", 'o', "FILE", CLI_TEXT, PRINTING, FIELD(output),
     "write the report there instead of to standard output"},
    {"output", 'o', "DIR", CLI_TEXT, BIT(PROFILE_CAPTURE) | LEARNING, FIELD(output),
     "the folder of the history (required)"},
    {"output", 'o', "FILE", CLI_TEXT, BIT(SNAPSHOTS_EXPORT), FIELD(output),
     "the cache that gets them, a new one or one that is there (required)"},
    {"report", 0, "NAME=FILE", CLI_REPORTS, PRINTING & ~BIT(PLAN), FIELD(reports),
     "write a further report of that format; repeatable"},
    {"quiet", 'q', NULL, CLI_FLAG, TELLING, FIELD(quiet),
     "as text only the verdict and how many findings there are; no notes"},
    {"verbose", 'v', NULL, CLI_FLAG, TELLING & ~BIT(DIFF), FIELD(verbose),
     "as text also the evidence: what of each revision is there"},
    {"stylesheet", 0, "FILE", CLI_TEXT, PRINTING, FIELD(stylesheet),
     "an XSLT file to use instead of the format's own"},
    {"help", 'h', NULL, CLI_FLAG, ~0u, FIELD(help), "say this"},
    {"version", 0, NULL, CLI_FLAG, 0, FIELD(version), "say the version"},
};

const size_t cli_option_count = sizeof cli_option_table / sizeof *cli_option_table;

void cli_options_init(cli_options *options)
{
    *options = (cli_options){.compare = ASSAY_COMPARE_DEFAULT,
                             .timeout_ms = DEFAULT_TIMEOUT_MS,
                             .lock_timeout_ms = DEFAULT_LOCK_TIMEOUT_MS,
                             .reader = cli_readers()[0],
                             .format = "text",
                             .fail_on = ASSAY_SEVERITY_PERFORMANCE};
}

assay_status cli_list_add(cli_list *list, assay_arena *arena, const char *item, assay_error *err)
{
    list->items =
        assay_arena_grow(arena, list->items, &list->capacity, list->count + 2, sizeof *list->items);
    if (list->items == NULL)
        return assay_fail_nomem(err);
    list->items[list->count++] = item;
    list->items[list->count] = NULL;
    return ASSAY_OK;
}

static bool serves(const cli_option *option, const cli_command *command)
{
    return command == NULL ? option->commands == ~0u || option->commands == 0
                           : (option->commands & cli_command_bit(command)) != 0;
}

static const cli_option *find_name(const cli_command *command, const char *name, size_t length)
{
    for (size_t i = 0; i < cli_option_count; i++) {
        const cli_option *o = &cli_option_table[i];
        if (serves(o, command) && strlen(o->name) == length && memcmp(o->name, name, length) == 0)
            return o;
    }
    return NULL;
}

bool cli_option_serves(const cli_command *command, const char *name)
{
    return find_name(command, name, strlen(name)) != NULL;
}

static const cli_option *find_letter(const cli_command *command, char letter)
{
    for (size_t i = 0; i < cli_option_count; i++)
        if (serves(&cli_option_table[i], command) && letter != 0 &&
            cli_option_table[i].letter == letter)
            return &cli_option_table[i];
    return NULL;
}

static void add_help_remedy(const cli_command *command, const char *nearest, assay_error *err)
{
    const char *name = command == NULL ? "" : command->name;
    const char *blank = command == NULL ? "" : " ";
    if (nearest != NULL)
        assay_error_remedy(err, "did you mean --%s? see `assay%s%s --help`", nearest, blank, name);
    else
        assay_error_remedy(err, "see `assay%s%s --help`", blank, name);
}

/* `typed` with its dashes; `length` is that of the name, without a value. */
static assay_status fail_unknown(const cli_command *command, const char *typed, size_t length,
                                 assay_error *err)
{
    const char *names[sizeof cli_option_table / sizeof *cli_option_table + 1];
    size_t n = 0;
    for (size_t i = 0; i < cli_option_count; i++)
        if (serves(&cli_option_table[i], command))
            names[n++] = cli_option_table[i].name;
    names[n] = NULL;
    char word[64] = "";
    if (length > 2 && length < sizeof word)
        memcpy(word, typed + 2, length - 2);
    assay_fail(err, ASSAY_USAGE, "unknown option '%.*s'", (int)(length < 100 ? length : 100),
               typed);
    add_help_remedy(command, word[0] != '\0' ? cli_nearest(word, names) : NULL, err);
    return ASSAY_USAGE;
}

/* A value of an option, and where it goes. */
typedef struct setting {
    const cli_option *option;
    const char *value;
    void *field;
    assay_arena *arena;
    assay_error *err;
} setting;

static assay_status fail_value(const setting *s, const char *expected)
{
    assay_fail(s->err, ASSAY_USAGE, "--%s cannot be '%.100s'", s->option->name, s->value);
    assay_error_remedy(s->err, "%s", expected);
    return ASSAY_USAGE;
}

static assay_status set_text(const setting *s)
{
    if (s->value[0] == '\0')
        return fail_value(s, "give it a value");
    *(const char **)s->field = s->value;
    return ASSAY_OK;
}

static assay_status set_list(const setting *s)
{
    if (s->value[0] == '\0')
        return fail_value(s, "give it a value");
    return cli_list_add(s->field, s->arena, s->value, s->err);
}

static assay_status set_pairs(const setting *s)
{
    const char *equals = strchr(s->value, '=');
    if (equals == NULL || equals == s->value || equals[1] == '\0')
        return fail_value(s, "write it as FROM=TO");
    return cli_list_add(s->field, s->arena, s->value, s->err);
}

static assay_status set_seconds(const setting *s)
{
    char *end = NULL;
    double seconds = strtod(s->value, &end);
    bool digit = s->value[0] >= '0' && s->value[0] <= '9';
    if (!digit || *end != '\0' || !(seconds <= MAX_SECONDS))
        return fail_value(s, "give a number of seconds");
    /* 0 means none: a fraction must not become it. */
    *(int *)s->field = (int)ceil(seconds * 1000);
    return ASSAY_OK;
}

static assay_status set_count(const setting *s)
{
    char *end = NULL;
    bool digit = s->value[0] >= '0' && s->value[0] <= '9';
    long n = strtol(s->value, &end, 10);
    if (!digit || *end != '\0' || n < 1 || n > INT_MAX)
        return fail_value(s, "give a number, at least 1");
    *(int *)s->field = (int)n;
    return ASSAY_OK;
}

static assay_status set_compare(const setting *s)
{
    const char *bad = NULL;
    if (!assay_compare_parse(s->field, s->value, &bad))
        return fail_value(s, "give default or all, and +GROUP or -GROUP of owner, comment, "
                             "privileges, order, storage, statistics, parted by commas");
    return ASSAY_OK;
}

static assay_status set_table(const setting *s)
{
    return cli_table_parse(s->field, s->arena, s->value)
               ? ASSAY_OK
               : fail_value(s,
                            "write it as TABLE or SCHEMA.TABLE, in double quotes where they hold "
                            "dots or quotes");
}

static assay_status set_severity(const setting *s)
{
    if (!assay_severity_find(s->field, s->value))
        return fail_value(s, "give security, integrity, performance or any");
    return ASSAY_OK;
}

static assay_status check_format(const setting *s, const char *const *formats, const char *name,
                                 size_t length)
{
    assay_buffer known = ASSAY_BUFFER_INIT(1000);
    bool found = false;
    for (const char *const *f = formats; *f != NULL; f++) {
        found = found || (strlen(*f) == length && memcmp(*f, name, length) == 0);
        assay_buffer_add(&known, known.length == 0 ? "" : ", ");
        assay_buffer_add(&known, *f);
    }
    if (!found) {
        assay_fail(s->err, ASSAY_USAGE, "unknown format '%.*s'", (int)(length < 100 ? length : 100),
                   name);
        assay_error_remedy(s->err, "the formats are: %s", assay_buffer_text(&known));
    }
    assay_buffer_release(&known);
    return found ? ASSAY_OK : ASSAY_USAGE;
}

static assay_status set_format(const setting *s)
{
    const char *const *formats =
        s->option->type == CLI_PLANS ? assay_report_plan_formats() : assay_report_formats();
    assay_status status = check_format(s, formats, s->value, strlen(s->value));
    *(const char **)s->field = s->value;
    return status;
}

static assay_status set_reader(const setting *s)
{
    for (const char *const *name = cli_readers(); *name != NULL; name++) {
        if (strcmp(*name, s->value) == 0) {
            *(const char **)s->field = *name;
            return ASSAY_OK;
        }
    }
    return fail_value(s, "give postgres or information-schema");
}

static assay_status set_reports(const setting *s)
{
    const char *equals = strchr(s->value, '=');
    if (equals == NULL || equals[1] == '\0')
        return fail_value(s, "write it as FORMAT=FILE");
    assay_status status =
        check_format(s, assay_report_formats(), s->value, (size_t)(equals - s->value));
    return status != ASSAY_OK ? status : cli_list_add(s->field, s->arena, s->value, s->err);
}

static assay_status (*const setters[])(const setting *s) = {
    [CLI_TEXT] = set_text,       [CLI_LIST] = set_list,       [CLI_PAIRS] = set_pairs,
    [CLI_SECONDS] = set_seconds, [CLI_COMPARE] = set_compare, [CLI_SEVERITY] = set_severity,
    [CLI_FORMAT] = set_format,   [CLI_PLANS] = set_format,    [CLI_READER] = set_reader,
    [CLI_REPORTS] = set_reports, [CLI_TABLE] = set_table,     [CLI_COUNT] = set_count,
};

typedef struct parser {
    cli_options *options;
    assay_arena *arena;
    const cli_command *command;
    int argc;
    char *const *argv;
    int next;
    assay_error *err;
} parser;

/* value: what stood in the same word, or NULL. */
static assay_status apply(parser *p, const cli_option *option, const char *value)
{
    void *field = (char *)p->options + option->offset;
    if (option->type == CLI_FLAG) {
        if (value != NULL)
            return assay_fail(p->err, ASSAY_USAGE, "--%s takes no value", option->name);
        *(bool *)field = true;
        return ASSAY_OK;
    }
    if (value == NULL && p->next < p->argc)
        value = p->argv[p->next++];
    if (value == NULL) {
        assay_fail(p->err, ASSAY_USAGE, "--%s needs a value: %s", option->name, option->argument);
        add_help_remedy(p->command, NULL, p->err);
        return ASSAY_USAGE;
    }
    const setting s = {option, value, field, p->arena, p->err};
    return setters[option->type](&s);
}

static assay_status parse_word(parser *p, const char *word)
{
    if (word[0] != '-' || word[1] == '\0')
        return cli_list_add(&p->options->arguments, p->arena, word, p->err);
    if (word[1] != '-') {
        const cli_option *option = find_letter(p->command, word[1]);
        if (option == NULL)
            return fail_unknown(p->command, word, strlen(word), p->err);
        return apply(p, option, word[2] == '\0' ? NULL : word + 2);
    }
    size_t length = strcspn(word, "=");
    const cli_option *option = find_name(p->command, word + 2, length - 2);
    if (option == NULL)
        return fail_unknown(p->command, word, length, p->err);
    return apply(p, option, word[length] == '=' ? word + length + 1 : NULL);
}

/* Some formats have no words for a snapshot, or for a comparison without a history. */
bool cli_command_shows(const cli_command *command, const char *format)
{
    unsigned bit = cli_command_bit(command);
    if ((bit & BIT(DIFF)) != 0)
        return assay_format_shows_differences(format);
    if ((bit & BIT(SNAPSHOTS_LOG)) != 0)
        return assay_format_shows_log(format);
    return (bit & STORING) == 0 || assay_format_shows_snapshots(format);
}

static assay_status check_formats(const parser *p)
{
    const cli_options *options = p->options;
    if (p->command == NULL)
        return ASSAY_OK;
    for (size_t i = 0; i <= options->reports.count; i++) {
        const char *name = i < options->reports.count ? options->reports.items[i] : options->format;
        name = assay_arena_strndup(p->arena, name, strcspn(name, "="));
        if (name == NULL)
            return assay_fail_nomem(p->err);
        if (!cli_command_shows(p->command, name)) {
            assay_fail(p->err, ASSAY_USAGE, "format '%s' cannot show what `assay %s` says", name,
                       p->command->name);
            return assay_error_remedy(p->err, "use text, json or xml");
        }
    }
    return ASSAY_OK;
}

static assay_status check_arguments(const parser *p)
{
    const cli_list *arguments = &p->options->arguments;
    const cli_command *command = p->command;
    if (command == NULL || p->options->help)
        return ASSAY_OK;
    if (arguments->count < command->minimum)
        assay_fail(p->err, ASSAY_USAGE, "`assay %s` needs %s", command->name, command->arguments);
    else if (arguments->count > command->maximum)
        assay_fail(p->err, ASSAY_USAGE, "`assay %s` does not take %zu arguments", command->name,
                   arguments->count);
    else
        return ASSAY_OK;
    add_help_remedy(command, NULL, p->err);
    return ASSAY_USAGE;
}

assay_status cli_options_parse(cli_options *options, assay_arena *arena, const cli_command *command,
                               int argc, char *const *argv, assay_error *err)
{
    parser p = {options, arena, command, argc, argv, 0, err};
    assay_status status = ASSAY_OK;
    bool only_arguments = false;
    while (p.next < argc && status == ASSAY_OK) {
        const char *word = argv[p.next++];
        if (only_arguments)
            status = cli_list_add(&options->arguments, arena, word, err);
        else if (strcmp(word, "--") == 0)
            only_arguments = true;
        else
            status = parse_word(&p, word);
    }
    if (status == ASSAY_OK)
        status = check_arguments(&p);
    return status != ASSAY_OK ? status : check_formats(&p);
}

/* SPDX-License-Identifier: MIT */
/* Help, made from the tables of commands and options. */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <string.h>

#include "cli/cli.h"

enum { COMMAND_WIDTH = 18, OPTION_WIDTH = 30 };

static const char targets[] =
    "TARGET is postgresql://... or a libpq connection string, sqlite:///FILE or the path of a\n"
    "SQLite file, snapshot:ID or snapshot:latest, revision:[PROJECT/]REV[,REV...]. Without one:\n"
    "DATABASE_URL, sqlalchemy.url of an alembic.ini here, POSTGRES_HOST and its companions,\n"
    "libpq's own variables.\n";

static void add_summary(assay_buffer *out, const cli_command *command)
{
    assay_buffer_printf(out, "  %-*s%s\n", COMMAND_WIDTH, command->name, command->summary);
}

void cli_help_program(assay_buffer *out)
{
    assay_buffer_add(out, "Usage: assay COMMAND [ARGUMENT]... [OPTION]...\n\n"
                          "Says which migration revision a database really is at, what deviates "
                          "and what to run.\nOnly `stamp --apply` writes.\n\nCommands:\n");
    for (size_t i = 0; i < CLI_COMMANDS; i++)
        add_summary(out, &cli_commands[i]);
    assay_buffer_printf(out,
                        "\n`assay COMMAND --help` says more of each, `assay --version` the "
                        "version.\n\n%s",
                        targets);
}

void cli_help_group(assay_buffer *out, const char *word)
{
    size_t length = strlen(word);
    assay_buffer_printf(out, "Usage: assay %s COMMAND [ARGUMENT]... [OPTION]...\n\nCommands:\n",
                        word);
    for (size_t i = 0; i < CLI_COMMANDS; i++)
        if (strncmp(cli_commands[i].name, word, length) == 0 && cli_commands[i].name[length] == ' ')
            add_summary(out, &cli_commands[i]);
}

static void add_option(assay_buffer *out, const cli_command *command, const cli_option *option)
{
    assay_buffer text = ASSAY_BUFFER_INIT(1000), help = text;
    assay_buffer_add(&help, option->help);
    for (const char *const *name = assay_report_formats(); option->type == CLI_FORMAT && *name;
         name++)
        if (strcmp(*name, "text") != 0 && cli_command_shows(command, *name))
            assay_buffer_printf(&help, ", %s", *name);
    if (option->letter != 0)
        assay_buffer_printf(&text, "-%c, ", option->letter);
    assay_buffer_printf(&text, "--%s", option->name);
    if (option->argument != NULL)
        assay_buffer_printf(&text, " %s", option->argument);
    /* A long one stands on a line of its own. */
    if (text.length < OPTION_WIDTH)
        assay_buffer_printf(out, "  %-*s%s\n", OPTION_WIDTH, assay_buffer_text(&text),
                            assay_buffer_text(&help));
    else
        assay_buffer_printf(out, "  %s\n  %*s%s\n", assay_buffer_text(&text), OPTION_WIDTH, "",
                            assay_buffer_text(&help));
    assay_buffer_release(&text);
    assay_buffer_release(&help);
}

void cli_help_command(assay_buffer *out, const cli_command *command)
{
    assay_buffer_printf(out, "Usage: assay %s%s%s [OPTION]...\n\n%s\n", command->name,
                        command->arguments[0] != '\0' ? " " : "", command->arguments,
                        command->summary);
    if (command->details[0] != '\0')
        assay_buffer_printf(out, "\n%s\n", command->details);
    assay_buffer_add(out, "\nOptions:\n");
    for (size_t i = 0; i < cli_option_count; i++)
        if ((cli_option_table[i].commands & cli_command_bit(command)) != 0)
            add_option(out, command, &cli_option_table[i]);
    if (strstr(command->arguments, "TARGET") != NULL || strcmp(command->arguments, "A B") == 0)
        assay_buffer_printf(out, "\n%s", targets);
}

void cli_version(assay_buffer *out)
{
    int libpq = PQlibVersion();
    assay_buffer_printf(out, "assay " ASSAY_VERSION "\nlibpq %d.%d, SQLite %s\n", libpq / 10000,
                        libpq % 10000, sqlite3_libversion());
}

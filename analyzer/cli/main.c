/* SPDX-License-Identifier: MIT */
/* Finds the command, parses its options, runs it, and turns what came of it into an exit status. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cli.h"

static assay_status fail_command(int argc, char *const *argv, assay_error *err)
{
    if (argc == 0) {
        assay_fail(err, ASSAY_USAGE, "no command is given");
        assay_error_remedy(err, "see `assay --help`");
        return ASSAY_USAGE;
    }
    if (cli_command_is_group(argv[0])) {
        if (argc > 1 && argv[1][0] != '-')
            assay_fail(err, ASSAY_USAGE, "unknown command '%s %.50s'", argv[0], argv[1]);
        else
            assay_fail(err, ASSAY_USAGE, "'%s' needs another word", argv[0]);
        assay_error_remedy(err, "see `assay %s --help`", argv[0]);
        return ASSAY_USAGE;
    }
    const char *names[CLI_COMMANDS + 1];
    for (size_t i = 0; i < CLI_COMMANDS; i++)
        names[i] = cli_commands[i].name;
    names[CLI_COMMANDS] = NULL;
    const char *nearest = cli_nearest(argv[0], names);
    assay_fail(err, ASSAY_USAGE, "unknown command '%.100s'", argv[0]);
    if (nearest != NULL)
        assay_error_remedy(err, "did you mean `assay %s`? see `assay --help`", nearest);
    else
        assay_error_remedy(err, "see `assay --help`");
    return ASSAY_USAGE;
}

/* What can be asked without a command: help and version. *done is false if it was neither. */
static assay_status answer(bool *done, cli_context *context, int argc, char *const *argv)
{
    *done = true;
    cli_options *options = &context->options;
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    bool group = argc > 1 && cli_command_is_group(argv[0]) &&
                 (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    bool bare = argc > 0 && argv[0][0] == '-';
    assay_status status = ASSAY_OK;
    if (context->command == NULL && (group || bare))
        status = cli_options_parse(options, context->arena, NULL, argc - group, argv + group,
                                   context->err);
    if (options->help && context->command != NULL)
        cli_help_command(&text, context->command);
    else if (options->help && group)
        cli_help_group(&text, argv[0]);
    else if (options->help)
        cli_help_program(&text);
    else if (options->version)
        cli_version(&text);
    else
        *done = status != ASSAY_OK;
    if (status == ASSAY_OK)
        status = assay_buffer_check(&text, context->err);
    if (status == ASSAY_OK && text.length > 0)
        status = cli_write_stdout(assay_buffer_text(&text), text.length, context->err);
    assay_buffer_release(&text);
    return status;
}

static assay_status run(cli_context *context, int argc, char *const *argv, int *exit_status)
{
    int words = 0;
    bool answered = false;
    context->command = cli_command_find(argc, argv, &words);
    assay_status status = ASSAY_OK;
    if (context->command != NULL)
        status = cli_options_parse(&context->options, context->arena, context->command,
                                   argc - words, argv + words, context->err);
    if (status == ASSAY_OK)
        status = answer(&answered, context, argc, argv);
    if (status != ASSAY_OK || answered)
        return status;
    if (context->command == NULL)
        return fail_command(argc, argv, context->err);
    return context->command->run(context, exit_status);
}

/* A file or a connection that was opened in the place of a closed one would be written to. Nothing
 * can be written to these: that is an error then, as it should be. */
static void open_standard_files(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    while (fd >= STDIN_FILENO && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    assay_error err = ASSAY_ERROR_INIT;
    int exit_status = CLI_CLEAN;
    open_standard_files();
    /* A reader that went away, and a file that may not grow, are errors of writing, with a status
     * of their own. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    cli_context context = {.arena = assay_arena_new(), .now = (int64_t)time(NULL), .err = &err};
    cli_options_init(&context.options);
    assay_status status = context.arena == NULL
                              ? assay_fail_nomem(&err)
                              : run(&context, argc - 1, argv + (argc > 0), &exit_status);
    if (status != ASSAY_OK) {
        cli_print_error(&err);
        exit_status = CLI_FAILED;
    } else {
        for (size_t i = 0; i < context.notes.count && !context.options.quiet; i++)
            cli_print_note(context.notes.items[i]);
    }
    cli_context_release(&context);
    return exit_status;
}

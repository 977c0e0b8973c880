/* SPDX-License-Identifier: MIT */
/* Parsing the command line by the tables of commands and options, and help made from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/cli.h"

enum { MAX_WORDS = 12 };

static assay_arena *arena;
static cli_options options;
static assay_error err;
static const cli_command *command;

static int setup(void **state)
{
    (void)state;
    arena = assay_arena_new();
    return arena == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    assay_arena_free(arena);
    return 0;
}

/* Parses a line of words parted by single blanks; "\x1f" stands for a blank within a word. */
static assay_status parse(const char *line)
{
    char *argv[MAX_WORDS];
    int argc = 0, words = 0;
    for (char *word = assay_arena_strdup(arena, line); word != NULL;) {
        char *blank = strchr(word, ' ');
        if (blank != NULL)
            *blank++ = '\0';
        for (char *p = word; *p != '\0'; p++)
            *p = (char)(*p == '\x1f' ? ' ' : *p);
        argv[argc++] = word;
        word = blank;
    }
    assay_error_reset(&err);
    cli_options_init(&options);
    command = cli_command_find(argc, argv, &words);
    return cli_options_parse(&options, arena, command, argc - words, argv + words, &err);
}

static void parse_well(const char *line)
{
    if (parse(line) != ASSAY_OK)
        fail_msg("%s: %s", line, err.what);
}

static void test_options__values_come_behind_a_blank_or_an_equals_sign(void **state)
{
    (void)state;
    static const char *const lines[] = {"audit db --profiles p -o f", "audit --profiles=p -of db",
                                        "audit --output f -- db", "audit --output=f db"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        parse_well(lines[i]);
        assert_string_equal(options.output, "f");
        assert_int_equal(options.arguments.count, 1);
        assert_string_equal(options.arguments.items[0], "db");
    }
    parse_well("audit db --profiles=a=b");
    assert_string_equal(options.profiles, "a=b");
}

static void test_options__defaults_are_those_of_the_contract(void **state)
{
    (void)state;
    parse_well("audit");
    assert_int_equal(options.timeout_ms, 60000);
    assert_int_equal(options.lock_timeout_ms, 2000);
    assert_int_equal(options.fail_on, ASSAY_SEVERITY_PERFORMANCE);
    assert_int_equal(options.compare, ASSAY_COMPARE_DEFAULT);
    assert_string_equal(options.format, "text");
    assert_false(options.no_cache);
    assert_null(options.include.items);
}

static void test_options__each_type_is_parsed(void **state)
{
    (void)state;
    parse_well(
        "check --revision a,b --timeout 1.5 --lock-timeout=0.0001 --fail-on any --compare all "
        "--no-cache");
    assert_string_equal(options.revision, "a,b");
    assert_int_equal(options.timeout_ms, 1500);
    assert_int_equal(options.lock_timeout_ms, 1);
    assert_int_equal(options.fail_on, ASSAY_SEVERITY_COSMETIC);
    assert_int_equal(options.compare, ASSAY_COMPARE_ALL);
    assert_true(options.no_cache);
}

static void test_options__repeated_ones_add_up(void **state)
{
    (void)state;
    parse_well("audit --exclude a --exclude b --report json=x --report text=y --schema-map a=b");
    assert_int_equal(options.exclude.count, 2);
    assert_string_equal(options.exclude.items[1], "b");
    assert_null(options.exclude.items[2]);
    assert_int_equal(options.reports.count, 2);
    assert_string_equal(options.schema_map.items[0], "a=b");
}

static void test_options__two_dashes_end_them(void **state)
{
    (void)state;
    parse_well("diff -- --help -o");
    assert_int_equal(options.arguments.count, 2);
    assert_string_equal(options.arguments.items[0], "--help");
    assert_false(options.help);
}

static void test_options__one_dash_is_an_argument(void **state)
{
    (void)state;
    parse_well("audit - -o -");
    assert_string_equal(options.arguments.items[0], "-");
    assert_string_equal(options.output, "-");
}

static void test_options__a_word_serves_two_commands_in_two_ways(void **state)
{
    (void)state;
    parse_well("profile capture db --revision one --revises a --revises b -o dir --whole");
    assert_ptr_equal(command, &cli_commands[CLI_PROFILE_CAPTURE]);
    assert_string_equal(options.revision, "one");
    assert_int_equal(options.revises.count, 2);
    assert_true(options.whole);
    assert_string_equal(options.output, "dir");
}

static void test_options__mistakes_are_usage_errors_in_one_line(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"audit --colour", "'--colour'"},
        {"audit --profile", "'--profile'"},
        {"audit --revision x", "'--revision'"},
        {"snapshot --fail-on any", "'--fail-on'"},
        {"audit -x", "'-x'"},
        {"audit ---", "'---'"},
        {"audit --=x", "'--'"},
        {"audit a b", "2 arguments"},
        {"diff a", "needs A B"},
        {"snapshots show", "needs ID"},
        {"audit --format", "--format"},
        {"audit -o", "--output"},
        {"audit --profiles=", "--profiles"},
        {"audit --format yaml", "'yaml'"},
        {"audit --format tex", "'tex'"},
        {"audit --report yaml=x", "'yaml'"},
        {"audit --report text", "'text'"},
        {"audit --report text=", "'text='"},
        {"audit --report =x", "''"},
        {"audit --no-cache=yes", "no value"},
        {"audit --timeout soon", "'soon'"},
        {"audit --timeout -5", "'-5'"},
        {"audit --timeout 5s", "'5s'"},
        {"audit --timeout nan", "'nan'"},
        {"audit --timeout 1e300", "'1e300'"},
        {"audit --timeout ", "''"},
        {"audit --schema-map public", "'public'"},
        {"audit --schema-map =b", "'=b'"},
        {"audit --schema-map a=", "'a='"},
        {"audit --compare taste", "'taste'"},
        {"audit --fail-on never", "'never'"},
        {"--colour", "'--colour'"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (parse(pairs[i][0]) != ASSAY_USAGE)
            fail_msg("accepted: %s", pairs[i][0]);
        if (strstr(err.what, pairs[i][1]) == NULL)
            fail_msg("%s: %s", pairs[i][0], err.what);
        assert_null(strchr(err.what, '\n'));
    }
}

static void test_options__the_nearest_word_is_named(void **state)
{
    (void)state;
    assert_int_equal(parse("audit --tiemout 5"), ASSAY_USAGE);
    assert_non_null(strstr(err.remedy, "--timeout"));
    assert_int_equal(parse("audit --profile=x"), ASSAY_USAGE);
    assert_non_null(strstr(err.remedy, "--profiles"));
    assert_int_equal(parse("audit --zzzzzzzzzz"), ASSAY_USAGE);
    assert_null(strstr(err.remedy, "did you mean"));
}

static void test_options__nearest_knows_when_nothing_is_near(void **state)
{
    (void)state;
    static const char *const words[] = {"audit", "check", "diff", NULL};
    assert_string_equal(cli_nearest("adit", words), "audit");
    assert_string_equal(cli_nearest("chekc", words), "check");
    assert_null(cli_nearest("adopt", words));
    assert_null(cli_nearest("", words));
    assert_null(cli_nearest("a-word-that-is-longer-than-any-command-could-be", words));
}

static void test_options__commands_are_found_by_all_their_words(void **state)
{
    (void)state;
    static const struct {
        const char *words[3];
        int argc, found; /* -1: none */
    } cases[] = {
        {{"audit", "x"}, 2, CLI_AUDIT},
        {{"snapshot"}, 1, CLI_SNAPSHOT},
        {{"snapshots", "list"}, 2, CLI_SNAPSHOTS_LIST},
        {{"profile", "capture", "x"}, 3, CLI_PROFILE_CAPTURE},
        {{"snapshots"}, 1, -1},
        {{"snapshots", "lists"}, 2, -1},
        {{"audits"}, 1, -1},
        {{"audi"}, 1, -1},
        {{""}, 1, -1},
        {{NULL}, 0, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int words = 0;
        const cli_command *found =
            cli_command_find(cases[i].argc, (char *const *)cases[i].words, &words);
        if (cases[i].found < 0)
            assert_null(found);
        else
            assert_ptr_equal(found, &cli_commands[cases[i].found]);
    }
    assert_true(cli_command_is_group("profile"));
    assert_false(cli_command_is_group("prof"));
    assert_false(cli_command_is_group("audit"));
}

/* Two rows of one name must not serve one command, and every letter means one thing there. */
static void test_options__no_command_has_an_option_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < cli_option_count; i++)
        for (size_t k = i + 1; k < cli_option_count; k++) {
            const cli_option *a = &cli_option_table[i], *b = &cli_option_table[k];
            bool same = strcmp(a->name, b->name) == 0 || (a->letter != 0 && a->letter == b->letter);
            if (same && (a->commands & b->commands) != 0)
                fail_msg("--%s and --%s", a->name, b->name);
        }
}

static void test_options__help_says_every_option_of_a_command(void **state)
{
    (void)state;
    for (size_t c = 0; c < CLI_COMMANDS; c++) {
        assay_buffer text = ASSAY_BUFFER_INIT(100000);
        cli_help_command(&text, &cli_commands[c]);
        assert_non_null(strstr(assay_buffer_text(&text), cli_commands[c].name));
        for (size_t i = 0; i < cli_option_count; i++) {
            const cli_option *o = &cli_option_table[i];
            bool said = strstr(assay_buffer_text(&text),
                               assay_arena_printf(
                                   arena, "--%s%s%s\n", o->name, o->argument == NULL ? "" : " ",
                                   o->argument == NULL ? "" : o->argument)) != NULL ||
                        strstr(assay_buffer_text(&text),
                               assay_arena_printf(arena, "--%s%s%s ", o->name,
                                                  o->argument == NULL ? "" : " ",
                                                  o->argument == NULL ? "" : o->argument)) != NULL;
            bool has = false; /* an option may have a row for some commands and one for others */
            for (size_t k = 0; k < cli_option_count; k++)
                has = has ||
                      (strcmp(cli_option_table[k].name, o->name) == 0 &&
                       (cli_option_table[k].argument == NULL || o->argument == NULL ||
                        strcmp(cli_option_table[k].argument, o->argument) == 0) &&
                       (cli_option_table[k].commands & cli_command_bit(&cli_commands[c])) != 0);
            if (said != has)
                fail_msg("assay %s: --%s", cli_commands[c].name, o->name);
        }
        assay_buffer_release(&text);
    }
}

static void test_options__program_help_says_every_command(void **state)
{
    (void)state;
    assay_buffer text = ASSAY_BUFFER_INIT(100000);
    cli_help_program(&text);
    for (size_t c = 0; c < CLI_COMMANDS; c++)
        assert_non_null(strstr(assay_buffer_text(&text), cli_commands[c].summary));
    assay_buffer_release(&text);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_options__values_come_behind_a_blank_or_an_equals_sign),
        CASE(test_options__defaults_are_those_of_the_contract),
        CASE(test_options__each_type_is_parsed),
        CASE(test_options__repeated_ones_add_up),
        CASE(test_options__two_dashes_end_them),
        CASE(test_options__one_dash_is_an_argument),
        CASE(test_options__a_word_serves_two_commands_in_two_ways),
        CASE(test_options__mistakes_are_usage_errors_in_one_line),
        CASE(test_options__the_nearest_word_is_named),
        CASE(test_options__nearest_knows_when_nothing_is_near),
        CASE(test_options__commands_are_found_by_all_their_words),
        CASE(test_options__no_command_has_an_option_twice),
        CASE(test_options__help_says_every_option_of_a_command),
        CASE(test_options__program_help_says_every_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

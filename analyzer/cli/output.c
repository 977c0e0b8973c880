/* SPDX-License-Identifier: MIT */
/* Reports leave the program here: to standard output, to -o and to each --report. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"
#include "report/escape.h"

assay_status cli_write_stdout(const char *bytes, size_t length, assay_error *err)
{
    int failed = assay_file_write_all(STDOUT_FILENO, bytes, length);
    if (failed == 0)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_IO, "cannot write standard output: %s", strerror(failed));
}

void cli_end_line(assay_buffer *out, size_t start)
{
    for (size_t i = start; i < out->length; i++)
        if (out->data[i] != '\0' && strchr("\n\r\t\v\f", out->data[i]) != NULL)
            out->data[i] = ' ';
    assay_buffer_add_char(out, '\n');
}

assay_status cli_write_printable(const assay_buffer *text, assay_error *err)
{
    assay_buffer shown = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assay_status status = assay_buffer_check(text, err);
    if (status == ASSAY_OK) {
        assay_printable(&shown, assay_buffer_text(text), true);
        status = assay_buffer_check(&shown, err);
    }
    if (status == ASSAY_OK)
        status = cli_write_stdout(assay_buffer_text(&shown), shown.length, err);
    assay_buffer_release(&shown);
    return status;
}

/* A device or pipe cannot be replaced by renaming a file onto it; for root, that would even work.
 */
static assay_status write_in_place(const char *path, const assay_buffer *text, assay_error *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    int failed = fd < 0 ? errno : assay_file_write_all(fd, assay_buffer_text(text), text->length);
    if (fd >= 0 && close(fd) != 0 && failed == 0)
        failed = errno;
    if (failed == 0)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_IO, "cannot write '%s': %s", path, strerror(failed));
}

static assay_status write_to(const char *path, const assay_buffer *text, assay_error *err)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return cli_write_stdout(assay_buffer_text(text), text->length, err);
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return write_in_place(path, text, err);
    return assay_file_write(path, assay_buffer_text(text), text->length, err);
}

bool cli_locale_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strcasestr(value, "UTF-8") != NULL || strcasestr(value, "UTF8") != NULL;
    }
    return false;
}

static bool wants_color(const char *path)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (strcmp(path, "-") != 0 || isatty(STDOUT_FILENO) != 1)
        return false;
    return (no_color == NULL || no_color[0] == '\0') && (term == NULL || strcmp(term, "dumb") != 0);
}

/* A terminal of another character set takes some bytes of UTF-8 for control sequences. */
static bool is_bare_terminal(const char *path)
{
    return strcmp(path, "-") == 0 && isatty(STDOUT_FILENO) == 1 && !cli_locale_is_utf8();
}

/* Each byte that is no ASCII becomes \xHH. */
static assay_status spell_out(assay_buffer *text, assay_error *err)
{
    assay_buffer plain = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    for (const char *c = assay_buffer_text(text); *c != '\0'; c++) {
        if ((unsigned char)*c < 0x80)
            assay_buffer_add_char(&plain, *c);
        else
            assay_buffer_printf(&plain, "\\x%02x", (unsigned)(unsigned char)*c);
    }
    assay_buffer_release(text);
    *text = plain;
    return assay_buffer_check(text, err);
}

static assay_status write_report(cli_context *context, const assay_document *document,
                                 const char *format, const char *stylesheet, const char *path)
{
    const cli_options *asked = &context->options;
    /* A file is the same whoever writes it; what is read at once is in the reader's characters. */
    const assay_render_options render = {.format = format,
                                         .stylesheet = stylesheet,
                                         .color = wants_color(path),
                                         .unicode = strcmp(path, "-") != 0 || cli_locale_is_utf8(),
                                         .detail = asked->quiet     ? ASSAY_DETAIL_QUIET
                                                   : asked->verbose ? ASSAY_DETAIL_VERBOSE
                                                                    : ASSAY_DETAIL_NORMAL};
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    assay_status status = assay_document_render(&text, document, &render, context->err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&text, context->err);
    if (status == ASSAY_OK && strcmp(format, "text") == 0 && stylesheet == NULL &&
        is_bare_terminal(path))
        status = spell_out(&text, context->err);
    if (status == ASSAY_OK)
        status = write_to(path, &text, context->err);
    assay_buffer_release(&text);
    return status;
}

assay_status cli_write_document(cli_context *context, const assay_document *document)
{
    const cli_options *options = &context->options;
    for (size_t i = 0; i < options->reports.count; i++) {
        const char *pair = options->reports.items[i];
        const char *equals = strchr(pair, '=');
        const char *format = assay_arena_strndup(context->arena, pair, (size_t)(equals - pair));
        if (format == NULL)
            return assay_fail_nomem(context->err);
        assay_status status = write_report(context, document, format, NULL, equals + 1);
        if (status != ASSAY_OK)
            return status;
    }
    bool taken = options->write_waivers != NULL && strcmp(options->write_waivers, "-") == 0;
    if (taken && options->output == NULL)
        return ASSAY_OK;
    return write_report(context, document, options->format, options->stylesheet,
                        options->output == NULL ? "-" : options->output);
}

/* SPDX-License-Identifier: MIT */
/* The file of waivers: INI, a section for each entry. Read by libinih; a new one is started here.
 */
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "cli/cli.h"

#define DEFAULT_NAME ".assay-waivers"

enum {
    MAX_FILE = 4 << 20,
    DATE_SIZE = 11,
    DAY = 24 * 60 * 60,
    DEFAULT_DAYS = 90,
    /* libinih's buffers: what is longer is cut or refused. */
    MAX_TITLE = 40,
    MAX_VALUE = 180
};

/* The keys of an entry, and where they go. */
static const struct {
    const char *key;
    size_t offset;
    bool required;
} keys[] = {
    {"fingerprint", offsetof(assay_waiver, fingerprint), false},
    {"object", offsetof(assay_waiver, object), false},
    {"change", offsetof(assay_waiver, change), false},
    {"kind", offsetof(assay_waiver, kind), false},
    {"reason", offsetof(assay_waiver, reason), true},
    {"owner", offsetof(assay_waiver, owner), true},
    {"until", offsetof(assay_waiver, until), true},
};

enum { KEYS = sizeof keys / sizeof *keys };

typedef struct reading {
    cli_context *context;
    assay_waivers *waivers;
} reading;

static const char **field(assay_waiver *waiver, size_t key)
{
    return (const char **)((char *)waiver + keys[key].offset);
}

static assay_status refuse(const reading *r, const char *name, const char *problem,
                           const char *word)
{
    return assay_fail(r->context->err, ASSAY_INVALID, "waiver '%.60s' %s%s%.100s", name, problem,
                      word[0] == '\0' ? "" : " ", word);
}

/* The entry of the section: the last one, or a new one. */
static assay_waiver *entry(reading *r, const char *section)
{
    assay_waivers *w = r->waivers;
    if (w->n_items > 0 && strcmp(w->items[w->n_items - 1].name, section) == 0)
        return &w->items[w->n_items - 1];
    assay_waiver *items =
        assay_arena_grow(r->context->arena, w->items, &w->capacity, w->n_items + 1, sizeof *items);
    const char *name = assay_arena_strdup(r->context->arena, section);
    if (items == NULL || name == NULL) {
        (void)assay_fail_nomem(r->context->err);
        return NULL;
    }
    w->items = items;
    items[w->n_items] = (assay_waiver){.name = name};
    return &items[w->n_items++];
}

/* For libinih: 0 is an error, which it reports with the number of the line. */
static int take(void *run, const char *section, const char *key, const char *value)
{
    reading *r = run;
    if (r->context->err->code != ASSAY_OK)
        return 0;
    assay_waiver *waiver = entry(r, section);
    if (waiver == NULL)
        return 0;
    for (size_t i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].key, key) != 0)
            continue;
        const char **place = field(waiver, i);
        if (*place != NULL) {
            (void)refuse(r, section, "has twice:", key);
            return 0;
        }
        *place = assay_arena_strdup(r->context->arena, value);
        if (*place == NULL)
            (void)assay_fail_nomem(r->context->err);
        return *place != NULL;
    }
    (void)refuse(r, section, "has an unknown key:", key);
    return 0;
}

static bool is_change(const char *word)
{
    for (int i = ASSAY_MISSING; i <= ASSAY_RENAMED; i++)
        if (strcmp(assay_change_name((assay_change_kind)i), word) == 0)
            return true;
    return false;
}

static assay_status check(const reading *r, assay_waiver *waiver)
{
    assay_kind kind;
    for (size_t i = 0; i < KEYS; i++)
        if (keys[i].required && (*field(waiver, i) == NULL || (*field(waiver, i))[0] == '\0'))
            return refuse(r, waiver->name, "has no", keys[i].key);
    if (waiver->object == NULL && waiver->fingerprint == NULL)
        return refuse(r, waiver->name, "has neither object nor fingerprint", "");
    if (waiver->change != NULL && !is_change(waiver->change))
        return refuse(r, waiver->name, "has an unknown change:", waiver->change);
    if (waiver->kind != NULL && !assay_kind_find(&kind, waiver->kind))
        return refuse(r, waiver->name, "has an unknown kind:", waiver->kind);
    if (!assay_waiver_date_valid(waiver->until))
        return refuse(r, waiver->name, "has no date like 2027-01-31 in until:", waiver->until);
    return ASSAY_OK;
}

/* The day that lies so many days ahead, in UTC. NULL if memory is gone. */
static const char *date(cli_context *context, int days)
{
    struct tm utc;
    char text[DATE_SIZE];
    time_t when = (time_t)(context->now + (int64_t)days * DAY);
    if (gmtime_r(&when, &utc) == NULL || strftime(text, sizeof text, "%Y-%m-%d", &utc) == 0)
        return assay_arena_strdup(context->arena, "1970-01-01");
    return assay_arena_strdup(context->arena, text);
}

/* The file beside the .git of the current directory, if there is one; else NULL. */
static const char *default_file(cli_context *context)
{
    char here[PATH_MAX];
    if (getcwd(here, sizeof here) == NULL)
        return NULL;
    for (char *end = here + strlen(here); end != NULL; end = strrchr(here, '/')) {
        *end = '\0';
        const char *git = assay_arena_printf(context->arena, "%s/.git", here);
        const char *file = assay_arena_printf(context->arena, "%s/" DEFAULT_NAME, here);
        if (git != NULL && (assay_file_exists(git) || assay_file_is_directory(git)))
            return file != NULL && assay_file_exists(file) ? file : NULL;
    }
    return NULL;
}

assay_status cli_read_waivers(assay_waivers **out, cli_context *context)
{
    *out = NULL;
    const char *path = context->options.waivers;
    if (path == NULL)
        path = default_file(context);
    if (path == NULL)
        return ASSAY_OK;
    char *text;
    assay_status status = assay_file_read_text(&text, context->arena, path, MAX_FILE, context->err);
    assay_waivers *waivers = assay_arena_calloc(context->arena, 1, sizeof *waivers);
    if (status == ASSAY_OK && waivers == NULL)
        status = assay_fail_nomem(context->err);
    if (status != ASSAY_OK)
        return status;
    *waivers = (assay_waivers){.file = path, .today = date(context, 0)};
    if (waivers->today == NULL)
        return assay_fail_nomem(context->err);
    reading r = {.context = context, .waivers = waivers};
    int line = ini_parse_string(text, take, &r);
    if (line != 0) {
        (void)assay_fail(context->err, ASSAY_INVALID,
                         "'%s' has a line that is no section, no KEY = VALUE, or too long", path);
        return assay_error_where(context->err, "%s:%d", path, line);
    }
    for (size_t i = 0; i < waivers->n_items; i++)
        if (check(&r, &waivers->items[i]) != ASSAY_OK)
            return assay_error_where(context->err, "%s", path);
    context->waivers_file = path;
    *out = waivers;
    return ASSAY_OK;
}

/* What libinih would read back as something else is left to the fingerprint. */
static bool is_plain(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || strchr("*?;", text[i]) != NULL)
            return false;
    return length <= MAX_VALUE && text[0] != ' ' && text[length > 0 ? length - 1 : 0] != ' ';
}

/* A title for people: printable ASCII without what ends it. */
static void add_title(assay_buffer *out, size_t number, const assay_difference *d)
{
    assay_buffer title = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    assay_buffer_printf(&title, "%zu %s %s %s", number, assay_change_name(d->change),
                        assay_kind_get(d->kind)->name, d->object);
    assay_buffer_add_char(out, '[');
    const char *text = assay_buffer_text(&title);
    for (size_t i = 0; i < MAX_TITLE && text[i] != '\0'; i++) {
        bool shown = text[i] >= ' ' && text[i] <= '~' && strchr("[];", text[i]) == NULL;
        assay_buffer_add_char(out, shown ? text[i] : '_');
    }
    assay_buffer_add(out, "]\n");
    assay_buffer_release(&title);
}

static void add_entry(assay_buffer *out, size_t number, const assay_difference *d,
                      const char *until)
{
    char fingerprint[ASSAY_DIFFERENCE_ID];
    assay_difference_fingerprint(d, fingerprint);
    assay_buffer_add(out, "\n");
    add_title(out, number, d);
    assay_buffer_printf(out, "fingerprint = %s\n", fingerprint);
    if (is_plain(d->object))
        assay_buffer_printf(out, "object = %s\n", d->object);
    assay_buffer_printf(out, "change = %s\nkind = %s\nreason =\nowner =\nuntil = %s\n",
                        assay_change_name(d->change), assay_kind_get(d->kind)->name, until);
}

/* A file that is there holds reasons that somebody wrote: it is never replaced. */
static assay_status write_new(const char *path, const assay_buffer *text, assay_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0) {
        (void)assay_fail(err, ASSAY_IO, "cannot write '%s': %s", path, strerror(errno));
        return assay_error_remedy(err, "name a new file, or - for standard output");
    }
    int failed = assay_file_write_all(fd, assay_buffer_text(text), text->length);
    if (close(fd) != 0 && failed == 0)
        failed = errno;
    if (failed == 0)
        return ASSAY_OK;
    unlink(path);
    return assay_fail(err, ASSAY_IO, "cannot write '%s': %s", path, strerror(failed));
}

assay_status cli_write_waivers(cli_context *context, const assay_verdict *verdict)
{
    const char *path = context->options.write_waivers, *until = date(context, DEFAULT_DAYS);
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    size_t n = 0;
    if (until == NULL)
        return assay_fail_nomem(context->err);
    assay_buffer_add(&text,
                     "; Deviations that are accepted. Say in each entry why, and who answers "
                     "for it; delete\n; those that are to be repaired. `object` may be a "
                     "pattern of * and ?.\n");
    for (size_t i = 0; verdict->drift != NULL && i < verdict->drift->n_items; i++)
        if (verdict->drift->items[i].counts)
            add_entry(&text, ++n, &verdict->drift->items[i], until);
    assay_status status = assay_buffer_check(&text, context->err);
    if (status == ASSAY_OK && strcmp(path, "-") == 0)
        status = cli_write_stdout(assay_buffer_text(&text), text.length, context->err);
    else if (status == ASSAY_OK)
        status = write_new(path, &text, context->err);
    assay_buffer_release(&text);
    return status;
}

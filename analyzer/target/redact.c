/* SPDX-License-Identifier: MIT */
/*
 * Showing an address without its secrets. What is known to be harmless is copied, everything else
 * is starred: a password sits in many places, and a malformed address puts it anywhere. Where a
 * text can be read in two ways, the way that shows less is taken.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "target/target.h"

static const char stars[] = "***";

/* Options whose values are no secret. */
static const char *const harmless[] = {
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "service",
    "sslmode",
    "application_name",
    "connect_timeout",
};

static bool is_harmless(const char *key, size_t length)
{
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strlen(harmless[i]) == length && memcmp(harmless[i], key, length) == 0)
            return true;
    return false;
}

static void add_plain(assay_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        assay_buffer_add_char(out, c < 0x20 || c == 0x7f ? '?' : text[i]);
    }
}

/* The value of a harmless option, as far as it can be one: "u;password=p" and "postgresql://u:p@h"
 * are addresses of their own in the wrong place. */
static void add_value(assay_buffer *out, const char *value, size_t length)
{
    size_t plain = 0;
    while (plain < length && value[plain] != ';' && strncmp(value + plain, "://", 3) != 0)
        plain++;
    add_plain(out, value, plain);
    if (plain < length)
        assay_buffer_add(out, stars);
}

static const char *last_at(const char *text)
{
    return strrchr(text, '@');
}

static void redact_query(assay_buffer *out, const char *query)
{
    while (*query != '\0') {
        size_t length = strcspn(query, "&");
        size_t key = strcspn(query, "=&");
        if (key < length && is_harmless(query, key))
            add_value(out, query, length);
        else if (key == strlen("password") && strncmp(query, "password", key) == 0)
            assay_buffer_add(out, "password=***");
        else
            assay_buffer_add(out, stars);
        query += length;
        if (*query == '&') {
            assay_buffer_add_char(out, '&');
            query++;
        }
    }
}

/* HOST[:PORT],… : names, addresses, brackets, escapes; a port that is no number may be a password
 * that lost its '@'. */
static void redact_hosts(assay_buffer *out, const char *hosts, size_t length)
{
    size_t plain = 0;
    while (plain < length) {
        char c = hosts[plain];
        if (c == ':' && hosts[0] != '[') {
            size_t digits = strspn(hosts + plain + 1, "0123456789");
            size_t next = plain + 1 + digits;
            if (next != length && hosts[next] != ',')
                break;
        } else if (!isalnum((unsigned char)c) && strchr("._-,:[]%", c) == NULL) {
            break;
        }
        plain++;
    }
    add_plain(out, hosts, plain);
    if (plain < length)
        assay_buffer_add(out, hosts[plain] == ':' ? ":***" : stars);
}

static void redact_credentials(assay_buffer *out, const char *text, size_t length)
{
    size_t user = strcspn(text, ":/?#@");
    add_plain(out, text, user < length ? user : length);
    if (user < length)
        assay_buffer_add(out, ":***");
    assay_buffer_add_char(out, '@');
}

/* `rest` is what follows "://". */
static void redact_url(assay_buffer *out, const char *rest)
{
    const char *at = last_at(rest);
    if (at != NULL) {
        redact_credentials(out, rest, (size_t)(at - rest));
        rest = at + 1;
    }
    size_t hosts = strcspn(rest, "/?#");
    redact_hosts(out, rest, hosts);
    rest += hosts;
    size_t path = strcspn(rest, "?#;&=");
    add_plain(out, rest, path);
    rest += path;
    if (*rest == '?') {
        assay_buffer_add_char(out, '?');
        redact_query(out, rest + 1);
    } else if (*rest != '\0') {
        assay_buffer_add(out, stars);
    }
}

/* Behind '=' in a conninfo string: the end of the value, or NULL if it is an open quote, which
 * swallows the options behind it. */
static const char *value_end(const char *p)
{
    bool quoted = *p == '\'';
    for (p += quoted; *p != '\0'; p++) {
        if (*p == '\\' && p[1] != '\0')
            p++;
        else if (quoted && *p == '\'')
            return p + 1;
        else if (!quoted && isspace((unsigned char)*p))
            return p;
    }
    return quoted ? NULL : p;
}

static void redact_conninfo(assay_buffer *out, const char *p)
{
    static const char blanks[] = " \t\n\r\f\v";
    for (const char *before = ""; *p != '\0'; before = " ") {
        p += strspn(p, blanks);
        if (*p == '\0')
            return;
        size_t key = strspn(p, "abcdefghijklmnopqrstuvwxyz_");
        const char *equals = p + key + strspn(p + key, blanks);
        assay_buffer_add(out, before);
        if (key == 0 || *equals != '=') {
            assay_buffer_add(out, stars);
            return;
        }
        const char *value = equals + 1 + strspn(equals + 1, blanks);
        const char *end = value_end(value);
        if (end == NULL) {
            assay_buffer_add(out, stars);
            return;
        }
        if (is_harmless(p, key)) {
            add_plain(out, p, key);
            assay_buffer_add_char(out, '=');
            add_value(out, value, (size_t)(end - value));
        } else {
            assay_buffer_add(out,
                             key == 8 && memcmp(p, "password", 8) == 0 ? "password=***" : stars);
        }
        p = end;
    }
}

/* Neither a URL nor a conninfo string: a path, or a mistyped address. */
static void redact_other(assay_buffer *out, const char *text)
{
    const char *at = last_at(text), *colon = strchr(text, ':');
    const char *word = strcasestr(text, "passw");
    if (colon != NULL && at != NULL && colon < at) {
        add_plain(out, text, (size_t)(colon - text));
        assay_buffer_add(out, ":***");
        text = at;
        word = strcasestr(text, "passw");
    }
    size_t length = word == NULL ? strlen(text) : (size_t)(word - text);
    add_plain(out, text, length);
    if (word != NULL)
        assay_buffer_add(out, stars);
}

void assay_target_redact(assay_buffer *out, const char *text)
{
    const char *separator = strstr(text, "://");
    size_t scheme = separator == NULL ? 0 : (size_t)(separator - text);
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-:";
    if (separator != NULL && scheme > 0 && scheme <= 40 && strspn(text, letters) >= scheme) {
        add_plain(out, text, scheme + 3);
        redact_url(out, separator + 3);
    } else if (strchr(text, '=') != NULL) {
        redact_conninfo(out, text);
    } else {
        redact_other(out, text);
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Options of foreign data: name='value', … Whoever made the wrapper chose the names, and passwords
 * sit among them. What may be a secret is starred here, at the one door through which readers and
 * profiles bring texts in, so that none is stored, printed or compared. Of two ways to read a name
 * the one that shows less is taken.
 */
#include <string.h>
#include <strings.h>

#include "kinds/canon.h"
#include "kinds/token.h"

static const char stars[] = "***";

static bool contains(const char *text, size_t length, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= length; i++)
        if (strncasecmp(text + i, word, n) == 0)
            return true;
    return false;
}

static bool ends_with(const char *text, size_t length, const char *word)
{
    size_t n = strlen(word);
    return length >= n && strncasecmp(text + length - n, word, n) == 0;
}

static bool is_secret_name(const char *name, size_t length)
{
    static const char *const inside[] = {
        "passw", "passphrase", "passfile", "passcode", "pwd",    "secret", "token",
        "jwt",   "credential", "private",  "apikey",   "bearer", "api_key"};
    static const char *const last[] = {"pass", "key", "auth", "authorization"};
    /* Says whether there must be a password, and no more. */
    if (contains(name, length, "password_required"))
        return false;
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (contains(name, length, inside[i]))
            return true;
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        if (ends_with(name, length, last[i]))
            return true;
    return false;
}

/* An address, a header or a connection string inside a value: //user:password@host,
 * user:password@host, Authorization: Bearer …, password=… */
static bool holds_secret(const char *value, size_t length)
{
    static const char *const words[] = {"pass",       "pwd", "secret", "token",
                                        "credential", "key", "sig="};
    const char *colon = memchr(value, ':', length), *slashes = memmem(value, length, "//", 2);
    const char *at = memrchr(value, '@', length);
    if (at != NULL && ((colon != NULL && colon < at) || (slashes != NULL && slashes < at)))
        return true;
    if (contains(value, length, "authorization") || contains(value, length, "bearer "))
        return true;
    if (memchr(value, '=', length) == NULL)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (contains(value, length, words[i]))
            return true;
    return false;
}

/* The text of a quoted name without its quotes. */
static void unquote(assay_token *name)
{
    if (name->type == ASSAY_TOKEN_QUOTED && name->length >= 2) {
        name->text++;
        name->length -= 2;
    }
}

/* One name='value' or name=***. False if there is none. */
static bool add_option(assay_buffer *out, const char **cursor)
{
    assay_token name = assay_token_next(cursor, ASSAY_POSTGRESQL);
    if (name.type != ASSAY_TOKEN_WORD && name.type != ASSAY_TOKEN_QUOTED)
        return false;
    assay_buffer_add_n(out, name.text, name.length);
    unquote(&name);
    /* "=***" is one operator. */
    assay_token sign = assay_token_next(cursor, ASSAY_POSTGRESQL);
    bool starred = assay_token_is(&sign, "=***");
    if (!starred && !assay_token_is(&sign, "="))
        return false;
    assay_buffer_add_char(out, '=');
    if (starred) {
        assay_buffer_add(out, stars);
        return true;
    }
    assay_token value = assay_token_next(cursor, ASSAY_POSTGRESQL);
    if (value.type != ASSAY_TOKEN_STRING)
        return false;
    if (is_secret_name(name.text, name.length) || holds_secret(value.text, value.length))
        assay_buffer_add(out, stars);
    else
        assay_buffer_add_n(out, value.text, value.length);
    return true;
}

assay_status assay_canon_options(assay_buffer *out, const char *text, assay_error *err)
{
    for (const char *cursor = text;;) {
        if (!add_option(out, &cursor))
            break;
        assay_token comma = assay_token_next(&cursor, ASSAY_POSTGRESQL);
        if (comma.type == ASSAY_TOKEN_END)
            return assay_buffer_check(out, err);
        if (!assay_token_is(&comma, ","))
            break;
        assay_buffer_add(out, ", ");
    }
    assay_buffer_clear(out);
    return assay_fail(err, ASSAY_UNSUPPORTED, "options are written name='value', name='value'");
}

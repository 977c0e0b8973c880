/* SPDX-License-Identifier: MIT */
/*
 * PostgreSQL's addresses, as SQLAlchemy and libpq write them, become one form: a conninfo string
 * that libpq has accepted. libpq's own complaints are not passed on: they quote the address, and
 * with it the password.
 */
#include <libpq-fe.h>
#include <string.h>

#include "base/limits.h"
#include "target/target_internal.h"

void assay_conninfo_add(assay_buffer *conninfo, const char *key, const char *value)
{
    if (conninfo->length > 0)
        assay_buffer_add_char(conninfo, ' ');
    assay_buffer_add(conninfo, key);
    assay_buffer_add(conninfo, "='");
    for (const char *p = value; *p != '\0'; p++) {
        if (*p == '\'' || *p == '\\')
            assay_buffer_add_char(conninfo, '\\');
        assay_buffer_add_char(conninfo, *p);
    }
    assay_buffer_add_char(conninfo, '\'');
}

static assay_status fail_address(const assay_target *target, const char *remedy, assay_error *err)
{
    assay_fail(err, ASSAY_USAGE, "'%s' is not an address of a PostgreSQL database", target->shown);
    assay_error_remedy(err, "%s", remedy);
    return ASSAY_USAGE;
}

/* "u;password=p" and "postgresql://u:p@h" are one value to libpq and to the server, which quote it
 * in their messages. */
static bool holds_address(const PQconninfoOption *options)
{
    static const char *const names[] = {"host", "user", "dbname"};
    for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (strcmp(o->keyword, names[i]) != 0 || o->val == NULL)
                continue;
            if (strstr(o->val, "://") != NULL || strcasestr(o->val, ";password=") != NULL)
                return true;
        }
    }
    return false;
}

assay_status target_parse_conninfo(assay_target *out, assay_arena *arena, const char *text,
                                   assay_error *err)
{
    out->kind = ASSAY_TARGET_POSTGRES;
    PQconninfoOption *options = PQconninfoParse(text, NULL);
    if (options == NULL)
        return fail_address(out,
                            "write it as host=... dbname=... user=..., with the keywords of "
                            "libpq, or as postgresql://USER@HOST/DATABASE",
                            err);
    bool in_pieces = !holds_address(options);
    PQconninfoFree(options);
    if (!in_pieces)
        return fail_address(out, "write each part as an option of its own: host=... user=...", err);
    out->conninfo = assay_arena_strdup(arena, text);
    return out->conninfo == NULL ? assay_fail_nomem(err) : ASSAY_OK;
}

static int hex_value(char c)
{
    static const char digits[] = "0123456789abcdef";
    char lower = (char)(c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c);
    const char *found = lower == '\0' ? NULL : strchr(digits, lower);
    return found == NULL ? -1 : (int)(found - digits);
}

/* Undoes %XX. What is no such escape stays, as in SQLAlchemy: passwords with a bare '%' exist.
 * NULL if memory is gone; %00 stays too. */
static char *decode(assay_arena *arena, const char *text, size_t length)
{
    char *out = assay_arena_strndup(arena, text, length);
    if (out == NULL)
        return NULL;
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        int high = length - i > 2 && text[i] == '%' ? hex_value(text[i + 1]) : -1;
        int low = high < 0 ? -1 : hex_value(text[i + 2]);
        if (low >= 0 && high * 16 + low != 0) {
            out[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            out[n++] = text[i];
        }
    }
    out[n] = '\0';
    return out;
}

typedef struct url {
    assay_target *target;
    assay_arena *arena;
    assay_buffer conninfo;
    assay_error *err;
} url;

static assay_status add_decoded(url *u, const char *key, const char *text, size_t length)
{
    if (length == 0)
        return ASSAY_OK;
    const char *value = decode(u->arena, text, length);
    if (value == NULL)
        return assay_fail_nomem(u->err);
    assay_conninfo_add(&u->conninfo, key, value);
    return ASSAY_OK;
}

/* Where the '@' behind the credentials stands, or NULL. A password may hold an '@' and, as in
 * SQLAlchemy, a '/': both ought to be escaped and often are not. */
static const char *find_credentials_end(const char *rest)
{
    const char *at = NULL;
    size_t authority = strcspn(rest, "/?#");
    for (size_t i = 0; i < authority; i++)
        if (rest[i] == '@')
            at = rest + i;
    if (at != NULL)
        return at;
    size_t user = strcspn(rest, ":/");
    if (rest[user] != ':')
        return NULL;
    const char *password = rest + user + 1;
    const char *port_end = password + strspn(password, "0123456789,");
    if (*port_end == '/' || *port_end == '?' || *port_end == '\0')
        return NULL;
    return strchr(password, '@');
}

static assay_status add_credentials(url *u, const char **rest)
{
    const char *at = find_credentials_end(*rest);
    const char *behind = at == NULL ? *rest : at + 1;
    size_t length = at == NULL ? 0 : (size_t)(at - *rest);
    bool colon_before = memchr(*rest, ':', length + strcspn(behind, "/?")) != NULL;
    /* Of "u:p@a/ss@host/db" the server would be "a" and the database "ss@host/db": messages about
     * them would show parts of the password. */
    if (colon_before && memchr(behind, '@', strcspn(behind, "?")) != NULL)
        return fail_address(u->target, "write '@' and '/' in a password or name as %40 and %2F",
                            u->err);
    const char *colon = memchr(*rest, ':', length);
    size_t user = colon == NULL ? length : (size_t)(colon - *rest);
    assay_status status = add_decoded(u, "user", *rest, user);
    if (status == ASSAY_OK && colon != NULL)
        status = add_decoded(u, "password", colon + 1, length - user - 1);
    *rest = behind;
    return status;
}

/* HOST[:PORT][,HOST[:PORT]]…, an IPv6 address in brackets. */
static assay_status add_hosts(url *u, const char *text, size_t length)
{
    assay_buffer hosts = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME),
                 ports = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME);
    bool any_port = false, sound = true;
    const char *end = text + length;
    for (const char *p = text; p < end;) {
        bool bracket = *p == '[';
        const char *host = bracket ? p + 1 : p;
        const char *stop = host + strcspn(host, bracket ? "]" : ":,/?#");
        if (stop > end || (bracket && *stop != ']'))
            break;
        assay_buffer_add_n(&hosts, host, (size_t)(stop - host));
        p = stop + (bracket ? 1 : 0);
        if (p < end && *p == ':') {
            size_t digits = strspn(++p, "0123456789");
            assay_buffer_add_n(&ports, p, digits);
            any_port = any_port || digits > 0;
            p += digits;
        }
        sound = p == end || *p == ',';
        if (!sound)
            break;
        if (p < end) {
            assay_buffer_add_char(&hosts, ',');
            assay_buffer_add_char(&ports, ',');
            p++;
        }
    }
    assay_status status = ASSAY_OK;
    if (!sound || (length > 0 && hosts.length == 0 && ports.length == 0))
        status = fail_address(u->target, "write postgresql://USER@HOST:PORT/DATABASE", u->err);
    if (status == ASSAY_OK)
        status = add_decoded(u, "host", assay_buffer_text(&hosts), hosts.length);
    if (status == ASSAY_OK && any_port)
        status = add_decoded(u, "port", assay_buffer_text(&ports), ports.length);
    assay_buffer_release(&hosts);
    assay_buffer_release(&ports);
    return status;
}

/* asyncpg's and JDBC's `ssl`, and what libpq calls it. */
static const struct {
    const char *ssl, *sslmode;
} ssl_values[] = {
    {"true", "require"},        {"false", "disable"},           {"disable", "disable"},
    {"allow", "allow"},         {"prefer", "prefer"},           {"require", "require"},
    {"verify-ca", "verify-ca"}, {"verify-full", "verify-full"},
};

static const char *sslmode_of(const char *value)
{
    for (size_t i = 0; i < sizeof ssl_values / sizeof *ssl_values; i++)
        if (strcmp(ssl_values[i].ssl, value) == 0)
            return ssl_values[i].sslmode;
    return NULL;
}

static assay_status note_dropped(url *u, const char *key)
{
    /* A malformed address may have a secret where a name should be. */
    bool word = key[0] != '\0' && strspn(key, "abcdefghijklmnopqrstuvwxyz_") == strlen(key);
    const char *note =
        word ? assay_arena_printf(u->arena, "option '%s' of the URL is not one of libpq's: ignored",
                                  key)
             : "an option of the URL is not one of libpq's: ignored";
    return note == NULL ? assay_fail_nomem(u->err) : target_note(u->target, u->arena, note, u->err);
}

static bool known_keyword(const PQconninfoOption *options, const char *key)
{
    for (const PQconninfoOption *o = options; o->keyword != NULL; o++)
        if (strcmp(o->keyword, key) == 0)
            return true;
    return false;
}

static assay_status add_parameter(url *u, const PQconninfoOption *options, const char *text,
                                  size_t length)
{
    const char *equals = memchr(text, '=', length);
    size_t key_length = equals == NULL ? length : (size_t)(equals - text);
    const char *key = decode(u->arena, text, key_length);
    const char *value = equals == NULL ? "" : decode(u->arena, equals + 1, length - key_length - 1);
    if (key == NULL || value == NULL)
        return assay_fail_nomem(u->err);
    if (strcmp(key, "ssl") == 0 && sslmode_of(value) != NULL)
        assay_conninfo_add(&u->conninfo, "sslmode", sslmode_of(value));
    else if (equals != NULL && known_keyword(options, key))
        assay_conninfo_add(&u->conninfo, key, value);
    else
        return note_dropped(u, key);
    return ASSAY_OK;
}

static assay_status add_parameters(url *u, const char *query)
{
    PQconninfoOption *options = PQconninfoParse("", NULL);
    if (options == NULL)
        return assay_fail_nomem(u->err);
    assay_status status = ASSAY_OK;
    while (*query != '\0' && status == ASSAY_OK) {
        size_t length = strcspn(query, "&");
        if (length > 0)
            status = add_parameter(u, options, query, length);
        query += length + (query[length] == '&');
    }
    PQconninfoFree(options);
    return status;
}

static assay_status add_parts(url *u, const char *rest)
{
    assay_status status = add_credentials(u, &rest);
    if (status != ASSAY_OK)
        return status;
    size_t authority = strcspn(rest, "/?");
    status = add_hosts(u, rest, authority);
    rest += authority;
    if (status == ASSAY_OK && *rest == '/') {
        size_t database = strcspn(++rest, "?");
        status = add_decoded(u, "dbname", rest, database);
        rest += database;
    }
    if (status == ASSAY_OK && *rest == '?')
        status = add_parameters(u, rest + 1);
    return status;
}

assay_status target_parse_postgres_url(assay_target *out, assay_arena *arena, const char *rest,
                                       assay_error *err)
{
    url u = {
        .target = out, .arena = arena, .conninfo = ASSAY_BUFFER_INIT(ASSAY_MAX_NAME), .err = err};
    assay_status status = add_parts(&u, rest);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&u.conninfo, err);
    if (status == ASSAY_OK)
        status = target_parse_conninfo(out, arena, assay_buffer_text(&u.conninfo), err);
    assay_buffer_release(&u.conninfo);
    return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * Probes: SQL that a person wrote into a profile. What is refused here is what could not run as a
 * probe; that nothing is written is enforced where it runs, by a read-only transaction.
 */
#include <string.h>

#include "base/limits.h"
#include "base/quote.h"
#include "history/profile_reading.h"
#include "kinds/token.h"

static const char placeholder[] = "{schema}";

static bool is_any(const assay_token *token, const char *const *words)
{
    while (*words != NULL && !assay_token_is_word(token, *words))
        words++;
    return *words != NULL;
}

/* A statement that writes can only stand behind the "(" of a WITH, or in front. */
static const char *flaw_at(const assay_token *token, const assay_token *before)
{
    static const char *const writing[] = {"insert", "update", "delete", "merge", NULL};
    if (token->type == ASSAY_TOKEN_BAD)
        return "a probe's quote or comment does not end";
    if (assay_token_is(token, ";"))
        return "a probe is one statement, without a semicolon";
    if (token->type == ASSAY_TOKEN_PARAMETER)
        return "a probe has no parameters";
    if (assay_token_is(before, "(") && token->type == ASSAY_TOKEN_WORD && is_any(token, writing))
        return "a probe only reads";
    return NULL;
}

const char *assay_probe_flaw(const char *sql, assay_dialect dialect)
{
    static const char *const beginnings[] = {"select", "with", "values", NULL};
    const char *cursor = sql, *flaw = NULL;
    assay_token before = assay_token_next(&cursor, dialect);
    if (before.type == ASSAY_TOKEN_END)
        return "a probe is empty";
    if (before.type != ASSAY_TOKEN_WORD || !is_any(&before, beginnings))
        return "a probe begins with SELECT, WITH or VALUES";
    while (flaw == NULL && before.type != ASSAY_TOKEN_END) {
        assay_token token = assay_token_next(&cursor, dialect);
        flaw = flaw_at(&token, &before);
        before = token;
    }
    return flaw;
}

bool assay_probe_names_schema(const char *sql)
{
    return strstr(sql, placeholder) != NULL;
}

const char *assay_probe_in_schema(assay_arena *arena, const char *sql, const char *schema)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    for (const char *found; (found = strstr(sql, placeholder)) != NULL;) {
        assay_buffer_add_n(&text, sql, (size_t)(found - sql));
        assay_quote_identifier_always(&text, schema);
        sql = found + sizeof placeholder - 1;
    }
    assay_buffer_add(&text, sql);
    const char *kept =
        text.status == ASSAY_OK ? assay_arena_strdup(arena, assay_buffer_text(&text)) : NULL;
    assay_buffer_release(&text);
    return kept;
}

static bool is_escaped(const char *flag)
{
    return flag != NULL && strcmp(flag, "yes") == 0;
}

assay_status assay_reading_probe(assay_reading *reading, const xmlNode *element)
{
    assay_profile *profile = reading->profile;
    assay_wanted escaped = {"escaped", NULL, false};
    const char *sql = NULL;
    assay_status status = assay_reading_attributes(reading, element, &escaped, 1);
    if (status == ASSAY_OK)
        status = assay_reading_text(&sql, reading, element, is_escaped(escaped.text));
    if (status != ASSAY_OK)
        return status;
    const char *flaw = assay_probe_flaw(sql, profile->dialect);
    if (flaw != NULL)
        return assay_reading_fail(reading, element, "%s", flaw);
    if (profile->n_probes >= ASSAY_MAX_PROBES)
        return assay_reading_fail(reading, element, "more than %u probes", ASSAY_MAX_PROBES);
    assay_probe *grown =
        assay_arena_grow(reading->reader->texts->arena, profile->probes, &reading->probes_capacity,
                         profile->n_probes + 1, sizeof *grown);
    if (grown == NULL)
        return assay_fail_nomem(reading->err);
    profile->probes = grown;
    grown[profile->n_probes++] = (assay_probe){.sql = sql, .line = (int)xmlGetLineNo(element)};
    return ASSAY_OK;
}

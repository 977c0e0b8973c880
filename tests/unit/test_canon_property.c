/* SPDX-License-Identifier: MIT */
/*
 * Random texts made of what the rules read: their canonical form is its own form, and one name,
 * operator or literal that is another makes another strict form: no rule drops or merges them.
 * ASSAY_PROPERTY_RUNS and ASSAY_PROPERTY_SEED override the defaults.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "canon_check.h"

enum { MAX_WORDS = 40, MAX_BYTES = 4096 };

typedef struct random_source {
    uint64_t state;
} random_source;

static size_t below(random_source *source, size_t n)
{
    source->state = source->state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(source->state >> 33) % n;
}

static unsigned long setting(const char *name, unsigned long fallback)
{
    const char *text = getenv(name);
    return text == NULL ? fallback : strtoul(text, NULL, 10);
}

/* A grammar as data: a word that names a row is replaced by one of its alternatives. */
static const struct {
    const char *name;
    const char *alternatives[16];
} grammar[] = {
    {"QUERY",
     {"SELECT EXPR FROM t", "SELECT t.a , EXPR FROM s.t WHERE EXPR", "SELECT t.a FROM t , u",
      "WITH x AS ( QUERY ) SELECT x.a FROM x ORDER BY EXPR", "SELECT EXPR FROM ( QUERY ) t",
      "SELECT a FROM ( VALUES ( EXPR ) ) t", "QUERY UNION QUERY", "SELECT t.* FROM s.f( EXPR ) t"}},
    {"EXPR",
     {"NAME", "LITERAL", "( EXPR OP EXPR )", "( EXPR OP EXPR )", "( BOOL )", "CALL", "CAST",
      "SYNTAX", "ARRAY", "CASE WHEN BOOL THEN EXPR ELSE EXPR END", "( QUERY )", "NAME", "LITERAL",
      "- EXPR"}},
    {"BOOL",
     {"( EXPR = EXPR )", "BOOL AND BOOL", "( BOOL AND BOOL ) AND BOOL", "( BOOL OR BOOL ) OR BOOL",
      "( BOOL AND ( BOOL AND BOOL ) )", "( NOT BOOL )", "( EXPR IS NOT NULL )",
      "( EXPR = ANY ( ARRAY ) )", "( EXPR IS DISTINCT FROM EXPR )"}},
    {"CALL",
     {"f( EXPR )", "s.f( EXPR , EXPR )", "btrim( EXPR )", "timezone( EXPR , EXPR )",
      "similar_escape( EXPR , NULL::text )", "ext.gen_random_uuid()",
      "date_part('year'::text, EXPR )"}},
    {"CAST",
     {"( EXPR )::numeric", "( EXPR )::character varying", "LITERAL ::text",
      "( 'x'::character varying )::text", "( EXPR )::text[]", "(2)::double precision"}},
    {"SYNTAX",
     {"EXTRACT(year FROM EXPR )", "( EXPR AT TIME ZONE EXPR )",
      "SUBSTRING( EXPR FROM EXPR FOR EXPR )", "POSITION(( EXPR ) IN ( EXPR ))",
      "OVERLAY( EXPR PLACING EXPR FROM EXPR )", "TRIM(BOTH EXPR FROM EXPR )",
      "TRIM(LEADING FROM EXPR )", "( ( EXPR , EXPR ) OVERLAPS ( EXPR , EXPR ) )",
      "NORMALIZE( EXPR , NFC)", "( EXPR IS NFD NORMALIZED)", "XMLEXISTS( EXPR PASSING EXPR )",
      "COLLATION FOR ( EXPR )", "( EXPR AT LOCAL)",
      "XMLSERIALIZE(CONTENT EXPR AS text NO INDENT)"}},
    {"ARRAY",
     {"ARRAY[ EXPR , EXPR ]", "( ARRAY[ EXPR , EXPR ] )::text[]",
      "( ARRAY[ARRAY[ EXPR ], ARRAY[ EXPR ]] )::text[]"}},
    {"NAME", {"a", "b", "t.a", "t.b", "\"Mixed Case\"", "\"order\"", "s.t.a"}},
    {"LITERAL", {"'x'", "'y'", "1", "2.50", "'it''s'", "E'\\n'", "'-1'::integer", "NULL", "true"}},
    {"OP", {"+", "-", "||", "<", "~~", "@>", "OPERATOR(s.+)"}},
};

static void generate(random_source *random, char *out, const char *words, size_t depth);

/* One word: itself, or what the grammar makes of it; at the bottom the first alternative. */
static void generate_word(random_source *random, char *out, const char *word, size_t depth)
{
    for (size_t i = 0; i < sizeof grammar / sizeof *grammar; i++) {
        if (strcmp(grammar[i].name, word) != 0)
            continue;
        size_t n = 0;
        while (n < 16 && grammar[i].alternatives[n] != NULL)
            n++;
        bool bottom = depth == 0 || strlen(out) > MAX_BYTES / 4;
        generate(random, out, grammar[i].alternatives[bottom ? 0 : below(random, n)],
                 bottom ? 0 : depth - 1);
        return;
    }
    size_t used = strlen(out);
    if (used + strlen(word) + 2 < MAX_BYTES)
        snprintf(out + used, MAX_BYTES - used, "%s ", word);
}

static void generate(random_source *random, char *out, const char *words, size_t depth)
{
    while (*words != '\0') {
        char word[64];
        size_t length = strcspn(words, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, words);
        generate_word(random, out, word, depth);
        words += length + (words[length] == ' ');
    }
}

/* Another name, operator or literal for one of those in the text; false if it holds none. */
static bool mutate(random_source *random, char *out, const char *text)
{
    static const char *const changed[][2] = {
        {" a ", " zz "},       {" b ", " zz "},     {" 'x' ", " 'zz' "}, {" 'y' ", " 'zz' "},
        {" 1 ", " 77 "},       {" 2.50 ", " 2.5 "}, {" + ", " <<% "},    {" || ", " <<% "},
        {" < ", " <= "},       {" ~~ ", " !~~ "},   {" @> ", " <@ "},    {" AND ", " OR "},
        {" true ", " false "},
    };
    size_t pick = below(random, sizeof changed / sizeof *changed);
    const char *at = strstr(text, changed[pick][0]);
    if (at == NULL)
        return false;
    snprintf(out, MAX_BYTES + 64, "%.*s%s%s", (int)(at - text), text, changed[pick][1],
             at + strlen(changed[pick][0]));
    return true;
}

static void check_mutation(random_source *random, assay_form form, const char *text)
{
    char other[MAX_BYTES + 64];
    char *strict = canon_of(ASSAY_POSTGRESQL, form, false, text);
    if (strict != NULL && mutate(random, other, text)) {
        char *changed = canon_of(ASSAY_POSTGRESQL, form, false, other);
        if (changed != NULL && strcmp(strict, changed) == 0)
            print_error("%s\n%s\nare one: %s\n", text, other, strict);
        assert_true(changed == NULL || strcmp(strict, changed) != 0);
        free(changed);
    }
    free(strict);
}

static void test_canon_property__a_form_is_its_own_and_nobody_else_s(void **state)
{
    (void)state;
    unsigned long runs = setting("ASSAY_PROPERTY_RUNS", 2000);
    unsigned long seed = setting("ASSAY_PROPERTY_SEED", 1);
    size_t with_form = 0;
    for (unsigned long run = 0; run < runs; run++) {
        random_source random = {(seed + run) * 2654435761u};
        char text[MAX_BYTES] = " ";
        size_t which = below(&random, CANON_FORMS);
        assay_form form = canon_forms[which];
        generate(&random, text, form == ASSAY_FORM_QUERY ? "QUERY" : "EXPR", 6);
        for (int dialect = ASSAY_POSTGRESQL; dialect <= ASSAY_SQLITE; dialect++) {
            const char *flaw = canon_flaw((assay_dialect)dialect, form, text);
            if (flaw != NULL)
                print_error("seed %lu: %s: %s\n", seed + run, flaw, text);
            assert_null(flaw);
        }
        check_mutation(&random, form, text);
        char *strict = canon_of(ASSAY_POSTGRESQL, form, false, text);
        with_form += strict != NULL;
        free(strict);
    }
    assert_true(with_form > runs / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canon_property__a_form_is_its_own_and_nobody_else_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * matching DIRECTORY CACHE: what loading a history costs without and with its parsed profiles in
 * the cache, and what matching costs the catalog at its head. Milliseconds of this process's time
 * on a processor, the least of several runs.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "cache/cache.h"
#include "match/match.h"

enum { ROUNDS = 5 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static const char *find(void *cache, size_t *length, assay_arena *arena, const char *name,
                        const assay_hash *key)
{
    return assay_cache_find_parsed(cache, length, arena, name, key);
}

static void keep(void *cache, const char *name, const assay_hash *key, const char *bytes,
                 size_t length)
{
    assay_cache_keep_parsed(cache, name, key, bytes, length);
}

/* How long loading took; *out stays. Negative: it failed. */
static double load(assay_history **out, assay_arena *arena, const char *directory,
                   const assay_parsed_store *store, assay_error *err)
{
    assay_history **histories;
    size_t n;
    double start = now_ms();
    if (assay_histories_load(&histories, &n, arena, directory, store, err) != ASSAY_OK)
        return -1;
    *out = histories[0];
    return now_ms() - start;
}

static double match(const assay_history *history, const assay_catalog *catalog, assay_error *err)
{
    assay_match *found;
    double start = now_ms();
    if (assay_match_new(&found, history, catalog, err) != ASSAY_OK)
        return -1;
    double took = now_ms() - start;
    if (found->cost != 0 || found->n_equal != 1)
        took = -1;
    assay_match_free(found);
    return took;
}

static double least(double a, double b)
{
    return b < a ? b : a;
}

static bool measure(const char *directory, assay_cache *cache, assay_arena *arena, assay_error *err)
{
    /* The files are as old as need be: nobody changes them meanwhile. */
    const assay_parsed_store store = {
        .context = cache, .program = "bench", .now = INT64_MAX, .find = find, .keep = keep};
    double parsed = 1e9, cached = 1e9, matched = 1e9;
    assay_history *history = NULL;
    assay_catalog *catalog = NULL;
    bool well = load(&history, arena, directory, &store, err) >= 0;
    for (int i = 0; i < ROUNDS && well; i++) {
        assay_history_free(history);
        parsed = least(parsed, load(&history, arena, directory, NULL, err));
        assay_history_free(history);
        cached = least(cached, load(&history, arena, directory, &store, err));
        well = parsed >= 0 && cached >= 0;
    }
    if (!well ||
        assay_history_state(&catalog, history, &history->ancestors[history->n_revisions - 1],
                            err) != ASSAY_OK)
        return false;
    for (int i = 0; i < ROUNDS; i++)
        matched = least(matched, match(history, catalog, err));
    printf("%zu revisions, %zu objects: parsed in %.0f ms, loaded from the cache in %.0f ms, "
           "matched in %.0f ms\n",
           history->n_revisions, catalog->n_objects, parsed, cached, matched);
    assay_catalog_free(catalog);
    assay_history_free(history);
    return matched >= 0;
}

int main(int argc, char **argv)
{
    assay_error err = ASSAY_ERROR_INIT;
    assay_cache *cache = NULL;
    assay_arena *arena = assay_arena_new();
    if (argc != 3 || arena == NULL)
        return 2;
    bool well =
        assay_cache_open(&cache, argv[2], &err) == ASSAY_OK && measure(argv[1], cache, arena, &err);
    if (!well)
        fprintf(stderr, "matching: %s\n", err.what[0] == '\0' ? "a wrong answer" : err.what);
    assay_cache_close(cache);
    assay_arena_free(arena);
    return well ? 0 : 1;
}

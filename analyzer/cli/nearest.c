/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli/cli.h"

enum { LONGEST = 32 };

/* How many letters must be added, dropped or changed to make one word the other (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
    size_t n = strlen(b);
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[n];
}

const char *cli_nearest(const char *typed, const char *const *words)
{
    size_t length = strlen(typed);
    if (length == 0 || length > LONGEST)
        return NULL;
    const char *nearest = NULL;
    /* Beyond a third of the word it is another word, not a slip. */
    size_t least = length / 3 + 2;
    for (; *words != NULL; words++) {
        if (strlen(*words) > LONGEST)
            continue;
        size_t d = distance(typed, *words);
        if (d < least) {
            least = d;
            nearest = *words;
        }
    }
    return nearest;
}

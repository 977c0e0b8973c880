/* SPDX-License-Identifier: MIT */
#include "verdict/waiver.h"

#include <string.h>

#include "base/pattern.h"
#include "verdict/judge.h"

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

bool assay_waiver_date_valid(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != sizeof form - 1)
        return false;
    for (size_t i = 0; form[i] != '\0'; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != form[i])
            return false;
    }
    int month = two_digits(text + 5), day = two_digits(text + 8);
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

/* Dates of this form are ordered as their texts are. */
bool assay_waiver_expired(const assay_waiver *waiver, const char *today)
{
    return strcmp(today, waiver->until) > 0;
}

static bool names(const assay_waiver *waiver, const assay_difference *d)
{
    return waiver->object == NULL || assay_pattern_matches(waiver->object, d->object) ||
           (d->actual != NULL && assay_pattern_matches(waiver->object, d->actual));
}

static bool accepts(const assay_waiver *waiver, const assay_difference *d, const char *fingerprint)
{
    if (waiver->fingerprint != NULL && strcmp(waiver->fingerprint, fingerprint) != 0)
        return false;
    if (waiver->change != NULL && strcmp(waiver->change, assay_change_name(d->change)) != 0)
        return false;
    if (waiver->kind != NULL && strcmp(waiver->kind, assay_kind_get(d->kind)->name) != 0)
        return false;
    return names(waiver, d);
}

void assay_waivers_apply(assay_waivers *waivers, assay_differences *differences)
{
    for (size_t i = 0; i < differences->n_items; i++) {
        assay_difference *d = &differences->items[i];
        char fingerprint[ASSAY_DIFFERENCE_ID];
        assay_difference_fingerprint(d, fingerprint);
        for (size_t w = 0; w < waivers->n_items; w++) {
            assay_waiver *waiver = &waivers->items[w];
            if (!accepts(waiver, d, fingerprint))
                continue;
            waiver->used = true;
            if (d->waived || assay_waiver_expired(waiver, waivers->today))
                continue;
            d->waived = true;
            d->waiver = waiver;
        }
    }
}

assay_status assay_waivers_find_stale(const assay_waivers *waivers, assay_verdict *verdict,
                                      bool judged, assay_error *err)
{
    assay_status status = ASSAY_OK;
    for (size_t w = 0; w < waivers->n_items && status == ASSAY_OK; w++) {
        const assay_waiver *waiver = &waivers->items[w];
        if (assay_waiver_expired(waiver, waivers->today))
            status = assay_verdict_find(verdict, err, "waiver-expired", false,
                                        "the waiver '%.100s' of %.100s expired on %s", waiver->name,
                                        waiver->owner, waiver->until);
        else if (judged && !waiver->used)
            status =
                assay_verdict_find(verdict, err, "waiver-unused", false,
                                   "the waiver '%.100s' of %.100s accepts nothing that is there",
                                   waiver->name, waiver->owner);
    }
    return status;
}

/* SPDX-License-Identifier: MIT */
#include "verdict/spelling.h"

enum { MAINTAIN_SINCE = 17 };

static bool lacks_maintain(const assay_catalog *catalog)
{
    return catalog->server_major > 0 && catalog->server_major < MAINTAIN_SINCE;
}

assay_spelling assay_spelling_of(const assay_catalog *expected, const assay_catalog *actual,
                                 bool restored)
{
    return (assay_spelling){.other_server = restored || expected->server_major == 0 ||
                                            expected->server_major != actual->server_major,
                            .without_maintain = lacks_maintain(expected) || lacks_maintain(actual)};
}

bool assay_spelling_forgives(const assay_spelling *spelling, const assay_object *expected,
                             const assay_object *actual, int attribute)
{
    const assay_attribute_info *info = &assay_kind_get(expected->kind)->attributes[attribute];
    return spelling->without_maintain && info->compared == ASSAY_COMPARED_PRIVILEGES &&
           assay_privileges_resemble(expected->values[attribute], actual->values[attribute]);
}

bool assay_spelling_only(const assay_spelling *spelling, const assay_object *expected,
                         const assay_object *actual, int attribute)
{
    return spelling->other_server && assay_attribute_resembles(expected, actual, attribute);
}

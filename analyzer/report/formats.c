/* SPDX-License-Identifier: MIT */
#include "report/formats.h"

#include <string.h>

/* One row for each format, in the order in which help and errors name them; reports/NAME.xsl is
 * its stylesheet. A test compares the rows with the files. */
static const char *const names[] = {"text",  "json",   "html",   "xml", "markdown", "junit",
                                    "sarif", "github", "gitlab", "dot", "svg",      NULL};

/* What only says how a schema deviates; the others also show snapshots. */
static const char *const judging[] = {"markdown", "junit", "sarif", "github", "gitlab", NULL};

/* What only draws the history, which neither a snapshot nor a comparison has. */
static const char *const drawing[] = {"dot", "svg", NULL};

static bool is_one_of(const char *const *formats, const char *name)
{
    for (size_t i = 0; formats[i] != NULL; i++)
        if (strcmp(formats[i], name) == 0)
            return true;
    return false;
}

bool assay_format_shows_snapshots(const char *name)
{
    return !is_one_of(judging, name) && !is_one_of(drawing, name);
}

bool assay_format_shows_differences(const char *name)
{
    return !is_one_of(drawing, name);
}

bool assay_format_shows_log(const char *name)
{
    return assay_format_shows_snapshots(name) && strcmp(name, "html") != 0;
}

const char *const *assay_report_formats(void)
{
    return names;
}

/* Of a plan, text is the script itself. */
static const char *const plan_names[] = {"text", "markdown", "json", "xml", NULL};
static const char *const plan_stylesheets[] = {"text-plan", "markdown-plan", "json", "xml"};

const char *const *assay_report_plan_formats(void)
{
    return plan_names;
}

static assay_status unknown_format(const char *name, const char *const *formats, assay_error *err)
{
    assay_buffer known = ASSAY_BUFFER_INIT(1024);
    for (size_t i = 0; formats[i] != NULL; i++) {
        assay_buffer_add(&known, i == 0 ? "" : ", ");
        assay_buffer_add(&known, formats[i]);
    }
    assay_fail(err, ASSAY_USAGE, "unknown format '%.64s'", name);
    assay_error_remedy(err, "use one of: %s", assay_buffer_text(&known));
    assay_buffer_release(&known);
    return ASSAY_USAGE;
}

/* The stylesheet of the same place, or the one of that name. */
static assay_status find(const assay_embedded **out, const char *name, const char *const *formats,
                         const char *const *stylesheets, assay_error *err)
{
    *out = NULL;
    for (size_t i = 0; formats[i] != NULL; i++) {
        if (strcmp(formats[i], name) != 0)
            continue;
        assay_buffer path = ASSAY_BUFFER_INIT(256);
        assay_buffer_printf(&path, "reports/%s.xsl", stylesheets == NULL ? name : stylesheets[i]);
        *out = assay_embedded_find(assay_buffer_text(&path));
        assay_buffer_release(&path);
        if (*out == NULL)
            return assay_fail(err, ASSAY_INTERNAL, "format '%s' has no stylesheet", name);
        return ASSAY_OK;
    }
    return unknown_format(name, formats, err);
}

assay_status assay_format_find(const assay_embedded **out, const char *name, assay_error *err)
{
    return find(out, name, names, NULL, err);
}

assay_status assay_plan_format_find(const assay_embedded **out, const char *name, assay_error *err)
{
    return find(out, name, plan_names, plan_stylesheets, err);
}

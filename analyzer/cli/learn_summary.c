/* SPDX-License-Identifier: MIT */
#include "cli/learn_summary.h"

#include <string.h>

#include "base/limits.h"

/* More names than this are counted. */
enum { NAMED = 30 };

/* Names after a title, in one line. */
typedef struct list {
    assay_buffer *out;
    const char *title;
    size_t n;
    size_t start; /* of the line in `out` */
} list;

static void add_name(list *l, const char *name, const char *why)
{
    if (l->n == 0)
        l->start = l->out->length;
    if (l->n < NAMED)
        assay_buffer_printf(l->out, "%s%s%s%s%s", l->n == 0 ? l->title : ", ", name,
                            why == NULL ? "" : " (", why == NULL ? "" : why,
                            why == NULL ? "" : ")");
    l->n++;
}

static void end_list(const list *l)
{
    if (l->n > NAMED)
        assay_buffer_printf(l->out, " and %zu more", l->n - NAMED);
    if (l->n > 0)
        cli_end_line(l->out, l->start);
}

/* Marks the first of those that are the same: there are few, and looking for the others takes all.
 */
static bool mark_first(assay_map *firsts, const assay_migrations *migrations)
{
    for (size_t i = 0; i < migrations->n_items; i++) {
        assay_migration *m = &migrations->items[i];
        if (m->same != NULL && !assay_map_put(firsts, m->same, m))
            return false;
    }
    return true;
}

static assay_status add_same(assay_buffer *out, const cli_context *context,
                             const assay_migrations *migrations)
{
    size_t sets = 0;
    assay_map *firsts = assay_map_new(context->arena);
    if (firsts == NULL || !mark_first(firsts, migrations))
        return assay_fail_nomem(context->err);
    for (size_t i = 0; i < migrations->n_items && sets < NAMED; i++) {
        const char *first = migrations->items[i].id;
        if (assay_map_find(firsts, first) == NULL)
            continue;
        list set = {out, "  the schema cannot tell apart: ", 0, 0};
        add_name(&set, first, NULL);
        for (size_t k = i + 1; k < migrations->n_items; k++) {
            const char *same = migrations->items[k].same;
            if (same != NULL && strcmp(same, first) == 0)
                add_name(&set, migrations->items[k].id, NULL);
        }
        end_list(&set);
        sets++;
    }
    return ASSAY_OK;
}

static void add_empty(assay_buffer *out, const assay_migrations *migrations)
{
    list l = {out, "  change nothing in the schema: ", 0, 0};
    for (size_t i = 0; i < migrations->n_items; i++)
        if (migrations->items[i].empty)
            add_name(&l, migrations->items[i].id, NULL);
    end_list(&l);
}

/* What failed by itself has a finding that says why; of the rest, on what it builds. */
static void add_broken(assay_buffer *out, const assay_migrations *migrations)
{
    list l = {out, "  not learned: ", 0, 0};
    for (size_t i = 0; i < migrations->n_items; i++) {
        const assay_migration *m = &migrations->items[i];
        if (m->broken != NULL)
            add_name(&l, m->id, strncmp(m->broken, "builds on ", 10) == 0 ? m->broken : NULL);
    }
    end_list(&l);
}

static void add_findings(assay_buffer *out, const assay_migrations *migrations)
{
    for (size_t i = 0; i < migrations->n_findings; i++) {
        const assay_finding *f = &migrations->findings[i];
        size_t start = out->length;
        assay_buffer_printf(out, "  %s: %s%s", assay_finding_level_name(f->level), f->revision,
                            f->revision[0] == '\0' ? "" : ", ");
        if (f->file[0] != '\0')
            assay_buffer_printf(out, "%s:%d: ", f->file, f->line);
        assay_buffer_add(out, f->text);
        cli_end_line(out, start);
    }
}

static void add_counts(assay_buffer *out, const cli_context *context,
                       const assay_migrations *migrations, const assay_learned *learned)
{
    size_t left_out = 0, start = out->length;
    for (size_t i = 0; i < migrations->n_items; i++)
        left_out += migrations->items[i].broken != NULL;
    assay_buffer_printf(out, "learned %zu of %zu revisions from %s into %s", learned->n_written,
                        migrations->n_items, migrations->origin, context->options.output);
    if (learned->n_kept > 0)
        assay_buffer_printf(out, ", %zu were there already", learned->n_kept);
    if (learned->n_empty > 0)
        assay_buffer_printf(out, ", %zu change nothing", learned->n_empty);
    if (left_out > 0)
        assay_buffer_printf(out, ", %zu could not be learned", left_out);
    cli_end_line(out, start);
    if (learned->seconds > 0) {
        double reading = learned->seconds - learned->running;
        assay_buffer_printf(
            out, "  %.1f s, of which reading and writing schemas took %.1f s (%.0f %%)\n",
            learned->seconds, reading, 100 * reading / learned->seconds);
    }
}

assay_status cli_learn_summary(const cli_context *context, const assay_migrations *migrations,
                               const assay_learned *learned)
{
    assay_buffer text = ASSAY_BUFFER_INIT(ASSAY_MAX_REPORT);
    add_counts(&text, context, migrations, learned);
    assay_status status = add_same(&text, context, migrations);
    add_empty(&text, migrations);
    add_broken(&text, migrations);
    add_findings(&text, migrations);
    if (status == ASSAY_OK)
        status = cli_write_printable(&text, context->err);
    assay_buffer_release(&text);
    return status;
}

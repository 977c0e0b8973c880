/* SPDX-License-Identifier: MIT */
/* Differences as XML: grouped by table, the worst group first, with counts. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "report/document.h"

enum { SEVERITIES = ASSAY_SEVERITY_SECURITY + 1, WAIVED = -1 };

typedef struct group {
    const char *name;
    int worst; /* severity, or WAIVED if nothing in it counts */
    size_t first, count;
    size_t rank; /* position of its first difference: keeps the order stable */
    size_t severities[SEVERITIES];
} group;

typedef struct groups {
    group *all;
    size_t n_groups;
    group **of;                     /* the group of each difference */
    const assay_difference **items; /* by group, see by_severity within one */
} groups;

static group *group_of(groups *grouping, assay_map *map, const char *name)
{
    group *found = assay_map_find(map, name);
    if (found != NULL)
        return found;
    found = &grouping->all[grouping->n_groups];
    *found = (group){.name = name, .worst = WAIVED, .rank = grouping->n_groups++};
    return assay_map_put(map, name, found) ? found : NULL;
}

/* The name it is grouped under; a difference without one stands for itself. */
static const char *group_name(const assay_difference *difference)
{
    return difference->group != NULL ? difference->group : difference->object;
}

static bool fill_groups(groups *grouping, assay_arena *arena, const assay_differences *differences)
{
    size_t n = differences->n_items, next = 0;
    assay_map *map = assay_map_new(arena);
    grouping->all = assay_arena_calloc(arena, n + 1, sizeof *grouping->all);
    grouping->of = assay_arena_calloc(arena, n + 1, sizeof *grouping->of);
    grouping->items = assay_arena_calloc(arena, n + 1, sizeof *grouping->items);
    if (map == NULL || grouping->all == NULL || grouping->of == NULL || grouping->items == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        const assay_difference *item = &differences->items[i];
        group *in = group_of(grouping, map, group_name(item));
        if (in == NULL)
            return false;
        grouping->of[i] = in;
        in->count++;
        if (item->waived || item->follows)
            continue;
        in->severities[item->severity]++;
        if ((int)item->severity > in->worst)
            in->worst = (int)item->severity;
    }
    for (size_t i = 0; i < grouping->n_groups; i++) {
        grouping->all[i].first = next;
        next += grouping->all[i].count;
        grouping->all[i].count = 0;
    }
    for (size_t i = 0; i < n; i++)
        grouping->items[grouping->of[i]->first + grouping->of[i]->count++] = &differences->items[i];
    return true;
}

static int by_worst(const void *a, const void *b)
{
    const group *x = a, *y = b;
    if (x->worst != y->worst)
        return y->worst - x->worst;
    return x->rank < y->rank ? -1 : 1;
}

static int rank_of(const assay_difference *difference)
{
    return difference->waived || difference->follows ? WAIVED : (int)difference->severity;
}

/* Worst first, what does not count last, otherwise as they came: they lie in one array. */
static int by_severity(const void *a, const void *b)
{
    const assay_difference *x = *(const assay_difference *const *)a;
    const assay_difference *y = *(const assay_difference *const *)b;
    if (rank_of(x) != rank_of(y))
        return rank_of(y) - rank_of(x);
    return x < y ? -1 : 1;
}

static void write_severities(assay_writer *writer, xmlNodePtr node, const size_t counts[SEVERITIES])
{
    for (int i = SEVERITIES - 1; i >= 0; i--)
        assay_write_number(writer, node, assay_severity_name((assay_severity)i),
                           (int64_t)counts[i]);
}

static void write_cause(assay_writer *writer, xmlNodePtr parent, const assay_cause *cause)
{
    xmlNodePtr node = assay_write_node(writer, parent, "because");
    assay_write_word(writer, node, "change", assay_change_name(cause->change));
    assay_write_word(writer, node, "kind", assay_kind_get(cause->kind)->name);
    assay_write_text(writer, node, "object", cause->object);
    assay_write_text(writer, node, "actual", cause->actual);
    assay_write_text(writer, node, "revision", cause->revision);
}

static void write_waiver(assay_writer *writer, xmlNodePtr parent, const assay_waiver *waiver)
{
    if (waiver == NULL)
        return;
    xmlNodePtr node = assay_write_node(writer, parent, "waiver");
    assay_write_word(writer, node, "until", waiver->until);
    assay_write_text(writer, node, "name", waiver->name);
    assay_write_text(writer, node, "reason", waiver->reason);
    assay_write_text(writer, node, "owner", waiver->owner);
}

static void write_difference(assay_writer *writer, xmlNodePtr parent, const assay_difference *item)
{
    char fingerprint[ASSAY_DIFFERENCE_ID];
    xmlNodePtr node = assay_write_node(writer, parent, "difference");
    assay_write_word(writer, node, "change", assay_change_name(item->change));
    assay_write_word(writer, node, "kind", assay_kind_get(item->kind)->name);
    assay_write_word(writer, node, "severity", assay_severity_name(item->severity));
    assay_write_flag(writer, node, "waived", item->waived);
    assay_write_flag(writer, node, "counts", item->counts);
    assay_difference_fingerprint(item, fingerprint);
    assay_write_word(writer, node, "fingerprint", fingerprint);
    if (item->change == ASSAY_RENAMED)
        assay_write_share(writer, node, "confidence", item->confidence);
    if (item->n_because > 0)
        assay_write_flag(writer, node, "follows", item->follows);
    assay_write_text(writer, node, "object", item->object);
    assay_write_text(writer, node, "actual", item->actual);
    assay_write_text(writer, node, "revision", item->revision);
    assay_write_file(writer, node, item->file, item->line);
    write_waiver(writer, node, item->waiver);
    for (size_t i = 0; i < item->n_because; i++)
        write_cause(writer, node, &item->because[i]);
    for (size_t i = 0; i < item->n_attributes; i++) {
        const assay_attribute_difference *attribute = &item->attributes[i];
        xmlNodePtr one = assay_write_node(writer, node, "attribute");
        assay_write_word(writer, one, "name", attribute->name);
        assay_write_word(writer, one, "severity", assay_severity_name(attribute->severity));
        assay_write_pair(writer, one, attribute->expected, attribute->actual);
    }
}

static void write_groups(assay_writer *writer, xmlNodePtr parent, const groups *grouping)
{
    qsort(grouping->all, grouping->n_groups, sizeof *grouping->all, by_worst);
    for (size_t i = 0; i < grouping->n_groups; i++) {
        const group *one = &grouping->all[i];
        xmlNodePtr node = assay_write_node(writer, parent, "group");
        if (one->worst != WAIVED)
            assay_write_word(writer, node, "worst",
                             assay_severity_name((assay_severity)one->worst));
        write_severities(writer, node, one->severities);
        assay_write_text(writer, node, "name", one->name);
        qsort(grouping->items + one->first, one->count, sizeof *grouping->items, by_severity);
        for (size_t k = 0; k < one->count; k++)
            write_difference(writer, node, grouping->items[one->first + k]);
    }
}

/* Which changes of which kinds there are, once each. */
static void write_rules(assay_writer *writer, xmlNodePtr parent,
                        const assay_differences *differences)
{
    bool seen[ASSAY_KINDS][ASSAY_RENAMED + 1] = {{false}};
    for (size_t i = 0; i < differences->n_items; i++)
        seen[differences->items[i].kind][differences->items[i].change] = true;
    for (int kind = 0; kind < ASSAY_KINDS; kind++) {
        for (int change = ASSAY_MISSING; change <= ASSAY_RENAMED; change++) {
            if (!seen[kind][change])
                continue;
            xmlNodePtr node = assay_write_node(writer, parent, "rule");
            assay_write_word(writer, node, "change", assay_change_name((assay_change_kind)change));
            assay_write_word(writer, node, "kind", assay_kind_get((assay_kind)kind)->name);
        }
    }
}

static void write_counts(assay_writer *writer, xmlNodePtr node,
                         const assay_differences *differences)
{
    size_t severities[SEVERITIES] = {0}, changes[ASSAY_RENAMED + 1] = {0};
    size_t waived = 0, follow = 0;
    for (size_t i = 0; i < differences->n_items; i++) {
        const assay_difference *item = &differences->items[i];
        changes[item->change]++;
        if (item->waived)
            waived++;
        else if (item->follows)
            follow++;
        else
            severities[item->severity]++;
    }
    assay_write_flag(writer, node, "equal", differences->equal);
    assay_write_number(writer, node, "compared", (int64_t)differences->n_compared);
    assay_write_number(writer, node, "unknown", (int64_t)differences->n_unknown);
    assay_write_number(writer, node, "total", (int64_t)differences->n_items);
    assay_write_number(writer, node, "waived", (int64_t)waived);
    assay_write_number(writer, node, "follow", (int64_t)follow);
    write_severities(writer, node, severities);
    for (int i = ASSAY_MISSING; i <= ASSAY_RENAMED; i++)
        assay_write_number(writer, node, assay_change_name((assay_change_kind)i),
                           (int64_t)changes[i]);
}

xmlNodePtr assay_write_differences(assay_writer *writer, xmlNodePtr parent, const char *name,
                                   const assay_differences *differences)
{
    static const assay_differences none;
    xmlNodePtr node = assay_write_node(writer, parent, name);
    assay_write_flag(writer, node, "judged", differences != NULL);
    if (differences == NULL)
        differences = &none;
    write_counts(writer, node, differences);
    write_rules(writer, node, differences);
    assay_arena *arena = assay_arena_new();
    groups grouping = {0};
    if (arena != NULL && fill_groups(&grouping, arena, differences))
        write_groups(writer, node, &grouping);
    else
        writer->failed = true;
    assay_arena_free(arena);
    return node;
}

static void write_explained(assay_writer *writer, const assay_differences *differences)
{
    xmlNodePtr all = assay_write_node(writer, writer->root, "explained");
    for (size_t i = 0; i < differences->n_explained; i++) {
        const assay_explanation *one = &differences->explained[i];
        xmlNodePtr node = assay_write_node(writer, all, "spelling");
        assay_write_word(writer, node, "kind", assay_kind_get(one->kind)->name);
        assay_write_word(writer, node, "attribute", one->attribute);
        assay_write_flag(writer, node, "cosmetic", one->cosmetic);
        assay_write_text(writer, node, "object", one->object);
        for (size_t k = 0; k < one->n_rules; k++)
            assay_write_text(writer, node, "rule", one->rules[k]);
        assay_write_pair(writer, node, one->expected, one->actual);
    }
}

assay_status assay_document_diff(assay_document **out, const char *a, const char *b,
                                 const assay_differences *differences, bool explain,
                                 assay_error *err)
{
    assay_writer writer;
    assay_writer_init(&writer, "diff");
    assay_write_text(&writer, writer.root, "a", a);
    assay_write_text(&writer, writer.root, "b", b);
    assay_write_differences(&writer, writer.root, "differences", differences);
    if (explain)
        write_explained(&writer, differences);
    return assay_writer_done(&writer, out, err);
}

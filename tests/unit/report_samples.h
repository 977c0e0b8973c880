/* SPDX-License-Identifier: MIT */
/* Verdicts made by hand, for tests of reports. They borrow everything and are not to be freed. */
#ifndef ASSAY_TESTS_REPORT_SAMPLES_H
#define ASSAY_TESTS_REPORT_SAMPLES_H

#include "report/report.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct sample {
    assay_verdict verdict;
    assay_verdict_finding findings[1];
    assay_waiver waiver;
    assay_differences drift;
    assay_difference items[6];
    assay_cause cause;
    assay_attribute_difference attributes[2];
    assay_history history;
    assay_revision revisions[3];
    assay_catalog catalog;
    assay_snapshot snapshot;
    assay_limit limits[2];
    assay_stamp stamp;
    assay_command commands[2];
    assay_revision_evidence evidence[3];
    assay_revision_set equal[2];
    assay_runner_up runner_up;
    assay_other_history other;
} sample;

static const char *sample_revisions[] = {"001_initial", "002_cats", "003_feeders"};
static size_t sample_parents[] = {0, 1};
static const char *sample_objects[] = {"public.cats", "public.cats.name", "public.cats.age"};

/* A legacy database at 002 of three, exactly. */
static inline void sample_exact(sample *s)
{
    *s = (sample){0};
    for (size_t i = 0; i < 3; i++)
        s->revisions[i] = (assay_revision){.id = sample_revisions[i],
                                           .label = i == 1 ? "cats have names" : "",
                                           .revises = i > 0 ? &sample_parents[i - 1] : NULL,
                                           .n_revises = i > 0};
    s->history = (assay_history){
        .project = "cats", .tool = "alembic", .revisions = s->revisions, .n_revisions = 3};
    s->snapshot = (assay_snapshot){.catalog = &s->catalog,
                                   .id = 7,
                                   .taken_at = 1700000000,
                                   .target = "postgresql://db.example/shop",
                                   .server = "PostgreSQL 15.18",
                                   .database = "shop",
                                   .role = "reader",
                                   .search_path = "",
                                   .reader = "postgres"};
    s->snapshot.counts[ASSAY_KIND_table] = 1;
    s->snapshot.counts[ASSAY_KIND_column] = 2;
    s->drift = (assay_differences){.n_compared = 3, .equal = true};
    for (size_t i = 0; i < 3; i++)
        s->evidence[i] = (assay_revision_evidence){.revision = sample_revisions[i],
                                                   .applied = i < 2,
                                                   .present = sample_objects,
                                                   .n_present = i < 2 ? i + 1 : 0,
                                                   .absent = sample_objects,
                                                   .n_absent = i < 2 ? 0 : 3};
    s->runner_up = (assay_runner_up){.revisions = sample_revisions,
                                     .n_revisions = 1,
                                     .margin = 96,
                                     .differs = sample_objects,
                                     .n_differs = 3};
    s->equal[0] = (assay_revision_set){&sample_revisions[1], 1};
    s->commands[0] = (assay_command){"stamp", "alembic stamp 002_cats", NULL, NULL};
    s->commands[1] = (assay_command){"upgrade", "alembic upgrade head", NULL, NULL};
    s->verdict = (assay_verdict){.state = ASSAY_LEGACY,
                                 .match = ASSAY_MATCH_EXACT,
                                 .confidence = 0.99987,
                                 .revisions = s->equal[0],
                                 .equal = s->equal,
                                 .n_equal = 1,
                                 .equal_total = 1,
                                 .lowest = s->equal[0],
                                 .highest = s->equal[0],
                                 .runner_up = &s->runner_up,
                                 .pending = &sample_revisions[2],
                                 .n_pending = 1,
                                 .history = &s->history,
                                 .drift = &s->drift,
                                 .evidence = s->evidence,
                                 .n_evidence = 3,
                                 .commands = s->commands,
                                 .n_commands = 2,
                                 .fingerprint = "00ff",
                                 .snapshot = &s->snapshot};
}

/* A managed one at 002 with a stamp at 003, deviations of every change and severity, limits. */
static inline void sample_drifted(sample *s)
{
    sample_exact(s);
    s->attributes[0] = (assay_attribute_difference){"type", "character varying(40)", "text",
                                                    ASSAY_SEVERITY_INTEGRITY};
    s->attributes[1] =
        (assay_attribute_difference){"default", NULL,
                                     "(current_setting('app.current_household'::text, "
                                     "true))::integer + date_part('year', now())",
                                     ASSAY_SEVERITY_INTEGRITY};
    const assay_difference items[] = {
        {.change = ASSAY_RENAMED,
         .kind = ASSAY_KIND_index,
         .object = "public.ix_cats_age",
         .actual = "public.cats_by_age",
         .group = "public.cats",
         .severity = ASSAY_SEVERITY_COSMETIC,
         .confidence = 0.85,
         .revision = "001_initial"},
        {.change = ASSAY_CHANGED,
         .kind = ASSAY_KIND_column,
         .object = "public.cats.name",
         .group = "public.cats",
         .severity = ASSAY_SEVERITY_INTEGRITY,
         .attributes = s->attributes,
         .n_attributes = 2,
         .revision = "002_cats"},
        {.change = ASSAY_UNEXPECTED,
         .kind = ASSAY_KIND_column,
         .object = "public.cats.note",
         .group = "public.cats",
         .severity = ASSAY_SEVERITY_INTEGRITY,
         .waived = true,
         .waiver = &s->waiver},
        {.change = ASSAY_MISSING,
         .kind = ASSAY_KIND_trigger,
         .object = "public.feeders.audit",
         .group = "public.feeders",
         .severity = ASSAY_SEVERITY_SECURITY,
         .revision = "002_cats"},
        {.change = ASSAY_UNEXPECTED,
         .kind = ASSAY_KIND_index,
         .object = "public.tmp_idx",
         .group = "public.tmp",
         .severity = ASSAY_SEVERITY_PERFORMANCE},
        {.change = ASSAY_CHANGED,
         .kind = ASSAY_KIND_view,
         .object = "public.ages",
         .group = "public.ages",
         .because = &s->cause,
         .n_because = 1,
         .follows = true},
    };
    s->cause = (assay_cause){.change = ASSAY_RENAMED,
                             .kind = ASSAY_KIND_column,
                             .object = "public.cats.age",
                             .actual = "public.cats.years",
                             .revision = "001_initial"};
    for (size_t i = 0; i < COUNT(items); i++)
        s->items[i] = items[i];
    s->waiver = (assay_waiver){
        .name = "notes", .reason = "an old client", .owner = "ann", .until = "2027-01-31"};
    s->items[1].counts = s->items[3].counts = s->items[4].counts = true;
    s->items[1].file = "profiles/cats/002, cats.xml";
    s->items[1].line = 7;
    s->drift = (assay_differences){
        .items = s->items, .n_items = COUNT(items), .n_compared = 40, .n_unknown = 1};
    s->limits[0] = (assay_limit){"", "the catalog changed while it was read", 0};
    s->limits[1] = (assay_limit){"view", "locked by another session", 2};
    s->snapshot.limits = s->limits;
    s->snapshot.n_limits = 2;
    s->stamp = (assay_stamp){.tool = "alembic",
                             .table = "public.alembic_version",
                             .revisions = &sample_revisions[2],
                             .n_revisions = 1,
                             .status = ASSAY_STAMP_AHEAD};
    s->verdict.state = ASSAY_MANAGED;
    s->verdict.match = ASSAY_MATCH_DRIFTED;
    s->verdict.confidence = 0.9;
    s->verdict.stamp = &s->stamp;
    s->verdict.n_drift_counted = 3;
    s->findings[0] = (assay_verdict_finding){"stamp-ahead", false, "the stamp is ahead"};
    s->verdict.findings = s->findings;
    s->verdict.n_findings = 1;
    s->verdict.file = "profiles/cats/003.xml";
    s->verdict.exit_status = 1;
}

static inline void sample_fresh(sample *s)
{
    sample_exact(s);
    s->snapshot.counts[ASSAY_KIND_table] = s->snapshot.counts[ASSAY_KIND_column] = 0;
    s->snapshot.id = 0;
    s->verdict = (assay_verdict){.state = ASSAY_FRESH,
                                 .pending = sample_revisions,
                                 .n_pending = 3,
                                 .history = &s->history,
                                 .commands = &s->commands[1],
                                 .n_commands = 1,
                                 .fingerprint = "00",
                                 .snapshot = &s->snapshot};
}

static inline void sample_ambiguous(sample *s)
{
    static const char *note = "decide by looking at public.cats.age";
    sample_exact(s);
    s->equal[1] = (assay_revision_set){&sample_revisions[1], 2};
    s->other = (assay_other_history){"dogs", sample_revisions, 1, ASSAY_MATCH_DRIFTED};
    s->verdict.match = ASSAY_MATCH_AMBIGUOUS;
    s->verdict.confidence = 0.5;
    s->verdict.n_equal = s->verdict.equal_total = 2;
    s->verdict.others = &s->other;
    s->verdict.n_others = 1;
    s->verdict.half_applied = &s->evidence[1];
    s->verdict.n_half_applied = 1;
    s->verdict.n_commands = 0;
    s->verdict.notes = &note;
    s->verdict.n_notes = 1;
    s->verdict.exit_status = 3;
}

#endif

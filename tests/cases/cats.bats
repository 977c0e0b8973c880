#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Cat Activities Monitor: a database first made by an init.sql, later by Alembic. Its own detector
# called each of these something else. Fixtures: schema dumps after each revision and init.sql.
bats_require_minimum_version 1.5.0
load ../lib/assay

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor

@test "an empty database is fresh, and upgrading is all there is to do" {
    given_postgres </dev/null
    when_assay audit "$db" --profiles "$history"
    verdict_is fresh null
    command_is upgrade 'alembic upgrade head'
    no_command stamp
    pending_is 001_initial_schema 002_cat_recognition 003_activity_features
    exit_is 0
}

@test "the first release's tables are 001, and each of its 20 other types and defaults is drift" {
    given_postgres <"$cats/init_9649b4c.sql"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy drifted 001_initial_schema
    drift_is 'changed column public.cat_profiles.'{name,color,breed,created_timestamp,last_seen_timestamp,total_detections,average_confidence} \
        'changed column public.detection_results.'{source_name,image_filename,confidence,total_animals,primary_activity,image_array_hash,timestamp} \
        'changed column public.feedback.'{feedback_id,image_filename,image_path,feedback_type,timestamp,user_id}
    drift_of 'column public.cat_profiles.average_confidence' type 'double precision' real
    drift_of 'column public.feedback.user_id' default null "'anonymous'::text"
    exit_is 1
}

@test "recognition tables of other types are 002, not 001" {
    given_postgres <"$cats/init_8936929.sql"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy drifted 002_cat_recognition
    pending_is 003_activity_features
    drift_of 'column public.detection_results.is_manually_corrected' default null false
    exit_is 1
}

@test "another primary key is an integrity deviation from 001" {
    given_postgres <"$cats/init_a65b81a.sql"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy drifted 001_initial_schema
    drift_has 'unexpected column public.cat_profiles.cat_uuid'
    drift_has 'unexpected unique public.cat_profiles.cat_profiles_name_key'
    drift_of 'primary-key public.cat_profiles.cat_profiles_pkey' columns name cat_uuid
    severity_is 'primary-key public.cat_profiles.cat_profiles_pkey' integrity
    exit_is 1
}

@test "002 without its version table is 002, exactly" {
    given_postgres <"$cats/002_cat_recognition.sql"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 002_cat_recognition
    equal_is 002_cat_recognition
    drift_is
    pending_is 003_activity_features
    command_is stamp 'alembic stamp 002_cat_recognition'
    exit_is 0
}

@test "003 without its version table is 003, exactly" {
    given_postgres <"$cats/003_activity_features.sql"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 003_activity_features
    drift_is
    pending_is
    stamp_is none
    command_is stamp 'alembic stamp 003_activity_features'
    exit_is 0
}

@test "an empty version table makes 003 no less legacy, and is named" {
    given_postgres < <(cat "$cats/003_activity_features.sql" && stamped)
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 003_activity_features
    stamp_is empty
    same "version table" public.alembic_version "$(json .stamp.table)"
    command_is stamp 'alembic stamp 003_activity_features'
}

@test "001's tables under a row that says 003 are 001, and the stamp is ahead" {
    given_postgres < <(cat "$cats/001_initial_schema.sql" && stamped 003_activity_features)
    when_assay audit "$db" --profiles "$history"
    verdict_is managed exact 001_initial_schema
    stamp_is ahead 003_activity_features
    command_is stamp 'alembic stamp 001_initial_schema'
    exit_is 1
}

@test "a row that no revision has is an unknown revision, and stamping purges it" {
    given_postgres < <(cat "$cats/001_initial_schema.sql" && stamped xyz)
    when_assay audit "$db" --profiles "$history"
    verdict_is managed exact 001_initial_schema
    stamp_is unknown-revision xyz
    command_is stamp 'alembic stamp --purge 001_initial_schema'
    exit_is 1
}

@test "one table of 001 alone is partial: what 001 lacks is listed, and no stamp is offered" {
    given_postgres <<'SQL'
create table feedback (
    feedback_id varchar not null primary key, image_filename varchar not null,
    image_path varchar not null, original_detections jsonb not null, user_annotations jsonb not null,
    feedback_type varchar not null, notes text, "timestamp" varchar not null, user_id varchar,
    created_at timestamp default current_timestamp);
create index idx_feedback_timestamp on feedback ("timestamp");
create index idx_feedback_type on feedback (feedback_type);
SQL
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy partial
    same "half applied" 001_initial_schema "$(json '.half_applied[].revision')"
    json '.half_applied[0].absent[]' | grep -qx 'public.cat_profiles'
    json '.half_applied[0].absent[]' | grep -qx 'public.detection_results'
    json '.half_applied[0].present[]' | grep -qx 'public.feedback'
    no_command stamp
    no_command upgrade
    exit_is 1
}

@test "unrelated tables are unrecognised, and nothing is offered to run" {
    given_postgres <<'SQL'
create table invoices (id serial primary key, total numeric(10,2) not null);
create table payments (id serial primary key, invoice_id int references invoices, paid_at timestamptz);
SQL
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy unrecognised
    no_command stamp
    no_command upgrade
    exit_is 1
}

@test "001's tables in another schema, on the search path, are 001 in that schema" {
    given_postgres < <(in_schema app "$cats/001_initial_schema.sql")
    in_postgres "$name" -c "alter database $name set search_path = app"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 001_initial_schema
    drift_is
    when_assay audit "$db" --profiles "$history" --format text
    says '\bapp\b'
}

@test "a role without any privilege sees 001, and its limits are stated" {
    given_postgres <"$cats/001_initial_schema.sql"
    given_role "stranger_$name"
    in_postgres "$name" -c 'revoke all on schema public from public'
    when_assay audit "$(url_of "$name" "stranger_$name")" --profiles "$history"
    verdict_is legacy exact 001_initial_schema
    limit_matches 'privilege .*may not read'
    drift_is
    exit_is 0
}

@test "an index and a unique constraint that were dropped are the drift of 001" {
    given_postgres < <(tinkered "$cats/001_initial_schema.sql" <<'SQL'
drop index idx_feedback_type;
alter table detection_results drop constraint detection_results_source_name_image_filename_key;
SQL
    )
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy drifted 001_initial_schema
    drift_is 'missing index public.idx_feedback_type' \
        'missing unique public.detection_results.detection_results_source_name_image_filename_key'
    severity_is 'index public.idx_feedback_type' performance
    severity_is 'unique public.detection_results.detection_results_source_name_image_filename_key' integrity
    exit_is 1
}

@test "of the project's two unrelated chains the right one is found, and both equal revisions named" {
    given_postgres <"$FIXTURES/cats-main/0003.sql"
    when_assay audit "$db" --profiles "$PROFILES"
    history_is cat-activities-monitor-main
    verdict_is legacy exact 0003
    equal_is 0003 950793a1114b
    same "how many are equal" 2 "$(json .equal_total)"
    exit_is 0
}

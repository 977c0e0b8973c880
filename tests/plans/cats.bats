#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# The databases of the cats as they are found, each with its plan run to the end by the real Alembic:
# what can be adopted ends managed and exact at the head; what cannot is left alone, and it is said why.
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/project

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor
head=003_activity_features

# adopted <<SQL
adopted() {
    given_postgres
    given_cats_project
    plan_adopts "$head"
}

# left_alone PATTERN <<SQL
left_alone() {
    given_postgres
    given_cats_project
    plan_leaves "nothing is stamped: $1"
}

@test "an empty database" {
    adopted </dev/null
}

@test "init_9649b4c, whose columns have other types and defaults" {
    adopted <"$cats/init_9649b4c.sql"
}

@test "init_8936929, with the tables of recognition in other types" {
    adopted <"$cats/init_8936929.sql"
}

@test "init_a65b81a, with another primary key" {
    adopted <"$cats/init_a65b81a.sql"
}

@test "init_a13184a" {
    adopted <"$cats/init_a13184a.sql"
}

@test "002 without its version table" {
    adopted <"$cats/002_cat_recognition.sql"
}

@test "003 without its version table" {
    adopted <"$cats/003_activity_features.sql"
}

@test "003 with an empty version table" {
    adopted < <(cat "$cats/003_activity_features.sql" && stamped)
}

@test "001 whose row says 003" {
    adopted < <(cat "$cats/001_initial_schema.sql" && stamped 003_activity_features)
}

@test "001 whose row says what no file has" {
    adopted < <(cat "$cats/001_initial_schema.sql" && stamped xyz)
}

@test "001 without one index and one unique constraint" {
    adopted < <(cat "$cats/001_initial_schema.sql" &&
        echo 'drop index idx_detection_timestamp; alter table detection_results
            drop constraint detection_results_source_name_image_filename_key;')
}

@test "003 stamped, with an index too few and one too many" {
    adopted < <(cat "$cats/003_activity_features.sql" && stamped 003_activity_features &&
        echo 'drop index idx_activity_models_type; create index by_hand on feedback (notes);')
}

@test "one table of three is between two revisions" {
    left_alone 'the schema is between two revisions' < <(
        sed -n '/^CREATE TABLE public.feedback/,/);$/p' "$cats/001_initial_schema.sql")
}

@test "tables of something else" {
    left_alone 'nothing of the history is there' <<<'create table invoice (id int primary key, total int);'
}

@test "002 stopped halfway" {
    left_alone 'the schema is between two revisions' < <(cat "$cats/002_cat_recognition.sql" &&
        echo 'drop table cat_features, cat_recognition_models;')
}

@test "001 in another schema, on the search path" {
    given_postgres < <(in_schema app "$cats/001_initial_schema.sql" &&
        echo 'drop index app.idx_detection_timestamp;
            alter table app.feedback alter created_at drop default, add by_hand text;')
    in_postgres "$name" -c "alter database $name set search_path = app"
    given_cats_project
    plan_adopts "$head"
    same "where the tables are" 'app|9' "$(in_postgres "$name" -Atc "select schemaname, count(*) from pg_tables
        where schemaname in ('app', 'public') group by 1")"
}

@test "001 seen by a role without privileges ends at its backup; its owner goes on from there" {
    local owner
    given_postgres <"$cats/001_initial_schema.sql"
    given_role "stranger_$name"
    in_postgres "$name" -c 'revoke all on schema public from public'
    owner=$db db=$(url_of "$name" "stranger_$name")
    given_cats_project
    when_planned "$db" --profiles "$history"
    exit_is 0
    when_run
    [[ $status != 0 ]] || fail "a stranger adopts"
    grep -q 'permission denied' "$err" || fail "it does not say why"
    db=$owner
    ends_untouched "$history"
    PROJECT_URL=$(project_url "$db")
    when_run
    ends_managed "$history" "$head"
}

@test "the other chain of the cats: two revisions that are equal, among all histories" {
    given_postgres <"$FIXTURES/cats-main/0003.sql"
    given_other_cats_project
    history=$PROFILES
    plan_adopts 950793a1114b
}

@test "the other chain of the cats at its first revision, with another default" {
    given_postgres < <(cat "$FIXTURES/cats-main/0001_initial_tables.sql" &&
        echo 'alter table detection_results alter total_animals drop default;')
    given_other_cats_project
    history=$PROFILES/cat-activities-monitor-main
    plan_adopts 950793a1114b
}

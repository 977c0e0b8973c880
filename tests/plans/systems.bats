#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Databases as they are found in two projects that are larger than the cats, with their plans. Their histories
# are learned first.
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/project

# --- CrownSafe ----------------------------------------------------------------------------------

# The history is learned, and the database is made by the revisions up to one, without a version table.
given_crownsafe() { # revision <<SQL
    given_learned "$FIXTURES/crownsafe/migrations.sql"
    given_postgres < <(sed "/^-- revision: .*($1)/,\$d" "$FIXTURES/crownsafe/migrations.sql" && cat)
    given_script_project "$FIXTURES/crownsafe/migrations.sql"
}

# Once for all cases that want it.
given_learned() { # script
    history=$BATS_FILE_TMPDIR/$(basename "$(dirname "$1")")
    [[ -e $history ]] || "$ASSAY" learn script "$1" --tool alembic --scratch "$(url_of postgres)" -o "$history" \
        >"$out" 2>"$err" || [[ -e $history ]] || fail "nothing was learned"
}

@test "CrownSafe: all tables, no version row, and indexes that the application made" {
    given_crownsafe b8c97058b7e6 <<'SQL'
create index ix_users_by_start_up on users (hashed_password);
create index ix_recalls_by_start_up on recalls_enhanced (recall_date desc);
SQL
    plan_adopts b8c97058b7e6
}

@test "CrownSafe: without the extension that its indexes need" {
    given_crownsafe 20251014_missing_tables <<<'drop extension pg_trgm cascade;'
    plan_adopts b8c97058b7e6
}

@test "CrownSafe: before the tables that its continuous integration missed, and a table that no migration makes" {
    given_crownsafe 20251014_users_tables <<<'create table risk_profiles (id serial primary key, name text);'
    plan_adopts b8c97058b7e6
}

@test "CrownSafe: some of the tables that its continuous integration missed" {
    given_crownsafe 20251014_missing_tables <<'SQL'
drop table incident_reports, image_jobs, scan_history, safety_reports, share_tokens, agency_notifications,
    privacy_requests cascade;
SQL
    plan_leaves 'nothing is stamped: the schema is between two revisions'
}

# --- Nemotron -----------------------------------------------------------------------------------

# The database is made by Alembic, up to some revisions, and its version table is dropped.
given_nemotron() { # revision...
    local each script=$REPO/tests/histories/graph/nemotron.sql
    given_learned "$script"
    given_postgres </dev/null
    given_script_project "$script"
    for each; do
        alembic upgrade "$each" >"$out" 2>"$err" || fail "Alembic does not get there"
    done
    in_postgres "$name" -c 'drop table alembic_version'
}

@test "Nemotron: three branches of it, each at its own head" {
    given_nemotron add_gin_brin_specialized_indexes add_covering_indexes_pagination add_check_constraints
    plan_adopts 1c42824dcb07 add_summaries_table
}

@test "Nemotron: both heads, without a trigger, two indexes and a check" {
    given_nemotron heads
    in_postgres "$name" -c 'drop trigger detections_search_vector_trigger on detections' \
        -c 'drop index idx_detections_labels_gin' -c 'drop index idx_zones_enabled' \
        -c 'alter table event_feedback drop constraint ck_event_feedback_type'
    plan_adopts 1c42824dcb07 add_summaries_table
}

#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# slow: the plan is a script that is run, with the real tools.
bats_require_minimum_version 1.5.0
load ../lib/assay
load ../lib/project

cats=$FIXTURES/cats
history=$PROFILES/cat-activities-monitor

# The project of the cats: what each release made that the one before it had not.
given_cats_project() {
    given_project "$BATS_TEST_TMPDIR/project"
    revision 001_initial_schema <"$cats/001_initial_schema.sql"
    revision 002_cat_recognition 001_initial_schema < <(
        new_statements "$cats"/00{1,2}_*.sql |
            sed '/^CREATE TABLE public.detection_results/,/);$/d'
        echo 'ALTER TABLE public.detection_results ADD recognized_cat_names jsonb,
            ADD recognition_confidences jsonb, ADD is_manually_corrected boolean;'
    )
    revision 003_activity_features 002_cat_recognition < <(new_statements "$cats"/00{2,3}_*.sql)
}

# The plan in a file; $status is assay's.
when_planned() { # database [arguments]
    when_assay plan "$@" --format text
    cp "$out" "$BATS_TEST_TMPDIR/plan.sh"
    if command -v shellcheck >/dev/null; then
        shellcheck "$BATS_TEST_TMPDIR/plan.sh" || fail "shellcheck has something to say"
    fi
    ! grep -qF "$SECRET" "$out" || fail "a password is in the script"
}

# Runs the script in the project; $status is its.
when_run() {
    status=0
    (cd "${project:-$BATS_TEST_TMPDIR}" && env ASSAY="$ASSAY" DATABASE_URL="$db" sh "$BATS_TEST_TMPDIR/plan.sh") \
        >"$out" 2>"$err" </dev/null 3>&- || status=$?
    cat "$out" "$err" >>"$said"
    ! grep -q 'Sanitizer\|runtime error:' "$err" || fail "a sanitizer spoke"
}

# What a person does who has read the script and wants all of it.
everything_wanted() {
    sed -i '/^# repair /,/^# SQL$/s/^# //' "$BATS_TEST_TMPDIR/plan.sh"
}

ends_managed() { # profiles revision
    exit_is 0
    when_assay audit "$db" --profiles "$1"
    verdict_is managed exact "$2"
    stamp_is agrees "$2"
    pending_is
}

ends_untouched() { # profiles
    when_assay audit "$db" --profiles "$1"
    stamp_is none
}

@test "a database at an old revision is adopted, upgraded and checked, and once more without harm" {
    given_postgres <"$cats/001_initial_schema.sql"
    given_cats_project
    when_planned "$db" --profiles "$history"
    exit_is 0
    when_run
    ends_managed "$history" 003_activity_features
    [[ -s $(echo "$project"/assay-backup-*.dump) ]] || fail "no backup was made"
    in_postgres "$name" -c "insert into feedback (feedback_id) values ('f')" 2>/dev/null || true
    when_run
    says 'adopted already'
    ends_managed "$history" 003_activity_features
}

@test "what a repair may lose is not run by itself, and a schema that deviates is not stamped" {
    given_postgres <"$cats/init_9649b4c.sql"
    given_cats_project
    when_planned "$db" --profiles "$history"
    exit_is 0
    when_run
    exit_is 1
    grep -q 'still deviates' "$err" || fail "it does not say why it ends"
    ends_untouched "$history"
    everything_wanted
    when_run
    ends_managed "$history" 003_activity_features
}

@test "a database between two revisions has a plan that ends before the stamp" {
    given_postgres <<<'create table feedback (feedback_id varchar primary key, notes text);'
    when_planned "$db" --profiles "$history"
    exit_is 1
    when_run
    exit_is 1
    grep -q 'nothing is stamped: the schema is between two revisions' "$err" || fail "it does not say why"
    ends_untouched "$history"
}

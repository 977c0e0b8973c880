#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What reports/README.md tells people to put into CI, run as it stands there.

load ../lib/assay.bash

# A database at the head of its history, and `assay` and `mail` in the path.
setup() {
    begin
    cd "$BATS_TEST_TMPDIR" || return 1
    given_sqlite <<<'create table cats (id integer primary key, name text); create table dogs (id integer primary key);'
    mkdir bin profiles
    ln -s "$ASSAY" bin/assay
    printf '#!/bin/sh\necho "$@" >mailed && cat >>mailed\n' >bin/mail && chmod +x bin/mail
    export PATH=$PWD/bin:$PATH DATABASE_URL=$db GITHUB_STEP_SUMMARY=summary.md
    assay profile capture "$db" --revision 1 --project shop --tool alembic -o profiles/shop --no-cache >"$out" 2>&1
    stamped 1 | sqlite3 -bail "$db"
}

# The command under the heading, as a shell gets it: without what YAML and Groovy put around it.
documented() { # words of its paragraph
    sed -n "/^\*\*$1\*\*\|^## $1/,\$p" "$REPO/reports/README.md" | sed -e ':join' -e '/\\$/N' -e 's/ *\\\n */ /' -e 'tjoin' |
        grep -m 1 '^ *\(- \|sh '\''\)\?assay check "' | sed -e 's/^ *\(- \)\?//' -e "s/^sh '\(.*\)'\$/\1/"
}

when_documented() { # words of its paragraph
    documented "$1" >documented.sh
    grep -q '^assay check' documented.sh || fail "nothing is documented under $1"
    status=0
    sh documented.sh >"$out" 2>"$err" || status=$?
    cat "$out" "$err" >>"$said"
}

drifts() {
    sqlite3 -bail "$db" 'alter table cats add column note text'
}

@test "documentation: GitHub Actions" {
    when_documented "GitHub Actions"
    exit_is 0
    grep -q '^## .*(exact)' summary.md || fail "no summary"
    drifts
    when_documented "GitHub Actions"
    exit_is 1
    says '^::error file=profiles/shop/1.xml,line=1,title=integrity%3A unexpected column cats.note::'
    jq -e '.runs[0].results | length == 1' assay.sarif >/dev/null || fail "no SARIF"
}

@test "documentation: GitLab CI" {
    drifts
    when_documented "GitLab CI"
    exit_is 1
    jq -e 'length == 1' gl-code-quality-report.json >/dev/null || fail "no code quality"
    grep -q '<failure ' assay-junit.xml || fail "no JUnit"
}

@test "documentation: Jenkins" {
    when_documented Jenkins
    exit_is 0
    grep -q 'failures="0"' assay-junit.xml && grep -qi '<!doctype html' assay.html || fail "no reports"
}

@test "documentation: cron" {
    when_documented cron
    exit_is 0
    [[ ! -e mailed ]] || fail "a mail without need"
    drifts
    when_documented cron
    grep -q 'dba@example.org' mailed && grep -q 'unexpected column cats.note' mailed || fail "no mail"
}

@test "documentation: a stylesheet of one's own" {
    sed -n '/^```xml$/,/^```$/p' "$REPO/reports/README.md" | grep -v '^```' >list.xsl
    drifts
    when_documented "A format of one's own"
    exit_is 1
    same "output" "integrity unexpected column cats.note" "$(<"$out")"
}

@test "documentation: the waiver that README.md shows is one" {
    sed -n '/^## Waivers/,/^## Is/p' "$REPO/README.md" | sed -n '/^```$/,/^```$/p' | grep -v '^```' |
        sed -e 's/public\.//' -e 's/2027-01-31/2999-01-31/' >waivers
    drifts
    when_assay check "$db" --profiles profiles/shop --no-cache --waivers waivers
    exit_is 0
}

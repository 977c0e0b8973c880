#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Deviations that somebody accepted, with a reason and until a day.

load ../lib/assay.bash

# A database with two deviations from its revision, each of which counts.
setup() {
    begin
    cd "$BATS_TEST_TMPDIR" || return 1
    given_sqlite <<'SQL'
create table cats (id integer primary key, name text);
create table birds (id integer primary key, name text);
create table mice (id integer primary key, name text);
create index by_name on cats (name);
SQL
    "$ASSAY" profile capture "$db" --revision 1 --tool alembic -o profiles --no-cache >"$out" 2>&1
    { stamped 1 && echo 'drop index by_name; alter table cats add column note text;'; } | sqlite3 -bail "$db"
}

# waiver NAME KEY=VALUE...: an entry of the file `waivers`.
waiver() {
    printf '[%s]\n' "$1"
    printf '%s\n' "${@:2}"
} >>waivers

lasting=(reason="an old client reads it" owner=ann until=2999-12-31)

waived_are() {
    same "waived" "$(lines "$@")" "$(json '.drift[] | select(.waived) | "\(.change) \(.kind) \(.object)"' | sort)"
}

findings_are() {
    same "findings" "$(lines "$@")" "$(json '.findings[].rule' | sort)"
}

fingerprint_of_deviation() { # object
    json --arg object "$1" '.drift[] | select(.object == $object) | .fingerprint'
}

@test "waivers: what is accepted by its name, and by its fingerprint, does not count" {
    when_assay check "$db" --no-cache
    exit_is 1
    waiver note object=cats.note change=unexpected kind=column "${lasting[@]}"
    waiver index fingerprint="$(fingerprint_of_deviation by_name)" "${lasting[@]}"
    when_assay check "$db" --no-cache --waivers waivers
    exit_is 0
    waived_are "unexpected column cats.note" "missing index by_name"
    same "waiver" "note, an old client reads it, ann, 2999-12-31" \
        "$(json '.drift[] | select(.object == "cats.note").waiver | "\(.name), \(.reason), \(.owner), \(.until)"')"
    when_assay audit "$db" --no-cache --waivers waivers --format sarif --report html=waived.html --report markdown=waived.md
    grep -q 'waived until 2999-12-31 by ann: an old client reads it' waived.html || fail "not on the page"
    grep -q '^- unexpected column <code>cats.note</code>, until 2999-12-31 by ann: an old client reads it' waived.md || fail "not in the summary"
    same "justification" "an old client reads it (ann, until 2999-12-31)" \
        "$(json '.runs[0].results[] | select(.ruleId == "unexpected/column").suppressions[0].justification')"
}

@test "waivers: a pattern accepts what it matches, and no other change or kind" {
    waiver all object='cats.*' "${lasting[@]}"
    when_assay check "$db" --no-cache --waivers waivers
    exit_is 1
    waived_are "unexpected column cats.note"
    rm waivers && waiver missing object='*' change=missing kind=column "${lasting[@]}"
    when_assay check "$db" --no-cache --waivers waivers
    waived_are
    findings_are waiver-unused
}

@test "waivers: an expired one accepts nothing and is a finding, and so is one that is not used" {
    waiver note object=cats.note reason=r owner=ann until=2020-02-29
    waiver index object=by_name "${lasting[@]}"
    waiver gone object=dogs "${lasting[@]}"
    when_assay check "$db" --no-cache --waivers waivers --fail-on security
    exit_is 1
    waived_are "missing index by_name"
    findings_are waiver-expired waiver-unused
    when_assay check "$db" --no-cache --waivers waivers --format text
    says "the waiver 'note' of ann expired on 2020-02-29"
    says "the waiver 'gone' of ann accepts nothing"
}

@test "waivers: where only a part is looked at, none is said to be unused" {
    waiver index object=by_name "${lasting[@]}"
    waiver note object=cats.note "${lasting[@]}"
    waiver dogs object='dogs*' "${lasting[@]}"
    when_assay check "$db" --no-cache --waivers waivers --exclude mice
    findings_are
}

@test "waivers: the file beside .git is taken without being named" {
    mkdir -p repository/.git repository/below/deep
    waiver all object='*' "${lasting[@]}" && mv waivers repository/.assay-waivers
    cd repository/below/deep
    when_assay check "$db" --profiles ../../../profiles --no-cache
    exit_is 0
    mkdir .git
    when_assay check "$db" --profiles ../../../profiles --no-cache
    exit_is 1
}

@test "waivers: a file is started with an entry for each deviation that counts" {
    when_assay check "$db" --no-cache --write-waivers waivers
    exit_is 1
    same "entries" 2 "$(grep -c '^\[' waivers)"
    when_assay check "$db" --no-cache --waivers waivers
    complains "waiver '1 unexpected column cats.note' has no reason"
    sed -i -e 's/^reason =$/reason = so it is/' -e 's/^owner =$/owner = ann/' waivers
    when_assay check "$db" --no-cache --waivers waivers
    exit_is 0
    waived_are "unexpected column cats.note" "missing index by_name"
    when_assay check "$db" --no-cache --write-waivers waivers
    complains "cannot write 'waivers': File exists; name a new file"
    when_assay check "$db" --no-cache --write-waivers - --format text
    same "an entry on standard output" 2 "$(grep -c '^fingerprint = ' "$out")"
}

@test "waivers: names that an entry could not hold are waived by their fingerprint" {
    sqlite3 -bail "$db" 'create table "a ; b]
[c*" (x integer)'
    when_assay check "$db" --no-cache --write-waivers waivers
    sed -i -e 's/^reason =$/reason = so it is/' -e 's/^owner =$/owner = ann/' waivers
    when_assay check "$db" --no-cache --waivers waivers
    exit_is 0
}

@test "waivers: a file that is wrong is refused with what is wrong" {
    local wrong
    while IFS='|' read -r wrong expected; do
        printf '%b' "$wrong" >waivers
        when_assay check "$db" --no-cache --waivers waivers
        complains "$expected"
    done <<'LINES'
[a]\nobject=x\nowner=o\nuntil=2030-01-01\n|waiver 'a' has no reason .waivers.
[a]\nobject=x\nreason=r\nuntil=2030-01-01\n|waiver 'a' has no owner
[a]\nobject=x\nreason=r\nowner=o\n|waiver 'a' has no until
[a]\nreason=r\nowner=o\nuntil=2030-01-01\n|waiver 'a' has neither object nor fingerprint
[a]\nobject=x\nreason=r\nowner=o\nuntil=2030-13-01\n|waiver 'a' has no date like
[a]\nobject=x\nchange=lost\nreason=r\nowner=o\nuntil=2030-01-01\n|waiver 'a' has an unknown change: lost
[a]\nobject=x\nkind=tabel\nreason=r\nowner=o\nuntil=2030-01-01\n|waiver 'a' has an unknown kind: tabel
[a]\nobject=x\nobject=y\n|waiver 'a' has twice: object .waivers:3
[a]\nobjekt=x\n|waiver 'a' has an unknown key: objekt .waivers:2
[a]\nnonsense\n|is no section.* .waivers:2
LINES
    when_assay check "$db" --no-cache --waivers nosuch
    complains "nosuch"
}

@test "waivers: a plan stamps a schema that deviates in nothing but what is accepted, and repairs none of that" {
    sqlite3 "$db" 'drop table alembic_version'
    sed -i 's/tool="alembic"/tool="dbmate"/' profiles/*.xml
    waiver note object=cats.note "${lasting[@]}"
    mkdir tools && ln -s /bin/true tools/dbmate
    waiver index object=by_name "${lasting[@]}"
    when_assay plan "$db" --profiles profiles --waivers waivers --no-cache
    ! grep -qE '^(# )?repair ' "$out" || fail "what is accepted is repaired"
    mkdir elsewhere
    (cd elsewhere && PATH=$BATS_TEST_TMPDIR/tools:$PATH ASSAY=$ASSAY sh "$out") >"$err" 2>&1 || fail "$(<"$err")"
    when_assay stamp "$db" --profiles profiles --waivers waivers --no-cache
    stamp_is agrees 1
    waived_are "unexpected column cats.note" "missing index by_name"
    exit_is 0
}

@test "baseline: only what is new since a snapshot is reported and counts" {
    when_assay snapshot "$db" --cache cache.db
    when_assay check "$db" --cache cache.db --baseline latest
    exit_is 0
    verdict_is managed drifted 1
    drift_is
    same "note" "2 deviations were there in the baseline already, and not shown" "$(json '.notes[]')"
    sqlite3 -bail "$db" 'alter table mice add column tail text'
    when_assay check "$db" --cache cache.db --baseline 1
    exit_is 1
    drift_is "unexpected column mice.tail"
    when_assay check "$db" --cache cache.db --baseline 1 --format text
    says "Baseline     only what is new since snapshot 1 of"
}

@test "baseline: what deviates otherwise than before is new, and a baseline that is not there is an error" {
    sqlite3 -bail "$db" 'drop table mice; create table mice (id integer primary key, name integer)'
    when_assay snapshot "$db" --cache cache.db
    sqlite3 -bail "$db" 'drop table mice; create table mice (id integer primary key, name blob)'
    when_assay check "$db" --cache cache.db --baseline 1
    exit_is 1
    drift_is "changed column mice.name"
    when_assay check "$db" --cache cache.db --baseline 77
    complains "77"
}

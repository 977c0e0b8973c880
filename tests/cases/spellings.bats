#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Two spellings of one expression are one, two expressions are two: as a real server stores them.
bats_require_minimum_version 1.5.0
load ../lib/assay

# Pairs of check expressions, "one <=> other" a line: the first of each in $one, the others in $other.
given_checks() {
    local columns='a int, b int, s text, cv varchar(5), ts timestamptz, arr int[], n numeric' pairs
    pairs=$(cat)
    checks() { # which
        echo "create table item ($columns);"
        awk -F ' <=> ' -v which="$1" '{ print "alter table item add constraint c" NR " check (" $which ");" }' <<<"$pairs"
    }
    given_postgres one < <(checks 1)
    given_postgres other < <(checks 2)
    count=$(wc -l <<<"$pairs")
}

@test "what PostgreSQL keeps apart stays apart" {
    given_checks <<'SQL'
a in (1, 2) <=> a = 1 or a = 2
a in (1, 2) <=> a in (2, 1)
not (a in (1, 2)) <=> a not in (1, 2)
ts < now() <=> ts < current_timestamp
length(s) > 1 <=> char_length(s) > 1
int8(a) > 1 <=> a::bigint > 1
mod(a, 2) = 1 <=> a % 2 = 1
arr = '{1,2}'::int[] <=> arr = array[1,2]
n = 1000.00 <=> n = 1000
a > 0 and (b > 0 and a < b) <=> a > 0 and b > 0 and a < b
s like 'a%' <=> s ilike 'a%'
s = 'a' <=> s = 'A'
a between 0 and 5 <=> a > 0 and a < 5
s ~ '^a' <=> s ~* '^a'
coalesce(a, 0) > 0 <=> coalesce(b, 0) > 0
(s || 'x') > 'a' <=> ('x' || s) > 'a'
a - (b - 1) > 0 <=> a - b - 1 > 0
s::varchar(3) = 'a' <=> s::varchar(4) = 'a'
trim(leading 'x' from s) = 'a' <=> trim(trailing 'x' from s) = 'a'
position('a' in s) = 1 <=> position(s in 'a') = 1
(ts at time zone 'utc') > '2000-01-01' <=> (ts at time zone 'cet') > '2000-01-01'
extract(year from ts) > 1 <=> date_part('year', ts) > 1
SQL
    when_assay diff "$one" "$other" --no-cache
    # Up to 13 extract is date_part.
    local extract=0
    [[ $(in_postgres postgres -Atc 'show server_version_num') -ge 140000 ]] || extract=1
    same "checks that differ" "$(seq -f c%g 1 $((count - extract)) | sort)" "$(json '.differences[].object' | sed 's/.*\.//' | sort)"
    same "severity" integrity "$(json '[.differences[].severity] | unique | join(" ")')"
}

@test "what is one expression is one" {
    given_checks <<'SQL'
a in (1, 2) <=> a = any (array[1, 2])
a between 1 and 5 <=> a >= 1 and a <= 5
a != 1 <=> a <> 1
s like 'a%' <=> s ~~ 'a%'
a not in (1, 2) <=> a <> all (array[1, 2])
s = E'it\'s' <=> s = $$it's$$
((a > 1)) <=> a > 1
(a > 0 and b > 0) and a < b <=> a > 0 and b > 0 and a < b
cv in ('x', 'y') <=> (cv)::text = any (array[('x'::character varying)::text, ('y'::character varying)::text])
s = 'x'::varchar::text <=> s = 'x'::text
trim(s) = 'a' <=> btrim(s) = 'a'
trim(leading 'x' from s) = 'a' <=> ltrim(s, 'x') = 'a'
(ts at time zone 'utc') > '2000-01-01' <=> timezone('utc', ts) > '2000-01-01'
substring(s from 2 for 3) = 'a' <=> "substring"(s, 2, 3) = 'a'
position('a' in s) = 1 <=> "position"(s, 'a') = 1
overlay(s placing 'q' from 2) = 'a' <=> "overlay"(s, 'q', 2) = 'a'
SQL
    when_assay diff "$one" "$other" --no-cache
    differences_are
}

@test "what is equal although spelled otherwise is explained" {
    given_checks <<'SQL'
cv in ('x', 'y') <=> (cv)::text = any (array[('x'::character varying)::text, ('y'::character varying)::text])
SQL
    when_assay diff "$one" "$other" --explain --no-cache
    differences_are
    same "explained" "check public.item.c1 expression array-cast" \
        "$(json '.explained[] | [.kind, .object, .attribute] + (.rules | sort) | join(" ")')"
    [[ $(json '.explained[0] | .expected != .actual') == true ]] || fail "the spellings are one"
}

@test "within one server's version extract is not date_part, but in a restored database it may be" {
    [[ $(in_postgres postgres -Atc 'show server_version_num') -ge 140000 ]] || skip "extract is date_part up to 13"
    given_checks <<'SQL'
extract(year from ts) > 2000 <=> date_part('year', ts) > 2000
SQL
    when_assay diff "$one" "$other" --no-cache
    exit_is 1
    when_assay diff "$one" "$other" --no-cache --restored
    same "severity" cosmetic "$(json '.differences[].severity')"
    exit_is 0
}

@test "a view of one table is that view with and without qualifiers" {
    given_postgres one < <(echo 'create table t (a int, b int); create view v as select t.a, t.b + 1 as c from t where t.a > 0;')
    given_postgres other < <(echo 'create table t (a int, b int); create view v as select a, b + 1 as c from t where a > 0;')
    when_assay diff "$one" "$other" --no-cache
    differences_are
}

@test "the canonical form of a canonical form is itself: a captured schema is that schema" {
    local history=$BATS_TEST_TMPDIR/rich
    given_postgres <"$FIXTURES/canon/rich.sql"
    "$ASSAY" profile capture "$db" --revision rich --compare all -o "$history" --no-cache >/dev/null
    when_assay diff revision:rich "$db" --profiles "$history" --compare all --no-cache
    differences_are
    exit_is 0
}

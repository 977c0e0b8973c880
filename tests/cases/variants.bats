#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Variants: what a revision may have done instead. The one that the database has is chosen, those of
# one name together, and the verdict names it.
bats_require_minimum_version 1.5.0
load ../lib/assay

# 2 makes a column of another type where it met rows, and 3 then an index of another method.
history() {
    history=$BATS_TEST_TMPDIR/history
    local root="<profile dialect='postgresql' project='shop' tool='alembic' revision"
    mkdir -p "$history"
    echo "$root='1'><whole><table name='cats'><column name='id' type='integer' nullable='no'/>
        <primary-key name='cats_pkey' columns='id'/></table></whole></profile>" >"$history/1.xml"
    echo "$root='2'><revises id='1'/>
        <changes><create><in table='cats'><column name='tags' type='text[]'/><column name='age' type='integer'/></in></create></changes>
        <variant name='${NAMED:-with rows}'>
        <create><in table='cats'><column name='tags' type='text'/><column name='age' type='integer'/></in></create></variant></profile>" >"$history/2.xml"
    echo "$root='3'><revises id='2'/>
        <changes><create><in table='cats'><index name='ix_tags' columns='tags' method='gin'/></in><table name='toys'/></create></changes>
        <variant name='with rows'>
        <create><in table='cats'><index name='ix_tags' columns='tags'/></in><table name='toys'/></create></variant></profile>" >"$history/3.xml"
    echo "$root='4'><revises id='3'/><changes><create><table name='beds'/></create></changes></profile>" >"$history/4.xml"
}

cats='create table cats (id integer primary key);'
as_written="$cats alter table cats add tags text[], add age integer; create index ix_tags on cats using gin (tags); create table toys ();"
with_rows="$cats alter table cats add tags text, add age integer; create index ix_tags on cats (tags); create table toys ();"

variants_are() { # each argument "REVISION VARIANT", in order of application
    same "variants" "$(printf '%s\n' "$@")" "$(json '.variants[] | "\(.revision) \(.variant)"')"
}

@test "the profile's own changes are what a database has that has them" {
    history
    given_postgres <<<"$as_written"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 3
    variants_are '2 null' '3 null'
    drift_is
}

@test "a database that has the variants is exact, and they are named" {
    history
    given_postgres <<<"$with_rows"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 3
    equal_is 3
    variants_are '2 with rows' '3 with rows'
    drift_is
    [[ $(json '.confidence > 0.6') == true ]] || fail "not sure of it"
    when_assay audit "$db" --profiles "$history" --format text
    says 'Variant +2: as in its variant with rows'
}

@test "a variant of a revision that is not applied is not named" {
    history
    given_postgres <<<"$cats alter table cats add tags text, add age integer;"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 2
    variants_are '2 with rows'
    given_postgres <<<"$cats"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy exact 1
    variants_are
}

@test "drift is told from a variant, and against the variant that is there" {
    history
    given_postgres <<<"$with_rows create table beds (); alter table cats alter age type bigint;"
    when_assay audit "$db" --profiles "$history"
    verdict_is legacy drifted 4
    variants_are '2 with rows' '3 with rows'
    drift_is 'changed column public.cats.age'
}

@test "a stamp is judged by the variant that is there" {
    history
    given_postgres < <(echo "$with_rows" && stamped 3)
    when_assay check "$db" --profiles "$history"
    stamp_is agrees 3
    exit_is 0
}

@test "what a filter leaves out is left out of variants, too" {
    history
    given_postgres <<<"$with_rows create table beds ();"
    when_assay audit "$db" --profiles "$history" --exclude 'public.toys'
    verdict_is legacy exact 4
    variants_are '2 with rows' '3 with rows'
}

@test "profile validate names a variant that is none, and one that belongs to no other" {
    NAMED='with row' history
    when_assay profile validate "$history"
    says "variant 'with rows' is of no revision before, where '2' has 'with row'"
    sed -i "s/type='text'/type='text[]'/" "$history/2.xml"
    when_assay profile validate "$history"
    says "2.xml:3: .*variant 'with row' is no other than the profile's own changes"
}

@test "profile validate names what a variant changes and nothing has made, in the variants of its name" {
    history
    when_assay profile validate "$history"
    exit_is 0
    sed -i "s|<variant name='with rows'>|&<drop><in table='cats'><column name='tags'/><column name='fur'/></in></drop>|" "$history/3.xml"
    when_assay profile validate "$history"
    exit_is 1
    says "3.xml:3: drops column 'public.cats.fur', which is not there"
    same "findings" 1 "$(grep -c error: "$out")"
}

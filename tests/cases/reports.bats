#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# Reports that CI systems show: each format, of an exact, a drifted and an ambiguous database.

load ../lib/assay.bash

# Of a comparison, and of a verdict, which has a history to draw.
differing=(text json html xml markdown junit sarif github gitlab)
formats=("${differing[@]}" dot svg)

# In a folder whose name has always the same length, so that no line breaks elsewhere.
setup() {
    begin
    here=$(mktemp -d /tmp/assay-reports-XXXXXX)
    cd "$here" || return 1
}

teardown() {
    cd "$REPO" && rm -rf "$here"
    [[ ! -e $BATS_TEST_TMPDIR/failed ]]
}

# given_history REVISION...: profiles of a chain of revisions, and the database at the last in a.db;
# the SQL of a revision stands in the variable of its name.
given_history() {
    local revision revises=()
    for revision; do
        sqlite3 -bail a.db "${!revision}"
        "$ASSAY" profile capture a.db --revision "$revision" "${revises[@]}" --project pets --tool alembic \
            -o profiles --no-cache >"$out" 2>&1 || fail "no profile"
        revises=(--revises "$revision")
    done
}

# shellcheck disable=SC2034 # by its name
cats='create table cats (id integer primary key, name text not null, age int check (age > 0));
    create index ix_age on cats (age);'
# shellcheck disable=SC2034
feeders='create table feeders (id integer primary key, cat_id int references cats (id), size numeric(6,2));
    create index ix_feeders on feeders (cat_id);'
# shellcheck disable=SC2034
scales='create table scales (id integer primary key);'

stamped_at() { # database revision
    { stamped "$2"; } | sqlite3 -bail "$1"
}

given_exact() {
    given_history cats feeders
    stamped_at a.db feeders
}

given_drifted() {
    given_history cats feeders scales
    sqlite3 -bail a.db "drop table scales; drop index ix_age; create index by_name on cats (name);
        alter table cats add column note text; drop table feeders;
        create table feeders (id integer primary key, cat_id int not null references cats (id), size numeric(7,2));
        create index ix_by_cat on feeders (cat_id)"
    stamped_at a.db cats
}

# A table that could be either revision's, and is neither's.
given_ambiguous() {
    local side
    given_history cats
    for side in left right; do
        cat >"profiles/$side.xml" <<XML
<profile revision="$side" dialect="sqlite"><revises id="cats"/><changes><create><table name="dogs"/><in table="dogs">
<column name="id" type="INTEGER"/><column name="${side}_eye" type="TEXT"/><column name="${side}_ear" type="TEXT"/></in></create></changes></profile>
XML
    done
    sqlite3 -bail a.db 'create table dogs (id integer, nose text)'
}

# Each format into a file of its name; json also goes to standard output.
when_reported() { # arguments
    local format reports=()
    for format in "${formats[@]}"; do
        reports+=(--report "$format=report.$format")
    done
    when_assay "$@" --no-cache --format json "${reports[@]}"
}

# What differs from run to run has no place in a golden file, nor has a page's style and script.
steadied() { # file
    sed -E -e "s/'sha256-[^']*'/'sha256-DIGEST'/g" -e "s|$here|/tmp/assay-reports-XXXXXX|g" -e 's/SQLite 3\.[0-9.]+/SQLite 3.x/g' \
        -e 's/\b[0-9a-f]{64}\b/FINGERPRINT/' -e 's/20[0-9]{2}-[0-9]{2}-[0-9]{2}([T ])[0-9]{2}:[0-9]{2}:[0-9]{2}/2026-01-01\100:00:00/g' \
        -e '/<style>/,/<\/style>/{s/<style>.*/<style>/;t;s/.*<\/style>/<\/style>/;t;d}' \
        -e '/<script>/,/<\/script>/{s/<script>.*/<script>/;t;s/.*<\/script>/<\/script>/;t;d}' "$1"
}

reports_are_golden() { # name
    local format golden
    for format in "${formats[@]}"; do
        golden=$REPO/tests/golden/reports/$1.$format
        steadied "report.$format" >now
        if [[ ${ASSAY_GOLDEN:-} == write ]]; then cp now "$golden"; fi
        diff -u "$golden" now >&2 || fail "$1.$format is not as it was"
    done
}

reports_stay_the_same() { # arguments
    local format
    for format in "${formats[@]}"; do
        steadied "report.$format" >"before.$format"
    done
    LC_ALL=C LANG=de_DE.UTF-8 TZ=Asia/Kathmandu when_reported "$@"
    for format in "${formats[@]}"; do
        diff -u "before.$format" <(steadied "report.$format") >&2 || fail "$format depends on locale or time zone"
    done
}

# As documented: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
is_gitlab() { # file
    jq -e 'type == "array" and ([.[].fingerprint] | length == (unique | length)) and all(.[];
        (.description | type == "string" and length > 0) and (.check_name | type == "string" and length > 0)
        and (.fingerprint | test("^[0-9a-f]{32}$"))
        and (.severity | IN("info", "minor", "major", "critical", "blocker"))
        and (.location.path | type == "string" and length > 0 and (startswith("./") | not))
        and (.location.lines.begin | type == "number" and . >= 1))' "$1" >/dev/null || fail "not as GitLab wants it"
}

is_sarif() { # file: what its schema cannot say
    jq -e '.version == "2.1.0" and all(.runs[];
        ([.tool.driver.rules[].id] | length == (unique | length)) and
        ([.tool.driver.rules[].id] as $ids | all(.results[]; .ruleId as $id | $ids | any(. == $id))) and
        ([.results[].partialFingerprints["assay/v1"]] | length == (unique | length)) and
        all(.results[]; .message.text != "" and (.level | IN("error", "warning", "note"))
            and (.locations | length == 1)))' "$1" >/dev/null || fail "no good SARIF"
}

# Only workflow commands, ten of each type at most, and nothing that ends one early.
is_github() { # file
    ! grep -vE '^::(error|warning|notice) ((file=[^,:]+,line=[0-9]+,)?title=[^,:]+)::.+$' "$1" || fail "no annotations"
    awk -F '[: ]' '{ n[$3]++ } END { for (type in n) if (n[type] > 10) exit 1 }' "$1" || fail "more than GitHub shows"
}

is_json() { # file
    python3 - "$REPO/schemas/report.schema.json" "$1" 2>"$err" <<'PYTHON' || fail "the JSON is not as its schema has it"
import json, sys, jsonschema
schema, report = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.Draft7Validator.check_schema(schema)
name = "diff" if "differences" in report else "verdict"
jsonschema.validate(report, {**schema, "oneOf": [{"$ref": "#/definitions/" + name}]})
PYTHON
}

is_dot() { # file
    dot -Tsvg "$1" 2>"$err" | xmllint --noout --nonet - 2>>"$err" || fail "Graphviz does not draw it"
}

# It stands for itself, and is neither code nor asks for anything.
is_svg() { # file
    xmllint --noout --nonet "$1" 2>"$err" || fail "no XML"
    same "a picture with a title and a description" true "$(xmllint --xpath \
        'boolean(/*[namespace-uri() = "http://www.w3.org/2000/svg"][*[1][name() = "title"]!=""][*[2][name() = "desc"]!=""])' "$1")"
    same "code and references" 0 "$(xmllint --xpath 'count(//*[local-name() = "script"] | //@*[contains(name(), "href")
        or starts-with(name(), "on") or contains(., "url(")])' "$1")"
    ! grep -qE '@import|url\(' "$1" || fail "a style from elsewhere"
}

is_valid() { # every report in the folder
    xmllint --noout --nonet --relaxng "$REPO/schemas/report.rng" report.xml 2>"$err" || fail "the document is not valid"
    xmllint --noout --nonet --relaxng "$REPO/tests/fixtures/reports/junit.rng" report.junit 2>"$err" || fail "no JUnit"
    is_json report.json
    is_gitlab report.gitlab
    is_sarif report.sarif
    is_github report.github
    [[ " ${formats[*]} " != *" dot "* ]] || { is_dot report.dot && is_svg report.svg; }
}

@test "reports: an exact database in every format" {
    given_exact
    when_reported check a.db
    exit_is 0
    is_valid
    reports_are_golden exact
    reports_stay_the_same check a.db
}

@test "reports: a drifted database in every format" {
    given_drifted
    when_reported check a.db
    exit_is 1
    is_valid
    reports_are_golden drifted
    reports_stay_the_same check a.db
}

@test "reports: an ambiguous database in every format" {
    given_ambiguous
    when_reported audit a.db
    exit_is 3
    is_valid
    reports_are_golden ambiguous
    reports_stay_the_same audit a.db
}

@test "reports: a diff in every format" {
    formats=("${differing[@]}")
    given_drifted
    when_reported diff revision:feeders a.db
    exit_is 1
    is_valid
    reports_are_golden diff
}

@test "reports: JSON of a fresh database, of one without history and of a stamp is as the schema has it" {
    given_drifted
    when_assay stamp a.db --no-cache
    is_json "$out"
    sqlite3 fresh.db 'create table t (a); drop table t'
    when_assay check fresh.db --no-cache
    is_json "$out"
    mkdir none && cd none
    when_assay audit ../a.db --no-cache
    is_json "$out"
    sed -i 's/"state": "[a-z]*"/"state": "lost"/' "$out"
    ! (is_json "$out") 2>/dev/null || fail "the schema takes anything"
    rm -f "$BATS_TEST_TMPDIR/failed"
}

@test "reports: each deviation keeps its fingerprint when values and the database's place move" {
    given_drifted
    when_assay audit a.db --no-cache
    json '.drift[] | .fingerprint' | sort >first
    mkdir elsewhere && mv a.db elsewhere/b.db
    sqlite3 -bail elsewhere/b.db "pragma writable_schema=on;
        update sqlite_master set sql = replace(sql, 'numeric(7,2)', 'numeric(9,2)') where name = 'feeders'"
    when_assay audit elsewhere/b.db --no-cache
    same "fingerprints" "$(<first)" "$(json '.drift[] | .fingerprint' | sort)"
    same "one for each" "$(wc -l <first)" "$(sort -u first | wc -l)"
}

@test "reports: a format that has no words for a snapshot says so" {
    given_exact
    when_assay snapshot a.db --cache c.db --format junit
    complains "format 'junit' cannot show what .assay snapshot. says.*use text, json or xml"
    when_assay snapshot a.db --cache c.db --report svg=a.svg
    complains "format 'svg' cannot show what .assay snapshot. says"
}

@test "reports: a format that draws a history says so where there is none" {
    given_exact
    when_assay diff a.db a.db --no-cache --format dot
    complains "format 'dot' cannot show what .assay diff. says.*use text, json or xml"
}

@test "reports: a report that cannot be written leaves what was there" {
    given_drifted
    echo before >report.xml
    mkdir full && ln -s /dev/full full/report
    when_assay check a.db --no-cache --report xml=missing/report.xml --report junit=report.junit
    exit_is 2
    [[ ! -e report.junit ]] || fail "what followed was written"
    when_assay check a.db --no-cache --report junit=full/report
    complains 'cannot write .full/report'
    same "what was there" before "$(<report.xml)"
}

# What a page, a shell, a terminal, a log or a reader of reports might take for its own.
hostile_names=($'<script>alert(1)</script>' $'a]]>b' "it's \"quoted\"" $'bell\a escape\e[31m' $'right\u202eleft'
    $'back`quote | pipe' $'::error::x%0A' $'two\nlines' '[x](http://example.org)' '\u003c' '&lt;&#10;')

given_hostile() {
    local name
    # shellcheck disable=SC2034 # by its name
    base='create table plain (id integer primary key); create table long (x integer constraint c check (x > 0));'
    given_history base
    stamped_at a.db base
    for name in "${hostile_names[@]}"; do
        printf 'create table "%s" (x integer);\n' "${name//\"/\"\"}"
    done | sqlite3 -bail a.db
    { printf 'drop table long; create table long (x integer constraint c check (x in (0' && seq -f ',%06.0f' 1 30000 | tr -d '\n' && echo ')));'; } |
        sqlite3 -bail a.db
}

@test "reports: names that look like something else are shown as they are in every format" {
    local name found
    formats=("${differing[@]}")
    given_hostile
    when_reported diff revision:base a.db
    exit_is 1
    is_valid
    for name in "${hostile_names[@]}"; do
        # As Assay prints it in JSON: quoted as SQL, with its true characters.
        found=$(jq --arg name "\"${name//\"/\"\"}\"" '[.differences[] | select(.object == $name)] | length' report.json)
        same "in JSON: $name" 1 "$found"
    done
    for file in report.*; do
        [[ $file == report.json ]] || ! LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]\|\xe2\x80\xae' "$file" ||
            [[ $file == report.xml ]] || fail "$file has characters that steer"
    done
    ! grep -q '<script>' report.xml report.junit report.markdown || fail "a tag"
    same "the long constraint" true "$(jq '[.differences[].attributes[].actual | length] | max > 200000' report.json)"
    [[ $(wc -c <report.sarif) -gt 200000 && $(wc -c <report.junit) -gt 200000 ]] || fail "something is lost"
    [[ $(wc -c <report.markdown) -lt 20000 ]] && grep -q 'more characters' report.markdown || fail "too long for a summary"
    same "tables in GitLab's" "$(jq '.differences | length' report.json)" "$(jq length report.gitlab)"
    same "tables in SARIF" "$(jq '.differences | length' report.json)" "$(jq '.runs[0].results | length' report.sarif)"
    same "tables in JUnit" "$(jq '.differences | length' report.json)" "$(xmllint --xpath 'count(//failure)' report.junit)"
    grep -qF '\[x\](http' report.markdown || fail "a link"
}

# Profiles of a chain of revisions that create a table each, the last of which depends on the first
# too. Their ids come from standard input, each closed by a NUL.
given_chain() {
    python3 -c '
import pathlib, sys
from xml.sax.saxutils import quoteattr
quoted = lambda text: quoteattr(text, {"\n": "&#10;"})
ids = sys.stdin.read().split("\0")[:-1]
pathlib.Path("profiles").mkdir()
for i, name in enumerate(ids):
    parents = f"<revises id={quoted(ids[i - 1])}/>" if i else ""
    if i and i + 1 == len(ids):
        parents += f"<depends-on id={quoted(ids[0])}/>"
    pathlib.Path(f"profiles/{i}.xml").write_text(f"""<profile revision={quoted(name)} project="pets" tool="alembic"
        dialect="sqlite" label={quoted("label of " + name)}>{parents}<changes><create><table name="t{i}"/><in
        table="t{i}"><column name="id" type="INTEGER"/></in></create></changes></profile>""")'
}

@test "reports: revisions whose names look like something else are drawn as they are" {
    local odd=('<script>alert(1)</script>' 'a]]>b' "it's \"quoted\"" $'right\u202eleft' $'ends in \\' '\N \l \"' $'two\nlines'
        '&lt;&#10;' '</title><script>' 'node [x=y]; }')
    printf '%s\0' "${odd[@]}" | given_chain
    sqlite3 a.db 'create table t0 (id integer); create table t1 (id integer)'
    when_assay audit a.db --no-cache --format dot -o report.dot --report svg=report.svg
    is_dot report.dot
    is_svg report.svg
    dot -Tjson0 report.dot >graph.json
    dot -Tsvg report.dot >graph.svg
    python3 - "${odd[@]}" 2>"$err" <<'PYTHON' || fail "not drawn as they are"
import json, sys
from xml.etree import ElementTree
SVG = "{http://www.w3.org/2000/svg}"
odd = sys.argv[1:]
shown = [name.replace("\n", " ").replace("\u202e", r"\xe2\x80\xae") for name in odd]
graph = json.load(open("graph.json"))
# A node is named as JSON has it, but for quotes.
names = [json.loads('"' + node["name"].replace('"', '\\"') + '"') for node in graph["objects"]]
assert sorted(names) == sorted(odd), names
assert len(graph["edges"]) == len(odd), graph["edges"]
assert [edge["style"] for edge in graph["edges"] if "style" in edge] == ["dashed"], graph["edges"]
texts = [text.text.replace("\u00a0", " ") for text in ElementTree.parse("graph.svg").iter(SVG + "text")]
for name in shown:
    assert name in texts and "label of " + name in texts, (name, texts)
rows = [g for g in ElementTree.parse("report.svg").iter(SVG + "g") if g.get("role") == "listitem"]
titles = [row.find(SVG + "title").text for row in rows]
for name in shown:
    found = [t for t in titles if t.startswith(name + ", ") and t.endswith(": label of " + name)]
    assert len(found) == 1, (name, titles)
assert sorted(row.find(f"{SVG}text/{SVG}tspan").text for row in rows) == sorted(shown)
PYTHON
}

@test "reports: of 500 revisions in a row the picture has three rows, and the graph all" {
    seq -f 'r%.0f' 1 500 | tr '\n' '\0' | given_chain
    sed -i 's/<depends-on[^>]*>//' profiles/499.xml
    sqlite3 a.db 'pragma user_version = 1'
    when_assay audit a.db --no-cache --format dot -o report.dot --report svg=report.svg
    is_svg report.svg
    same "nodes" 500 "$(grep -c ' \[label="r' report.dot)"
    same "edges" 499 "$(grep -c ' -> ' report.dot)"
    same "rows" 3 "$(xmllint --xpath 'count(//*[@role = "listitem"])' report.svg)"
    same "folded" '498 pending revisions, r499 back to r2' "$(xmllint --xpath 'string(//*[@role = "listitem"][2]/*[name() = "text"])' report.svg)"
    same "named in it" 498 "$(xmllint --xpath 'string(//*[@role = "listitem"][2]/*[name() = "desc"])' report.svg | tr ',' '\n' | wc -l)"
}

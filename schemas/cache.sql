-- SPDX-License-Identifier: MIT
-- The cache, version 1. The upper half stores: a catalog is a tree (catalog -> relations with
-- their objects) whose nodes are kept once, by SHA-256 of what they hold, so that an unchanged
-- schema costs one row of `snapshot`, and a changed object one relation and the root. The lower
-- half reads: views with the names and columns of information_schema, snapshot_id in front.

-- A table or view with all that lives in it; a type, sequence or routine by itself.
-- objects: a JSON array of {"kind", "relation" (if it lives in one), "name", "attributes" (texts by
-- the attribute's name; what is absent is unset), "unknown" (names of attributes that could not be
-- read) and "reason"}. One text for a relation, not one row for an object, makes storing 400,000
-- objects five times as fast.
CREATE TABLE relation (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    schema TEXT NOT NULL,
    name TEXT NOT NULL,
    objects TEXT NOT NULL
);

CREATE TABLE catalog (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    dialect TEXT NOT NULL,
    objects INTEGER NOT NULL
);

CREATE TABLE catalog_relation (
    catalog INTEGER NOT NULL REFERENCES catalog,
    position INTEGER NOT NULL,
    relation INTEGER NOT NULL REFERENCES relation,
    PRIMARY KEY (catalog, position)
) WITHOUT ROWID;

-- AUTOINCREMENT: the number of a snapshot is never given again. taken_at: seconds since 1970.
CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    catalog INTEGER NOT NULL REFERENCES catalog,
    fingerprint TEXT NOT NULL,
    taken_at INTEGER NOT NULL,
    target TEXT NOT NULL,
    server TEXT NOT NULL,
    server_version INTEGER NOT NULL,
    database TEXT NOT NULL,
    role TEXT NOT NULL,
    search_path TEXT NOT NULL,
    reader TEXT NOT NULL
);

-- The coverage ledger: what could not be read, and why. kind '' is the whole run.
CREATE TABLE snapshot_limit (
    snapshot INTEGER NOT NULL REFERENCES snapshot,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (snapshot, kind, reason)
) WITHOUT ROWID;

-- Migration tools' version tables that were recognised; revisions is a JSON array.
CREATE TABLE version_table (
    snapshot INTEGER NOT NULL REFERENCES snapshot,
    position INTEGER NOT NULL,
    tool TEXT NOT NULL,
    schema TEXT NOT NULL,
    name TEXT NOT NULL,
    revisions TEXT NOT NULL,
    readable INTEGER NOT NULL,
    dirty INTEGER NOT NULL,
    width INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (snapshot, position)
) WITHOUT ROWID;

-- Every object of every snapshot, with its attributes as JSON.
CREATE VIEW snapshot_object AS
SELECT s.id AS snapshot_id, s.database AS database, json_extract(o.value, '$.kind') AS kind,
       r.schema AS schema, coalesce(json_extract(o.value, '$.relation'), '') AS relation,
       json_extract(o.value, '$.name') AS name,
       json_extract(o.value, '$.attributes') AS attributes,
       json_extract(o.value, '$.unknown') AS unknown, json_extract(o.value, '$.reason') AS reason
FROM snapshot s
JOIN catalog_relation cr ON cr.catalog = s.catalog
JOIN relation r ON r.id = cr.relation
JOIN json_each(r.objects) o;

CREATE VIEW tables AS
SELECT snapshot_id, database AS table_catalog, schema AS table_schema, name AS table_name,
       CASE kind WHEN 'view' THEN 'VIEW'
            ELSE CASE json_extract(attributes, '$.persistence')
                 WHEN 'temporary' THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END
       END AS table_type
FROM snapshot_object WHERE kind IN ('table', 'view');

CREATE VIEW columns AS
SELECT snapshot_id, database AS table_catalog, schema AS table_schema, relation AS table_name,
       name AS column_name,
       CAST(json_extract(attributes, '$.position') AS INTEGER) AS ordinal_position,
       json_extract(attributes, '$.default') AS column_default,
       upper(coalesce(json_extract(attributes, '$.nullable'), 'yes')) AS is_nullable,
       json_extract(attributes, '$.type') AS data_type,
       json_extract(attributes, '$.collation') AS collation_name,
       CASE WHEN json_extract(attributes, '$.identity') IS NULL THEN 'NO' ELSE 'YES' END
           AS is_identity,
       CASE WHEN json_extract(attributes, '$.identity') LIKE 'always%' THEN 'ALWAYS'
            WHEN json_extract(attributes, '$.identity') LIKE 'by default%' THEN 'BY DEFAULT'
       END AS identity_generation,
       CASE WHEN json_extract(attributes, '$.generated') IS NULL THEN 'NEVER' ELSE 'ALWAYS' END
           AS is_generated,
       json_extract(attributes, '$.generated') AS generation_expression
FROM snapshot_object WHERE kind = 'column';

CREATE VIEW views AS
SELECT snapshot_id, database AS table_catalog, schema AS table_schema, name AS table_name,
       json_extract(attributes, '$.definition') AS view_definition
FROM snapshot_object WHERE kind = 'view';

CREATE VIEW table_constraints AS
SELECT snapshot_id, database AS constraint_catalog, schema AS constraint_schema,
       name AS constraint_name, database AS table_catalog, schema AS table_schema,
       relation AS table_name,
       CASE kind WHEN 'primary-key' THEN 'PRIMARY KEY' WHEN 'unique' THEN 'UNIQUE'
                 WHEN 'foreign-key' THEN 'FOREIGN KEY' ELSE 'CHECK' END AS constraint_type,
       CASE WHEN json_extract(attributes, '$.deferrable') IS NULL THEN 'NO' ELSE 'YES' END
           AS is_deferrable,
       CASE WHEN json_extract(attributes, '$.deferrable') LIKE '%initially deferred' THEN 'YES'
            ELSE 'NO' END AS initially_deferred
FROM snapshot_object WHERE kind IN ('primary-key', 'unique', 'foreign-key', 'check');

CREATE VIEW check_constraints AS
SELECT snapshot_id, database AS constraint_catalog, schema AS constraint_schema,
       name AS constraint_name, json_extract(attributes, '$.expression') AS check_clause
FROM snapshot_object WHERE kind = 'check';

CREATE VIEW referential_constraints AS
SELECT snapshot_id, database AS constraint_catalog, schema AS constraint_schema,
       name AS constraint_name,
       upper(coalesce(json_extract(attributes, '$.match'), 'none')) AS match_option,
       upper(coalesce(json_extract(attributes, '$.on_update'), 'no action')) AS update_rule,
       upper(coalesce(json_extract(attributes, '$.on_delete'), 'no action')) AS delete_rule
FROM snapshot_object WHERE kind = 'foreign-key';

-- A list of columns is split where a comma stands outside double quotes. A doubled quote in a
-- quoted name is held as char(1) meanwhile.
CREATE VIEW key_column_usage AS
WITH RECURSIVE part (snapshot_id, database, schema, relation, name, position, piece, rest) AS (
    SELECT snapshot_id, database, schema, relation, name, 0, NULL,
           replace(json_extract(attributes, '$.columns'), '""', char(1)) || ','
    FROM snapshot_object WHERE kind IN ('primary-key', 'unique', 'foreign-key')
    UNION ALL
    SELECT snapshot_id, database, schema, relation, name, position + 1,
           CASE WHEN rest LIKE '"%' THEN substr(rest, 2, instr(substr(rest, 2), '"') - 1)
                ELSE substr(rest, 1, instr(rest, ',') - 1) END,
           CASE WHEN rest LIKE '"%'
                THEN ltrim(substr(rest, instr(substr(rest, 2), '"') + 2), ', ')
                ELSE ltrim(substr(rest, instr(rest, ',') + 1), ' ') END
    FROM part WHERE rest <> '' AND position < 2000
)
SELECT snapshot_id, database AS constraint_catalog, schema AS constraint_schema,
       name AS constraint_name, database AS table_catalog, schema AS table_schema,
       relation AS table_name, replace(piece, char(1), '"') AS column_name,
       position AS ordinal_position
FROM part WHERE position > 0;

-- A routine's name in the catalog is NAME(ARGUMENT TYPES).
CREATE VIEW routines AS
SELECT snapshot_id, database AS specific_catalog, schema AS specific_schema,
       name AS specific_name, database AS routine_catalog, schema AS routine_schema,
       substr(name, 1, instr(name || '(', '(') - 1) AS routine_name, upper(kind) AS routine_type,
       json_extract(attributes, '$.result') AS data_type,
       json_extract(attributes, '$.body') AS routine_definition,
       upper(json_extract(attributes, '$.language')) AS external_language,
       CASE json_extract(attributes, '$.security_definer') WHEN 'yes' THEN 'DEFINER'
            ELSE 'INVOKER' END AS security_type
FROM snapshot_object WHERE kind IN ('function', 'procedure');

CREATE VIEW sequences AS
SELECT snapshot_id, database AS sequence_catalog, schema AS sequence_schema,
       name AS sequence_name, json_extract(attributes, '$.type') AS data_type,
       json_extract(attributes, '$.start') AS start_value,
       json_extract(attributes, '$.minimum') AS minimum_value,
       json_extract(attributes, '$.maximum') AS maximum_value,
       coalesce(json_extract(attributes, '$.increment'), '1') AS increment,
       upper(coalesce(json_extract(attributes, '$.cycle'), 'no')) AS cycle_option
FROM snapshot_object WHERE kind = 'sequence';

-- One row for each trigger; event_manipulation lists its events.
CREATE VIEW triggers AS
SELECT snapshot_id, database AS trigger_catalog, schema AS trigger_schema, name AS trigger_name,
       upper(json_extract(attributes, '$.events')) AS event_manipulation,
       database AS event_object_catalog, schema AS event_object_schema,
       relation AS event_object_table,
       json_extract(attributes, '$.condition') AS action_condition,
       coalesce(json_extract(attributes, '$.definition'),
                'EXECUTE FUNCTION ' || json_extract(attributes, '$.function')) AS action_statement,
       upper(json_extract(attributes, '$.level')) AS action_orientation,
       upper(json_extract(attributes, '$.timing')) AS action_timing
FROM snapshot_object WHERE kind = 'trigger';

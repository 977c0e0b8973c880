-- SPDX-License-Identifier: MIT
-- The cache, from version 1 to 2: routines whose body the server keeps parsed, and the views of types
-- and collations.

DROP VIEW routines;

-- A routine's name in the catalog is NAME(ARGUMENT TYPES).
CREATE VIEW routines AS
SELECT snapshot_id, database AS specific_catalog, schema AS specific_schema,
       name AS specific_name, database AS routine_catalog, schema AS routine_schema,
       substr(name, 1, instr(name || '(', '(') - 1) AS routine_name, upper(kind) AS routine_type,
       json_extract(attributes, '$.result') AS data_type,
       coalesce(json_extract(attributes, '$.body'), json_extract(attributes, '$.sql_body'))
           AS routine_definition,
       upper(json_extract(attributes, '$.language')) AS external_language,
       CASE json_extract(attributes, '$.security_definer') WHEN 'yes' THEN 'DEFINER'
            ELSE 'INVOKER' END AS security_type
FROM snapshot_object WHERE kind IN ('function', 'procedure');

CREATE VIEW user_defined_types AS
SELECT snapshot_id, database AS user_defined_type_catalog, schema AS user_defined_type_schema,
       name AS user_defined_type_name, 'STRUCTURED' AS user_defined_type_category
FROM snapshot_object WHERE kind = 'composite';

CREATE VIEW domains AS
SELECT snapshot_id, database AS domain_catalog, schema AS domain_schema, name AS domain_name,
       json_extract(attributes, '$.type') AS data_type,
       json_extract(attributes, '$.collation') AS collation_name,
       json_extract(attributes, '$.default') AS domain_default
FROM snapshot_object WHERE kind = 'domain';

CREATE VIEW collations AS
SELECT snapshot_id, database AS collation_catalog, schema AS collation_schema,
       name AS collation_name, 'NO PAD' AS pad_attribute
FROM snapshot_object WHERE kind = 'collation';

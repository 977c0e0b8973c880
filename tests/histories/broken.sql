-- SPDX-License-Identifier: MIT
-- How much of a step of a history is there in a database where it is only half applied or left out: by
-- snapshots alone, whatever the matching says. Run on a cache by sqlite3, with these set as parameters: the
-- snapshots :before and :after the step, :last, of the last step that was applied, and :seen, of the
-- database. The tables kind(element, weight) and attribute(element, name, cost) are the kinds table's, and
-- renamed(element, relation, name, new_name) says what in a relation the step renames.
-- Prints one line: the weights of what is present, of what is absent and of all; how many objects are there
-- that the step creates; and the weight of what it drops and is not there.
create temp table b as select * from snapshot_object where snapshot_id = :before;
create temp table a as select * from snapshot_object where snapshot_id = :after;
create temp table l as select * from snapshot_object where snapshot_id = :last;
create temp table s as select * from snapshot_object where snapshot_id = :seen;
create temp table effect as
select k.kind, k.schema, k.relation, k.name, b.attributes as was, a.attributes as becomes,
       l.attributes as stays, s.attributes as is_now
  from (select kind, schema, relation, name from a union select kind, schema, relation, name from b) as k
  left join b using (kind, schema, relation, name)
  left join a using (kind, schema, relation, name)
  left join l using (kind, schema, relation, name)
  left join s using (kind, schema, relation, name)
 where a.attributes is not b.attributes
   -- What a later step undoes or makes anew does not count.
   and (a.attributes is null) = (l.attributes is null)
   and (b.attributes is not null or a.attributes = l.attributes
        or k.kind not in ('function', 'procedure', 'aggregate', 'view', 'trigger', 'rule'));
update effect set was = b.attributes, is_now = coalesce(is_now, s.attributes)
  from renamed as r join b on b.kind = r.element and b.relation = r.relation and b.name = r.name
       left join s on s.kind = b.kind and s.schema = b.schema and s.relation = b.relation and s.name = b.name
 where effect.kind = r.element and effect.relation = r.relation and effect.name = r.new_name;
delete from effect where becomes is null and exists (
    select 1 from renamed as r where r.element = kind and r.relation = effect.relation and r.name = effect.name);
-- A column that comes with its table weighs an eighth, and a sequence that a column owns nothing.
create temp table weighed as
select e.rowid as id, e.*,
       case when e.kind = 'sequence' and json_extract(coalesce(becomes, was), '$.owned_by') is not null then 0
            when e.kind = 'column' and e.was is null
                 and exists (select 1 from effect as t
                              where t.kind = 'table' and t.was is null and t.schema = e.schema and t.name = e.relation)
            then k.weight / 8
            else k.weight end as weight
  from effect as e join kind as k on k.element = e.kind;
-- Of what is altered, or was created with other attributes, each attribute counts by its cost, all of them
-- together at most half of the object.
create temp table changed as
select w.id, t.cost, json_extract(w.was, '$."' || t.name || '"') as was,
       json_extract(w.becomes, '$."' || t.name || '"') as becomes,
       json_extract(w.stays, '$."' || t.name || '"') as stays,
       json_extract(w.is_now, '$."' || t.name || '"') as is_now, w.was is null as created
  from weighed as w join attribute as t on t.element = w.kind
 where w.becomes is not null
union all
select w.id, 4, r.name, r.new_name, r.new_name,
       iif(exists (select 1 from s where s.kind = w.kind and s.schema = w.schema
                   and s.relation = w.relation and s.name = w.name), r.new_name, r.name), 0
  from weighed as w join renamed as r on r.element = w.kind and r.relation = w.relation and r.new_name = w.name
 where w.was is not null;
create temp table altered as
select id, sum(cost) as cost, sum(cost * (is_now is becomes)) as made, sum(cost * (is_now is was)) as unmade,
       sum(cost * (is_now is not becomes)) as deviates
  from changed
 where created or (was is not becomes and becomes is stays)
 group by id
having sum(cost) > 0;
create temp table judged as
select w.was is null and w.is_now is not null as early, w.becomes is null and w.is_now is null as dropped,
       case when w.was is null and w.is_now is null then 0
            when w.was is null then w.weight - min(coalesce(t.deviates, 0), w.weight / 2)
            when w.becomes is null then iif(w.is_now is null, w.weight, 0)
            else min(t.cost, w.weight / 2) * t.made / t.cost end as present,
       case when w.was is null and w.is_now is null then w.weight
            when w.was is null then min(coalesce(t.deviates, 0), w.weight / 2)
            when w.becomes is null then iif(w.is_now is null, 0, w.weight)
            else min(t.cost, w.weight / 2) * t.unmade / t.cost end as absent,
       iif(w.was is null or w.becomes is null, w.weight, min(t.cost, w.weight / 2)) as weight
  from weighed as w left join altered as t using (id)
 where (w.was is null or w.becomes is null or (t.id is not null and w.is_now is not null));
select coalesce(sum(present), 0), coalesce(sum(absent), 0), coalesce(sum(weight), 0),
       coalesce(sum(early and weight > 0), 0), coalesce(sum(dropped * weight), 0) from judged;

-- What people do to a database by hand: an index dropped that was there before the last step (:before),
-- a column added, a default changed, a table copied. Prints what is to be reported of it.
create function pg_temp.shown(relation oid) returns text language sql as $$
    select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
      from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where c.oid = relation
$$;
create temporary table seeded (ddl text, item text);
insert into seeded
select format('drop index %s', i.indexrelid::regclass), 'missing index ' || pg_temp.shown(i.indexrelid)
  from pg_index as i join pg_class as c on c.oid = i.indrelid
 where i.indexrelid >= 16384 and i.indexrelid <= :before and not i.indisunique
   and c.relnamespace <> 'pg_toast'::regnamespace and c.relpersistence = 'p'
   and not exists (select from pg_depend as d where d.objid = i.indexrelid and d.deptype = 'i')
 order by i.indexrelid limit 1;
insert into seeded
select format('alter table %s add reviewer_note text', c.oid::regclass),
       'unexpected column ' || pg_temp.shown(c.oid) || '.reviewer_note'
  from pg_class as c
 where c.oid >= 16384 and c.relkind = 'r' and c.relpersistence = 'p'
 order by c.oid limit 1;
insert into seeded
select format('alter table %s alter %I set default 41', a.attrelid::regclass, a.attname),
       'changed column ' || pg_temp.shown(a.attrelid) || '.' || quote_ident(a.attname)
  from pg_attribute as a join pg_class as c on c.oid = a.attrelid
 where a.attrelid >= 16384 and c.relkind = 'r' and c.relpersistence = 'p' and a.attnum > 0 and not a.attisdropped
   and not a.atthasdef and a.attidentity = '' and a.atttypid = 'integer'::regtype
 order by c.oid, a.attnum limit 1;
insert into seeded
select format('create table %I.%I as table %s', n.nspname, c.relname || '_backup', c.oid::regclass),
       'unexpected table ' || replace(pg_temp.shown(c.oid), c.relname, c.relname || '_backup')
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
 where c.oid >= 16384 and c.relkind = 'r' and c.relpersistence = 'p'
 order by c.oid limit 1;
select ddl from seeded \gexec
select item from seeded;

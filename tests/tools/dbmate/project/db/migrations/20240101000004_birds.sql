-- migrate:up
create table birds (id integer primary key, name varchar(40) unique);

-- migrate:down
drop table birds;

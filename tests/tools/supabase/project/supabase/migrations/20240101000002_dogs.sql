create table dogs (id integer primary key, name varchar(40), cat_id integer references cats (id));
create index dogs_name on dogs (name);

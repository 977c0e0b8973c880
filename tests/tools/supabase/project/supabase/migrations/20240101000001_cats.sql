create table cats (id integer primary key, name varchar(40) not null);

create table birds (id integer primary key, name varchar(40) unique);

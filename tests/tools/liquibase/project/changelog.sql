--liquibase formatted sql

--changeset ann:cats
create table cats (id integer primary key, name varchar(40) not null);

--changeset ann:dogs
create table dogs (id integer primary key, name varchar(40), cat_id integer references cats (id));
create index dogs_name on dogs (name);

--changeset ann:chips
alter table cats add column chip varchar(15);

--changeset ann:birds
create table birds (id integer primary key, name varchar(40) unique);

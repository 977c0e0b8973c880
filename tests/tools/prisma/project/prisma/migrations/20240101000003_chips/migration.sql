alter table cats add column chip varchar(15);

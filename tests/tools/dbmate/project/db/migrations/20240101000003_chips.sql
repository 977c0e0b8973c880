-- migrate:up
alter table cats add column chip varchar(15);

-- migrate:down
alter table cats drop column chip;

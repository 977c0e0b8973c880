alter table cats drop column chip;

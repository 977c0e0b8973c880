drop table dogs;

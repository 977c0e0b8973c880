drop table cats;

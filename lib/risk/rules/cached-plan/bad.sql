--! case another type
--! also changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, score int);
--! migration
ALTER TABLE users ALTER COLUMN score TYPE bigint;

--! case another length
--! before
CREATE TABLE users (id int PRIMARY KEY, code varchar(20));
--! migration
ALTER TABLE users ALTER COLUMN code TYPE varchar(100);

--! case a table that nobody has shown
--! not-executed: the table is not there
--! also changing-column-type
--! migration
ALTER TABLE users ALTER COLUMN score TYPE bigint;

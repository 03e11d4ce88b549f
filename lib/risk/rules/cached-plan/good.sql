--! case the type that it has
--! before
CREATE TABLE users (id int PRIMARY KEY, code varchar(20));
--! migration
ALTER TABLE users ALTER COLUMN code TYPE varchar(20);

--! case a column more
--! before
CREATE TABLE users (id int PRIMARY KEY);
--! migration
ALTER TABLE users ADD COLUMN code text;

--! case a new table
--! migration
CREATE TABLE users (id int PRIMARY KEY, score int);
ALTER TABLE users ALTER COLUMN score TYPE bigint;

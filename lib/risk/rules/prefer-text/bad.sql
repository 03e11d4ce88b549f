--! case a new table
--! migration
CREATE TABLE t (id text PRIMARY KEY, name varchar(80));

--! case another type
--! before
CREATE TABLE t (id text PRIMARY KEY, name text);
--! migration
ALTER TABLE t ADD COLUMN code varchar(10);

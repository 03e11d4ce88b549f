--! case char(n)
--! migration
CREATE TABLE t (id text PRIMARY KEY, country char(2));

--! case char, and character
--! before
CREATE TABLE t (id text PRIMARY KEY);
--! migration
ALTER TABLE t ADD COLUMN flag char, ADD COLUMN code character(4);

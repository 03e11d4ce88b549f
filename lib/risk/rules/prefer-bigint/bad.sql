--! case integer and smallint
--! migration
CREATE TABLE t (id text PRIMARY KEY, n integer, m smallint);

--! case a new column
--! before
CREATE TABLE t (id text PRIMARY KEY);
--! migration
ALTER TABLE t ADD COLUMN n int;

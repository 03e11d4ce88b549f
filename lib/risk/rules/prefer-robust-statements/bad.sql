--! case each commits by itself
--! runner plain
--! before
CREATE TABLE t (id bigint PRIMARY KEY, a int);
--! migration
ALTER TABLE t ADD COLUMN b int;
CREATE INDEX CONCURRENTLY t_a ON t (a);

--! case a table and a rename
--! runner plain
--! before
CREATE TABLE t (id bigint PRIMARY KEY, a int);
--! migration
CREATE INDEX CONCURRENTLY t_a ON t (a);
CREATE TABLE u (id bigint PRIMARY KEY);

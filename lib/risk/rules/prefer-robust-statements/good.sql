--! case it can be run again
--! runner plain
--! before
CREATE TABLE t (id bigint PRIMARY KEY, a int);
--! migration
ALTER TABLE t ADD COLUMN IF NOT EXISTS b int;
DROP INDEX CONCURRENTLY IF EXISTS t_a;
CREATE INDEX CONCURRENTLY t_a ON t (a);

--! case one transaction
--! before
CREATE TABLE t (id bigint PRIMARY KEY, a int);
--! migration
ALTER TABLE t ADD COLUMN b int;
ALTER TABLE t ADD COLUMN c int;

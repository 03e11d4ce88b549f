--! case text and varchar without a length
--! migration
CREATE TABLE t (id text PRIMARY KEY, name varchar);

--! case text, and the internal "char"
--! migration
CREATE TABLE t (id text PRIMARY KEY, kind "char");

--! case timestamptz
--! migration
CREATE TABLE t (id text PRIMARY KEY, at timestamptz, day date, since timestamp(3) with time zone);

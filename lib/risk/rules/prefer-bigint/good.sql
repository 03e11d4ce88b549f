--! case bigint and bigserial
--! migration
CREATE TABLE t (id bigserial PRIMARY KEY, n bigint, m numeric);

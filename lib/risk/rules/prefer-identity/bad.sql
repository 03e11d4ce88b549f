--! case bigserial
--! migration
CREATE TABLE t (id bigserial PRIMARY KEY);

--! case serial8
--! migration
CREATE TABLE t (id serial8 PRIMARY KEY);

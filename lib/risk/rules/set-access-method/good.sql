--! case the one it has
--! postgres 15
--! since 15
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders SET ACCESS METHOD heap;

--! case not known to this version
--! postgres 14
--! not-executed: PostgreSQL 14 does not know it
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders SET ACCESS METHOD columnar;

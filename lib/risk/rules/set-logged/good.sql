--! case logged already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders SET LOGGED;

--! case a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders SET UNLOGGED;

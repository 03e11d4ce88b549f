--! case made unlogged
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders SET UNLOGGED;

--! case made logged
--! before
CREATE UNLOGGED TABLE orders (id bigint PRIMARY KEY);
--! migration
ALTER TABLE orders SET LOGGED;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
ALTER TABLE "Order" SET LOGGED;

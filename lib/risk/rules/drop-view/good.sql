--! case dropped and made anew with another column
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL DEFAULT 0, note text);
CREATE VIEW order_totals AS SELECT id, total FROM orders;
--! migration
DROP VIEW IF EXISTS order_totals;
CREATE VIEW order_totals AS SELECT id, note, total FROM orders;

--! case made and dropped by the same script
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL DEFAULT 0);
--! migration
CREATE VIEW helping AS SELECT id FROM orders;
DROP VIEW helping;

--! case not there at all
--! before
CREATE TABLE orders (id bigint PRIMARY KEY);
--! migration
DROP VIEW IF EXISTS order_totals;

--! case a view in use
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL DEFAULT 0);
CREATE VIEW order_totals AS SELECT id, total FROM orders;
--! migration
DROP VIEW order_totals;

--! case a materialized view, another one being made
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL DEFAULT 0);
CREATE MATERIALIZED VIEW "OrderTotals" AS SELECT id, total FROM orders;
--! migration
DROP MATERIALIZED VIEW IF EXISTS "OrderTotals";
CREATE VIEW order_sums AS SELECT sum(total) AS total FROM orders;

--! case a view that nobody has shown
--! migration
--! not-executed: there is no such view
DROP VIEW order_totals;

--! case a table in use
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE SCHEMA sales;
--! migration
ALTER TABLE orders SET SCHEMA sales;

--! case a schema gets another name
--! before
CREATE SCHEMA sales;
CREATE TABLE sales.orders (id int PRIMARY KEY);
--! migration
ALTER SCHEMA sales RENAME TO shop;

--! case a table that nobody has shown
--! not-executed: the table is not there
--! migration
ALTER TABLE "Order" SET SCHEMA sales;

--! case a view takes the old name
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE SCHEMA sales;
--! migration
ALTER TABLE orders SET SCHEMA sales;
CREATE VIEW public.orders AS SELECT * FROM sales.orders;

--! case a table of the same script
--! before
CREATE SCHEMA sales;
--! migration
CREATE TABLE a (id int PRIMARY KEY);
ALTER TABLE a SET SCHEMA sales;

--! case a table in use
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
DROP TABLE orders;

--! case two at once, one of them in another schema
--! before
CREATE SCHEMA app;
CREATE TABLE app.items (id int PRIMARY KEY);
CREATE TABLE "Order" ("id" int PRIMARY KEY);
--! migration
DROP TABLE IF EXISTS app.items, "Order";

--! case a table that nobody has shown
--! migration
DROP TABLE IF EXISTS orders;

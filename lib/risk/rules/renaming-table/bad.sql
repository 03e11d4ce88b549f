--! case a table in use
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders RENAME TO purchases;

--! case a view
--! before
CREATE TABLE users (id int PRIMARY KEY);
CREATE VIEW active AS SELECT id FROM users;
--! migration
ALTER VIEW active RENAME TO active_users;

--! case a table that nobody has shown
--! not-executed: the table is not there
--! migration
ALTER TABLE "Order" RENAME TO "orders";

--! case a type
--! before
CREATE TYPE state AS ENUM ('a');
CREATE TABLE t (id bigint PRIMARY KEY, s state);
--! migration
ALTER TYPE state RENAME TO status;

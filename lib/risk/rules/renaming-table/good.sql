--! case another type takes the old name
--! before
CREATE TYPE state AS ENUM ('a');
--! migration
ALTER TYPE state RENAME TO state_old;
CREATE TYPE state AS ENUM ('a', 'b');
DROP TYPE state_old;

--! case a view takes the old name
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders RENAME TO purchases;
CREATE VIEW orders AS SELECT * FROM purchases;

--! case another table takes the old name
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE orders_new (LIKE orders INCLUDING ALL);
ALTER TABLE orders RENAME TO orders_old;
ALTER TABLE orders_new RENAME TO orders;

--! case a table of the same script
--! migration
CREATE TABLE a (id int PRIMARY KEY);
ALTER TABLE a RENAME TO b;

--! case an index and a sequence
--! before
CREATE TABLE orders (id serial PRIMARY KEY, a int);
CREATE INDEX orders_a ON orders (a);
--! migration
ALTER INDEX orders_a RENAME TO orders_a_idx;
ALTER SEQUENCE orders_id_seq RENAME TO orders_ids;

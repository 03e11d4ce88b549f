--! case instant ones one after another
--! runner prisma
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN name text;
ALTER TABLE orders ADD COLUMN region text DEFAULT 'eu';
ALTER TABLE orders ADD COLUMN closed_at timestamptz DEFAULT now();

--! case slow work on a table of the same script
--! runner prisma
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN name text;
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);

--! case the first commits before
--! runner plain
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
BEGIN;
ALTER TABLE users ADD COLUMN name text;
COMMIT;
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);

--! case a few rows
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN name text;
UPDATE orders SET note = '' WHERE id = 7;
INSERT INTO orders (id, user_id) VALUES (1, 2);

--! case by Headgate, which runs it by itself
--! also transaction-model
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN name text;
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);

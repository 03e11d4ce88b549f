--! case a timeout of its own
--! unguarded
--! before
CREATE TABLE orders (id bigint PRIMARY KEY);
--! migration
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN note text;

--! case a timeout for the transaction
--! unguarded
--! before
CREATE TABLE orders (id bigint PRIMARY KEY);
--! migration
SET LOCAL lock_timeout = 2000;
ALTER TABLE orders ADD COLUMN note text;

--! case one holds already
--! before
CREATE TABLE orders (id bigint PRIMARY KEY);
--! migration
ALTER TABLE orders ADD COLUMN note text;

--! case nothing in use is locked
--! also transaction-model
--! unguarded
--! before
CREATE TABLE orders (id bigint PRIMARY KEY);
--! migration
CREATE TABLE users (id bigint PRIMARY KEY);
ALTER TABLE users ADD COLUMN note text;
CREATE INDEX CONCURRENTLY orders_id_idx ON orders (id) WHERE id > 7;
ANALYZE orders;

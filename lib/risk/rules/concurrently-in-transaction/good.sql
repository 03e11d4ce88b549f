--! case alone in its migration
--! runner prisma
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);

--! case by Headgate, which runs it by itself
--! also transaction-model
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);

--! case statement by statement
--! runner plain
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);

--! case after the block
--! runner plain
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
BEGIN;
ALTER TABLE orders ADD COLUMN region text;
COMMIT;
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);

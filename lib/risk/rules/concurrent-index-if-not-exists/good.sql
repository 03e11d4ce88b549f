--! case without IF NOT EXISTS
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);

--! case what a failed build left is dropped first
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
DROP INDEX CONCURRENTLY IF EXISTS orders_user_id_idx;
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_user_id_idx ON orders (user_id);

--! case a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX IF NOT EXISTS orders_user_id_idx ON orders (user_id);

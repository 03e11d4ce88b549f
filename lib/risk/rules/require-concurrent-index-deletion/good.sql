--! case dropped concurrently
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
DROP INDEX CONCURRENTLY orders_user_id_idx;

--! case of a table of the same script
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX orders_user_id_idx ON orders (user_id);
DROP INDEX orders_user_id_idx;

--! case built by the same script
--! also transaction-model
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);
DROP INDEX orders_user_id_idx;

--! case known not to be there
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
DROP INDEX IF EXISTS orders_user_id_idx;

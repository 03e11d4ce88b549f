--! case on a table in use
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_user_id_idx ON orders (user_id);

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
create index concurrently if not exists "Order_userId_idx" on "Order" ("userId");

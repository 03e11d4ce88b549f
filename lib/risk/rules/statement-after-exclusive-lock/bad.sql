--! case an index on another table
--! also require-concurrent-index-creation
--! runner prisma
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN name text;
CREATE INDEX orders_user_id_idx ON orders (user_id);

--! case an update of another table
--! also unbatched-backfill
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN name text;
UPDATE orders SET note = '' WHERE note IS NULL;

--! case a validation of the same table
--! also check-violations
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0) NOT VALID;
--! migration
ALTER TABLE orders ADD COLUMN region text;
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;

--! case tables of which nothing is known, in a block
--! not-executed: the tables are not there
--! also require-concurrent-index-creation
--! runner plain
--! migration
BEGIN;
ALTER TABLE "User" ADD COLUMN "name" text;
CREATE INDEX "Order_userId_idx" ON "Order" ("userId");
COMMIT;

--! case an ALTER TABLE of a table in use
--! unguarded
--! before
CREATE TABLE orders (id bigint PRIMARY KEY);
--! migration
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE orders ADD COLUMN region text;

--! case a timeout that is over
--! unguarded
--! runner plain
--! before
CREATE TABLE orders (id bigint PRIMARY KEY);
--! migration
BEGIN;
SET LOCAL lock_timeout = '2s';
COMMIT;
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;

--! case a table of which nothing is known
--! unguarded
--! not-executed: the table is not there
--! migration
ALTER TABLE "Order" ADD COLUMN "note" TEXT;

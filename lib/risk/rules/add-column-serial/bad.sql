--! case a serial
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN number serial;

--! case a bigserial, with a quoted name
--! before
CREATE TABLE "Order" ("id" text PRIMARY KEY);
--! migration
ALTER TABLE "Order" ADD COLUMN "legacyId" BIGSERIAL NOT NULL;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! migration
ALTER TABLE shop.orders ADD COLUMN number smallserial;
